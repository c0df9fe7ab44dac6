/*
 * PCRE2: compiles rules' patterns and finds their matches, within limits.
 */

#ifndef _COC_MATCH_PCRE_H_INCLUDED_
#define _COC_MATCH_PCRE_H_INCLUDED_


#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH  8
#endif

#include <pcre2.h>

#include "coc_base.h"
#include "coc_error.h"


/* What compiling needs; kept for as long as the codes that it made. */

typedef struct {
    pcre2_general_context  *general;
    pcre2_compile_context  *compile;
} coc_pcre_t;


/* What matching needs, one match at a time. */

typedef struct {
    pcre2_general_context  *general;
    pcre2_match_context    *match;
    pcre2_match_data       *data;
    pcre2_jit_stack        *stack;      /* NULL where there is no JIT */
    uint64_t                begun;      /* ns, of the wall; 0: not yet */
    uint64_t                cpu;        /* ns, of this thread, then */
} coc_pcre_scratch_t;


COC_BEGIN_DECLS


/*
 * alloc  borrowed for the life of pcre (or scratch) and all that it makes
 *
 * COC_ERROR  no memory; there is nothing to free then
 */
int coc_pcre_init(coc_pcre_t *pcre, const coc_alloc_t *alloc);
void coc_pcre_free(coc_pcre_t *pcre);

int coc_pcre_scratch_init(coc_pcre_scratch_t *scratch,
    const coc_alloc_t *alloc);
void coc_pcre_scratch_free(coc_pcre_scratch_t *scratch);

/*
 * Compiles for well-formed UTF-8, with Unicode properties.
 *
 * anchored  to be tried at a place, not searched
 * code      to be freed by pcre2_code_free()
 *
 * COC_INVALID  err->text is PCRE2's message, err->offset the place in the
 *              pattern (bytes); or it may match empty text
 * COC_ERROR    no memory
 */
int coc_pcre_compile(const coc_pcre_t *pcre, coc_str_t pattern,
    int anchored, pcre2_code **code, coc_error_t *err);

/*
 * To machine code.  A refusal (no executable memory under a strict policy, a
 * pattern beyond the compiler) leaves a code that is interpreted.
 */
void coc_pcre_jit(pcre2_code *code);

/* A field begins: its budget of time is whole. */
void coc_pcre_begin(coc_pcre_scratch_t *scratch);

/*
 * The first match in text at or after from; lookbehinds see what is before.
 *
 * text   well-formed UTF-8, from at a character of it
 * cut    the end of text is not the end of what it was cut from: $ does not
 *        match there
 *
 * COC_OK        *start and *end are set (bytes); end is after start
 * COC_DECLINED  none
 * COC_LIMIT     a limit of matches, depth, heap or JIT stack was reached, or
 *               the field's budget is spent
 * COC_ERROR     no memory
 */
int coc_pcre_find(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t from, int cut, size_t *start, size_t *end);

/* The first that begins at or after from, and before until; else the same. */
int coc_pcre_search(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t from, size_t until, size_t *start, size_t *end);

/* The match of an anchored code that begins at a place; results as above. */
int coc_pcre_try(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t at, size_t *end);


COC_END_DECLS


#endif /* _COC_MATCH_PCRE_H_INCLUDED_ */
