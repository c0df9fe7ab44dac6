/*
 * Measures of a whole field: the share of capitals, marks in a row, the same
 * words again and again, length.
 */

#include "coc_block.h"
#include "coc_detect_family.h"
#include "coc_str.h"
#include "coc_utf8.h"


/*
 * Abbreviations are a physician's words: shouting is whole words of four
 * letters and more, several of them, in a text of some length.
 */

#define COC_CAPS_LETTERS  25
#define COC_CAPS_WORD      4
#define COC_CAPS_WORDS     4

#define COC_REPEAT_SLOTS  64    /* words in a row that are remembered */


typedef struct {
    size_t    upper;            /* cased letters */
    size_t    lower;
    size_t    words;            /* of COC_CAPS_WORD capitals and more */
    size_t    word;             /* capitals of this one so far */
    unsigned  mixed;            /* it has a small letter or a digit */
} coc_caps_t;


static void
coc_caps_end(coc_caps_t *caps)
{
    if (caps->word >= COC_CAPS_WORD && !caps->mixed) {
        caps->words++;
    }

    caps->word = 0;
    caps->mixed = 0;
}


/*
 * Latin-1, Greek and Cyrillic beside ASCII: 1 a capital, 0 a small letter,
 * -1 neither.
 */

static int
coc_caps_case(uint32_t cp)
{
    if (cp >= 0xc0 && cp <= 0xde && cp != 0xd7) {
        return 1;
    }

    if (cp >= 0xdf && cp <= 0xff && cp != 0xf7) {
        return 0;
    }

    if ((cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x400 && cp <= 0x42f)) {
        return 1;
    }

    if ((cp >= 0x3b1 && cp <= 0x3c9) || (cp >= 0x430 && cp <= 0x45f)) {
        return 0;
    }

    return -1;
}


static void
coc_caps_read(coc_str_t s, coc_caps_t *caps)
{
    int             which;
    uint8_t         c;
    uint32_t        cp;
    const uint8_t  *p, *end;

    end = s.data + s.len;

    for (p = s.data; p < end; /* void */) {
        c = *p;

        if (c < 0x80) {
            p++;
            which = (uint8_t) (c - 'A') < 26 ? 1
                    : (uint8_t) (c - 'a') < 26 ? 0 : -1;

        } else {
            p += coc_utf8_read(p, end, &cp);
            which = coc_caps_case(cp);
        }

        if (which == 1) {
            caps->upper++;
            caps->word++;

        } else if (which == 0) {
            caps->lower++;
            caps->mixed = 1;

        } else if (coc_is_digit(c)) {
            caps->mixed = 1;

        } else if (c != '\'') {
            coc_caps_end(caps);
        }
    }

    coc_caps_end(caps);
}


/*
 * Whether there may be words enough in capitals: a word is a run of so many
 * capitals, apostrophes and what is not ASCII, and there are several of them.
 */

static int
coc_caps_may(coc_str_t s)
{
    size_t       i, n, runs;
    uint64_t     set, row, last;
    coc_block_t  v;

    runs = 0;
    last = 0;           /* the bits of the block before, below */

    for (i = 0; i < s.len && runs < COC_CAPS_WORDS; i += COC_BLOCK) {
        n = s.len - i;
        v = (n >= COC_BLOCK) ? coc_block_load(s.data + i)
                             : coc_block_part(s.data + i, n);

        v |= coc_block_capitals(v) | (coc_block_t) (v == '\'');
        set = (uint64_t) coc_block_bits(v) << COC_BLOCK | last;

        /* a bit where such a run is that long, and then where it gets so */

        row = set & (set << 1) & (set << 2) & (set << 3);
        row &= ~(row << 1);

        runs += (size_t) __builtin_popcountll(row >> COC_BLOCK);
        last = set >> COC_BLOCK;
    }

    return runs >= COC_CAPS_WORDS;
}


static int
coc_shout_caps(coc_detect_t *detect)
{
    size_t      letters;
    coc_str_t   s;
    coc_caps_t  caps;

    s = coc_detect_text(detect, COC_VIEW_RAW);

    if (!coc_caps_may(s)) {
        return COC_OK;
    }

    memset(&caps, 0, sizeof(coc_caps_t));

    coc_caps_read(s, &caps);

    letters = caps.upper + caps.lower;

    if (letters < COC_CAPS_LETTERS || caps.words < COC_CAPS_WORDS) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_CAPS, 0, s.len,
                          (unsigned) (caps.upper * 100 / letters));
}


/* A row of marks: where it begins, and in *next where it ends. */

static size_t
coc_marks_row(coc_str_t s, size_t from, size_t at, size_t *next)
{
    size_t   i, start, end;
    uint8_t  c;

    start = at;

    for (i = at; i > from; i--) {
        c = s.data[i - 1];

        if (c == '!' || c == '?') {
            start = i - 1;

        } else if (c != ' ') {
            break;
        }
    }

    end = at + 1;

    for (i = end; i < s.len; i++) {
        c = s.data[i];

        if (c == '!' || c == '?') {
            end = i + 1;

        } else if (c != ' ') {
            break;
        }
    }

    *next = end;

    return start;
}


/*
 * Marks with nothing but spaces between them are one row; a question mark in
 * it counts where an exclamation mark is, too.
 */

static int
coc_shout_exclamation(coc_detect_t *detect)
{
    size_t     i, at, start, end, best, best_start, best_end, n;
    coc_str_t  s;

    s = coc_detect_text(detect, COC_VIEW_RAW);

    best = 0;
    best_start = 0;
    best_end = 0;
    end = 0;

    for (at = coc_str_find(s, '!', 0);
         at < s.len;
         at = coc_str_find(s, '!', end))
    {
        start = coc_marks_row(s, end, at, &end);

        for (n = 0, i = start; i < end; i++) {
            n += (s.data[i] != ' ');
        }

        if (n > best) {
            best = n;
            best_start = start;
            best_end = end;
        }
    }

    if (best == 0) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_EXCLAMATION, best_start,
                          best_end, (unsigned) best);
}


#define COC_REPEAT_PHRASE  (COC_REPEAT_SLOTS / 4)   /* words, and one */
#define COC_REPEAT_SEEN    256                      /* a power of two */


typedef struct {
    uint64_t  hash[COC_REPEAT_SLOTS];   /* of the last words */
    size_t    start[COC_REPEAT_SLOTS];
    unsigned  run[COC_REPEAT_PHRASE];   /* words that agree with those so many
                                           words before, in a row */
    unsigned  runs;             /* bits of those that aren't 0 */
    size_t    seen[COC_REPEAT_SEEN];    /* by hash: the last word, from 1 */
    size_t    words;
    unsigned  best;             /* times */
    size_t    best_start;
    size_t    best_end;
} coc_repeat_t;


/* The word at at of the ring may agree with some of those before. */

static void
coc_repeat_phrases(coc_repeat_t *repeat, uint64_t hash, size_t at, size_t end)
{
    size_t    k, first;
    unsigned  times;

    for (k = 1; k < COC_REPEAT_PHRASE && k < repeat->words; k++) {

        if (repeat->hash[(at + COC_REPEAT_SLOTS - k) % COC_REPEAT_SLOTS]
            != hash)
        {
            repeat->run[k] = 0;
            repeat->runs &= ~(1u << k);
            continue;
        }

        repeat->runs |= 1u << k;
        times = ++repeat->run[k] / (unsigned) k + 1;

        if (times <= repeat->best || times < 2) {
            continue;
        }

        first = coc_min((size_t) repeat->run[k] + k, COC_REPEAT_SLOTS);

        repeat->best = times;
        repeat->best_end = end;
        repeat->best_start = repeat->start[(at + COC_REPEAT_SLOTS + 1 - first)
                                           % COC_REPEAT_SLOTS];
    }
}


/*
 * A phrase of k words said n times: each of its words but the first k is the
 * word k before it.  So k * (n - 1) words in a row agree with those k before.
 * Phrases of up to 15 words are looked for, which is a constant for each word;
 * most words are none of the last ones, and no row ends with them.
 */

static inline void
coc_repeat_word(coc_repeat_t *repeat, uint64_t hash, size_t start,
    size_t end)
{
    size_t  at, *seen;

    at = repeat->words % COC_REPEAT_SLOTS;

    repeat->hash[at] = hash;
    repeat->start[at] = start;
    repeat->words++;

    seen = &repeat->seen[(hash ^ hash >> 32) % COC_REPEAT_SEEN];

    if (repeat->runs != 0
        || (*seen != 0 && repeat->words - *seen < COC_REPEAT_PHRASE))
    {
        coc_repeat_phrases(repeat, hash, at, end);
    }

    *seen = repeat->words;
}


/* Bytes of words: 1; of numbers alone 2; an apostrophe is of one: 4. */

static const uint8_t  coc_repeat_class[256] = {
    ['0' ... '9'] = 2,
    ['A' ... 'Z'] = 1,
    ['a' ... 'z'] = 1,
    [0x80 ... 0xff] = 1,
    ['\''] = 4
};


static void
coc_shout_words(coc_str_t s, coc_repeat_t *repeat)
{
    size_t    i, start;
    uint64_t  hash;

    memset(repeat, 0, sizeof(coc_repeat_t));

    i = 0;

    while (i < s.len) {

        if ((coc_repeat_class[s.data[i]] & 3) == 0) {
            i++;
            continue;
        }

        hash = 14695981039346656037u;
        start = i;

        while (i < s.len && coc_repeat_class[s.data[i]]) {
            hash = (hash ^ s.data[i]) * 1099511628211u;
            i++;
        }

        /* a table has its numbers again and again: each is itself alone */

        if (coc_repeat_class[s.data[start]] == 2) {
            hash = start;
        }

        coc_repeat_word(repeat, hash, start, i);
    }
}


static int
coc_shout_repeat(coc_detect_t *detect)
{
    int           rc;
    coc_str_t     s;
    coc_repeat_t  repeat;

    s = coc_detect_text(detect, COC_VIEW_FOLDED);

    coc_shout_words(s, &repeat);

    if (repeat.best > 1) {
        rc = coc_detect_add(detect, COC_DETECT_REPEAT, repeat.best_start,
                            repeat.best_end, repeat.best);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (repeat.words == 0) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_LENGTH, 0, s.len,
                          (unsigned) repeat.words);
}


static int
coc_shout_find(coc_detect_t *detect)
{
    int  rc;

    rc = COC_OK;

    if (coc_detect_wants(detect, COC_DETECT_CAPS)) {
        rc = coc_shout_caps(detect);
    }

    if (rc == COC_OK && coc_detect_wants(detect, COC_DETECT_EXCLAMATION)) {
        rc = coc_shout_exclamation(detect);
    }

    if (rc == COC_OK
        && (coc_detect_wants(detect, COC_DETECT_REPEAT)
            || coc_detect_wants(detect, COC_DETECT_LENGTH)))
    {
        rc = coc_shout_repeat(detect);
    }

    return rc;
}


const coc_family_t  coc_family_shout = {
    coc_detector_bit(COC_DETECT_CAPS)
    | coc_detector_bit(COC_DETECT_EXCLAMATION)
    | coc_detector_bit(COC_DETECT_REPEAT)
    | coc_detector_bit(COC_DETECT_LENGTH),
    coc_view_bit(COC_VIEW_RAW) | coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_RAW,
    0,
    coc_shout_find
};
