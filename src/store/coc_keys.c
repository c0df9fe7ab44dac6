/*
 * What is derived from the secret: a key a use, so that neither a token nor a
 * hash says anything of another.  The secret itself never reaches Redis.
 */

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include "coc_store.h"


/* HKDF-SHA256 without a salt: the secret is expected to be random. */

static int
coc_keys_expand(coc_str_t secret, const char *label, uint8_t *out, size_t len)
{
    int            rc;
    size_t         n;
    EVP_PKEY_CTX  *ctx;

    ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    if (ctx == NULL) {
        return COC_ERROR;
    }

    n = len;
    rc = COC_ERROR;

    if (EVP_PKEY_derive_init(ctx) > 0
        && EVP_PKEY_CTX_set_hkdf_md(ctx, EVP_sha256()) > 0
        && EVP_PKEY_CTX_set1_hkdf_key(ctx, secret.data, (int) secret.len) > 0
        && EVP_PKEY_CTX_add1_hkdf_info(ctx, (const unsigned char *) label,
                                       (int) strlen(label)) > 0
        && EVP_PKEY_derive(ctx, out, &n) > 0
        && n == len)
    {
        rc = COC_OK;
    }

    EVP_PKEY_CTX_free(ctx);

    return rc;
}


int
coc_keys_derive(coc_keys_t *keys, coc_str_t secret)
{
    if (secret.len < COC_SECRET_MIN || secret.len > COC_SECRET_MAX) {
        return COC_INVALID;
    }

    /* the labels are part of what Redis holds: never to be changed */

    if (coc_keys_expand(secret, "coc member v1", keys->member,
                        sizeof(keys->member)) != COC_OK
        || coc_keys_expand(secret, "coc nudge v1", keys->nudge,
                           sizeof(keys->nudge)) != COC_OK
        || coc_keys_expand(secret, "coc content v1", keys->content,
                           sizeof(keys->content)) != COC_OK)
    {
        return COC_ERROR;
    }

    return COC_OK;
}


int
coc_member_hash(const coc_keys_t *keys, coc_str_t id, coc_member_t *member)
{
    size_t             i;
    uint8_t            mac[EVP_MAX_MD_SIZE];
    unsigned           len;
    static const char  hex[] = "0123456789abcdef";

    if (HMAC(EVP_sha256(), keys->member, (int) sizeof(keys->member),
             (id.len == 0) ? (const uint8_t *) "" : id.data, id.len, mac, &len)
        == NULL)
    {
        return COC_ERROR;
    }

    for (i = 0; i < COC_MEMBER_HASH / 2; i++) {
        member->hash[i * 2] = hex[mac[i] >> 4];
        member->hash[i * 2 + 1] = hex[mac[i] & 15];
    }

    member->hash[COC_MEMBER_HASH] = '\0';

    return COC_OK;
}
