/*
 * What the detectors of people, places and times share: names as such, ages,
 * months, where spans go.  Inside src/detect only.
 */

#ifndef _COC_DETECT_PEOPLE_H_INCLUDED_
#define _COC_DETECT_PEOPLE_H_INCLUDED_


#include "coc_base.h"
#include "coc_detect_int.h"
#include "coc_detect_token.h"
#include "tables/coc_detect_words.h"


/* Ages that are found, and are no mistake. */

#define COC_AGE_LEAST  90
#define COC_AGE_MOST   125


/* Classes of words that are no part of a name, but for known first names. */

#define COC_NAME_NEVER                                                        \
    (COC_WORD_STOP | COC_WORD_ORG | COC_WORD_CLINICAL | COC_WORD_MONTH        \
     | COC_WORD_COUNTRY | COC_WORD_VERB | COC_WORD_VISIT | COC_WORD_STUDY     \
     | COC_WORD_YEARS | COC_WORD_NOTHOUSE | COC_WORD_BIRTH | COC_WORD_UNIT    \
     | COC_WORD_MR | COC_WORD_DR | COC_WORD_PATIENT | COC_WORD_HOSPITAL       \
     | COC_WORD_HOME | COC_WORD_NAMED)


/* Most candidates for the registry in a field. */

#define COC_PERSONS  64


/* A name as it is written, whosever it is. */

typedef struct {
    size_t    tokens;           /* 0: none */
    uint32_t  start;            /* bytes of the text */
    uint32_t  end;
    uint8_t   words;            /* initials and particles not counted */
    uint8_t   initials;
    uint8_t   upper;            /* 1: all in capitals */
    uint8_t   first;            /* 1: begins with a known first name that is
                                   no common word */
    uint8_t   last;             /* 1: a word after it is a known surname */
    uint8_t   odd;              /* 1: a word reads like a clinical term */
} coc_name_t;


/* One field's search in one view. */

typedef struct {
    coc_detect_t  *detect;
    uint32_t       named;        /* ends of the last spans (bytes) */
    uint32_t       manned;
    uint32_t       placed;
    uint32_t       zipped;
    uint32_t       located;
    uint32_t       dated;
    uint32_t       aged;
    int            birth;       /* the field's name says that it holds one */
    unsigned       persons;      /* spans so far */
} coc_people_t;


COC_BEGIN_DECLS


/*
 * Reads the name that begins with token i: two to four words that begin with
 * a capital, initials, "van der" between; or one word.
 */
void coc_fullname_read(const coc_walk_t *walk, size_t i, coc_name_t *name);

/* The same in lower case: only of known names, at most two. */
void coc_fullname_lower(const coc_walk_t *walk, size_t i, coc_name_t *name);

/* 1 if an age of a person begins at token i: "62-year-old", "58yo", "67M". */
unsigned coc_age_at(const coc_walk_t *walk, size_t i);

/* 1 if an age of a person ends right before token i. */
unsigned coc_age_before(const coc_walk_t *walk, size_t i);

/*
 * 0 if coc_date_at() and coc_old_at() can't find anything in a folded view.
 *
 * Cost: O(s.len), without reading it as tokens.
 */
int coc_times_may(coc_str_t s);

/*
 * Look at token i of the raw view.  COC_OK or what became of the spans:
 * COC_LIMIT, COC_ERROR.
 */
int coc_name_at(coc_people_t *people, const coc_walk_t *walk, size_t i);
int coc_person_at(coc_people_t *people, const coc_walk_t *walk, size_t i);
int coc_address_at(coc_people_t *people, const coc_walk_t *walk, size_t i);
int coc_zip_at(coc_people_t *people, const coc_walk_t *walk, size_t i);
int coc_place_at(coc_people_t *people, const coc_walk_t *walk, size_t i);

/* And of the folded view: birth and other dates, ages over 89. */
int coc_date_at(coc_people_t *people, const coc_walk_t *walk, size_t i);
int coc_old_at(coc_people_t *people, const coc_walk_t *walk, size_t i);


COC_END_DECLS


/* 0 if no name can begin with a token that has a capital. */

static inline unsigned
coc_name_may(const coc_token_t *t)
{
    return t->look != COC_LOOK_CAPITAL || !(t->known & COC_NAME_NEVER)
           || (t->known & COC_WORD_FIRST);
}


/* 1 if "at", "to", "is", "on", ":" and the like stand right before. */

static inline unsigned
coc_address_led(const coc_token_t *t)
{
    return coc_token_mark(&t[-1], ':')
           || coc_token_cue(&t[-1], COC_CUE_ADDRESSAT);
}


/* 0 if no address can begin with a word. */

static inline unsigned
coc_address_may(const coc_token_t *t)
{
    return (t->known & (COC_WORD_BEGINS | COC_WORD_RUE)) || t->ends != 0
           || coc_address_led(t);
}


/* 0 if no postal code and no town can begin with a word. */

static inline unsigned
coc_zip_may(const coc_token_t *t)
{
    return t[1].kind == COC_TOKEN_NUMBER
           || coc_token_cue(&t[-1], COC_CUE_TOWNIN);
}


#endif /* _COC_DETECT_PEOPLE_H_INCLUDED_ */
