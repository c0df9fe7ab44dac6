/*
 * The table of HTML's entities, from the list in src/text/tables: names in
 * one string, sorted, with the code points they stand for.
 */

#include <stdlib.h>
#include <string.h>

#include "tables.h"


#define ENTITY_MAX     4096
#define ENTITY_NAME    40
#define ENTITY_SECOND  15
#define ENTITY_LETTER  ('z' - 'A' + 2)

/* In the number of an entity: bits 0 to 20 hold the first code point. */

#define ENTITY_SHIFT   24           /* 1 + place of the second, or 0 */
#define ENTITY_BARE    0x80000000u  /* the semicolon may be missing */


typedef struct {
    char      name[ENTITY_NAME];
    uint32_t  number;
} entity_t;


static entity_t  entity[ENTITY_MAX];
static uint32_t  nentity;
static uint32_t  second[ENTITY_SECOND];
static uint32_t  nsecond;


static uint32_t
entity_second(uint32_t c)
{
    uint32_t  i;

    for (i = 0; i < nsecond; i++) {
        if (second[i] == c) {
            return i + 1;
        }
    }

    if (nsecond == ENTITY_SECOND) {
        tables_die("too many second code points");
    }

    second[nsecond++] = c;

    return nsecond;
}


static int
entity_compare(const void *a, const void *b)
{
    return strcmp(((const entity_t *) a)->name, ((const entity_t *) b)->name);
}


static void
entity_read(const char *list)
{
    int        n;
    char       line[256], name[ENTITY_NAME], bare;
    FILE      *in;
    unsigned   a, b;

    in = fopen(list, "r");
    if (in == NULL) {
        tables_die("can't read %s", list);
    }

    while (fgets(line, sizeof(line), in) != NULL) {

        if (line[0] == '#') {
            continue;
        }

        n = sscanf(line, "%39s %c %x %x", name, &bare, &a, &b);

        if (n < 3 || a >= TABLES_MAX || nentity == ENTITY_MAX) {
            tables_die("%s: wrong line: %s", list, line);
        }

        memcpy(entity[nentity].name, name, sizeof(name));
        entity[nentity].number = a
                                 | (n == 4 ? entity_second(b) << ENTITY_SHIFT
                                           : 0)
                                 | (bare == '*' ? ENTITY_BARE : 0);
        nentity++;
    }

    (void) fclose(in);

    qsort(entity, nentity, sizeof(entity_t), entity_compare);
}


static void
entity_names(FILE *out)
{
    int       column;
    uint32_t  i;

    (void) fprintf(out, "static const char  coc_entity_names[] =\n");
    column = 0;

    for (i = 0; i < nentity; i++) {

        if (column != 0 && column + (int) strlen(entity[i].name) > 77) {
            (void) fprintf(out, "\"\n");
            column = 0;
        }

        if (column == 0) {
            column = fprintf(out, "    \"");
        }

        column += fprintf(out, "%s", entity[i].name);
    }

    (void) fprintf(out, "\";\n\n\n");
}


void
tables_entity(const char *dir, const char *list)
{
    FILE      *out;
    size_t     longest;
    uint32_t   i, at, n, letter;
    uint32_t   start[ENTITY_MAX + 1], number[ENTITY_MAX], bare[ENTITY_MAX];
    uint32_t   by_letter[ENTITY_LETTER], bare_by_letter[ENTITY_LETTER];

    entity_read(list);

    at = 0;
    n = 0;
    letter = 0;
    longest = 0;

    for (i = 0; i < nentity; i++) {

        while (letter <= (uint32_t) (entity[i].name[0] - 'A')) {
            by_letter[letter] = i;
            bare_by_letter[letter++] = n;
        }

        start[i] = at;
        number[i] = entity[i].number;
        at += (uint32_t) strlen(entity[i].name);

        if (strlen(entity[i].name) > longest) {
            longest = strlen(entity[i].name);
        }

        if (entity[i].number & ENTITY_BARE) {
            bare[n++] = i;
        }
    }

    start[nentity] = at;

    while (letter < ENTITY_LETTER) {
        by_letter[letter] = nentity;
        bare_by_letter[letter++] = n;
    }

    out = tables_open(dir, "coc_entity_table.h",
                      "_COC_ENTITY_TABLE_H_INCLUDED_",
                      "HTML's named character references.");

    (void) fprintf(out, "#define COC_ENTITY_LONGEST  %zu\n"
                   "#define COC_ENTITY_CODE     0x1fffff\n"
                   "#define COC_ENTITY_SHIFT    %u\n"
                   "#define COC_ENTITY_SECOND   0xf\n\n\n",
                   longest, ENTITY_SHIFT);

    entity_names(out);
    tables_array(out, "uint16_t", "coc_entity_start", start, nentity + 1);
    tables_array(out, "uint32_t", "coc_entity_number", number, nentity);
    tables_array(out, "uint16_t", "coc_entity_letter", by_letter,
                 ENTITY_LETTER);
    tables_array(out, "uint16_t", "coc_entity_bare", bare, n);
    tables_array(out, "uint16_t", "coc_entity_bare_letter", bare_by_letter,
                 ENTITY_LETTER);
    tables_array(out, "uint32_t", "coc_entity_second", second, nsecond);
    tables_close(out, "_COC_ENTITY_TABLE_H_INCLUDED_");

    (void) fprintf(stderr, "entities: %u, %u bytes of names\n", nentity, at);
}
