/*
 * The lines of a worker's spool: a record written down, crossed out, left, or
 * put where rejected ones lie.
 */

#include "ngx_http_coc_spool.h"

#include <sys/file.h>


static ngx_int_t ngx_http_coc_spool_line(ngx_http_coc_job_t *job,
    uint64_t seq, coc_buf_t *out);
static ngx_int_t ngx_http_coc_spool_append(ngx_http_coc_spool_t *spool,
    ngx_http_coc_job_t *job, coc_buf_t *line);


/* Where the records lie; who asks, and by what keys, may change. */

void
ngx_http_coc_spool_words(ngx_http_coc_redis_conf_t *redis, coc_buf_t *out)
{
    coc_str_t   *word;
    ngx_uint_t   i;

    word = redis->words->elts;

    for (i = 0; i < redis->words->nelts; i++) {

        if (i > 0 && coc_str_find(word[i], '=', 0) < word[i].len
            && !(word[i].len > 3 && ngx_strncmp(word[i].data, "db=", 3) == 0))
        {
            continue;
        }

        if (i > 0) {
            (void) coc_buf_putc(out, ' ');
        }

        (void) coc_buf_put(out, word[i]);
    }
}


uint32_t
ngx_http_coc_spool_crc(ngx_http_coc_redis_conf_t *redis)
{
    uint32_t   crc;
    coc_buf_t  words;

    coc_buf_init(&words, &ngx_http_coc_alloc, NGX_HTTP_COC_SPOOL_SMALL);

    ngx_http_coc_spool_words(redis, &words);
    crc = ngx_crc32_long((u_char *) coc_buf_str(&words).data,
                         coc_buf_str(&words).len);
    coc_buf_free(&words);

    return crc;
}


/* "words of coc_redis", a tab, the record. */

static ngx_int_t
ngx_http_coc_spool_line(ngx_http_coc_job_t *job, uint64_t seq, coc_buf_t *out)
{
    int        rc;
    coc_buf_t  text;

    coc_buf_init(&text, &ngx_http_coc_alloc, COC_SPOOL_LINE);

    ngx_http_coc_spool_words(job->conf, &text);
    (void) coc_buf_putc(&text, '\t');

    rc = coc_record_save(job->record, &text);

    if (rc == COC_OK) {
        rc = coc_spool_put(out, COC_SPOOL_RECORD, seq, coc_buf_str(&text));
    }

    coc_buf_free(&text);

    return (rc == COC_OK) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_coc_spool_add(ngx_http_coc_job_t *job)
{
    ngx_int_t                   rc;
    coc_buf_t                   line;
    ngx_http_coc_spool_t       *spool;
    ngx_http_coc_spool_file_t  *file;

    spool = job->cocmcf->worker->spool;

    if (spool == NULL) {
        return NGX_DECLINED;
    }

    file = spool->file;

    if (file == NULL || file->closed) {
        file = ngx_http_coc_spool_open(spool);
    }

    if (file == NULL) {
        return NGX_DECLINED;
    }

    coc_buf_init(&line, &ngx_http_coc_alloc, COC_SPOOL_LINE);

    rc = NGX_DECLINED;

    if (ngx_http_coc_spool_line(job, file->seq + 1, &line) == NGX_OK) {
        rc = ngx_http_coc_spool_append(spool, job, &line);
    }

    /* only now: what is not in the spool has no place there */

    if (job->file != NULL) {
        ngx_http_coc_lane_place(job, file->id, job->seq);
    }

    coc_buf_free(&line);

    return rc;
}


static ngx_int_t
ngx_http_coc_spool_append(ngx_http_coc_spool_t *spool, ngx_http_coc_job_t *job,
    coc_buf_t *line)
{
    ngx_http_coc_spool_file_t  *file;

    file = spool->file;

    if (spool->total + (off_t) line->len > spool->conf->size) {
        ngx_http_coc_count(spool->cocmcf, spool_full, 1);
        ngx_http_coc_spool_said_full(spool, spool->total, spool->conf->size);

        return NGX_DECLINED;
    }

    if (ngx_http_coc_spool_write(file, coc_buf_str(line)) != NGX_OK) {
        return NGX_DECLINED;
    }

    job->file = file;
    job->offset = file->size - (off_t) line->len;
    job->seq = ++file->seq;
    file->undone++;
    file->dirty = 1;

    ngx_http_coc_count(spool->cocmcf, spooled, 1);

    if (spool->conf->fsync == NGX_HTTP_COC_FSYNC_ALWAYS) {
        ngx_http_coc_spool_sync_job(job);
    }

    if (file->size >= ngx_http_coc_spool_share(spool)) {
        file->closed = 1;
    }

    if (spool->backlog
        || job->cocmcf->worker->njobs >= NGX_HTTP_COC_JOBS_SPOOL)
    {
        spool->backlog++;
        return NGX_DONE;
    }

    file->read = file->size;

    return NGX_OK;
}


void
ngx_http_coc_spool_said_full(ngx_http_coc_spool_t *spool, off_t total,
    off_t most)
{
    if (ngx_http_coc_spool_loud(&spool->full)) {
        ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, 0,
                      "coc: the spool is full, records wait in memory: "
                      "\"%V\", %O of %O bytes", &spool->conf->path->name,
                      total, most);
    }
}


void
ngx_http_coc_spool_unread(ngx_http_coc_job_t *job)
{
    /* once more from its beginning: what is done by then is known to Redis */

    job->file->spool->backlog++;
    job->file->read = job->offset;
}


void
ngx_http_coc_spool_done(ngx_http_coc_job_t *job)
{
    coc_buf_t                   line;
    ngx_http_coc_spool_file_t  *file;

    file = job->file;

    if (file == NULL) {
        return;
    }

    job->file = NULL;
    file->jobs--;
    coc_buf_init(&line, &ngx_http_coc_alloc, 256);

    /* not written: it will be sent again some day, and Redis knows it */

    if (coc_spool_put(&line, COC_SPOOL_DONE, job->seq, coc_str_from(""))
        == COC_OK)
    {
        (void) ngx_http_coc_spool_write(file, coc_buf_str(&line));
    }

    coc_buf_free(&line);

    if (job->replayed) {
        ngx_http_coc_count(job->cocmcf, replayed, 1);
    }

    file->undone--;

    ngx_http_coc_spool_settle(file);
}


ngx_int_t
ngx_http_coc_spool_reject(ngx_http_coc_job_t *job)
{
    coc_buf_t                   line;
    ngx_int_t                   rc;
    ngx_file_info_t             info;
    ngx_http_coc_spool_t       *spool;
    ngx_http_coc_spool_file_t   file;

    spool = job->cocmcf->worker->spool;

    if (spool == NULL) {
        return NGX_DECLINED;
    }

    ngx_memzero(&file, sizeof(ngx_http_coc_spool_file_t));

    file.spool = spool;
    file.adopted = 1;
    file.path = ngx_http_coc_spool_path(spool, "rejected", 8);

    if (file.path == NULL) {
        return NGX_AGAIN;
    }

    coc_buf_init(&line, &ngx_http_coc_alloc, COC_SPOOL_LINE);

    file.fd = open((const char *) file.path, O_WRONLY|O_APPEND|O_CREAT|O_CLOEXEC
                                             |O_NOFOLLOW|O_NONBLOCK, 0600);
    rc = NGX_AGAIN;

    /*
     * Each line has a sequence of its own: where it begins.  One that finds no
     * room is not passed over: the member's next one would take its place.
     */

    if (file.fd != NGX_INVALID_FILE
        && flock(file.fd, LOCK_EX|LOCK_NB) == 0
        && ngx_fd_info(file.fd, &info) != NGX_FILE_ERROR
        && ngx_is_file(&info)
        && ngx_http_coc_spool_line(job, (uint64_t) info.st_size
                                        / COC_SPOOL_HEAD + 1, &line)
           == NGX_OK
        && info.st_size + (off_t) line.len <= spool->conf->size)
    {
        file.size = info.st_size;

        if (ngx_http_coc_spool_write(&file, coc_buf_str(&line)) == NGX_OK) {
            rc = NGX_OK;
        }
    }

    if (file.fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(file.fd);
    }

    coc_buf_free(&line);
    ngx_free(file.path);

    return rc;
}
