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


/*
 * Walks that are remembered, and what else a walk's outcome depends on: so
 * many bytes before its start, and behind what it reached; what is further
 * off isn't looked at, or is of a row of letters too long for any word.
 */

#define COC_SQUASH_KEPT    32
#define COC_SQUASH_BEFORE  32
#define COC_SQUASH_BEHIND  64


typedef struct {
    const uint8_t  *start;      /* NULL: none */
    size_t          len;        /* bytes that it depends on, from start on */
    size_t          to;         /* likewise; 0: nothing was found */
    uint32_t        word;
    uint16_t        plain;
    uint16_t        judged;     /* capitals may matter */
} coc_squash_kept_t;


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


/*
 * The bytes of the value that a stretch of the folded text came from, if they
 * are as many; or NULL.
 */

static const uint8_t *
coc_squash_value(const coc_squash_t *walk, const uint8_t *p, size_t len)
{
    size_t  at, from;

    at = (size_t) (p - walk->begin);

    if (walk->folded->runs == NULL) {
        return (at + len <= walk->value.len) ? walk->value.data + at : NULL;
    }

    from = coc_view_offset(walk->folded, at);

    return (coc_view_offset(walk->folded, at + len) == from + len
            && from + len <= walk->value.len)
           ? walk->value.data + from : NULL;
}


/* 1: the walk from p goes as the one that is kept did. */

static int
coc_squash_same(const coc_squash_t *walk, const coc_squash_kept_t *kept,
    const uint8_t *p)
{
    size_t          len;
    const uint8_t  *was, *is;

    len = COC_SQUASH_BEFORE + kept->len;

    if (kept->start == NULL || kept->len > (size_t) (walk->end - p)
        || memcmp(kept->start - COC_SQUASH_BEFORE, p - COC_SQUASH_BEFORE, len)
           != 0)
    {
        return 0;
    }

    if (!kept->judged) {
        return 1;
    }

    was = coc_squash_value(walk, kept->start - COC_SQUASH_BEFORE, len);
    is = coc_squash_value(walk, p - COC_SQUASH_BEFORE, len);

    return was != NULL && is != NULL && memcmp(was, is, len) == 0;
}


/*
 * The walk from p, or what is known of it: a text may repeat what is dear to
 * walk from and leads to nothing.
 */

static void
coc_squash_outcome(coc_squash_t *walk, coc_squash_kept_t *kept,
    const uint8_t *p)
{
    uint64_t  key;

    if (p - walk->begin < COC_SQUASH_BEFORE
        || walk->end - p < COC_SQUASH_BEHIND)
    {
        coc_squash_walk(walk);
        return;
    }

    memcpy(&key, p, sizeof(key));
    kept += (key * 0x9e3779b97f4a7c15u >> 32) % COC_SQUASH_KEPT;

    if (coc_squash_same(walk, kept, p)) {
        walk->to = kept->to ? p + kept->to : NULL;
        walk->word = kept->word;
        walk->plain = kept->plain;
        kept->start = p;
        return;
    }

    coc_squash_walk(walk);

    kept->start = NULL;

    if ((size_t) (walk->end - walk->reach) >= COC_SQUASH_BEHIND) {
        kept->start = p;
        kept->len = (size_t) (walk->reach - p) + COC_SQUASH_BEHIND;
        kept->to = (walk->to != NULL) ? (size_t) (walk->to - p) : 0;
        kept->word = walk->word;
        kept->plain = (uint16_t) walk->plain;
        kept->judged = (uint16_t) (walk->judged || walk->to != NULL);
    }
}


/* Walks from p; to is where to go on, or NULL: nothing is there. */

static int
coc_squash_try(coc_squash_out_t *out, coc_squash_t *walk,
    coc_squash_kept_t *kept, const uint8_t *p, const uint8_t **to)
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

    coc_squash_outcome(walk, kept, p);

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
    coc_squash_kept_t     kept[COC_SQUASH_KEPT];
    coc_squash_starts_t   starts;

    *squashed = *folded;

    memset(&out, 0, sizeof(coc_squash_out_t));
    memset(kept, 0, sizeof(kept));
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
            rc = coc_squash_try(&out, &walk, kept, p, &to);
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
