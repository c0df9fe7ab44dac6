/*
 * Words to a hash of the whole text, and their number.  The hash has no key:
 * it is to be the same on every edge, and who makes two texts alike by design
 * wins nothing by it.
 */

#include "coc_simhash.h"


/* FNV-1a over the bytes of a word. */

#define COC_SIMHASH_BASIS  0xcbf29ce484222325u
#define COC_SIMHASH_PRIME  0x100000001b3u


/*
 * Bytes of a character that is in no word, or 0.  Punctuation beyond ASCII
 * that folding leaves: U+00A0 to U+00BF, U+2000 to U+206F, U+3000 to U+303F.
 */

static size_t
coc_simhash_between(const uint8_t *p, const uint8_t *end)
{
    if (*p < 0x80) {
        return ((uint8_t) ((*p | 0x20) - 'a') < 26
                || (uint8_t) (*p - '0') < 10) ? 0 : 1;
    }

    if (*p == 0xc2 && end - p >= 2) {
        return 2;
    }

    if (end - p >= 3
        && ((p[0] == 0xe2 && (p[1] == 0x80 || p[1] == 0x81))
            || (p[0] == 0xe3 && p[1] == 0x80)))
    {
        return 3;
    }

    return 0;
}


/* The end of splitmix64: every bit of n moves every bit of the result. */

static uint64_t
coc_simhash_mix(uint64_t n)
{
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9u;
    n = (n ^ (n >> 27)) * 0x94d049bb133111ebu;

    return n ^ (n >> 31);
}


static void
coc_simhash_shingle(coc_simhash_t *simhash, const uint64_t *word)
{
    size_t    i;
    uint64_t  n;

    n = coc_simhash_mix(word[0] + 1);
    n = coc_simhash_mix(n ^ word[1]);
    n = coc_simhash_mix(n ^ word[2]);

    for (i = 0; i < 64; i++) {
        simhash->ones[i] += (uint32_t) ((n >> i) & 1);
    }

    simhash->shingles++;
}


void
coc_simhash_init(coc_simhash_t *simhash)
{
    memset(simhash, 0, sizeof(coc_simhash_t));
}


void
coc_simhash_add(coc_simhash_t *simhash, coc_str_t text)
{
    size_t          n, skip;
    uint64_t        hash, word[3] = { 0, 0, 0 };
    const uint8_t  *p, *end;

    end = text.data + text.len;

    for (n = 0, p = text.data; p < end; /* void */) {

        skip = coc_simhash_between(p, end);

        if (skip != 0) {
            p += skip;
            continue;
        }

        hash = COC_SIMHASH_BASIS;

        do {
            hash = (hash ^ *p++) * COC_SIMHASH_PRIME;

            if (end - p >= 2 && *p == '\''
                && coc_simhash_between(p + 1, end) == 0)
            {
                p++;
            }

        } while (p < end && coc_simhash_between(p, end) == 0);

        word[0] = word[1];
        word[1] = word[2];
        word[2] = hash;

        if (++n >= 3) {
            coc_simhash_shingle(simhash, word);
        }
    }

    /* a title of two words counts too */

    if (n == 1 || n == 2) {
        coc_simhash_shingle(simhash, word);
    }

    simhash->words += n;
}


uint64_t
coc_simhash_final(const coc_simhash_t *simhash)
{
    size_t    i;
    uint64_t  hash;

    if (simhash->words < COC_SIMHASH_WORDS) {
        return 0;
    }

    for (hash = 0, i = 0; i < 64; i++) {
        if (simhash->ones[i] > simhash->shingles / 2) {
            hash |= (uint64_t) 1 << i;
        }
    }

    return hash;
}
