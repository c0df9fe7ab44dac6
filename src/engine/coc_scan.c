/*
 * One scan: a body is fed, decoded to fields, each field's views are matched
 * as soon as it is whole, and then let go.  Decides nothing: the verdict is
 * made of the hits by src/verdict.
 */

#include "coc.h"
#include "coc_engine.h"
#include "coc_scan_int.h"
#include "coc_select.h"


/*
 * Budget of the views: they may take several times their value (NFKC expands,
 * maps take eight bytes a run).
 */

#define COC_SCAN_VIEWS_BASE   (256 * 1024)      /* bytes */
#define COC_SCAN_VIEWS_TIMES  16                /* of coc_body_max */

/* Budget of what a scan keeps: hits, their paths, captured values. */

#define COC_SCAN_KEPT         (4 * 1024 * 1024) /* bytes */


static int coc_scan_field(void *ctx, const coc_field_t *field);
static int coc_scan_keep(coc_scan_t *scan, const coc_field_t *field);
static int coc_scan_store(coc_scan_t *scan, coc_captured_t *kept,
    coc_str_t value);
static int coc_scan_selected(const coc_scan_t *scan,
    const coc_field_t *field);
static void coc_scan_hash(coc_scan_t *scan, const coc_field_t *field);
static int coc_scan_match(coc_scan_t *scan, const coc_field_t *field);


static const coc_str_t  coc_scan_confirm_name = coc_str(COC_CONFIRM_FIELD);
static const coc_str_t  coc_scan_report = coc_str(COC_KIND_REPORT);


/* What is looked for in its fields, and kept of them. */

static int
coc_scan_begin(coc_scan_t *s)
{
    const coc_scan_conf_t  *conf;

    conf = s->conf;

    coc_look_init(&s->look, conf->engine, conf->model,
                  coc_ruleset_kind(conf->engine->set, conf->kind),
                  coc_scan_wanted(conf),
                  conf->facts ? coc_view_bit(COC_VIEW_FOLDED) : 0);

    s->look.scratch = conf->scratch;
    s->look.views = s->views;
    s->look.kept = s->kept;
    s->look.hits = &s->hits;
    s->look.words = (conf->excerpt != 0);
    s->look.ctx = s;
    s->look.found = (conf->facts || conf->candidates) ? coc_scan_found : NULL;

    s->match = !coc_str_eq(conf->kind, coc_scan_report);

    if (conf->candidates) {
        s->candidate = coc_arena_zalloc(s->kept, COC_CANDIDATES
                                                 * sizeof(coc_candidate_t));
        if (s->candidate == NULL) {
            return COC_ERROR;
        }
    }

    coc_simhash_init(&s->simhash);

    return COC_OK;
}


int
coc_scan_create(coc_scan_t **scan, const coc_scan_conf_t *conf,
    coc_error_t *err)
{
    int                rc;
    size_t             body;
    coc_scan_t        *s;
    coc_decode_conf_t  decode;

    *scan = NULL;

    s = conf->alloc->alloc(conf->alloc->ctx, sizeof(coc_scan_t));
    if (s == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory for a scan");
    }

    memset(s, 0, sizeof(coc_scan_t));
    s->conf = conf;
    s->alloc = *conf->alloc;

    /* escaped, each byte may take six */

    coc_buf_init(&s->evidence, &s->alloc, coc_min(conf->evidence,
                                                  SIZE_MAX / 8) * 6);

    body = coc_min(conf->limits->body,
                   (SIZE_MAX - COC_SCAN_VIEWS_BASE) / COC_SCAN_VIEWS_TIMES);

    rc = COC_ERROR;

    s->kept = coc_arena_create(&s->alloc, COC_SCAN_KEPT);
    s->views = coc_arena_create(&s->alloc, COC_SCAN_VIEWS_BASE
                                           + body * COC_SCAN_VIEWS_TIMES);
    if (s->kept == NULL || s->views == NULL) {
        goto failed;
    }

    if (conf->ncapture) {
        s->capture = coc_arena_zalloc(s->kept,
                                      conf->ncapture * sizeof(coc_captured_t));
        if (s->capture == NULL) {
            goto failed;
        }
    }

    if (coc_hits_init(&s->hits, s->kept, conf->engine->match) != COC_OK) {
        goto failed;
    }

    if (coc_scan_begin(s) != COC_OK) {
        goto failed;
    }

    if (conf->content_key != NULL) {
        coc_hash_init(&s->hash, conf->content_key);
    }

    memset(&decode, 0, sizeof(coc_decode_conf_t));
    decode.content_type = conf->content_type;
    decode.coding = conf->coding;
    decode.limits = conf->limits;
    decode.keys = conf->keys;

    rc = coc_decode_create(&s->decode, &s->alloc, &decode, coc_scan_field, s,
                           err);
    if (rc != COC_OK) {
        goto failed;
    }

    *scan = s;

    return COC_OK;

failed:

    coc_scan_destroy(s);

    if (rc == COC_ERROR) {
        (void) coc_error_set(err, rc, "no memory for a scan");
    }

    return rc;
}


int
coc_scan_feed(coc_scan_t *scan, const uint8_t *data, size_t len,
    coc_error_t *err)
{
    int  rc;

    scan->err = err;
    rc = coc_decode_feed(scan->decode, data, len, err);
    scan->err = NULL;

    return rc;
}


int
coc_scan_finish(coc_scan_t *scan, coc_error_t *err)
{
    int  rc;

    scan->err = err;
    rc = coc_decode_finish(scan->decode, err);
    scan->err = NULL;

    return rc;
}


/* The decoder's sink. */

static int
coc_scan_field(void *ctx, const coc_field_t *field)
{
    coc_scan_t  *scan = ctx;

    scan->hits.field = scan->fields++;

    if (field->top && coc_scan_keep(scan, field) != COC_OK) {
        return coc_error_set(scan->err, COC_ERROR, "no memory for a field");
    }

    return coc_scan_take(scan, field);
}


int
coc_scan_take(coc_scan_t *scan, const coc_field_t *field)
{
    int  rc;

    if (!coc_scan_selected(scan, field)) {
        scan->ignored++;
        return COC_OK;
    }

    if (scan->conf->content_key != NULL) {
        coc_scan_hash(scan, field);
    }

    rc = coc_scan_evidence(scan, field);
    if (rc != COC_OK) {
        return rc;
    }

    if (!scan->match) {
        scan->ignored++;
        return COC_OK;
    }

    return coc_scan_match(scan, field);
}


/*
 * Keeps a value that was asked for.  Of a name that comes twice the last value
 * counts, as most applications have it; it takes the place of the first, so
 * that repeats cost no memory.  nginx knows names of variables in lower case
 * alone.
 */

static int
coc_scan_keep(coc_scan_t *scan, const coc_field_t *field)
{
    size_t     i, n;
    coc_str_t  name;

    n = scan->conf->ncapture;

    for (i = 0; i <= n; i++) {
        name = (i == n) ? coc_scan_confirm_name : scan->conf->capture[i];

        if (coc_str_caseeq(field->path, name)
            && coc_scan_store(scan, (i == n) ? &scan->confirm
                                             : &scan->capture[i],
                              field->value)
               != COC_OK)
        {
            return COC_ERROR;
        }
    }

    return COC_OK;
}


static int
coc_scan_store(coc_scan_t *scan, coc_captured_t *kept, coc_str_t value)
{
    kept->set = 0;

    if (value.len > COC_CAPTURE_MAX) {
        return COC_OK;
    }

    if (kept->data == NULL) {
        kept->data = coc_arena_alloc(scan->kept, COC_CAPTURE_MAX);

        if (kept->data == NULL) {
            return COC_ERROR;
        }
    }

    if (value.len) {
        memcpy(kept->data, value.data, value.len);
    }

    kept->len = value.len;
    kept->set = 1;

    return COC_OK;
}


static int
coc_scan_selected(const coc_scan_t *scan, const coc_field_t *field)
{
    const coc_scan_conf_t  *conf;

    conf = scan->conf;

    if (field->kind == COC_FIELD_KEY && !conf->keys) {
        return 0;
    }

    if (field->path.len == 0 && field->kind != COC_FIELD_SCALAR) {
        return 1;
    }

    /* many applications bind names without case: both err towards reading */

    if (coc_select_any(conf->ignore, conf->nignore, field->path,
                       coc_select_path)) {
        return 0;
    }

    if (conf->ntext == 0) {
        return field->kind != COC_FIELD_SCALAR;
    }

    return coc_select_any(conf->text, conf->ntext, field->path,
                          coc_select_below);
}


/*
 * Path and value go in with their lengths, so that text moved from one field
 * to another is another content; the token's own field stays out, or it could
 * never be the same content.
 */

static void
coc_scan_hash(coc_scan_t *scan, const coc_field_t *field)
{
    uint64_t  len[2];

    if (field->top && coc_str_caseeq(field->path, coc_scan_confirm_name)) {
        return;
    }

    len[0] = field->path.len;
    len[1] = field->value.len;

    coc_hash_update(&scan->hash, len, sizeof(len));
    coc_hash_update(&scan->hash, field->path.data, field->path.len);
    coc_hash_update(&scan->hash, field->value.data, field->value.len);
}


/* One text: a field's value, or joined ends of fields. */

static int
coc_scan_look(coc_scan_t *scan, coc_str_t value, const coc_seam_t *seam,
    coc_str_t path)
{
    scan->look.err = scan->err;

    return coc_look_text(&scan->look, value, seam, path);
}


/*
 * The decoder's path is gone after this field: hits that have it, new ones and
 * those that took another's place, get a copy.
 *
 * joined  NULL: they are of the field itself
 */

static int
coc_scan_settle(coc_scan_t *scan, const coc_field_t *field,
    const coc_joined_t *joined)
{
    int         rc;
    size_t      i;
    coc_hit_t  *hit;
    coc_str_t   text, path = coc_null_str;

    rc = COC_OK;
    text = field->value;

    if (joined != NULL) {
        text.data = joined->text;
        text.len = joined->len;
    }

    for (i = 0; i < scan->hits.n; i++) {
        hit = &scan->hits.hit[i];

        if (hit->path.data != field->path.data) {
            continue;
        }

        if (coc_scan_excerpt(scan, hit, text) != COC_OK) {
            rc = COC_ERROR;
        }

        if (hit->path.len == 0) {
            continue;
        }

        if (joined != NULL) {
            coc_joined_place(joined, field->value.len, &hit->start, &hit->end);
        }

        if (path.data == NULL) {
            path = coc_arena_dup(scan->kept, field->path);
        }

        if (path.data == NULL) {
            rc = COC_ERROR;
        }

        hit->path = path;
    }

    return (rc == COC_OK) ? rc
           : coc_error_set(scan->err, rc, "no memory for a hit");
}


/* What reaches over from the sibling before, or to it. */

static int
coc_scan_seam(coc_scan_t *scan, const coc_field_t *field)
{
    int           rc, last;
    size_t        i;
    coc_ends_t    ends;
    coc_str_t     text;
    coc_joined_t  joined;

    if (coc_ends_take(&ends, field) != COC_OK) {
        return COC_OK;
    }

    for (i = 0; i < COC_SCAN_ENDS; i++) {
        if (coc_ends_join(&scan->ends[i], &ends, &joined) == COC_OK) {
            break;
        }
    }

    if (i == COC_SCAN_ENDS) {
        scan->ends[scan->nends++ % COC_SCAN_ENDS] = ends;
        return COC_OK;
    }

    scan->ends[i] = ends;

    text.data = joined.text;
    text.len = joined.len;

    rc = coc_scan_look(scan, text, &joined.seam, field->path);
    last = coc_scan_settle(scan, field, &joined);

    return (rc != COC_OK) ? rc : last;
}


static int
coc_scan_match(coc_scan_t *scan, const coc_field_t *field)
{
    int  rc, last;

    if (field->value.len == 0) {
        return COC_OK;
    }

    rc = coc_scan_look(scan, field->value, NULL, field->path);
    last = coc_scan_settle(scan, field, NULL);

    if (rc != COC_OK || last != COC_OK) {
        return (rc != COC_OK) ? rc : last;
    }

    return (field->kind == COC_FIELD_TEXT) ? coc_scan_seam(scan, field)
                                           : COC_OK;
}


const coc_hits_t *
coc_scan_hits(const coc_scan_t *scan)
{
    return &scan->hits;
}


const coc_scores_t *
coc_scan_scores(const coc_scan_t *scan)
{
    return &scan->look.scores;
}


const coc_decode_count_t *
coc_scan_count(const coc_scan_t *scan)
{
    return coc_decode_count(scan->decode);
}


uint64_t
coc_scan_content(const coc_scan_t *scan)
{
    return (scan->conf->content_key == NULL) ? 0
                                             : coc_hash_final(&scan->hash);
}


size_t
coc_scan_ignored(const coc_scan_t *scan)
{
    return scan->ignored;
}


static coc_str_t
coc_scan_captured(const coc_captured_t *kept)
{
    coc_str_t  value = coc_null_str;

    if (kept->set) {
        value.data = kept->data;
        value.len = kept->len;
    }

    return value;
}


coc_str_t
coc_scan_capture(const coc_scan_t *scan, size_t i)
{
    return coc_scan_captured(&scan->capture[i]);
}


coc_str_t
coc_scan_confirm(const coc_scan_t *scan)
{
    return coc_scan_captured(&scan->confirm);
}


void
coc_scan_destroy(coc_scan_t *scan)
{
    coc_alloc_t  alloc;

    if (scan == NULL) {
        return;
    }

    alloc = scan->alloc;

    if (scan->decode != NULL) {
        coc_decode_destroy(scan->decode);
    }

    coc_buf_free(&scan->evidence);
    coc_arena_destroy(scan->views);
    coc_arena_destroy(scan->kept);
    alloc.free(alloc.ctx, scan);
}
