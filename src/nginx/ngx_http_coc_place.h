/*
 * Content in other places, methods by other names.
 */

#ifndef _NGX_HTTP_COC_PLACE_H_INCLUDED_
#define _NGX_HTTP_COC_PLACE_H_INCLUDED_


#include "ngx_http_coc.h"


COC_BEGIN_DECLS


/*
 * 1 if X-HTTP-Method-Override, X-HTTP-Method, X-Method-Override or the argument
 * _method names one of methods, NGX_HTTP_POST and so on; else 0.
 */
ngx_uint_t ngx_http_coc_place_override(ngx_http_request_t *r,
    ngx_uint_t methods);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_PLACE_H_INCLUDED_ */
