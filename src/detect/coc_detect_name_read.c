/*
 * What a name looks like.  Whose it is, is told by what stands around it.
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


#define COC_NAME_WORDS  4               /* of a name, most */


static unsigned
coc_name_word(const coc_token_t *token, const coc_name_t *name)
{
    if (token->kind != COC_TOKEN_WORD
        || (token->look != COC_LOOK_CAPITAL && token->look != COC_LOOK_UPPER))
    {
        return 0;
    }

    if (token->look == COC_LOOK_UPPER
        && (token->letters < 3 || (name->words != 0 && !name->upper)))
    {
        return 0;
    }

    if (token->known & COC_WORD_FIRST) {
        return 1;
    }

    if (!(token->known & COC_NAME_NEVER)) {
        return (token->known & ~(COC_WORD_TOLD | COC_WORD_BEGINS)) == 0
               || token->letters > 2
               || (token->known & COC_WORD_LAST) != 0;
    }

    /* "Susan White" */

    return (token->known & COC_WORD_LAST) && name->first && name->words == 1
           && !(token->known & (COC_WORD_ORG | COC_WORD_CLINICAL));
}


/* 1 if an initial stands at i; *n: its tokens, with the point. */

static unsigned
coc_name_initial(const coc_walk_t *walk, size_t i, size_t *n)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_WORD || t->look != COC_LOOK_INITIAL || t->owner) {
        return 0;
    }

    *n = (coc_token_mark(&t[1], '.') && t[1].gap == COC_GAP_NONE) ? 2 : 1;

    return 1;
}


/* How many particles stand from i on: "van der", "de la". */

static size_t
coc_name_particles(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    for (n = 0; n < 3; n++) {
        t = &walk->token[i + n];

        if (t->gap != COC_GAP_BLANK || t->letters < 2
            || !coc_token_known(t, COC_WORD_PARTICLE)
            || (t->known & (COC_WORD_FIRST | COC_WORD_LAST)))
        {
            break;
        }
    }

    return n;
}


static void
coc_name_add(const coc_walk_t *walk, size_t i, coc_name_t *name)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (name->words == 0) {
        name->first = (t->known & COC_WORD_FIRST)
                      && !(t->known & COC_WORD_WEAK);
        name->upper = (t->look == COC_LOOK_UPPER);
        name->start = name->initials ? name->start : t->start;

    } else if (t->known & COC_WORD_LAST) {
        name->last = 1;
    }

    if (!(t->known & (COC_WORD_FIRST | COC_WORD_LAST))
        && coc_token_ends(t, COC_END_TERM))
    {
        name->odd = 1;
    }

    name->words++;
    name->end = t->end;
    name->tokens = i + 1;
}


void
coc_fullname_read(const coc_walk_t *walk, size_t i, coc_name_t *name)
{
    size_t              n, at;
    const coc_token_t  *t;

    memset(name, 0, sizeof(*name));
    name->start = walk->token[i].start;

    for (at = i; name->words < COC_NAME_WORDS; /* void */) {
        t = &walk->token[at];

        if (at != i && t->gap != COC_GAP_BLANK) {

            /* "J.R. Smith" */

            if (t->gap != COC_GAP_NONE || !coc_token_mark(t - 1, '.')) {
                break;
            }
        }

        if (coc_name_initial(walk, at, &n)) {
            if (name->initials == 2) {
                break;
            }

            name->initials++;
            at += n;

            if (name->words != 0) {
                name->end = walk->token[at - 1].end;
                name->tokens = at;
            }

            continue;
        }

        if (name->words != 0 && t[-1].owner) {
            break;
        }

        n = (name->words != 0) ? coc_name_particles(walk, at) : 0;

        if (!coc_name_word(&walk->token[at + n], name)
            || (n != 0 && walk->token[at + n].gap != COC_GAP_BLANK))
        {
            break;
        }

        coc_name_add(walk, at + n, name);
        at += n + 1;
    }

    if (name->words == 0) {
        name->tokens = 0;
        return;
    }

    name->tokens -= i;
}


void
coc_fullname_lower(const coc_walk_t *walk, size_t i, coc_name_t *name)
{
    const coc_token_t  *t;

    memset(name, 0, sizeof(*name));
    t = &walk->token[i];

    if (!coc_token_known(t, COC_WORD_FIRST) || (t->known & COC_WORD_WEAK)) {
        return;
    }

    name->start = t->start;
    name->end = t->end;
    name->tokens = 1;
    name->words = 1;
    name->first = 1;

    if (coc_token_known(&t[1], COC_WORD_FIRST | COC_WORD_LAST)
        && t[1].gap == COC_GAP_BLANK && !(t[1].known & COC_NAME_NEVER))
    {
        name->end = t[1].end;
        name->tokens = 2;
        name->words = 2;
        name->last = 1;
    }
}
