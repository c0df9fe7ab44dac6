/*
 * The nginx glue: configuration, request context, worker and shared memory,
 * and what its files offer each other.
 */

#ifndef _NGX_HTTP_COC_H_INCLUDED_
#define _NGX_HTTP_COC_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_event.h>
#include <ngx_http.h>

#include "coc.h"
#include "coc_store.h"


#define NGX_HTTP_COC_OFF       0
#define NGX_HTTP_COC_ON        1
#define NGX_HTTP_COC_MONITOR   2

/* coc_malformed, coc_overflow */

#define NGX_HTTP_COC_POLICY_BLOCK  0
#define NGX_HTTP_COC_POLICY_FLAG   1
#define NGX_HTTP_COC_POLICY_PASS   2

/* coc_redis_fail */

#define NGX_HTTP_COC_FAIL_OPEN     0
#define NGX_HTTP_COC_FAIL_CLOSED   1

/* coc_api */

#define NGX_HTTP_COC_API_READ      1
#define NGX_HTTP_COC_API_WRITE     2

#define NGX_HTTP_COC_SECRETS       2    /* in use, and being retired */


typedef struct ngx_http_coc_redis_s    ngx_http_coc_redis_t;
typedef struct ngx_http_coc_call_s     ngx_http_coc_call_t;
typedef struct ngx_http_coc_job_s      ngx_http_coc_job_t;
typedef struct ngx_http_coc_ctx_s      ngx_http_coc_ctx_t;
typedef struct ngx_http_coc_board_s    ngx_http_coc_board_t;
typedef struct ngx_http_coc_shared_s   ngx_http_coc_shared_t;
typedef struct ngx_http_coc_feed_s     ngx_http_coc_feed_t;
typedef struct ngx_http_coc_asked_s    ngx_http_coc_asked_t;
typedef struct ngx_http_coc_spool_s    ngx_http_coc_spool_t;
typedef struct ngx_http_coc_spool_conf_s  ngx_http_coc_spool_conf_t;
typedef struct ngx_http_coc_kept_s     ngx_http_coc_kept_t;


/* Counters of all workers, in the zone; only ever grow. */

typedef struct {
    ngx_atomic_t           screened;
    ngx_atomic_t           verdict[COC_ACTION_MAX];
    ngx_atomic_t           exempt;
    ngx_atomic_t           malformed;
    ngx_atomic_t           limit;
    ngx_atomic_t           failed;          /* the engine itself: 500 */
    ngx_atomic_t           files;           /* file parts passed by unread */
    ngx_atomic_t           ignored;         /* fields left unread */
    ngx_atomic_t           redis_away;      /* requests without an answer */
    ngx_atomic_t           records;         /* infractions acknowledged */
    ngx_atomic_t           records_lost;
    ngx_atomic_t           signals_asked;   /* requests that needed some */
    ngx_atomic_t           signals_raised;
    ngx_atomic_t           signals_lost;    /* requests that got no answer, or
                                               not to all */
    ngx_atomic_t           notes;           /* of what the next is told from */
    ngx_atomic_t           notes_lost;
    ngx_atomic_t           unsealed;        /* without their evidence */
    ngx_atomic_t           table_hits;      /* requests it answered */
    ngx_atomic_t           table_misses;    /* members without a sanction */
    ngx_atomic_t           table_asked;     /* it could not tell */
    ngx_atomic_t           table_stale;     /* Redis was away, it answered */
    ngx_atomic_t           table_full;      /* sanctions without room */
    ngx_atomic_t           table_leaders;   /* times a worker took a feed on */
    ngx_atomic_t           table_snapshots; /* read whole */
    ngx_atomic_t           table_gaps;      /* the feed had to be given up */
    ngx_atomic_t           spooled;         /* records written down */
    ngx_atomic_t           replayed;        /* of these, read back and sent */
    ngx_atomic_t           spool_full;      /* records there was no room for */
    ngx_atomic_t           spool_torn;      /* lines that were not whole */
    ngx_atomic_t           spool_unsynced;  /* fsyncs that failed */
} ngx_http_coc_shm_t;


/* One rule set in use; locations that name the same files share it. */

typedef struct {
    ngx_array_t           *paths;           /* ngx_str_t */
    coc_engine_t          *engine;
} ngx_http_coc_rules_t;


/* One model in use, likewise. */

typedef struct {
    ngx_str_t              file;            /* NUL-terminated */
    coc_model_t           *model;
} ngx_http_coc_model_t;


/* What a name of a coc_redis was at start. */

typedef struct {
    ngx_str_t              host;
    ngx_addr_t            *addrs;           /* their ports mean nothing */
    ngx_uint_t             naddrs;
} ngx_http_coc_known_t;


/* Where Redis is, and as whom it is asked: a "coc_redis". */

typedef struct {
    ngx_str_t              name;            /* for log lines, no password */
    ngx_str_t              file;            /* of the configuration */
    ngx_uint_t             line;
    ngx_array_t           *words;           /* coc_str_t */
    coc_address_t          address;         /* slices of words */
    ngx_str_t              password;
    ngx_str_t              sentinel_password;
#if (NGX_SSL)
    ngx_ssl_t             *ssl;             /* NULL: no TLS */
#endif
    ngx_resolver_t        *resolver;        /* NULL: names as at start */
    ngx_msec_t             resolver_timeout;    /* ms */
    ngx_array_t            known;           /* ngx_http_coc_known_t */
    ngx_uint_t             index;           /* in the worker's connections */
} ngx_http_coc_redis_conf_t;


/*
 * A Redis and a prefix: one community's records.  Locations that name the same
 * share it.
 */

typedef struct {
    ngx_http_coc_redis_conf_t  *redis;
    ngx_str_t                   prefix;
    ngx_uint_t                  index;      /* in main conf's sources */
    ngx_uint_t                  lane;       /* of those of that Redis, cached */
    ngx_uint_t                  number;     /* in the table */
    ngx_http_coc_board_t       *board;
    ngx_http_coc_shared_t      *shared;     /* NULL: not in the table */
    unsigned                    cached:1;   /* coc_standing_cache asks for it */
} ngx_http_coc_source_t;


typedef struct {
    coc_keys_t             keys[NGX_HTTP_COC_SECRETS];
    ngx_uint_t             n;
} ngx_http_coc_secret_t;


/* Sections that mean nothing for who has a role. */

typedef struct {
    ngx_str_t              name;
    uint32_t               sections;        /* bits of coc_section_e */
} ngx_http_coc_role_t;


/* State of one worker; hangs off the cycle's main configuration. */

typedef struct {
    coc_scratch_t         *scratch;
    ngx_http_coc_redis_t **redis;           /* by their conf's index */
    ngx_queue_t            jobs;            /* records not yet acknowledged */
    ngx_uint_t             njobs;
    ngx_rbtree_t           lanes;           /* of members with such records */
    ngx_rbtree_node_t      lanes_sentinel;
    time_t                 refused;         /* last line of a refusal */
    ngx_http_coc_feed_t  **feeds;           /* by their source's index */
    ngx_http_coc_spool_t  *spool;           /* NULL without coc_spool */
    u_char                 key[COC_HASH_KEY];   /* random */
    char                   life[25];        /* a random name, as text */
    uint64_t               placed;          /* records that had a place in it */
} ngx_http_coc_worker_t;


typedef struct {
    ngx_array_t            rules;           /* ngx_http_coc_rules_t */
    ngx_array_t            models;          /* ngx_http_coc_model_t */
    ngx_array_t            redis;           /* ngx_http_coc_redis_conf_t * */
    ngx_array_t            sources;         /* ngx_http_coc_source_t * */
    ngx_array_t            captures;        /* coc_str_t: of $coc_body_NAME */
    ngx_shm_zone_t        *zone;
    ngx_http_coc_shm_t    *shm;             /* NULL without coc_zone */
    ngx_http_coc_board_t  *board;           /* likewise: the standing table */
    ngx_http_coc_spool_conf_t  *spool;      /* NULL without coc_spool */
    ngx_http_coc_worker_t *worker;
    ngx_http_coc_kept_t   *kept;            /* NULL without coc_cache */
    unsigned               unsealed:1;      /* it was said that no key is */
    unsigned               models_asked:1;  /* and that there is no model */
} ngx_http_coc_main_conf_t;


typedef struct {
    ngx_uint_t                   mode;
    ngx_uint_t                   methods;       /* NGX_HTTP_POST, ... */

    ngx_http_complex_value_t    *kind;
    ngx_http_complex_value_t    *member;
    ngx_http_complex_value_t    *thread;
    ngx_http_complex_value_t    *recipient;
    ngx_http_complex_value_t    *role;
    ngx_http_complex_value_t    *device;
    ngx_http_complex_value_t    *name;          /* display name */
    coc_state_limits_t          *message_limits;
    coc_state_limits_t          *post_limits;
    coc_state_limits_t           state_limits;  /* of both */
    uint32_t                     signals;       /* that rules name, bits */
    ngx_array_t                 *exempt;        /* ngx_http_complex_value_t */
    ngx_array_t                 *role_exempt;   /* ngx_http_coc_role_t */

    ngx_array_t                 *rules;         /* ngx_str_t: paths */
    coc_engine_t                *engine;        /* NULL while coc is off */
    ngx_str_t                    model_file;    /* whole, or "off"; empty:
                                                   nothing was said */
    coc_model_t                 *model;         /* NULL: none */
    ngx_array_t                 *text;          /* coc_str_t */
    ngx_array_t                 *ignore;        /* coc_str_t */
    ngx_flag_t                   keys;          /* names are content too */

    coc_ladder_t                *ladder;
    ngx_msec_t                   decay;         /* half-life, ms */
    ngx_flag_t                   nudge;         /* as written, or unset */
    ngx_uint_t                   nudges;        /* 1: asked for, with tokens */
    ngx_msec_t                   nudge_valid;   /* ms */
    ngx_http_coc_secret_t       *secret;

    ngx_http_coc_redis_conf_t   *redis;         /* NULL: content alone */
    ngx_msec_t                   redis_timeout; /* ms */
    ngx_uint_t                   redis_fail;
    ngx_str_t                    redis_prefix;
    ngx_http_coc_source_t       *source;        /* of both; NULL: no redis */
    ngx_flag_t                   cache;         /* as written, or unset */
    ngx_uint_t                   cached;        /* 1: the table is asked */
    ngx_msec_t                   cache_stale;   /* ms; 0: not believed later */

    size_t                       body_max;
    size_t                       inflate_max;   /* bytes */
    ngx_uint_t                   inflate_ratio; /* times what came */
    ngx_uint_t                   depth_max;
    ngx_uint_t                   fields_max;
    ngx_uint_t                   parts_max;
    coc_limits_t                 limits;        /* of those above */
    ngx_uint_t                   malformed;
    ngx_uint_t                   overflow;
    size_t                       redact_max;    /* bytes */

    ngx_uint_t                   block_code;
    ngx_uint_t                   nudge_code;
    ngx_str_t                    appeal;        /* url */
    ngx_str_t                    help;          /* for who is in danger */

    ngx_uint_t                   evidence;
    size_t                       evidence_max;  /* bytes of text */
    coc_evidence_key_t          *evidence_key;  /* NULL: nothing is sealed */
    ngx_msec_t                   retention;     /* ms */
    ngx_uint_t                   status;        /* 1: coc_status answers */
    ngx_uint_t                   api;           /* 0: no coc_api */
} ngx_http_coc_loc_conf_t;


/* What a number may be; the type of a directive's post. */

typedef struct {
    ngx_conf_post_handler_pt     post_handler;
    ngx_uint_t                   low;
    ngx_uint_t                   high;
    const char                  *unit;          /* " ms" and so on, or "" */
} ngx_http_coc_bounds_t;


/* Where a request is in the walk. */

typedef enum {
    NGX_HTTP_COC_START = 0,
    NGX_HTTP_COC_STANDING,      /* Redis is asked for the member's record */
    NGX_HTTP_COC_BODY,
    NGX_HTTP_COC_READING,       /* the body filter is fed */
    NGX_HTTP_COC_FINISH,
    NGX_HTTP_COC_ASK,           /* Redis is asked for signals */
    NGX_HTTP_COC_RECORD,        /* Redis is told of the infraction */
    NGX_HTTP_COC_ACT,
    NGX_HTTP_COC_CUT,           /* the body could not be read: no verdict */
    NGX_HTTP_COC_DONE
} ngx_http_coc_state_e;


/* $coc_redis */

typedef enum {
    NGX_HTTP_COC_REDIS_OFF = 0,
    NGX_HTTP_COC_REDIS_HIT,
    NGX_HTTP_COC_REDIS_MISS,
    NGX_HTTP_COC_REDIS_STALE,
    NGX_HTTP_COC_REDIS_TIMEOUT,
    NGX_HTTP_COC_REDIS_ERROR
} ngx_http_coc_redis_e;


/* One question for the member's record, under one secret. */

typedef struct {
    ngx_http_coc_ctx_t          *ctx;
    ngx_http_coc_call_t         *call;          /* NULL: answered */
    coc_standing_t               standing;
    unsigned                     found:1;
} ngx_http_coc_ask_t;


struct ngx_http_coc_ctx_s {
    ngx_http_request_t          *request;
    ngx_http_coc_loc_conf_t     *cocf;          /* of the verdict */
    ngx_http_coc_loc_conf_t     *scanned;       /* of the scan; NULL: none */
    ngx_http_coc_state_e         state;

    ngx_str_t                    kind;
    ngx_str_t                    member;
    ngx_str_t                    thread;
    ngx_str_t                    recipient;
    ngx_str_t                    role;
    ngx_str_t                    case_id;       /* ngx_http_coc_case() */
    ngx_str_t                    confirm;       /* of X-CoC-Confirm */
    coc_member_t                 hash[NGX_HTTP_COC_SECRETS];

    /* the body */

    coc_scan_conf_t              conf;
    coc_scan_t                  *scan;
    coc_redact_t                *redact;        /* NULL: as it came */
    coc_error_t                  error;
    int                          rc;            /* of the scan: COC_... */
    ngx_str_t                    args;          /* the query it began with */
    off_t                        seen;          /* bytes that the tee saw */
    coc_hash_t                   seen_hash;     /* of them */
    ngx_temp_file_t             *seen_file;     /* where they went */

    /* the store */

    ngx_http_coc_ask_t           ask[NGX_HTTP_COC_SECRETS];
    ngx_uint_t                   waiting;       /* answers yet to come */
    ngx_http_coc_asked_t        *asked;         /* NULL: nothing was */
    uint32_t                     signals;       /* raised, bits */
    ngx_http_coc_job_t          *job;
    ngx_event_t                  resume;        /* posted, or the deadline */
    ngx_http_coc_redis_e         redis;
    coc_standing_t               standing;
    unsigned                     standing_known:1;
    unsigned                     tabled:1;      /* by the table: no points */

    /* the outcome */

    coc_verdict_t                verdict;
    ngx_uint_t                   status;        /* of our reply; 0: forward */
    ngx_str_t                    sections;
    ngx_str_t                    rules;
    ngx_str_t                    aside;         /* of these, the ones aside */
    ngx_str_t                    shadow;        /* rules that only watch */
    ngx_str_t                    exempted;      /* sections, by role */
    ngx_str_t                    token;         /* of a nudge */
    uint64_t                     usec;          /* spent screening */

    unsigned                     stripped:1;    /* X-CoC-* unlinked */
    unsigned                     exempt:1;
    unsigned                     monitored:1;
    unsigned                     raised:1;      /* a graver step, just now */
};


extern ngx_module_t  ngx_http_coc_module;


COC_BEGIN_DECLS


/* ngx_http_coc_conf*.c */

void *ngx_http_coc_create_main_conf(ngx_conf_t *cf);
void *ngx_http_coc_create_loc_conf(ngx_conf_t *cf);
char *ngx_http_coc_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child);

char *ngx_http_coc_set_trusted(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

char *ngx_http_coc_set_role_exempt(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* What the model said, NULL where none was asked. */
#define ngx_http_coc_scores(ctx)                                              \
    (((ctx)->scan != NULL && (ctx)->conf.model != NULL)                       \
     ? coc_scan_scores((ctx)->scan) : NULL)

/* Bits of the sections that ctx->role is exempt from. */
uint32_t ngx_http_coc_role_sections(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);

char *ngx_http_coc_set_exempt(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_rules(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_names(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_ladder(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_nudge(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_secret(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_redis(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_inflate(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_cache(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_spool(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* A file's whole name, NUL-terminated, in the pool. */
ngx_int_t ngx_http_coc_conf_file(ngx_conf_t *cf, coc_str_t file,
    ngx_str_t *name);

/* Sets redis->ssl as its address says; what can't be is logged. */
ngx_int_t ngx_http_coc_conf_tls(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis);

/* While levels are merged: gives redis the resolver of this one. */
void ngx_http_coc_conf_resolver(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis);

/* After they were: names of coc_redis without a resolver become addresses. */
ngx_int_t ngx_http_coc_conf_names(ngx_conf_t *cf);

/* Sets conf->source, of conf->redis and its prefix: the one that others with
 * the same have. */
ngx_int_t ngx_http_coc_conf_source(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);

/* ngx_http_coc_status.c */
char *ngx_http_coc_set_status(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* ngx_http_coc_api.c */
char *ngx_http_coc_set_api(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* nginx' own setters for these name neither the directive nor what it takes */

char *ngx_http_coc_set_enum(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_methods(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);

/* Post handlers of numbers, times and sizes (see ngx_http_coc_bounds_t), of
 * HTTP codes, and of coc_redis_prefix. */
char *ngx_http_coc_check_bounds(ngx_conf_t *cf, void *post, void *data);
char *ngx_http_coc_check_code(ngx_conf_t *cf, void *post, void *data);
char *ngx_http_coc_check_prefix(ngx_conf_t *cf, void *post, void *data);

/* Reads a small file whole into the pool, without the newline at its end. */
ngx_int_t ngx_http_coc_read_file(ngx_conf_t *cf, ngx_str_t *name, size_t max,
    ngx_str_t *text);


/* ngx_http_coc_gate.c: the phase handler */

ngx_int_t ngx_http_coc_gate_handler(ngx_http_request_t *r);

/* Runs the phases on, from a posted event: the answer is here, or too late. */
void ngx_http_coc_gate_resume(ngx_event_t *ev);


/* ngx_http_coc_ctx.c: the request's context */

/* The context of the client's request, whatever redirects did; or NULL. */
ngx_http_coc_ctx_t *ngx_http_coc_get_ctx(ngx_http_request_t *r);
ngx_http_coc_ctx_t *ngx_http_coc_create_ctx(ngx_http_request_t *r);

/* The request's name, made when first asked for: it takes random bytes. */
ngx_str_t *ngx_http_coc_case(ngx_http_coc_ctx_t *ctx);

/* Nothing that the store says wakes the request any more. */
void ngx_http_coc_ctx_quiet(ngx_http_coc_ctx_t *ctx);


/* ngx_http_coc_body.c: the body filter, and what lies in r->request_body */

void ngx_http_coc_body_init(void);
ngx_int_t ngx_http_coc_body_begin(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/* Ends the scan; scans what lies there if the filter saw something else. */
ngx_int_t ngx_http_coc_body_finish(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/*
 * Takes the body out of the request: what was refused goes nowhere, not even
 * to the error_page that replaces our reply.
 */
ngx_int_t ngx_http_coc_body_drop(ngx_http_request_t *r);


/* ngx_http_coc_decide.c: the rest is in its header */

/* ms since the epoch, of this turn of the event loop. */
uint64_t ngx_http_coc_now(void);


/* ngx_http_coc_header.c: request headers */

/* The value of a request header, or an empty string. */
ngx_str_t ngx_http_coc_header(ngx_http_request_t *r, const char *name);

/*
 * All values of a header, in order, with ", " between: a request that says two
 * things is not to be read as if it said the first.
 */
ngx_int_t ngx_http_coc_header_all(ngx_http_request_t *r, const char *name,
    ngx_str_t *value);

/* Unlinks every X-CoC-* header; values that were found stay as they are. */
ngx_int_t ngx_http_coc_header_strip(ngx_http_request_t *r);


/* ngx_http_coc_action.c: our own replies */

ngx_int_t ngx_http_coc_action_reply(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);

/* Adds a header to the reply; both texts are borrowed for the request. */
ngx_int_t ngx_http_coc_action_header(ngx_http_request_t *r, const char *name,
    const char *value);


/* ngx_http_coc_vars.c */

ngx_int_t ngx_http_coc_vars_add(ngx_conf_t *cf);

/* Collects the names of all $coc_body_NAME in use; after the variables of
 * the configuration are known. */
ngx_int_t ngx_http_coc_vars_captures(ngx_cycle_t *cycle,
    ngx_http_coc_main_conf_t *cocmcf);


/* ngx_http_coc_log.c: the line a verdict leaves, and the counters */

void ngx_http_coc_log_verdict(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx);


/* ngx_http_coc_shm.c */

ngx_int_t ngx_http_coc_shm_init(ngx_shm_zone_t *zone, void *data);

#define ngx_http_coc_count(cocmcf, what, n)                                   \
    if ((cocmcf)->shm != NULL) {                                              \
        (void) ngx_atomic_fetch_add(&(cocmcf)->shm->what,                     \
                                    (ngx_atomic_int_t) (n));                  \
    }


/* ngx_http_coc_record.c: infractions, until Redis has acknowledged them */

/* NGX_AGAIN as above; NGX_OK: nothing to wait for. */
ngx_int_t ngx_http_coc_record_send(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/*
 * The same of any record, which is taken over whatever comes out.
 *
 * ctx        its resume is posted; it need not be of the gate
 * NGX_ERROR  there is no room for it, nothing was sent
 */
ngx_int_t ngx_http_coc_record_submit(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf,
    coc_record_t *record);

/* The deadline passed before the record was acknowledged: the request is let
 * go, the record is not.  NGX_AGAIN: the record must be on disk first. */
ngx_int_t ngx_http_coc_record_timeout(ngx_http_coc_ctx_t *ctx);

/* The request no longer waits for its record. */
void ngx_http_coc_record_detach(ngx_http_coc_ctx_t *ctx);

/* The worker ends: says what is lost. */
void ngx_http_coc_record_exit(ngx_cycle_t *cycle,
    ngx_http_coc_main_conf_t *cocmcf);


/* ngx_http_coc_worker.c */

ngx_int_t ngx_http_coc_init_process(ngx_cycle_t *cycle);
void ngx_http_coc_exit_process(ngx_cycle_t *cycle);

/* Memory for the engine and for all that outlives a request. */
extern const coc_alloc_t  ngx_http_coc_alloc;


COC_END_DECLS


#define ngx_http_coc_str(s)  ((coc_str_t) { (s).data, (s).len })


#endif /* _NGX_HTTP_COC_H_INCLUDED_ */
