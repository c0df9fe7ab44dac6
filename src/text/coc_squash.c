/*
 * The squashed view.  Every place of the folded text where a word may begin
 * is looked at: the filter of the lexicon lets most pass by their first
 * letters, the others are walked.  Nothing is copied before something is
 * found.
 */

#include "coc_squash.h"
#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_sink.h"
#include "coc_utf8.h"


/* How far first letters are looked for (bytes). */

#define COC_SQUASH_AHEAD  24


typedef struct {
    coc_sink_t      sink;
    coc_arena_t    *arena;
    const uint8_t  *copied;     /* of the folded text, up to here */
    size_t          run;        /* of folded, where copied lies */
    unsigned        begun:1;
} coc_squash_out_t;


/* Copies the folded text up to p, a run of its map at a time. */

static int
coc_squash_copy(coc_squash_out_t *out, const coc_squash_t *walk,
    const uint8_t *p)
{
    int                rc;
    size_t             at, to, next;
    const coc_view_t  *folded;

    folded = walk->folded;
    at = (size_t) (out->copied - walk->begin);
    to = (size_t) (p - walk->begin);

    while (at < to) {
        next = to;

        if (folded->runs != NULL) {

            while (out->run + 1 < folded->nruns
                   && folded->runs[out->run + 1].view <= at)
            {
                out->run++;
            }

            if (out->run + 1 < folded->nruns) {
                next = coc_min(to, folded->runs[out->run + 1].view);
            }
        }

        rc = coc_sink_copy(&out->sink, walk->begin + at, next - at,
                           coc_view_offset(folded, at));
        if (rc != COC_OK) {
            return rc;
        }

        at = next;
    }

    out->copied = p;

    return COC_OK;
}


/* Puts the word that was found in the place of what stood there. */

static int
coc_squash_put(coc_squash_out_t *out, const coc_squash_t *walk)
{
    int        rc;
    coc_str_t  word;

    if (!out->begun) {
        rc = coc_sink_init(&out->sink, out->arena, walk->folded->value_len,
                           walk->folded->text.len + COC_LEXICON_MAX,
                           walk->folded->nruns + 8);
        if (rc != COC_OK) {
            return rc;
        }

        out->copied = walk->begin;
        out->begun = 1;
    }

    rc = coc_squash_copy(out, walk, walk->start);
    if (rc != COC_OK) {
        return rc;
    }

    word = walk->lexicon->word[walk->word - 1]->text;
    out->copied = walk->to;

    return coc_sink_copy(&out->sink, word.data, word.len,
                         coc_view_offset(walk->folded,
                                         (size_t) (walk->start
                                                   - walk->begin)));
}


/* What stands before p is no sign beside which a sign is a letter. */

static int
coc_squash_opens(const coc_squash_t *walk, const uint8_t *p)
{
    return p == walk->begin
           || (coc_sign_kind[p[-1]] & COC_SIGN_SPACE)
           || p[-1] == '"' || p[-1] == '\'' || p[-1] == ':' || p[-1] == '>'
           || p[-1] == ',' || p[-1] == '.' || p[-1] == '-' || p[-1] == '/';
}


/*
 * Whether a sign behind letters may be one itself, or a mask; those that part
 * words as well only where they don't part letters on their other side too.
 */

static int
coc_squash_stands(const coc_squash_t *walk, const uint8_t *p)
{
    size_t  left;

    left = (size_t) (walk->end - p);

    switch (*p) {

    case ',': case ';': case ':': case '\'': case '"': case '`': case '>':
        return 0;

    case ')': case ']': case '}':
        return left > 1 && (p[1] == '-' || p[1] == '{');

    case '.': case '-': case '_':
        if (left < 2 || (coc_sign_kind[p[1]] & COC_SIGN_SPACE)) {
            return 0;
        }

        return left < 3 || p[2] != *p
               || !(coc_sign_kind[p[1]] & COC_SIGN_LETTER);

    default:
        return 1;
    }
}


/* All four bytes are a to z. */

static inline int
coc_squash_all_letters(uint32_t four)
{
    return (((four + 0x1f1f1f1f) & ~(four + 0x05050505) & ~four)
            & 0x80808080) == 0x80808080;
}


/* The first piece is one letter, and as often as the second: "ff uu". */

static inline int
coc_squash_doubled(const uint8_t letter[4], size_t piece)
{
    return (piece == 2 && letter[2] == letter[3])
           || (piece == 3 && letter[1] == letter[2]);
}


/*
 * Whether a word may begin with the letter at p: its first letters, whatever
 * parts them, are asked of the lexicon.  A sign that may be a letter ends
 * what can be told.
 */

static int
coc_squash_letters(const coc_squash_t *walk, const uint8_t *p)
{
    size_t          n, piece;
    uint8_t         kind, letter[4];
    uint32_t        four;
    const uint8_t  *q, *end;

    if (walk->end - p >= 4) {
        four = coc_lexicon_load(p);

        if (coc_squash_all_letters(four)) {
            return coc_lexicon_four(walk->lexicon, four - 0x61616161);
        }
    }

    n = 0;
    piece = 0;
    end = p + coc_min(COC_SQUASH_AHEAD, (size_t) (walk->end - p));

    for (q = p; q < end; q++) {
        kind = coc_sign_kind[*q];

        if (kind & COC_SIGN_LETTER) {
            letter[n++] = (uint8_t) (*q - 'a');

            if (n == 4) {
                return coc_lexicon_begins(walk->lexicon, letter, 4)
                       && (piece == 0 || letter[0] != letter[1]
                           || coc_squash_doubled(letter, piece));
            }

            continue;
        }

        if (piece == 0) {
            piece = n;

            if (n == 3
                && (walk->lexicon->whole[letter[0] * 32 + letter[1]]
                    >> letter[2]) & 1)
            {
                return 1;
            }
        }

        if (kind & COC_SIGN_SPACE) {
            continue;
        }

        if (kind == COC_SIGN_MARK && !coc_squash_stands(walk, q)) {
            continue;
        }

        /* of what is split in two, both parts are letters */

        return (piece < 2 || q == p + piece)
               && coc_lexicon_begins(walk->lexicon, letter, n);
    }

    return n == 3 && end == walk->end && piece == 0
           && (walk->lexicon->whole[letter[0] * 32 + letter[1]]
               >> letter[2]) & 1;
}


/* "$ h ! t" */

static int
coc_squash_spelled(const coc_squash_t *walk, const uint8_t *p)
{
    return walk->end - p > 6 && p[3] == ' ' && p[5] == ' '
           && !(coc_sign_kind[p[2]] & COC_SIGN_SPACE)
           && !(coc_sign_kind[p[4]] & COC_SIGN_SPACE)
           && ((coc_sign_kind[p[2]] | coc_sign_kind[p[4]]
                | coc_sign_kind[p[6]]) & COC_SIGN_LETTER);
}


/* The same for a sign or digit; it must begin the text, or follow a blank. */

static int
coc_squash_sign(const coc_squash_t *walk, const uint8_t *p)
{
    uint32_t  cp;

    if (p + 1 >= walk->end || !coc_squash_opens(walk, p)
        || ((coc_sign_kind[p[1]] & COC_SIGN_SPACE)
            && !coc_squash_spelled(walk, p)))
    {
        return 0;
    }

    if (*p >= 0x80) {
        (void) coc_utf8_read(p, walk->end, &cp);
        return coc_sign_high(cp) != 0;
    }

    return coc_sign_letters[*p] != 0 || *p == '*' || *p == '|' || *p == '/'
           || *p == '\\' || *p == ')' || *p == '}' || *p == ']';
}


/* Past letters and digits of any script. */

static const uint8_t *
coc_squash_skip(const coc_squash_t *walk, const uint8_t *p)
{
    size_t    n;
    uint32_t  cp;

    while (p < walk->end) {

        while (walk->end - p >= 4
               && coc_squash_all_letters(coc_lexicon_load(p)))
        {
            p += 4;
        }

        while (p < walk->end && (coc_sign_kind[*p] & COC_SIGN_WORD)) {
            p++;
        }

        if (p == walk->end) {
            break;
        }

        if (*p < 0x80) {
            break;
        }

        n = coc_utf8_read(p, walk->end, &cp);

        if (coc_sign_apart(cp)) {
            break;
        }

        p += n;
    }

    return p;
}


/* Walks from p; to is where to go on, or NULL: nothing is there. */

static int
coc_squash_try(coc_squash_out_t *out, coc_squash_t *walk, const uint8_t *p,
    const uint8_t **to)
{
    walk->start = p;
    walk->limit = p + coc_min(COC_SQUASH_SPAN, (size_t) (walk->end - p));
    walk->glued = p > walk->begin
                  && !(coc_sign_kind[p[-1]] & COC_SIGN_SPACE)
                  && coc_squash_word_before(walk, p - 1);

    *to = NULL;

    /* the middle of what may be masked itself */

    if (walk->glued && p[-1] == '*') {
        return COC_OK;
    }

    coc_squash_walk(walk);

    *to = walk->to;

    return (walk->to == NULL || walk->plain) ? COC_OK
                                             : coc_squash_put(out, walk);
}


/* The next place after p. */

static const uint8_t *
coc_squash_next(const coc_squash_t *walk, const uint8_t *p)
{
    size_t    n;
    uint32_t  cp;

    if (coc_sign_kind[*p] & COC_SIGN_WORD) {
        return coc_squash_skip(walk, p);
    }

    if (*p < 0x80) {
        return p + 1;
    }

    n = coc_utf8_read(p, walk->end, &cp);

    return coc_sign_apart(cp) ? p + n : coc_squash_skip(walk, p);
}


int
coc_squash_build(coc_arena_t *arena, coc_str_t value,
    const coc_view_t *folded, const coc_lexicon_t *lexicon,
    coc_view_t *squashed)
{
    int                rc, may;
    uint8_t            kind;
    coc_squash_t       walk;
    const uint8_t     *p, *to;
    coc_squash_out_t   out;

    *squashed = *folded;

    memset(&out, 0, sizeof(coc_squash_out_t));
    out.arena = arena;

    walk.lexicon = lexicon;
    walk.folded = folded;
    walk.value = value;
    walk.begin = folded->text.data;
    walk.end = folded->text.data + folded->text.len;

    for (p = walk.begin; p < walk.end; /* void */) {
        kind = coc_sign_kind[*p];

        if (kind & COC_SIGN_SPACE) {
            p++;
            continue;
        }

        may = (kind & COC_SIGN_LETTER)
              ? coc_squash_letters(&walk, p)
              : coc_squash_sign(&walk, p);

        if (may) {
            rc = coc_squash_try(&out, &walk, p, &to);
            if (rc != COC_OK) {
                return rc;
            }

            if (to != NULL) {
                p = coc_squash_skip(&walk, to);
                continue;
            }
        }

        p = coc_squash_next(&walk, p);
    }

    if (!out.begun) {
        return COC_OK;
    }

    rc = coc_squash_copy(&out, &walk, walk.end);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_sink_finish(&out.sink, squashed);
}
