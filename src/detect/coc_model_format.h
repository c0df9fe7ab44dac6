/*
 * The file of a model.  Numbers are little-endian; after the head come the
 * weights, COC_FEATURE_BUCKETS times COC_LABEL_MAX bytes, each 128 more than
 * the weight: so they are added up without regard to signs.
 */

#ifndef _COC_MODEL_FORMAT_H_INCLUDED_
#define _COC_MODEL_FORMAT_H_INCLUDED_


#include "coc_feature.h"
#include "coc_label.h"


#define COC_MODEL_MAGIC    "coc\0mdl\n"         /* 8 bytes */
#define COC_MODEL_FORMAT   1
#define COC_MODEL_BIAS     128

/* Of a bucket in memory: the file's labels, the rest COC_MODEL_BIAS. */

#define COC_MODEL_LANES    16

#define COC_MODEL_NAME     16           /* bytes, NULs after it */
#define COC_MODEL_DIGEST   32           /* SHA-256 */


typedef struct {
    char      name[COC_MODEL_NAME];     /* coc_label_name() */
    double    slope;                    /* IEEE 754, as all of them */
    double    offset;
    double    unit;                     /* a weight of 1 in the trained
                                           model's own measure */
} coc_model_label_t;


/* What the digest is of begins behind it and ends with the file. */

typedef struct {
    char               magic[8];
    uint32_t           format;
    uint32_t           features;        /* COC_FEATURE_VERSION */
    uint8_t            digest[COC_MODEL_DIGEST];
    char               version[COC_MODEL_NAME];
    uint32_t           buckets;
    uint32_t           labels;
    coc_model_label_t  label[COC_LABEL_MAX];
} coc_model_head_t;

#define COC_MODEL_WEIGHTS  (COC_FEATURE_BUCKETS * COC_LABEL_MAX)
#define COC_MODEL_SIZE     (sizeof(coc_model_head_t) + COC_MODEL_WEIGHTS)


#endif /* _COC_MODEL_FORMAT_H_INCLUDED_ */
