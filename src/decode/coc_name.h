/*
 * The name of a form's field as a dotted path.
 */

#ifndef _COC_NAME_H_INCLUDED_
#define _COC_NAME_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


/*
 * path   "post.title" for post[title] and post.title, "a.0.b" for a[0][b] and
 *        a[0].b, "a.[]" for a[]
 * other  what PHP makes of it where that is another: it cuts at a NUL, reads
 *        "." and " " as "_", and nothing behind the last bracket; len 0: none
 *
 * Borrowed from the name where it is a path already, else from buf.
 */

typedef struct {
    coc_str_t  path;
    coc_str_t  other;
    unsigned   top:1;       /* the name has no brackets */
} coc_name_t;


COC_BEGIN_DECLS


/*
 * buf  emptied first; its max has room for twice the name and 3 bytes for each
 *      of its brackets, or COC_LIMIT comes
 *
 * COC_ERROR  no memory
 *
 * Nothing is malformed: readers in the field (PHP, Rack, qs) each make
 * something of every name.  Cost: O(name.len).
 */
int coc_name_read(coc_name_t *n, coc_str_t name, coc_buf_t *buf);


COC_END_DECLS


#endif /* _COC_NAME_H_INCLUDED_ */
