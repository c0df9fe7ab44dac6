/*
 * Where in a text something is: a text is divided into at most 64 blocks, and
 * a window is a bit for each.
 */

#ifndef _COC_MATCH_WINDOW_H_INCLUDED_
#define _COC_MATCH_WINDOW_H_INCLUDED_


#include "coc_base.h"


#define COC_WINDOW_ALL    UINT64_MAX
#define COC_WINDOW_SHIFT  4     /* of the smallest block: 16 bytes */


/* The size of a block of a text so long, as a shift. */

static inline unsigned
coc_window_shift(size_t len)
{
    unsigned  shift;

    for (shift = COC_WINDOW_SHIFT; len >> shift >= 64; shift++) {
        /* void */
    }

    return shift;
}


/* The blocks that are in the window, or at most so many bytes before it. */

static inline uint64_t
coc_window_before(uint64_t window, size_t bytes, unsigned shift)
{
    size_t    n, done;

    n = (bytes >> shift) + 1;

    if (n >= 63) {
        return (window == 0) ? 0
               : UINT64_MAX >> __builtin_clzll(window);
    }

    for (n++, done = 1; 2 * done <= n; done *= 2) {
        window |= window >> done;
    }

    return window | window >> (n - done);
}


/*
 * The first stretch of the window at or after *from: *from is moved to where
 * it begins, and the result is where it ends; both are len if there is none.
 */

static inline size_t
coc_window_next(uint64_t window, unsigned shift, size_t len, size_t *from)
{
    size_t    at;
    uint64_t  bits;

    at = *from >> shift;
    bits = (at < 64) ? window & UINT64_MAX << at : 0;

    if (bits == 0) {
        *from = len;
        return len;
    }

    at = (size_t) __builtin_ctzll(bits);
    *from = coc_min(coc_max(*from, at << shift), len);

    bits = ~bits & UINT64_MAX << at;
    at = (bits == 0) ? 64 : (size_t) __builtin_ctzll(bits);

    return (at == 64) ? len : coc_min(at << shift, len);
}


#endif /* _COC_MATCH_WINDOW_H_INCLUDED_ */
