/*
 * Reading a standing: the command, and replies of any shape.
 */

#include "coc_test.h"

#include "coc_store.h"
#include "coc_str.h"


#define FIELDS  23              /* v p t s u m w, the sections, n, g */


static void
test_class(void **state)
{
    size_t      i;
    redisReply  reply;

    static const struct {
        const char   *text;
        coc_reply_e   class;
    } cases[] = {
        { "NOSCRIPT No matching script. Please use EVAL.", COC_REPLY_RETRY },
        { "NOSCRIPT", COC_REPLY_RETRY },
        { "LOADING Redis is loading the dataset in memory", COC_REPLY_AWAY },
        { "BUSY Redis is busy running a script", COC_REPLY_AWAY },
        { "MASTERDOWN Link with MASTER is down", COC_REPLY_AWAY },
        { "TRYAGAIN Multiple keys request", COC_REPLY_AWAY },
        { "CLUSTERDOWN The cluster is down", COC_REPLY_AWAY },
        { "READONLY You can't write against a read only replica.",
          COC_REPLY_READONLY },
        { "OOM command not allowed script: 3f, on @user_script:1.",
          COC_REPLY_FULL },
        { "MISCONF Redis is configured to save", COC_REPLY_FULL },
        { "NOREPLICAS Not enough good replicas", COC_REPLY_FULL },
        { "NOAUTH Authentication required.", COC_REPLY_AUTH },
        { "WRONGPASS invalid", COC_REPLY_AUTH },
        { "NOPERM this user has no permissions", COC_REPLY_DENIED },
        { "MOVED 3999 127.0.0.1:6381", COC_REPLY_MOVED },
        { "ASK 3999 127.0.0.1:6381", COC_REPLY_MOVED },
        { "ERR unknown command, LOADING", COC_REPLY_BAD },
        { "WRONGTYPE Operation against a key", COC_REPLY_TYPE },
        { "loading", COC_REPLY_BAD },
        { "BUSYGROUP Consumer Group name already exists", COC_REPLY_BAD },
        { " LOADING", COC_REPLY_BAD },
        { "", COC_REPLY_BAD }
    };

    (void) state;

    memset(&reply, 0, sizeof(reply));
    reply.type = REDIS_REPLY_ERROR;

    for (i = 0; i < coc_nelts(cases); i++) {
        reply.str = (char *) (uintptr_t) cases[i].text;
        reply.len = strlen(cases[i].text);
        assert_int_equal(coc_reply_class(&reply), cases[i].class);
    }

    reply.str = NULL;
    assert_int_equal(coc_reply_class(&reply), COC_REPLY_BAD);
    assert_int_equal(coc_reply_class(NULL), COC_REPLY_BAD);

    reply.type = REDIS_REPLY_NIL;
    assert_int_equal(coc_reply_class(&reply), COC_REPLY_OK);
}


static void
test_command(void **state)
{
    coc_buf_t         out;
    coc_alloc_t       alloc;
    coc_member_t      member = { "0123456789abcdef0123456789abcdef" };
    static const char expected[] =
        "*25\r\n$5\r\nHMGET\r\n"
        "$41\r\ncoc:{0123456789abcdef0123456789abcdef}:st\r\n"
        "$1\r\nv\r\n$1\r\np\r\n$1\r\nt\r\n$1\r\ns\r\n$1\r\nu\r\n$1\r\nm\r\n"
        "$1\r\nw\r\n$1\r\n0\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$1\r\n4\r\n"
        "$1\r\n5\r\n$1\r\n6\r\n$1\r\n7\r\n$1\r\n8\r\n$1\r\n9\r\n$2\r\n10\r\n"
        "$2\r\n11\r\n$2\r\n12\r\n$2\r\n13\r\n$1\r\nn\r\n"
        "$1\r\ng\r\n";
    coc_test_alloc_t  test;

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&out, &alloc, 4096);

    assert_int_equal(coc_store_read(&out, coc_str_from("coc:"), &member),
                     COC_OK);
    assert_int_equal(out.len, sizeof(expected) - 1);
    assert_memory_equal(out.data, expected, out.len);

    coc_buf_reset(&out);
    assert_int_equal(coc_store_history(&out, coc_str_from("coc:"), &member),
                     COC_OK);
    assert_int_equal(coc_buf_putc(&out, '\0'), COC_OK);
    assert_string_equal((char *) out.data, "*4\r\n$6\r\nZRANGE\r\n"
        "$42\r\ncoc:{0123456789abcdef0123456789abcdef}:log\r\n"
        "$1\r\n0\r\n$2\r\n-1\r\n");

    coc_buf_free(&out);
    assert_int_equal(test.live, 0);

    coc_buf_init(&out, &alloc, 16);
    assert_int_equal(coc_store_read(&out, coc_str_from("coc:"), &member),
                     COC_LIMIT);
    coc_buf_free(&out);
    assert_int_equal(test.live, 0);
}


typedef struct {
    redisReply   reply;
    redisReply   field[FIELDS];
    redisReply  *element[FIELDS];
} fields_t;


static void
fields_nil(fields_t *f)
{
    size_t  i;

    memset(f, 0, sizeof(fields_t));

    f->reply.type = REDIS_REPLY_ARRAY;
    f->reply.elements = FIELDS;
    f->reply.element = f->element;

    for (i = 0; i < FIELDS; i++) {
        f->field[i].type = REDIS_REPLY_NIL;
        f->element[i] = &f->field[i];
    }
}


static void
field_set(fields_t *f, size_t i, const char *text)
{
    f->field[i].type = REDIS_REPLY_STRING;
    f->field[i].str = (char *) (uintptr_t) text;
    f->field[i].len = strlen(text);
}


static void
test_read(void **state)
{
    fields_t        f;
    coc_standing_t  s, zero;

    (void) state;

    memset(&zero, 0, sizeof(zero));
    memset(&s, 0xff, sizeof(s));

    fields_nil(&f);
    assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_OK);
    assert_memory_equal(&s, &zero, sizeof(s));

    field_set(&f, 0, "1");
    field_set(&f, 1, "7500");
    field_set(&f, 2, "1700000000000");
    field_set(&f, 3, "2");
    field_set(&f, 4, "1700000500000");
    field_set(&f, 5, "4");
    field_set(&f, 6, "1700000300000");
    field_set(&f, 7 + COC_SECTION_UGLY, "12");
    field_set(&f, 20, "4294967295");
    field_set(&f, 21, "4294967296");
    field_set(&f, 22, "3:1700000900000:adverts\n5:0:\n");

    assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_OK);
    assert_int_equal(s.points, 7500);
    assert_true(s.points_at == 1700000000000);
    assert_int_equal(s.step, COC_STEP_SUSPEND);
    assert_true(s.until == 1700000300000);
    assert_int_equal(s.under, COC_STEP_MUTE);
    assert_true(s.under_until == 1700000500000);
    assert_int_equal(s.section[COC_SECTION_UGLY], 12);
    assert_true(s.section[13] == UINT32_MAX);
    assert_true(s.seq == 4294967296);
    assert_int_equal(s.privileges.taken, 1 << COC_PRIVILEGE_NO_LINK
                                         | 1 << COC_PRIVILEGE_READONLY);
    assert_true(s.privileges.until[COC_PRIVILEGE_NO_LINK] == 1700000900000);
    assert_string_equal(s.privileges.reason[COC_PRIVILEGE_NO_LINK], "adverts");
}


static void
test_read_hostile(void **state)
{
    size_t          i, k;
    fields_t        f;
    coc_standing_t  s, zero;

    static const struct {
        size_t       field;
        const char  *text;
    } cases[] = {
        { 0, "2" }, { 0, "x" }, { 1, "-1" }, { 1, "" }, { 1, "1e3" },
        { 1, "99999999999999999999" }, { 3, "6" }, { 5, "6" }, { 3, "-1" },
        { 7, "4294967296" }, { 20, "1 " }, { 22, "7:0:\n" }, { 22, "x" },
        { 22, "3:0:" }
    };

    static const int  types[] = {
        REDIS_REPLY_STRING, REDIS_REPLY_ARRAY, REDIS_REPLY_INTEGER,
        REDIS_REPLY_STATUS, REDIS_REPLY_ERROR, 0, 99
    };

    (void) state;

    memset(&zero, 0, sizeof(zero));

    for (i = 0; i < coc_nelts(cases); i++) {
        fields_nil(&f);
        field_set(&f, cases[i].field, cases[i].text);

        assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);
        assert_memory_equal(&s, &zero, sizeof(s));
    }

    /* every element of every other type, and missing */

    for (k = 0; k < FIELDS; k++) {
        for (i = 0; i < coc_nelts(types); i++) {
            fields_nil(&f);
            f.field[k].type = types[i];
            assert_int_equal(coc_store_read_reply(&f.reply, &s),
                             COC_REPLY_BAD);
        }

        fields_nil(&f);
        f.element[k] = NULL;
        assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);
    }

    for (i = 0; i < FIELDS; i++) {
        fields_nil(&f);
        f.reply.elements = i;
        assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);
    }

    fields_nil(&f);
    f.reply.elements = (size_t) -1;
    assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);

    fields_nil(&f);
    f.reply.element = NULL;
    assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);

    fields_nil(&f);
    f.reply.type = REDIS_REPLY_NIL;
    assert_int_equal(coc_store_read_reply(&f.reply, &s), COC_REPLY_BAD);

    assert_int_equal(coc_store_read_reply(NULL, &s), COC_REPLY_BAD);
}


static void
test_read_error(void **state)
{
    char            text[] = "LOADING Redis is loading";
    redisReply      reply;
    coc_standing_t  s;

    (void) state;

    memset(&reply, 0, sizeof(reply));
    reply.type = REDIS_REPLY_ERROR;
    reply.str = text;
    reply.len = sizeof(text) - 1;

    assert_int_equal(coc_store_read_reply(&reply, &s), COC_REPLY_AWAY);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_class),
        cmocka_unit_test(test_command),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_hostile),
        cmocka_unit_test(test_read_error)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
