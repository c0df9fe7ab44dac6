/*
 * The labelled texts that the classifier is made of and judged by: JSON
 * lines, as ../shared/data/README.md and model/README.md describe them.
 */

#ifndef _CORPUS_H_INCLUDED_
#define _CORPUS_H_INCLUDED_


#include "coc_base.h"
#include "coc_label.h"


/*
 * Which part of its source a text is in, by the second byte of the SHA-256 of
 * its id, so that others (util/quality.pl) know it too.
 */

typedef enum {
    CORPUS_TRAIN = 0,           /* seven of ten: weights */
    CORPUS_FIT,                 /* one of ten: probabilities */
    CORPUS_TEST                 /* two of ten: figures */
} corpus_part_e;


/* What a source is for. */

typedef enum {
    CORPUS_LEARNT = 0,          /* train, fit and test by the parts above */
    CORPUS_JUDGED,              /* test alone, all of it */
    CORPUS_UNUSED
} corpus_use_e;


typedef struct {
    char          *name;        /* of the file, without .jsonl */
    corpus_use_e   use;
    unsigned       own:1;       /* written for this project: all labels known */
    unsigned       civil:1;     /* nothing in it breaks a clause */
} corpus_source_t;


typedef struct {
    coc_str_t      id;
    coc_str_t      text;
    unsigned       source;      /* of corpus.source */
    corpus_part_e  part;
    unsigned       labels;      /* bits 1 << coc_label_e that hold */
    unsigned       known;       /* bits of those that do or don't */
    unsigned       violation:1; /* of an own text */
} corpus_text_t;


typedef struct {
    corpus_source_t  *source;
    unsigned          nsources;
    corpus_text_t    *text;     /* by source and line: always the same order */
    size_t            n;
} corpus_t;


/*
 * Reads every *.jsonl of a folder, in the order of the names.
 *
 * own  1: texts of this project
 *
 * Exits with a message where the folder or a line can't be read.
 */
void corpus_read(corpus_t *corpus, const char *folder, int own);

/* 1: texts of medicine without anything wrong in them. */
int corpus_is_clinical(const corpus_source_t *source);

/* Prints what is wrong and exits with 2. */
void corpus_die(const char *fmt, ...)
    __attribute__ ((noreturn, format(printf, 1, 2)));

/* malloc() and so on that don't fail. */
void *corpus_alloc(size_t n, size_t size);
void *corpus_grow(void *p, size_t n, size_t size);


#endif /* _CORPUS_H_INCLUDED_ */
