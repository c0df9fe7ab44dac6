/*
 * yajl and its events: whole tokens in, fields out.
 */

#ifndef _COC_JSON_YAJL_H_INCLUDED_
#define _COC_JSON_YAJL_H_INCLUDED_


#include <yajl/yajl_parse.h>

#include "coc_base.h"
#include "coc_emit.h"
#include "coc_json_mem.h"
#include "coc_json_path.h"
#include "coc_rich.h"


typedef struct {
    coc_emit_t       *emit;
    yajl_handle       handle;
    coc_json_mem_t    mem;
    coc_json_path_t   path;
    coc_rich_t        rich;
    size_t            at;       /* offset of what yajl has, in the body */
    size_t            depth;    /* levels, at most */
    int               rc;       /* what stopped yajl from our side */
    size_t            name;     /* bytes of the last one */
    unsigned          begun:1;  /* a value was seen */
    unsigned          named:1;  /* a name, and not yet what it names */
    unsigned          lines:1;  /* any number of documents, numbered */
} coc_json_yajl_t;


COC_BEGIN_DECLS


/*
 * yajl   must not move afterwards; coc_json_yajl_free() is due in any case
 * many   any number of documents, one behind the other
 * lines  these are numbered: paths begin with "0.", "1.", and none is a body
 *
 * COC_ERROR  no memory
 */
int coc_json_yajl_init(coc_json_yajl_t *yajl, coc_emit_t *emit, unsigned many,
    unsigned lines);

/* A zeroed one is accepted. */
void coc_json_yajl_free(coc_json_yajl_t *yajl);

/*
 * Parses whole tokens; an atom (a number, a word) has something behind it.
 *
 * data, len  borrowed
 * at         offset of data in the body
 * token      bytes of the longest token in data that yajl copies: one with
 *            escapes, and the first in data
 *
 * COC_OK  go on; others as coc_decode_feed() has them.  The offset of
 *         COC_INVALID lies in the offending token or is its last byte
 */
int coc_json_yajl_parse(coc_json_yajl_t *yajl, const uint8_t *data,
    size_t len, size_t at, size_t token);

/* No more tokens; results as above.  Text that was held is handed on. */
int coc_json_yajl_finish(coc_json_yajl_t *yajl);

/* The name whose value did not come, or len 0; borrowed until the next call. */
coc_str_t coc_json_yajl_name(const coc_json_yajl_t *yajl);

/* Hands on the text that is held, after a fault; results as above. */
int coc_json_yajl_flush(coc_json_yajl_t *yajl, size_t at);


COC_END_DECLS


#endif /* _COC_JSON_YAJL_H_INCLUDED_ */
