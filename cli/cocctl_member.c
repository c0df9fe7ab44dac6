/*
 * cocctl member: a member's record, changed by the same store code as the
 * edges'.
 */

#include "cocctl_member.h"

#include <stdlib.h>
#include <sys/random.h>
#include <sys/time.h>


#define COCCTL_DECAY    "30d"


enum {
    COCCTL_OPT_REDIS = 0,
    COCCTL_OPT_SECRET,
    COCCTL_OPT_PREFIX,
    COCCTL_OPT_DECAY,
    COCCTL_OPT_RETENTION,
    COCCTL_OPT_FOR,
    COCCTL_OPT_BY,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_JSON,
    COCCTL_OPT_MAX
};


/* A sanction on the record under one secret; the id is the same for all. */

static int
cocctl_member_record(cocctl_member_t *m, size_t i, const coc_rung_t *rung,
    coc_str_t id, const coc_standing_t *retired)
{
    int                 rc;
    coc_record_t       *record;
    coc_record_conf_t   conf;

    memset(&conf, 0, sizeof(coc_record_conf_t));

    conf.prefix = m->prefix;
    conf.member = &m->member[i];
    conf.retired = retired;
    conf.half_life = m->decay;
    conf.retention = m->retention;
    conf.sanction = rung;
    conf.id = id;
    conf.by = m->by;
    conf.now = m->now;

    rc = coc_record_create(&record, &cocctl_alloc, &conf);

    if (rc != COC_OK) {
        return cocctl_error((rc == COC_INVALID) ? "--by is longer than 64 bytes"
                                                : "no memory");
    }

    rc = cocctl_chain(m->redis, &m->buf, record);

    coc_record_destroy(record);

    return rc;
}


/*
 * A sanction goes to the record in use, which takes over what the retired one
 * holds; a restore goes to both, or the retired one would still hold.
 */

static int
cocctl_member_sanction(cocctl_member_t *m, coc_step_e step)
{
    int             rc;
    char            id[33];
    size_t          i;
    uint8_t         random[16];
    coc_rung_t      rung;
    coc_standing_t  retired;

    rung.points = 0;
    rung.step = step;
    rung.time = m->time;

    if (m->timed && (step == COC_STEP_WARN || step == COC_STEP_DEACTIVATE
                     || step == COC_STEP_NONE))
    {
        return cocctl_error("member: %s takes no time",
                            step ? coc_step_name(step) : "restore");
    }

    if (getrandom(random, sizeof(random), 0) != (ssize_t) sizeof(random)) {
        return cocctl_error("no random bytes for a request id");
    }

    for (i = 0; i < sizeof(random); i++) {
        (void) snprintf(id + i * 2, 3, "%02x", random[i]);
    }

    memset(&retired, 0, sizeof(coc_standing_t));

    if (step != COC_STEP_NONE && m->n > 1
        && cocctl_member_read(m, 1, &retired) != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    rc = cocctl_member_record(m, 0, &rung, coc_str_from(id),
                              (m->n > 1) ? &retired : NULL);

    if (rc == COCCTL_OK && step == COC_STEP_NONE && m->n > 1) {
        rc = cocctl_member_record(m, 1, &rung, coc_str_from(id), NULL);
    }

    return (rc == COCCTL_OK) ? cocctl_member_show(m) : rc;
}


static int
cocctl_member_secrets(cocctl_member_t *m, const cocctl_option_t *option)
{
    int         rc;
    size_t      i, n;
    coc_keys_t  keys[COCCTL_SECRETS];

    rc = cocctl_keys(option, keys, &n);

    for (i = 0; rc == COCCTL_OK && i < n; i++) {
        if (coc_member_hash(&keys[i], m->id, &m->member[m->n++]) != COC_OK) {
            rc = cocctl_error("libcrypto failed");
        }
    }

    for (i = 0; i < COCCTL_SECRETS; i++) {
        coc_keys_wipe(&keys[i]);
    }

    return rc;
}


static int
cocctl_member_time(const cocctl_option_t *option, const char *def,
    uint64_t *ms)
{
    const char  *value;

    *ms = 0;
    value = cocctl_value(option, def);

    if (value != NULL && coc_str_time(coc_str_from(value), ms) != COC_OK) {
        return cocctl_error("invalid --%s \"%s\"", option->name, value);
    }

    return COCCTL_OK;
}


static int
cocctl_member_conf(cocctl_member_t *m, const cocctl_option_t *options)
{
    struct timeval  tv;

    (void) gettimeofday(&tv, NULL);

    m->now = (uint64_t) tv.tv_sec * 1000 + (uint64_t) tv.tv_usec / 1000;
    m->prefix = coc_str_from(cocctl_value(&options[COCCTL_OPT_PREFIX],
                                          "coc:"));
    m->by = coc_str_from(cocctl_value(&options[COCCTL_OPT_BY], "cocctl"));
    m->json = options[COCCTL_OPT_JSON].n != 0;
    m->timed = options[COCCTL_OPT_FOR].n != 0;

    if (options[COCCTL_OPT_REDIS].n == 0 || options[COCCTL_OPT_SECRET].n == 0)
    {
        return cocctl_error("member: --redis and --secret are needed");
    }

    if (cocctl_member_time(&options[COCCTL_OPT_DECAY], COCCTL_DECAY,
                           &m->decay) != COCCTL_OK
        || cocctl_member_time(&options[COCCTL_OPT_RETENTION], NULL,
                              &m->retention) != COCCTL_OK
        || cocctl_member_time(&options[COCCTL_OPT_FOR], NULL, &m->time)
           != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    if (m->timed && m->time == 0) {
        return cocctl_error("invalid --for: no time at all");
    }

    if (cocctl_member_secrets(m, &options[COCCTL_OPT_SECRET]) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    m->redis = cocctl_redis_open(cocctl_value(&options[COCCTL_OPT_REDIS], ""),
                                 cocctl_value(&options[COCCTL_OPT_TIMEOUT],
                                              NULL));

    return (m->redis == NULL) ? COCCTL_ERROR : COCCTL_OK;
}


static int
cocctl_member_run(cocctl_member_t *m, const char *verb)
{
    coc_step_e  step;

    if (strcmp(verb, "show") == 0) {
        return cocctl_member_show(m);
    }

    if (strcmp(verb, "history") == 0) {
        return cocctl_member_history(m);
    }

    if (strcmp(verb, "restore") == 0) {
        return cocctl_member_sanction(m, COC_STEP_NONE);
    }

    if (coc_step_find(coc_str_from(verb), &step) != COC_OK
        || step == COC_STEP_NONE)
    {
        return cocctl_error("member: unknown command \"%s\"", verb);
    }

    return cocctl_member_sanction(m, step);
}


int
cocctl_member(int argc, char **argv)
{
    int              rc, n;
    cocctl_member_t  m;
    cocctl_option_t  options[COCCTL_OPT_MAX + 1] = {
        { .name = "redis", .max = 1 },
        { .name = "secret", .max = COCCTL_SECRETS },
        { .name = "prefix", .max = 1 },
        { .name = "decay", .max = 1 },
        { .name = "retention", .max = 1 },
        { .name = "for", .max = 1 },
        { .name = "by", .max = 1 },
        { .name = "timeout", .max = 1 },
        { .name = "json", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n != 2 || argv[2][0] == '\0') {
        return cocctl_error("member: a command and a member's id are needed");
    }

    memset(&m, 0, sizeof(cocctl_member_t));

    m.id = coc_str_from(argv[2]);
    coc_buf_init(&m.buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = cocctl_member_conf(&m, options);

    if (rc == COCCTL_OK) {
        rc = cocctl_member_run(&m, argv[1]);
    }

    cocctl_redis_close(m.redis);
    coc_buf_free(&m.buf);

    return rc;
}
