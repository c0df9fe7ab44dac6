/*
 * What a key of a rule file may hold: text, words, numbers, lists, patterns,
 * maps of keys.
 */

#include "coc_rule_value.h"
#include "coc_str.h"


const char *
coc_rule_show(char *buf, coc_str_t s)
{
    size_t  i, len;

    len = coc_min(s.len, (size_t) COC_RULE_SHOW - 4);

    /* not within a character */

    while (len < s.len && len > 0 && (s.data[len] & 0xc0) == 0x80) {
        len--;
    }

    for (i = 0; i < len; i++) {
        buf[i] = (char) s.data[i];

        if (s.data[i] < 0x20 || s.data[i] == 0x7f) {
            buf[i] = '?';
        }
    }

    if (len < s.len) {
        memcpy(buf + len, "...", 3);
        len += 3;
    }

    buf[len] = '\0';

    return buf;
}


/* Levenshtein's distance, of the first COC_RULE_SHOW bytes of each. */

static size_t
coc_rule_distance(coc_str_t a, coc_str_t b)
{
    size_t  i, j, up, left, row[COC_RULE_SHOW + 1];

    a.len = coc_min(a.len, (size_t) COC_RULE_SHOW);
    b.len = coc_min(b.len, (size_t) COC_RULE_SHOW);

    for (j = 0; j <= b.len; j++) {
        row[j] = j;
    }

    for (i = 1; i <= a.len; i++) {
        left = row[0];
        row[0] = i;

        for (j = 1; j <= b.len; j++) {
            up = row[j];
            row[j] = coc_min(left + (a.data[i - 1] != b.data[j - 1]),
                             coc_min(up, row[j - 1]) + 1);
            left = up;
        }
    }

    return row[b.len];
}


const char *
coc_rule_nearest(coc_str_t word, const char *const *names, size_t n)
{
    size_t  i, best, distance, least;

    best = 0;
    least = SIZE_MAX;

    for (i = 0; i < n; i++) {
        distance = coc_rule_distance(word, coc_str_from(names[i]));

        if (distance < least) {
            least = distance;
            best = i;
        }
    }

    return names[best];
}


int
coc_rule_map(coc_rule_load_t *load, void *to, const char *what,
    const coc_yaml_node_t *map, const coc_rule_key_t *keys, size_t n)
{
    int                     rc;
    char                    show[COC_RULE_SHOW];
    size_t                  i;
    const char             *names[COC_RULE_NAMES];
    const coc_yaml_node_t  *node, *value[COC_RULE_NAMES];

    if (map->kind != COC_YAML_MAP) {
        return coc_rule_fail(load, map, "%s must be a map of keys", what);
    }

    for (i = 0; i < n; i++) {
        names[i] = keys[i].name;
        value[i] = NULL;
    }

    for (node = map->first; node; node = node->next) {

        for (i = 0; i < n; i++) {
            if (coc_str_eq(node->key->text, coc_str_from(names[i]))) {
                value[i] = node;
                break;
            }
        }

        if (i == n) {
            return coc_rule_fail(load, node->key,
                                 "unknown key \"%s\", the nearest is \"%s\"",
                                 coc_rule_show(show, node->key->text),
                                 coc_rule_nearest(node->key->text, names, n));
        }
    }

    for (i = 0; i < n; i++) {

        if (value[i] != NULL) {
            rc = keys[i].read(load, to, names[i], value[i]);
            if (rc != COC_OK) {
                return rc;
            }

        } else if (keys[i].required) {
            return coc_rule_fail(load, map, "%s has no \"%s\"", what,
                                 names[i]);
        }
    }

    return COC_OK;
}


int
coc_rule_text(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, size_t max)
{
    if (node->kind != COC_YAML_SCALAR) {
        return coc_rule_fail(load, node, "%s must be text; text that begins "
                             "with [ or { or holds \": \" needs quotes", key);
    }

    if (node->text.len == 0) {
        return coc_rule_fail(load, node, "%s is empty", key);
    }

    if (memchr(node->text.data, '\0', node->text.len) != NULL) {
        return coc_rule_fail(load, node, "%s holds a zero byte", key);
    }

    if (node->text.len > max) {
        return coc_rule_fail(load, node, "%s is over %zu bytes long", key,
                             max);
    }

    return COC_OK;
}


int
coc_rule_word(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_str_t *word)
{
    int      rc;
    size_t   i;
    uint8_t  c;

    rc = coc_rule_text(load, key, node, COC_RULE_ID_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    for (i = 0; i < node->text.len; i++) {
        c = node->text.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return coc_rule_fail(load, node,
                                 "%s may hold only a-z, 0-9 and \"-\"", key);
        }
    }

    *word = coc_arena_dup(load->arena, node->text);

    return (word->data == NULL) ? coc_rule_nomem(load) : COC_OK;
}


int
coc_rule_number(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, unsigned min, unsigned max, unsigned *number)
{
    uint64_t  n;

    if (node->kind != COC_YAML_SCALAR || !node->plain
        || coc_str_uint(node->text, max, &n) != COC_OK || n < min)
    {
        return coc_rule_fail(load, node, "%s must be a number from %u to %u",
                             key, min, max);
    }

    *number = (unsigned) n;

    return COC_OK;
}


int
coc_rule_flag(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, int *flag)
{
    static const coc_str_t  yes = coc_str("true"), no = coc_str("false");

    if (node->kind == COC_YAML_SCALAR && node->plain) {

        if (coc_str_eq(node->text, yes)) {
            *flag = 1;
            return COC_OK;
        }

        if (coc_str_eq(node->text, no)) {
            *flag = 0;
            return COC_OK;
        }
    }

    return coc_rule_fail(load, node, "%s must be true or false", key);
}


int
coc_rule_unknown(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, const char *const *names, size_t n)
{
    char  show[COC_RULE_SHOW];

    return coc_rule_fail(load, node, "unknown %s \"%s\", the nearest is "
                         "\"%s\"", key, coc_rule_show(show, node->text),
                         coc_rule_nearest(node->text, names, n));
}


int
coc_rule_list(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, const coc_yaml_node_t **first, size_t *n)
{
    if (node->kind == COC_YAML_MAP) {
        return coc_rule_fail(load, node, "%s must be text or a list", key);
    }

    *first = node;
    *n = 1;

    if (node->kind == COC_YAML_LIST) {
        *first = node->first;
        *n = node->n;
    }

    if (*n == 0) {
        return coc_rule_fail(load, node, "%s is empty", key);
    }

    return COC_OK;
}


/* In double quotes YAML makes \b a backspace, which no view has. */

static int
coc_rule_escaped(coc_rule_load_t *load, const coc_yaml_node_t *node)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < node->text.len; i++) {
        c = node->text.data[i];

        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
            return coc_rule_fail(load, node, "pattern holds a control "
                                 "character: put single quotes around it, "
                                 "double ones turn \"\\b\" into one");
        }
    }

    return COC_OK;
}


int
coc_rule_patterns(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_view_e view, coc_patterns_t *patterns)
{
    int             rc;
    size_t          i, n;
    coc_pattern_t  *p;

    rc = coc_rule_list(load, key, node, &node, &n);
    if (rc != COC_OK) {
        return rc;
    }

    p = coc_arena_array(load->arena, n, sizeof(coc_pattern_t));
    if (p == NULL) {
        return coc_rule_nomem(load);
    }

    patterns->pattern = p;
    patterns->n = n;

    for (i = 0; i < n; i++, p++, node = node->next) {

        rc = coc_rule_text(load, "pattern", node, COC_RULE_TEXT_MAX);
        if (rc != COC_OK) {
            return rc;
        }

        if (node->text.data[node->text.len - 1] == '\n') {
            return coc_rule_fail(load, node, "pattern ends with a line "
                                 "break: write |- in place of |");
        }

        rc = coc_rule_escaped(load, node);
        if (rc != COC_OK) {
            return rc;
        }

        rc = coc_rule_lint(load, view, node);
        if (rc != COC_OK) {
            return rc;
        }

        p->text = coc_arena_dup(load->arena, node->text);
        p->line = node->line;
        p->column = node->column;

        if (p->text.data == NULL) {
            return coc_rule_nomem(load);
        }
    }

    return COC_OK;
}
