/*
 * What the parts of the table generator share.  Built by `make tables` only;
 * nothing of it is linked into the module.
 */

#ifndef _TABLES_H_INCLUDED_
#define _TABLES_H_INCLUDED_


#include <stdint.h>
#include <stdio.h>
#include <unicode/utypes.h>


#define TABLES_MAX   0x110000       /* code points */
#define TABLES_LONG  32             /* code points in one mapping, at most */


/* Ends the program: a generator that can't go on has nothing to say. */
void tables_die(const char *fmt, ...) __attribute__ ((format(printf, 1, 2),
    noreturn));

/* Dies if an ICU call failed. */
void tables_icu(UErrorCode err, const char *what);

/* Opens dir/name for writing and writes the comment and the guard. */
FILE *tables_open(const char *dir, const char *name, const char *guard,
    const char *what);
void tables_close(FILE *out, const char *guard);

/* An array definition, numbers in rows. */
void tables_array(FILE *out, const char *type, const char *name,
    const uint32_t *value, size_t n);

/*
 * A two-stage table of one value a code point below limit: prefix_index,
 * prefix_block and the constants PREFIX_SHIFT, PREFIX_LIMIT.
 */
void tables_trie(FILE *out, const char *prefix, const char *upper,
    const uint16_t *value);

/* Each writes one header into dir. */
void tables_fold(const char *dir);
void tables_lookalike(const char *dir);
void tables_skeleton(const char *dir);
void tables_entity(const char *dir, const char *list);


#endif /* _TABLES_H_INCLUDED_ */
