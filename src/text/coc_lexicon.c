/*
 * Words to a trie.  While words are added it is a tree of linked nodes; then
 * it is laid out in one array, the children of a node side by side, so that a
 * walk touches little memory.  Misspellings of strong words have a trie of
 * their own: they are looked for in fewer disguises.
 */

#include "coc_lexicon.h"
#include "coc_lexicon_int.h"
#include "coc_squash_sign.h"
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
            node[i].below = queue[i]->word->flags;
        }
    }

    /* children stand behind their parent */

    while (i-- > 0) {
        n = (size_t) __builtin_popcount(node[i].letters);

        while (n-- > 0) {
            node[i].below |= node[node[i].first + n].below;
        }
    }

    lexicon->node = node;

    return COC_OK;
}


/* Notes that a text may begin with these n letters; u is also written v. */

static void
coc_lexicon_begin(coc_lexicon_t *lexicon, uint8_t *letter, size_t n)
{
    size_t    i;
    uint32_t  hash;

    lexicon->one |= 1u << letter[0];

    if (n > 1) {
        lexicon->two[letter[0]] |= 1u << letter[1];
    }

    if (n > 2) {
        lexicon->three[letter[0] * 32 + letter[1]] |= 1u << letter[2];
    }

    if (n > 3) {
        hash = coc_lexicon_hash(coc_lexicon_load(letter));
        lexicon->four[hash / 32] |= 1u << (hash % 32);
        hash = coc_lexicon_hash_again(coc_lexicon_load(letter));
        lexicon->four[hash / 32] |= 1u << (hash % 32);
    }

    for (i = 0; i < n; i++) {
        if (letter[i] == 'u' - 'a') {
            letter[i] = 'v' - 'a';
            coc_lexicon_begin(lexicon, letter, n);
            letter[i] = 'u' - 'a';
        }
    }
}


/*
 * All ways in which a node's texts may begin, letters stretched: depth of the
 * letters are chosen; below four deep, whatever the words.
 */

static void
coc_lexicon_filter(coc_lexicon_t *lexicon, const coc_lexicon_draft_t *node,
    uint8_t *letter, size_t depth)
{
    const coc_lexicon_draft_t  *child;

    if (depth > 0) {
        coc_lexicon_begin(lexicon, letter, depth);
    }

    if (depth == 4) {
        return;
    }

    if (depth > 0) {
        letter[depth] = letter[depth - 1];
        coc_lexicon_filter(lexicon, node, letter, depth + 1);
    }

    for (child = node->child; child != NULL; child = child->next) {
        letter[depth] = (uint8_t) child->letter;
        coc_lexicon_filter(lexicon, child, letter, depth + 1);

        if (depth < 3 && child->letter == 'w' - 'a') {
            letter[depth] = 'v' - 'a';
            letter[depth + 1] = 'v' - 'a';
            coc_lexicon_begin(lexicon, letter, depth + 1);
            coc_lexicon_filter(lexicon, child, letter, depth + 2);
        }
    }
}


/* Variants of three letters: texts need not have a fourth. */

static void
coc_lexicon_short(coc_lexicon_t *lexicon)
{
    const coc_lexicon_draft_t  *one, *two, *three;

    for (one = lexicon->draft[COC_LEXICON_VARY]->child; one; one = one->next) {
        for (two = one->child; two != NULL; two = two->next) {
            for (three = two->child; three != NULL; three = three->next) {
                if (three->word != NULL) {
                    lexicon->whole[one->letter * 32 + two->letter]
                        |= 1u << three->letter;
                }
            }
        }
    }
}


/* What signs are one letter, by the first of them. */

static void
coc_lexicon_groups(coc_lexicon_t *lexicon)
{
    uint8_t  n, at;

    for (n = 0; coc_sign_groups[n].text != NULL; n++) {
        /* void */
    }

    memset(lexicon->group, n, sizeof(lexicon->group));

    while (n-- > 0) {
        at = (uint8_t) coc_sign_groups[n].text[0];
        lexicon->group[at] = n;
    }
}


static int
coc_lexicon_sort(coc_lexicon_t *lexicon)
{
    size_t     i, n;
    unsigned   letter;
    coc_str_t  text;

    lexicon->strong = coc_arena_array(lexicon->arena, lexicon->nwords + 1,
                                      sizeof(coc_lexicon_word_t *));
    if (lexicon->strong == NULL) {
        return COC_ERROR;
    }

    for (n = 0, letter = 0; letter < 26; letter++) {
        lexicon->first[letter] = (uint32_t) n;

        for (i = 0; i < lexicon->nwords; i++) {
            text = lexicon->word[i]->text;

            if (!(lexicon->word[i]->flags & COC_LEXICON_STRONG)
                || text.data[0] != 'a' + letter)
            {
                continue;
            }

            lexicon->strong[n++] = lexicon->word[i];

            if (text.len > 3) {
                lexicon->behind[(text.data[1] - 'a') * 32
                                + (text.data[2] - 'a')]
                    |= 1u << (text.data[3] - 'a');
            }
        }
    }

    lexicon->first[26] = (uint32_t) n;

    return COC_OK;
}


int
coc_lexicon_finish(coc_lexicon_t *lexicon)
{
    int                  rc;
    uint8_t              letter[4];
    unsigned             root;
    coc_lexicon_word_t  *word;

    rc = coc_lexicon_list(lexicon);

    if (rc == COC_OK) {
        rc = coc_lexicon_sort(lexicon);
    }

    for (word = lexicon->last; rc == COC_OK && word; word = word->next) {
        if (word->flags & COC_LEXICON_STRONG) {
            rc = coc_lexicon_vary(lexicon, word);
        }
    }

    if (rc == COC_OK) {
        rc = coc_lexicon_pack(lexicon);
    }

    for (root = 0; rc == COC_OK && root < COC_LEXICON_ROOTS; root++) {
        coc_lexicon_filter(lexicon, lexicon->draft[root], letter, 0);
    }

    if (rc == COC_OK) {
        coc_lexicon_short(lexicon);
        coc_lexicon_groups(lexicon);
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
