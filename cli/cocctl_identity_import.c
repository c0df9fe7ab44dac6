/*
 * A file of members and what they are known by.  A row is a member: what is in
 * it replaces what that member had, or, where something of it is wrong, none
 * of it is taken.
 */

#include "cocctl_identity.h"

#include <stdlib.h>
#include <unistd.h>

#include "cocctl_csv.h"


#define COCCTL_IMPORT_FILE  (512 * 1024 * 1024)     /* bytes */
#define COCCTL_IMPORT_ROWS  128         /* in one go */
#define COCCTL_IMPORT_TELL  5000        /* rows a line of progress */

/* Columns that are no kind. */

#define COCCTL_COLUMN_MEMBER  COC_IDENTITY_MAX
#define COCCTL_COLUMN_STAFF   (COC_IDENTITY_MAX + 1)


/* Members that were seen, by their hashes: a table that is half empty. */

typedef struct {
    uint64_t  *hash;
    size_t    *line;
    size_t     n;
    size_t     size;            /* a power of two */
} cocctl_seen_t;


typedef struct {
    cocctl_identity_t      *c;
    const char             *path;
    cocctl_csv_t            csv;
    unsigned                column[COCCTL_CSV_FIELDS];
    size_t                  columns;
    cocctl_seen_t           seen;
    coc_identity_change_t  *changes;
    size_t                  n;          /* of them */
    size_t                  members;
    size_t                  identities;
    size_t                  refused;
} cocctl_import_t;


static int
cocctl_import_wrong(const cocctl_import_t *im, const char *text)
{
    return cocctl_error("%s:%zu: error: %s",
                        (strcmp(im->path, "-") == 0) ? "stdin" : im->path,
                        im->csv.line, text);
}


/* Room for one more; the line that the hash was seen on, or 0. */

static size_t *
cocctl_seen_find(const cocctl_seen_t *seen, uint64_t hash)
{
    size_t  i;

    for (i = hash & (seen->size - 1);
         seen->line[i] != 0 && seen->hash[i] != hash;
         i = (i + 1) & (seen->size - 1))
    {
        /* void */
    }

    seen->hash[i] = hash;

    return &seen->line[i];
}


static int
cocctl_seen_grow(cocctl_seen_t *seen)
{
    size_t         i;
    cocctl_seen_t  more;

    if (seen->n < seen->size / 2) {
        return COCCTL_OK;
    }

    more.size = seen->size ? seen->size * 2 : 4096;
    more.n = seen->n;
    more.hash = calloc(more.size, sizeof(uint64_t));
    more.line = calloc(more.size, sizeof(size_t));

    if (more.hash == NULL || more.line == NULL) {
        free(more.hash);
        free(more.line);
        return cocctl_error("no memory");
    }

    for (i = 0; i < seen->size; i++) {
        if (seen->line[i] != 0) {
            *cocctl_seen_find(&more, seen->hash[i]) = seen->line[i];
        }
    }

    free(seen->hash);
    free(seen->line);
    *seen = more;

    return COCCTL_OK;
}


static int
cocctl_import_column(cocctl_import_t *im, coc_str_t name, unsigned *column)
{
    unsigned  i;
    char      text[128];

    name = coc_str_trim(name);

    for (i = 0; i < COC_IDENTITY_MAX; i++) {
        if (i != COC_IDENTITY_PAIR
            && coc_str_caseeq(name, coc_str_from(coc_identity_name(
                                                 (coc_identity_e) i))))
        {
            *column = i;
            return COCCTL_OK;
        }
    }

    if (coc_str_caseeq(name, coc_str_from("member"))) {
        *column = COCCTL_COLUMN_MEMBER;
        return COCCTL_OK;
    }

    if (coc_str_caseeq(name, coc_str_from("staff"))) {
        *column = COCCTL_COLUMN_STAFF;
        return COCCTL_OK;
    }

    (void) snprintf(text, sizeof(text), "unknown column \"%.*s\"",
                    (int) coc_min(name.len, 64), name.data);

    return cocctl_import_wrong(im, text);
}


static int
cocctl_import_header(cocctl_import_t *im)
{
    int       rc;
    size_t    i, k;
    unsigned  member;

    rc = cocctl_csv_next(&im->csv);

    if (rc != COC_OK) {
        return cocctl_import_wrong(im, (rc == COC_DECLINED)
                                       ? "no header" : im->csv.err.text);
    }

    im->columns = im->csv.n;
    member = 0;

    for (i = 0; i < im->columns; i++) {

        if (cocctl_import_column(im, im->csv.field[i], &im->column[i])
            != COCCTL_OK)
        {
            return COCCTL_ERROR;
        }

        member |= (im->column[i] == COCCTL_COLUMN_MEMBER);

        for (k = 0; k < i; k++) {
            if (im->column[k] == im->column[i]) {
                return cocctl_import_wrong(im, "a column comes twice");
            }
        }
    }

    return member ? COCCTL_OK
                  : cocctl_import_wrong(im, "no column \"member\"");
}


/* Values in one cell are parted by "|". */

static int
cocctl_import_cell(cocctl_import_t *im, unsigned column, coc_str_t cell)
{
    size_t     at;
    coc_str_t  value;

    cell = coc_str_trim(cell);

    if (column == COCCTL_COLUMN_MEMBER) {
        im->c->id = cell;
        return COC_OK;
    }

    if (column == COCCTL_COLUMN_STAFF) {
        im->c->staff = coc_str_eq(cell, coc_str_from("1"))
                       || coc_str_caseeq(cell, coc_str_from("yes"))
                       || coc_str_caseeq(cell, coc_str_from("true"));

        return (im->c->staff || cell.len == 0
                || coc_str_eq(cell, coc_str_from("0"))
                || coc_str_caseeq(cell, coc_str_from("no"))
                || coc_str_caseeq(cell, coc_str_from("false")))
               ? COC_OK
               : coc_error_set(&im->csv.err, COC_INVALID,
                               "staff: neither yes nor no");
    }

    for ( ;; ) {
        at = coc_str_find(cell, '|', 0);
        value.data = cell.data;
        value.len = at;

        if (cocctl_identity_take(im->c, (coc_identity_e) column, value)
            != COC_OK)
        {
            return coc_error_set(&im->csv.err, COC_LIMIT,
                                 "more than %d values",
                                 COCCTL_IDENTITY_TEXTS);
        }

        if (at == cell.len) {
            return COC_OK;
        }

        cell.data += at + 1;
        cell.len -= at + 1;
    }
}


/* Fields of the row to tokens; COC_OK, or what csv.err says is wrong. */

static int
cocctl_import_read(cocctl_import_t *im, coc_member_t *member,
    coc_identity_t *set, size_t *n)
{
    int     rc;
    size_t  i;

    im->c->ntexts = 0;
    im->c->staff = 0;
    im->c->id.len = 0;

    if (im->csv.n != im->columns) {
        return coc_error_set(&im->csv.err, COC_INVALID,
                             "%zu fields, not %zu", im->csv.n, im->columns);
    }

    for (i = 0; i < im->columns; i++) {
        rc = cocctl_import_cell(im, im->column[i], im->csv.field[i]);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (im->c->id.len == 0) {
        return coc_error_set(&im->csv.err, COC_INVALID, "no member");
    }

    return cocctl_identity_make(im->c, member, set, n, &im->csv.err);
}


static int
cocctl_import_flush(cocctl_import_t *im)
{
    int  rc;

    rc = im->c->dry ? COCCTL_OK
                    : cocctl_identity_send(im->c, im->changes, im->n);
    im->n = 0;

    return rc;
}


/* A row that was read; COCCTL_ERROR: nothing goes on. */

static int
cocctl_import_row(cocctl_import_t *im)
{
    int             rc;
    char            text[96], hex[17];
    size_t          n, *line;
    coc_member_t    member;
    coc_identity_t  set[COC_IDENTITY_TOKENS];

    rc = cocctl_import_read(im, &member, set, &n);

    if (rc != COC_OK) {
        im->refused++;
        (void) cocctl_import_wrong(im, im->csv.err.text);

        return (rc == COC_ERROR) ? COCCTL_ERROR : COCCTL_OK;
    }

    if (cocctl_seen_grow(&im->seen) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    memcpy(hex, member.hash, 16);
    hex[16] = '\0';
    line = cocctl_seen_find(&im->seen, strtoull(hex, NULL, 16));

    if (*line != 0) {
        im->refused++;
        (void) snprintf(text, sizeof(text), "this member was on line %zu",
                        *line);
        (void) cocctl_import_wrong(im, text);
        return COCCTL_OK;
    }

    *line = im->csv.line;
    im->seen.n++;

    (void) coc_identity_change(&im->changes[im->n++], im->c->prefix, &member,
                               set, n, im->c->open ? COC_IDENTITY_OWN : 0);
    im->members++;
    im->identities += n;

    if (im->members % COCCTL_IMPORT_TELL == 0 && isatty(STDERR_FILENO)) {
        (void) fprintf(stderr, "\r%zu members", im->members);
    }

    return (im->n == COCCTL_IMPORT_ROWS) ? cocctl_import_flush(im)
                                         : COCCTL_OK;
}


static int
cocctl_import_rows(cocctl_import_t *im)
{
    int  rc;

    if (cocctl_import_header(im) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    for ( ;; ) {
        rc = cocctl_csv_next(&im->csv);

        if (rc == COC_DECLINED) {
            return cocctl_import_flush(im);
        }

        if (rc != COC_OK) {
            im->refused++;
            (void) cocctl_import_wrong(im, im->csv.err.text);

        } else if (cocctl_import_row(im) != COCCTL_OK) {
            return COCCTL_ERROR;
        }
    }
}


int
cocctl_identity_import(cocctl_identity_t *c, const char *path)
{
    int              rc;
    cocctl_input_t   input;
    cocctl_import_t  im;

    if (c->n > 1) {
        return cocctl_error("identity: import takes one secret");
    }

    memset(&im, 0, sizeof(cocctl_import_t));
    im.c = c;
    im.path = path;

    if (cocctl_read(path, COCCTL_IMPORT_FILE, &input) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    cocctl_csv_init(&im.csv, &input);
    im.changes = calloc(COCCTL_IMPORT_ROWS, sizeof(coc_identity_change_t));

    rc = (im.changes != NULL) ? cocctl_import_rows(&im)
                              : cocctl_error("no memory");

    if (isatty(STDERR_FILENO) && im.members >= COCCTL_IMPORT_TELL) {
        (void) fputc('\r', stderr);
    }

    (void) printf("%zu members, %zu identities, %zu rows refused%s\n",
                  im.members, im.identities, im.refused,
                  c->dry ? "; nothing was written" : "");

    free(im.changes);
    free(im.seen.hash);
    free(im.seen.line);
    explicit_bzero(input.data, input.len);
    free(input.data);

    return (im.refused != 0) ? COCCTL_ERROR : rc;
}
