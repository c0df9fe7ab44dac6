/*
 * "@name", as members are spoken to.  Not the middle of an e-mail address, nor
 * "@ 5 mg".
 */

#include "coc_detect_family.h"
#include "coc_str.h"


#define COC_HANDLE_MIN  2               /* characters of a name */
#define COC_HANDLE_MAX  30


static int
coc_handle_char(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'
           || c >= 0x80;
}


static int
coc_handle_find(coc_detect_t *detect)
{
    int        rc;
    size_t     at, end;
    coc_str_t  text;

    text = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (at = coc_str_find(text, '@', 0);
         at < text.len;
         at = coc_str_find(text, '@', at + 1))
    {
        if (at != 0 && (coc_handle_char(text.data[at - 1])
                        || text.data[at - 1] == '/'
                        || text.data[at - 1] == '@'))
        {
            continue;
        }

        for (end = at + 1;
             end < text.len && end - at <= COC_HANDLE_MAX + 1
             && coc_handle_char(text.data[end]);
             end++)
        {
            /* void */
        }

        /* the point that ends a sentence */

        while (end > at + 1
               && (text.data[end - 1] == '.' || text.data[end - 1] == '-'))
        {
            end--;
        }

        if (end - at - 1 < COC_HANDLE_MIN || end - at - 1 > COC_HANDLE_MAX
            || (text.data[at + 1] >= '0' && text.data[at + 1] <= '9'))
        {
            continue;
        }

        rc = coc_detect_add(detect, COC_DETECT_HANDLE, at, end, 0);

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_handle = {
    coc_detector_bit(COC_DETECT_HANDLE),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    0,
    coc_handle_find
};
