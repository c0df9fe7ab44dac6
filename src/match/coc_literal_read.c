/*
 * Reads a widened pattern, one level of groups a frame.
 */

#include "coc_literal_read.h"
#include "coc_literal.h"


#define COC_LITERAL_DEPTH   64          /* groups; deeper: no literals */
#define COC_LITERAL_CLASS   16          /* bytes in a class, else any */


typedef struct {
    coc_need_t  alt;            /* the branches before this */
    coc_need_t  seq;            /* this one so far */
    unsigned    branches;
    unsigned    edge;           /* each begins at one */
} coc_literal_frame_t;


typedef struct {
    coc_arena_t          *arena;
    coc_str_t             in;
    size_t                at;
    coc_lits_t            empty;        /* "" alone */
    coc_lits_t            edge;         /* an edge alone */
    unsigned              shape:1;
    size_t                depth;
    coc_literal_frame_t   frames[COC_LITERAL_DEPTH];
} coc_literal_t;


static int
coc_literal_hex(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


static uint8_t
coc_literal_peek(const coc_literal_t *l)
{
    return (l->at < l->in.len) ? l->in.data[l->at] : 0;
}


/* A byte, as it is or \xhh; -1: something else. */

static int
coc_literal_byte(coc_literal_t *l)
{
    int      high, low;
    uint8_t  c;

    c = coc_literal_peek(l);

    if (c != '\\') {
        l->at++;
        return (c == 0) ? -1 : c;
    }

    if (l->in.len - l->at < 4 || l->in.data[l->at + 1] != 'x') {
        return -1;
    }

    high = coc_literal_hex(l->in.data[l->at + 2]);
    low = coc_literal_hex(l->in.data[l->at + 3]);
    l->at += 4;

    return (high < 0 || low < 0) ? -1 : high << 4 | low;
}


static int
coc_literal_add(coc_literal_t *l, coc_lits_t *set, int byte)
{
    uint8_t    *p;
    coc_str_t   text;

    if (byte == COC_LITS_EDGE || byte == COC_LITS_DIGITS) {
        return COC_LIMIT;       /* means another thing here */
    }

    if (l->shape && byte >= '0' && byte <= '9') {
        byte = COC_LITS_DIGITS;
    }

    p = coc_arena_alloc(l->arena, 1);
    if (p == NULL) {
        return coc_arena_exhausted(l->arena) ? COC_LIMIT : COC_ERROR;
    }

    *p = (uint8_t) ((byte >= 'A' && byte <= 'Z') ? byte | 0x20 : byte);
    text.data = p;
    text.len = 1;

    return coc_lits_add(l->arena, set, text, COC_LITERAL_CLASS);
}


static int
coc_literal_edge(coc_literal_t *l, coc_lits_t *set)
{
    coc_str_t  edge = coc_str("\001");

    return coc_lits_one(l->arena, edge, set);
}


/* Whether a letter, digit or underscore is from low to high. */

static int
coc_literal_words(int low, int high)
{
    while (low <= high && !coc_lits_word((uint8_t) low)) {
        low++;
    }

    return low <= high;
}


/*
 * From after the bracket; COC_DECLINED: not what the widener prints.
 *
 * *wider  set to 1 if a character of it may be several bytes
 */

static int
coc_literal_class(coc_literal_t *l, coc_need_t *need, int *wider)
{
    int         rc, low, high, digit, word, wide;
    coc_lits_t  set;

    rc = COC_OK;
    digit = 1;
    word = 0;
    wide = 0;
    memset(&set, 0, sizeof(coc_lits_t));
    coc_first_none(&need->first);

    while (coc_literal_peek(l) != ']') {
        low = coc_literal_byte(l);
        high = low;

        if (coc_literal_peek(l) == '-') {
            l->at++;
            high = coc_literal_byte(l);
        }

        if (low < 0 || high < low) {
            return COC_DECLINED;
        }

        coc_first_add(&need->first, low, high);
        word |= coc_literal_words(low, high);
        digit &= coc_literal_digit(low) && coc_literal_digit(high)
                 && (low >= 0x80) == (high >= 0x80);

        wide |= (high >= 0x80);

        if (l->shape && low >= 0x80) {
            continue;
        }

        for ( /* void */; rc == COC_OK && low <= high; low++) {
            rc = coc_literal_add(l, &set, low);
        }
    }

    l->at++;

    /* of a character that is not ASCII these are not all bytes */

    if (rc == COC_OK && set.n != 0 && (!wide || l->shape)) {
        coc_need_exact(&set, need);

    } else {
        coc_need_any(&l->empty, 1, need);

        if (!word && rc != COC_ERROR) {
            rc = coc_literal_edge(l, &need->pre);
            need->suf = need->pre;
        }
    }

    need->digit = (digit != 0);
    *wider = wide;

    return (rc == COC_LIMIT) ? COC_OK : rc;
}


static int
coc_literal_number(coc_literal_t *l, uint32_t *n)
{
    size_t   from;
    uint8_t  c;

    for (*n = 0, from = l->at; *n < 100000; l->at++) {
        c = coc_literal_peek(l);

        if (c < '0' || c > '9') {
            break;
        }

        *n = *n * 10 + (uint32_t) (c - '0');
    }

    return l->at != from;
}


static int
coc_literal_bounds(coc_literal_t *l, uint32_t *min, uint32_t *max)
{
    uint8_t  c;

    *min = 1;
    *max = 1;
    c = coc_literal_peek(l);

    if (c == '*' || c == '+' || c == '?') {
        l->at++;
        *min = (c == '+');
        *max = (c == '?') ? 1 : COC_NEED_INF;
        return COC_OK;
    }

    if (c != '{') {
        return COC_OK;
    }

    l->at++;

    if (!coc_literal_number(l, min)) {
        return COC_DECLINED;
    }

    *max = *min;

    if (coc_literal_peek(l) == ',') {
        l->at++;

        if (!coc_literal_number(l, max)) {
            *max = COC_NEED_INF;
        }
    }

    return (coc_literal_peek(l) == '}' && l->at++ && *min <= *max)
           ? COC_OK : COC_DECLINED;
}


static int
coc_literal_run(const coc_need_t *need)
{
    return need->exact && need->set.n == 1 && need->set.str[0].len == 1
           && need->set.str[0].data[0] == COC_LITS_DIGITS;
}


/*
 * What was just read, with its quantifier, goes to the end of the branch.
 *
 * wide  it is characters, of which each may be several bytes
 */

static int
coc_literal_item(coc_literal_t *l, coc_need_t *need, int wide)
{
    int       rc;
    uint32_t  min, max;

    rc = coc_literal_bounds(l, &min, &max);

    if (rc == COC_OK) {
        coc_first_repeat(&need->first, min, (wide && max != 0) ? 4 : max);
        coc_first_then(&l->frames[l->depth].seq.first, &need->first);
    }

    /* a run is as long as it is */

    if (coc_literal_run(need)) {
        min = coc_min(min, 1);
        max = coc_min(max, 1);
    }

    if (rc == COC_OK) {
        rc = coc_need_repeat(l->arena, &l->empty, need, min, max);
    }

    if (rc == COC_OK) {
        rc = coc_need_then(l->arena, &l->frames[l->depth].seq, need);
    }

    return rc;
}


static void
coc_literal_begin(coc_literal_t *l)
{
    coc_literal_frame_t  *frame;

    frame = &l->frames[l->depth];
    coc_need_exact(frame->edge ? &l->edge : &l->empty, &frame->seq);
    coc_first_nothing(&frame->seq.first, 0);
}


/*
 * What stands before a group ends at an edge, or with what is none of a word:
 * then an edge is at the start of each branch.
 */

static int
coc_literal_edged(const coc_literal_t *l)
{
    const coc_need_t  *seq;

    seq = &l->frames[l->depth].seq;

    return coc_lits_open(seq->exact ? &seq->set : &seq->suf, 1)
           && !coc_literal_repeated(l->in, l->at);
}


static int
coc_literal_open(coc_literal_t *l)
{
    int  edge;

    if (l->in.len - l->at < 3 || memcmp(l->in.data + l->at, "(?:", 3) != 0
        || l->depth == COC_LITERAL_DEPTH - 1)
    {
        return COC_DECLINED;
    }

    edge = coc_literal_edged(l);

    l->at += 3;
    l->depth++;
    l->frames[l->depth].branches = 0;
    l->frames[l->depth].edge = (edge != 0);
    coc_literal_begin(l);

    return COC_OK;
}


/* At the end of a branch. */

static int
coc_literal_branch(coc_literal_t *l)
{
    int                   rc;
    coc_literal_frame_t  *frame;

    rc = COC_OK;
    frame = &l->frames[l->depth];

    if (!frame->seq.exact) {
        coc_need_group(&frame->seq, &frame->seq.suf, frame->seq.ends);
    }

    if (frame->branches++ == 0) {
        frame->alt = frame->seq;

        /* these may be shared: who adds to them copies */

        frame->alt.set.size = frame->alt.set.n;
        frame->alt.pre.size = frame->alt.pre.n;
        frame->alt.suf.size = frame->alt.suf.n;

    } else {
        coc_first_or(&frame->alt.first, &frame->seq.first);
        rc = coc_need_or(l->arena, &l->empty, &frame->alt, &frame->seq);
    }

    coc_literal_begin(l);

    return rc;
}


static int
coc_literal_close(coc_literal_t *l)
{
    int         rc;
    coc_need_t  need;

    if (l->depth == 0) {
        return COC_DECLINED;
    }

    l->at++;

    rc = coc_literal_branch(l);
    if (rc != COC_OK) {
        return rc;
    }

    need = l->frames[l->depth--].alt;

    return coc_literal_item(l, &need, 0);
}


static int
coc_literal_atom(coc_literal_t *l)
{
    int         rc, byte, wide;
    coc_lits_t  set;
    coc_need_t  need;

    wide = 0;

    switch (coc_literal_peek(l)) {

    case '.':
        l->at++;
        coc_need_any(&l->empty, 1, &need);
        coc_first_none(&need.first);
        coc_first_add(&need.first, 0, 0xff);
        need.digit = 0;
        wide = 1;
        rc = COC_OK;
        break;

    case '[':
        l->at++;
        rc = coc_literal_class(l, &need, &wide);
        break;

    case '\\':
        if (l->in.len - l->at > 1 && l->in.data[l->at + 1] == 'b') {
            l->at += 2;
            coc_need_exact(&l->edge, &need);
            rc = COC_OK;
            coc_first_nothing(&need.first, 1);
            break;
        }

        /* fall through */

    default:
        byte = coc_literal_byte(l);

        if (byte < 0) {
            return COC_DECLINED;
        }

        memset(&set, 0, sizeof(coc_lits_t));
        rc = coc_literal_add(l, &set, byte);
        coc_need_exact(&set, &need);
        coc_first_none(&need.first);
        coc_first_add(&need.first, byte, byte);
        need.digit = coc_literal_digit(byte);
    }

    return (rc == COC_OK) ? coc_literal_item(l, &need, wide) : rc;
}


static int
coc_literal_items(coc_literal_t *l)
{
    int  rc;

    for (rc = COC_OK; rc == COC_OK && l->at < l->in.len; /* void */) {

        switch (coc_literal_peek(l)) {

        case '(':
            rc = coc_literal_open(l);
            break;

        case ')':
            rc = coc_literal_close(l);
            break;

        case '|':
            l->at++;
            rc = coc_literal_branch(l);
            break;

        default:
            rc = coc_literal_atom(l);
        }
    }

    if (rc == COC_OK) {
        rc = (l->depth == 0) ? coc_literal_branch(l) : COC_DECLINED;
    }

    return rc;
}


int
coc_literal_read(coc_str_t widened, coc_arena_t *arena, int shape,
    coc_need_t *need)
{
    int            rc;
    coc_str_t      none = coc_null_str;
    coc_literal_t  l;

    l.arena = arena;
    l.in = widened;
    l.at = 0;
    l.depth = 0;
    l.shape = (shape != 0);
    l.frames[0].branches = 0;
    l.frames[0].edge = 0;

    rc = coc_lits_one(arena, none, &l.empty);

    if (rc == COC_OK) {
        rc = coc_literal_edge(&l, &l.edge);
    }

    if (rc == COC_OK) {
        coc_literal_begin(&l);
        rc = coc_literal_items(&l);
    }

    if (rc != COC_OK) {
        return (rc == COC_ERROR) ? rc : COC_DECLINED;
    }

    *need = l.frames[0].alt;

    return COC_OK;
}
