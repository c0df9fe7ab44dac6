/*
 * Detectors of numbers: what is one, what looks like one, and that no text is
 * dear.
 */

#include "coc_test_detect.h"

#include "coc_detect_number.h"

#include <stdlib.h>
#include <time.h>


static void
test_named(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_MRN, "MRN 00482913, seen in clinic", "00482913" },
        { COC_DETECT_MRN, "MRN# A1234567 admitted", "a1234567" },
        { COC_DETECT_MRN, "medical record number is 77-20-4415", "77-20-4415" },
        { COC_DETECT_MRN, "Patient ID: PT-558213 of today", "pt-558213" },
        { COC_DETECT_MRN, "MRN-00482913 of Mercy", "00482913" },
        { COC_DETECT_MRN, "MRNs 123456 and 234567", "123456 | 234567" },
        { COC_DETECT_MRN, "Patient number 3 in the series", "" },
        { COC_DETECT_MRN, "We reviewed 12000 medical records from 2015.", "" },
        { COC_DETECT_MRN, "MRN seen 2023-04-12", "" },
        { COC_DETECT_ACCOUNT, "Account # 8830021457 was billed", "8830021457" },
        { COC_DETECT_ACCOUNT, "Claim no. 55012934 denied", "55012934" },
        { COC_DETECT_ACCOUNT, "his notes on case #JH-998877", "jh-998877" },
        { COC_DETECT_ACCOUNT, "account number ending with 7854", "7854" },
        { COC_DETECT_ACCOUNT, "Case number 12 was excluded.", "" },
        { COC_DETECT_ACCOUNT, "On account of 10000 new cases a year", "" },
        { COC_DETECT_PLAN, "member ID XJB938271001", "xjb938271001" },
        { COC_DETECT_PLAN, "her insurance: HP-789123)", "hp-789123" },
        { COC_DETECT_PLAN, "NHS 943 476 5919 on file", "943 476 5919" },
        { COC_DETECT_PLAN, "Group 1 had 20000 units, group 2 none", "" },
        { COC_DETECT_PLAN, "Plan: 500 mg twice daily for 10 days.", "" },
        { COC_DETECT_LICENSE, "driver's license number is K932-778-3840",
          "k932-778-3840" },
        { COC_DETECT_LICENSE, "medical license no. D84471", "d84471" },
        { COC_DETECT_PLATE, "license plate 7ABC123 on it", "7abc123" },
        { COC_DETECT_PLATE, "Tibial plate 3.5 mm with screws", "" },
        { COC_DETECT_PLATE, "Blood agar plate 20345 grew", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_checked(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_SSN, "219-09-9999 is hers", "219-09-9999" },
        { COC_DETECT_SSN, "social 219 09 9999", "219 09 9999" },
        { COC_DETECT_SSN, "SSN: 219099999", "219099999" },
        { COC_DETECT_SSN, "ssn \xef\xbc\x92\xef\xbc\x91\xef\xbc\x99-09-9999",
          "219-09-9999" },
        { COC_DETECT_SSN, "Her SSN ends in 4471.", "4471" },
        { COC_DETECT_SSN, "000-12-3456 666-12-3456 912-12-3456", "" },
        { COC_DETECT_SSN, "123-00-3456 123-45-0000 219 09 9999", "" },
        { COC_DETECT_SSN, "ISBN 978-12-34-5678-9", "" },
        { COC_DETECT_NPI, "NPI 1234567893 wrote this", "1234567893" },
        { COC_DETECT_NPI, "ask 1234567893 about it", "1234567893" },
        { COC_DETECT_NPI, "ask 1234567894 about it", "" },
        { COC_DETECT_DEA, "DEA AB1234563", "ab1234563" },
        { COC_DETECT_DEA, "written under AB1234563 then", "ab1234563" },
        { COC_DETECT_DEA, "accession AF1234561 in GenBank", "" },
        { COC_DETECT_MBI, "shows 1EG4-TE5-MK73 active", "1eg4-te5-mk73" },
        { COC_DETECT_MBI, "1EG4TE5MK73", "1eg4te5mk73" },
        { COC_DETECT_MBI, "HLA typing A2-B27-DR4, 1AB2-XX", "" },
        { COC_DETECT_CARD, "Card 4111 1111 1111 1111 on it",
          "4111 1111 1111 1111" },
        { COC_DETECT_CARD, "378282246310005", "378282246310005" },
        { COC_DETECT_CARD, "4111 1111 1111 1112", "" },
        { COC_DETECT_CARD, "4000 6000 reads per sample", "" },
        { COC_DETECT_IBAN, "DE89 3704 0044 0532 0130 00 is hers",
          "de89 3704 0044 0532 0130 00" },
        { COC_DETECT_IBAN, "GB29NWBK60161331926819", "gb29nwbk60161331926819" },
        { COC_DETECT_IBAN, "GB29 NWBK 6016 1331 9268 18", "" },
        { COC_DETECT_VIN, "1M8GDM9AXKP042788", "1m8gdm9axkp042788" },
        { COC_DETECT_VIN, "1M8GDM9A1KP042788", "" },
        { COC_DETECT_UDI, "UDI (01)00643169001763(21)PJN432178H",
          "(01)00643169001763(21)pjn432178h" },
        { COC_DETECT_UDI, "Pacemaker serial number: PJN432178H, old",
          "pjn432178h" },
        { COC_DETECT_UDI, "Serial ECGs, serial number 3 showed it", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_phone(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_PHONE, "cell 415.555.0132", "415.555.0132" },
        { COC_DETECT_PHONE, "(312) 555-0188 is hers", "(312) 555-0188" },
        { COC_DETECT_PHONE, "312-555-0188", "312-555-0188" },
        { COC_DETECT_PHONE, "reach him on +44 20 7946 0958",
          "+44 20 7946 0958" },
        { COC_DETECT_PHONE, "+46 (0)8 928 571 38", "+46 (0)8 928 571 38" },
        { COC_DETECT_PHONE, "Call the family at 6872262605.", "6872262605" },
        { COC_DETECT_PHONE, "call me 312-555-0188 ext. 204",
          "312-555-0188 ext. 204" },
        { COC_DETECT_PHONE, "Phone: 05334 75 83 35", "05334 75 83 35" },
        { COC_DETECT_PHONE,
          "cell four one five five five five oh one three two",
          "four one five five five five oh one three two" },
        { COC_DETECT_PHONE, "fax 415-555-0199", "" },
        { COC_DETECT_FAX, "fax 415-555-0199", "415-555-0199" },
        { COC_DETECT_PHONE, "Call 1-800-222-1222, or 988, or 911", "" },
        { COC_DETECT_PHONE, "the hotline is 212-555-0188", "" },
        { COC_DETECT_PHONE, "National Kidney Foundation, 212-889-2210", "" },
        { COC_DETECT_PHONE, "CD4+ 45 and CD8+ 30, +42 %", "" },
        { COC_DETECT_PHONE, "WBC 4000-11000, phone in 2 weeks", "" },
        { COC_DETECT_PHONE, "one two three four five six seven eight", "" },
        { COC_DETECT_PHONE, "Grade it from one to five, not to ten.", "" },
        { COC_DETECT_IP, "logged in from 203.0.113.24.", "203.0.113.24" },
        { COC_DETECT_IP, "2001:db8:85a3::8a2e:370:7334",
          "2001:db8:85a3::8a2e:370:7334" },
        { COC_DETECT_IP, "IP address 192.168.1.1", "192.168.1.1" },
        { COC_DETECT_IP, "192.168.100.1 and version 110.2.14.1", "" },
        { COC_DETECT_IP, "section 4.2.1.3, 1:2:4, 12:30:45, 1.2.3.400", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static void
test_link(void **state)
{
    size_t     i;
    coc_str_t  host;

    static const coc_test_detect_t  t[] = {
        { COC_DETECT_LINK, "see https://www.nejm.org/doi/10.1?x=1. Good",
          "https://www.nejm.org/doi/10.1?x=1" },
        { COC_DETECT_LINK, "go to example.com, or bit.ly/abc",
          "example.com | bit.ly/abc" },
        { COC_DETECT_LINK, "(http://a.b.museum/c(d)e)",
          "http://a.b.museum/c(d)e" },
        { COC_DETECT_LINK, "anemia.Signs of disease.It is e.g. i.e. q.i.d.",
          "" },
        { COC_DETECT_LINK, "write to a@example.com, 3.5 mg, p.o.", "" },
        { COC_DETECT_PROFILE, "his https://facebook.com/harold.finch.9",
          "https://facebook.com/harold.finch.9" },
        { COC_DETECT_PROFILE, "linkedin.com/in/harold-finch",
          "linkedin.com/in/harold-finch" },
        { COC_DETECT_PROFILE, "orcid.org/0000-0002-1825-0097",
          "orcid.org/0000-0002-1825-0097" },
        { COC_DETECT_PROFILE, "facebook.com/groups/emergency", "" },
        { COC_DETECT_PROFILE, "twitter.com/nejm/status/12345", "" },
        { COC_DETECT_PROFILE, "notfacebook.com/harold", "" },
        { COC_DETECT_AFFILIATE, "https://shop.com/a?id=1&tag=doc-20",
          "https://shop.com/a?id=1&tag=doc-20" },
        { COC_DETECT_AFFILIATE, "https://shop.com/a?id=1&stage=3", "" },
        { COC_DETECT_AFFILIATE, "Promo code DOC20, or use my code MD15!",
          "promo code doc20 | my code md15" },
        { COC_DETECT_AFFILIATE, "the code team, use code status, ICD code I10",
          "" },
        { COC_DETECT_PRICE, "only $49.99 or 30 USD, 20% off",
          "$49.99 | 30 usd | 20% off" },
        { COC_DETECT_PRICE, "costs $4.5 billion, OR 19.99, 20% of them", "" }
    };

    static const char *const  hosts[][2] = {
        { "https://user@www.example.org:80/a?b@c", "example.org" },
        { "example.org", "example.org" },
        { "www.example.org/x", "example.org" },
        { "", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));

    for (i = 0; i < coc_nelts(hosts); i++) {
        host = coc_detect_host(coc_str_from(hosts[i][0]));
        assert_true(coc_str_eq(host, coc_str_from(hosts[i][1])));
    }
}


/* Nothing that a physician cites or measures is an identifier. */

static void
test_clinical(void **state)
{
    int           rc;
    size_t        i;
    uint64_t      wanted;
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    static const char *const  texts[] = {
        "PMID: 31234567, PMCID: PMC6543210, doi:10.1056/NEJMoa1212345",
        "NEJM 2003;349:1315-23. NCT04368728. ISBN 978-3-16-148410-0",
        "ISSN 0028-4793, NDC 0002-1433-80, CPT 99213, HCPCS J1885, G0008",
        "ICD-10 E11.65, I50.22; LOINC 2160-0; SNOMED 44054006; OMIM 143100",
        "BRCA1 c.68_69delAG, NM_007294.3:c.5266dupC, rs1799966, p.Arg117His",
        "lot 20231114829, BP 120/80, HR 96, Na 138 K 4.1 Cl 102 CO2 24",
        "OR 1.42 (95% CI 1.10-1.83), n = 10251, 3,812 of 120,004 patients",
        "2023-04-12T10:15:30Z, 04/12/2023, from 2003 to 2019, 1998-2003",
        "heparin 5000 units, enoxaparin 40 mg, 1000-2000 ml, pT2N1M0",
        "Call 988 or 911, or 1-800-273-8255; poison control 800.222.1222",
        "40.7128, -74.0060; EF 55-60%; 10 000 000 copies; 5 x 10^9/l"
    };

    (void) state;

    wanted = coc_detector_bit(COC_DETECT_IBAN + 1) - 1;

    for (i = 0; i < coc_nelts(texts); i++) {
        arena = coc_test_detect_in(coc_str_from(texts[i]), "text", wanted,
                                   &views, &spans, &rc);
        assert_int_equal(rc, COC_OK);

        if (spans.n) {
            fail_msg("%s in \"%s\" at %zu..%zu",
                     coc_detector_name(spans.span[0].detector), texts[i],
                     spans.span[0].start, spans.span[0].end);
        }

        coc_arena_destroy(arena);
    }
}


/* The name of a field is a word before its value. */

static void
test_path(void **state)
{
    static const coc_test_detect_t  mrn =
        { COC_DETECT_MRN, "48291355", "48291355" };
    static const coc_test_detect_t  phone =
        { COC_DETECT_PHONE, " 3125550188", "3125550188" };
    static const coc_test_detect_t  none =
        { COC_DETECT_MRN, "48291355 cells", "" };

    (void) state;

    coc_test_detect_one(&mrn, "case.patient_id");
    coc_test_detect_one(&mrn, "case.mrn");
    coc_test_detect_one(&phone, "author.mobilePhone");
    coc_test_detect_one(&none, "case.mrn");
}


/* Random bytes and pieces of numbers: every span lies in its view. */

static void
test_random(void **state)
{
    int               rc;
    size_t            i, n, round, size;
    unsigned          seed;
    coc_str_t         text;
    coc_arena_t      *arena;
    coc_views_t       views;
    coc_spans_t       spans;
    const coc_span_t *span;
    coc_test_guard_t  guard;
    uint8_t           data[600];

    static const char *const  pieces[] = {
        "1", "23", "415", "5550132", "(", ")", "-", ".", " ", "/", "+", "@",
        "a", "mrn ", "phone: ", "gb29", "nwbk", "x", "(01)", "http://", "www.",
        ".com", ":", "::", "at", "dot", "[", "]", "four ", "five ", "$", "%",
        "\xc3\xa9", "ext", "serial no ", "\n", "license ", "plate ", "ends in "
    };

    (void) state;

    seed = 1;

    for (round = 0; round < 20000; round++) {
        size = (unsigned) rand_r(&seed) % (sizeof(data) - 16);

        for (n = 0; n < size; /* void */) {
            if (round % 4 == 0) {
                data[n++] = (uint8_t) rand_r(&seed);
                continue;
            }

            i = (unsigned) rand_r(&seed) % coc_nelts(pieces);
            memcpy(data + n, pieces[i], strlen(pieces[i]));
            n += strlen(pieces[i]);
        }

        text.data = coc_test_guard(&guard, data, n);
        text.len = n;

        arena = coc_test_detect_in(text, "a.phone", ~(uint64_t) 0, &views,
                                   &spans, &rc);
        assert_int_equal(rc, COC_OK);

        for (i = 0; i < spans.n; i++) {
            span = &spans.span[i];
            assert_true(span->start < span->end);
            assert_true(span->end <= views.view[
                        coc_detector_view(span->detector)].text.len);
            assert_true(i == 0 || span->detector != span[-1].detector
                        || span->start >= span[-1].start);
        }

        coc_arena_destroy(arena);
        coc_test_unguard(&guard);
    }
}


/* ns a byte of detection alone. */

static double
cost(const char *piece, size_t size)
{
    int              rc;
    char            *data;
    size_t           i, n;
    uint64_t         wanted;
    coc_str_t        text;
    coc_arena_t     *arena;
    coc_views_t      views;
    coc_spans_t      spans;
    struct timespec  a, b;

    n = strlen(piece);
    data = malloc(size + n);
    assert_non_null(data);

    for (i = 0; i < size; i += n) {
        memcpy(data + i, piece, n);
    }

    text.data = (uint8_t *) data;
    text.len = size;
    wanted = ~(uint64_t) 0;

    arena = coc_test_detect_in(text, "", wanted, &views, &spans, &rc);

    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a), 0);
    rc = coc_detect_field(arena, &views, coc_str_from(""), wanted, &spans);
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b), 0);
    assert_true(rc == COC_OK || rc == COC_LIMIT);

    coc_arena_destroy(arena);
    free(data);

    return ((double) (b.tv_sec - a.tv_sec) * 1e9
            + (double) (b.tv_nsec - a.tv_nsec)) / (double) size;
}


/*
 * A walk that goes back over what it has seen is quadratic: a hundred times
 * the text would cost a hundred times as much a byte.
 */

static void
test_linear(void **state)
{
    size_t  i;
    double  large, small;

    static const char *const  pieces[] = {
        "1", "12 ", "1 ", "123-", "1.", "@", ".", "a.", "a@", "1a", "+1 ",
        "(01)", "at ", " at a", "a at gmail", "((((", "::", "1:", "http://a.",
        "four ", "oh ", "serial ", "12345 ", "mrn ", "!", "a ", "$1", "x-1",
        "www.", "[at]", "a dot ", "1(", "abcd-12 ", "gb29 ", "(1) ", "1234567"
    };

    (void) state;

    for (i = 0; i < coc_nelts(pieces); i++) {
        (void) cost(pieces[i], 10000);
        small = cost(pieces[i], 10000);
        large = cost(pieces[i], 1000000);

        if (large > 20 * small + 200) {
            fail_msg("\"%s\": %.1f ns a byte, and %.1f", pieces[i], small,
                     large);
        }

        print_message("# \"%s\": %.1f ns a byte, and %.1f\n", pieces[i], small,
                      large);
    }
}


/* The groups of one number taken for the next are those read anew. */

static void
test_shift(void **state)
{
    char          text[120];
    size_t        i, n, at, shifts;
    uint32_t      seed, round;
    coc_number_t  one, two;

    static const char *const  pieces[] = {
        "1", "12", "007", "0132x12", "gb29", "nwbk", "x", "xx", "ab12", "2023",
        "12345678901234567890", "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6",
        " ", " ", " ", "-", "-", ".", "/", " - ", " (", ") ", ", ", "\xc3\xa9"
    };

    (void) state;

    seed = 11;
    shifts = 0;

    for (round = 0; round < 20000; round++) {

        for (n = 0; n + 40 < sizeof(text); n += strlen(pieces[i])) {
            seed = seed * 1664525u + 1013904223u;

            /* a group and what parts it from the next, mostly */

            i = (n != 0 && (seed >> 28) != 0
                 && coc_is_word((uint8_t) text[n - 1]))
                ? 12 + (seed >> 8) % (coc_nelts(pieces) - 12)
                : (seed >> 8) % coc_nelts(pieces);

            memcpy(text + n, pieces[i], strlen(pieces[i]));
        }

        memset(&one, 0, sizeof(one));
        memset(&two, 0, sizeof(two));
        one.s.data = (const uint8_t *) text;
        one.s.len = n;
        two.s = one.s;

        for (at = 0; at < n && !coc_is_word((uint8_t) text[at]); at++) {
            /* void */
        }

        coc_number_read(&one, at);

        while (one.n > 1) {
            at = one.group[1].start;

            if (!coc_number_shift(&one, at)) {
                coc_number_read(&one, at);
                continue;
            }

            shifts++;
            coc_number_read(&two, at);

            assert_int_equal(one.n, two.n);
            assert_int_equal(one.nchars, two.nchars);
            assert_memory_equal(one.chars, two.chars, one.nchars);

            for (i = 0; i < one.n; i++) {
                assert_int_equal(one.group[i].start, two.group[i].start);
                assert_int_equal(one.group[i].end, two.group[i].end);
                assert_int_equal(one.group[i].len, two.group[i].len);
                assert_int_equal(one.group[i].digits, two.group[i].digits);
                assert_int_equal(one.group[i].sep, two.group[i].sep);
                assert_int_equal(one.group[i].at, two.group[i].at);
            }
        }
    }

    assert_true(shifts > 1000);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_checked),
        cmocka_unit_test(test_phone),
        cmocka_unit_test(test_link),
        cmocka_unit_test(test_clinical),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_linear)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
