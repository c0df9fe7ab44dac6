/*
 * Exif, which is a small TIFF.  Inside src/media only.
 *
 * | name              | where from                                         |
 * |-------------------|----------------------------------------------------|
 * | exif.gps          | GPSLatitude, GPSLongitude, degrees: "51.5, -0.125" |
 * | exif.gps_dest     | GPSDestLatitude, GPSDestLongitude, likewise        |
 * | exif.gps_altitude | GPSAltitude: "35 m", "-2 m"                        |
 * | exif.gps_date     | GPSDateStamp                                       |
 * | exif.gps_area     | GPSAreaInformation                                 |
 * | exif.serial       | BodySerialNumber, LensSerialNumber, DNG's          |
 * |                   | CameraSerialNumber                                 |
 * | exif.owner        | CameraOwnerName                                    |
 * | exif.unique_id    | ImageUniqueID                                      |
 * | exif.date         | DateTime, DateTimeOriginal, DateTimeDigitized,     |
 * |                   | equal ones once                                    |
 * | exif.artist       | Artist                                             |
 * | exif.copyright    | Copyright                                          |
 * | exif.description  | ImageDescription                                   |
 * | exif.comment      | UserComment, XPComment                             |
 * | exif.title        | XPTitle, DocumentName, PageName                    |
 * | exif.author       | XPAuthor                                           |
 * | exif.keywords     | XPKeywords                                         |
 * | exif.subject      | XPSubject                                          |
 * | exif.make_model   | Make and Model                                     |
 * | exif.host         | HostComputer                                       |
 * | exif.software     | Software                                           |
 * | exif.thumbnail    | there is one: "yes, 5120 bytes".  It may show what |
 * |                   | was cut away from the picture.                     |
 *
 * XMP, IPTC and Photoshop's resources in tags of their own are read too.  Not
 * read: maker notes, whose forms are the makers' secrets.
 */

#ifndef _COC_EXIF_H_INCLUDED_
#define _COC_EXIF_H_INCLUDED_


#include "coc_base.h"
#include "coc_media.h"
#include "coc_media_format.h"


/* A run of bytes that is held of a longer file. */

typedef struct {
    uint64_t   offset;          /* of its first byte, from the TIFF header */
    coc_str_t  bytes;
} coc_exif_window_t;


COC_BEGIN_DECLS


/*
 * Reads all directories that lie in the windows, of which the first begins
 * with the TIFF header.  Directories and values outside are passed over.
 *
 * COC_ERROR  no memory
 * others     what the sink returned
 *
 * Source: TIFF 6.0; CIPA DC-008 (Exif 2.32).  Cost: O(bytes held), whatever
 * they say: no directory is read twice, and all values together are no longer
 * than what is held.
 */
int coc_exif_read(const coc_media_out_t *out, const coc_exif_window_t *windows,
    size_t count);

/* One run of bytes, with or without "Exif" and two NULs before. */
int coc_exif_block(const coc_media_out_t *out, coc_str_t block);


COC_END_DECLS


#endif /* _COC_EXIF_H_INCLUDED_ */
