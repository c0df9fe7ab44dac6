/*
 * Names of keys, the writing of commands, MACs: what the files of this folder
 * share.
 */

#ifndef _COC_COMMAND_H_INCLUDED_
#define _COC_COMMAND_H_INCLUDED_


#include "coc_store.h"


#define COC_COMMAND_UINT  24    /* bytes that hold any number, NUL included */
#define COC_KEYS_MAC      32    /* bytes of a MAC */


COC_BEGIN_DECLS


/* HMAC-SHA256 under a key of coc_keys_t.  COC_ERROR: libcrypto failed. */
int coc_keys_mac(void *key, coc_str_t data, uint8_t *mac);

/* n in decimal, in text (COC_COMMAND_UINT bytes), borrowed from there. */
coc_str_t coc_command_uint(char *text, uint64_t n);

/* Appends P{m}:name; returns the status of buf. */
int coc_key_member(coc_buf_t *buf, coc_str_t prefix,
    const coc_member_t *member, const char *name);


COC_END_DECLS


#endif /* _COC_COMMAND_H_INCLUDED_ */
