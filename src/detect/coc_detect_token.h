/*
 * Words, numbers and marks of a text, with what single words are known for:
 * what the detectors of people, places and times walk over.  Inside
 * src/detect only.
 */

#ifndef _COC_DETECT_TOKEN_H_INCLUDED_
#define _COC_DETECT_TOKEN_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_detect_word.h"


typedef enum {
    COC_TOKEN_END = 0,          /* before the first and after the last */
    COC_TOKEN_WORD,             /* letters, "O'Brien" and "Smith-Jones" too */
    COC_TOKEN_NUMBER,           /* ASCII digits */
    COC_TOKEN_MARK              /* one character of all others */
} coc_token_e;


typedef enum {
    COC_LOOK_LOWER = 0,
    COC_LOOK_CAPITAL,           /* begins with one: "Anna", "McDonald" */
    COC_LOOK_UPPER,             /* two and more, all of them: "ANNA" */
    COC_LOOK_INITIAL            /* one letter alone: "A" */
} coc_look_e;


typedef enum {
    COC_GAP_NONE = 0,           /* right after the token before */
    COC_GAP_BLANK,
    COC_GAP_LINE,               /* a newline, a mark of quotation after it */
    COC_GAP_PARAGRAPH
} coc_gap_e;


typedef struct {
    uint32_t  start;            /* bytes of the text; "'s" is not in it */
    uint32_t  end;
    uint32_t  known;            /* COC_WORD_… of tables/coc_detect_words.h,
                                   COC_TOKEN_DIGITS; BEGINS of a hyphen */
    uint32_t  value;            /* of a number; UINT32_MAX: over 9 digits */
    uint8_t   kind;             /* coc_token_e */
    uint8_t   look;             /* coc_look_e, of a word */
    uint8_t   mark;             /* ASCII, else 0 */
    uint8_t   owner:1;          /* 1: "'s" follows */
    uint8_t   ends:7;           /* COC_END_…, of one that begins with a
                                   capital */
    uint8_t   gap;              /* coc_gap_e, before it */
    uint8_t   letters;          /* of a word, digits of a number; 255: more */
    uint8_t   cue;              /* of coc_cue_sets, of a word in ASCII */
    uint8_t   quiet;            /* tokens in a row before it that are neither
                                   numbers nor speak of a patient; 255: more */
} coc_token_t;


#define COC_TOKEN_DIGITS  0x80000000u           /* a number */


/* Most tokens that are looked at before and after one. */

#define COC_TOKEN_REACH   48
#define COC_TOKEN_WINDOW  1024

/* Behind the last token so many have their quiet told. */

#define COC_TOKEN_QUIET   16


typedef struct coc_walk_s  coc_walk_t;

/*
 * Looks at the tokens of walk->token from walk->from up to, not including,
 * walk->to.  Other results than COC_OK end the walk.
 */
typedef int (*coc_walk_pt)(void *ctx, coc_walk_t *walk);

/*
 * token[from - COC_TOKEN_REACH] to token[to + COC_TOKEN_REACH] may be read:
 * those that aren't there are COC_TOKEN_END.
 */

struct coc_walk_s {
    coc_str_t           text;
    const coc_token_t  *token;
    size_t              from;
    size_t              to;
};


COC_BEGIN_DECLS


/*
 * Calls look for one window of tokens after the other; every token of the
 * text lies in one of them between from and to.
 *
 * text  well-formed UTF-8, shorter than 4 GiB
 *
 * COC_LIMIT  the arena's budget is exhausted
 * COC_ERROR  no memory
 * others     what look returned
 *
 * Cost: O(text.len), and a window of tokens in the arena, which is not given
 * back.
 */
int coc_tokens_walk(coc_arena_t *arena, coc_str_t text, coc_walk_pt look,
    void *ctx);

/*
 * Reads the token at *at, COC_TOKEN_END after the last, all but its quiet; *at
 * is behind it then.  The plain one does so a letter at a time and finds the
 * same.
 */
void coc_token_read(coc_str_t text, size_t *at, coc_token_t *token);
void coc_token_read_plain(coc_str_t text, size_t *at, coc_token_t *token);


COC_END_DECLS


/* 1 if it is one of a cue's words, COC_CUE_…, else 0. */

static inline unsigned
coc_token_cue(const coc_token_t *token, unsigned cue)
{
    return (unsigned) (coc_cue_sets[token->cue][cue / 64] >> (cue % 64)) & 1;
}


/* 1 if it is a word of one of these classes, else 0. */

static inline unsigned
coc_token_known(const coc_token_t *token, uint32_t classes)
{
    return token->kind == COC_TOKEN_WORD && (token->known & classes) != 0;
}


/* 1 if it is a word with a capital that ends so, COC_END_…, else 0. */

static inline unsigned
coc_token_ends(const coc_token_t *token, unsigned ends)
{
    return (token->ends & ends) != 0;
}


/* 1 if it is this ASCII mark, else 0. */

static inline unsigned
coc_token_mark(const coc_token_t *token, char mark)
{
    return token->kind == COC_TOKEN_MARK && token->mark == (uint8_t) mark;
}


/* 1 if it is one of these ASCII marks, else 0. */

static inline unsigned
coc_token_marks(const coc_token_t *token, const char *marks)
{
    return token->kind == COC_TOKEN_MARK && token->mark != 0
           && strchr(marks, token->mark) != NULL;
}


#endif /* _COC_DETECT_TOKEN_H_INCLUDED_ */
