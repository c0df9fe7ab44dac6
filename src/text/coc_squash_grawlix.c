/*
 * Signs for the middle or the rest of a strong word.  How many there are says
 * little where people type them at will, so that runs of them are compared
 * with the words instead of being walked.
 */

#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_str.h"
#include "coc_utf8.h"


#define COC_GRAWLIX_MANY  24        /* signs, at most */


typedef struct {
    coc_str_t       head;           /* letters before */
    coc_str_t       tail;           /* and behind */
    const uint8_t  *end;            /* of the signs */
    size_t          signs;
    unsigned        mixed:1;
    unsigned        blanks:1;       /* a blank before each, and behind */
    uint8_t         first;
    uint8_t         last;
} coc_grawlix_t;


/* How much a text of so many signs may differ from the word's letters. */

static size_t
coc_grawlix_play(const coc_grawlix_t *grawlix, const coc_lexicon_word_t *word)
{
    if (grawlix->tail.len == 0) {
        return 0;
    }

    if (grawlix->mixed) {
        return 2;
    }

    if (grawlix->signs != 3
        || (grawlix->first != '.' && grawlix->first != '-'))
    {
        return 0;
    }

    /* "f...k", "sh---t": three of these are a row, whatever they stand for */

    return (grawlix->head.len + grawlix->tail.len > 2)
           ? 2 : word->text.len == 4;
}


/*
 * How many letters a word is longer or shorter than head, signs and tail
 * together; SIZE_MAX: it is not it.
 */

static size_t
coc_grawlix_miss(const coc_grawlix_t *grawlix, const coc_lexicon_word_t *word)
{
    size_t     len, miss, clear;
    coc_str_t  text;

    text = word->text;
    clear = grawlix->head.len + grawlix->tail.len;
    len = clear + grawlix->signs;
    miss = (len > text.len) ? len - text.len : text.len - len;

    if (clear >= text.len
        || memcmp(text.data, grawlix->head.data, grawlix->head.len) != 0
        || memcmp(text.data + text.len - grawlix->tail.len,
                  grawlix->tail.data, grawlix->tail.len) != 0)
    {
        return SIZE_MAX;
    }

    /* signs that are rather punctuation, and few letters, want a usual word */

    if (!(word->flags & COC_LEXICON_USUAL)
        && (clear < 2 || grawlix->signs < 3 || grawlix->first == '.'))
    {
        return SIZE_MAX;
    }

    return (miss > coc_grawlix_play(grawlix, word)) ? SIZE_MAX : miss;
}


/* The signs from p on, of which first is the first character's length. */

static void
coc_grawlix_signs(const coc_squash_t *walk, const uint8_t *p,
    coc_grawlix_t *grawlix)
{
    size_t          n, blank;
    uint32_t        cp;
    const uint8_t  *one;

    n = 1;
    blank = (p < walk->limit && *p == ' ');
    one = p + blank;

    if (one < walk->limit && *one >= 0x80) {
        n = coc_utf8_read(one, walk->end, &cp);

        if (!coc_sign_apart(cp)) {
            n = 0;
        }
    }

    for (grawlix->end = p; n > 0; p += n, grawlix->signs++) {

        if (grawlix->signs == COC_GRAWLIX_MANY
            || (size_t) (walk->limit - p) < n + 2 * blank
            || (blank && *p != ' '))
        {
            break;
        }

        p += blank;

        if (n > 1) {
            if (memcmp(p, one, n) != 0) {
                break;
            }

        } else if (*p == '\0' || strchr("@#$%&*!^~+-_.?", *p) == NULL
                   || (blank && (*p != '*' || p[1] != ' ')))
        {
            break;
        }

        grawlix->mixed |= (*p != *one && n == 1);
        grawlix->end = p + n + blank;
    }

    grawlix->blanks = (blank != 0);

    if (grawlix->signs > 0) {
        grawlix->first = *one;
        grawlix->last = grawlix->end[-1 - (int) blank];
    }
}


/* Whether so many of these may be a mask. */

static int
coc_grawlix_mask(const coc_grawlix_t *grawlix)
{
    if (grawlix->tail.len > 0) {
        return grawlix->signs >= 3
               || (grawlix->signs == 2 && !grawlix->mixed
                   && (grawlix->blanks
                       || strchr("?!~", grawlix->first) != NULL));
    }

    return grawlix->signs >= 3 && !grawlix->blanks
           && (grawlix->last == '*'
               || (grawlix->mixed && grawlix->last != '.'
                   && grawlix->last != '?'));
}


void
coc_squash_grawlix(coc_squash_t *walk)
{
    size_t                      miss, least;
    uint32_t                    i, letter;
    coc_grawlix_t               grawlix;
    const uint8_t              *p;
    const coc_lexicon_t        *lexicon;
    const coc_lexicon_word_t   *word;

    lexicon = walk->lexicon;

    memset(&grawlix, 0, sizeof(coc_grawlix_t));

    grawlix.head.data = walk->start;
    p = coc_squash_letters_end(walk, walk->start);
    grawlix.head.len = (size_t) (p - walk->start);

    if (grawlix.head.len == 0 || walk->glued) {
        return;
    }

    coc_grawlix_signs(walk, p, &grawlix);

    p = grawlix.end;
    grawlix.tail.data = p;
    grawlix.tail.len = (size_t) (coc_squash_letters_end(walk, p) - p);

    if (!coc_grawlix_mask(&grawlix)
        || coc_squash_word_at(walk, p + grawlix.tail.len))
    {
        return;
    }

    letter = (uint32_t) (grawlix.head.data[0] - 'a');
    least = SIZE_MAX;

    for (i = lexicon->first[letter]; i < lexicon->first[letter + 1]; i++) {
        word = lexicon->strong[i];
        miss = coc_grawlix_miss(&grawlix, word);

        if (miss < least) {
            least = miss;
            walk->to = p + grawlix.tail.len;
            walk->word = word->number;
        }
    }
}
