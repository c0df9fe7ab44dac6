/*
 * What the subcommands of cocctl share.
 */

#ifndef _COCCTL_H_INCLUDED_
#define _COCCTL_H_INCLUDED_


#include <stdio.h>

#include "coc.h"
#include "coc_store.h"


/* Exit status. */

#define COCCTL_OK     0         /* nothing found */
#define COCCTL_FOUND  1         /* something would be flagged or worse */
#define COCCTL_ERROR  2         /* usage, rules or input */

#define COCCTL_OUTPUT  (64 * 1024 * 1024)       /* bytes of one line, most */
#define COCCTL_VALUES  16       /* most values of an option */
#define COCCTL_SECRETS  2       /* the one in use, the one being retired */


/* An option and what was given for it. */

typedef struct {
    const char  *name;          /* without the dashes; NULL ends a list */
    unsigned     max;           /* values it may have; 0: it takes none */
    unsigned     n;             /* how often it was given */
    const char  *value[COCCTL_VALUES];
} cocctl_option_t;


/* All of an input, read at once. */

typedef struct {
    uint8_t  *data;
    size_t    len;
} cocctl_input_t;


COC_BEGIN_DECLS


/* The subcommands; argv[0] is the subcommand's name. */
int cocctl_check(int argc, char **argv);
int cocctl_fields(int argc, char **argv);
int cocctl_views(int argc, char **argv);
int cocctl_spans(int argc, char **argv);
int cocctl_explain(int argc, char **argv);
int cocctl_test(int argc, char **argv);
int cocctl_member(int argc, char **argv);
int cocctl_stats(int argc, char **argv);
int cocctl_identity(int argc, char **argv);
int cocctl_evidence(int argc, char **argv);
int cocctl_review(int argc, char **argv);

/* What `cocctl check --jsonl` does with an open file. */
struct cocctl_judge_s;
int cocctl_jsonl(struct cocctl_judge_s *judge, FILE *in, const char *name);

/* malloc() and free(). */
extern const coc_alloc_t  cocctl_alloc;

/* "cocctl: text" on stderr; returns COCCTL_ERROR. */
int cocctl_error(const char *fmt, ...)
    __attribute__ ((format(printf, 1, 2)));

/* The same with err's place and text. */
int cocctl_complain(const coc_error_t *err);

/*
 * Takes the options out of argv, from argv[1] on ("--name value",
 * "--name=value"; "--" ends them); what remains is moved to argv[1] on.
 *
 * Returns how many remain, or -1 when it has complained.
 */
int cocctl_options(int argc, char **argv, cocctl_option_t *options);

/* The last value of an option, or def. */
const char *cocctl_value(const cocctl_option_t *option, const char *def);

/* A file to read; NULL or "-" is stdin.  NULL when it has complained. */
FILE *cocctl_open(const char *path);

/* Closes what cocctl_open() gave; COCCTL_ERROR if reading it had failed. */
int cocctl_close(FILE *file, const char *path);

/* Reads all of a file; at most max bytes.  input->data is for free(). */
int cocctl_read(const char *path, size_t max, cocctl_input_t *input);

/* A secret out of its file, without the end of line, as nginx reads it. */
coc_str_t cocctl_secret(const cocctl_input_t *input);

/*
 * The keys of all secrets that were given, and how many; for coc_keys_wipe(),
 * also when it has complained.
 */
int cocctl_keys(const cocctl_option_t *option,
    coc_keys_t keys[COCCTL_SECRETS], size_t *n);

/* Writes and empties buf; says so when buf or stdout is in error. */
int cocctl_write(coc_buf_t *buf);

/* ms since the epoch as "2026-01-02 03:04:05 UTC" in text, which is
 * returned. */
const char *cocctl_date(uint64_t ms, char *text, size_t size);

/* Where rules are taken from when nothing is said, and the model. */
const char *cocctl_rules(void);
const char *cocctl_model(void);


COC_END_DECLS


#endif /* _COCCTL_H_INCLUDED_ */
