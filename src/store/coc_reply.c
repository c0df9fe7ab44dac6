/*
 * What an error reply means.  Only its first word counts: redis 7 appends
 * "script: ..." and more to the text.
 */

#include "coc_store.h"
#include "coc_str.h"


typedef struct {
    const char   *word;
    coc_reply_e   class;
} coc_reply_word_t;


static const coc_reply_word_t  coc_reply_words[] = {
    { "NOSCRIPT", COC_REPLY_RETRY },
    { "LOADING", COC_REPLY_AWAY },
    { "BUSY", COC_REPLY_AWAY },
    { "MASTERDOWN", COC_REPLY_AWAY },
    { "TRYAGAIN", COC_REPLY_AWAY },
    { "CLUSTERDOWN", COC_REPLY_AWAY },
    { "READONLY", COC_REPLY_READONLY },
    { "OOM", COC_REPLY_FULL },
    { "MISCONF", COC_REPLY_FULL },
    { "NOREPLICAS", COC_REPLY_FULL },
    { "NOAUTH", COC_REPLY_AUTH },
    { "WRONGPASS", COC_REPLY_AUTH },
    { "NOPERM", COC_REPLY_DENIED },
    { "WRONGTYPE", COC_REPLY_TYPE },
    { "MOVED", COC_REPLY_MOVED },
    { "ASK", COC_REPLY_MOVED }
};


coc_reply_e
coc_reply_class(const redisReply *reply)
{
    size_t     i;
    coc_str_t  text;

    if (reply == NULL) {
        return COC_REPLY_BAD;
    }

    if (reply->type != REDIS_REPLY_ERROR) {
        return COC_REPLY_OK;
    }

    text.data = (const uint8_t *) reply->str;
    text.len = (reply->str == NULL) ? 0 : (size_t) reply->len;
    text.len = coc_str_find(text, ' ', 0);

    for (i = 0; i < coc_nelts(coc_reply_words); i++) {
        if (coc_str_eq(text, coc_str_from(coc_reply_words[i].word))) {
            return coc_reply_words[i].class;
        }
    }

    return COC_REPLY_BAD;
}
