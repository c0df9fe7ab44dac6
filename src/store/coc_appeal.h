/*
 * What moderators decide of a case: what history says of it, and what they
 * write there.
 */

#ifndef _COC_APPEAL_H_INCLUDED_
#define _COC_APPEAL_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_store.h"


#define COC_APPEAL_ID  80       /* bytes of a decision's id, NUL included */


COC_BEGIN_DECLS


/*
 * The id of a decision: the same for a case however often it is decided, so
 * that it counts once.  verb is "appeal" or "upheld".
 *
 * COC_INVALID  the case's id is too long for one
 */
int coc_appeal_id(char *text, const char *verb, coc_str_t caseid);

/*
 * Reads an entry of a member's history ("<id> {JSON}", see
 * coc_store_history()), a NUL behind it as hiredis has it.
 *
 * appeal  caseid is borrowed from the argument
 *
 * COC_OK        it is the infraction of that case
 * COC_DECLINED  it is another one
 * COC_INVALID   it is no such entry: something else wrote it
 */
int coc_appeal_read(coc_str_t entry, coc_str_t caseid, coc_appeal_t *appeal);

/*
 * Appends the command that notes in a member's history that a case was upheld:
 * ZADD of P{m}:log.  Returns the status of out.
 */
int coc_appeal_uphold(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, coc_str_t caseid, coc_str_t by,
    coc_str_t reason, uint64_t now);


COC_END_DECLS


#endif /* _COC_APPEAL_H_INCLUDED_ */
