/*
 * cocctl check --jsonl: many texts, a line each.  Every text is put into the
 * body {"text": …} and judged as the module would judge that.
 */

#include "cocctl_judge.h"
#include "cocctl_line.h"

#include <stdlib.h>


/* Ids of the rules that hit, those on trial or all others. */

static void
cocctl_jsonl_ids(const coc_hits_t *hits, unsigned shadow, coc_buf_t *buf)
{
    int     more;
    size_t  i;

    for (more = 0, i = 0; i < hits->n; i++) {
        if (hits->hit[i].rule->shadow == shadow) {
            (void) coc_buf_puts(buf, more ? "," : "");
            (void) coc_buf_json(buf, hits->hit[i].rule->id);
            more = 1;
        }
    }
}


static int
cocctl_jsonl_print(const cocctl_line_t *line, const cocctl_result_t *result,
    coc_buf_t *buf)
{
    size_t             i;
    const coc_hits_t  *hits;

    cocctl_line_id(line, buf);
    (void) coc_buf_putc(buf, ',');
    cocctl_judge_json(result, buf);
    (void) coc_buf_puts(buf, ",\"rules\":[");

    hits = (result->err.code == COC_OK) ? coc_scan_hits(result->scan) : NULL;

    if (hits != NULL) {
        cocctl_jsonl_ids(hits, 0, buf);
    }

    (void) coc_buf_putc(buf, ']');

    for (i = 0; hits != NULL && i < hits->n; i++) {
        if (hits->hit[i].rule->shadow) {
            (void) coc_buf_puts(buf, ",\"shadow\":[");
            cocctl_jsonl_ids(hits, 1, buf);
            (void) coc_buf_putc(buf, ']');
            break;
        }
    }

    (void) coc_buf_puts(buf, "}\n");

    return cocctl_write(buf);
}


static int
cocctl_jsonl_judge(cocctl_judge_t *judge, const cocctl_line_t *line,
    coc_buf_t *buf)
{
    int              rc;
    coc_str_t        kind;
    coc_scan_conf_t  conf;
    cocctl_result_t  result;

    coc_buf_reset(buf);
    (void) coc_buf_puts(buf, "{\"text\":");
    (void) coc_buf_json(buf, coc_buf_str(&line->text));

    if (coc_buf_putc(buf, '}') != COC_OK) {
        return cocctl_error("no memory for a line");
    }

    kind = judge->kind;

    if (line->kind_set) {
        judge->kind = coc_buf_str(&line->kind);
    }

    if (cocctl_judge_begin(judge, &result, &conf) == COC_OK) {
        (void) cocctl_judge_feed(&result, buf->data, buf->len);
    }

    judge->kind = kind;

    rc = cocctl_judge_finish(&result);

    coc_buf_reset(buf);

    if (rc != COCCTL_ERROR
        && cocctl_jsonl_print(line, &result, buf) != COCCTL_OK)
    {
        rc = COCCTL_ERROR;
    }

    cocctl_judge_end(&result);

    return rc;
}


int
cocctl_jsonl(cocctl_judge_t *judge, FILE *in, const char *name)
{
    int             rc, found;
    char           *data;
    size_t          size;
    ssize_t         len;
    unsigned long   n;
    coc_buf_t       buf;
    coc_error_t     err;
    cocctl_line_t   line;

    cocctl_line_init(&line);
    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT * 6ULL);

    data = NULL;
    size = 0;
    found = COCCTL_OK;

    for (n = 1; (len = getline(&data, &size, in)) >= 0; n++) {

        if (strspn(data, " \t\r\n") == (size_t) len) {
            continue;
        }

        if (cocctl_line_parse(&line, data, (size_t) len, &err) != COC_OK) {
            found = cocctl_error("%s:%lu: error: %s",
                                 (name == NULL) ? "-" : name, n, err.text);
            break;
        }

        rc = cocctl_jsonl_judge(judge, &line, &buf);

        if (rc == COCCTL_ERROR) {
            found = rc;
            break;
        }

        found = coc_max(found, rc);
    }

    free(data);
    coc_buf_free(&buf);
    cocctl_line_free(&line);

    return found;
}
