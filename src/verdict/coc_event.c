/*
 * A decision as one JSON line.  Names places: fields by path and offsets;
 * of the content only what it is asked for.
 */

#include "coc_event.h"
#include "coc_str.h"


/* Cuts s to at most max bytes, not within a UTF-8 sequence. */

static coc_str_t
coc_event_cut(coc_str_t s, size_t max)
{
    size_t  n;

    if (s.len <= max) {
        return s;
    }

    for (n = max; n > max - 3 && (s.data[n] & 0xc0) == 0x80; n--) {
        /* void */
    }

    s.len = n;

    return s;
}


static void
coc_event_key(coc_buf_t *buf, const char *key)
{
    (void) coc_buf_puts(buf, ",\"");
    (void) coc_buf_puts(buf, key);
    (void) coc_buf_puts(buf, "\":");
}


/* A name that may be missing. */

static void
coc_event_name(coc_buf_t *buf, const char *key, coc_str_t value)
{
    if (value.len) {
        coc_event_key(buf, key);
        (void) coc_buf_json(buf, coc_event_cut(value, COC_EVENT_NAME));
    }
}


static void
coc_event_sections(coc_buf_t *buf, const char *key, uint32_t sections)
{
    int       more;
    unsigned  i;

    coc_event_key(buf, key);
    (void) coc_buf_putc(buf, '[');

    for (more = 0, i = 0; i < COC_SECTION_MAX; i++) {

        if (!(sections & (1u << i))) {
            continue;
        }

        (void) coc_buf_puts(buf, more ? ",\"" : "\"");
        (void) coc_buf_puts(buf, coc_section_name((coc_section_e) i));
        (void) coc_buf_putc(buf, '"');
        more = 1;
    }

    (void) coc_buf_putc(buf, ']');
}


static void
coc_event_hit(coc_buf_t *buf, const coc_event_t *event, const coc_hit_t *hit)
{
    (void) coc_buf_puts(buf, "{\"id\":");
    (void) coc_buf_json(buf, hit->rule->id);
    coc_event_key(buf, "section");
    (void) coc_buf_json(buf,
                        coc_str_from(coc_section_name(hit->rule->section)));

    if (hit->nowhere) {
        coc_event_key(buf, "signal");
        (void) coc_buf_json(buf, hit->path);

    } else {
        coc_event_key(buf, "field");
        (void) coc_buf_json(buf, coc_event_cut(hit->path, COC_EVENT_PATH));
        coc_event_key(buf, "start");
        (void) coc_buf_uint(buf, hit->start);
        coc_event_key(buf, "end");
        (void) coc_buf_uint(buf, hit->end);
    }

    if (hit->aside) {
        (void) coc_buf_puts(buf, ",\"aside\":true");
    }

    if (hit->rule->shadow) {
        (void) coc_buf_puts(buf, ",\"shadow\":true");

    } else if (event->verdict->exempt & (1u << hit->rule->section)) {
        (void) coc_buf_puts(buf, ",\"exempt\":true");
    }

    if (event->excerpts && hit->excerpt.len) {
        coc_event_key(buf, "excerpt");
        (void) coc_buf_json(buf, hit->excerpt);
    }

    if (event->excerpts && hit->words.len) {
        coc_event_key(buf, "words");
        (void) coc_buf_json(buf, hit->words);
    }

    (void) coc_buf_putc(buf, '}');
}


/*
 * The label with the highest score after last, which it then is; 0: no other
 * is worth telling.
 */

static int
coc_event_next(const coc_scores_t *scores, coc_label_e *last, uint32_t *done)
{
    int          found;
    coc_label_e  i;

    for (found = 0, i = 0; i < COC_LABEL_MAX; i++) {

        if ((*done >> i & 1) || scores->label[i].p < COC_EVENT_LABEL) {
            continue;
        }

        if (!found || scores->label[i].p > scores->label[*last].p) {
            *last = i;
            found = 1;
        }
    }

    if (found) {
        *done |= 1u << *last;
    }

    return found;
}


/* "0.97": two digits are what a moderator compares. */

static void
coc_event_p(coc_buf_t *buf, uint32_t p)
{
    p = (p + COC_SCORE_ONE / 200) / (COC_SCORE_ONE / 100);

    (void) coc_buf_putc(buf, (uint8_t) ('0' + p / 100));
    (void) coc_buf_putc(buf, '.');
    (void) coc_buf_putc(buf, (uint8_t) ('0' + p / 10 % 10));
    (void) coc_buf_putc(buf, (uint8_t) ('0' + p % 10));
}


int
coc_event_labels(const coc_scores_t *scores, coc_buf_t *buf)
{
    uint32_t     done;
    coc_label_e  label;

    done = 0;
    label = 0;

    while (coc_event_next(scores, &label, &done)) {
        (void) coc_buf_puts(buf, (done & (done - 1)) ? "," : "");
        (void) coc_buf_puts(buf, coc_label_name(label));
        (void) coc_buf_putc(buf, '=');
        coc_event_p(buf, scores->label[label].p);
    }

    return buf->status;
}


static void
coc_event_scores(coc_buf_t *buf, const coc_scores_t *scores)
{
    uint32_t     done;
    coc_label_e  label;

    done = 0;
    label = 0;

    coc_event_key(buf, "labels");
    (void) coc_buf_putc(buf, '{');

    while (coc_event_next(scores, &label, &done)) {
        (void) coc_buf_puts(buf, (done & (done - 1)) ? ",\"" : "\"");
        (void) coc_buf_puts(buf, coc_label_name(label));
        (void) coc_buf_puts(buf, "\":");
        coc_event_p(buf, scores->label[label].p);
    }

    (void) coc_buf_putc(buf, '}');
}


static void
coc_event_hits(coc_buf_t *buf, const coc_event_t *event)
{
    size_t             i, n;
    const coc_hits_t  *hits;

    hits = event->hits;

    n = (hits == NULL) ? 0 : coc_min(hits->n, (size_t) COC_EVENT_HITS);

    coc_event_key(buf, "rules");
    (void) coc_buf_putc(buf, '[');

    for (i = 0; i < n; i++) {
        if (i) {
            (void) coc_buf_putc(buf, ',');
        }

        coc_event_hit(buf, event, &hits->hit[i]);
    }

    (void) coc_buf_putc(buf, ']');

    if (hits != NULL && hits->n > n) {
        coc_event_key(buf, "more");
        (void) coc_buf_uint(buf, hits->n - n);
    }
}


int
coc_event_json(const coc_event_t *event, coc_buf_t *buf)
{
    const coc_verdict_t  *verdict;

    verdict = event->verdict;

    (void) coc_buf_puts(buf, "{\"case\":");
    (void) coc_buf_json(buf, coc_event_cut(event->id, COC_EVENT_NAME));
    coc_event_key(buf, "time");
    (void) coc_buf_uint(buf, event->time);
    coc_event_key(buf, "verdict");
    (void) coc_buf_json(buf, coc_str_from(coc_action_name(verdict->action)));
    coc_event_name(buf, "reason",
                   coc_str_from(coc_reason_name(verdict->reason)));
    coc_event_key(buf, "score");
    (void) coc_buf_uint(buf, verdict->score);
    coc_event_sections(buf, "sections", verdict->sections);

    if (verdict->exempt) {
        coc_event_sections(buf, "exempt", verdict->exempt);
    }

    coc_event_hits(buf, event);

    if (event->scores != NULL) {
        coc_event_scores(buf, event->scores);
    }

    coc_event_name(buf, "member", event->member);
    coc_event_name(buf, "kind", event->kind);
    coc_event_name(buf, "thread", event->thread);

    if (verdict->redacted != 0) {
        coc_event_key(buf, "redacted");
        (void) coc_buf_uint(buf, verdict->redacted);
    }

    if (verdict->nudged) {
        (void) coc_buf_puts(buf, ",\"confirmed\":true");
    }

    (void) coc_buf_putc(buf, '}');

    return buf->status;
}
