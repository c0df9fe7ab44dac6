/*
 * Characters to the text of a view.  Display order and turned words are made
 * of what was written already, at the end of the override or of the word;
 * until then it is text like any other.
 *
 * Sources: UAX #9 (X1 to X8, L2), for text whose letters are all Latin: in
 * embeddings and isolates they go from left to right, whatever is around.
 */

#include "coc_out.h"
#include "coc_ascii.h"
#include "coc_turn.h"
#include "coc_utf8.h"


#define COC_OUT_LRE   0x202a
#define COC_OUT_PDF   0x202c
#define COC_OUT_RLO   0x202e
#define COC_OUT_LRI   0x2066
#define COC_OUT_PDI   0x2069

#define COC_OUT_WORD  64        /* bytes of a turned word before it is one */
#define COC_OUT_BACK  256       /* bytes of a turned word at all */


int
coc_out_init(coc_out_t *out, coc_arena_t *arena, coc_view_e view,
    size_t value_len, size_t size)
{
    out->folded = (view != COC_VIEW_PLAIN);
    out->quoted = 0;
    out->fresh = 1;
    out->nclear = 0;
    out->nturned = 0;
    out->nlevels = 0;
    out->nreversed = 0;
    out->beyond = 0;

    out->fold.sink = &out->sink;
    out->fold.n = 0;
    out->fold.based = 0;
    out->fold.composed = 0;
    out->fold.passing = 0;

    out->look.sink = &out->sink;
    out->look.hangul = 0;

    return coc_sink_init(&out->sink, arena, value_len, size, 0);
}


/*
 * The word from out->word to end, if it is a turned one, upright.  What
 * follows it came from "from"; of the word itself only the beginning is known.
 */

static int
coc_out_upright(coc_out_t *out, size_t end, size_t from)
{
    int             rc;
    size_t          i, k, n, size, origin, tail;
    uint8_t         word[COC_OUT_BACK], rest[COC_UTF8_MAX * 8];
    const uint8_t  *p;

    k = out->nturned;

    if (k == 0) {
        return COC_OK;
    }

    out->nturned = 0;
    tail = out->sink.len - end;

    if (out->nclear < 2 || end - out->word > sizeof(word)
        || tail > sizeof(rest))
    {
        return COC_OK;
    }

    p = out->sink.data;
    memcpy(rest, p + end, tail);

    for (i = end, n = 0; i > out->word; /* void */) {
        size = 1;

        for (i--; (p[i] & 0xc0) == 0x80; i--) {
            size++;
        }

        while (k > 0 && out->at[k - 1] > i) {
            k--;
        }

        if (k > 0 && out->at[k - 1] == i) {
            word[n++] = out->letter[k - 1];

        } else {
            memcpy(word + n, p + i, size);
            word[n] = coc_turn_ascii(word[n]);
            n += size;
        }
    }

    origin = coc_sink_origin(&out->sink, out->word);

    rc = coc_sink_cut(&out->sink, out->word, origin);

    if (rc == COC_OK) {
        rc = coc_sink_copy(&out->sink, word, n, origin);
    }

    out->look.hangul_len = out->sink.len;

    if (rc == COC_OK && tail > 0) {
        rc = coc_sink_copy(&out->sink, rest, tail, from);
    }

    return rc;
}


/* Where the word begins that the text ends with: letters of ASCII only. */

static size_t
coc_out_word(const coc_out_t *out)
{
    size_t  at, least;

    least = out->sink.len - coc_min(out->sink.len, (size_t) COC_OUT_WORD);

    if (out->nlevels > 0) {
        least = coc_max(least, out->level[out->nlevels - 1].start);
    }

    for (at = out->sink.len; at > least; at--) {
        if (out->sink.data[at - 1] >= 0x80
            || !(coc_ascii_class(out->sink.data[at - 1]) & COC_ASCII_LETTER))
        {
            break;
        }
    }

    return at;
}


/* Keeps a turned letter in mind, then writes it as any other. */

static int
coc_out_turned(coc_out_t *out, uint32_t cp, uint8_t letter, size_t from)
{
    size_t  at;

    at = out->sink.len;

    if (out->nturned == 0) {
        out->word = coc_out_word(out);
        out->nclear = 0;
    }

    if (out->nturned < COC_OUT_TURNED) {
        out->at[out->nturned] = at;
        out->letter[out->nturned++] = letter & (uint8_t) ~COC_TURN_CLEAR;
        out->nclear += (letter & COC_TURN_CLEAR) != 0;

    } else {
        out->nclear = 0;                /* no word is that long */
    }

    return coc_lookalike_put(&out->look, cp, from);
}


/* The characters from at on in the opposite order. */

static void
coc_out_reverse(coc_out_t *out, size_t at)
{
    size_t   i, k, n;
    uint8_t  c, *p;

    p = out->sink.data + at;
    n = out->sink.len - at;

    for (i = 0; i < n / 2; i++) {
        c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }

    /* Now the first byte of each is the last: 3 2 1 is 1 2 3 again. */

    for (i = 0; i < n; i++) {

        for (k = i; p[i] >= 0x80 && p[i] < 0xc0; i++) { /* void */ }

        if (k < i) {
            c = p[k];
            p[k] = p[i];
            p[i] = c;
        }

        if (k + 3 == i) {
            c = p[k + 1];
            p[k + 1] = p[k + 2];
            p[k + 2] = c;
        }
    }

    out->look.hangul = 0;
}


static void
coc_out_pop(coc_out_t *out)
{
    coc_out_level_t  *level;

    level = &out->level[--out->nlevels];

    if (level->reversed) {
        coc_out_reverse(out, level->start);
        out->nreversed--;
    }
}


static void
coc_out_push(coc_out_t *out, unsigned rtl, unsigned isolate, size_t from)
{
    unsigned          around;
    coc_out_level_t  *level;

    if (out->nlevels == COC_OUT_LEVELS) {
        out->beyond++;
        return;
    }

    around = (out->nlevels > 0) ? out->level[out->nlevels - 1].rtl : 0;

    level = &out->level[out->nlevels++];
    level->start = out->sink.len;
    level->rtl = (rtl != 0);
    level->isolate = (isolate != 0);
    level->reversed = (rtl != around);

    if (level->reversed && out->nreversed++ == 0) {
        out->from = from;
    }
}


/* PDF and PDI; each closes what it is for. */

static void
coc_out_close(coc_out_t *out, unsigned isolate)
{
    unsigned  i;

    if (out->beyond > 0) {
        out->beyond--;
        return;
    }

    if (!isolate) {
        if (out->nlevels > 0 && !out->level[out->nlevels - 1].isolate) {
            coc_out_pop(out);
        }

        return;
    }

    for (i = out->nlevels; i-- > 0; /* void */) {
        if (out->level[i].isolate) {
            while (out->nlevels > i) {
                coc_out_pop(out);
            }

            break;
        }
    }
}


static int
coc_out_order(coc_out_t *out, uint32_t cp, size_t from)
{
    int  rc;

    rc = coc_out_upright(out, out->sink.len, from);

    if (cp == COC_OUT_PDF || cp == COC_OUT_PDI) {
        coc_out_close(out, cp == COC_OUT_PDI);

    } else {
        coc_out_push(out, cp == COC_OUT_RLO, cp >= COC_OUT_LRI, from);
    }

    return rc;
}


/* A line ends, and with it all that was open. */

static void
coc_out_line(coc_out_t *out)
{
    out->beyond = 0;

    while (out->nlevels > 0) {
        coc_out_pop(out);
    }
}


static int
coc_out_mark(coc_out_t *out, size_t from)
{
    static const uint8_t  mark[2] = { '>', ' ' };

    out->fresh = 0;

    return out->folded ? coc_lookalike_ascii(&out->look, mark, 2, from)
                       : coc_fold_ascii(&out->fold, mark, 2, from);
}


static int
coc_out_folded(coc_out_t *out, uint32_t cp, size_t from)
{
    int      rc;
    size_t   at;
    uint8_t  letter;

    if (cp - COC_OUT_LRE <= COC_OUT_RLO - COC_OUT_LRE
        || cp - COC_OUT_LRI <= COC_OUT_PDI - COC_OUT_LRI)
    {
        return coc_out_order(out, cp, from);
    }

    if (out->nlevels > 0) {

        if (cp == '\n' || cp == 0x85 || cp == 0x2029) {

            rc = coc_out_upright(out, out->sink.len, from);
            if (rc != COC_OK) {
                return rc;
            }

            coc_out_line(out);

        } else if (out->nreversed > 0) {
            from = out->from;
        }
    }

    letter = coc_turn_letter(cp);

    if (letter != 0) {
        return coc_out_turned(out, cp, letter, from);
    }

    at = out->sink.len;
    rc = coc_lookalike_put(&out->look, cp, from);

    if (out->nturned > 0 && rc == COC_OK && out->sink.len > at
        && (out->sink.data[at] >= 0x80
            || !(coc_ascii_class(out->sink.data[at]) & COC_ASCII_LETTER)))
    {
        rc = coc_out_upright(out, at, from);
    }

    return rc;
}


int
coc_out_put(coc_out_t *out, uint32_t cp, size_t from)
{
    int  rc;

    if (out->quoted && out->fresh && cp != '\n') {
        rc = coc_out_mark(out, from);
        if (rc != COC_OK) {
            return rc;
        }
    }

    out->fresh = (cp == '\n');

    return out->folded ? coc_out_folded(out, cp, from)
                       : coc_fold_put(&out->fold, cp, from);
}


int
coc_out_ascii(coc_out_t *out, const uint8_t *p, size_t len, size_t from)
{
    int     rc;
    size_t  i;

    for (i = 0; out->quoted || out->nlevels > 0 || out->nturned > 0; i++) {

        if (i == len) {
            return COC_OK;
        }

        rc = coc_out_put(out, p[i], from + i);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (i == len) {
        return COC_OK;
    }

    p += i;
    len -= i;
    from += i;

    out->fresh = (p[len - 1] == '\n');

    return out->folded ? coc_lookalike_ascii(&out->look, p, len, from)
                       : coc_fold_ascii(&out->fold, p, len, from);
}


void
coc_out_quote(coc_out_t *out, unsigned on)
{
    out->quoted = (on != 0);
}


int
coc_out_finish(coc_out_t *out, coc_view_t *view)
{
    int  rc;

    if (out->folded) {
        rc = coc_out_upright(out, out->sink.len, out->sink.from);
        coc_out_line(out);

    } else {
        rc = coc_fold_finish(&out->fold);
    }

    return (rc == COC_OK) ? coc_sink_finish(&out->sink, view) : rc;
}
