/*
 * GraphQL documents: the strings that stand in arguments.
 *
 * No parser: tokens and brackets are enough to tell where a string stands, and
 * what a server would refuse costs nothing to read.  A document is gone through
 * twice, first to see that it is one.  The text of application/graphql is read
 * here too.
 */

#include "coc_graphql.h"
#include "coc_graphql_lex.h"
#include "coc_escape.h"
#include "coc_str.h"


#define COC_GRAPHQL_STEP  21        /* bytes: a dot, an index */


typedef enum {
    COC_GRAPHQL_ROOT = 0,
    COC_GRAPHQL_SELECTION,          /* { } of fields */
    COC_GRAPHQL_ARGUMENTS,          /* ( ), of variables too */
    COC_GRAPHQL_OBJECT,             /* { } in a value */
    COC_GRAPHQL_LIST                /* [ ] in a value, or in a type */
} coc_graphql_place_e;


typedef struct {
    coc_graphql_place_e  place;
    size_t               base;      /* bytes of the path of what it lies in */
    size_t               own;       /* and of the field last named in it */
    uint64_t             index;     /* of a list's next item */
} coc_graphql_level_t;


typedef struct {
    coc_emit_t          *emit;
    coc_buf_t            path;
    coc_buf_t            levels;
    coc_buf_t            value;
    coc_str_t            name;      /* the last one */
    size_t               at;
    size_t               depth;     /* levels, the root not counted */
    unsigned             dry:1;     /* only look whether it is a document */
    unsigned             body:1;    /* it has a selection */
    unsigned             spread:2;  /* after "...", after "... on" */
    unsigned             directive:1;       /* after "@" */
} coc_graphql_t;


typedef struct {
    coc_emit_t  *emit;
    coc_buf_t    text;
} coc_graphql_body_t;


static int coc_graphql_begins(coc_str_t text);
static int coc_graphql_walk(coc_graphql_t *graphql, coc_str_t path,
    coc_str_t text);
static int coc_graphql_token(coc_graphql_t *graphql,
    coc_graphql_token_e token, coc_str_t text);
static int coc_graphql_sign(coc_graphql_t *graphql, uint8_t c);
static int coc_graphql_name(coc_graphql_t *graphql, coc_str_t name);
static int coc_graphql_text(coc_graphql_t *graphql,
    coc_graphql_token_e token, coc_str_t text);
static int coc_graphql_open(coc_graphql_t *graphql,
    coc_graphql_place_e place);
static int coc_graphql_close(coc_graphql_t *graphql, uint8_t c);
static int coc_graphql_item(coc_graphql_t *graphql);
static int coc_graphql_step(coc_graphql_t *graphql, size_t base,
    coc_str_t name);

static int coc_graphql_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_graphql_feed(void *state, const uint8_t *data, size_t len);
static int coc_graphql_finish(void *state);
static void coc_graphql_destroy(void *state);


const coc_decoder_t  coc_graphql_decoder = {
    coc_graphql_create,
    coc_graphql_feed,
    coc_graphql_finish,
    coc_graphql_destroy
};


int
coc_graphql_named(coc_str_t path)
{
    size_t                  i;
    static const coc_str_t  query = coc_str("query");

    for (i = 0; i < path.len && path.data[i] >= '0' && path.data[i] <= '9';
         i++)
    {
        /* void */
    }

    if (i != 0 && i < path.len && path.data[i] == '.') {
        path.data += i + 1;
        path.len -= i + 1;
    }

    return coc_str_eq(path, query);
}


int
coc_graphql(coc_emit_t *emit, coc_str_t path, coc_str_t text, size_t at)
{
    int            rc;
    coc_graphql_t  graphql;

    if (!coc_graphql_begins(text)) {
        return COC_OK;
    }

    memset(&graphql, 0, sizeof(coc_graphql_t));
    graphql.emit = emit;
    graphql.at = at;
    graphql.dry = 1;

    coc_buf_init(&graphql.path, &emit->alloc, SIZE_MAX / 2);
    coc_buf_init(&graphql.levels, &emit->alloc, SIZE_MAX / 2);
    coc_buf_init(&graphql.value, &emit->alloc, SIZE_MAX / 2);

    rc = coc_graphql_walk(&graphql, path, text);

    if (rc == COC_OK) {
        graphql.dry = 0;
        rc = coc_graphql_walk(&graphql, path, text);
    }

    coc_buf_free(&graphql.path);
    coc_buf_free(&graphql.levels);
    coc_buf_free(&graphql.value);

    return (rc == COC_DECLINED) ? COC_OK : rc;
}


static int
coc_graphql_begins(coc_str_t text)
{
    size_t                   i;
    coc_str_t                word;
    const uint8_t           *p;
    coc_graphql_token_e      token;
    static const coc_str_t   words[] = {
        coc_str("query"), coc_str("mutation"), coc_str("subscription"),
        coc_str("fragment")
    };

    p = text.data;
    token = (text.len == 0) ? COC_GRAPHQL_END
                            : coc_graphql_lex(&p, p + text.len, &word);

    if (token == COC_GRAPHQL_SIGN) {
        return word.data[0] == '{';
    }

    for (i = 0; token == COC_GRAPHQL_NAME && i < coc_nelts(words); i++) {
        if (coc_str_eq(word, words[i])) {
            return 1;
        }
    }

    return 0;
}


/* COC_DECLINED: it is no document. */

static int
coc_graphql_walk(coc_graphql_t *graphql, coc_str_t path, coc_str_t text)
{
    int                   rc;
    coc_str_t             word;
    const uint8_t        *p, *end;
    coc_graphql_level_t   root;
    coc_graphql_token_e   token;

    coc_buf_reset(&graphql->path);
    coc_buf_reset(&graphql->levels);
    graphql->depth = 0;
    graphql->body = 0;
    graphql->spread = 0;
    graphql->directive = 0;
    graphql->name.len = 0;

    memset(&root, 0, sizeof(coc_graphql_level_t));
    root.base = path.len;
    root.own = path.len;

    (void) coc_buf_put(&graphql->path, path);

    if (graphql->path.status != COC_OK
        || coc_buf_append(&graphql->levels, &root, sizeof(root)) != COC_OK)
    {
        return coc_emit_no_memory(graphql->emit);
    }

    p = text.data;
    end = p + text.len;

    for ( ;; ) {
        token = coc_graphql_lex(&p, end, &word);

        if (token == COC_GRAPHQL_END) {
            return (graphql->depth == 0 && graphql->body) ? COC_OK
                                                          : COC_DECLINED;
        }

        rc = coc_graphql_token(graphql, token, word);
        if (rc != COC_OK) {
            return rc;
        }
    }
}


static coc_graphql_level_t *
coc_graphql_level(const coc_graphql_t *graphql)
{
    return (coc_graphql_level_t *) (void *) graphql->levels.data
           + graphql->depth;
}


static int
coc_graphql_token(coc_graphql_t *graphql, coc_graphql_token_e token,
    coc_str_t text)
{
    coc_graphql_level_t  *level;

    level = coc_graphql_level(graphql);

    switch (token) {

    case COC_GRAPHQL_NAME:
        return coc_graphql_name(graphql, text);

    case COC_GRAPHQL_NUMBER:
        return coc_graphql_item(graphql);

    case COC_GRAPHQL_STRING:
    case COC_GRAPHQL_BLOCK:
        return coc_graphql_text(graphql, token, text);

    case COC_GRAPHQL_SPREAD:
        graphql->spread = 1;
        graphql->directive = 0;
        level->own = level->base;
        graphql->path.len = level->base;
        return COC_OK;

    case COC_GRAPHQL_SIGN:
        return coc_graphql_sign(graphql, text.data[0]);

    default: /* COC_GRAPHQL_BAD */
        return COC_DECLINED;
    }
}


static int
coc_graphql_sign(coc_graphql_t *graphql, uint8_t c)
{
    int                   rc;
    coc_graphql_level_t  *level;

    level = coc_graphql_level(graphql);

    switch (c) {

    case '(':
        return coc_graphql_open(graphql, COC_GRAPHQL_ARGUMENTS);

    case '{':

        if (level->place == COC_GRAPHQL_ROOT
            || level->place == COC_GRAPHQL_SELECTION)
        {
            /* directives may have gone before */

            graphql->path.len = level->own;
            graphql->body = 1;
            return coc_graphql_open(graphql, COC_GRAPHQL_SELECTION);
        }

        rc = coc_graphql_item(graphql);
        return (rc == COC_OK) ? coc_graphql_open(graphql, COC_GRAPHQL_OBJECT)
                              : rc;

    case '[':
        rc = coc_graphql_item(graphql);
        return (rc == COC_OK) ? coc_graphql_open(graphql, COC_GRAPHQL_LIST)
                              : rc;

    case ')':
    case '}':
    case ']':
        return coc_graphql_close(graphql, c);

    case '@':
        graphql->directive = 1;
        return COC_OK;

    case ':':

        if (level->place == COC_GRAPHQL_ARGUMENTS
            || level->place == COC_GRAPHQL_OBJECT)
        {
            return coc_graphql_step(graphql, level->base, graphql->name);
        }

        return COC_OK;

    default: /* ! $ & = | */
        return COC_OK;
    }
}


static int
coc_graphql_name(coc_graphql_t *graphql, coc_str_t name)
{
    int                     rc;
    unsigned                spread, directive;
    coc_graphql_level_t    *level;
    static const coc_str_t  on = coc_str("on");

    level = coc_graphql_level(graphql);

    spread = graphql->spread;
    directive = graphql->directive;
    graphql->spread = 0;
    graphql->directive = 0;
    graphql->name = name;

    switch (level->place) {

    case COC_GRAPHQL_SELECTION:

        if (directive) {
            return coc_graphql_step(graphql, level->own, name);
        }

        if (spread) {
            graphql->spread = (spread == 1 && coc_str_eq(name, on)) ? 2 : 0;
            return COC_OK;
        }

        rc = coc_graphql_step(graphql, level->base, name);

        /* where it is an alias, the field's own name follows */

        coc_graphql_level(graphql)->own = graphql->path.len;

        return rc;

    case COC_GRAPHQL_LIST:
        return directive ? COC_OK : coc_graphql_item(graphql);

    default:
        return COC_OK;
    }
}


static int
coc_graphql_text(coc_graphql_t *graphql, coc_graphql_token_e token,
    coc_str_t text)
{
    int                   rc;
    uint8_t              *out;
    coc_buf_t            *value;
    coc_emit_t           *emit;
    coc_field_t           field;
    coc_graphql_level_t  *level;

    emit = graphql->emit;
    level = coc_graphql_level(graphql);

    if (level->place == COC_GRAPHQL_ROOT
        || level->place == COC_GRAPHQL_SELECTION)
    {
        return COC_OK;
    }

    rc = coc_graphql_item(graphql);

    if (rc != COC_OK || graphql->dry) {
        return rc;
    }

    value = &graphql->value;
    coc_buf_reset(value);

    if (text.len != 0) {
        out = coc_buf_reserve(value, text.len);
        if (out == NULL) {
            return coc_emit_no_memory(emit);
        }

        value->len = (token == COC_GRAPHQL_BLOCK)
                     ? coc_graphql_block(out, text)
                     : coc_escape_undo(out, text.data, text.len,
                                       &emit->count.replaced);
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.path = coc_buf_str(&graphql->path);
    field.value = coc_buf_str(value);

    rc = coc_emit_again(emit, field.path.len, graphql->at);

    if (rc == COC_OK) {
        rc = coc_emit_again(emit, field.value.len, graphql->at);
    }

    return (rc == COC_OK) ? coc_emit_field(emit, &field, graphql->at) : rc;
}


static int
coc_graphql_open(coc_graphql_t *graphql, coc_graphql_place_e place)
{
    coc_graphql_level_t  level;

    if (graphql->depth >= graphql->emit->limits->depth) {
        return coc_error_at(graphql->emit->err, COC_LIMIT, graphql->at,
                            "GraphQL nested deeper than %zu levels "
                            "(coc_depth_max)", graphql->emit->limits->depth);
    }

    memset(&level, 0, sizeof(coc_graphql_level_t));
    level.place = place;
    level.base = graphql->path.len;
    level.own = graphql->path.len;

    if (coc_buf_append(&graphql->levels, &level, sizeof(level)) != COC_OK) {
        return coc_emit_no_memory(graphql->emit);
    }

    graphql->depth++;
    graphql->spread = 0;
    graphql->directive = 0;

    return COC_OK;
}


static int
coc_graphql_close(coc_graphql_t *graphql, uint8_t c)
{
    uint8_t               want;
    coc_graphql_level_t  *level;

    level = coc_graphql_level(graphql);

    switch (level->place) {

    case COC_GRAPHQL_ROOT:
        return COC_DECLINED;

    case COC_GRAPHQL_ARGUMENTS:
        want = ')';
        break;

    case COC_GRAPHQL_LIST:
        want = ']';
        break;

    default:
        want = '}';
        break;
    }

    if (c != want) {
        return COC_DECLINED;
    }

    graphql->path.len = level->base;
    graphql->levels.len -= sizeof(coc_graphql_level_t);
    graphql->depth--;
    graphql->spread = 0;
    graphql->directive = 0;

    return COC_OK;
}


/* A value begins: in a list its index is its name. */

static int
coc_graphql_item(coc_graphql_t *graphql)
{
    coc_graphql_level_t  *level;

    level = coc_graphql_level(graphql);

    if (level->place != COC_GRAPHQL_LIST) {
        return COC_OK;
    }

    if (coc_graphql_step(graphql, level->base, (coc_str_t) coc_null_str)
        != COC_OK
        || coc_buf_uint(&graphql->path, level->index++) != COC_OK)
    {
        return coc_emit_no_memory(graphql->emit);
    }

    return COC_OK;
}


static int
coc_graphql_step(coc_graphql_t *graphql, size_t base, coc_str_t name)
{
    graphql->path.len = base;

    if (base != 0) {
        (void) coc_buf_putc(&graphql->path, '.');
    }

    return (coc_buf_put(&graphql->path, name) == COC_OK)
           ? COC_OK : coc_emit_no_memory(graphql->emit);
}


/* Bodies of application/graphql. */

static int
coc_graphql_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    coc_graphql_body_t  *body;

    (void) type;

    body = coc_emit_state(emit, sizeof(coc_graphql_body_t));
    if (body == NULL) {
        return COC_ERROR;
    }

    body->emit = emit;
    coc_buf_init(&body->text, &emit->alloc, emit->body);

    *state = body;

    return COC_OK;
}


static int
coc_graphql_feed(void *state, const uint8_t *data, size_t len)
{
    coc_graphql_body_t  *body = state;

    return coc_emit_append(body->emit, &body->text, data, len,
                           body->emit->offset);
}


static int
coc_graphql_finish(void *state)
{
    int                  rc;
    size_t               at;
    coc_field_t          field;
    coc_graphql_body_t  *body = state;

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.value = coc_buf_str(&body->text);

    at = body->emit->offset;
    rc = coc_emit_field(body->emit, &field, at);

    return (rc == COC_OK) ? coc_graphql(body->emit, field.path, field.value,
                                        at)
                          : rc;
}


static void
coc_graphql_destroy(void *state)
{
    coc_graphql_body_t  *body = state;

    if (body == NULL) {
        return;
    }

    coc_buf_free(&body->text);
    body->emit->alloc.free(body->emit->alloc.ctx, body);
}
