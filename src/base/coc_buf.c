/*
 * A growing byte buffer with a mandatory maximum and a sticky error.
 */

#include "coc_buf.h"


#define COC_BUF_MIN  64         /* bytes, first allocation */


void
coc_buf_init(coc_buf_t *buf, const coc_alloc_t *alloc, size_t max)
{
    memset(buf, 0, sizeof(coc_buf_t));

    buf->alloc = alloc;
    buf->max = max;
    buf->status = COC_OK;
}


void
coc_buf_free(coc_buf_t *buf)
{
    if (buf->data != NULL) {
        buf->alloc->free(buf->alloc->ctx, buf->data);
    }

    coc_buf_init(buf, buf->alloc, buf->max);
}


void
coc_buf_reset(coc_buf_t *buf)
{
    buf->len = 0;
    buf->status = COC_OK;
}


uint8_t *
coc_buf_reserve(coc_buf_t *buf, size_t len)
{
    size_t    size;
    uint8_t  *data;

    if (buf->status != COC_OK) {
        return NULL;
    }

    if (len > buf->max - buf->len) {
        buf->status = COC_LIMIT;
        return NULL;
    }

    if (len > buf->size - buf->len) {

        size = coc_max(buf->size, (size_t) COC_BUF_MIN);

        while (size - buf->len < len) {
            size = (size > buf->max / 2) ? buf->max : size * 2;
        }

        data = buf->alloc->alloc(buf->alloc->ctx, size);
        if (data == NULL) {
            buf->status = COC_ERROR;
            return NULL;
        }

        if (buf->data != NULL) {
            memcpy(data, buf->data, buf->len);
            buf->alloc->free(buf->alloc->ctx, buf->data);
        }

        buf->data = data;
        buf->size = size;
    }

    return (buf->data == NULL) ? NULL : buf->data + buf->len;
}


int
coc_buf_append(coc_buf_t *buf, const void *data, size_t len)
{
    uint8_t  *p;

    if (len == 0) {
        return buf->status;
    }

    p = coc_buf_reserve(buf, len);
    if (p == NULL) {
        return buf->status;
    }

    memcpy(p, data, len);
    buf->len += len;

    return COC_OK;
}


int
coc_buf_putc(coc_buf_t *buf, uint8_t c)
{
    return coc_buf_append(buf, &c, 1);
}


int
coc_buf_puts(coc_buf_t *buf, const char *text)
{
    return coc_buf_append(buf, text, strlen(text));
}


int
coc_buf_put(coc_buf_t *buf, coc_str_t s)
{
    return coc_buf_append(buf, s.data, s.len);
}


int
coc_buf_uint(coc_buf_t *buf, uint64_t n)
{
    size_t   i;
    uint8_t  digits[20];

    i = sizeof(digits);

    do {
        digits[--i] = (uint8_t) ('0' + n % 10);
        n /= 10;
    } while (n != 0);

    return coc_buf_append(buf, digits + i, sizeof(digits) - i);
}


/* Bytes of the well-formed sequence at p, or 0 (Unicode, table 3-7). */

static size_t
coc_buf_utf8(const uint8_t *p, size_t len)
{
    size_t   n, i;
    uint8_t  low, high;

    low = 0x80;
    high = 0xbf;

    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        n = 2;

    } else if (p[0] >= 0xe0 && p[0] <= 0xef) {
        n = 3;
        low = (p[0] == 0xe0) ? 0xa0 : 0x80;
        high = (p[0] == 0xed) ? 0x9f : 0xbf;

    } else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        n = 4;
        low = (p[0] == 0xf0) ? 0x90 : 0x80;
        high = (p[0] == 0xf4) ? 0x8f : 0xbf;

    } else {
        return 0;
    }

    if (n > len || p[1] < low || p[1] > high) {
        return 0;
    }

    for (i = 2; i < n; i++) {
        if (p[i] < 0x80 || p[i] > 0xbf) {
            return 0;
        }
    }

    return n;
}


int
coc_buf_json(coc_buf_t *buf, coc_str_t s)
{
    size_t             i, n;
    uint8_t            c;
    static const char  hex[] = "0123456789abcdef";

    coc_buf_putc(buf, '"');

    for (i = 0; i < s.len; i += n) {
        c = s.data[i];
        n = 1;

        if (c == '"' || c == '\\') {
            coc_buf_putc(buf, '\\');
            coc_buf_putc(buf, c);

        } else if (c < 0x20 || c == 0x7f) {
            coc_buf_puts(buf, "\\u00");
            coc_buf_putc(buf, (uint8_t) hex[c >> 4]);
            coc_buf_putc(buf, (uint8_t) hex[c & 15]);

        } else if (c < 0x80) {
            coc_buf_putc(buf, c);

        } else {
            n = coc_buf_utf8(s.data + i, s.len - i);

            if (n == 0) {
                n = 1;
                coc_buf_puts(buf, "\xef\xbf\xbd");

            } else {
                coc_buf_append(buf, s.data + i, n);
            }
        }
    }

    return coc_buf_putc(buf, '"');
}


coc_str_t
coc_buf_str(const coc_buf_t *buf)
{
    coc_str_t  s;

    s.data = buf->data;
    s.len = buf->len;

    return s;
}
