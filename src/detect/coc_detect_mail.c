/*
 * E-mail addresses: as they are written, and as they are disguised
 * ("name [at] example [dot] org", "name at gmail dot com").
 */

#include "coc_detect_family.h"
#include "coc_detect_find.h"


#define COC_MAIL_LOCAL   64     /* bytes (RFC 5321, 4.5.3.1.1) */
#define COC_MAIL_LABEL   63     /* of a label of the host */
#define COC_MAIL_LABELS   5


/*
 * Those that no person is behind (RFC 2142 and what is usual): they identify
 * nobody.
 */

static const coc_str_t  coc_mail_roles[] = {
    coc_str("abuse"), coc_str("accommodations"), coc_str("admin"),
    coc_str("admissions"), coc_str("alumni"), coc_str("appeals"),
    coc_str("billing"), coc_str("careers"), coc_str("comments"),
    coc_str("contact"), coc_str("contactus"), coc_str("corrections"),
    coc_str("customerservice"), coc_str("custserv"), coc_str("editor"),
    coc_str("editorial"), coc_str("editors"), coc_str("enquiries"),
    coc_str("events"), coc_str("feedback"), coc_str("foundation"),
    coc_str("hello"), coc_str("help"), coc_str("helpdesk"),
    coc_str("hostmaster"), coc_str("hr"), coc_str("info"),
    coc_str("information"), coc_str("inquiries"), coc_str("inquiry"),
    coc_str("jobs"), coc_str("letters"), coc_str("mail"), coc_str("marketing"),
    coc_str("media"), coc_str("member"), coc_str("members"),
    coc_str("membership"), coc_str("news"), coc_str("newsletter"),
    coc_str("no-reply"), coc_str("noreply"), coc_str("office"),
    coc_str("orders"), coc_str("permissions"), coc_str("postmaster"),
    coc_str("press"), coc_str("privacy"), coc_str("publications"),
    coc_str("register"), coc_str("registration"), coc_str("reprints"),
    coc_str("sales"), coc_str("security"), coc_str("service"),
    coc_str("subscribe"), coc_str("subscriptions"), coc_str("support"),
    coc_str("unsubscribe"), coc_str("webmaster"), coc_str("webmanager")
};


/* Where people have their own; "name at gmail.com" needs no bracket. */

static const coc_str_t  coc_mail_hosts[] = {
    coc_str("aol"), coc_str("fastmail"), coc_str("gmail"), coc_str("gmx"),
    coc_str("googlemail"), coc_str("hotmail"), coc_str("icloud"),
    coc_str("live"), coc_str("mac"), coc_str("me"), coc_str("msn"),
    coc_str("outlook"), coc_str("proton"), coc_str("protonmail"),
    coc_str("verizon"), coc_str("yahoo"), coc_str("ymail"), coc_str("zoho")
};


static int
coc_mail_local_char(uint8_t c)
{
    return coc_is_word(c) || (c && strchr("._%+-'", c) != NULL);
}


/* Where the part before at begins; at: there is none. */

static size_t
coc_mail_local(coc_str_t s, size_t at)
{
    size_t  i;

    i = at;

    while (i > 0 && at - i < COC_MAIL_LOCAL
           && coc_mail_local_char(s.data[i - 1]))
    {
        i--;
    }

    /* it was longer than one may be */

    if (i > 0 && coc_mail_local_char(s.data[i - 1])) {
        return at;
    }

    while (i < at && !coc_is_word(s.data[i])) {
        i++;
    }

    return i;
}


/* "dot" between brackets or spaces, or a dot with a bracket: bytes, or 0. */

static size_t
coc_mail_dot(coc_str_t s, size_t at)
{
    size_t    i;
    unsigned  open, space;

    i = at;
    open = 0;
    space = 0;

    while (i < s.len && s.data[i] == ' ' && i - at < 2) {
        i++;
        space = 1;
    }

    if (i < s.len && s.data[i] && strchr("[({<", s.data[i]) != NULL) {
        open = 1;
        i++;

        while (i < s.len && s.data[i] == ' ' && i - at < 4) {
            i++;
        }
    }

    if (s.len - i >= 3 && memcmp(s.data + i, "dot", 3) == 0) {
        i += 3;

    } else if (open && i < s.len && s.data[i] == '.') {
        i++;

    } else {
        return 0;
    }

    while (i < s.len && s.data[i] == ' ' && i - at < 9) {
        i++;
        space |= 2;
    }

    if (!open) {
        return (space == 3) ? i - at : 0;
    }

    if (i == s.len || s.data[i] == 0 || strchr("])}>", s.data[i]) == NULL) {
        return 0;
    }

    i++;

    while (i < s.len && s.data[i] == ' ' && i - at < 12) {
        i++;
    }

    return i - at;
}


/*
 * Reads a host at at; dots may be disguised where loose is set.  Returns its
 * end, or at.  *first is its first label.
 */

static size_t
coc_mail_host(coc_str_t s, size_t at, unsigned loose, coc_str_t *first)
{
    size_t    i, n, dot, start, labels, end;
    unsigned  digits;

    i = at;
    end = at;

    for (labels = 0; labels < COC_MAIL_LABELS; labels++) {
        start = i;
        digits = 0;

        while (i < s.len && i - start <= COC_MAIL_LABEL
               && (coc_is_word(s.data[i]) || s.data[i] == '-'))
        {
            digits |= coc_is_digit(s.data[i]) || s.data[i] == '-';
            i++;
        }

        n = i - start;

        if (n == 0 || n > COC_MAIL_LABEL) {
            break;
        }

        if (labels == 0) {
            first->data = s.data + start;
            first->len = n;

        } else if (n >= 2 && n <= 24 && !digits) {
            end = i;
        }

        if (i + 1 < s.len && s.data[i] == '.' && coc_is_word(s.data[i + 1])) {
            i++;
            continue;
        }

        dot = loose ? coc_mail_dot(s, i) : 0;

        if (dot == 0) {
            break;
        }

        i += dot;
    }

    return end;
}


static int
coc_mail_add(coc_detect_t *detect, size_t start, size_t at, size_t end)
{
    coc_str_t  local, s;

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    local.data = s.data + start;
    local.len = at - start;

    if (coc_find_listed(local, coc_mail_roles, coc_nelts(coc_mail_roles))) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_EMAIL, start, end, 0);
}


/*
 * "at" in brackets, or alone before one of the hosts that people have: where
 * the host begins, or 0.  i is the a; *local is where the name ends.
 */

static size_t
coc_mail_at(coc_str_t s, size_t i, size_t *local, unsigned *bare)
{
    size_t  from, to;

    from = i;
    to = i + 2;

    while (from > 0 && i - from < 2 && s.data[from - 1] == ' ') {
        from--;
    }

    while (to < s.len && to - i < 4 && s.data[to] == ' ') {
        to++;
    }

    if (from == 0 || to == s.len) {
        return 0;
    }

    if (strchr("[({<", s.data[from - 1]) != NULL && s.data[from - 1]
        && strchr("])}>", s.data[to]) != NULL && s.data[to])
    {
        *bare = 0;
        from--;
        to++;

        while (from > 0 && i - from < 6 && s.data[from - 1] == ' ') {
            from--;
        }

        while (to < s.len && to - i < 8 && s.data[to] == ' ') {
            to++;
        }

    } else if (from == i || to == i + 2) {
        return 0;

    } else {
        *bare = 1;
    }

    *local = from;

    return to;
}


/* Words that stand before "at" without being a name. */

static const coc_str_t  coc_mail_words[] = {
    coc_str("account"), coc_str("address"), coc_str("available"),
    coc_str("email"), coc_str("e-mail"), coc_str("found"), coc_str("is"),
    coc_str("it"), coc_str("look"), coc_str("looking"), coc_str("mail"),
    coc_str("me"), coc_str("reach"), coc_str("reached"), coc_str("us"),
    coc_str("work"), coc_str("worked"), coc_str("works")
};


static int
coc_mail_disguised(coc_detect_t *detect, coc_str_t s, size_t i, size_t *next)
{
    size_t     host, end, start, local;
    unsigned   bare;
    coc_str_t  first, name;

    host = coc_mail_at(s, i, &local, &bare);

    if (host == 0) {
        return COC_OK;
    }

    first.data = NULL;
    first.len = 0;
    end = coc_mail_host(s, host, 1, &first);

    if (end == host
        || (bare && !coc_find_listed(first, coc_mail_hosts,
                                     coc_nelts(coc_mail_hosts))))
    {
        return COC_OK;
    }

    start = coc_mail_local(s, local);

    name.data = s.data + start;
    name.len = local - start;

    if (name.len < 2
        || coc_find_listed(name, coc_mail_words, coc_nelts(coc_mail_words)))
    {
        return COC_OK;
    }

    *next = end;

    return coc_mail_add(detect, start, local, end);
}


static int
coc_mail_find(coc_detect_t *detect)
{
    int             rc;
    size_t          i, end, next, start;
    coc_str_t       s, first;
    const uint8_t  *p;

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (i = 0; i < s.len; i = next) {
        p = memchr(s.data + i, '@', s.len - i);

        if (p == NULL) {
            break;
        }

        i = (size_t) (p - s.data);
        next = i + 1;
        start = coc_mail_local(s, i);

        if (start == i) {
            continue;
        }

        end = coc_mail_host(s, i + 1, 1, &first);

        if (end == i + 1) {
            continue;
        }

        next = end;

        rc = coc_mail_add(detect, start, i, end);
        if (rc != COC_OK) {
            return rc;
        }
    }

    /* a disguise has an "at" with a bracket or a space on both sides */

    for (i = coc_find_pair(s, coc_min(s.len, (size_t) 1), 'a', 't');
         i < s.len;
         i = coc_find_pair(s, next, 'a', 't'))
    {
        next = i + 2;

        if (coc_is_word(s.data[i - 1]) || coc_detect_word_at(s, i + 2)) {
            continue;
        }

        rc = coc_mail_disguised(detect, s, i, &next);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_mail = {
    coc_detector_bit(COC_DETECT_EMAIL),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    0,
    coc_mail_find
};
