/*
 * The standing table: who is under a sanction, in a flat piece of memory that
 * processes share.  One writer at a time, readers take no lock.  Knows nothing
 * of nginx, nor of where its content comes from.
 */

#ifndef _COC_TABLE_H_INCLUDED_
#define _COC_TABLE_H_INCLUDED_


#include "coc_store.h"


#define COC_TABLE_SOURCES  32           /* numbers of sources: 0 to 31 */
#define COC_TABLE_ENTRY    64           /* bytes of one entry: a cache line */


typedef struct coc_table_s  coc_table_t;


/* What is known of a member. */

typedef struct {
    coc_standing_t  standing;   /* step, until, under, under_until, seq; the
                                   steps are from COC_STEP_MUTE up;
                                   COC_STEP_MAX: of a kind not known here;
                                   privileges without reasons, each with the
                                   end of the last: the record knows better */
    int             verified;   /* 1: of the feed, or of the record itself;
                                   0: of a snapshot, or otherwise in doubt */
} coc_table_answer_t;


COC_BEGIN_DECLS


/*
 * Makes an empty table of all of the memory.  It is at a place of its own in
 * there and must not be moved; every process may have it at another address.
 *
 * mem   of any alignment; the caller's
 * size  bytes
 *
 * NULL: too small for a single entry.
 */
coc_table_t *coc_table_init(void *mem, size_t size);

/* The table that coc_table_init() made there, of the same size and by the
 * same layout; NULL: there is none. */
coc_table_t *coc_table_attach(void *mem, size_t size);

/* Entries that it can hold, of all sources. */
size_t coc_table_room(const coc_table_t *table);

/* Members of a source that it holds, those whose time has run out included. */
size_t coc_table_count(const coc_table_t *table, unsigned source);

/*
 * What is known of a member.  The only function that takes no lock; all others
 * below are for whoever holds it.
 *
 * now  ms since the epoch
 *
 * COC_OK        a sanction is in force, or a privilege taken
 * COC_DECLINED  none is known
 * COC_AGAIN     writers kept coming between; under the lock it always answers,
 *               after coc_table_repair()
 *
 * Cost: a few cache lines, no allocation.
 */
int coc_table_find(const coc_table_t *table, unsigned source,
    const coc_member_t *member, uint64_t now, coc_table_answer_t *answer);

/* 1 if a writer was killed while it wrote, else 0; under the lock. */
int coc_table_torn(const coc_table_t *table);

/*
 * To be called whenever the lock was taken.  1: a writer was killed while it
 * wrote; the table was emptied and no source knows anything any more.  Else 0.
 */
int coc_table_repair(coc_table_t *table);

/*
 * What the feed, or the record itself, says of a member.  What is older than
 * what is known (seq) changes nothing.  Without a sanction in force the entry
 * goes, but its seq is remembered for a minute: an answer that was on its way
 * must not bring the sanction back.  While a snapshot runs, what was known
 * before it may be of data that Redis has lost: an older one puts it in doubt.
 *
 * COC_OK        known now
 * COC_DECLINED  older, or there is nothing to remember
 * COC_INVALID   not a member's hash
 * COC_LIMIT     no room; nothing that is in force was given up for it
 */
int coc_table_put(coc_table_t *table, unsigned source,
    const coc_member_t *member, const coc_standing_t *standing, uint64_t now);

/*
 * A snapshot of all that is in force: begin, an entry for each of its lines,
 * end.  A line says nothing of how old it is.  Where it says what is known
 * already, that stays verified; what was put since the snapshot began is not
 * touched; all else is unverified from then on.  Until the end nothing goes.
 */
void coc_table_begin(coc_table_t *table, unsigned source);

/* until  ms since the epoch, 0: no end; results as of coc_table_put() */
int coc_table_line(coc_table_t *table, unsigned source,
    const coc_member_t *member, coc_step_e step, uint64_t until,
    uint64_t now);

/* The same of a line that tells of a privilege. */
int coc_table_taken(coc_table_t *table, unsigned source,
    const coc_member_t *member, coc_privilege_e privilege, uint64_t until,
    uint64_t now);

/*
 * What was in no line, nor put meanwhile, goes.  Looks at max entries at most;
 * COC_AGAIN: call it again; COC_OK: done.
 */
int coc_table_end(coc_table_t *table, unsigned source, uint64_t now,
    size_t max);

/* Gives up what has ended; looks at max entries, from where it left off. */
void coc_table_sweep(coc_table_t *table, uint64_t now, size_t max);

/* All of a source goes.  Cost: O(size of the table). */
void coc_table_clear(coc_table_t *table, unsigned source);


COC_END_DECLS


#endif /* _COC_TABLE_H_INCLUDED_ */
