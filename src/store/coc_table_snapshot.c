/*
 * The standing table's snapshots.  A line of one tells a step and its end, not
 * as of when: what was put meanwhile is newer, what was known before may be of
 * data that Redis has lost.
 */

#include "coc_table_int.h"


void
coc_table_begin(coc_table_t *table, unsigned source)
{
    coc_table_source_t  *s;

    s = &table->source[source];

    s->generation++;
    s->running = 1;
    s->cursor = 0;
    s->moves = table->moves;
    s->missed = 0;
}


/* Which step of an entry a line tells of, as a flag; 0: neither. */

static unsigned
coc_table_same(const coc_table_entry_t *e, coc_step_e step, uint64_t until)
{
    if (e->step == step && (step == COC_STEP_DEACTIVATE || e->until == until))
    {
        return COC_TABLE_STEP;
    }

    if (e->under == step && e->under_until == until) {
        return COC_TABLE_UNDER;
    }

    return 0;
}


/*
 * The entry as it was before this snapshot's first line of it; what that line
 * and those after it say is added.
 */

static void
coc_table_fresh(coc_table_entry_t *e, const coc_table_source_t *s)
{
    if (e->generation != s->generation) {
        e->flags &= ~(unsigned) (COC_TABLE_PUT|COC_TABLE_STEP|COC_TABLE_UNDER);
        e->generation = s->generation;
        e->told = 0;
    }
}


int
coc_table_taken(coc_table_t *table, unsigned source,
    const coc_member_t *member, coc_privilege_e privilege, uint64_t until,
    uint64_t now)
{
    size_t               i;
    uint64_t             key[2];
    coc_table_entry_t    e;
    coc_table_source_t  *s;

    if (coc_table_key(member, key) != COC_OK
        || (unsigned) privilege >= COC_PRIVILEGE_MAX)
    {
        return COC_INVALID;
    }

    if (until != 0 && until <= now) {
        return COC_DECLINED;
    }

    s = &table->source[source];
    i = coc_table_seek(table, key, source);
    coc_table_load(table, i, &e);

    if (e.flags && e.generation == s->generation && (e.flags & COC_TABLE_PUT))
    {
        return COC_DECLINED;
    }

    if (e.flags == 0 || (e.flags & COC_TABLE_LIFTED)) {
        memset(&e, 0, sizeof(coc_table_entry_t));
        e.key[0] = key[0];
        e.key[1] = key[1];
        e.source = source;
    }

    coc_table_fresh(&e, s);

    if (!(e.taken & (1u << privilege))) {
        e.flags &= ~(unsigned) COC_TABLE_VERIFIED;
        e.seq = 0;
    }

    e.expires = (e.taken == 0) ? until
                : (e.expires == 0 || until == 0) ? 0
                : coc_max(e.expires, until);
    e.flags |= COC_TABLE_USED;
    e.taken |= 1u << privilege;
    e.told |= 1u << privilege;

    return coc_table_write(table, i, &e, now);
}


int
coc_table_line(coc_table_t *table, unsigned source, const coc_member_t *member,
    coc_step_e step, uint64_t until, uint64_t now)
{
    size_t               i;
    unsigned             same;
    uint64_t             key[2];
    coc_standing_t       both;
    coc_table_entry_t    e;
    coc_table_source_t  *s;

    if (coc_table_key(member, key) != COC_OK) {
        return COC_INVALID;
    }

    if (!coc_table_holds(step, until, now)) {
        return COC_DECLINED;
    }

    s = &table->source[source];
    i = coc_table_seek(table, key, source);
    coc_table_load(table, i, &e);

    if (e.flags && e.generation == s->generation && (e.flags & COC_TABLE_PUT))
    {
        return COC_DECLINED;
    }

    coc_table_fresh(&e, s);

    same = (e.flags && !(e.flags & COC_TABLE_LIFTED))
           ? coc_table_same(&e, step, until) : 0;

    if (same) {
        e.flags |= same;
        return coc_table_write(table, i, &e, now);
    }

    /* what other lines of this snapshot have said stands, all else not */

    both.step = COC_STEP_NONE;
    both.until = 0;

    if ((e.flags & COC_TABLE_STEP) && e.step != step) {
        both.step = (coc_step_e) e.step;
        both.until = e.until;

    } else if ((e.flags & COC_TABLE_UNDER) && e.under != step) {
        both.step = (coc_step_e) e.under;
        both.until = e.under_until;
    }

    coc_standing_set(&both, step, until, both.step, both.until);

    e.key[0] = key[0];
    e.key[1] = key[1];
    e.source = source;
    e.step = both.step;
    e.until = both.until;
    e.under = both.under;
    e.under_until = both.under_until;
    e.seq = 0;

    if (e.flags == 0 || (e.flags & COC_TABLE_LIFTED)) {
        e.expires = 0;
        e.taken = 0;
        e.told = 0;
    }

    e.flags = COC_TABLE_USED|COC_TABLE_STEP
              |(both.under != COC_STEP_NONE ? COC_TABLE_UNDER : 0);

    return coc_table_write(table, i, &e, now);
}


/* A step in force that no line told of: the record must be asked. */

static int
coc_table_doubtful(const coc_table_entry_t *e, uint64_t now)
{
    return !(e->flags & COC_TABLE_PUT)
           && ((coc_table_holds(e->step, e->until, now)
                && !(e->flags & COC_TABLE_STEP))
               || (coc_table_holds(e->under, e->under_until, now)
                   && e->under != e->step && !(e->flags & COC_TABLE_UNDER)));
}


/*
 * Entries may be moved from ahead of the cursor to behind it while others hold
 * the lock; then all is looked at once more.
 */

int
coc_table_end(coc_table_t *table, unsigned source, uint64_t now, size_t max)
{
    size_t               i;
    coc_table_entry_t    e;
    coc_table_source_t  *s;

    s = &table->source[source];
    i = (size_t) s->cursor;

    if (s->moves != table->moves) {
        s->missed = 1;
    }

    while (max-- && i < table->capacity) {

        coc_table_load(table, i, &e);

        if (e.flags && e.source == source) {

            if (e.generation != s->generation) {
                coc_table_lock(table);
                coc_table_remove(table, i);
                coc_table_unlock(table);
                continue;
            }

            /* given back, and the entry's other part was told */

            if (!(e.flags & (COC_TABLE_PUT|COC_TABLE_LIFTED))
                && e.taken != e.told)
            {
                e.taken = e.told;
                (void) coc_table_write(table, i, &e, now);
            }

            if ((e.flags & COC_TABLE_VERIFIED) && coc_table_doubtful(&e, now))
            {
                e.flags &= ~(unsigned) COC_TABLE_VERIFIED;
                e.seq = 0;
                (void) coc_table_write(table, i, &e, now);
            }
        }

        i++;
    }

    s->cursor = i;
    s->moves = table->moves;

    if (i < table->capacity) {
        return COC_AGAIN;
    }

    if (s->missed) {
        s->missed = 0;
        s->cursor = 0;
        return COC_AGAIN;
    }

    s->running = 0;

    return COC_OK;
}


void
coc_table_clear(coc_table_t *table, unsigned source)
{
    size_t             i;
    coc_table_entry_t  e;

    table->source[source].running = 0;

    for (i = 0; i < table->capacity; /* void */) {

        coc_table_load(table, i, &e);

        if (e.flags && e.source == source) {
            coc_table_lock(table);
            coc_table_remove(table, i);
            coc_table_unlock(table);
            continue;
        }

        i++;
    }
}
