/*
 * The lines of a spool: written with a checksum, read with doubt.
 */

#include "coc_spool.h"
#include "coc_str.h"

#include <zlib.h>


#define COC_SPOOL_MAGIC  "COC1 "

/* where the parts of a line's head begin */

#define COC_SPOOL_KIND   5
#define COC_SPOOL_SEQ    7
#define COC_SPOOL_LEN    24
#define COC_SPOOL_CRC    33


static void
coc_spool_hex(uint8_t *to, size_t digits, uint64_t n)
{
    while (digits > 0) {
        to[--digits] = (uint8_t) "0123456789abcdef"[n & 15];
        n >>= 4;
    }
}


static int
coc_spool_unhex(const uint8_t *from, size_t digits, uint64_t *n)
{
    int     digit;
    size_t  i;

    for (i = 0, *n = 0; i < digits; i++) {

        digit = coc_str_hex(from[i]);

        if (digit < 0) {
            return COC_INVALID;
        }

        *n = *n << 4 | (uint64_t) digit;
    }

    return COC_OK;
}


static uint32_t
coc_spool_crc(const uint8_t *head, const uint8_t *payload, size_t len)
{
    uLong  crc;

    crc = crc32(0, head + COC_SPOOL_KIND, COC_SPOOL_CRC - COC_SPOOL_KIND);

    if (len != 0) {
        crc = crc32(crc, payload, (uInt) len);
    }

    return (uint32_t) crc;
}


int
coc_spool_put(coc_buf_t *out, coc_spool_kind_e kind, uint64_t seq,
    coc_str_t payload)
{
    uint8_t  head[COC_SPOOL_HEAD];

    if (payload.len > COC_SPOOL_LINE - COC_SPOOL_HEAD - 1) {
        return COC_LIMIT;
    }

    if (payload.len != 0
        && memchr(payload.data, '\n', payload.len) != NULL)
    {
        return COC_INVALID;
    }

    memset(head, ' ', sizeof(head));
    memcpy(head, COC_SPOOL_MAGIC, sizeof(COC_SPOOL_MAGIC) - 1);
    head[COC_SPOOL_KIND] = (uint8_t) kind;
    coc_spool_hex(head + COC_SPOOL_SEQ, 16, seq);
    coc_spool_hex(head + COC_SPOOL_LEN, 8, payload.len);
    coc_spool_hex(head + COC_SPOOL_CRC, 8,
                  coc_spool_crc(head, payload.data, payload.len));

    if (coc_buf_reserve(out, sizeof(head) + payload.len + 1) == NULL) {
        return out->status;
    }

    (void) coc_buf_append(out, head, sizeof(head));
    (void) coc_buf_put(out, payload);

    return coc_buf_putc(out, '\n');
}


/* COC_OK: *size bytes are a sound line; COC_AGAIN: it goes on behind data. */

static int
coc_spool_line(coc_str_t data, int last, coc_spool_line_t *line, size_t *size)
{
    uint64_t        len, crc;
    const uint8_t  *p;

    p = data.data;

    if (data.len < COC_SPOOL_HEAD
        || memcmp(p, COC_SPOOL_MAGIC, sizeof(COC_SPOOL_MAGIC) - 1) != 0
        || coc_spool_unhex(p + COC_SPOOL_SEQ, 16, &line->seq) != COC_OK
        || coc_spool_unhex(p + COC_SPOOL_LEN, 8, &len) != COC_OK
        || coc_spool_unhex(p + COC_SPOOL_CRC, 8, &crc) != COC_OK
        || p[COC_SPOOL_KIND + 1] != ' ' || p[COC_SPOOL_LEN - 1] != ' '
        || p[COC_SPOOL_CRC - 1] != ' ' || p[COC_SPOOL_HEAD - 1] != ' '
        || len > COC_SPOOL_LINE - COC_SPOOL_HEAD - 1)
    {
        return COC_INVALID;
    }

    if (p[COC_SPOOL_KIND] != COC_SPOOL_BEGIN
        && p[COC_SPOOL_KIND] != COC_SPOOL_RECORD
        && p[COC_SPOOL_KIND] != COC_SPOOL_DONE)
    {
        return COC_INVALID;
    }

    if (len > data.len - COC_SPOOL_HEAD) {
        return last ? COC_INVALID : COC_AGAIN;
    }

    line->kind = (coc_spool_kind_e) p[COC_SPOOL_KIND];
    line->payload.data = p + COC_SPOOL_HEAD;
    line->payload.len = (size_t) len;

    if (coc_spool_crc(p, line->payload.data, line->payload.len) != crc) {
        return COC_INVALID;
    }

    /*
     * The newline is not checked: one that was spoilt takes no line with it.
     * One that is not there yet may come.
     */

    *size = COC_SPOOL_HEAD + (size_t) len + 1;

    if (*size > data.len) {
        *size = data.len;
        return last ? COC_OK : COC_AGAIN;
    }

    return COC_OK;
}


int
coc_spool_scan(coc_str_t data, int last, coc_spool_line_t *line, size_t *used,
    size_t *skipped)
{
    int         rc;
    size_t      size, end;
    coc_str_t   rest;

    *used = 0;
    *skipped = 0;

    for ( ;; ) {

        rest.data = data.data + *used;
        rest.len = data.len - *used;

        if (rest.len == 0) {
            return COC_DECLINED;
        }

        rc = coc_spool_line(rest, last, line, &size);

        if (rc == COC_OK) {
            *used += size;
            return COC_OK;
        }

        end = coc_str_find(rest, '\n', 0);

        /* a payload has no newline: a line that has one early is spoilt */

        if (end == rest.len) {

            if (!last && rest.len < COC_SPOOL_LINE) {
                return COC_AGAIN;
            }

            *skipped += rest.len;
            *used += rest.len;

            return COC_DECLINED;
        }

        *skipped += end + 1;
        *used += end + 1;
    }
}
