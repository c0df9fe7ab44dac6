/*
 * Keyed hash (SipHash-2-4).
 */

#include "coc_hash.h"


#define coc_hash_rotl(x, n)  (((x) << (n)) | ((x) >> (64 - (n))))


static inline void
coc_hash_round(uint64_t *v)
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = coc_hash_rotl(v[1], 13) ^ v[0];
    v[3] = coc_hash_rotl(v[3], 16) ^ v[2];
    v[0] = coc_hash_rotl(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = coc_hash_rotl(v[1], 17) ^ v[2];
    v[3] = coc_hash_rotl(v[3], 21) ^ v[0];
    v[2] = coc_hash_rotl(v[2], 32);
}


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


static inline void
coc_hash_word(uint64_t *v, uint64_t m)
{
    v[3] ^= m;
    coc_hash_round(v);
    coc_hash_round(v);
    v[0] ^= m;
}


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
    uint64_t        v[4];
    const uint8_t  *p, *end;

    p = data;
    end = p + len;
    held = (size_t) (hash->total & 7);
    hash->total += len;

    if (held != 0) {
        take = coc_min(8 - held, len);
        hash->tail |= coc_hash_load(p, take) << (8 * held);
        p += take;

        if (held + take < 8) {
            return;
        }

        coc_hash_word(hash->v, hash->tail);
        hash->tail = 0;
    }

    memcpy(v, hash->v, sizeof(v));

    while (end - p >= 8) {
        coc_hash_word(v, coc_hash_load8(p));
        p += 8;
    }

    memcpy(hash->v, v, sizeof(v));
    hash->tail = coc_hash_load(p, (size_t) (end - p));
}


uint64_t
coc_hash_final(const coc_hash_t *hash)
{
    uint64_t  v[4];

    memcpy(v, hash->v, sizeof(v));

    coc_hash_word(v, hash->tail | (hash->total << 56));

    v[2] ^= 0xff;
    coc_hash_round(v);
    coc_hash_round(v);
    coc_hash_round(v);
    coc_hash_round(v);

    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
