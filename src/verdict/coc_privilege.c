/*
 * Privileges that were taken from a member: what each refuses, and the text in
 * which they are kept.
 */

#include "coc_privilege.h"
#include "coc_str.h"
#include "coc_utf8.h"


static const char *const  coc_privilege_names[COC_PRIVILEGE_MAX] = {
    "no_post", "no_comment", "no_message", "no_link", "no_upload", "readonly",
    "premoderate"
};


const char *
coc_privilege_name(coc_privilege_e which)
{
    return ((unsigned) which < COC_PRIVILEGE_MAX) ? coc_privilege_names[which]
                                                  : "";
}


int
coc_privilege_find(coc_str_t name, coc_privilege_e *which)
{
    unsigned  i;

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_privilege_names[i]))) {
            *which = (coc_privilege_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


int
coc_privilege_reason(coc_str_t text)
{
    size_t  i, size;

    if (text.len > COC_PRIVILEGE_REASON) {
        return 0;
    }

    for (i = 0; i < text.len; i++) {
        if (text.data[i] < ' ' || text.data[i] == 0x7f) {
            return 0;
        }
    }

    return text.len == 0 || coc_utf8_check(text, &size) == 0;
}


void
coc_privilege_take(coc_privileges_t *all, coc_privilege_e which,
    uint64_t until, coc_str_t reason)
{
    size_t  n;

    n = coc_min(reason.len, (size_t) COC_PRIVILEGE_REASON);

    all->taken |= 1u << which;
    all->until[which] = until;

    if (n) {
        memcpy(all->reason[which], reason.data, n);
    }

    all->reason[which][n] = '\0';
}


uint32_t
coc_privileges_taken(const coc_privileges_t *all, uint64_t now)
{
    unsigned  i;
    uint32_t  taken;

    if (all->taken == 0) {
        return 0;
    }

    for (taken = 0, i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if ((all->taken & (1u << i))
            && (all->until[i] == 0 || now < all->until[i]))
        {
            taken |= 1u << i;
        }
    }

    return taken;
}


uint64_t
coc_privileges_until(const coc_privileges_t *all, uint64_t now)
{
    unsigned  i;
    uint32_t  taken;
    uint64_t  until;

    taken = coc_privileges_taken(all, now);

    for (until = 0, i = 0; i < COC_PRIVILEGE_MAX; i++) {

        if (!(taken & (1u << i))) {
            continue;
        }

        if (all->until[i] == 0) {
            return 0;
        }

        until = coc_max(until, all->until[i]);
    }

    return until;
}


void
coc_privileges_merge(coc_privileges_t *a, const coc_privileges_t *b,
    uint64_t now)
{
    unsigned  i;
    uint32_t  other;

    other = coc_privileges_taken(b, now);
    a->taken = coc_privileges_taken(a, now);

    for (i = 0; other != 0 && i < COC_PRIVILEGE_MAX; i++) {

        if (!(other & (1u << i))
            || ((a->taken & (1u << i))
                && (a->until[i] == 0
                    || (b->until[i] != 0 && b->until[i] <= a->until[i]))))
        {
            continue;
        }

        coc_privilege_take(a, (coc_privilege_e) i, b->until[i],
                           coc_str_from(b->reason[i]));
    }
}


/* One line, "number:until:reason". */

static int
coc_privileges_line(coc_privileges_t *all, coc_str_t line)
{
    size_t     i, colon;
    uint64_t   number[2];
    coc_str_t  part;

    static const uint64_t  max[2] = { COC_PRIVILEGE_MAX - 1, INT64_MAX };

    for (i = 0; i < 2; i++) {
        colon = coc_str_find(line, ':', 0);
        part.data = line.data;
        part.len = colon;

        if (colon == line.len
            || coc_str_uint(part, max[i], &number[i]) != COC_OK)
        {
            return COC_INVALID;
        }

        line.data += colon + 1;
        line.len -= colon + 1;
    }

    if (!coc_privilege_reason(line)) {
        return COC_INVALID;
    }

    coc_privilege_take(all, (coc_privilege_e) number[0], number[1], line);

    return COC_OK;
}


int
coc_privileges_read(coc_privileges_t *all, coc_str_t text)
{
    size_t     end;
    coc_str_t  line;

    memset(all, 0, sizeof(coc_privileges_t));

    while (text.len) {
        end = coc_str_find(text, '\n', 0);
        line.data = text.data;
        line.len = end;

        if (end == text.len || coc_privileges_line(all, line) != COC_OK) {
            memset(all, 0, sizeof(coc_privileges_t));
            return COC_INVALID;
        }

        text.data += end + 1;
        text.len -= end + 1;
    }

    return COC_OK;
}


int
coc_privileges_write(const coc_privileges_t *all, int reasons, coc_buf_t *buf)
{
    unsigned  i;

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {

        if (!(all->taken & (1u << i))) {
            continue;
        }

        (void) coc_buf_uint(buf, i);
        (void) coc_buf_putc(buf, ':');
        (void) coc_buf_uint(buf, all->until[i]);
        (void) coc_buf_putc(buf, ':');

        if (reasons) {
            (void) coc_buf_puts(buf, all->reason[i]);
        }

        (void) coc_buf_putc(buf, '\n');
    }

    return buf->status;
}


/* 1 if it is of the kind of things that this one refuses, else 0. */

static int
coc_privilege_concerns(coc_privilege_e which, const coc_posting_t *posting)
{
    static const coc_str_t  post = coc_str("post");
    static const coc_str_t  patient = coc_str("case");
    static const coc_str_t  comment = coc_str("comment");
    static const coc_str_t  message = coc_str("message");
    static const coc_str_t  report = coc_str("report");

    switch (which) {

    case COC_PRIVILEGE_READONLY:
        return 1;

    case COC_PRIVILEGE_NO_POST:
        return coc_str_eq(posting->kind, post)
               || coc_str_eq(posting->kind, patient);

    case COC_PRIVILEGE_NO_COMMENT:
        return coc_str_eq(posting->kind, comment);

    case COC_PRIVILEGE_NO_MESSAGE:
        return coc_str_eq(posting->kind, message);

    case COC_PRIVILEGE_NO_UPLOAD:
        return posting->files != 0 && !coc_str_eq(posting->kind, report);

    case COC_PRIVILEGE_NO_LINK:
        return posting->links != 0 && !coc_str_eq(posting->kind, report);

    default: /* COC_PRIVILEGE_PREMODERATE */
        return 0;
    }
}


coc_privilege_e
coc_privilege_refuses(const coc_privileges_t *all,
    const coc_posting_t *posting, uint64_t now)
{
    size_t    i;
    uint32_t  taken;

    static const coc_privilege_e  order[] = {
        COC_PRIVILEGE_READONLY, COC_PRIVILEGE_NO_POST,
        COC_PRIVILEGE_NO_COMMENT, COC_PRIVILEGE_NO_MESSAGE,
        COC_PRIVILEGE_NO_UPLOAD, COC_PRIVILEGE_NO_LINK
    };

    taken = coc_privileges_taken(all, now);

    for (i = 0; taken != 0 && i < coc_nelts(order); i++) {
        if ((taken & (1u << order[i]))
            && coc_privilege_concerns(order[i], posting))
        {
            return order[i];
        }
    }

    return COC_PRIVILEGE_MAX;
}
