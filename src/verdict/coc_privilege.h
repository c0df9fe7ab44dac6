/*
 * Privileges that moderators took from a member, each by itself, with its end
 * and its reason.  No I/O.
 */

#ifndef _COC_PRIVILEGE_H_INCLUDED_
#define _COC_PRIVILEGE_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


/* Their numbers are stored. */

typedef enum {
    COC_PRIVILEGE_NO_POST = 0,  /* posts and cases are refused */
    COC_PRIVILEGE_NO_COMMENT,
    COC_PRIVILEGE_NO_MESSAGE,
    COC_PRIVILEGE_NO_LINK,      /* content with a link is */
    COC_PRIVILEGE_NO_UPLOAD,    /* bodies with a file are */
    COC_PRIVILEGE_READONLY,     /* everything is */
    COC_PRIVILEGE_PREMODERATE,  /* everything is held */
    COC_PRIVILEGE_MAX
} coc_privilege_e;


#define COC_PRIVILEGE_REASON  200       /* bytes of a reason, most */


/* All zero: nothing was taken. */

typedef struct {
    uint32_t  taken;            /* a bit a privilege, ended or not */
    uint64_t  until[COC_PRIVILEGE_MAX];     /* ms since the epoch; 0: no end */
    char      reason[COC_PRIVILEGE_MAX][COC_PRIVILEGE_REASON + 1];
} coc_privileges_t;


/* What is posted: before the body is read, links and files are 0. */

typedef struct {
    coc_str_t  kind;            /* "comment" and so on */
    size_t     links;           /* in the content */
    size_t     files;           /* in the body */
} coc_posting_t;


COC_BEGIN_DECLS


/* "no_post" and so on; "" for none. */
const char *coc_privilege_name(coc_privilege_e which);

/* COC_DECLINED: there is none of that name. */
int coc_privilege_find(coc_str_t name, coc_privilege_e *which);

/* 1 if that text can be a reason: UTF-8 without control characters, at most
 * COC_PRIVILEGE_REASON bytes, or nothing; else 0. */
int coc_privilege_reason(coc_str_t text);

/* Takes one; reason as above, what is too long is cut. */
void coc_privilege_take(coc_privileges_t *all, coc_privilege_e which,
    uint64_t until, coc_str_t reason);

/* Those that are taken now, a bit each. */
uint32_t coc_privileges_taken(const coc_privileges_t *all, uint64_t now);

/* When the last of those ends, ms since the epoch; 0: never, or there is
 * none. */
uint64_t coc_privileges_until(const coc_privileges_t *all, uint64_t now);

/* What is taken now in either, into a; of one that both have, the one that
 * lasts longer. */
void coc_privileges_merge(coc_privileges_t *a, const coc_privileges_t *b,
    uint64_t now);

/*
 * The text that Redis holds: "number:until:reason\n" each.  What is read is
 * hostile: COC_INVALID for all that is not of that form, privileges that are
 * not known here among it.
 */
int coc_privileges_read(coc_privileges_t *all, coc_str_t text);

/* Appends it; returns the status of buf.  reasons  0: without them */
int coc_privileges_write(const coc_privileges_t *all, int reasons,
    coc_buf_t *buf);

/*
 * The one for which that is refused now, of several the first in this order:
 * readonly, no_post, no_comment, no_message, no_upload, no_link.
 * COC_PRIVILEGE_MAX: none.
 *
 * A report may hold links and files, whatever was taken: it quotes.
 */
coc_privilege_e coc_privilege_refuses(const coc_privileges_t *all,
    const coc_posting_t *posting, uint64_t now);


COC_END_DECLS


#endif /* _COC_PRIVILEGE_H_INCLUDED_ */
