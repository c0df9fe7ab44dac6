/*
 * The header of a part: its lines, and whether its content can be read.  What
 * its names are is in coc_part_name.c.
 */

#include "coc_part.h"
#include "coc_part_name.h"
#include "coc_str.h"


/* What is known of a header block while it is read. */

typedef struct {
    coc_part_names_t  names;
    coc_str_t         type;
    coc_str_t         coding;
    size_t            dispositions;
    size_t            files;        /* dispositions that all take for a file */
    coc_error_t      *err;
} coc_part_head_t;


static int coc_part_line(coc_part_head_t *head, coc_str_t line, size_t at);
static int coc_part_once(coc_part_head_t *head, coc_str_t *slot,
    coc_str_t value, size_t at);
static int coc_part_readable(coc_part_t *part, const coc_part_head_t *head,
    size_t at);


int
coc_part_parse(coc_part_t *part, uint8_t *data, size_t len, size_t at,
    coc_buf_t *made, coc_error_t *err)
{
    int              rc;
    size_t           i, start;
    coc_str_t        line;
    coc_part_head_t  head;

    memset(part, 0, sizeof(coc_part_t));
    memset(&head, 0, sizeof(coc_part_head_t));
    head.names.made = made;
    head.names.err = err;
    head.err = err;

    for (start = 0, i = 0; i < len; i++) {

        if (data[i] != '\n') {
            continue;
        }

        /* a line that goes on: its end counts as white space */

        if (i + 1 < len && (data[i + 1] == ' ' || data[i + 1] == '\t')) {
            data[i] = ' ';

            if (i > start && data[i - 1] == '\r') {
                data[i - 1] = ' ';
            }

            continue;
        }

        line.data = data + start;
        line.len = i - start;

        rc = coc_part_line(&head, line, at + start);
        if (rc != COC_OK) {
            return rc;
        }

        start = i + 1;
    }

    coc_part_names(part, &head.names);

    part->file = (head.dispositions != 0 && head.files == head.dispositions);

    return coc_part_readable(part, &head, at);
}


static int
coc_part_line(coc_part_head_t *head, coc_str_t line, size_t at)
{
    int                     rc, file;
    size_t                  i, n;
    uint8_t                 c;
    coc_str_t               name, value;
    static const coc_str_t  disposition = coc_str("content-disposition");
    static const coc_str_t  type = coc_str("content-type");
    static const coc_str_t  coding = coc_str("content-transfer-encoding");

    n = coc_str_find(line, ':', 0);

    for (i = 0; i < n; i++) {
        c = line.data[i];

        if (c <= ' ' || c >= 0x7f || strchr("()<>@,;\\\"/[]?={}", c) != NULL) {
            return coc_error_at(head->err, COC_INVALID, at + i,
                                "malformed part header: unexpected character");
        }
    }

    if (n == 0 || n == line.len) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "malformed part header: no name or no colon");
    }

    name.data = line.data;
    name.len = n;
    value.data = line.data + n + 1;
    value.len = line.len - n - 1;
    value = coc_str_trim(value);

    if (coc_str_caseeq(name, type)) {
        return coc_part_once(head, &head->type, value, at);
    }

    if (coc_str_caseeq(name, coding)) {
        return coc_part_once(head, &head->coding, value, at);
    }

    if (!coc_str_caseeq(name, disposition)) {
        return COC_OK;
    }

    rc = coc_part_disposition(&head->names, value, &file, at);

    head->dispositions++;
    head->files += (file != 0);

    return rc;
}


static int
coc_part_once(coc_part_head_t *head, coc_str_t *slot, coc_str_t value,
    size_t at)
{
    if (slot->data != NULL && !coc_str_caseeq(*slot, value)) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "malformed part header: a header comes twice");
    }

    *slot = value;

    return COC_OK;
}


/* Whether text in this part is written as we read text; of a file no matter. */

static int
coc_part_readable(coc_part_t *part, const coc_part_head_t *head, size_t at)
{
    int          rc;
    char         shown[COC_CTYPE_SHOWN];
    coc_param_t  param;

    if (coc_transfer_find(head->coding, &part->coding) != COC_OK
        && !part->file)
    {
        return coc_error_at(head->err, COC_UNSUPPORTED, at,
                            "the transfer coding \"%s\" of a part is not read",
                            coc_ctype_show(head->coding, shown));
    }

    rc = coc_ctype_parse(&part->type, head->type);

    if (rc != COC_OK && part->file) {
        memset(&part->type, 0, sizeof(coc_ctype_t));
    }

    /* what a script appends as a Blob: data with a file name, to be parsed */

    if (coc_ctype_is_json(&part->type)) {
        part->file = 0;
    }

    if (part->file) {
        return COC_OK;
    }

    if (rc != COC_OK) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "a part's Content-Type names more than one type");
    }

    rc = coc_ctype_find(&part->type, "charset", &param);

    if (rc == COC_INVALID) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "a part's Content-Type can't be read, or names "
                            "two charsets");
    }

    if (rc == COC_DECLINED || coc_str_trim(param.value).len == 0) {
        return COC_OK;
    }

    part->charset = coc_charset_find(param.value);

    if (part->charset == NULL) {
        return coc_error_at(head->err, COC_UNSUPPORTED, at,
                            "the charset \"%s\" of a part is not read",
                            coc_ctype_show(param.value, shown));
    }

    return COC_OK;
}


void
coc_part_numbered(coc_part_t *part, size_t number)
{
    size_t  i;

    i = sizeof(part->digits);

    do {
        part->digits[--i] = (uint8_t) ('0' + number % 10);
        number /= 10;
    } while (number != 0);

    part->name[0].data = part->digits + i;
    part->name[0].len = sizeof(part->digits) - i;
    part->nnames = 1;
}
