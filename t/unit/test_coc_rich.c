/*
 * Rich-text documents: what stands side by side is one text, whatever editor
 * wrote it, and nothing else is joined.
 */

#include "coc_test_decode.h"


#define JSON  "application/json"


static const coc_test_body_t  bodies[] = {

    /* Quill */

    { JSON, "{\"ops\":[{\"insert\":\"as\"},{\"insert\":\"s\"}]}", 0,
      "Tops.0.insert=ass\n", COC_OK, 0, NULL },
    { JSON, "{\"ops\":[{\"insert\":\"a\",\"attributes\":{\"color\":\"#f00\"}},"
            "{\"insert\":\"b\"}],\"z\":\"end\"}", 0,
      "Tops.0.attributes.color=#f00\nT^z=end\nTops.0.insert=ab\n", COC_OK, 0,
      NULL },
    { JSON, "{\"post\":{\"ops\":[{\"insert\":\"a\"},{\"insert\":{\"image\":"
            "\"u\"}},{\"insert\":\"b\"}]}}", 0,
      "Tpost.ops.1.insert.image=u\nTpost.ops.0.insert=a<0a>b\n", COC_OK, 0,
      NULL },
    { JSON, "[{\"ops\":[{\"retain\":5},{\"insert\":\"a\"},{\"delete\":1},"
            "{\"insert\":\"b\"}]},{\"ops\":[{\"insert\":\"c\"}]}]", 0,
      "S0.ops.0.retain=5\nS0.ops.2.delete=1\nT0.ops.1.insert=a<0a>b\n"
      "T1.ops.0.insert=c\n", COC_OK, 0, NULL },

    /* ProseMirror, TipTap */

    { JSON, "{\"content\":[{\"content\":[{\"text\":\"fu\",\"marks\":"
            "[{\"type\":\"bold\"}]},{\"text\":\"ck\"},"
            "{\"type\":\"hardBreak\"},{\"text\":\"x\"}]},"
            "{\"content\":[{\"text\":\"y\"}]}]}", 0,
      "Tcontent.0.content.0.marks.0.type=bold\n"
      "Tcontent.0.content.2.type=hardBreak\n"
      "Tcontent.0.content.0.text=fuck<0a>x\nTcontent.1.content.0.text=y\n",
      COC_OK, 0, NULL },
    { JSON, "{\"content\":[{\"text\":\"a\"},{\"type\":\"mention\",\"attrs\":"
            "{\"label\":\"Al\"}},{\"text\":\"b\"}]}", 0,
      "Tcontent.1.type=mention\nTcontent.1.attrs.label=Al\n"
      "Tcontent.0.text=a<0a>b\n", COC_OK, 0, NULL },

    /* Slate: an inline node between texts, at the start, at the end, deep */

    { JSON, "[{\"children\":[{\"text\":\"fu\"},{\"children\":[{\"text\":"
            "\"c\"}]},{\"text\":\"k\"}]},{\"children\":[{\"text\":\"x\"}]}]",
      0, "T0.children.0.text=fuck\nT1.children.0.text=x\n", COC_OK, 0, NULL },
    { JSON, "[{\"children\":[{\"children\":[{\"text\":\"fu\"}]},"
            "{\"text\":\"ck\"}]}]", 0, "T0.children.0.text=fuck\n", COC_OK, 0,
      NULL },
    { JSON, "{\"children\":[{\"text\":\"f\"},{\"children\":[{\"children\":"
            "[{\"text\":\"u\"},{\"text\":\"c\"}]}]},{\"text\":\"k\"}]}", 0,
      "Tchildren.0.text=fuck\n", COC_OK, 0, NULL },

    /* blocks are not joined: paragraphs, items of a list */

    { JSON, "[{\"children\":[{\"children\":[{\"text\":\"as\"}]},"
            "{\"children\":[{\"text\":\"sess\"}]}]}]", 0,
      "T0.children.0.children.0.text=as\n"
      "T0.children.1.children.0.text=sess\n", COC_OK, 0, NULL },

    /* a document among a node's attributes does not part its text */

    { JSON, "{\"children\":[{\"text\":\"fu\",\"x\":{\"children\":"
            "[{\"text\":\"z\"}]}},{\"text\":\"ck\"}]}", 0,
      "Tchildren.0.x.children.0.text=z\nTchildren.0.text=fuck\n", COC_OK, 0,
      NULL },
    { JSON, "{\"children\":[{\"text\":\"fu\",\"children\":[{\"text\":"
            "\"z\"}]},{\"text\":\"ck\"}]}", 0,
      "Tchildren.0.children.0.text=z\nTchildren.0.text=fuck\n", COC_OK, 0,
      NULL },

    /* a text that comes twice is read with either */

    { JSON, "{\"children\":[{\"text\":\"fu\"},{\"text\":\"zz\",\"text\":"
            "\"ck\"},{\"text\":\"!\"}]}", 0,
      "Tchildren.0.text=fuzz\nTchildren.0.text=fuck!\n", COC_OK, 0, NULL },
    { JSON, "{\"ops\":[{\"insert\":\"a\"}],\"ops\":[{\"insert\":\"b\"},"
            "{\"insert\":\"c\"}]}", 0, "Tops.0.insert=a\nTops.0.insert=bc\n",
      COC_OK, 0, NULL },
    { JSON, "{\"ops\":[{\"insert\":\"a\"},{\"insert\":\"b\"}],"
            "\"ops\":[{\"insert\":\"c\"}]}", 0,
      "Tops.0.insert=ab\nTops.0.insert=c\n", COC_OK, 0, NULL },
    { JSON, "{\"children\":[{\"text\":\"f\"},{\"children\":[{\"text\":\"z\","
            "\"text\":\"u\"}]},{\"text\":\"ck\"}]}", 0,
      "Tchildren.0.text=fz\nTchildren.0.text=fuck\n", COC_OK, 0, NULL },

    /* other names are no rich text */

    { JSON, "{\"comments\":[{\"text\":\"great\"},{\"text\":\"assessment\"}]}",
      0, "Tcomments.0.text=great\nTcomments.1.text=assessment\n", COC_OK, 0,
      NULL },
    { JSON, "{\"blocks\":[{\"text\":\"as\"},{\"text\":\"s\"}]}", 0,
      "Tblocks.0.text=as\nTblocks.1.text=s\n", COC_OK, 0, NULL },
    { JSON, "{\"content\":{\"a\":{\"text\":\"x\"},\"b\":{\"text\":\"y\"}}}", 0,
      "Tcontent.a.text=x\nTcontent.b.text=y\n", COC_OK, 0, NULL },
    { JSON, "{\"xops\":[{\"insert\":\"x\"},{\"insert\":\"y\"}]}", 0,
      "Txops.0.insert=x\nTxops.1.insert=y\n", COC_OK, 0, NULL },
    { JSON, "{\"content\":\"x\",\"text\":\"y\",\"insert\":\"z\"}", 0,
      "T^content=x\nT^text=y\nT^insert=z\n", COC_OK, 0, NULL },
    { JSON, "{\"content\":[{\"text\":1},{\"text\":\"a\"},{\"text\":\"b\"}]}",
      0, "Scontent.0.text=1\nTcontent.1.text=ab\n", COC_OK, 0, NULL },

    /* several documents, and one that breaks off */

    { "application/x-ndjson", "{\"ops\":[{\"insert\":\"as\"}]}\n"
      "{\"ops\":[{\"insert\":\"s\"}]}\n", 0,
      "T0.ops.0.insert=as\nT1.ops.0.insert=s\n", COC_OK, 0, NULL },
    { NULL, "{\"ops\":[{\"insert\":\"as\"}]}{\"ops\":[{\"insert\":\"s\"}]}", 0,
      "Tops.0.insert=as\nTops.0.insert=s\n", COC_OK, 0, NULL },
    { JSON, "{\"ops\":[{\"insert\":\"fu\"},{\"insert\":\"ck\"},", 0,
      "Tops.0.insert=fuck\n", COC_INVALID, 40, "unexpected end" },
    { JSON, "{\"ops\":[{\"insert\":\"fu\"},{\"insert\":\"ck\"}x", 0,
      "Tops.0.insert=fuck\nT=x\n", COC_INVALID, 39, "" }
};


static void
test_bodies(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(bodies); i++) {
        coc_test_body(&bodies[i], i, &coc_test_limits);
    }
}


/* A text joined is one field; each that is told twice counts again. */

static void
test_limited(void **state)
{
    size_t                  i;
    coc_limits_t            limits;
    const coc_test_body_t   limited[] = {
        { JSON, "{\"ops\":[{\"insert\":\"a\"},{\"insert\":\"b\"},"
                "{\"insert\":\"c\"}]}", 0, "Tops.0.insert=abc\n", COC_OK, 0,
          NULL },
        { JSON, "{\"ops\":[{\"insert\":\"a\"}],\"z\":\"y\"}", 0, "T^z=y\n",
          COC_LIMIT, 32, "coc_fields_max" },
        { JSON, "[{\"ops\":[{\"insert\":\"a\"}]},[[", 0, "T0.ops.0.insert=a\n",
          COC_INVALID, 28, "" }
    };

    (void) state;

    limits = coc_test_limits;
    limits.fields = 1;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


/* A long text told again and again. */

static void
test_twice(void **state)
{
    char                *body;
    size_t               i, n;
    coc_alloc_t          alloc;
    coc_limits_t         limits;
    coc_test_alloc_t     counts;
    coc_test_decoded_t   d;

    (void) state;

    n = 100000;
    body = malloc(64 + n + 1000 * 12);
    assert_non_null(body);

    i = (size_t) sprintf(body, "{\"ops\":[{\"insert\":\"");
    memset(body + i, 'a', n);
    i += n;
    i += (size_t) sprintf(body + i, "\"},{\"insert\":\"\"");

    for (n = 0; n < 900; n++) {
        i += (size_t) sprintf(body + i, ",\"insert\":\"\"");
    }

    i += (size_t) sprintf(body + i, "}]}");

    /* each would be the whole text once more: a limit stops it */

    limits = coc_test_limits;
    memset(&d, 0, sizeof(coc_test_decoded_t));
    d.quiet = 1;
    alloc = coc_test_alloc(&counts, 0);
    coc_test_decode(&d, &alloc, JSON, NULL, body, i, 0, &limits);
    assert_int_equal(d.rc, COC_LIMIT);
    assert_non_null(strstr(d.err.text, "coc_body_max"));
    assert_true(d.seen < 12);
    assert_int_equal(counts.live, 0);
    coc_test_decoded_free(&d);

    free(body);
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture_bodies(bodies, coc_nelts(bodies), 7);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
