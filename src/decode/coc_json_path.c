/*
 * Where in a JSON document the parser stands: one buffer holds the path, a
 * stack says how much of it belongs to each level.
 */

#include "coc_json_path.h"


typedef struct {
    size_t    len;          /* bytes of the path of this object or array */
    uint64_t  index;        /* of an array's next element */
    unsigned  array:1;
} coc_json_level_t;


#define COC_JSON_PATH_STEP  21      /* bytes: a dot, an index */


static coc_json_level_t *
coc_json_path_level(const coc_json_path_t *path)
{
    return (coc_json_level_t *) (void *) path->levels.data + path->depth - 1;
}


void
coc_json_path_init(coc_json_path_t *path, const coc_alloc_t *alloc,
    size_t names, size_t depth)
{
    path->depth = 0;

    coc_buf_init(&path->text, alloc,
                 names + (depth + 1) * COC_JSON_PATH_STEP);
    coc_buf_init(&path->levels, alloc, depth * sizeof(coc_json_level_t));
}


void
coc_json_path_free(coc_json_path_t *path)
{
    if (path->text.alloc != NULL) {
        coc_buf_free(&path->text);
        coc_buf_free(&path->levels);
    }
}


int
coc_json_path_open(coc_json_path_t *path, unsigned array)
{
    size_t            parent;
    coc_json_level_t  level;

    if (coc_json_path_value(path, &parent) != COC_OK) {
        return COC_ERROR;
    }

    memset(&level, 0, sizeof(coc_json_level_t));
    level.len = path->text.len;
    level.array = array & 1;

    if (coc_buf_append(&path->levels, &level, sizeof(level)) != COC_OK) {
        return COC_ERROR;
    }

    path->depth++;

    return COC_OK;
}


void
coc_json_path_close(coc_json_path_t *path)
{
    path->text.len = coc_json_path_level(path)->len;
    path->levels.len -= sizeof(coc_json_level_t);
    path->depth--;
}


/* Below the root a dot parts the names, even from one that is empty. */

static void
coc_json_path_step(coc_json_path_t *path)
{
    path->text.len = coc_json_path_level(path)->len;

    if (path->depth > 1) {
        (void) coc_buf_putc(&path->text, '.');
    }
}


int
coc_json_path_key(coc_json_path_t *path, coc_str_t key)
{
    coc_json_path_step(path);

    return (coc_buf_put(&path->text, key) == COC_OK) ? COC_OK : COC_ERROR;
}


int
coc_json_path_value(coc_json_path_t *path, size_t *parent)
{
    coc_json_level_t  *level;

    *parent = 0;

    if (path->depth == 0) {
        return COC_OK;
    }

    level = coc_json_path_level(path);
    *parent = level->len;

    if (!level->array) {
        return COC_OK;
    }

    coc_json_path_step(path);

    return (coc_buf_uint(&path->text, level->index++) == COC_OK)
           ? COC_OK : COC_ERROR;
}


int
coc_json_path_top(const coc_json_path_t *path)
{
    return path->depth == 1 && !coc_json_path_level(path)->array;
}
