/*
 * The standing table: open addressing, an entry a cache line, without marks of
 * what was deleted: what comes behind moves up.
 *
 * Readers go by the version: odd while a writer is at work, and another one
 * after it.  All words are read and written as atomics, those of a reader with
 * acquire and those of a writer with release: whoever saw one word of a write
 * sees that the version has changed.  A version that is odd under the lock is
 * that of a writer that was killed.
 */

#include "coc_table.h"
#include "coc_str.h"
#include "coc_table_int.h"


#define COC_TABLE_MAGIC   0x636f632d74626c32ULL     /* the layout below */
#define COC_TABLE_TRIES   16
#define COC_TABLE_KEEP    60000     /* ms that a lifted one's seq is known */
#define COC_TABLE_SEARCH  256       /* entries swept to make room */


static coc_table_t *
coc_table_place(void *mem, size_t size, size_t *rest)
{
    size_t     pad;
    uintptr_t  p;

    p = (uintptr_t) mem;
    pad = (size_t) (-p & (COC_TABLE_ENTRY - 1));

    if (mem == NULL
        || size < pad + sizeof(coc_table_t) + 2 * COC_TABLE_ENTRY)
    {
        return NULL;
    }

    *rest = (size - pad - sizeof(coc_table_t)) / COC_TABLE_ENTRY;

    return (coc_table_t *) (void *) ((uint8_t *) mem + pad);
}


coc_table_t *
coc_table_init(void *mem, size_t size)
{
    size_t        n;
    coc_table_t  *table;

    table = coc_table_place(mem, size, &n);
    if (table == NULL) {
        return NULL;
    }

    n = coc_min(n, UINT32_MAX);

    memset(table, 0, sizeof(coc_table_t) + n * COC_TABLE_ENTRY);

    table->magic = COC_TABLE_MAGIC;
    table->size = size;
    table->capacity = n;

    /* a quarter stays free: a miss ends at the first free slot */

    table->limit = n - coc_max(n / 4, 1);

    return table;
}


coc_table_t *
coc_table_attach(void *mem, size_t size)
{
    size_t        n;
    coc_table_t  *table;

    table = coc_table_place(mem, size, &n);

    if (table == NULL || table->magic != COC_TABLE_MAGIC
        || table->size != size || table->capacity != coc_min(n, UINT32_MAX))
    {
        return NULL;
    }

    return table;
}


size_t
coc_table_room(const coc_table_t *table)
{
    return (size_t) table->limit;
}


size_t
coc_table_count(const coc_table_t *table, unsigned source)
{
    return (size_t) coc_table_get(&table->source[source].count);
}


int
coc_table_key(const coc_member_t *member, uint64_t key[2])
{
    int     digit;
    size_t  i;

    key[0] = 0;
    key[1] = 0;

    for (i = 0; i < COC_MEMBER_HASH; i++) {
        digit = coc_str_hex((uint8_t) member->hash[i]);

        if (digit < 0) {
            return COC_INVALID;
        }

        key[i / 16] = key[i / 16] << 4 | (uint64_t) digit;
    }

    return COC_OK;
}


static size_t
coc_table_home(const coc_table_t *table, const uint64_t key[2],
    unsigned source)
{
    uint64_t  h;

    /* of a member id's MAC, so the bits are random */

    h = (key[0] ^ (uint64_t) source * 0x9e3779b97f4a7c15ULL) >> 32;

    return (size_t) (h * table->capacity >> 32);
}


static size_t
coc_table_next(const coc_table_t *table, size_t i)
{
    return (i + 1 == table->capacity) ? 0 : i + 1;
}


static unsigned
coc_table_flags(const coc_table_t *table, size_t i)
{
    return (unsigned) (coc_table_get(&table->slot[i][5]) >> 32)
           & COC_TABLE_FLAGS;
}


void
coc_table_load(const coc_table_t *table, size_t i, coc_table_entry_t *e)
{
    uint64_t         bits;
    const uint64_t  *w;

    w = table->slot[i];

    e->key[0] = coc_table_get(&w[0]);
    e->key[1] = coc_table_get(&w[1]);
    e->until = coc_table_get(&w[2]);
    e->under_until = coc_table_get(&w[3]);
    e->seq = coc_table_get(&w[4]);
    bits = coc_table_get(&w[5]);
    e->generation = coc_table_get(&w[6]);
    e->expires = coc_table_get(&w[7]);

    e->step = bits & 0xff;
    e->under = bits >> 8 & 0xff;
    e->source = bits >> 16 & 0xffff;
    e->flags = (unsigned) (bits >> 32) & COC_TABLE_FLAGS;
    e->taken = bits >> 40 & 0xff;
    e->told = bits >> 48 & 0xff;
}


static void
coc_table_store(coc_table_t *table, size_t i, const coc_table_entry_t *e)
{
    uint64_t  *w;

    w = table->slot[i];

    coc_table_set(&w[0], e->key[0]);
    coc_table_set(&w[1], e->key[1]);
    coc_table_set(&w[2], e->until);
    coc_table_set(&w[3], e->under_until);
    coc_table_set(&w[4], e->seq);
    coc_table_set(&w[5], (uint64_t) e->told << 48
                         | (uint64_t) e->taken << 40
                         | (uint64_t) e->flags << 32
                         | (uint64_t) e->source << 16
                         | (uint64_t) e->under << 8 | e->step);
    coc_table_set(&w[6], e->generation);
    coc_table_set(&w[7], e->expires);
}


void
coc_table_lock(coc_table_t *table)
{
    coc_table_set(&table->version, table->version + 1);
}


void
coc_table_unlock(coc_table_t *table)
{
    coc_table_set(&table->version, table->version + 1);
}


size_t
coc_table_seek(const coc_table_t *table, const uint64_t key[2],
    unsigned source)
{
    size_t           i, n;
    uint64_t         bits;
    const uint64_t  *w;

    i = coc_table_home(table, key, source);

    /* there always is a free one; but a reader may see a write half done */

    for (n = 0; n < table->capacity; n++) {

        w = table->slot[i];
        bits = coc_table_get(&w[5]);

        if (bits >> 32 == 0
            || (coc_table_get(&w[0]) == key[0]
                && coc_table_get(&w[1]) == key[1]
                && (bits >> 16 & 0xffff) == source))
        {
            break;
        }

        i = coc_table_next(table, i);
    }

    return i;
}


int
coc_table_holds(unsigned step, uint64_t until, uint64_t now)
{
    return step >= COC_STEP_MUTE
           && (step == COC_STEP_DEACTIVATE || until == 0 || now < until);
}


int
coc_table_active(const coc_table_entry_t *e, uint64_t now)
{
    return !(e->flags & COC_TABLE_LIFTED)
           && (coc_table_holds(e->step, e->until, now)
               || coc_table_holds(e->under, e->under_until, now)
               || (e->taken && (e->expires == 0 || now < e->expires)));
}


/* They all end with the last one: an entry has no room for more. */

static void
coc_table_privileges(const coc_table_entry_t *e, coc_privileges_t *privileges)
{
    unsigned  i;

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (e->taken & (1u << i)) {
            coc_privilege_take(privileges, (coc_privilege_e) i, e->expires,
                               (coc_str_t) coc_null_str);
        }
    }
}


int
coc_table_find(const coc_table_t *table, unsigned source,
    const coc_member_t *member, uint64_t now, coc_table_answer_t *answer)
{
    size_t             i;
    unsigned           tries;
    uint64_t           key[2], version;
    coc_table_entry_t  e;

    if (coc_table_key(member, key) != COC_OK) {
        return COC_DECLINED;
    }

    for (tries = 0; tries < COC_TABLE_TRIES; tries++) {

        version = coc_table_get(&table->version);

        if (version & 1) {
            continue;
        }

        i = coc_table_seek(table, key, source);
        coc_table_load(table, i, &e);

        if (coc_table_get(&table->version) != version) {
            continue;
        }

        if (e.flags == 0 || !coc_table_active(&e, now)) {
            return COC_DECLINED;
        }

        memset(&answer->standing, 0, sizeof(coc_standing_t));

        coc_standing_set(&answer->standing, (coc_step_e) e.step, e.until,
                         (coc_step_e) e.under, e.under_until);
        answer->standing.seq = e.seq;
        coc_table_privileges(&e, &answer->standing.privileges);
        answer->verified = (e.flags & COC_TABLE_VERIFIED) != 0;

        return COC_OK;
    }

    return COC_AGAIN;
}


static void
coc_table_wipe(coc_table_t *table)
{
    size_t             i;
    coc_table_entry_t  none;

    memset(&none, 0, sizeof(coc_table_entry_t));

    for (i = 0; i < table->capacity; i++) {
        coc_table_store(table, i, &none);
    }

    for (i = 0; i < COC_TABLE_SOURCES; i++) {
        table->source[i].running = 0;
        coc_table_set(&table->source[i].count, 0);
    }

    table->used = 0;
}


int
coc_table_torn(const coc_table_t *table)
{
    return (int) (table->version & 1);
}


int
coc_table_repair(coc_table_t *table)
{
    if (!coc_table_torn(table)) {
        return 0;
    }

    coc_table_wipe(table);
    coc_table_unlock(table);

    return 1;
}


static void
coc_table_counted(coc_table_t *table, unsigned source, int n)
{
    uint64_t  *count;

    count = &table->source[source].count;

    coc_table_set(count, *count + (uint64_t) (int64_t) n);
}


void
coc_table_remove(coc_table_t *table, size_t hole)
{
    size_t             i, home, gap, far;
    coc_table_entry_t  e;

    coc_table_load(table, hole, &e);

    if (!(e.flags & COC_TABLE_LIFTED)) {
        coc_table_counted(table, e.source, -1);
    }

    table->used--;

    for (i = coc_table_next(table, hole); coc_table_flags(table, i);
         i = coc_table_next(table, i))
    {
        coc_table_load(table, i, &e);
        home = coc_table_home(table, e.key, e.source);

        gap = (i >= hole) ? i - hole : i + (size_t) table->capacity - hole;
        far = (i >= home) ? i - home : i + (size_t) table->capacity - home;

        if (far >= gap) {
            coc_table_store(table, hole, &e);
            table->moves++;
            hole = i;
        }
    }

    memset(&e, 0, sizeof(coc_table_entry_t));
    coc_table_store(table, hole, &e);
}


void
coc_table_sweep(coc_table_t *table, uint64_t now, size_t max)
{
    size_t             i, n;
    coc_table_entry_t  e;

    i = (size_t) table->cursor;

    for (n = coc_min(max, table->capacity); n; n--) {

        coc_table_load(table, i, &e);

        /* while a snapshot runs, lifted ones keep its older lines out */

        if (e.flags
            && ((e.flags & COC_TABLE_LIFTED)
                ? !table->source[e.source].running && now >= e.expires
                : !coc_table_active(&e, now)))
        {
            coc_table_lock(table);
            coc_table_remove(table, i);
            coc_table_unlock(table);
            continue;
        }

        i = coc_table_next(table, i);
    }

    table->cursor = i;
}


int
coc_table_write(coc_table_t *table, size_t i, coc_table_entry_t *e,
    uint64_t now)
{
    coc_table_entry_t  old;

    coc_table_load(table, i, &old);

    if (old.flags == 0 && table->used >= table->limit) {
        coc_table_sweep(table, now, COC_TABLE_SEARCH);

        if (table->used >= table->limit) {
            return COC_LIMIT;
        }

        i = coc_table_seek(table, e->key, e->source);
    }

    coc_table_lock(table);

    if (old.flags == 0) {
        table->used++;
    }

    coc_table_counted(table, e->source,
                      !(e->flags & COC_TABLE_LIFTED)
                      - (old.flags && !(old.flags & COC_TABLE_LIFTED)));
    coc_table_store(table, i, e);

    coc_table_unlock(table);

    return COC_OK;
}


int
coc_table_put(coc_table_t *table, unsigned source, const coc_member_t *member,
    const coc_standing_t *standing, uint64_t now)
{
    size_t               i;
    unsigned             fresh, old, verified;
    coc_table_entry_t    e;
    coc_table_source_t  *s;
    uint64_t             key[2];

    if (coc_table_key(member, key) != COC_OK) {
        return COC_INVALID;
    }

    s = &table->source[source];
    i = coc_table_seek(table, key, source);
    coc_table_load(table, i, &e);

    fresh = s->generation == e.generation && (e.flags & COC_TABLE_PUT);
    old = (e.flags & COC_TABLE_VERIFIED || e.step == COC_STEP_MAX)
          && standing->seq < e.seq;

    if (e.flags && old && (fresh || !s->running)) {
        return COC_DECLINED;
    }

    verified = COC_TABLE_VERIFIED;

    if (e.flags && old && !(e.flags & COC_TABLE_LIFTED)
        && !coc_standing_active(standing, now))
    {
        /* a sanction of lost data, or an answer that was long on its way */

        e.flags &= ~(unsigned) COC_TABLE_VERIFIED;
        e.seq = 0;

        return coc_table_write(table, i, &e, now);
    }

    /* nor is a sanction sure that a snapshot met a higher seq of, or that is
     * of no kind known here */

    if ((e.flags && old) || standing->step == COC_STEP_MAX) {
        verified = 0;
    }

    e.key[0] = key[0];
    e.key[1] = key[1];
    e.source = source;
    e.step = standing->step;
    e.until = standing->until;
    e.under = standing->under;
    e.under_until = standing->under_until;
    e.seq = standing->seq;
    e.generation = s->generation;
    e.taken = coc_privileges_taken(&standing->privileges, now);
    e.told = 0;
    e.expires = coc_privileges_until(&standing->privileges, now);

    if (!coc_standing_active(standing, now)) {

        if (e.flags == 0) {
            return COC_DECLINED;
        }

        e.flags = COC_TABLE_USED|COC_TABLE_VERIFIED|COC_TABLE_PUT
                  |COC_TABLE_LIFTED;
        e.expires = now + COC_TABLE_KEEP;

    } else {
        e.flags = COC_TABLE_USED|COC_TABLE_PUT|verified;
    }

    return coc_table_write(table, i, &e, now);
}
