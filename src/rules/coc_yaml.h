/*
 * YAML bytes to a small tree whose nodes know their place.  The part of YAML
 * that rules need: maps with scalar keys, lists, scalars, one document.
 */

#ifndef _COC_YAML_H_INCLUDED_
#define _COC_YAML_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_error.h"


#define COC_YAML_DEPTH  16      /* levels of maps and lists */
#define COC_YAML_KEYS   64      /* keys of one map */


typedef enum {
    COC_YAML_SCALAR = 0,
    COC_YAML_LIST,
    COC_YAML_MAP
} coc_yaml_kind_e;


typedef struct coc_yaml_node_s  coc_yaml_node_t;

struct coc_yaml_node_s {
    coc_yaml_kind_e   kind;
    unsigned          plain:1;  /* a scalar without quotes, | or > */
    uint32_t          line;     /* from 1 */
    uint32_t          column;   /* from 1, bytes; a byte order mark not
                                   counted */
    coc_str_t         text;     /* of a scalar; UTF-8 */
    coc_yaml_node_t  *key;      /* in a map: the key, a scalar; else NULL */
    coc_yaml_node_t  *first;    /* of a list or map; NULL: empty */
    coc_yaml_node_t  *last;
    coc_yaml_node_t  *next;     /* in the list or map around it */
    size_t            n;        /* nodes in a list or map */
};


COC_BEGIN_DECLS


/*
 * Checks that text is UTF-8 without characters that YAML forbids or that
 * only YAML takes for a line's end.
 *
 * COC_INVALID  err has file, line and column
 */
int coc_yaml_check(coc_str_t file, coc_str_t text, coc_error_t *err);

/*
 * Parses one document.
 *
 * root    in arena, strings copied
 * file    for errors only
 * text    whole file
 *
 * COC_INVALID  err has file, line and column; besides what is not YAML:
 *              aliases, anchors, tags, a repeated key, a key that is not a
 *              scalar, a second document, no document, over COC_YAML_DEPTH
 *              or COC_YAML_KEYS
 * COC_ERROR    no memory or over the arena's budget
 *
 * libyaml takes its memory from malloc() and gives it back before the return.
 * Cost: O(text.len).
 */
int coc_yaml_parse(coc_yaml_node_t **root, coc_arena_t *arena, coc_str_t file,
    coc_str_t text, coc_error_t *err);


COC_END_DECLS


#endif /* _COC_YAML_H_INCLUDED_ */
