/*
 * What a hit stands in.  Looks at a bounded stretch on each side, so that a
 * text full of hits costs no more than in proportion to its length.
 */

#include "coc_context.h"


typedef enum {
    COC_MARK_NONE = 0,
    COC_MARK_OPEN,
    COC_MARK_CLOSE,
    COC_MARK_EITHER,            /* U+201C: English opens, German closes */
    COC_MARK_VAGUE              /* a straight mark that could do both */
} coc_mark_e;


typedef enum {
    COC_QUOTE_STRAIGHT = 0,
    COC_QUOTE_CURLED,
    COC_QUOTE_ANGLED,
    COC_QUOTE_MAX
} coc_quote_e;


static const size_t  coc_context_mark_len[COC_QUOTE_MAX] = { 1, 3, 2 };


/* Sorted; no plurals in -s, which the search takes off. */

static const char *const  coc_context_terms[] = {
    "abdominal", "abscess", "acute", "adenocarcinoma", "admitted", "anemia",
    "antibiotic", "anxiety", "aspirin", "asymptomatic", "benign", "bilateral",
    "biopsy", "bradycardia", "cancer", "carcinoma", "cardiac", "catheter",
    "chemotherapy", "chronic", "clinical", "comorbidity", "contraindicated",
    "ct", "cyst", "daily", "dementia", "depression", "diabetes", "diagnosed",
    "diagnosis", "disease", "disorder", "dosage", "dose", "ecg", "edema",
    "endoscopy", "epilepsy", "etiology", "exam", "examination", "excision",
    "fracture", "hemoglobin", "hepatic", "histology", "history",
    "hypertension", "infection", "inflammation", "insulin", "kg", "lesion",
    "malignant", "mcg", "medication", "metastasis", "metastatic", "mg", "ml",
    "mri", "nausea", "necrosis", "neoplasm", "oncology", "pathology",
    "patient", "pediatric", "placebo", "postoperative", "prescribed",
    "prognosis", "prophylaxis", "psychiatric", "psychosis", "pulmonary",
    "radiograph", "renal", "resection", "schizophrenia", "seizure", "sepsis",
    "serum", "surgery", "surgical", "symptom", "syndrome", "tachycardia",
    "therapy", "treated", "treatment", "trial", "tumor", "tumour", "ulcer",
    "ultrasound", "vaccine"
};


static int
coc_context_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


/* Letters, digits and all that is not ASCII. */

static int
coc_context_word(uint8_t c)
{
    return c >= 0x80 || (c >= '0' && c <= '9')
           || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}


/*
 * What a straight mark does.  Between two characters that are no spaces the
 * one that is punctuation is on the outer side: ("text"), "text".
 */

static coc_mark_e
coc_context_straight(coc_str_t text, size_t at)
{
    int      before, after;
    uint8_t  c;

    c = (at > 0) ? text.data[at - 1] : ' ';
    before = !coc_context_space(c);
    after = (at + 1 < text.len && !coc_context_space(text.data[at + 1]));

    if (before && after) {
        before = coc_context_word(c) || c == '.' || c == '!' || c == '?'
                 || c == ',';
        after = coc_context_word(text.data[at + 1]);
    }

    return (before == after) ? COC_MARK_VAGUE
           : after ? COC_MARK_OPEN : COC_MARK_CLOSE;
}


/* The mark that begins at a byte. */

static coc_mark_e
coc_context_mark(coc_str_t text, size_t at, coc_quote_e *quote)
{
    const uint8_t  *p;

    p = text.data + at;

    if (p[0] == '"') {
        *quote = COC_QUOTE_STRAIGHT;
        return coc_context_straight(text, at);
    }

    if (p[0] == 0xc2 && text.len - at >= 2) {
        *quote = COC_QUOTE_ANGLED;
        return (p[1] == 0xab) ? COC_MARK_OPEN
               : (p[1] == 0xbb) ? COC_MARK_CLOSE : COC_MARK_NONE;
    }

    if (p[0] != 0xe2 || text.len - at < 3 || p[1] != 0x80) {
        return COC_MARK_NONE;
    }

    *quote = COC_QUOTE_CURLED;

    return (p[2] == 0x9c) ? COC_MARK_EITHER
           : (p[2] == 0x9d) ? COC_MARK_CLOSE
           : (p[2] == 0x9e) ? COC_MARK_OPEN : COC_MARK_NONE;
}


/*
 * The nearest mark of each kind in the paragraph, among the n bytes before at
 * (step -1) or from at on (step 1), and where it begins.
 */

static void
coc_context_marks(coc_str_t text, size_t at, size_t n, int step,
    coc_mark_e *marks, size_t *places)
{
    int          feed;
    size_t       i;
    uint8_t      c;
    coc_mark_e   mark;
    coc_quote_e  quote;

    memset(marks, 0, COC_QUOTE_MAX * sizeof(coc_mark_e));
    quote = COC_QUOTE_STRAIGHT;

    for (feed = 0, i = 0; i < n; i++) {
        at = (step < 0) ? at - 1 : at;
        c = text.data[at];

        if (c == '\n') {
            if (feed) {
                return;         /* a blank line */
            }

            feed = 1;

        } else if (!coc_context_space(c)) {
            feed = 0;
            mark = coc_context_mark(text, at, &quote);

            if (mark != COC_MARK_NONE && marks[quote] == COC_MARK_NONE) {
                marks[quote] = mark;
                places[quote] = at;
            }
        }

        at = (step < 0) ? at : at + 1;
    }
}


/* Between marks of one kind, and somebody says what stands there. */

static int
coc_context_between(coc_str_t text, size_t start, size_t end)
{
    size_t      i, n;
    size_t      open[COC_QUOTE_MAX], close[COC_QUOTE_MAX];
    coc_mark_e  left[COC_QUOTE_MAX], right[COC_QUOTE_MAX];
    coc_mark_e  inside[COC_QUOTE_MAX];

    n = coc_min(start, (size_t) COC_CONTEXT_QUOTE);
    coc_context_marks(text, start, n, -1, left, open);

    coc_context_marks(text, start, end - start, 1, inside, close);

    n = coc_min(text.len - end, (size_t) COC_CONTEXT_QUOTE);
    coc_context_marks(text, end, n, 1, right, close);

    for (i = 0; i < COC_QUOTE_MAX; i++) {
        if ((left[i] == COC_MARK_OPEN || left[i] == COC_MARK_EITHER)
            && (right[i] == COC_MARK_CLOSE || right[i] == COC_MARK_EITHER)
            && inside[i] == COC_MARK_NONE
            && coc_context_spoken(text, open[i],
                                  close[i] + coc_context_mark_len[i]))
        {
            return 1;
        }
    }

    return 0;
}


/* Whether the line that holds a byte begins with '>'. */

static int
coc_context_cited(coc_str_t text, size_t at)
{
    size_t  low;

    low = (at > COC_CONTEXT_QUOTE) ? at - COC_CONTEXT_QUOTE : 0;

    while (at > low && text.data[at - 1] != '\n') {
        at--;
    }

    if (at > 0 && text.data[at - 1] != '\n') {
        return 0;               /* the line's beginning is out of sight */
    }

    while (at < text.len && text.data[at] != '\n'
           && coc_context_space(text.data[at])
           && at - low < 2 * COC_CONTEXT_QUOTE)
    {
        at++;
    }

    return at < text.len && text.data[at] == '>';
}


int
coc_context_quoted(coc_str_t text, size_t start, size_t end)
{
    if (coc_context_cited(text, start) && coc_context_cited(text, end - 1)) {
        return 1;
    }

    return coc_context_between(text, start, end);
}


/* The index of a term, ASCII case ignored; or -1. */

static int
coc_context_find(const uint8_t *word, size_t len)
{
    int      rc;
    size_t   i, low, high, mid;
    uint8_t  a, b;

    low = 0;
    high = coc_nelts(coc_context_terms);

    while (low < high) {
        mid = low + (high - low) / 2;
        rc = 0;

        for (i = 0; rc == 0 && i < len; i++) {
            a = word[i];
            a = (uint8_t) ((a >= 'A' && a <= 'Z') ? a | 0x20 : a);
            b = (uint8_t) coc_context_terms[mid][i];
            rc = (a > b) - (a < b);
        }

        if (rc == 0 && coc_context_terms[mid][len] == '\0') {
            return (int) mid;
        }

        /* the word is the beginning of a term: it sorts before */

        if (rc <= 0) {
            high = mid;

        } else {
            low = mid + 1;
        }
    }

    return -1;
}


/* Adds the terms among the whole words of text[from, to) to seen. */

static void
coc_context_words(coc_str_t text, size_t from, size_t to, uint64_t *seen)
{
    int             n;
    size_t          i, len;
    const uint8_t  *p;

    /* a word that begins before is not seen whole */

    while (from > 0 && from < to && coc_context_word(text.data[from - 1])
           && coc_context_word(text.data[from]))
    {
        from++;
    }

    for (i = from; i < to; i++) {

        if (!coc_context_word(text.data[i])) {
            continue;
        }

        /* "50mg" */

        while (i < to && text.data[i] >= '0' && text.data[i] <= '9') {
            i++;
        }

        p = text.data + i;

        while (i < to && coc_context_word(text.data[i])) {
            i++;
        }

        if (i == to && i < text.len && coc_context_word(text.data[i])) {
            return;
        }

        len = (size_t) (text.data + i - p);
        n = (len == 0) ? -1 : coc_context_find(p, len);

        if (n < 0 && len > 1 && (p[len - 1] | 0x20) == 's') {
            n = coc_context_find(p, len - 1);
        }

        if (n >= 0) {
            seen[n >> 6] |= (uint64_t) 1 << (n & 63);
        }
    }
}


/* Whether there are enough of them close by a hit, or in it as well. */

static int
coc_context_enough(coc_str_t text, size_t start, size_t end, int inside)
{
    int       i, n;
    size_t    from, to;
    uint64_t  seen[(coc_nelts(coc_context_terms) + 63) / 64];

    memset(seen, 0, sizeof(seen));

    from = (start > COC_CONTEXT_CLINICAL) ? start - COC_CONTEXT_CLINICAL : 0;
    to = (text.len - end > COC_CONTEXT_CLINICAL)
         ? end + COC_CONTEXT_CLINICAL : text.len;

    if (inside) {
        coc_context_words(text, from, to, seen);

    } else {
        coc_context_words(text, from, start, seen);
        coc_context_words(text, end, to, seen);
    }

    for (n = 0, i = 0; i < (int) coc_nelts(seen); i++) {
        n += __builtin_popcountll(seen[i]);
    }

    return n >= COC_CONTEXT_TERMS;
}


int
coc_context_clinical(coc_str_t text, size_t start, size_t end)
{
    return coc_context_enough(text, start, end, 0);
}


int
coc_context_among(coc_str_t text, size_t start, size_t end)
{
    return coc_context_enough(text, start, end, 1);
}
