/*
 * Readers of what a key of a rule file may hold.  Private to src/rules.
 *
 * All place their errors at the node and give COC_INVALID, or COC_ERROR for
 * want of memory; key names the value in messages.
 */

#ifndef _COC_RULE_VALUE_H_INCLUDED_
#define _COC_RULE_VALUE_H_INCLUDED_


#include "coc_base.h"
#include "coc_rule.h"
#include "coc_rule_load.h"
#include "coc_yaml.h"


#define COC_RULE_NAMES  32      /* most keys in one table */


typedef int (*coc_rule_key_pt)(coc_rule_load_t *load, void *to,
    const char *key, const coc_yaml_node_t *node);


typedef struct {
    const char       *name;
    coc_rule_key_pt   read;
    unsigned          required:1;
} coc_rule_key_t;


COC_BEGIN_DECLS


/*
 * Calls the reader of each key that a map has, with to, in the order of the
 * table, not of the file.
 *
 * n   keys in the table, at most COC_RULE_NAMES
 */
int coc_rule_map(coc_rule_load_t *load, void *to, const char *what,
    const coc_yaml_node_t *map, const coc_rule_key_t *keys, size_t n);

/* Checks that a node is text of 1 to max bytes without a zero byte. */
int coc_rule_text(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, size_t max);

/*
 * A word of a-z, 0-9 and "-", which may stand in headers and logs; word is
 * copied into load->arena.
 */
int coc_rule_word(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_str_t *word);

/* An unquoted decimal number. */
int coc_rule_number(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, unsigned min, unsigned max,
    unsigned *number);

/* true or false, unquoted; flag is 1 or 0. */
int coc_rule_flag(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, int *flag);

/* Says that a node's text is none of names; always COC_INVALID. */
int coc_rule_unknown(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, const char *const *names, size_t n);

/*
 * A list that is not empty, or one scalar in its place.
 *
 * first, n   where to begin and how many to take
 */
int coc_rule_list(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, const coc_yaml_node_t **first, size_t *n);

/* A list of patterns or one pattern, linted for view, in load->arena. */
int coc_rule_patterns(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_view_e view, coc_patterns_t *patterns);


COC_END_DECLS


#endif /* _COC_RULE_VALUE_H_INCLUDED_ */
