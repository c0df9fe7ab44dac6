/*
 * What `cocctl identity` has in hand: a member's identities, or a file of
 * them.
 */

#ifndef _COCCTL_IDENTITY_H_INCLUDED_
#define _COCCTL_IDENTITY_H_INCLUDED_


#include "cocctl_redis.h"


#define COCCTL_IDENTITY_TEXTS  32       /* values of one member, most */


typedef struct {
    cocctl_redis_t         *redis;
    coc_str_t               prefix;
    coc_keys_t              keys[COCCTL_SECRETS];
    size_t                  n;          /* secrets */
    coc_buf_t               buf;
    unsigned                dry:1;
    unsigned                open:1;     /* what is set is public */
    unsigned                json:1;

    /* the member in hand */

    coc_str_t               id;
    coc_identity_text_t     text[COCCTL_IDENTITY_TEXTS];
    size_t                  ntexts;
    unsigned                staff:1;
} cocctl_identity_t;


COC_BEGIN_DECLS


/* cocctl_identity.c */

/*
 * Adds a value of the member in hand; an empty one is none.
 *
 * COC_LIMIT  there are too many
 */
int cocctl_identity_take(cocctl_identity_t *c, coc_identity_e kind,
    coc_str_t text);

/*
 * The tokens of the member in hand, under the first secret: at most
 * COC_IDENTITY_TOKENS.
 *
 * COC_INVALID  err->text says which value is none of its kind
 * COC_LIMIT    there are too many; likewise
 * COC_ERROR    libcrypto failed; likewise
 */
int cocctl_identity_make(cocctl_identity_t *c, coc_member_t *member,
    coc_identity_t *set, size_t *n, coc_error_t *err);

/* Carries several changes out at once; what they are of goes along. */
int cocctl_identity_send(cocctl_identity_t *c, coc_identity_change_t *changes,
    size_t n);


/* cocctl_identity_import.c */

/* Registers what a CSV file says, in place of what was. */
int cocctl_identity_import(cocctl_identity_t *c, const char *path);


COC_END_DECLS


#endif /* _COCCTL_IDENTITY_H_INCLUDED_ */
