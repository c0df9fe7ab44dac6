/*
 * Devices: the identifier that the FDA asks for as GS1 writes it,
 * "(01)…(21)…", and serial numbers with the word before.
 */

#include "coc_block.h"
#include "coc_detect_family.h"
#include "coc_checksum.h"


#define COC_UDI_VALUE  24       /* characters of a serial number, most */


static size_t
coc_udi_value(coc_str_t s, size_t at, size_t *digits)
{
    size_t  i;

    *digits = 0;

    for (i = at; i < s.len && i - at < COC_UDI_VALUE; i++) {

        if (coc_is_digit(s.data[i])) {
            (*digits)++;

        } else if (!coc_is_letter(s.data[i]) && s.data[i] != '-'
                   && s.data[i] != '/')
        {
            break;
        }
    }

    while (i > at && !coc_is_word(s.data[i - 1])) {
        i--;
    }

    return i;
}


/* "(01)" and fourteen digits at at, and what follows in brackets: the end. */

static size_t
coc_udi_gs1(coc_str_t s, size_t at)
{
    size_t  i, end, digits;

    for (i = at + 4; i < s.len && i - at < 18; i++) {
        if (!coc_is_digit(s.data[i])) {
            break;
        }
    }

    if (i - at != 18) {
        return 0;
    }

    end = i;

    while (i + 4 < s.len && s.data[i] == '(' && coc_is_digit(s.data[i + 1])
           && coc_is_digit(s.data[i + 2]) && s.data[i + 3] == ')')
    {
        i = coc_udi_value(s, i + 4, &digits);
        end = i;
    }

    return (end - at > 18 || coc_checksum_gtin(s.data + at + 4, 14)) ? end : 0;
}


static size_t
coc_udi_skip(coc_str_t s, size_t at, const char *word)
{
    size_t  n;

    n = strlen(word);

    return (s.len - at >= n && memcmp(s.data + at, word, n) == 0) ? at + n
                                                                  : at;
}


/*
 * What stands between "serial" and its number: "no. ", "number is", ": #".
 * Returns where the number begins, or 0.
 */

static size_t
coc_udi_named(coc_str_t s, size_t at)
{
    size_t  i, n, start;

    static const char *const  words[] = {
        "number", "numbers", "no", "num", "nr", "id", "is", "was", "of",
        "the", "device", "identifier"
    };

    start = at;

    for ( ;; ) {

        while (at < s.len && at - start < 32 && s.data[at]
               && strchr(" :#.=('\"", s.data[at]) != NULL)
        {
            at++;
        }

        for (n = 0; n < coc_nelts(words); n++) {
            i = coc_udi_skip(s, at, words[n]);

            if (i > at && !coc_detect_word_at(s, i)) {
                break;
            }
        }

        if (n == coc_nelts(words) || at - start >= 32) {
            break;
        }

        at = i;
    }

    return (at > start) ? at : 0;
}


/* A label that ends at at: what it names. */

static int
coc_udi_after(coc_detect_t *detect, coc_str_t s, size_t at)
{
    size_t  end, digits;

    at = coc_udi_named(s, at);

    if (at == 0) {
        return COC_OK;
    }

    end = coc_udi_value(s, at, &digits);

    if (end - at < 5 || digits < 3 || coc_detect_word_at(s, end)) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_UDI, at, end, 0);
}


/* What is looked for, and two of its bytes that seldom stand together. */

typedef struct {
    coc_str_t  text;
    size_t     pair;
} coc_udi_label_t;


static const coc_udi_label_t  coc_udi_labels[] = {
    { coc_str("(01)"), 0 },
    { coc_str("serial"), 3 },
    { coc_str("s/n"), 1 },
    { coc_str("udi"), 0 },
    { coc_str("hibc"), 2 }
};


/* The first place from at on where one of those pairs stands, or s.len. */

static size_t
coc_udi_pair(coc_str_t s, size_t at)
{
    size_t          i;
    unsigned        bits;
    coc_block_t     v, w, any;
    const uint8_t  *p;

    for (/* void */; at + COC_BLOCK < s.len; at += COC_BLOCK) {
        v = coc_block_load(s.data + at);
        w = coc_block_load(s.data + at + 1);

        any = (coc_block_t) ((v == '(') & (w == '0'))
              | (coc_block_t) ((v == 'i') & (w == 'a'))
              | (coc_block_t) ((v == '/') & (w == 'n'))
              | (coc_block_t) ((v == 'u') & (w == 'd'))
              | (coc_block_t) ((v == 'b') & (w == 'c'));

        bits = coc_block_bits(any);

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    for (/* void */; at + 1 < s.len; at++) {
        for (i = 0; i < coc_nelts(coc_udi_labels); i++) {
            p = coc_udi_labels[i].text.data + coc_udi_labels[i].pair;

            if (p[0] == s.data[at] && p[1] == s.data[at + 1]) {
                return at;
            }
        }
    }

    return s.len;
}


/* The label around the pair at at, NULL if there is none; *start: its begin. */

static const coc_udi_label_t *
coc_udi_label(coc_str_t s, size_t at, size_t *start)
{
    size_t                  i;
    const coc_udi_label_t  *label;

    for (i = 0; i < coc_nelts(coc_udi_labels); i++) {
        label = &coc_udi_labels[i];

        if (at < label->pair || s.len - (at - label->pair) < label->text.len) {
            continue;
        }

        *start = at - label->pair;

        if (memcmp(s.data + *start, label->text.data, label->text.len) == 0) {
            return label;
        }
    }

    return NULL;
}


static int
coc_udi_find(coc_detect_t *detect)
{
    int                     rc;
    size_t                  i, start, end;
    coc_str_t               s;
    const coc_udi_label_t  *label;

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (i = coc_udi_pair(s, 0); i < s.len; i = coc_udi_pair(s, i + 1)) {
        rc = COC_OK;
        label = coc_udi_label(s, i, &start);

        if (label == NULL) {
            continue;
        }

        if (label == &coc_udi_labels[0]) {
            end = coc_udi_gs1(s, start);

            if (end) {
                rc = coc_detect_add(detect, COC_DETECT_UDI, start, end, 0);
            }

        } else if ((start == 0 || !coc_is_word(s.data[start - 1]))
                   && !coc_detect_word_at(s, start + label->text.len))
        {
            rc = coc_udi_after(detect, s, start + label->text.len);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_udi = {
    coc_detector_bit(COC_DETECT_UDI),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    1,
    coc_udi_find
};
