/*
 * Paths of the API: which there are, what may be done at each, and whose
 * record it is.
 */

#include "ngx_http_coc_api.h"


static ngx_uint_t ngx_http_coc_api_matches(ngx_http_coc_api_t *api,
    const char *path);
static ngx_int_t ngx_http_coc_api_find(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_may(ngx_http_coc_api_t *api);


/* README.md lists them: util/check-docs.pl compares. */

static const ngx_http_coc_api_route_t  ngx_http_coc_api_routes[] = {
    { "members/*", NGX_HTTP_GET, ngx_http_coc_api_standing, NULL },
    { "members/*/history", NGX_HTTP_GET, ngx_http_coc_api_history, NULL },
    { "members/*/sanctions", NGX_HTTP_POST, ngx_http_coc_api_sanction,
      " step time reason by id " },
    { "members/*/restore", NGX_HTTP_POST, ngx_http_coc_api_restore,
      " by id " },
    { "members/*/privileges/*", NGX_HTTP_PUT,
      ngx_http_coc_api_privilege_put, " time reason by id " },
    { "members/*/privileges/*", NGX_HTTP_DELETE,
      ngx_http_coc_api_privilege_delete, " reason by id " },
    { "members/*/identities", NGX_HTTP_GET, ngx_http_coc_api_identities,
      NULL },
    { "members/*/identities", NGX_HTTP_PUT, ngx_http_coc_api_identities_put,
      " email phone npi license name handle display_name staff public " },
    { "members/*/identities", NGX_HTTP_DELETE,
      ngx_http_coc_api_identities_delete, NULL },
    { "members/*/blocked/*", NGX_HTTP_GET, ngx_http_coc_api_blocked, NULL },
    { "members/*/blocked/*", NGX_HTTP_PUT, ngx_http_coc_api_blocked_put,
      NULL },
    { "members/*/blocked/*", NGX_HTTP_DELETE,
      ngx_http_coc_api_blocked_delete, NULL },
    { "review", NGX_HTTP_GET, ngx_http_coc_api_review, NULL },
    { "cases/*", NGX_HTTP_GET, ngx_http_coc_api_case, NULL }
};


static const struct {
    ngx_uint_t   method;
    const char  *name;
} ngx_http_coc_api_methods[] = {
    { NGX_HTTP_GET, "GET, HEAD" },
    { NGX_HTTP_POST, "POST" },
    { NGX_HTTP_PUT, "PUT" },
    { NGX_HTTP_DELETE, "DELETE" }
};


ngx_int_t
ngx_http_coc_api_path(ngx_http_coc_api_t *api)
{
    u_char                    *p, *end, *slash;
    ngx_int_t                  rc;
    ngx_uint_t                 i;
    ngx_http_request_t        *r;
    ngx_http_core_loc_conf_t  *clcf;

    r = api->request;
    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    end = r->uri.data + r->uri.len;
    p = r->uri.data + ngx_min(clcf->name.len, r->uri.len);

    if (p < end && *p == '/') {
        p++;
    }

    while (p < end && api->nsegments < NGX_HTTP_COC_API_SEGMENTS) {
        slash = ngx_strlchr(p, end, '/');

        if (slash == NULL) {
            slash = end;
        }

        api->segment[api->nsegments].data = p;
        api->segment[api->nsegments].len = slash - p;
        api->nsegments++;

        p = slash + (slash < end);
    }

    rc = (p == end) ? ngx_http_coc_api_find(api) : NGX_DECLINED;

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    if (rc == NGX_DECLINED) {
        return ngx_http_coc_api_problem(api, NGX_HTTP_NOT_FOUND,
                                        "urn:coc:api:unknown",
                                        "There is nothing at this path",
                                        (coc_str_t) coc_null_str);
    }

    if (api->status != 0) {
        return NGX_OK;
    }

    for (i = 0; i < api->cocf->secret->n; i++) {
        if (coc_member_hash(&api->cocf->secret->keys[i],
                            ngx_http_coc_str(api->segment[1]),
                            &api->member[i])
            != COC_OK)
        {
            return NGX_ERROR;
        }
    }

    return ngx_http_coc_api_may(api);
}


static ngx_uint_t
ngx_http_coc_api_matches(ngx_http_coc_api_t *api, const char *path)
{
    size_t       len;
    ngx_str_t   *segment;
    ngx_uint_t   i;
    const char  *slash;

    for (i = 0; i < api->nsegments; i++) {
        segment = &api->segment[i];

        if (*path == '\0') {
            return 0;
        }

        slash = strchr(path, '/');
        len = (slash != NULL) ? (size_t) (slash - path) : strlen(path);

        if (segment->len == 0
            || (path[0] != '*' && (segment->len != len
                                   || ngx_strncmp(segment->data, path, len)
                                      != 0)))
        {
            return 0;
        }

        path += len + (slash != NULL);
    }

    return *path == '\0';
}


/* NGX_DECLINED: no such path; api->status: no such method there. */

static ngx_int_t
ngx_http_coc_api_find(ngx_http_coc_api_t *api)
{
    u_char               *allow, *p;
    ngx_uint_t            i, k, method, methods;

    method = (api->request->method == NGX_HTTP_HEAD) ? NGX_HTTP_GET
                                                     : api->request->method;
    methods = 0;

    for (i = 0; i < coc_nelts(ngx_http_coc_api_routes); i++) {

        if (!ngx_http_coc_api_matches(api, ngx_http_coc_api_routes[i].path)) {
            continue;
        }

        methods |= ngx_http_coc_api_routes[i].method;

        if (ngx_http_coc_api_routes[i].method == method) {
            api->route = &ngx_http_coc_api_routes[i];
            return NGX_OK;
        }
    }

    if (methods == 0) {
        return NGX_DECLINED;
    }

    allow = ngx_pnalloc(api->request->pool, 64);
    if (allow == NULL) {
        return NGX_ERROR;
    }

    p = allow;

    for (k = 0; k < coc_nelts(ngx_http_coc_api_methods); k++) {
        if (methods & ngx_http_coc_api_methods[k].method) {
            p = ngx_sprintf(p, "%s%s", (p == allow) ? "" : ", ",
                            ngx_http_coc_api_methods[k].name);
        }
    }

    *p = '\0';

    if (ngx_http_coc_action_header(api->request, "Allow", (char *) allow)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_coc_api_problem(api, NGX_HTTP_NOT_ALLOWED,
                                    "urn:coc:api:method",
                                    "This path has no such method",
                                    (coc_str_t) coc_null_str);
}


/*
 * Whether what is asked may be done at all.  A page of another origin can make
 * a browser post a form with its cookies, but not JSON: that is asked for
 * wherever something is posted, with a body or without.
 */

static ngx_int_t
ngx_http_coc_api_may(ngx_http_coc_api_t *api)
{
    ngx_str_t            type;
    ngx_http_request_t  *r;

    static const coc_str_t  json = coc_str("application/json");

    r = api->request;

    if (api->route->method == NGX_HTTP_GET) {
        return NGX_OK;
    }

    if (api->cocf->api != NGX_HTTP_COC_API_WRITE) {
        return ngx_http_coc_api_problem(api, NGX_HTTP_FORBIDDEN,
                                        "urn:coc:api:readonly",
                                        "Nothing can be changed here",
                                        (coc_str_t) coc_null_str);
    }

    if (r->headers_in.content_length_n > NGX_HTTP_COC_API_BODY) {
        return ngx_http_coc_api_problem(api, NGX_HTTP_REQUEST_ENTITY_TOO_LARGE,
                                        "urn:coc:api:limit",
                                        "The body is longer than 64 KiB",
                                        (coc_str_t) coc_null_str);
    }

    if ((api->route->names == NULL && api->route->method != NGX_HTTP_POST)
        || (api->route->method == NGX_HTTP_DELETE
            && r->headers_in.content_length_n <= 0 && !r->headers_in.chunked))
    {
        return NGX_OK;
    }

    type = ngx_http_coc_header(r, "content-type");

    if (type.len < json.len
        || ngx_strncasecmp(type.data, (u_char *) json.data, json.len) != 0
        || (type.len > json.len && type.data[json.len] != ';'
            && type.data[json.len] != ' '))
    {
        return ngx_http_coc_api_problem(api, NGX_HTTP_UNSUPPORTED_MEDIA_TYPE,
                                        "urn:coc:api:type",
                                        "The Content-Type is application/json",
                                        (coc_str_t) coc_null_str);
    }

    return NGX_OK;
}
