/*
 * What in a text is markup.  The application may show a value as HTML or as
 * it stands, and this side can't know: a tag is taken out where a reader of
 * HTML would not see it and a reader of the source would find nothing said
 * in it, and is left alone where it holds words.
 *
 * Sources: HTML Living Standard, 13.2.5; CommonMark 0.30, 6.6.
 */

#include "coc_tag.h"
#include "coc_ascii.h"
#include "coc_str.h"


#define COC_TAG_NAME  16        /* bytes of the longest known name, and NUL */


typedef struct {
    char       name[COC_TAG_NAME];
    uint8_t    what;
} coc_tag_name_t;


/* Elements, sorted; what is a coc_tag_e. */

static const coc_tag_name_t  coc_tag_elements[] = {
    { "a", COC_TAG_INLINE },            { "abbr", COC_TAG_INLINE },
    { "acronym", COC_TAG_INLINE },      { "address", COC_TAG_BLOCK },
    { "area", COC_TAG_INLINE },         { "article", COC_TAG_BLOCK },
    { "aside", COC_TAG_BLOCK },         { "audio", COC_TAG_INLINE },
    { "b", COC_TAG_INLINE },            { "base", COC_TAG_INLINE },
    { "bdi", COC_TAG_INLINE },          { "bdo", COC_TAG_INLINE },
    { "big", COC_TAG_INLINE },          { "blink", COC_TAG_INLINE },
    { "blockquote", COC_TAG_BLOCK },    { "body", COC_TAG_BLOCK },
    { "br", COC_TAG_BLOCK },            { "button", COC_TAG_CELL },
    { "canvas", COC_TAG_INLINE },       { "caption", COC_TAG_BLOCK },
    { "center", COC_TAG_BLOCK },        { "cite", COC_TAG_INLINE },
    { "code", COC_TAG_INLINE },         { "col", COC_TAG_BLOCK },
    { "colgroup", COC_TAG_BLOCK },      { "data", COC_TAG_INLINE },
    { "datalist", COC_TAG_INLINE },     { "dd", COC_TAG_BLOCK },
    { "del", COC_TAG_INLINE },          { "details", COC_TAG_BLOCK },
    { "dfn", COC_TAG_INLINE },          { "dialog", COC_TAG_BLOCK },
    { "dir", COC_TAG_BLOCK },           { "div", COC_TAG_BLOCK },
    { "dl", COC_TAG_BLOCK },            { "dt", COC_TAG_BLOCK },
    { "em", COC_TAG_INLINE },           { "embed", COC_TAG_INLINE },
    { "fieldset", COC_TAG_BLOCK },      { "figcaption", COC_TAG_BLOCK },
    { "figure", COC_TAG_BLOCK },        { "font", COC_TAG_INLINE },
    { "footer", COC_TAG_BLOCK },        { "form", COC_TAG_BLOCK },
    { "frame", COC_TAG_BLOCK },         { "frameset", COC_TAG_BLOCK },
    { "h1", COC_TAG_BLOCK },            { "h2", COC_TAG_BLOCK },
    { "h3", COC_TAG_BLOCK },            { "h4", COC_TAG_BLOCK },
    { "h5", COC_TAG_BLOCK },            { "h6", COC_TAG_BLOCK },
    { "head", COC_TAG_BLOCK },          { "header", COC_TAG_BLOCK },
    { "hgroup", COC_TAG_BLOCK },        { "hr", COC_TAG_BLOCK },
    { "html", COC_TAG_BLOCK },          { "i", COC_TAG_INLINE },
    { "iframe", COC_TAG_INLINE },       { "img", COC_TAG_INLINE },
    { "input", COC_TAG_CELL },          { "ins", COC_TAG_INLINE },
    { "kbd", COC_TAG_INLINE },          { "label", COC_TAG_INLINE },
    { "legend", COC_TAG_BLOCK },        { "li", COC_TAG_BLOCK },
    { "link", COC_TAG_INLINE },         { "main", COC_TAG_BLOCK },
    { "map", COC_TAG_INLINE },          { "mark", COC_TAG_INLINE },
    { "marquee", COC_TAG_BLOCK },       { "math", COC_TAG_INLINE },
    { "menu", COC_TAG_BLOCK },          { "meta", COC_TAG_INLINE },
    { "meter", COC_TAG_INLINE },        { "nav", COC_TAG_BLOCK },
    { "nobr", COC_TAG_INLINE },         { "noscript", COC_TAG_INLINE },
    { "object", COC_TAG_INLINE },       { "ol", COC_TAG_BLOCK },
    { "optgroup", COC_TAG_BLOCK },      { "option", COC_TAG_BLOCK },
    { "output", COC_TAG_INLINE },       { "p", COC_TAG_BLOCK },
    { "param", COC_TAG_INLINE },        { "picture", COC_TAG_INLINE },
    { "pre", COC_TAG_BLOCK },           { "progress", COC_TAG_INLINE },
    { "q", COC_TAG_INLINE },            { "rp", COC_TAG_INLINE },
    { "rt", COC_TAG_INLINE },           { "ruby", COC_TAG_INLINE },
    { "s", COC_TAG_INLINE },            { "samp", COC_TAG_INLINE },
    { "script", COC_TAG_BLOCK },        { "search", COC_TAG_BLOCK },
    { "section", COC_TAG_BLOCK },       { "select", COC_TAG_CELL },
    { "slot", COC_TAG_INLINE },         { "small", COC_TAG_INLINE },
    { "source", COC_TAG_INLINE },       { "span", COC_TAG_INLINE },
    { "strike", COC_TAG_INLINE },       { "strong", COC_TAG_INLINE },
    { "style", COC_TAG_BLOCK },         { "sub", COC_TAG_INLINE },
    { "summary", COC_TAG_BLOCK },       { "sup", COC_TAG_INLINE },
    { "svg", COC_TAG_INLINE },          { "table", COC_TAG_BLOCK },
    { "tbody", COC_TAG_BLOCK },         { "td", COC_TAG_CELL },
    { "template", COC_TAG_INLINE },     { "textarea", COC_TAG_BLOCK },
    { "tfoot", COC_TAG_BLOCK },         { "th", COC_TAG_CELL },
    { "thead", COC_TAG_BLOCK },         { "time", COC_TAG_INLINE },
    { "title", COC_TAG_BLOCK },         { "tr", COC_TAG_BLOCK },
    { "track", COC_TAG_INLINE },        { "tt", COC_TAG_INLINE },
    { "u", COC_TAG_INLINE },            { "ul", COC_TAG_BLOCK },
    { "var", COC_TAG_INLINE },          { "video", COC_TAG_INLINE },
    { "wbr", COC_TAG_INLINE }
};


#define COC_TAG_WORD    0       /* a value of one word tells a reader nothing */
#define COC_TAG_WORDS   1       /* nor one of several */
#define COC_TAG_FLAG    2       /* stands without a value */

/* Technical attributes, sorted. */

static const coc_tag_name_t  coc_tag_attributes[] = {
    { "align", COC_TAG_WORD },          { "allow", COC_TAG_WORDS },
    { "async", COC_TAG_FLAG },          { "autofocus", COC_TAG_FLAG },
    { "autoplay", COC_TAG_FLAG },       { "bgcolor", COC_TAG_WORD },
    { "border", COC_TAG_WORD },         { "cellpadding", COC_TAG_WORD },
    { "cellspacing", COC_TAG_WORD },    { "checked", COC_TAG_FLAG },
    { "cite", COC_TAG_WORD },           { "class", COC_TAG_WORDS },
    { "color", COC_TAG_WORD },          { "cols", COC_TAG_WORD },
    { "colspan", COC_TAG_WORD },        { "contenteditable", COC_TAG_FLAG },
    { "controls", COC_TAG_FLAG },       { "crossorigin", COC_TAG_FLAG },
    { "d", COC_TAG_WORDS },             { "datetime", COC_TAG_WORD },
    { "decoding", COC_TAG_WORD },       { "default", COC_TAG_FLAG },
    { "defer", COC_TAG_FLAG },          { "dir", COC_TAG_WORD },
    { "disabled", COC_TAG_FLAG },       { "download", COC_TAG_FLAG },
    { "draggable", COC_TAG_WORD },      { "face", COC_TAG_WORDS },
    { "fill", COC_TAG_WORD },           { "for", COC_TAG_WORD },
    { "frameborder", COC_TAG_WORD },    { "height", COC_TAG_WORD },
    { "hidden", COC_TAG_FLAG },         { "href", COC_TAG_WORD },
    { "hreflang", COC_TAG_WORD },       { "hspace", COC_TAG_WORD },
    { "id", COC_TAG_WORD },             { "ismap", COC_TAG_FLAG },
    { "itemprop", COC_TAG_WORD },       { "itemscope", COC_TAG_FLAG },
    { "itemtype", COC_TAG_WORD },       { "lang", COC_TAG_WORD },
    { "loading", COC_TAG_WORD },        { "loop", COC_TAG_FLAG },
    { "multiple", COC_TAG_FLAG },       { "muted", COC_TAG_FLAG },
    { "name", COC_TAG_WORD },           { "noshade", COC_TAG_FLAG },
    { "novalidate", COC_TAG_FLAG },     { "nowrap", COC_TAG_FLAG },
    { "open", COC_TAG_FLAG },           { "playsinline", COC_TAG_FLAG },
    { "readonly", COC_TAG_FLAG },       { "referrerpolicy", COC_TAG_WORD },
    { "rel", COC_TAG_WORDS },           { "required", COC_TAG_FLAG },
    { "reversed", COC_TAG_FLAG },       { "role", COC_TAG_WORD },
    { "rows", COC_TAG_WORD },           { "rowspan", COC_TAG_WORD },
    { "scope", COC_TAG_WORD },          { "selected", COC_TAG_FLAG },
    { "size", COC_TAG_WORD },           { "sizes", COC_TAG_WORDS },
    { "span", COC_TAG_WORD },           { "spellcheck", COC_TAG_WORD },
    { "src", COC_TAG_WORD },            { "srcset", COC_TAG_WORDS },
    { "start", COC_TAG_WORD },          { "stroke", COC_TAG_WORD },
    { "style", COC_TAG_WORDS },         { "tabindex", COC_TAG_WORD },
    { "target", COC_TAG_WORD },         { "translate", COC_TAG_WORD },
    { "type", COC_TAG_WORD },           { "valign", COC_TAG_WORD },
    { "viewbox", COC_TAG_WORDS },       { "vspace", COC_TAG_WORD },
    { "width", COC_TAG_WORD },          { "xmlns", COC_TAG_WORD }
};


static int
coc_tag_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}


/* What table says of a name in either case, or -1. */

static int
coc_tag_lookup(const coc_tag_name_t *table, size_t n, const uint8_t *p,
    size_t len)
{
    int     rc;
    char    name[COC_TAG_NAME];
    size_t  low, middle;

    if (len >= COC_TAG_NAME) {
        return -1;
    }

    memset(name, 0, sizeof(name));
    coc_ascii_lower((uint8_t *) name, p, len);

    for (low = 0; low < n; /* void */) {
        middle = (low + n) / 2;
        rc = memcmp(name, table[middle].name, sizeof(name));

        if (rc == 0) {
            return table[middle].what;
        }

        if (rc < 0) {
            n = middle;

        } else {
            low = middle + 1;
        }
    }

    return -1;
}


static int
coc_tag_words(coc_str_t s)
{
    size_t  i;

    for (i = 0; i < s.len; i++) {
        if (coc_tag_space(s.data[i])) {
            return 1;
        }
    }

    return 0;
}


static int
coc_tag_show(coc_tag_t *tag, coc_str_t s)
{
    s = coc_str_trim(s);

    if (s.len == 0) {
        return COC_OK;
    }

    if (tag->nshown == COC_TAG_SHOWN) {
        return COC_DECLINED;
    }

    tag->shown[tag->nshown++] = s;

    return COC_OK;
}


/*
 * Keeps what an attribute tells.  value->data is NULL where there is none:
 * one such word may be an attribute, two are a sentence.
 */

static int
coc_tag_attribute(coc_tag_t *tag, coc_str_t name, coc_str_t value,
    unsigned *bare)
{
    int  what;

    what = coc_tag_lookup(coc_tag_attributes, coc_nelts(coc_tag_attributes),
                          name.data, name.len);

    if (value.data == NULL) {

        if (what == COC_TAG_FLAG) {
            return COC_OK;
        }

        if ((*bare)++ != 0) {
            return COC_DECLINED;
        }

        return coc_tag_show(tag, name);
    }

    if (what == COC_TAG_WORDS) {
        return COC_OK;
    }

    if (what < 0 && name.len > 5 && memcmp(name.data, "data-", 5) == 0) {
        what = COC_TAG_WORD;
    }

    if (what >= 0 && !coc_tag_words(value)) {
        return COC_OK;
    }

    return coc_tag_show(tag, value);
}


/* Reads "= value" at *pp, if it is there; value->data stays NULL if not. */

static int
coc_tag_value(const uint8_t **pp, const uint8_t *end, coc_str_t *value)
{
    uint8_t         quote;
    const uint8_t  *p, *start;

    value->data = NULL;
    value->len = 0;

    for (p = *pp; p < end && coc_tag_space(*p); p++) { /* void */ }

    if (p == end || *p != '=') {
        return COC_OK;
    }

    for (p++; p < end && coc_tag_space(*p); p++) { /* void */ }

    if (p == end) {
        *pp = p;
        return COC_DECLINED;
    }

    quote = *p;
    start = p;

    if (quote == '"' || quote == '\'') {
        start = ++p;

        p = memchr(p, quote, (size_t) (end - p));
        if (p == NULL) {
            *pp = end;
            return COC_DECLINED;
        }

        *pp = p + 1;

    } else {

        while (p < end && !coc_tag_space(*p) && *p != '>' && *p != '<') {
            p++;
        }

        *pp = p;
    }

    value->data = start;
    value->len = (size_t) (p - start);

    return COC_OK;
}


/* From after the name to after the closing bracket. */

static int
coc_tag_inside(const uint8_t **pp, const uint8_t *end, coc_tag_t *tag)
{
    int             rc;
    unsigned        bare;
    coc_str_t       name, value;
    const uint8_t  *p;

    bare = 0;

    for (p = *pp; p < end; /* void */) {

        if (coc_tag_space(*p) || *p == '/') {
            p++;
            continue;
        }

        if (*p == '>') {
            *pp = p + 1;
            return COC_OK;
        }

        name.data = p;

        while (p < end && !coc_tag_space(*p) && *p != '/' && *p != '>'
               && *p != '=' && *p != '<')
        {
            p++;
        }

        name.len = (size_t) (p - name.data);

        if (p == end || *p == '<') {
            break;
        }

        rc = coc_tag_value(&p, end, &value);
        if (rc != COC_OK) {
            break;
        }

        rc = coc_tag_attribute(tag, name, value, &bare);
        if (rc != COC_OK) {
            break;
        }
    }

    *pp = p;

    return COC_DECLINED;
}


/* A comment ends at "-->", anything else of the kind at the first bracket. */

static int
coc_tag_comment(const uint8_t *p, const uint8_t *end, coc_tag_t *tag)
{
    coc_str_t       text;
    const uint8_t  *q;

    tag->kind = COC_TAG_BOGUS;
    tag->len = (size_t) (end - p);
    text.data = p + 2;

    if (end - p < 4 || p[1] != '!' || p[2] != '-' || p[3] != '-') {

        q = memchr(p, '>', (size_t) (end - p));
        if (q == NULL) {
            return COC_DECLINED;
        }

        text.len = (size_t) (q - text.data);
        tag->len = (size_t) (q + 1 - p);

        return coc_tag_show(tag, text);
    }

    tag->kind = COC_TAG_COMMENT;
    text.data = p + 4;

    /* The hyphens of the beginning may be those of the end: "<!-->". */

    for (q = p + 4; /* void */ ; q++) {

        q = memchr(q, '>', (size_t) (end - q));
        if (q == NULL) {
            return COC_DECLINED;
        }

        if (q[-1] == '-' && q[-2] == '-') {
            break;
        }
    }

    tag->len = (size_t) (q + 1 - p);
    text.len = (q - 2 > text.data) ? (size_t) (q - 2 - text.data) : 0;

    return coc_tag_show(tag, text);
}


static int
coc_tag_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}


static coc_tag_role_e
coc_tag_role(const uint8_t *name, size_t len)
{
    uint8_t  lower[4];

    if (len == 10) {
        return ((name[0] | 0x20) == 'b') ? COC_TAG_QUOTE : COC_TAG_PLAIN;
    }

    if (len != 3 && len != 4) {
        return COC_TAG_PLAIN;
    }

    coc_ascii_lower(lower, name, len);

    return (memcmp(lower, (len == 3) ? "pre" : "code", len) == 0)
           ? COC_TAG_CODE : COC_TAG_PLAIN;
}


int
coc_tag_read(const uint8_t *p, const uint8_t *end, coc_tag_t *tag)
{
    int             rc, what, machine;
    const uint8_t  *q, *name;

    tag->kind = COC_TAG_INLINE;
    tag->role = COC_TAG_PLAIN;
    tag->closing = (end - p > 1 && p[1] == '/');
    tag->len = 1;
    tag->nshown = 0;

    if (end - p < 3) {
        return COC_DECLINED;
    }

    if (p[1] == '!' || p[1] == '?' || (p[1] == '/' && !coc_tag_letter(p[2]))) {
        return coc_tag_comment(p, end, tag);
    }

    name = p + 1 + tag->closing;

    if (!coc_tag_letter(*name)) {
        return COC_DECLINED;
    }

    machine = 0;

    for (q = name; q < end; q++) {

        if (*q == '-' || *q == ':') {
            machine = 1;

        } else if (*q >= 0x80 || !(coc_ascii_class(*q) & COC_ASCII_WORD)) {
            break;
        }
    }

    /* "<a<a<a" and "<http://…>" are settled without a look-up. */

    if (q == end || q[-1] == ':'
        || !(coc_tag_space(*q) || *q == '/' || *q == '>'))
    {
        tag->len = (size_t) (q - p);
        return COC_DECLINED;
    }

    what = coc_tag_lookup(coc_tag_elements, coc_nelts(coc_tag_elements), name,
                          (size_t) (q - name));

    /* Names with hyphen or colon are made by machines: x-card, o:p. */

    tag->kind = (what >= 0) ? (coc_tag_e) what
                            : machine ? COC_TAG_INLINE : COC_TAG_UNKNOWN;

    if (what >= 0) {
        tag->role = coc_tag_role(name, (size_t) (q - name));
    }

    rc = coc_tag_inside(&q, end, tag);

    tag->len = (size_t) (q - p);

    if (rc == COC_OK && tag->kind == COC_TAG_UNKNOWN && tag->nshown != 0) {
        return COC_DECLINED;
    }

    return rc;
}
