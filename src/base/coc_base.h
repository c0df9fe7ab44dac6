/*
 * Integer and slice types, result codes, declaration macros.  Floor 0: knows
 * nothing of screening.
 */

#ifndef _COC_BASE_H_INCLUDED_
#define _COC_BASE_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>


/*
 * nginx loads modules with RTLD_GLOBAL: whatever is visible here could be
 * replaced by, or replace, another module's symbol.  Prototypes therefore
 * stand between these two.
 */

#define COC_BEGIN_DECLS  _Pragma("GCC visibility push(hidden)")
#define COC_END_DECLS    _Pragma("GCC visibility pop")


/* Result codes of every function that can fail; handled by name. */

#define COC_OK            0
#define COC_ERROR        -1     /* ours: no memory, a bug */
#define COC_AGAIN        -2     /* give me more */
#define COC_DECLINED     -5     /* not for me */
#define COC_INVALID     -10     /* input malformed */
#define COC_LIMIT       -11     /* a cap of coc_limits_t was reached */
#define COC_UNSUPPORTED -12     /* charset or coding that is not read here */


/* A borrowed run of bytes, not NUL-terminated; data may be NULL if len is 0. */

typedef struct {
    const uint8_t  *data;
    size_t          len;        /* bytes */
} coc_str_t;


#define coc_str(text)   { (const uint8_t *) (text), sizeof(text) - 1 }
#define coc_null_str    { NULL, 0 }

#define coc_nelts(array)  (sizeof(array) / sizeof((array)[0]))

#define coc_min(a, b)   ((a) < (b) ? (a) : (b))
#define coc_max(a, b)   ((a) > (b) ? (a) : (b))


/*
 * Where memory comes from.  alloc returns NULL on failure, the block is
 * aligned for any type; free accepts NULL.
 */

typedef struct {
    void  *(*alloc)(void *ctx, size_t size);
    void   (*free)(void *ctx, void *p);
    void    *ctx;
} coc_alloc_t;


/* Gives back what a library took from malloc() and left to its caller. */

static inline void
coc_release(void *p)
{
    free(p);
}


#endif /* _COC_BASE_H_INCLUDED_ */
