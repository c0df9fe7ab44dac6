/*
 * What the unit tests of the standing table share.
 */

#ifndef _COC_TEST_TABLE_H_INCLUDED_
#define _COC_TEST_TABLE_H_INCLUDED_


#include "coc_test.h"
#include "coc_table.h"


#define NOW   1700000000000ULL      /* ms */
#define HOUR  3600000ULL


static __attribute__ ((unused)) coc_member_t
member(uint64_t n)
{
    coc_member_t  m;

    /* spread as hashes are */

    (void) snprintf(m.hash, sizeof(m.hash), "%016llx%016llx",
                    (unsigned long long) (n * 0x9e3779b97f4a7c15ULL),
                    (unsigned long long) n);
    return m;
}


static __attribute__ ((unused)) coc_standing_t
standing(coc_step_e step, uint64_t until, uint64_t seq)
{
    coc_standing_t  s;

    memset(&s, 0, sizeof(s));
    s.step = step;
    s.until = until;
    s.seq = seq;

    return s;
}


static __attribute__ ((unused)) int
put(coc_table_t *table, unsigned source, uint64_t n, coc_step_e step,
    uint64_t until, uint64_t seq)
{
    coc_member_t    m = member(n);
    coc_standing_t  s = standing(step, until, seq);

    return coc_table_put(table, source, &m, &s, NOW);
}


static __attribute__ ((unused)) int
line(coc_table_t *table, uint64_t n, coc_step_e step, uint64_t until)
{
    coc_member_t  m = member(n);

    return coc_table_line(table, 0, &m, step, until, NOW);
}


/* The step in force, +100 if unverified; NONE: not found. */

static __attribute__ ((unused)) int
step_at(const coc_table_t *table, unsigned source, uint64_t n, uint64_t now)
{
    int                 rc;
    coc_member_t        m = member(n);
    coc_table_answer_t  a;

    rc = coc_table_find(table, source, &m, now, &a);

    if (rc == COC_DECLINED) {
        return COC_STEP_NONE;
    }

    assert_int_equal(rc, COC_OK);

    return (int) coc_standing_step(&a.standing, now) + (a.verified ? 0 : 100);
}


static __attribute__ ((unused)) int
step(const coc_table_t *table, uint64_t n)
{
    return step_at(table, 0, n, NOW);
}


static __attribute__ ((unused)) void
end(coc_table_t *table, unsigned source)
{
    while (coc_table_end(table, source, NOW, 7) == COC_AGAIN) { /* void */ }
}


#endif /* _COC_TEST_TABLE_H_INCLUDED_ */
