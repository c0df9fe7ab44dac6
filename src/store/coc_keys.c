/*
 * What is derived from the secret: a key a use, so that neither a token nor a
 * hash says anything of another.  The secret itself never reaches Redis.
 */

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "coc_command.h"


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


/*
 * HMAC-SHA256 with its key, ready to be used again and again: OpenSSL 3 has
 * HMAC() look its algorithm up by name, under a lock, at each call, which
 * costs six times what it computes.
 */

static EVP_MAC_CTX *
coc_keys_prepare(const uint8_t *key, size_t len)
{
    EVP_MAC      *mac;
    OSSL_PARAM    params[2];
    EVP_MAC_CTX  *ctx;
    char          digest[] = "SHA256";

    mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (mac == NULL) {
        return NULL;
    }

    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
                                                 0);
    params[1] = OSSL_PARAM_construct_end();

    ctx = EVP_MAC_CTX_new(mac);

    if (ctx != NULL && EVP_MAC_init(ctx, key, len, params) != 1) {
        EVP_MAC_CTX_free(ctx);
        ctx = NULL;
    }

    /* the context holds a reference of its own */

    EVP_MAC_free(mac);

    return ctx;
}


static void *
coc_keys_make(coc_str_t secret, const char *label)
{
    void     *ctx;
    uint8_t   key[COC_KEYS_MAC];

    ctx = NULL;

    if (coc_keys_expand(secret, label, key, sizeof(key)) == COC_OK) {
        ctx = coc_keys_prepare(key, sizeof(key));
    }

    OPENSSL_cleanse(key, sizeof(key));

    return ctx;
}


int
coc_keys_derive(coc_keys_t *keys, coc_str_t secret)
{
    memset(keys, 0, sizeof(coc_keys_t));

    if (secret.len < COC_SECRET_MIN || secret.len > COC_SECRET_MAX) {
        return COC_INVALID;
    }

    /* the labels are part of what Redis holds: never to be changed */

    keys->member = coc_keys_make(secret, "coc member v1");
    keys->nudge = coc_keys_make(secret, "coc nudge v1");
    keys->identity = coc_keys_make(secret, "coc identity v1");
    keys->thread = coc_keys_make(secret, "coc thread v1");
    keys->device = coc_keys_make(secret, "coc device v1");

    if (keys->member == NULL || keys->nudge == NULL
        || keys->identity == NULL || keys->thread == NULL
        || keys->device == NULL
        || coc_keys_expand(secret, "coc content v1", keys->content,
                           sizeof(keys->content)) != COC_OK)
    {
        coc_keys_wipe(keys);
        return COC_ERROR;
    }

    return COC_OK;
}


void
coc_keys_wipe(coc_keys_t *keys)
{
    EVP_MAC_CTX_free(keys->member);
    EVP_MAC_CTX_free(keys->nudge);
    EVP_MAC_CTX_free(keys->identity);
    EVP_MAC_CTX_free(keys->thread);
    EVP_MAC_CTX_free(keys->device);

    OPENSSL_cleanse(keys, sizeof(coc_keys_t));
}


int
coc_keys_mac(void *key, coc_str_t data, uint8_t *mac)
{
    size_t  n;

    if (EVP_MAC_init(key, NULL, 0, NULL) != 1
        || (data.len != 0 && EVP_MAC_update(key, data.data, data.len) != 1)
        || EVP_MAC_final(key, mac, &n, COC_KEYS_MAC) != 1
        || n != COC_KEYS_MAC)
    {
        return COC_ERROR;
    }

    return COC_OK;
}


int
coc_member_hash(const coc_keys_t *keys, coc_str_t id, coc_member_t *member)
{
    size_t             i;
    uint8_t            mac[COC_KEYS_MAC];
    static const char  hex[] = "0123456789abcdef";

    if (coc_keys_mac(keys->member, id, mac) != COC_OK) {
        return COC_ERROR;
    }

    for (i = 0; i < COC_MEMBER_HASH / 2; i++) {
        member->hash[i * 2] = hex[mac[i] >> 4];
        member->hash[i * 2 + 1] = hex[mac[i] & 15];
    }

    member->hash[COC_MEMBER_HASH] = '\0';

    return COC_OK;
}
