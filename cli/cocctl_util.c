/*
 * Options, files, messages: what every subcommand needs.
 */

#include "cocctl.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>


#define COCCTL_INSTALLED  "/etc/nginx/coc/rules"
#define COCCTL_MODEL      "/etc/nginx/coc/coc.model"

#ifndef COC_SOURCE_DIR
#define COC_SOURCE_DIR    ""
#endif


static void *
cocctl_malloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size ? size : 1);
}


static void
cocctl_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


const coc_alloc_t  cocctl_alloc = { cocctl_malloc, cocctl_free, NULL };


int
cocctl_error(const char *fmt, ...)
{
    va_list  args;

    (void) fflush(stdout);

    fputs("cocctl: ", stderr);

    va_start(args, fmt);
    (void) vfprintf(stderr, fmt, args);
    va_end(args);

    fputc('\n', stderr);

    return COCCTL_ERROR;
}


int
cocctl_complain(const coc_error_t *err)
{
    char  text[COC_ERROR_FILE + COC_ERROR_TEXT + 64];

    return cocctl_error("%s", coc_error_format(err, text, sizeof(text)));
}


/* The value of an option: behind its "=", or the next argument. */

static int
cocctl_option(cocctl_option_t *option, const char *sign, char **argv, int *at)
{
    const char  *value;

    if (option->max == 0) {
        if (sign != NULL) {
            (void) cocctl_error("option --%s takes no value", option->name);
            return -1;
        }

        option->n++;
        return 0;
    }

    if (option->n == option->max) {
        (void) cocctl_error("option --%s given too often", option->name);
        return -1;
    }

    if (sign != NULL) {
        value = sign + 1;

    } else {
        value = argv[*at + 1];

        if (value == NULL) {
            (void) cocctl_error("option --%s needs a value", option->name);
            return -1;
        }

        (*at)++;
    }

    option->value[option->n++] = value;

    return 0;
}


int
cocctl_options(int argc, char **argv, cocctl_option_t *options)
{
    int               i, n;
    size_t            len;
    const char       *name, *sign;
    cocctl_option_t  *option;

    for (n = 0, i = 1; i < argc; i++) {

        if (strcmp(argv[i], "--") == 0) {
            for (i++; i < argc; i++) {
                argv[++n] = argv[i];
            }

            break;
        }

        if (argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[++n] = argv[i];
            continue;
        }

        name = argv[i] + ((argv[i][1] == '-') ? 2 : 1);
        sign = strchr(name, '=');
        len = (sign == NULL) ? strlen(name) : (size_t) (sign - name);

        for (option = options; option->name != NULL; option++) {
            if (strlen(option->name) == len
                && strncmp(option->name, name, len) == 0)
            {
                break;
            }
        }

        if (argv[i][1] != '-' || option->name == NULL) {
            (void) cocctl_error("%s: unknown option \"%s\"", argv[0], argv[i]);
            return -1;
        }

        if (cocctl_option(option, sign, argv, &i) != 0) {
            return -1;
        }
    }

    return n;
}


const char *
cocctl_value(const cocctl_option_t *option, const char *def)
{
    return (option->n == 0) ? def : option->value[option->n - 1];
}


static int
cocctl_stdin(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}


FILE *
cocctl_open(const char *path)
{
    FILE  *file;

    if (cocctl_stdin(path)) {
        return stdin;
    }

    file = fopen(path, "rb");
    if (file == NULL) {
        (void) cocctl_error("%s: %s", path, strerror(errno));
    }

    return file;
}


int
cocctl_close(FILE *file, const char *path)
{
    int  failed;

    failed = ferror(file);

    if (failed) {
        (void) cocctl_error("%s: %s", cocctl_stdin(path) ? "stdin" : path,
                            strerror(errno));
    }

    if (file != stdin) {
        (void) fclose(file);
    }

    return failed ? COCCTL_ERROR : COCCTL_OK;
}


int
cocctl_read(const char *path, size_t max, cocctl_input_t *input)
{
    int       rc;
    FILE     *file;
    size_t    n, size;
    uint8_t  *data;

    input->data = NULL;
    input->len = 0;

    file = cocctl_open(path);
    if (file == NULL) {
        return COCCTL_ERROR;
    }

    for (size = 0; /* void */; input->len += n) {

        if (input->len == size) {
            size = size ? size * 2 : 65536;

            data = realloc(input->data, size);
            if (data == NULL) {
                rc = cocctl_error("no memory");
                goto failed;
            }

            input->data = data;
        }

        n = fread(input->data + input->len, 1, size - input->len, file);
        if (n == 0) {
            break;
        }

        if (n > max - input->len) {
            rc = cocctl_error("%s: longer than %zu bytes",
                              cocctl_stdin(path) ? "stdin" : path, max);
            goto failed;
        }
    }

    rc = cocctl_close(file, path);
    if (rc == COCCTL_OK) {
        return COCCTL_OK;
    }

    file = NULL;

failed:

    if (file != NULL && file != stdin) {
        (void) fclose(file);
    }

    free(input->data);
    input->data = NULL;

    return rc;
}


coc_str_t
cocctl_secret(const cocctl_input_t *input)
{
    coc_str_t  s;

    s.data = input->data;
    s.len = input->len;

    while (s.len && (s.data[s.len - 1] == '\n' || s.data[s.len - 1] == '\r')) {
        s.len--;
    }

    return s;
}


int
cocctl_keys(const cocctl_option_t *option, coc_keys_t keys[COCCTL_SECRETS],
    size_t *n)
{
    int             rc;
    size_t          i;
    cocctl_input_t  input;

    memset(keys, 0, COCCTL_SECRETS * sizeof(coc_keys_t));

    for (i = 0; i < option->n; i++) {

        if (cocctl_read(option->value[i], COC_SECRET_MAX, &input)
            != COCCTL_OK)
        {
            return COCCTL_ERROR;
        }

        rc = coc_keys_derive(&keys[i], cocctl_secret(&input));

        explicit_bzero(input.data, input.len);
        free(input.data);

        if (rc == COC_INVALID) {
            return cocctl_error("%s: a secret is %d to %d bytes",
                                option->value[i], COC_SECRET_MIN,
                                COC_SECRET_MAX);
        }

        if (rc != COC_OK) {
            return cocctl_error("libcrypto failed");
        }
    }

    *n = option->n;

    return COCCTL_OK;
}


int
cocctl_write(coc_buf_t *buf)
{
    if (buf->status != COC_OK) {
        return cocctl_error("no memory for the output");
    }

    if (buf->len != 0 && fwrite(buf->data, 1, buf->len, stdout) != buf->len) {
        return cocctl_error("stdout: %s", strerror(errno));
    }

    coc_buf_reset(buf);

    return COCCTL_OK;
}


const char *
cocctl_date(uint64_t ms, char *text, size_t size)
{
    time_t     t;
    struct tm  tm;

    t = (time_t) (ms / 1000);

    if (gmtime_r(&t, &tm) == NULL
        || strftime(text, size, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
    {
        (void) snprintf(text, size, "%llu", (unsigned long long) ms);
    }

    return text;
}


const char *
cocctl_rules(void)
{
    static const char  source[] = COC_SOURCE_DIR "/rules";

    if (sizeof(COC_SOURCE_DIR) > 1 && access(source, R_OK | X_OK) == 0) {
        return source;
    }

    return COCCTL_INSTALLED;
}


const char *
cocctl_model(void)
{
    static const char  source[] = COC_SOURCE_DIR "/model/coc.model";

    if (sizeof(COC_SOURCE_DIR) > 1 && access(source, R_OK) == 0) {
        return source;
    }

    return (access(COCCTL_MODEL, R_OK) == 0) ? COCCTL_MODEL : "off";
}
