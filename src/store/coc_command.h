/*
 * Names of keys and the writing of commands: what the files of this folder
 * share.
 */

#ifndef _COC_COMMAND_H_INCLUDED_
#define _COC_COMMAND_H_INCLUDED_


#include "coc_store.h"


#define COC_COMMAND_ARGS  48    /* most arguments of a command */
#define COC_COMMAND_UINT  24    /* bytes that hold any number, NUL included */


COC_BEGIN_DECLS


/*
 * Appends a command of n arguments (at most COC_COMMAND_ARGS) in RESP.
 *
 * COC_ERROR  hiredis found no memory; buf's status is set too
 * others     the status of buf
 */
int coc_command_put(coc_buf_t *buf, const coc_str_t *args, size_t n);

/* n in decimal, in text (COC_COMMAND_UINT bytes), borrowed from there. */
coc_str_t coc_command_uint(char *text, uint64_t n);

/* Appends P{m}:name, P<shard>:name.  Both return the status of buf. */
int coc_key_member(coc_buf_t *buf, coc_str_t prefix,
    const coc_member_t *member, const char *name);
int coc_key_shard(coc_buf_t *buf, coc_str_t prefix, unsigned shard,
    const char *name);


COC_END_DECLS


#endif /* _COC_COMMAND_H_INCLUDED_ */
