/*
 * The detectors of people, places and times: each field is read as tokens
 * once in the raw view and once in the folded one, whichever are asked for.
 */

#include "coc_detect_people.h"
#include "coc_detect_family.h"
#include "coc_detect_media.h"
#include "coc_str.h"


#define COC_PEOPLE_VALUE  100           /* bytes of a name that fills a field */


typedef struct {
    coc_detector_e  detector;
    int           (*at)(coc_people_t *people, const coc_walk_t *walk,
                        size_t i);
} coc_people_look_t;


static const coc_people_look_t  coc_people_raw[] = {
    { COC_DETECT_NAME, coc_name_at },
    { COC_DETECT_PERSON, coc_person_at },
    { COC_DETECT_ADDRESS, coc_address_at },
    { COC_DETECT_ZIP, coc_zip_at },
    { COC_DETECT_PLACE, coc_place_at }
};


static int
coc_people_look_raw(void *ctx, coc_walk_t *walk)
{
    int            rc;
    size_t         i, k;
    coc_people_t  *people = ctx;

    for (i = walk->from; i < walk->to; i++) {
        for (k = 0; k < coc_nelts(coc_people_raw); k++) {

            if (!coc_detect_wants(people->detect, coc_people_raw[k].detector)) {
                continue;
            }

            rc = coc_people_raw[k].at(people, walk, i);

            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


static int
coc_people_look_folded(void *ctx, coc_walk_t *walk)
{
    int            rc;
    size_t         i;
    coc_people_t  *people = ctx;

    for (i = walk->from; i < walk->to; i++) {

        rc = coc_date_at(people, walk, i);

        if (rc == COC_OK) {
            rc = coc_old_at(people, walk, i);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* What fields are called that hold a date of birth; a patient's name. */

static const char *const  coc_people_births[] = {
    "dob", "birth", "birthdate", "birth_date", "birthday", "dateofbirth",
    "date_of_birth", "patient_dob", NULL
};

static const char *const  coc_people_names[] = {
    "patient_name", "patientname", "patient-name", "patientfullname",
    "patient_full_name", NULL
};


/* 1 if the last name of a path is one of these, in either case. */

static int
coc_people_tail_in(coc_str_t path, const char *const *names)
{
    size_t     n;
    coc_str_t  tail;

    for (n = path.len; n > 0 && path.data[n - 1] != '.'; n--) { /* void */ }

    tail.data = path.data + n;
    tail.len = path.len - n;

    for ( ; *names != NULL; names++) {
        if (coc_str_caseeq(tail, coc_str_from(*names))) {
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
        || !coc_people_tail_in(path, coc_people_names)
        || coc_place_named(path, "dicom.patient_name"))
    {
        return COC_OK;
    }

    people->named = (uint32_t) text.len;

    return coc_detect_add(people->detect, COC_DETECT_NAME, start,
                          start + value.len, 0);
}


static int
coc_people_find(coc_detect_t *detect)
{
    int           rc;
    coc_str_t     text;
    coc_people_t  people;

    memset(&people, 0, sizeof(people));
    people.detect = detect;
    text = coc_detect_text(detect, COC_VIEW_RAW);

    rc = coc_people_field(&people, text);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_tokens_walk(detect->arena, text, coc_people_look_raw, &people);
}


static int
coc_times_find(coc_detect_t *detect)
{
    coc_people_t  people;

    memset(&people, 0, sizeof(people));
    people.detect = detect;
    people.birth = coc_people_tail_in(detect->path, coc_people_births);

    return coc_tokens_walk(detect->arena,
                           coc_detect_text(detect, COC_VIEW_FOLDED),
                           coc_people_look_folded, &people);
}


const coc_family_t  coc_family_people = {
    coc_detector_bit(COC_DETECT_NAME) | coc_detector_bit(COC_DETECT_PERSON)
    | coc_detector_bit(COC_DETECT_ADDRESS) | coc_detector_bit(COC_DETECT_ZIP)
    | coc_detector_bit(COC_DETECT_PLACE),
    coc_view_bit(COC_VIEW_RAW),
    COC_VIEW_RAW,
    COC_ANCHOR_DIGIT | COC_ANCHOR_LETTER,
    coc_people_find
};


const coc_family_t  coc_family_times = {
    coc_detector_bit(COC_DETECT_BIRTH) | coc_detector_bit(COC_DETECT_DATE)
    | coc_detector_bit(COC_DETECT_AGE),
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    COC_ANCHOR_DIGIT | COC_ANCHOR_LETTER,
    coc_times_find
};
