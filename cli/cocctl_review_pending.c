/*
 * cocctl review: what of a queue is pending, a page at a time.
 */

#include "cocctl_review.h"


typedef struct {
    cocctl_redis_t      *redis;
    coc_buf_t           *buf;           /* commands */
    coc_str_t            prefix;
    coc_queue_place_t    place;
    coc_queue_entry_pt   handler;
    void                *data;
    coc_queue_id_t       last;          /* handed over */
    size_t               entries;       /* in the last page */
    coc_buf_t            done;          /* ids to be acknowledged */
} cocctl_pending_t;


typedef struct {
    coc_str_t   caseid;
    coc_buf_t  *done;
} cocctl_pending_case_t;


int
cocctl_review_write(cocctl_redis_t *redis, coc_buf_t *buf)
{
    int          rc;
    redisReply  *reply;

    reply = cocctl_redis_ask(redis, buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = (reply->type == REDIS_REPLY_INTEGER)
         ? COCCTL_OK : cocctl_redis_refused(redis, reply);

    freeReplyObject(reply);

    return rc;
}


static void
cocctl_pending_note(coc_buf_t *done, const coc_queue_id_t *id)
{
    coc_str_t  bytes;

    bytes.data = (const uint8_t *) id;
    bytes.len = sizeof(coc_queue_id_t);

    (void) coc_buf_put(done, bytes);
}


/* What was pending and was trimmed has no fields: nobody can decide it. */

static void
cocctl_pending_entry(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    cocctl_pending_t  *p = data;

    p->entries++;
    p->last = *id;

    if (n == 0) {
        cocctl_pending_note(&p->done, id);
        return;
    }

    p->handler(p->data, id, fields, n);
}


/* What is new is read as pending, right after. */

static void
cocctl_pending_new(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    cocctl_pending_t  *p = data;

    (void) id;
    (void) fields;
    (void) n;

    p->entries++;
}


/*
 * One XREADGROUP; where the group is not there it is made.  COCCTL_ERROR when
 * it has complained.
 */

static int
cocctl_pending_take(cocctl_pending_t *p, const coc_queue_id_t *after)
{
    int          i, rc;
    redisReply  *reply;

    p->entries = 0;

    for (i = 0; i < 2; i++) {

        (void) coc_queue_take(p->buf, p->prefix, p->place.queue,
                              p->place.shard, after, COC_QUEUE_COUNT);

        reply = cocctl_redis_ask(p->redis, p->buf);
        if (reply == NULL) {
            return COCCTL_ERROR;
        }

        if (i == 0 && reply->type == REDIS_REPLY_ERROR
            && strncmp(reply->str, "NOGROUP", 7) == 0)
        {
            freeReplyObject(reply);

            (void) coc_queue_group(p->buf, p->prefix, p->place.queue,
                                   p->place.shard);

            reply = cocctl_redis_ask(p->redis, p->buf);
            if (reply == NULL) {
                return COCCTL_ERROR;
            }

            freeReplyObject(reply);
            continue;
        }

        rc = (coc_queue_taken(reply, (after != NULL) ? cocctl_pending_entry
                                                     : cocctl_pending_new, p)
              == COC_REPLY_OK)
             ? COCCTL_OK : cocctl_redis_refused(p->redis, reply);

        freeReplyObject(reply);
        return rc;
    }

    return COCCTL_ERROR;
}


static int
cocctl_pending_walk(cocctl_pending_t *p)
{
    coc_queue_id_t  after;

    do {
        if (cocctl_pending_take(p, NULL) != COCCTL_OK) {
            return COCCTL_ERROR;
        }
    } while (p->entries >= COC_QUEUE_COUNT);

    do {
        after = p->last;

        if (cocctl_pending_take(p, &after) != COCCTL_OK) {
            return COCCTL_ERROR;
        }
    } while (p->entries >= COC_QUEUE_COUNT);

    return COCCTL_OK;
}


static int
cocctl_pending_ack(cocctl_pending_t *p)
{
    size_t             i;
    coc_queue_place_t  place;

    if (p->done.status != COC_OK) {
        return cocctl_error("no memory");
    }

    place = p->place;

    for (i = 0; i < p->done.len; i += sizeof(coc_queue_id_t)) {
        memcpy(&place.id, p->done.data + i, sizeof(coc_queue_id_t));

        (void) coc_queue_done(p->buf, p->prefix, &place);

        if (cocctl_review_write(p->redis, p->buf) != COCCTL_OK) {
            return COCCTL_ERROR;
        }
    }

    return COCCTL_OK;
}


static int
cocctl_pending_run(cocctl_pending_t *p)
{
    int  rc;

    rc = cocctl_pending_walk(p);

    if (rc == COCCTL_OK) {
        rc = cocctl_pending_ack(p);
    }

    coc_buf_free(&p->done);

    return rc;
}


int
cocctl_review_pending(cocctl_redis_t *redis, coc_buf_t *buf,
    coc_str_t prefix, const coc_queue_place_t *place,
    coc_queue_entry_pt handler, void *data)
{
    cocctl_pending_t  p;

    memset(&p, 0, sizeof(cocctl_pending_t));

    p.redis = redis;
    p.buf = buf;
    p.prefix = prefix;
    p.place = *place;
    p.handler = handler;
    p.data = data;

    coc_buf_init(&p.done, &cocctl_alloc, COCCTL_OUTPUT);

    return cocctl_pending_run(&p);
}


static void
cocctl_pending_of_case(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    size_t                  i;
    coc_str_t               value;
    cocctl_pending_case_t  *c = data;

    for (i = 0; i + 1 < n; i += 2) {
        value.data = (const uint8_t *) fields[i + 1]->str;
        value.len = (size_t) fields[i + 1]->len;

        if (strcmp(fields[i]->str, "case") == 0
            && coc_str_eq(value, c->caseid))
        {
            cocctl_pending_note(c->done, id);
        }
    }
}


int
cocctl_review_done(cocctl_redis_t *redis, coc_buf_t *buf, coc_str_t prefix,
    const coc_queue_place_t *place, coc_str_t caseid)
{
    cocctl_pending_t       p;
    cocctl_pending_case_t  c;

    memset(&p, 0, sizeof(cocctl_pending_t));

    c.caseid = caseid;
    c.done = &p.done;

    p.redis = redis;
    p.buf = buf;
    p.prefix = prefix;
    p.place = *place;
    p.handler = cocctl_pending_of_case;
    p.data = &c;

    coc_buf_init(&p.done, &cocctl_alloc, COCCTL_OUTPUT);

    return cocctl_pending_run(&p);
}
