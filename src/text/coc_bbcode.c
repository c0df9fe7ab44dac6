/*
 * BBCode.  There is no standard; the names are those that phpBB, vBulletin,
 * XenForo and Discourse's plugin have in common, and what else is in brackets
 * is text: footnotes, options, arrays.
 */

#include "coc_bbcode.h"
#include "coc_ascii.h"
#include "coc_str.h"


#define COC_BBCODE_NAME  12         /* bytes of the longest name, and NUL */
#define COC_BBCODE_MAX   256        /* bytes of a tag */


typedef struct {
    char     name[COC_BBCODE_NAME];
    uint8_t  kind;                  /* coc_tag_e */
    uint8_t  role;                  /* coc_tag_role_e */
} coc_bbcode_name_t;


/* Sorted. */

static const coc_bbcode_name_t  coc_bbcode_names[] = {
    { "*", COC_TAG_BLOCK, 0 },          { "abbr", COC_TAG_INLINE, 0 },
    { "align", COC_TAG_BLOCK, 0 },      { "attach", COC_TAG_INLINE, 0 },
    { "b", COC_TAG_INLINE, 0 },         { "bgcolor", COC_TAG_INLINE, 0 },
    { "br", COC_TAG_BLOCK, 0 },         { "center", COC_TAG_BLOCK, 0 },
    { "code", COC_TAG_BLOCK, COC_TAG_CODE },
    { "color", COC_TAG_INLINE, 0 },     { "colour", COC_TAG_INLINE, 0 },
    { "del", COC_TAG_INLINE, 0 },       { "email", COC_TAG_INLINE, 0 },
    { "font", COC_TAG_INLINE, 0 },      { "h1", COC_TAG_BLOCK, 0 },
    { "h2", COC_TAG_BLOCK, 0 },         { "h3", COC_TAG_BLOCK, 0 },
    { "highlight", COC_TAG_INLINE, 0 }, { "hr", COC_TAG_BLOCK, 0 },
    { "i", COC_TAG_INLINE, 0 },         { "img", COC_TAG_INLINE, 0 },
    { "indent", COC_TAG_BLOCK, 0 },     { "ins", COC_TAG_INLINE, 0 },
    { "justify", COC_TAG_BLOCK, 0 },    { "left", COC_TAG_BLOCK, 0 },
    { "li", COC_TAG_BLOCK, 0 },         { "list", COC_TAG_BLOCK, 0 },
    { "mark", COC_TAG_INLINE, 0 },      { "media", COC_TAG_INLINE, 0 },
    { "ol", COC_TAG_BLOCK, 0 },         { "pre", COC_TAG_BLOCK, 0 },
    { "quote", COC_TAG_BLOCK, COC_TAG_QUOTE },
    { "right", COC_TAG_BLOCK, 0 },      { "s", COC_TAG_INLINE, 0 },
    { "size", COC_TAG_INLINE, 0 },      { "spoiler", COC_TAG_INLINE, 0 },
    { "strike", COC_TAG_INLINE, 0 },    { "style", COC_TAG_INLINE, 0 },
    { "sub", COC_TAG_INLINE, 0 },       { "sup", COC_TAG_INLINE, 0 },
    { "table", COC_TAG_BLOCK, 0 },      { "td", COC_TAG_CELL, 0 },
    { "th", COC_TAG_CELL, 0 },          { "tr", COC_TAG_BLOCK, 0 },
    { "tt", COC_TAG_INLINE, 0 },        { "u", COC_TAG_INLINE, 0 },
    { "ul", COC_TAG_BLOCK, 0 },         { "url", COC_TAG_INLINE, 0 },
    { "user", COC_TAG_INLINE, 0 },      { "youtube", COC_TAG_INLINE, 0 }
};


static const coc_bbcode_name_t *
coc_bbcode_find(const uint8_t *p, size_t len)
{
    int     rc;
    char    name[COC_BBCODE_NAME];
    size_t  low, high, middle;

    if (len == 0 || len >= COC_BBCODE_NAME) {
        return NULL;
    }

    memset(name, 0, sizeof(name));
    coc_ascii_lower((uint8_t *) name, p, len);

    low = 0;
    high = coc_nelts(coc_bbcode_names);

    while (low < high) {
        middle = (low + high) / 2;
        rc = memcmp(name, coc_bbcode_names[middle].name, sizeof(name));

        if (rc == 0) {
            return &coc_bbcode_names[middle];
        }

        if (rc < 0) {
            high = middle;

        } else {
            low = middle + 1;
        }
    }

    return NULL;
}


int
coc_bbcode_read(const uint8_t *p, const uint8_t *end, coc_tag_t *tag)
{
    coc_str_t                 value;
    const uint8_t            *q, *name;
    const coc_bbcode_name_t  *known;

    tag->len = 1;
    tag->nshown = 0;
    tag->role = COC_TAG_PLAIN;
    tag->closing = 0;

    end = p + coc_min((size_t) (end - p), (size_t) COC_BBCODE_MAX);
    q = p + 1;

    if (q < end && *q == '/') {
        tag->closing = 1;
        q++;
    }

    name = q;

    while (q < end && *q < 0x80
           && ((coc_ascii_class(*q) & COC_ASCII_WORD) || *q == '*'))
    {
        q++;
    }

    known = (q < end && (*q == ']' || ((*q == '=' || *q == ' ')
                                       && !tag->closing)))
            ? coc_bbcode_find(name, (size_t) (q - name)) : NULL;

    if (known == NULL) {
        return COC_DECLINED;
    }

    value.data = q;

    while (q < end && *q != ']' && *q != '[' && *q != '\n') {
        q++;
    }

    tag->len = (size_t) (q - p);

    if (q == end || *q != ']') {
        return COC_DECLINED;
    }

    value.len = (size_t) (q - value.data);

    /* "[b and c]" is no tag, [quote author=x] is one. */

    if (value.len > 0 && value.data[0] == ' '
        && memchr(value.data, '=', value.len) == NULL)
    {
        return COC_DECLINED;
    }

    tag->len++;
    tag->kind = (coc_tag_e) known->kind;
    tag->role = (coc_tag_role_e) known->role;

    /* Several words tell a reader something, wherever they stand. */

    if (memchr(value.data, ' ', value.len) != NULL) {
        value.data++;
        value.len--;
        tag->shown[tag->nshown++] = coc_str_trim(value);
    }

    if (tag->nshown > 0 && tag->shown[0].len == 0) {
        tag->nshown = 0;
    }

    return COC_OK;
}
