/*
 * An error record that the caller owns: what went wrong, and where.
 */

#ifndef _COC_ERROR_H_INCLUDED_
#define _COC_ERROR_H_INCLUDED_


#include "coc_base.h"


#define COC_ERROR_TEXT  512
#define COC_ERROR_FILE  256


typedef struct {
    int       code;                     /* COC_..., COC_OK if unset */
    uint32_t  line;                     /* from 1; 0: none */
    uint32_t  column;                   /* from 1, bytes; 0: none */
    size_t    offset;                   /* bytes from the body's start */
    char      file[COC_ERROR_FILE];     /* "" if none */
    char      text[COC_ERROR_TEXT];     /* one line, no final full stop */
} coc_error_t;


COC_BEGIN_DECLS


/*
 * Fills err (may be NULL) and returns code, so that a failing function ends
 * with "return coc_error_set(err, COC_INVALID, ...)".  Text too long is cut.
 */
int coc_error_set(coc_error_t *err, int code, const char *fmt, ...)
    __attribute__ ((format(printf, 3, 4)));

/* The same with a byte offset in the body. */
int coc_error_at(coc_error_t *err, int code, size_t offset,
    const char *fmt, ...) __attribute__ ((format(printf, 4, 5)));

/* The same with a place in a file; file is cut from the left if too long. */
int coc_error_in(coc_error_t *err, int code, coc_str_t file, uint32_t line,
    uint32_t column, const char *fmt, ...)
    __attribute__ ((format(printf, 6, 7)));

/*
 * Writes "file:line:column: text", "file: text" or "text" into buf, always
 * NUL-terminated; returns buf.
 */
const char *coc_error_format(const coc_error_t *err, char *buf, size_t size);


COC_END_DECLS


#endif /* _COC_ERROR_H_INCLUDED_ */
