/*
 * Where in a JSON document the parser stands, as a dotted path.
 */

#ifndef _COC_JSON_PATH_H_INCLUDED_
#define _COC_JSON_PATH_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


typedef struct {
    coc_buf_t  text;        /* the path */
    coc_buf_t  levels;      /* what is open, one record a level */
    size_t     depth;       /* levels */
} coc_json_path_t;


COC_BEGIN_DECLS


/*
 * alloc  borrowed for the life of path
 * names  bytes of names, at most, all levels together
 * depth  levels, at most
 */
void coc_json_path_init(coc_json_path_t *path, const coc_alloc_t *alloc,
    size_t names, size_t depth);

void coc_json_path_free(coc_json_path_t *path);

/*
 * An object (array 0) or array (1) begins, as a value.
 *
 * COC_ERROR  no memory
 */
int coc_json_path_open(coc_json_path_t *path, unsigned array);

/* The innermost object or array ends. */
void coc_json_path_close(coc_json_path_t *path);

/* A member's name in the innermost object; COC_ERROR: no memory. */
int coc_json_path_key(coc_json_path_t *path, coc_str_t key);

/*
 * A value begins: path->text is its path.
 *
 * parent     receives the bytes of the path of what it lies in
 * COC_ERROR  no memory
 */
int coc_json_path_value(coc_json_path_t *path, size_t *parent);

/* 1 if what lies at path->text is a member of an object at the root, else 0. */
int coc_json_path_top(const coc_json_path_t *path);


COC_END_DECLS


#endif /* _COC_JSON_PATH_H_INCLUDED_ */
