/*
 * What lies in the spool and not in memory: files of processes that are gone,
 * and a backlog of our own.  Read a slice a turn of the event loop, from the
 * page cache as a rule, and only while there is room for more records.
 */

#include "ngx_http_coc_spool.h"


#define NGX_HTTP_COC_SPOOL_SLICE  (64 * 1024)   /* bytes */


static ngx_http_coc_spool_file_t *ngx_http_coc_spool_next(
    ngx_http_coc_spool_t *spool);
static ngx_int_t ngx_http_coc_spool_buf(ngx_http_coc_spool_t *spool,
    size_t size);
static ngx_int_t ngx_http_coc_spool_slice(ngx_http_coc_spool_file_t *file);
static ngx_int_t ngx_http_coc_spool_parse(ngx_http_coc_spool_file_t *file,
    coc_str_t data, ngx_uint_t last);
static void ngx_http_coc_spool_cross(ngx_http_coc_spool_file_t *file,
    coc_spool_line_t *line);
static ngx_int_t ngx_http_coc_spool_replay(ngx_http_coc_spool_file_t *file,
    coc_spool_line_t *line);
static void ngx_http_coc_spool_stay(ngx_http_coc_spool_file_t *file,
    coc_str_t words, const char *why);
static ngx_http_coc_redis_conf_t *ngx_http_coc_spool_redis(
    ngx_http_coc_main_conf_t *cocmcf, coc_str_t words, coc_str_t prefix,
    ngx_http_coc_source_t **source);
static void ngx_http_coc_spool_ended(ngx_http_coc_spool_file_t *file);


/* The file to read on in: what others left is older than what is ours. */

static ngx_http_coc_spool_file_t *
ngx_http_coc_spool_next(ngx_http_coc_spool_t *spool)
{
    ngx_uint_t                  i;
    ngx_queue_t                *q, *files;
    ngx_http_coc_spool_file_t  *file;

    for (i = 0; i < 2; i++) {
        files = (i == 0) ? &spool->adopted : &spool->own;

        for (q = ngx_queue_head(files);
             q != ngx_queue_sentinel(files);
             q = ngx_queue_next(q))
        {
            file = ngx_queue_data(q, ngx_http_coc_spool_file_t, queue);

            if (file->adopted ? !file->ended : file->read < file->size) {
                return file;
            }
        }
    }

    return NULL;
}


void
ngx_http_coc_spool_read(ngx_event_t *ev)
{
    ngx_http_coc_spool_t       *spool = ev->data;
    ngx_http_coc_spool_file_t  *file;

    if (ngx_exiting
        || spool->cocmcf->worker->njobs >= NGX_HTTP_COC_JOBS_SPOOL)
    {
        return;
    }

    file = ngx_http_coc_spool_next(spool);

    if (file == NULL) {

        /* all was read: what is counted still is a line that was spoilt */

        spool->backlog = 0;

        if (spool->buf != NULL) {
            ngx_free(spool->buf);
            spool->buf = NULL;
            spool->size = 0;
        }

        return;
    }

    if (ngx_http_coc_spool_slice(file) == NGX_OK) {
        ngx_http_coc_spool_room(spool->cocmcf);
    }
}


static ngx_int_t
ngx_http_coc_spool_buf(ngx_http_coc_spool_t *spool, size_t size)
{
    if (spool->buf != NULL) {
        ngx_free(spool->buf);
    }

    spool->buf = ngx_alloc(size, ngx_cycle->log);
    spool->size = (spool->buf != NULL) ? size : 0;

    return (spool->buf != NULL) ? NGX_OK : NGX_ERROR;
}


/* NGX_ERROR: not now; the timer comes back to it. */

static ngx_int_t
ngx_http_coc_spool_slice(ngx_http_coc_spool_file_t *file)
{
    size_t                 size;
    ssize_t                n;
    coc_str_t              data;
    ngx_int_t              rc;
    ngx_uint_t             last;
    ngx_http_coc_spool_t  *spool;

    spool = file->spool;

    if (spool->buf == NULL
        && ngx_http_coc_spool_buf(spool, NGX_HTTP_COC_SPOOL_SLICE) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (file->read >= file->size) {
        ngx_http_coc_spool_ended(file);
        return NGX_OK;
    }

    size = (size_t) ngx_min((off_t) spool->size, file->size - file->read);
    n = pread(file->fd, spool->buf, size, file->read);

    if (n <= 0) {
        if (ngx_http_coc_spool_loud(&spool->failed)) {
            ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, ngx_errno,
                          "coc: the spool can't be read: \"%s\"", file->path);
        }

        return NGX_ERROR;
    }

    data.data = spool->buf;
    data.len = (size_t) n;
    last = file->read + (off_t) n >= file->size;

    rc = ngx_http_coc_spool_parse(file, data, last);

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    /* a line that is longer than the buffer */

    if (rc == NGX_AGAIN
        && ngx_http_coc_spool_buf(spool, COC_SPOOL_LINE) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (file->read >= file->size) {
        ngx_http_coc_spool_ended(file);
    }

    return NGX_OK;
}


/* NGX_AGAIN: nothing in it is a whole line; NGX_ERROR: no memory. */

static ngx_int_t
ngx_http_coc_spool_parse(ngx_http_coc_spool_file_t *file, coc_str_t data,
    ngx_uint_t last)
{
    int                    rc;
    size_t                 used, skipped, done;
    coc_spool_line_t       line;
    ngx_http_coc_spool_t  *spool;

    spool = file->spool;
    done = 0;

    for ( ;; ) {
        rc = coc_spool_scan(data, last != 0, &line, &used, &skipped);

        if (skipped != 0 && (!file->adopted || !file->scanned)) {
            ngx_http_coc_count(spool->cocmcf, spool_torn, 1);
            ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                          "coc: no sound line in %uz bytes of \"%s\" "
                          "at %O: passed over", skipped, file->path,
                          file->read);
        }

        if (rc != COC_OK) {
            file->read += (off_t) used;
            return (done + used == 0) ? NGX_AGAIN : NGX_OK;
        }

        if (file->adopted && !file->scanned) {
            ngx_http_coc_spool_cross(file, &line);

        } else if (line.kind == COC_SPOOL_RECORD) {

            if (spool->cocmcf->worker->njobs >= NGX_HTTP_COC_JOBS_SPOOL) {
                return NGX_OK;
            }

            if (ngx_http_coc_spool_replay(file, &line) != NGX_OK) {
                return NGX_ERROR;
            }
        }

        /* the last line may have lacked its newline */

        file->read += (off_t) used;
        done += used;
        data.data += used;
        data.len -= used;
    }
}


/* The first time through: which records are there, and which are done. */

static void
ngx_http_coc_spool_cross(ngx_http_coc_spool_file_t *file,
    coc_spool_line_t *line)
{
    size_t  i;
    u_char  bit;

    if (line->kind == COC_SPOOL_BEGIN) {

        i = coc_str_find(line->payload, ' ', 0);

        if (i <= NGX_HTTP_COC_SPOOL_ID) {
            ngx_memcpy(file->id, line->payload.data, i);
            file->id[i] = '\0';
        }

        return;
    }

    if (line->kind == COC_SPOOL_RECORD) {
        file->undone++;
        return;
    }

    /* no file has more lines than this */

    if (file->done == NULL) {
        file->ndone = (size_t) (file->size / COC_SPOOL_HEAD) + 2;
        file->done = ngx_calloc(file->ndone / 8 + 1, ngx_cycle->log);

        if (file->done == NULL) {
            file->ndone = 0;
        }
    }

    if (line->seq < file->ndone) {
        bit = (u_char) (1 << (line->seq & 7));

        if (!(file->done[line->seq >> 3] & bit)) {
            file->done[line->seq >> 3] |= bit;
        }
    }
}


/*
 * A record that is not done, from its line.  NGX_ERROR: no memory, nothing was
 * done; the member's next one must not go before it.
 */

static ngx_int_t
ngx_http_coc_spool_replay(ngx_http_coc_spool_file_t *file,
    coc_spool_line_t *line)
{
    int                         rc;
    size_t                      tab;
    coc_str_t                   words, text;
    coc_record_t               *record;
    ngx_http_coc_spool_t       *spool;
    ngx_http_coc_source_t      *source;
    ngx_http_coc_redis_conf_t  *redis;

    spool = file->spool;

    if (line->seq < file->ndone
        && (file->done[line->seq >> 3] & (1 << (line->seq & 7))))
    {
        file->undone--;
        return NGX_OK;
    }

    tab = coc_str_find(line->payload, '\t', 0);
    words.data = line->payload.data;
    words.len = tab;
    text.data = words.data + tab + (tab < line->payload.len);
    text.len = line->payload.len - tab - (tab < line->payload.len);
    redis = NULL;

    rc = coc_record_load(&record, &ngx_http_coc_alloc, text);

    if (rc == COC_ERROR) {
        return NGX_ERROR;
    }

    if (rc == COC_OK) {
        redis = ngx_http_coc_spool_redis(spool->cocmcf, words,
                                         coc_record_prefix(record), &source);
    }

    if (redis == NULL) {

        /* it stays where it is: another process may know what to do with it */

        if (rc == COC_OK) {
            coc_record_destroy(record);
        }

        ngx_http_coc_spool_stay(file, words,
                                rc == COC_OK ? "no \"coc_redis\" is its own"
                                             : "it is not understood");

    } else if (ngx_http_coc_record_replay(spool->cocmcf, record, redis,
                                          ngx_crc32_long((u_char *) words.data,
                                                         words.len),
                                          source, file, line->seq)
               != NGX_OK)
    {
        coc_record_destroy(record);
        return NGX_ERROR;
    }

    if (!file->adopted) {
        spool->backlog--;
    }

    return NGX_OK;
}


static void
ngx_http_coc_spool_stay(ngx_http_coc_spool_file_t *file, coc_str_t words,
    const char *why)
{
    file->stuck++;

    if (ngx_http_coc_spool_loud(&file->spool->unknown)) {
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                      "coc: a record stays in \"%s\": %s, \"%*s\"", file->path,
                      why, ngx_min(words.len, 200), words.data);
    }
}


/* The server by its words, or the only one there is. */

static ngx_http_coc_redis_conf_t *
ngx_http_coc_spool_redis(ngx_http_coc_main_conf_t *cocmcf, coc_str_t words,
    coc_str_t prefix, ngx_http_coc_source_t **source)
{
    coc_buf_t                    name;
    ngx_uint_t                   i;
    ngx_http_coc_source_t      **s;
    ngx_http_coc_redis_conf_t  **redis, *found;

    found = NULL;
    *source = NULL;
    redis = cocmcf->redis.elts;

    coc_buf_init(&name, &ngx_http_coc_alloc, 64 * 1024);

    for (i = 0; i < cocmcf->redis.nelts && found == NULL; i++) {
        coc_buf_reset(&name);
        ngx_http_coc_spool_words(redis[i], &name);

        if (name.status == COC_OK && coc_str_eq(coc_buf_str(&name), words)) {
            found = redis[i];
        }
    }

    coc_buf_free(&name);

    if (found == NULL && cocmcf->redis.nelts == 1) {
        found = redis[0];
    }

    s = cocmcf->sources.elts;

    for (i = 0; i < cocmcf->sources.nelts; i++) {
        if (s[i]->redis == found
            && coc_str_eq(ngx_http_coc_str(s[i]->prefix), prefix))
        {
            *source = s[i];
        }
    }

    return found;
}


/* The end of a file that is adopted comes twice: known, then sent. */

static void
ngx_http_coc_spool_ended(ngx_http_coc_spool_file_t *file)
{
    u_char     c;
    coc_str_t  newline = coc_str("\n");

    if (file->adopted && !file->scanned) {
        file->scanned = 1;
        file->read = 0;

        /* lines that cross out must not join one that is torn */

        if (file->size != 0
            && (pread(file->fd, &c, 1, file->size - 1) != 1 || c != '\n'))
        {
            (void) ngx_http_coc_spool_write(file, newline);
        }

        if (file->undone != 0) {
            return;
        }
    }

    file->ended = 1;

    ngx_http_coc_spool_settle(file);
}
