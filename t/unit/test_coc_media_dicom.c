/*
 * DICOM: each transfer syntax, sequences, charsets; broken and hostile files.
 */

#include "coc_test_media.h"


typedef enum {
    EXPLICIT, IMPLICIT, BIG
} syntax_e;


static const char  said[] =
    "dicom.accession_number=A-17\n"
    "dicom.institution=St. Mary\n"
    "dicom.patient_name=Doe Jane Dr\n"
    "dicom.patient_id=MRN 1\nMRN 2\nOLD 3\n"
    "dicom.patient_comments=a comment\n"
    "dicom.requested_id=RP 1\n";


static void
number(coc_test_file_t *f, uint32_t value, int n, int big)
{
    int      i;
    uint8_t  byte;

    for (i = 0; i < n; i++) {
        byte = (uint8_t) (value >> 8 * (big ? n - 1 - i : i));
        coc_test_file_add(f, &byte, 1);
    }
}


/* The head of an element; vr NULL: of an item. */

static void
head(coc_test_file_t *f, syntax_e s, uint32_t tag, const char *vr,
    uint32_t len)
{
    number(f, tag >> 16, 2, s == BIG);
    number(f, tag & 0xffff, 2, s == BIG);

    if (vr == NULL || s == IMPLICIT) {
        number(f, len, 4, s == BIG);
        return;
    }

    coc_test_file_add(f, vr, 2);

    if (strstr("OB OW SQ UN UT UC", vr) != NULL) {
        number(f, 0, 2, 0);
        number(f, len, 4, s == BIG);

    } else {
        number(f, len, 2, s == BIG);
    }
}


static void
element(coc_test_file_t *f, syntax_e s, uint32_t tag, const char *vr,
    const char *value)
{
    head(f, s, tag, vr, (uint32_t) strlen(value));
    coc_test_file_puts(f, value);
}


static void
preamble(coc_test_file_t *f, const char *uid)
{
    f->len = 0;
    memset(f->data, 0, 128);
    f->len = 128;
    coc_test_file_puts(f, "DICM");
    head(f, EXPLICIT, 0x00020000, "UL", 4);
    number(f, (uint32_t) strlen(uid) + 8, 4, 0);
    element(f, EXPLICIT, 0x00020010, "UI", uid);
}


/* undefined: of sequences and items the length is told by delimiters. */

static void
dataset(coc_test_file_t *f, syntax_e s, int undefined)
{
    element(f, s, 0x00080050, "SH", "A-17");
    element(f, s, 0x00080060, "CS", "CT");
    element(f, s, 0x00080080, "LO", "St. Mary");
    element(f, s, 0x00100010, "PN", "Doe^Jane^^Dr ");
    element(f, s, 0x00100020, "LO", "MRN 1\\MRN 2 ");

    if (undefined) {
        head(f, s, 0x00101002, "SQ", 0xffffffff);
        head(f, s, 0xfffee000, NULL, 0xffffffff);
        element(f, s, 0x00100020, "LO", "OLD 3");
        head(f, s, 0xfffee00d, NULL, 0);
        head(f, s, 0xfffee0dd, NULL, 0);

    } else {
        head(f, s, 0x00101002, "SQ", 8 + 8 + 5);
        head(f, s, 0xfffee000, NULL, 8 + 5);
        element(f, s, 0x00100020, "LO", "OLD 3");
    }

    element(f, s, 0x00104000, "LT", "a comment");
    element(f, s, 0x00200013, "IS", "123456789012");
    element(f, s, 0x00401001, "SH", "RP 1");
    head(f, s, 0x7fe00010, "OW", 16);
    coc_test_file_puts(f, "\x10\x10\x10\x10\x10\x10\x10\x10"
                          "\x10\x10\x10\x10\x10\x10\x10\x10");
}


static void
test_syntaxes(void **state)
{
    int                     i;
    static coc_test_file_t  f, raw;

    (void) state;

    for (i = 0; i < 2; i++) {
        preamble(&f, "1.2.840.10008.1.2.1");
        dataset(&f, EXPLICIT, i);
        coc_test_media_says(f.data, f.len, "dicom", said);

        preamble(&f, "1.2.840.10008.1.2");
        dataset(&f, IMPLICIT, i);
        coc_test_media_says(f.data, f.len, "dicom", said);

        preamble(&f, "1.2.840.10008.1.2.2");
        dataset(&f, BIG, i);
        coc_test_media_says(f.data, f.len, "dicom", said);

        preamble(&f, "1.2.840.10008.1.2.1.99");
        raw.len = 0;
        dataset(&raw, EXPLICIT, i);
        coc_test_file_deflate(&f, raw.data, raw.len, 1);
        coc_test_media_says(f.data, f.len, "dicom", said);
    }
}


static void
test_charsets(void **state)
{
    size_t                  i;
    static coc_test_file_t  f;

    static const struct {
        const char  *charset;
        const char  *name;
        const char  *want;
    } cases[] = {
        { "ISO_IR 100", "M\xfcller^J", "dicom.patient_name=M\xc3\xbcller J\n" },
        { "ISO_IR 192", "M\xc3\xbcller", "dicom.patient_name=M\xc3\xbcller\n" },
        { "ISO_IR 100", "M\xc3\xbcller", "dicom.patient_name=M\xc3\xbcller\n" },
        { "", "M\xfcller", "dicom.patient_name=M\xc3\xbcller\n" },
        { "ISO_IR 6", "Doe^J", "dicom.patient_name=Doe J\n" },
        { "ISO_IR 144", "\xbb\xee", "dicom.patient_name=\xd0\x9b\xd1\x8e\n" },
        { "ISO 2022 IR 144\\ISO 2022 IR 6", "\x1b-L\xbb\xee",
          "dicom.patient_name=\xd0\x9b\xd1\x8e\n" },
        { "\\ISO 2022 IR 87", "A^=\x1b$B;3\x1b(B^",
          "dicom.patient_name=A \xe5\xb1\xb1\n" },
        { "ISO_IR 13", "\xd4\xcf", "dicom.patient_name=\xef\xbe\x94"
                                   "\xef\xbe\x8f\n" },
        { "GB18030", "\xcd\xf5", "dicom.patient_name=\xe7\x8e\x8b\n" },
        { "GB18030", "\xcd\xf5\xcd",
          "dicom.patient_name=\xe7\x8e\x8b\xef\xbf\xbd\n" },
        { "ISO_IR 999", "M\xfcller", "dicom.patient_name=M\xc3\xbcller\n" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        preamble(&f, "1.2.840.10008.1.2.1");
        element(&f, EXPLICIT, 0x00080005, "CS", cases[i].charset);
        element(&f, EXPLICIT, 0x00100010, "PN", cases[i].name);
        coc_test_media_says(f.data, f.len, "dicom", cases[i].want);
    }
}


/* Sequences in values of VR UN, and what comes behind pixels in fragments. */

static void
test_hidden(void **state)
{
    static coc_test_file_t  f;

    (void) state;

    preamble(&f, "1.2.840.10008.1.2.1");
    head(&f, EXPLICIT, 0x00091002, "UN", 8 + 8 + 4);
    head(&f, IMPLICIT, 0xfffee000, NULL, 8 + 4);
    element(&f, IMPLICIT, 0x00100020, NULL, "ID 1");
    head(&f, EXPLICIT, 0x00091003, "UN", 0xffffffff);
    head(&f, IMPLICIT, 0xfffee000, NULL, 0xffffffff);
    head(&f, IMPLICIT, 0x00091004, NULL, 0xffffffff);
    head(&f, IMPLICIT, 0xfffee000, NULL, 12);
    element(&f, IMPLICIT, 0x00100020, NULL, "ID 2");
    head(&f, IMPLICIT, 0xfffee0dd, NULL, 0);
    head(&f, IMPLICIT, 0xfffee00d, NULL, 0);
    head(&f, IMPLICIT, 0xfffee0dd, NULL, 0);
    element(&f, EXPLICIT, 0x00100020, "LO", "ID 3");
    head(&f, EXPLICIT, 0x7fe00010, "OB", 0xffffffff);
    head(&f, EXPLICIT, 0xfffee000, NULL, 0);
    head(&f, EXPLICIT, 0xfffee000, NULL, 4);
    coc_test_file_puts(&f, "\xff\xd8\xff\xd9");
    head(&f, EXPLICIT, 0xfffee0dd, NULL, 0);
    element(&f, EXPLICIT, 0x00100020, "LO", "ID 4");

    coc_test_media_says(f.data, f.len, "dicom",
                        "dicom.patient_id=ID 1\nID 2\nID 3\nID 4\n");
    coc_test_media_torture(f.data, f.len, 1, 500);
}


static void
test_torture(void **state)
{
    static coc_test_file_t  f, raw;

    (void) state;

    preamble(&f, "1.2.840.10008.1.2.1");
    dataset(&f, EXPLICIT, 1);
    coc_test_media_torture(f.data, f.len, 1, 2000);

    preamble(&f, "1.2.840.10008.1.2");
    dataset(&f, IMPLICIT, 0);
    coc_test_media_torture(f.data, f.len, 1, 2000);

    preamble(&f, "1.2.840.10008.1.2.1.99");
    dataset(&raw, EXPLICIT, 1);
    coc_test_file_deflate(&f, raw.data, raw.len, 1);
    coc_test_media_torture(f.data, f.len, 1, 2000);
}


/* More of one name than is kept; a value longer than is handed on. */

static void
test_much(void **state)
{
    int                      i;
    char                     text[32];
    static char              wide[20000];
    static coc_test_file_t   f;
    static coc_test_media_t  m;

    (void) state;

    preamble(&f, "1.2.840.10008.1.2.1");

    for (i = 0; i < 20000; i++) {
        snprintf(text, sizeof(text), "%05d", i);
        element(&f, EXPLICIT, 0x00100020, "LO", text);
    }

    coc_test_media(&m, f.data, f.len, 0, 0);
    assert_int_equal(m.rc, COC_OK);
    assert_true(m.seen < 40);
    assert_non_null(strstr(m.log, "00000\n"));
    assert_non_null(strstr(m.log, "\n19999\n"));

    preamble(&f, "1.2.840.10008.1.2.1");
    memset(wide, 'a', sizeof(wide) - 1);
    wide[8191] = '\xc3';
    wide[8192] = '\xa9';
    element(&f, EXPLICIT, 0x00104000, "UT", wide);
    element(&f, EXPLICIT, 0x00100020, "LO", "behind");

    coc_test_media(&m, f.data, f.len, 31, 0);
    assert_int_equal(m.seen, 2);
    assert_int_equal(strcspn(m.log, "\n"), 23 + 8191);
    assert_non_null(strstr(m.log, "\ndicom.patient_id=behind\n"));
}


/* A bomb comes to an end; items that never end cost no memory. */

static void
test_bombs(void **state)
{
    int                      i;
    static coc_test_file_t   f;
    static coc_test_media_t  m;
    static uint8_t           zeros[32 * 1024 * 1024];

    (void) state;

    preamble(&f, "1.2.840.10008.1.2.1.99");
    coc_test_file_deflate(&f, zeros, sizeof(zeros), 1);
    coc_test_media(&m, f.data, f.len, 0, 0);
    assert_int_equal(m.rc, COC_OK);

    preamble(&f, "1.2.840.10008.1.2.1");

    for (i = 0; i < 20000; i++) {
        head(&f, EXPLICIT, 0x00101002, "SQ", 0xffffffff);
        head(&f, EXPLICIT, 0xfffee000, NULL, 0xffffffff);
    }

    element(&f, EXPLICIT, 0x00100020, "LO", "deep");
    coc_test_media_says(f.data, f.len, "dicom", "dicom.patient_id=deep\n");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_syntaxes),
        cmocka_unit_test(test_charsets),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_much),
        cmocka_unit_test(test_bombs)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
