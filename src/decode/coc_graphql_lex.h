/*
 * The tokens of a GraphQL document.
 */

#ifndef _COC_GRAPHQL_LEX_H_INCLUDED_
#define _COC_GRAPHQL_LEX_H_INCLUDED_


#include "coc_base.h"


typedef enum {
    COC_GRAPHQL_END = 0,
    COC_GRAPHQL_BAD,            /* no token of GraphQL */
    COC_GRAPHQL_NAME,
    COC_GRAPHQL_NUMBER,
    COC_GRAPHQL_STRING,
    COC_GRAPHQL_BLOCK,          /* a string between three quotation marks */
    COC_GRAPHQL_SPREAD,         /* three dots */
    COC_GRAPHQL_SIGN            /* text.data[0] says which */
} coc_graphql_token_e;


COC_BEGIN_DECLS


/*
 * The next token from *p, which it advances.
 *
 * text  receives the token as written, strings without their marks
 */
coc_graphql_token_e coc_graphql_lex(const uint8_t **p, const uint8_t *end,
    coc_str_t *text);

/*
 * The value of a block string: indentation that its lines share is taken away,
 * and blank lines at both ends.
 *
 * out  room for raw.len bytes, apart from raw
 *
 * Returns the bytes written.  Cost: O(raw.len).
 */
size_t coc_graphql_block(uint8_t *out, coc_str_t raw);


COC_END_DECLS


#endif /* _COC_GRAPHQL_LEX_H_INCLUDED_ */
