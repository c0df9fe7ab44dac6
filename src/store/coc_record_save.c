/*
 * A record as a line of text, for a spool: its parts in order, a tab between
 * two.  Tab, newline and backslash are written as \t, \n and \\.
 */

#include "coc_record.h"
#include "coc_command.h"
#include "coc_str.h"


#define COC_RECORD_VERSION  "1"
#define COC_RECORD_BUDGET   (4 * 1024 * 1024)   /* bytes of all that is kept */


enum {
    COC_SAVED_VERSION = 0,
    COC_SAVED_WHAT,
    COC_SAVED_ACTION,
    COC_SAVED_SCRIPTED,
    COC_SAVED_REVIEWED,
    COC_SAVED_QUEUE,
    COC_SAVED_NOW,
    COC_SAVED_HALF_LIFE,
    COC_SAVED_RETENTION,
    COC_SAVED_MEMBER,
    COC_SAVED_PREFIX,           /* from here on: slices, in this order */
    COC_SAVED_ID,
    COC_SAVED_AMOUNT,
    COC_SAVED_TIME,
    COC_SAVED_LADDER,
    COC_SAVED_SECTIONS,
    COC_SAVED_SEED,
    COC_SAVED_TEXT,
    COC_SAVED_LOG,
    COC_SAVED_REVIEW,
    COC_SAVED_CASE,
    COC_SAVED_KIND,
    COC_SAVED_PLACE,
    COC_SAVED_EVIDENCE,
    COC_SAVED_REASON,
    COC_SAVED_MAX
};


/* The slices of a record, by their place in the line. */

static void
coc_record_parts(coc_record_t *record, coc_str_t **part)
{
    part[COC_SAVED_PREFIX] = &record->prefix;
    part[COC_SAVED_ID] = &record->id;
    part[COC_SAVED_AMOUNT] = &record->amount;
    part[COC_SAVED_TIME] = &record->time;
    part[COC_SAVED_LADDER] = &record->ladder;
    part[COC_SAVED_SECTIONS] = &record->sections;
    part[COC_SAVED_SEED] = &record->seed;
    part[COC_SAVED_TEXT] = &record->text;
    part[COC_SAVED_LOG] = &record->log;
    part[COC_SAVED_REVIEW] = &record->review;
    part[COC_SAVED_CASE] = &record->caseid;
    part[COC_SAVED_KIND] = &record->kind;
    part[COC_SAVED_PLACE] = &record->place;
    part[COC_SAVED_EVIDENCE] = &record->evidence;
    part[COC_SAVED_REASON] = &record->reason;
}


static void
coc_record_save_part(coc_buf_t *out, coc_str_t s)
{
    size_t   i, from;
    uint8_t  c;

    (void) coc_buf_putc(out, '\t');

    for (i = 0, from = 0; i < s.len; i++) {

        c = s.data[i];

        if (c != '\t' && c != '\n' && c != '\\') {
            continue;
        }

        (void) coc_buf_append(out, s.data + from, i - from);
        (void) coc_buf_putc(out, '\\');
        (void) coc_buf_putc(out, (c == '\t') ? 't' : (c == '\n') ? 'n' : c);
        from = i + 1;
    }

    if (s.len > from) {
        (void) coc_buf_append(out, s.data + from, s.len - from);
    }
}


int
coc_record_save(const coc_record_t *record, coc_buf_t *out)
{
    size_t         i;
    uint64_t       number[COC_SAVED_MEMBER];
    coc_str_t     *part[COC_SAVED_MAX];
    coc_record_t   view;

    number[COC_SAVED_WHAT] = (uint64_t) record->what;
    number[COC_SAVED_ACTION] = (uint64_t) record->action;
    number[COC_SAVED_SCRIPTED] = record->scripted;
    number[COC_SAVED_REVIEWED] = record->reviewed;
    number[COC_SAVED_QUEUE] = (uint64_t) record->queue;
    number[COC_SAVED_NOW] = record->now;
    number[COC_SAVED_HALF_LIFE] = record->half_life;
    number[COC_SAVED_RETENTION] = record->retention;

    (void) coc_buf_puts(out, COC_RECORD_VERSION);

    for (i = COC_SAVED_WHAT; i < COC_SAVED_MEMBER; i++) {
        (void) coc_buf_putc(out, '\t');
        (void) coc_buf_uint(out, number[i]);
    }

    coc_record_save_part(out, coc_str_from(record->member.hash));

    view = *record;
    coc_record_parts(&view, part);

    /* not counted: it may be sent after others that have a later place */

    if (!record->counted) {
        view.place.len = 0;
    }

    for (i = COC_SAVED_PREFIX; i < COC_SAVED_MAX; i++) {
        coc_record_save_part(out, *part[i]);
    }

    return out->status;
}


/* One part, into the arena, as it was. */

static int
coc_record_load_part(coc_record_t *record, coc_str_t s, coc_str_t *part)
{
    size_t    i, n;
    uint8_t  *to;

    to = coc_arena_alloc(record->arena, s.len + 1);
    if (to == NULL) {
        return coc_arena_exhausted(record->arena) ? COC_INVALID : COC_ERROR;
    }

    for (i = 0, n = 0; i < s.len; i++) {

        if (s.data[i] != '\\') {
            to[n++] = s.data[i];
            continue;
        }

        if (++i == s.len) {
            return COC_INVALID;
        }

        switch (s.data[i]) {

        case 't':
            to[n++] = '\t';
            break;

        case 'n':
            to[n++] = '\n';
            break;

        case '\\':
            to[n++] = '\\';
            break;

        default:
            return COC_INVALID;
        }
    }

    part->data = to;
    part->len = n;

    return COC_OK;
}


static int
coc_record_load_member(coc_record_t *record, coc_str_t s)
{
    int     digit;
    size_t  i;

    if (s.len == 0) {
        return record->scripted ? COC_INVALID : COC_OK;
    }

    if (s.len != COC_MEMBER_HASH) {
        return COC_INVALID;
    }

    for (i = 0; i < s.len; i++) {
        digit = coc_str_hex(s.data[i]);

        if (digit < 0 || (s.data[i] >= 'A' && s.data[i] <= 'F')) {
            return COC_INVALID;
        }
    }

    memcpy(record->member.hash, s.data, COC_MEMBER_HASH);

    return COC_OK;
}


static int
coc_record_load_numbers(coc_record_t *record, const coc_str_t *word)
{
    size_t    i;
    uint64_t  number[COC_SAVED_MEMBER];

    static const uint64_t  max[COC_SAVED_MEMBER] = {
        0, COC_RECORD_WHAT_MAX - 1, COC_ACTION_MAX - 1, 1, 1,
        COC_QUEUE_MAX - 1, INT64_MAX, INT64_MAX, INT64_MAX
    };

    for (i = COC_SAVED_WHAT; i < COC_SAVED_MEMBER; i++) {
        if (coc_str_uint(word[i], max[i], &number[i]) != COC_OK) {
            return COC_INVALID;
        }
    }

    record->what = (coc_record_what_e) number[COC_SAVED_WHAT];
    record->action = (coc_action_e) number[COC_SAVED_ACTION];
    record->scripted = number[COC_SAVED_SCRIPTED] != 0;
    record->reviewed = number[COC_SAVED_REVIEWED] != 0;
    record->queue = (coc_queue_e) number[COC_SAVED_QUEUE];
    record->now = number[COC_SAVED_NOW];
    record->half_life = number[COC_SAVED_HALF_LIFE];
    record->retention = number[COC_SAVED_RETENTION];

    return COC_OK;
}


static int
coc_record_load_all(coc_record_t *record, const coc_str_t *word)
{
    int         rc;
    size_t      i;
    coc_str_t  *part[COC_SAVED_MAX];

    if (!coc_str_eq(word[COC_SAVED_VERSION], coc_str_from(COC_RECORD_VERSION))
        || coc_record_load_numbers(record, word) != COC_OK
        || coc_record_load_member(record, word[COC_SAVED_MEMBER]) != COC_OK)
    {
        return COC_INVALID;
    }

    coc_record_parts(record, part);

    for (i = COC_SAVED_PREFIX; i < COC_SAVED_MAX; i++) {
        rc = coc_record_load_part(record, word[i], part[i]);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (!coc_record_id_valid(record->id)
        || (record->reviewed && record->caseid.len == 0)
        || record->place.len > COC_RECORD_PLACE)
    {
        return COC_INVALID;
    }

    coc_record_shard(record);

    return COC_OK;
}


int
coc_record_load(coc_record_t **recordp, const coc_alloc_t *alloc,
    coc_str_t text)
{
    int            rc;
    size_t         i, n, end;
    coc_str_t      word[COC_SAVED_MAX];
    coc_arena_t   *arena;
    coc_record_t  *record;

    if (text.len > COC_RECORD_TEXT) {
        return COC_INVALID;
    }

    for (i = 0, n = 0; n < COC_SAVED_MAX; n++) {
        end = coc_str_find(text, '\t', i);
        word[n].data = text.data + i;
        word[n].len = end - i;

        if (end == text.len) {
            break;
        }

        i = end + 1;
    }

    if (n != COC_SAVED_MAX - 1) {
        return COC_INVALID;
    }

    arena = coc_arena_create(alloc, COC_RECORD_BUDGET);
    if (arena == NULL) {
        return COC_ERROR;
    }

    record = coc_arena_zalloc(arena, sizeof(coc_record_t));
    if (record == NULL) {
        coc_arena_destroy(arena);
        return COC_ERROR;
    }

    record->alloc = *alloc;
    record->arena = arena;

    rc = coc_record_load_all(record, word);

    if (rc != COC_OK) {
        coc_arena_destroy(arena);
        return rc;
    }

    coc_record_rewind(record);

    *recordp = record;

    return COC_OK;
}
