/*
 * The GPS directory of Exif: where a picture was taken, as decimal degrees.
 * Whole numbers only: what is printed hangs on no locale.
 */

#include <stdio.h>

#include "coc_exif_int.h"
#include "coc_media_text.h"


#define COC_GPS_NANO  1000000000U


/* Tags, CIPA DC-008, table 15. */

enum {
    COC_GPS_LATITUDE_REF = 1,
    COC_GPS_LATITUDE = 2,
    COC_GPS_LONGITUDE_REF = 3,
    COC_GPS_LONGITUDE = 4,
    COC_GPS_ALTITUDE_REF = 5,
    COC_GPS_ALTITUDE = 6,
    COC_GPS_DEST_LATITUDE_REF = 19,
    COC_GPS_DEST_LATITUDE = 20,
    COC_GPS_DEST_LONGITUDE_REF = 21,
    COC_GPS_DEST_LONGITUDE = 22,
    COC_GPS_AREA = 28,
    COC_GPS_DATE = 29
};


/* Degrees, minutes and seconds; of these the latter may be missing. */

static void
coc_exif_angle(coc_exif_place_t *place, size_t which,
    const coc_exif_entry_t *entry)
{
    size_t                 i;
    uint64_t               nano, num, den;
    const uint8_t         *p;
    static const uint64_t  parts[] = { 1, 60, 3600 };
    static const uint64_t  most[] = { 90, 180 };

    if (entry->type != COC_EXIF_RATIONAL && entry->type != COC_EXIF_SRATIONAL) {
        return;
    }

    nano = 0;

    for (i = 0; i < coc_nelts(parts) && entry->value.len / 8 > i; i++) {
        p = entry->value.data + i * 8;
        num = coc_exif_u32(p, entry->big);
        den = coc_exif_u32(p + 4, entry->big);

        if (den == 0 && i == 0) {
            return;
        }

        /* num * nano has room: 32 and 30 bits */

        if (den != 0) {
            nano += num * COC_GPS_NANO / den / parts[i];
        }
    }

    if (i == 0 || nano > most[which] * COC_GPS_NANO) {
        return;
    }

    place->nano[which] = nano;
    place->known[which] = 1;
}


static void
coc_exif_side(coc_exif_place_t *place, size_t which,
    const coc_exif_entry_t *entry)
{
    uint8_t  c;

    if (entry->value.len != 0) {
        c = entry->value.data[0] | 0x20;
        place->negative[which] = (c == 's' || c == 'w');
    }
}


static void
coc_exif_altitude(coc_exif_gps_t *gps, const coc_exif_entry_t *entry)
{
    uint32_t  den;

    if (entry->type == COC_EXIF_RATIONAL && entry->value.len >= 8) {
        den = coc_exif_u32(entry->value.data + 4, entry->big);

        if (den != 0) {
            gps->altitude = coc_exif_u32(entry->value.data, entry->big) / den;
            gps->high = 1;
        }
    }
}


int
coc_exif_gps_entry(coc_exif_gps_t *gps, const coc_media_out_t *out,
    const coc_exif_entry_t *entry)
{
    switch (entry->tag) {

    case COC_GPS_LATITUDE_REF:
        coc_exif_side(&gps->here, 0, entry);
        break;

    case COC_GPS_LATITUDE:
        coc_exif_angle(&gps->here, 0, entry);
        break;

    case COC_GPS_LONGITUDE_REF:
        coc_exif_side(&gps->here, 1, entry);
        break;

    case COC_GPS_LONGITUDE:
        coc_exif_angle(&gps->here, 1, entry);
        break;

    case COC_GPS_ALTITUDE_REF:
        gps->below = (entry->value.len != 0 && entry->value.data[0] == 1);
        break;

    case COC_GPS_ALTITUDE:
        coc_exif_altitude(gps, entry);
        break;

    case COC_GPS_DEST_LATITUDE_REF:
        coc_exif_side(&gps->dest, 0, entry);
        break;

    case COC_GPS_DEST_LATITUDE:
        coc_exif_angle(&gps->dest, 0, entry);
        break;

    case COC_GPS_DEST_LONGITUDE_REF:
        coc_exif_side(&gps->dest, 1, entry);
        break;

    case COC_GPS_DEST_LONGITUDE:
        coc_exif_angle(&gps->dest, 1, entry);
        break;

    case COC_GPS_AREA:
        return coc_exif_comment(out, "exif.gps_area", entry);

    case COC_GPS_DATE:
        return coc_media_put_bytes(out, "exif.gps_date", entry->value);

    default:
        break;
    }

    return COC_OK;
}


/* Degrees with at most six places, that is 0.1 m. */

static size_t
coc_exif_degrees(char *text, size_t size, const coc_exif_place_t *place,
    size_t which)
{
    int       n;
    uint64_t  micro;

    micro = (place->nano[which] + 500) / 1000;

    n = snprintf(text, size, "%s%u.%06u",
                 (place->negative[which] && micro != 0) ? "-" : "",
                 (unsigned) (micro / 1000000), (unsigned) (micro % 1000000));

    while (text[n - 1] == '0') {
        n--;
    }

    if (text[n - 1] == '.') {
        n--;
    }

    return (size_t) n;
}


static int
coc_exif_place(const coc_media_out_t *out, const char *name,
    const coc_exif_place_t *place)
{
    char       text[64];
    size_t     n;
    coc_str_t  value;

    if (!place->known[0] || !place->known[1]) {
        return COC_OK;
    }

    n = coc_exif_degrees(text, sizeof(text), place, 0);
    text[n++] = ',';
    text[n++] = ' ';
    n += coc_exif_degrees(text + n, sizeof(text) - n, place, 1);

    value.data = (const uint8_t *) text;
    value.len = n;

    return coc_media_put(out, name, value);
}


int
coc_exif_gps_end(const coc_exif_gps_t *gps, const coc_media_out_t *out)
{
    int        rc;
    char       text[32];
    coc_str_t  value;

    rc = coc_exif_place(out, "exif.gps", &gps->here);

    if (rc == COC_OK) {
        rc = coc_exif_place(out, "exif.gps_dest", &gps->dest);
    }

    if (rc != COC_OK || !gps->high) {
        return rc;
    }

    value.data = (const uint8_t *) text;
    value.len = (size_t) snprintf(text, sizeof(text), "%s%u m",
                                  (gps->below && gps->altitude != 0) ? "-" : "",
                                  (unsigned) gps->altitude);

    return coc_media_put(out, "exif.gps_altitude", value);
}
