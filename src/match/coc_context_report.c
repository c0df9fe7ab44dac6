/*
 * Who says it: whether a quotation has a speaker, and whether a hit is what
 * somebody was called or was told.  Looks at a few words on each side, in the
 * same sentence.  Knows English; ASCII case is ignored.
 */

#include "coc_context.h"


#define COC_REPORT_WORDS  14    /* looked at on a side */
#define COC_REPORT_REACH  160   /* bytes */
#define COC_REPORT_NEAR   8     /* words from a verb to what is said */
#define COC_REPORT_NOUN   3     /* from "the word" to it */
#define COC_REPORT_AFTER  4     /* from it to "he said" */


/* What stands between a word and the next one towards the hit. */

#define COC_GAP_COMMA  0x01     /* and brackets and dashes */
#define COC_GAP_COLON  0x02
#define COC_GAP_MARK   0x04     /* a quotation mark */
#define COC_GAP_STOP   0x08     /* the sentence ends */


typedef struct {
    const uint8_t  *p;
    size_t          len;
    unsigned        gap;        /* COC_GAP_..., towards the hit */
} coc_report_word_t;


typedef struct {
    coc_report_word_t  word[COC_REPORT_WORDS];  /* the nearest first */
    size_t             n;
} coc_report_words_t;


/* Lists of words: each with a space before and behind. */

static const char  coc_report_verbs[] =
    " said says saying told tells telling wrote writes writing texted texts "
    "texting messaged emailed mailed posted posts posting tweeted commented "
    "replied replies answered asked asks asking yelled yells yelling shouted "
    "shouts shouting screamed screams screaming called calls calling hissed "
    "muttered whispered chanted chanting snapped added stated states claimed "
    "claims quote quotes quoted quoting read reads labeled labelled dubbed "
    "remarked joked threatened announced declared typed heard hollered "
    "insisted responded warned spat scrawled ";

/* These are said by others where one who is not the writer does them. */

static const char  coc_report_plain[] =
    " say tell write text ask yell shout scream call ";

static const char  coc_report_people[] =
    " they people who men women patients nurses doctors residents students "
    "colleagues kids parents families others some many surgeons visitors "
    "trolls bullies folks attendings relatives ";

static const char  coc_report_nouns[] =
    " word words term terms phrase phrases slur slurs epithet epithets "
    "expression insult insults label nickname hashtag ";

static const char  coc_report_kinds[] =
    " words things stuff names slurs insults epithets obscenities terms "
    "phrases ";

static const char  coc_report_naming[] =
    " called calls calling labeled labelled dubbed nicknamed branded ";

static const char  coc_report_showing[] =
    " referred refers referring described describes describing ";

static const char  coc_report_speech[] =
    " said says told tells wrote writes texted texts messaged emailed posted "
    "commented replied answered yelled yells shouted shouts screamed screams "
    "yelling shouting screaming texting hissed typed tweeted added muttered "
    "threatened ";

static const char  coc_report_loud[] =
    " yelled yells yelling shouted shouts shouting screamed screams screaming "
    "hurled hurling muttered muttering hissed whispered chanted chanting "
    "scrawled sprayed painted carved scratched keyed spat hollered ";

static const char  coc_report_done[] =
    " shouted yelled screamed hurled painted sprayed scrawled written carved "
    "scratched keyed chanted muttered hissed texted hollered spat ";

static const char  coc_report_reader[] =
    " you your yours yourself yourselves u ur ya yall thou ye ";

static const char  coc_report_writer[] =
    " i we me myself im ive id ill my our let lets let's to please should "
    "must ";

static const char  coc_report_links[] =
    " has have had 've 's also just then once always never even simply "
    "repeatedly literally actually basically really was were been being is "
    "are am keep keeps kept routinely often recently openly regularly again "
    "be get gets got getting ";

static const char  coc_report_passive[] =
    " was were been being is are got get gets gotten getting be ";

static const char  coc_report_present[] = " is are be get ";

static const char  coc_report_advice[] =
    " should must will would could may might can shall deserve deserves "
    "deserved need needs ought ";

static const char  coc_report_pronouns[] =
    " me us him her them myself himself herself themselves someone somebody "
    "everyone everybody anyone anybody each one both all women men people "
    "colleagues nurses residents doctors patients students physicians ";

static const char  coc_report_articles[] = " a an ";

static const char  coc_report_fixed[] =
    " a an the this that these those my our your his her their its some any "
    "another such no every which what ";

static const char  coc_report_clause[] =
    " i he she they we that which who whom because but so if when while since "
    "though although is are was were am be has have had will would should can "
    "could do does did not then where why how it's he's she's they're we're "
    "i'm ";

static const char  coc_report_titles[] = " dr mr ms mrs prof st jr vs ";


static int
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


#define coc_report_is(word, list)  coc_report_in(word, (word)->len, list)


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


static int
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


/* The words before a byte, the nearest first. */

static void
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


static void
coc_report_after(coc_str_t text, size_t at, coc_report_words_t *words)
{
    coc_report_read(text, at, coc_min(text.len, at + COC_REPORT_REACH), 1,
                    words);
}


/* Whether the verb at word k is done by the writer, or asked for. */

static int
coc_report_own(const coc_report_words_t *words, size_t k)
{
    size_t  i;

    for (i = k + 1; i < words->n && i < k + 4; i++) {

        if (coc_report_person(&words->word[i], coc_report_writer)) {
            return 1;
        }

        if (!coc_report_is(&words->word[i], coc_report_links)) {
            return 0;
        }
    }

    return 0;
}


/* Whether somebody else does the verb at word k. */

static int
coc_report_verb(const coc_report_words_t *words, size_t k, const char *verbs)
{
    if (coc_report_is(&words->word[k], verbs)) {
        return !coc_report_own(words, k);
    }

    return coc_report_is(&words->word[k], coc_report_plain)
           && k + 1 < words->n
           && coc_report_is(&words->word[k + 1], coc_report_people);
}


int
coc_context_spoken(coc_str_t text, size_t open, size_t close)
{
    size_t              k;
    coc_report_words_t  words;

    coc_report_before(text, open, &words);

    for (k = 0; k < words.n && k < COC_REPORT_NEAR; k++) {

        if (coc_report_verb(&words, k, coc_report_verbs)
            || (k < COC_REPORT_NOUN
                && coc_report_is(&words.word[k], coc_report_nouns)))
        {
            return 1;
        }
    }

    coc_report_after(text, close, &words);

    for (k = 0; k < words.n && k < COC_REPORT_AFTER; k++) {

        if (coc_report_person(&words.word[k], coc_report_writer)
            || coc_report_person(&words.word[k], coc_report_reader)
            || (k != 0 && words.word[k].gap != 0))
        {
            return 0;
        }

        if (coc_report_is(&words.word[k], coc_report_speech)) {
            return 1;
        }
    }

    return 0;
}


/* Whether the words between a naming verb and the hit name its object. */

static int
coc_report_object(const coc_report_words_t *words, size_t k)
{
    size_t                    i;
    const coc_report_word_t  *first;

    if (k == 0) {
        return 0;               /* "called idiots" has none */
    }

    first = &words->word[k - 1];

    if (coc_report_is(first, coc_report_pronouns)) {
        return 1;
    }

    /* "called my resident a …", but "called the idiot" on the phone */

    for (i = 0; i + 1 < k; i++) {
        if (coc_report_is(&words->word[i], coc_report_articles)) {
            return 1;
        }
    }

    return k > 2 && coc_report_is(first, " to ");
}


static int
coc_report_called(const coc_report_words_t *words, size_t k)
{
    size_t  aux;

    aux = k + 1;

    if (aux < words->n && !coc_report_is(&words->word[aux],
                                         coc_report_passive)
        && coc_report_is(&words->word[aux], coc_report_links))
    {
        aux++;
    }

    if (aux < words->n
        && coc_report_is(&words->word[aux], coc_report_passive))
    {
        if (!coc_report_is(&words->word[aux], coc_report_present)) {
            return 1;
        }

        /* "to be called a …" is told of, "you are called" is not */

        for (aux++; aux < words->n && aux < k + 5; aux++) {
            if (coc_report_person(&words->word[aux], coc_report_reader)
                || coc_report_is(&words->word[aux], coc_report_advice))
            {
                return 0;
            }
        }

        return 1;
    }

    return !coc_report_own(words, k) && coc_report_object(words, k);
}


/*
 * "A patient called me a …", "was called a …", "referred to her as a …": what
 * stands between must be the object and what it is called, in one clause.
 */

static int
coc_report_named(const coc_report_words_t *words)
{
    int                       as;
    size_t                    k;
    const coc_report_word_t  *word;

    for (as = 0, k = 0; k < words->n && k <= COC_REPORT_NEAR; k++) {
        word = &words->word[k];

        if (word->gap & COC_GAP_COLON) {
            return 0;
        }

        if (coc_report_is(word, coc_report_naming)) {
            return coc_report_called(words, k);
        }

        if (coc_report_is(word, coc_report_showing)) {
            return as && coc_report_called(words, k);
        }

        if (coc_report_is(word, " call ")) {
            return coc_report_verb(words, k, " ")
                   && coc_report_object(words, k);
        }

        if (coc_report_person(word, coc_report_reader)
            || coc_report_is(word, coc_report_clause))
        {
            return 0;
        }

        /* "called me a moron and the idiot hung up" */

        if (k != 0 && !coc_report_is(&words->word[k - 1], coc_report_articles)
            && coc_report_is(word, " and or "))
        {
            return 0;
        }

        as |= coc_report_is(word, " as ");
    }

    return 0;
}


/* "She texted me: …" */

static int
coc_report_told(const coc_report_words_t *words)
{
    size_t                    k, colon;
    const coc_report_word_t  *word;

    for (colon = words->n, k = 0; k < words->n; k++) {
        word = &words->word[k];

        if (colon == words->n && (word->gap & COC_GAP_COLON)) {
            colon = k;
        }

        if (colon == words->n) {
            continue;
        }

        if (k > colon + 5 || coc_report_person(word, coc_report_reader)) {
            return 0;
        }

        if (coc_report_is(word, coc_report_speech)) {
            return !coc_report_own(words, k);
        }
    }

    return 0;
}


/* "The slur …", "names like …" */

static int
coc_report_mentioned(const coc_report_words_t *words)
{
    const coc_report_word_t  *word;

    if (words->n == 0) {
        return 0;
    }

    word = words->word;

    if (word->gap & ~(unsigned) COC_GAP_MARK) {
        return 0;
    }

    if (coc_report_is(word, coc_report_nouns)) {
        return words->n < 2 || !coc_report_is(word + 1, " other my your ");
    }

    if (coc_report_is(word, " as ") && words->n > 2
        && coc_report_is(word + 1, " such "))
    {
        return coc_report_is(word + 2, coc_report_kinds);
    }

    return words->n > 1 && coc_report_is(word, " like ")
           && coc_report_is(word + 1, coc_report_kinds);
}


/* "He yelled … at our nurse" */

static int
coc_report_yelled(const coc_report_words_t *words)
{
    return words->n != 0 && (words->word[0].gap & COC_GAP_STOP) == 0
           && coc_report_is(&words->word[0], coc_report_loud)
           && words->n > 1 && !coc_report_own(words, 0);
}


/* "… was shouted at our resident" */

static int
coc_report_suffered(const coc_report_words_t *before,
    const coc_report_words_t *after)
{
    size_t  k;

    if (before->n != 0 && before->word[0].gap == 0
        && coc_report_is(&before->word[0], coc_report_fixed))
    {
        return 0;               /* "the bitch was yelled at" */
    }

    for (k = 0; k < after->n && k < 4; k++) {

        if (after->word[k].gap & ~(unsigned) COC_GAP_MARK) {
            return 0;
        }

        if (k != 0 && coc_report_is(&after->word[k], coc_report_done)) {
            return 1;
        }

        if (!coc_report_is(&after->word[k], coc_report_links)
            && !coc_report_is(&after->word[k], " spray "))
        {
            return 0;
        }
    }

    return 0;
}


int
coc_context_reported(coc_str_t text, size_t start, size_t end)
{
    int                 reader;
    coc_str_t           hit;
    coc_report_words_t  before, words;

    coc_report_before(text, start, &before);

    if (coc_report_told(&before) || coc_report_mentioned(&before)) {
        return 1;
    }

    hit.data = text.data;
    hit.len = end;
    coc_report_after(hit, start, &words);

    reader = (words.n != 0
              && coc_report_person(&words.word[0], coc_report_reader));

    if (reader) {
        return 0;               /* it speaks to somebody, not of it */
    }

    if (coc_report_named(&before) || coc_report_yelled(&before)) {
        return 1;
    }

    if (words.n != 0 && coc_report_is(&words.word[0], coc_report_fixed)) {
        return 0;               /* it is somebody */
    }

    coc_report_after(text, end, &words);

    return coc_report_suffered(&before, &words);
}
