/*
 * Bodies at random, out of a grammar of all containers: forms, JSON, texts and
 * files in multipart bodies, one inside the other, in charsets and codings,
 * damaged at times.  Whole and cut at random the fields are the same.
 *
 * The seed is fixed; COC_SEED and COC_ROUNDS ask for others.
 */

#include "coc_test_decode.h"

#include <zlib.h>


#define ROOM  (64 * 1024)


typedef struct {
    size_t   len;
    uint8_t  data[ROOM];
} body_t;


static uint64_t  seed;


static uint32_t
any(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;

    return (uint32_t) (seed >> 20) % n;
}


static void
put(body_t *b, const void *data, size_t len)
{
    if (len <= ROOM - b->len) {
        memcpy(b->data + b->len, data, len);
        b->len += len;
    }
}


static void
say(body_t *b, const char *text)
{
    put(b, text, strlen(text));
}


static const char *
pick(const char *const *list, size_t n)
{
    return list[any((uint32_t) n)];
}


static void
word(body_t *b)
{
    static const char *const  words[] = {
        "kill", "you", " ", "%75", "+", "\\u0066", "\\ud83d", "caf\xc3\xa9",
        "\xe9", "%u0041", "&", "=", ";", "a[]", "a[b].c", "\"", "\\", "\r\n",
        "\n", "--", "--b", "[", "]", "{", "}", ",", ":", "12", "null", "<b>",
        "=3D", "a2lsbA==", "_charset_", "ops", "insert", "content", "text",
        "query", "{a(b:\"c\")}", "%", "\xff\xfe", "\xef\xbb\xbf", "'"
    };

    say(b, pick(words, coc_nelts(words)));
}


static void
words(body_t *b)
{
    uint32_t  i;

    for (i = any(6); i != 0; i--) {
        word(b);
    }
}


static void
form(body_t *b)
{
    uint32_t  i;

    for (i = any(5); i != 0; i--) {
        words(b);
        say(b, any(4) ? "=" : "");
        words(b);
        say(b, any(6) ? "&" : ";");
    }
}


static void
json(body_t *b, uint32_t depth)
{
    uint32_t                  i, kind;
    static const char *const  names[] = {
        "a", "text", "insert", "ops", "content", "children", "query", "b.c"
    };
    static const char *const  texts[] = {
        "kill", "caf\xc3\xa9", "\\ud800", "\\u0066", "[1,\\\"x\\\"]", "",
        "{a(b:\\\"\\\\u0063\\\")}", "\xff"
    };

    kind = depth ? any(6) : 2 + any(4);

    if (any(60) == 0) {
        words(b);
        return;
    }

    switch (kind) {

    case 0:
    case 1:
        say(b, kind ? "{" : "[");

        for (i = any(4); i != 0; i--) {
            if (kind) {
                say(b, "\"");
                say(b, pick(names, coc_nelts(names)));
                say(b, "\":");
            }

            json(b, depth - 1);
            say(b, (i > 1) ? "," : "");
        }

        say(b, kind ? "}" : "]");
        break;

    case 2:
        say(b, "-1.5e3");
        break;

    default:
        say(b, "\"");
        say(b, pick(texts, coc_nelts(texts)));
        say(b, pick(texts, coc_nelts(texts)));
        say(b, "\"");
        break;
    }
}


static void
multipart(body_t *b, const char *bound, uint32_t depth)
{
    uint32_t                  i;
    const char               *eol;
    static const char *const  names[] = {
        "; name=a", "; name=\"b[c]\"", "; name=_charset_", "; name*=utf-8''%61",
        "; name=a; filename=x.txt", "; name=f; filename=\"\"", "",
        "; filename*0=a; filename*1=b"
    };
    static const char *const  types[] = {
        "", "Content-Type: text/plain; charset=utf-16le",
        "Content-Type: application/json", "Content-Type: text/html",
        "Content-Type: image/png", "Content-Type: text/plain; charset=klingon",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable"
    };

    eol = any(4) ? "\r\n" : "\n";

    if (any(4) == 0) {
        words(b);
        say(b, eol);
    }

    for (i = any(5); i != 0; i--) {
        say(b, "--");
        say(b, bound);
        say(b, eol);
        say(b, "Content-Disposition: form-data");
        say(b, pick(names, coc_nelts(names)));
        say(b, eol);

        if (depth && any(4) == 0) {
            say(b, "Content-Type: multipart/mixed; boundary=c");
            say(b, eol);
            say(b, eol);
            multipart(b, "c", 0);

        } else {
            if (any(2)) {
                say(b, pick(types, coc_nelts(types)));
                say(b, eol);
            }

            say(b, eol);

            switch (any(3)) {
            case 0:
                json(b, 3);
                break;

            case 1:
                put(b, "k\0i\0l\0l\0", 8);
                break;

            default:
                words(b);
                break;
            }
        }

        say(b, eol);
    }

    if (any(8)) {
        say(b, "--");
        say(b, bound);
        say(b, "--");
        say(b, any(2) ? eol : "");
    }
}


/* A byte at random, at times. */

static void
damage(body_t *b)
{
    if (b->len != 0 && any(4) == 0) {
        b->data[any((uint32_t) b->len)] = (uint8_t) any(256);
    }
}


static void
pack(body_t *b, int bits)
{
    static body_t  out;
    z_stream       z;

    memset(&z, 0, sizeof(z));
    assert_int_equal(deflateInit2(&z, 1 + (int) any(9), Z_DEFLATED, bits, 8,
                                  Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = b->data;
    z.avail_in = (uInt) b->len;
    z.next_out = out.data;
    z.avail_out = ROOM;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    memcpy(b->data, out.data, z.total_out);
    b->len = z.total_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
}


/* Cut at random. */

static void
pieces(coc_test_decoded_t *d, const coc_alloc_t *alloc,
    const coc_decode_conf_t *conf, const body_t *b)
{
    size_t         i, n;
    uint8_t       *end;
    uint32_t       most;
    coc_decode_t  *decode;

    end = coc_test_page();
    most = 1 + any(any(2) ? 4 : 300);
    memset(d, 0, sizeof(coc_test_decoded_t));
    coc_test_log(d, "", 0);

    assert_int_equal(coc_decode_create(&decode, alloc, conf, coc_test_sink, d,
                                       &d->err), COC_OK);
    d->rc = COC_AGAIN;

    for (i = 0; i < b->len && d->rc == COC_AGAIN; i += n) {
        n = 1 + any(most);
        n = (n > b->len - i) ? b->len - i : n;
        memcpy(end - n, b->data + i, n);
        d->rc = coc_decode_feed(decode, end - n, n, &d->err);
        memset(end - n, 0xaa, n);
    }

    if (d->rc == COC_AGAIN) {
        d->rc = coc_decode_finish(decode, &d->err);
    }

    d->count = *coc_decode_count(decode);
    coc_decode_destroy(decode);
}


static const char *const  types[] = {
    "application/x-www-form-urlencoded", "application/json",
    "multipart/form-data; boundary=b", "text/plain", NULL,
    "application/x-ndjson", "application/graphql",
    "application/json; charset=utf-16le", "text/plain; charset=ibm037",
    "application/x-www-form-urlencoded; charset=latin1",
    "multipart/mixed; boundary=b", "multipart/form-data",
    "text/plain, application/json", "text/plain; charset=utf-16",
    "text/plain; charset=klingon", "image/png", "application/octet-stream"
};

static const char *const  codings[] = {
    NULL, NULL, NULL, "gzip", "deflate", "gzip, deflate", "br"
};


/* A body of some type and coding, which it is in or not. */

static void
make(body_t *b, coc_limits_t *limits, const char **type, const char **coding)
{
    uint32_t  kind;

    b->len = 0;
    *limits = coc_test_limits;

    if (any(8) == 0) {
        limits->body = any(200);
        limits->fields = 1 + any(8);
        limits->depth = 1 + any(4);
        limits->parts = 1 + any(4);
    }

    kind = any(6);

    switch (kind) {

    case 0:
        form(b);
        break;

    case 1:
        json(b, 5);
        break;

    case 2:
        json(b, 2);
        say(b, "\n");
        json(b, 2);
        break;

    case 3:
        words(b);
        break;

    default:
        multipart(b, "b", 1);
        break;
    }

    damage(b);

    *type = any(3) ? types[kind > 3 ? 2 : kind == 2 ? 5 : kind]
                   : types[any(coc_nelts(types))];
    *coding = codings[any(coc_nelts(codings))];

    if (*coding != NULL && any(8)) {
        pack(b, strncmp(*coding, "gzip", 4) == 0 ? 16 + MAX_WBITS
                : any(2) ? MAX_WBITS : -MAX_WBITS);

        if (strchr(*coding, ',') != NULL) {
            pack(b, MAX_WBITS);
        }

        damage(b);
    }
}


static int
same(const coc_test_decoded_t *a, const coc_test_decoded_t *b)
{
    return a->rc == b->rc && strcmp(a->log, b->log) == 0
           && (a->rc == COC_OK
               || (a->err.offset == b->err.offset
                   && strcmp(a->err.text, b->err.text) == 0))
           && a->count.text == b->count.text
           && a->count.fields == b->count.fields
           && a->count.replaced == b->count.replaced
           && a->count.unread == b->count.unread
           && a->count.file_text == b->count.file_text;
}


static void
test_random(void **state)
{
    size_t               i, rounds;
    uint64_t             from;
    const char          *type, *coding;
    coc_alloc_t          alloc;
    coc_limits_t         limits;
    static body_t        b;
    coc_test_alloc_t     counts;
    coc_decode_conf_t    conf;
    coc_test_decoded_t   whole, cut;

    (void) state;

    rounds = getenv("COC_ROUNDS") ? strtoul(getenv("COC_ROUNDS"), NULL, 10)
                                  : 12000;
    seed = getenv("COC_SEED") ? strtoull(getenv("COC_SEED"), NULL, 10)
                              : 0x9e3779b97f4a7c15u;
    alloc = coc_test_alloc(&counts, 0);
    memset(&whole, 0, sizeof(coc_test_decoded_t));

    for (i = 0; i < rounds; i++) {
        from = seed;
        make(&b, &limits, &type, &coding);
        coc_test_keys = (any(4) == 0);

        memset(&conf, 0, sizeof(coc_decode_conf_t));
        conf.content_type.data = (const uint8_t *) type;
        conf.content_type.len = type ? strlen(type) : 0;
        conf.coding.data = (const uint8_t *) coding;
        conf.coding.len = coding ? strlen(coding) : 0;
        conf.limits = &limits;
        conf.keys = coc_test_keys & 1;

        coc_test_decode(&whole, &alloc, type, coding, b.data, b.len, 0,
                        &limits);
        pieces(&cut, &alloc, &conf, &b);

        if (!same(&whole, &cut) || counts.live != 0) {
            fail_msg("seed %llu: %s, %s\n%.*s\nwhole %d at %zu \"%s\"\n%s"
                     "cut %d at %zu \"%s\"\n%s", (unsigned long long) from,
                     type ? type : "-", coding ? coding : "-", (int) b.len,
                     b.data, whole.rc, whole.err.offset, whole.err.text,
                     whole.log, cut.rc, cut.err.offset, cut.err.text, cut.log);
        }

        coc_test_decoded_free(&whole);
        coc_test_decoded_free(&cut);
    }

    coc_test_keys = 0;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_random)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
