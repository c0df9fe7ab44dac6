/*
 * Labelled texts, read.
 */

#include "corpus.h"
#include "coc_str.h"

#include <dirent.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_tree.h>


/*
 * What is not learnt from, and why.  Weights made of share-alike texts might
 * have to be shared alike.
 */

static const struct {
    const char    *name;
    corpus_use_e   use;
} corpus_uses[] = {
    { "cat_large",       CORPUS_JUDGED },       /* CC-BY-SA */
    { "jigsaw3k",        CORPUS_JUDGED },       /* CC-BY-SA */
    { "phi_injected",    CORPUS_JUDGED },       /* CC-BY-SA */
    { "presidio_synth",  CORPUS_JUDGED },       /* CC-BY-SA */
    { "stormfront",      CORPUS_JUDGED },       /* CC-BY-SA */
    { "topical_chat",    CORPUS_JUDGED },       /* CDLA-Sharing */
    { "coc_probes",      CORPUS_JUDGED },       /* few, and in our voice */

    { "clinical-clean-dev",  CORPUS_JUDGED },   /* few, and hard */
    { "evasions-dev",        CORPUS_UNUSED },   /* no labels */
    { "identifiers-dev",     CORPUS_UNUSED },
    { "pii_nano",            CORPUS_UNUSED }
};


/* What these break no clause by is known, though their sources don't say it. */

static const char *const  corpus_civil[] = {
    "civil_safe", "goemotions_civil", "medquad", "pubmedqa", "rqe_questions",
    "taskmaster4"
};

#define CORPUS_CLAUSES                                                        \
    (1u << COC_LABEL_OUTING | 1u << COC_LABEL_PHI | 1u << COC_LABEL_SEXUAL    \
     | 1u << COC_LABEL_SELFHARM | 1u << COC_LABEL_HIJACK                      \
     | 1u << COC_LABEL_IMPERSONATION | 1u << COC_LABEL_CREDENTIALS            \
     | 1u << COC_LABEL_BANEVASION)


static const char *const  corpus_clinical[] = {
    "clinical-clean-dev", "medquad", "mts_dialog", "pubmedqa", "rqe_questions"
};


void
corpus_die(const char *fmt, ...)
{
    va_list  args;

    va_start(args, fmt);
    fputs("model: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);

    exit(2);
}


void *
corpus_alloc(size_t n, size_t size)
{
    void  *p;

    p = calloc((n != 0) ? n : 1, size);

    if (p == NULL) {
        corpus_die("no memory");
    }

    return p;
}


void *
corpus_grow(void *p, size_t n, size_t size)
{
    p = reallocarray(p, n, size);

    if (p == NULL) {
        corpus_die("no memory");
    }

    return p;
}


static int
corpus_is(const char *name, const char *const *list, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (strcmp(name, list[i]) == 0) {
            return 1;
        }
    }

    return 0;
}


int
corpus_is_clinical(const corpus_source_t *source)
{
    return corpus_is(source->name, corpus_clinical,
                     coc_nelts(corpus_clinical));
}


static corpus_use_e
corpus_use(const char *name)
{
    size_t  i;

    for (i = 0; i < coc_nelts(corpus_uses); i++) {
        if (strcmp(name, corpus_uses[i].name) == 0) {
            return corpus_uses[i].use;
        }
    }

    return CORPUS_LEARNT;
}


static corpus_part_e
corpus_part(coc_str_t id)
{
    unsigned char  digest[SHA256_DIGEST_LENGTH];

    (void) SHA256(id.data, id.len, digest);

    switch (digest[1] % 10) {

    case 0:
    case 1:
        return CORPUS_TEST;

    case 2:
        return CORPUS_FIT;

    default:
        return CORPUS_TRAIN;
    }
}


/* A member of a line, a copy; data is NULL where there is none. */

static coc_str_t
corpus_member(yajl_val line, const char *name)
{
    coc_str_t    value = coc_null_str;
    yajl_val     member;
    const char  *text, *path[] = { name, NULL };

    member = yajl_tree_get(line, path, yajl_t_string);
    text = YAJL_GET_STRING(member);

    if (text != NULL) {
        value.len = strlen(text);
        value.data = memcpy(corpus_alloc(value.len + 1, 1), text, value.len);
    }

    return value;
}


/*
 * Bits of the labels that a list names; what is none of ours is left out.
 * Identifiers of the public sources are those of patients.
 */

static unsigned
corpus_labels(yajl_val line, const char *name)
{
    size_t       i;
    unsigned     bits;
    yajl_val     list;
    const char  *item, *path[] = { name, NULL };
    coc_label_e  label;

    bits = 0;
    list = yajl_tree_get(line, path, yajl_t_array);

    for (i = 0; list != NULL && i < YAJL_GET_ARRAY(list)->len; i++) {
        item = YAJL_GET_STRING(YAJL_GET_ARRAY(list)->values[i]);

        if (item == NULL) {
            continue;
        }

        if (strcmp(item, "pii") == 0) {
            bits |= 1u << COC_LABEL_PHI;

        } else if (coc_label_find(coc_str_from(item), &label) == COC_OK) {
            bits |= 1u << label;
        }
    }

    return bits;
}


/* What breaks a clause has its label, where there is one of that name. */

static void
corpus_own(corpus_text_t *text, const char *clause)
{
    coc_label_e  label;

    text->known = (1u << COC_LABEL_MAX) - 1;
    text->violation = (memmem(text->id.data, text->id.len, "-v", 2) != NULL);

    if (strcmp(clause, "phi") == 0) {
        text->known &= ~(1u << COC_LABEL_OUTING);       /* of patients */
        text->labels &= text->known;
    }

    if (text->violation
        && coc_label_find(coc_str_from(clause), &label) == COC_OK)
    {
        text->labels |= 1u << label;
    }
}


static void
corpus_line(corpus_t *corpus, const char *line, const char *file, size_t number)
{
    char             why[256];
    yajl_val         tree;
    corpus_text_t   *t;
    corpus_source_t *source;

    tree = yajl_tree_parse(line, why, sizeof(why));

    if (tree == NULL) {
        corpus_die("%s:%zu: %s", file, number, why);
    }

    if ((corpus->n & (corpus->n - 1)) == 0) {
        corpus->text = corpus_grow(corpus->text, 2 * corpus->n + 1,
                                   sizeof(corpus_text_t));
    }

    source = &corpus->source[corpus->nsources - 1];
    t = &corpus->text[corpus->n++];

    memset(t, 0, sizeof(corpus_text_t));
    t->source = corpus->nsources - 1;
    t->id = corpus_member(tree, "id");
    t->text = corpus_member(tree, "text");
    t->labels = corpus_labels(tree, "labels");
    t->known = t->labels | corpus_labels(tree, "known");

    if (t->id.data == NULL || t->text.data == NULL) {
        corpus_die("%s:%zu: no id or no text", file, number);
    }

    if (source->own) {
        corpus_own(t, source->name);

    } else if (source->civil) {
        t->known |= CORPUS_CLAUSES;
    }

    t->part = (source->use == CORPUS_LEARNT) ? corpus_part(t->id) : CORPUS_TEST;

    yajl_tree_free(tree);
}


static void
corpus_file(corpus_t *corpus, const char *file)
{
    FILE    *fp;
    char    *line;
    size_t   size, number;

    fp = fopen(file, "r");

    if (fp == NULL) {
        corpus_die("%s: can't be read", file);
    }

    line = NULL;
    size = 0;

    for (number = 1; getline(&line, &size, fp) > 0; number++) {
        corpus_line(corpus, line, file, number);
    }

    free(line);
    fclose(fp);
}


static int
corpus_is_jsonl(const struct dirent *entry)
{
    size_t  len;

    len = strlen(entry->d_name);

    return len > 6 && strcmp(entry->d_name + len - 6, ".jsonl") == 0;
}


/* Not by the locale: the order of the texts decides the last bits. */

static int
corpus_order(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}


void
corpus_read(corpus_t *corpus, const char *folder, int own)
{
    int               i, n;
    char              file[4096];
    struct dirent   **entry;
    corpus_source_t  *source;

    n = scandir(folder, &entry, corpus_is_jsonl, corpus_order);

    if (n < 1) {
        corpus_die("%s: no *.jsonl", folder);
    }

    for (i = 0; i < n; i++) {
        corpus->source = corpus_grow(corpus->source, corpus->nsources + 1,
                                     sizeof(corpus_source_t));
        source = &corpus->source[corpus->nsources++];

        source->name = strndup(entry[i]->d_name,
                               strlen(entry[i]->d_name) - 6);
        source->own = (own != 0);
        source->civil = !own && corpus_is(source->name, corpus_civil,
                                          coc_nelts(corpus_civil));
        source->use = own ? CORPUS_LEARNT : corpus_use(source->name);

        snprintf(file, sizeof(file), "%s/%s", folder, entry[i]->d_name);

        if (source->use != CORPUS_UNUSED) {
            corpus_file(corpus, file);
        }

        free(entry[i]);
    }

    free(entry);
}
