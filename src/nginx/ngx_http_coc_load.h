/*
 * What is loaded once a configuration, beside rules: models, and what is kept
 * of rules.
 */

#ifndef _NGX_HTTP_COC_LOAD_H_INCLUDED_
#define _NGX_HTTP_COC_LOAD_H_INCLUDED_


#include "ngx_http_coc.h"


/* coc_cache */

struct ngx_http_coc_kept_s {
    ngx_str_t              path;            /* NUL-terminated */
    off_t                  size;            /* bytes; 0: off */
};


COC_BEGIN_DECLS


/* ngx_http_coc_conf_model.c */

char *ngx_http_coc_set_model(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_conf_model(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf);

/* ngx_http_coc_conf_cache.c */

char *ngx_http_coc_set_kept(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/*
 * *cache is NULL where coc_cache is off or can't be used.  Closing says what
 * came of it; NULL does nothing.
 */
char *ngx_http_coc_cache_open(ngx_conf_t *cf, coc_cache_t **cache);
void ngx_http_coc_cache_close(ngx_conf_t *cf, coc_cache_t *cache);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_LOAD_H_INCLUDED_ */
