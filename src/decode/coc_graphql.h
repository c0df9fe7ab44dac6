/*
 * GraphQL documents: the strings that stand in arguments.
 */

#ifndef _COC_GRAPHQL_H_INCLUDED_
#define _COC_GRAPHQL_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


COC_BEGIN_DECLS


/*
 * 1 if a document is expected at that path: "query", and "0.query" in a batch;
 * else 0.
 */
int coc_graphql_named(coc_str_t path);

/*
 * Hands on each string in an argument, a variable's default value or a
 * directive, its escapes undone, with a path such as
 * "<path>.addPost.input.body" (fields by their names, not their aliases; items
 * of a list by index).  Text that is no document, by its tokens and brackets,
 * has none.
 *
 * path, text  borrowed until return; path is empty where the body itself is
 *             the document
 * at          offset in the body that an error tells
 *
 * COC_LIMIT   nested deeper than coc_depth_max, or as coc_emit_again() and
 *             coc_emit_field() have it
 * COC_ERROR   no memory
 * others      what the sink returned
 *
 * Follows the GraphQL specification of October 2021, section 2.  Cost:
 * O(bytes of text) and of the paths handed on.
 */
int coc_graphql(coc_emit_t *emit, coc_str_t path, coc_str_t text, size_t at);


COC_END_DECLS


#endif /* _COC_GRAPHQL_H_INCLUDED_ */
