/*
 * Nudge tokens: "yes, I have thought about it" for one content, by one member,
 * at one place, for a while, said to what the same rules asked.  Nothing is
 * kept for them anywhere.
 */

#include <openssl/crypto.h>

#include "coc_command.h"


#define COC_NUDGE_BYTES  (8 + COC_KEYS_MAC)     /* expiry (ms) and MAC */
#define COC_NUDGE_CHARS  54     /* of them in base64url, without padding */


static const char  coc_nudge_chars[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";


static void
coc_nudge_put64(uint8_t *p, uint64_t n)
{
    int  i;

    for (i = 7; i >= 0; i--) {
        p[i] = (uint8_t) n;
        n >>= 8;
    }
}


/*
 * The MAC is made over the MACs of the parts, which all are of one length: no
 * two lists of parts run together to the same bytes.
 */

static int
coc_nudge_mac(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t expires, uint8_t *mac)
{
    size_t            i;
    uint8_t           all[4 * COC_KEYS_MAC + 24];
    coc_str_t         whole;
    const coc_str_t  *part[4];

    part[0] = &nudge->member;
    part[1] = &nudge->kind;
    part[2] = &nudge->thread;
    part[3] = &nudge->recipient;

    for (i = 0; i < 4; i++) {
        if (coc_keys_mac(keys->nudge, *part[i], all + i * COC_KEYS_MAC)
            != COC_OK)
        {
            return COC_ERROR;
        }
    }

    coc_nudge_put64(all + 4 * COC_KEYS_MAC, nudge->content);
    coc_nudge_put64(all + 4 * COC_KEYS_MAC + 8, nudge->rules);
    coc_nudge_put64(all + 4 * COC_KEYS_MAC + 16, expires);

    whole.data = all;
    whole.len = sizeof(all);

    return coc_keys_mac(keys->nudge, whole, mac);
}


int
coc_nudge_sign(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t expires, char *token)
{
    size_t    i;
    uint8_t   raw[COC_NUDGE_BYTES];
    unsigned  bits, n;

    coc_nudge_put64(raw, expires);

    if (coc_nudge_mac(keys, nudge, expires, raw + 8) != COC_OK) {
        return COC_ERROR;
    }

    for (bits = 0, n = 0, i = 0; i < COC_NUDGE_BYTES; i++) {

        bits = (bits << 8) | raw[i];
        n += 8;

        while (n >= 6) {
            n -= 6;
            *token++ = coc_nudge_chars[(bits >> n) & 63];
        }
    }

    if (n) {
        *token++ = coc_nudge_chars[(bits << (6 - n)) & 63];
    }

    *token = '\0';

    return COC_OK;
}


/* COC_DECLINED for other characters, or bits set behind the last byte. */

static int
coc_nudge_decode(coc_str_t token, uint8_t *raw)
{
    size_t       i;
    unsigned     bits, n;
    const char  *p;

    if (token.len != COC_NUDGE_CHARS) {
        return COC_DECLINED;
    }

    for (bits = 0, n = 0, i = 0; i < token.len; i++) {

        p = memchr(coc_nudge_chars, token.data[i],
                   sizeof(coc_nudge_chars) - 1);
        if (p == NULL) {
            return COC_DECLINED;
        }

        bits = (bits << 6) | (unsigned) (p - coc_nudge_chars);
        n += 6;

        if (n >= 8) {
            n -= 8;
            *raw++ = (uint8_t) (bits >> n);
        }
    }

    return (bits & ((1u << n) - 1)) ? COC_DECLINED : COC_OK;
}


int
coc_nudge_verify(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t now, coc_str_t token)
{
    size_t    i;
    uint8_t   raw[COC_NUDGE_BYTES], mac[COC_KEYS_MAC];
    uint64_t  expires;

    if (coc_nudge_decode(token, raw) != COC_OK) {
        return COC_DECLINED;
    }

    for (expires = 0, i = 0; i < 8; i++) {
        expires = (expires << 8) | raw[i];
    }

    if (coc_nudge_mac(keys, nudge, expires, mac) != COC_OK) {
        return COC_ERROR;
    }

    if (CRYPTO_memcmp(mac, raw + 8, COC_KEYS_MAC) != 0 || now >= expires) {
        return COC_DECLINED;
    }

    return COC_OK;
}
