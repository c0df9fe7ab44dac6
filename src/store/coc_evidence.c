/*
 * Evidence, sealed and opened.  Everything begins with a key that was read or
 * made here, and so libsodium is ready before anything is sealed.
 */

#include "coc_evidence.h"
#include "coc_str.h"

#include <sodium.h>


#define COC_EVIDENCE_BASE64  sodium_base64_VARIANT_ORIGINAL

/* A line: the longest key, and what shows that it is too long. */

#define COC_EVIDENCE_LINE    (sizeof(coc_evidence_private_t) + 1)


/* The one line that is neither empty nor a comment. */

static int
coc_evidence_line(coc_str_t text, coc_str_t *line)
{
    size_t     i, end;
    coc_str_t  s;

    line->data = NULL;
    line->len = 0;

    for (i = 0; i < text.len; i = end + 1) {
        end = coc_str_find(text, '\n', i);
        s.data = text.data + i;
        s.len = end - i;
        s = coc_str_trim(s);

        if (s.len == 0 || s.data[0] == '#') {
            continue;
        }

        if (line->len != 0) {
            return COC_LIMIT;
        }

        *line = s;
    }

    return (line->len == 0) ? COC_DECLINED : COC_OK;
}


/* The key's bytes, len of them; other is the length of the wrong kind. */

static int
coc_evidence_bytes(coc_str_t text, uint8_t *key, size_t len, size_t other)
{
    int        rc;
    size_t     n;
    uint8_t    bytes[COC_EVIDENCE_LINE];
    coc_str_t  line;

    if (sodium_init() < 0) {
        return COC_ERROR;
    }

    rc = coc_evidence_line(text, &line);
    if (rc != COC_OK) {
        return rc;
    }

    if (sodium_base642bin(bytes, sizeof(bytes), (const char *) line.data,
                          line.len, NULL, &n, NULL, COC_EVIDENCE_BASE64)
        != 0)
    {
        rc = COC_INVALID;

    } else if (n != len) {
        rc = (n == other) ? COC_UNSUPPORTED : COC_INVALID;

    } else {
        memcpy(key, bytes, len);
    }

    sodium_memzero(bytes, sizeof(bytes));

    return rc;
}


int
coc_evidence_read(coc_evidence_key_t *key, coc_str_t text)
{
    int      rc;
    uint8_t  box[crypto_box_SEALBYTES];

    rc = coc_evidence_bytes(text, key->public_key, COC_EVIDENCE_KEY,
                            sizeof(coc_evidence_private_t));
    if (rc != COC_OK) {
        return rc;
    }

    /* a point of low order makes a box that everybody opens: it is refused */

    return (crypto_box_seal(box, box, 0, key->public_key) == 0) ? COC_OK
                                                               : COC_INVALID;
}


int
coc_evidence_read_private(coc_evidence_private_t *key, coc_str_t text)
{
    int      rc;
    uint8_t  bytes[sizeof(coc_evidence_private_t)];
    uint8_t  made[COC_EVIDENCE_KEY];

    rc = coc_evidence_bytes(text, bytes, sizeof(bytes), COC_EVIDENCE_KEY);

    if (rc == COC_OK) {
        memcpy(key->secret_key, bytes, COC_EVIDENCE_KEY);
        memcpy(key->key.public_key, bytes + COC_EVIDENCE_KEY,
               COC_EVIDENCE_KEY);

        if (crypto_scalarmult_base(made, key->secret_key) != 0
            || memcmp(made, key->key.public_key, COC_EVIDENCE_KEY) != 0)
        {
            coc_evidence_wipe(key);
            rc = COC_INVALID;
        }
    }

    sodium_memzero(bytes, sizeof(bytes));

    return rc;
}


int
coc_evidence_make(coc_evidence_private_t *key)
{
    return (sodium_init() >= 0
            && crypto_box_keypair(key->key.public_key, key->secret_key) == 0)
           ? COC_OK : COC_ERROR;
}


static int
coc_evidence_base64(coc_buf_t *buf, const uint8_t *bytes, size_t n)
{
    size_t    len;
    uint8_t  *p;

    /* with a NUL, which is not kept */

    len = sodium_base64_encoded_len(n, COC_EVIDENCE_BASE64);

    p = coc_buf_reserve(buf, len);
    if (p == NULL) {
        return buf->status;
    }

    (void) sodium_bin2base64((char *) p, len, bytes, n, COC_EVIDENCE_BASE64);
    buf->len += len - 1;

    return buf->status;
}


int
coc_evidence_put(coc_buf_t *buf, const coc_evidence_key_t *key)
{
    return coc_evidence_base64(buf, key->public_key, COC_EVIDENCE_KEY);
}


int
coc_evidence_put_private(coc_buf_t *buf, const coc_evidence_private_t *key)
{
    int      rc;
    uint8_t  bytes[2 * COC_EVIDENCE_KEY];

    memcpy(bytes, key->secret_key, COC_EVIDENCE_KEY);
    memcpy(bytes + COC_EVIDENCE_KEY, key->key.public_key, COC_EVIDENCE_KEY);

    rc = coc_evidence_base64(buf, bytes, sizeof(bytes));

    sodium_memzero(bytes, sizeof(bytes));

    return rc;
}


int
coc_evidence_seal(coc_buf_t *buf, const coc_evidence_key_t *key,
    coc_str_t content)
{
    int       rc;
    size_t    len;
    uint8_t  *box;

    if (content.len > SIZE_MAX / 2 - crypto_box_SEALBYTES) {
        return COC_LIMIT;
    }

    len = content.len + crypto_box_SEALBYTES;

    box = buf->alloc->alloc(buf->alloc->ctx, len);
    if (box == NULL) {
        return COC_ERROR;
    }

    rc = (crypto_box_seal(box, content.data, content.len, key->public_key)
          == 0) ? coc_evidence_base64(buf, box, len) : COC_ERROR;

    buf->alloc->free(buf->alloc->ctx, box);

    return rc;
}


/* What was sealed, out of its base64: len bytes of box. */

static int
coc_evidence_unbox(coc_buf_t *buf, const coc_evidence_private_t *key,
    const uint8_t *box, size_t len)
{
    uint8_t  *p;

    /* a byte more: there is a place for nothing too */

    p = coc_buf_reserve(buf, len - crypto_box_SEALBYTES + 1);
    if (p == NULL) {
        return buf->status;
    }

    if (crypto_box_seal_open(p, box, len, key->key.public_key,
                             key->secret_key)
        != 0)
    {
        return COC_DECLINED;
    }

    buf->len += len - crypto_box_SEALBYTES;

    return COC_OK;
}


int
coc_evidence_open(coc_buf_t *buf, const coc_evidence_private_t *key,
    coc_str_t sealed)
{
    int       rc;
    size_t    n;
    uint8_t  *box;

    sealed = coc_str_trim(sealed);

    if (sealed.len == 0) {
        return COC_INVALID;
    }

    box = buf->alloc->alloc(buf->alloc->ctx, sealed.len);
    if (box == NULL) {
        return COC_ERROR;
    }

    if (sodium_base642bin(box, sealed.len, (const char *) sealed.data,
                          sealed.len, NULL, &n, NULL, COC_EVIDENCE_BASE64)
        != 0
        || n < crypto_box_SEALBYTES)
    {
        rc = COC_INVALID;

    } else {
        rc = coc_evidence_unbox(buf, key, box, n);
    }

    buf->alloc->free(buf->alloc->ctx, box);

    return rc;
}


void
coc_evidence_wipe(coc_evidence_private_t *key)
{
    sodium_memzero(key, sizeof(coc_evidence_private_t));
}
