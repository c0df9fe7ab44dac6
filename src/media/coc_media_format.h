/*
 * What a reader of one file format is.  Inside src/media only.
 */

#ifndef _COC_MEDIA_FORMAT_H_INCLUDED_
#define _COC_MEDIA_FORMAT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_media.h"


#define COC_MEDIA_VALUE  8192   /* longest value handed on; the rest is cut */


/* What all readers are given; lives as long as they do. */

typedef struct {
    coc_alloc_t    alloc;
    coc_media_pt   sink;
    void          *ctx;         /* the sink's */
} coc_media_out_t;


/*
 * name     as coc_media_format() has it
 * match    1 if a file that begins with these bytes is of this format; len is
 *          COC_MEDIA_HEAD, or less for a file that is shorter
 * create   *state is set only with COC_OK
 * feed     the file from its first byte on, any split.  COC_OK: go on;
 *          COC_DECLINED: no more to be read, or broken; feed is not called
 *          again; others as coc_media_feed()
 * finish   the file has ended; called unless feed returned another result
 *          than COC_OK
 * destroy  always called
 */

typedef struct {
    const char  *name;
    int        (*match)(const uint8_t *head, size_t len);
    int        (*create)(void **state, const coc_media_out_t *out);
    int        (*feed)(void *state, const uint8_t *data, size_t len);
    int        (*finish)(void *state);
    void       (*destroy)(void *state);
} coc_media_format_t;


COC_BEGIN_DECLS


extern const coc_media_format_t  coc_media_jpeg;
extern const coc_media_format_t  coc_media_png;
extern const coc_media_format_t  coc_media_webp;
extern const coc_media_format_t  coc_media_tiff;
extern const coc_media_format_t  coc_media_heif;
extern const coc_media_format_t  coc_media_pdf;
extern const coc_media_format_t  coc_media_dicom;


/*
 * value without white space and NUL at its ends, cut to COC_MEDIA_VALUE bytes
 * between two characters.
 */
coc_str_t coc_media_trim(coc_str_t value);

/* Hands a value on, trimmed so; an empty one is no value. */
int coc_media_put(const coc_media_out_t *out, const char *name,
    coc_str_t value);


COC_END_DECLS


#endif /* _COC_MEDIA_FORMAT_H_INCLUDED_ */
