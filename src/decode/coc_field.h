/*
 * What a field is, and the sink that takes fields as they are decoded.
 */

#ifndef _COC_FIELD_H_INCLUDED_
#define _COC_FIELD_H_INCLUDED_


#include "coc_base.h"


typedef enum {
    COC_FIELD_TEXT = 0,     /* a string value: content */
    COC_FIELD_SCALAR,       /* JSON number, true, false, null, as written */
    COC_FIELD_FILENAME,     /* the file name of an uploaded part: content */
    COC_FIELD_MEDIA,        /* metadata of an uploaded file: content */
    COC_FIELD_KEY           /* a name; path is that of what it names */
} coc_field_kind_e;


/*
 * path is dotted ("post.title", "blocks.0.text"; a form's name is taken as it
 * is) and empty where the body itself is the value (text/plain, a JSON string
 * at the root).  Bytes as decoded: UTF-8 is not yet validated, NUL may occur.
 */

typedef struct {
    coc_str_t         path;
    coc_str_t         value;
    coc_field_kind_e  kind;
    unsigned          top:1;    /* directly below the root: $coc_body_NAME */
} coc_field_t;


/*
 * Takes a field; path and value are borrowed until it returns.  Any result
 * but COC_OK ends decoding and is returned by coc_decode_feed() or
 * coc_decode_finish() as it is.
 */

typedef int (*coc_field_pt)(void *ctx, const coc_field_t *field);


#endif /* _COC_FIELD_H_INCLUDED_ */
