/*
 * A line of JSON: {"id": …, "text": …}, as `check --jsonl` and `spans --jsonl`
 * read it.
 */

#ifndef _COCCTL_LINE_H_INCLUDED_
#define _COCCTL_LINE_H_INCLUDED_


#include "cocctl.h"


/* What a line holds, decoded. */

typedef struct {
    coc_buf_t  id;
    coc_buf_t  text;
    coc_buf_t  kind;
    unsigned   id_scalar:1;     /* a number: printed as it came */
    unsigned   id_set:1;
    unsigned   text_set:1;
    unsigned   kind_set:1;
} cocctl_line_t;


COC_BEGIN_DECLS


void cocctl_line_init(cocctl_line_t *line);
void cocctl_line_free(cocctl_line_t *line);

/* Reads one line into line; its limits are not those of a post. */
int cocctl_line_parse(cocctl_line_t *line, const char *data, size_t len,
    coc_error_t *err);

/* Writes {"id": and the id as it came. */
void cocctl_line_id(const cocctl_line_t *line, coc_buf_t *buf);


COC_END_DECLS


#endif /* _COCCTL_LINE_H_INCLUDED_ */
