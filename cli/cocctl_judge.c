/*
 * Rules loaded, and bodies judged by them.
 */

#include "cocctl_judge.h"


static int
cocctl_judge_model(cocctl_judge_t *judge, const char *path)
{
    coc_error_t  err;

    if (path == NULL) {
        path = cocctl_model();
    }

    if (strcmp(path, "off") == 0) {
        return COCCTL_OK;
    }

    return (coc_model_open(&judge->model, &cocctl_alloc, path, &err) == COC_OK)
           ? COCCTL_OK : cocctl_complain(&err);
}


int
cocctl_judge_create(cocctl_judge_t *judge, const cocctl_option_t *rules,
    const char *model)
{
    size_t       i, n;
    coc_str_t    paths[COCCTL_VALUES];
    coc_error_t  err;

    static const coc_limits_t  limits = COC_LIMITS_DEFAULT;

    memset(judge, 0, sizeof(cocctl_judge_t));

    judge->limits = limits;

    for (n = 0; n < rules->n; n++) {
        paths[n] = coc_str_from(rules->value[n]);
    }

    if (n == 0) {
        paths[n++] = coc_str_from(cocctl_rules());
    }

    for (i = 0; i < n; i++) {
        if (paths[i].len == 0) {
            return cocctl_error("an empty path of rules");
        }
    }

    if (coc_engine_create(&judge->engine, &cocctl_alloc, paths, n, NULL, &err)
        != COC_OK)
    {
        judge->engine = NULL;
        return cocctl_complain(&err);
    }

    if (cocctl_judge_model(judge, model) != COCCTL_OK) {
        cocctl_judge_destroy(judge);
        return COCCTL_ERROR;
    }

    if (coc_scratch_create(&judge->scratch, &cocctl_alloc) != COC_OK) {
        judge->scratch = NULL;
        cocctl_judge_destroy(judge);
        return cocctl_error("no memory");
    }

    if (coc_scratch_fit(judge->scratch, coc_engine_match(judge->engine))
        != COC_OK)
    {
        cocctl_judge_destroy(judge);
        return cocctl_error("no memory");
    }

    return COCCTL_OK;
}


void
cocctl_judge_destroy(cocctl_judge_t *judge)
{
    if (judge->scratch != NULL) {
        coc_scratch_destroy(judge->scratch);
    }

    if (judge->engine != NULL) {
        coc_engine_destroy(judge->engine);
    }

    coc_model_close(judge->model);
}


int
cocctl_judge_begin(cocctl_judge_t *judge, cocctl_result_t *result,
    coc_scan_conf_t *conf)
{
    int  rc;

    memset(result, 0, sizeof(cocctl_result_t));
    memset(conf, 0, sizeof(coc_scan_conf_t));

    conf->alloc = &cocctl_alloc;
    conf->engine = judge->engine;
    conf->model = judge->model;
    conf->scratch = judge->scratch;
    conf->limits = &judge->limits;
    conf->content_type = judge->type;
    conf->coding = judge->coding;
    conf->kind = judge->kind;

    result->signals = judge->signals;
    result->labels = (judge->model != NULL);

    rc = coc_scan_create(&result->scan, conf, &result->err);

    if (rc != COC_OK) {
        result->scan = NULL;
        result->err.code = rc;
    }

    return rc;
}


int
cocctl_judge_feed(cocctl_result_t *result, const uint8_t *data, size_t len)
{
    int  rc;

    rc = coc_scan_feed(result->scan, data, len, &result->err);

    if (rc == COC_OK || rc == COC_AGAIN) {
        return COC_OK;
    }

    result->err.code = rc;

    return rc;
}


int
cocctl_judge_finish(cocctl_result_t *result)
{
    int             rc;
    coc_verdict_t  *verdict;

    verdict = &result->verdict;

    if (result->err.code == COC_OK) {
        rc = coc_scan_finish(result->scan, &result->err);

        if (rc == COC_OK) {
            rc = coc_scan_signal(result->scan, result->signals,
                                 &result->err);
        }

        result->err.code = rc;
    }

    if (result->err.code == COC_ERROR) {
        return cocctl_complain(&result->err);
    }

    if (result->err.code == COC_OK) {
        coc_verdict_content(verdict, coc_scan_hits(result->scan), 1, 0);

    } else {
        verdict->action = COC_ACTION_BLOCK;
        verdict->reason = (result->err.code == COC_LIMIT)
                          ? COC_REASON_LIMIT : COC_REASON_MALFORMED;
    }

    return (verdict->action == COC_ACTION_PASS) ? COCCTL_OK : COCCTL_FOUND;
}


void
cocctl_judge_end(cocctl_result_t *result)
{
    if (result->scan != NULL) {
        coc_scan_destroy(result->scan);
        result->scan = NULL;
    }
}


/* In the order of the labels; what is as good as 0 is left out. */

static void
cocctl_judge_labels(const coc_scores_t *scores, coc_buf_t *buf)
{
    int          more;
    char         p[16];
    coc_label_e  label;

    (void) coc_buf_puts(buf, ",\"labels\":{");

    for (more = 0, label = 0; label < COC_LABEL_MAX; label++) {

        if (scores->label[label].p == 0) {
            continue;
        }

        (void) coc_buf_puts(buf, more ? ",\"" : "\"");
        (void) coc_buf_puts(buf, coc_label_name(label));
        (void) coc_buf_puts(buf, "\":");
        (void) snprintf(p, sizeof(p), "%u.%04u",
                        scores->label[label].p / COC_SCORE_ONE,
                        scores->label[label].p % COC_SCORE_ONE);
        (void) coc_buf_puts(buf, p);
        more = 1;
    }

    (void) coc_buf_putc(buf, '}');
}


void
cocctl_judge_json(const cocctl_result_t *result, coc_buf_t *buf)
{
    int                   more;
    unsigned              i;
    const coc_verdict_t  *verdict;

    verdict = &result->verdict;

    (void) coc_buf_puts(buf, "\"verdict\":\"");
    (void) coc_buf_puts(buf, coc_action_name(verdict->action));
    (void) coc_buf_puts(buf, "\",");

    if (result->err.code != COC_OK) {
        (void) coc_buf_puts(buf, "\"reason\":\"");
        (void) coc_buf_puts(buf, coc_reason_name(verdict->reason));
        (void) coc_buf_puts(buf, "\",\"error\":");
        (void) coc_buf_json(buf, coc_str_from(result->err.text));
        (void) coc_buf_puts(buf, ",\"offset\":");
        (void) coc_buf_uint(buf, result->err.offset);
        (void) coc_buf_putc(buf, ',');
    }

    (void) coc_buf_puts(buf, "\"score\":");
    (void) coc_buf_uint(buf, verdict->score);
    (void) coc_buf_puts(buf, ",\"sections\":[");

    for (more = 0, i = 0; i < COC_SECTION_MAX; i++) {
        if (verdict->sections & (1u << i)) {
            (void) coc_buf_puts(buf, more ? ",\"" : "\"");
            (void) coc_buf_puts(buf, coc_section_name((coc_section_e) i));
            (void) coc_buf_putc(buf, '"');
            more = 1;
        }
    }

    (void) coc_buf_putc(buf, ']');

    if (result->labels && result->err.code == COC_OK) {
        cocctl_judge_labels(coc_scan_scores(result->scan), buf);
    }
}
