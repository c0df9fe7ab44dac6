/*
 * The body of a reply: a problem (RFC 9457) with its members, or the same as a
 * page.  Told is the clause and what can be done, never the words that hit.
 */

#include "ngx_http_coc_problem.h"
#include "ngx_http_coc_decide.h"
#include "ngx_http_coc_state.h"


#define NGX_HTTP_COC_PROBLEM_DETAIL  768    /* bytes */


typedef struct {
    const char  *type;
    const char  *title;
    char         detail[NGX_HTTP_COC_PROBLEM_DETAIL];
    char         until[32];             /* RFC 3339, or "" */
    const char  *privilege;             /* that was taken, or NULL */
    const char  *why;                   /* it was; or NULL */
} ngx_http_coc_problem_t;


static void ngx_http_coc_problem_fill(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem);
static void ngx_http_coc_problem_rules(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem);
static void ngx_http_coc_problem_signals(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem);
static void ngx_http_coc_problem_standing(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem);
static void ngx_http_coc_problem_privilege(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem);
static void ngx_http_coc_problem_until(ngx_http_coc_problem_t *problem,
    uint64_t until);
static void ngx_http_coc_problem_add(ngx_http_coc_problem_t *problem,
    const char *text);
static const char *ngx_http_coc_problem_section(ngx_http_coc_ctx_t *ctx);
static coc_str_t ngx_http_coc_problem_help(ngx_http_coc_ctx_t *ctx);
static void ngx_http_coc_problem_member(coc_buf_t *buf, const char *name,
    coc_str_t value);
static void ngx_http_coc_problem_escape(coc_buf_t *buf, coc_str_t text);


static void
ngx_http_coc_problem_fill(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem)
{
    ngx_memzero(problem, sizeof(ngx_http_coc_problem_t));

    switch (ctx->verdict.reason) {

    case COC_REASON_STANDING:
        ngx_http_coc_problem_standing(ctx, problem);
        break;

    case COC_REASON_MALFORMED:
        problem->type = (ctx->rc == COC_UNSUPPORTED)
                        ? "urn:coc:unsupported" : "urn:coc:malformed";
        problem->title = (ctx->rc == COC_UNSUPPORTED)
                         ? "This encoding is not accepted here"
                         : "The request's body can't be read";
        ngx_http_coc_problem_add(problem, ctx->error.text);
        break;

    case COC_REASON_LIMIT:
        problem->type = "urn:coc:limit";
        problem->title = "The request's body is past a limit";
        ngx_http_coc_problem_add(problem, ctx->error.text);
        break;

    case COC_REASON_STORE:
        problem->type = "urn:coc:unavailable";
        problem->title = "Posting is not possible right now";
        ngx_http_coc_problem_add(problem,
                                 "Nothing was posted. Please try again in a "
                                 "few seconds.");
        break;

    case COC_REASON_REDACT:
        problem->type = "urn:coc:redact";
        problem->title = "Identifying data can't be masked here";
        ngx_http_coc_problem_add(problem,
                                 "The post contains identifying data that "
                                 "can't be masked in this form. Nothing was "
                                 "posted: please take it out.");
        break;

    case COC_REASON_ERROR:
        problem->type = "urn:coc:error";
        problem->title = "Something went wrong here";
        ngx_http_coc_problem_add(problem,
                                 "Nothing was posted. Please try again; it "
                                 "was not your fault.");
        break;

    default: /* COC_REASON_RULES */
        ngx_http_coc_problem_rules(ctx, problem);
        break;
    }
}


static void
ngx_http_coc_problem_rules(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem)
{
    uint64_t    now;
    coc_step_e  step;

    if (ctx->verdict.rule != NULL) {
        ngx_http_coc_problem_add(problem,
                           coc_section_clause(ctx->verdict.rule->section));
        ngx_http_coc_problem_signals(ctx, problem);
    }

    if (ctx->verdict.action == COC_ACTION_NUDGE) {
        problem->type = "urn:coc:nudge";
        problem->title = "Think before you post";
        ngx_http_coc_problem_add(problem,
                                 "Nothing was posted yet. Change the text, or "
                                 "send the same text again with the token to "
                                 "post it as it is; moderators will see it.");
        return;
    }

    problem->type = "urn:coc:block";
    problem->title = "This goes against the Code of Conduct";
    ngx_http_coc_problem_add(problem, "Nothing was posted.");

    if (!ctx->standing_known) {
        return;
    }

    now = ngx_http_coc_now();
    step = coc_standing_step(&ctx->standing, now);

    switch (step) {

    case COC_STEP_WARN:
        ngx_http_coc_problem_add(problem,
                                 "This is a warning: if it happens again, your "
                                 "account will be restricted.");
        break;

    case COC_STEP_MUTE:
        ngx_http_coc_problem_add(problem,
                                 "You can't comment or send messages for now.");
        break;

    case COC_STEP_PREMODERATE:
        ngx_http_coc_problem_add(problem,
                                 "What you post now waits for a moderator.");
        break;

    case COC_STEP_SUSPEND:
        ngx_http_coc_problem_add(problem, "Your account is suspended.");
        break;

    case COC_STEP_DEACTIVATE:
        ngx_http_coc_problem_add(problem, "Your account is deactivated.");
        break;

    default:
        break;
    }

    ngx_http_coc_problem_until(problem,
                               coc_standing_until(&ctx->standing, now));
}


/* The limits that were hit. */

static void
ngx_http_coc_problem_signals(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem)
{
    u_char             text[160];
    uint32_t           signals;
    ngx_uint_t         i;
    const coc_hits_t  *hits;

    signals = 0;
    hits = coc_scan_hits(ctx->scan);

    for (i = 0; i < hits->n; i++) {
        if (hits->hit[i].rule->action == ctx->verdict.rule->action) {
            signals |= ctx->signals & hits->hit[i].rule->signals;
        }
    }

    for (i = 0; i < COC_SIGNAL_MAX; i++) {
        if ((signals & coc_signal_bit(i))
            && ngx_http_coc_state_told(ctx, i, text, sizeof(text)))
        {
            ngx_http_coc_problem_add(problem, (char *) text);
        }
    }
}


static void
ngx_http_coc_problem_standing(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem)
{
    uint64_t  until;

    /* of several steps in force the one that refuses */

    switch (coc_standing_refusal(&ctx->standing, ngx_http_coc_str(ctx->kind),
                                 ngx_http_coc_now(), &until))
    {

    case COC_STEP_NONE:
        ngx_http_coc_problem_privilege(ctx, problem);
        return;

    case COC_STEP_MUTE:
        problem->type = "urn:coc:muted";
        problem->title = "You can't comment or send messages for now";
        ngx_http_coc_problem_add(problem,
                                 "After breaches of the Code of "
                                 "Conduct your comments and messages are "
                                 "refused for a time. You can still post.");
        break;

    case COC_STEP_DEACTIVATE:
        problem->type = "urn:coc:deactivated";
        problem->title = "Your account is deactivated";
        ngx_http_coc_problem_add(problem,
                                 "Your account was deactivated after breaches "
                                 "of the Code of Conduct.");
        break;

    default: /* COC_STEP_SUSPEND */
        problem->type = "urn:coc:suspended";
        problem->title = "Your account is suspended";
        ngx_http_coc_problem_add(problem,
                                 "After breaches of the Code of "
                                 "Conduct your account is suspended for a "
                                 "time.");
        break;
    }

    ngx_http_coc_problem_until(problem, until);
}


static void
ngx_http_coc_problem_privilege(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_problem_t *problem)
{
    coc_posting_t      posting;
    coc_privilege_e    which;
    coc_privileges_t  *privileges;

    static const char *const  titles[COC_PRIVILEGE_MAX + 1] = {
        "You can't post for now",
        "You can't comment for now",
        "You can't send messages for now",
        "You can't post links for now",
        "You can't upload files for now",
        "You can only read for now",
        "What you post waits for a moderator",
        "You can't post this for now"
    };

    privileges = &ctx->standing.privileges;

    ngx_http_coc_decide_posting(ctx, &posting);
    which = coc_privilege_refuses(privileges, &posting, ngx_http_coc_now());

    problem->type = "urn:coc:privilege";
    problem->title = titles[which];
    ngx_http_coc_problem_add(problem,
                             "A moderator has taken this privilege from you. "
                             "Nothing was posted.");

    /* its time may have run out since it was refused */

    if (which == COC_PRIVILEGE_MAX) {
        return;
    }

    problem->privilege = coc_privilege_name(which);
    problem->why = privileges->reason[which];
    ngx_http_coc_problem_until(problem, privileges->until[which]);
}


static void
ngx_http_coc_problem_until(ngx_http_coc_problem_t *problem, uint64_t until)
{
    time_t     sec;
    struct tm  tm;

    if (until == 0) {
        return;
    }

    sec = (time_t) (until / 1000);
    ngx_libc_gmtime(sec, &tm);

    (void) strftime(problem->until, sizeof(problem->until),
                    "%Y-%m-%dT%H:%M:%SZ", &tm);
}


/* Sentences follow each other with a space between; what is too long is cut. */

static void
ngx_http_coc_problem_add(ngx_http_coc_problem_t *problem, const char *text)
{
    u_char  *p, *last;

    p = (u_char *) problem->detail + ngx_strlen(problem->detail);
    last = (u_char *) problem->detail + sizeof(problem->detail) - 1;

    p = ngx_slprintf(p, last, "%s%s",
                     problem->detail[0] != '\0' ? " " : "", text);
    *p = '\0';
}


static const char *
ngx_http_coc_problem_section(ngx_http_coc_ctx_t *ctx)
{
    return (ctx->verdict.reason == COC_REASON_RULES
            && ctx->verdict.rule != NULL)
           ? coc_section_name(ctx->verdict.rule->section) : NULL;
}


/* Where help is, for who may be in danger. */

static coc_str_t
ngx_http_coc_problem_help(ngx_http_coc_ctx_t *ctx)
{
    coc_str_t  none = coc_null_str;

    return (ctx->verdict.sections & (1u << COC_SECTION_SELFHARM))
           ? ngx_http_coc_str(ctx->cocf->help) : none;
}


/* Appends ,"name":"value"; nothing where value is empty. */

static void
ngx_http_coc_problem_member(coc_buf_t *buf, const char *name, coc_str_t value)
{
    if (value.len == 0) {
        return;
    }

    coc_buf_putc(buf, ',');
    coc_buf_json(buf, coc_str_from(name));
    coc_buf_putc(buf, ':');
    coc_buf_json(buf, value);
}


int
ngx_http_coc_problem_json(ngx_http_coc_ctx_t *ctx, coc_buf_t *buf)
{
    ngx_http_coc_problem_t  problem;

    ngx_http_coc_problem_fill(ctx, &problem);

    coc_buf_puts(buf, "{\"type\":");
    coc_buf_json(buf, coc_str_from(problem.type));
    ngx_http_coc_problem_member(buf, "title", coc_str_from(problem.title));
    coc_buf_puts(buf, ",\"status\":");
    coc_buf_uint(buf, ctx->status);
    ngx_http_coc_problem_member(buf, "detail", coc_str_from(problem.detail));
    ngx_http_coc_problem_member(buf, "section",
                        coc_str_from(ngx_http_coc_problem_section(ctx)));

    ngx_http_coc_problem_member(buf, "privilege",
                                coc_str_from(problem.privilege));
    ngx_http_coc_problem_member(buf, "reason", coc_str_from(problem.why));

    /* neither a charset of the header nor a limit of a pattern has a place */

    if ((ctx->verdict.reason == COC_REASON_MALFORMED
         || ctx->verdict.reason == COC_REASON_LIMIT)
        && (ctx->rc == COC_INVALID || ctx->error.offset != 0))
    {
        coc_buf_puts(buf, ",\"offset\":");
        coc_buf_uint(buf, ctx->error.offset);
    }

    ngx_http_coc_problem_member(buf, "case",
                                ngx_http_coc_str(*ngx_http_coc_case(ctx)));

    if (ctx->verdict.action == COC_ACTION_NUDGE) {
        ngx_http_coc_problem_member(buf, "confirm",
                                    ngx_http_coc_str(ctx->token));
    }

    ngx_http_coc_problem_member(buf, "until", coc_str_from(problem.until));
    ngx_http_coc_problem_member(buf, "help", ngx_http_coc_problem_help(ctx));
    ngx_http_coc_problem_member(buf, "appeal",
                                ngx_http_coc_str(ctx->cocf->appeal));

    return coc_buf_puts(buf, "}\n");
}


/* Text into a page: the four characters that could end it. */

static void
ngx_http_coc_problem_escape(coc_buf_t *buf, coc_str_t text)
{
    size_t  i;

    for (i = 0; i < text.len; i++) {

        switch (text.data[i]) {

        case '<':
            coc_buf_puts(buf, "&lt;");
            break;

        case '>':
            coc_buf_puts(buf, "&gt;");
            break;

        case '&':
            coc_buf_puts(buf, "&amp;");
            break;

        case '"':
            coc_buf_puts(buf, "&quot;");
            break;

        default:
            coc_buf_putc(buf, text.data[i]);
            break;
        }
    }
}


int
ngx_http_coc_problem_html(ngx_http_coc_ctx_t *ctx, coc_buf_t *buf)
{
    coc_str_t               help;
    ngx_http_coc_problem_t  problem;

    ngx_http_coc_problem_fill(ctx, &problem);

    coc_buf_puts(buf, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>");
    coc_buf_puts(buf, problem.title);
    coc_buf_puts(buf, "</title>\n<style>\n"
        "body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 36rem; "
        "margin: 12vh auto; padding: 0 1.5rem; color: #1c2733; "
        "background: #fff }\n"
        "h1 { font-size: 1.5rem; line-height: 1.25 }\n"
        "small { color: #51606f }\n"
        "@media (prefers-color-scheme: dark) { "
        "body { color: #e4e9ee; background: #15191d } "
        "small { color: #9fb0c0 } a { color: #8ab8ff } }\n"
        "</style>\n</head>\n<body>\n<main>\n<h1>");
    coc_buf_puts(buf, problem.title);
    coc_buf_puts(buf, "</h1>\n<p>");
    ngx_http_coc_problem_escape(buf, coc_str_from(problem.detail));
    coc_buf_puts(buf, "</p>\n");

    help = ngx_http_coc_problem_help(ctx);

    if (help.len) {
        coc_buf_puts(buf, "<p><strong>");
        ngx_http_coc_problem_escape(buf, help);
        coc_buf_puts(buf, "</strong></p>\n");
    }

    if (problem.why != NULL && problem.why[0] != '\0') {
        coc_buf_puts(buf, "<p>The reason: ");
        ngx_http_coc_problem_escape(buf, coc_str_from(problem.why));
        coc_buf_puts(buf, "</p>\n");
    }

    if (problem.until[0] != '\0') {
        coc_buf_puts(buf, "<p>This ends on <time datetime=\"");
        coc_buf_puts(buf, problem.until);
        coc_buf_puts(buf, "\">");
        coc_buf_puts(buf, problem.until);
        coc_buf_puts(buf, "</time>.</p>\n");
    }

    if (ctx->verdict.action == COC_ACTION_NUDGE) {
        coc_buf_puts(buf, "<p>To post it as it is, go back and send it again "
            "with this token in the field <code>" COC_CONFIRM_FIELD
            "</code>:<br>\n<code>");
        ngx_http_coc_problem_escape(buf, ngx_http_coc_str(ctx->token));
        coc_buf_puts(buf, "</code></p>\n");
    }

    if (ctx->cocf->appeal.len) {
        coc_buf_puts(buf, "<p><a href=\"");
        ngx_http_coc_problem_escape(buf, ngx_http_coc_str(ctx->cocf->appeal));
        coc_buf_puts(buf, "\">Ask a moderator to look at this again</a></p>\n");
    }

    coc_buf_puts(buf, "<p><small>Case ");
    ngx_http_coc_problem_escape(buf,
                                ngx_http_coc_str(*ngx_http_coc_case(ctx)));
    coc_buf_puts(buf, "</small></p>\n</main>\n</body>\n</html>\n");

    return buf->status;
}
