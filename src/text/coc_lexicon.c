/*
 * Words to a trie.  While words are added it is a tree of linked nodes; then
 * it is laid out in one array, the children of a node side by side, so that a
 * walk touches little memory.  Misspellings of strong words have a trie of
 * their own: they are looked for in fewer disguises.
 */

#include "coc_lexicon.h"
#include "coc_lexicon_int.h"
#include "coc_str.h"


#define COC_LEXICON_BUDGET  (64 * 1024 * 1024)  /* bytes */


struct coc_lexicon_draft_s {
    coc_lexicon_draft_t  *child;
    coc_lexicon_draft_t  *next;     /* of the same parent, by letter */
    coc_lexicon_word_t   *word;     /* NULL: none ends here */
    unsigned              letter;   /* 0 for a */
};


static const coc_str_t  coc_lexicon_usual[] = {
    coc_str("fuck"), coc_str("fucker"), coc_str("fucking"), coc_str("shit"),
    coc_str("bitch"), coc_str("bastard"), coc_str("asshole"), coc_str("cunt")
};


int
coc_lexicon_create(coc_lexicon_t **lexicon, const coc_alloc_t *alloc)
{
    unsigned        i;
    coc_arena_t    *arena;
    coc_lexicon_t  *made;

    arena = coc_arena_create(alloc, COC_LEXICON_BUDGET);
    if (arena == NULL) {
        return COC_ERROR;
    }

    made = coc_arena_zalloc(arena, sizeof(coc_lexicon_t));
    if (made == NULL) {
        goto failed;
    }

    made->arena = arena;

    for (i = 0; i < COC_LEXICON_ROOTS; i++) {
        made->draft[i] = coc_arena_zalloc(arena, sizeof(coc_lexicon_draft_t));
        if (made->draft[i] == NULL) {
            goto failed;
        }
    }

    *lexicon = made;

    return COC_OK;

failed:

    coc_arena_destroy(arena);

    return COC_ERROR;
}


/* Where the text ends in a trie that is being made; NULL: no memory. */

static coc_lexicon_draft_t *
coc_lexicon_draft(coc_lexicon_t *lexicon, unsigned root, coc_str_t text)
{
    size_t                 i;
    unsigned               letter;
    coc_lexicon_draft_t   *node, *made, **link;

    node = lexicon->draft[root];

    for (i = 0; i < text.len; i++) {
        letter = (unsigned) (text.data[i] - 'a');

        for (link = &node->child; *link != NULL; link = &(*link)->next) {
            if ((*link)->letter >= letter) {
                break;
            }
        }

        if (*link == NULL || (*link)->letter != letter) {

            made = coc_arena_zalloc(lexicon->arena,
                                    sizeof(coc_lexicon_draft_t));
            if (made == NULL) {
                return NULL;
            }

            made->letter = letter;
            made->next = *link;
            *link = made;
            lexicon->nnodes++;
        }

        node = *link;
    }

    return node;
}


/* The same without making anything; NULL: it isn't there. */

static const coc_lexicon_draft_t *
coc_lexicon_find(const coc_lexicon_t *lexicon, unsigned root, coc_str_t text)
{
    size_t                      i;
    unsigned                    letter;
    const coc_lexicon_draft_t  *node;

    node = lexicon->draft[root];

    for (i = 0; i < text.len; i++) {
        letter = (unsigned) (text.data[i] - 'a');

        for (node = node->child; node != NULL; node = node->next) {
            if (node->letter == letter) {
                break;
            }
        }

        if (node == NULL) {
            return NULL;
        }
    }

    return node;
}


int
coc_lexicon_add(coc_lexicon_t *lexicon, coc_str_t text, unsigned flags)
{
    size_t                i;
    coc_lexicon_word_t   *word;
    coc_lexicon_draft_t  *node;

    if (text.len < COC_LEXICON_MIN || text.len > COC_LEXICON_MAX) {
        return COC_DECLINED;
    }

    for (i = 0; i < text.len; i++) {
        if (text.data[i] < 'a' || text.data[i] > 'z') {
            return COC_DECLINED;
        }
    }

    node = coc_lexicon_draft(lexicon, COC_LEXICON_TRUE, text);
    if (node == NULL) {
        return COC_ERROR;
    }

    if (node->word != NULL) {
        node->word->flags |= flags;
        return COC_OK;
    }

    word = coc_arena_alloc(lexicon->arena, sizeof(coc_lexicon_word_t));
    if (word == NULL) {
        return COC_ERROR;
    }

    word->text = coc_arena_dup(lexicon->arena, text);
    if (word->text.data == NULL) {
        return COC_ERROR;
    }

    word->flags = flags;
    word->next = lexicon->last;

    for (i = 0; i < coc_nelts(coc_lexicon_usual); i++) {
        if (coc_str_eq(text, coc_lexicon_usual[i])) {
            word->flags |= COC_LEXICON_USUAL;
        }
    }

    node->word = word;
    lexicon->last = word;
    lexicon->nwords++;

    return COC_OK;
}


int
coc_lexicon_variant(coc_lexicon_t *lexicon, coc_lexicon_word_t *word,
    coc_str_t variant)
{
    coc_lexicon_draft_t        *node;
    const coc_lexicon_draft_t  *real;

    real = coc_lexicon_find(lexicon, COC_LEXICON_TRUE, variant);

    if ((real != NULL && real->word != NULL) || coc_lexicon_real(variant)) {
        return COC_OK;
    }

    node = coc_lexicon_draft(lexicon, COC_LEXICON_VARY, variant);
    if (node == NULL) {
        return COC_ERROR;
    }

    if (node->word == NULL) {
        node->word = word;
    }

    return COC_OK;
}


/* The array of words, in the order in which they were added. */

static int
coc_lexicon_list(coc_lexicon_t *lexicon)
{
    size_t               i;
    coc_lexicon_word_t  *word;

    lexicon->word = coc_arena_array(lexicon->arena, lexicon->nwords + 1,
                                    sizeof(coc_lexicon_word_t *));
    if (lexicon->word == NULL) {
        return COC_ERROR;
    }

    i = lexicon->nwords;

    for (word = lexicon->last; word != NULL; word = word->next) {
        word->number = (uint32_t) i;
        lexicon->word[--i] = word;
    }

    return COC_OK;
}


/* Lays the drafts out level by level; queue[i] is the draft of node[i]. */

static int
coc_lexicon_pack(coc_lexicon_t *lexicon)
{
    size_t                       n, i, total;
    coc_lexicon_node_t          *node;
    const coc_lexicon_draft_t   *child, **queue;

    total = lexicon->nnodes + COC_LEXICON_ROOTS;

    node = coc_arena_array(lexicon->arena, total, sizeof(coc_lexicon_node_t));
    queue = coc_arena_array(lexicon->arena, total, sizeof(*queue));

    if (node == NULL || queue == NULL) {
        return COC_ERROR;
    }

    memset(node, 0, total * sizeof(coc_lexicon_node_t));

    for (n = 0; n < COC_LEXICON_ROOTS; n++) {
        queue[n] = lexicon->draft[n];
    }

    for (i = 0; i < n; i++) {
        node[i].first = (uint32_t) n;

        for (child = queue[i]->child; child != NULL; child = child->next) {
            node[i].letters |= 1u << child->letter;
            queue[n++] = child;
        }

        if (queue[i]->word != NULL) {
            node[i].word = queue[i]->word->number;
        }
    }

    lexicon->node = node;

    return COC_OK;
}


/* u is also written v. */

static size_t
coc_lexicon_forms(unsigned letter, unsigned form[2])
{
    form[0] = letter;
    form[1] = 'v' - 'a';

    return (letter == 'u' - 'a') ? 2 : 1;
}


static void
coc_lexicon_begin(coc_lexicon_t *lexicon, unsigned a, unsigned b, unsigned c)
{
    size_t    i, j, k, na, nb, nc;
    unsigned  fa[2], fb[2], fc[2];

    na = coc_lexicon_forms(a, fa);
    nb = coc_lexicon_forms(b, fb);
    nc = coc_lexicon_forms(c, fc);

    for (i = 0; i < na; i++) {
        lexicon->one |= 1u << fa[i];

        for (j = 0; j < nb; j++) {
            lexicon->two[fa[i]] |= 1u << fb[j];

            for (k = 0; k < nc; k++) {
                lexicon->three[fa[i] * 32 + fb[j]] |= 1u << fc[k];
            }
        }
    }
}


/* Notes how texts begin that may be a word of this trie, or stretched. */

static void
coc_lexicon_filter(coc_lexicon_t *lexicon, unsigned root)
{
    unsigned                    a, b, c;
    const coc_lexicon_draft_t  *one, *two, *three;

    for (one = lexicon->draft[root]->child; one; one = one->next) {
        a = one->letter;

        coc_lexicon_begin(lexicon, a, a, a);

        for (two = one->child; two != NULL; two = two->next) {
            b = two->letter;

            coc_lexicon_begin(lexicon, a, a, b);
            coc_lexicon_begin(lexicon, a, b, b);

            if (a == 'w' - 'a') {
                coc_lexicon_begin(lexicon, 'v' - 'a', 'v' - 'a', b);
            }

            for (three = two->child; three != NULL; three = three->next) {
                c = three->letter;
                coc_lexicon_begin(lexicon, a, b, c);
            }
        }
    }
}


int
coc_lexicon_finish(coc_lexicon_t *lexicon)
{
    int                  rc;
    unsigned             root;
    coc_lexicon_word_t  *word;

    rc = coc_lexicon_list(lexicon);

    for (word = lexicon->last; rc == COC_OK && word; word = word->next) {
        if (word->flags & COC_LEXICON_STRONG) {
            rc = coc_lexicon_vary(lexicon, word);
        }
    }

    if (rc == COC_OK) {
        rc = coc_lexicon_pack(lexicon);
    }

    for (root = 0; rc == COC_OK && root < COC_LEXICON_ROOTS; root++) {
        coc_lexicon_filter(lexicon, root);
    }

    return rc;
}


size_t
coc_lexicon_words(const coc_lexicon_t *lexicon)
{
    return lexicon->nwords;
}


void
coc_lexicon_destroy(coc_lexicon_t *lexicon)
{
    if (lexicon != NULL) {
        coc_arena_destroy(lexicon->arena);
    }
}
