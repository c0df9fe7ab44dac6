/*
 * Characters in the order of the value to the text of a view, as a reader
 * gets to see them: in display order, turned words upright, quoted lines
 * marked as such.
 */

#ifndef _COC_OUT_H_INCLUDED_
#define _COC_OUT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_fold.h"
#include "coc_lookalike.h"
#include "coc_sink.h"
#include "coc_view.h"


#define COC_OUT_LEVELS  8       /* of overrides in overrides that are heeded */
#define COC_OUT_TURNED  32      /* turned letters of one word, likewise */


typedef struct {
    size_t    start;            /* the text's length where it begins, bytes */
    unsigned  rtl:1;            /* its letters go from right to left */
    unsigned  isolate:1;        /* ends at PDI, not at PDF */
    unsigned  reversed:1;       /* against what is around it */
} coc_out_level_t;


typedef struct {
    coc_sink_t        sink;
    coc_fold_t        fold;
    coc_lookalike_t   look;
    unsigned          folded:1;
    unsigned          quoted:1;         /* lines get "> " */
    unsigned          fresh:1;          /* a line begins */
    unsigned          nclear;           /* of turned[] */
    unsigned          nturned;
    unsigned          nlevels;
    unsigned          nreversed;        /* of level[] */
    size_t            beyond;           /* levels open past the last */
    size_t            from;             /* of the outermost reversed level */
    size_t            word;             /* the text's length at a turned word */
    coc_out_level_t   level[COC_OUT_LEVELS];
    size_t            at[COC_OUT_TURNED];       /* text's length before each */
    uint8_t           letter[COC_OUT_TURNED];
} coc_out_t;


COC_BEGIN_DECLS


/*
 * view   COC_VIEW_PLAIN, or any other for look-alikes and display order
 * size   room to begin with (bytes)
 *
 * Result codes of all are coc_sink_init()'s.
 */
int coc_out_init(coc_out_t *out, coc_arena_t *arena, coc_view_e view,
    size_t value_len, size_t size);

/*
 * Appends what cp, from the value's byte from on, maps to; from never falls.
 *
 * In folded, what stands in an override (UAX #9: RLO, LRO, embeddings and
 * isolates in them) comes as it is displayed: reversed, at the override's
 * end or the line's, all of it from where the override begins.  Letters of
 * other scripts that go from right to left by themselves are not told apart.
 * A word of which two letters clearly stand on their heads comes upright and
 * from its other end.
 *
 * Cost: O(1), and COC_OUT_LEVELS more at most where levels are nested.
 */
int coc_out_put(coc_out_t *out, uint32_t cp, size_t from);

/* The same for a run of ASCII without controls other than \t \n \r. */
int coc_out_ascii(coc_out_t *out, const uint8_t *p, size_t len, size_t from);

/* From the next character on lines begin with "> ", or no longer do. */
void coc_out_quote(coc_out_t *out, unsigned on);

/* The text has ended: makes the view. */
int coc_out_finish(coc_out_t *out, coc_view_t *view);


COC_END_DECLS


#endif /* _COC_OUT_H_INCLUDED_ */
