/*
 * The standing table: what is put, lifted, told by snapshots; full, torn by a
 * writer that is killed, read while others write.
 */

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "coc_test_table.h"


static void
test_sizes(void **state)
{
    char          mem[8192];
    size_t        i;
    coc_table_t  *table;

    (void) state;

    assert_null(coc_table_init(NULL, 4096));
    assert_null(coc_table_init(mem, 64));
    assert_null(coc_table_attach(memset(mem, 0, sizeof(mem)), sizeof(mem)));

    for (i = 0; i < 64; i++) {
        table = coc_table_init(mem + i, sizeof(mem) - i);
        assert_non_null(table);
        assert_in_range(coc_table_room(table), 70, 80);
        assert_ptr_equal(coc_table_attach(mem + i, sizeof(mem) - i), table);
        assert_null(coc_table_attach(mem + i, sizeof(mem) - i - 1));
        assert_int_equal(put(table, 0, 1, COC_STEP_MUTE, 0, 1), COC_OK);
        assert_int_equal(step(table, 1), COC_STEP_MUTE);
    }
}


static void
test_put(void **state)
{
    char                mem[65536];
    coc_table_t        *table = coc_table_init(mem, sizeof(mem));
    coc_member_t        bad = { "zz" }, m = member(1);
    coc_standing_t      s;
    coc_table_answer_t  a;

    (void) state;

    assert_int_equal(step(table, 1), COC_STEP_NONE);

    assert_int_equal(put(table, 0, 1, COC_STEP_SUSPEND, NOW + HOUR, 5),
                     COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_SUSPEND);
    assert_int_equal(step_at(table, 1, 1, NOW), COC_STEP_NONE);
    assert_int_equal(step_at(table, 0, 1, NOW + HOUR), COC_STEP_NONE);
    assert_int_equal(coc_table_count(table, 0), 1);

    /* older: nothing; the same again: no harm; newer: taken */

    assert_int_equal(put(table, 0, 1, COC_STEP_NONE, 0, 4), COC_DECLINED);
    assert_int_equal(step(table, 1), COC_STEP_SUSPEND);
    assert_int_equal(put(table, 0, 1, COC_STEP_SUSPEND, NOW + HOUR, 5),
                     COC_OK);
    assert_int_equal(put(table, 0, 1, COC_STEP_DEACTIVATE, 1, 6), COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_DEACTIVATE);

    /* lifted: an answer that was on its way does not bring it back */

    assert_int_equal(put(table, 0, 1, COC_STEP_NONE, 0, 7), COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_NONE);
    assert_int_equal(coc_table_count(table, 0), 0);
    assert_int_equal(put(table, 0, 1, COC_STEP_DEACTIVATE, 0, 6),
                     COC_DECLINED);
    assert_int_equal(step(table, 1), COC_STEP_NONE);
    assert_int_equal(put(table, 0, 1, COC_STEP_MUTE, 0, 8), COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_MUTE);

    /* a warning is none that an edge must know of */

    assert_int_equal(put(table, 0, 1, COC_STEP_WARN, 0, 9), COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_NONE);
    assert_int_equal(put(table, 0, 2, COC_STEP_WARN, 0, 9), COC_DECLINED);

    /* what holds behind a graver step that ends before it */

    memset(&s, 0, sizeof(s));
    coc_standing_set(&s, COC_STEP_SUSPEND, NOW + 10, COC_STEP_MUTE, NOW + 20);
    s.seq = 12;
    assert_int_equal(coc_table_put(table, 0, &m, &s, NOW), COC_OK);
    assert_int_equal(coc_table_find(table, 0, &m, NOW, &a), COC_OK);
    assert_int_equal(a.standing.seq, 12);
    assert_int_equal(a.verified, 1);
    assert_int_equal(step_at(table, 0, 1, NOW + 10), COC_STEP_MUTE);
    assert_int_equal(step_at(table, 0, 1, NOW + 20), COC_STEP_NONE);

    assert_int_equal(coc_table_put(table, 0, &bad, &s, NOW), COC_INVALID);
    assert_int_equal(coc_table_line(table, 0, &bad, COC_STEP_MUTE, 0, NOW),
                     COC_INVALID);
    assert_int_equal(coc_table_find(table, 0, &bad, NOW, &a), COC_DECLINED);
}


static void
test_snapshot(void **state)
{
    char          mem[65536];
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));

    (void) state;

    put(table, 0, 1, COC_STEP_SUSPEND, NOW + HOUR, 3);  /* told again */
    put(table, 0, 2, COC_STEP_MUTE, NOW + HOUR, 3);     /* not any more */
    put(table, 0, 3, COC_STEP_MUTE, NOW + HOUR, 3);     /* told otherwise */
    put(table, 0, 4, COC_STEP_MUTE, NOW + HOUR, 3);     /* lifted meanwhile */
    put(table, 0, 5, COC_STEP_NONE, 0, 3);
    put(table, 1, 2, COC_STEP_MUTE, NOW + HOUR, 3);     /* another source */

    coc_table_begin(table, 0);

    assert_int_equal(line(table, 1, COC_STEP_SUSPEND, NOW + HOUR), COC_OK);
    assert_int_equal(line(table, 3, COC_STEP_MUTE, NOW + 2 * HOUR), COC_OK);
    assert_int_equal(line(table, 6, COC_STEP_DEACTIVATE, 0), COC_OK);
    assert_int_equal(line(table, 7, COC_STEP_MUTE, NOW - 1), COC_DECLINED);
    assert_int_equal(line(table, 8, COC_STEP_WARN, 0), COC_DECLINED);
    assert_int_equal(put(table, 0, 4, COC_STEP_NONE, 0, 4), COC_OK);
    assert_int_equal(line(table, 4, COC_STEP_MUTE, NOW + HOUR), COC_DECLINED);
    coc_table_sweep(table, NOW + HOUR - 1, 10000);
    assert_int_equal(line(table, 4, COC_STEP_MUTE, NOW + HOUR), COC_DECLINED);

    /* one member, two steps, in either order, a line twice */

    line(table, 9, COC_STEP_SUSPEND, NOW + HOUR);
    line(table, 9, COC_STEP_MUTE, NOW + 2 * HOUR);
    line(table, 9, COC_STEP_SUSPEND, NOW + HOUR);
    line(table, 10, COC_STEP_MUTE, 0);
    line(table, 10, COC_STEP_MUTE, 0);
    line(table, 10, COC_STEP_SUSPEND, NOW + HOUR);

    /* put after its line: that is newer */

    line(table, 11, COC_STEP_MUTE, 0);
    put(table, 0, 11, COC_STEP_SUSPEND, 0, 1);
    assert_int_equal(line(table, 11, COC_STEP_MUTE, 0), COC_DECLINED);

    end(table, 0);

    assert_int_equal(step(table, 1), COC_STEP_SUSPEND);
    assert_int_equal(step(table, 2), COC_STEP_NONE);
    assert_int_equal(step(table, 3), 100 + COC_STEP_MUTE);
    assert_int_equal(step(table, 4), COC_STEP_NONE);
    assert_int_equal(step(table, 5), COC_STEP_NONE);
    assert_int_equal(step(table, 6), 100 + COC_STEP_DEACTIVATE);
    assert_int_equal(step(table, 9), 100 + COC_STEP_SUSPEND);
    assert_int_equal(step_at(table, 0, 9, NOW + HOUR), 100 + COC_STEP_MUTE);
    assert_int_equal(step(table, 10), 100 + COC_STEP_SUSPEND);
    assert_int_equal(step_at(table, 0, 10, NOW + HOUR), 100 + COC_STEP_MUTE);
    assert_int_equal(step(table, 11), COC_STEP_SUSPEND);
    assert_int_equal(step_at(table, 1, 2, NOW), COC_STEP_MUTE);

    /* asked: the record says so, or not */

    put(table, 0, 6, COC_STEP_DEACTIVATE, 0, 1);
    assert_int_equal(step(table, 6), COC_STEP_DEACTIVATE);
    put(table, 0, 3, COC_STEP_NONE, 0, 1);
    assert_int_equal(step(table, 3), COC_STEP_NONE);

    /* all lost: empty snapshot */

    coc_table_begin(table, 0);
    assert_int_equal(step(table, 1), COC_STEP_SUSPEND);
    end(table, 0);
    assert_int_equal(coc_table_count(table, 0), 0);
    assert_int_equal(step(table, 1), COC_STEP_NONE);
    assert_int_equal(coc_table_count(table, 1), 1);
}


static void
test_full(void **state)
{
    char          mem[8192];
    size_t        i, room;
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));

    (void) state;

    room = coc_table_room(table);

    for (i = 0; i < room; i++) {
        assert_int_equal(put(table, 0, i, COC_STEP_MUTE,
                             (i % 2) ? 0 : NOW + HOUR, 1), COC_OK);
    }

    assert_int_equal(put(table, 0, room, COC_STEP_MUTE, 0, 1), COC_LIMIT);
    coc_table_begin(table, 0);
    assert_int_equal(line(table, room, COC_STEP_MUTE, 0), COC_LIMIT);

    for (i = 0; i < room; i++) {
        assert_int_equal(step(table, i), COC_STEP_MUTE);
    }

    /* what is known may change still */

    assert_int_equal(put(table, 0, 3, COC_STEP_SUSPEND, 0, 2), COC_OK);
    assert_int_equal(coc_table_count(table, 0), room);

    /* what has ended makes room */

    {
        coc_member_t    m = member(room);
        coc_standing_t  s = standing(COC_STEP_MUTE, 0, 1);

        assert_int_equal(coc_table_put(table, 0, &m, &s, NOW + HOUR), COC_OK);
    }

    coc_table_sweep(table, NOW + HOUR, 2 * room);
    assert_int_equal(coc_table_count(table, 0), room / 2 + 1);

    for (i = 1; i < room; i += 2) {
        assert_int_equal(step(table, i), i == 3 ? COC_STEP_SUSPEND
                                                : COC_STEP_MUTE);
    }

    coc_table_clear(table, 0);
    assert_int_equal(coc_table_count(table, 0), 0);

    for (i = 0; i < room; i++) {
        assert_int_equal(step(table, i), COC_STEP_NONE);
    }
}


/* Against a plain array, in a table so small that all collide and wrap. */

static void
test_random(void **state)
{
    int           rc;
    char          mem[3072];
    size_t        i, k, n, sum, known;
    unsigned      source;
    uint64_t      seq;
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));
    struct {
        int       step;
        uint64_t  seq;
    } want[2][30];

    (void) state;

    memset(want, 0, sizeof(want));
    srand(7);

    for (i = 0; i < 200000; i++) {
        n = (size_t) rand() % 30;
        source = (unsigned) rand() % 2;
        seq = want[source][n].seq + 1;
        k = (rand() % 2) ? COC_STEP_SUSPEND : COC_STEP_NONE;

        rc = put(table, source, n, k, 0, seq);

        if (rc == COC_OK) {
            want[source][n].step = (int) k;
            want[source][n].seq = seq;
        }

        if (rand() % 100 == 0) {
            coc_table_sweep(table, NOW + HOUR, 5);
        }

        if (rand() % 3000 == 0) {
            coc_table_clear(table, 1);
            memset(want[1], 0, sizeof(want[1]));
        }

        if (rand() % 2000 == 0) {
            coc_table_begin(table, 0);
            memset(want[0], 0, sizeof(want[0]));
            end(table, 0);
        }

        if (i % 7 == 0) {
            for (source = 0; source < 2; source++) {
                for (k = sum = 0; k < 30; k++) {
                    known = want[source][k].step != COC_STEP_NONE;
                    sum += known;
                    assert_int_equal(step_at(table, source, k, NOW),
                                     want[source][k].step);
                }

                assert_int_equal(coc_table_count(table, source), sum);
            }
        }
    }
}


/* The version is a number like any other: it wraps around. */

static void
test_version(void **state)
{
    char          mem[65536];
    size_t        i;
    uint64_t     *version;
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));

    (void) state;

    /* magic, size, capacity, limit, version */

    version = (uint64_t *) table + 4;
    assert_int_equal(*version, 0);
    put(table, 0, 1, COC_STEP_MUTE, 0, 1);
    assert_int_equal(*version, 2);

    *version = UINT64_MAX - 5;

    for (i = 0; i < 10; i++) {
        assert_int_equal(put(table, 0, i, COC_STEP_MUTE, 0, 2), COC_OK);
        assert_int_equal(step(table, i), COC_STEP_MUTE);
        assert_int_equal(coc_table_repair(table), 0);
    }

    assert_in_range(*version, 2, 40);
}


/*
 * A child dies in the midst of a write: the pages that hold entries are
 * read-only to it, the first one, with the version, is not.
 */

static void
test_killed(void **state)
{
    int                 status;
    char               *mem;
    pid_t               pid;
    size_t              size = 64 * 4096;
    uint64_t            n;
    coc_member_t        m;
    coc_table_t        *table;
    coc_table_answer_t  a;

    (void) state;

    mem = mmap(NULL, size, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS,
               -1, 0);
    assert_true(mem != MAP_FAILED);

    table = coc_table_init(mem, size);

    for (n = 0; n < 100; n++) {
        assert_int_equal(put(table, 3, n, COC_STEP_MUTE, 0, 1), COC_OK);
    }

    pid = fork();

    if (pid == 0) {
        (void) signal(SIGSEGV, SIG_DFL);
        (void) mprotect(mem + 4096, size - 4096, PROT_READ);

        for (n = 100; n < 1000; n++) {
            (void) put(table, 3, n, COC_STEP_MUTE, 0, 1);
        }

        _exit(0);
    }

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);

    m = member(1);
    assert_int_equal(coc_table_find(table, 3, &m, NOW, &a), COC_AGAIN);
    assert_int_equal(coc_table_repair(table), 1);
    assert_int_equal(coc_table_repair(table), 0);
    assert_int_equal(coc_table_find(table, 3, &m, NOW, &a), COC_DECLINED);
    assert_int_equal(coc_table_count(table, 3), 0);

    for (n = 0; n < coc_table_room(table); n++) {
        assert_int_equal(put(table, 3, n, COC_STEP_MUTE, 0, 1), COC_OK);
    }

    assert_int_equal(put(table, 3, n, COC_STEP_MUTE, 0, 1), COC_LIMIT);

    (void) munmap(mem, size);
}


/* Readers in threads: what is told of a member always is of one write. */

typedef struct {
    coc_table_t  *table;
    int           stop;
    uint64_t      found[3];
    uint64_t      torn[3];
} threads_t;

typedef struct {
    threads_t  *t;
    int         i;
} thread_t;


static void *
reader(void *data)
{
    int                 rc;
    thread_t           *thread = data;
    threads_t          *t = thread->t;
    coc_member_t        m;
    uint64_t            n = 0;
    coc_table_answer_t  a;

    while (!__atomic_load_n(&t->stop, __ATOMIC_ACQUIRE)) {
        m = member(n++ % 64);
        rc = coc_table_find(t->table, 0, &m, NOW, &a);

        /* members 0 to 7 are never lifted */

        if ((rc == COC_DECLINED && (n - 1) % 64 < 8)
            || (rc == COC_OK && a.standing.until - NOW != a.standing.seq))
        {
            t->torn[thread->i]++;
        }

        t->found[thread->i] += (rc == COC_OK);
    }

    return NULL;
}


static void
test_threads(void **state)
{
    int           i;
    char          mem[16384];
    threads_t     t;
    thread_t      thread[3];
    uint64_t      n, seq;
    pthread_t     id[3];

    (void) state;

    memset(&t, 0, sizeof(t));
    t.table = coc_table_init(mem, sizeof(mem));

    for (n = 0; n < 8; n++) {
        put(t.table, 0, n, COC_STEP_SUSPEND, NOW + 1, 1);
    }

    for (i = 0; i < 3; i++) {
        thread[i].t = &t;
        thread[i].i = i;
        assert_int_equal(pthread_create(&id[i], NULL, reader, &thread[i]), 0);
    }

    for (seq = 2; seq < 20000; seq++) {
        n = seq % 64;
        put(t.table, 0, n, (n >= 8 && seq % 3 == 0) ? COC_STEP_NONE
                                                    : COC_STEP_SUSPEND,
            NOW + seq, seq);

        if (seq % 10 == 0) {
            coc_table_sweep(t.table, NOW, 64);
        }
    }

    __atomic_store_n(&t.stop, 1, __ATOMIC_RELEASE);

    for (i = 0; i < 3; i++) {
        (void) pthread_join(id[i], NULL);
        assert_int_equal(t.torn[i], 0);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_threads)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
