/*
 * What in a text is markup: tags, comments, declarations.
 */

#ifndef _COC_TAG_H_INCLUDED_
#define _COC_TAG_H_INCLUDED_


#include "coc_base.h"


#define COC_TAG_SHOWN  8        /* most stretches kept of one tag */


typedef enum {
    COC_TAG_INLINE = 0,     /* joins what is at its sides */
    COC_TAG_CELL,           /* parts them as a space does */
    COC_TAG_BLOCK,          /* parts them as a newline does */
    COC_TAG_UNKNOWN,        /* no element of HTML: a tag, or a word in <> */
    COC_TAG_COMMENT,        /* comment; shown[0] is its text */
    COC_TAG_BOGUS           /* <? or <! or </ and no name; likewise */
} coc_tag_e;


/* What an element does to what stands in it. */

typedef enum {
    COC_TAG_PLAIN = 0,
    COC_TAG_QUOTE,          /* blockquote: someone else's words */
    COC_TAG_CODE            /* pre, code */
} coc_tag_role_e;


typedef struct {
    coc_tag_e       kind;
    coc_tag_role_e  role;
    unsigned        closing:1;          /* it ends the element */
    size_t          len;                /* bytes */
    coc_str_t       shown[COC_TAG_SHOWN];   /* what a reader may get to see */
    size_t          nshown;
} coc_tag_t;


COC_BEGIN_DECLS


/*
 * Reads the tag at p, which points at <; p < end.
 *
 * tag->len     bytes of the tag, or those looked at in vain
 * tag->shown   borrowed from the text: values of attributes that are not
 *              known to be technical, and those that hold several words;
 *              no white space at its ends, none empty
 *
 * COC_DECLINED  it is text: no tag, none that ends, or one whose attributes
 *               look like a sentence ("<b and c> d")
 *
 * Cost: O(tag->len).
 */
int coc_tag_read(const uint8_t *p, const uint8_t *end, coc_tag_t *tag);


COC_END_DECLS


#endif /* _COC_TAG_H_INCLUDED_ */
