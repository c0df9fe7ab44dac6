/*
 * What masking a body holds; for src/engine alone.
 */

#ifndef _COC_REDACT_INT_H_INCLUDED_
#define _COC_REDACT_INT_H_INCLUDED_


#include "coc.h"
#include "coc_ctype.h"


#define COC_REDACT_DASH    256      /* bytes of "--boundary", at most */
#define COC_REDACT_ESCAPE  6        /* bytes of body for one of a value */
#define COC_REDACT_MARK    3        /* bytes of a byte order mark */


/* A value that is to be masked, by its hash: no copy of it is kept. */

typedef struct {
    uint64_t                hash;
    size_t                  len;        /* bytes of it, decoded */
    const coc_redaction_t  *range;
    size_t                  n;
} coc_redact_target_t;


/* A walk over a value from its start, beside the ranges to be masked. */

typedef struct {
    const coc_redaction_t  *range;
    size_t                  n;          /* ranges left */
    size_t                  pos;        /* bytes of the value behind us */
    unsigned                masked:1;   /* the last of these */
} coc_redact_cut_t;

typedef enum {
    COC_REDACT_KEEP = 0,
    COC_REDACT_STAR,
    COC_REDACT_DROP         /* the rest of a character that became a star */
} coc_redact_step_e;


/* How a type of body writes values. */

typedef struct {

    /*
     * The next piece of a value as it is written that stands for bytes of its
     * own: an escape, or a byte.  out has room for 4 bytes, *n is set.
     * Returns bytes of p, at least 1.
     */
    size_t  (*atom)(const uint8_t *p, size_t len, uint8_t *out, size_t *n);

    /* Finds values: coc_redact_raw(), _begin(), _value(), _end(). */
    int     (*walk)(coc_redact_t *redact, const uint8_t *data, size_t len);
    int     (*last)(coc_redact_t *redact);
} coc_redact_type_t;


typedef enum {
    COC_REDACT_CONTENT = 0,
    COC_REDACT_TAIL,        /* behind "--boundary" */
    COC_REDACT_HEAD
} coc_redact_place_e;


struct coc_redact_s {
    coc_alloc_t               alloc;
    coc_scan_conf_t           conf;     /* of the scan that is made again */
    coc_redact_pt             out;
    void                     *ctx;
    const coc_redact_type_t  *type;
    uint8_t                   key[COC_HASH_KEY];

    /* of both decodings, which must agree */

    coc_decode_t             *decode;
    coc_hash_t                sum;      /* of all fields */
    size_t                    fields;
    uint64_t                  first_sum;
    size_t                    first_fields;

    coc_redaction_t          *range;
    size_t                    nranges;
    size_t                    next;     /* range that no field was met for */
    coc_redact_target_t      *target;   /* by hash, once turned */
    size_t                    ntargets;

    coc_scan_t               *scan;     /* of the masked body */
    coc_buf_t                 unit;     /* a value as it is written */
    coc_buf_t                 made;     /* of it: its bytes, or it masked */
    size_t                    longest;  /* bytes of a value to be masked */
    size_t                    count;    /* ranges masked */

    /* of a walk over the body */

    uint8_t                   dash[COC_REDACT_DASH];
    size_t                    ndash;
    size_t                    matched;  /* bytes of dash, on hold */
    uint8_t                   eol[2];   /* before it, on hold */
    size_t                    neol;
    size_t                    dashes;   /* behind the boundary */
    coc_redact_place_e        place;
    unsigned                  turned:1; /* the second pass */
    unsigned                  inside:1; /* a value */
    unsigned                  over:1;   /* one too long to be masked */
    unsigned                  escape:1;
    unsigned                  start:1;  /* of a line */
    unsigned                  empty:1;  /* line of a part's header, so far */
};


COC_BEGIN_DECLS


extern const coc_redact_type_t  coc_redact_json;
extern const coc_redact_type_t  coc_redact_form;
extern const coc_redact_type_t  coc_redact_multipart;
extern const coc_redact_type_t  coc_redact_plain;


/* Sets dash to the boundary's; COC_DECLINED: there is none that is clear. */
int coc_redact_boundary(coc_redact_t *redact, const coc_ctype_t *type);

/* The atom of what is written as it is: a byte. */
size_t coc_redact_byte(const uint8_t *p, size_t len, uint8_t *out, size_t *n);

/* What becomes of the next n bytes of the value, the first of which is c. */
coc_redact_step_e coc_redact_step(coc_redact_cut_t *cut, uint8_t c, size_t n);

/*
 * What a walk finds: bytes that are no value, or a value's beginning, bytes
 * and end.  COC_OK, COC_DECLINED, COC_ERROR.
 */
int coc_redact_raw(coc_redact_t *redact, const uint8_t *data, size_t len);
void coc_redact_begin(coc_redact_t *redact);
int coc_redact_value(coc_redact_t *redact, const uint8_t *data, size_t len);
int coc_redact_end(coc_redact_t *redact);

/* The next bytes of the masked body: checked, and given to whom it is for. */
int coc_redact_put(coc_redact_t *redact, const uint8_t *data, size_t len);

/* By hash and length: for qsort() and bsearch(). */
int coc_redact_target_cmp(const void *a, const void *b);


COC_END_DECLS


#endif /* _COC_REDACT_INT_H_INCLUDED_ */
