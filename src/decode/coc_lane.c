/*
 * Drives a decoder.  Where the type tells none, the first bytes do.
 */

#include "coc_lane.h"


static int coc_lane_run(coc_lane_t *lane, const uint8_t *data, size_t len);
static int coc_lane_sniff(coc_lane_t *lane, const uint8_t *data, size_t len);


int
coc_lane_open(coc_lane_t *lane, const coc_decoder_t *decoder,
    const coc_ctype_t *type)
{
    lane->decoder = decoder;

    /* text, until its first byte says that it is JSON */

    if (decoder == NULL) {
        lane->decoder = &coc_plain_decoder;
        lane->sniffing = 1;
    }

    return lane->decoder->create(&lane->state, &lane->emit, type);
}


int
coc_lane_feed(coc_lane_t *lane, const uint8_t *data, size_t len)
{
    return lane->sniffing ? coc_lane_sniff(lane, data, len)
                          : coc_lane_run(lane, data, len);
}


static int
coc_lane_run(coc_lane_t *lane, const uint8_t *data, size_t len)
{
    int  rc;

    if (len == 0) {
        return COC_OK;
    }

    rc = lane->decoder->feed(lane->state, data, len);

    lane->emit.offset += len;

    return rc;
}


/*
 * White space and a byte order mark go to the text decoder as they come; where
 * JSON follows, nothing is lost with it.
 */

static int
coc_lane_sniff(coc_lane_t *lane, const uint8_t *data, size_t len)
{
    int                     rc;
    size_t                  i;
    coc_ctype_t             none;
    static const coc_str_t  mark = coc_str("\xef\xbb\xbf");

    for (i = 0; i < len; i++) {

        if (lane->bom < mark.len && data[i] == mark.data[lane->bom]
            && lane->bom == lane->emit.offset + i)
        {
            lane->bom++;
            continue;
        }

        if (data[i] != ' ' && data[i] != '\t' && data[i] != '\r'
            && data[i] != '\n')
        {
            break;
        }
    }

    rc = coc_lane_run(lane, data, i);

    if (rc != COC_OK || i == len) {
        return rc;
    }

    lane->sniffing = 0;

    if ((data[i] == '{' || data[i] == '[')
        && (lane->bom == 0 || lane->bom == mark.len))
    {
        lane->decoder->destroy(lane->state);
        lane->state = NULL;
        lane->decoder = &coc_json_decoder;
        lane->emit.count.text = 0;

        memset(&none, 0, sizeof(coc_ctype_t));

        rc = lane->decoder->create(&lane->state, &lane->emit, &none);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_lane_run(lane, data + i, len - i);
}


int
coc_lane_finish(coc_lane_t *lane)
{
    return (lane->emit.offset == 0) ? COC_OK
                                    : lane->decoder->finish(lane->state);
}


void
coc_lane_close(coc_lane_t *lane)
{
    if (lane->decoder != NULL) {
        lane->decoder->destroy(lane->state);
        lane->decoder = NULL;
        lane->state = NULL;
    }
}
