/*
 * A private redis-server on a unix socket, for the unit tests that need one.
 */

#ifndef _COC_TEST_REDIS_H_INCLUDED_
#define _COC_TEST_REDIS_H_INCLUDED_


#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <hiredis/hiredis.h>

#include "coc_test.h"


typedef struct {
    pid_t          pid;
    char           dir[64];
    char           path[80];
    redisContext  *c;
} coc_test_redis_t;


static __attribute__ ((unused)) void
coc_test_redis_stop(coc_test_redis_t *redis)
{
    char  path[96];

    if (redis->c != NULL) {
        redisFree(redis->c);
    }

    if (redis->pid > 0) {
        (void) kill(redis->pid, SIGKILL);
        (void) waitpid(redis->pid, NULL, 0);
    }

    (void) unlink(redis->path);
    (void) snprintf(path, sizeof(path), "%s/log", redis->dir);
    (void) unlink(path);
    (void) rmdir(redis->dir);
}


/* 0, or -1 where there is no redis-server: then a TAP line says so. */

static __attribute__ ((unused)) int
coc_test_redis_start(coc_test_redis_t *redis)
{
    int              i, fd;
    char             log[96];
    struct timespec  pause = { 0, 20 * 1000 * 1000 };

    memset(redis, 0, sizeof(coc_test_redis_t));

    (void) snprintf(redis->dir, sizeof(redis->dir), "/tmp/coc-unit-XXXXXX");

    if (mkdtemp(redis->dir) == NULL) {
        return -1;
    }

    (void) snprintf(redis->path, sizeof(redis->path), "%s/s", redis->dir);
    (void) snprintf(log, sizeof(log), "%s/log", redis->dir);

    redis->pid = fork();

    if (redis->pid == 0) {
        fd = open(log, O_WRONLY | O_CREAT, 0600);
        (void) dup2(fd, 1);
        (void) dup2(fd, 2);

        (void) execlp("redis-server", "redis-server", "--port", "0",
                      "--unixsocket", redis->path, "--save", "",
                      "--appendonly", "no", "--dir", redis->dir,
                      (char *) NULL);
        _exit(127);
    }

    for (i = 0; i < 500; i++) {

        if (waitpid(redis->pid, NULL, WNOHANG) == redis->pid) {
            redis->pid = 0;
            break;
        }

        redis->c = redisConnectUnix(redis->path);

        if (redis->c != NULL && redis->c->err == 0) {
            return 0;
        }

        if (redis->c != NULL) {
            redisFree(redis->c);
            redis->c = NULL;
        }

        (void) nanosleep(&pause, NULL);
    }

    coc_test_redis_stop(redis);
    printf("1..0 # SKIP no redis-server could be started: is it installed?\n");

    return -1;
}


#endif /* _COC_TEST_REDIS_H_INCLUDED_ */
