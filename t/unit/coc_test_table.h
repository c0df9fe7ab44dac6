/*
 * What the unit tests of the standing table share.
 */

#ifndef _COC_TEST_TABLE_H_INCLUDED_
#define _COC_TEST_TABLE_H_INCLUDED_


#include "coc_test.h"
#include "coc_table.h"


#define NOW  1700000000000ULL       /* ms */


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


#endif /* _COC_TEST_TABLE_H_INCLUDED_ */
