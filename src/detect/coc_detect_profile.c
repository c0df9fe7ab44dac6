/*
 * What a link leads to: a person's profile, or a shop that pays for it.
 */

#include "coc_detect_link.h"
#include "coc_detect.h"
#include "coc_str.h"


/*
 * Sites where people have pages.  begin is how the path of one begins; not
 * are names that are pages of the site instead, each after a space.
 */

typedef struct {
    const char  *domain;
    const char  *begin;
    const char  *not;
    unsigned     deep;          /* a page of a person may have parts */
} coc_site_t;


static const coc_site_t  coc_sites[] = {
    { "23andme.com", "/profile/", "", 1 },
    { "about.me", "/", " login signup ", 0 },
    { "academia.edu", "/profile/", "", 1 },
    { "bsky.app", "/profile/", "", 0 },
    { "doctor.webmd.com", "/doctor/", "", 1 },
    { "doximity.com", "/cv/", "", 1 },
    { "doximity.com", "/profiles/", "", 1 },
    { "doximity.com", "/pub/", "", 1 },
    { "facebook.com", "/",
      " about ads business dialog events gaming groups hashtag help login"
      " marketplace media notes pages permalink.php photo photo.php plugins"
      " policies privacy reel search share sharer sharer.php stories"
      " story.php tr video watch ", 0 },
    { "fb.com", "/", " events groups pages watch ", 0 },
    { "findagrave.com", "/memorial/", "", 1 },
    { "health.usnews.com", "/doctors/", "", 1 },
    { "healthgrades.com", "/dentist/", "", 1 },
    { "healthgrades.com", "/physician/", "", 1 },
    { "healthgrades.com", "/providers/", "", 1 },
    { "instagram.com", "/",
      " about accounts developer direct explore legal p reel reels stories tv ",
      0 },
    { "legacy.com", "/us/obituaries/", "", 1 },
    { "linkedin.com", "/in/", "", 1 },
    { "linkedin.com", "/pub/", "", 1 },
    { "linktr.ee", "/", " login register s ", 0 },
    { "medium.com", "/@", "", 0 },
    { "onlyfans.com", "/", " help my terms ", 0 },
    { "orcid.org", "/0000-", "", 0 },
    { "pinterest.com", "/", " ideas pin search today ", 0 },
    { "ratemds.com", "/doctor-ratings/", "", 1 },
    { "reddit.com", "/u/", "", 1 },
    { "reddit.com", "/user/", "", 1 },
    { "researchgate.net", "/profile/", "", 1 },
    { "sharecare.com", "/doctor/", "", 1 },
    { "snapchat.com", "/add/", "", 0 },
    { "t.me", "/", " addstickers joinchat s share ", 0 },
    { "threads.net", "/@", "", 0 },
    { "tiktok.com", "/@", "", 0 },
    { "twitter.com", "/",
      " about compose explore hashtag home i intent login messages search"
      " settings share signup tos ", 0 },
    { "venmo.com", "/u/", "", 0 },
    { "vitals.com", "/doctors/", "", 1 },
    { "wa.me", "/", "", 0 },
    { "whitepages.com", "/name/", "", 1 },
    { "x.com", "/",
      " about compose explore hashtag home i intent login messages search"
      " settings share signup tos ", 0 },
    { "youtube.com", "/@", "", 0 },
    { "zocdoc.com", "/dentist/", "", 1 },
    { "zocdoc.com", "/doctor/", "", 1 }
};


/* host is domain, or below it. */

static int
coc_site_below(coc_str_t host, const char *domain)
{
    size_t  n;

    n = strlen(domain);

    return host.len >= n
           && memcmp(host.data + host.len - n, domain, n) == 0
           && (host.len == n || host.data[host.len - n - 1] == '.');
}


/* " name " stands in the list. */

static int
coc_site_not(const char *list, coc_str_t name)
{
    const char  *p;

    for (p = list; (p = strchr(p, ' ')) != NULL; p++) {
        if (strncmp(p + 1, (const char *) name.data, name.len) == 0
            && p[1 + name.len] == ' ')
        {
            return 1;
        }
    }

    return 0;
}


static int
coc_site_page(const coc_site_t *site, coc_str_t path)
{
    size_t     n, end;
    coc_str_t  name;

    n = strlen(site->begin);

    if (path.len <= n || memcmp(path.data, site->begin, n) != 0) {
        return 0;
    }

    for (end = n; end < path.len; end++) {
        if (memchr("/?#", path.data[end], 3) != NULL) {
            break;
        }
    }

    name.data = path.data + n;
    name.len = end - n;

    if (name.len < 2 || coc_site_not(site->not, name)) {
        return 0;
    }

    /* a post, a photo: what stands behind the name is what is shown */

    return site->deep || end + 1 >= path.len || path.data[end] != '/';
}


int
coc_link_profile(coc_str_t link)
{
    size_t     i;
    coc_str_t  host, path;

    host = coc_detect_host(link);

    path.data = host.data + host.len;
    path.len = link.len - (size_t) (path.data - link.data);

    if (path.len < 3) {
        return 0;
    }

    for (i = 0; i < coc_nelts(coc_sites); i++) {
        if (coc_site_below(host, coc_sites[i].domain)
            && coc_site_page(&coc_sites[i], path))
        {
            return 1;
        }
    }

    return 0;
}


int
coc_link_affiliate(coc_str_t link)
{
    size_t          i, at, end, n;
    coc_str_t       host, key;
    const uint8_t  *p;

    static const char *const  domains[] = {
        "amzn.to", "awin1.com", "clickbank.net", "click.linksynergy.com",
        "go.skimresources.com", "hop.clickbank.net", "impact.com",
        "jvzoo.com", "prf.hn", "rstyle.me", "shareasale.com",
        "shop-links.co", "sjv.io", "tapfiliate.com", "warriorplus.com"
    };

    static const char *const  keys[] = {
        "aff", "aff_id", "affid", "affiliate", "affiliate_id", "afid", "coupon",
        "discount", "fpr", "irclickid", "partner", "promo", "promocode", "ref",
        "refcode", "referral", "referrer", "rfsn", "tag", "utm_campaign",
        "utm_medium", "utm_source", "via"
    };

    host = coc_detect_host(link);

    for (i = 0; i < coc_nelts(domains); i++) {
        if (coc_site_below(host, domains[i])) {
            return 1;
        }
    }

    p = memchr(link.data, '?', link.len);

    if (p == NULL) {
        return 0;
    }

    for (at = (size_t) (p - link.data) + 1; at < link.len; at = end + 1) {

        for (end = at, n = 0; end < link.len && link.data[end] != '&'; end++) {
            if (n == 0 && link.data[end] == '=') {
                n = end - at;
            }
        }

        key.data = link.data + at;
        key.len = n;

        for (i = 0; i < coc_nelts(keys); i++) {
            if (n && coc_str_eq(key, coc_str_from(keys[i]))) {
                return 1;
            }
        }
    }

    return 0;
}
