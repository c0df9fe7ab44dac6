/*
 * What is written in many ways, written in one: before it is hashed.
 */

#ifndef _COC_IDENTITY_TEXT_H_INCLUDED_
#define _COC_IDENTITY_TEXT_H_INCLUDED_


#include "coc_identity.h"


#define COC_IDENTITY_FLAT    1024   /* bytes of what a text is folded to */

#define COC_IDENTITY_IDS     "ids"  /* of P{m}: what is registered */
#define COC_IDENTITY_PUBLIC  "own"


/* How else a text is likely to be written. */

typedef enum {
    COC_IDENTITY_WHOLE = 0,
    COC_IDENTITY_SHORT          /* a name: first and last; a license: without
                                   its state */
} coc_identity_form_e;


COC_BEGIN_DECLS


/*
 * Writes the normal form of text into out, COC_IDENTITY_FLAT bytes.
 *
 * COC_DECLINED  it is none of this kind, or has no other form than WHOLE
 *
 * Cost: O(text.len).
 */
int coc_identity_text(coc_identity_e kind, coc_str_t text,
    coc_identity_form_e form, uint8_t *out, size_t *len);

/* coc_identity_text() of a folded name; in coc_identity_person.c. */
int coc_identity_person(coc_str_t folded, coc_identity_form_e form,
    uint8_t *out, size_t *len);

/*
 * Appends a command on one of the sets P{m}:key with n tokens, in ids with the
 * letter of their kind; n is at most COC_IDENTITY_TOKENS.  In coc_identity.c.
 */
int coc_identity_set(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const char *key, const char *command,
    const coc_identity_t *identity, size_t n);


COC_END_DECLS


#endif /* _COC_IDENTITY_TEXT_H_INCLUDED_ */
