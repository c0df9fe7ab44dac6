/*
 * Keyed hash (SipHash-2-4).
 */

#include "coc_hash.h"


#define coc_hash_rotl(x, n)  (((x) << (n)) | ((x) >> (64 - (n))))


/* Of four variables: a compiler leaves those of an array in memory. */

#define coc_hash_round(a, b, c, d)                                            \
    do {                                                                      \
        a += b;                                                               \
        c += d;                                                               \
        b = coc_hash_rotl(b, 13) ^ a;                                         \
        d = coc_hash_rotl(d, 16) ^ c;                                         \
        a = coc_hash_rotl(a, 32);                                             \
        c += b;                                                               \
        a += d;                                                               \
        b = coc_hash_rotl(b, 17) ^ c;                                         \
        d = coc_hash_rotl(d, 21) ^ a;                                         \
        c = coc_hash_rotl(c, 32);                                             \
    } while (0)


/* Eight bytes, low first. */

static inline uint64_t
coc_hash_load8(const uint8_t *p)
{
    uint64_t  x;

    memcpy(&x, p, sizeof(x));

#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    x = __builtin_bswap64(x);
#endif

    return x;
}


/* Fewer. */

static uint64_t
coc_hash_load(const uint8_t *p, size_t n)
{
    size_t    i;
    uint64_t  x;

    for (x = 0, i = 0; i < n; i++) {
        x |= (uint64_t) p[i] << (8 * i);
    }

    return x;
}


#define coc_hash_word(a, b, c, d, m)                                          \
    do {                                                                      \
        d ^= m;                                                               \
        coc_hash_round(a, b, c, d);                                           \
        coc_hash_round(a, b, c, d);                                           \
        a ^= m;                                                               \
    } while (0)


void
coc_hash_init(coc_hash_t *hash, const uint8_t *key)
{
    uint64_t  k0, k1;

    k0 = coc_hash_load8(key);
    k1 = coc_hash_load8(key + 8);

    /* the constants spell "somepseudorandomlygeneratedbytes" */

    hash->v[0] = k0 ^ 0x736f6d6570736575ULL;
    hash->v[1] = k1 ^ 0x646f72616e646f6dULL;
    hash->v[2] = k0 ^ 0x6c7967656e657261ULL;
    hash->v[3] = k1 ^ 0x7465646279746573ULL;
    hash->tail = 0;
    hash->total = 0;
}


void
coc_hash_update(coc_hash_t *hash, const void *data, size_t len)
{
    size_t          held, take;
    uint64_t        a, b, c, d, m;
    const uint8_t  *p, *end;

    p = data;
    end = p + len;
    held = (size_t) (hash->total & 7);
    hash->total += len;

    a = hash->v[0];
    b = hash->v[1];
    c = hash->v[2];
    d = hash->v[3];

    if (held != 0) {
        take = coc_min(8 - held, len);
        hash->tail |= coc_hash_load(p, take) << (8 * held);
        p += take;

        if (held + take < 8) {
            return;
        }

        coc_hash_word(a, b, c, d, hash->tail);
    }

    while (end - p >= 8) {
        m = coc_hash_load8(p);
        coc_hash_word(a, b, c, d, m);
        p += 8;
    }

    hash->v[0] = a;
    hash->v[1] = b;
    hash->v[2] = c;
    hash->v[3] = d;
    hash->tail = coc_hash_load(p, (size_t) (end - p));
}


uint64_t
coc_hash_final(const coc_hash_t *hash)
{
    uint64_t  a, b, c, d, m;

    a = hash->v[0];
    b = hash->v[1];
    c = hash->v[2];
    d = hash->v[3];

    m = hash->tail | (hash->total << 56);
    coc_hash_word(a, b, c, d, m);

    c ^= 0xff;
    coc_hash_round(a, b, c, d);
    coc_hash_round(a, b, c, d);
    coc_hash_round(a, b, c, d);
    coc_hash_round(a, b, c, d);

    return a ^ b ^ c ^ d;
}
