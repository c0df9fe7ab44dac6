/*
 * A worker's spool: files in which records wait until Redis has acknowledged
 * them; for ngx_http_coc_spool*.c and ngx_http_coc_record*.c alone.
 */

#ifndef _NGX_HTTP_COC_SPOOL_H_INCLUDED_
#define _NGX_HTTP_COC_SPOOL_H_INCLUDED_


#include "ngx_http_coc_record.h"


#define NGX_HTTP_COC_SPOOL_SMALL   (64 * 1024)  /* of a file, bytes */
#define NGX_HTTP_COC_SPOOL_LOG     10           /* s between lines */
#define NGX_HTTP_COC_SPOOL_ID      24           /* digits of a file's name */


typedef enum {
    NGX_HTTP_COC_FSYNC_OFF = 0,
    NGX_HTTP_COC_FSYNC_SECOND,
    NGX_HTTP_COC_FSYNC_ALWAYS
} ngx_http_coc_fsync_e;


struct ngx_http_coc_spool_conf_s {
    ngx_path_t                   *path;
    off_t                         size;     /* of a worker's files, bytes */
    ngx_http_coc_fsync_e          fsync;
    void                         *pool;     /* ngx_thread_pool_t */
};


/*
 * A file that this process holds the lock of.  Lines are only ever added; the
 * file goes when each of its records is done.
 */

struct ngx_http_coc_spool_file_s {
    ngx_queue_t                   queue;    /* of the spool's */
    ngx_http_coc_spool_t         *spool;
    ngx_fd_t                      fd;
    u_char                       *path;     /* NUL-terminated */
    char                          id[NGX_HTTP_COC_SPOOL_ID + 1];    /* or "" */
    off_t                         size;     /* bytes */
    off_t                         read;     /* what lies before this is in
                                               memory, or done */
    uint64_t                      seq;      /* of the last record */
    ngx_uint_t                    jobs;     /* that are in memory */
    ngx_uint_t                    undone;   /* records */
    ngx_uint_t                    stuck;    /* of these, not to be sent */
    u_char                       *done;     /* adopted: bits by sequence */
    size_t                        ndone;    /* of them */
    unsigned                      adopted:1;
    unsigned                      scanned:1;    /* adopted: done is known */
    unsigned                      ended:1;      /* adopted: read through */
    unsigned                      closed:1;     /* no more lines of records */
    unsigned                      dirty:1;      /* to be synced */
    unsigned                      named:1;      /* its name is on disk */
    unsigned                      syncing:1;    /* a thread has the fd */
    unsigned                      gone:1;       /* free it after that */
};


struct ngx_http_coc_spool_s {
    ngx_http_coc_main_conf_t     *cocmcf;
    ngx_http_coc_spool_conf_t    *conf;
    ngx_queue_t                   own;      /* files, the oldest first */
    ngx_queue_t                   adopted;  /* of processes that are gone */
    ngx_queue_t                   stuck;    /* adopted, nothing left to send */
    ngx_http_coc_spool_file_t    *file;     /* lines are added to; or NULL */
    off_t                         total;    /* bytes of own files */
    ngx_uint_t                    backlog;  /* own records on disk alone */
    ngx_fd_t                      lock;     /* held while there are adopted */
    ngx_event_t                   timer;    /* each second */
    ngx_event_t                   turn;     /* posted: read on */
    u_char                       *buf;      /* of what is read */
    size_t                        size;     /* of buf, bytes */
    time_t                        failed;   /* last lines of each kind */
    time_t                        full;
    time_t                        crowded;  /* the folder was, just now */
    time_t                        unsynced;
    time_t                        unknown;
    void                         *task;     /* ngx_thread_task_t, or NULL */
    ngx_http_coc_spool_file_t    *syncing;
    uint64_t                      synced;   /* seq that the task is up to */
    ngx_queue_t                   waiters;  /* jobs, for their line on disk */
};


COC_BEGIN_DECLS


/* ngx_http_coc_spool.c: files; ngx_http_coc_spool_line.c: their lines */

ngx_int_t ngx_http_coc_spool_init(ngx_cycle_t *cycle,
    ngx_http_coc_main_conf_t *cocmcf);

/* Closes all files; those with records not done are for another process. */
void ngx_http_coc_spool_exit(ngx_http_coc_main_conf_t *cocmcf);

/* A new file to add lines to; NULL: it can't be made, and that was said. */
ngx_http_coc_spool_file_t *ngx_http_coc_spool_open(
    ngx_http_coc_spool_t *spool);

/*
 * Writes a new job's record down.
 *
 * NGX_OK        it is written, the job goes on
 * NGX_DONE      it is written and will be read when its turn comes: there are
 *               others before it that are not in memory
 * NGX_DECLINED  there is no spool, or no room
 */
ngx_int_t ngx_http_coc_spool_add(ngx_http_coc_job_t *job);

/* The job just added can't be had in memory after all. */
void ngx_http_coc_spool_unread(ngx_http_coc_job_t *job);

/* Its chain is done: the file may go with its last one. */
void ngx_http_coc_spool_done(ngx_http_coc_job_t *job);

/* Puts a record that Redis will never take into the file "rejected".
 * NGX_DECLINED: there is no spool; NGX_AGAIN: no room, or another process
 * writes there now. */
ngx_int_t ngx_http_coc_spool_reject(ngx_http_coc_job_t *job);

/* There may be room in memory. */
void ngx_http_coc_spool_room(ngx_http_coc_main_conf_t *cocmcf);

/* Appends whole lines or nothing. */
ngx_int_t ngx_http_coc_spool_write(ngx_http_coc_spool_file_t *file,
    coc_str_t line);

/* Bytes after which a file gets no more records. */
off_t ngx_http_coc_spool_share(ngx_http_coc_spool_t *spool);

/* Sees whether a file is done with: it is removed and freed then. */
void ngx_http_coc_spool_settle(ngx_http_coc_spool_file_t *file);

/* Closes and frees, and removes if all is done; later if a thread has it. */
void ngx_http_coc_spool_close(ngx_http_coc_spool_file_t *file);

/* "dir/name" NUL-terminated, or NULL; the caller frees it. */
u_char *ngx_http_coc_spool_path(ngx_http_coc_spool_t *spool,
    const char *name, size_t len);

/* 1 if all workers' files together are as large as they may be; then it was
 * said.  Cost: a look at each file of the folder. */
ngx_uint_t ngx_http_coc_spool_crowded(ngx_http_coc_spool_t *spool);

/* Says that it is full, so many bytes of so many; not each time. */
void ngx_http_coc_spool_said_full(ngx_http_coc_spool_t *spool, off_t total,
    off_t most);

/* Which Redis it is, without its secrets: "127.0.0.1:6379 db=3". */
void ngx_http_coc_spool_words(ngx_http_coc_redis_conf_t *redis,
    coc_buf_t *out);

/* The CRC-32 of these words. */
uint32_t ngx_http_coc_spool_crc(ngx_http_coc_redis_conf_t *redis);

/* 1 if a line of this kind may be logged now; at most one in ten seconds. */
ngx_uint_t ngx_http_coc_spool_loud(time_t *last);


/* ngx_http_coc_spool_adopt.c: files of others */

/* Tries the locks of files that nobody seems to own. */
void ngx_http_coc_spool_adopt(ngx_http_coc_spool_t *spool);

/* Lets go of the lock on adopting once nothing adopted is left to send. */
void ngx_http_coc_spool_unlock(ngx_http_coc_spool_t *spool);


/* ngx_http_coc_spool_read.c: what is not in memory */

/* Reads on, a slice, if there is something to read and room for it. */
void ngx_http_coc_spool_read(ngx_event_t *ev);


/* ngx_http_coc_spool_sync.c: fsync, by a thread */

ngx_int_t ngx_http_coc_spool_sync_init(ngx_cycle_t *cycle,
    ngx_http_coc_spool_t *spool);

/* Begins to sync what is not yet, unless that is under way. */
void ngx_http_coc_spool_sync(ngx_http_coc_spool_t *spool);

/* The job's line must be on disk before its request is answered: it is told
 * by ngx_http_coc_record_synced(). */
void ngx_http_coc_spool_sync_job(ngx_http_coc_job_t *job);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_SPOOL_H_INCLUDED_ */
