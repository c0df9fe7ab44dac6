/*
 * The slot of a key, and of a command.  A command is read only as far as its
 * first key.
 *
 * Source: the Redis Cluster specification, "Key distribution model", "Hash
 * tags", "Appendix A: CRC16 reference implementation".
 */

#include "coc_cluster.h"

#include "coc_str.h"


/* A command in RESP, argument after argument. */

typedef struct {
    coc_str_t  text;
    size_t     at;              /* first byte not read */
    uint64_t   left;            /* arguments not read */
} coc_slot_walk_t;


/* Where the first key of a command is; 0: it has none. */

typedef struct {
    const char  *name;
    unsigned     key;
} coc_slot_word_t;


static const coc_slot_word_t  coc_slot_words[] = {
    { "XINFO", 2 },
    { "XGROUP", 2 },
    { "OBJECT", 2 },
    { "ACL", 0 },
    { "ASKING", 0 },
    { "AUTH", 0 },
    { "CLIENT", 0 },
    { "CLUSTER", 0 },
    { "COMMAND", 0 },
    { "CONFIG", 0 },
    { "ECHO", 0 },
    { "HELLO", 0 },
    { "INFO", 0 },
    { "PING", 0 },
    { "READONLY", 0 },
    { "READWRITE", 0 },
    { "ROLE", 0 },
    { "SCRIPT", 0 },
    { "SELECT", 0 },
    { "SENTINEL", 0 },
    { "WAIT", 0 }
};


/* CRC-16/XMODEM by halves of a byte: the polynomial times four bits has no
 * carry, so that its table is a product. */

static unsigned
coc_slot_crc16(coc_str_t s)
{
    size_t    i;
    unsigned  crc;

    for (crc = 0, i = 0; i < s.len; i++) {
        crc = ((crc << 4) & 0xffff)
              ^ (((crc >> 12) ^ (unsigned) (s.data[i] >> 4)) * 0x1021);
        crc = ((crc << 4) & 0xffff)
              ^ (((crc >> 12) ^ (unsigned) (s.data[i] & 15)) * 0x1021);
    }

    return crc;
}


unsigned
coc_slot(coc_str_t key)
{
    size_t     open, close;
    coc_str_t  tag;

    open = coc_str_find(key, '{', 0);

    if (open < key.len) {
        close = coc_str_find(key, '}', open + 1);

        if (close < key.len && close > open + 1) {
            tag.data = key.data + open + 1;
            tag.len = close - open - 1;
            key = tag;
        }
    }

    return coc_slot_crc16(key) % COC_CLUSTER_SLOTS;
}


/* "*n\r\n" or "$n\r\n" */

static int
coc_slot_number(coc_slot_walk_t *walk, uint8_t sign, uint64_t *n)
{
    size_t     end;
    coc_str_t  s;

    if (walk->at >= walk->text.len || walk->text.data[walk->at] != sign) {
        return COC_INVALID;
    }

    s.data = walk->text.data + walk->at + 1;
    end = coc_str_find(walk->text, '\r', walk->at);
    s.len = end - walk->at - 1;

    if (walk->text.len - end < 2 || walk->text.data[end + 1] != '\n') {
        return COC_INVALID;
    }

    walk->at = end + 2;

    return coc_str_uint(s, UINT32_MAX, n);
}


/* COC_DECLINED: there are no more. */

static int
coc_slot_next(coc_slot_walk_t *walk, coc_str_t *arg)
{
    uint64_t  len;

    if (walk->left == 0) {
        return COC_DECLINED;
    }

    if (coc_slot_number(walk, '$', &len) != COC_OK
        || walk->text.len - walk->at < 2
        || len > walk->text.len - walk->at - 2)
    {
        return COC_INVALID;
    }

    arg->data = walk->text.data + walk->at;
    arg->len = (size_t) len;

    walk->at += arg->len;

    if (memcmp(walk->text.data + walk->at, "\r\n", 2) != 0) {
        return COC_INVALID;
    }

    walk->at += 2;
    walk->left--;

    return COC_OK;
}


/* The n-th of the arguments that are left, from 1. */

static int
coc_slot_skip(coc_slot_walk_t *walk, unsigned n, coc_str_t *arg)
{
    int  rc;

    do {
        rc = coc_slot_next(walk, arg);
    } while (rc == COC_OK && --n != 0);

    return rc;
}


/* EVAL script numkeys key ... */

static int
coc_slot_script(coc_slot_walk_t *walk, coc_str_t *key)
{
    int       rc;
    uint64_t  n;

    rc = coc_slot_skip(walk, 2, key);

    if (rc == COC_OK && coc_str_uint(*key, UINT32_MAX, &n) != COC_OK) {
        rc = COC_INVALID;
    }

    if (rc != COC_OK) {
        return (rc == COC_DECLINED) ? COC_INVALID : rc;
    }

    return (n == 0) ? COC_DECLINED : coc_slot_next(walk, key);
}


/* XREAD ... STREAMS key; a group and its consumer may be called so too. */

static int
coc_slot_streams(coc_slot_walk_t *walk, unsigned skip, coc_str_t *key)
{
    int  rc;

    rc = (skip == 0) ? COC_OK : coc_slot_skip(walk, skip, key);

    while (rc == COC_OK) {
        rc = coc_slot_next(walk, key);

        if (rc == COC_OK && coc_str_caseeq(*key, coc_str_from("STREAMS"))) {
            return coc_slot_next(walk, key);
        }
    }

    return rc;
}


static int
coc_slot_key(coc_slot_walk_t *walk, coc_str_t name, coc_str_t *key)
{
    size_t                  i;
    const coc_slot_word_t  *word;

    if (coc_str_caseeq(name, coc_str_from("EVAL"))
        || coc_str_caseeq(name, coc_str_from("EVALSHA")))
    {
        return coc_slot_script(walk, key);
    }

    if (coc_str_caseeq(name, coc_str_from("XREAD"))) {
        return coc_slot_streams(walk, 0, key);
    }

    if (coc_str_caseeq(name, coc_str_from("XREADGROUP"))) {
        return coc_slot_streams(walk, 3, key);
    }

    for (i = 0; i < coc_nelts(coc_slot_words); i++) {
        word = &coc_slot_words[i];

        if (coc_str_caseeq(name, coc_str_from(word->name))) {
            return (word->key == 0) ? COC_DECLINED
                                    : coc_slot_skip(walk, word->key, key);
        }
    }

    return coc_slot_next(walk, key);
}


int
coc_slot_command(coc_str_t command, unsigned *slot)
{
    int              rc;
    coc_str_t        key, name;
    coc_slot_walk_t  walk;

    walk.text = command;
    walk.at = 0;

    if (coc_slot_number(&walk, '*', &walk.left) != COC_OK
        || coc_slot_next(&walk, &name) != COC_OK)
    {
        return COC_INVALID;
    }

    rc = coc_slot_key(&walk, name, &key);

    if (rc == COC_OK) {
        *slot = coc_slot(key);
    }

    return rc;
}
