/*
 * BBCode, the markup of forums: [b] [/b] [color=red] [quote="name"].
 */

#ifndef _COC_BBCODE_H_INCLUDED_
#define _COC_BBCODE_H_INCLUDED_


#include "coc_base.h"
#include "coc_tag.h"


COC_BEGIN_DECLS


/*
 * Reads the tag at p, which points at [; p < end.  As coc_tag_read(): known
 * names only, and at most 256 bytes.
 */
int coc_bbcode_read(const uint8_t *p, const uint8_t *end, coc_tag_t *tag);


COC_END_DECLS


#endif /* _COC_BBCODE_H_INCLUDED_ */
