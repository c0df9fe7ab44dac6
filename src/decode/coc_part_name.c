/*
 * What a Content-Disposition says of names: quoted or not, in a charset, in
 * pieces.  Every reading that differs is one more name.
 */

#include "coc_part_name.h"
#include "coc_str.h"


/* One disposition while it is read. */

typedef struct {
    coc_part_names_t  *names;
    coc_str_t          params;
    size_t             at;
    unsigned           plain:1;     /* a filename that is not empty */
    unsigned           doubtful:1;  /* it may be text to some reader */
} coc_part_disp_t;


static int coc_part_divided(coc_str_t value);
static int coc_part_param(coc_part_disp_t *disp, const coc_param_t *param);
static int coc_part_plain(coc_part_disp_t *disp, coc_part_list_t *list,
    const coc_param_t *param, size_t *len);
static int coc_part_ext(coc_part_disp_t *disp, coc_part_list_t *list,
    const coc_param_t *param, size_t *len);
static int coc_part_pieces(coc_part_disp_t *disp, coc_part_list_t *list,
    const char *base);
static size_t coc_part_piece(const coc_part_disp_t *disp, const char *base,
    size_t number, coc_str_t *label, coc_buf_t *text);
static size_t coc_part_count(const coc_part_disp_t *disp, const char *base);
static int coc_part_number(coc_str_t name, const char *base, size_t *number,
    unsigned *coded);
static void coc_part_label(coc_str_t *value, coc_str_t *label);
static void coc_part_percent(coc_str_t value, coc_buf_t *out);
static int coc_part_labeled(coc_part_disp_t *disp, coc_part_list_t *list,
    coc_str_t label, coc_str_t text, size_t *len);
static int coc_part_add(coc_part_disp_t *disp, coc_part_list_t *list,
    size_t start);
static int coc_part_fail(coc_part_disp_t *disp, const char *text);
static int coc_part_memory(coc_part_disp_t *disp);


int
coc_part_disposition(coc_part_names_t *names, coc_str_t value, int *file,
    size_t at)
{
    int              rc;
    size_t           i;
    coc_str_t        rest;
    coc_param_t      param;
    coc_part_disp_t  disp;

    *file = 0;

    memset(&disp, 0, sizeof(coc_part_disp_t));
    disp.names = names;
    disp.at = at;

    i = coc_str_find(value, ';', 0);

    if (i == value.len) {
        return COC_OK;
    }

    disp.params.data = value.data + i;
    disp.params.len = value.len - i;
    rest = disp.params;

    if (!coc_part_divided(value)) {
        return coc_part_fail(&disp, "quotes that not all know");
    }

    for ( ;; ) {
        rc = coc_param_next(&rest, &param);

        if (rc == COC_DECLINED) {
            break;
        }

        if (rc != COC_OK) {
            return coc_part_fail(&disp, "bad quotes");
        }

        rc = coc_part_param(&disp, &param);
        if (rc != COC_OK) {
            return rc;
        }
    }

    rc = coc_part_pieces(&disp, &names->name, "name");

    if (rc == COC_OK) {
        rc = coc_part_pieces(&disp, &names->filename, "filename");
    }

    *file = (disp.plain && !disp.doubtful);

    return rc;
}


/*
 * 1 if PHP's php_ap_getword() divides the header at the same ";".  To it an
 * apostrophe quotes too, wherever it stands, and a backslash escapes the quote
 * alone: a file to all others can be a field to it.
 */

static int
coc_part_divided(coc_str_t value)
{
    size_t    i;
    uint8_t   c, quote;
    unsigned  quoted, skip, php_skip;

    quote = 0;
    quoted = 0;
    skip = 0;
    php_skip = 0;

    for (i = 0; i < value.len; i++) {
        c = value.data[i];

        if (c == ';' && (quoted != 0) != (quote != 0)) {
            return 0;
        }

        if (skip) {
            skip = 0;

        } else if (c == '"') {
            quoted = !quoted;

        } else if (c == '\\' && quoted) {
            skip = 1;
        }

        if (php_skip) {
            php_skip = 0;

        } else if (quote == 0) {
            quote = (c == '"' || c == '\'') ? c : 0;

        } else if (c == quote) {
            quote = 0;

        } else if (c == '\\' && i + 1 < value.len
                   && value.data[i + 1] == quote)
        {
            php_skip = 1;
        }
    }

    return 1;
}


static int
coc_part_param(coc_part_disp_t *disp, const coc_param_t *param)
{
    int                     rc;
    size_t                  len;
    static const coc_str_t  name = coc_str("name");
    static const coc_str_t  name_ext = coc_str("name*");
    static const coc_str_t  filename = coc_str("filename");
    static const coc_str_t  filename_ext = coc_str("filename*");

    if (coc_str_caseeq(param->name, name)) {
        return coc_part_plain(disp, &disp->names->name, param, &len);
    }

    if (coc_str_caseeq(param->name, name_ext)) {
        return coc_part_ext(disp, &disp->names->name, param, &len);
    }

    if (coc_str_caseeq(param->name, filename)) {
        rc = coc_part_plain(disp, &disp->names->filename, param, &len);
        disp->plain = 1;

    } else if (coc_str_caseeq(param->name, filename_ext)) {
        rc = coc_part_ext(disp, &disp->names->filename, param, &len);

    } else {
        return COC_OK;
    }

    disp->doubtful |= (len == 0);

    return rc;
}


/*
 * name="value": as it is written too, where escapes are undone; without
 * apostrophes around it, which quote to PHP.
 */

static int
coc_part_plain(coc_part_disp_t *disp, coc_part_list_t *list,
    const coc_param_t *param, size_t *len)
{
    int         rc;
    size_t      i, n, start;
    uint8_t    *p;
    coc_buf_t  *made;

    *len = 0;

    made = disp->names->made;
    start = made->len;

    p = coc_buf_reserve(made, param->value.len + 1);
    if (p == NULL) {
        return coc_part_memory(disp);
    }

    if (param->value.len != 0) {
        made->len += coc_param_value(param, p);
    }

    *len = made->len - start;

    rc = coc_part_add(disp, list, start);

    n = param->value.len;

    if (rc == COC_OK && !param->quoted && n > 1
        && param->value.data[0] == '\'' && param->value.data[n - 1] == '\'')
    {
        start = made->len;

        if (coc_buf_append(made, param->value.data + 1, n - 2) != COC_OK) {
            return coc_part_memory(disp);
        }

        return coc_part_add(disp, list, start);
    }

    if (rc != COC_OK || *len == n) {
        return rc;
    }

    for (i = 0; i + 1 < param->value.len; i++) {
        if (param->value.data[i] == '\\' && param->value.data[i + 1] == '"') {
            disp->doubtful = 1;
        }
    }

    start = made->len;

    if (coc_buf_put(made, param->value) != COC_OK) {
        return coc_part_memory(disp);
    }

    return coc_part_add(disp, list, start);
}


/* name*=charset'language'percent-encoded */

static int
coc_part_ext(coc_part_disp_t *disp, coc_part_list_t *list,
    const coc_param_t *param, size_t *len)
{
    int        rc;
    coc_buf_t  text;
    coc_str_t  value, label;

    value = param->value;
    coc_part_label(&value, &label);

    coc_buf_init(&text, disp->names->made->alloc, disp->names->made->max);
    coc_part_percent(value, &text);

    *len = text.len;

    rc = (text.status == COC_OK)
         ? coc_part_labeled(disp, list, label, coc_buf_str(&text), len)
         : coc_part_memory(disp);

    coc_buf_free(&text);

    return rc;
}


/*
 * name*0="one"; name*1*=%20two: the pieces by their numbers, the charset in
 * the first if that is coded.
 */

static int
coc_part_pieces(coc_part_disp_t *disp, coc_part_list_t *list, const char *base)
{
    int        rc;
    size_t     i, len, pieces;
    coc_buf_t  text;
    coc_str_t  label = coc_null_str;

    pieces = coc_part_count(disp, base);

    if (pieces == 0) {
        return COC_OK;
    }

    coc_buf_init(&text, disp->names->made->alloc, disp->names->made->max);

    for (i = 0; i < COC_PART_PIECES; i++) {
        if (coc_part_piece(disp, base, i, &label, &text) != 1) {
            break;
        }
    }

    if (text.status != COC_OK) {
        rc = coc_part_memory(disp);

    } else if (i != pieces) {
        rc = coc_part_fail(disp, "a name in pieces that don't fit");

    } else {
        rc = coc_part_labeled(disp, list, label, coc_buf_str(&text), &len);
    }

    coc_buf_free(&text);

    return rc;
}


/* How many parameters are pieces of that name. */

static size_t
coc_part_count(const coc_part_disp_t *disp, const char *base)
{
    size_t       n, number;
    unsigned     coded;
    coc_str_t    rest;
    coc_param_t  param;

    rest = disp->params;

    for (n = 0; coc_param_next(&rest, &param) == COC_OK; /* void */) {
        n += (coc_part_number(param.name, base, &number, &coded) != 0);
    }

    return n;
}


/* Appends the pieces of that number, and returns how many there are. */

static size_t
coc_part_piece(const coc_part_disp_t *disp, const char *base, size_t number,
    coc_str_t *label, coc_buf_t *text)
{
    size_t       n, found;
    uint8_t     *p;
    unsigned     coded;
    coc_str_t    rest;
    coc_param_t  param;

    rest = disp->params;

    for (n = 0; coc_param_next(&rest, &param) == COC_OK; /* void */) {

        if (!coc_part_number(param.name, base, &found, &coded)
            || found != number)
        {
            continue;
        }

        n++;

        if (coded) {

            if (number == 0) {
                coc_part_label(&param.value, label);
            }

            coc_part_percent(param.value, text);
            continue;
        }

        p = coc_buf_reserve(text, param.value.len);

        if (p != NULL && param.value.len != 0) {
            text->len += coc_param_value(&param, p);
        }
    }

    return n;
}


/* 1 if it is a piece of base's: "base*3", or "base*3*", which is coded. */

static int
coc_part_number(coc_str_t name, const char *base, size_t *number,
    unsigned *coded)
{
    uint64_t   n;
    coc_str_t  prefix, digits;

    prefix = coc_str_from(base);

    if (name.len < prefix.len + 2 || name.data[prefix.len] != '*') {
        return 0;
    }

    digits.data = name.data + prefix.len + 1;
    digits.len = name.len - prefix.len - 1;
    name.len = prefix.len;

    if (!coc_str_caseeq(name, prefix)) {
        return 0;
    }

    *coded = (digits.data[digits.len - 1] == '*');
    digits.len -= *coded;

    /* whatever is no number fits nowhere */

    *number = COC_PART_PIECES;

    if (coc_str_uint(digits, COC_PART_PIECES - 1, &n) == COC_OK) {
        *number = (size_t) n;
    }

    return 1;
}


/* Cuts charset'language' off the value; *label is len 0 if there is none. */

static void
coc_part_label(coc_str_t *value, coc_str_t *label)
{
    size_t  first, second;

    label->data = value->data;
    label->len = 0;

    first = coc_str_find(*value, '\'', 0);
    second = coc_str_find(*value, '\'', first + 1);

    if (second < value->len) {
        label->len = first;
        value->data += second + 1;
        value->len -= second + 1;
    }
}


static void
coc_part_percent(coc_str_t value, coc_buf_t *out)
{
    int     high, low;
    size_t  i;

    for (i = 0; i < value.len; i++) {

        if (value.data[i] == '%' && value.len - i > 2) {
            high = coc_str_hex(value.data[i + 1]);
            low = coc_str_hex(value.data[i + 2]);

            if (high >= 0 && low >= 0) {
                (void) coc_buf_putc(out, (uint8_t) (high * 16 + low));
                i += 2;
                continue;
            }
        }

        (void) coc_buf_putc(out, value.data[i]);
    }
}


/* Adds text that is in the charset of that label. */

static int
coc_part_labeled(coc_part_disp_t *disp, coc_part_list_t *list,
    coc_str_t label, coc_str_t text, size_t *len)
{
    char                  shown[COC_CTYPE_SHOWN];
    size_t                start;
    coc_buf_t            *made;
    const coc_charset_t  *charset;

    made = disp->names->made;
    start = made->len;

    charset = (label.len == 0) ? coc_charset_named("utf-8")
                               : coc_charset_find(label);

    if (charset == NULL) {
        return coc_error_at(disp->names->err, COC_UNSUPPORTED, disp->at,
                            "the charset \"%s\" of a name is not read",
                            coc_ctype_show(label, shown));
    }

    switch (coc_charset_convert(charset, text, made, NULL)) {

    case COC_OK:
        *len = made->len - start;
        return coc_part_add(disp, list, start);

    case COC_UNSUPPORTED:
    case COC_INVALID:
        return coc_error_at(disp->names->err, COC_UNSUPPORTED, disp->at,
                            "the charset \"%s\" of a name is not read",
                            coc_ctype_show(label, shown));

    default: /* COC_ERROR; there is room for all */
        return coc_part_memory(disp);
    }
}


/* The name that lies at start of made; one that is there already is let go. */

static int
coc_part_add(coc_part_disp_t *disp, coc_part_list_t *list, size_t start)
{
    size_t      i, len;
    coc_buf_t  *made;

    made = disp->names->made;
    len = made->len - start;

    for (i = 0; i < list->n; i++) {
        if (list->len[i] == len
            && (len == 0 || memcmp(made->data + list->start[i],
                                   made->data + start, len) == 0))
        {
            made->len = start;
            return COC_OK;
        }
    }

    if (i == COC_PART_NAMES) {
        return coc_part_fail(disp, "too many names");
    }

    list->start[i] = start;
    list->len[i] = len;
    list->n++;

    return COC_OK;
}


void
coc_part_names(coc_part_t *part, const coc_part_names_t *names)
{
    size_t  i;

    part->nnames = names->name.n;
    part->nfilenames = names->filename.n;

    for (i = 0; i < names->name.n; i++) {
        part->name[i].data = names->made->data + names->name.start[i];
        part->name[i].len = names->name.len[i];
    }

    for (i = 0; i < names->filename.n; i++) {
        part->filename[i].data = names->made->data + names->filename.start[i];
        part->filename[i].len = names->filename.len[i];
    }
}


static int
coc_part_fail(coc_part_disp_t *disp, const char *text)
{
    return coc_error_at(disp->names->err, COC_INVALID, disp->at,
                        "malformed part header: %s", text);
}


static int
coc_part_memory(coc_part_disp_t *disp)
{
    return coc_error_at(disp->names->err, COC_ERROR, disp->at,
                        "no memory to decode the body");
}
