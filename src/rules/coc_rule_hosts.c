/*
 * Domains that a rule lets pass, and whether a link leads to one.
 */

#include <stdlib.h>

#include "coc_rule_lines.h"
#include "coc_rule_source.h"
#include "coc_str.h"


#define COC_HOST_MAX  253       /* bytes, RFC 1035 */


typedef struct {
    coc_rule_load_t  *load;
    coc_rule_t       *rule;
    size_t            size;
} coc_hosts_t;


/* Letters of other scripts stand as they are: plain has them in one form. */

static int
coc_host_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
           || c == '.' || c >= 0x80;
}


static int
coc_host_add(void *ctx, coc_str_t file, coc_str_t text, uint32_t line,
    uint32_t column)
{
    char          show[COC_RULE_SHOW];
    size_t        i;
    coc_str_t    *host;
    coc_hosts_t  *hosts = ctx;

    for (i = 0; i < text.len && coc_host_byte(text.data[i]); i++) {
        /* void */
    }

    if (text.len == 0 || text.len > COC_HOST_MAX || i < text.len
        || text.data[0] == '.' || text.data[text.len - 1] == '.')
    {
        return coc_error_in(hosts->load->err, COC_INVALID, file, line, column,
                            "\"%s\" is no domain: a-z, 0-9, \"-\" and \".\" "
                            "alone, as in nejm.org",
                            coc_rule_show(show, text));
    }

    if (hosts->rule->nhosts == COC_RULE_HOSTS_MAX) {
        return coc_error_in(hosts->load->err, COC_INVALID, file, line, column,
                            "over %d hosts", COC_RULE_HOSTS_MAX);
    }

    host = coc_rule_grow(hosts->load, hosts->rule->hosts,
                         hosts->rule->nhosts, &hosts->size,
                         sizeof(coc_str_t));
    if (host == NULL) {
        return coc_rule_nomem(hosts->load);
    }

    hosts->rule->hosts = host;

    host[hosts->rule->nhosts] = coc_arena_dup(hosts->load->arena, text);
    if (host[hosts->rule->nhosts].data == NULL) {
        return coc_rule_nomem(hosts->load);
    }

    hosts->rule->nhosts++;

    return COC_OK;
}


static int
coc_host_cmp(const void *a, const void *b)
{
    return coc_str_cmp(*(const coc_str_t *) a, *(const coc_str_t *) b);
}


int
coc_rule_read_hosts(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       n;
    coc_hosts_t  hosts;

    hosts.load = load;
    hosts.rule = to;
    hosts.size = 0;

    if (node->kind == COC_YAML_SCALAR) {
        rc = coc_rule_lines(load, key, node, coc_host_add, &hosts);

    } else {
        rc = coc_rule_list(load, key, node, &node, &n);

        for ( /* void */ ; rc == COC_OK && n; n--, node = node->next) {
            rc = coc_rule_text(load, "host", node, COC_RULE_TEXT_MAX);

            if (rc == COC_OK) {
                rc = coc_host_add(&hosts, load->file, node->text, node->line,
                                  node->column);
            }
        }
    }

    if (rc != COC_OK) {
        return rc;
    }

    if (hosts.rule->nhosts == 0) {
        return coc_rule_fail(load, node, "%s has no domain", key);
    }

    qsort(hosts.rule->hosts, hosts.rule->nhosts, sizeof(coc_str_t),
          coc_host_cmp);

    return COC_OK;
}


static int
coc_host_slash(uint8_t c)
{
    return c == '/' || c == '\\';
}


/* Bytes before the host: "https://", as many slashes as there are. */

static size_t
coc_host_scheme(coc_str_t link)
{
    size_t  i, slashes;

    for (i = 0; i < link.len && coc_host_byte(link.data[i]); i++) {
        /* void */
    }

    if (i < link.len && link.data[i] == ':') {
        i++;

    } else if (i != 0) {
        return 0;
    }

    slashes = i;

    while (i < link.len && coc_host_slash(link.data[i])) {
        i++;
    }

    return (i - slashes < 2) ? 0 : i;
}


/*
 * The host as a browser finds it: behind the name of a user, if there is one,
 * and before a port.  A backslash is a slash there.
 */

static coc_str_t
coc_host_of(coc_str_t link)
{
    size_t     i, end;
    coc_str_t  host;

    host = link;

    i = coc_host_scheme(link);
    host.data += i;
    host.len -= i;

    for (end = 0; end < host.len; end++) {
        if (coc_host_slash(host.data[end]) || host.data[end] == '?'
            || host.data[end] == '#')
        {
            break;
        }
    }

    host.len = end;

    for (i = host.len; i > 0; i--) {
        if (host.data[i - 1] == '@') {
            host.data += i;
            host.len -= i;
            break;
        }
    }

    host.len = coc_str_find(host, ':', 0);

    while (host.len != 0 && host.data[host.len - 1] == '.') {
        host.len--;
    }

    return host;
}


int
coc_rule_host(const coc_rule_t *rule, coc_str_t link)
{
    coc_str_t  host;

    host = coc_host_of(link);

    if (host.len > COC_HOST_MAX) {
        return 0;
    }

    for ( /* void */ ; host.len != 0; host.data++, host.len--) {

        if (bsearch(&host, rule->hosts, rule->nhosts, sizeof(coc_str_t),
                    coc_host_cmp)
            != NULL)
        {
            return 1;
        }

        while (host.len > 1 && host.data[0] != '.') {
            host.data++;
            host.len--;
        }
    }

    return 0;
}
