/*
 * The header of a part: its name, whether it is a file, and whether its text
 * can be read.
 */

#include "coc_part.h"
#include "coc_ctype.h"
#include "coc_str.h"


/* What is known of a header block while it is read. */

typedef struct {
    coc_part_t   *part;
    uint8_t      *data;         /* the block, changed in place */
    coc_error_t  *err;
    coc_str_t     disposition;
    coc_str_t     type;
    coc_str_t     coding;
    unsigned      filenames;    /* filename parameters */
    unsigned      ext:1;        /* filename* was seen */
    unsigned      doubtful:1;   /* it may be text to some reader */
} coc_part_head_t;


static int coc_part_line(coc_part_head_t *head, coc_str_t line, size_t at);
static int coc_part_disposition(coc_part_head_t *head, size_t at);
static int coc_part_param(coc_part_head_t *head, const coc_param_t *param,
    size_t at);
static int coc_part_ext(coc_part_head_t *head, const coc_param_t *param,
    size_t at);
static int coc_part_readable(coc_part_head_t *head, size_t at);
static coc_str_t coc_part_unquote(coc_part_head_t *head,
    const coc_param_t *param);
static size_t coc_part_percent(uint8_t *data, size_t len);
static int coc_part_starts(coc_str_t s, const char *start);


int
coc_part_parse(coc_part_t *part, uint8_t *data, size_t len, size_t at,
    coc_error_t *err)
{
    int              rc;
    size_t           i, start;
    coc_str_t        line;
    coc_part_head_t  head;

    memset(part, 0, sizeof(coc_part_t));
    memset(&head, 0, sizeof(coc_part_head_t));
    head.part = part;
    head.data = data;
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

    rc = coc_part_disposition(&head, at);
    if (rc != COC_OK) {
        return rc;
    }

    part->file = (head.filenames != 0 && !head.doubtful);

    return part->file ? COC_OK : coc_part_readable(&head, at);
}


static int
coc_part_line(coc_part_head_t *head, coc_str_t line, size_t at)
{
    size_t                  i, n;
    uint8_t                 c;
    coc_str_t               name, value, *slot;
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

    if (coc_str_caseeq(name, disposition)) {
        slot = &head->disposition;

    } else if (coc_str_caseeq(name, type)) {
        slot = &head->type;

    } else if (coc_str_caseeq(name, coding)) {
        slot = &head->coding;

    } else {
        return COC_OK;
    }

    if (slot->data != NULL) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "malformed part header: a header comes twice");
    }

    *slot = coc_str_trim(value);

    return COC_OK;
}


static int
coc_part_disposition(coc_part_head_t *head, size_t at)
{
    int          rc;
    size_t       i;
    coc_str_t    rest;
    coc_param_t  param;

    rest = head->disposition;
    i = coc_str_find(rest, ';', 0);

    if (i == rest.len) {
        return COC_OK;
    }

    rest.data += i;
    rest.len -= i;

    for ( ;; ) {
        rc = coc_param_next(&rest, &param);

        if (rc == COC_DECLINED) {
            return COC_OK;
        }

        if (rc != COC_OK) {
            return coc_error_at(head->err, COC_INVALID, at,
                                "malformed part header: bad quotes");
        }

        rc = coc_part_param(head, &param, at);
        if (rc != COC_OK) {
            return rc;
        }
    }
}


static int
coc_part_param(coc_part_head_t *head, const coc_param_t *param, size_t at)
{
    size_t                  i;
    coc_str_t               value;
    coc_part_t             *part;
    static const coc_str_t  name = coc_str("name");
    static const coc_str_t  filename = coc_str("filename");
    static const coc_str_t  filename_ext = coc_str("filename*");

    part = head->part;

    if (coc_str_caseeq(param->name, filename_ext)) {
        return coc_part_ext(head, param, at);
    }

    if (coc_part_starts(param->name, "name*")
        || coc_part_starts(param->name, "filename*"))
    {
        return coc_error_at(head->err, COC_UNSUPPORTED, at,
                            "a part's name in pieces is not read");
    }

    if (!coc_str_caseeq(param->name, name)
        && !coc_str_caseeq(param->name, filename))
    {
        return COC_OK;
    }

    for (i = 0; param->quoted && i + 1 < param->value.len; i++) {
        if (param->value.data[i] == '\\' && param->value.data[i + 1] == '"') {
            head->doubtful = 1;
        }
    }

    value = coc_part_unquote(head, param);

    if (coc_str_caseeq(param->name, filename)) {
        head->filenames++;

        if (value.len == 0) {
            head->doubtful = 1;
        }

        if (head->filenames == 1) {
            part->filename = value;

        } else if (!coc_str_eq(part->filename, value)) {
            return coc_error_at(head->err, COC_INVALID, at,
                                "malformed part header: two file names");
        }

        return COC_OK;
    }

    if (part->named && !coc_str_eq(part->name, value)) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "malformed part header: two names");
    }

    part->name = value;
    part->named = 1;

    return COC_OK;
}


/* filename*=charset'language'percent-encoded, decoded in place. */

static int
coc_part_ext(coc_part_head_t *head, const coc_param_t *param, size_t at)
{
    char                    shown[COC_CTYPE_SHOWN];
    size_t                  first, second;
    coc_str_t               value, charset;
    static const coc_str_t  utf8 = coc_str("utf-8");

    value = coc_part_unquote(head, param);

    first = coc_str_find(value, '\'', 0);
    second = coc_str_find(value, '\'', first + 1);

    if (second < value.len) {
        charset.data = value.data;
        charset.len = first;

        if (charset.len != 0 && !coc_str_caseeq(charset, utf8)) {
            return coc_error_at(head->err, COC_UNSUPPORTED, at,
                                "the charset \"%s\" of a file name is not read",
                                coc_ctype_show(charset, shown));
        }

        value.data += second + 1;
        value.len -= second + 1;
    }

    value.len = coc_part_percent(head->data + (value.data - head->data),
                                 value.len);

    if (value.len == 0) {
        head->doubtful = 1;
    }

    if (head->ext && !coc_str_eq(head->part->filename_ext, value)) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "malformed part header: two file names");
    }

    head->ext = 1;
    head->part->filename_ext = value;

    return COC_OK;
}


/* Undoes percent escapes in place, returns what remains. */

static size_t
coc_part_percent(uint8_t *data, size_t len)
{
    int     high, low;
    size_t  i, n;

    for (i = 0, n = 0; i < len; i++) {

        if (data[i] == '%' && len - i > 2) {
            high = coc_str_hex(data[i + 1]);
            low = coc_str_hex(data[i + 2]);

            if (high >= 0 && low >= 0) {
                data[n++] = (uint8_t) (high * 16 + low);
                i += 2;
                continue;
            }
        }

        data[n++] = data[i];
    }

    return n;
}


/* Whether text in this part is written as we read text. */

static int
coc_part_readable(coc_part_head_t *head, size_t at)
{
    char                    shown[COC_CTYPE_SHOWN];
    size_t                  i;
    coc_ctype_t             type;
    static const coc_str_t  codings[] = {
        coc_str(""),
        coc_str("7bit"),
        coc_str("8bit"),
        coc_str("binary")
    };

    for (i = 0; i < coc_nelts(codings); i++) {
        if (coc_str_caseeq(head->coding, codings[i])) {
            break;
        }
    }

    if (i == coc_nelts(codings)) {
        return coc_error_at(head->err, COC_UNSUPPORTED, at,
                            "the transfer coding \"%s\" of a part is not read",
                            coc_ctype_show(head->coding, shown));
    }

    if (coc_ctype_parse(&type, head->type) != COC_OK) {
        return coc_error_at(head->err, COC_INVALID, at,
                            "a part's Content-Type names more than one type");
    }

    /* as text, escapes would hide its words */

    if (coc_ctype_is_json(&type) || coc_ctype_is_multipart(&type)) {
        return coc_error_at(head->err, COC_UNSUPPORTED, at,
                            "a part of a JSON or multipart type is not read");
    }

    return coc_ctype_charset(&type, at, head->err);
}


/* The parameter's value, its escapes undone where it lies. */

static coc_str_t
coc_part_unquote(coc_part_head_t *head, const coc_param_t *param)
{
    coc_str_t  value;

    value = param->value;

    if (value.len != 0) {
        value.len = coc_param_value(param,
                                    head->data + (value.data - head->data));
    }

    return value;
}


static int
coc_part_starts(coc_str_t s, const char *start)
{
    coc_str_t  prefix;

    prefix = coc_str_from(start);
    s.len = coc_min(s.len, prefix.len);

    return coc_str_caseeq(s, prefix);
}
