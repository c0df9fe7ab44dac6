/*
 * What a file says under each name, gathered to few values.  A record is the
 * name's index, two bytes of length, the value.
 */

#include "coc_media_gather.h"


#define COC_GATHER_HEAD  3      /* bytes of a record before its value */


static size_t coc_gather_length(const uint8_t *record);
static int coc_gather_known(coc_gather_t *gather, size_t index,
    coc_str_t value);
static int coc_gather_join(const coc_gather_t *gather, size_t first,
    coc_gather_keep_pt keep);


void
coc_gather_init(coc_gather_t *gather, const coc_media_out_t *out,
    coc_gather_name_pt name)
{
    memset(gather, 0, sizeof(coc_gather_t));
    gather->out = out;
    gather->name = name;
}


int
coc_gather_add(coc_gather_t *gather, size_t index, coc_str_t value)
{
    int       rc;
    uint8_t  *record;

    value = coc_media_trim(value);

    if (value.len == 0) {
        return COC_OK;
    }

    if (COC_GATHER_SIZE - gather->len < COC_GATHER_HEAD + value.len) {
        rc = coc_gather_flush(gather, NULL);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (coc_gather_known(gather, index, value)) {
        return COC_OK;
    }

    record = gather->data + gather->len;
    record[0] = (uint8_t) index;
    record[1] = (uint8_t) (value.len >> 8);
    record[2] = (uint8_t) value.len;
    memcpy(record + COC_GATHER_HEAD, value.data, value.len);
    gather->len += COC_GATHER_HEAD + value.len;

    return COC_OK;
}


static size_t
coc_gather_length(const uint8_t *record)
{
    return (size_t) record[1] << 8 | record[2];
}


/*
 * 1 if the value is the one its slot remembers; else the slot is for the
 * record about to be added.  A value that shares its slot with others may
 * come twice: no harm.
 */

static int
coc_gather_known(coc_gather_t *gather, size_t index, coc_str_t value)
{
    size_t          i, slot;
    uint32_t        hash;
    const uint8_t  *record;

    hash = 2166136261u ^ (uint32_t) index;

    for (i = 0; i < value.len; i++) {
        hash = (hash ^ value.data[i]) * 16777619u;
    }

    slot = (hash ^ (hash >> 16)) & (COC_GATHER_SLOTS - 1);

    if (gather->seen[slot] != 0) {
        record = gather->data + gather->seen[slot] - 1;

        if (record[0] == index && coc_gather_length(record) == value.len
            && memcmp(record + COC_GATHER_HEAD, value.data, value.len) == 0)
        {
            return 1;
        }
    }

    gather->seen[slot] = (uint32_t) gather->len + 1;

    return 0;
}


int
coc_gather_flush(coc_gather_t *gather, coc_gather_keep_pt keep)
{
    int             rc;
    size_t          i;
    uint8_t         done[COC_GATHER_NAMES];
    const uint8_t  *record;

    rc = COC_OK;
    memset(done, 0, sizeof(done));

    for (i = 0; i < gather->len && rc == COC_OK; /* void */) {
        record = gather->data + i;

        if (!done[record[0]]) {
            done[record[0]] = 1;
            rc = coc_gather_join(gather, i, keep);
        }

        i += COC_GATHER_HEAD + coc_gather_length(record);
    }

    gather->len = 0;
    memset(gather->seen, 0, sizeof(gather->seen));

    return rc;
}


/* The values of the name whose first record is at first. */

static int
coc_gather_join(const coc_gather_t *gather, size_t first,
    coc_gather_keep_pt keep)
{
    int             rc;
    size_t          i, n;
    uint8_t         text[COC_MEDIA_VALUE];
    coc_str_t       value, joined;
    const char     *name;
    const uint8_t  *record;

    n = 0;
    name = gather->name(gather->data[first]);
    joined.data = text;

    for (i = first; i < gather->len; i += COC_GATHER_HEAD + value.len) {
        record = gather->data + i;
        value.data = record + COC_GATHER_HEAD;
        value.len = coc_gather_length(record);

        if (record[0] != gather->data[first]
            || (keep != NULL && !keep(value)))
        {
            continue;
        }

        if (n != 0 && sizeof(text) - n <= value.len) {
            joined.len = n;
            n = 0;

            rc = coc_media_put(gather->out, name, joined);
            if (rc != COC_OK) {
                return rc;
            }
        }

        if (n != 0) {
            text[n++] = '\n';
        }

        memcpy(text + n, value.data, value.len);
        n += value.len;
    }

    joined.len = n;

    return coc_media_put(gather->out, name, joined);
}
