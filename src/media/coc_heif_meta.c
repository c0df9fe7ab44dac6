/*
 * The boxes iinf (which items there are), iloc (where their bytes are) and
 * idat (bytes beside them) inside HEIF's meta.
 */

#include "coc_heif_meta.h"
#include "coc_str.h"


/* What is left of a box; missing: 1 once more was asked than there is. */

typedef struct {
    coc_str_t  s;
    unsigned   missing;
} coc_heif_box_t;


static uint64_t
coc_heif_uint(coc_heif_box_t *box, size_t bytes)
{
    uint64_t  n;

    if (bytes > box->s.len) {
        box->missing = 1;
        box->s.len = 0;
        return 0;
    }

    for (n = 0; bytes != 0; bytes--) {
        n = n << 8 | box->s.data[0];
        box->s.data++;
        box->s.len--;
    }

    return n;
}


/* Up to a NUL, which is passed. */

static coc_str_t
coc_heif_text(coc_heif_box_t *box)
{
    coc_str_t  text;

    text.data = box->s.data;
    text.len = coc_str_find(box->s, '\0', 0);

    box->s.data += text.len;
    box->s.len -= text.len;
    (void) coc_heif_uint(box, 1);

    return text;
}


/* The next box inside, with its type; 0: none. */

static int
coc_heif_next(coc_heif_box_t *outer, uint32_t *type, coc_heif_box_t *inner)
{
    uint64_t  size, head;

    if (outer->s.len < 8) {
        return 0;
    }

    head = 8;
    size = coc_heif_uint(outer, 4);
    *type = (uint32_t) coc_heif_uint(outer, 4);

    if (size == 1) {
        head = 16;
        size = coc_heif_uint(outer, 8);

    } else if (size == 0) {
        size = UINT64_MAX;
    }

    if (outer->missing || size < head) {
        return 0;
    }

    inner->missing = 0;
    inner->s.data = outer->s.data;
    inner->s.len = (size_t) coc_min(size - head, (uint64_t) outer->s.len);

    outer->s.data += inner->s.len;
    outer->s.len -= inner->s.len;

    return 1;
}


#define coc_heif_type(a, b, c, d)                                             \
    ((uint32_t) (a) << 24 | (uint32_t) (b) << 16 | (uint32_t) (c) << 8        \
     | (uint32_t) (d))


/* infe: what is an item? */

static void
coc_heif_entry(coc_heif_meta_t *meta, coc_heif_box_t box)
{
    uint32_t                id, type;
    uint64_t                version;
    coc_str_t               mime;
    coc_media_kind_e        kind;
    static const coc_str_t  xmp = coc_str("application/rdf+xml");

    version = coc_heif_uint(&box, 4) >> 24;

    if (version < 2 || meta->count == COC_HEIF_ITEMS) {
        return;
    }

    id = (uint32_t) coc_heif_uint(&box, (version == 2) ? 2 : 4);
    (void) coc_heif_uint(&box, 2);
    type = (uint32_t) coc_heif_uint(&box, 4);

    if (box.missing) {
        return;
    }

    if (type == coc_heif_type('E', 'x', 'i', 'f')) {
        kind = COC_MEDIA_EXIF_ITEM;

    } else if (type == coc_heif_type('m', 'i', 'm', 'e')) {
        (void) coc_heif_text(&box);
        mime = coc_heif_text(&box);

        if (!coc_str_caseeq(mime, xmp)) {
            return;
        }

        kind = COC_MEDIA_XMP;

    } else {
        return;
    }

    meta->items[meta->count].id = id;
    meta->items[meta->count].kind = kind;
    meta->count++;
}


static void
coc_heif_entries(coc_heif_meta_t *meta, coc_heif_box_t box)
{
    uint32_t        type;
    coc_heif_box_t  inner;

    /* their number is not needed */

    (void) coc_heif_uint(&box, (coc_heif_uint(&box, 4) >> 24 == 0) ? 2 : 4);

    while (coc_heif_next(&box, &type, &inner)) {
        if (type == coc_heif_type('i', 'n', 'f', 'e')) {
            coc_heif_entry(meta, inner);
        }
    }
}


/* The item that is looked for under that number and has no place yet. */

static coc_heif_item_t *
coc_heif_item(coc_heif_meta_t *meta, uint32_t id)
{
    size_t  i;

    for (i = 0; i < meta->count; i++) {
        if (meta->items[i].id == id && meta->items[i].count == 0) {
            return &meta->items[i];
        }
    }

    return NULL;
}


/* Adds an extent; an item that jumps about can't be read as it passes by. */

static int
coc_heif_extent(coc_heif_item_t *item, uint64_t offset, uint64_t len)
{
    coc_heif_extent_t  *last;

    last = (item->count == 0) ? NULL : &item->extents[item->count - 1];

    if (len == 0 || offset > UINT64_MAX - len
        || item->count == COC_HEIF_EXTENTS
        || (last != NULL && offset < last->offset + last->len))
    {
        return COC_DECLINED;
    }

    item->extents[item->count].offset = offset;
    item->extents[item->count].len = len;
    item->count++;

    return COC_OK;
}


/* Sizes of iloc's numbers, in bytes. */

typedef struct {
    size_t  id;
    size_t  offset;
    size_t  len;
    size_t  base;
    size_t  index;
} coc_heif_sizes_t;


/* The next item's place. */

static void
coc_heif_place(coc_heif_meta_t *meta, coc_heif_box_t *box, unsigned version,
    const coc_heif_sizes_t *sizes)
{
    size_t            n, size;
    uint32_t          id;
    uint64_t          base, offset, len, method;
    coc_heif_item_t  *item;

    id = (uint32_t) coc_heif_uint(box, sizes->id);
    method = (version == 0) ? 0 : coc_heif_uint(box, 2) & 0xf;
    (void) coc_heif_uint(box, 2);
    base = coc_heif_uint(box, sizes->base);
    n = (size_t) coc_heif_uint(box, 2);

    item = coc_heif_item(meta, id);
    size = sizes->index + sizes->offset + sizes->len;

    /* extents of no bytes would be as many as they say */

    if (box->missing || size == 0) {
        return;
    }

    if (item == NULL || method > 1) {
        size = coc_min(n * size, box->s.len);
        box->s.data += size;
        box->s.len -= size;
        return;
    }

    item->idat = (method == 1);

    for ( /* void */ ; n != 0 && !box->missing; n--) {
        (void) coc_heif_uint(box, sizes->index);
        offset = coc_heif_uint(box, sizes->offset);
        len = coc_heif_uint(box, sizes->len);

        if (item == NULL) {
            continue;
        }

        if (box->missing || offset > UINT64_MAX - base
            || coc_heif_extent(item, base + offset, len) != COC_OK)
        {
            item->count = 0;
            item = NULL;
        }
    }
}


static void
coc_heif_places(coc_heif_meta_t *meta, coc_heif_box_t box)
{
    uint64_t          n;
    unsigned          version;
    coc_heif_sizes_t  sizes;

    version = (unsigned) (coc_heif_uint(&box, 4) >> 24);
    n = coc_heif_uint(&box, 2);

    if (version > 2) {
        return;
    }

    sizes.id = (version == 2) ? 4 : 2;
    sizes.offset = (size_t) (n >> 12);
    sizes.len = (size_t) (n >> 8 & 0xf);
    sizes.base = (size_t) (n >> 4 & 0xf);
    sizes.index = (version == 0) ? 0 : (size_t) (n & 0xf);

    if (sizes.offset > 8 || sizes.len > 8 || sizes.base > 8
        || sizes.index > 8)
    {
        return;
    }

    n = coc_heif_uint(&box, sizes.id);

    for ( /* void */ ; n != 0 && !box.missing; n--) {
        coc_heif_place(meta, &box, version, &sizes);
    }
}


void
coc_heif_meta(coc_heif_meta_t *meta, coc_str_t box)
{
    uint32_t        type;
    coc_heif_box_t  outer, inner, places;

    memset(meta, 0, sizeof(coc_heif_meta_t));
    memset(&places, 0, sizeof(coc_heif_box_t));

    outer.s = box;
    outer.missing = 0;
    (void) coc_heif_uint(&outer, 4);

    while (coc_heif_next(&outer, &type, &inner)) {

        if (type == coc_heif_type('i', 'i', 'n', 'f')) {
            coc_heif_entries(meta, inner);

        } else if (type == coc_heif_type('i', 'l', 'o', 'c')) {
            places = inner;

        } else if (type == coc_heif_type('i', 'd', 'a', 't')) {
            meta->idat = inner.s;
        }
    }

    coc_heif_places(meta, places);
}
