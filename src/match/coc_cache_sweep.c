/*
 * Keeps the folder of a cache small.  Only what has a name of ours is looked
 * at: a folder may be named by mistake.
 */

#include "coc_cache_int.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>


#define COC_CACHE_STALE   3600          /* s: nobody writes that long */
#define COC_CACHE_ROUNDS  4096          /* files removed at once */


typedef struct {
    uint64_t  size;
    time_t    time;                     /* of the oldest */
    char      oldest[COC_CACHE_NAME];
    unsigned  n;
} coc_cache_seen_t;


/* Whether it is a file's name, or (*temp is set) that of one being written. */

static int
coc_cache_ours(const char *name, int *temp)
{
    size_t  i, len;

    len = strlen(name);

    if (len < COC_CACHE_NAME - 1
        || memcmp(name, COC_CACHE_PREFIX, sizeof(COC_CACHE_PREFIX) - 1) != 0)
    {
        return 0;
    }

    for (i = sizeof(COC_CACHE_PREFIX) - 1; i < COC_CACHE_NAME - 1; i++) {
        if (strchr("0123456789abcdef", name[i]) == NULL) {
            return 0;
        }
    }

    *temp = (len != i);

    return len == i || (name[i] == '.' && len < COC_CACHE_TEMP
                        && strcmp(name + len - 4, ".tmp") == 0);
}


static void
coc_cache_look(const coc_cache_t *cache, DIR *dir, coc_cache_seen_t *seen)
{
    int             temp;
    time_t          now;
    struct stat     st;
    struct dirent  *entry;

    memset(seen, 0, sizeof(coc_cache_seen_t));
    now = time(NULL);
    rewinddir(dir);

    for (entry = readdir(dir); entry != NULL; entry = readdir(dir)) {

        if (!coc_cache_ours(entry->d_name, &temp)
            || fstatat(cache->fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW)
               != 0
            || !S_ISREG(st.st_mode))
        {
            continue;
        }

        if (temp) {
            if (now - st.st_mtime > COC_CACHE_STALE) {
                (void) unlinkat(cache->fd, entry->d_name, 0);
            }

            continue;
        }

        seen->size += (uint64_t) st.st_size;

        if (seen->n++ == 0 || st.st_mtime < seen->time) {
            seen->time = st.st_mtime;
            memcpy(seen->oldest, entry->d_name, sizeof(seen->oldest));
        }
    }
}


void
coc_cache_sweep(coc_cache_t *cache)
{
    int               fd;
    DIR              *dir;
    unsigned          i;
    coc_cache_seen_t  seen;

    fd = openat(cache->fd, ".", O_RDONLY|O_DIRECTORY|O_CLOEXEC);
    if (fd < 0) {
        return;
    }

    dir = fdopendir(fd);
    if (dir == NULL) {
        (void) close(fd);
        return;
    }

    /* one each time, as a rule: what was made is as large as what goes */

    for (i = 0; i < COC_CACHE_ROUNDS; i++) {
        coc_cache_look(cache, dir, &seen);

        if (seen.size <= cache->max || seen.n <= 1
            || unlinkat(cache->fd, seen.oldest, 0) != 0)
        {
            break;
        }
    }

    (void) closedir(dir);
}
