/*
 * What a scan holds; for src/engine alone.
 */

#ifndef _COC_SCAN_INT_H_INCLUDED_
#define _COC_SCAN_INT_H_INCLUDED_


#include "coc.h"
#include "coc_look.h"
#include "coc_seam.h"
#include "coc_simhash.h"


/* Objects at once whose last field is remembered: "title", "tags.0", "body". */

#define COC_SCAN_ENDS         4


typedef struct {
    uint8_t  *data;             /* COC_CAPTURE_MAX bytes, or NULL */
    size_t    len;
    unsigned  set:1;
} coc_captured_t;


struct coc_scan_s {
    const coc_scan_conf_t  *conf;
    coc_alloc_t             alloc;
    coc_arena_t            *kept;       /* to the end of the scan */
    coc_arena_t            *views;      /* of the field at hand */
    coc_decode_t           *decode;
    coc_error_t            *err;        /* the caller's, while it is fed */
    coc_hits_t              hits;
    coc_hash_t              hash;
    coc_captured_t         *capture;    /* conf->ncapture values */
    coc_captured_t          confirm;
    coc_look_t              look;
    size_t                  fields;     /* of the body, so far */
    coc_ends_t              ends[COC_SCAN_ENDS];    /* of fields before */
    size_t                  nends;      /* ever put there */
    size_t                  ignored;    /* fields */
    coc_simhash_t           simhash;
    size_t                  links;
    coc_candidate_t        *candidate;  /* COC_CANDIDATES, where asked for */
    size_t                  ncandidates;
    coc_buf_t               evidence;
    size_t                  witnessed;  /* bytes counted in it */
    unsigned                missing:1;  /* there were more fields */
    unsigned                match:1;    /* not a report */
};


COC_BEGIN_DECLS


/* A field of the body or the query: screened where it is content. */
int coc_scan_take(coc_scan_t *scan, const coc_field_t *field);

/* What is wanted of detectors beside what rules name. */
uint64_t coc_scan_wanted(const coc_scan_conf_t *conf);

/* Keeps what conf asks for of a field that was looked at: a coc_look_pt. */
int coc_scan_found(void *ctx, const coc_views_t *views,
    const coc_spans_t *spans, int verbatim);

/* Keeps the text of a field, if conf asks for it. */
int coc_scan_evidence(coc_scan_t *scan, const coc_field_t *field);

/*
 * Keeps what is around a hit, if conf asks for it: text is what its offsets
 * are of.  Of a hit longer than COC_SCAN_EXCERPT the rest is left out.
 */
int coc_scan_excerpt(coc_scan_t *scan, coc_hit_t *hit, coc_str_t text);

#define COC_SCAN_EXCERPT      240       /* bytes */


COC_END_DECLS


#endif /* _COC_SCAN_INT_H_INCLUDED_ */
