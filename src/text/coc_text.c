/*
 * From a field's value to the characters of its plain or folded view: reads
 * UTF-8, takes out markup, decodes references and escapes, and hands each
 * character with its offset to coc_out.c.
 *
 * ASCII that is only itself is passed over and written a run at a time; a
 * character that might have been markup and is not doesn't end the run.
 */

#include "coc_text.h"
#include "coc_text_int.h"
#include "coc_entity.h"
#include "coc_unescape.h"
#include "coc_link.h"
#include "coc_utf8.h"


#define COC_TEXT_WORK   4       /* times the value's length */
#define COC_TEXT_PEEK   8       /* bytes looked at before vectors are used */

#define COC_TEXT_OTHER  (COC_ASCII_WORD | COC_ASCII_LETTER)     /* no ASCII */


int
coc_text_put(coc_text_t *text, uint32_t cp, const uint8_t *at)
{
    return coc_out_put(text->out, cp, (size_t) (at - text->start));
}


int
coc_text_flush(coc_text_t *text, const uint8_t *run, const uint8_t *p)
{
    if (p == run) {
        return COC_OK;
    }

    text->last = coc_ascii_class(p[-1]);

    return coc_out_ascii(text->out, run, (size_t) (p - run),
                         (size_t) (run - text->start));
}


int
coc_text_region(coc_text_t *text, const uint8_t *p, const uint8_t *end,
    unsigned link)
{
    int  rc;

    rc = coc_text_put(text, ' ', p);
    text->last = 0;

    return (rc == COC_OK) ? coc_text_verbatim(text, p, end, link) : rc;
}


int
coc_text_verbatim(coc_text_t *text, const uint8_t *p, const uint8_t *end,
    unsigned link)
{
    int       rc;
    unsigned  tags, marks;

    if (!text->keep) {
        return COC_OK;
    }

    if (!text->kept) {
        rc = coc_out_init(&text->verbatim, text->arena, COC_VIEW_VERBATIM,
                          (size_t) (text->stop - text->start),
                          (size_t) (end - p));
        text->kept = 1;

    } else {
        rc = coc_out_put(&text->verbatim, '\n', (size_t) (p - text->start));
    }

    if (rc != COC_OK) {
        return rc;
    }

    tags = text->tags;
    marks = text->marks;

    text->out = &text->verbatim;
    text->tags = !link;
    text->marks = 0;
    text->regions = 0;
    text->link = (link != 0);

    rc = coc_text_run(text, p, end);

    text->out = &text->main;
    text->tags = (tags != 0);
    text->marks = (marks != 0);
    text->regions = 1;
    text->link = 0;
    text->last = 0;

    return rc;
}


static uint8_t
coc_text_class(uint32_t cp)
{
    return (cp < 0x80) ? coc_ascii_class(cp) : COC_TEXT_OTHER;
}


static int
coc_text_reference(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    size_t          i, n, m, used, more;
    uint32_t        cp[COC_ENTITY_CODES], twice[COC_ENTITY_CODES];
    const uint8_t  *p;

    p = *pp;
    *pp = p + 1;

    if (end - p < 3 || (p[1] != '#' && !(coc_ascii_class(p[1])
                                         & COC_ASCII_LETTER)))
    {
        return COC_DECLINED;
    }

    used = coc_entity_read(p, end, cp, &n);
    if (used == 0) {
        return COC_DECLINED;
    }

    /* An ampersand that begins another: a letter that was encoded twice. */

    if (cp[0] == '&' && n == 1 && p[used - 1] == ';') {
        more = coc_entity_read(p + used - 1, end, twice, &m);

        if (more > 1 && m == 1 && p[used + more - 2] == ';'
            && (coc_text_class(twice[0]) & COC_ASCII_LETTER))
        {
            cp[0] = twice[0];
            used += more - 1;
        }
    }

    rc = coc_text_flush(text, run, p);

    for (i = 0; i < n && rc == COC_OK; i++) {
        rc = coc_text_put(text, cp[i], p);
    }

    *pp = p + used;
    text->last = coc_text_class(cp[0]);

    return rc;
}


/* What the triplets say; COC_DECLINED: nothing that a text would. */

static int
coc_text_triplets(coc_text_t *text, const uint8_t *run, const uint8_t *p,
    const uint8_t *byte, size_t n)
{
    int       rc;
    size_t    i;
    unsigned  letters;
    uint32_t  cp;

    letters = 0;

    for (i = 0; i < n; /* void */) {
        i += coc_utf8_read(byte + i, byte + n, &cp);

        if (cp == COC_UTF8_BAD || cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
            return COC_DECLINED;
        }

        letters |= coc_text_class(cp) & COC_ASCII_LETTER;
    }

    if (!letters && !text->link) {
        return COC_DECLINED;
    }

    rc = coc_text_flush(text, run, p);

    for (i = 0; i < n && rc == COC_OK; /* void */) {
        run = p + 3 * i;
        i += coc_utf8_read(byte + i, byte + n, &cp);
        rc = coc_text_put(text, cp, run);
        text->last = coc_text_class(cp);
    }

    return rc;
}


static int
coc_text_percent(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    size_t          n;
    uint8_t         byte[COC_UNESCAPE_BYTES];
    const uint8_t  *p;

    p = *pp;
    n = coc_unescape_percent(p, end, byte);

    *pp = (n > 0) ? p + 3 * n : p + 1;

    /* "rose by 5%50 mg": one alone must stand in a word. */

    if (n > 1 || (n == 1 && text->link)
        || (n == 1 && (coc_text_before(text, run, p) & COC_ASCII_LETTER)
            && (coc_text_after(*pp, end) & COC_ASCII_LETTER)))
    {
        return coc_text_triplets(text, run, p, byte, n);
    }

    return COC_DECLINED;
}


static int
coc_text_backslash(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    size_t          n;
    uint32_t        cp;
    const uint8_t  *p;

    p = *pp;
    *pp = p + 1;

    n = coc_unescape_read(p, end, &cp);

    if (n != 0) {
        *pp = p + n;

        rc = coc_text_flush(text, run, p);
        text->last = coc_text_class(cp);

        return (rc == COC_OK) ? coc_text_put(text, cp, p) : rc;
    }

    if (!text->marks || p == text->start || end - p < 2) {
        return COC_DECLINED;
    }

    /* "f\*\*k": Markdown shows the stars only. */

    if (memchr("*_~`.-@#$!+|", p[1], 12) != NULL
        && ((coc_text_before(text, run, p) & COC_ASCII_LETTER)
            || (p - text->start > 1 && p[-1] == p[1] && p[-2] == '\\')))
    {
        return coc_text_flush(text, run, p);
    }

    if (!(coc_text_before(text, run, p) & COC_ASCII_LETTER)) {
        return COC_DECLINED;
    }

    /* "\f\u\c\k", but not "and\or": words stay apart. */

    if ((coc_ascii_class(p[1]) & COC_ASCII_LETTER)
        && (!(coc_text_after(p + 2, end) & COC_ASCII_LETTER)
            || p - text->start < 2
            || !(coc_ascii_class(p[-2]) & COC_ASCII_LETTER)))
    {
        return coc_text_flush(text, run, p);
    }

    return COC_DECLINED;
}


/* Code from p, of row marks that begin it, if it is some. */

static int
coc_text_code(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    size_t row, const uint8_t *end)
{
    int             rc;
    size_t          n, len;
    const uint8_t  *p, *q, *body;

    p = *pp;
    n = coc_mark_fence(text->start, p, row, end, &body, &len);

    if (n == 0) {

        if (*p != '`'
            || (coc_text_before(text, run, p) & COC_ASCII_WORD))
        {
            return COC_DECLINED;
        }

        q = coc_mark_ticks(&text->mark, p, row, end);

        /* "`fu`ck" is a word. */

        if (q == NULL || (coc_text_after(q + row, end) & COC_ASCII_LETTER)) {
            return COC_DECLINED;
        }

        body = p + row;
        len = (size_t) (q - body);
        n = len + 2 * row;
    }

    rc = coc_text_flush(text, run, p);
    *pp = p + n;

    return (rc == COC_OK) ? coc_text_region(text, body, body + len, 0) : rc;
}


/* Stars, tildes or backticks. */

static int
coc_text_marks(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    size_t          row;
    unsigned        drop;
    const uint8_t  *p;

    p = *pp;
    row = coc_mark_row(p, end);

    if (text->regions && *p != '*') {
        rc = coc_text_code(text, run, pp, row, end);
        if (rc != COC_DECLINED) {
            return rc;
        }
    }

    *pp = p + row;

    if (!text->marks
        || !(coc_text_before(text, run, p) & COC_ASCII_LETTER)
        || !(coc_text_after(*pp, end) & COC_ASCII_LETTER))
    {
        return COC_DECLINED;
    }

    drop = (*p == '`') || (*p == '~' && row > 1)
           || (*p == '*' && coc_mark_stars(&text->mark, text->start, p, end));

    return drop ? coc_text_flush(text, run, p) : COC_DECLINED;
}


/* Two slashes or two w: an address, perhaps. */

static int
coc_text_link(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    size_t          n, before;
    const uint8_t  *p;

    p = *pp;
    n = 0;

    if (text->regions
        && (*p == '/' || !(coc_text_before(text, run, p) & COC_ASCII_WORD)))
    {
        n = coc_link_read(run, p, end, &before);
    }

    if (n == 0) {
        *pp = p + 1;
        return COC_DECLINED;
    }

    rc = coc_text_flush(text, run, p - before);
    *pp = p + n;

    return (rc == COC_OK) ? coc_text_region(text, p - before, *pp, 1) : rc;
}


/* What is no ASCII, and controls. */

static int
coc_text_others(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    int             rc;
    uint32_t        cp;
    const uint8_t  *p, *at;

    p = *pp;
    rc = coc_text_flush(text, run, p);

    while (rc == COC_OK) {
        at = p;
        p += coc_utf8_read(p, end, &cp);

        if (cp == COC_UTF8_BAD) {
            cp = COC_UTF8_REPLACEMENT;
        }

        rc = coc_text_put(text, cp, at);
        text->last = (cp < 0x80) ? 0 : COC_TEXT_OTHER;

        if (p == end || *p < 0x80) {
            break;
        }
    }

    *pp = p;

    return rc;
}


static int
coc_text_special(coc_text_t *text, const uint8_t *run, const uint8_t **pp,
    const uint8_t *end)
{
    switch (**pp) {

    case '&':
        return coc_text_reference(text, run, pp, end);

    case '<':
        return coc_text_tag(text, run, pp, end);

    case '[':
        return coc_text_bbcode(text, run, pp, end);

    case '%':
        return coc_text_percent(text, run, pp, end);

    case '\\':
        return coc_text_backslash(text, run, pp, end);

    case '*':
    case '~':
    case '`':
        return coc_text_marks(text, run, pp, end);

    case '/':
    case 'w':
    case 'W':
        return coc_text_link(text, run, pp, end);

    default:
        return coc_text_others(text, run, pp, end);
    }
}


/* Where at p or after it something begins that is not only itself. */

static const uint8_t *
coc_text_next(const uint8_t *p, const uint8_t *end)
{
    size_t    n;
    uint8_t   class;
    unsigned  upper;

    /* Where markup is dense, vectors are no help. */

    for (n = 0; n < COC_TEXT_PEEK; n++, p++) {

        if (p == end) {
            return p;
        }

        class = coc_ascii_class(*p);

        if ((class & COC_ASCII_SPECIAL)
            || ((class & COC_ASCII_PAIR) && end - p > 1
                && (p[0] | 0x20) == (p[1] | 0x20)))
        {
            return p;
        }
    }

    return p + coc_ascii_clean(p, (size_t) (end - p), &upper);
}


int
coc_text_run(coc_text_t *text, const uint8_t *p, const uint8_t *end)
{
    int             rc;
    const uint8_t  *run;

    run = p;

    for ( ;; ) {
        p = coc_text_next(p, end);

        if (p == end) {
            return coc_text_flush(text, run, p);
        }

        rc = coc_text_special(text, run, &p, end);

        if (rc == COC_OK) {
            run = p;

        } else if (rc != COC_DECLINED) {
            return rc;
        }
    }
}


int
coc_text_build(coc_arena_t *arena, coc_str_t value, coc_view_e which,
    coc_view_t *view, coc_view_t *verbatim)
{
    int         rc;
    unsigned    i;
    coc_text_t  text;

    text.arena = arena;
    text.start = value.data;
    text.stop = value.data + value.len;
    text.work = value.len * COC_TEXT_WORK;
    text.quotes = 0;
    text.last = 0;
    text.tags = 1;
    text.marks = 1;
    text.regions = (which == COC_VIEW_FOLDED);
    text.link = 0;
    text.keep = (verbatim != NULL);
    text.kept = 0;
    text.out = &text.main;

    memset(&text.mark, 0, sizeof(coc_mark_t));

    for (i = 0; i < COC_TEXT_ENDS; i++) {
        text.end[i] = NULL;
    }

    rc = coc_out_init(&text.main, arena, which, value.len, value.len);

    if (rc == COC_OK) {
        rc = coc_text_run(&text, text.start, text.stop);
    }

    if (rc == COC_OK) {
        rc = coc_out_finish(&text.main, view);
    }

    if (rc == COC_OK && text.kept) {
        rc = coc_out_finish(&text.verbatim, verbatim);
    }

    return rc;
}
