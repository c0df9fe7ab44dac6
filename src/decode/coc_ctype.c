/*
 * Content-Type and parameters.  Lenient where all readers agree, COC_INVALID
 * where two readers could see two things.
 */

#include "coc_ctype.h"
#include "coc_str.h"


/* Bytes of the longest label of a charset that is looked for. */

#define COC_CTYPE_LABEL  64


static const coc_str_t  coc_ctype_json[] = {
    coc_str("application/json"),
    coc_str("text/json"),
    coc_str("application/x-json"),
    coc_str("application/ndjson"),
    coc_str("application/x-ndjson"),
    coc_str("application/jsonl"),
    coc_str("application/x-jsonl"),
    coc_str("application/jsonlines"),
    coc_str("application/x-jsonlines"),
    coc_str("application/json-seq")
};


/* Ends of the subtype. */

static const coc_str_t  coc_ctype_suffixes[] = {
    coc_str("+json"),
    coc_str("+json-seq")
};


static int coc_ctype_ends(const coc_ctype_t *type, coc_str_t suffix);
static int coc_ctype_label(const coc_param_t *param, size_t at,
    const coc_charset_t **charset, coc_error_t *err);


int
coc_ctype_parse(coc_ctype_t *type, coc_str_t value)
{
    size_t  i;

    value = coc_str_trim(value);
    i = coc_str_find(value, ';', 0);

    type->essence.data = value.data;
    type->essence.len = i;
    type->essence = coc_str_trim(type->essence);

    if (coc_str_find(type->essence, ',', 0) != type->essence.len) {
        return COC_INVALID;
    }

    type->params.data = (value.len == 0) ? NULL : value.data + i;
    type->params.len = value.len - i;

    /* "application/json charset=utf-8" is read as application/json */

    for (i = 0; i < type->essence.len; i++) {
        if (type->essence.data[i] <= ' ') {
            type->essence.len = i;
        }
    }

    return COC_OK;
}


int
coc_ctype_is(const coc_ctype_t *type, const char *essence)
{
    return coc_str_caseeq(type->essence, coc_str_from(essence));
}


int
coc_ctype_is_json(const coc_ctype_t *type)
{
    size_t  i;

    for (i = 0; i < coc_nelts(coc_ctype_json); i++) {
        if (coc_str_caseeq(type->essence, coc_ctype_json[i])) {
            return 1;
        }
    }

    for (i = 0; i < coc_nelts(coc_ctype_suffixes); i++) {
        if (coc_ctype_ends(type, coc_ctype_suffixes[i])) {
            return 1;
        }
    }

    return 0;
}


/* A suffix alone is none. */

static int
coc_ctype_ends(const coc_ctype_t *type, coc_str_t suffix)
{
    coc_str_t  end;

    if (type->essence.len <= suffix.len) {
        return 0;
    }

    end.data = type->essence.data + type->essence.len - suffix.len;
    end.len = suffix.len;

    return coc_str_caseeq(end, suffix);
}


static int
coc_ctype_begins(const coc_ctype_t *type, coc_str_t start)
{
    coc_str_t  head;

    head = type->essence;
    head.len = coc_min(head.len, start.len);

    return coc_str_caseeq(head, start);
}


int
coc_ctype_is_text(const coc_ctype_t *type)
{
    static const coc_str_t  text = coc_str("text/");

    return coc_ctype_begins(type, text);
}


int
coc_ctype_is_multipart(const coc_ctype_t *type)
{
    static const coc_str_t  multipart = coc_str("multipart/");

    return coc_ctype_begins(type, multipart);
}


int
coc_ctype_find(const coc_ctype_t *type, const char *name, coc_param_t *param)
{
    int          rc, found;
    coc_str_t    rest, wanted;
    coc_param_t  next;

    found = 0;
    rest = type->params;
    wanted = coc_str_from(name);

    for ( ;; ) {
        rc = coc_param_next(&rest, &next);

        if (rc == COC_DECLINED) {
            return found ? COC_OK : COC_DECLINED;
        }

        if (rc != COC_OK) {
            return rc;
        }

        if (!coc_str_caseeq(next.name, wanted)) {
            continue;
        }

        if (found && !coc_str_eq(next.value, param->value)) {
            return COC_INVALID;
        }

        if (!found) {
            *param = next;
            found = 1;
        }
    }
}


int
coc_ctype_told(const coc_ctype_t *type, size_t at,
    const coc_charset_t **charset, coc_error_t *err)
{
    int                     rc;
    coc_str_t               rest, start;
    coc_param_t             param;
    const coc_charset_t    *next;
    static const coc_str_t  name = coc_str("charset");
    static const coc_str_t  cut = coc_str("charset*");

    *charset = NULL;
    rest = type->params;

    for ( ;; ) {
        rc = coc_param_next(&rest, &param);

        if (rc == COC_DECLINED) {
            return COC_OK;
        }

        if (rc != COC_OK) {
            return coc_error_at(err, COC_INVALID, at,
                                "the Content-Type's parameters can't be read");
        }

        start = param.name;
        start.len = coc_min(start.len, cut.len);

        if (coc_str_caseeq(start, cut)) {
            return coc_error_at(err, COC_UNSUPPORTED, at,
                                "a charset told in pieces is not read");
        }

        if (!coc_str_caseeq(param.name, name)) {
            continue;
        }

        rc = coc_ctype_label(&param, at, &next, err);
        if (rc != COC_OK) {
            return rc;
        }

        if (*charset != NULL && *charset != next) {
            return coc_error_at(err, COC_INVALID, at,
                                "the Content-Type tells two charsets");
        }

        *charset = next;
    }
}


static int
coc_ctype_label(const coc_param_t *param, size_t at,
    const coc_charset_t **charset, coc_error_t *err)
{
    char       shown[COC_CTYPE_SHOWN];
    uint8_t    plain[COC_CTYPE_LABEL];
    coc_str_t  label;

    *charset = NULL;

    if (param->value.len <= sizeof(plain)) {
        label.data = plain;
        label.len = coc_param_value(param, plain);
        *charset = coc_charset_find(label);
    }

    if (*charset == NULL) {
        return coc_error_at(err, COC_UNSUPPORTED, at,
                            "the charset \"%s\" is not read",
                            coc_ctype_show(param->value, shown));
    }

    return COC_OK;
}


/* A quoted value: rest begins after its first quote. */

static int
coc_param_quoted(coc_str_t *rest, coc_param_t *param)
{
    size_t  i;

    param->quoted = 1;
    param->value.data = rest->data;

    for (i = 0; i < rest->len && rest->data[i] != '"'; i++) {
        if (rest->data[i] == '\\') {
            i++;
        }
    }

    if (i >= rest->len) {
        return COC_INVALID;
    }

    param->value.len = i;

    rest->data += i + 1;
    rest->len -= i + 1;
    *rest = coc_str_trim(*rest);

    if (rest->len != 0 && rest->data[0] != ';') {
        return COC_INVALID;
    }

    return COC_OK;
}


int
coc_param_next(coc_str_t *rest, coc_param_t *param)
{
    size_t  i;

    memset(param, 0, sizeof(coc_param_t));

    *rest = coc_str_trim(*rest);

    while (rest->len != 0 && rest->data[0] == ';') {
        rest->data++;
        rest->len--;
        *rest = coc_str_trim(*rest);
    }

    if (rest->len == 0) {
        return COC_DECLINED;
    }

    for (i = 0; i < rest->len; i++) {
        if (rest->data[i] == '=' || rest->data[i] == ';') {
            break;
        }

        if (rest->data[i] == '"') {
            return COC_INVALID;
        }
    }

    param->name.data = rest->data;
    param->name.len = i;
    param->name = coc_str_trim(param->name);

    rest->data += i;
    rest->len -= i;

    if (rest->len == 0 || rest->data[0] == ';') {
        return COC_OK;
    }

    rest->data++;
    rest->len--;
    *rest = coc_str_trim(*rest);

    if (rest->len != 0 && rest->data[0] == '"') {
        rest->data++;
        rest->len--;
        return coc_param_quoted(rest, param);
    }

    i = coc_str_find(*rest, ';', 0);

    param->value.data = rest->data;
    param->value.len = i;
    param->value = coc_str_trim(param->value);

    rest->data += i;
    rest->len -= i;

    if (coc_str_find(param->value, '"', 0) != param->value.len) {
        return COC_INVALID;
    }

    return COC_OK;
}


size_t
coc_param_value(const coc_param_t *param, uint8_t *out)
{
    size_t          i, n, len;
    const uint8_t  *p;

    p = param->value.data;
    len = param->value.len;

    for (i = 0, n = 0; i < len; i++) {

        if (param->quoted && p[i] == '\\' && i + 1 < len
            && (p[i + 1] == '"' || p[i + 1] == '\\'))
        {
            i++;
        }

        out[n++] = p[i];
    }

    return n;
}


const char *
coc_ctype_show(coc_str_t name, char *buf)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < name.len && i < COC_CTYPE_SHOWN - 1; i++) {
        c = name.data[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
            || c == ':' || c == '+')
        {
            buf[i] = (char) c;
            continue;
        }

        break;
    }

    if (i == 0 || i != name.len) {
        memcpy(buf, "?", sizeof("?"));
        return buf;
    }

    buf[i] = '\0';

    return buf;
}
