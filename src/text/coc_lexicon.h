/*
 * The words that the squashed view looks for in every disguise.
 */

#ifndef _COC_LEXICON_H_INCLUDED_
#define _COC_LEXICON_H_INCLUDED_


#include "coc_base.h"


#define COC_LEXICON_MIN  3      /* letters of a word */
#define COC_LEXICON_MAX  32

/*
 * A word that is looked for misspelled too, split in two, and masked down to
 * what usage leaves of it: only for what hardly any other word resembles.
 */

#define COC_LEXICON_STRONG  1


typedef struct coc_lexicon_s  coc_lexicon_t;


COC_BEGIN_DECLS


/* An empty one.  COC_ERROR: no memory. */
int coc_lexicon_create(coc_lexicon_t **lexicon, const coc_alloc_t *alloc);

/*
 * Adds a word; one that is there already gets the flags too.
 *
 * word   a to z, COC_LEXICON_MIN to COC_LEXICON_MAX of them, copied
 * flags  0 or COC_LEXICON_STRONG
 *
 * COC_DECLINED  it is no such word: nothing was added
 * COC_ERROR     no memory
 */
int coc_lexicon_add(coc_lexicon_t *lexicon, coc_str_t word, unsigned flags);

/*
 * No more words are added: from now on it is read-only, and only now may a
 * view be made with it.  COC_ERROR: no memory.
 */
int coc_lexicon_finish(coc_lexicon_t *lexicon);

size_t coc_lexicon_words(const coc_lexicon_t *lexicon);

/* NULL is accepted. */
void coc_lexicon_destroy(coc_lexicon_t *lexicon);


COC_END_DECLS


#endif /* _COC_LEXICON_H_INCLUDED_ */
