/*
 * The words of coc_redis and of --redis.  Names nothing that it did not read:
 * no file is opened here, no name resolved.
 */

#include "coc_address.h"

#include <sys/un.h>

#include "coc_str.h"


#define COC_ADDRESS_PORT           6379
#define COC_ADDRESS_SENTINEL_PORT  26379
#define COC_ADDRESS_HOST           255      /* bytes of a name */
#define COC_ADDRESS_PATH  (sizeof(((struct sockaddr_un *) NULL)->sun_path) - 1)


/* What may follow the places; the values by the field's place in the struct. */

typedef enum {
    COC_ADDRESS_TEXT = 0,
    COC_ADDRESS_NUMBER
} coc_address_value_e;


typedef struct {
    coc_str_t             name;         /* its "=" included */
    size_t                offset;
    coc_address_value_e   type;
    uint64_t              min;          /* of a number */
    uint64_t              max;
    unsigned              tls:1;        /* says nothing without tls */
    unsigned              sentinel:1;   /* says nothing without sentinels */
} coc_address_word_t;


static const coc_address_word_t  coc_address_words[] = {

    { coc_str("db="), offsetof(coc_address_t, db),
      COC_ADDRESS_NUMBER, 0, COC_ADDRESS_DB_MAX, 0, 0 },

    { coc_str("user="), offsetof(coc_address_t, user),
      COC_ADDRESS_TEXT, 0, 0, 0, 0 },

    { coc_str("password_file="), offsetof(coc_address_t, password_file),
      COC_ADDRESS_TEXT, 0, 0, 0, 0 },

    { coc_str("connections="), offsetof(coc_address_t, connections),
      COC_ADDRESS_NUMBER, 1, COC_ADDRESS_CONNECTIONS, 0, 0 },

    { coc_str("sentinel_user="), offsetof(coc_address_t, sentinel_user),
      COC_ADDRESS_TEXT, 0, 0, 0, 1 },

    { coc_str("sentinel_password_file="),
      offsetof(coc_address_t, sentinel_password_file),
      COC_ADDRESS_TEXT, 0, 0, 0, 1 },

    { coc_str("ca="), offsetof(coc_address_t, ca),
      COC_ADDRESS_TEXT, 0, 0, 1, 0 },

    { coc_str("cert="), offsetof(coc_address_t, cert),
      COC_ADDRESS_TEXT, 0, 0, 1, 0 },

    { coc_str("key="), offsetof(coc_address_t, key),
      COC_ADDRESS_TEXT, 0, 0, 1, 0 },

    { coc_str("tls_name="), offsetof(coc_address_t, tls_name),
      COC_ADDRESS_TEXT, 0, 0, 1, 0 }
};


static int
coc_address_is(coc_str_t word, const char *text)
{
    return coc_str_eq(word, coc_str_from(text));
}


static int
coc_address_starts(coc_str_t word, coc_str_t start)
{
    return word.len >= start.len
           && memcmp(word.data, start.data, start.len) == 0;
}


/* Everything but control characters: for paths. */

static int
coc_address_plain(coc_str_t s)
{
    size_t  i;

    for (i = 0; i < s.len; i++) {
        if (s.data[i] < ' ' || s.data[i] == 0x7f) {
            return 0;
        }
    }

    return 1;
}


/* Letters of host names and of addresses; what else there is is a mistake. */

static int
coc_address_name(coc_str_t s)
{
    size_t  i;

    static const char  letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789.-_%:";

    for (i = 0; i < s.len; i++) {
        if (memchr(letters, s.data[i], sizeof(letters) - 1) == NULL) {
            return 0;
        }
    }

    return s.len != 0 && s.len <= COC_ADDRESS_HOST;
}


static int
coc_host_path(coc_host_t *host, coc_str_t path)
{
    if (path.len == 0 || path.data[0] != '/' || path.len > COC_ADDRESS_PATH
        || !coc_address_plain(path))
    {
        return COC_INVALID;
    }

    memset(host, 0, sizeof(coc_host_t));
    host->path = path;

    return COC_OK;
}


int
coc_host_parse(coc_host_t *host, coc_str_t text, unsigned port)
{
    size_t     end;
    uint64_t   n;
    coc_str_t  name, rest;

    static const coc_str_t  scheme = coc_str("unix:");

    if (coc_address_starts(text, scheme)) {
        rest.data = text.data + scheme.len;
        rest.len = text.len - scheme.len;

        return coc_host_path(host, rest);
    }

    n = port;
    name = text;

    if (text.len != 0 && text.data[0] == '[') {
        end = coc_str_find(text, ']', 0);

        name.data = text.data + 1;
        name.len = end - 1;

        if (end == text.len || coc_str_find(name, ':', 0) == name.len) {
            return COC_INVALID;
        }

        end++;

    } else {
        end = coc_str_find(text, ':', 0);
        name.len = end;
    }

    if (end < text.len) {
        rest.data = text.data + end + 1;
        rest.len = text.len - end - 1;

        if (text.data[end] != ':'
            || coc_str_uint(rest, 65535, &n) != COC_OK)
        {
            return COC_INVALID;
        }
    }

    if (n == 0 || !coc_address_name(name)) {
        return COC_INVALID;
    }

    memset(host, 0, sizeof(coc_host_t));
    host->host = name;
    host->port = (unsigned) n;

    return COC_OK;
}


/* "sentinel name" or "cluster" or nothing; returns how many words it was. */

static size_t
coc_address_type(coc_address_t *address, const coc_str_t *words, size_t n)
{
    if (n != 0 && coc_address_is(words[0], "sentinel")) {
        address->type = COC_ADDRESS_SENTINEL;

        if (n > 1) {
            address->master = words[1];
            return 2;
        }

        return 1;
    }

    if (n != 0 && coc_address_is(words[0], "cluster")) {
        address->type = COC_ADDRESS_CLUSTER;
        return 1;
    }

    return 0;
}


/* 1 if the places end at this word. */

static int
coc_address_parameter(coc_str_t word)
{
    static const coc_str_t  scheme = coc_str("unix:");

    return coc_address_is(word, "tls")
           || (coc_str_find(word, '=', 0) < word.len
               && !coc_address_starts(word, scheme));
}


static int
coc_address_hosts(coc_address_t *address, const coc_str_t *words, size_t n,
    size_t *at, coc_error_t *err)
{
    unsigned   port;
    coc_str_t  word;

    port = (address->type == COC_ADDRESS_SENTINEL) ? COC_ADDRESS_SENTINEL_PORT
                                                   : COC_ADDRESS_PORT;

    for ( /* void */ ; *at < n; (*at)++) {
        word = words[*at];

        if (coc_address_parameter(word)
            || (address->type == COC_ADDRESS_SERVER && address->n == 1))
        {
            break;
        }

        if (address->n == COC_ADDRESS_HOSTS) {
            return coc_error_set(err, COC_INVALID,
                                 "more than %d hosts", COC_ADDRESS_HOSTS);
        }

        if (coc_host_parse(&address->host[address->n], word, port) != COC_OK
            || (address->type != COC_ADDRESS_SERVER
                && address->host[address->n].path.len != 0))
        {
            return coc_error_set(err, COC_INVALID, "invalid host \"%.*s\"",
                                 (int) coc_min(word.len, 100), word.data);
        }

        address->n++;
    }

    if (address->n == 0) {
        return coc_error_set(err, COC_INVALID, "no host");
    }

    return COC_OK;
}


static int
coc_address_value(coc_address_t *address, const coc_address_word_t *known,
    coc_str_t value)
{
    void      *field;
    uint64_t   n;

    field = (uint8_t *) address + known->offset;

    if (known->type == COC_ADDRESS_TEXT) {
        *(coc_str_t *) field = value;

        return (value.len != 0 && coc_address_plain(value)) ? COC_OK
                                                            : COC_INVALID;
    }

    if (coc_str_uint(value, known->max, &n) != COC_OK || n < known->min) {
        return COC_INVALID;
    }

    *(unsigned *) field = (unsigned) n;

    return COC_OK;
}


/* seen: a bit a parameter. */

static int
coc_address_set(coc_address_t *address, coc_str_t word, unsigned *seen,
    coc_error_t *err)
{
    size_t                     i;
    coc_str_t                  value;
    const coc_address_word_t  *known;

    if (coc_address_is(word, "tls")) {

        if (address->tls) {
            return coc_error_set(err, COC_INVALID, "\"tls\" is duplicate");
        }

        address->tls = 1;
        return COC_OK;
    }

    for (i = 0; i < coc_nelts(coc_address_words); i++) {
        known = &coc_address_words[i];

        if (!coc_address_starts(word, known->name)) {
            continue;
        }

        if (*seen & (1u << i)) {
            return coc_error_set(err, COC_INVALID, "\"%.*s\" is duplicate",
                                 (int) known->name.len - 1, known->name.data);
        }

        *seen |= 1u << i;

        value.data = word.data + known->name.len;
        value.len = word.len - known->name.len;

        if (coc_address_value(address, known, value) == COC_OK) {
            return COC_OK;
        }

        if (known->type == COC_ADDRESS_NUMBER) {
            return coc_error_set(err, COC_INVALID,
                                 "invalid \"%.*s\": %d to %d",
                                 (int) coc_min(word.len, 100), word.data,
                                 (int) known->min, (int) known->max);
        }

        break;
    }

    return coc_error_set(err, COC_INVALID, "invalid parameter \"%.*s\"",
                         (int) coc_min(word.len, 100), word.data);
}


/* What goes together, and what does not. */

static int
coc_address_check(const coc_address_t *address, unsigned seen,
    coc_error_t *err)
{
    size_t                     i;
    const coc_address_word_t  *known;

    for (i = 0; i < coc_nelts(coc_address_words); i++) {
        known = &coc_address_words[i];

        if (!(seen & (1u << i))) {
            continue;
        }

        if (known->tls && !address->tls) {
            return coc_error_set(err, COC_INVALID, "\"%.*s\" needs \"tls\"",
                                 (int) known->name.len - 1, known->name.data);
        }

        if (known->sentinel && address->type != COC_ADDRESS_SENTINEL) {
            return coc_error_set(err, COC_INVALID,
                                 "\"%.*s\" needs \"sentinel\"",
                                 (int) known->name.len - 1, known->name.data);
        }
    }

    if (address->user.len != 0 && address->password_file.len == 0) {
        return coc_error_set(err, COC_INVALID,
                             "\"user\" needs \"password_file\"");
    }

    if (address->sentinel_user.len != 0
        && address->sentinel_password_file.len == 0)
    {
        return coc_error_set(err, COC_INVALID, "\"sentinel_user\" needs"
                             " \"sentinel_password_file\"");
    }

    if ((address->cert.len != 0) != (address->key.len != 0)) {
        return coc_error_set(err, COC_INVALID,
                             "\"cert\" and \"key\" need each other");
    }

    if (address->type == COC_ADDRESS_CLUSTER && address->db != 0) {
        return coc_error_set(err, COC_INVALID, "a cluster has only \"db=0\"");
    }

    if (address->tls && address->host[0].path.len != 0) {
        return coc_error_set(err, COC_INVALID, "\"tls\" needs a host");
    }

    return COC_OK;
}


int
coc_address_parse(coc_address_t *address, const coc_str_t *words, size_t n,
    coc_error_t *err)
{
    int            rc;
    size_t         at;
    unsigned       seen;
    coc_address_t  parsed;

    memset(&parsed, 0, sizeof(coc_address_t));
    parsed.connections = 1;
    seen = 0;

    at = coc_address_type(&parsed, words, n);

    if (parsed.type == COC_ADDRESS_SENTINEL
        && (parsed.master.len == 0 || coc_address_parameter(parsed.master)
            || !coc_address_plain(parsed.master)))
    {
        return coc_error_set(err, COC_INVALID,
                             "\"sentinel\" needs a master's name");
    }

    rc = coc_address_hosts(&parsed, words, n, &at, err);

    for ( /* void */ ; rc == COC_OK && at < n; at++) {
        rc = coc_address_set(&parsed, words[at], &seen, err);
    }

    if (rc == COC_OK) {
        rc = coc_address_check(&parsed, seen, err);
    }

    if (rc == COC_OK) {
        *address = parsed;
    }

    return rc;
}
