/*
 * What the readers of a text share: coc_text.c has the loop and the marks,
 * coc_text_tag.c the tags.
 */

#ifndef _COC_TEXT_INT_H_INCLUDED_
#define _COC_TEXT_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_ascii.h"
#include "coc_mark.h"
#include "coc_out.h"


typedef enum {
    COC_TEXT_PRE = 0,
    COC_TEXT_CODE,
    COC_TEXT_BLOCKQUOTE,
    COC_TEXT_BBCODE,
    COC_TEXT_BBQUOTE,
    COC_TEXT_ENDS
} coc_text_end_e;


typedef struct {
    coc_arena_t     *arena;
    const uint8_t   *start;
    const uint8_t   *stop;
    size_t           work;      /* bytes that may still be looked at in vain */
    size_t           quotes;    /* that are open */
    uint8_t          last;      /* coc_ascii_class() of what came last */
    unsigned         tags:1;    /* tags are markup here, */
    unsigned         marks:1;   /* and so are marks and BBCode */
    unsigned         regions:1; /* code and addresses go into verbatim */
    unsigned         link:1;    /* this is an address */
    unsigned         keep:1;    /* verbatim is asked for */
    unsigned         kept:1;    /* and has something */
    coc_out_t       *out;       /* of the two below */
    coc_mark_t       mark;
    const uint8_t   *end[COC_TEXT_ENDS];        /* of elements, the next */
    coc_out_t        main;
    coc_out_t        verbatim;
} coc_text_t;


COC_BEGIN_DECLS


/* All from p to end, with the flags as they are. */
int coc_text_run(coc_text_t *text, const uint8_t *p, const uint8_t *end);

/* The run of ASCII that was passed over, to p. */
int coc_text_flush(coc_text_t *text, const uint8_t *run, const uint8_t *p);

/* One character. */
int coc_text_put(coc_text_t *text, uint32_t cp, const uint8_t *at);

/* What stands from p to end goes into verbatim, and a space stays. */
int coc_text_region(coc_text_t *text, const uint8_t *p, const uint8_t *end,
    unsigned link);

/* The same, and nothing stays. */
int coc_text_verbatim(coc_text_t *text, const uint8_t *p, const uint8_t *end,
    unsigned link);

/*
 * At *pp is a bracket, of a tag or of BBCode; the run of ASCII from run on
 * is not written yet.  COC_DECLINED: it is text, and *pp after it.
 */
int coc_text_tag(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end);
int coc_text_bbcode(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end);


COC_END_DECLS


/* What came before p. */

static inline uint8_t
coc_text_before(const coc_text_t *text, const uint8_t *run, const uint8_t *p)
{
    return (p > run) ? coc_ascii_class(p[-1]) : text->last;
}


/* What comes at p. */

static inline uint8_t
coc_text_after(const uint8_t *p, const uint8_t *end)
{
    return (p < end) ? coc_ascii_class(*p) : 0;
}


#endif /* _COC_TEXT_INT_H_INCLUDED_ */
