/*
 * Who says it: whether a quotation has a speaker, and whether a hit is what
 * somebody was called or was told.  Looks at a few words on each side, in the
 * same sentence.  Knows English; ASCII case is ignored.
 */

#include "coc_context.h"
#include "coc_context_words.h"


#define COC_REPORT_NEAR   8     /* words from a verb to what is said */
#define COC_REPORT_NOUN   3     /* from "the word" to it */
#define COC_REPORT_AFTER  4     /* from it to "he said" */


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
        return words->n < 2
               || !coc_report_is(word + 1, " other my your a an ");
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
