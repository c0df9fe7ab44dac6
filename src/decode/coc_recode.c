/*
 * Text in pieces to UTF-8 by iconv.  What its charset does not have becomes
 * U+FFFD and is counted: skipped, it would join what stands around it.
 */

#include <errno.h>

#include "coc_charset.h"


/* What one call of iconv may write, bytes. */

#define COC_RECODE_ROOM  1024


static int coc_recode_run(coc_recode_t *recode, const uint8_t *data,
    size_t len, size_t *used, coc_buf_t *out);
static int coc_recode_held(coc_recode_t *recode, const uint8_t **data,
    size_t *len, coc_buf_t *out);
static int coc_recode_replace(coc_recode_t *recode, coc_buf_t *out);


int
coc_recode_open(coc_recode_t *recode, const coc_charset_t *charset)
{
    memset(recode, 0, sizeof(coc_recode_t));
    recode->charset = charset;

    if (charset->iconv == NULL) {
        return charset->marked ? COC_UNSUPPORTED : COC_OK;
    }

    recode->cd = iconv_open("UTF-8", charset->iconv);

    if (recode->cd == (iconv_t) -1) {
        return (errno == EINVAL) ? COC_UNSUPPORTED : COC_ERROR;
    }

    recode->open = 1;

    return COC_OK;
}


int
coc_recode_feed(coc_recode_t *recode, const uint8_t *data, size_t len,
    coc_buf_t *out)
{
    int     rc;
    size_t  used;

    if (!recode->open) {
        return coc_buf_append(out, data, len);
    }

    if (recode->nheld != 0) {
        rc = coc_recode_held(recode, &data, &len, out);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (len == 0) {
        return COC_OK;
    }

    rc = coc_recode_run(recode, data, len, &used, out);
    if (rc != COC_OK) {
        return rc;
    }

    /* what is left is less than a character, so that it fits */

    recode->nheld = len - used;
    memcpy(recode->held, data + used, recode->nheld);

    return COC_OK;
}


/*
 * The character that the last piece ended in.  Bytes of this piece are added
 * until nothing of what was held is left.
 */

static int
coc_recode_held(coc_recode_t *recode, const uint8_t **data, size_t *len,
    coc_buf_t *out)
{
    int     rc;
    size_t  n, used, before;

    while (recode->nheld != 0 && *len != 0) {
        before = recode->nheld;
        n = coc_min(*len, (size_t) recode->charset->unit);

        memcpy(recode->held + before, *data, n);

        rc = coc_recode_run(recode, recode->held, before + n, &used, out);
        if (rc != COC_OK) {
            return rc;
        }

        *data += n;
        *len -= n;

        recode->nheld = before + n - used;
        memmove(recode->held, recode->held + used, recode->nheld);
    }

    return COC_OK;
}


/*
 * All but a character that has not ended.
 *
 * used  receives the bytes that are done with
 */

static int
coc_recode_run(coc_recode_t *recode, const uint8_t *data, size_t len,
    size_t *used, coc_buf_t *out)
{
    int     rc, failed;
    char   *in, *to, made[COC_RECODE_ROOM];
    size_t  left, room, unit;

    in = (char *) data;
    left = len;
    unit = recode->charset->unit;

    while (left != 0) {
        to = made;
        room = sizeof(made);
        failed = 0;

        if (iconv(recode->cd, &in, &left, &to, &room) == (size_t) -1) {
            failed = errno;
        }

        /* not written there at once: the limit is then met to the byte */

        rc = coc_buf_append(out, made, (size_t) (to - made));
        if (rc != COC_OK) {
            return rc;
        }

        if (failed == 0 || failed == E2BIG) {
            continue;
        }

        if (failed == EINVAL && left < COC_RECODE_HELD - unit) {
            break;
        }

        rc = coc_recode_replace(recode, out);
        if (rc != COC_OK) {
            return rc;
        }

        /* but the unit that it begins with may be right once more */

        in += coc_min(left, unit);
        left -= coc_min(left, unit);
    }

    *used = len - left;

    return COC_OK;
}


int
coc_recode_finish(coc_recode_t *recode, coc_buf_t *out)
{
    int     rc;
    char   *to, made[COC_RECODE_ROOM];
    size_t  used, room, unit;

    if (!recode->open) {
        return COC_OK;
    }

    unit = recode->charset->unit;

    while (recode->nheld != 0) {
        rc = coc_recode_replace(recode, out);
        if (rc != COC_OK) {
            return rc;
        }

        recode->nheld -= coc_min(recode->nheld, unit);
        memmove(recode->held, recode->held + unit, recode->nheld);

        rc = coc_recode_run(recode, recode->held, recode->nheld, &used, out);
        if (rc != COC_OK) {
            return rc;
        }

        recode->nheld -= used;
        memmove(recode->held, recode->held + used, recode->nheld);
    }

    /* some converters keep a character back that a mark could join */

    to = made;
    room = sizeof(made);

    (void) iconv(recode->cd, NULL, NULL, &to, &room);

    return coc_buf_append(out, made, (size_t) (to - made));
}


static int
coc_recode_replace(coc_recode_t *recode, coc_buf_t *out)
{
    recode->replaced++;

    return coc_buf_append(out, "\xef\xbf\xbd", 3);
}


void
coc_recode_close(coc_recode_t *recode)
{
    if (recode->open) {
        (void) iconv_close(recode->cd);
        recode->open = 0;
    }
}
