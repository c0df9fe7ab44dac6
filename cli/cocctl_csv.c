/*
 * A reader of CSV.  Strict where leniency would put a value into the wrong
 * column: a quote in the middle of a field, text behind a closing one.
 */

#include "cocctl_csv.h"


void
cocctl_csv_init(cocctl_csv_t *csv, const cocctl_input_t *input)
{
    memset(csv, 0, sizeof(cocctl_csv_t));

    csv->p = input->data;
    csv->end = input->data + input->len;
    csv->next = 1;

    if (input->len >= 3 && memcmp(input->data, "\xef\xbb\xbf", 3) == 0) {
        csv->p += 3;
    }
}


/* To the end of the line, which no quotes are looked for in. */

static int
cocctl_csv_skip(cocctl_csv_t *csv, const char *why)
{
    (void) coc_error_set(&csv->err, COC_INVALID, "%s", why);

    while (csv->p < csv->end && *csv->p != '\n') {
        csv->p++;
    }

    if (csv->p < csv->end) {
        csv->p++;
        csv->next++;
    }

    return COC_INVALID;
}


/* A field in quotes, p behind the first; NULL where there is no second. */

static uint8_t *
cocctl_csv_quoted(cocctl_csv_t *csv, uint8_t *p, coc_str_t *field)
{
    size_t    lines;
    uint8_t  *to;

    to = p;
    lines = 0;
    field->data = p;

    for ( /* void */ ; p < csv->end; p++) {

        if (*p == '"') {
            p++;

            if (p == csv->end || *p != '"') {
                csv->next += lines;
                field->len = (size_t) (to - field->data);

                return p;
            }
        }

        lines += (*p == '\n');
        *to++ = *p;
    }

    return NULL;
}


/* A field at csv->p, which is left at what ends it. */

static int
cocctl_csv_field(cocctl_csv_t *csv, coc_str_t *field)
{
    uint8_t  *p;

    if (csv->p < csv->end && *csv->p == '"') {
        p = cocctl_csv_quoted(csv, csv->p + 1, field);

        if (p == NULL) {
            return cocctl_csv_skip(csv, "a quote that is not closed");
        }

        csv->p = p;

        if (p < csv->end && *p == '\r' && p + 1 < csv->end && p[1] == '\n') {
            csv->p++;
        }

        if (csv->p < csv->end && *csv->p != ',' && *csv->p != '\n') {
            return cocctl_csv_skip(csv, "text behind a closing quote");
        }

        return COC_OK;
    }

    field->data = csv->p;

    for (p = csv->p; p < csv->end && *p != ',' && *p != '\n'; p++) {
        if (*p == '"') {
            return cocctl_csv_skip(csv, "a quote inside a field without "
                                   "quotes");
        }
    }

    csv->p = p;
    field->len = (size_t) (p - field->data);

    if (field->len > 0 && field->data[field->len - 1] == '\r'
        && (p == csv->end || *p == '\n'))
    {
        field->len--;
    }

    return COC_OK;
}


int
cocctl_csv_next(cocctl_csv_t *csv)
{
    int  rc;

    for ( ;; ) {

        csv->line = csv->next;
        csv->n = 0;

        if (csv->p == csv->end) {
            return COC_DECLINED;
        }

        for ( ;; ) {

            if (csv->n == COCCTL_CSV_FIELDS) {
                return cocctl_csv_skip(csv, "too many fields");
            }

            rc = cocctl_csv_field(csv, &csv->field[csv->n++]);
            if (rc != COC_OK) {
                return rc;
            }

            if (csv->p == csv->end || *csv->p == '\n') {
                break;
            }

            csv->p++;           /* the comma */
        }

        if (csv->p < csv->end) {
            csv->p++;
            csv->next++;
        }

        if (csv->n > 1 || csv->field[0].len > 0) {
            return COC_OK;
        }
    }
}
