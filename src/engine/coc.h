/*
 * The library's door: with store/coc_store.h the only header that the nginx
 * glue, the command line, black-box tests and fuzzers include.
 *
 *     engine   rules, compiled; read-only, shared by the workers
 *     scratch  what one process needs to scan
 *     scan     one body: create, feed, finish, result
 *     redact   a body that was scanned, masked: create, learn, turn, mask,
 *              finish
 */

#ifndef _COC_H_INCLUDED_
#define _COC_H_INCLUDED_


#include "coc_base.h"
#include "coc_str.h"
#include "coc_arena.h"
#include "coc_buf.h"
#include "coc_error.h"
#include "coc_limits.h"
#include "coc_hash.h"
#include "coc_field.h"
#include "coc_decode.h"
#include "coc_view.h"
#include "coc_flat.h"
#include "coc_detector.h"
#include "coc_signal.h"
#include "coc_rule.h"
#include "coc_ruleset.h"
#include "coc_cache.h"
#include "coc_match.h"
#include "coc_detect.h"
#include "coc_model.h"
#include "coc_standing.h"
#include "coc_verdict.h"
#include "coc_event.h"


typedef struct coc_engine_s  coc_engine_t;
typedef struct coc_scan_s    coc_scan_t;
typedef struct coc_redact_s  coc_redact_t;


/*
 * What one scan is given.  Everything is borrowed until coc_scan_destroy().
 *
 * text, ignore   paths of the fields that are content, and that are not:
 *                dotted, "*" stands for one segment; no text: every text
 *                field.  A field without a path (text/plain) is content
 *                whatever text says.  A scalar is content only if text names
 *                it.  ignore wins over text.
 * capture        names of direct members of the body whose values are kept;
 *                case does not matter
 * content_key    COC_HASH_KEY bytes to hash the content under, or NULL
 * evidence       bytes of content to keep for coc_scan_text(), as JSON; 0: none
 * excerpt        bytes of text to keep on each side of a hit, and the words
 *                that the model went by; 0: none is kept
 * candidates     1: keep what may tell who somebody is
 * facts          1: count words and links, and make a simhash
 */

typedef struct {
    const coc_alloc_t   *alloc;
    const coc_engine_t  *engine;
    const coc_model_t   *model;         /* NULL: none */
    coc_scratch_t       *scratch;
    const coc_limits_t  *limits;

    coc_str_t            content_type;  /* as the header has it, len 0: none */
    coc_str_t            coding;        /* Content-Encoding, len 0: none */
    coc_str_t            kind;          /* of post */

    const coc_str_t     *text;
    size_t               ntext;
    const coc_str_t     *ignore;
    size_t               nignore;
    const coc_str_t     *capture;
    size_t               ncapture;
    const uint8_t       *content_key;
    size_t               evidence;
    size_t               excerpt;
    unsigned             keys:1;        /* names are content too */
    unsigned             candidates:1;
    unsigned             facts:1;
} coc_scan_conf_t;


/* What may be somebody's, as it is written in the view of its detector. */

typedef struct {
    coc_detector_e  detector;
    coc_str_t       text;
} coc_candidate_t;

#define COC_CANDIDATES       64         /* of one scan */
#define COC_CANDIDATE_MAX    128        /* bytes of each */

/*
 * Takes the next bytes of a masked body, borrowed until it returns: COC_OK, or
 * COC_ERROR, which ends the masking.
 */

typedef int (*coc_redact_pt)(void *ctx, const uint8_t *data, size_t len);


/* The field of a redaction that the body does not have. */

#define COC_REDACTION_QUERY  SIZE_MAX


/* The field of a form that carries a nudge's token; screened, not hashed. */

#define COC_CONFIRM_FIELD    "coc_confirm"

/* Longest value kept for a captured field; a longer one counts as absent. */

#define COC_CAPTURE_MAX      1024       /* bytes */

/* A report quotes what it reports: decoded, never matched. */

#define COC_KIND_REPORT      "report"


COC_BEGIN_DECLS


/*
 * Loads and compiles rule files; see coc_ruleset_load() for paths and errors,
 * coc_match_create() for those of patterns, and for the cache.
 */
int coc_engine_create(coc_engine_t **engine, const coc_alloc_t *alloc,
    const coc_str_t *paths, size_t n, coc_cache_t *cache, coc_error_t *err);
void coc_engine_destroy(coc_engine_t *engine);

/* Borrowed for the engine's life. */
const coc_ruleset_t *coc_engine_ruleset(const coc_engine_t *engine);
const coc_match_t *coc_engine_match(const coc_engine_t *engine);

/*
 * Adds the hits of one text, as those of a field are found: what cocctl tries
 * rules by.
 *
 * model  NULL: none
 * kind   bits of coc_ruleset_kind()
 * arena  holds hits, which coc_hits_init() made in it, and views
 *
 * COC_OK, COC_LIMIT, COC_ERROR
 */
int coc_engine_hits(const coc_engine_t *engine, const coc_model_t *model,
    coc_scratch_t *scratch, coc_arena_t *arena, coc_str_t text, uint64_t kind,
    coc_str_t path, coc_hits_t *hits, coc_error_t *err);

/*
 * Begins a scan.  A type, charset or coding that is not read is told by
 * coc_scan_finish(): what can be read of the body is.
 *
 * COC_OK     ready to be fed
 * COC_ERROR  no memory
 */
int coc_scan_create(coc_scan_t **scan, const coc_scan_conf_t *conf,
    coc_error_t *err);

/*
 * Feeds the next part of the body; results as coc_decode_feed() has them, and
 * COC_LIMIT for what coc_match_field() could not judge.
 *
 * data, len   borrowed until return; any split gives the same result
 */
int coc_scan_feed(coc_scan_t *scan, const uint8_t *data, size_t len,
    coc_error_t *err);

/*
 * Screens the text of a query string, before the body: fields that conf->text
 * names, and not by "*" alone, are content; without such names nothing is.
 * Nothing is captured from it, and no token of a nudge is taken.
 *
 * args  what stands behind "?", as it came; the limits are those of a body
 *
 * COC_OK, COC_LIMIT, COC_ERROR
 */
int coc_scan_query(coc_scan_t *scan, coc_str_t args, coc_error_t *err);

/*
 * The body has ended: COC_OK, COC_INVALID (400), COC_UNSUPPORTED (415),
 * COC_LIMIT or COC_ERROR.
 */
int coc_scan_finish(coc_scan_t *scan, coc_error_t *err);

/*
 * What the model said of the fields so far: of each label the highest score;
 * 0 where there is no model, and of a report.  Borrowed.
 */
const coc_scores_t *coc_scan_scores(const coc_scan_t *scan);

/*
 * Adds the hits of rules by signals, bits of coc_signal_bit(), and then those
 * of rules that combine others: to be called once, after coc_scan_finish(),
 * with 0 too.  Nothing of a report.
 *
 * COC_OK, COC_LIMIT, COC_ERROR
 */
int coc_scan_signal(coc_scan_t *scan, uint32_t signals, coc_error_t *err);

/*
 * What redacting rules stand by, ascending, none over another: the field is
 * the ordinal of all that the decoder gave of the body, from 0, or
 * COC_REDACTION_QUERY; start and end are bytes of its value.  Borrowed, valid
 * until the scan goes on.
 */
const coc_redaction_t *coc_scan_redactions(coc_scan_t *scan, size_t *n);

/*
 * Results, valid at any time (what was found so far), borrowed until
 * coc_scan_destroy().
 */
const coc_hits_t *coc_scan_hits(const coc_scan_t *scan);
const coc_decode_count_t *coc_scan_count(const coc_scan_t *scan);

/* The hash of all content, 0 without a content_key. */
uint64_t coc_scan_content(const coc_scan_t *scan);

/* Fields that coc_text, coc_ignore or the kind left unread. */
size_t coc_scan_ignored(const coc_scan_t *scan);

/* The value of conf->capture[i]; data NULL if the body has none. */
coc_str_t coc_scan_capture(const coc_scan_t *scan, size_t i);

/* The value of the field COC_CONFIRM_FIELD; data NULL if there is none. */
coc_str_t coc_scan_confirm(const coc_scan_t *scan);

/*
 * Candidates, no two the same: e-mail addresses, numbers, names, handles,
 * links.  Of those over COC_CANDIDATES names, handles and links are left out
 * first; a link is cut at COC_CANDIDATE_MAX bytes, whatever else is longer is
 * none.
 */
const coc_candidate_t *coc_scan_candidates(const coc_scan_t *scan, size_t *n);

/*
 * Of all content: words, links, and a hash that is nearly the same for texts
 * that are; 0 if there are too few words.  coc_simhash.h says more.
 */
size_t coc_scan_words(const coc_scan_t *scan);
size_t coc_scan_links(const coc_scan_t *scan);
uint64_t coc_scan_simhash(const coc_scan_t *scan);

/*
 * Appends [{"field":…,"text":…},…] to buf: the content, as far as
 * conf->evidence allows.  "cut":true marks a text that is not whole, and as
 * the last element that there were more.  Returns the status of buf.
 */
int coc_scan_text(const coc_scan_t *scan, coc_buf_t *buf);

void coc_scan_destroy(coc_scan_t *scan);

/*
 * Masks what coc_scan_redactions() tells: each of its characters becomes "*",
 * all other bytes of the body stay as they are, so that none becomes longer.
 * The body is given twice, in pieces of any size: first to learn what it
 * says, then to be masked.
 *
 * JSON, forms, multipart/form-data and text are masked where a value is written
 * in one piece that stands for all of it.  Elsewhere it can't be: in the query
 * string, in names, file names, files and their metadata, in what is base64 or
 * compressed, in text that is joined of pieces.
 *
 * scan      ended with COC_OK; its conf, not the scan, is borrowed on;
 *           its captures are made of the masked body too
 * key       COC_HASH_KEY bytes that nobody can guess, borrowed for the call
 * out, ctx  called while the body is masked: what it took is good only if
 *           coc_redact_finish() says so
 *
 * COC_OK        ready for the first pass
 * COC_DECLINED  it can't be masked; err->text tells why
 * COC_ERROR     no memory
 */
int coc_redact_create(coc_redact_t **redact, coc_scan_t *scan,
    const uint8_t *key, coc_redact_pt out, void *ctx, coc_error_t *err);

/*
 * The next bytes of the body for the first pass, the end of it, and the next
 * for the second.  Results as coc_redact_create().
 *
 * Memory: six times the longest value to be masked, beside what a scan takes.
 * Cost: decoding the body twice, screening it once.
 */
int coc_redact_learn(coc_redact_t *redact, const uint8_t *data, size_t len,
    coc_error_t *err);
int coc_redact_turn(coc_redact_t *redact, coc_error_t *err);
int coc_redact_mask(coc_redact_t *redact, const uint8_t *data, size_t len,
    coc_error_t *err);

/*
 * The end of the second pass.
 *
 * COC_OK        what was given to out is the body masked: decoded again it has
 *               the fields that it had, each with stars where it was to be
 *               masked and else as it was, and no redacting rule finds
 *               anything in it; *masked is the number of places
 * COC_DECLINED  it is not, and is to be thrown away
 * COC_ERROR     no memory, or out's
 */
int coc_redact_finish(coc_redact_t *redact, size_t *masked, coc_error_t *err);

/* The scan of the masked body, once it is finished; borrowed. */
const coc_scan_t *coc_redact_scan(const coc_redact_t *redact);

/* NULL is accepted. */
void coc_redact_destroy(coc_redact_t *redact);


COC_END_DECLS


#endif /* _COC_H_INCLUDED_ */
