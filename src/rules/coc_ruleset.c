/*
 * A set of rules: who owns it, how files are put together into it, and how a
 * rule is found in it.  One arena holds everything; one more lives only while
 * a file is read.
 */

#include "coc_ruleset.h"

#include <stdio.h>

#include "coc_rule_load.h"
#include "coc_str.h"


/* A fixed key: the version must be the same on every machine. */

static const uint8_t  coc_ruleset_key[COC_HASH_KEY] = "coc rule version";


int
coc_rule_nomem(coc_rule_load_t *load)
{
    if (coc_arena_exhausted(load->arena)
        || (load->temp != NULL && coc_arena_exhausted(load->temp)))
    {
        return coc_error_in(load->err, COC_INVALID, load->file, 0, 0,
                            "rules need over %d MiB",
                            COC_RULE_ARENA_MAX / 1024 / 1024);
    }

    return coc_error_in(load->err, COC_ERROR, load->file, 0, 0, "no memory");
}


void *
coc_rule_grow(coc_rule_load_t *load, void *p, size_t n, size_t *room,
    size_t size)
{
    void    *array;
    size_t   want;

    if (n < *room) {
        return p;
    }

    want = (*room == 0) ? 16 : *room * 2;

    array = coc_arena_array(load->arena, want, size);
    if (array == NULL) {
        return NULL;
    }

    if (n != 0) {
        memcpy(array, p, n * size);
    }

    *room = want;

    return array;
}


/* Where the rule of an id is listed, or the free slot where it would be. */

static size_t
coc_ruleset_slot(const coc_ruleset_t *set, coc_str_t id)
{
    size_t                     i;
    coc_hash_t                 hash;
    const coc_ruleset_data_t  *data;

    data = set->data;

    coc_hash_init(&hash, coc_ruleset_key);
    coc_hash_update(&hash, id.data, id.len);

    i = (size_t) coc_hash_final(&hash) & (data->nslots - 1);

    while (data->slot[i] != 0
           && !coc_str_eq(set->rules[data->slot[i] - 1].id, id))
    {
        i = (i + 1) & (data->nslots - 1);
    }

    return i;
}


static int
coc_ruleset_rehash(coc_rule_load_t *load)
{
    size_t               i, n, *slot;
    coc_ruleset_data_t  *data;

    data = load->data;
    n = (data->nslots == 0) ? 64 : data->nslots * 2;

    slot = coc_arena_array(load->arena, n, sizeof(size_t));
    if (slot == NULL) {
        return coc_rule_nomem(load);
    }

    memset(slot, 0, n * sizeof(size_t));

    data->slot = slot;
    data->nslots = n;

    for (i = 0; i < load->set->nrules; i++) {
        data->slot[coc_ruleset_slot(load->set, load->set->rules[i].id)] = i + 1;
    }

    return COC_OK;
}


int
coc_rule_insert(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node)
{
    int             rc;
    char            show[COC_RULE_SHOW];
    size_t          i;
    coc_rule_t     *rules;
    coc_ruleset_t  *set;

    set = load->set;

    if (set->nrules >= load->data->nslots / 2) {
        rc = coc_ruleset_rehash(load);
        if (rc != COC_OK) {
            return rc;
        }
    }

    i = coc_ruleset_slot(set, rule->id);

    if (load->data->slot[i] != 0) {
        rules = &set->rules[load->data->slot[i] - 1];

        /* each reading of a file has its own copy of the name */

        if (rules->file.data == rule->file.data) {
            return coc_rule_fail(load, node,
                                 "id \"%s\" repeated, first in line %u",
                                 coc_rule_show(show, rule->id), rules->line);
        }

        *rules = *rule;

        return COC_OK;
    }

    rules = coc_rule_grow(load, set->rules, set->nrules, &load->size,
                          sizeof(coc_rule_t));
    if (rules == NULL) {
        return coc_rule_nomem(load);
    }

    set->rules = rules;
    rules[set->nrules++] = *rule;
    load->data->slot[i] = set->nrules;

    return COC_OK;
}


static uint64_t
coc_ruleset_kind_find(const coc_ruleset_data_t *data, coc_str_t name)
{
    size_t  i;

    for (i = 0; i < data->nkinds; i++) {
        if (coc_str_eq(data->kind[i], name)) {
            return (uint64_t) 1 << i;
        }
    }

    return 0;
}


uint64_t
coc_rule_kind(coc_rule_load_t *load, coc_str_t name)
{
    uint64_t             bit;
    coc_ruleset_data_t  *data;

    data = load->data;
    bit = coc_ruleset_kind_find(data, name);

    if (bit == 0 && data->nkinds < COC_RULE_KINDS) {
        bit = (uint64_t) 1 << data->nkinds;
        data->kind[data->nkinds++] = name;
    }

    return bit;
}


static int
coc_ruleset_file(coc_rule_load_t *load)
{
    int               rc;
    coc_str_t         bytes;
    const char       *why;
    coc_yaml_node_t  *root;

    rc = coc_rule_slurp(load, (const char *) load->file.data, &bytes, &why);

    if (rc != COC_OK) {
        return (why == NULL) ? coc_rule_nomem(load)
                             : coc_error_in(load->err, rc, load->file, 0, 0,
                                            "%s", why);
    }

    rc = coc_yaml_parse(&root, load->temp, load->file, bytes, load->err);

    switch (rc) {
    case COC_OK:
        return coc_rule_read(load, root);
    case COC_ERROR:
        return coc_rule_nomem(load);
    default:
        return rc;
    }
}


static int
coc_ruleset_files(coc_rule_load_t *load, const coc_str_t *paths, size_t n)
{
    int               rc;
    size_t            i;
    coc_rule_files_t  files;

    memset(&files, 0, sizeof(coc_rule_files_t));

    for (i = 0; i < n; i++) {
        rc = coc_rule_files(load, paths[i], &files);
        if (rc != COC_OK) {
            return rc;
        }
    }

    for (i = 0; i < files.n; i++) {
        load->file = files.name[i];

        load->temp = coc_arena_create(&load->alloc, COC_RULE_ARENA_MAX);
        if (load->temp == NULL) {
            return coc_rule_nomem(load);
        }

        rc = coc_ruleset_file(load);

        coc_arena_destroy(load->temp);
        load->temp = NULL;

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_ruleset_version(coc_rule_load_t *load)
{
    char       hex[17];
    coc_str_t  version;

    (void) snprintf(hex, sizeof(hex), "%016llx",
                    (unsigned long long) coc_hash_final(&load->hash));

    version = coc_arena_dup(load->arena, coc_str_from(hex));
    if (version.data == NULL) {
        return coc_rule_nomem(load);
    }

    load->set->version = version;

    return COC_OK;
}


int
coc_ruleset_load(coc_ruleset_t **set, const coc_alloc_t *alloc,
    const coc_str_t *paths, size_t n, coc_error_t *err)
{
    int              rc;
    coc_rule_load_t  load;

    memset(&load, 0, sizeof(coc_rule_load_t));

    load.alloc = *alloc;
    load.err = err;

    coc_hash_init(&load.hash, coc_ruleset_key);

    load.arena = coc_arena_create(alloc, COC_RULE_ARENA_MAX);
    if (load.arena == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    load.set = coc_arena_zalloc(load.arena, sizeof(coc_ruleset_t));
    load.data = coc_arena_zalloc(load.arena, sizeof(coc_ruleset_data_t));

    if (load.set == NULL || load.data == NULL) {
        rc = coc_rule_nomem(&load);
        goto failed;
    }

    load.set->data = load.data;
    load.data->arena = load.arena;

    rc = coc_lexicon_create(&load.data->lexicon, alloc);
    if (rc != COC_OK) {
        rc = coc_rule_nomem(&load);
        goto failed;
    }

    rc = coc_ruleset_files(&load, paths, n);
    if (rc != COC_OK) {
        goto failed;
    }

    rc = coc_rule_number_of(&load);
    if (rc != COC_OK) {
        goto failed;
    }

    rc = coc_lexicon_finish(load.data->lexicon);
    if (rc != COC_OK) {
        rc = coc_rule_nomem(&load);
        goto failed;
    }

    load.set->lexicon = load.data->lexicon;

    rc = coc_ruleset_version(&load);
    if (rc != COC_OK) {
        goto failed;
    }

    *set = load.set;

    return COC_OK;

failed:

    if (load.data != NULL) {
        coc_lexicon_destroy(load.data->lexicon);
    }

    coc_arena_destroy(load.arena);

    return rc;
}


void
coc_ruleset_destroy(coc_ruleset_t *set)
{
    coc_ruleset_data_t  *data;

    if (set != NULL) {
        data = set->data;
        coc_lexicon_destroy(data->lexicon);
        coc_arena_destroy(data->arena);
    }
}


uint64_t
coc_ruleset_kind(const coc_ruleset_t *set, coc_str_t name)
{
    return coc_ruleset_kind_find(set->data, name);
}


const coc_rule_t *
coc_ruleset_find(const coc_ruleset_t *set, coc_str_t id)
{
    size_t                     i;
    const coc_ruleset_data_t  *data;

    data = set->data;

    if (data->nslots == 0) {
        return NULL;
    }

    i = data->slot[coc_ruleset_slot(set, id)];

    return (i == 0) ? NULL : &set->rules[i - 1];
}
