/*
 * HEIF's box "meta": which items of a file hold metadata, and where.  Inside
 * src/media only.
 */

#ifndef _COC_HEIF_META_H_INCLUDED_
#define _COC_HEIF_META_H_INCLUDED_


#include "coc_base.h"
#include "coc_media_part.h"


#define COC_HEIF_ITEMS    8     /* with metadata, that are looked for */
#define COC_HEIF_EXTENTS  16    /* of one item */


typedef struct {
    uint64_t  offset;           /* in the file, or in idat */
    uint64_t  len;              /* bytes, not 0 */
} coc_heif_extent_t;


typedef struct {
    uint32_t           id;
    coc_media_kind_e   kind;
    unsigned           idat;            /* 1: extents are in idat */
    size_t             count;           /* of extents; 0: not read */
    coc_heif_extent_t  extents[COC_HEIF_EXTENTS];
} coc_heif_item_t;


typedef struct {
    coc_str_t        idat;              /* borrowed from the box */
    size_t           count;             /* of items */
    coc_heif_item_t  items[COC_HEIF_ITEMS];
} coc_heif_meta_t;


COC_BEGIN_DECLS


/*
 * Reads the box, without its head; cut short, what is there.  Extents of an
 * item are in the order of their bytes and don't overlap, or it has none.
 *
 * Source: ISO 14496-12, 8.11; ISO 23008-12, annex A.  Cost: O(len).
 */
void coc_heif_meta(coc_heif_meta_t *meta, coc_str_t box);


COC_END_DECLS


#endif /* _COC_HEIF_META_H_INCLUDED_ */
