/*
 * Features of a text, as the classifier is trained on and judges by: what
 * this says is COC_FEATURE_VERSION, and a model holds for one version.
 *
 * A view is read in segments, each of them by itself: a line of abuse in a
 * long text is not thinned out by what is around it.
 *
 * The normal form of a segment: white space and controls are one space,
 * digits are '0', ASCII is in lower case, typographic quotes and dashes are
 * those of ASCII, a byte follows on itself no more than twice; a space before
 * and after.  A segment ends at the first white space after COC_FEATURE_SEGMENT
 * bytes of it, or when it is COC_FEATURE_LONGEST bytes long.
 *
 * Its features: each run of 2, 3, 4 and 5 bytes of the normal form, each word
 * and each two words in a row, hashed into COC_FEATURE_BUCKETS.  A bucket
 * counts once a segment.  Words are runs of letters, '0', apostrophes and
 * bytes over 0x7f.
 *
 * The hash is multiplicative (D. Knuth, TAOCP 3, 6.4); that features share
 * buckets costs little: K. Weinberger et al., Feature hashing for large scale
 * multitask learning, 2009.
 */

#ifndef _COC_FEATURE_H_INCLUDED_
#define _COC_FEATURE_H_INCLUDED_


#include "coc_base.h"


#define COC_FEATURE_VERSION  1

#define COC_FEATURE_BITS     18
#define COC_FEATURE_BUCKETS  ((size_t) 1 << COC_FEATURE_BITS)

#define COC_FEATURE_SEGMENT  400        /* bytes of normal form */
#define COC_FEATURE_LONGEST  800

/* A segment with its two spaces, and NULs to read eight bytes at once. */

#define COC_FEATURE_BUFFER   (COC_FEATURE_LONGEST + 2 + 8)

/* Runs of bytes. */

#define COC_FEATURE_LEAST    2
#define COC_FEATURE_MOST     5


COC_BEGIN_DECLS


/*
 * Writes the normal form of the next segment into buf (COC_FEATURE_BUFFER
 * bytes), NULs after it, and returns its length; 0 at the end of the text.
 *
 * at  where it begins, set to where the next one does, bytes of text
 *
 * Cost: O(bytes read); each byte of a text is read once.
 */
size_t coc_feature_segment(coc_str_t text, size_t *at, uint8_t *buf);


/* Bytes low first, whatever the machine. */

static inline uint64_t
coc_feature_load(const uint8_t *p)
{
    uint64_t  x;

    memcpy(&x, p, sizeof(x));

#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    x = __builtin_bswap64(x);
#endif

    return x;
}


static inline void
coc_feature_store(uint8_t *p, uint64_t x)
{
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    x = __builtin_bswap64(x);
#endif

    memcpy(p, &x, sizeof(x));
}


static inline uint32_t
coc_feature_bucket(uint64_t x)
{
    return (uint32_t) ((x * UINT64_C(0x9e3779b97f4a7c15))
                       >> (64 - COC_FEATURE_BITS));
}


/* The run of n bytes at p; eight may be read. */

static inline uint32_t
coc_feature_run(const uint8_t *p, unsigned n)
{
    return coc_feature_bucket(coc_feature_load(p)
                              & (UINT64_MAX >> (64 - 8 * n)));
}


/* Without a branch: it is asked of every byte. */

static inline unsigned
coc_feature_is_word(uint8_t c)
{
    return (unsigned) ((uint8_t) (c - 'a') < 26) | (c == '0') | (c == '\'')
           | (c >= 0x80);
}


/*
 * Of a word of len bytes, not 0; eight may be read at each.  Its bucket, and
 * that of two words in a row.
 */

static inline uint64_t
coc_feature_word(const uint8_t *p, size_t len)
{
    uint64_t  h;

    h = COC_FEATURE_VERSION;

    for ( ;; ) {
        if (len < 8) {
            h ^= coc_feature_load(p) & ~(UINT64_MAX << (8 * len));
        } else {
            h ^= coc_feature_load(p);
        }

        h *= UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 32;

        if (len <= 8) {
            return h;
        }

        p += 8;
        len -= 8;
    }
}


static inline uint32_t
coc_feature_pair(uint64_t before, uint64_t word)
{
    return coc_feature_bucket(((before << 21) | (before >> 43)) + word);
}


COC_END_DECLS


#endif /* _COC_FEATURE_H_INCLUDED_ */
