/*
 * A record's chain, sent step by step.
 */

#include "cocctl_redis.h"


int
cocctl_chain(cocctl_redis_t *redis, coc_buf_t *buf, coc_record_t *record)
{
    int           rc;
    redisReply   *reply;
    coc_reply_e   class;

    for ( ;; ) {

        rc = coc_record_next(record, buf);

        if (rc == COC_DECLINED) {
            return COCCTL_OK;
        }

        reply = cocctl_redis_ask(redis, buf);
        if (reply == NULL) {
            break;
        }

        class = coc_record_reply(record, reply);

        if (class != COC_REPLY_OK && class != COC_REPLY_RETRY) {
            (void) cocctl_redis_refused(redis, reply);
            freeReplyObject(reply);
            break;
        }

        freeReplyObject(reply);
    }

    if (coc_record_counted(record)) {
        (void) cocctl_error("it is recorded, but not everything that goes with "
                            "it; give the command again");
    }

    return COCCTL_ERROR;
}
