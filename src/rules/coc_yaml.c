/*
 * YAML bytes to a tree: libyaml's events, stripped of what a rule file has no
 * use for and an author could be misled by (aliases, tags, several documents).
 *
 * libyaml counts columns in characters and ends lines at U+0085, U+2028 and
 * U+2029 too; editors don't.  The bytes are therefore checked first, and
 * places are counted here from libyaml's character index.
 */

#include "coc_yaml.h"

#include <yaml.h>

#include "coc_str.h"
#include "coc_utf8.h"


#define COC_YAML_EMPTY  "the file is empty"


typedef struct {
    coc_arena_t      *arena;
    coc_error_t      *err;
    coc_str_t         file;
    coc_str_t         text;                     /* byte order mark cut off */

    size_t            index;                    /* characters before at */
    size_t            at;                       /* bytes */
    size_t            start;                    /* of the line at is in */
    uint32_t          line;                     /* from 1 */

    coc_yaml_node_t  *stack[COC_YAML_DEPTH];    /* open maps and lists */
    size_t            depth;
    coc_yaml_node_t  *key;                      /* waits for its value */
    coc_yaml_node_t  *root;
} coc_yaml_t;


/* A carriage return is checked apart: LF must follow it. */

static int
coc_yaml_forbidden(uint32_t code)
{
    return (code < 0x20 && code != '\t' && code != '\n' && code != '\r')
           || (code >= 0x7f && code < 0xa0)
           || code == 0x2028 || code == 0x2029
           || code == 0xfeff || code == 0xfffe || code == 0xffff;
}


static coc_str_t
coc_yaml_unmark(coc_str_t text)
{
    if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
        text.data += 3;
        text.len -= 3;
    }

    return text;
}


int
coc_yaml_check(coc_str_t file, coc_str_t text, coc_error_t *err)
{
    size_t    i, n, start;
    uint32_t  code, line, column;

    text = coc_yaml_unmark(text);
    line = 1;
    start = 0;

    for (i = 0; i < text.len; i += n) {
        n = coc_utf8_read(text.data + i, text.data + text.len, &code);
        column = (uint32_t) (i - start + 1);

        if (code == COC_UTF8_BAD) {
            return coc_error_in(err, COC_INVALID, file, line, column,
                                "byte %02x is not UTF-8 here", text.data[i]);
        }

        if (coc_yaml_forbidden(code)) {
            return coc_error_in(err, COC_INVALID, file, line, column,
                                "character U+%04X is not allowed", code);
        }

        if (code == '\r' && (i + 1 == text.len || text.data[i + 1] != '\n')) {
            return coc_error_in(err, COC_INVALID, file, line, column,
                                "carriage return without a line feed");
        }

        if (code == '\n') {
            line++;
            start = i + n;
        }
    }

    return COC_OK;
}


/* Marks rise, those of errors aside, so the cursor rarely turns back. */

static void
coc_yaml_place(coc_yaml_t *y, const yaml_mark_t *mark, uint32_t *line,
    uint32_t *column)
{
    if (mark->index < y->index) {
        y->index = 0;
        y->at = 0;
        y->start = 0;
        y->line = 1;
    }

    while (y->index < mark->index && y->at < y->text.len) {

        if (y->text.data[y->at] == '\n') {
            y->line++;
            y->start = y->at + 1;
        }

        do {
            y->at++;
        } while (y->at < y->text.len && (y->text.data[y->at] & 0xc0) == 0x80);

        y->index++;
    }

    *line = y->line;
    *column = (uint32_t) (y->at - y->start + 1);
}


static int
coc_yaml_error(coc_yaml_t *y, const yaml_mark_t *mark, const char *text)
{
    uint32_t  line, column;

    coc_yaml_place(y, mark, &line, &column);

    return coc_error_in(y->err, COC_INVALID, y->file, line, column, "%s",
                        text);
}


static int
coc_yaml_nomem(coc_yaml_t *y)
{
    return coc_error_in(y->err, COC_ERROR, y->file, 0, 0, "no memory");
}


/* A scalar that is a map's key: kept until its value comes. */

static int
coc_yaml_take_key(coc_yaml_t *y, coc_yaml_node_t *node)
{
    coc_yaml_node_t  *map, *other;

    map = y->stack[y->depth - 1];

    if (node->kind != COC_YAML_SCALAR) {
        return coc_error_in(y->err, COC_INVALID, y->file, node->line,
                            node->column, "a key must be a word");
    }

    if (map->n == COC_YAML_KEYS) {
        return coc_error_in(y->err, COC_INVALID, y->file, node->line,
                            node->column, "more than %d keys in one map",
                            COC_YAML_KEYS);
    }

    for (other = map->first; other; other = other->next) {
        if (coc_str_eq(other->key->text, node->text)) {
            return coc_error_in(y->err, COC_INVALID, y->file, node->line,
                                node->column, "key repeated, first in line %u",
                                other->key->line);
        }
    }

    y->key = node;

    return COC_OK;
}


/* Hangs a node where it belongs, and opens it if it is a map or a list. */

static int
coc_yaml_add(coc_yaml_t *y, coc_yaml_node_t *node)
{
    coc_yaml_node_t  *parent;

    if (y->depth == 0) {
        y->root = node;

    } else {
        parent = y->stack[y->depth - 1];

        if (parent->kind == COC_YAML_MAP) {
            if (y->key == NULL) {
                return coc_yaml_take_key(y, node);
            }

            node->key = y->key;
            y->key = NULL;
        }

        if (parent->last == NULL) {
            parent->first = node;

        } else {
            parent->last->next = node;
        }

        parent->last = node;
        parent->n++;
    }

    if (node->kind == COC_YAML_SCALAR) {
        return COC_OK;
    }

    if (y->depth == COC_YAML_DEPTH) {
        return coc_error_in(y->err, COC_INVALID, y->file, node->line,
                            node->column, "nested over %d deep",
                            COC_YAML_DEPTH);
    }

    y->stack[y->depth++] = node;

    return COC_OK;
}


static int
coc_yaml_node(coc_yaml_t *y, const yaml_event_t *event, coc_yaml_kind_e kind,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
    coc_str_t         text;
    coc_yaml_node_t  *node;

    if (anchor != NULL) {
        return coc_yaml_error(y, &event->start_mark,
                              "anchors (&) are not used in rule files");
    }

    if (tag != NULL) {
        return coc_yaml_error(y, &event->start_mark,
                              "tags (!) are not used in rule files");
    }

    node = coc_arena_zalloc(y->arena, sizeof(coc_yaml_node_t));
    if (node == NULL) {
        return coc_yaml_nomem(y);
    }

    node->kind = kind;
    coc_yaml_place(y, &event->start_mark, &node->line, &node->column);

    if (kind == COC_YAML_SCALAR) {
        text.data = event->data.scalar.value;
        text.len = event->data.scalar.length;

        node->plain = (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
        node->text = coc_arena_dup(y->arena, text);

        if (node->text.data == NULL) {
            return coc_yaml_nomem(y);
        }
    }

    return coc_yaml_add(y, node);
}


static int
coc_yaml_event(coc_yaml_t *y, const yaml_event_t *event)
{
    switch (event->type) {

    case YAML_ALIAS_EVENT:
        return coc_yaml_error(y, &event->start_mark,
                              "aliases (*) are not used in rule files; "
                              "quote text that begins with *");

    case YAML_SCALAR_EVENT:
        return coc_yaml_node(y, event, COC_YAML_SCALAR,
                             event->data.scalar.anchor,
                             event->data.scalar.tag);

    case YAML_SEQUENCE_START_EVENT:
        return coc_yaml_node(y, event, COC_YAML_LIST,
                             event->data.sequence_start.anchor,
                             event->data.sequence_start.tag);

    case YAML_MAPPING_START_EVENT:
        return coc_yaml_node(y, event, COC_YAML_MAP,
                             event->data.mapping_start.anchor,
                             event->data.mapping_start.tag);

    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        y->depth--;
        return COC_OK;

    case YAML_DOCUMENT_START_EVENT:
        if (y->root != NULL) {
            return coc_yaml_error(y, &event->start_mark,
                                  "a second document in one file");
        }

        return COC_OK;

    case YAML_STREAM_END_EVENT:
        if (y->root == NULL) {
            return coc_error_in(y->err, COC_INVALID, y->file, 1, 1,
                                COC_YAML_EMPTY);
        }

        return COC_OK;

    default:
        return COC_OK;
    }
}


static int
coc_yaml_problem(coc_yaml_t *y, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) {
        return coc_yaml_nomem(y);
    }

    return coc_yaml_error(y, &parser->problem_mark, parser->problem);
}


int
coc_yaml_parse(coc_yaml_node_t **root, coc_arena_t *arena, coc_str_t file,
    coc_str_t text, coc_error_t *err)
{
    int            rc, end;
    coc_yaml_t     y;
    yaml_event_t   event;
    yaml_parser_t  parser;

    rc = coc_yaml_check(file, text, err);
    if (rc != COC_OK) {
        return rc;
    }

    memset(&y, 0, sizeof(coc_yaml_t));

    y.arena = arena;
    y.err = err;
    y.file = file;
    y.text = coc_yaml_unmark(text);
    y.line = 1;

    if (y.text.len == 0) {
        /* libyaml asserts that there is a string */
        return coc_error_in(err, COC_INVALID, file, 1, 1, COC_YAML_EMPTY);
    }

    if (!yaml_parser_initialize(&parser)) {
        return coc_yaml_nomem(&y);
    }

    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, y.text.data, y.text.len);

    do {
        if (!yaml_parser_parse(&parser, &event)) {
            rc = coc_yaml_problem(&y, &parser);
            break;
        }

        rc = coc_yaml_event(&y, &event);
        end = (event.type == YAML_STREAM_END_EVENT);

        yaml_event_delete(&event);

    } while (rc == COC_OK && !end);

    yaml_parser_delete(&parser);

    *root = y.root;

    return rc;
}
