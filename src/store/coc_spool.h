/*
 * The lines of a spool: what waits for Redis, on disk.  No I/O here.
 *
 *     COC1 <kind> <sequence> <length> <CRC-32> <payload> newline
 *
 * kind is a letter, the numbers are 16, 8 and 8 hexadecimal digits; the CRC-32
 * (zlib's) is over all between "COC1 " and itself, and the payload.  A payload
 * holds no newline, so that a line that is torn or spoilt ends with it and can
 * never hold what looks like another.
 */

#ifndef _COC_SPOOL_H_INCLUDED_
#define _COC_SPOOL_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


#define COC_SPOOL_HEAD  42              /* bytes before the payload */
#define COC_SPOOL_LINE  (1024 * 1024 + 4096)    /* of a whole line, most */


typedef enum {
    COC_SPOOL_BEGIN = 'h',      /* of a file: the spool's name, a space, the
                                   version of what wrote it */
    COC_SPOOL_RECORD = 'r',     /* the words of its Redis, a tab, the record
                                   as coc_record_save() writes it */
    COC_SPOOL_DONE = 'd'        /* the record of that sequence is in Redis */
} coc_spool_kind_e;


typedef struct {
    coc_spool_kind_e  kind;
    uint64_t          seq;
    coc_str_t         payload;  /* borrowed */
} coc_spool_line_t;


COC_BEGIN_DECLS


/*
 * Appends a line to out.
 *
 * COC_INVALID  the payload holds a newline; nothing was appended
 * COC_LIMIT    it is longer than a line may be; likewise
 * otherwise    out's status
 */
int coc_spool_put(coc_buf_t *out, coc_spool_kind_e kind, uint64_t seq,
    coc_str_t payload);

/*
 * The next line that is sound, from the beginning of data, where a line
 * begins.
 *
 * last     1 if nothing comes after data
 * used     bytes of data that are done with, the line's included: go on there
 * skipped  of those, bytes that are of no sound line
 *
 * COC_OK        *line is set, its payload lies in data
 * COC_AGAIN     the rest of data is the beginning of a line: more is needed.
 *               Never if last is set, nor if data holds COC_SPOOL_LINE bytes
 * COC_DECLINED  nothing is left
 *
 * Cost: O(used).
 */
int coc_spool_scan(coc_str_t data, int last, coc_spool_line_t *line,
    size_t *used, size_t *skipped);


COC_END_DECLS


#endif /* _COC_SPOOL_H_INCLUDED_ */
