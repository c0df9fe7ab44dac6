/*
 * What rules put into the lexicon: the words that the squashed view spells
 * out.
 */

#include "coc_rule_load.h"
#include "coc_rule_value.h"


/* Shorter words of a phrase are those of every text. */

#define COC_WORDS_PHRASE  4     /* letters */


int
coc_rule_lexicon(coc_rule_load_t *load, coc_str_t term, unsigned misspelled)
{
    int        rc;
    size_t     i, n;
    unsigned   flags;
    coc_str_t  word;

    for (i = 0; i < term.len; i += n + 1) {

        word.data = term.data + i;

        for (n = 0; i + n < term.len; n++) {
            if (word.data[n] < 'a' || word.data[n] > 'z') {
                break;
            }
        }

        word.len = n;

        if (n < term.len && n < COC_WORDS_PHRASE) {
            continue;
        }

        /* the words of a phrase are not strong by themselves */

        flags = (n == term.len && misspelled) ? COC_LEXICON_STRONG : 0;

        rc = coc_lexicon_add(load->data->lexicon, word, flags);
        if (rc == COC_ERROR) {
            return coc_rule_nomem(load);
        }
    }

    return COC_OK;
}


int
coc_rule_words(coc_rule_load_t *load, const coc_yaml_node_t *node,
    unsigned misspelled)
{
    int  rc;

    rc = coc_rule_text(load, "word", node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_lexicon_add(load->data->lexicon, node->text,
                         misspelled ? COC_LEXICON_STRONG : 0);

    switch (rc) {

    case COC_OK:
        return COC_OK;

    case COC_DECLINED:
        return coc_rule_fail(load, node, "a word must be %d to %d letters, a "
                             "to z", COC_LEXICON_MIN, COC_LEXICON_MAX);

    default:
        return coc_rule_nomem(load);
    }
}
