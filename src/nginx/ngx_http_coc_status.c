/*
 * The directive coc_status: what the workers of this edge have counted, for
 * Prometheus, as JSON, or as a page.
 */

#include "ngx_http_coc.h"


#define NGX_HTTP_COC_STATUS_MAX  65536      /* bytes */


/* One figure: a place in ngx_http_coc_shm_t. */

typedef struct {
    const char  *name;
    const char  *label;         /* of a family; NULL: the figure stands alone */
    const char  *value;
    const char  *help;
    size_t       offset;
    unsigned     gauge:1;       /* may fall; others only ever grow */
} ngx_http_coc_figure_t;


typedef struct {
    const char  *name;          /* of the argument format */
    const char  *accept;        /* what a client says that wants it */
    const char  *type;
    void       (*print)(coc_buf_t *buf, ngx_http_coc_shm_t *shm);
} ngx_http_coc_format_t;


static ngx_int_t ngx_http_coc_status_handler(ngx_http_request_t *r);
static const ngx_http_coc_format_t *ngx_http_coc_status_format(
    ngx_http_request_t *r);
static ngx_atomic_uint_t ngx_http_coc_status_figure(ngx_http_coc_shm_t *shm,
    const ngx_http_coc_figure_t *figure);
static void ngx_http_coc_status_prometheus(coc_buf_t *buf,
    ngx_http_coc_shm_t *shm);
static void ngx_http_coc_status_json(coc_buf_t *buf, ngx_http_coc_shm_t *shm);
static void ngx_http_coc_status_html(coc_buf_t *buf, ngx_http_coc_shm_t *shm);


#define ngx_http_coc_counter(name, field, help)                               \
    { name, NULL, NULL, help, offsetof(ngx_http_coc_shm_t, field), 0 }

#define ngx_http_coc_verdict(value, action)                                   \
    { "verdicts_total", "verdict", value, "Verdicts given, monitored too.",   \
      offsetof(ngx_http_coc_shm_t, verdict)                                   \
      + (action) * sizeof(ngx_atomic_t), 0 }


/* Families stand together: a name is explained where it first comes. */

static const ngx_http_coc_figure_t  ngx_http_coc_figures[] = {
    ngx_http_coc_counter("screened_total", screened,
                         "Requests screened."),
    ngx_http_coc_verdict("pass", COC_ACTION_PASS),
    ngx_http_coc_verdict("flag", COC_ACTION_FLAG),
    ngx_http_coc_verdict("nudge", COC_ACTION_NUDGE),
    ngx_http_coc_verdict("hold", COC_ACTION_HOLD),
    ngx_http_coc_verdict("block", COC_ACTION_BLOCK),
    ngx_http_coc_verdict("escalate", COC_ACTION_ESCALATE),
    ngx_http_coc_counter("exempt_total", exempt,
                         "Requests that coc_exempt let pass unscreened."),
    ngx_http_coc_counter("malformed_total", malformed,
                         "Bodies that could not be decoded."),
    ngx_http_coc_counter("limit_total", limit,
                         "Bodies past a limit."),
    ngx_http_coc_counter("failed_total", failed,
                         "Requests that screening itself failed on."),
    ngx_http_coc_counter("files_unread_total", files,
                         "File parts passed by unread."),
    ngx_http_coc_counter("fields_ignored_total", ignored,
                         "Fields that coc_text or coc_ignore left unread."),
    ngx_http_coc_counter("redis_away_total", redis_away,
                         "Requests that Redis gave no answer to in time."),
    ngx_http_coc_counter("records_total", records,
                         "Infractions that Redis acknowledged."),
    ngx_http_coc_counter("records_lost_total", records_lost,
                         "Infractions that could not be kept."),
    ngx_http_coc_counter("signals_asked_total", signals_asked,
                         "Requests that signals were asked for."),
    ngx_http_coc_counter("signals_raised_total", signals_raised,
                         "Signals that Redis raised."),
    ngx_http_coc_counter("signals_lost_total", signals_lost,
                         "Requests whose signals could not all be told."),
    ngx_http_coc_counter("notes_total", notes,
                         "Writes that signals are made of."),
    ngx_http_coc_counter("notes_lost_total", notes_lost,
                         "Writes of these that Redis did not take."),
    ngx_http_coc_counter("unsealed_total", unsealed,
                         "Records that went without their evidence."),
    ngx_http_coc_counter("table_hits_total", table_hits,
                         "Requests of members that the table knew."),
    ngx_http_coc_counter("table_misses_total", table_misses,
                         "Requests of members without a sanction by it."),
    ngx_http_coc_counter("table_asked_total", table_asked,
                         "Requests that the table could not tell of."),
    ngx_http_coc_counter("table_stale_total", table_stale,
                         "Requests it answered while Redis was away."),
    ngx_http_coc_counter("table_full_total", table_full,
                         "Sanctions that the table had no room for."),
    ngx_http_coc_counter("table_leaders_total", table_leaders,
                         "Times that a worker took a feed on."),
    ngx_http_coc_counter("table_snapshots_total", table_snapshots,
                         "Times that all sanctions were read."),
    ngx_http_coc_counter("table_gaps_total", table_gaps,
                         "Times that the feed was not what it had been."),
    ngx_http_coc_counter("spooled_total", spooled,
                         "Records written down in the spool."),
    ngx_http_coc_counter("replayed_total", replayed,
                         "Records read back from the spool and sent."),
    ngx_http_coc_counter("spool_full_total", spool_full,
                         "Records that the spool had no room for."),
    ngx_http_coc_counter("spool_torn_total", spool_torn,
                         "Places in the spool that held no sound line."),
    ngx_http_coc_counter("spool_unsynced_total", spool_unsynced,
                         "Times that the spool could not be synced.")
};


static const ngx_http_coc_format_t  ngx_http_coc_formats[] = {
    { "prometheus", "text/plain", "text/plain; version=0.0.4",
      ngx_http_coc_status_prometheus },
    { "json", "application/json", "application/json",
      ngx_http_coc_status_json },
    { "html", "text/html", "text/html; charset=utf-8",
      ngx_http_coc_status_html }
};


char *
ngx_http_coc_set_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_http_core_loc_conf_t  *clcf;

    if (cocf->status) {
        return "is duplicate";
    }

    cocf->status = 1;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = ngx_http_coc_status_handler;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_coc_status_handler(ngx_http_request_t *r)
{
    ngx_int_t                     rc;
    ngx_buf_t                    *b;
    coc_buf_t                     body;
    ngx_chain_t                   out;
    ngx_http_coc_main_conf_t     *cocmcf;
    const ngx_http_coc_format_t  *format;

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        return NGX_HTTP_NOT_ALLOWED;
    }

    rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK) {
        return rc;
    }

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
    format = ngx_http_coc_status_format(r);

    if (format == NULL) {
        return NGX_HTTP_NOT_FOUND;
    }

    coc_buf_init(&body, &ngx_http_coc_alloc, NGX_HTTP_COC_STATUS_MAX);
    format->print(&body, cocmcf->shm);

    b = (body.status == COC_OK) ? ngx_create_temp_buf(r->pool, body.len)
                                : NULL;
    if (b == NULL) {
        coc_buf_free(&body);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    b->last = ngx_cpymem(b->last, body.data, body.len);
    b->last_buf = (r == r->main);
    b->last_in_chain = 1;

    coc_buf_free(&body);

    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = b->last - b->pos;
    r->headers_out.content_type.data = (u_char *) format->type;
    r->headers_out.content_type.len = ngx_strlen(format->type);
    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


/* The argument format decides, then Accept; NULL: a format that is none. */

static const ngx_http_coc_format_t *
ngx_http_coc_status_format(ngx_http_request_t *r)
{
    ngx_str_t                     arg, accept;
    ngx_uint_t                    i;
    const ngx_http_coc_format_t  *format, *first;

    first = NULL;
    accept = ngx_http_coc_header(r, "accept");

    if (ngx_http_arg(r, (u_char *) "format", 6, &arg) != NGX_OK) {
        ngx_str_null(&arg);
    }

    for (i = 0; i < coc_nelts(ngx_http_coc_formats); i++) {
        format = &ngx_http_coc_formats[i];

        if (arg.len) {
            if (arg.len == ngx_strlen(format->name)
                && ngx_strncmp(arg.data, format->name, arg.len) == 0)
            {
                return format;
            }

        } else if (first == NULL && accept.len
                   && ngx_strlcasestrn(accept.data, accept.data + accept.len,
                                       (u_char *) format->accept,
                                       ngx_strlen(format->accept) - 1))
        {
            first = format;
        }
    }

    if (arg.len) {
        return NULL;
    }

    return (first != NULL) ? first : &ngx_http_coc_formats[0];
}


static ngx_atomic_uint_t
ngx_http_coc_status_figure(ngx_http_coc_shm_t *shm,
    const ngx_http_coc_figure_t *figure)
{
    return *(ngx_atomic_t *) ((u_char *) shm + figure->offset);
}


static void
ngx_http_coc_status_prometheus(coc_buf_t *buf, ngx_http_coc_shm_t *shm)
{
    const char                   *last;
    ngx_uint_t                    i;
    const ngx_http_coc_figure_t  *figure;

    last = "";

    for (i = 0; i < coc_nelts(ngx_http_coc_figures); i++) {
        figure = &ngx_http_coc_figures[i];

        if (ngx_strcmp(figure->name, last) != 0) {
            (void) coc_buf_puts(buf, "# HELP coc_");
            (void) coc_buf_puts(buf, figure->name);
            (void) coc_buf_putc(buf, ' ');
            (void) coc_buf_puts(buf, figure->help);
            (void) coc_buf_puts(buf, "\n# TYPE coc_");
            (void) coc_buf_puts(buf, figure->name);
            (void) coc_buf_puts(buf, figure->gauge ? " gauge\n"
                                                   : " counter\n");
            last = figure->name;
        }

        (void) coc_buf_puts(buf, "coc_");
        (void) coc_buf_puts(buf, figure->name);

        if (figure->label != NULL) {
            (void) coc_buf_putc(buf, '{');
            (void) coc_buf_puts(buf, figure->label);
            (void) coc_buf_puts(buf, "=\"");
            (void) coc_buf_puts(buf, figure->value);
            (void) coc_buf_puts(buf, "\"}");
        }

        (void) coc_buf_putc(buf, ' ');
        (void) coc_buf_uint(buf, ngx_http_coc_status_figure(shm, figure));
        (void) coc_buf_putc(buf, '\n');
    }
}


/* Names as above; a family is an object. */

static void
ngx_http_coc_status_json(coc_buf_t *buf, ngx_http_coc_shm_t *shm)
{
    ngx_uint_t                    i, inside;
    const ngx_http_coc_figure_t  *figure, *next;

    inside = 0;

    (void) coc_buf_putc(buf, '{');

    for (i = 0; i < coc_nelts(ngx_http_coc_figures); i++) {
        figure = &ngx_http_coc_figures[i];
        next = (i + 1 < coc_nelts(ngx_http_coc_figures)) ? figure + 1 : NULL;

        if (!inside) {
            (void) coc_buf_puts(buf, "\n  \"");
            (void) coc_buf_puts(buf, figure->name);
            (void) coc_buf_puts(buf, figure->label ? "\": { " : "\": ");
            inside = (figure->label != NULL);
        }

        if (figure->label != NULL) {
            (void) coc_buf_putc(buf, '"');
            (void) coc_buf_puts(buf, figure->value);
            (void) coc_buf_puts(buf, "\": ");
        }

        (void) coc_buf_uint(buf, ngx_http_coc_status_figure(shm, figure));

        if (inside
            && (next == NULL || ngx_strcmp(next->name, figure->name) != 0))
        {
            (void) coc_buf_puts(buf, " }");
            inside = 0;
        }

        (void) coc_buf_puts(buf, (next == NULL) ? "\n}\n"
                                                : (inside ? ", " : ","));
    }
}


static void
ngx_http_coc_status_html(coc_buf_t *buf, ngx_http_coc_shm_t *shm)
{
    ngx_uint_t                    i;
    const ngx_http_coc_figure_t  *figure;

    (void) coc_buf_puts(buf,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>Code of conduct: figures</title>\n"
        "<style>body{font:16px/1.5 sans-serif;max-width:48rem;margin:2rem "
        "auto;padding:0 1rem;color:#222;background:#fff}"
        "table{border-collapse:collapse;width:100%}"
        "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid "
        "#ccc}td:last-child,th:last-child{text-align:right;"
        "font-variant-numeric:tabular-nums}</style>\n"
        "<h1>Code of conduct: figures</h1>\n"
        "<p>What this edge has counted since it was started. Also as "
        "<a href=\"?format=json\">JSON</a> and for "
        "<a href=\"?format=prometheus\">Prometheus</a>.</p>\n"
        "<table>\n<tr><th>Figure<th>Number\n");

    for (i = 0; i < coc_nelts(ngx_http_coc_figures); i++) {
        figure = &ngx_http_coc_figures[i];

        (void) coc_buf_puts(buf, "<tr><td>");
        (void) coc_buf_puts(buf, figure->help);

        if (figure->value != NULL) {
            (void) coc_buf_putc(buf, ' ');
            (void) coc_buf_puts(buf, figure->value);
        }

        (void) coc_buf_puts(buf, "<td>");
        (void) coc_buf_uint(buf, ngx_http_coc_status_figure(shm, figure));
        (void) coc_buf_putc(buf, '\n');
    }

    (void) coc_buf_puts(buf, "</table>\n</html>\n");
}
