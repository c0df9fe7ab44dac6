/*
 * Rules loaded, and texts judged by them: what check and its --jsonl share.
 */

#ifndef _COCCTL_JUDGE_H_INCLUDED_
#define _COCCTL_JUDGE_H_INCLUDED_


#include "cocctl.h"


typedef struct cocctl_judge_s {
    coc_engine_t   *engine;
    coc_model_t    *model;      /* NULL: none */
    coc_scratch_t  *scratch;
    coc_limits_t    limits;
    coc_str_t       kind;       /* of post */
    coc_str_t       type;       /* Content-Type */
    coc_str_t       coding;     /* Content-Encoding */
    uint32_t        signals;    /* to be taken for there */
} cocctl_judge_t;


/* One body judged.  scan is NULL where it could not be begun. */

typedef struct {
    coc_scan_t     *scan;
    uint32_t        signals;
    unsigned        labels:1;   /* there is a model */
    coc_verdict_t   verdict;
    coc_error_t     err;        /* code COC_OK, or why it was refused */
} cocctl_result_t;


COC_BEGIN_DECLS


/*
 * Loads rules (none: the default ones) and a model (NULL: the default one,
 * "off": none); COCCTL_ERROR when it has complained.
 */
int cocctl_judge_create(cocctl_judge_t *judge, const cocctl_option_t *rules,
    const char *model);
void cocctl_judge_destroy(cocctl_judge_t *judge);

/*
 * A scan of one body: begin, feed, finish.  begin and feed return COC_OK as
 * long as there is a use in feeding more.  finish makes the verdict as the
 * module does by default: what can't be decoded or goes past a limit is
 * blocked.  It returns COCCTL_OK, _FOUND, or _ERROR when it has complained
 * (no memory).
 */
int cocctl_judge_begin(cocctl_judge_t *judge, cocctl_result_t *result,
    coc_scan_conf_t *conf);
int cocctl_judge_feed(cocctl_result_t *result, const uint8_t *data,
    size_t len);
int cocctl_judge_finish(cocctl_result_t *result);
void cocctl_judge_end(cocctl_result_t *result);

/*
 * Appends "verdict":…,"score":…,"sections":[…] and, where there is a model,
 * "labels":{…}: members of a JSON object.
 */
void cocctl_judge_json(const cocctl_result_t *result, coc_buf_t *buf);


COC_END_DECLS


#endif /* _COCCTL_JUDGE_H_INCLUDED_ */
