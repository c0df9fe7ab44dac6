/*
 * What makes a rule hit where it is no pattern: detectors, signals, other
 * rules, the model.  Private to src/rules.
 */

#ifndef _COC_RULE_SOURCE_H_INCLUDED_
#define _COC_RULE_SOURCE_H_INCLUDED_


#include "coc_base.h"
#include "coc_rule_load.h"
#include "coc_rule_value.h"


#define COC_RULE_OVER_MAX   100000
#define COC_RULE_OF_MAX     64
#define COC_RULE_HOSTS_MAX  100000


typedef const char *(*coc_rule_name_pt)(size_t i);


COC_BEGIN_DECLS


/* Readers of these keys, with a coc_rule_t. */
int coc_rule_read_detector(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);
int coc_rule_read_over(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);
int coc_rule_read_signal(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);
int coc_rule_read_of(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);

/* "model" of a rule, and of its "unless". */
int coc_rule_read_model(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);
int coc_rule_read_unless_model(coc_rule_load_t *load, void *to,
    const char *key, const coc_yaml_node_t *node);

/* Checks what stands beside "model" in a rule where it is the source. */
int coc_rule_source_model(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node);

/* Domains: a list, or the name of a file beside the rule file. */
int coc_rule_read_hosts(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node);

/*
 * Checks that a rule, of which all keys are read, has one source, and no key
 * that means nothing beside it.
 *
 * node  of the rule
 */
int coc_rule_source(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node);

/*
 * Says that a name is none of those known.  The nearest by its letters may be
 * far from what was meant ("mail", "street"): all are listed.
 */
int coc_rule_unlisted(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_rule_name_pt name, size_t max);

/* Refuses keys of a rule that would do nothing beside source. */
int coc_rule_idle(coc_rule_load_t *load, const coc_yaml_node_t *node,
    const char *source, const char *const *keys, size_t n);

/* The value of a key of the map at node, or node itself if it has none. */
const coc_yaml_node_t *coc_rule_at(const coc_yaml_node_t *node,
    const char *key);


COC_END_DECLS


#endif /* _COC_RULE_SOURCE_H_INCLUDED_ */
