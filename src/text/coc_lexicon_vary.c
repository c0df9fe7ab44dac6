/*
 * How strong words are misspelled: as they sound, with two letters swapped,
 * with one left out.  Made when rules are loaded, so that nothing of it costs
 * anything when texts are read.  What comes out as a real word is left alone.
 */

#include <stdlib.h>

#include "coc_lexicon_int.h"
#include "coc_str.h"


#define COC_VARY_MAX  (2 * COC_LEXICON_MAX)

#define COC_VARY_ANY    0
#define COC_VARY_START  1
#define COC_VARY_END    2


typedef struct {
    const char  *from;
    const char  *to;
    unsigned     where;
} coc_vary_t;


/* Sounds and how else they are written; at most two at once. */

static const coc_vary_t  coc_vary[] = {
    { "f", "ph", COC_VARY_START },
    { "ck", "k", COC_VARY_ANY },
    { "ck", "q", COC_VARY_ANY },
    { "ck", "x", COC_VARY_END },
    { "ck", "cc", COC_VARY_ANY },
    { "ck", "kc", COC_VARY_ANY },
    { "ck", "gk", COC_VARY_ANY },
    { "ck", "kh", COC_VARY_ANY },
    { "ck", "c", COC_VARY_ANY },
    { "ck", "xk", COC_VARY_ANY },
    { "ck", "vk", COC_VARY_ANY },
    { "c", "k", COC_VARY_ANY },
    { "c", "q", COC_VARY_START },
    { "k", "q", COC_VARY_ANY },
    { "sh", "sch", COC_VARY_ANY },
    { "tch", "ch", COC_VARY_ANY },
    { "tch", "tsh", COC_VARY_ANY },
    { "tch", "tsch", COC_VARY_ANY },
    { "tch", "tchh", COC_VARY_ANY },
    { "ss", "zz", COC_VARY_ANY },
    { "ss", "z", COC_VARY_ANY },
    { "ss", "sz", COC_VARY_ANY },
    { "ss", "s", COC_VARY_ANY },
    { "s", "z", COC_VARY_ANY },
    { "s", "z", COC_VARY_END },
    { "u", "oo", COC_VARY_ANY },
    { "u", "ou", COC_VARY_ANY },
    { "u", "uh", COC_VARY_ANY },
    { "u", "a", COC_VARY_ANY },
    { "u", "o", COC_VARY_ANY },
    { "u", "y", COC_VARY_ANY },
    { "i", "y", COC_VARY_ANY },
    { "i", "ee", COC_VARY_ANY },
    { "i", "ie", COC_VARY_ANY },
    { "i", "ia", COC_VARY_ANY },
    { "i", "e", COC_VARY_ANY },
    { "i", "iy", COC_VARY_ANY },
    { "i", "l", COC_VARY_ANY },
    { "l", "i", COC_VARY_ANY },
    { "itch", "iotch", COC_VARY_END },
    { "itch", "eotch", COC_VARY_END },
    { "itch", "eyotch", COC_VARY_END },
    { "o", "oh", COC_VARY_ANY },
    { "o", "oa", COC_VARY_ANY },
    { "ole", "ol", COC_VARY_END },
    { "ole", "owl", COC_VARY_END },
    { "ole", "oal", COC_VARY_END },
    { "hole", "whole", COC_VARY_END },
    { "hole", "ole", COC_VARY_END },
    { "ard", "erd", COC_VARY_END },
    { "ard", "urd", COC_VARY_END },
    { "ard", "id", COC_VARY_END },
    { "ard", "ud", COC_VARY_END },
    { "ard", "art", COC_VARY_END },
    { "er", "a", COC_VARY_END },
    { "er", "ah", COC_VARY_END },
    { "er", "uh", COC_VARY_END },
    { "er", "ar", COC_VARY_END },
    { "er", "or", COC_VARY_END },
    { "er", "r", COC_VARY_END },
    { "gg", "gh", COC_VARY_ANY },
    { "gg", "qq", COC_VARY_ANY },
    { "got", "git", COC_VARY_END },
    { "got", "gut", COC_VARY_END },
    { "th", "f", COC_VARY_ANY },
    { "mother", "mutha", COC_VARY_START },
    { "wh", "h", COC_VARY_START },
    { "t", "tt", COC_VARY_END },
    { "t", "th", COC_VARY_END },
    { "t", "d", COC_VARY_END },
    { "t", "dt", COC_VARY_END },
    { "nt", "nnt", COC_VARY_END },
};


/* Words and abbreviations that misspellings would hit; sorted. */

#include "coc_lexicon_real.h"


static int
coc_vary_cmp(const void *key, const void *one)
{
    return coc_str_cmp(*(const coc_str_t *) key,
                       coc_str_from(*(const char *const *) one));
}


static int
coc_vary_known(coc_str_t word)
{
    return bsearch(&word, coc_lexicon_reals, coc_nelts(coc_lexicon_reals),
                   sizeof(coc_lexicon_reals[0]), coc_vary_cmp) != NULL;
}


int
coc_lexicon_real(coc_str_t word)
{
    coc_str_t  one;

    one = word;
    one.len -= (word.data[word.len - 1] == 's');

    return (one.len < word.len && coc_vary_known(one)) || coc_vary_known(word);
}


int
coc_lexicon_piece(coc_str_t word)
{
    return word.len == 1
           || bsearch(&word, coc_lexicon_pieces,
                      coc_nelts(coc_lexicon_pieces),
                      sizeof(coc_lexicon_pieces[0]), coc_vary_cmp) != NULL;
}


static int
coc_vary_vowel(uint8_t c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}


/* The text with n bytes at at replaced; its length, or 0: it is too long. */

static size_t
coc_vary_put(uint8_t *out, coc_str_t text, size_t at, size_t n, const char *to)
{
    coc_str_t  put;

    put = coc_str_from(to);

    if (text.len - n + put.len > COC_LEXICON_MAX) {
        return 0;
    }

    memcpy(out, text.data, at);
    memcpy(out + at, put.data, put.len);
    memcpy(out + at + put.len, text.data + at + n, text.len - at - n);

    return text.len - n + put.len;
}


/* One sound written otherwise, or two: from is the first that may be. */

static int
coc_vary_sounds(coc_lexicon_t *lexicon, coc_lexicon_word_t *word,
    coc_str_t text, size_t from, int twice)
{
    int        rc;
    size_t     i, k, n;
    uint8_t    out[COC_VARY_MAX];
    coc_str_t  sound, made;

    for (k = from; k < coc_nelts(coc_vary); k++) {
        sound = coc_str_from(coc_vary[k].from);

        for (i = 0; i + sound.len <= text.len; i++) {

            if ((coc_vary[k].where == COC_VARY_START && i > 0)
                || (coc_vary[k].where == COC_VARY_END
                    && i + sound.len < text.len)
                || memcmp(text.data + i, sound.data, sound.len) != 0)
            {
                continue;
            }

            n = coc_vary_put(out, text, i, sound.len, coc_vary[k].to);
            if (n < COC_LEXICON_MIN) {
                continue;
            }

            made.data = out;
            made.len = n;

            rc = coc_lexicon_variant(lexicon, word, made);

            if (rc == COC_OK && twice) {
                rc = coc_vary_sounds(lexicon, word, made, k + 1, 0);
            }

            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


/* "fukc" */

static int
coc_vary_swap(coc_lexicon_t *lexicon, coc_lexicon_word_t *word)
{
    int        rc;
    size_t     i;
    uint8_t    out[COC_VARY_MAX], c;
    coc_str_t  made;

    made.data = out;
    made.len = word->text.len;

    for (i = 0; i + 1 < made.len; i++) {
        memcpy(out, word->text.data, made.len);

        c = out[i];
        out[i] = out[i + 1];
        out[i + 1] = c;

        rc = coc_lexicon_variant(lexicon, word, made);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/*
 * "fck", "btch", "bstrd": a vowel is left out, or all; of longer words any
 * letter but the first.
 */

static int
coc_vary_drop(coc_lexicon_t *lexicon, coc_lexicon_word_t *word)
{
    int        rc;
    size_t     i, k;
    uint8_t    out[COC_VARY_MAX];
    coc_str_t  made, text;

    text = word->text;
    made.data = out;

    for (i = 1; i < text.len; i++) {

        if (text.len < 6 && !coc_vary_vowel(text.data[i])) {
            continue;
        }

        made.len = coc_vary_put(out, text, i, 1, "");

        rc = coc_lexicon_variant(lexicon, word, made);
        if (rc != COC_OK) {
            return rc;
        }
    }

    out[0] = text.data[0];

    for (i = 1, k = 1; i < text.len; i++) {
        if (!coc_vary_vowel(text.data[i])) {
            out[k++] = text.data[i];
        }
    }

    made.len = k;

    return (k < 4) ? COC_OK : coc_lexicon_variant(lexicon, word, made);
}


/* "fxck", "bxstxrd", "axxxxxe": masked by an x, which is a letter itself. */

static int
coc_vary_cross(coc_lexicon_t *lexicon, coc_lexicon_word_t *word)
{
    int        rc;
    size_t     i;
    uint8_t    out[COC_VARY_MAX], all[COC_VARY_MAX];
    coc_str_t  made;

    rc = COC_OK;
    made.data = out;
    made.len = word->text.len;

    memcpy(all, word->text.data, made.len);

    for (i = 1; rc == COC_OK && i < made.len; i++) {

        if (!coc_vary_vowel(all[i])) {
            continue;
        }

        memcpy(out, word->text.data, made.len);
        out[i] = 'x';
        all[i] = 'x';

        rc = coc_lexicon_variant(lexicon, word, made);
    }

    made.data = all;

    if (rc == COC_OK) {
        rc = coc_lexicon_variant(lexicon, word, made);
    }

    if (rc != COC_OK || !(word->flags & COC_LEXICON_USUAL)) {
        return rc;
    }

    memset(all + 1, 'x', made.len - 2);
    all[made.len - 1] = word->text.data[made.len - 1];

    return coc_lexicon_variant(lexicon, word, made);
}


int
coc_lexicon_vary(coc_lexicon_t *lexicon, coc_lexicon_word_t *word)
{
    int  rc;

    if (word->text.len < 4) {
        return COC_OK;
    }

    rc = coc_vary_sounds(lexicon, word, word->text, 0, 1);

    if (rc == COC_OK) {
        rc = coc_vary_swap(lexicon, word);
    }

    if (rc == COC_OK) {
        rc = coc_vary_cross(lexicon, word);
    }

    return (rc == COC_OK) ? coc_vary_drop(lexicon, word) : rc;
}
