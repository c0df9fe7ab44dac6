/*
 * Content-Type, and the parameters that it shares with Content-Disposition.
 */

#ifndef _COC_CTYPE_H_INCLUDED_
#define _COC_CTYPE_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_charset.h"


/* Both borrowed from the header's value. */

typedef struct {
    coc_str_t  essence;     /* "type/subtype" as written, len 0 if missing */
    coc_str_t  params;      /* what follows it */
} coc_ctype_t;


typedef struct {
    coc_str_t  name;        /* as written */
    coc_str_t  value;       /* as written, between the quotes if any */
    unsigned   quoted:1;
} coc_param_t;


COC_BEGIN_DECLS


/*
 * value  the header's value, borrowed for the life of type; len 0: no type
 *
 * COC_INVALID  the essence holds a comma: two headers were joined, and each
 *              reader would choose another
 *
 * An essence that is no type/subtype is no error: it is a type nobody knows.
 * Follows RFC 9110, section 8.3.1.
 */
int coc_ctype_parse(coc_ctype_t *type, coc_str_t value);

/* 1 if the essence is that (ASCII case does not matter), else 0. */
int coc_ctype_is(const coc_ctype_t *type, const char *essence);

/* 1 for any multipart/ type. */
int coc_ctype_is_multipart(const coc_ctype_t *type);

/*
 * 1 for application/json, text/json, any type whose suffix is +json, and the
 * types of several documents: NDJSON, JSON Lines, JSON text sequences.
 */
int coc_ctype_is_json(const coc_ctype_t *type);

/* 1 for any text/ type. */
int coc_ctype_is_text(const coc_ctype_t *type);

/*
 * The first parameter of that name.
 *
 * COC_DECLINED  there is none
 * COC_INVALID   the parameters can't be read, or it comes again with another
 *               value
 */
int coc_ctype_find(const coc_ctype_t *type, const char *name,
    coc_param_t *param);

/*
 * The charset that the parameters tell.
 *
 * charset          NULL: none is told
 * at               offset that an error tells
 * COC_UNSUPPORTED  one that is unknown here, or told in pieces (charset*);
 *                  err->text names it
 * COC_INVALID      the parameters can't be read, or tell two
 */
int coc_ctype_told(const coc_ctype_t *type, size_t at,
    const coc_charset_t **charset, coc_error_t *err);

/*
 * Takes the next parameter from *rest.  A name without "=" has no value;
 * spaces around "=" and empty parameters are passed by, as readers in the
 * field do.
 *
 * COC_DECLINED  no more
 * COC_INVALID   quotes that don't end, or text around them: each reader would
 *               make something else of it
 */
int coc_param_next(coc_str_t *rest, coc_param_t *param);

/*
 * The value with the escapes of a quoted string undone; only \" and \\ are
 * escapes, as browsers once wrote paths with single backslashes.
 *
 * out  room for param->value.len bytes; may be where the value lies
 *
 * Returns the number of bytes written.
 */
size_t coc_param_value(const coc_param_t *param, uint8_t *out);

/*
 * Copies name to buf for an error's text, if it looks like the name of a
 * charset or coding; else "?" (an error never holds what a client wrote
 * freely).  Returns buf, NUL-terminated.
 */
#define COC_CTYPE_SHOWN  40     /* bytes, NUL counted */

const char *coc_ctype_show(coc_str_t name, char *buf);


COC_END_DECLS


#endif /* _COC_CTYPE_H_INCLUDED_ */
