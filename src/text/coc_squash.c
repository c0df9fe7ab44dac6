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


/* Whether a word of letters that begins at p may be one of the lexicon. */

static inline int
coc_squash_letters(const coc_lexicon_t *lexicon, const uint8_t *p,
    const uint8_t *end)
{
    unsigned  a, b, c;

    a = (unsigned) (p[0] - 'a');

    if (end - p > 2 && (coc_sign_kind[p[1]] & COC_SIGN_LETTER)) {
        b = (unsigned) (p[1] - 'a');

        if (coc_sign_kind[p[2]] & COC_SIGN_LETTER) {
            c = (unsigned) (p[2] - 'a');
            return (lexicon->three[a * 32 + b] >> c) & 1;
        }

        return (lexicon->two[a] >> b) & 1;
    }

    return (lexicon->one >> a) & 1;
}


/* The same for a sign or digit; it must begin the text, or follow a blank. */

static int
coc_squash_sign(const coc_squash_t *walk, const uint8_t *p)
{
    if (*p >= 0x80 || p + 1 >= walk->end
        || (coc_sign_kind[p[1]] & COC_SIGN_SPACE)
        || !coc_squash_opens(walk, p))
    {
        return 0;
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

        if (coc_sign_kind[*p] & COC_SIGN_WORD) {
            p++;
            continue;
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
              ? coc_squash_letters(lexicon, p, walk.end)
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
