/*
 * A growing byte buffer.  Its maximum is given at the start and can't be
 * forgotten; an error sticks, so that a row of appends is checked once.
 */

#ifndef _COC_BUF_H_INCLUDED_
#define _COC_BUF_H_INCLUDED_


#include "coc_base.h"


typedef struct {
    uint8_t            *data;
    size_t              len;        /* bytes held */
    size_t              size;       /* bytes allocated */
    size_t              max;        /* most bytes ever held */
    int                 status;     /* COC_OK, COC_LIMIT or COC_ERROR, sticks */
    const coc_alloc_t  *alloc;
} coc_buf_t;


COC_BEGIN_DECLS


/* Allocates nothing; alloc is borrowed for the buffer's life. */
void coc_buf_init(coc_buf_t *buf, const coc_alloc_t *alloc, size_t max);

/* Gives the memory back; the buffer may be used again. */
void coc_buf_free(coc_buf_t *buf);

/* Empties the buffer, keeps its memory, clears the sticky error. */
void coc_buf_reset(coc_buf_t *buf);

/*
 * Appends; returns the sticky status.
 *
 * COC_LIMIT  would grow past max; nothing of this call was appended
 * COC_ERROR  no memory; likewise
 *
 * Cost: amortized O(len).
 */
int coc_buf_append(coc_buf_t *buf, const void *data, size_t len);
int coc_buf_putc(coc_buf_t *buf, uint8_t c);
int coc_buf_puts(coc_buf_t *buf, const char *text);
int coc_buf_put(coc_buf_t *buf, coc_str_t s);
int coc_buf_uint(coc_buf_t *buf, uint64_t n);

/* Appends s as a JSON string, quotes included; invalid UTF-8 becomes U+FFFD. */
int coc_buf_json(coc_buf_t *buf, coc_str_t s);

/* Room for len more bytes: where to write them, or NULL.  Add to buf->len. */
uint8_t *coc_buf_reserve(coc_buf_t *buf, size_t len);

/* What is held, borrowed until the next change. */
coc_str_t coc_buf_str(const coc_buf_t *buf);


COC_END_DECLS


#endif /* _COC_BUF_H_INCLUDED_ */
