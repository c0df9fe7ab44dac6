/*
 * For benchmarks: the texts of labelled data, read by the module's own decoder.
 */

#ifndef _BENCH_TEXT_H_INCLUDED_
#define _BENCH_TEXT_H_INCLUDED_


#include "coc.h"


typedef struct {
    coc_str_t  text;
    coc_str_t  body;            /* {"text": ...} */
} bench_text_t;


typedef struct {
    bench_text_t  *text;
    size_t         n;
    size_t         bytes;       /* of the texts */
    size_t         bodies;      /* and of the bodies */
} bench_texts_t;


#define BENCH_BODY_MAX  (16 * 1024 * 1024)     /* bytes */


/* malloc() and free(). */
extern const coc_alloc_t  bench_alloc;


/* Says what went wrong, err if it is not NULL, and exits with 2. */
void bench_die(const char *what, const coc_error_t *err);

/*
 * Reads standard input: lines {"id", "text"}.  What is read is kept to the end;
 * without a text bench_die() is called.
 */
void bench_texts_read(bench_texts_t *texts);


#endif /* _BENCH_TEXT_H_INCLUDED_ */
