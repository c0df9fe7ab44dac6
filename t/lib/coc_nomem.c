/*
 * A malloc() that fails once, for the tests: preloaded into nginx, it counts
 * what the module asks for itself or through one or two functions of nginx,
 * while the file $COC_NOMEM is there, and fails the n-th, n being what the
 * file begins with; it counts anew when the file holds something else.  When
 * it has failed, the file's name with ".hit" is there too.
 */

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


#define NOMEM_FRAMES  6         /* three of ours, and the three above them */


void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);


static char   nomem_file[1024];        /* nginx writes over its environment */
static char   nomem_text[32];           /* what it held last */
static long   nomem_left;               /* until it fails; 0: it has */
static int    nomem_busy;


__attribute__((constructor)) static void
nomem_init(void)
{
    void        *frames[NOMEM_FRAMES];
    const char  *name;

    nomem_busy = 1;
    name = getenv("COC_NOMEM");

    if (name != NULL) {
        (void) snprintf(nomem_file, sizeof(nomem_file), "%s", name);
    }

    (void) backtrace(frames, NOMEM_FRAMES);     /* it allocates, once */
    nomem_busy = 0;
}


/* Whether the module asks. */

__attribute__((noinline)) static int
nomem_ours(void)
{
    int       i, n;
    void     *frames[NOMEM_FRAMES];
    Dl_info   info;

    n = backtrace(frames, NOMEM_FRAMES);

    /* nomem_ours(), nomem_fails(), malloc() */

    for (i = 3; i < n; i++) {
        if (dladdr(frames[i], &info) != 0 && info.dli_fname != NULL
            && strstr(info.dli_fname, "ngx_http_coc_module") != NULL)
        {
            return 1;
        }
    }

    return 0;
}


static void
nomem_hit(void)
{
    int   fd;
    char  name[1100];

    (void) snprintf(name, sizeof(name), "%s.hit", nomem_file);

    fd = open(name, O_CREAT|O_WRONLY, 0644);
    if (fd != -1) {
        (void) close(fd);
    }
}


__attribute__((noinline)) static int
nomem_fails(void)
{
    int      fd, fails;
    char     text[32];
    ssize_t  n;

    if (nomem_busy || nomem_file[0] == '\0') {
        return 0;
    }

    nomem_busy = 1;
    fails = 0;

    fd = open(nomem_file, O_RDONLY);
    if (fd == -1) {
        goto done;
    }

    n = read(fd, text, sizeof(text) - 1);
    (void) close(fd);

    if (n <= 0 || !nomem_ours()) {
        goto done;
    }

    text[n] = '\0';

    if (strcmp(text, nomem_text) != 0) {
        memcpy(nomem_text, text, (size_t) n + 1);
        nomem_left = strtol(text, NULL, 10);
    }

    if (nomem_left > 0 && --nomem_left == 0) {
        nomem_hit();
        fails = 1;
    }

done:

    nomem_busy = 0;

    if (fails) {
        errno = ENOMEM;
    }

    return fails;
}


void *
malloc(size_t size)
{
    return nomem_fails() ? NULL : __libc_malloc(size);
}


void *
calloc(size_t n, size_t size)
{
    return nomem_fails() ? NULL : __libc_calloc(n, size);
}


void *
realloc(void *p, size_t size)
{
    return nomem_fails() ? NULL : __libc_realloc(p, size);
}


int
posix_memalign(void **p, size_t alignment, size_t size)
{
    if (nomem_fails()) {
        return ENOMEM;
    }

    *p = __libc_memalign(alignment, size);

    return (*p == NULL) ? ENOMEM : 0;
}
