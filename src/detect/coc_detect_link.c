/*
 * Links: with their scheme, or as a bare host of a known domain; those that
 * lead to a person's profile, those that pay who set them, and codes.
 */

#include "coc_detect_link.h"
#include "coc_detect_family.h"
#include "coc_str.h"


/* Domains that a bare host may end in, if it is no word of a sentence. */

static const char *const  coc_link_domains[] = {
    "ai", "app", "ar", "au", "biz", "br", "ca", "ch", "cl", "cn", "co",
    "com", "cz", "de", "dev", "dk", "edu", "ee", "eu", "fi", "fr", "gl", "gov",
    "gr", "hk", "hu", "ie", "il", "info", "int", "io", "ir", "jp", "ke", "kr",
    "lt", "lu", "lv", "ly", "mil", "mx", "net", "ng", "nl", "nz", "org", "pe",
    "ph", "pk", "pl", "pt", "ro", "rs", "ru", "se", "sg", "si", "sk", "su",
    "th", "tr", "tv", "tw", "ua", "uk", "uy", "ve", "vn", "xyz", "za"
};


/* Those that are words, or ends of file names: with a path only. */

static const char *const  coc_link_words[] = {
    "at", "be", "blog", "care", "cc", "clinic", "club", "digital", "doctor",
    "email", "es", "fit", "fm", "gg", "guru", "health", "id", "in", "is",
    "it", "la", "life", "link", "live", "ltd", "me", "media", "mobi", "my",
    "network", "news", "no", "one", "online", "page", "pro", "re", "shop",
    "site", "so", "social", "space", "store", "tech", "to", "top", "us",
    "video", "website", "wiki", "work", "world", "zone"
};


static int
coc_link_listed(coc_str_t s, const char *const *list, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (coc_str_eq(s, coc_str_from(list[i]))) {
            return 1;
        }
    }

    return 0;
}


static int
coc_link_host_char(uint8_t c)
{
    return coc_is_word(c) || c == '.' || c == '-' || c == '_';
}


/* What follows the host: a path, a query, a port.  Returns the end. */

static size_t
coc_link_path(coc_str_t s, size_t at)
{
    size_t   i, open;
    uint8_t  c;

    i = at;

    if (i + 1 < s.len && s.data[i] == ':' && coc_is_digit(s.data[i + 1])) {
        for (i++; i < s.len && coc_is_digit(s.data[i]); i++) { /* void */ }
    }

    if (i == s.len
        || (s.data[i] != '/' && s.data[i] != '?' && s.data[i] != '#'))
    {
        return i;
    }

    open = 0;

    for (/* void */; i < s.len; i++) {
        c = s.data[i];

        if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '|'
            || c == '\\' || c == '^' || c == '`' || c == '{' || c == '}')
        {
            break;
        }

        if (c == '(') {
            open++;

        } else if (c == ')') {
            if (open == 0) {
                break;
            }

            open--;
        }
    }

    while (i > at && memchr(".,;:!?'*_]~", s.data[i - 1], 11) != NULL) {
        i--;
    }

    return i;
}


/* Where the scheme before a host begins; host: there is none. */

static size_t
coc_link_scheme(coc_str_t s, size_t from, size_t host)
{
    size_t  i;

    if (host < from + 4 || memcmp(s.data + host - 3, "://", 3) != 0) {
        return host;
    }

    i = host - 3;

    while (i > from && host - i < 12 && coc_is_letter(s.data[i - 1])) {
        i--;
    }

    return (i == host - 3) ? host : i;
}


/* A host without a scheme, of which tail is the last label. */

static int
coc_link_bare(coc_str_t host, coc_str_t tail, unsigned path)
{
    size_t   label;
    uint8_t  c;

    if (host.len > 4 && memcmp(host.data, "www.", 4) == 0
        && host.len - 4 > tail.len + 1)
    {
        return 1;
    }

    /* the label before it */

    label = host.len - tail.len - 1;
    c = host.data[label - 1];

    if (!coc_is_word(c)) {
        return 0;
    }

    if (coc_link_listed(tail, coc_link_domains,
                        coc_nelts(coc_link_domains)))
    {
        /* "i.e. co", "q.d.ch" */

        return tail.len > 2 || path
               || (label > 2 && host.data[label - 2] != '.');
    }

    return path && coc_link_listed(tail, coc_link_words,
                                   coc_nelts(coc_link_words));
}


/*
 * Reads the host around the dot at at, not before from.  Returns where to go
 * on; found->len is 0 if it is no link.
 */

static size_t
coc_link_at(coc_str_t s, size_t from, size_t at, coc_link_found_t *found)
{
    size_t     start, end, stop, scheme, tail;
    coc_str_t  host, last;
    unsigned   path;

    found->end = 0;
    start = at;
    stop = at;

    while (start > from && coc_link_host_char(s.data[start - 1])) {
        start--;
    }

    while (stop < s.len && coc_link_host_char(s.data[stop])) {
        stop++;
    }

    while (start < at && !coc_is_word(s.data[start])) {
        start++;
    }

    for (end = stop; end > at && !coc_is_word(s.data[end - 1]); end--) {
        /* void */
    }

    if (start == at || end <= at + 2) {
        return stop;
    }

    host.data = s.data + start;
    host.len = end - start;

    for (tail = end; tail > start && s.data[tail - 1] != '.'; tail--) {
        /* void */
    }

    last.data = s.data + tail;
    last.len = end - tail;

    scheme = coc_link_scheme(s, from, start);
    path = end < s.len && s.data[end] == '/' && end + 1 < s.len
           && s.data[end + 1] > ' ';

    if (scheme == start) {

        /* the host of an address of mail */

        if (start > 0 && (s.data[start - 1] == '@' || s.data[start - 1] == '/'
                          || s.data[start - 1] == '='))
        {
            return stop;
        }

        if (end < s.len && s.data[end] == '@') {
            return stop;
        }

        if (tail == start || !coc_link_bare(host, last, path)) {
            return stop;
        }
    }

    found->start = scheme;
    found->host = host;
    found->end = coc_link_path(s, end);

    return coc_max(stop, found->end);
}


coc_str_t
coc_detect_host(coc_str_t link)
{
    size_t          i, end;
    const uint8_t  *p;

    p = memmem(link.data, link.len, "://", 3);
    i = (p == NULL) ? 0 : (size_t) (p - link.data) + 3;

    for (end = i; end < link.len; end++) {
        if (memchr("/?#:@", link.data[end], 5) == NULL) {
            continue;
        }

        if (link.data[end] != '@') {
            break;
        }

        i = end + 1;
    }

    if (end - i > 4 && memcmp(link.data + i, "www.", 4) == 0) {
        i += 4;
    }

    link.data += i;
    link.len = end - i;

    return link;
}


static int
coc_link_find(coc_detect_t *detect)
{
    int               rc;
    size_t            i, next;
    coc_str_t         s, link;
    const uint8_t    *p;
    coc_link_found_t  found;

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (i = 0; i < s.len; i = next) {
        p = memchr(s.data + i, '.', s.len - i);

        if (p == NULL) {
            break;
        }

        /* the point of a sentence */

        next = (size_t) (p - s.data) + 1;

        if (next == s.len || !coc_link_host_char(s.data[next])) {
            continue;
        }

        next = coc_link_at(s, i, next - 1, &found);

        if (found.end == 0) {
            continue;
        }

        link.data = s.data + found.start;
        link.len = found.end - found.start;

        rc = coc_detect_add(detect, COC_DETECT_LINK, found.start, found.end,
                            0);

        if (rc == COC_OK && coc_link_profile(link)) {
            rc = coc_detect_add(detect, COC_DETECT_PROFILE, found.start,
                                found.end, 0);
        }

        if (rc == COC_OK && coc_link_affiliate(link)) {
            rc = coc_detect_add(detect, COC_DETECT_AFFILIATE, found.start,
                                found.end, 0);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_link = {
    coc_detector_bit(COC_DETECT_LINK)
    | coc_detector_bit(COC_DETECT_PROFILE)
    | coc_detector_bit(COC_DETECT_AFFILIATE),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    0,
    coc_link_find
};
