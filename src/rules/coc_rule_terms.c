/*
 * Lists of terms to patterns: whole words, folded as the rule's view folds, so
 * that an author writes them as people do.  The words of terms on the squashed
 * view are what it spells out: they go into the lexicon.
 */

#include <stdlib.h>

#include "coc_rule_encode.h"
#include "coc_rule_lines.h"
#include "coc_rule_load.h"
#include "coc_rule_value.h"
#include "coc_str.h"


typedef struct coc_term_s  coc_term_t;

struct coc_term_s {
    coc_str_t    regex;         /* escaped, without its edges */
    coc_term_t  *next;
    unsigned     left:1;        /* begins with an ASCII letter or digit */
    unsigned     right:1;       /* ends with one, or with any word ending */
};


typedef struct {
    coc_rule_load_t   *load;
    const coc_rule_t  *rule;
    coc_str_t          file;    /* the terms are in, for errors */
    coc_term_t        *first;
    size_t             n;
} coc_terms_t;


/* \b where both sides of the term are plain; what works for any term else. */

static const char *const  coc_terms_edge[2][2] = {
    { "(?<!\\w)(?:", "\\b(?:" },
    { ")(?!\\w)", ")\\b" }
};

#define COC_TERMS_EDGES  (sizeof("(?<!\\w)(?:") + sizeof(")(?!\\w)"))


static int
coc_terms_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


static int
coc_terms_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
           || (c >= 'A' && c <= 'Z') || c == '_';
}


/*
 * Room for the worst case: each byte escaped, white space as "\s+".  With
 * spaces it stays: folded has but one between words, and letters that "\s+"
 * parts are no literal that a matcher can look for.
 */

static coc_str_t
coc_terms_escape(coc_rule_load_t *load, coc_str_t text, int ending,
    int spaces)
{
    size_t     i;
    uint8_t    c, *p;
    coc_str_t  regex = coc_null_str;

    if (text.len > (SIZE_MAX - 3) / 3) {
        return regex;
    }

    p = coc_arena_alloc(load->temp, text.len * 3 + 3);
    if (p == NULL) {
        return regex;
    }

    regex.data = p;

    for (i = 0; i < text.len; i++) {
        c = text.data[i];

        if (coc_terms_space(c) && !spaces) {

            while (coc_terms_space(text.data[i + 1])) {
                i++;
            }

            memcpy(p, "\\s+", 3);
            p += 3;
            continue;
        }

        if (c < 0x80 && !coc_terms_word(c)) {
            *p++ = '\\';
        }

        *p++ = c;
    }

    if (ending) {
        memcpy(p, "\\w*", 3);
        p += 3;
    }

    regex.len = (size_t) (p - regex.data);

    return regex;
}


static coc_str_t
coc_terms_trim(coc_str_t s)
{
    while (s.len && coc_terms_space(s.data[0])) {
        s.data++;
        s.len--;
    }

    while (s.len && coc_terms_space(s.data[s.len - 1])) {
        s.len--;
    }

    return s;
}


static int
coc_terms_error(coc_terms_t *terms, uint32_t line, uint32_t column,
    const char *text)
{
    return coc_error_in(terms->load->err, COC_INVALID, terms->file, line,
                        column, "%s", text);
}


/* A term as its view has it; s is white space trimmed. */

static int
coc_terms_push(coc_terms_t *terms, coc_str_t s, int ending)
{
    coc_term_t  *term;

    term = coc_arena_alloc(terms->load->temp, sizeof(coc_term_t));
    if (term == NULL) {
        return coc_rule_nomem(terms->load);
    }

    term->regex = coc_terms_escape(terms->load, s, ending,
                                   terms->rule->encoded);
    if (term->regex.data == NULL) {
        return coc_rule_nomem(terms->load);
    }

    term->left = (coc_terms_word(s.data[0]) != 0);
    term->right = (ending || coc_terms_word(s.data[s.len - 1]));
    term->next = terms->first;

    terms->first = term;
    terms->n++;

    return COC_OK;
}


static int
coc_terms_encode(coc_terms_t *terms, coc_str_t s, uint32_t line,
    uint32_t column)
{
    int        rc, open;
    size_t     i;
    uint8_t   *out;
    unsigned   which;
    coc_str_t  form;

    for (i = 0; i < s.len && s.data[i] >= 'a' && s.data[i] <= 'z'; i++) {
        /* void */
    }

    if (i < s.len || s.len < COC_ENCODE_MIN || s.len > COC_ENCODE_MAX) {
        return coc_terms_error(terms, line, column, "encoded term must be a "
                               "word of 4 to 32 letters");
    }

    for (which = 0; /* void */ ; which++) {

        out = coc_arena_zalloc(terms->load->temp, COC_ENCODE_ROOM);
        if (out == NULL) {
            return coc_rule_nomem(terms->load);
        }

        form.data = out;
        form.len = coc_rule_encode(s, which, out, &open);

        if (form.len == 0) {
            return COC_OK;
        }

        rc = coc_terms_push(terms, form, open);
        if (rc != COC_OK) {
            return rc;
        }
    }
}


static int
coc_terms_add(coc_terms_t *terms, coc_str_t text, uint32_t line,
    uint32_t column)
{
    int          rc, ending;
    size_t       i;
    coc_str_t    s;
    coc_view_e   view;
    coc_views_t  views;

    s = coc_terms_trim(text);

    if (s.len > COC_RULE_TERM_MAX) {
        return coc_terms_error(terms, line, column,
                               "term is over 256 bytes long");
    }

    ending = (s.len && s.data[s.len - 1] == '*');
    s.len -= (size_t) ending;

    view = terms->rule->view;

    rc = coc_views_build(terms->load->temp, s,
                         coc_view_bit(view) | coc_view_bit(COC_VIEW_FOLDED),
                         NULL, &views);
    if (rc != COC_OK) {
        return coc_rule_nomem(terms->load);
    }

    /* A word by itself stands in no code: its letters are folded's. */

    if (view == COC_VIEW_VERBATIM && views.view[view].text.len == 0) {
        view = COC_VIEW_FOLDED;
    }

    s = coc_terms_trim(views.view[view].text);

    if (s.len == 0) {
        return coc_terms_error(terms, line, column,
                               "nothing of this term is left in its view");
    }

    for (i = 0; i < s.len; i++) {
        if ((s.data[i] < 0x20 && !coc_terms_space(s.data[i]))
            || s.data[i] == 0x7f)
        {
            return coc_terms_error(terms, line, column,
                                   "term holds a control character");
        }
    }

    if (terms->rule->encoded) {
        return coc_terms_encode(terms, s, line, column);
    }

    if (view == COC_VIEW_SQUASHED) {
        rc = coc_rule_lexicon(terms->load, s, terms->rule->misspelled);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_terms_push(terms, s, ending);
}


static int
coc_terms_list(coc_terms_t *terms, const coc_yaml_node_t *node)
{
    int  rc;

    if (node->n == 0) {
        return coc_rule_fail(terms->load, node, "terms is empty");
    }

    for (node = node->first; node; node = node->next) {

        rc = coc_rule_text(terms->load, "term", node, COC_RULE_TEXT_MAX);
        if (rc != COC_OK) {
            return rc;
        }

        rc = coc_terms_add(terms, node->text, node->line, node->column);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* A line of a file of terms. */

static int
coc_terms_line(void *ctx, coc_str_t file, coc_str_t text, uint32_t line,
    uint32_t column)
{
    coc_terms_t  *terms = ctx;

    terms->file = file;

    return coc_terms_add(terms, text, line, column);
}


static int
coc_terms_file(coc_terms_t *terms, const coc_yaml_node_t *node)
{
    int   rc;
    char  show[COC_RULE_SHOW];

    rc = coc_rule_lines(terms->load, "terms", node, coc_terms_line, terms);

    if (rc == COC_OK && terms->n == 0) {
        return coc_rule_fail(terms->load, node, "file of terms \"%s\" has no "
                             "term", coc_rule_show(show, node->text));
    }

    return rc;
}


/* The longest first, so that a hit covers all of what was written. */

static int
coc_terms_cmp(const void *a, const void *b)
{
    const coc_term_t  *one, *two;

    one = *(coc_term_t *const *) a;
    two = *(coc_term_t *const *) b;

    if (one->regex.len != two->regex.len) {
        return (one->regex.len < two->regex.len) ? 1 : -1;
    }

    return coc_str_cmp(one->regex, two->regex);
}


/* Sorted terms without those that fold to the same; *n is set. */

static coc_term_t **
coc_terms_sort(coc_terms_t *terms, size_t *n)
{
    size_t        i;
    coc_term_t   *term, **sorted;

    sorted = coc_arena_array(terms->load->temp, terms->n,
                             sizeof(coc_term_t *));
    if (sorted == NULL) {
        return NULL;
    }

    for (i = 0, term = terms->first; term; term = term->next) {
        sorted[i++] = term;
    }

    qsort(sorted, terms->n, sizeof(coc_term_t *), coc_terms_cmp);

    for (*n = 0, i = 0; i < terms->n; i++) {
        if (*n == 0 || !coc_str_eq(sorted[i]->regex, sorted[*n - 1]->regex)) {
            sorted[(*n)++] = sorted[i];
        }
    }

    return sorted;
}


/* How many of the terms go into one pattern; *len is the pattern's length. */

static size_t
coc_terms_split(coc_term_t *const *sorted, size_t n, size_t *len)
{
    size_t  i;

    *len = COC_TERMS_EDGES;

    for (i = 0; i < n; i++) {
        if (i > 0 && *len + sorted[i]->regex.len >= COC_RULE_TERMS_SPLIT) {
            break;
        }

        *len += sorted[i]->regex.len + 1;
    }

    return i;
}


static coc_str_t
coc_terms_join(coc_rule_load_t *load, coc_term_t *const *sorted, size_t n,
    size_t len)
{
    size_t     i, k;
    uint8_t   *p;
    unsigned   left, right;
    coc_str_t  edge[2], pattern = coc_null_str;

    p = coc_arena_alloc(load->arena, len);
    if (p == NULL) {
        return pattern;
    }

    pattern.data = p;

    for (left = 1, right = 1, i = 0; i < n; i++) {
        left &= sorted[i]->left;
        right &= sorted[i]->right;
    }

    edge[0] = coc_str_from(coc_terms_edge[0][left]);
    edge[1] = coc_str_from(coc_terms_edge[1][right]);

    memcpy(p, edge[0].data, edge[0].len);
    p += edge[0].len;

    for (k = 0; k < n; k++) {
        if (k > 0) {
            *p++ = '|';
        }

        memcpy(p, sorted[k]->regex.data, sorted[k]->regex.len);
        p += sorted[k]->regex.len;
    }

    memcpy(p, edge[1].data, edge[1].len);
    p += edge[1].len;

    pattern.len = (size_t) (p - pattern.data);

    return pattern;
}


int
coc_rule_terms(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node, coc_patterns_t *patterns)
{
    int             rc;
    size_t          n, i, take, len, room;
    coc_term_t    **sorted;
    coc_terms_t     terms;
    coc_pattern_t  *p;

    memset(&terms, 0, sizeof(coc_terms_t));

    terms.load = load;
    terms.rule = rule;
    terms.file = load->file;

    rc = (node->kind == COC_YAML_LIST) ? coc_terms_list(&terms, node)
                                       : coc_terms_file(&terms, node);
    if (rc != COC_OK) {
        return rc;
    }

    sorted = coc_terms_sort(&terms, &n);
    if (sorted == NULL) {
        return coc_rule_nomem(load);
    }

    room = patterns->n;

    for (i = 0; i < n; i += take) {
        take = coc_terms_split(sorted + i, n - i, &len);

        p = coc_rule_grow(load, patterns->pattern, patterns->n, &room,
                          sizeof(coc_pattern_t));
        if (p == NULL) {
            return coc_rule_nomem(load);
        }

        patterns->pattern = p;

        p += patterns->n++;
        p->text = coc_terms_join(load, sorted + i, take, len);
        p->line = node->line;
        p->column = node->column;

        if (p->text.data == NULL) {
            return coc_rule_nomem(load);
        }
    }

    return COC_OK;
}
