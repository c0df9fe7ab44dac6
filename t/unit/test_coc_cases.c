/*
 * Cases of other projects: $COC_SHARED/cases/, or ../shared/cases/ beside the
 * project.  Where we differ from what they expect, a table says so and why.
 */

#include <sys/stat.h>

#include <yajl/yajl_tree.h>

#include "coc_test_cases.h"
#include "coc_test_decode.h"
#include "coc_str.h"


#define FORM  "application/x-www-form-urlencoded"


static char  dir[4096];


static yajl_val
load(const char *name)
{
    char       *text;
    char        path[4200], error[256];
    long        len;
    FILE       *file;
    yajl_val    root;

    snprintf(path, sizeof(path), "%s/%s", dir, name);

    file = fopen(path, "rb");

    if (file == NULL) {
        fprintf(stderr, "# %s is missing\n", path);
        return NULL;
    }

    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    len = ftell(file);
    assert_true(len > 0);
    rewind(file);

    text = malloc((size_t) len + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t) len, file), len);
    text[len] = '\0';
    fclose(file);

    root = yajl_tree_parse(text, error, sizeof(error));
    free(text);

    if (root == NULL) {
        fail_msg("%s: %s", path, error);
    }

    return root;
}


static yajl_val
get(yajl_val object, const char *name)
{
    const char  *path[2];

    path[0] = name;
    path[1] = NULL;

    return yajl_tree_get(object, path, yajl_t_any);
}


static const char *
text_of(yajl_val object, const char *name)
{
    return YAJL_GET_STRING(get(object, name));
}


/* malloc()ed, NUL added. */

static char *
unbase64(const char *text, size_t *len)
{
    char        *out;
    size_t       n;
    unsigned     bits, have;
    const char  *p;
    const char  *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "abcdefghijklmnopqrstuvwxyz0123456789+/";

    assert_non_null(text);
    out = malloc(strlen(text) + 1);
    assert_non_null(out);

    for (n = 0, bits = 0, have = 0; *text && *text != '='; text++) {
        p = strchr(digits, *text);
        assert_non_null(p);
        bits = (bits << 6 | (unsigned) (p - digits)) & 0xffffff;
        have += 6;

        if (have >= 8) {
            have -= 8;
            out[n++] = (char) (bits >> have & 0xff);
        }
    }

    out[n] = '\0';
    *len = n;

    return out;
}


/* Fields without end: only the shape matters. */

static coc_limits_t
wide(void)
{
    coc_limits_t  limits;

    limits = coc_test_limits;
    limits.depth = 1000;

    return limits;
}


static const differs_t *
differs(const differs_t *table, size_t n, const char *id)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (strcmp(table[i].id, id) == 0) {
            return &table[i];
        }
    }

    return NULL;
}


/* Every case of a file, one after the other. */

typedef void (*case_pt)(yajl_val one, const char *id, const char *body,
    size_t len);


static size_t
each(const char *file, case_pt handler)
{
    char      *body;
    size_t     i, len;
    yajl_val   root, cases, one;

    root = load(file);

    if (root == NULL) {
        skip();
    }

    cases = get(root, "cases");
    assert_true(YAJL_IS_ARRAY(cases));

    for (i = 0; i < cases->u.array.len; i++) {
        one = cases->u.array.values[i];
        body = unbase64(text_of(one, "body_b64"), &len);
        handler(one, text_of(one, "id"), body, len);
        free(body);
    }

    i = cases->u.array.len;
    yajl_tree_free(root);

    return i;
}


static void
json_case(yajl_val one, const char *id, const char *body, size_t len)
{
    int                  want;
    const char          *expect;
    coc_limits_t         limits;
    const differs_t     *d;
    coc_test_decoded_t   got;

    limits = wide();
    expect = text_of(one, "expect");
    d = differs(json_differs, coc_nelts(json_differs), id);

    /* what the suite leaves open is read, UTF-16 too */

    want = (strcmp(expect, "reject") == 0) ? COC_INVALID : COC_OK;

    if (d != NULL) {
        want = d->rc;
    }

    coc_test_pieces(&got, "application/json", body, len, &limits);

    /* too deep is refused too */

    if (got.rc != want && !(want == COC_INVALID && got.rc == COC_LIMIT)) {
        fail_msg("%s: %d \"%s\", want %d", id, got.rc, got.err.text, want);
    }

    coc_test_decoded_free(&got);
}


static void
test_json(void **state)
{
    (void) state;

    assert_int_equal(each("jsontestsuite_parsing.json", json_case), 318);
}


/* Bytes to text as a browser reads them, into out. */

static size_t
replace(coc_str_t s, char *out)
{
    size_t   i, n, k, want;
    uint8_t  c, low, high;

    for (i = 0, n = 0; i < s.len; i += k) {
        c = s.data[i];
        k = 1;
        low = (c == 0xe0) ? 0xa0 : (c == 0xf0) ? 0x90 : 0x80;
        high = (c == 0xed) ? 0x9f : (c == 0xf4) ? 0x8f : 0xbf;
        want = (c < 0x80) ? 1 : (c >= 0xc2 && c < 0xe0) ? 2
               : (c >= 0xe0 && c < 0xf0) ? 3 : (c >= 0xf0 && c < 0xf5) ? 4 : 0;

        while (k < want && i + k < s.len && s.data[i + k] >= low
               && s.data[i + k] <= high)
        {
            low = 0x80;
            high = 0xbf;
            k++;
        }

        if (k == want) {
            memcpy(out + n, s.data + i, k);
            n += k;

        } else {
            memcpy(out + n, "\xef\xbf\xbd", 3);
            n += 3;
        }
    }

    out[n] = '\0';

    return n;
}


typedef struct {
    yajl_val  pairs;
    size_t    n;
    int       bom;
} pairs_t;


static int
pair_sink(void *ctx, const coc_field_t *field)
{
    char       got[256];
    pairs_t   *pairs = ctx;
    yajl_val   pair;

    /*
     * a name without "=" comes as a value too, and the first name without a
     * byte order mark, which they have not
     */

    if (!field->top || pairs->bom) {
        pairs->bom = 0;
        return COC_OK;
    }

    pairs->bom = (field->path.len > 3 && field->path.data[0] == 0xef);

    assert_true(pairs->n < pairs->pairs->u.array.len);
    pair = pairs->pairs->u.array.values[pairs->n++];

    (void) replace(field->path, got);
    assert_string_equal(got, YAJL_GET_STRING(pair->u.array.values[0]));
    (void) replace(field->value, got);
    assert_string_equal(got, YAJL_GET_STRING(pair->u.array.values[1]));

    return COC_OK;
}


static void
form_case(yajl_val one, const char *id, const char *body, size_t len)
{
    pairs_t              pairs;
    coc_error_t          err;
    coc_alloc_t          alloc;
    coc_decode_t        *decode;
    coc_limits_t         limits;
    coc_test_alloc_t     counts;
    coc_decode_conf_t    conf = { .content_type = coc_str(FORM),
                                  .limits = &limits };
    const differs_t     *d;
    coc_test_decoded_t   got;

    limits = wide();
    coc_test_pieces(&got, FORM, body, len, &limits);
    assert_int_equal(got.rc, COC_OK);

    d = differs(form_differs, coc_nelts(form_differs), id);

    if (d != NULL) {
        assert_string_equal(got.log, d->log);
        coc_test_decoded_free(&got);
        return;
    }

    coc_test_decoded_free(&got);

    memset(&pairs, 0, sizeof(pairs_t));
    pairs.pairs = get(get(one, "expect"), "pairs");
    assert_true(YAJL_IS_ARRAY(pairs.pairs));

    alloc = coc_test_alloc(&counts, 0);
    assert_int_equal(coc_decode_create(&decode, &alloc, &conf, pair_sink,
                                       &pairs, &err), COC_OK);
    assert_int_equal(coc_decode_feed(decode, (const uint8_t *) body, len,
                                     &err), COC_AGAIN);
    assert_int_equal(coc_decode_finish(decode, &err), COC_OK);
    coc_decode_destroy(decode);

    assert_int_equal(pairs.n, pairs.pairs->u.array.len);
}


static void
test_form(void **state)
{
    (void) state;

    assert_int_equal(each("wpt_urlencoded.json", form_case), 35);
}


/* What the log must be: fields with their data, files by their names. */

static void
multipart_want(coc_test_decoded_t *want, yajl_val parts)
{
    char       *data;
    size_t      i, len;
    coc_str_t   s;
    yajl_val    part;

    coc_test_log(want, "", 0);

    for (i = 0; i < parts->u.array.len; i++) {
        part = parts->u.array.values[i];

        if (strcmp(text_of(part, "type"), "file") == 0) {
            coc_test_log(want, "F", 1);
            coc_test_log_bytes(want, coc_str_from(text_of(part, "name")));
            coc_test_log(want, "=", 1);
            coc_test_log_bytes(want,
                               coc_str_from(text_of(part, "file_name")));

        } else {
            data = unbase64(text_of(part, "data"), &len);
            s.data = (const uint8_t *) data;
            s.len = len;
            coc_test_log(want, "T^", 2);
            coc_test_log_bytes(want, coc_str_from(text_of(part, "name")));
            coc_test_log(want, "=", 1);
            coc_test_log_bytes(want, s);
            free(data);
        }

        coc_test_log(want, "\n", 1);
    }
}


/* Parsers of forms do not look into files. */

static void
multipart_strip(char *log)
{
    char  *out, *line, *next;

    for (out = line = log; *line != '\0'; line = next) {
        next = strchr(line, '\n') + 1;
        memmove(out, line, (size_t) (next - line));
        out += (*line == 'M') ? 0 : next - line;
    }

    *out = '\0';
}


static void
multipart_case(yajl_val one, const char *id, const char *body, size_t len)
{
    int                  rc;
    yajl_val             parts;
    const char          *log;
    coc_limits_t         limits;
    const differs_t     *d;
    coc_test_decoded_t   got, want;

    limits = wide();
    memset(&want, 0, sizeof(coc_test_decoded_t));
    coc_test_pieces(&got, text_of(one, "content_type"), body, len, &limits);

    multipart_strip(got.log);

    parts = get(get(one, "expect"), "parts");
    rc = COC_INVALID;
    log = NULL;

    if (parts != NULL) {
        multipart_want(&want, parts);
        rc = COC_OK;
        log = want.log;
    }

    d = differs(multipart_differs, coc_nelts(multipart_differs), id);

    if (d != NULL) {
        rc = d->rc;
        log = d->log;
    }

    if (got.rc != rc || (log != NULL && strcmp(got.log, log) != 0)) {
        fail_msg("%s: %d \"%s\"\n%swant %d\n%s", id, got.rc, got.err.text,
                 got.log, rc, log ? log : "");
    }

    coc_test_decoded_free(&got);
    coc_test_decoded_free(&want);
}


static void
test_multipart(void **state)
{
    (void) state;

    assert_int_equal(each("python_multipart.json", multipart_case), 30);
}


/*
 * What JSONTestSuite would have parsed, and what yajl's own tests accept; these
 * have options that allow more, and documents in other charsets.
 */

static void
any_case(yajl_val one, const char *id, const char *body, size_t len)
{
    int                  want;
    const char          *type;
    coc_limits_t         limits;
    const differs_t     *d;
    coc_test_decoded_t   got;

    limits = wide();
    type = text_of(one, "content_type");
    coc_test_pieces(&got, type ? type : "application/json", body, len,
                    &limits);

    d = differs(any_differs, coc_nelts(any_differs), id);
    want = (strncmp(text_of(one, "expect"), "accept", 6) == 0) ? COC_OK
                                                               : COC_INVALID;

    if (d != NULL) {
        want = d->rc;
    }

    if (got.rc != want) {
        fail_msg("%s: %d at %zu \"%s\", want %d", id, got.rc,
                 got.err.offset, got.err.text, want);
    }

    coc_test_decoded_free(&got);
}


static void
test_transform(void **state)
{
    (void) state;

    assert_int_equal(each("jsontestsuite_transform.json", any_case), 22);
}


static void
test_yajl(void **state)
{
    (void) state;

    assert_int_equal(each("yajl_parsing.json", any_case), 58);
}


/* What ModSecurity's log is asked for tells whether a body was good to it. */

static void
modsecurity_case(yajl_val one, const char *id, const char *body, size_t len)
{
    int                  want;
    char                 line[256];
    size_t               i;
    yajl_val             expect, pairs, pair;
    const char          *type, *guess;
    coc_limits_t         limits;
    const differs_t     *d;
    coc_test_decoded_t   got;

    limits = wide();
    type = text_of(one, "content_type");
    coc_test_pieces(&got, type, body, len, &limits);

    expect = get(one, "expect");
    guess = text_of(expect, "parse_guess");
    pairs = get(expect, "pairs_guess");
    d = differs(modsecurity_differs, coc_nelts(modsecurity_differs), id);

    want = (strcmp(guess, "error") == 0) ? COC_INVALID : COC_OK;

    if (d != NULL) {
        want = d->rc;
        pairs = NULL;
    }

    if (got.rc != want && (d != NULL || strcmp(guess, "unknown") != 0)) {
        fail_msg("%s: %d at %zu \"%s\", want %d\n%s", id, got.rc,
                 got.err.offset, got.err.text, want, got.log);
    }

    for (i = 0; pairs != NULL && i < pairs->u.array.len; i++) {
        pair = pairs->u.array.values[i];
        snprintf(line, sizeof(line), "T^%s=%s\n",
                 YAJL_GET_STRING(pair->u.array.values[0]),
                 YAJL_GET_STRING(pair->u.array.values[1]));

        if (strstr(got.log, line) == NULL) {
            fail_msg("%s: no %s in\n%s", id, line, got.log);
        }
    }

    coc_test_decoded_free(&got);
}


static void
test_modsecurity(void **state)
{
    (void) state;

    assert_int_equal(each("modsecurity_v3_bodies.json", modsecurity_case),
                     135);
}


int
main(void)
{
    struct stat              st;
    const char              *shared;
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_transform),
        cmocka_unit_test(test_yajl),
        cmocka_unit_test(test_modsecurity)
    };

    shared = getenv("COC_SHARED");
    snprintf(dir, sizeof(dir), "%s/cases", shared ? shared : "../shared");

    if (stat(dir, &st) != 0) {
        printf("1..0 # SKIP %s is missing; COC_SHARED names its folder\n",
               dir);
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
