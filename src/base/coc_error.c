/*
 * An error record that the caller owns.
 */

#include "coc_error.h"

#include <stdarg.h>
#include <stdio.h>


static void
coc_error_vset(coc_error_t *err, int code, const char *fmt, va_list args)
{
    err->code = code;
    err->line = 0;
    err->column = 0;
    err->offset = 0;
    err->file[0] = '\0';

    (void) vsnprintf(err->text, sizeof(err->text), fmt, args);
}


int
coc_error_set(coc_error_t *err, int code, const char *fmt, ...)
{
    va_list  args;

    if (err != NULL) {
        va_start(args, fmt);
        coc_error_vset(err, code, fmt, args);
        va_end(args);
    }

    return code;
}


int
coc_error_at(coc_error_t *err, int code, size_t offset, const char *fmt, ...)
{
    va_list  args;

    if (err != NULL) {
        va_start(args, fmt);
        coc_error_vset(err, code, fmt, args);
        va_end(args);

        err->offset = offset;
    }

    return code;
}


int
coc_error_in(coc_error_t *err, int code, coc_str_t file, uint32_t line,
    uint32_t column, const char *fmt, ...)
{
    size_t   cut;
    va_list  args;

    if (err != NULL) {
        va_start(args, fmt);
        coc_error_vset(err, code, fmt, args);
        va_end(args);

        cut = (file.len < COC_ERROR_FILE) ? 0 : file.len - COC_ERROR_FILE + 1;

        if (file.len) {
            memcpy(err->file, file.data + cut, file.len - cut);
        }

        err->file[file.len - cut] = '\0';
        err->line = line;
        err->column = column;
    }

    return code;
}


const char *
coc_error_format(const coc_error_t *err, char *buf, size_t size)
{
    if (err->file[0] != '\0' && err->line != 0) {
        (void) snprintf(buf, size, "%s:%u:%u: %s", err->file, err->line,
                        err->column, err->text);

    } else if (err->file[0] != '\0') {
        (void) snprintf(buf, size, "%s: %s", err->file, err->text);

    } else {
        (void) snprintf(buf, size, "%s", err->text);
    }

    return buf;
}
