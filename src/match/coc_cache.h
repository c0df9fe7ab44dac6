/*
 * What was costly to make, kept in files of a folder, by what it was made of.
 *
 * What is read from there is believed as if it had been made here: so the
 * folder and each file must belong to root or to who runs this, and nobody else
 * may write them.
 */

#ifndef _COC_CACHE_H_INCLUDED_
#define _COC_CACHE_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_error.h"


#define COC_CACHE_KEY  32       /* bytes: a SHA-256 */


typedef struct coc_cache_s         coc_cache_t;
typedef struct coc_cache_digest_s  coc_cache_digest_t;


/* What came of it so far; text says why the last file was not used. */

typedef struct {
    unsigned  found;
    unsigned  kept;             /* made here and written */
    unsigned  passed;           /* files not used, or not written */
    char      text[COC_ERROR_TEXT];
} coc_cache_figures_t;


COC_BEGIN_DECLS


/*
 * Opens a folder; where there is none it is made (mode 0700), if what is above
 * it is there.
 *
 * path  NUL-terminated, copied
 * max   bytes of all files together: the oldest are removed
 *
 * COC_INVALID   it is no folder, belongs to somebody else, or others may write
 *               there
 * COC_DECLINED  it can't be opened or made: by another user's "nginx -t", say
 * COC_ERROR     no memory
 */
int coc_cache_open(coc_cache_t **cache, const coc_alloc_t *alloc,
    const char *path, uint64_t max, coc_error_t *err);

void coc_cache_close(coc_cache_t *cache);

/*
 * A key: all that decides what is made, one part after the other.  Parts are
 * told apart.  NULL without memory; coc_cache_digest_end() releases it, and
 * returns COC_ERROR if there is no SHA-256.
 */
coc_cache_digest_t *coc_cache_digest_begin(const coc_alloc_t *alloc);
void coc_cache_digest_add(coc_cache_digest_t *digest, const void *data,
    size_t len);
int coc_cache_digest_end(coc_cache_digest_t *digest,
    uint8_t key[COC_CACHE_KEY]);

/*
 * Appends what is kept under the key.
 *
 * COC_OK        it is as it was written
 * COC_DECLINED  nothing is, it is damaged, or the file is not to be trusted;
 *               the figures tell of the latter two
 * COC_ERROR     no memory
 */
int coc_cache_get(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    coc_buf_t *data);

/*
 * Keeps data under the key, in place of what was there; then removes the oldest
 * files, if all are too many.  What fails is told by the figures.  It writes,
 * syncs and renames: not for a worker.
 */
void coc_cache_put(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    const void *data, size_t len);

/* What is kept under the key can't be used: damaged, or of another making. */
void coc_cache_pass(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    const char *why);

/* Borrowed for the cache's life. */
const coc_cache_figures_t *coc_cache_figures(const coc_cache_t *cache);


COC_END_DECLS


#endif /* _COC_CACHE_H_INCLUDED_ */
