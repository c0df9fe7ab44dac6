/*
 * Content codings undone by zlib, each a stage that feeds the next.  What comes
 * is gathered to blocks, so that zlib is asked at the same places however the
 * body was cut: where it stops on a limit would else depend on that.
 */

#include "coc_inflate.h"

#include <zlib.h>

#include "coc_ctype.h"
#include "coc_str.h"


/* Bytes that zlib is given, and may give, at once. */

#define COC_INFLATE_BLOCK   4096
#define COC_INFLATE_ROOM    8192


typedef struct {
    z_stream    zlib;
    size_t      made;           /* bytes that it made of them */
    size_t      nblock;
    uint8_t     block[COC_INFLATE_BLOCK];
    uint8_t     room[COC_INFLATE_ROOM];
    unsigned    gzip:1;
    unsigned    begun:1;        /* a gzip member, or the deflate stream */
    unsigned    ended:1;        /* and nothing has followed */
    unsigned    broken:1;       /* what comes now can't be undone */
} coc_inflate_stage_t;


struct coc_inflate_s {
    coc_alloc_t           alloc;
    const coc_limits_t   *limits;
    coc_inflate_pt        came;
    coc_inflate_pt        out;
    void                 *ctx;          /* of both */
    coc_error_t          *err;          /* the caller's, during a call */
    const char           *what;         /* is wrong, or NULL */
    unsigned              gzip:1;       /* with a stage of this kind */
    size_t                body;         /* bytes of it that zlib was given */
    coc_inflate_stage_t  *stages[COC_INFLATE_STAGES];
    size_t                nstages;
};


static int coc_inflate_add(coc_inflate_t *in, coc_str_t name,
    coc_error_t *err);
static int coc_inflate_stage(coc_inflate_t *in, size_t i,
    const uint8_t *data, size_t len);
static int coc_inflate_block(coc_inflate_t *in, size_t i,
    const uint8_t *data, size_t len);
static int coc_inflate_begin(coc_inflate_t *in,
    coc_inflate_stage_t *stage);
static int coc_inflate_made(coc_inflate_t *in, size_t i, size_t n);
static int coc_inflate_bad(coc_inflate_t *in, coc_inflate_stage_t *stage,
    const char *what);
static int coc_inflate_no_memory(coc_error_t *err);
static voidpf coc_inflate_zalloc(voidpf opaque, uInt items, uInt size);
static void coc_inflate_zfree(voidpf opaque, voidpf p);


int
coc_inflate_create(coc_inflate_t **inflate, const coc_alloc_t *alloc,
    coc_str_t coding, const coc_limits_t *limits, coc_inflate_pt came,
    coc_inflate_pt out, void *ctx, coc_error_t *err)
{
    int                     rc;
    size_t                  end;
    coc_str_t               rest, name;
    coc_inflate_t          *in;
    static const coc_str_t  identity = coc_str("identity");

    *inflate = NULL;

    rest = coc_str_trim(coding);

    if (rest.len == 0 || coc_str_caseeq(rest, identity)) {
        return COC_OK;
    }

    in = alloc->alloc(alloc->ctx, sizeof(coc_inflate_t));
    if (in == NULL) {
        return coc_inflate_no_memory(err);
    }

    memset(in, 0, sizeof(coc_inflate_t));

    in->alloc = *alloc;
    in->limits = limits;
    in->came = came;
    in->out = out;
    in->ctx = ctx;

    for ( ;; ) {
        end = coc_str_find(rest, ',', 0);

        name.data = rest.data;
        name.len = end;
        name = coc_str_trim(name);

        /* an empty element of a list is none */

        if (name.len != 0) {
            rc = coc_inflate_add(in, name, err);
            if (rc != COC_OK) {
                coc_inflate_destroy(in);
                return rc;
            }
        }

        if (end == rest.len) {
            break;
        }

        rest.data += end + 1;
        rest.len -= end + 1;
    }

    if (in->nstages == 0) {
        coc_inflate_destroy(in);
        return coc_error_at(err, COC_UNSUPPORTED, 0,
                            "the content coding \"?\" is not read");
    }

    *inflate = in;

    return COC_OK;
}


/* The last coding of the list was done last, so it is undone first. */

static int
coc_inflate_add(coc_inflate_t *in, coc_str_t name, coc_error_t *err)
{
    int                     gzip;
    char                    shown[COC_CTYPE_SHOWN];
    coc_inflate_stage_t    *stage;
    static const coc_str_t  names[] = {
        coc_str("deflate"), coc_str("gzip"), coc_str("x-gzip")
    };

    for (gzip = 0; gzip < (int) coc_nelts(names); gzip++) {
        if (coc_str_caseeq(name, names[gzip])) {
            break;
        }
    }

    if (gzip == coc_nelts(names)) {
        return coc_error_at(err, COC_UNSUPPORTED, 0,
                            "the content coding \"%s\" is not read",
                            coc_ctype_show(name, shown));
    }

    if (in->nstages == COC_INFLATE_STAGES) {
        return coc_error_at(err, COC_UNSUPPORTED, 0,
                            "more than %d content codings in a row are not "
                            "read", COC_INFLATE_STAGES);
    }

    stage = in->alloc.alloc(in->alloc.ctx,
                                 sizeof(coc_inflate_stage_t));
    if (stage == NULL) {
        return coc_inflate_no_memory(err);
    }

    memset(stage, 0, sizeof(coc_inflate_stage_t));

    stage->gzip = (gzip != 0);
    stage->zlib.zalloc = coc_inflate_zalloc;
    stage->zlib.zfree = coc_inflate_zfree;
    stage->zlib.opaque = &in->alloc;

    if (inflateInit2(&stage->zlib, stage->gzip ? 16 + MAX_WBITS : MAX_WBITS)
        != Z_OK)
    {
        in->alloc.free(in->alloc.ctx, stage);
        return coc_inflate_no_memory(err);
    }

    memmove(&in->stages[1], &in->stages[0],
            in->nstages * sizeof(in->stages[0]));

    in->stages[0] = stage;
    in->nstages++;

    return COC_OK;
}


int
coc_inflate_feed(coc_inflate_t *in, const uint8_t *data, size_t len,
    coc_error_t *err)
{
    int  rc;

    in->err = err;
    rc = coc_inflate_stage(in, 0, data, len);
    in->err = NULL;

    return rc;
}


int
coc_inflate_finish(coc_inflate_t *in, coc_error_t *err)
{
    int                   rc;
    size_t                i;
    coc_inflate_stage_t  *stage;

    rc = COC_OK;
    in->err = err;

    for (i = 0; i < in->nstages && rc == COC_OK; i++) {
        stage = in->stages[i];

        rc = coc_inflate_block(in, i, stage->block, stage->nblock);

        if (rc == COC_OK && !stage->ended) {
            rc = coc_inflate_bad(in, stage, "has no end");
        }
    }

    if (rc == COC_OK && in->what != NULL) {
        rc = coc_error_at(err, COC_INVALID, 0, "the content coding \"%s\" %s",
                          in->gzip ? "gzip" : "deflate", in->what);
    }

    in->err = NULL;

    return rc;
}


/*
 * A piece for a stage, in whole blocks.  A stage calls the next one, so the
 * depth is COC_INFLATE_STAGES at most.
 */

static int
coc_inflate_stage(coc_inflate_t *in, size_t i, const uint8_t *data,
    size_t len)
{
    int                   rc;
    size_t                n;
    coc_inflate_stage_t  *stage;

    if (i == in->nstages) {
        return in->out(in->ctx, data, len);
    }

    stage = in->stages[i];

    while (len != 0) {

        if (stage->nblock == 0 && len >= COC_INFLATE_BLOCK) {
            n = COC_INFLATE_BLOCK;
            rc = coc_inflate_block(in, i, data, n);

        } else {
            n = coc_min(len, COC_INFLATE_BLOCK - stage->nblock);
            memcpy(stage->block + stage->nblock, data, n);
            stage->nblock += n;
            rc = COC_OK;

            if (stage->nblock == COC_INFLATE_BLOCK) {
                stage->nblock = 0;
                rc = coc_inflate_block(in, i, stage->block,
                                       COC_INFLATE_BLOCK);
            }
        }

        if (rc != COC_OK) {
            return rc;
        }

        data += n;
        len -= n;
    }

    return COC_OK;
}


static int
coc_inflate_block(coc_inflate_t *in, size_t i, const uint8_t *data,
    size_t len)
{
    int                   rc, made;
    z_stream             *zlib;
    coc_inflate_stage_t  *stage;

    if (len == 0) {
        return COC_OK;
    }

    stage = in->stages[i];
    zlib = &stage->zlib;

    if (i == 0) {
        in->body += len;

        rc = in->came(in->ctx, data, len);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (stage->broken) {
        return COC_OK;
    }

    zlib->next_in = (Bytef *) data;
    zlib->avail_in = (uInt) len;

    do {
        if (!stage->begun || (stage->ended && zlib->avail_in != 0)) {
            rc = coc_inflate_begin(in, stage);

            if (rc != COC_OK || stage->broken) {
                return rc;
            }
        }

        zlib->next_out = stage->room;
        zlib->avail_out = COC_INFLATE_ROOM;

        rc = inflate(zlib, Z_NO_FLUSH);

        made = coc_inflate_made(in, i,
                                COC_INFLATE_ROOM - zlib->avail_out);
        if (made != COC_OK) {
            return made;
        }

        switch (rc) {

        case Z_OK:
        case Z_BUF_ERROR:       /* it needs more */
            break;

        case Z_STREAM_END:
            stage->ended = 1;
            break;

        case Z_MEM_ERROR:
            return coc_inflate_no_memory(in->err);

        default:
            return coc_inflate_bad(in, stage, "is damaged");
        }

    } while (zlib->avail_in != 0 || (!stage->ended && zlib->avail_out == 0));

    return COC_OK;
}


/* A deflate stream begins, or a member of a gzip file: the next one too. */

static int
coc_inflate_begin(coc_inflate_t *in, coc_inflate_stage_t *stage)
{
    unsigned        head;
    z_stream       *zlib;
    const uint8_t  *p;

    zlib = &stage->zlib;

    if (stage->ended) {

        if (!stage->gzip) {
            return coc_inflate_bad(in, stage,
                                   "is followed by something else");
        }

        /* never fails on a stream that is */

        (void) inflateReset(zlib);
        stage->ended = 0;
    }

    stage->begun = 1;

    if (stage->gzip || zlib->avail_in < 2) {
        return COC_OK;
    }

    /* no zlib header by RFC 1950, section 2.2: it was left out */

    p = zlib->next_in;
    head = p[0] * 256u + p[1];

    if ((p[0] & 0x0f) != Z_DEFLATED || (p[0] >> 4) > 7 || head % 31 != 0) {
        (void) inflateReset2(zlib, -MAX_WBITS);
    }

    return COC_OK;
}


/* n bytes in the stage's room: counted, and handed on. */

static int
coc_inflate_made(coc_inflate_t *in, size_t i, size_t n)
{
    size_t                most;
    coc_inflate_stage_t  *stage;
    const coc_limits_t   *limits;

    if (n == 0) {
        return COC_OK;
    }

    limits = in->limits;
    stage = in->stages[i];

    if (n > limits->inflate || stage->made > limits->inflate - n) {
        return coc_error_at(in->err, COC_LIMIT, 0,
                            "more than %zu bytes come out of a content coding "
                            "(coc_inflate_max)", limits->inflate);
    }

    stage->made += n;

    most = (limits->inflate_ratio > SIZE_MAX / in->body)
           ? SIZE_MAX : limits->inflate_ratio * in->body;

    if (stage->made > COC_INFLATE_FLOOR && stage->made > most) {
        return coc_error_at(in->err, COC_LIMIT, 0,
                            "more than %zu times the bytes that came come out "
                            "of a content coding (coc_inflate_max)",
                            limits->inflate_ratio);
    }

    return coc_inflate_stage(in, i + 1, stage->room, n);
}


/* The first is told when the body has ended, with what came out before it. */

static int
coc_inflate_bad(coc_inflate_t *in, coc_inflate_stage_t *stage,
    const char *what)
{
    stage->broken = 1;

    if (in->what == NULL) {
        in->what = what;
        in->gzip = stage->gzip;
    }

    return COC_OK;
}


static int
coc_inflate_no_memory(coc_error_t *err)
{
    return coc_error_set(err, COC_ERROR, "no memory to decode the body");
}


static voidpf
coc_inflate_zalloc(voidpf opaque, uInt items, uInt size)
{
    coc_alloc_t  *alloc = opaque;

    if (size != 0 && items > SIZE_MAX / size) {
        return NULL;
    }

    return alloc->alloc(alloc->ctx, (size_t) items * size);
}


static void
coc_inflate_zfree(voidpf opaque, voidpf p)
{
    coc_alloc_t  *alloc = opaque;

    alloc->free(alloc->ctx, p);
}


void
coc_inflate_destroy(coc_inflate_t *in)
{
    size_t  i;

    if (in == NULL) {
        return;
    }

    for (i = 0; i < in->nstages; i++) {
        (void) inflateEnd(&in->stages[i]->zlib);
        in->alloc.free(in->alloc.ctx, in->stages[i]);
    }

    in->alloc.free(in->alloc.ctx, in);
}
