/*
 * What the member is told of a signal: the limit that was hit, in plain words.
 * Of others nothing is said that is not theirs to tell.
 */

#include "ngx_http_coc_state.h"


static u_char *ngx_http_coc_told_time(u_char *p, u_char *last, uint64_t ms);


static u_char *
ngx_http_coc_told_time(u_char *p, u_char *last, uint64_t ms)
{
    size_t    i;
    uint64_t  n;

    static const struct {
        uint64_t     ms;
        const char  *name;
    } units[] = {
        { (uint64_t) 86400 * 1000, "day" },
        { 3600 * 1000, "hour" },
        { 60 * 1000, "minute" },
        { 1000, "second" }
    };

    for (i = 0; i + 1 < coc_nelts(units) && ms % units[i].ms != 0; i++) {
        /* void */
    }

    n = ms / units[i].ms;

    return ngx_slprintf(p, last, "%uL %s%s", n, units[i].name,
                        (n == 1) ? "" : "s");
}


ngx_uint_t
ngx_http_coc_state_told(ngx_http_coc_ctx_t *ctx, ngx_uint_t signal,
    u_char *text, size_t size)
{
    u_char              *p, *last;
    uint64_t             window;
    coc_state_limits_t  *limits;

    p = text;
    last = text + size - 1;
    limits = &ctx->cocf->state_limits;
    window = 0;

    switch (signal) {

    case COC_SIGNAL_UNANSWERED:
        p = ngx_slprintf(p, last, "The limit is %ud messages without an "
                         "answer in ", limits->unanswered.most);
        window = limits->unanswered.window;
        break;

    case COC_SIGNAL_STRANGERS:
        p = ngx_slprintf(p, last, "The limit is %ud members who have never "
                         "written to you in ", limits->strangers.most);
        window = limits->strangers.window;
        break;

    case COC_SIGNAL_BLOCKED:
        p = ngx_slprintf(p, last, "This member takes no messages from you");
        break;

    case COC_SIGNAL_RATE:
        p = ngx_slprintf(p, last, "The limit is %ud posts in ",
                         limits->rate.most);
        window = limits->rate.window;
        break;

    case COC_SIGNAL_REPEAT:
    case COC_SIGNAL_REPEAT_LINK:
        p = ngx_slprintf(p, last, "The limit is the same %s in %ud places in ",
                         (signal == COC_SIGNAL_REPEAT) ? "text" : "link",
                         limits->repeat.most);
        window = limits->repeat.window;
        break;

    case COC_SIGNAL_SIMILAR:
        p = ngx_slprintf(p, last, "Nearly the same text was posted within "
                         "the last ");
        window = limits->similar;
        break;

    case COC_SIGNAL_SHARE:
        p = ngx_slprintf(p, last, "More than %ud %% of the last %ud posts in "
                         "this thread are yours: start a new post, it's free",
                         limits->share, limits->share_of);
        break;

    case COC_SIGNAL_IDENTITY_OWN:
        p = ngx_slprintf(p, last, "It tells your own name, address or number");
        break;

    default:
        return 0;
    }

    if (window != 0) {
        p = ngx_http_coc_told_time(p, last, window);
    }

    p = ngx_slprintf(p, last, ".");
    *p = '\0';

    return 1;
}
