/*
 * What hostile texts cost beside plain prose.  A scan of a text/plain body,
 * as the module would scan it, of prose and of a text that repeats one piece
 * over and over, in turn, several rounds; the least of each counts, in CPU
 * time of this process, so that what else the machine does matters little.
 *
 *     linear RULES [BYTES [ROUNDS [PIECE]]]
 *
 * Prints a line for each text, columns parted by tabs: ns a byte, times that
 * of prose, times the cost a byte of half as many bytes, ns a byte for the
 * views alone, the piece.  The first line is prose itself.  With a PIECE of the
 * list, or of one's own, only that.
 */

#include "coc.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define LINEAR_BYTES   (1024 * 1024)
#define LINEAR_ROUNDS  9


typedef struct {
    coc_arena_t      *arena;
    coc_scan_conf_t   conf;
    coc_limits_t      limits;
} linear_t;


static const char  *const linear_prose[] = {
    "The patient was seen in clinic today for follow-up of her asthma. ",
    "She has been using the inhaler twice daily and reports fewer nights "
    "with cough. ",
    "On examination the chest was clear and saturation was 97 on room air. ",
    "We agreed to step down treatment and to review in three months.\n",
    "My father had a stroke last year and his speech is slowly coming back; "
    "has anyone here tried group therapy? ",
    "Blood pressure 128/82, pulse 74 regular, weight 81.5 kg. ",
    "Start amoxicillin 500 mg three times a day for seven days. ",
    "The wound edges are clean, there is no discharge, and sutures may come "
    "out on Friday. ",
    "I understand that waiting for results is hard, and I am sorry that "
    "nobody called you back.\n\n",
    "Does the new guideline change how you manage statins in people over "
    "seventy-five? ",
    "In our practice we measure ferritin first, then ask about diet and "
    "periods. ",
    "Thank you all for the kind words; the surgery went well and I'm home "
    "again. ",
    "The scan shows a small cyst in the left kidney which needs no action. ",
    "He denies chest pain, breathlessness or swelling of the legs. ",
    "Please read the leaflet, and come back sooner if the fever returns.\n",
    "Her mood has improved on sertraline, though sleep is still broken. ",
    "A second dose is given after four weeks (earlier in an outbreak). ",
    "Our team discussed the case on Monday and favors watchful waiting. ",
    "\"It hurts when I swallow\", the boy said, pointing at his throat. ",
    "Any experience with physiotherapy after a torn ligament is welcome.\n"
};



static const char  *const linear_pieces[] = {
    "f.u.c.", "a", "f u c k ", "\xcc\x81", "e\xcc\xa3\xcc\x81", "&#", "&",
    "&amp", "&amp;", "&#102;", "<", "<a", "<a ", "<a b=\"", "<b>", "<zz>",
    "<!--", "</", "[", "[[[[", "[b", "[b]", "[quote]", "[code]", "<pre>",
    "<blockquote>", "\\", "\\u", "\\u0066", "\\x6", "%", "%6", "%66", "`",
    "``` ", "`a``b", "```\n", "*", "a*", "a**b ", "~", "~~~\n", "a~~", "_",
    "://", "http://", "http://a ", "www.", "w", "//", "\n", "> ", "\"",
    "\xe2\x80\xae", "\xe2\x80\xae" "a\xe2\x80\xad" "b", "\xe2\x80\xac",
    "\xca\x9e", "\xca\x9e\xc9\x94\xc9\x9f ", "\xc3\xa9", "\xd0\xb0",
    "\xe1\x84\x80\xe1\x85\xa1", "\xe2\xa0\x8b", "\xf0\x9d\x90\x9a",
    "\xe4\xb8\xad", "\xff", "\x01", "\xe2\x80\x8b", "f\xe2\x80\x8b",
    "f* ", "f***** ", "a$$ ", "5h1t ", "n1gg3r ", "s**", "s**t ", "f@#$ ",
    "|\\/|", "n!", "*s ", "f.u ", "$h ", "m.o.t.h.e.r."
};


static void *
linear_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
linear_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


static const coc_alloc_t  alloc = { linear_alloc, linear_free, NULL };


static void
linear_die(const char *what, const coc_error_t *err)
{
    (void) fprintf(stderr, "linear: %s%s%s\n", what, (err != NULL) ? ": " : "",
                   (err != NULL) ? err->text : "");
    exit(2);
}


static double
linear_now(void)
{
    struct timespec  t;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);

    return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}


/* ns a byte; a scan that ends at a limit is a scan too. */

static double
linear_scan(linear_t *linear, const uint8_t *p, size_t len)
{
    int           rc;
    double        from;
    coc_scan_t   *scan;
    coc_error_t   err;

    from = linear_now();

    rc = coc_scan_create(&scan, &linear->conf, &err);

    if (rc == COC_OK) {
        rc = coc_scan_feed(scan, p, len, &err);

        if (rc == COC_OK || rc == COC_AGAIN) {
            rc = coc_scan_finish(scan, &err);
        }

        coc_scan_destroy(scan);
    }

    if (rc != COC_OK && rc != COC_LIMIT) {
        linear_die("a scan", &err);
    }

    return (linear_now() - from) / (double) len;
}


static double
linear_views(linear_t *linear, const uint8_t *p, size_t len)
{
    double             from;
    coc_str_t          value;
    coc_views_t        views;
    coc_arena_mark_t   mark;

    value.data = p;
    value.len = len;

    mark = coc_arena_mark(linear->arena);
    from = linear_now();

    (void) coc_views_build(linear->arena, value, COC_VIEW_ALL, NULL, &views);

    from = linear_now() - from;
    coc_arena_release(linear->arena, mark);

    return from / (double) len;
}


static double
linear_least(double a, double b)
{
    return (a == 0 || b < a) ? b : a;
}


static void
linear_print(const char *piece)
{
    size_t  i;

    for (i = 0; piece[i] != '\0'; i++) {

        if (piece[i] <= ' ' || piece[i] == '\x7f') {
            (void) printf("\\x%02x", (unsigned) (uint8_t) piece[i]);

        } else {
            (void) putchar(piece[i]);
        }
    }

    (void) putchar('\n');
}


static void
linear_one(linear_t *linear, const char *piece, const uint8_t *prose,
    uint8_t *text, size_t bytes, int rounds)
{
    double  plain, whole, half, views;
    size_t  i, len;

    plain = whole = half = views = 0;

    if (piece != NULL) {
        len = strlen(piece);

        for (i = 0; i < bytes; i++) {
            text[i] = (uint8_t) piece[i % len];
        }

    } else {
        memcpy(text, prose, bytes);
    }

    while (rounds-- > 0) {
        plain = linear_least(plain, linear_scan(linear, prose, bytes));
        whole = linear_least(whole, linear_scan(linear, text, bytes));
        half = linear_least(half, linear_scan(linear, text, bytes / 2));
        views = linear_least(views, linear_views(linear, text, bytes));
    }

    (void) printf("%.2f\t%.2f\t%.2f\t%.2f\t", whole, whole / plain,
                  whole / half, views);
    linear_print((piece != NULL) ? piece : "prose");
    (void) fflush(stdout);
}


/* The sentences in no order, the same on every machine. */

static void
linear_write(uint8_t *p, size_t bytes)
{
    size_t       i, n;
    uint32_t     seed;
    const char  *s;

    seed = 1;

    for (i = 0; i < bytes; i += n) {
        seed = seed * 1664525u + 1013904223u;
        s = linear_prose[(seed >> 16) % coc_nelts(linear_prose)];
        n = coc_min(strlen(s), bytes - i);
        memcpy(p + i, s, n);
    }
}


int
main(int argc, char **argv)
{
    int             rounds;
    size_t          i, bytes;
    uint8_t        *prose, *text;
    linear_t        linear;
    coc_str_t       rules;
    coc_error_t     err;
    coc_engine_t   *engine;
    coc_limits_t    limits = COC_LIMITS_DEFAULT;
    coc_scratch_t  *scratch;

    if (argc < 2 || argc > 5) {
        (void) fprintf(stderr, "usage: linear RULES [BYTES [ROUNDS "
                       "[PIECE]]]\n");
        return 2;
    }

    rules = coc_str_from(argv[1]);
    bytes = (argc > 2) ? strtoul(argv[2], NULL, 10) : LINEAR_BYTES;
    rounds = (argc > 3) ? (int) strtol(argv[3], NULL, 10) : LINEAR_ROUNDS;

    memset(&linear, 0, sizeof(linear_t));
    memset(&err, 0, sizeof(coc_error_t));

    prose = malloc(bytes);
    text = malloc(bytes);
    linear.arena = coc_arena_create(&alloc, 64 * bytes + LINEAR_BYTES);

    if (bytes < 2 || prose == NULL || text == NULL || linear.arena == NULL) {
        linear_die("no memory", NULL);
    }

    if (coc_engine_create(&engine, &alloc, &rules, 1, NULL, &err) != COC_OK) {
        linear_die("rules", &err);
    }

    if (coc_scratch_create(&scratch, &alloc) != COC_OK
        || coc_scratch_fit(scratch, coc_engine_match(engine)) != COC_OK)
    {
        linear_die("no memory", NULL);
    }

    limits.body = coc_max(limits.body, bytes);

    linear.limits = limits;
    linear.conf.alloc = &alloc;
    linear.conf.engine = engine;
    linear.conf.scratch = scratch;
    linear.conf.limits = &linear.limits;
    linear.conf.content_type = coc_str_from("text/plain; charset=utf-8");
    linear.conf.kind = coc_str_from("post");

    linear_write(prose, bytes);
    linear_one(&linear, NULL, prose, text, bytes, rounds);

    if (argc > 4 && argv[4][0] != '\0') {
        linear_one(&linear, argv[4], prose, text, bytes, rounds);
    }

    for (i = 0; argc <= 4 && i < coc_nelts(linear_pieces); i++) {
        linear_one(&linear, linear_pieces[i], prose, text, bytes, rounds);
    }

    coc_scratch_destroy(scratch);
    coc_engine_destroy(engine);
    coc_arena_destroy(linear.arena);
    free(text);
    free(prose);

    return 0;
}
