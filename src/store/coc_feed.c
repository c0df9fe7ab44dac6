/*
 * The feed of sanctions: its commands, the ids of its entries, what a gap is.
 */

#include "coc_feed.h"
#include "coc_command.h"
#include "coc_str.h"

#include <stdio.h>


#define COC_FEED_SCAN  "200"            /* members of a page, about */
#define COC_FEED_ID    48               /* bytes of an id, NUL included */


int
coc_feed_id_cmp(const coc_feed_id_t *a, const coc_feed_id_t *b)
{
    if (a->ms != b->ms) {
        return (a->ms < b->ms) ? -1 : 1;
    }

    return (a->n < b->n) ? -1 : (a->n > b->n);
}


static int
coc_feed_keys(coc_buf_t *buf, coc_str_t prefix, unsigned first, unsigned n,
    const char *name, size_t *ends)
{
    unsigned  i;

    for (i = 0; i < n; i++) {
        (void) coc_key_shard(buf, prefix, first + i, name);
        ends[i] = buf->len;
    }

    return buf->status;
}


int
coc_feed_read(coc_buf_t *out, coc_str_t prefix, unsigned first, unsigned n,
    const coc_feed_id_t *ids, uint64_t block)
{
    int        rc;
    char       id[COC_FEED_SHARDS][COC_FEED_ID], ms[COC_COMMAND_UINT];
    char       count[COC_COMMAND_UINT];
    size_t     nargs, ends[COC_FEED_SHARDS], begin;
    unsigned   i;
    coc_buf_t  keys;
    coc_str_t  args[6 + 2 * COC_FEED_SHARDS];

    if (first >= COC_FEED_SHARDS || n > COC_FEED_SHARDS - first) {
        return COC_ERROR;
    }

    coc_buf_init(&keys, out->alloc, COC_FEED_SHARDS * (prefix.len + 32));

    rc = coc_feed_keys(&keys, prefix, first, n, "feed", ends);

    if (rc != COC_OK) {
        coc_buf_free(&keys);
        return rc;
    }

    args[0] = coc_str_from("XREAD");
    args[1] = coc_str_from("COUNT");
    args[2] = coc_command_uint(count, COC_FEED_COUNT);
    nargs = 3;

    if (block) {
        args[nargs++] = coc_str_from("BLOCK");
        args[nargs++] = coc_command_uint(ms, block);
    }

    args[nargs++] = coc_str_from("STREAMS");

    for (begin = 0, i = 0; i < n; begin = ends[i], i++) {
        args[nargs + i].data = coc_buf_str(&keys).data + begin;
        args[nargs + i].len = ends[i] - begin;

        (void) snprintf(id[i], COC_FEED_ID, "%llu-%llu",
                        (unsigned long long) ids[first + i].ms,
                        (unsigned long long) ids[first + i].n);
        args[nargs + n + i] = coc_str_from(id[i]);
    }

    rc = coc_command_put(out, args, nargs + 2 * n);

    coc_buf_free(&keys);

    return rc;
}


int
coc_feed_info(coc_buf_t *out, coc_str_t prefix, unsigned shard)
{
    int        rc;
    coc_buf_t  key;
    coc_str_t  args[3];

    coc_buf_init(&key, out->alloc, prefix.len + 32);

    rc = coc_key_shard(&key, prefix, shard, "feed");

    if (rc == COC_OK) {
        args[0] = coc_str_from("XINFO");
        args[1] = coc_str_from("STREAM");
        args[2] = coc_buf_str(&key);

        rc = coc_command_put(out, args, 3);
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_feed_scan(coc_buf_t *out, coc_str_t prefix, unsigned shard,
    uint64_t cursor)
{
    int        rc;
    char       n[COC_COMMAND_UINT];
    coc_buf_t  key;
    coc_str_t  args[5];

    coc_buf_init(&key, out->alloc, prefix.len + 32);

    rc = coc_key_shard(&key, prefix, shard, "active");

    if (rc == COC_OK) {
        args[0] = coc_str_from("ZSCAN");
        args[1] = coc_buf_str(&key);
        args[2] = coc_command_uint(n, cursor);
        args[3] = coc_str_from("COUNT");
        args[4] = coc_str_from(COC_FEED_SCAN);

        rc = coc_command_put(out, args, 5);
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_feed_gap(const coc_feed_info_t *info, const coc_feed_id_t *since,
    const coc_feed_id_t *id)
{
    static const coc_feed_id_t  none = { 0, 0 };

    if (!info->exists) {
        return coc_feed_id_cmp(id, &none) != 0;
    }

    if (coc_feed_id_cmp(&info->last, id) < 0) {
        return 1;
    }

    if (info->length == 0) {
        return coc_feed_id_cmp(&info->last, id) > 0;
    }

    /* from the very beginning on, nothing lies before the first */

    return coc_feed_id_cmp(since, &none) != 0
           && coc_feed_id_cmp(&info->first, since) > 0;
}
