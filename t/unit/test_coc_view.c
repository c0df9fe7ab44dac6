/*
 * Views as a whole: what is shared, what is asked for, memory that ends,
 * hostile values, and the data beside the project.
 */

#include "coc_test_view.h"


#define MB  (1024 * 1024)


static uint64_t  seed = 88172645463325252u;


static uint32_t
randomly(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;

    return (uint32_t) (seed >> 20) % below;
}


static void
test_shared(void **state)
{
    unsigned          upper;
    coc_view_t       *view;
    coc_test_views_t  v;

    static const char  *values[] = {
        "", "nothing to fold, 10 ml.\n", "A Letter To Fold; and a long tail.\n"
    };

    (void) state;

    for (upper = 0; upper < coc_nelts(values); upper++) {

        coc_test_views_make(&v, values[upper], strlen(values[upper]),
                            COC_VIEW_ALL);
        view = v.views.view;

        assert_null(view[COC_VIEW_RAW].runs);
        assert_null(view[COC_VIEW_PLAIN].runs);
        assert_null(view[COC_VIEW_FOLDED].runs);
        assert_ptr_equal(view[COC_VIEW_FOLDED].text.data,
                         view[COC_VIEW_PLAIN].text.data);

        if (upper < 2) {
            assert_ptr_equal(view[COC_VIEW_PLAIN].text.data,
                             view[COC_VIEW_RAW].text.data);
            assert_int_equal(coc_arena_used(v.arena), 0);
        }

        if (upper > 0) {
            assert_ptr_equal(view[COC_VIEW_RAW].text.data, v.value.data);
        }

        coc_test_views_free(&v);
    }

    /* What takes the long way and comes out the same is kept once. */

    coc_test_views_make(&v, "a < b & \xe6\x82\xa3", 11, COC_VIEW_ALL);
    view = v.views.view;

    assert_ptr_equal(view[COC_VIEW_RAW].text.data, v.value.data);
    assert_ptr_equal(view[COC_VIEW_PLAIN].text.data, v.value.data);
    assert_ptr_equal(view[COC_VIEW_FOLDED].text.data, v.value.data);
    assert_int_equal(coc_arena_used(v.arena), 0);

    coc_test_views_free(&v);
}


/* Only what is asked for, and that does not depend on what else is. */

static void
test_mask(void **state)
{
    size_t             i;
    unsigned           mask, which;
    coc_str_t          a, b;
    coc_test_views_t   all, some;

    static const char  *values[] = {
        "Clean", "caf\xc3\xa9 <b>X</b> \xff", "\xd0\xba&#107;", "<p>"
    };

    (void) state;

    for (i = 0; i < coc_nelts(values); i++) {

        coc_test_views_make(&all, values[i], strlen(values[i]),
                            COC_VIEW_ALL);

        for (mask = 0; mask < COC_VIEW_ALL; mask++) {

            coc_test_views_make(&some, values[i], strlen(values[i]), mask);

            assert_int_equal(some.views.replaced, all.views.replaced);

            for (which = 0; which < COC_VIEW_MAX; which++) {

                if (mask & coc_view_bit(which)) {
                    a = all.views.view[which].text;
                    b = some.views.view[which].text;
                    assert_int_equal(a.len, b.len);
                    assert_memory_equal(a.data, b.data, a.len);
                }
            }

            coc_test_views_free(&some);
        }

        coc_test_views_free(&all);
    }
}


static void
test_names(void **state)
{
    unsigned    which;
    coc_view_e  found;

    (void) state;

    for (which = 0; which < COC_VIEW_MAX; which++) {
        assert_int_equal(coc_view_find(coc_str_from(coc_view_name(which)),
                                       &found), COC_OK);
        assert_int_equal(found, which);
    }

    assert_int_equal(coc_view_find(coc_str_from("raw "), &found),
                     COC_DECLINED);
    assert_int_equal(coc_view_find(coc_str_from(""), &found), COC_DECLINED);
    assert_string_equal(coc_view_unicode(), "15.0.0");
}


static const char  mixed[] =
    "<p>Caf\xc3\xa9 \xff\xfe &amp; \xef\xb7\xba\xef\xb7\xba\xef\xb7\xba"
    "\xd0\x9f\xd1\x80\xd0\xb8 f<b>u</b>c&#107; \xe1\x84\x80\xe1\x85\xa1 "
    "\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89"
    "\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89\xc3\x89";


/* Every budget and every failing allocation. */

static void
test_memory(void **state)
{
    int                rc;
    size_t             budget, fail;
    coc_str_t          value = coc_str(mixed);
    coc_views_t        views;
    coc_alloc_t        alloc;
    coc_arena_t       *arena;
    coc_test_alloc_t   test;

    (void) state;

    rc = COC_LIMIT;

    for (budget = 0; rc != COC_OK; budget += 16) {

        alloc = coc_test_alloc(&test, 0);
        arena = coc_arena_create(&alloc, budget);
        assert_non_null(arena);

        rc = coc_views_build(arena, value, COC_VIEW_ALL, NULL, &views);
        assert_true(rc == COC_OK || rc == COC_LIMIT);

        coc_arena_destroy(arena);
        assert_int_equal(test.live, 0);
    }

    /* The views of 138 bytes, of which few are ASCII. */

    assert_true(budget > 512 && budget < 8192);

    rc = COC_ERROR;

    for (fail = 2; rc != COC_OK; fail++) {

        alloc = coc_test_alloc(&test, fail);
        arena = coc_arena_create(&alloc, MB);
        assert_non_null(arena);

        rc = coc_views_build(arena, value, COC_VIEW_ALL, NULL, &views);
        assert_true(rc == COC_OK || rc == COC_ERROR);

        coc_arena_destroy(arena);
        assert_int_equal(test.live, 0);
    }

    alloc = coc_test_alloc(&test, 0);
    arena = coc_arena_create(&alloc, 16);
    value.data = (const uint8_t *) "A clean value, longer than sixteen bytes";
    value.len = 40;
    assert_int_equal(coc_views_build(arena, value, COC_VIEW_ALL, NULL, &views),
                     COC_LIMIT);
    coc_arena_destroy(arena);
}


/*
 * A megabyte of each in 16 times as much memory, which is what a scan allows.
 * It is too little for the last two: letters that become 12 bytes each, and
 * ill-formed bytes, each with a run of its own.
 */

static void
test_hostile(void **state)
{
    int                rc;
    size_t             i, n, len;
    uint8_t           *p;
    coc_str_t          value;
    coc_views_t        views;
    coc_alloc_t        alloc;
    coc_arena_t       *arena;
    coc_test_alloc_t   test;

    static const char  *units[] = {
        "a", "f.u.c.", "\xcc\x81", "e\xcc\xa3\xcc\x81", "&#", "&", "&amp;",
        "&amp", "&zzzz", "<", "<a", "<a ", "<a b=\"", "<a b=\"<a c='", "<!--",
        "<!-->", "<zz>", "</", "<?", "[[[[", "<b>", "<p>", "<p title=x>",
        "<i x=y z='q q' w=\"", "\xf0\x9f", "\xc3\x89", "\xd0\xba",
        "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "f\xe2\x80\x8b", "\x01",
        "*", "a*", "a**b ", "*a**", "`", "` ", " `a", "```\n", "``` ", "~",
        "~~~\n", "[b]", "[b", "[quote]", "[/quote]", "[code]", "<pre>",
        "<blockquote>", "\\", "\\u", "\\u0066", "%", "%6", "%66", "http://",
        "http://a ", "www.", "www.a ", "//", "\xe2\x80\xae",
        "\xe2\x80\xae" "a\xe2\x80\xad" "b", "\xe2\x81\xa6", "\xca\x9e",
        "\xca\x9e\xc9\x94 ", "\xef\xac\x83", "\xe3\x8c\x80", "\xff"
    };

    (void) state;

    p = malloc(MB);
    assert_non_null(p);

    for (i = 0; i < coc_nelts(units); i++) {

        len = strlen(units[i]);

        for (n = 0; n < MB; n++) {
            p[n] = (uint8_t) units[i][n % len];
        }

        value.data = p;
        value.len = MB;

        alloc = coc_test_alloc(&test, 0);
        arena = coc_arena_create(&alloc, 16 * MB + 256 * 1024);

        rc = coc_views_build(arena, value, COC_VIEW_ALL, NULL, &views);

        assert_int_equal(rc, (i + 2 < coc_nelts(units)) ? COC_OK : COC_LIMIT);
        coc_arena_destroy(arena);
    }

    free(p);
}


static void
again(coc_arena_t *arena, const coc_view_t *view, coc_view_e which)
{
    coc_views_t  views;

    /* Nor where an override has put the parts of a syllable in order. */

    if (coc_test_view_marked(view->text)
        || memmem(view->text.data, view->text.len, "\xe1\x85", 2) != NULL
        || memmem(view->text.data, view->text.len, "\xe1\x86", 2) != NULL)
    {
        return;
    }

    assert_int_equal(coc_views_build(arena, view->text, coc_view_bit(which),
                                     NULL, &views), COC_OK);

    if (views.view[which].text.len != view->text.len) {
        print_message("# %.*s\n", (int) view->text.len, view->text.data);
        print_message("# %.*s\n", (int) views.view[which].text.len,
                      views.view[which].text.data);
    }

    assert_int_equal(views.view[which].text.len, view->text.len);
    assert_memory_equal(views.view[which].text.data, view->text.data,
                        view->text.len);
}


static void
test_random(void **state)
{
    char               value[256];
    size_t             i, k, n;
    coc_test_views_t   v;
    const char        *token;

    static const char  *tokens[] = {
        "<b>", "</b>", "<p>", "<", ">", "&", "amp", ";", "#", "x", "\"", "'",
        "=", " ", "\n", "a", "F", "uck", "<!--", "-->", "title=", "class=",
        "&eacute;", "&#12", "&amp;#102;", "\xc3", "\xa9", "\xcc\x81",
        "\xcc\xa3", "e",
        "\xe1\x84\x80", "\xe1\x85\xa1", "\xe1\x86\xa8", "\xe2\x80\x8b",
        "\xef\xb7\xba", "\xd0\xba", "\xf0\x9f\x87\xab", "\xff", "\xc3\x89",
        "\xe2\x80\x99", "\x01", "\\", "\\u0066", "%66", "%", "`", "```",
        "~~", "*", "**", "[b]", "[/b]", "[quote]", "[/quote]", "[code]",
        "[/code]", "<blockquote>", "</blockquote>", "<pre>", "</pre>",
        "http://", "www.", "x.org", "\xe2\x80\xae", "\xe2\x80\xac",
        "\xe2\x81\xa6", "\xe2\x81\xa9", "\xca\x9e", "\xc9\x94", "\xc9\x9f",
        "w", "/"
    };

    (void) state;

    for (i = 0; i < 20000; i++) {

        n = 0;

        for (k = randomly(30); k > 0; k--) {
            token = tokens[randomly(coc_nelts(tokens))];

            if (n + strlen(token) > sizeof(value)) {
                break;
            }

            memcpy(value + n, token, strlen(token));
            n += strlen(token);
        }

        if (i % 4 == 0) {
            for (n = 0; n < 40; n++) {
                value[n] = (char) randomly(256);
            }
        }

        coc_test_views_make(&v, value, n, COC_VIEW_ALL);
        again(v.arena, &v.views.view[COC_VIEW_RAW], COC_VIEW_RAW);
        again(v.arena, &v.views.view[COC_VIEW_PLAIN], COC_VIEW_PLAIN);
        again(v.arena, &v.views.view[COC_VIEW_FOLDED], COC_VIEW_FOLDED);
        coc_test_views_free(&v);
    }
}


static FILE *
shared(const char *name)
{
    char         path[4096];
    const char  *dir;

    dir = getenv("COC_SHARED");

    (void) snprintf(path, sizeof(path), "%s/data/dev/%s",
                    (dir != NULL) ? dir : "../shared", name);

    return fopen(path, "r");
}


static void
test_data(void **state)
{
    FILE              *in;
    char              *line;
    size_t             i, size, rows;
    ssize_t            len;
    coc_test_views_t   v;

    static const char  *names[] = {
        "medquad.jsonl", "hatemojibuild.jsonl", "davidson.jsonl",
        "evasions-dev.jsonl", "youtube_spam.jsonl", "mlma_en.jsonl"
    };

    (void) state;

    rows = 0;
    line = NULL;
    size = 0;

    for (i = 0; i < coc_nelts(names); i++) {

        in = shared(names[i]);
        if (in == NULL) {
            continue;
        }

        for (len = 0; len >= 0 && rows % 500 != 499; rows++) {

            len = getline(&line, &size, in);

            if (len > 0) {
                coc_test_views_make(&v, line, (size_t) len, COC_VIEW_ALL);
                again(v.arena, &v.views.view[COC_VIEW_PLAIN], COC_VIEW_PLAIN);
                again(v.arena, &v.views.view[COC_VIEW_FOLDED],
                      COC_VIEW_FOLDED);
                coc_test_views_free(&v);
            }
        }

        rows++;
        (void) fclose(in);
    }

    free(line);

    /* not skip(): cmocka says "not ok", which prove counts as a failure */

    if (rows == 0) {
        (void) fprintf(stderr, "SKIPPED: no ../shared/data/dev, no "
                       "COC_SHARED\n");
    }
}


/* The disguises that are a matter of characters are gone in folded. */

static void
test_disguises(void **state)
{
    FILE              *in;
    char              *line, *base, want[64];
    size_t             i, n, size, seen;
    coc_str_t          text;
    coc_test_views_t   v;

    static const char  *forms[] = {
        "plain", "upper", "zwsp", "zwj", "zwnj", "shy", "cgj", "vs16",
        "tagchar", "hangul_filler", "mongolian_vs", "interlinear", "lrm",
        "diaeresis", "enclosing", "cyrillic", "greek_u", "circled",
        "regional", "superscript", "cherokee", "html_dec", "html_wbr",
        "html_zwsp_ent", "keycaps", "rlo", "braille", "u_escape",
        "md_italic_each", "md_escape", "md_strike", "md_code", "bbcode"
    };

    (void) state;

    in = shared("evasions-dev.jsonl");

    if (in == NULL) {
        (void) fprintf(stderr, "SKIPPED: no ../shared/data/dev, no "
                       "COC_SHARED\n");
        return;
    }

    line = NULL;
    size = 0;
    seen = 0;

    while (getline(&line, &size, in) > 0) {

        for (i = 0; i < coc_nelts(forms); i++) {
            n = strlen(forms[i]);

            if (strncmp(line, "{\"id\": \"", 8) == 0
                && strncmp(line + 8, forms[i], n) == 0 && line[8 + n] == ':')
            {
                break;
            }
        }

        if (i == coc_nelts(forms)) {
            continue;
        }

        base = line + 8 + n + 1;
        (void) snprintf(want, sizeof(want), "%.*s",
                        (int) strcspn(base, "\""), base);

        base = strstr(line, "\"text\": \"");
        assert_non_null(base);

        /* A backslash is two in JSON. */

        for (n = 0, base += 9; *base != '\0'; n++) {
            base += (base[0] == '\\' && base[1] == '\\');
            line[n] = *base++;
        }

        coc_test_views_make(&v, line, n, coc_view_bit(COC_VIEW_FOLDED));

        text = v.views.view[COC_VIEW_FOLDED].text;

        if (memmem(text.data, text.len, want, strlen(want)) == NULL) {
            print_message("# %s", line);
            fail();
        }

        coc_test_views_free(&v);
        seen++;
    }

    free(line);
    (void) fclose(in);

    assert_true(seen > 100);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_mask),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_data),
        cmocka_unit_test(test_disguises)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
