/*
 * What a scan keeps of a post for others to ask about: who may be named in it,
 * how many words and links it has, its hash, its text as evidence, what is to
 * be masked.
 */

#include <stdlib.h>

#include "coc_engine.h"
#include "coc_scan_int.h"


/* Detectors whose spans are candidates; of many the second ones give way. */

#define COC_FACT_STRONG                                                       \
    (coc_detector_bit(COC_DETECT_EMAIL) | coc_detector_bit(COC_DETECT_PHONE)  \
     | coc_detector_bit(COC_DETECT_FAX) | coc_detector_bit(COC_DETECT_NPI)    \
     | coc_detector_bit(COC_DETECT_DEA)                                       \
     | coc_detector_bit(COC_DETECT_LICENSE))

#define COC_FACT_WEAK                                                         \
    (coc_detector_bit(COC_DETECT_PERSON) | coc_detector_bit(COC_DETECT_NAME)  \
     | coc_detector_bit(COC_DETECT_HANDLE)                                    \
     | coc_detector_bit(COC_DETECT_LINK)                                      \
     | coc_detector_bit(COC_DETECT_PROFILE))

/* What a field takes of the evidence beside its text, and of its path. */

#define COC_FACT_FIELD  24      /* bytes */
#define COC_FACT_PATH   128


uint64_t
coc_scan_wanted(const coc_scan_conf_t *conf)
{
    uint64_t  wanted;

    wanted = conf->candidates ? COC_FACT_STRONG | COC_FACT_WEAK : 0;

    if (conf->facts) {
        wanted |= coc_detector_bit(COC_DETECT_LINK);
    }

    return wanted;
}


/* Where a candidate goes: a new place, or that of a weak one; NULL: nowhere. */

static coc_candidate_t *
coc_scan_place(coc_scan_t *scan, coc_detector_e detector)
{
    size_t  i;

    if (scan->ncandidates < COC_CANDIDATES) {
        return &scan->candidate[scan->ncandidates++];
    }

    if (!(COC_FACT_STRONG & coc_detector_bit(detector))) {
        return NULL;
    }

    for (i = scan->ncandidates; i > 0; i--) {
        if (COC_FACT_WEAK
            & coc_detector_bit(scan->candidate[i - 1].detector))
        {
            return &scan->candidate[i - 1];
        }
    }

    return NULL;
}


static int
coc_scan_candidate(coc_scan_t *scan, const coc_span_t *span, coc_str_t text)
{
    size_t            i;
    uint8_t          *p;
    coc_candidate_t  *candidate;

    if (text.len > COC_CANDIDATE_MAX) {

        if (span->detector != COC_DETECT_LINK) {
            return COC_OK;
        }

        text.len = COC_CANDIDATE_MAX;
    }

    for (i = 0; i < scan->ncandidates; i++) {
        candidate = &scan->candidate[i];

        if (candidate->detector == span->detector
            && coc_str_eq(candidate->text, text))
        {
            return COC_OK;
        }
    }

    candidate = coc_scan_place(scan, span->detector);
    if (candidate == NULL) {
        return COC_OK;
    }

    /* one that gives way leaves its room */

    p = (uint8_t *) (uintptr_t) candidate->text.data;

    if (p == NULL) {
        p = coc_arena_alloc(scan->kept, COC_CANDIDATE_MAX);

        if (p == NULL) {
            scan->ncandidates--;
            return coc_error_set(scan->err, COC_ERROR,
                                 "no memory for a candidate");
        }
    }

    memcpy(p, text.data, text.len);

    candidate->detector = span->detector;
    candidate->text.data = p;
    candidate->text.len = text.len;

    return COC_OK;
}


int
coc_scan_found(void *ctx, const coc_views_t *views, const coc_spans_t *spans,
    int verbatim)
{
    int                rc;
    size_t             i;
    coc_str_t          text;
    coc_scan_t        *scan = ctx;
    const coc_span_t  *span;
    const coc_view_t  *view;

    if (scan->conf->facts && !verbatim) {
        coc_simhash_add(&scan->simhash, views->view[COC_VIEW_FOLDED].text);
    }

    for (i = 0; i < spans->n; i++) {
        span = &spans->span[i];
        scan->links += (span->detector == COC_DETECT_LINK);

        if (!scan->conf->candidates
            || !((COC_FACT_STRONG | COC_FACT_WEAK)
                 & coc_detector_bit(span->detector)))
        {
            continue;
        }

        view = &views->view[verbatim ? COC_VIEW_VERBATIM
                            : coc_detector_view(span->detector)];

        text.data = view->text.data + span->start;
        text.len = span->end - span->start;

        rc = coc_scan_candidate(scan, span, text);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_candidate_t *
coc_scan_candidates(const coc_scan_t *scan, size_t *n)
{
    *n = scan->ncandidates;

    return scan->candidate;
}


size_t
coc_scan_words(const coc_scan_t *scan)
{
    return scan->simhash.words;
}


size_t
coc_scan_links(const coc_scan_t *scan)
{
    return scan->links;
}


uint64_t
coc_scan_simhash(const coc_scan_t *scan)
{
    return coc_simhash_final(&scan->simhash);
}


/* The first bytes of s, not within a character. */

static coc_str_t
coc_scan_cut(coc_str_t s, size_t max)
{
    if (s.len > max) {
        s.len = max;

        while (s.len > 0 && max - s.len < 3
               && (s.data[s.len] & 0xc0) == 0x80)
        {
            s.len--;
        }
    }

    return s;
}


/*
 * How much of s takes no more than max bytes as JSON; *size is what that takes.
 * Counted so, or text made of control characters would be six times as long.
 */

static size_t
coc_scan_fit(coc_str_t s, size_t max, size_t *size)
{
    size_t   i, n;
    uint8_t  c;

    for (i = 0, *size = 0; i < s.len; i++) {
        c = s.data[i];
        n = (c < 0x20) ? 6 : (c == '"' || c == '\\') ? 2 : 1;

        if (n > max - *size) {
            break;
        }

        *size += n;
    }

    return i;
}


int
coc_scan_evidence(coc_scan_t *scan, const coc_field_t *field)
{
    size_t      left, size;
    coc_buf_t  *buf;
    coc_str_t   path, text;

    if (scan->conf->evidence == 0 || scan->missing) {
        return COC_OK;
    }

    buf = &scan->evidence;
    path = coc_scan_cut(field->path, COC_FACT_PATH);
    left = scan->conf->evidence - scan->witnessed;

    if (left <= path.len + COC_FACT_FIELD) {
        scan->missing = 1;
        return COC_OK;
    }

    text = coc_scan_cut(field->value,
                        coc_scan_fit(field->value,
                                     left - path.len - COC_FACT_FIELD, &size));
    scan->witnessed += size + path.len + COC_FACT_FIELD;

    (void) coc_buf_puts(buf, buf->len ? ",{\"field\":" : "{\"field\":");
    (void) coc_buf_json(buf, path);
    (void) coc_buf_puts(buf, ",\"text\":");
    (void) coc_buf_json(buf, text);
    (void) coc_buf_puts(buf, (text.len < field->value.len)
                             ? ",\"cut\":true}" : "}");

    return (buf->status == COC_OK) ? COC_OK
           : coc_error_set(scan->err, COC_ERROR, "no memory for evidence");
}


int
coc_scan_excerpt(coc_scan_t *scan, coc_hit_t *hit, coc_str_t text)
{
    size_t     start, end;
    coc_str_t  s;

    /* without a path all fields look the same: one excerpt is enough */

    if (scan->conf->excerpt == 0 || hit->excerpt.data != NULL
        || hit->end > text.len || hit->start > hit->end)
    {
        return COC_OK;
    }

    start = hit->start - coc_min(hit->start, scan->conf->excerpt);

    while (start < hit->start && (text.data[start] & 0xc0) == 0x80) {
        start++;
    }

    end = coc_min(hit->end, hit->start + COC_SCAN_EXCERPT);
    end = end + coc_min(text.len - end, scan->conf->excerpt);

    s.data = text.data + start;
    s.len = text.len - start;
    s = coc_scan_cut(s, end - start);

    hit->excerpt = coc_arena_dup(scan->kept, s);

    return (hit->excerpt.data == NULL) ? COC_ERROR : COC_OK;
}


int
coc_scan_text(const coc_scan_t *scan, coc_buf_t *buf)
{
    (void) coc_buf_putc(buf, '[');
    (void) coc_buf_put(buf, coc_buf_str(&scan->evidence));

    if (scan->missing) {
        (void) coc_buf_puts(buf, scan->evidence.len ? ",{\"cut\":true}"
                                                    : "{\"cut\":true}");
    }

    return coc_buf_putc(buf, ']');
}


int
coc_scan_signal(coc_scan_t *scan, uint32_t signals, coc_error_t *err)
{
    int                 rc;
    const coc_match_t  *match;

    if (!scan->match) {
        return COC_OK;
    }

    match = scan->conf->engine->match;

    rc = coc_match_signals(match, scan->kept, signals, scan->look.kind,
                           &scan->hits);

    if (rc == COC_OK) {
        rc = coc_match_combine(match, scan->kept, scan->look.kind,
                               &scan->hits);
    }

    return (rc == COC_OK) ? rc : coc_error_set(err, rc, "no memory for hits");
}


static int
coc_scan_redaction_cmp(const void *a, const void *b)
{
    const coc_redaction_t  *one = a, *two = b;

    if (one->field != two->field) {
        return (one->field > two->field) ? 1 : -1;
    }

    return (one->start > two->start) - (one->start < two->start);
}


const coc_redaction_t *
coc_scan_redactions(coc_scan_t *scan, size_t *n)
{
    size_t            i;
    coc_hits_t       *hits;
    coc_redaction_t  *last, *next;

    hits = &scan->hits;
    last = hits->redaction;

    if (hits->nredactions == 0) {
        *n = 0;
        return NULL;
    }

    qsort(last, hits->nredactions, sizeof(coc_redaction_t),
          coc_scan_redaction_cmp);

    for (i = 1; i < hits->nredactions; i++) {
        next = &hits->redaction[i];

        if (next->field == last->field && next->start <= last->end) {
            last->end = coc_max(last->end, next->end);

        } else {
            *++last = *next;
        }
    }

    hits->nredactions = (size_t) (last - hits->redaction) + 1;
    *n = hits->nredactions;

    return hits->redaction;
}
