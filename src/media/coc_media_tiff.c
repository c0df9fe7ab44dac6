/*
 * TIFF 6.0, either byte order: its head, and the surroundings of its first
 * directory, whose place is known from byte 4 on, wherever it is.  Directories
 * and values elsewhere aren't seen; BigTIFF isn't read.
 */

#include "coc_buf.h"
#include "coc_exif.h"
#include "coc_exif_int.h"
#include "coc_media_format.h"


#define COC_TIFF_HEAD    (24 * 1024)    /* bytes held from the start */
#define COC_TIFF_WINDOW  (40 * 1024)    /* bytes held around the directory */
#define COC_TIFF_BEFORE  (16 * 1024)    /* of these, before it */


typedef struct {
    coc_media_out_t  out;
    uint64_t         pos;       /* bytes of the file passed by */
    uint64_t         window;    /* offset of the second window */
    coc_buf_t        buf;       /* head and window, one after the other */
} coc_tiff_t;


static int
coc_tiff_match(const uint8_t *head, size_t len)
{
    return len >= 8 && (memcmp(head, "II*\0", 4) == 0
                        || memcmp(head, "MM\0*", 4) == 0);
}


static int
coc_tiff_create(void **state, const coc_media_out_t *out)
{
    coc_tiff_t  *tiff;

    tiff = out->alloc.alloc(out->alloc.ctx, sizeof(coc_tiff_t));
    if (tiff == NULL) {
        return COC_ERROR;
    }

    memset(tiff, 0, sizeof(coc_tiff_t));
    tiff->out = *out;
    coc_buf_init(&tiff->buf, &tiff->out.alloc,
                 COC_TIFF_HEAD + COC_TIFF_WINDOW);

    *state = tiff;

    return COC_OK;
}


/* Reads what is held: one window, if the second follows on the first. */

static int
coc_tiff_finish(void *state)
{
    int                rc;
    coc_tiff_t        *tiff = state;
    coc_exif_window_t  windows[2];

    windows[0].offset = 0;
    windows[0].bytes = coc_buf_str(&tiff->buf);

    if (tiff->window <= COC_TIFF_HEAD || tiff->buf.len <= COC_TIFF_HEAD) {
        rc = coc_exif_read(&tiff->out, windows, 1);

    } else {
        windows[0].bytes.len = COC_TIFF_HEAD;
        windows[1].offset = tiff->window;
        windows[1].bytes.data = tiff->buf.data + COC_TIFF_HEAD;
        windows[1].bytes.len = tiff->buf.len - COC_TIFF_HEAD;

        rc = coc_exif_read(&tiff->out, windows, 2);
    }

    coc_buf_free(&tiff->buf);

    return rc;
}


static void
coc_tiff_locate(coc_tiff_t *tiff)
{
    uint32_t        offset;
    const uint8_t  *p;

    p = tiff->buf.data;
    offset = coc_exif_u32(p + 4, p[0] == 'M');

    tiff->window = (offset > COC_TIFF_HEAD + COC_TIFF_BEFORE)
                   ? offset - COC_TIFF_BEFORE : COC_TIFF_HEAD;
}


static int
coc_tiff_feed(void *state, const uint8_t *data, size_t len)
{
    int          rc;
    size_t       n;
    uint64_t     end;
    coc_tiff_t  *tiff = state;

    for ( /* void */ ; len != 0; data += n, len -= n) {

        /* up to the next place where something changes */

        end = (tiff->pos < 8) ? 8
              : (tiff->pos < COC_TIFF_HEAD) ? COC_TIFF_HEAD
              : (tiff->pos < tiff->window) ? tiff->window
              : tiff->window + COC_TIFF_WINDOW;

        n = (size_t) coc_min((uint64_t) len, end - tiff->pos);

        if (tiff->pos < COC_TIFF_HEAD || tiff->pos >= tiff->window) {
            if (coc_buf_append(&tiff->buf, data, n) != COC_OK) {
                return COC_ERROR;
            }
        }

        tiff->pos += n;

        if (tiff->pos == 8) {
            coc_tiff_locate(tiff);
        }

        if (tiff->buf.len == tiff->buf.max) {
            rc = coc_tiff_finish(tiff);
            return (rc == COC_OK) ? COC_DECLINED : rc;
        }
    }

    return COC_OK;
}


static void
coc_tiff_destroy(void *state)
{
    coc_tiff_t   *tiff = state;
    coc_alloc_t   alloc;

    coc_buf_free(&tiff->buf);

    alloc = tiff->out.alloc;
    alloc.free(alloc.ctx, tiff);
}


const coc_media_format_t  coc_media_tiff = {
    "tiff",
    coc_tiff_match,
    coc_tiff_create,
    coc_tiff_feed,
    coc_tiff_finish,
    coc_tiff_destroy
};
