/*
 * From a field's value to the characters of its plain or folded view: reads
 * UTF-8, takes out markup, decodes references, and hands each character with
 * its offset to coc_fold.c or coc_lookalike.c.
 */

#include "coc_text.h"
#include "coc_ascii.h"
#include "coc_entity.h"
#include "coc_fold.h"
#include "coc_lookalike.h"
#include "coc_sink.h"
#include "coc_tag.h"
#include "coc_utf8.h"


#define COC_TEXT_WORK   4       /* times the value's length */
#define COC_TEXT_SHORT  64      /* bytes, look-ahead when that is used up */


typedef struct {
    const uint8_t    *start;
    size_t            work;     /* bytes that may still be looked at in vain */
    unsigned          folded:1;
    unsigned          word:1;   /* a word's character came last */
    coc_sink_t        sink;
    coc_fold_t        fold;
    coc_lookalike_t   look;
} coc_text_t;


static int
coc_text_put(coc_text_t *text, uint32_t cp, const uint8_t *at)
{
    size_t  from;

    from = (size_t) (at - text->start);

    return text->folded ? coc_lookalike_put(&text->look, cp, from)
                        : coc_fold_put(&text->fold, cp, from);
}


static int
coc_text_ascii(coc_text_t *text, const uint8_t *p, size_t len)
{
    size_t  from;

    from = (size_t) (p - text->start);

    return text->folded ? coc_lookalike_ascii(&text->look, p, len, from)
                        : coc_fold_ascii(&text->fold, p, len, from);
}


/* One character that is not a run's: other than ASCII, a control, & or <. */

static int
coc_text_one(coc_text_t *text, const uint8_t **pp, const uint8_t *end)
{
    int             rc;
    size_t          i, n;
    uint32_t        cp[COC_ENTITY_CODES];
    const uint8_t  *p;

    p = *pp;

    if (*p == '&') {

        *pp += coc_entity_read(p, end, cp, &n);

        if (*pp == p) {
            cp[0] = '&';
            *pp = p + 1;
        }

        for (i = 0; i < n; i++) {
            rc = coc_text_put(text, cp[i], p);
            if (rc != COC_OK) {
                return rc;
            }
        }

        text->word = (cp[0] >= 0x80
                      || (coc_ascii_class(cp[0]) & COC_ASCII_WORD));

        return COC_OK;
    }

    *pp += coc_utf8_read(p, end, &cp[0]);

    if (cp[0] == COC_UTF8_BAD) {
        cp[0] = COC_UTF8_REPLACEMENT;
    }

    text->word = (cp[0] >= 0x80);

    return coc_text_put(text, cp[0], p);
}


/* Everything but markup. */

static int
coc_text_words(coc_text_t *text, const uint8_t *p, const uint8_t *end)
{
    int       rc;
    size_t    n;
    unsigned  upper;

    while (p < end) {

        if (coc_ascii_class(*p) & COC_ASCII_SPECIAL) {
            rc = coc_text_one(text, &p, end);

        } else {
            n = coc_ascii_clean(p, (size_t) (end - p), &upper);
            rc = coc_text_ascii(text, p, n);
            p += n;
            text->word = (coc_ascii_class(p[-1]) & COC_ASCII_WORD) != 0;
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_text_blank(coc_str_t s)
{
    return memchr(s.data, ' ', s.len) != NULL;
}


/* What the tag from p to end leaves for the reader, as words of its own. */

static int
coc_text_shown(coc_text_t *text, const coc_tag_t *tag, unsigned inside,
    const uint8_t *p, const uint8_t *end)
{
    int        rc;
    size_t     i;
    unsigned   any;
    coc_str_t  s;

    any = 0;

    for (i = 0; i < tag->nshown; i++) {
        s = tag->shown[i];

        /* Inside a word, the word matters more than a single other one. */

        if (inside && (tag->kind == COC_TAG_COMMENT || !coc_text_blank(s))) {
            continue;
        }

        rc = coc_text_put(text, ' ', any ? s.data : p);
        if (rc != COC_OK) {
            return rc;
        }

        rc = coc_text_words(text, s.data, s.data + s.len);
        if (rc != COC_OK) {
            return rc;
        }

        any = 1;
    }

    if (tag->kind == COC_TAG_BLOCK || tag->kind == COC_TAG_CELL || any) {
        text->word = 0;

        return coc_text_put(text, (tag->kind == COC_TAG_BLOCK) ? '\n' : ' ',
                            any ? end - 1 : p);
    }

    return COC_OK;
}


/* COC_DECLINED: the bracket at *pp is text. */

static int
coc_text_tag(coc_text_t *text, const uint8_t **pp, const uint8_t *end)
{
    int             rc;
    unsigned        inside;
    coc_tag_t       tag;
    const uint8_t  *p;

    p = *pp;

    if (text->work == 0) {
        end = p + coc_min((size_t) (end - p), (size_t) COC_TEXT_SHORT);
    }

    rc = coc_tag_read(p, end, &tag);

    /* What follows the tag: a word goes on, or perhaps another tag. */

    inside = 0;

    if (rc == COC_OK && text->word && p + tag.len < end) {
        inside = (coc_ascii_class(p[tag.len]) & COC_ASCII_WORD)
                 || p[tag.len] == '<' || p[tag.len] == '&';
    }

    if (rc != COC_OK || (tag.kind == COC_TAG_UNKNOWN && !inside)) {
        text->work -= coc_min(text->work, tag.len);
        return COC_DECLINED;
    }

    *pp = p + tag.len;

    return coc_text_shown(text, &tag, inside, p, *pp);
}


static int
coc_text_all(coc_text_t *text, const uint8_t *p, const uint8_t *end)
{
    int             rc;
    const uint8_t  *q;

    while (p < end) {

        q = memchr(p, '<', (size_t) (end - p));
        if (q == NULL) {
            q = end;
        }

        rc = coc_text_words(text, p, q);
        if (rc != COC_OK) {
            return rc;
        }

        p = q;

        if (p == end) {
            break;
        }

        rc = coc_text_tag(text, &p, end);

        if (rc == COC_DECLINED) {
            text->word = 0;
            rc = coc_text_put(text, '<', p++);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_text_build(coc_arena_t *arena, coc_str_t value, coc_view_e which,
    coc_view_t *view)
{
    int         rc;
    coc_text_t  text;

    text.start = value.data;
    text.work = value.len * COC_TEXT_WORK;
    text.folded = (which == COC_VIEW_FOLDED);
    text.word = 0;

    text.fold.sink = &text.sink;
    text.fold.n = 0;
    text.fold.based = 0;
    text.fold.composed = 0;
    text.fold.passing = 0;

    text.look.sink = &text.sink;
    text.look.hangul = 0;

    rc = coc_sink_init(&text.sink, arena, value.len, value.len, 0);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_text_all(&text, value.data, value.data + value.len);
    if (rc != COC_OK) {
        return rc;
    }

    if (!text.folded) {
        rc = coc_fold_finish(&text.fold);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_sink_finish(&text.sink, view);
}
