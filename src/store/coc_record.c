/*
 * A record's chain: its way from step to step.  The commands are in
 * coc_record_send.c; sends nothing itself.
 */

#include "coc_record.h"
#include "coc_str.h"


#define COC_RECORD_ANSWER  (10 + COC_SECTION_MAX)       /* numbers of the
                                                           script */
#define COC_RECORD_ROUNDS  8    /* of a snapshot overtaken by another chain */


/* To the next step from step on that has something to do. */

static void
coc_record_seek(coc_record_t *record, unsigned step)
{
    while (step < COC_RECORD_DONE
           && !coc_record_due(record, (coc_record_step_e) step))
    {
        step++;
    }

    record->step = (coc_record_step_e) step;
}


void
coc_record_rewind(coc_record_t *record)
{
    record->eval = 0;
    record->rounds = 0;

    coc_record_seek(record, COC_RECORD_SCRIPT);
}


int
coc_record_next(coc_record_t *record, coc_buf_t *out)
{
    if (record->step == COC_RECORD_DONE) {
        return COC_DECLINED;
    }

    return coc_record_send(record, out);
}


/*
 * { repeated, n, raised, step, until, points, s, u, m, w, section 0, ...,
 * privileges }, all but the last integers; taken over only when all of it is
 * sound.
 */

static coc_reply_e
coc_record_answer(coc_record_t *record, const redisReply *reply)
{
    size_t             i;
    uint64_t           v[COC_RECORD_ANSWER];
    coc_str_t          text;
    coc_privileges_t   privileges;
    const redisReply  *element;

    if (reply->type != REDIS_REPLY_ARRAY
        || reply->elements != COC_RECORD_ANSWER + 1 || reply->element == NULL)
    {
        return COC_REPLY_BAD;
    }

    for (i = 0; i < COC_RECORD_ANSWER; i++) {

        element = reply->element[i];

        if (element == NULL || element->type != REDIS_REPLY_INTEGER
            || element->integer < 0)
        {
            return COC_REPLY_BAD;
        }

        v[i] = (uint64_t) element->integer;
    }

    if (v[0] > COC_RECORD_SAME_TEXT || v[3] >= COC_STEP_MAX
        || v[6] >= COC_STEP_MAX || v[8] >= COC_STEP_MAX)
    {
        return COC_REPLY_BAD;
    }

    element = reply->element[COC_RECORD_ANSWER];

    if (element == NULL || element->type != REDIS_REPLY_STRING
        || element->str == NULL)
    {
        return COC_REPLY_BAD;
    }

    text.data = (const uint8_t *) element->str;
    text.len = (size_t) element->len;

    if (coc_privileges_read(&privileges, text) != COC_OK) {
        return COC_REPLY_BAD;
    }

    record->standing.privileges = privileges;
    record->standing.seq = v[1];
    record->repeated = (unsigned) v[0] & 3;
    record->raised = v[2] != 0;
    record->reached = (coc_step_e) v[3];
    record->reached_until = v[4];

    record->standing.points = v[5];
    record->standing.points_at = record->now;

    coc_standing_set(&record->standing, (coc_step_e) v[6], v[7],
                     (coc_step_e) v[8], v[9]);

    for (i = 0; i < COC_SECTION_MAX; i++) {
        record->standing.section[i] = (uint32_t) coc_min(v[10 + i],
                                                        UINT32_MAX);
    }

    record->counted = 1;

    return COC_REPLY_OK;
}


/*
 * The record as it is after the snapshot was written.  Moved on: the snapshot
 * and the feed are written again, with what it says now.
 */

static coc_reply_e
coc_record_verify(coc_record_t *record, const redisReply *reply)
{
    coc_reply_e     class;
    coc_standing_t  standing;

    class = coc_store_read_reply(reply, &standing);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (standing.seq == record->standing.seq
        || record->rounds >= COC_RECORD_ROUNDS)
    {
        coc_record_seek(record, COC_RECORD_VERIFY + 1);
        return COC_REPLY_OK;
    }

    record->standing = standing;
    record->rounds++;

    coc_record_seek(record, COC_RECORD_ACTIVE);

    return COC_REPLY_OK;
}


/* The reply of every other step but the script. */

static coc_reply_e
coc_record_shape(coc_record_t *record, const redisReply *reply)
{
    switch (record->step) {

    case COC_RECORD_FEED_ADD:
    case COC_RECORD_REVIEW_ADD:

        if (reply->type != REDIS_REPLY_STRING || reply->str == NULL
            || reply->len <= 0 || (size_t) reply->len >= COC_RECORD_ENTRY)
        {
            return COC_REPLY_BAD;
        }

        memcpy(record->entry, reply->str, (size_t) reply->len);
        record->entry_len = (size_t) reply->len;

        return COC_REPLY_OK;

    case COC_RECORD_CASE:
        return (reply->type == REDIS_REPLY_STATUS) ? COC_REPLY_OK
                                                   : COC_REPLY_BAD;

    case COC_RECORD_DONE:
        return COC_REPLY_BAD;

    default:
        return (reply->type == REDIS_REPLY_INTEGER) ? COC_REPLY_OK
                                                    : COC_REPLY_BAD;
    }
}


coc_reply_e
coc_record_reply(coc_record_t *record, const redisReply *reply)
{
    coc_reply_e  class;

    class = coc_reply_class(reply);

    if (class == COC_REPLY_RETRY) {

        /* once: EVAL can't be answered with NOSCRIPT */

        if (record->step != COC_RECORD_SCRIPT || record->eval) {
            return COC_REPLY_BAD;
        }

        record->eval = 1;

        return COC_REPLY_RETRY;
    }

    if (class == COC_REPLY_OK && record->step == COC_RECORD_VERIFY) {
        return coc_record_verify(record, reply);
    }

    if (class == COC_REPLY_OK) {
        class = (record->step == COC_RECORD_SCRIPT)
                ? coc_record_answer(record, reply)
                : coc_record_shape(record, reply);
    }

    if (class == COC_REPLY_OK) {
        coc_record_seek(record, (unsigned) record->step + 1);
    }

    return class;
}


int
coc_record_counted(const coc_record_t *record)
{
    return record->counted;
}


const coc_standing_t *
coc_record_standing(const coc_record_t *record, int *raised)
{
    if (raised != NULL) {
        *raised = record->raised;
    }

    return &record->standing;
}


coc_str_t
coc_record_id(const coc_record_t *record)
{
    return record->id;
}


const coc_member_t *
coc_record_member(const coc_record_t *record)
{
    return record->scripted ? &record->member : NULL;
}


coc_str_t
coc_record_prefix(const coc_record_t *record)
{
    return record->prefix;
}


int
coc_record_repeated(const coc_record_t *record)
{
    return record->repeated != 0;
}
