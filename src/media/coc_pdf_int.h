/*
 * What the rooms of the PDF reader share.  Inside src/media only.
 *
 *     coc_media_pdf.c    the reader: objects and streams in turn
 *     coc_pdf_object.c   dictionaries, and what they say
 *     coc_pdf_stream.c   where a stream ends, and what is read of it
 *     coc_pdf_lex.c      tokens
 *     coc_pdf_text.c     text strings
 */

#ifndef _COC_PDF_INT_H_INCLUDED_
#define _COC_PDF_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_media_format.h"
#include "coc_media_gather.h"
#include "coc_media_zip.h"
#include "coc_pdf_lex.h"
#include "coc_xmp.h"


#define COC_PDF_DEPTH    32             /* levels that are read */
#define COC_PDF_PENDING  (9 * 1024)     /* bytes of strings in open ones */


/*
 * XMP readers are dear to make: so many, and one more for so many bytes of the
 * file; what comes thicker is passed by.
 */

#define COC_PDF_XMP        16
#define COC_PDF_XMP_BYTES  2048


/* Keys of a dictionary; the first are also what is handed on. */

typedef enum {
    COC_PDF_TITLE = 0,
    COC_PDF_AUTHOR,
    COC_PDF_SUBJECT,
    COC_PDF_KEYWORDS,
    COC_PDF_CREATOR,
    COC_PDF_PRODUCER,
    COC_PDF_CREATED,
    COC_PDF_MODIFIED,
    COC_PDF_COMPANY,
    COC_PDF_MANAGER,
    COC_PDF_CUSTOM,             /* any other key */
    COC_PDF_OUTLINE,            /* a bookmark's title */
    COC_PDF_BARE,               /* a string that is an object of its own */
    COC_PDF_TYPE,
    COC_PDF_SUBTYPE,
    COC_PDF_FILTER,
    COC_PDF_PARENT,
    COC_PDF_ENCRYPT,
    COC_PDF_NO_KEY
} coc_pdf_key_e;


/* A dictionary or list that is open. */

typedef struct {
    coc_pdf_key_e  key;         /* whose value comes next */
    unsigned       list:1;
    unsigned       info:1;      /* it has a key of document information */
    unsigned       parent:1;
    unsigned       encrypt:1;
    unsigned       metadata:1;  /* XMP */
    unsigned       objects:1;   /* a stream of objects */
    unsigned       flate:1;     /* a filter of the stream */
    unsigned       filtered:1;  /* another filter, or a second one */
} coc_pdf_frame_t;


/* A run of objects: those of the file, or those of a stream. */

typedef struct {
    coc_pdf_lex_t    lex;
    size_t           depth;     /* frames in use */
    size_t           over;      /* levels open beyond COC_PDF_DEPTH */
    coc_pdf_frame_t  frame[COC_PDF_DEPTH];
    coc_pdf_frame_t  last;      /* the outermost one closed last */
    unsigned         closed:1;  /* the last token closed it */
    unsigned         bare:1;    /* a string here is an object */
    unsigned         inner:1;   /* in a stream: each string here is one */
} coc_pdf_scope_t;


typedef enum {
    COC_PDF_PASS = 0,           /* nothing is read of it */
    COC_PDF_PLAIN,
    COC_PDF_DEFLATED
} coc_pdf_coding_e;


typedef struct {
    const coc_media_out_t  *out;
    coc_xmp_t              *xmp;        /* of the stream, or NULL */
    coc_pdf_scope_t         outer;
    coc_pdf_scope_t         inner;
    coc_pdf_coding_e        coding;     /* of the stream */
    size_t                  matched;    /* bytes of "endstream" seen */
    size_t                  xmps;       /* XMP readers made */
    uint64_t                offset;     /* of the piece at hand, in the file */
    size_t                  pending;    /* bytes of record[] in use */
    size_t                  key_len;    /* bytes of key[] */
    unsigned                stream:1;   /* in a stream */
    unsigned                eol:2;      /* 1: at its start; 2: a CR was seen */
    unsigned                encrypted:1;
    uint8_t                 key[COC_PDF_WORD_MAX];
    uint8_t                 text[COC_PDF_STRING_MAX];
    uint8_t                 record[COC_PDF_PENDING];
    coc_zip_t               zip;
    coc_gather_t            gather;
} coc_pdf_t;


COC_BEGIN_DECLS


/* What a key up to COC_PDF_BARE is called. */
const char *coc_pdf_title(size_t key);

/*
 * Reads objects at *p, up to end.
 *
 * COC_OK     the piece is used up
 * COC_AGAIN  a stream begins at *p: scope->last is its dictionary
 * others     what the sink returned
 */
int coc_pdf_objects(coc_pdf_t *pdf, coc_pdf_scope_t *scope, const uint8_t **p,
    const uint8_t *end);

/* What was left open at the end of the objects still counts. */
int coc_pdf_objects_end(coc_pdf_t *pdf, coc_pdf_scope_t *scope);

/* A stream begins at that offset of the file; COC_ERROR: no memory. */
int coc_pdf_stream_begin(coc_pdf_t *pdf, const coc_pdf_frame_t *frame,
    uint64_t offset);

/*
 * Reads a stream at *p, up to its end, which clears pdf->stream, or to end.
 *
 * others  what the sink returned
 */
int coc_pdf_stream(coc_pdf_t *pdf, const uint8_t **p, const uint8_t *end);

/* The file ends in a stream. */
int coc_pdf_stream_end(coc_pdf_t *pdf);

/* A sink of inflated bytes; ctx is the coc_pdf_t. */
int coc_pdf_stream_data(void *ctx, const uint8_t *data, size_t len);


COC_END_DECLS


#endif /* _COC_PDF_INT_H_INCLUDED_ */
