/*
 * The model asked about one text, and what it says made into hits.
 */

#include "coc_look_score.h"


static int
coc_score_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


/* The end of the line that begins at a byte, behind its newline. */

static size_t
coc_score_line(coc_str_t text, size_t at)
{
    const uint8_t  *p;

    p = memchr(text.data + at, '\n', text.len - at);

    return (p == NULL) ? text.len : (size_t) (p - text.data) + 1;
}


static int
coc_score_cites(coc_str_t text, size_t at, size_t end)
{
    while (at < end && coc_score_space(text.data[at])) {
        at++;
    }

    return at < end && text.data[at] == '>';
}


/* Whether a line is quoted: most texts have no '>' at all. */

static int
coc_score_quotes(coc_str_t text)
{
    size_t  at, end;

    if (text.len == 0 || memchr(text.data, '>', text.len) == NULL) {
        return 0;
    }

    for (at = 0; at < text.len; at = end) {
        end = coc_score_line(text, at);

        if (coc_score_cites(text, at, end)) {
            return 1;
        }
    }

    return 0;
}


/*
 * Two copies of a text, with the lines that are quoted blank in one and all
 * others in the other: white space adds nothing to a score.
 */

static int
coc_score_part(const coc_look_t *look, coc_str_t text, coc_str_t *own,
    coc_str_t *cited)
{
    size_t    at, end;
    uint8_t  *p;

    p = NULL;

    if (text.len <= COC_LOOK_TEXT) {
        p = coc_arena_alloc(look->views, 2 * text.len);
    }

    if (p == NULL) {
        return COC_ERROR;
    }

    memset(p, ' ', 2 * text.len);

    own->data = p;
    own->len = text.len;
    cited->data = p + text.len;
    cited->len = text.len;

    for (at = 0; at < text.len; at = end) {
        end = coc_score_line(text, at);

        memcpy(p + at + (coc_score_cites(text, at, end) ? text.len : 0),
               text.data + at, end - at);
    }

    return COC_OK;
}


/* Both views of the lines, which share their bytes where the views do. */

static int
coc_score_split(const coc_look_t *look, coc_look_scored_t *scored)
{
    coc_str_t          plain, squashed;
    coc_look_lines_t  *own, *cited;

    own = &scored->own;
    cited = &scored->cited;
    plain = own->plain;
    squashed = own->squashed;

    if (coc_score_part(look, plain, &own->plain, &cited->plain) != COC_OK) {
        return COC_ERROR;
    }

    if (squashed.data == plain.data && squashed.len == plain.len) {
        own->squashed = own->plain;
        cited->squashed = cited->plain;
        return COC_OK;
    }

    return coc_score_part(look, squashed, &own->squashed, &cited->squashed);
}


/* Segments begin and end with their words, not with what is blank. */

static void
coc_score_trim(const coc_look_lines_t *lines, coc_score_t *score)
{
    coc_str_t  text;

    text = (score->view == COC_VIEW_PLAIN) ? lines->plain : lines->squashed;

    while (score->start < score->end
           && coc_score_space(text.data[score->start]))
    {
        score->start++;
    }

    while (score->end > score->start
           && coc_score_space(text.data[score->end - 1]))
    {
        score->end--;
    }
}


static void
coc_score_lines(const coc_look_t *look, const coc_views_t *views,
    coc_look_lines_t *lines)
{
    coc_views_t  seen;
    coc_label_e  label;

    seen = *views;
    seen.view[COC_VIEW_PLAIN].text = lines->plain;
    seen.view[COC_VIEW_SQUASHED].text = lines->squashed;

    coc_model_score(look->model, &seen, COC_VIEW_PLAIN, COC_VIEW_SQUASHED,
                    &lines->scores);

    for (label = 0; label < COC_LABEL_MAX; label++) {
        coc_score_trim(lines, &lines->scores.label[label]);
    }
}


void
coc_look_score(const coc_look_t *look, const coc_views_t *views,
    coc_look_scored_t *scored)
{
    coc_look_scored_t  parts;

    memset(scored, 0, sizeof(coc_look_scored_t));

    scored->own.plain = views->view[COC_VIEW_PLAIN].text;
    scored->own.squashed = views->view[COC_VIEW_SQUASHED].text;

    if (coc_score_quotes(scored->own.plain)
        || coc_score_quotes(scored->own.squashed))
    {
        parts = *scored;

        if (coc_score_split(look, &parts) == COC_OK) {
            *scored = parts;
            coc_score_lines(look, views, &scored->cited);
        }
    }

    coc_score_lines(look, views, &scored->own);
}


/* What is told of a word: all of it, or whole characters. */

static size_t
coc_score_told(coc_str_t word)
{
    size_t  n;

    n = coc_min(word.len, (size_t) COC_LOOK_WORD);

    while (n != 0 && n < word.len && (word.data[n] & 0xc0) == 0x80) {
        n--;
    }

    return n;
}


static int
coc_score_explain(const coc_look_t *look, const coc_look_lines_t *lines,
    coc_label_e label, coc_str_t *words)
{
    size_t              i, n, len;
    uint8_t            *p;
    coc_str_t           text;
    coc_model_word_t    word[COC_MODEL_WORDS];
    const coc_score_t  *score;

    score = &lines->scores.label[label];

    text = (score->view == COC_VIEW_PLAIN) ? lines->plain : lines->squashed;
    text.data += score->start;
    text.len = score->end - score->start;

    n = coc_model_explain(look->model, label, text, word);

    for (i = 0, len = 0; i < n; i++) {
        len += coc_score_told(word[i].text) + 1;
    }

    p = coc_arena_alloc(look->kept, coc_max(len, (size_t) 1));
    if (p == NULL) {
        return coc_arena_exhausted(look->kept) ? COC_LIMIT : COC_ERROR;
    }

    words->data = p;
    words->len = (len == 0) ? 0 : len - 1;

    for (i = 0; i < n; i++) {
        len = coc_score_told(word[i].text);
        memcpy(p, word[i].text.data, len);
        p[len] = ' ';
        p += len + 1;
    }

    return COC_OK;
}


/*
 * Of the lines that were hit, while they are there; of those that have the
 * higher score, where that is a condition.
 */

static const coc_look_lines_t *
coc_score_of(const coc_look_scored_t *scored, const coc_hit_t *hit)
{
    int                cited;
    const coc_rule_t  *rule;

    rule = hit->rule;

    cited = (rule->any.n == 0 && rule->detectors == 0)
            ? hit->aside
            : scored->cited.scores.label[rule->model.label].p
              > scored->own.scores.label[rule->model.label].p;

    return cited ? &scored->cited : &scored->own;
}


static int
coc_score_words(const coc_look_t *look, const coc_look_scored_t *scored,
    coc_str_t path)
{
    int         rc;
    size_t      i;
    coc_hit_t  *hit;

    for (i = 0; i < look->hits->n; i++) {
        hit = &look->hits->hit[i];

        if (hit->rule->model.p == 0 || hit->words.data != NULL
            || hit->path.data != path.data)
        {
            continue;
        }

        rc = coc_score_explain(look, coc_score_of(scored, hit),
                               hit->rule->model.label, &hit->words);

        if (rc != COC_OK) {
            return coc_error_set(look->err, rc, "no memory for hits");
        }
    }

    return COC_OK;
}


int
coc_look_scores(const coc_look_t *look, const coc_views_t *views,
    const coc_look_scored_t *scored, coc_str_t path)
{
    int  rc;

    rc = coc_match_scores(look->engine->match, look->scratch, look->kept,
                          views, &scored->own.scores, 0, look->kind, path,
                          look->hits, look->err);

    if (rc == COC_OK && scored->cited.plain.len != 0) {
        rc = coc_match_scores(look->engine->match, look->scratch, look->kept,
                              views, &scored->cited.scores, 1, look->kind,
                              path, look->hits, look->err);
    }

    return (rc == COC_OK && look->words)
           ? coc_score_words(look, scored, path) : rc;
}
