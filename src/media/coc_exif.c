/*
 * Exif, read out of what is held of a file.  Directories wait in a short
 * queue, so that none is read twice and nothing recurses; values are looked
 * up where they lie and never copied.
 *
 * Not by libexif: see "Media" in doc/ARCHITECTURE.md.
 */

#include "coc_exif.h"
#include "coc_exif_int.h"


#define COC_EXIF_SHARE  4       /* values are this many times the held bytes */
#define COC_EXIF_ENTRY  12      /* bytes */

#define COC_EXIF_UTF8   129     /* type of Exif 3.0 */


uint32_t
coc_exif_u16(const uint8_t *p, int big)
{
    return big ? (uint32_t) (p[0] << 8 | p[1]) : (uint32_t) (p[1] << 8 | p[0]);
}


uint32_t
coc_exif_u32(const uint8_t *p, int big)
{
    return big ? coc_exif_u16(p, 1) << 16 | coc_exif_u16(p + 2, 1)
               : coc_exif_u16(p + 2, 0) << 16 | coc_exif_u16(p, 0);
}


/* What is held of len bytes at offset, from the first on; data NULL: none. */

static coc_str_t
coc_exif_held(const coc_exif_t *exif, uint64_t offset, uint64_t len)
{
    size_t                    i, at;
    coc_str_t                 s, best;
    const coc_exif_window_t  *w;

    best.data = NULL;
    best.len = 0;

    for (i = 0; i < exif->count; i++) {
        w = &exif->windows[i];

        if (offset < w->offset || offset - w->offset >= w->bytes.len) {
            continue;
        }

        at = (size_t) (offset - w->offset);
        s.data = w->bytes.data + at;
        s.len = w->bytes.len - at;

        if (s.len > len) {
            s.len = (size_t) len;
        }

        if (s.len > best.len) {
            best = s;
        }
    }

    return best;
}


void
coc_exif_push(coc_exif_t *exif, uint32_t offset, unsigned kind)
{
    size_t  i;

    if (offset == 0 || exif->dirs == COC_EXIF_DIRS) {
        return;
    }

    for (i = 0; i < exif->dirs; i++) {
        if (exif->queue[i].offset == offset) {
            return;
        }
    }

    exif->queue[exif->dirs].offset = offset;
    exif->queue[exif->dirs].kind = kind;
    exif->dirs++;
}


/* Bytes of a value of that type, 0: no such type. */

static unsigned
coc_exif_size(unsigned type)
{
    static const uint8_t  sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8,
                                      4 };

    return (type < coc_nelts(sizes)) ? sizes[type]
           : (type == COC_EXIF_UTF8) ? 1 : 0;
}


/* Reads the entry at p; 0 if its value isn't held. */

static int
coc_exif_entry(coc_exif_t *exif, coc_exif_entry_t *entry, const uint8_t *p)
{
    uint64_t  len;

    entry->tag = coc_exif_u16(p, exif->big);
    entry->type = coc_exif_u16(p + 2, exif->big);
    entry->big = exif->big;

    len = coc_exif_u32(p + 4, exif->big);
    len *= coc_exif_size(entry->type);

    if (len <= 4) {
        entry->value.data = p + 8;
        entry->value.len = (size_t) len;
        return len != 0;
    }

    entry->value = coc_exif_held(exif, coc_exif_u32(p + 8, exif->big), len);

    return entry->value.data != NULL;
}


/*
 * Many entries may point to the same bytes; what they give together is
 * bounded, or a small file would be a long text.
 */

static int
coc_exif_one(coc_exif_t *exif, coc_exif_gps_t *gps, const uint8_t *p)
{
    unsigned          kind;
    coc_exif_entry_t  entry;

    kind = exif->queue[exif->dir].kind;

    if ((kind != COC_EXIF_GPS && !coc_exif_known(coc_exif_u16(p, exif->big)))
        || !coc_exif_entry(exif, &entry, p))
    {
        return COC_OK;
    }

    entry.value.len = coc_min(entry.value.len, exif->left);
    exif->left -= entry.value.len;

    if (entry.value.len == 0) {
        return COC_OK;
    }

    return (kind == COC_EXIF_GPS)
           ? coc_exif_gps_entry(gps, exif->out, &entry)
           : coc_exif_value(exif, &entry);
}


static int
coc_exif_directory(coc_exif_t *exif)
{
    int              rc;
    uint64_t         at;
    unsigned         i, n;
    coc_str_t        s;
    coc_exif_gps_t   gps;
    coc_exif_dir_t  *dir;

    dir = &exif->queue[exif->dir];
    at = dir->offset;

    s = coc_exif_held(exif, at, 2);
    if (s.len < 2) {
        return COC_OK;
    }

    memset(&gps, 0, sizeof(coc_exif_gps_t));
    n = coc_exif_u16(s.data, exif->big);
    at += 2;

    for (i = 0; i < n; i++) {
        s = coc_exif_held(exif, at, COC_EXIF_ENTRY);
        if (s.len < COC_EXIF_ENTRY) {
            break;
        }

        rc = coc_exif_one(exif, &gps, s.data);
        if (rc != COC_OK) {
            return rc;
        }

        at += COC_EXIF_ENTRY;
    }

    if (i == n && dir->kind == COC_EXIF_MAIN) {
        s = coc_exif_held(exif, at, 4);

        if (s.len == 4) {
            coc_exif_push(exif, coc_exif_u32(s.data, exif->big), COC_EXIF_MAIN);
        }
    }

    rc = coc_exif_gps_end(&gps, exif->out);

    return (rc == COC_OK) ? coc_exif_maker_end(exif) : rc;
}


int
coc_exif_read(const coc_media_out_t *out, const coc_exif_window_t *windows,
    size_t count)
{
    int             rc;
    size_t          i;
    coc_exif_t      exif;
    const uint8_t  *p;

    if (count == 0 || windows[0].offset != 0 || windows[0].bytes.len < 8) {
        return COC_OK;
    }

    p = windows[0].bytes.data;

    if (memcmp(p, "II*\0", 4) != 0 && memcmp(p, "MM\0*", 4) != 0) {
        return COC_OK;
    }

    memset(&exif, 0, sizeof(coc_exif_t));
    exif.out = out;
    exif.windows = windows;
    exif.count = count;
    exif.big = (p[0] == 'M');

    for (i = 0; i < count; i++) {
        exif.left += windows[i].bytes.len * COC_EXIF_SHARE;
    }

    coc_exif_push(&exif, coc_exif_u32(p + 4, exif.big), COC_EXIF_MAIN);

    for ( /* void */ ; exif.dir < exif.dirs; exif.dir++) {
        rc = coc_exif_directory(&exif);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_exif_block(const coc_media_out_t *out, coc_str_t block)
{
    coc_exif_window_t  window;

    if (block.len >= 6 && memcmp(block.data, "Exif\0\0", 6) == 0) {
        block.data += 6;
        block.len -= 6;
    }

    window.offset = 0;
    window.bytes = block;

    return coc_exif_read(out, &window, 1);
}
