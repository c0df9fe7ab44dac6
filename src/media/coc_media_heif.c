/*
 * HEIF, HEIC and AVIF (ISO 14496-12, ISO 23008-12): the box "meta" is held and
 * says where Exif and XMP are; from there on these are picked from the bytes
 * that pass by.  What lies before meta isn't seen; writers put it first.
 */

#include "coc_buf.h"
#include "coc_heif_meta.h"
#include "coc_media_format.h"
#include "coc_media_part.h"


#define COC_HEIF_META   (48 * 1024)     /* bytes of meta held, at most */
#define COC_HEIF_HEAD   8               /* a box's size and type */
#define COC_HEIF_LARGE  16              /* the same with a size of 64 bits */

#define COC_HEIF_PLACES  (COC_HEIF_ITEMS * COC_HEIF_EXTENTS)


typedef enum {
    COC_HEIF_BETWEEN = 0,       /* in a box's head */
    COC_HEIF_BOX,
    COC_HEIF_IN_META,
    COC_HEIF_AFTER
} coc_heif_state_e;


typedef struct {
    uint64_t  offset;
    uint64_t  len;
    unsigned  item;
} coc_heif_place_t;


typedef struct {
    coc_media_out_t    out;
    uint64_t           pos;             /* bytes passed by */
    uint64_t           left;            /* bytes of the box to come */
    coc_heif_state_e   state;
    size_t             fill;            /* bytes of head */
    uint8_t            head[COC_HEIF_LARGE];
    coc_buf_t          buf;             /* meta */

    size_t             place;           /* the next */
    size_t             nplaces;
    coc_heif_place_t   places[COC_HEIF_PLACES];     /* by offset */
    coc_media_kind_e   kinds[COC_HEIF_ITEMS];
    uint64_t           sizes[COC_HEIF_ITEMS];       /* bytes */
    size_t             todo[COC_HEIF_ITEMS];        /* extents to come */
    coc_media_part_t   part;
    unsigned           open;            /* 1: part is item's */
    unsigned           item;
} coc_heif_t;


static int
coc_heif_match(const uint8_t *head, size_t len)
{
    size_t             i, j, size;
    static const char  brands[][5] = {
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2",
        "msf1", "miaf", "avif", "avis", "avci"
    };

    if (len < 12 || memcmp(head + 4, "ftyp", 4) != 0) {
        return 0;
    }

    size = (size_t) head[2] << 8 | head[3];
    size = (head[0] | head[1]) ? len : coc_min(size, len);

    /* the main brand, a version, the others */

    for (i = 8; i + 4 <= size; i += 4) {
        for (j = 0; j < coc_nelts(brands) && i != 12; j++) {
            if (memcmp(head + i, brands[j], 4) == 0) {
                return 1;
            }
        }
    }

    return 0;
}


static int
coc_heif_create(void **state, const coc_media_out_t *out)
{
    coc_heif_t  *heif;

    heif = out->alloc.alloc(out->alloc.ctx, sizeof(coc_heif_t));
    if (heif == NULL) {
        return COC_ERROR;
    }

    memset(heif, 0, sizeof(coc_heif_t));
    heif->out = *out;
    coc_buf_init(&heif->buf, &heif->out.alloc, COC_HEIF_META);

    coc_media_part_init(&heif->part, &heif->out);

    *state = heif;

    return COC_OK;
}


/*
 * An item whose bytes are in meta itself: in one run, so that they are read
 * where they are.
 */

static int
coc_heif_inner(coc_heif_t *heif, const coc_heif_meta_t *meta,
    const coc_heif_item_t *item)
{
    coc_str_t                 s;
    const coc_heif_extent_t  *e;

    e = &item->extents[0];

    if (item->count != 1 || e->offset >= meta->idat.len) {
        return COC_OK;
    }

    s.data = meta->idat.data + e->offset;
    s.len = (size_t) coc_min(e->len, meta->idat.len - e->offset);

    return coc_media_part_block(&heif->out, item->kind, s);
}


/* Puts an item's extents in their place, unless others have it. */

static void
coc_heif_outer(coc_heif_t *heif, const coc_heif_item_t *item, unsigned number)
{
    size_t                    i, j, at[COC_HEIF_EXTENTS];
    const coc_heif_place_t   *p;
    const coc_heif_extent_t  *e;

    for (i = 0, j = 0; i < item->count; i++) {
        e = &item->extents[i];

        while (j < heif->nplaces && heif->places[j].offset < e->offset) {
            j++;
        }

        p = &heif->places[j];

        if (e->offset < heif->pos
            || (j < heif->nplaces && e->offset + e->len > p->offset)
            || (j != 0 && p[-1].offset + p[-1].len > e->offset))
        {
            return;
        }

        at[i] = j + i;
    }

    for (i = 0; i < item->count; i++) {
        memmove(&heif->places[at[i] + 1], &heif->places[at[i]],
                (heif->nplaces - at[i]) * sizeof(coc_heif_place_t));

        heif->places[at[i]].offset = item->extents[i].offset;
        heif->places[at[i]].len = item->extents[i].len;
        heif->places[at[i]].item = number;
        heif->nplaces++;

        heif->sizes[number] += coc_min(item->extents[i].len,
                                       (uint64_t) COC_MEDIA_BLOCK);
    }

    heif->kinds[number] = item->kind;
    heif->todo[number] = item->count;
}


/* Meta is whole, or what is held of it; COC_DECLINED: nothing to come. */

static int
coc_heif_located(coc_heif_t *heif)
{
    int              rc;
    unsigned         i;
    coc_heif_meta_t  meta;

    heif->state = COC_HEIF_AFTER;
    coc_heif_meta(&meta, coc_buf_str(&heif->buf));

    for (i = 0; i < meta.count; i++) {

        if (meta.items[i].idat) {
            rc = coc_heif_inner(heif, &meta, &meta.items[i]);
            if (rc != COC_OK) {
                return rc;
            }

        } else {
            coc_heif_outer(heif, &meta.items[i], i);
        }
    }

    coc_buf_free(&heif->buf);

    return (heif->nplaces == 0) ? COC_DECLINED : COC_OK;
}


/* Takes a byte of a box's head; COC_DECLINED: broken. */

static int
coc_heif_byte(coc_heif_t *heif, uint8_t c)
{
    size_t          i, want;
    uint64_t        size;
    const uint8_t  *p;

    p = heif->head;
    heif->head[heif->fill++] = c;

    if (heif->fill < COC_HEIF_HEAD) {
        return COC_OK;
    }

    size = (uint64_t) p[0] << 24 | (uint64_t) p[1] << 16 | (uint64_t) p[2] << 8
           | (uint64_t) p[3];
    want = (size == 1) ? COC_HEIF_LARGE : COC_HEIF_HEAD;

    if (heif->fill < want) {
        return COC_OK;
    }

    if (size == 1) {
        for (size = 0, i = 8; i < COC_HEIF_LARGE; i++) {
            size = size << 8 | p[i];
        }

    } else if (size == 0) {
        size = UINT64_MAX;
    }

    if (size < want) {
        return COC_DECLINED;
    }

    heif->fill = 0;
    heif->left = size - want;
    heif->state = (memcmp(p + 4, "meta", 4) == 0) ? COC_HEIF_IN_META
                   : (heif->left != 0) ? COC_HEIF_BOX
                   : COC_HEIF_BETWEEN;

    return COC_OK;
}


/* Bytes inside a box; n is how many were taken. */

static int
coc_heif_box(coc_heif_t *heif, const uint8_t *data, size_t len, size_t *n)
{
    *n = (size_t) coc_min((uint64_t) len, heif->left);
    heif->left -= *n;

    if (heif->state == COC_HEIF_IN_META) {
        len = coc_min(*n, COC_HEIF_META - heif->buf.len);

        if (coc_buf_append(&heif->buf, data, len) != COC_OK) {
            return COC_ERROR;
        }

    } else if (heif->left == 0) {
        heif->state = COC_HEIF_BETWEEN;
    }

    return COC_OK;
}


/* Bytes after meta; n is how many were taken. */

static int
coc_heif_pick(coc_heif_t *heif, const uint8_t *data, size_t len, size_t *n)
{
    int                rc;
    unsigned           item;
    coc_heif_place_t  *p;

    if (heif->place == heif->nplaces) {
        return COC_DECLINED;
    }

    p = &heif->places[heif->place];
    *n = len;

    if (heif->pos < p->offset) {
        *n = (size_t) coc_min((uint64_t) len, p->offset - heif->pos);
        return COC_OK;
    }

    item = p->item;

    /* of two items that lie mixed, the first is read */

    if (!heif->open) {
        rc = coc_media_part_begin(&heif->part, heif->kinds[item], NULL,
                                  heif->sizes[item]);
        if (rc != COC_OK) {
            return rc;
        }

        heif->open = 1;
        heif->item = item;
    }

    *n = (size_t) coc_min((uint64_t) len, p->offset + p->len - heif->pos);

    rc = (heif->item == item)
         ? coc_media_part_feed(&heif->part, data, *n) : COC_OK;

    if (heif->pos + *n != p->offset + p->len) {
        return rc;
    }

    heif->place++;

    if (rc == COC_OK && --heif->todo[item] == 0 && heif->item == item) {
        heif->open = 0;
        rc = coc_media_part_end(&heif->part);
    }

    return rc;
}


static int
coc_heif_feed(void *state, const uint8_t *data, size_t len)
{
    int          rc;
    size_t       n;
    coc_heif_t  *heif = state;

    for ( /* void */ ; len != 0; data += n, len -= n) {
        n = 1;

        if (heif->state == COC_HEIF_BETWEEN) {
            rc = coc_heif_byte(heif, *data);

        } else if (heif->state == COC_HEIF_AFTER) {
            rc = coc_heif_pick(heif, data, len, &n);

        } else {
            rc = coc_heif_box(heif, data, len, &n);
        }

        if (rc != COC_OK) {
            return rc;
        }

        heif->pos += n;

        if (heif->state == COC_HEIF_IN_META && heif->left == 0) {
            rc = coc_heif_located(heif);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


/* A file that is cut has what of it was held. */

static int
coc_heif_finish(void *state)
{
    int          rc;
    coc_heif_t  *heif = state;

    rc = COC_OK;

    if (heif->state == COC_HEIF_IN_META) {
        rc = coc_heif_located(heif);
    }

    return (rc == COC_OK) ? coc_media_part_end(&heif->part) : rc;
}


static void
coc_heif_destroy(void *state)
{
    coc_heif_t   *heif = state;
    coc_alloc_t   alloc;

    coc_media_part_free(&heif->part);

    coc_buf_free(&heif->buf);

    alloc = heif->out.alloc;
    alloc.free(alloc.ctx, heif);
}


const coc_media_format_t  coc_media_heif = {
    "heif",
    coc_heif_match,
    coc_heif_create,
    coc_heif_feed,
    coc_heif_finish,
    coc_heif_destroy
};
