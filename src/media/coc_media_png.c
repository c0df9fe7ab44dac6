/*
 * PNG (ISO 15948): text, Exif and the date.  Raw profiles, which ImageMagick
 * writes as text in hexadecimal, are what they hold.
 *
 * | name              | keyword                                            |
 * |-------------------|----------------------------------------------------|
 * | png.title         | Title; likewise author, description, copyright,    |
 * |                   | creation_time, software, disclaimer, warning,      |
 * |                   | source, comment                                    |
 * | png.text          | another: "Keyword: text"                           |
 * | png.date          | the chunk tIME                                     |
 */

#include <stdio.h>

#include "coc_buf.h"
#include "coc_media_format.h"
#include "coc_media_part.h"
#include "coc_media_zip.h"
#include "coc_str.h"


#define COC_PNG_SIGNATURE  8
#define COC_PNG_HEAD       8            /* a chunk's length and name */
#define COC_PNG_CRC        4
#define COC_PNG_KEYWORD    80           /* bytes, NUL included */
#define COC_PNG_TIME       7
#define COC_PNG_LENGTH     0x7fffffff   /* of a chunk, at most */


typedef enum {
    COC_PNG_CHUNK = 0,          /* its head */
    COC_PNG_SKIP,               /* its body */
    COC_PNG_PART,               /* a body that is all one part */
    COC_PNG_DATE,
    COC_PNG_KEY,                /* text: keyword */
    COC_PNG_METHOD,             /* zTXt: a byte; iTXt: two */
    COC_PNG_LANGUAGE,           /* iTXt: up to NUL */
    COC_PNG_TRANSLATED,         /* iTXt: up to NUL */
    COC_PNG_TEXT,
    COC_PNG_TAIL                /* checksum */
} coc_png_state_e;


typedef struct {
    coc_media_out_t    out;
    coc_png_state_e    state;
    size_t             start;   /* bytes of the signature to come */
    uint32_t           left;    /* bytes of the chunk to come */
    uint8_t            type;    /* of a text chunk: t, z or i, as "tEXt" */
    unsigned           packed;  /* 1: the text is deflated */
    unsigned           lines;   /* raw profile: lines to come before hex */
    unsigned           raw;     /* 1: a raw profile */
    int                digit;   /* half a byte of it, or -1 */
    size_t             fill;    /* bytes of head */
    uint8_t            head[COC_PNG_KEYWORD];
    coc_media_part_t   part;
    coc_zip_t          zip;
} coc_png_t;


typedef struct {
    coc_str_t    keyword;
    const char  *name;
} coc_png_name_t;


typedef struct {
    coc_str_t         keyword;
    coc_media_kind_e  kind;
    unsigned          raw;
} coc_png_profile_t;


static int coc_png_plain(void *ctx, const uint8_t *data, size_t len);


static const coc_png_name_t  coc_png_names[] = {
    { coc_str("Title"), "png.title" },
    { coc_str("Author"), "png.author" },
    { coc_str("Description"), "png.description" },
    { coc_str("Copyright"), "png.copyright" },
    { coc_str("Creation Time"), "png.creation_time" },
    { coc_str("Software"), "png.software" },
    { coc_str("Disclaimer"), "png.disclaimer" },
    { coc_str("Warning"), "png.warning" },
    { coc_str("Source"), "png.source" },
    { coc_str("Comment"), "png.comment" }
};


static const coc_png_profile_t  coc_png_profiles[] = {
    { coc_str("XML:com.adobe.xmp"), COC_MEDIA_XMP, 0 },
    { coc_str("Raw profile type exif"), COC_MEDIA_EXIF, 1 },
    { coc_str("Raw profile type APP1"), COC_MEDIA_EXIF, 1 },
    { coc_str("Raw profile type xmp"), COC_MEDIA_XMP, 1 },
    { coc_str("Raw profile type iptc"), COC_MEDIA_IPTC, 1 },
    { coc_str("Raw profile type 8bim"), COC_MEDIA_IPTC, 1 }
};


static int
coc_png_match(const uint8_t *head, size_t len)
{
    return len >= COC_PNG_SIGNATURE
           && memcmp(head, "\x89PNG\r\n\x1a\n", COC_PNG_SIGNATURE) == 0;
}


static int
coc_png_create(void **state, const coc_media_out_t *out)
{
    coc_png_t  *png;

    png = out->alloc.alloc(out->alloc.ctx, sizeof(coc_png_t));
    if (png == NULL) {
        return COC_ERROR;
    }

    memset(png, 0, sizeof(coc_png_t));
    png->out = *out;
    png->start = COC_PNG_SIGNATURE;
    coc_media_part_init(&png->part, &png->out);
    coc_zip_init(&png->zip, &png->out.alloc, coc_png_plain, png);

    *state = png;

    return COC_OK;
}


/* A chunk's head is there; COC_DECLINED: the image ends, or is broken. */

static int
coc_png_begin(coc_png_t *png)
{
    const uint8_t  *p;

    p = png->head;
    png->fill = 0;
    png->left = (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16
                | (uint32_t) p[2] << 8 | (uint32_t) p[3];

    p += 4;

    if (png->left > COC_PNG_LENGTH || memcmp(p, "IEND", 4) == 0) {
        return COC_DECLINED;
    }

    if (memcmp(p, "tEXt", 4) == 0 || memcmp(p, "zTXt", 4) == 0
        || memcmp(p, "iTXt", 4) == 0)
    {
        png->type = p[0];
        png->packed = (p[0] == 'z');
        png->state = COC_PNG_KEY;

    } else if (memcmp(p, "eXIf", 4) == 0) {
        png->state = COC_PNG_PART;
        return coc_media_part_begin(&png->part, COC_MEDIA_EXIF, NULL,
                                    png->left);

    } else if (memcmp(p, "tIME", 4) == 0) {
        png->state = COC_PNG_DATE;

    } else {
        png->state = COC_PNG_SKIP;
    }

    return COC_OK;
}


/* The keyword is there: what does the text hold? */

static int
coc_png_text(coc_png_t *png)
{
    int        rc;
    size_t     i;
    coc_str_t  keyword;

    png->state = COC_PNG_TEXT;
    png->raw = 0;

    keyword.data = png->head;
    keyword.len = png->fill;

    for (i = 0; i < coc_nelts(coc_png_profiles); i++) {

        if (coc_str_caseeq(keyword, coc_png_profiles[i].keyword)) {
            png->raw = coc_png_profiles[i].raw;
            png->lines = 3;
            png->digit = -1;

            return coc_media_part_begin(&png->part, coc_png_profiles[i].kind,
                                        NULL, UINT64_MAX);
        }
    }

    for (i = 0; i < coc_nelts(coc_png_names); i++) {
        if (coc_str_caseeq(keyword, coc_png_names[i].keyword)) {
            return coc_media_part_begin(&png->part, COC_MEDIA_TEXT,
                                        coc_png_names[i].name, UINT64_MAX);
        }
    }

    rc = coc_media_part_begin(&png->part, COC_MEDIA_TEXT, "png.text",
                              UINT64_MAX);

    if (rc == COC_OK && keyword.len != 0) {
        rc = coc_media_part_feed(&png->part, keyword.data, keyword.len);

        if (rc == COC_OK) {
            rc = coc_media_part_feed(&png->part, (const uint8_t *) ": ", 2);
        }
    }

    return rc;
}


/* Text begins; if it is deflated, so does inflating. */

static int
coc_png_open(coc_png_t *png)
{
    int  rc;

    rc = coc_png_text(png);

    if (rc == COC_OK && png->packed) {
        rc = coc_zip_begin(&png->zip, 0);
    }

    return rc;
}


/*
 * A raw profile: an empty line, its name, its length, then hexadecimal with
 * line breaks.
 */

static int
coc_png_profile(coc_png_t *png, const uint8_t *data, size_t len)
{
    int      rc, digit;
    size_t   i, n;
    uint8_t  bytes[256];

    n = 0;

    for (i = 0; i < len; i++) {

        if (png->lines != 0) {
            png->lines -= (data[i] == '\n');
            continue;
        }

        digit = coc_str_hex(data[i]);

        if (digit < 0) {
            continue;
        }

        if (png->digit < 0) {
            png->digit = digit;
            continue;
        }

        bytes[n++] = (uint8_t) (png->digit << 4 | digit);
        png->digit = -1;

        if (n == sizeof(bytes)) {
            rc = coc_media_part_feed(&png->part, bytes, n);
            if (rc != COC_OK) {
                return rc;
            }

            n = 0;
        }
    }

    return coc_media_part_feed(&png->part, bytes, n);
}


/* Text as it is, or inflated; COC_DECLINED: no more is of use. */

static int
coc_png_plain(void *ctx, const uint8_t *data, size_t len)
{
    int         rc;
    coc_png_t  *png = ctx;

    rc = png->raw ? coc_png_profile(png, data, len)
                  : coc_media_part_feed(&png->part, data, len);

    if (rc == COC_OK && coc_media_part_full(&png->part)) {
        return COC_DECLINED;
    }

    return rc;
}


/* A byte before the text. */

static int
coc_png_byte(coc_png_t *png, uint8_t c)
{
    switch (png->state) {

    case COC_PNG_KEY:

        if (c != '\0') {

            /* longer than a keyword may be: not a text chunk */

            if (png->fill == COC_PNG_KEYWORD) {
                png->state = COC_PNG_SKIP;

            } else {
                png->head[png->fill++] = c;
            }

            return COC_OK;
        }

        if (png->type == 't') {
            return coc_png_open(png);
        }

        png->state = COC_PNG_METHOD;
        return COC_OK;

    case COC_PNG_METHOD:

        if (png->type == 'z') {
            return coc_png_open(png);
        }

        /* of iTXt's two bytes the first says whether it is deflated */

        if (png->type == 'i') {
            png->packed = (c == 1);
            png->type = 'I';

        } else {
            png->state = COC_PNG_LANGUAGE;
        }

        return COC_OK;

    case COC_PNG_LANGUAGE:
        png->state = (c == '\0') ? COC_PNG_TRANSLATED : COC_PNG_LANGUAGE;
        return COC_OK;

    default:
        return (c == '\0') ? coc_png_open(png) : COC_OK;
    }
}


static int
coc_png_date(coc_png_t *png)
{
    int             n;
    char            text[32];
    coc_str_t       value;
    const uint8_t  *p;

    if (png->fill != COC_PNG_TIME) {
        return COC_OK;
    }

    p = png->head;
    n = snprintf(text, sizeof(text), "%04u-%02u-%02u %02u:%02u:%02u",
                 (unsigned) p[0] << 8 | p[1], p[2], p[3], p[4], p[5], p[6]);

    value.data = (const uint8_t *) text;
    value.len = (size_t) n;

    return coc_media_put(&png->out, "png.date", value);
}


/* The chunk's body has ended, or the file in the middle of it. */

static int
coc_png_end(coc_png_t *png)
{
    int  rc;

    if (png->state == COC_PNG_DATE) {
        return coc_png_date(png);
    }

    if (png->state == COC_PNG_TEXT && png->packed) {
        rc = coc_zip_end(&png->zip);

        if (rc != COC_OK && rc != COC_DECLINED) {
            return rc;
        }

        /* there is no memory for zlib beside XMP that is inside Exif */

        if (png->raw) {
            coc_zip_free(&png->zip);
        }
    }

    return coc_media_part_end(&png->part);
}


/* The next bytes of the chunk's body; n is how many were taken. */

static int
coc_png_body(coc_png_t *png, const uint8_t *data, size_t *n)
{
    int     rc;
    size_t  fill;

    switch (png->state) {

    case COC_PNG_SKIP:
        rc = COC_OK;
        break;

    case COC_PNG_PART:
        rc = coc_media_part_feed(&png->part, data, *n);
        break;

    case COC_PNG_DATE:
        fill = coc_min(*n, COC_PNG_TIME - png->fill);
        memcpy(png->head + png->fill, data, fill);
        png->fill += fill;
        rc = COC_OK;
        break;

    case COC_PNG_TEXT:
        rc = png->packed ? coc_zip_feed(&png->zip, data, *n)
                         : coc_png_plain(png, data, *n);

        if (rc == COC_DECLINED) {
            rc = COC_OK;
        }

        break;

    default:
        *n = 1;
        rc = coc_png_byte(png, *data);
        break;
    }

    png->left -= (uint32_t) *n;

    return rc;
}


static int
coc_png_feed(void *state, const uint8_t *data, size_t len)
{
    int         rc;
    size_t      n, want;
    coc_png_t  *png = state;

    n = coc_min(png->start, len);
    png->start -= n;

    for (data += n, len -= n; len != 0; data += n, len -= n) {

        if (png->state == COC_PNG_CHUNK || png->state == COC_PNG_TAIL) {
            want = (png->state == COC_PNG_CHUNK) ? COC_PNG_HEAD : COC_PNG_CRC;
            n = coc_min(len, want - png->fill);
            memcpy(png->head + png->fill, data, n);
            png->fill += n;

            if (png->fill != want) {
                continue;
            }

            if (png->state == COC_PNG_TAIL) {
                png->state = COC_PNG_CHUNK;
                png->fill = 0;
                continue;
            }

            rc = coc_png_begin(png);

        } else {
            n = coc_min(len, (size_t) png->left);
            rc = coc_png_body(png, data, &n);
        }

        if (rc == COC_OK && png->left == 0) {
            rc = coc_png_end(png);
            png->state = COC_PNG_TAIL;
            png->fill = 0;
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_png_finish(void *state)
{
    coc_png_t  *png = state;

    if (png->state == COC_PNG_CHUNK || png->state == COC_PNG_TAIL) {
        return COC_OK;
    }

    return coc_png_end(png);
}


static void
coc_png_destroy(void *state)
{
    coc_png_t    *png = state;
    coc_alloc_t   alloc;

    coc_media_part_free(&png->part);
    coc_zip_free(&png->zip);

    alloc = png->out.alloc;
    alloc.free(alloc.ctx, png);
}


const coc_media_format_t  coc_media_png = {
    "png",
    coc_png_match,
    coc_png_create,
    coc_png_feed,
    coc_png_finish,
    coc_png_destroy
};
