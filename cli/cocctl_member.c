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
    COCCTL_OPT_REASON,
    COCCTL_OPT_LIFT,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_JSON,
    COCCTL_OPT_MAX
};


/*
 * A sanction, or what becomes of a privilege, on the record under one secret;
 * the id is the same for all.
 */

static int
cocctl_member_record(cocctl_member_t *m, size_t i, const coc_rung_t *rung,
    const coc_grant_t *grant, coc_str_t id, const coc_standing_t *retired)
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
    conf.grant = grant;
    conf.reason = m->reason;
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
 * What is set goes to the record in use, which takes over what the retired one
 * holds; what lifts goes to both, or the retired one would still hold.
 */

static int
cocctl_member_change(cocctl_member_t *m, const coc_rung_t *rung,
    const coc_grant_t *grant, int lifts)
{
    int             rc;
    char            id[33];
    size_t          i;
    uint8_t         random[16];
    coc_standing_t  retired;

    if (getrandom(random, sizeof(random), 0) != (ssize_t) sizeof(random)) {
        return cocctl_error("no random bytes for a request id");
    }

    for (i = 0; i < sizeof(random); i++) {
        (void) snprintf(id + i * 2, 3, "%02x", random[i]);
    }

    memset(&retired, 0, sizeof(coc_standing_t));

    if (!lifts && m->n > 1
        && cocctl_member_read(m, 1, &retired) != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    rc = cocctl_member_record(m, 0, rung, grant, coc_str_from(id),
                              (m->n > 1) ? &retired : NULL);

    if (rc == COCCTL_OK && lifts && m->n > 1) {
        rc = cocctl_member_record(m, 1, rung, grant, coc_str_from(id), NULL);
    }

    return (rc == COCCTL_OK) ? cocctl_member_show(m) : rc;
}


static int
cocctl_member_sanction(cocctl_member_t *m, coc_step_e step)
{
    coc_rung_t  rung;

    rung.points = 0;
    rung.step = step;
    rung.time = m->time;

    if (m->timed && (step == COC_STEP_WARN || step == COC_STEP_DEACTIVATE
                     || step == COC_STEP_NONE))
    {
        return cocctl_error("member: %s takes no time",
                            step ? coc_step_name(step) : "restore");
    }

    return cocctl_member_change(m, &rung, NULL, step == COC_STEP_NONE);
}


/* member privilege ID NAME [TIME], or with --lift. */

static int
cocctl_member_privilege(cocctl_member_t *m, const char *name,
    const char *time)
{
    coc_grant_t  grant;

    if (coc_privilege_find(coc_str_from(name), &grant.which) != COC_OK) {
        return cocctl_error("member: unknown privilege \"%s\", it may be "
                            "no_post, no_comment, no_message, no_link, "
                            "no_upload, readonly or premoderate", name);
    }

    if (time != NULL) {

        if (m->timed || coc_str_time(coc_str_from(time), &m->time) != COC_OK
            || m->time == 0)
        {
            return cocctl_error("member: invalid time \"%s\"", time);
        }

        m->timed = 1;
    }

    if (m->lift && m->timed) {
        return cocctl_error("member: --lift takes no time");
    }

    grant.time = m->time;
    grant.lift = m->lift;

    return cocctl_member_change(m, NULL, &grant, grant.lift);
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
    m->lift = options[COCCTL_OPT_LIFT].n != 0;
    m->reason = coc_str_from(cocctl_value(&options[COCCTL_OPT_REASON], NULL));

    if (!coc_privilege_reason(m->reason)) {
        return cocctl_error("member: --reason is a line of at most %d bytes",
                            COC_PRIVILEGE_REASON);
    }

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
cocctl_member_run(cocctl_member_t *m, char **argv)
{
    coc_step_e   step;
    const char  *verb;

    verb = argv[1];

    if (strcmp(verb, "privilege") == 0) {
        return cocctl_member_privilege(m, argv[3], argv[4]);
    }

    if (m->lift) {
        return cocctl_error("member: --lift is for a privilege");
    }

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
    int              rc, n, more;
    cocctl_member_t  m;
    cocctl_option_t  options[COCCTL_OPT_MAX + 1] = {
        { .name = "redis", .max = 1 },
        { .name = "secret", .max = COCCTL_SECRETS },
        { .name = "prefix", .max = 1 },
        { .name = "decay", .max = 1 },
        { .name = "retention", .max = 1 },
        { .name = "for", .max = 1 },
        { .name = "by", .max = 1 },
        { .name = "reason", .max = 1 },
        { .name = "lift", .max = 0 },
        { .name = "timeout", .max = 1 },
        { .name = "json", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    more = n > 0 && strcmp(argv[1], "privilege") == 0;

    if (n < 2 + more || n > 2 + 2 * more || argv[2][0] == '\0') {
        return cocctl_error(more ? "member: an id and a privilege are needed"
                                 : "member: a command and a member's id are "
                                   "needed");
    }

    if (n < 4) {
        argv[n + 1] = NULL;
    }

    memset(&m, 0, sizeof(cocctl_member_t));

    m.id = coc_str_from(argv[2]);
    coc_buf_init(&m.buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = cocctl_member_conf(&m, options);

    if (rc == COCCTL_OK) {
        rc = cocctl_member_run(&m, argv);
    }

    cocctl_redis_close(m.redis);
    coc_buf_free(&m.buf);

    return rc;
}
