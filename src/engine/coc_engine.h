/*
 * What an engine holds; for src/engine alone.
 */

#ifndef _COC_ENGINE_H_INCLUDED_
#define _COC_ENGINE_H_INCLUDED_


#include "coc.h"


struct coc_engine_s {
    coc_alloc_t     alloc;
    coc_ruleset_t  *set;
    coc_match_t    *match;
};


#endif /* _COC_ENGINE_H_INCLUDED_ */
