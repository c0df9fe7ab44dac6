/*
 * Files of lines beside a rule file: finding, reading, and going over them.
 */

#include "coc_rule_lines.h"
#include "coc_rule_value.h"
#include "coc_str.h"


/* The file's path: beside the rule file, NUL-terminated, in load->temp. */

static coc_str_t
coc_rule_beside(coc_rule_load_t *load, coc_str_t name)
{
    size_t     folder;
    uint8_t   *p;
    coc_str_t  path = coc_null_str;

    for (folder = load->file.len; folder > 0; folder--) {
        if (load->file.data[folder - 1] == '/') {
            break;
        }
    }

    p = coc_arena_alloc(load->temp, folder + name.len + 1);
    if (p == NULL) {
        return path;
    }

    memcpy(p, load->file.data, folder);
    memcpy(p + folder, name.data, name.len);
    p[folder + name.len] = '\0';

    path.data = p;
    path.len = folder + name.len;

    return path;
}


static int
coc_rule_each_line(coc_rule_load_t *load, coc_str_t file, coc_str_t bytes,
    coc_rule_line_pt take, void *ctx)
{
    int        rc;
    size_t     i, end;
    uint32_t   number;
    coc_str_t  line, text;

    rc = coc_yaml_check(file, bytes, load->err);
    if (rc != COC_OK) {
        return rc;
    }

    i = 0;

    if (bytes.len >= 3 && memcmp(bytes.data, "\xef\xbb\xbf", 3) == 0) {
        i = 3;
    }

    for (number = 1; i < bytes.len; i = end + 1, number++) {
        end = coc_str_find(bytes, '\n', i);

        line.data = bytes.data + i;
        line.len = end - i;
        text = coc_str_trim(line);

        if (text.len == 0 || text.data[0] == '#') {
            continue;
        }

        rc = take(ctx, file, text, number,
                  (uint32_t) (text.data - line.data + 1));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_rule_lines(coc_rule_load_t *load, const char *what,
    const coc_yaml_node_t *node, coc_rule_line_pt take, void *ctx)
{
    int          rc;
    char         show[COC_RULE_SHOW];
    coc_str_t    path, bytes;
    const char  *why;

    rc = coc_rule_text(load, what, node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    coc_rule_show(show, node->text);

    if (coc_str_find(node->text, '/', 0) != node->text.len) {
        return coc_rule_fail(load, node, "file of %s \"%s\" must be named "
                             "without a folder: it stands beside this file",
                             what, show);
    }

    path = coc_rule_beside(load, node->text);
    if (path.data == NULL) {
        return coc_rule_nomem(load);
    }

    rc = coc_rule_slurp(load, (const char *) path.data, &bytes, &why);
    if (rc != COC_OK) {
        return (why == NULL) ? coc_rule_nomem(load)
                             : coc_error_in(load->err, rc, load->file,
                                            node->line, node->column,
                                            "file of %s \"%s\": %s", what,
                                            show, why);
    }

    return coc_rule_each_line(load, path, bytes, take, ctx);
}
