/*
 * Evidence: what was posted, sealed to a public key (libsodium's sealed box:
 * X25519, XSalsa20-Poly1305), so that the edge and Redis hold what only the
 * owner of the private key can read.
 */

#ifndef _COC_EVIDENCE_H_INCLUDED_
#define _COC_EVIDENCE_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


#define COC_EVIDENCE_KEY   32           /* bytes of a public key */
#define COC_EVIDENCE_FILE  4096         /* of a key's file, most */


typedef struct {
    uint8_t  public_key[COC_EVIDENCE_KEY];
} coc_evidence_key_t;


/* To be wiped by who has it. */

typedef struct {
    uint8_t             secret_key[COC_EVIDENCE_KEY];
    coc_evidence_key_t  key;
} coc_evidence_private_t;


COC_BEGIN_DECLS


/*
 * Reads the text of a key's file: one line of base64, beside empty ones and
 * comments, which begin with "#".  The private key's line is twice as long, so
 * that one is never taken for the other.
 *
 * COC_OK
 * COC_DECLINED  there is no line with a key
 * COC_LIMIT     there is more than one
 * COC_INVALID   not base64, or not that long, or a key that seals nothing
 * COC_UNSUPPORTED  a private key, where a public one is wanted, or the other
 *               way round
 * COC_ERROR     libsodium failed
 */
int coc_evidence_read(coc_evidence_key_t *key, coc_str_t text);
int coc_evidence_read_private(coc_evidence_private_t *key, coc_str_t text);

/* Makes a pair; COC_ERROR: libsodium failed. */
int coc_evidence_make(coc_evidence_private_t *key);

/* Append the line of a key, without its newline; return buf's status. */
int coc_evidence_put(coc_buf_t *buf, const coc_evidence_key_t *key);
int coc_evidence_put_private(coc_buf_t *buf,
    const coc_evidence_private_t *key);

/*
 * Appends the content, sealed, as base64: 4/3 of it and 64 bytes.  Nothing
 * blocks: random bytes come from getrandom(), which waits at boot alone.
 *
 * COC_OK, COC_LIMIT of buf, COC_ERROR: no memory, or libsodium failed
 */
int coc_evidence_seal(coc_buf_t *buf, const coc_evidence_key_t *key,
    coc_str_t content);

/*
 * Appends what was sealed.
 *
 * COC_INVALID   no base64, or not as long as anything sealed is
 * COC_DECLINED  not sealed to this key, or damaged
 * others        as above; nothing is appended then
 */
int coc_evidence_open(coc_buf_t *buf, const coc_evidence_private_t *key,
    coc_str_t sealed);

/* Forgets a private key. */
void coc_evidence_wipe(coc_evidence_private_t *key);


COC_END_DECLS


#endif /* _COC_EVIDENCE_H_INCLUDED_ */
