/*
 * IPTC datasets and Photoshop's image resources around them.  Lengths that
 * don't fit what is there are cut: a caption whose end is missing is still
 * read.
 */

#include "coc_iptc.h"
#include "coc_media_text.h"
#include "coc_xmp.h"


#define COC_IPTC_TAG       0x1c
#define COC_IPTC_RECORD    2            /* the one a person fills in */

#define COC_IPTC_RESOURCE  0x0404
#define COC_IPTC_XMP       0x0424
#define COC_IPTC_PACKETS   4            /* of XMP read in a block */


typedef struct {
    uint8_t      dataset;
    const char  *name;
} coc_iptc_name_t;


static const coc_iptc_name_t  coc_iptc_names[] = {
    { 5, "iptc.title" },
    { 7, "iptc.edit_status" },
    { 15, "iptc.category" },
    { 20, "iptc.category" },
    { 25, "iptc.keywords" },
    { 26, "iptc.location" },
    { 27, "iptc.location" },
    { 40, "iptc.instructions" },
    { 55, "iptc.date" },
    { 62, "iptc.date" },
    { 65, "iptc.software" },
    { 80, "iptc.byline" },
    { 85, "iptc.byline" },
    { 90, "iptc.city" },
    { 92, "iptc.location" },
    { 95, "iptc.state" },
    { 100, "iptc.country" },
    { 101, "iptc.country" },
    { 103, "iptc.reference" },
    { 105, "iptc.headline" },
    { 110, "iptc.credit" },
    { 115, "iptc.source" },
    { 116, "iptc.copyright" },
    { 118, "iptc.contact" },
    { 120, "iptc.caption" },
    { 122, "iptc.writer" }
};


static const char *
coc_iptc_name(uint8_t dataset)
{
    size_t  i;

    for (i = 0; i < coc_nelts(coc_iptc_names); i++) {
        if (coc_iptc_names[i].dataset == dataset) {
            return coc_iptc_names[i].name;
        }
    }

    return NULL;
}


static void
coc_iptc_skip(coc_str_t *s, size_t n)
{
    n = coc_min(n, s->len);
    s->data += n;
    s->len -= n;
}


int
coc_iptc_read(const coc_media_out_t *out, coc_str_t block)
{
    int          rc;
    size_t       len, n;
    uint8_t      record, dataset;
    coc_str_t    value;
    const char  *name;

    while (block.len >= 5 && block.data[0] == COC_IPTC_TAG) {
        record = block.data[1];
        dataset = block.data[2];
        len = (size_t) (block.data[3] << 8 | block.data[4]);
        coc_iptc_skip(&block, 5);

        /* an extended dataset: the length of the length */

        if (len & 0x8000) {
            n = len & 0x7fff;

            if (n > 4 || n > block.len) {
                break;
            }

            for (len = 0; n != 0; n--) {
                len = len << 8 | block.data[0];
                coc_iptc_skip(&block, 1);
            }
        }

        value.data = block.data;
        value.len = coc_min(len, block.len);
        coc_iptc_skip(&block, len);

        name = (record == COC_IPTC_RECORD) ? coc_iptc_name(dataset) : NULL;

        if (name != NULL) {
            rc = coc_media_put_bytes(out, name, value);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


/* Whether a resource begins here, by any of the programs that write them. */

static int
coc_iptc_resource(coc_str_t s)
{
    return s.len >= 12
           && (memcmp(s.data, "8BIM", 4) == 0
               || memcmp(s.data, "MeSa", 4) == 0
               || memcmp(s.data, "AgHg", 4) == 0
               || memcmp(s.data, "PHUT", 4) == 0
               || memcmp(s.data, "DCSR", 4) == 0);
}


int
coc_iptc_photoshop(const coc_media_out_t *out, coc_str_t block)
{
    int                     rc;
    size_t                  len;
    unsigned                id, packets;
    coc_str_t               value;
    static const coc_str_t  head = coc_str("Photoshop 3.0\0");

    if (block.len >= head.len && memcmp(block.data, head.data, head.len) == 0)
    {
        coc_iptc_skip(&block, head.len);
    }

    packets = COC_IPTC_PACKETS;

    while (coc_iptc_resource(block)) {
        id = (unsigned) (block.data[4] << 8 | block.data[5]);

        /* a name follows, its length before it, both padded to even */

        coc_iptc_skip(&block, 6 + ((size_t) block.data[6] + 2) / 2 * 2);

        if (block.len < 4) {
            break;
        }

        len = (size_t) block.data[0] << 24 | (size_t) block.data[1] << 16
              | (size_t) block.data[2] << 8 | (size_t) block.data[3];
        coc_iptc_skip(&block, 4);

        value.data = block.data;
        value.len = coc_min(len, block.len);
        coc_iptc_skip(&block, len);

        /* padded to even, which some leave out */

        if ((len & 1) && block.len != 0 && block.data[0] == '\0') {
            coc_iptc_skip(&block, 1);
        }

        rc = COC_OK;

        if (id == COC_IPTC_RESOURCE) {
            rc = coc_iptc_read(out, value);

        } else if (id == COC_IPTC_XMP && packets != 0) {
            packets--;
            rc = coc_xmp_block(out, value);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}
