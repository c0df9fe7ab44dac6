/*
 * Where content may stand but in a body, and methods by another name: many
 * frameworks take the method from a header or an argument, and text from the
 * query string.
 */

#include "ngx_http_coc_place.h"


#define NGX_HTTP_COC_PLACE_WORD  64     /* bytes of "_method", escaped */


typedef struct {
    ngx_str_t   name;
    ngx_uint_t  method;
} ngx_http_coc_place_method_t;


static ngx_uint_t ngx_http_coc_place_listed(ngx_str_t value,
    ngx_uint_t methods);
static ngx_uint_t ngx_http_coc_place_header(ngx_table_elt_t *h);
static ngx_uint_t ngx_http_coc_place_args(ngx_str_t args, ngx_uint_t methods);
static ngx_uint_t ngx_http_coc_place_pair(u_char *p, u_char *end,
    ngx_uint_t methods);


static ngx_http_coc_place_method_t  ngx_http_coc_place_methods[] = {
    { ngx_string("GET"), NGX_HTTP_GET },
    { ngx_string("POST"), NGX_HTTP_POST },
    { ngx_string("PUT"), NGX_HTTP_PUT },
    { ngx_string("PATCH"), NGX_HTTP_PATCH },
    { ngx_string("DELETE"), NGX_HTTP_DELETE },
    { ngx_null_string, 0 }
};


static ngx_str_t  ngx_http_coc_place_headers[] = {
    ngx_string("x-http-method-override"),
    ngx_string("x-http-method"),
    ngx_string("x-method-override"),
    ngx_null_string
};


ngx_uint_t
ngx_http_coc_place_override(ngx_http_request_t *r, ngx_uint_t methods)
{
    ngx_uint_t        i;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h;

    for (part = &r->headers_in.headers.part; part; part = part->next) {
        h = part->elts;

        for (i = 0; i < part->nelts; i++) {
            if (ngx_http_coc_place_header(&h[i])
                && ngx_http_coc_place_listed(h[i].value, methods))
            {
                return 1;
            }
        }
    }

    return ngx_http_coc_place_args(r->args, methods);
}


/* "-" and "_" are one to FastCGI and its like. */

static ngx_uint_t
ngx_http_coc_place_header(ngx_table_elt_t *h)
{
    u_char      c;
    size_t      n;
    ngx_str_t  *name;

    if (h->key.len < 2 || h->lowcase_key[0] != 'x') {
        return 0;
    }

    for (name = ngx_http_coc_place_headers; name->len; name++) {

        if (name->len != h->key.len) {
            continue;
        }

        for (n = 0; n < name->len; n++) {
            c = h->lowcase_key[n];

            if ((c == '_' ? '-' : c) != name->data[n]) {
                break;
            }
        }

        if (n == name->len) {
            return 1;
        }
    }

    return 0;
}


/* Whether one of the words in a value, whatever divides them, is a method. */

static ngx_uint_t
ngx_http_coc_place_listed(ngx_str_t value, ngx_uint_t methods)
{
    u_char                       *p, *last, *word;
    ngx_http_coc_place_method_t  *m;

    last = value.data + value.len;

    for (p = value.data; p < last; p++) {
        word = p;

        while (p < last && (ngx_tolower(*p) >= 'a' && ngx_tolower(*p) <= 'z'))
        {
            p++;
        }

        for (m = ngx_http_coc_place_methods; m->name.len; m++) {
            if ((m->method & methods) && m->name.len == (size_t) (p - word)
                && ngx_strncasecmp(word, m->name.data, m->name.len) == 0)
            {
                return 1;
            }
        }
    }

    return 0;
}


static ngx_uint_t
ngx_http_coc_place_args(ngx_str_t args, ngx_uint_t methods)
{
    u_char  *p, *end, *last;

    last = args.data + args.len;

    for (p = args.data; p < last; p = end + 1) {

        for (end = p; end < last && *end != '&' && *end != ';'; end++) {
            /* void */
        }

        if (ngx_http_coc_place_pair(p, end, methods)) {
            return 1;
        }
    }

    return 0;
}


/* One "name=value" of the query: whether it is _method, and names one. */

static ngx_uint_t
ngx_http_coc_place_pair(u_char *p, u_char *end, ngx_uint_t methods)
{
    u_char     *src, *dst, *equal;
    u_char      text[NGX_HTTP_COC_PLACE_WORD];
    ngx_str_t   value;

    static const u_char  name[] = "_method=";

    if (p == end || (*p != '_' && *p != '%')
        || (size_t) (end - p) > sizeof(text))
    {
        return 0;
    }

    equal = ngx_strlchr(p, end, '=');

    if (equal == NULL) {
        return 0;
    }

    /* "%3D" in the name stays a part of the name */

    src = p;
    dst = text;
    ngx_unescape_uri(&dst, &src, (size_t) (equal - p), 0);

    if ((size_t) (dst - text) != sizeof(name) - 2
        || ngx_strncasecmp(text, (u_char *) name, sizeof(name) - 2) != 0)
    {
        return 0;
    }

    src = equal + 1;
    value.data = text;
    dst = text;
    ngx_unescape_uri(&dst, &src, (size_t) (end - src), 0);
    value.len = (size_t) (dst - text);

    return ngx_http_coc_place_listed(value, methods);
}
