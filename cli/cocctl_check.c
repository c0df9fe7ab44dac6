/*
 * cocctl check: a text or a whole body, judged by its content alone.
 */

#include "cocctl_judge.h"


#define COCCTL_CHECK_READ  65536        /* bytes */


static void
cocctl_check_hit(const coc_hit_t *hit, coc_buf_t *buf)
{
    (void) coc_buf_puts(buf, "{\"id\":");
    (void) coc_buf_json(buf, hit->rule->id);
    (void) coc_buf_puts(buf, ",\"section\":\"");
    (void) coc_buf_puts(buf, coc_section_name(hit->rule->section));
    (void) coc_buf_puts(buf, "\",\"action\":\"");
    (void) coc_buf_puts(buf, coc_action_name(hit->rule->action));
    (void) coc_buf_puts(buf, "\",\"title\":");
    (void) coc_buf_json(buf, hit->rule->title);

    if (hit->nowhere) {
        (void) coc_buf_puts(buf, ",\"signal\":");
        (void) coc_buf_json(buf, hit->path);

    } else {
        (void) coc_buf_puts(buf, ",\"field\":");
        (void) coc_buf_json(buf, hit->path);
        (void) coc_buf_puts(buf, ",\"start\":");
        (void) coc_buf_uint(buf, hit->start);
        (void) coc_buf_puts(buf, ",\"end\":");
        (void) coc_buf_uint(buf, hit->end);
    }

    if (hit->rule->redact) {
        (void) coc_buf_puts(buf, ",\"redact\":true");
    }

    if (hit->aside) {
        (void) coc_buf_puts(buf, ",\"aside\":true");
    }

    if (hit->rule->shadow) {
        (void) coc_buf_puts(buf, ",\"shadow\":true");
    }

    (void) coc_buf_putc(buf, '}');
}


static int
cocctl_check_print(const cocctl_result_t *result)
{
    int                rc;
    size_t             i;
    coc_buf_t          buf;
    const coc_hits_t  *hits;

    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);

    (void) coc_buf_putc(&buf, '{');
    cocctl_judge_json(result, &buf);
    (void) coc_buf_puts(&buf, ",\"rules\":[");

    /* what was found before a body was refused decides nothing */

    hits = (result->err.code == COC_OK) ? coc_scan_hits(result->scan) : NULL;

    for (i = 0; hits != NULL && i < hits->n; i++) {
        if (i) {
            (void) coc_buf_putc(&buf, ',');
        }

        cocctl_check_hit(&hits->hit[i], &buf);
    }

    (void) coc_buf_puts(&buf, "]}\n");

    rc = cocctl_write(&buf);

    coc_buf_free(&buf);

    return rc;
}


static int
cocctl_check_body(cocctl_judge_t *judge, FILE *in)
{
    int              rc;
    size_t           n;
    uint8_t          data[COCCTL_CHECK_READ];
    coc_scan_conf_t  conf;
    cocctl_result_t  result;

    if (cocctl_judge_begin(judge, &result, &conf) == COC_OK) {

        do {
            n = fread(data, 1, sizeof(data), in);
        } while (n && cocctl_judge_feed(&result, data, n) == COC_OK);
    }

    rc = cocctl_judge_finish(&result);

    if (rc != COCCTL_ERROR && cocctl_check_print(&result) != COCCTL_OK) {
        rc = COCCTL_ERROR;
    }

    cocctl_judge_end(&result);

    return rc;
}


/* Says that a name is none of the signals, and which there are. */

static int
cocctl_check_unknown(const char *name)
{
    size_t     i;
    coc_buf_t  buf;

    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);

    for (i = 0; i < COC_SIGNAL_MAX; i++) {
        (void) coc_buf_puts(&buf, (i == 0) ? "" : ", ");
        (void) coc_buf_puts(&buf, coc_signal_name((coc_signal_e) i));
    }

    (void) cocctl_error("check: unknown signal \"%s\", known: %.*s", name,
                        (int) buf.len, (const char *) buf.data);
    coc_buf_free(&buf);

    return COCCTL_ERROR;
}


/* The bits of the signals that are named. */

static int
cocctl_check_signals(const cocctl_option_t *option, uint32_t *signals)
{
    size_t        i;
    coc_signal_e  signal;

    for (*signals = 0, i = 0; i < option->n; i++) {

        if (coc_signal_find(coc_str_from(option->value[i]), &signal)
            != COC_OK)
        {
            return cocctl_check_unknown(option->value[i]);
        }

        *signals |= coc_signal_bit(signal);
    }

    return COCCTL_OK;
}


int
cocctl_check(int argc, char **argv)
{
    int              rc, n;
    FILE            *in;
    const char      *path, *type;
    cocctl_judge_t   judge;
    cocctl_option_t  options[] = {
        { .name = "rules", .max = COCCTL_VALUES },
        { .name = "kind", .max = 1 },
        { .name = "type", .max = 1 },
        { .name = "encoding", .max = 1 },
        { .name = "jsonl", .max = 0 },
        { .name = "signal", .max = COC_SIGNAL_MAX },
        { .name = "model", .max = 1 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > 1) {
        return cocctl_error("check: one file at a time");
    }

    if (options[4].n && (options[2].n || options[3].n)) {
        return cocctl_error("check: --jsonl goes without --type and "
                            "--encoding");
    }

    path = (n == 1) ? argv[1] : NULL;

    in = cocctl_open(path);
    if (in == NULL) {
        return COCCTL_ERROR;
    }

    rc = cocctl_judge_create(&judge, &options[0],
                             cocctl_value(&options[6], NULL));

    if (rc == COCCTL_OK
        && cocctl_check_signals(&options[5], &judge.signals) != COCCTL_OK)
    {
        cocctl_judge_destroy(&judge);
        rc = COCCTL_ERROR;
    }

    if (rc == COCCTL_OK) {
        type = options[4].n ? "application/json" : "text/plain; charset=utf-8";

        judge.kind = coc_str_from(cocctl_value(&options[1], "post"));
        judge.type = coc_str_from(cocctl_value(&options[2], type));
        judge.coding = coc_str_from(cocctl_value(&options[3], ""));

        rc = options[4].n ? cocctl_jsonl(&judge, in, path)
                          : cocctl_check_body(&judge, in);

        cocctl_judge_destroy(&judge);
    }

    if (cocctl_close(in, path) != COCCTL_OK) {
        rc = COCCTL_ERROR;
    }

    return rc;
}
