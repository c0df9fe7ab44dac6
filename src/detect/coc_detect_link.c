/*
 * Links: with their scheme, or as a bare host of a known domain; those that
 * lead to a person's profile, those that pay who set them, and codes.
 */

#include "coc_detect_link.h"
#include "coc_detect_family.h"
#include "coc_detect_find.h"


/* Domains that a bare host may end in, if it is no word of a sentence. */

static const coc_str_t  coc_link_domains[] = {
    coc_str("ai"), coc_str("app"), coc_str("ar"), coc_str("au"),
    coc_str("biz"), coc_str("br"), coc_str("ca"), coc_str("ch"), coc_str("cl"),
    coc_str("cn"), coc_str("co"), coc_str("com"), coc_str("cz"), coc_str("de"),
    coc_str("dev"), coc_str("dk"), coc_str("edu"), coc_str("ee"),
    coc_str("eu"), coc_str("fi"), coc_str("fr"), coc_str("gl"), coc_str("gov"),
    coc_str("gr"), coc_str("hk"), coc_str("hu"), coc_str("ie"), coc_str("il"),
    coc_str("info"), coc_str("int"), coc_str("io"), coc_str("ir"),
    coc_str("jp"), coc_str("ke"), coc_str("kr"), coc_str("lt"), coc_str("lu"),
    coc_str("lv"), coc_str("ly"), coc_str("mil"), coc_str("mx"),
    coc_str("net"), coc_str("ng"), coc_str("nl"), coc_str("nz"),
    coc_str("org"), coc_str("pe"), coc_str("ph"), coc_str("pk"), coc_str("pl"),
    coc_str("pt"), coc_str("ro"), coc_str("rs"), coc_str("ru"), coc_str("se"),
    coc_str("sg"), coc_str("si"), coc_str("sk"), coc_str("su"), coc_str("th"),
    coc_str("tr"), coc_str("tv"), coc_str("tw"), coc_str("ua"), coc_str("uk"),
    coc_str("uy"), coc_str("ve"), coc_str("vn"), coc_str("xyz"), coc_str("za")
};


/* Those that are words, or ends of file names: with a path only. */

static const coc_str_t  coc_link_words[] = {
    coc_str("at"), coc_str("be"), coc_str("blog"), coc_str("care"),
    coc_str("cc"), coc_str("clinic"), coc_str("club"), coc_str("digital"),
    coc_str("doctor"), coc_str("email"), coc_str("es"), coc_str("fit"),
    coc_str("fm"), coc_str("gg"), coc_str("guru"), coc_str("health"),
    coc_str("id"), coc_str("in"), coc_str("is"), coc_str("it"), coc_str("la"),
    coc_str("life"), coc_str("link"), coc_str("live"), coc_str("ltd"),
    coc_str("me"), coc_str("media"), coc_str("mobi"), coc_str("my"),
    coc_str("network"), coc_str("news"), coc_str("no"), coc_str("one"),
    coc_str("online"), coc_str("page"), coc_str("pro"), coc_str("re"),
    coc_str("shop"), coc_str("site"), coc_str("so"), coc_str("social"),
    coc_str("space"), coc_str("store"), coc_str("tech"), coc_str("to"),
    coc_str("top"), coc_str("us"), coc_str("video"), coc_str("website"),
    coc_str("wiki"), coc_str("work"), coc_str("world"), coc_str("zone")
};


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

    if (coc_find_listed(tail, coc_link_domains,
                        coc_nelts(coc_link_domains)))
    {
        /* "i.e. co", "q.d.ch" */

        return tail.len > 2 || path
               || (label > 2 && host.data[label - 2] != '.');
    }

    return path && coc_find_listed(tail, coc_link_words,
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
