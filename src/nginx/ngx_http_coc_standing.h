/*
 * Standing without a round trip: the table of active sanctions in coc_zone,
 * and whether it may be believed.
 */

#ifndef _NGX_HTTP_COC_STANDING_H_INCLUDED_
#define _NGX_HTTP_COC_STANDING_H_INCLUDED_


#include "ngx_http_coc.h"


/* What the table says of a member. */

typedef enum {
    NGX_HTTP_COC_TABLE_ASK = 0,     /* nothing to believe: ask Redis */
    NGX_HTTP_COC_TABLE_MISS,        /* no sanction */
    NGX_HTTP_COC_TABLE_HIT          /* *standing is set: step, until, under,
                                       under_until, seq; no points */
} ngx_http_coc_table_e;


COC_BEGIN_DECLS


/*
 * A member's sanctions; no lock is taken, nothing is sent.
 *
 * stale  0: only while the table is kept true by the feed; else: as it last
 *        was, if that is not longer ago than this, ms
 */
ngx_http_coc_table_e ngx_http_coc_standing_find(
    ngx_http_coc_loc_conf_t *cocf, const coc_member_t *member,
    ngx_msec_t stale, coc_standing_t *standing);

/*
 * What Redis just told of a member, in an answer to this edge: holds here at
 * once.  Older than what the table has (standing->seq) it changes nothing.
 * Without a table it does nothing.
 */
void ngx_http_coc_standing_put(ngx_http_coc_source_t *source,
    const coc_member_t *member, const coc_standing_t *standing);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_STANDING_H_INCLUDED_ */
