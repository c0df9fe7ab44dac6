/*
 * The widener: what it writes, what it refuses, and (against PCRE2 and
 * Vectorscan) that nothing which matches gets lost.
 */

#include "coc_test_match.h"

#include "coc_buf.h"
#include "coc_error.h"
#include "coc_str.h"
#include "coc_widen.h"
#include "coc_widen_set.h"


typedef struct {
    const char  *pattern;
    const char  *text;          /* widened, or the error's first words */
    size_t       at;            /* of the error */
} widen_case_t;


static const widen_case_t  widen_good[] = {
    { "abc", "abc", 0 },
    { "a.c", "a.{1,4}c", 0 },
    { "\\bfoo\\b", "foo", 0 },
    { "^a$", "a", 0 },
    { "\\Aa\\z|b\\Z", "a|b", 0 },
    { "a+b*c?d{2}e{2,}f{2,3}", "a+b*c{0,1}d{2,2}e{2,}f{2,3}", 0 },
    { "a++b*?c??d{2}+", "a+b*c{0,1}d{2,2}", 0 },
    { "a{,3", "a\\x7b\\x2c3", 0 },
    { "a{x}", "a\\x7bx\\x7d", 0 },
    { ".*x", ".*x", 0 },
    { ".{0,10}x", ".*x", 0 },
    { ".{3,60}x", ".{3,}x", 0 },
    { ".{3}x", ".{3,}x", 0 },
    { "a{1,60000}b", "a+b", 0 },
    { "a{0,4}b{0,5}c{5}", "a{0,4}b*c{5,5}", 0 },
    { "(?:ab)?(?:cd){1,2}(?:ef){2}", "(?:ab){0,1}(?:cd)+(?:ef){2,2}", 0 },
    { "(?:\\w{1,12} ){0,4}",
      "(?:[0-9A-Z\\x5fa-z\\x80-\\xff]+ )*", 0 },
    { "(?:ab)+", "(?:ab)+", 0 },
    { "(a)(?<n>b)(?'m'c)(?P<o>d)", "(?:a)(?:b)(?:c)(?:d)", 0 },
    { "(?>a|b)(?|c|d)", "(?:a|b)(?:c|d)", 0 },
    { "a(?=b)(?!c)(?<=d)(?<!e(f))g", "ag", 0 },
    { "(?=a)*b", "b", 0 },
    { "a{0}b", "b", 0 },
    { "(a)\\1b", "(?:a).*b", 0 },
    { "(?<n>a)\\k<n>\\k{n}\\k'n'\\g{n}\\g1\\g{-1}(?P=n)+z",
      "(?:a).*.*.*.*.*.*.*z", 0 },
    { "\xc3\xa9", "\\xc3\\xa9", 0 },
    { "\xc3\xa9+", "(?:\\xc3\\xa9)+", 0 },
    { "\\x{e9}\\xe9\\o{351}\\N{U+e9}",
      "\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9", 0 },
    { "(?i)a1", "[Aa]1", 0 },
    { "(?i)k?s+", "(?:[Kk]|\\xe2\\x84\\xaa){0,1}(?:[Ss]|\\xc5\\xbf)+", 0 },
    { "(?i)\xc3\xa9", "[KSks\\x80-\\xff]{1,4}", 0 },
    { "a(?i)b|c(?-i)d", "a[Bb]|[Cc]d", 0 },
    { "(?:a(?i)b|c)d", "(?:a[Bb]|[Cc])d", 0 },
    { "(?i:a)b(?^i:c)", "(?:[Aa])b(?:[Cc])", 0 },
    { "(?x) a b # c\n d \\ [ ]", "abd [ ]", 0 },
    { "(?x)a +", "a+", 0 },
    { "(?xx)[a b]", "[ab]", 0 },
    { "(?x)(?-x) a", " a", 0 },
    { "\\Qa.b*\\E+", "a\\x2eb\\x2a+", 0 },
    { "\\Qa", "a", 0 },
    { "a\\E+", "a+", 0 },
    { "a(?#x)+", "a+", 0 },
    { "[a-c]", "[a-c]", 0 },
    { "[^a-c]", "[\\x00-\\x60d-\\xff]{1,4}", 0 },
    { "[]a]", "[\\x5da]", 0 },
    { "[^]a]", "[\\x00-\\x5c\\x5e-\\x60b-\\xff]{1,4}", 0 },
    { "[a-c-e]", "[\\x2da-ce]", 0 },
    { "[a\\]b-]", "[\\x2d\\x5dab]", 0 },
    { "[\\Qa-c\\E]", "[\\x2dac]", 0 },
    { "['\xe2\x80\x99]", "[\\x27\\x80\\x99\\xe2]{1,3}", 0 },
    { "['\xe2\x80\x99]?", "[\\x27\\x80\\x99\\xe2]{0,3}", 0 },
    { "[\xc3\xa0-\xc3\xbf]", "[\\x80-\\xff]{2,4}", 0 },
    { "(?i)[k]", "[Kk\\x84\\xaa\\xe2]{1,3}", 0 },
    { "(?i)[^k]", "[\\x00-jl-\\xff]{1,4}", 0 },
    { "\\d", "[0-9\\x80-\\xff]{1,4}", 0 },
    { "\\w{2,3}", "[0-9A-Z\\x5fa-z\\x80-\\xff]{2,}", 0 },
    { "\\W", "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\xff]{1,4}", 0 },
    { "[\\W]", "[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\xff]{1,4}", 0 },
    { "[^\\W]", "[0-9A-Z\\x5fa-z\\x80-\\xff]{1,4}", 0 },
    { "[[:alpha:]]", "[A-Za-z\\x80-\\xff]{1,4}", 0 },
    { "[[:^alpha:]]", "[\\x00-\\x40\\x5b-\\x60\\x7b-\\xff]{1,4}", 0 },
    { "[[:<:]]a[[:>:]]", "a", 0 },
    { "[[:a]", "[\\x3a\\x5ba]", 0 },
    { "\\p{L}\\pN\\p{Greek}", "[A-Za-z\\x80-\\xff]{1,4}"
      "[0-9\\x80-\\xff]{1,4}.{1,4}", 0 },
    { "\\P{L}", ".{1,4}", 0 },
    { "\\R", "[\\x0a-\\x0d\\x80\\x85\\xa8\\xa9\\xc2\\xe2]{1,3}", 0 },
    { "\\X\\N", ".+.{1,4}", 0 },
    { "\\N{3}", ".{3,}", 0 },
    { "\\p{Lu}(?i)\\p{Lu}",
      "[A-Z\\x80-\\xff]{1,4}[A-Za-z\\x80-\\xff]{1,4}", 0 },
    { "\\t\\n\\e\\cA\\0\\012", "\\x09\\x0a\\x1b\\x01\\x00\\x0a", 0 },
    { "[\\b\\12]", "[\\x08\\x0a]", 0 },
    { "(?:a|)b", "(?:a|)b", 0 }
};


static const widen_case_t  widen_bad[] = {
    { "a\\Kb", "\\K is not", 1 },
    { "\\Gb", "\\G is not", 0 },
    { "\\C", "\\C is not", 0 },
    { "a(?R)", "recursion", 1 },
    { "(a)(?1)", "recursion", 3 },
    { "(a)(?-1)", "recursion", 3 },
    { "(?<n>a)(?&n)", "recursion", 7 },
    { "(?<n>a)(?P>n)", "subroutine", 7 },
    { "(a)\\g<1>", "subroutine", 3 },
    { "(*UTF)a", "verbs", 0 },
    { "a(*SKIP)b", "verbs", 1 },
    { "(?C1)a", "callouts", 0 },
    { "(a)(?(1)b)", "conditional", 3 },
    { "(a)\\10", "write \\g", 3 },
    { "a{,3}", "write \\{", 1 },
    { "a{ 1}", "write \\{", 1 },
    { "(?:a{1000}){1000}", "this repeat", 11 },
    { "a{70000}", "repeat out", 1 },
    { "a{3,2}", "repeat out", 1 },
    { "(a", "group without", 2 },
    { "a)", "unmatched", 1 },
    { "[a", "class without", 0 },
    { "[b-a]", "range out", 4 },
    { "[[:foo:]]", "unknown POSIX", 1 },
    { "*a", "quantifier without", 0 },
    { "a\\", "backslash", 1 },
    { "\\y", "unknown escape", 0 },
    { "(?<n", "closing", 3 },
    { "\\x{110000}", "bad character", 3 }
};


static int
widen(const char *pattern, size_t len, coc_buf_t *out, coc_error_t *err)
{
    int               rc;
    coc_str_t         s;
    coc_test_guard_t  guard;

    s.data = coc_test_guard(&guard, pattern, len);
    s.len = len;
    rc = coc_widen(s, out, err);
    coc_test_unguard(&guard);

    return rc;
}


static void
test_good(void **state)
{
    size_t       i;
    coc_buf_t    out;
    coc_error_t  err;

    (void) state;

    for (i = 0; i < coc_nelts(widen_good); i++) {
        coc_buf_init(&out, &plain, 1 << 20);

        if (widen(widen_good[i].pattern, strlen(widen_good[i].pattern), &out,
                  &err) != COC_OK)
        {
            fail_msg("%s: %s", widen_good[i].pattern, err.text);
        }

        coc_buf_putc(&out, '\0');
        assert_string_equal((char *) out.data, widen_good[i].text);
        coc_buf_free(&out);
    }
}


static void
test_bad(void **state)
{
    size_t               i;
    coc_buf_t            out;
    coc_error_t          err;
    const widen_case_t  *c;

    (void) state;

    for (i = 0; i < coc_nelts(widen_bad); i++) {
        c = &widen_bad[i];
        coc_buf_init(&out, &plain, 1 << 20);

        if (widen(c->pattern, strlen(c->pattern), &out, &err) != COC_INVALID
            || strncmp(err.text, c->text, strlen(c->text)) != 0
            || err.offset != c->at)
        {
            fail_msg("%s: %zu %s", c->pattern, err.offset, err.text);
        }

        coc_buf_free(&out);
    }
}


/* Deep nesting is refused, not followed; a long literal is no repeat. */

static void
test_limits(void **state)
{
    int          depth;
    char        *text;
    coc_buf_t    out;
    coc_error_t  err;

    (void) state;

    text = malloc(200001);
    assert_non_null(text);

    for (depth = 250; depth <= 251; depth++) {
        memset(text, '(', depth);
        memset(text + depth, 'a', 1);
        memset(text + depth + 1, ')', depth);

        coc_buf_init(&out, &plain, 1 << 20);
        assert_int_equal(widen(text, 2 * depth + 1, &out, &err),
                         depth == 250 ? COC_OK : COC_INVALID);
        coc_buf_free(&out);
    }

    memset(text, 'a', 200001);

    coc_buf_init(&out, &plain, 1 << 20);
    assert_int_equal(widen(text, 60000, &out, &err), COC_OK);
    assert_int_equal(widen(text, 200001, &out, &err), COC_INVALID);
    coc_buf_free(&out);

    coc_buf_init(&out, &plain, 10);
    assert_int_equal(widen(text, 60, &out, &err), COC_INVALID);
    coc_buf_free(&out);

    free(text);
}


/* No memory: said so, at every allocation. */

static void
test_torture(void **state)
{
    int               rc;
    size_t            n;
    coc_buf_t         out;
    coc_alloc_t       alloc;
    coc_error_t       err;
    coc_test_alloc_t  test;

    static const char  pattern[] =
        "(?i)\\w{1,9}(?:[^a]\xc3\xa9+|\\p{Lu}\\W){2,9}[[:alpha:]]+";

    (void) state;

    for (n = 1; /* void */; n++) {
        alloc = coc_test_alloc(&test, n);
        coc_buf_init(&out, &alloc, 1 << 20);

        rc = widen(pattern, sizeof(pattern) - 1, &out, &err);
        coc_buf_free(&out);
        assert_int_equal(test.live, 0);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(n > 2);
}


/* Any bytes are read safely; what is written is printable. */

static void
test_garbage(void **state)
{
    char         text[40];
    size_t       i, n, k;
    uint32_t     seed;
    coc_buf_t    out;
    coc_error_t  err;

    static const char  pieces[] = "()[]{}?*+|\\^$.-:<>=!#&'PpxoNQEgkR019,ai \n"
                                  "\xc3\xa9\xe2\x84\xaa\xf0\xff[:]";

    (void) state;

    for (seed = 1, i = 0; i < 200000; i++) {
        seed = seed * 1664525 + 1013904223;
        n = (seed >> 16) % sizeof(text);

        for (k = 0; k < n; k++) {
            seed = seed * 1664525 + 1013904223;
            text[k] = pieces[(seed >> 12) % (sizeof(pieces) - 1)];
        }

        coc_buf_init(&out, &plain, 1 << 16);
        (void) widen(text, n, &out, &err);

        for (k = 0; k < out.len; k++) {
            assert_in_range(out.data[k], ' ', '~');
        }

        coc_buf_free(&out);
    }
}


/* All matches of one atom in text, each given to Vectorscan alone. */

static void
check_atom(const coc_pcre_t *pcre, coc_pcre_scratch_t *scratch,
    const char *atom, coc_str_t text)
{
    size_t             n, start, end;
    unsigned           matches, failed;
    uint32_t           ids[1];
    uint64_t           bits, where[1];
    coc_buf_t          out;
    coc_str_t          s;
    coc_hs_t          *hs;
    pcre2_code        *code;
    const char        *pattern;
    coc_error_t        err;
    coc_hs_edge_t      edge = { 0, 0, 0 };
    coc_hs_found_t     found;
    coc_hs_scratch_t  *hs_scratch;

    s = coc_str_from(atom);
    found.bits = &bits;
    found.ids = ids;
    found.where = where;
    hs_scratch = NULL;

    coc_buf_init(&out, &plain, 1 << 16);
    assert_int_equal(coc_pcre_compile(pcre, s, 0, &code, &err), COC_OK);
    assert_int_equal(coc_widen(s, &out, &err), COC_OK);
    coc_buf_putc(&out, '\0');
    pattern = (const char *) out.data;

    assert_int_equal(coc_hs_create(&hs, &plain, &pattern, 0, 1, 0,
                                   NULL, &failed, &err), COC_OK);
    assert_int_equal(coc_hs_scratch_fit(&hs_scratch, hs), COC_OK);

    coc_pcre_begin(scratch);

    for (matches = 0, n = 0;
         coc_pcre_find(scratch, code, text, n, 0, &start, &end) == COC_OK;
         n = end)
    {
        matches++;

        /* further on, the blocks are large and alike */

        if (start > 0x3000 && matches % 64 != 0) {
            continue;
        }

        s.data = text.data + start;
        s.len = end - start;
        bits = 0;
        found.n = 0;

        assert_int_equal(coc_hs_scan(hs, hs_scratch, s, &edge, &found),
                         COC_OK);

        if (found.n != 1) {
            fail_msg("%s: lost the match at %zu", atom, start);
        }
    }

    assert_true(matches > 0);

    coc_hs_scratch_destroy(hs_scratch);
    coc_hs_destroy(hs);
    pcre2_code_free(code);
    coc_buf_free(&out);
}


/*
 * The members of every class and property, and what folds to what, are what
 * this PCRE2 says: each code point that it matches must be in the widened set.
 */

static void
test_unicode(void **state)
{
    size_t      i;
    uint8_t    *bytes;
    uint32_t    cp;
    coc_str_t   text;
    coc_pcre_t  pcre;

    coc_pcre_scratch_t  scratch;

    static const char *const  atoms[] = {
        "(?i)[a-z]", "(?i)k", "(?i)s", "(?i)[\xe2\x84\xaa]", "(?i)\xc5\xbf",
        "(?i)[^k]", "(?i)\xc3\xa5", "(?i)\xce\xbc", "\\w", "\\W", "\\d",
        "\\D", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\N", "\\R", "\\X",
        ".", "(?s).", "[[:alpha:]]", "[[:lower:]]", "(?i)[[:lower:]]",
        "[[:upper:]]", "(?i)[[:^upper:]]", "[[:punct:]]", "[[:graph:]]",
        "[[:print:]]", "[[:cntrl:]]", "[[:blank:]]", "[[:space:]]",
        "[[:word:]]", "[[:xdigit:]]", "[[:ascii:]]", "[[:^ascii:]]",
        "[[:^punct:]]", "[^[:alnum:]]", "\\p{L}", "\\p{Lu}", "(?i)\\p{Lu}",
        "(?i)\\p{Lt}", "\\p{L&}", "\\p{Nd}", "\\pN", "\\P{Lu}", "\\p{^Lu}",
        "\\p{Greek}", "\\p{Sc}", "\\p{Any}", "[^\\p{L}]", "(?i)[^\\p{Lu}]",
        "[\\p{Sc}x]", "(?i)[\xc4\x80-\xc6\x80]", "(?i)[^\xc3\xa9s]"
    };

    (void) state;

    if (!coc_hs_usable()) {
        print_message("# SKIPPED: there is no Vectorscan to compare with\n");
        return;
    }

    assert_int_equal(coc_pcre_init(&pcre, &plain), COC_OK);
    assert_int_equal(coc_pcre_scratch_init(&scratch, &plain), COC_OK);

    bytes = malloc(0x110000 * 4);
    assert_non_null(bytes);

    for (text.len = 0, cp = 1; cp < 0x110000; cp++) {
        if (cp < 0xd800 || cp > 0xdfff) {
            text.len += coc_set_utf8(cp, bytes + text.len);
        }
    }

    text.data = bytes;

    for (i = 0; i < coc_nelts(atoms); i++) {
        check_atom(&pcre, &scratch, atoms[i], text);
    }

    free(bytes);
    coc_pcre_scratch_free(&scratch);
    coc_pcre_free(&pcre);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_unicode)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
