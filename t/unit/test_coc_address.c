/*
 * The words of coc_redis and of --redis.
 */

#include "coc_test.h"

#include "coc_address.h"
#include "coc_str.h"


#define WORDS  24


static size_t
split(const char *text, coc_str_t *words)
{
    size_t     n, end;
    coc_str_t  s;

    s = coc_str_from(text);

    for (n = 0; s.len != 0 && n < WORDS; n++) {
        end = coc_str_find(s, ' ', 0);
        words[n].data = s.data;
        words[n].len = end;

        end = coc_min(end + 1, s.len);
        s.data += end;
        s.len -= end;
    }

    return n;
}


static void
put(char *to, size_t size, const char *name, coc_str_t value)
{
    size_t  len;

    if (value.len != 0) {
        len = strlen(to);
        (void) snprintf(to + len, size - len, " %s=%.*s", name,
                        (int) value.len, value.data);
    }
}


/* All of an address in one line. */

static void
show(const coc_address_t *a, char *to, size_t size)
{
    size_t  i, len;

    (void) snprintf(to, size, "%c", "sSC"[a->type]);
    put(to, size, "master", a->master);

    for (i = 0; i < a->n; i++) {
        put(to, size, "host", a->host[i].host);
        put(to, size, "path", a->host[i].path);
        len = strlen(to);
        (void) snprintf(to + len, size - len, ":%u", a->host[i].port);
    }

    len = strlen(to);
    (void) snprintf(to + len, size - len, " %u/%u%s", a->db, a->connections,
                    a->tls ? " tls" : "");

    put(to, size, "user", a->user);
    put(to, size, "pw", a->password_file);
    put(to, size, "suser", a->sentinel_user);
    put(to, size, "spw", a->sentinel_password_file);
    put(to, size, "ca", a->ca);
    put(to, size, "cert", a->cert);
    put(to, size, "key", a->key);
    put(to, size, "name", a->tls_name);
}


static void
test_good(void **state)
{
    size_t         i, n;
    char           text[1024];
    coc_str_t      words[WORDS];
    coc_error_t    err;
    coc_address_t  a;

    static const struct {
        const char  *words;
        const char  *want;
    } tests[] = {
        { "127.0.0.1:6380", "s host=127.0.0.1:6380 0/1" },
        { "redis", "s host=redis:6379 0/1" },
        { "redis:65535 db=65535", "s host=redis:65535 65535/1" },
        { "[::1]", "s host=::1:6379 0/1" },
        { "[fe80::1%eth0]:1", "s host=fe80::1%eth0:1 0/1" },
        { "unix:/run/a=b.sock db=2", "s path=/run/a=b.sock:0 2/1" },
        { "sentinel:1", "s host=sentinel:1 0/1" },
        { "cluster:1", "s host=cluster:1 0/1" },
        { "tls:1 tls", "s host=tls:1 0/1 tls" },
        { "h connections=4 password_file=/p user=u",
          "s host=h:6379 0/4 user=u pw=/p" },
        { "h password_file=/p", "s host=h:6379 0/1 pw=/p" },
        { "sentinel mymaster a b:1 [::2]:3",
          "S master=mymaster host=a:26379 host=b:1 host=::2:3 0/1" },
        { "sentinel m a db=3 sentinel_password_file=/s sentinel_user=v",
          "S master=m host=a:26379 3/1 suser=v spw=/s" },
        { "cluster a:7000 b db=0", "C host=a:7000 host=b:6379 0/1" },
        { "cluster a tls ca=/c cert=/d key=/k tls_name=n connections=2",
          "C host=a:6379 0/2 tls ca=/c cert=/d key=/k name=n" },
        { "h ca=/c tls", "s host=h:6379 0/1 tls ca=/c" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        n = split(tests[i].words, words);
        err.text[0] = '\0';

        if (coc_address_parse(&a, words, n, &err) != COC_OK) {
            fail_msg("\"%s\": %s", tests[i].words, err.text);
        }

        show(&a, text, sizeof(text));
        assert_string_equal(text, tests[i].want);
    }
}


static void
test_bad(void **state)
{
    size_t         i, n;
    coc_str_t      words[WORDS];
    coc_error_t    err;
    coc_address_t  a, was;

    static const struct {
        const char  *words;
        const char  *text;
    } tests[] = {
        { "", "no host" },
        { "db=1", "no host" },
        { "tls", "no host" },
        { "h:", "invalid host \"h:\"" },
        { "h:0", "invalid host" },
        { "h:65536", "invalid host" },
        { "h:1x", "invalid host" },
        { ":6379", "invalid host" },
        { "::1", "invalid host" },
        { "[::1", "invalid host" },
        { "[]:1", "invalid host" },
        { "[name]:1", "invalid host" },
        { "[::1]x", "invalid host" },
        { "[::1]1", "invalid host" },
        { "a/b", "invalid host" },
        { "a\tb", "invalid host" },
        { "redis://h", "invalid host" },
        { "unix:", "invalid host" },
        { "unix:run", "invalid host" },
        { "unix:/a\nb", "invalid host" },
        { "unix:/0123456789012345678901234567890123456789012345678901234567"
          "8901234567890123456789012345678901234567890123456789",
          "invalid host" },
        { "a b", "invalid parameter \"b\"" },
        { "a tls b", "invalid parameter \"b\"" },
        { "a x=1", "invalid parameter \"x=1\"" },
        { "a user=", "invalid parameter \"user=\"" },
        { "a tls tls", "\"tls\" is duplicate" },
        { "a db=1 db=1", "\"db\" is duplicate" },
        { "a db=65536", "invalid \"db=65536\": 0 to 65535" },
        { "a db=-1", "invalid \"db=-1\"" },
        { "a connections=0", "invalid \"connections=0\": 1 to 4" },
        { "a connections=5", "invalid \"connections=5\": 1 to 4" },
        { "a user=u", "\"user\" needs \"password_file\"" },
        { "a ca=/c", "\"ca\" needs \"tls\"" },
        { "a tls cert=/c", "\"cert\" and \"key\"" },
        { "a tls key=/c", "\"cert\" and \"key\"" },
        { "unix:/s tls", "\"tls\" needs a host" },
        { "a sentinel_password_file=/s",
          "\"sentinel_password_file\" needs \"sentinel\"" },
        { "cluster a sentinel_user=/s", "\"sentinel_user\" needs" },
        { "sentinel m a sentinel_user=v", "\"sentinel_user\" needs \"sen" },
        { "sentinel", "needs a master's name" },
        { "sentinel db=1 a", "needs a master's name" },
        { "sentinel tls", "needs a master's name" },
        { "sentinel m", "no host" },
        { "sentinel m unix:/s", "invalid host \"unix:/s\"" },
        { "cluster", "no host" },
        { "cluster a db=1", "only \"db=0\"" },
        { "cluster unix:/s", "invalid host" },
        { "cluster a b c d e f g h i j k l m n o p q", "more than 16 hosts" }
    };

    (void) state;

    memset(&was, 0x55, sizeof(coc_address_t));

    for (i = 0; i < coc_nelts(tests); i++) {
        n = split(tests[i].words, words);
        memcpy(&a, &was, sizeof(coc_address_t));

        if (coc_address_parse(&a, words, n, &err) != COC_INVALID) {
            fail_msg("\"%s\" is taken", tests[i].words);
        }

        if (strstr(err.text, tests[i].text) == NULL) {
            fail_msg("\"%s\": %s", tests[i].words, err.text);
        }

        assert_memory_equal(&a, &was, sizeof(coc_address_t));
        assert_int_equal(coc_address_parse(&a, words, n, NULL), COC_INVALID);
    }
}


/* A default port of nothing asks for one; bytes end at an unreadable page. */

static void
test_host(void **state)
{
    size_t            i, len;
    char              name[300];
    coc_str_t         s;
    coc_host_t        host;
    const char       *text;
    coc_test_guard_t  guard;

    static const char  *texts[] = {
        "", "[", "[]", "[:", "[:]", "u", "unix", "unix:", "unix:/", ":",
        "a:", "[::]:", "a:1", "[::]:1"
    };

    (void) state;

    assert_int_equal(coc_host_parse(&host, coc_str_from("a"), 0), COC_INVALID);
    assert_int_equal(coc_host_parse(&host, coc_str_from("a:7"), 0), COC_OK);
    assert_int_equal(host.port, 7);

    for (i = 0; i < coc_nelts(texts); i++) {
        text = texts[i];
        s.len = strlen(text);
        s.data = coc_test_guard(&guard, text, s.len);
        (void) coc_host_parse(&host, s, 1);
        coc_test_unguard(&guard);
    }

    memset(name, 'a', sizeof(name));

    for (len = 254; len <= 257; len++) {
        s.data = (const uint8_t *) name;
        s.len = len;
        assert_int_equal(coc_host_parse(&host, s, 1),
                         (len <= 255) ? COC_OK : COC_INVALID);
    }

    s.data = (const uint8_t *) "a\0b";
    s.len = 3;
    assert_int_equal(coc_host_parse(&host, s, 1), COC_INVALID);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_host)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
