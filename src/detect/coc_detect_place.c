/*
 * Where a picture was taken and whom it shows, as far as the file says so; and
 * coordinates that somebody wrote down.
 */

#include "coc_detect_people.h"
#include "coc_detect_media.h"
#include "coc_str.h"
#include "tables/coc_detect_words.h"


/*
 * Metadata that names a person or a place by itself.  What it is to say of
 * nobody in particular ("ANON") is no finding.
 */

static const coc_str_t  coc_place_media[] = {
    coc_str("exif.gps"), coc_str("exif.gps_dest"), coc_str("exif.gps_area"),
    coc_str("xmp.gps_latitude"), coc_str("xmp.gps_longitude"),
    coc_str("xmp.gps_dest_latitude"), coc_str("xmp.gps_dest_longitude"),
    coc_str("xmp.gps_area"), coc_str("xmp.person_in_image"),
    coc_str("xmp.region_name"), coc_str("xmp.region_type"),
    coc_str("dicom.patient_name"), coc_str("dicom.patient_id"),
    coc_str("dicom.birth_date"), coc_str("dicom.birth_name"),
    coc_str("dicom.other_ids"), coc_str("dicom.other_names"),
    coc_str("dicom.mother_name"), coc_str("dicom.medical_record"),
    coc_str("dicom.address"), coc_str("dicom.telephone"),
    coc_str("dicom.telecom"), coc_str("dicom.insurance"),
    coc_str("dicom.residence"), coc_str("dicom.responsible_person"),
    coc_str("dicom.institution"), coc_str("dicom.institution_address"),
    coc_str("dicom.admission_id")
};


/* In the values of files that were made anonymous. */

static const char *const  coc_place_nobody[] = {
    "anon", "deid", "de-id", "remov", "redact", "unknown", "none", "n/a",
    "case", "subject", "test", "phantom", "xxx", "not ", "hidden", "pseudo",
    "volunteer", "withheld", "blank", "teaching"
};


static int
coc_place_has(coc_str_t value, const char *word)
{
    size_t  i, j, len;

    len = strlen(word);

    for (i = 0; i + len <= value.len; i++) {
        for (j = 0; j < len; j++) {
            uint8_t  c = value.data[i + j];

            c |= (c >= 'A' && c <= 'Z') ? 0x20 : 0;

            if (c != (uint8_t) word[j]) {
                break;
            }
        }

        if (j == len) {
            return 1;
        }
    }

    return 0;
}


/* 1 if a path is this name or ends with a point and it. */

static int
coc_place_tail(coc_str_t path, coc_str_t name)
{
    return path.len >= name.len
           && memcmp(path.data + path.len - name.len, name.data, name.len) == 0
           && (path.len == name.len
               || path.data[path.len - name.len - 1] == '.');
}


int
coc_place_named(coc_str_t path, const char *name)
{
    return coc_place_tail(path, coc_str_from(name));
}


/* 1 if a date of birth, as DICOM writes it, is a real one. */

static int
coc_place_birth(coc_str_t value)
{
    uint64_t  n;

    if (value.len != 8 || coc_str_uint(value, 99999999, &n) != COC_OK) {
        return value.len > 8;
    }

    /* the first of January is what a year alone is written as */

    return n / 10000 > 1901 && n % 10000 != 101 && n % 10000 != 0;
}


int
coc_place_field(coc_str_t path, coc_str_t value)
{
    size_t  i;

    /* all of them have a point */

    if (path.len == 0 || memchr(path.data, '.', path.len) == NULL) {
        return 0;
    }

    for (i = 0; i < coc_nelts(coc_place_media); i++) {
        if (coc_place_tail(path, coc_place_media[i])) {
            break;
        }
    }

    value = coc_str_trim(value);

    if (i == coc_nelts(coc_place_media) || value.len == 0) {
        return 0;
    }

    if (coc_place_named(path, "xmp.region_type")) {
        return coc_place_has(value, "face") || coc_place_has(value, ",");
    }

    if (coc_place_named(path, "dicom.birth_date")) {
        return coc_place_birth(value);
    }

    /* 0, 0 is where cameras without a fix are */

    if (coc_place_named(path, "exif.gps")) {
        return !coc_str_eq(value, coc_str_from("0, 0"));
    }

    value.len = coc_min(value.len, 256u);

    for (i = 0; i < coc_nelts(coc_place_nobody); i++) {
        if (coc_place_has(value, coc_place_nobody[i])) {
            return 0;
        }
    }

    for (i = 1; i < value.len && value.data[i] == value.data[0]; i++) {
        /* void */
    }

    return value.len > 2 && i < value.len;
}


/* One angle: "37.7749", "-122.41", "37°46'30\"N". */

typedef struct {
    size_t    end;              /* the token after it; 0: none */
    unsigned  places;           /* digits after the point */
    unsigned  sure:1;           /* with a degree sign or a side */
    unsigned  side:1;
} coc_angle_t;


static void
coc_angle_read(const coc_walk_t *walk, size_t i, unsigned most,
    coc_angle_t *angle)
{
    size_t              at, n;
    const coc_token_t  *t;

    memset(angle, 0, sizeof(*angle));
    at = i;
    t = &walk->token[at];

    if (coc_token_mark(t, '-') || coc_token_mark(t, '+')) {
        at++;
    }

    t = &walk->token[at];

    if (t->kind != COC_TOKEN_NUMBER || t->value > most) {
        return;
    }

    at++;

    if (coc_token_mark(&t[1], '.') && t[1].gap == COC_GAP_NONE
        && t[2].kind == COC_TOKEN_NUMBER && t[2].gap == COC_GAP_NONE)
    {
        angle->places = t[2].letters;
        at += 2;
    }

    t = &walk->token[at];

    /* U+00B0 */

    if (t->kind == COC_TOKEN_MARK && t->end - t->start == 2
        && walk->text.data[t->start] == 0xc2
        && walk->text.data[t->start + 1] == 0xb0)
    {
        angle->sure = 1;
        at++;

        for (n = 0; n < 6; n++) {
            t = &walk->token[at];

            if (t->kind != COC_TOKEN_NUMBER
                && (t->kind != COC_TOKEN_MARK || coc_token_mark(t, ',')))
            {
                break;
            }

            at++;
        }
    }

    t = &walk->token[at];

    if (t->kind == COC_TOKEN_WORD && t->look == COC_LOOK_INITIAL
        && coc_token_cue(t, COC_CUE_SIDE))
    {
        angle->side = 1;
        at++;
    }

    angle->end = at;
}


static unsigned
coc_place_said(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    for (n = 1; n <= 12; n++) {
        t = &walk->token[i - n];

        if (coc_token_cue(t, COC_CUE_GPS))
        {
            return 1;
        }

        if (coc_token_mark(t, '@') && n == 1) {
            return 1;
        }
    }

    return 0;
}


int
coc_place_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    size_t              at;
    coc_angle_t         one, two;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->start < people->located
        || (t->kind != COC_TOKEN_NUMBER && !coc_token_mark(t, '-'))
        || (t->gap == COC_GAP_NONE && t[-1].kind == COC_TOKEN_NUMBER))
    {
        return COC_OK;
    }

    coc_angle_read(walk, i, 90, &one);

    if (one.end == 0 || (one.places < 3 && !one.sure)) {
        return COC_OK;
    }

    at = one.end;
    at += coc_token_marks(&walk->token[at], ",;/");
    at += coc_token_cue(&walk->token[at], COC_CUE_LONGITUDE);
    at += coc_token_marks(&walk->token[at], ":=");

    coc_angle_read(walk, at, 180, &two);

    if (two.end == 0 || (two.places < 3 && !two.sure)
        || !((one.side && two.side)
             || (one.places >= 3 && coc_place_said(walk, i))))
    {
        return COC_OK;
    }

    people->located = walk->token[two.end - 1].end;

    return coc_detect_add(people->detect, COC_DETECT_PLACE, t->start,
                          people->located, 0);
}
