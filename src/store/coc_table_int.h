/*
 * The standing table's layout; for coc_table*.c alone.
 */

#ifndef _COC_TABLE_INT_H_INCLUDED_
#define _COC_TABLE_INT_H_INCLUDED_


#include "coc_table.h"


#define COC_TABLE_WORDS  (COC_TABLE_ENTRY / 8)

/* Flags of an entry; none: the slot is free. */

#define COC_TABLE_USED      1
#define COC_TABLE_VERIFIED  2
#define COC_TABLE_LIFTED    4       /* no sanction, the seq alone */
#define COC_TABLE_PUT       8       /* since the snapshot began */
#define COC_TABLE_STEP      16      /* a line of this snapshot said so */
#define COC_TABLE_UNDER     32
#define COC_TABLE_FLAGS     0xff


typedef struct {
    uint64_t  generation;           /* snapshots begun */
    uint64_t  running;              /* 1: the last one has not ended */
    uint64_t  count;
    uint64_t  cursor;               /* of the snapshot's end */
    uint64_t  moves;                /* as of the pass' last call */
    uint64_t  missed;               /* 1: others moved entries meanwhile */
} coc_table_source_t;


struct coc_table_s {
    uint64_t            magic;
    uint64_t            size;       /* bytes, as given */
    uint64_t            capacity;   /* slots */
    uint64_t            limit;      /* of them, in use at most */
    uint64_t            version;
    uint64_t            used;
    uint64_t            moves;      /* entries ever moved up */
    uint64_t            cursor;     /* of the sweep */
    coc_table_source_t  source[COC_TABLE_SOURCES];
    uint64_t            slot[][COC_TABLE_WORDS];
};


/* An entry, unpacked. */

typedef struct {
    uint64_t  key[2];
    uint64_t  until;                /* ms since the epoch; 0: no end */
    uint64_t  under_until;
    uint64_t  seq;
    uint64_t  expires;              /* of a lifted one; else the end of all
                                       privileges, 0: none; ms */
    uint64_t  generation;
    unsigned  source;
    unsigned  step;
    unsigned  under;
    unsigned  flags;
    unsigned  taken;                /* privileges, a bit each */
    unsigned  told;                 /* those that lines of this snapshot told */
} coc_table_entry_t;


#define coc_table_get(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define coc_table_set(p, v)  __atomic_store_n(p, v, __ATOMIC_RELEASE)


COC_BEGIN_DECLS


/* The 16 bytes of a hash; COC_INVALID: it is none. */
int coc_table_key(const coc_member_t *member, uint64_t key[2]);

/* The slot of an entry, or the free one where it would be. */
size_t coc_table_seek(const coc_table_t *table, const uint64_t key[2],
    unsigned source);
void coc_table_load(const coc_table_t *table, size_t i, coc_table_entry_t *e);

/* Around all that is changed in slots: the version is odd in between. */
void coc_table_lock(coc_table_t *table);
void coc_table_unlock(coc_table_t *table);

/* 1 if edges must know of that step, and it is in force; else 0. */
int coc_table_holds(unsigned step, uint64_t until, uint64_t now);

/* 1 if that entry is of a sanction in force, or of a privilege that is taken;
 * else 0. */
int coc_table_active(const coc_table_entry_t *e, uint64_t now);

/* Between coc_table_lock() and _unlock(): what comes behind the entry, up to
 * the next free slot, moves to where it is found. */
void coc_table_remove(coc_table_t *table, size_t hole);

/* Writes an entry to its slot; COC_LIMIT: it is a new one, and there is no
 * room. */
int coc_table_write(coc_table_t *table, size_t i, coc_table_entry_t *e,
    uint64_t now);


COC_END_DECLS


#endif /* _COC_TABLE_INT_H_INCLUDED_ */
