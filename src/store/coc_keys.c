/*
 * What is derived from the secret: a key a use, so that neither a token nor a
 * hash says anything of another.  The secret itself never reaches Redis.
 */

/*
 * SHA256_Init() and so on: OpenSSL 3 would have HMAC() look its algorithm up by
 * name, under a lock, at each call, which costs more than what it computes.
 */

#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/sha.h>

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


/* RFC 2104 with SHA-256; the key is shorter than a block. */

static int
coc_keys_hmac(const uint8_t *key, size_t size, coc_str_t data, uint8_t *mac)
{
    int         ok;
    size_t      i;
    uint8_t     pad[SHA256_CBLOCK];
    SHA256_CTX  ctx;

    for (i = 0; i < sizeof(pad); i++) {
        pad[i] = (uint8_t) ((i < size ? key[i] : 0) ^ 0x36);
    }

    ok = SHA256_Init(&ctx) && SHA256_Update(&ctx, pad, sizeof(pad))
         && (data.len == 0 || SHA256_Update(&ctx, data.data, data.len))
         && SHA256_Final(mac, &ctx);

    for (i = 0; i < sizeof(pad); i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }

    ok = ok && SHA256_Init(&ctx) && SHA256_Update(&ctx, pad, sizeof(pad))
         && SHA256_Update(&ctx, mac, SHA256_DIGEST_LENGTH)
         && SHA256_Final(mac, &ctx);

    OPENSSL_cleanse(pad, sizeof(pad));

    return ok ? COC_OK : COC_ERROR;
}


int
coc_member_hash(const coc_keys_t *keys, coc_str_t id, coc_member_t *member)
{
    size_t             i;
    uint8_t            mac[SHA256_DIGEST_LENGTH];
    static const char  hex[] = "0123456789abcdef";

    if (coc_keys_hmac(keys->member, sizeof(keys->member), id, mac) != COC_OK) {
        return COC_ERROR;
    }

    for (i = 0; i < COC_MEMBER_HASH / 2; i++) {
        member->hash[i * 2] = hex[mac[i] >> 4];
        member->hash[i * 2 + 1] = hex[mac[i] & 15];
    }

    member->hash[COC_MEMBER_HASH] = '\0';

    return COC_OK;
}
