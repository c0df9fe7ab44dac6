/*
 * Commands in RESP, and the names of keys.  hiredis writes into memory of its
 * own; that is copied to the caller's buffer and freed at once.
 */

#include "coc_command.h"

#include <stdio.h>


int
coc_command_put(coc_buf_t *buf, const coc_str_t *args, size_t n)
{
    int          rc;
    char        *command;
    size_t       i, argvlen[COC_COMMAND_ARGS];
    long long    len;
    const char  *argv[COC_COMMAND_ARGS];

    if (n > COC_COMMAND_ARGS) {
        return COC_ERROR;
    }

    for (i = 0; i < n; i++) {
        /* hiredis copies even nothing with memcpy(), which takes no NULL */
        argv[i] = (args[i].len == 0) ? "" : (const char *) args[i].data;
        argvlen[i] = args[i].len;
    }

    /* int in hiredis 0.14, long long in 1.1 */

    len = redisFormatCommandArgv(&command, (int) n, argv, argvlen);
    if (len < 0) {
        buf->status = COC_ERROR;
        return COC_ERROR;
    }

    rc = coc_buf_append(buf, command, (size_t) len);

    redisFreeCommand(command);

    return rc;
}


coc_str_t
coc_command_uint(char *text, uint64_t n)
{
    coc_str_t  s;

    s.data = (const uint8_t *) text;
    s.len = (size_t) snprintf(text, COC_COMMAND_UINT, "%llu",
                              (unsigned long long) n);
    return s;
}


int
coc_key_member(coc_buf_t *buf, coc_str_t prefix, const coc_member_t *member,
    const char *name)
{
    (void) coc_buf_put(buf, prefix);
    (void) coc_buf_putc(buf, '{');
    (void) coc_buf_puts(buf, member->hash);
    (void) coc_buf_puts(buf, "}:");

    return coc_buf_puts(buf, name);
}


int
coc_key_shard(coc_buf_t *buf, coc_str_t prefix, unsigned shard,
    const char *name)
{
    (void) coc_buf_put(buf, prefix);
    (void) coc_buf_uint(buf, shard);
    (void) coc_buf_putc(buf, ':');

    return coc_buf_puts(buf, name);
}
