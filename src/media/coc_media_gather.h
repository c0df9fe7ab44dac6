/*
 * Gathers what a file says under each name, so that a document with hundreds
 * of the same becomes a few fields: equal values once, the others of one name
 * joined, a line each.  Inside src/media only.
 */

#ifndef _COC_MEDIA_GATHER_H_INCLUDED_
#define _COC_MEDIA_GATHER_H_INCLUDED_


#include "coc_base.h"
#include "coc_media.h"
#include "coc_media_format.h"


#define COC_GATHER_SIZE   (12 * 1024)   /* bytes kept before they go on */
#define COC_GATHER_SLOTS  64            /* a power of two */
#define COC_GATHER_NAMES  128


/* The name, as coc_media_put() takes it, that an index stands for. */

typedef const char *(*coc_gather_name_pt)(size_t index);

/* 1 if the value is to be handed on, 0 if not. */

typedef int (*coc_gather_keep_pt)(coc_str_t value);


typedef struct {
    const coc_media_out_t  *out;
    coc_gather_name_pt      name;
    size_t                  len;        /* bytes of data */
    uint32_t                seen[COC_GATHER_SLOTS];     /* offset + 1 of a
                                                           value in data */
    uint8_t                 data[COC_GATHER_SIZE];
} coc_gather_t;


COC_BEGIN_DECLS


/* out is borrowed for the life of gather. */
void coc_gather_init(coc_gather_t *gather, const coc_media_out_t *out,
    coc_gather_name_pt name);

/*
 * Keeps a value, cut to COC_MEDIA_VALUE bytes; when there is no room left,
 * what was kept before goes to the sink.
 *
 * index   of its name, below COC_GATHER_NAMES
 * others  what the sink returned
 *
 * Cost: O(len), and now and then O(COC_GATHER_SIZE).
 */
int coc_gather_add(coc_gather_t *gather, size_t index, coc_str_t value);

/*
 * Hands everything kept to the sink, in the order in which the names came
 * first; keep, if not NULL, says which values.
 */
int coc_gather_flush(coc_gather_t *gather, coc_gather_keep_pt keep);


COC_END_DECLS


#endif /* _COC_MEDIA_GATHER_H_INCLUDED_ */
