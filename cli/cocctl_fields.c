/*
 * cocctl fields: what the screener sees of a body, a JSON line per field.
 */

#include "cocctl.h"


#define COCCTL_FIELDS_READ  65536       /* bytes */


static int
cocctl_fields_print(void *ctx, const coc_field_t *field)
{
    coc_buf_t  *buf = ctx;

    static const char *const  kinds[] = {
        "text", "scalar", "filename", "media", "key"
    };

    (void) coc_buf_puts(buf, "{\"path\":");
    (void) coc_buf_json(buf, field->path);
    (void) coc_buf_puts(buf, ",\"kind\":\"");
    (void) coc_buf_puts(buf, kinds[field->kind]);
    (void) coc_buf_puts(buf, "\",\"value\":");
    (void) coc_buf_json(buf, field->value);
    (void) coc_buf_puts(buf, "}\n");

    return (cocctl_write(buf) == COCCTL_OK) ? COC_OK : COC_ERROR;
}


static int
cocctl_fields_decode(coc_decode_t *decode, FILE *in, coc_error_t *err)
{
    int      rc;
    size_t   n;
    uint8_t  data[COCCTL_FIELDS_READ];

    for ( ;; ) {
        n = fread(data, 1, sizeof(data), in);
        if (n == 0) {
            return coc_decode_finish(decode, err);
        }

        rc = coc_decode_feed(decode, data, n, err);
        if (rc != COC_OK && rc != COC_AGAIN) {
            return rc;
        }
    }
}


int
cocctl_fields(int argc, char **argv)
{
    int                rc, n;
    FILE              *in;
    coc_buf_t          buf;
    const char        *path;
    coc_error_t        err;
    coc_decode_t      *decode;
    coc_limits_t       limits = COC_LIMITS_DEFAULT;
    coc_decode_conf_t  conf;
    cocctl_option_t    options[] = {
        { .name = "type", .max = 1 },
        { .name = "encoding", .max = 1 },
        { .name = "keys", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > 1) {
        return cocctl_error("fields: one file at a time");
    }

    path = (n == 1) ? argv[1] : NULL;
    memset(&conf, 0, sizeof(coc_decode_conf_t));
    conf.content_type = coc_str_from(cocctl_value(&options[0], ""));
    conf.coding = coc_str_from(cocctl_value(&options[1], ""));
    conf.limits = &limits;
    conf.keys = (options[2].n != 0);

    in = cocctl_open(path);
    if (in == NULL) {
        return COCCTL_ERROR;
    }

    memset(&err, 0, sizeof(coc_error_t));
    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = coc_decode_create(&decode, &cocctl_alloc, &conf,
                           cocctl_fields_print, &buf, &err);

    if (rc == COC_OK) {
        rc = cocctl_fields_decode(decode, in, &err);
        coc_decode_destroy(decode);
    }

    coc_buf_free(&buf);

    if (rc == COC_INVALID || rc == COC_LIMIT) {
        rc = cocctl_error("%s: error: %s, at byte %zu of the body",
                          (path == NULL) ? "-" : path, err.text, err.offset);

    } else if (rc != COC_OK) {
        rc = cocctl_error("%s: error: %s", (path == NULL) ? "-" : path,
                          err.text[0] ? err.text : "no memory");
    }

    if (cocctl_close(in, path) != COCCTL_OK) {
        rc = COCCTL_ERROR;
    }

    return (rc == COC_OK) ? COCCTL_OK : COCCTL_ERROR;
}
