/*
 * cocctl review: moderators' queues worked off.  What is upheld stays as it was
 * counted; what is dismissed gives its points back.
 */

#include "cocctl_review.h"

#include <sys/time.h>


#define COCCTL_DECAY   "30d"
#define COCCTL_LADDER  "3=warn 6=mute:24h 10=suspend:7d 20=deactivate"


enum {
    COCCTL_OPT_REDIS = 0,
    COCCTL_OPT_PREFIX,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_STREAM,
    COCCTL_OPT_REASON,
    COCCTL_OPT_BY,
    COCCTL_OPT_DECAY,
    COCCTL_OPT_LADDER,
    COCCTL_OPT_RETENTION,
    COCCTL_OPT_MAX
};


typedef struct {
    cocctl_redis_t    *redis;
    coc_str_t          prefix;
    coc_queue_e        queue;
    coc_str_t          reason;
    coc_str_t          by;
    uint64_t           decay;           /* ms */
    uint64_t           retention;       /* ms; 0: the default */
    uint64_t           now;             /* ms */
    coc_ladder_t       ladder;
    coc_buf_t          buf;             /* commands */
    coc_buf_t          out;             /* lines */
    coc_buf_t          seen;            /* cases listed, a newline each */

    coc_str_t          id;              /* of the case */
    coc_queue_place_t  place;
    coc_member_t       member;          /* of its entry; may be empty */
    size_t             entries;         /* handed over by a reply */
} cocctl_review_t;


/* Whether a case was listed before: entries may come twice. */

static int
cocctl_review_seen(cocctl_review_t *c, coc_str_t id)
{
    size_t     i, end;
    coc_str_t  all, line;

    all = coc_buf_str(&c->seen);

    for (i = 0; i < all.len; i = end + 1) {
        end = coc_str_find(all, '\n', i);
        line.data = all.data + i;
        line.len = end - i;

        if (coc_str_eq(line, id)) {
            return 1;
        }
    }

    (void) coc_buf_put(&c->seen, id);
    (void) coc_buf_putc(&c->seen, '\n');

    return 0;
}


/* An entry as a JSON line: its names and values; "event" is JSON already. */

static void
cocctl_review_line(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    size_t            i;
    coc_str_t         name, value;
    cocctl_review_t  *c = data;

    c->entries++;

    for (i = 0; i + 1 < n; i += 2) {
        name = coc_str_from(fields[i]->str);
        value.data = (const uint8_t *) fields[i + 1]->str;
        value.len = (size_t) fields[i + 1]->len;

        if (coc_str_eq(name, coc_str_from("case"))
            && cocctl_review_seen(c, value))
        {
            return;
        }

        if (coc_str_eq(name, coc_str_from("member"))
            && value.len == COC_MEMBER_HASH)
        {
            memcpy(c->member.hash, value.data, COC_MEMBER_HASH);
        }
    }

    (void) coc_buf_puts(&c->out, "{\"time\":");
    (void) coc_buf_uint(&c->out, id->ms);

    for (i = 0; i + 1 < n; i += 2) {
        name = coc_str_from(fields[i]->str);
        value.data = (const uint8_t *) fields[i + 1]->str;
        value.len = (size_t) fields[i + 1]->len;

        (void) coc_buf_putc(&c->out, ',');
        (void) coc_buf_json(&c->out, name);
        (void) coc_buf_putc(&c->out, ':');

        if (coc_str_eq(name, coc_str_from("event"))) {
            (void) coc_buf_put(&c->out, value);
        } else {
            (void) coc_buf_json(&c->out, value);
        }
    }

    (void) coc_buf_puts(&c->out, "}\n");
}


/* All that is not decided; what is new becomes pending by that. */

static int
cocctl_review_list(cocctl_review_t *c)
{
    coc_queue_place_t  place;

    memset(&place, 0, sizeof(coc_queue_place_t));

    place.queue = c->queue;

    for (place.shard = 0; place.shard < COC_FEED_SHARDS; place.shard++) {
        if (cocctl_review_pending(c->redis, &c->buf, c->prefix, &place,
                                  cocctl_review_line, c) != COCCTL_OK
            || cocctl_write(&c->out) != COCCTL_OK)
        {
            return COCCTL_ERROR;
        }
    }

    return COCCTL_OK;
}


/* The case's entry, into out and c->member. */

static int
cocctl_review_find(cocctl_review_t *c)
{
    int          rc, found;
    redisReply  *reply;

    (void) coc_queue_case(&c->buf, c->prefix, c->id);

    reply = cocctl_redis_ask(c->redis, &c->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = (coc_queue_case_reply(reply, c->prefix, &c->place, &found)
          == COC_REPLY_OK) ? COCCTL_OK
                           : cocctl_redis_refused(c->redis, reply);

    freeReplyObject(reply);

    if (rc != COCCTL_OK) {
        return rc;
    }

    if (!found) {
        return cocctl_error("there is no case \"%.*s\"", (int) c->id.len,
                            (const char *) c->id.data);
    }

    (void) coc_queue_entry(&c->buf, c->prefix, &c->place);

    reply = cocctl_redis_ask(c->redis, &c->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = (coc_queue_reply(reply, cocctl_review_line, c) == COC_REPLY_OK)
         ? COCCTL_OK : cocctl_redis_refused(c->redis, reply);

    freeReplyObject(reply);

    if (rc == COCCTL_OK && c->entries == 0) {
        return cocctl_error("the entry of this case is no more in its queue");
    }

    return rc;
}


/*
 * The infraction in the member's history.
 *
 * *what  COC_OK, COC_DECLINED (nothing was counted), or COC_LIMIT (it was given
 *        back already)
 */

static int
cocctl_review_history(cocctl_review_t *c, coc_appeal_t *appeal, int *what)
{
    int          rc;
    char         id[COC_APPEAL_ID];
    size_t       i, n;
    coc_str_t    entry;
    redisReply  *reply;

    *what = COC_DECLINED;

    if (c->member.hash[0] == '\0') {
        return COCCTL_OK;
    }

    if (coc_appeal_id(id, "appeal", c->id) != COC_OK) {
        return cocctl_error("the case's id is too long");
    }

    n = strlen(id);

    (void) coc_store_history(&c->buf, c->prefix, &c->member);

    reply = cocctl_redis_ask(c->redis, &c->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = (reply->type == REDIS_REPLY_ARRAY)
         ? COCCTL_OK : cocctl_redis_refused(c->redis, reply);

    for (i = 0; rc == COCCTL_OK && i < reply->elements; i++) {
        entry.data = (const uint8_t *) reply->element[i]->str;
        entry.len = (size_t) reply->element[i]->len;

        if (entry.data == NULL) {
            continue;
        }

        if (entry.len > n && entry.data[n] == ' '
            && memcmp(entry.data, id, n) == 0)
        {
            *what = COC_LIMIT;
            break;
        }

        if (coc_appeal_read(entry, c->id, appeal) == COC_OK) {
            *what = COC_OK;
        }
    }

    freeReplyObject(reply);

    return rc;
}


static int
cocctl_review_give_back(cocctl_review_t *c, const coc_appeal_t *appeal)
{
    int                 rc;
    char                id[COC_APPEAL_ID];
    coc_record_t       *record;
    coc_record_conf_t   conf;

    if (coc_appeal_id(id, "appeal", c->id) != COC_OK) {
        return cocctl_error("the case's id is too long");
    }

    memset(&conf, 0, sizeof(coc_record_conf_t));

    conf.prefix = c->prefix;
    conf.member = &c->member;
    conf.ladder = &c->ladder;
    conf.half_life = c->decay;
    conf.retention = c->retention;
    conf.appeal = appeal;
    conf.reason = c->reason;
    conf.id = coc_str_from(id);
    conf.by = c->by;
    conf.now = c->now;

    rc = coc_record_create(&record, &cocctl_alloc, &conf);

    if (rc != COC_OK) {
        return cocctl_error((rc == COC_INVALID)
                            ? "--by or --reason is too long" : "no memory");
    }

    rc = cocctl_chain(c->redis, &c->buf, record);

    coc_record_destroy(record);

    return rc;
}


/*
 * What was dismissed before is taken off the queue all the same: who did it may
 * have come no further.
 */

static int
cocctl_review_decide(cocctl_review_t *c, int dismiss)
{
    int           rc, what;
    coc_appeal_t  appeal;

    rc = cocctl_review_find(c);

    if (rc == COCCTL_OK) {
        rc = cocctl_review_history(c, &appeal, &what);
    }

    if (rc != COCCTL_OK) {
        return rc;
    }

    if (what == COC_LIMIT) {
        rc = COCCTL_OK;

    } else if (dismiss && what == COC_OK) {
        rc = cocctl_review_give_back(c, &appeal);

    } else if (!dismiss && c->member.hash[0] != '\0') {
        (void) coc_appeal_uphold(&c->buf, c->prefix, &c->member, c->id, c->by,
                                 c->reason, c->now);
        rc = cocctl_review_write(c->redis, &c->buf);
    }

    if (rc == COCCTL_OK) {
        rc = cocctl_review_done(c->redis, &c->buf, c->prefix, &c->place,
                                c->id);
    }

    if (rc == COCCTL_OK && what == COC_LIMIT) {
        return cocctl_error("this case was dismissed before");
    }

    return rc;
}


static int
cocctl_review_time(const cocctl_option_t *option, const char *def,
    uint64_t *ms)
{
    const char  *value;

    value = cocctl_value(option, def);
    *ms = 0;

    if (value != NULL && coc_str_time(coc_str_from(value), ms) != COC_OK) {
        return cocctl_error("invalid --%s \"%s\"", option->name, value);
    }

    return COCCTL_OK;
}


static int
cocctl_review_ladder(cocctl_review_t *c, const char *text)
{
    size_t       i, end;
    coc_str_t    all, rung;
    coc_error_t  err;

    all = coc_str_from(text);

    for (i = 0; i < all.len; i = end + 1) {
        end = coc_str_find(all, ' ', i);
        rung.data = all.data + i;
        rung.len = end - i;

        if (rung.len != 0 && coc_ladder_add(&c->ladder, rung, &err) != COC_OK)
        {
            return cocctl_error("invalid --ladder: %s", err.text);
        }
    }

    return COCCTL_OK;
}


static int
cocctl_review_conf(cocctl_review_t *c, const cocctl_option_t *options)
{
    const char      *queue;
    struct timeval   tv;

    (void) gettimeofday(&tv, NULL);

    c->now = (uint64_t) tv.tv_sec * 1000 + (uint64_t) tv.tv_usec / 1000;
    c->prefix = coc_str_from(cocctl_value(&options[COCCTL_OPT_PREFIX],
                                          "coc:"));
    c->by = coc_str_from(cocctl_value(&options[COCCTL_OPT_BY], "cocctl"));
    c->reason = coc_str_from(cocctl_value(&options[COCCTL_OPT_REASON], ""));

    queue = cocctl_value(&options[COCCTL_OPT_STREAM], "review");

    if (coc_queue_find(coc_str_from(queue), &c->queue) != COC_OK) {
        return cocctl_error("there is no stream \"%s\"", queue);
    }

    if (options[COCCTL_OPT_REDIS].n == 0) {
        return cocctl_error("review: --redis is needed");
    }

    if (cocctl_review_time(&options[COCCTL_OPT_DECAY], COCCTL_DECAY,
                           &c->decay) != COCCTL_OK
        || cocctl_review_time(&options[COCCTL_OPT_RETENTION], NULL,
                              &c->retention) != COCCTL_OK
        || cocctl_review_ladder(c, cocctl_value(&options[COCCTL_OPT_LADDER],
                                                COCCTL_LADDER)) != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    c->redis = cocctl_redis_open(cocctl_value(&options[COCCTL_OPT_REDIS], ""),
                                 cocctl_value(&options[COCCTL_OPT_TIMEOUT],
                                              NULL));

    return (c->redis == NULL) ? COCCTL_ERROR : COCCTL_OK;
}


static int
cocctl_review_run(cocctl_review_t *c, const char *verb, int n)
{
    if (strcmp(verb, "list") == 0) {
        return (n == 1) ? cocctl_review_list(c)
                        : cocctl_error("review: list takes no case");
    }

    if (n != 2) {
        return cocctl_error("review: a command and a case are needed");
    }

    if (strcmp(verb, "show") == 0) {
        return (cocctl_review_find(c) == COCCTL_OK) ? cocctl_write(&c->out)
                                                    : COCCTL_ERROR;
    }

    if (strcmp(verb, "uphold") == 0) {
        return cocctl_review_decide(c, 0);
    }

    if (strcmp(verb, "dismiss") == 0) {
        return cocctl_review_decide(c, 1);
    }

    return cocctl_error("review: unknown command \"%s\"", verb);
}


int
cocctl_review(int argc, char **argv)
{
    int              rc, n;
    cocctl_review_t  c;
    cocctl_option_t  options[COCCTL_OPT_MAX + 1] = {
        { .name = "redis", .max = 1 },
        { .name = "prefix", .max = 1 },
        { .name = "timeout", .max = 1 },
        { .name = "stream", .max = 1 },
        { .name = "reason", .max = 1 },
        { .name = "by", .max = 1 },
        { .name = "decay", .max = 1 },
        { .name = "ladder", .max = 1 },
        { .name = "retention", .max = 1 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n == 0) {
        return cocctl_error("review: list, show, uphold or dismiss");
    }

    memset(&c, 0, sizeof(cocctl_review_t));

    coc_buf_init(&c.buf, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&c.out, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&c.seen, &cocctl_alloc, COCCTL_OUTPUT);

    c.id = (n > 1) ? coc_str_from(argv[2]) : (coc_str_t) coc_null_str;

    rc = cocctl_review_conf(&c, options);

    if (rc == COCCTL_OK) {
        rc = cocctl_review_run(&c, argv[1], n);
    }

    cocctl_redis_close(c.redis);
    coc_buf_free(&c.seen);
    coc_buf_free(&c.out);
    coc_buf_free(&c.buf);

    return rc;
}
