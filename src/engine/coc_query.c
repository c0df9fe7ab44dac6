/*
 * The query string's part of a scan: decoded as a form, and content only where
 * the configuration says so by name.
 */

#include "coc_engine.h"
#include "coc_scan_int.h"
#include "coc_select.h"


/*
 * A field of the query string.  What is not named there is none of ours: page
 * numbers, signatures, words that are searched for.
 */

static int
coc_scan_query_field(void *ctx, const coc_field_t *field)
{
    size_t                  i;
    coc_scan_t             *scan = ctx;
    const coc_scan_conf_t  *conf;

    conf = scan->conf;

    for (i = 0; i < conf->ntext; i++) {
        if (!coc_select_wild(conf->text[i])
            && coc_select_below(conf->text[i], field->path))
        {
            break;
        }
    }

    if (i == conf->ntext || field->kind != COC_FIELD_TEXT) {
        return COC_OK;
    }

    scan->hits.field = COC_REDACTION_QUERY;

    return coc_scan_take(scan, field);
}


int
coc_scan_query(coc_scan_t *scan, coc_str_t args, coc_error_t *err)
{
    int                rc;
    coc_decode_t      *decode;
    coc_decode_conf_t  conf;

    static const coc_str_t  type =
                                coc_str("application/x-www-form-urlencoded");

    if (args.len == 0 || scan->conf->ntext == 0) {
        return COC_OK;
    }

    memset(&conf, 0, sizeof(coc_decode_conf_t));
    conf.content_type = type;
    conf.limits = scan->conf->limits;

    rc = coc_decode_create(&decode, &scan->alloc, &conf, coc_scan_query_field,
                           scan, err);
    if (rc != COC_OK) {
        return rc;
    }

    scan->err = err;
    rc = coc_decode_feed(decode, args.data, args.len, err);
    rc = (rc == COC_AGAIN) ? coc_decode_finish(decode, err) : rc;
    scan->err = NULL;

    coc_decode_destroy(decode);

    return rc;
}
