/*
 * XMP: the forms a property may have, what is refused, what it may cost.
 */

#include "coc_test_picture.h"
#include "coc_xmp.h"


#define RDF                                                                   \
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"                                    \
    "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "           \
    "xmlns:d='http://purl.org/dc/elements/1.1/' "                             \
    "xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "                  \
    "xmlns:exif='http://ns.adobe.com/exif/1.0/' "                             \
    "xmlns:aux='http://ns.adobe.com/exif/1.0/aux/' "                          \
    "xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/'>"

#define END  "</r:RDF></x:xmpmeta>"


static coc_said_t  said;


static int
read_packet(const char *packet, size_t len, size_t fail)
{
    int               rc;
    coc_str_t         s;
    coc_held_t        held;
    coc_media_out_t   out;
    coc_test_guard_t  guard;

    coc_said_init(&said, &out, &held, fail);

    s.data = coc_test_guard(&guard, packet, len);
    s.len = len;
    rc = coc_xmp_block(&out, s);
    coc_test_unguard(&guard);

    assert_int_equal(held.blocks, 0);
    assert_true(held.most <= COC_XMP_HELD);

    return (fail > held.calls) ? COC_AGAIN : rc;
}


static void
test_forms(void **state)
{
    size_t  i, j;

    static const struct {
        const char  *packet;
        const char  *expected;
    } cases[] = {
        { RDF "<r:Description d:title='a &lt; b' aux:SerialNumber='77' "
          "crs:Sharpness='25'/>" END,
          "xmp.title=a < b\nxmp.serial_number=77\n" },
        { RDF "<r:Description><d:subject><r:Bag><r:li>one</r:li>"
          "<r:li>two</r:li></r:Bag></d:subject></r:Description>" END,
          "xmp.subject=one\nxmp.subject=two\n" },
        { RDF "<r:Description><e:LocationShown><r:Bag><r:li e:City='Rome' "
          "e:CountryName='Italy'/><r:li r:parseType='Resource'>"
          "<e:Sublocation>Ward 3</e:Sublocation></r:li></r:Bag>"
          "</e:LocationShown></r:Description>" END,
          "xmp.city=Rome\nxmp.country=Italy\nxmp.location=Ward 3\n" },
        { RDF "<r:Description><exif:GPSLatitude>51,30.44N</exif:GPSLatitude>"
          "<crs:Note>no</crs:Note><d:rights>x<![CDATA[<b>]]>&#233;</d:rights>"
          "</r:Description>" END,
          "xmp.gps_latitude=51,30.44N\nxmp.rights=x<b>\xc3\xa9\n" },
        { "<?xml version='1.0' encoding='ISO-8859-1'?>" RDF
          "<r:Description d:creator='J\xf8rgen'/>" END,
          "xmp.creator=J\xc3\xb8rgen\n" },

        /* broken, cut, refused: what was before stands */

        { RDF "<r:Description d:title='a'/><r:Description d:title='b'",
          "xmp.title=a\n" },
        { RDF "<r:Description><d:title>cut of", "xmp.title=cut of\n" },
        { "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
          RDF "<r:Description d:title='&b;'/>" END, "" },
        { "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" RDF
          "<r:Description d:title='a'/>" END, "" },
        { RDF "<r:Description d:title='a'/><d:title>&undefined;</d:title>" END,
          "xmp.title=a\n" },
        { RDF "<r:Description d:title='a'/>" END "<d:title>b</d:title>",
          "xmp.title=a\n" },
        { "", "" },
        { "no XML at all", "" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(read_packet(cases[i].packet, strlen(cases[i].packet),
                                     0), COC_OK);
        assert_string_equal(said.text, cases[i].expected);

        for (j = 1; read_packet(cases[i].packet, strlen(cases[i].packet), j)
                    == COC_ERROR; j++)
        {
            continue;
        }
    }
}


static void
fill(char *packet, size_t size, const char *text)
{
    size_t  i, len, n;

    len = strlen(packet);
    n = strlen(text);

    for (i = len; i + n < size; i += n) {
        memcpy(packet + i, text, n);
    }

    packet[i] = '\0';
}


/* What would take memory or time without end. */

static void
test_large(void **state)
{
    size_t       i;
    static char  packet[1024 * 1024];

    static const char *const  heads[] = {
        RDF "<r:Description d:title='", RDF "<r:Description ", RDF "", RDF "",
        RDF "<d:title>", RDF "<!--", RDF "<r:Description d:title='"
    };
    static const char *const  texts[] = {
        "a", "a:b='c' ", "<d:title>", "<a/>", "word ", "-", "&#65;"
    };

    (void) state;

    for (i = 0; i < coc_nelts(heads); i++) {
        memset(packet, 0, sizeof(packet));
        (void) snprintf(packet, sizeof(packet), "%s", heads[i]);
        fill(packet, sizeof(packet), texts[i]);
        assert_int_equal(read_packet(packet, strlen(packet), 0), COC_OK);
    }

    /* a start tag as long as Lightroom writes them */

    (void) snprintf(packet, sizeof(packet), RDF "<r:Description");

    for (i = 0; i < 250; i++) {
        (void) snprintf(packet + strlen(packet), 64,
                        "\n crs:ParametricSetting%d=\"+%d\"",
                        (int) i, (int) i);
    }

    (void) snprintf(packet + strlen(packet), 200, " d:title='x'/>" END);

    assert_int_equal(read_packet(packet, strlen(packet), 0), COC_OK);
    assert_string_equal(said.text, "xmp.title=x\n");
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_large)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
