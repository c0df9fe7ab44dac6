/*
 * yajl and its events: whole tokens in, fields out.  Depth, fields and text
 * are capped here; numbers are kept as written; names are paths, and fields
 * where that is asked for.
 */

#include "coc_json_yajl.h"


static int coc_json_yajl_status(coc_json_yajl_t *yajl, yajl_status status);
static int coc_json_yajl_malformed(coc_json_yajl_t *yajl);
static size_t coc_json_yajl_at(const coc_json_yajl_t *yajl);

static int coc_json_null(void *ctx);
static int coc_json_boolean(void *ctx, int value);
static int coc_json_number(void *ctx, const char *data, size_t len);
static int coc_json_string(void *ctx, const unsigned char *data, size_t len);
static int coc_json_map(void *ctx);
static int coc_json_key(void *ctx, const unsigned char *data, size_t len);
static int coc_json_array(void *ctx);
static int coc_json_end(void *ctx);
static int coc_json_open(coc_json_yajl_t *yajl, unsigned array);
static int coc_json_field(coc_json_yajl_t *yajl, coc_field_kind_e kind,
    const void *data, size_t len);


static const yajl_callbacks  coc_json_callbacks = {
    coc_json_null,
    coc_json_boolean,
    NULL,                       /* integer: numbers are kept as written */
    NULL,                       /* double */
    coc_json_number,
    coc_json_string,
    coc_json_map,
    coc_json_key,
    coc_json_end,
    coc_json_array,
    coc_json_end
};


/*
 * How yajl's messages begin, what they are to a client, and how far its place
 * lies behind the offending byte.
 */

typedef struct {
    const char  *yajl;
    const char  *text;
    size_t       back;          /* bytes */
} coc_json_message_t;


static const coc_json_message_t  coc_json_messages[] = {
    { "inside a string", "bad escape in a string", 0 },
    { "invalid character inside", "control character in a string", 0 },
    { "invalid (non-hex)", "bad escape in a string", 0 },
    { "invalid char in", "unexpected character", 1 },
    { "invalid string in", "unknown word", 1 },
    { "malformed number", "malformed number", 1 },
    { "probable comment", "comments are not part of JSON", 0 },
    { "unallowed token", "unexpected token", 1 },
    { "invalid object key", "a member's name must be a string", 1 },
    { "object key and value", "a colon is missing", 1 },
    { "after key and value", "a comma or brace is missing", 0 },
    { "after array element", "a comma or bracket is missing", 1 },
    { "trailing garbage", "text after the end", 1 },
    { "premature EOF", "unexpected end", 0 }
};


int
coc_json_yajl_init(coc_json_yajl_t *yajl, coc_emit_t *emit, unsigned many,
    unsigned lines)
{
    size_t  depth;

    yajl->emit = emit;
    yajl->lines = lines & 1;
    yajl->rc = COC_OK;
    yajl->depth = coc_min(emit->limits->depth, (size_t) COC_JSON_DEPTH_MAX);

    /* numbers of documents are those of a list around them */

    depth = yajl->depth + yajl->lines;

    coc_rich_init(&yajl->rich, emit);
    coc_json_path_init(&yajl->path, &emit->alloc, emit->body, depth);

    if (lines && coc_json_path_open(&yajl->path, 1) != COC_OK) {
        return coc_emit_no_memory(emit);
    }

    if (coc_json_mem_init(&yajl->mem, &emit->alloc, yajl->depth) != COC_OK) {
        return coc_emit_no_memory(emit);
    }

    yajl->handle = yajl_alloc(&coc_json_callbacks, &yajl->mem.funcs, yajl);

    if (yajl->handle == NULL) {
        return coc_emit_no_memory(emit);
    }

    /* UTF-8 is judged later, with what a reader would make of it */

    (void) yajl_config(yajl->handle, yajl_dont_validate_strings, 1);

    if (many) {
        (void) yajl_config(yajl->handle, yajl_allow_multiple_values, 1);
    }

    return COC_OK;
}


void
coc_json_yajl_free(coc_json_yajl_t *yajl)
{
    if (yajl->handle != NULL) {
        yajl_free(yajl->handle);
        yajl->handle = NULL;
    }

    coc_rich_free(&yajl->rich);
    coc_json_mem_free(&yajl->mem);
    coc_json_path_free(&yajl->path);
}


int
coc_json_yajl_parse(coc_json_yajl_t *yajl, const uint8_t *data, size_t len,
    size_t at, size_t token)
{
    if (len == 0) {
        return COC_OK;
    }

    if (coc_json_mem_reserve(&yajl->mem, token) != COC_OK) {
        return coc_emit_no_memory(yajl->emit);
    }

    yajl->at = at;

    return coc_json_yajl_status(yajl, yajl_parse(yajl->handle, data, len));
}


int
coc_json_yajl_finish(coc_json_yajl_t *yajl)
{
    int  rc;

    if (yajl->lines && !yajl->begun) {
        return COC_OK;
    }

    rc = coc_json_yajl_status(yajl, yajl_complete_parse(yajl->handle));

    if (rc == COC_OK) {
        return coc_rich_flush(&yajl->rich, yajl->emit->offset);
    }

    if (rc == COC_INVALID && yajl->emit->err != NULL) {
        yajl->emit->err->offset = yajl->emit->offset;
    }

    return rc;
}


coc_str_t
coc_json_yajl_name(const coc_json_yajl_t *yajl)
{
    coc_str_t  path, name = coc_null_str;

    if (yajl->named) {
        path = coc_buf_str(&yajl->path.text);

        if (path.len >= yajl->name) {
            name.data = path.data + path.len - yajl->name;
            name.len = yajl->name;
        }
    }

    return name;
}


int
coc_json_yajl_flush(coc_json_yajl_t *yajl, size_t at)
{
    return coc_rich_flush(&yajl->rich, at);
}


static int
coc_json_yajl_status(coc_json_yajl_t *yajl, yajl_status status)
{
    switch (status) {

    case yajl_status_ok:
        return COC_OK;

    case yajl_status_client_canceled:
        return yajl->rc;

    default: /* yajl_status_error */
        return coc_json_yajl_malformed(yajl);
    }
}


static int
coc_json_yajl_malformed(coc_json_yajl_t *yajl)
{
    size_t          i, at;
    const char     *text;
    unsigned char  *message;

    text = "malformed JSON";
    at = yajl_get_bytes_consumed(yajl->handle);
    message = yajl_get_error(yajl->handle, 0, NULL, 0);

    if (message == NULL) {
        return coc_emit_no_memory(yajl->emit);
    }

    for (i = 0; i < coc_nelts(coc_json_messages); i++) {

        if (strstr((char *) message, coc_json_messages[i].yajl) != NULL) {
            text = coc_json_messages[i].text;
            at -= coc_min(at, coc_json_messages[i].back);
            break;
        }
    }

    yajl_free_error(yajl->handle, message);

    return coc_error_at(yajl->emit->err, COC_INVALID, yajl->at + at,
                        "malformed JSON: %s", text);
}


/* yajl's events.  0 stops it, yajl->rc says why. */

static int
coc_json_null(void *ctx)
{
    return coc_json_field(ctx, COC_FIELD_SCALAR, "null", 4);
}


static int
coc_json_boolean(void *ctx, int value)
{
    return value ? coc_json_field(ctx, COC_FIELD_SCALAR, "true", 4)
                 : coc_json_field(ctx, COC_FIELD_SCALAR, "false", 5);
}


static int
coc_json_number(void *ctx, const char *data, size_t len)
{
    return coc_json_field(ctx, COC_FIELD_SCALAR, data, len);
}


static int
coc_json_string(void *ctx, const unsigned char *data, size_t len)
{
    return coc_json_field(ctx, COC_FIELD_TEXT, data, len);
}


static int
coc_json_map(void *ctx)
{
    return coc_json_open(ctx, 0);
}


static int
coc_json_array(void *ctx)
{
    return coc_json_open(ctx, 1);
}


static int
coc_json_end(void *ctx)
{
    coc_json_yajl_t  *yajl = ctx;

    coc_json_path_close(&yajl->path);

    return 1;
}


/* Where in the body yajl stands: behind the token that made the event. */

static size_t
coc_json_yajl_at(const coc_json_yajl_t *yajl)
{
    return yajl->at + yajl_get_bytes_consumed(yajl->handle);
}


static int
coc_json_open(coc_json_yajl_t *yajl, unsigned array)
{
    yajl->begun = 1;
    yajl->named = 0;

    if (yajl->path.depth - yajl->lines >= yajl->depth) {
        yajl->rc = coc_error_at(yajl->emit->err, COC_LIMIT,
                                coc_json_yajl_at(yajl),
                                "nested deeper than %zu levels "
                                "(coc_depth_max)", yajl->depth);
        return 0;
    }

    if (coc_json_path_open(&yajl->path, array) != COC_OK) {
        yajl->rc = coc_emit_no_memory(yajl->emit);
        return 0;
    }

    return 1;
}


static int
coc_json_key(void *ctx, const unsigned char *data, size_t len)
{
    size_t            at;
    coc_str_t         key;
    coc_field_t       field;
    coc_json_yajl_t  *yajl = ctx;

    key.data = data;
    key.len = len;
    at = coc_json_yajl_at(yajl);

    yajl->rc = coc_emit_text(yajl->emit, len, at);
    yajl->named = 1;
    yajl->name = len;

    if (yajl->rc == COC_OK && coc_json_path_key(&yajl->path, key) != COC_OK) {
        yajl->rc = coc_emit_no_memory(yajl->emit);
    }

    if (yajl->rc != COC_OK || !yajl->emit->keys) {
        return yajl->rc == COC_OK;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_KEY;
    field.path = coc_buf_str(&yajl->path.text);
    field.value = key;

    yajl->rc = coc_emit_text(yajl->emit, field.path.len - len, at);

    if (yajl->rc == COC_OK) {
        yajl->rc = coc_emit_field(yajl->emit, &field, at);
    }

    return yajl->rc == COC_OK;
}


static int
coc_json_field(coc_json_yajl_t *yajl, coc_field_kind_e kind, const void *data,
    size_t len)
{
    size_t       parent;
    coc_field_t  field;

    yajl->begun = 1;
    yajl->named = 0;

    if (coc_json_path_value(&yajl->path, &parent) != COC_OK) {
        yajl->rc = coc_emit_no_memory(yajl->emit);
        return 0;
    }

    field.kind = kind;
    field.path = coc_buf_str(&yajl->path.text);
    field.value.data = data;
    field.value.len = len;
    field.top = (coc_json_path_top(&yajl->path) != 0);

    /*
     * The names above it count with each field: whoever takes the field looks
     * at the whole path, and a long name over many values would cost without
     * bound.
     */

    yajl->rc = coc_emit_text(yajl->emit, len, coc_json_yajl_at(yajl));

    if (yajl->rc == COC_OK) {
        yajl->rc = coc_emit_text(yajl->emit, parent, coc_json_yajl_at(yajl));
    }

    if (yajl->rc == COC_OK) {
        yajl->rc = coc_rich_field(&yajl->rich, &field,
                                  coc_json_yajl_at(yajl));
    }

    return yajl->rc == COC_OK;
}
