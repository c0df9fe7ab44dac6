/*
 * Request headers: finding them, and unlinking X-CoC-* so that no client can
 * tell the application a verdict of its own.
 */

#include "ngx_http_coc.h"
#include "ngx_http_coc_redact.h"


static ngx_uint_t ngx_http_coc_header_divides(u_char c);
static ngx_uint_t ngx_http_coc_header_ours(ngx_table_elt_t *h);
static ngx_uint_t ngx_http_coc_header_digest(ngx_table_elt_t *h);
static ngx_int_t ngx_http_coc_header_remove(ngx_http_request_t *r,
    ngx_uint_t (*is)(ngx_table_elt_t *h));
static void ngx_http_coc_header_unlink(ngx_list_t *list,
    ngx_list_part_t *prev, ngx_list_part_t *part, ngx_uint_t i);


ngx_str_t
ngx_http_coc_header(ngx_http_request_t *r, const char *name)
{
    size_t            len;
    ngx_str_t         none;
    ngx_uint_t        i;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h;

    len = ngx_strlen(name);

    for (part = &r->headers_in.headers.part; part; part = part->next) {
        h = part->elts;

        for (i = 0; i < part->nelts; i++) {
            if (h[i].key.len == len
                && ngx_strncmp(h[i].lowcase_key, name, len) == 0)
            {
                return h[i].value;
            }
        }
    }

    ngx_str_null(&none);

    return none;
}


ngx_int_t
ngx_http_coc_header_all(ngx_http_request_t *r, const char *name,
    ngx_str_t *value)
{
    size_t            len;
    u_char           *p;
    ngx_uint_t        i;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h;

    len = ngx_strlen(name);
    ngx_str_null(value);

    for (part = &r->headers_in.headers.part; part; part = part->next) {
        h = part->elts;

        for (i = 0; i < part->nelts; i++) {
            if (h[i].key.len != len
                || ngx_strncmp(h[i].lowcase_key, name, len) != 0)
            {
                continue;
            }

            if (value->data == NULL) {
                *value = h[i].value;
                continue;
            }

            p = ngx_pnalloc(r->pool, value->len + 2 + h[i].value.len);
            if (p == NULL) {
                return NGX_ERROR;
            }

            value->len = ngx_sprintf(p, "%V, %V", value, &h[i].value) - p;
            value->data = p;
        }
    }

    return NGX_OK;
}


static ngx_uint_t
ngx_http_coc_header_divides(u_char c)
{
    return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}


/*
 * "X-CoC-" in any case, whatever divides it: FastCGI and its like turn both
 * "-" and "_" into one, PHP other characters too.
 */

static ngx_uint_t
ngx_http_coc_header_ours(ngx_table_elt_t *h)
{
    u_char  *p;

    if (h->key.len < 6) {
        return 0;
    }

    p = h->lowcase_key;

    return p[0] == 'x' && ngx_http_coc_header_divides(p[1])
           && p[2] == 'c' && p[3] == 'o' && p[4] == 'c'
           && ngx_http_coc_header_divides(p[5]);
}


/* A digest of the body: of RFC 9530 and of those before it. */

static ngx_uint_t
ngx_http_coc_header_digest(ngx_table_elt_t *h)
{
    size_t       n;
    ngx_str_t   *name;
    ngx_uint_t   i;

    static ngx_str_t  names[] = {
        ngx_string("content-md5"),
        ngx_string("digest"),
        ngx_string("content-digest"),
        ngx_string("repr-digest")
    };

    for (i = 0; i < coc_nelts(names); i++) {
        name = &names[i];

        if (h->key.len != name->len) {
            continue;
        }

        for (n = 0; n < name->len; n++) {
            if (h->lowcase_key[n] != name->data[n]
                && !(name->data[n] == '-'
                     && ngx_http_coc_header_divides(h->lowcase_key[n])))
            {
                break;
            }
        }

        if (n == name->len) {
            return 1;
        }
    }

    return 0;
}


ngx_int_t
ngx_http_coc_header_strip(ngx_http_request_t *r)
{
    return ngx_http_coc_header_remove(r, ngx_http_coc_header_ours);
}


ngx_int_t
ngx_http_coc_header_digests(ngx_http_request_t *r)
{
    return ngx_http_coc_header_remove(r, ngx_http_coc_header_digest);
}


static ngx_int_t
ngx_http_coc_header_remove(ngx_http_request_t *r,
    ngx_uint_t (*is)(ngx_table_elt_t *h))
{
    ngx_uint_t        i;
    ngx_list_part_t  *part, *prev, *tail;
    ngx_table_elt_t  *h;

again:

    prev = NULL;

    for (part = &r->headers_in.headers.part; part; part = part->next) {
        h = part->elts;

        for (i = 0; i < part->nelts; i++) {

            if (!is(&h[i])) {
                continue;
            }

            /* in the middle: what follows moves to a part of its own */

            if (i != 0 && i != part->nelts - 1) {
                tail = ngx_palloc(r->pool, sizeof(ngx_list_part_t));
                if (tail == NULL) {
                    return NGX_ERROR;
                }

                tail->elts = &h[i + 1];
                tail->nelts = part->nelts - i - 1;
                tail->next = part->next;

                if (r->headers_in.headers.last == part) {
                    r->headers_in.headers.last = tail;
                    r->headers_in.headers.nalloc -= i + 1;
                }

                part->next = tail;
                part->nelts = i;

            } else {
                ngx_http_coc_header_unlink(&r->headers_in.headers, prev, part,
                                           i);
            }

            goto again;
        }

        prev = part;
    }

    return NGX_OK;
}


/*
 * Takes the first or the last element out of a part.  Elements never move:
 * r->headers_in points at some of them.  No part but the first may be empty,
 * nginx' loops rely on it; and list->nalloc must stay what the last part can
 * hold, ngx_list_push() relies on that.
 */

static void
ngx_http_coc_header_unlink(ngx_list_t *list, ngx_list_part_t *prev,
    ngx_list_part_t *part, ngx_uint_t i)
{
    ngx_list_part_t  *next;

    if (part->nelts == 1) {

        if (prev != NULL) {
            prev->next = part->next;

            if (list->last == part) {
                list->last = prev;
                list->nalloc = prev->nelts;
            }

            return;
        }

        next = part->next;

        if (next == NULL) {
            part->nelts = 0;
            return;
        }

        *part = *next;

        if (list->last == next) {
            list->last = part;
        }

        return;
    }

    if (i == 0) {
        part->elts = (u_char *) part->elts + list->size;

        if (list->last == part) {
            list->nalloc--;
        }
    }

    part->nelts--;
}
