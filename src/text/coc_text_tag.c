/*
 * Tags and BBCode in a text: what of them is text, what vanishes, and what
 * the elements do that hold code or someone else's words.
 */

#include "coc_text_int.h"
#include "coc_bbcode.h"
#include "coc_str.h"
#include "coc_tag.h"


#define COC_TEXT_ANCHOR  256       /* bytes of a link in a word, at most */


#define COC_TEXT_SHORT  64      /* bytes, look-ahead when work is used up */


static const coc_str_t  coc_text_ends[COC_TEXT_ENDS] = {
    coc_str("</pre"), coc_str("</code"), coc_str("</blockquote"),
    coc_str("[/code]"), coc_str("[/quote]")
};


static int
coc_text_same(const uint8_t *p, coc_str_t name)
{
    size_t  i;

    for (i = 0; i < name.len; i++) {
        if (p[i] != name.data[i]
            && (p[i] | 0x20) != name.data[i])
        {
            return 0;
        }
    }

    return 1;
}


/*
 * Where the next end of an element is from p on, NULL if there is none.  The
 * text is searched once for each kind, as p never falls.
 */

static const uint8_t *
coc_text_end(coc_text_t *text, coc_text_end_e which, const uint8_t *p)
{
    coc_str_t       name;
    const uint8_t  *q;

    name = coc_text_ends[which];
    q = text->end[which];

    if (q == NULL || q < p) {

        for (q = p; /* void */ ; q++) {
            q = memmem(q, (size_t) (text->stop - q), name.data, 2);

            if (q == NULL || (size_t) (text->stop - q) < name.len) {
                q = text->stop;
                break;
            }

            if (coc_text_same(q, name)) {
                break;
            }
        }

        text->end[which] = q;
    }

    return (q == text->stop) ? NULL : q;
}


/* The same with neither tags nor marks: what an attribute says. */

static int
coc_text_words(coc_text_t *text, coc_str_t s)
{
    int       rc;
    unsigned  tags, marks, regions;

    tags = text->tags;
    marks = text->marks;
    regions = text->regions;

    text->tags = 0;
    text->marks = 0;
    text->regions = 0;

    rc = coc_text_run(text, s.data, s.data + s.len);

    text->tags = (tags != 0);
    text->marks = (marks != 0);
    text->regions = (regions != 0);

    return rc;
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

        if (inside && (tag->kind == COC_TAG_COMMENT
                       || memchr(s.data, ' ', s.len) == NULL))
        {
            continue;
        }

        rc = coc_text_put(text, ' ', any ? s.data : p);
        if (rc != COC_OK) {
            return rc;
        }

        rc = coc_text_words(text, s);
        if (rc != COC_OK) {
            return rc;
        }

        any = 1;
    }

    if (tag->kind == COC_TAG_BLOCK || tag->kind == COC_TAG_CELL || any) {
        text->last = 0;

        return coc_text_put(text, (tag->kind == COC_TAG_BLOCK) ? '\n' : ' ',
                            any ? end - 1 : p);
    }

    return COC_OK;
}


/*
 * A quote begins or ends.  One that nothing ends is none, or the rest of the
 * text could be passed off as someone else's.
 */

static void
coc_text_quote(coc_text_t *text, const coc_tag_t *tag, coc_text_end_e which,
    const uint8_t *p)
{
    if (!tag->closing) {
        text->quotes += (coc_text_end(text, which, p) != NULL);

    } else if (text->quotes > 0) {
        text->quotes--;

        if (text->quotes > 0
            && coc_text_end(text, COC_TEXT_BLOCKQUOTE, p) == NULL
            && coc_text_end(text, COC_TEXT_BBQUOTE, p) == NULL)
        {
            text->quotes = 0;
        }
    }

    coc_out_quote(text->out, text->quotes > 0);
}


/* The tag at *pp is markup. */

static int
coc_text_markup(coc_text_t *text, const coc_tag_t *tag, unsigned inside,
    coc_text_end_e which, const uint8_t **pp)
{
    int             rc;
    const uint8_t  *p, *end;

    p = *pp;
    *pp += tag->len;

    if (tag->role == COC_TAG_QUOTE && text->marks && tag->closing) {
        coc_text_quote(text, tag, which, *pp);
    }

    rc = coc_text_shown(text, tag, inside, p, *pp);
    if (rc != COC_OK) {
        return rc;
    }

    if (tag->role == COC_TAG_QUOTE && text->marks && !tag->closing) {
        coc_text_quote(text, tag, which, *pp);
    }

    if (tag->role == COC_TAG_CODE && text->regions && !tag->closing
        && !inside)
    {
        end = coc_text_end(text, which, *pp);

        if (end != NULL) {
            p = *pp;
            *pp = end;

            return coc_text_region(text, p, end, 0);
        }
    }

    return COC_OK;
}


/* A word goes on at p, or perhaps another tag. */

static unsigned
coc_text_goes_on(const uint8_t *p, const uint8_t *end)
{
    return p < end && ((coc_ascii_class(*p) & COC_ASCII_WORD)
                       || *p == '<' || *p == '&' || *p == '[');
}


int
coc_text_tag(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    unsigned        inside;
    coc_tag_t       tag;
    const uint8_t  *p;

    p = *pp;

    if (!text->tags || end - p < 3
        || ((p[1] >= 0x80 || !(coc_ascii_class(p[1]) & COC_ASCII_LETTER))
            && p[1] != '/' && p[1] != '!' && p[1] != '?'))
    {
        *pp += coc_mark_row(p, end);
        *pp -= (*pp > p + 1);

        return COC_DECLINED;
    }

    rc = coc_tag_read(p, (text->work == 0)
                         ? p + coc_min((size_t) (end - p),
                                       (size_t) COC_TEXT_SHORT) : end,
                      &tag);

    inside = 0;

    if (rc == COC_OK) {
        inside = (coc_text_before(text, run, p) & COC_ASCII_WORD)
                 && coc_text_goes_on(p + tag.len, end);
    }

    if (rc != COC_OK || (tag.kind == COC_TAG_UNKNOWN && !inside)) {
        text->work -= coc_min(text->work, tag.len);
        *pp = p + 1;

        return COC_DECLINED;
    }

    rc = coc_text_flush(text, run, p);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_text_markup(text, &tag, inside,
                           (tag.role == COC_TAG_QUOTE) ? COC_TEXT_BLOCKQUOTE
                           : ((p[1] | 0x20) == 'p') ? COC_TEXT_PRE
                                                    : COC_TEXT_CODE, pp);
}


/*
 * "[fu](https://…)ck": a link of Markdown that is a part of a word.  Its
 * address stands beside the text, not between its letters.
 */

static int
coc_text_anchor(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    uint8_t         last;
    const uint8_t  *p, *label, *close;

    p = *pp;
    end = p + coc_min((size_t) (end - p), (size_t) COC_TEXT_ANCHOR);

    if (!text->marks || !text->regions || text->work < COC_TEXT_ANCHOR) {
        return COC_DECLINED;
    }

    for (label = p + 1; label < end; label++) {
        if (!(coc_text_after(label, end) & COC_ASCII_LETTER)) {
            break;
        }
    }

    if (end - label < 3 || label[0] != ']' || label[1] != '(') {
        return COC_DECLINED;
    }

    close = memchr(label, ')', (size_t) (end - label));

    last = (label > p + 1) ? coc_ascii_class(label[-1])
                           : coc_text_before(text, run, p);

    if (close == NULL
        || memchr(label, '\n', (size_t) (close - label)) != NULL
        || !(last & COC_ASCII_LETTER)
        || (!(coc_text_before(text, run, p) & COC_ASCII_LETTER)
            && !(coc_text_after(close + 1, end) & COC_ASCII_LETTER)))
    {
        text->work -= COC_TEXT_ANCHOR;
        return COC_DECLINED;
    }

    rc = coc_text_flush(text, run, p);

    if (rc == COC_OK) {
        rc = coc_text_flush(text, p + 1, label);
    }

    if (rc == COC_OK) {
        rc = coc_text_verbatim(text, label + 2, close, 1);
    }

    text->last = last;
    *pp = close + 1;

    return rc;
}


int
coc_text_bbcode(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    unsigned        before, after;
    coc_tag_t       tag;
    const uint8_t  *p;

    rc = coc_text_anchor(text, run, pp, end);
    if (rc != COC_DECLINED) {
        return rc;
    }

    p = *pp;

    if (!text->marks || end - p < 3
        || ((p[1] >= 0x80 || !(coc_ascii_class(p[1]) & COC_ASCII_LETTER))
            && p[1] != '/' && p[1] != '*')
        || coc_bbcode_read(p, end, &tag) != COC_OK)
    {
        *pp = p + 1;
        return COC_DECLINED;
    }

    before = coc_text_before(text, run, p) & COC_ASCII_WORD;
    after = coc_text_goes_on(p + tag.len, end);

    /* "if x[i] is", which ends nothing. */

    if (before && !after && !tag.closing) {
        *pp = p + tag.len;
        return COC_DECLINED;
    }

    rc = coc_text_flush(text, run, p);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_text_markup(text, &tag, before && after,
                           (tag.role == COC_TAG_QUOTE) ? COC_TEXT_BBQUOTE
                                                       : COC_TEXT_BBCODE, pp);
}
