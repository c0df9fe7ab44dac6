/*
 * Replies for the unit tests: out of RESP, and RESP out of a line of words.
 */

#ifndef _COC_TEST_RESP_H_INCLUDED_
#define _COC_TEST_RESP_H_INCLUDED_


#include "coc_test.h"
#include "coc_reader.h"


/* RESP to a reply; freeReplyObject() is due. */

static __attribute__ ((unused)) redisReply *
coc_test_reply(const char *text, size_t len)
{
    int           rc;
    redisReply   *reply;
    coc_reader_t  reader;

    assert_int_equal(coc_reader_init(&reader), COC_OK);
    assert_int_equal(coc_reader_feed(&reader, text, len), COC_OK);

    reply = NULL;
    rc = coc_reader_next(&reader, &reply);
    coc_reader_free(&reader);

    return (rc == COC_OK) ? reply : NULL;
}


/*
 * A line to RESP: "[" and "]" around what is inside, numbers, words, "-" for
 * null, "~" for an empty word.
 */

static __attribute__ ((unused)) size_t
coc_test_resp(const char *line, char *to)
{
    int          depth;
    char        *p;
    size_t       len, n;
    const char  *q;

    for (p = to; *line; line += strspn(line, " ")) {

        if (*line == '[') {
            for (n = 0, depth = 0, q = line + 1; *q != ']' || depth; q++) {
                if (*q == '[') {
                    n += (depth++ == 0);
                } else if (*q == ']') {
                    depth--;
                } else if (*q != ' ' && depth == 0) {
                    n++;
                    q += strcspn(q, " []") - 1;
                }
            }

            p += sprintf(p, "*%zu\r\n", n);
            line++;
            continue;
        }

        if (*line == ']') {
            line++;
            continue;
        }

        len = strcspn(line, " []");

        if (strspn(line, "0123456789") == len) {
            p += sprintf(p, ":%.*s\r\n", (int) len, line);
        } else if (*line == '-') {
            p += sprintf(p, "$-1\r\n");
        } else if (*line == '~') {
            p += sprintf(p, "$0\r\n\r\n");
        } else {
            p += sprintf(p, "$%zu\r\n%.*s\r\n", len, (int) len, line);
        }

        line += len;
    }

    return (size_t) (p - to);
}


#endif /* _COC_TEST_RESP_H_INCLUDED_ */
