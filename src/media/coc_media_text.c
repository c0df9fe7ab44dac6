/*
 * Bytes of a charset that has to be guessed, and UTF-16, made UTF-8.  Works
 * in one buffer on the stack, a little longer than the longest value.
 */

#include "coc_media_text.h"
#include "coc_media_utf8.h"


#define COC_TEXT_ROOM  (COC_MEDIA_VALUE + 8)    /* bytes; put cuts the rest */


typedef struct {
    size_t   len;               /* bytes */
    uint8_t  data[COC_TEXT_ROOM];
} coc_text_room_t;


/* 0x80 to 0x9f of windows-1252; 0: not assigned. */

static const uint16_t  coc_text_1252[] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178
};


/* Bytes of the well-formed sequence at p, or 0 (Unicode, table 3-7). */

static size_t
coc_text_sequence(const uint8_t *p, size_t len)
{
    size_t   n, i;
    uint8_t  low, high;

    if (p[0] < 0x80) {
        return 1;
    }

    if (p[0] < 0xc2 || p[0] > 0xf4) {
        return 0;
    }

    n = (p[0] < 0xe0) ? 2 : (p[0] < 0xf0) ? 3 : 4;

    low = (p[0] == 0xe0) ? 0xa0 : (p[0] == 0xf0) ? 0x90 : 0x80;
    high = (p[0] == 0xed) ? 0x9f : (p[0] == 0xf4) ? 0x8f : 0xbf;

    if (n > len || p[1] < low || p[1] > high) {
        return 0;
    }

    for (i = 2; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }

    return n;
}


/*
 * Copies UTF-8; 0 if it is none.  What doesn't fit is left out, and with it
 * a character cut there.
 */

static int
coc_text_utf8(coc_text_room_t *room, coc_str_t value)
{
    size_t  i, n;

    for (i = 0; i < value.len && i < COC_MEDIA_VALUE; i += n) {
        n = coc_text_sequence(value.data + i, value.len - i);

        if (n == 0 && value.len >= COC_MEDIA_VALUE && value.len - i < 4) {
            break;
        }

        if (n == 0) {
            return 0;
        }
    }

    room->len = i;
    memcpy(room->data, value.data, i);

    return 1;
}


/* Appends a character; 0 if there is no more room. */

static int
coc_text_add(coc_text_room_t *room, uint32_t c)
{
    if (COC_TEXT_ROOM - room->len < COC_UTF8_MAX) {
        return 0;
    }

    room->len += coc_media_utf8_put(room->data + room->len, c);

    return 1;
}


static void
coc_text_bytes(coc_text_room_t *room, coc_str_t value)
{
    size_t    i;
    uint32_t  c;

    room->len = 0;

    for (i = 0; i < value.len; i++) {
        c = value.data[i];

        if (c >= 0x80 && c < 0xa0 && coc_text_1252[c - 0x80] != 0) {
            c = coc_text_1252[c - 0x80];
        }

        if (!coc_text_add(room, c)) {
            break;
        }
    }
}


static int
coc_text_put(const coc_media_out_t *out, const char *name,
    coc_text_room_t *room)
{
    size_t     i;
    coc_str_t  value;

    for (i = 0; i < room->len; i++) {
        if (room->data[i] == '\0') {
            room->data[i] = ' ';
        }
    }

    value.data = room->data;
    value.len = room->len;

    return coc_media_put(out, name, value);
}


int
coc_media_put_bytes(const coc_media_out_t *out, const char *name,
    coc_str_t value)
{
    coc_text_room_t  room;

    /* blanks take no room from what follows them */

    while (value.len != 0 && (value.data[0] == ' ' || value.data[0] == '\0')) {
        value.data++;
        value.len--;
    }

    if (value.len == 0) {
        return COC_OK;
    }

    if (!coc_text_utf8(&room, value)) {
        coc_text_bytes(&room, value);
    }

    return coc_text_put(out, name, &room);
}


int
coc_media_put_utf16(const coc_media_out_t *out, const char *name,
    coc_str_t value, int big)
{
    size_t           skip;
    uint8_t          low;
    coc_text_room_t  room;

    skip = 0;

    if (value.len >= 2 && (memcmp(value.data, "\xfe\xff", 2) == 0
                           || memcmp(value.data, "\xff\xfe", 2) == 0))
    {
        big = (value.data[0] == 0xfe);
        skip = 2;
    }

    /* blanks take no room from what follows them */

    for ( /* void */ ; value.len - skip >= 2; skip += 2) {
        low = value.data[skip + (big != 0)];

        if (value.data[skip + (big == 0)] != 0 || (low != 0 && low != ' ')) {
            break;
        }
    }

    value.data += skip;
    value.len -= skip;

    room.len = coc_media_utf16(value, big, room.data, COC_TEXT_ROOM);

    return coc_text_put(out, name, &room);
}
