/*
 * What the files that load rules share.  Private to src/rules.
 */

#ifndef _COC_RULE_LOAD_H_INCLUDED_
#define _COC_RULE_LOAD_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_error.h"
#include "coc_hash.h"
#include "coc_lexicon.h"
#include "coc_ruleset.h"
#include "coc_yaml.h"


#define COC_RULE_FILE_MAX     (4 * 1024 * 1024)     /* bytes */
#define COC_RULE_ARENA_MAX    (64 * 1024 * 1024)    /* bytes, each arena */
#define COC_RULE_KINDS        64
#define COC_RULE_ID_MAX       64                    /* bytes; kinds too */
#define COC_RULE_TITLE_MAX    200                   /* bytes */
#define COC_RULE_TEXT_MAX     (16 * 1024)           /* bytes, any other text */
#define COC_RULE_POINTS_MAX   1000
#define COC_RULE_WITHIN_MAX   10000                 /* bytes */
#define COC_RULE_TERM_MAX     256                   /* bytes */

/* PCRE2's 16-bit links hold a pattern of 64 KiB; longer lists are split. */

#define COC_RULE_TERMS_SPLIT  (4 * 1024)            /* bytes */


typedef struct {
    coc_arena_t    *arena;
    coc_lexicon_t  *lexicon;
    coc_str_t       kind[COC_RULE_KINDS];
    size_t          nkinds;
    size_t         *slot;       /* index of a rule + 1, 0: free; by id */
    size_t          nslots;     /* a power of two, over twice the rules; 0 */
} coc_ruleset_data_t;


typedef struct {
    coc_ruleset_t        *set;
    coc_ruleset_data_t   *data;
    coc_alloc_t           alloc;
    coc_arena_t          *arena;    /* lives as long as the set */
    coc_arena_t          *temp;     /* lives as long as one file is read */
    coc_hash_t            hash;     /* of all bytes read */
    size_t                size;     /* rules there is room for */
    coc_str_t             file;     /* being read, NUL-terminated */
    coc_section_e         section;  /* of that file */
    coc_error_t          *err;
} coc_rule_load_t;


typedef struct {
    coc_str_t  *name;           /* NUL-terminated */
    size_t      n;
    size_t      size;
} coc_rule_files_t;


/* Fails at a node of the file being read; gives COC_INVALID. */

#define coc_rule_fail(load, node, ...)                                        \
    coc_error_in((load)->err, COC_INVALID, (load)->file, (node)->line,        \
                 (node)->column, __VA_ARGS__)

#define COC_RULE_SHOW  64       /* bytes, NUL included */


COC_BEGIN_DECLS


/* No memory (COC_ERROR), or more than the arenas may hold (COC_INVALID). */
int coc_rule_nomem(coc_rule_load_t *load);

/*
 * Writes s into buf (COC_RULE_SHOW bytes) for a message: cut with "...",
 * control characters as "?"; returns buf.
 */
const char *coc_rule_show(char *buf, coc_str_t s);

/* The name most like word by edit distance; n is at least 1. */
const char *coc_rule_nearest(coc_str_t word, const char *const *names,
    size_t n);

/* Makes room for one more of size bytes in the arena's array of n at p. */
void *coc_rule_grow(coc_rule_load_t *load, void *p, size_t n, size_t *room,
    size_t size);

/*
 * Adds the names of files that path stands for, sorted by their bytes.
 *
 * COC_INVALID  a glob or folder without a file
 * COC_ERROR    no memory, or a folder that can't be read
 */
int coc_rule_files(coc_rule_load_t *load, coc_str_t path,
    coc_rule_files_t *files);

/*
 * Reads a file into load->temp and adds its bytes to the hash.
 *
 * path  NUL-terminated
 * why   what went wrong, NULL if there is no memory; valid until the next
 *       call of strerror()
 *
 * COC_INVALID  not a regular file, or over COC_RULE_FILE_MAX
 * COC_ERROR    no memory, or errno's text in why
 */
int coc_rule_slurp(coc_rule_load_t *load, const char *path, coc_str_t *bytes,
    const char **why);

/* The rules of one file's tree, each given to coc_rule_insert(). */
int coc_rule_read(coc_rule_load_t *load, const coc_yaml_node_t *root);

/*
 * Adds a rule to the set, or puts it in the place of the one of its id.
 *
 * node  names the id, for errors
 *
 * COC_INVALID  the id was already used in the file being read
 */
int coc_rule_insert(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node);

/* The bit of a kind, which is given one if it is new; 0: all are taken. */
uint64_t coc_rule_kind(coc_rule_load_t *load, coc_str_t name);

/*
 * Terms as patterns, appended to patterns; on the squashed view their words
 * go into the lexicon.
 *
 * rule  its view, misspelled and encoded are read
 * node  a list of terms, or the name of a file of terms
 */
int coc_rule_terms(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node, coc_patterns_t *patterns);

/*
 * Puts the words of a term, folded, into the lexicon; misspelled is for a
 * term that is one word.
 */
int coc_rule_lexicon(coc_rule_load_t *load, coc_str_t term,
    unsigned misspelled);

/* Puts the word at node into it. */
int coc_rule_words(coc_rule_load_t *load, const coc_yaml_node_t *node,
    unsigned misspelled);

/*
 * Numbers the rules that "of" of any names, when all files are read.
 *
 * COC_INVALID  there is none, or it has an "of" itself
 */
int coc_rule_number_of(coc_rule_load_t *load);

/*
 * Letters of a pattern that its view never holds: capitals, and what folding
 * changes.  What PCRE2 would refuse is left to PCRE2.
 *
 * node  the pattern; COC_INVALID is placed there
 *
 * Cost: O(pattern).
 */
int coc_rule_lint(coc_rule_load_t *load, coc_view_e view,
    const coc_yaml_node_t *node);


COC_END_DECLS


#endif /* _COC_RULE_LOAD_H_INCLUDED_ */
