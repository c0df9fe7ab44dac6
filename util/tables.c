/*
 * Makes the tables of src/text/tables from ICU's data and the list of
 * entities: tables DIR ENTITIES.
 */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "tables.h"


#define TABLES_ROW  78          /* columns */


void
tables_die(const char *fmt, ...)
{
    va_list  args;

    va_start(args, fmt);
    (void) fputs("tables: ", stderr);
    (void) vfprintf(stderr, fmt, args);
    (void) fputc('\n', stderr);
    va_end(args);

    exit(1);
}


void
tables_icu(UErrorCode err, const char *what)
{
    if (U_FAILURE(err)) {
        tables_die("%s: %s", what, u_errorName(err));
    }
}


FILE *
tables_open(const char *dir, const char *name, const char *guard,
    const char *what)
{
    FILE  *out;
    char   path[1024];

    (void) snprintf(path, sizeof(path), "%s/%s", dir, name);

    out = fopen(path, "w");
    if (out == NULL) {
        tables_die("can't write %s", path);
    }

    (void) fprintf(out, "/*\n * %s\n *\n"
                   " * Made by util/tables.c of Unicode %s; never edited, "
                   "`make tables` rebuilds.\n */\n\n"
                   "#ifndef %s\n#define %s\n\n\n",
                   what, U_UNICODE_VERSION, guard, guard);

    return out;
}


void
tables_close(FILE *out, const char *guard)
{
    (void) fprintf(out, "\n#endif /* %s */\n", guard);

    if (ferror(out) || fclose(out) != 0) {
        tables_die("can't write %s", guard);
    }
}


void
tables_array(FILE *out, const char *type, const char *name,
    const uint32_t *value, size_t n)
{
    int     width, column;
    char    number[16];
    size_t  i;

    (void) fprintf(out, "static const %s  %s[%zu] = {\n", type, name, n);
    column = 0;

    for (i = 0; i < n; i++) {
        width = snprintf(number, sizeof(number), "%u,", value[i]);

        if (column != 0 && column + width > TABLES_ROW) {
            (void) fputc('\n', out);
            column = 0;
        }

        if (column == 0) {
            column = fprintf(out, "    ");
        }

        column += fprintf(out, "%s", number);
    }

    (void) fprintf(out, "\n};\n\n\n");
}


/* How many different blocks there are; fills index and block. */

static uint32_t
tables_blocks(const uint16_t *value, uint32_t limit, unsigned shift,
    uint32_t *index, uint32_t *block)
{
    uint32_t  i, j, k, n, size;

    n = 0;
    size = 1u << shift;

    for (i = 0; i < limit; i += size) {

        for (j = 0; j < n; j++) {

            for (k = 0; k < size; k++) {
                if (block[j * size + k] != value[i + k]) {
                    break;
                }
            }

            if (k == size) {
                break;
            }
        }

        if (j == n) {
            for (k = 0; k < size; k++) {
                block[n * size + k] = value[i + k];
            }

            n++;
        }

        index[i >> shift] = j;
    }

    return n;
}


void
tables_trie(FILE *out, const char *prefix, const char *upper,
    const uint16_t *value)
{
    char       name[64];
    size_t     bytes, least;
    uint32_t   limit, n, *index, *block;
    unsigned   shift, best;

    index = calloc(TABLES_MAX, sizeof(uint32_t));
    block = calloc(TABLES_MAX, sizeof(uint32_t));

    if (index == NULL || block == NULL) {
        tables_die("no memory");
    }

    for (limit = TABLES_MAX; value[limit - 1] == 0; limit--) { /* void */ }

    limit = (limit + 255) & ~(uint32_t) 255;

    best = 0;
    least = SIZE_MAX;

    for (shift = 4; shift <= 8; shift++) {
        n = tables_blocks(value, limit, shift, index, block);
        bytes = (limit >> shift) * (n > 256 ? 2u : 1u) + (n << shift) * 2;

        if (bytes < least) {
            least = bytes;
            best = shift;
        }
    }

    n = tables_blocks(value, limit, best, index, block);

    (void) fprintf(out, "#define %s_SHIFT    %u\n"
                   "#define %s_LIMIT    0x%x\n\n\n", upper, best, upper, limit);

    (void) snprintf(name, sizeof(name), "%s_index", prefix);
    tables_array(out, n > 256 ? "uint16_t" : "uint8_t", name, index,
                 limit >> best);

    (void) snprintf(name, sizeof(name), "%s_block", prefix);
    tables_array(out, "uint16_t", name, block, (size_t) n << best);

    (void) fprintf(stderr, "%s: %zu bytes, %u blocks of %u\n", prefix, least,
                   n, 1u << best);

    free(index);
    free(block);
}


int
main(int argc, char *argv[])
{
    if (argc != 3) {
        tables_die("usage: tables DIR ENTITIES");
    }

    tables_fold(argv[1]);
    tables_lookalike(argv[1]);
    tables_skeleton(argv[1]);
    tables_entity(argv[1], argv[2]);

    return 0;
}
