/*
 * Rules, loaded and compiled: made once a configuration, shared by its
 * workers.
 */

#include "coc_engine.h"


int
coc_engine_create(coc_engine_t **engine, const coc_alloc_t *alloc,
    const coc_str_t *paths, size_t n, coc_cache_t *cache, coc_error_t *err)
{
    int            rc;
    coc_engine_t  *e;

    *engine = NULL;

    e = alloc->alloc(alloc->ctx, sizeof(coc_engine_t));
    if (e == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory for rules");
    }

    memset(e, 0, sizeof(coc_engine_t));
    e->alloc = *alloc;

    rc = coc_ruleset_load(&e->set, &e->alloc, paths, n, err);
    if (rc != COC_OK) {
        goto failed;
    }

    rc = coc_match_create(&e->match, &e->alloc, e->set, cache, err);
    if (rc != COC_OK) {
        goto failed;
    }

    *engine = e;

    return COC_OK;

failed:

    coc_engine_destroy(e);

    return rc;
}


void
coc_engine_destroy(coc_engine_t *engine)
{
    coc_alloc_t  alloc;

    if (engine == NULL) {
        return;
    }

    alloc = engine->alloc;

    if (engine->match != NULL) {
        coc_match_destroy(engine->match);
    }

    if (engine->set != NULL) {
        coc_ruleset_destroy(engine->set);
    }

    alloc.free(alloc.ctx, engine);
}


const coc_ruleset_t *
coc_engine_ruleset(const coc_engine_t *engine)
{
    return engine->set;
}


const coc_match_t *
coc_engine_match(const coc_engine_t *engine)
{
    return engine->match;
}
