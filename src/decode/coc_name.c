/*
 * The name of a form's field as a dotted path.  Two readings: the one that
 * Rack, qs and ASP.NET come to, brackets and dots both dividing, and PHP's.
 */

#include "coc_name.h"
#include "coc_str.h"


static int coc_name_plain(coc_str_t name);
static void coc_name_path(coc_str_t name, coc_buf_t *buf);
static void coc_name_php(coc_str_t name, coc_buf_t *buf);
static size_t coc_name_last(coc_str_t name);
static void coc_name_segment(coc_str_t segment, size_t start, coc_buf_t *buf);
static coc_str_t coc_name_index(coc_str_t name, size_t open, size_t close);


int
coc_name_read(coc_name_t *n, coc_str_t name, coc_buf_t *buf)
{
    size_t  len;

    memset(n, 0, sizeof(coc_name_t));

    if (coc_name_plain(name)) {
        n->path = name;
        n->top = 1;
        return COC_OK;
    }

    coc_buf_reset(buf);
    coc_name_path(name, buf);
    len = buf->len;
    coc_name_php(name, buf);

    if (buf->status != COC_OK) {
        return buf->status;
    }

    n->top = (coc_str_find(name, '[', 0) == name.len);

    n->path.data = buf->data;
    n->path.len = len;
    n->other.data = buf->data + len;
    n->other.len = buf->len - len;

    if (coc_str_eq(n->path, n->other)) {
        n->other.len = 0;
    }

    return COC_OK;
}


/* Nobody reads anything into it. */

static int
coc_name_plain(coc_str_t name)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < name.len; i++) {
        c = name.data[i];

        if (c == '[' || c == '.' || c == ' ' || c == '\0') {
            return 0;
        }
    }

    return 1;
}


static void
coc_name_path(coc_str_t name, coc_buf_t *buf)
{
    size_t     i, last, close, start;
    coc_str_t  rest;

    start = buf->len;
    last = coc_name_last(name);

    for (i = 0; i < name.len; /* void */) {

        if (name.data[i] != '[') {
            (void) coc_buf_putc(buf, name.data[i++]);
            continue;
        }

        /* a bracket that is not closed divides, at least */

        if (i >= last) {
            rest.data = name.data + i + 1;
            rest.len = coc_str_find(name, '[', i + 1) - (i + 1);

            if (rest.len != 0) {
                coc_name_segment(rest, start, buf);
            }

            i += 1 + rest.len;
            continue;
        }

        close = coc_str_find(name, ']', i);
        coc_name_segment(coc_name_index(name, i, close), start, buf);
        i = close + 1;

        /* a[0].b and a[0]b: a segment of its own */

        if (i < name.len && name.data[i] != '[') {
            i += (name.data[i] == '.');

            rest.data = name.data + i;
            rest.len = coc_str_find(name, '[', i) - i;
            coc_name_segment(rest, start, buf);
            i += rest.len;
        }
    }
}


/*
 * php_register_variable_ex(): the name ends at a NUL, leading spaces are no
 * part of it; a first bracket that is not closed is "_"; whatever follows the
 * last of a row of indexes is not looked at.
 */

static void
coc_name_php(coc_str_t name, coc_buf_t *buf)
{
    size_t   i, last, close, start;
    uint8_t  c;

    name.len = coc_str_find(name, '\0', 0);
    last = coc_name_last(name);
    start = buf->len;

    for (i = 0; i < name.len && name.data[i] == ' '; i++) {
        /* void */
    }

    for ( /* void */ ; i < name.len; i++) {
        c = name.data[i];

        if (c == '[' && i < last) {
            break;
        }

        (void) coc_buf_putc(buf, (c == '.' || c == ' ' || c == '[') ? '_' : c);
    }

    if (buf->len == start) {
        return;
    }

    while (i < last && name.data[i] == '[') {
        close = coc_str_find(name, ']', i);
        coc_name_segment(coc_name_index(name, i, close), start, buf);
        i = close + 1;
    }
}


/* Where the last closing bracket is, or 0: none is looked for in vain. */

static size_t
coc_name_last(coc_str_t name)
{
    size_t  i;

    for (i = name.len; i != 0 && name.data[i - 1] != ']'; i--) {
        /* void */
    }

    return (i == 0) ? 0 : i - 1;
}


static coc_str_t
coc_name_index(coc_str_t name, size_t open, size_t close)
{
    coc_str_t               index;
    static const coc_str_t  none = coc_str("[]");

    index.data = name.data + open + 1;
    index.len = close - open - 1;
    index = coc_str_trim(index);

    return (index.len == 0) ? none : index;
}


/* The path begins at start of buf. */

static void
coc_name_segment(coc_str_t segment, size_t start, coc_buf_t *buf)
{
    if (buf->len > start) {
        (void) coc_buf_putc(buf, '.');
    }

    (void) coc_buf_put(buf, segment);
}
