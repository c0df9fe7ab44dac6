/*
 * What coc_exif.c, coc_exif_value.c and coc_exif_gps.c share.
 */

#ifndef _COC_EXIF_INT_H_INCLUDED_
#define _COC_EXIF_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_exif.h"
#include "coc_media.h"
#include "coc_media_format.h"


#define COC_EXIF_DIRS       8           /* directories read */
#define COC_EXIF_DATES      4           /* that later ones are compared with */

#define COC_EXIF_RATIONAL   5           /* types of values, TIFF 6.0 */
#define COC_EXIF_SRATIONAL  10


/* An entry of a directory, its value as far as it is held. */

typedef struct {
    unsigned   tag;
    unsigned   type;
    int        big;             /* 1: the high byte first */
    coc_str_t  value;
} coc_exif_entry_t;


/* Latitude and longitude; zeroed: not known. */

typedef struct {
    uint64_t   nano[2];         /* 1/1000,000,000 degrees */
    unsigned   known[2];        /* 1 if it is */
    unsigned   negative[2];     /* 1: south, west */
} coc_exif_place_t;


/* What a GPS directory says, until it is whole; zeroed at the start. */

typedef struct {
    coc_exif_place_t  here;
    coc_exif_place_t  dest;
    uint32_t          altitude; /* m */
    unsigned          high;     /* 1: altitude is known */
    unsigned          below;    /* 1: below the sea */
} coc_exif_gps_t;


/* Kinds of directories: the picture's and the thumbnail's, Exif's own, GPS. */

enum {
    COC_EXIF_MAIN,
    COC_EXIF_SUB,
    COC_EXIF_GPS
};


typedef struct {
    uint32_t  offset;
    unsigned  kind;
} coc_exif_dir_t;


typedef struct {
    const coc_media_out_t    *out;
    const coc_exif_window_t  *windows;
    size_t                    count;        /* of windows */
    size_t                    left;         /* bytes values may still take */
    int                       big;          /* 1: the high byte first */

    size_t                    dirs;         /* known */
    size_t                    dir;          /* being read */
    coc_exif_dir_t            queue[COC_EXIF_DIRS];

    size_t                    ndates;
    coc_str_t                 dates[COC_EXIF_DATES];
    unsigned                  packets;      /* read */
    coc_str_t                 make;
    coc_str_t                 model;
} coc_exif_t;


COC_BEGIN_DECLS


uint32_t coc_exif_u16(const uint8_t *p, int big);
uint32_t coc_exif_u32(const uint8_t *p, int big);

/*
 * UserComment and its like: a charset's name in 8 bytes, then text.  others:
 * what the sink returned.
 */
int coc_exif_comment(const coc_media_out_t *out, const char *name,
    const coc_exif_entry_t *entry);

/* Has a directory read later, unless it was, or there are too many. */
void coc_exif_push(coc_exif_t *exif, uint32_t offset, unsigned kind);

/* 1 if a tag of that number is read outside GPS directories, else 0. */
int coc_exif_known(unsigned tag);

/* Such a tag's value; results as coc_exif_read(). */
int coc_exif_value(coc_exif_t *exif, const coc_exif_entry_t *entry);

/* The directory has ended: hands on make and model; results likewise. */
int coc_exif_maker_end(coc_exif_t *exif);

/* An entry of a GPS directory; others: what the sink returned. */
int coc_exif_gps_entry(coc_exif_gps_t *gps, const coc_media_out_t *out,
    const coc_exif_entry_t *entry);

/* The directory has ended; results as above. */
int coc_exif_gps_end(const coc_exif_gps_t *gps, const coc_media_out_t *out);


COC_END_DECLS


#endif /* _COC_EXIF_INT_H_INCLUDED_ */
