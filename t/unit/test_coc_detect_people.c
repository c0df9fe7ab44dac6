/*
 * Detectors of people, places and times: what says whose a name is, addresses
 * of many countries, days in a patient's life; and what only looks like one.
 */

#include "coc_test_detect.h"


static void
test_name(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_NAME, "Patient Harold Finch came in", "Harold Finch" },
        { COC_DETECT_NAME, "Patient name: Susan Lee, on warfarin",
          "Susan Lee" },
        { COC_DETECT_NAME, "PATIENT NAME: HAROLD FINCH", "HAROLD FINCH" },
        { COC_DETECT_NAME, "name of the patient is Bo Ek", "Bo Ek" },
        { COC_DETECT_NAME, "a patient named harold finch, 60",
          "harold finch" },
        { COC_DETECT_NAME, "My patient, Anna Andersson, asked me to post",
          "Anna Andersson" },
        { COC_DETECT_NAME, "Pt: Nicanor Bezrukov", "Nicanor Bezrukov" },
        { COC_DETECT_NAME, "58yo F, Mary J., post cholecystectomy",
          "Mary J." },
        { COC_DETECT_NAME, "a 72-year-old male named Robert S., on warfarin",
          "Robert S." },
        { COC_DETECT_NAME, "Zorb Quax is a 62 year old patient of mine",
          "Zorb Quax" },
        { COC_DETECT_NAME, "Haroun van der Kruk (67M) fell",
          "Haroun van der Kruk" },
        { COC_DETECT_NAME, "Mrs. Alvarez presented with chest pain",
          "Alvarez" },
        { COC_DETECT_NAME, "She came with her daughter, Emily", "Emily" },
        { COC_DETECT_NAME, "patient J.D. has a rash", "J.D." },
        { COC_DETECT_NAME,
          "62yo F with COPD, seen by Dr. Smith at Mercy Clinic", "Smith" },
        { COC_DETECT_NAME, "> Patient Harold Finch came in",
          "Harold Finch" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
    coc_test_detect_one(&(coc_test_detect_t) { COC_DETECT_NAME, " Bo Ek ",
                                               "Bo Ek" },
                        "case.patient_name");
}


static void
test_name_not(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_NAME, "My patient with Guillain Barre is improving", "" },
        { COC_DETECT_NAME, "The patient has Wegener Granulomatosis.", "" },
        { COC_DETECT_NAME, "Patient Reported Outcomes was the topic", "" },
        { COC_DETECT_NAME, "a patient with Crohn Disease and Foley Catheter",
          "" },
        { COC_DETECT_NAME, "60-year-old man, Babinski Sign positive", "" },
        { COC_DETECT_NAME, "A 60-year-old African American male", "" },
        { COC_DETECT_NAME, "Doctor: Hi there.\nPatient: Hello Doctor", "" },
        { COC_DETECT_NAME, "patients, as in Smith J, Jones K. NEJM 2003",
          "" },
        { COC_DETECT_NAME, "Patient studies by Mary Smith et al. in 2003",
          "" },
        { COC_DETECT_NAME, "Humira, Jardiance and Eliquis for my patient",
          "" },
        { COC_DETECT_NAME, "Mr. Chairman, the minutes are wrong.", "" },
        { COC_DETECT_NAME, "Thank you, Dr. Smith, well said.", "" },
        { COC_DETECT_NAME, "George Washington slept here.", "" },
        { COC_DETECT_NAME, "Initials: F.U., C.K., S.H.", "" },
        { COC_DETECT_NAME, "patient I.V. fluids and p.o. intake", "" },
        { COC_DETECT_NAME, "Patient: Atrial Fibrillation on warfarin", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_person(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_PERSON, "I heard @medguy is Brad Coulter of Erie",
          "Brad Coulter" },
        { COC_DETECT_PERSON, "ask Ana Mar\xc3\xad" "a de la Cruz or jane smith",
          "Ana Mar\xc3\xad" "a de la Cruz | jane smith" },
        { COC_DETECT_PERSON, "Nothing to see. The End.", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_handle(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_HANDLE, "@DrFoo and @bar_2.", "@drfoo | @bar_2" },
        { COC_DETECT_HANDLE, "@ 5 mg, a@b.com, @5mg, x@y, @@a, @a", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_address(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_ADDRESS, "lives at 1420 Valencia Street apt 3",
          "1420 Valencia Street apt 3" },
        { COC_DETECT_ADDRESS, "to 88 N. Oak Hill Ave. before noon",
          "88 N. Oak Hill Ave." },
        { COC_DETECT_ADDRESS, "Elle habite 12 rue de Lyon.",
          "12 rue de Lyon" },
        { COC_DETECT_ADDRESS, "Bahnhofstrasse 12a in Bern",
          "Bahnhofstrasse 12a" },
        { COC_DETECT_ADDRESS, "Hauptstr. 5, Bonn", "Hauptstr. 5" },
        { COC_DETECT_ADDRESS, "via Nazario Sauro 112",
          "via Nazario Sauro 112" },
        { COC_DETECT_ADDRESS, "3247 Rua Igreja 25\n Apt. 236\n Braga",
          "3247 Rua Igreja 25\n Apt. 236" },
        { COC_DETECT_ADDRESS, "PSC 6293, Box 8158", "PSC 6293, Box 8158" },
        { COC_DETECT_ADDRESS, "P.O. Box 41, Arsuk", "P.O. Box 41" },
        { COC_DETECT_ADDRESS, "his address: 17 rijksweg 145",
          "17 rijksweg 145" },
        { COC_DETECT_ADDRESS, "the corner of Bygget 64 and Komel Club",
          "corner of Bygget 64 and Komel Club" },
        { COC_DETECT_ADDRESS, "221B Baker Street", "221B Baker Street" },
        { COC_DETECT_ADDRESS, "We gave 40 St. John wort tablets", "" },
        { COC_DETECT_ADDRESS, "Street drugs in 12 of 40 patients", "" },
        { COC_DETECT_ADDRESS, "She lives 40 miles from the cath lab", "" },
        { COC_DETECT_ADDRESS, "Lives with 2 cats and 3 children", "" },
        { COC_DETECT_ADDRESS, "stage 3 Lung Cancer 5 years ago", "" },
        { COC_DETECT_ADDRESS, "N Engl J Med 2020;382:1708-1720", "" },
        { COC_DETECT_ADDRESS, "GCS 15, NIHSS 4, APACHE II 18", "" },
        { COC_DETECT_ADDRESS, "144 T1N0 and 292 T2N0", "" },
        { COC_DETECT_ADDRESS, "at 6-8 am, or 4:30 am", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_zip(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_ZIP, "San Francisco, CA 94110-2211", "94110-2211" },
        { COC_DETECT_ZIP, "Tampa FL 33602", "33602" },
        { COC_DETECT_ZIP, "zip code is 94110", "94110" },
        { COC_DETECT_ZIP, "London, SW1A 1AA", "SW1A 1AA" },
        { COC_DETECT_ZIP, "Ottawa K1A 0B6", "K1A 0B6" },
        { COC_DETECT_ZIP, "a 58-year-old from Dayton, OH with gout",
          "Dayton, OH" },
        { COC_DETECT_ZIP, "from Dayton, OH with love", "" },
        { COC_DETECT_ZIP, "HI 50000 units of heparin", "" },
        { COC_DETECT_ZIP, "vitamin B12 5MG, vitamin B12 3HR", "" },
        { COC_DETECT_ZIP, "Zip line injuries in 2019", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_date(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_BIRTH, "DOB 03/04/1961", "03/04/1961" },
        { COC_DETECT_BIRTH, "D.O.B.: 14.3.61", "14.3.61" },
        { COC_DETECT_BIRTH, "Date of birth is 1961-03-04.", "1961-03-04" },
        { COC_DETECT_BIRTH, "born March 4th, 1961", "march 4th, 1961" },
        { COC_DETECT_BIRTH, "was born on 4 March 1961 in Ohio",
          "4 march 1961" },
        { COC_DETECT_BIRTH, "William Osler was born on July 12, 1849.", "" },
        { COC_DETECT_BIRTH, "Infants born 2010-2012 were included.", "" },
        { COC_DETECT_BIRTH, "Please redact the DOB. Given 3/4/2020.", "" },
        { COC_DETECT_DATE, "admitted on March 14 with sepsis", "march 14" },
        { COC_DETECT_DATE, "Admit date 3/14/2023, then rehab", "3/14/2023" },
        { COC_DETECT_DATE, "Date of death: 12 May 2021", "12 may 2021" },
        { COC_DETECT_DATE, "seen at Mercy Hosp. on Oct. 13th, 2022?",
          "oct. 13th, 2022" },
        { COC_DETECT_DATE, "He died on 2021-05-12.", "2021-05-12" },
        { COC_DETECT_DATE, "admitted between January 1, 2010 and "
          "March 3, 2012", "" },
        { COC_DETECT_DATE, "patients seen from 1 July 2009 to 30 June 2011",
          "" },
        { COC_DETECT_DATE, "The guideline was published on October 14, 2023.",
          "" },
        { COC_DETECT_DATE, "seen in 2019, discharged in May", "" },
        { COC_DETECT_DATE, "admitted with BP 120/80/60, v1.2.10.3", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
    coc_test_detect_one(&(coc_test_detect_t) { COC_DETECT_BIRTH, "1961-03-04",
                                               "1961-03-04" }, "patient.dob");
}


static void
test_age(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_AGE, "a 93-year-old man", "93-year-old" },
        { COC_DETECT_AGE, "98 yo F, 101 y/o M", "98 yo | 101 y/o" },
        { COC_DETECT_AGE, "aged 101", "101" },
        { COC_DETECT_AGE, "she turned 95 in May", "95" },
        { COC_DETECT_AGE, "ninety-three year old nun",
          "ninety-three year old" },
        { COC_DETECT_AGE, "an 89-year-old man, 95% on air, 95 mg", "" },
        { COC_DETECT_AGE, ">90 years old, aged 18-95, over 90 years old",
          "" },
        { COC_DETECT_AGE, "patients aged 90 or older", "" },
        { COC_DETECT_AGE, "at age 93%, BP 93/60, 93 years of data", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_place(void **state)
{
    static const struct {
        const char         *path;
        coc_test_detect_t   t;
    } t[] = {
        { "text", { COC_DETECT_PLACE, "home is at 37.7749, -122.4194",
                    "37.7749, -122.4194" } },
        { "text", { COC_DETECT_PLACE, "51.5074\xc2\xb0 N, 0.1278\xc2\xb0 W",
                    "51.5074\xc2\xb0 N, 0.1278\xc2\xb0 W" } },
        { "text", { COC_DETECT_PLACE, "OR 1.2345, 2.3456 (p=0.0123)", "" } },
        { "photo.exif.gps", { COC_DETECT_PLACE, "51.5, -0.125",
                              "51.5, -0.125" } },
        { "photo.exif.gps", { COC_DETECT_PLACE, "0, 0", "" } },
        { "xmp.region_type", { COC_DETECT_PLACE, "Face", "Face" } },
        { "xmp.region_type", { COC_DETECT_PLACE, "Focus", "" } },
        { "xmp.person_in_image", { COC_DETECT_PLACE, "Jo Ek", "Jo Ek" } },
        { "dicom.patient_name", { COC_DETECT_PLACE, "Doe Jane", "Doe Jane" } },
        { "dicom.patient_name", { COC_DETECT_PLACE, "Anonymized 7", "" } },
        { "dicom.patient_id", { COC_DETECT_PLACE, "00000000", "" } },
        { "dicom.birth_date", { COC_DETECT_PLACE, "19610304", "19610304" } },
        { "dicom.birth_date", { COC_DETECT_PLACE, "19610101", "" } },
        { "dicom.study_description", { COC_DETECT_PLACE, "MRI brain", "" } },
        { "notexif.gps", { COC_DETECT_PLACE, "51.5, -0.125", "" } }
    };

    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(t); i++) {
        coc_test_detect_one(&t[i].t, t[i].path);
    }
}


/* Wherever a window of tokens ends, what stands there is found once. */

static void
test_windows(void **state)
{
    int           rc;
    size_t        n, len;
    char         *text;
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    static const char  tail[] = "Patient Harold Finch came in, DOB 3/4/1961.";

    (void) state;

    text = malloc(2 * 4500 + sizeof(tail));
    assert_non_null(text);

    for (n = 1900; n < 4400; n += 7) {
        for (len = 0; len < 2 * n; len += 2) {
            memcpy(text + len, "a ", 2);
        }

        memcpy(text + len, tail, sizeof(tail));

        arena = coc_test_detect_in(coc_str_from(text), "text",
                                   coc_detector_bit(COC_DETECT_NAME)
                                   | coc_detector_bit(COC_DETECT_BIRTH),
                                   &views, &spans, &rc);
        assert_int_equal(rc, COC_OK);
        assert_int_equal(spans.n, 2);
        assert_int_equal(spans.span[1].start, len + 8);
        assert_int_equal(spans.span[1].end, len + 20);
        coc_arena_destroy(arena);
    }

    free(text);
}


/* Whatever is repeated, the time is that of the bytes. */

static void
test_hostile(void **state)
{
    static const char *const  parts[] = {
        "A", "A ", "1 ", "1", "Anna ", "12 Rue ", "corner of ", "12 A-", "1/",
        "1.", "@", "van ", "O'", "Mr. ", "1 May ", "\xc3\x89", "patient ",
        "Patient name: ", "born ", "90 year ", ", CA ", "1,", "\n", "'s ",
        "37.7749, ", "A.", "A1 1A", "'", "-", "> "
    };

    int                   rc;
    size_t                i, n, len;
    char                 *text;
    uint64_t              wanted;
    coc_str_t             value;
    coc_arena_t          *arena;
    coc_views_t           views;
    coc_spans_t           spans;
    static const size_t   size = 1 << 20;

    (void) state;

    wanted = 0;

    for (i = COC_DETECT_BIRTH; i <= COC_DETECT_PLACE; i++) {
        wanted |= coc_detector_bit(i);
    }

    text = malloc(size);
    assert_non_null(text);

    for (i = 0; i < coc_nelts(parts); i++) {
        len = strlen(parts[i]);

        for (n = 0; n + len <= size; n += len) {
            memcpy(text + n, parts[i], len);
        }

        value.data = (const uint8_t *) text;
        value.len = n;

        arena = coc_test_detect_in(value, "text", wanted, &views, &spans, &rc);
        assert_true(rc == COC_OK || rc == COC_LIMIT);
        coc_arena_destroy(arena);
    }

    free(text);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_name_not),
        cmocka_unit_test(test_person),
        cmocka_unit_test(test_handle),
        cmocka_unit_test(test_address),
        cmocka_unit_test(test_zip),
        cmocka_unit_test(test_date),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_hostile)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
