/*
 * Names of keys and the writing of commands: what the files of this folder
 * share.
 */

#ifndef _COC_COMMAND_H_INCLUDED_
#define _COC_COMMAND_H_INCLUDED_


#include "coc_store.h"


#define COC_COMMAND_UINT  24    /* bytes that hold any number, NUL included */


COC_BEGIN_DECLS


/* n in decimal, in text (COC_COMMAND_UINT bytes), borrowed from there. */
coc_str_t coc_command_uint(char *text, uint64_t n);

/* Appends P{m}:name; returns the status of buf. */
int coc_key_member(coc_buf_t *buf, coc_str_t prefix,
    const coc_member_t *member, const char *name);


COC_END_DECLS


#endif /* _COC_COMMAND_H_INCLUDED_ */
