/*
 * Slots of keys and of commands.
 */

#include "coc_test.h"

#include "coc_cluster.h"
#include "coc_str.h"


static void
test_slot(void **state)
{
    size_t  i;

    /* the specification's check value, and what CLUSTER KEYSLOT says */

    static const struct {
        const char  *key;
        unsigned     slot;
    } tests[] = {
        { "123456789", 0x31c3 },
        { "", 0 },
        { "foo", 12182 },
        { "{foo}", 12182 },
        { "a{foo}{bar}", 12182 },
        { "{}foo", 9500 },
        { "foo{}{bar}", 8363 },
        { "foo{{bar}}zap", 4015 },
        { "foo{bar}{zap}", 5061 },
        { "bar", 5061 },
        { "{bar", 4015 },
        { "{user1000}.following", 3443 },
        { "{user1000}.followers", 3443 },
        { "user1000", 3443 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        if (coc_slot(coc_str_from(tests[i].key)) != tests[i].slot) {
            fail_msg("\"%s\": %u", tests[i].key,
                     coc_slot(coc_str_from(tests[i].key)));
        }
    }
}


/* Words to a command; "~" is an empty one. */

static int
slot_of(const char *words, unsigned *slot)
{
    int               rc;
    char              text[512], *p;
    size_t            n, len;
    coc_str_t         command;
    const char       *w;
    coc_test_guard_t  guard;

    for (n = 1, w = words; *w; w++) {
        n += (*w == ' ');
    }

    p = text + snprintf(text, sizeof(text), "*%zu\r\n", n);

    for (w = words; /* void */; w += len + 1) {
        len = strcspn(w, " ");

        if (*w == '~') {
            p += snprintf(p, 32, "$0\r\n\r\n");
        } else {
            p += snprintf(p, 300, "$%zu\r\n%.*s\r\n", len, (int) len, w);
        }

        if (w[len] == '\0') {
            break;
        }
    }

    command.len = (size_t) (p - text);
    command.data = coc_test_guard(&guard, text, command.len);
    rc = coc_slot_command(command, slot);
    coc_test_unguard(&guard);

    return rc;
}


static void
test_command(void **state)
{
    int       rc;
    size_t    i;
    unsigned  slot;

    static const struct {
        const char  *words;
        int          rc;
        const char  *key;
    } tests[] = {
        { "HMGET k a b", COC_OK, "k" },
        { "hmget k a b", COC_OK, "k" },
        { "SET coc:{k}:st v", COC_OK, "k" },
        { "GET ~", COC_OK, "" },
        { "EVALSHA 0123 1 k a", COC_OK, "k" },
        { "EVAL x 2 k l", COC_OK, "k" },
        { "EVAL x 0 k", COC_DECLINED, NULL },
        { "EVAL x 1", COC_DECLINED, NULL },
        { "EVAL x y k", COC_INVALID, NULL },
        { "EVAL x", COC_INVALID, NULL },
        { "XREAD COUNT 10 BLOCK 5 STREAMS k 0-0", COC_OK, "k" },
        { "XREAD streams k l 0 0", COC_OK, "k" },
        { "XREAD COUNT 10", COC_DECLINED, NULL },
        { "XREADGROUP GROUP STREAMS STREAMS STREAMS k >", COC_OK, "k" },
        { "XINFO STREAM k", COC_OK, "k" },
        { "XINFO HELP", COC_DECLINED, NULL },
        { "XGROUP CREATE k g $", COC_OK, "k" },
        { "OBJECT ENCODING k", COC_OK, "k" },
        { "PING", COC_DECLINED, NULL },
        { "PING hello", COC_DECLINED, NULL },
        { "AUTH u p", COC_DECLINED, NULL },
        { "CLUSTER SLOTS", COC_DECLINED, NULL },
        { "client SETNAME x", COC_DECLINED, NULL },
        { "DBSIZE", COC_DECLINED, NULL }
    };

    static const char  *bad[] = {
        "", "*", "*1", "*1\r", "*1\r\n", "*x\r\n", "PING\r\n", "*-1\r\n",
        "*0\r\n", "*1\r\n$", "*1\r\n$4\r\nPIN", "*1\r\n$4\r\nPING",
        "*1\r\n$4\r\nPING\r", "*1\r\n$3\r\nPING\r\n", "*2\r\n$3\r\nGET\r\n",
        "*2\r\n$3\r\nGET\r\n$99999999999999999999\r\nk\r\n",
        "*2\r\n$3\r\nGET\r\n$4294967295\r\nk\r\n", "*1\r\n:1\r\n",
        "*2\r\n$3\r\nGET\r\n$-1\r\n"
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        rc = slot_of(tests[i].words, &slot);

        if (rc != tests[i].rc) {
            fail_msg("%s: %d", tests[i].words, rc);
        }

        if (rc == COC_OK) {
            assert_int_equal(slot, coc_slot(coc_str_from(tests[i].key)));
        }
    }

    for (i = 0; i < coc_nelts(bad); i++) {
        if (coc_slot_command(coc_str_from(bad[i]), &slot) != COC_INVALID) {
            fail_msg("\"%s\" is taken", bad[i]);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_slot),
        cmocka_unit_test(test_command)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
