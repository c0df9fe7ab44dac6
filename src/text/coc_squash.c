/*
 * The squashed view.  From each place of the folded text where a word may
 * begin the lexicon is walked.  Nothing is copied before something is found.
 */

#include "coc_squash.h"
#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_squash_start.h"
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


/* Past letters and digits of any script. */

static const uint8_t *
coc_squash_skip(const coc_squash_t *walk, const uint8_t *p)
{
    size_t    n;
    uint32_t  cp;

    while (p < walk->end) {

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


int
coc_squash_build(coc_arena_t *arena, coc_str_t value,
    const coc_view_t *folded, const coc_lexicon_t *lexicon,
    coc_view_t *squashed)
{
    int                   rc;
    coc_squash_t          walk;
    const uint8_t        *p, *to;
    coc_squash_out_t      out;
    coc_squash_starts_t   starts;

    *squashed = *folded;

    memset(&out, 0, sizeof(coc_squash_out_t));
    out.arena = arena;

    walk.lexicon = lexicon;
    walk.folded = folded;
    walk.value = value;
    walk.begin = folded->text.data;
    walk.end = folded->text.data + folded->text.len;

    starts.base = NULL;
    starts.bits = 0;

    for (p = walk.begin;
         (p = coc_squash_start(&walk, p, &starts)) < walk.end; /* void */)
    {
        if (coc_squash_may(&walk, p)) {
            rc = coc_squash_try(&out, &walk, p, &to);
            if (rc != COC_OK) {
                return rc;
            }

            if (to != NULL) {
                p = coc_squash_skip(&walk, to);
                continue;
            }
        }

        p++;
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
