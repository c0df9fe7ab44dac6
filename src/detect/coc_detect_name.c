/*
 * Names that say whose they are: a patient's or a relative's, by a title, a
 * label, an age, what happened to them.  Eponyms, authors, speakers and the
 * makers of drugs have such contexts of their own, which speak against it.
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


/* How far a word about a patient may stand from a name (tokens). */

#define COC_NAME_BEFORE  16
#define COC_NAME_AFTER   10


/* How much must speak for it that the words are a name. */

typedef enum {
    COC_NAME_NOT = 0,
    COC_NAME_BESIDE,            /* two words */
    COC_NAME_LABELED            /* one word */
} coc_name_need_e;


static unsigned
coc_name_blank(const coc_token_t *t)
{
    return t->gap == COC_GAP_BLANK || t->gap == COC_GAP_NONE;
}


/* What stands after a name says that it isn't a person's: "Crohn disease". */

static unsigned
coc_name_thing(const coc_walk_t *walk, const coc_name_t *name, size_t i)
{
    const coc_token_t  *t, *last;

    t = &walk->token[i + name->tokens];
    last = t - 1;

    if (last->owner && coc_token_known(t, COC_WORD_CLINICAL)) {
        return 1;
    }

    if (coc_token_mark(t, '-') || coc_token_mark(t, '/')) {
        return t->gap == COC_GAP_NONE && t[1].gap == COC_GAP_NONE
               && t[1].kind == COC_TOKEN_WORD;
    }

    if (!coc_name_blank(t)) {
        return 0;
    }

    if (coc_token_known(t, COC_WORD_CLINICAL | COC_WORD_ORG)
        && !coc_token_known(t, COC_WORD_VERB))
    {
        return 1;
    }

    /* "Smith et al.", "Smith and colleagues", "Smith (2003)" */

    if (coc_token_cue(t, COC_CUE_ETAND)) {
        return coc_token_cue(&t[1], COC_CUE_AUTHORS);
    }

    return coc_token_mark(t, '(') && t[1].kind == COC_TOKEN_NUMBER
           && t[1].letters == 4;
}


/* What stands before a name says that it isn't a patient's. */

static unsigned
coc_name_other(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i - 1];

    if (coc_token_mark(t, '.') && t->gap == COC_GAP_NONE) {
        t--;
    }

    if (coc_token_known(t, COC_WORD_DR)) {
        return 1;
    }

    return coc_token_cue(t, COC_CUE_NOTNAME)
           || coc_token_mark(t, '@') || coc_token_mark(t, '#')
           || coc_token_mark(t, '/');
}


/* One of a row of authors: "Smith J, Jones K". */

static unsigned
coc_name_author(const coc_walk_t *walk, const coc_name_t *name, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i + name->tokens];

    return coc_token_mark(t, ',') && t[1].kind == COC_TOKEN_WORD
           && t[1].look == COC_LOOK_CAPITAL && coc_name_blank(&t[2])
           && t[2].kind == COC_TOKEN_WORD
           && (t[2].look == COC_LOOK_INITIAL
               || (t[2].look == COC_LOOK_UPPER && t[2].letters == 2))
           && !coc_token_known(&t[2], COC_WORD_STATE);
}


/* 1 if a patient or an age is spoken of, and not a speaker named. */

static unsigned
coc_name_told(const coc_walk_t *walk, size_t i)
{
    return (coc_token_known(&walk->token[i], COC_WORD_PATIENT)
            && !coc_token_mark(&walk->token[i + 1], ':'))
           || coc_age_at(walk, i);
}


/* 1 if the text around speaks of a patient, else 0. */

static unsigned
coc_name_patient(const coc_walk_t *walk, size_t from, size_t to)
{
    size_t              i;
    const coc_token_t  *t;

    if (walk->token[from].quiet >= COC_NAME_BEFORE
        && walk->token[to + COC_NAME_AFTER].quiet >= COC_NAME_AFTER)
    {
        return 0;
    }

    for (i = from - 1; i > from - COC_NAME_BEFORE; i--) {
        t = &walk->token[i];

        if (t->kind == COC_TOKEN_END || t->gap == COC_GAP_PARAGRAPH) {
            break;
        }

        if (coc_name_told(walk, i)
            || coc_token_cue(t, COC_CUE_TOLDBEFORE))
        {
            return 1;
        }
    }

    for (i = to; i < to + COC_NAME_AFTER; i++) {
        t = &walk->token[i];

        if (t->kind == COC_TOKEN_END || t->gap == COC_GAP_PARAGRAPH) {
            break;
        }

        if (coc_name_told(walk, i)
            || coc_token_cue(t, COC_CUE_TOLDAFTER))
        {
            return 1;
        }
    }

    return 0;
}


/* 1 if what the name is said to do is what patients do, else 0. */

static unsigned
coc_name_acts(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];
    t += coc_token_mark(t, ',');

    if (coc_token_cue(t, COC_CUE_HAS)) {
        return coc_age_at(walk, (size_t) (t + 1 - walk->token))
               || coc_age_at(walk, (size_t) (t + 2 - walk->token))
               || coc_token_cue(&t[1], COC_CUE_DIAGNOSED)
               || (coc_token_cue(&t[1], COC_CUE_SEEN)
                   && coc_token_cue(&t[2], COC_CUE_SEENAT))
               || coc_token_known(&t[2], COC_WORD_PATIENT);
    }

    if (coc_token_cue(t, COC_CUE_PRESENTED)) {
        return coc_token_cue(&t[1], COC_CUE_PRESENTEDWITH);
    }

    if (coc_token_cue(t, COC_CUE_CAME)) {
        return coc_token_cue(&t[1], COC_CUE_CAMEIN);
    }

    /* "John D., treated at", "last seen on" */

    t += coc_token_cue(t, COC_CUE_LAST);

    if (coc_token_cue(t, COC_CUE_TREATED))
    {
        return coc_token_cue(&t[1], COC_CUE_TREATEDAT);
    }

    return coc_token_cue(t, COC_CUE_COMPLAINS);
}


/* 1 if an age follows: ", 67-year-old", " (67M", " is a 62 year old". */

static unsigned
coc_name_aged(const coc_walk_t *walk, size_t i)
{
    size_t  n;

    for (n = 0; n < 3; n++) {

        if (coc_age_at(walk, i + n)) {
            return 1;
        }

        if (!coc_token_mark(&walk->token[i + n], ',')
            && !coc_token_mark(&walk->token[i + n], '(')
            && !coc_token_cue(&walk->token[i + n], COC_CUE_ISA))
        {
            break;
        }
    }

    return n == 3 && coc_age_at(walk, i + n);
}


/* After "name" and the like, with what tells whose it is. */

static coc_name_need_e
coc_name_after_name(const coc_walk_t *walk, const coc_token_t *t,
    unsigned colon)
{
    /* "patient's name is", "name of the patient:", "full name" */

    if (coc_token_known(&t[-1], COC_WORD_PATIENT)
        || coc_token_known(&t[2], COC_WORD_PATIENT)
        || coc_token_known(&t[3], COC_WORD_PATIENT))
    {
        return COC_NAME_LABELED;
    }

    if (coc_token_known(&t[-1], COC_WORD_KIN)
        || coc_token_cue(&t[-1], COC_CUE_OWNER))
    {
        return coc_name_patient(walk, (size_t) (t - walk->token),
                                (size_t) (t - walk->token))
               ? COC_NAME_LABELED : COC_NAME_NOT;
    }

    return (colon && (t->gap >= COC_GAP_LINE || t[-1].kind == COC_TOKEN_END))
           ? COC_NAME_LABELED : COC_NAME_NOT;
}


/* What the words right before token i say of a name that begins there. */

static coc_name_need_e
coc_name_before(const coc_walk_t *walk, size_t i)
{
    unsigned            colon, comma, is;
    const coc_token_t  *t;

    t = &walk->token[i - 1];
    colon = coc_token_marks(t, ":=");
    comma = coc_token_marks(t, ",(");
    t -= colon + comma;
    is = coc_token_cue(t, COC_CUE_BE);
    t -= is;

    if (t->kind != COC_TOKEN_WORD) {

        /* "62 y.o., Anna B." */

        return coc_age_before(walk, (size_t) (t + 1 - walk->token))
               ? COC_NAME_BESIDE : COC_NAME_NOT;
    }

    if (coc_token_cue(t, COC_CUE_NAME)) {
        return (colon || is || t == &walk->token[i - 1])
               ? coc_name_after_name(walk, t, colon) : COC_NAME_NOT;
    }

    /* "name of the patient:" */

    if (coc_token_known(t, COC_WORD_PATIENT) && (colon || is)
        && coc_token_cue(&t[-2], COC_CUE_OF)
        && coc_token_cue(&t[-3], COC_CUE_NAMEOF))
    {
        return COC_NAME_LABELED;
    }

    if (is) {
        return COC_NAME_NOT;
    }

    if (coc_token_cue(t, COC_CUE_NAMED)) {
        return coc_token_known(&t[-1], COC_WORD_PATIENT)
               || coc_name_patient(walk, (size_t) (t - walk->token), i)
               ? COC_NAME_LABELED : COC_NAME_NOT;
    }

    if (coc_token_known(t, COC_WORD_PATIENT)) {
        return COC_NAME_BESIDE;
    }

    if (coc_age_before(walk, (size_t) (t + 1 - walk->token))) {
        return COC_NAME_BESIDE;
    }

    if (coc_token_known(t, COC_WORD_PERSON)
        && (comma || t->look == COC_LOOK_INITIAL)
        && coc_name_patient(walk, i, i))
    {
        return COC_NAME_BESIDE;
    }

    return COC_NAME_NOT;
}


/* 1 if a relative's name follows: "his wife Mary", "her son, Tom". */

static unsigned
coc_name_relative(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i - 1];
    t -= coc_token_mark(t, ',');

    return coc_token_known(t, COC_WORD_KIN) && t->look == COC_LOOK_LOWER
           && (coc_token_cue(&t[-1], COC_CUE_THEIR)
               || t[-1].owner);
}


/* 1 if a title stands before, with or without a point. */

static unsigned
coc_name_title(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i - 1];
    t -= coc_token_mark(t, '.');

    return coc_token_known(t, COC_WORD_MR) && t->look != COC_LOOK_LOWER
           && walk->token[i].gap == COC_GAP_BLANK;
}


/* After a title a surname is enough where a patient is spoken of. */

static unsigned
coc_name_titled(const coc_walk_t *walk, const coc_name_t *name, size_t i)
{
    if (name->upper && name->words == 1 && walk->token[i].letters <= 3) {
        return 0;
    }

    return coc_name_acts(walk, i + name->tokens)
           || coc_name_aged(walk, i + name->tokens)
           || coc_name_patient(walk, i, i + name->tokens);
}


/* "seen by Dr. Smith at Mercy Clinic": who treats a patient, and where. */

static unsigned
coc_name_colleague(const coc_walk_t *walk, const coc_name_t *name, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i - 1];
    t -= coc_token_mark(t, '.');

    if (!coc_token_known(t, COC_WORD_DR)
        || !(coc_token_cue(&t[-1], COC_CUE_SEENBY)
             || coc_token_mark(&t[-1], ',')))
    {
        return 0;
    }

    t = &walk->token[i + name->tokens];

    if (!t[-1].owner && !coc_token_cue(t, COC_CUE_DOCTORAT)) {
        return 0;
    }

    for (n = 0; n < 7; n++) {
        if (coc_token_known(&t[n], COC_WORD_HOSPITAL | COC_WORD_MONTH)) {
            return coc_name_patient(walk, i, i + name->tokens)
                   || t[-1].owner == 0;
        }
    }

    return 0;
}


/* Whether words that look like a name are one of a patient's. */

static unsigned
coc_name_judge(const coc_walk_t *walk, const coc_name_t *name, size_t i)
{
    unsigned            known, full;
    size_t              end;
    const coc_token_t  *t;
    coc_name_need_e     need;

    end = i + name->tokens;
    t = &walk->token[end];
    full = name->words > 1 || (name->words == 1 && name->initials != 0);
    known = name->first || name->last;

    if (coc_name_thing(walk, name, i)) {
        return 0;
    }

    if (coc_name_title(walk, i)) {
        return coc_name_titled(walk, name, i);
    }

    if (coc_name_colleague(walk, name, i)) {
        return 1;
    }

    if (coc_name_relative(walk, i)) {
        return name->first;
    }

    need = coc_name_before(walk, i);

    if (need == COC_NAME_LABELED) {
        return full ? (known || !name->odd) : (known && !name->odd);
    }

    if (!full || (name->upper && !(name->first && name->last))) {
        return 0;
    }

    if (coc_name_aged(walk, end)) {
        return !name->odd || name->first;
    }

    if (coc_name_other(walk, i) || coc_name_author(walk, name, i)) {
        return 0;
    }

    if (need == COC_NAME_BESIDE) {
        return name->first || (known && !name->odd)
               || (!name->odd
                   && (t->kind != COC_TOKEN_WORD || coc_name_acts(walk, end)));
    }

    if (!name->first) {
        return 0;
    }

    return coc_name_acts(walk, end)
           || coc_name_patient(walk, i, end);
}


/* "patient J.D.", "initials AB". */

static size_t
coc_name_initials(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->look == COC_LOOK_INITIAL && coc_token_mark(&t[1], '.')
        && t[2].look == COC_LOOK_INITIAL && t[2].gap == COC_GAP_NONE
        && coc_token_mark(&t[3], '.') && t[3].gap == COC_GAP_NONE
        && (coc_token_known(&t[-1], COC_WORD_PATIENT)
            || coc_token_cue(&t[-1], COC_CUE_INITIALS)
            || (coc_token_mark(&t[-1], ':')
                && coc_token_cue(&t[-2], COC_CUE_INITIALSOF))))
    {
        /* more of them are authors: "Initials: F.U., C.K." */

        if (coc_token_mark(&t[4], ',') && t[5].look == COC_LOOK_INITIAL
            && coc_token_mark(&t[6], '.'))
        {
            return 0;
        }

        return (coc_token_cue(t, COC_CUE_IV)
                && coc_token_cue(&t[2], COC_CUE_VD)) ? 0 : 4;
    }

    if (t->look == COC_LOOK_UPPER && t->letters <= 3
        && (coc_token_cue(&t[-1], COC_CUE_INITIALS)
            || (coc_token_cue(&t[-2], COC_CUE_INITIALS)
                && (coc_token_mark(&t[-1], ':')
                    || coc_token_cue(&t[-1], COC_CUE_ARE)))))
    {
        return 1;
    }

    return 0;
}


int
coc_name_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    size_t              n;
    coc_name_t          name;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_WORD || t->start < people->named) {
        return COC_OK;
    }

    if (t->look == COC_LOOK_LOWER) {

        /* in lower case a name is one after what names it only */

        if (!(t->known & COC_WORD_FIRST)
            || coc_name_before(walk, i) != COC_NAME_LABELED)
        {
            return COC_OK;
        }

        coc_fullname_lower(walk, i, &name);

        if (name.tokens == 0) {
            return COC_OK;
        }

    } else if (!coc_name_may(t)) {
        return COC_OK;

    } else {
        n = coc_name_initials(walk, i);

        if (n != 0) {
            name.start = t->start;
            name.end = t[n - 1].end;

        } else {
            coc_fullname_read(walk, i, &name);

            if (name.tokens == 0 || !coc_name_judge(walk, &name, i)) {
                return COC_OK;
            }
        }
    }

    people->named = name.end;

    return coc_detect_add(people->detect, COC_DETECT_NAME, name.start,
                          name.end, 0);
}
