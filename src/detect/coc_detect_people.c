/*
 * The detectors of people, places and times: each field is read as tokens
 * once where the raw view and the folded one have the same, else once in each,
 * whichever are asked for.
 */

#include "coc_detect_people.h"
#include "coc_block.h"
#include "coc_detect_family.h"
#include "coc_detect_media.h"
#include "coc_str.h"
#include "tables/coc_detect_words.h"


#define COC_PEOPLE_VALUE  100           /* bytes of a name that fills a field */


#define COC_PEOPLE_TIMES                                                      \
    (coc_detector_bit(COC_DETECT_BIRTH) | coc_detector_bit(COC_DETECT_DATE)   \
     | coc_detector_bit(COC_DETECT_AGE))


typedef int (*coc_people_at_pt)(coc_people_t *people, const coc_walk_t *walk,
    size_t i);


/* What is called for a token, and for which. */

typedef struct {
    uint64_t          detectors;        /* bits; one of them is wanted */
    uint32_t          known;            /* for words of these classes */
    unsigned          capital;          /* and for those with a capital */
    coc_people_at_pt  at;
} coc_people_look_t;


static const coc_people_look_t  coc_people_raw[] = {
    { coc_detector_bit(COC_DETECT_NAME), COC_WORD_FIRST, 1, coc_name_at },
    { coc_detector_bit(COC_DETECT_PERSON), COC_WORD_FIRST, 1, coc_person_at },
    { coc_detector_bit(COC_DETECT_ADDRESS),
      COC_WORD_RUE | COC_WORD_BEGINS | COC_TOKEN_DIGITS, 1, coc_address_at },
    { coc_detector_bit(COC_DETECT_ZIP), COC_TOKEN_DIGITS, 1, coc_zip_at },
    { coc_detector_bit(COC_DETECT_PLACE), COC_WORD_BEGINS | COC_TOKEN_DIGITS,
      0, coc_place_at }
};


static const coc_people_look_t  coc_people_folded[] = {
    { COC_PEOPLE_TIMES, COC_WORD_MONTH | COC_TOKEN_DIGITS, 0, coc_date_at },
    { COC_PEOPLE_TIMES, COC_WORD_BEGINS | COC_TOKEN_DIGITS, 0, coc_old_at }
};


#define COC_PEOPLE_MOST                                                       \
    (coc_nelts(coc_people_raw) + coc_nelts(coc_people_folded))


/* The walk over one view: what is looked for in it. */

typedef struct {
    coc_people_t       people;
    uint32_t           known;           /* of all that is called */
    unsigned           capital;
    size_t             n;
    coc_people_look_t  look[COC_PEOPLE_MOST];
} coc_people_walk_t;


static void
coc_people_want(coc_people_walk_t *w, const coc_people_look_t *look, size_t n)
{
    for (/* void */; n > 0; n--, look++) {
        if (w->people.detect->wanted & look->detectors) {
            w->look[w->n++] = *look;
            w->known |= look->known;
            w->capital |= look->capital;
        }
    }
}


/*
 * Most words with a capital are of no class that is asked for: what stands
 * right beside them tells of most detectors that they needn't be called.
 */

static int
coc_people_capital(coc_people_walk_t *w, const coc_walk_t *walk, size_t i)
{
    int                 rc;
    coc_detect_t       *detect;
    const coc_token_t  *t;

    rc = COC_OK;
    t = &walk->token[i];
    detect = w->people.detect;

    if (coc_name_may(t)) {

        if (coc_detect_wants(detect, COC_DETECT_NAME)) {
            rc = coc_name_at(&w->people, walk, i);
        }

        if (rc == COC_OK && coc_detect_wants(detect, COC_DETECT_PERSON)) {
            rc = coc_person_at(&w->people, walk, i);
        }
    }

    if (rc == COC_OK && coc_detect_wants(detect, COC_DETECT_ADDRESS)
        && coc_address_may(t))
    {
        rc = coc_address_at(&w->people, walk, i);
    }

    if (rc == COC_OK && coc_detect_wants(detect, COC_DETECT_ZIP)
        && coc_zip_may(t))
    {
        rc = coc_zip_at(&w->people, walk, i);
    }

    return rc;
}


static int
coc_people_known(coc_people_walk_t *w, const coc_walk_t *walk, size_t i)
{
    int                       rc;
    uint32_t                  known;
    unsigned                  capital;
    const coc_people_look_t  *look;

    known = walk->token[i].known;
    capital = walk->token[i].look != COC_LOOK_LOWER;

    for (look = w->look; look < w->look + w->n; look++) {
        if ((known & look->known) || (capital & look->capital)) {
            rc = look->at(&w->people, walk, i);

            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


static int
coc_people_look(void *ctx, coc_walk_t *walk)
{
    int                 rc;
    size_t              i;
    uint32_t            known;
    coc_people_walk_t  *w = ctx;
    const coc_token_t  *t;

    known = w->known;

    for (i = walk->from; i < walk->to; i++) {
        t = &walk->token[i];

        if (t->known & known) {
            rc = coc_people_known(w, walk, i);

        } else if (t->look != COC_LOOK_LOWER && w->capital) {
            rc = coc_people_capital(w, walk, i);

        } else {
            continue;
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* What fields are called that hold a date of birth; a patient's name. */

static const coc_str_t  coc_people_births[] = {
    coc_str("dob"), coc_str("birth"), coc_str("birthdate"),
    coc_str("birth_date"), coc_str("birthday"), coc_str("dateofbirth"),
    coc_str("date_of_birth"), coc_str("patient_dob")
};

static const coc_str_t  coc_people_names[] = {
    coc_str("patient_name"), coc_str("patientname"), coc_str("patient-name"),
    coc_str("patientfullname"), coc_str("patient_full_name")
};


/* 1 if the last name of a path is one of these, in either case. */

static int
coc_people_tail_in(coc_str_t path, const coc_str_t *names, size_t n)
{
    size_t     i;
    coc_str_t  tail;

    for (i = path.len; i > 0 && path.data[i - 1] != '.'; i--) { /* void */ }

    tail.data = path.data + i;
    tail.len = path.len - i;

    for (i = 0; i < n; i++) {
        if (coc_str_caseeq(tail, names[i])) {
            return 1;
        }
    }

    return 0;
}


/* Not a mark alone: what was left out says nothing. */

static int
coc_people_said(coc_str_t value)
{
    size_t  i;

    for (i = 0; i < value.len; i++) {
        if (coc_is_word(value.data[i])) {
            return 1;
        }
    }

    return 0;
}


/* What the name of the field says of its whole value. */

static int
coc_people_field(coc_people_t *people, coc_str_t text)
{
    int        rc;
    size_t     start;
    coc_str_t  path, value;

    path = people->detect->path;
    value = coc_str_trim(text);
    start = (size_t) (value.data - text.data);

    if (!coc_people_said(value)) {
        return COC_OK;
    }

    if (coc_place_field(path, value)) {
        rc = coc_detect_add(people->detect, COC_DETECT_PLACE, start,
                            start + value.len, 0);

        if (rc != COC_OK) {
            return rc;
        }

        people->located = (uint32_t) text.len;
    }

    /* DICOM's are places, with what else the file says of a person */

    if (value.len < 3 || value.len > COC_PEOPLE_VALUE
        || !coc_people_tail_in(path, coc_people_names,
                               coc_nelts(coc_people_names))
        || coc_place_named(path, "dicom.patient_name"))
    {
        return COC_OK;
    }

    people->named = (uint32_t) text.len;

    return coc_detect_add(people->detect, COC_DETECT_NAME, start,
                          start + value.len, 0);
}


/*
 * 1 if both views have the same tokens: ASCII alike but for the case of its
 * letters, without what may be a "Smith-Jones" in one of them.
 */

static unsigned
coc_people_same(coc_str_t raw, coc_str_t folded)
{
    size_t       i, n;
    uint8_t      last;
    coc_block_t  v, w, up, hyphen;

    if (raw.len != folded.len) {
        return 0;
    }

    last = 0;

    for (i = 0; i < raw.len; i += COC_BLOCK) {
        n = raw.len - i;

        if (n >= COC_BLOCK) {
            v = coc_block_load(raw.data + i);
            w = coc_block_load(folded.data + i);

        } else {
            v = coc_block_part(raw.data + i, n);
            w = coc_block_part(folded.data + i, n);
        }

        up = coc_block_capitals(v);
        hyphen = (coc_block_t) (v == '-');

        if (coc_block_bits(v | (coc_block_t) ((v | (up & 0x20)) != w))
            || (((coc_block_bits(hyphen) << 1) | last)
                & coc_block_bits(up)))
        {
            return 0;
        }

        last = (n >= COC_BLOCK && raw.data[i + COC_BLOCK - 1] == '-');
    }

    return 1;
}


static int
coc_people_find(coc_detect_t *detect)
{
    int                rc;
    coc_str_t          text;
    coc_people_walk_t  w;

    memset(&w, 0, sizeof(w));
    w.people.detect = detect;
    text = coc_detect_text(detect, COC_VIEW_RAW);

    rc = coc_people_field(&w.people, text);
    if (rc != COC_OK) {
        return rc;
    }

    coc_people_want(&w, coc_people_raw, coc_nelts(coc_people_raw));

    if ((detect->wanted & COC_PEOPLE_TIMES)
        && coc_people_same(text, coc_detect_text(detect, COC_VIEW_FOLDED)))
    {
        detect->timed = 1;
        w.people.birth = coc_people_tail_in(detect->path, coc_people_births,
                                            coc_nelts(coc_people_births));

        coc_people_want(&w, coc_people_folded, coc_nelts(coc_people_folded));
    }

    return coc_tokens_walk(detect->arena, text, coc_people_look, &w);
}


static int
coc_times_find(coc_detect_t *detect)
{
    coc_people_walk_t  w;

    coc_str_t          text;

    text = coc_detect_text(detect, COC_VIEW_FOLDED);

    if (detect->timed || !coc_times_may(text)) {
        return COC_OK;
    }

    memset(&w, 0, sizeof(w));
    w.people.detect = detect;
    w.people.birth = coc_people_tail_in(detect->path, coc_people_births,
                                        coc_nelts(coc_people_births));

    coc_people_want(&w, coc_people_folded, coc_nelts(coc_people_folded));

    return coc_tokens_walk(detect->arena, text, coc_people_look, &w);
}


const coc_family_t  coc_family_people = {
    coc_detector_bit(COC_DETECT_NAME) | coc_detector_bit(COC_DETECT_PERSON)
    | coc_detector_bit(COC_DETECT_ADDRESS) | coc_detector_bit(COC_DETECT_ZIP)
    | coc_detector_bit(COC_DETECT_PLACE),
    coc_view_bit(COC_VIEW_RAW),
    COC_VIEW_RAW,
    0,
    coc_people_find
};


const coc_family_t  coc_family_times = {
    COC_PEOPLE_TIMES,
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    0,
    coc_times_find
};
