/*
 * A case in a member's history: found there, and what is decided of it.
 */

#include "coc_appeal.h"
#include "coc_command.h"
#include "coc_str.h"

#include <yajl/yajl_tree.h>


#define COC_APPEAL_JSON  (64 * 1024)    /* bytes of an entry, most */


int
coc_appeal_id(char *text, const char *verb, coc_str_t caseid)
{
    int  n;

    n = snprintf(text, COC_APPEAL_ID, "%s:%.*s", verb,
                 (int) coc_min(caseid.len, (size_t) COC_APPEAL_ID),
                 (const char *) caseid.data);

    return (n > 0 && n <= COC_RECORD_ID) ? COC_OK : COC_INVALID;
}


static int
coc_appeal_number(yajl_val tree, const char *name, uint64_t max,
    uint64_t *value)
{
    yajl_val     v;
    const char  *path[2] = { name, NULL };

    v = yajl_tree_get(tree, path, yajl_t_number);

    if (v == NULL || !YAJL_IS_INTEGER(v) || YAJL_GET_INTEGER(v) < 0
        || (uint64_t) YAJL_GET_INTEGER(v) > max)
    {
        return COC_INVALID;
    }

    *value = (uint64_t) YAJL_GET_INTEGER(v);

    return COC_OK;
}


static int
coc_appeal_tree(yajl_val tree, coc_appeal_t *appeal)
{
    size_t       i;
    uint64_t     n;
    yajl_val     what, given;
    const char  *path[2] = { "what", NULL };

    what = yajl_tree_get(tree, path, yajl_t_string);

    if (what == NULL) {
        return COC_INVALID;
    }

    if (!coc_str_eq(coc_str_from(what->u.string), coc_str_from("infraction"))) {
        return COC_DECLINED;
    }

    if (coc_appeal_number(tree, "time", INT64_MAX, &appeal->time) != COC_OK
        || coc_appeal_number(tree, "points", UINT32_MAX, &n) != COC_OK)
    {
        return COC_INVALID;
    }

    appeal->points = (uint32_t) n;

    path[0] = "given";
    given = yajl_tree_get(tree, path, yajl_t_object);

    if (given == NULL) {
        return COC_INVALID;
    }

    for (i = 0; i < COC_SECTION_MAX; i++) {
        if (coc_appeal_number(given, coc_section_name((coc_section_e) i),
                              UINT32_MAX, &n) == COC_OK)
        {
            appeal->section[i] = (uint32_t) n;
        }
    }

    return COC_OK;
}


int
coc_appeal_read(coc_str_t entry, coc_str_t caseid, coc_appeal_t *appeal)
{
    int        rc;
    size_t     space;
    yajl_val   tree;
    coc_str_t  id;

    space = coc_str_find(entry, ' ', 0);

    id.data = entry.data;
    id.len = space;

    if (!coc_str_eq(id, caseid)) {
        return COC_DECLINED;
    }

    if (space == entry.len || entry.len - space > COC_APPEAL_JSON) {
        return COC_INVALID;
    }

    memset(appeal, 0, sizeof(coc_appeal_t));
    appeal->caseid = caseid;

    tree = yajl_tree_parse((const char *) entry.data + space + 1, NULL, 0);
    rc = (tree == NULL) ? COC_INVALID : coc_appeal_tree(tree, appeal);

    yajl_tree_free(tree);

    return rc;
}


int
coc_appeal_uphold(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, coc_str_t caseid, coc_str_t by,
    coc_str_t reason, uint64_t now)
{
    int        rc;
    char       n[COC_COMMAND_UINT], id[COC_APPEAL_ID];
    coc_buf_t  key, entry;
    coc_str_t  args[4];

    if (coc_appeal_id(id, "upheld", caseid) != COC_OK) {
        out->status = COC_INVALID;
        return COC_INVALID;
    }

    coc_buf_init(&key, out->alloc, prefix.len + 64);
    coc_buf_init(&entry, out->alloc, COC_APPEAL_JSON);

    (void) coc_buf_puts(&entry, id);
    (void) coc_buf_puts(&entry, " {\"time\":");
    (void) coc_buf_uint(&entry, now);
    (void) coc_buf_puts(&entry, ",\"by\":");
    (void) coc_buf_json(&entry, by);
    (void) coc_buf_puts(&entry, ",\"what\":\"upheld\",\"case\":");
    (void) coc_buf_json(&entry, caseid);

    if (reason.len != 0) {
        (void) coc_buf_puts(&entry, ",\"reason\":");
        (void) coc_buf_json(&entry, reason);
    }

    (void) coc_buf_putc(&entry, '}');

    rc = coc_key_member(&key, prefix, member, "log");

    if (rc == COC_OK && entry.status == COC_OK) {
        args[0] = coc_str_from("ZADD");
        args[1] = coc_buf_str(&key);
        args[2] = coc_command_uint(n, now);
        args[3] = coc_buf_str(&entry);

        rc = coc_command_put(out, args, 4);

    } else {
        rc = (rc == COC_OK) ? entry.status : rc;
        out->status = rc;
    }

    coc_buf_free(&entry);
    coc_buf_free(&key);

    return rc;
}
