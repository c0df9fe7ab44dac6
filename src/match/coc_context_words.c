/*
 * Words around a hit, of the same sentence, and whether they are in a list.
 * ASCII case is ignored; apostrophes are parts of words.
 */

#include "coc_context_words.h"


static const char  coc_report_titles[] = " dr mr ms mrs prof st jr vs ";


int
coc_report_in(const coc_report_word_t *word, size_t len, const char *list)
{
    size_t       i;
    uint8_t      c;
    const char  *p;

    for (p = list; *p != '\0'; p++) {

        if (*p != ' ') {
            continue;
        }

        for (i = 0; i < len; i++) {
            c = word->p[i];
            c = (uint8_t) ((c >= 'A' && c <= 'Z') ? c | 0x20 : c);

            if ((uint8_t) p[i + 1] != c) {
                break;
            }
        }

        if (i == len && p[i + 1] == ' ') {
            return 1;
        }
    }

    return 0;
}


/* The word without 're, 'm and so on. */

static size_t
coc_report_base(const coc_report_word_t *word)
{
    size_t  i;

    for (i = 1; i < word->len; i++) {

        if (word->p[i] == '\''
            || (word->p[i] == 0xe2 && word->len - i > 2
                && word->p[i + 1] == 0x80 && word->p[i + 2] == 0x99))
        {
            return i;
        }
    }

    return word->len;
}


int
coc_report_person(const coc_report_word_t *word, const char *list)
{
    return coc_report_in(word, coc_report_base(word), list);
}


static int
coc_report_letter(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}


/*
 * What begins at a byte: the bytes it has, *gap what it is between words; 0
 * for a part of a word.
 */

static size_t
coc_report_sign(coc_str_t text, size_t at, unsigned *gap)
{
    size_t          left;
    const uint8_t  *p;

    p = text.data + at;
    left = text.len - at;
    *gap = 0;

    if (left > 2 && p[0] == 0xe2 && p[1] == 0x80) {

        if (p[2] == 0x99 && left > 3 && coc_report_letter(p[3])) {
            return 0;
        }

        *gap = (p[2] >= 0x98 && p[2] <= 0x9f) ? COC_GAP_MARK
               : (p[2] == 0xa6) ? COC_GAP_STOP
               : (p[2] >= 0x92 && p[2] <= 0x95) ? COC_GAP_COMMA : 0;

        return 3;
    }

    if (left > 1 && p[0] == 0xc2 && (p[1] == 0xab || p[1] == 0xbb)) {
        *gap = COC_GAP_MARK;
        return 2;
    }

    if (p[0] >= 0x80 || coc_report_letter(p[0])) {
        return 0;
    }

    switch (p[0]) {

    case '\'':
        if (at > 0 && left > 1 && coc_report_letter(text.data[at - 1])
            && coc_report_letter(p[1]))
        {
            return 0;
        }

        /* fall through */

    case '"':
        *gap = COC_GAP_MARK;
        break;

    case ':':
        *gap = COC_GAP_COLON;
        break;

    case ',':
    case '(':
    case ')':
        *gap = COC_GAP_COMMA;
        break;

    case '.':
        *gap = (left > 1 && coc_report_letter(p[1])) ? 0 : COC_GAP_STOP;
        break;

    case '!':
    case '?':
    case ';':
        *gap = COC_GAP_STOP;
        break;

    case '-':

        /* a dash, not a hyphen */

        if (at > 0 && text.data[at - 1] == ' ') {
            *gap = COC_GAP_COMMA;
        }

        break;

    default:
        break;
    }

    return 1;
}


static int
coc_report_blank(coc_str_t text, size_t at)
{
    size_t  i;

    for (i = at + 1; i < text.len; i++) {

        if (text.data[i] == '\n') {
            return 1;
        }

        if (text.data[i] != ' ' && text.data[i] != '\t'
            && text.data[i] != '\r')
        {
            break;
        }
    }

    return 0;
}


/*
 * The words of text[from, to), from its beginning on; where the sentence ends
 * the words before (forward: after) are dropped.
 */

static void
coc_report_read(coc_str_t text, size_t from, size_t to, int forward,
    coc_report_words_t *words)
{
    size_t              i, n;
    unsigned            gap, all;
    coc_report_word_t  *word;

    words->n = 0;
    all = 0;
    text.len = to;

    for (i = from; i < to; i += n) {

        n = coc_report_sign(text, i, &gap);

        if (n != 0) {

            /* "wrote:" and a blank line go together */

            if (text.data[i] == '\n' && !(all & COC_GAP_COLON)
                && coc_report_blank(text, i))
            {
                gap = COC_GAP_STOP;
            }

            if (gap == COC_GAP_STOP && text.data[i] == '.' && words->n != 0
                && coc_report_is(&words->word[words->n - 1],
                                 coc_report_titles))
            {
                gap = 0;
            }

            all |= gap;
            continue;
        }

        if (all & COC_GAP_STOP) {

            if (forward) {
                return;
            }

            words->n = 0;
        }

        if (words->n == COC_REPORT_WORDS) {

            if (forward) {
                return;
            }

            words->n--;
            memmove(words->word, words->word + 1,
                    words->n * sizeof(coc_report_word_t));
        }

        word = &words->word[words->n];

        if (forward) {
            word->gap = all;

        } else if (words->n != 0) {
            words->word[words->n - 1].gap = all;
        }

        all = 0;
        word->p = text.data + i;

        while (i < to && coc_report_sign(text, i, &gap) == 0) {
            i++;
        }

        word->len = (size_t) (text.data + i - word->p);
        word->gap = forward ? word->gap : 0;
        words->n++;
        n = 0;
    }

    if (forward) {
        return;
    }

    if (words->n != 0) {
        words->word[words->n - 1].gap = all;
    }

    if (all & COC_GAP_STOP) {
        words->n = 0;
    }
}


void
coc_report_before(coc_str_t text, size_t at, coc_report_words_t *words)
{
    size_t             i, n, from;
    coc_report_word_t  t;

    from = (at > COC_REPORT_REACH) ? at - COC_REPORT_REACH : 0;

    while (from > 0 && from < at && ((text.data[from] & 0xc0) == 0x80
           || (coc_report_letter(text.data[from])
               && coc_report_letter(text.data[from - 1]))))
    {
        from++;
    }

    coc_report_read(text, from, at, 0, words);
    n = words->n;

    for (i = 0; i < n / 2; i++) {
        t = words->word[i];
        words->word[i] = words->word[n - 1 - i];
        words->word[n - 1 - i] = t;
    }
}


void
coc_report_after(coc_str_t text, size_t at, coc_report_words_t *words)
{
    coc_report_read(text, at, coc_min(text.len, at + COC_REPORT_REACH), 1,
                    words);
}
