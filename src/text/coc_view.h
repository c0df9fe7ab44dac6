/*
 * The text views of a field's value that rules are matched against, each with
 * a map from its offsets back to the value's.
 */

#ifndef _COC_VIEW_H_INCLUDED_
#define _COC_VIEW_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_lexicon.h"


/*
 * raw      the value, ill-formed UTF-8 replaced by U+FFFD
 * plain    markup taken out, entities and escapes decoded once, NFKC, case
 *          folded; coc_text.h says what is markup
 * folded   the same, look-alikes mapped to ASCII, typographic quotes and
 *          dashes to ' " and -, marks, controls and invisible characters
 *          taken out, what is displayed from right to left or upside down
 *          as it is read, a space for what is in verbatim
 *
 * squashed  folded, with the lexicon's words where they stand disguised: in
 *          other signs, spelled out, parted, stretched, masked
 * verbatim  what stands in code and in links, folded; folded and squashed
 *          don't have it
 *
 * Newlines stay in all.  A view of a view is the same view, unless there is
 * in it what reads as markup, an entity, an escape or a link: brought forth
 * by decoding ("&amp;lt;"), or left alone in the value and now beside others.
 * Nor where an override put the parts of a Hangul syllable in order.  folded
 * is not a function of plain: case tells look-alikes apart (a Greek capital
 * eta is an h, a small one an n).
 */

typedef enum {
    COC_VIEW_RAW = 0,
    COC_VIEW_PLAIN,
    COC_VIEW_FOLDED,
    COC_VIEW_SQUASHED,
    COC_VIEW_VERBATIM,
    COC_VIEW_MAX
} coc_view_e;

#define coc_view_bit(view)  (1u << (view))
#define COC_VIEW_ALL        ((1u << COC_VIEW_MAX) - 1)


/*
 * One run: from view on (up to the next run) the view's bytes follow the
 * value's from value on, one by one, but never past the next run's value.
 */

typedef struct {
    uint32_t  view;             /* byte offset in the view */
    uint32_t  value;            /* byte offset in the value */
} coc_view_run_t;


typedef struct {
    coc_str_t              text;        /* always well-formed UTF-8 */
    const coc_view_run_t  *runs;        /* NULL: the same offsets */
    size_t                 nruns;
    size_t                 value_len;   /* bytes */
} coc_view_t;


typedef struct {
    coc_view_t  view[COC_VIEW_MAX];
    size_t      replaced;       /* ill-formed sequences replaced in raw */
} coc_views_t;


COC_BEGIN_DECLS


/*
 * Makes the views whose bits are set in mask (others have len 0 and data
 * NULL).  Views with the same bytes share them: compare text.data.
 *
 * arena    holds the views; value is borrowed for as long as they are used
 * value    any bytes, shorter than 4 GiB
 * lexicon  of the squashed view; NULL: it is the folded one
 *
 * COC_LIMIT  the arena's budget is exhausted (or 4 GiB)
 * COC_ERROR  no memory
 *
 * A plain ASCII value costs one pass and no map.  Cost: O(value.len).
 */
int coc_views_build(coc_arena_t *arena, coc_str_t value, unsigned mask,
    const coc_lexicon_t *lexicon, coc_views_t *views);

/*
 * Where in the value the byte at offset at of the view came from; at == len
 * gives where the view's end came from.  Never over value_len.
 */
size_t coc_view_offset(const coc_view_t *view, size_t at);

/* "raw" and so on; coc_view_find() returns COC_DECLINED for another name. */
const char *coc_view_name(coc_view_e view);
int coc_view_find(coc_str_t name, coc_view_e *view);

/* "15.0.0": the Unicode version of the tables. */
const char *coc_view_unicode(void);


COC_END_DECLS


#endif /* _COC_VIEW_H_INCLUDED_ */
