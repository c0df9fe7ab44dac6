/*
 * From paths to bytes: files, folders and globs.  Runs when a configuration is
 * read, so it may block.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "coc_rule_load.h"
#include "coc_str.h"


static int
coc_rule_path_error(coc_rule_load_t *load, int code, const char *path,
    const char *text)
{
    return coc_error_in(load->err, code, coc_str_from(path), 0, 0, "%s",
                        text);
}


/* folder may be empty; a slash is put between if there is none. */

static int
coc_rule_files_add(coc_rule_load_t *load, coc_rule_files_t *files,
    coc_str_t folder, coc_str_t name)
{
    size_t      slash;
    uint8_t    *p;
    coc_str_t  *array;

    slash = (folder.len && folder.data[folder.len - 1] != '/') ? 1 : 0;

    array = coc_rule_grow(load, files->name, files->n, &files->size,
                          sizeof(coc_str_t));
    p = coc_arena_alloc(load->arena, folder.len + slash + name.len + 1);

    if (array == NULL || p == NULL) {
        return coc_rule_nomem(load);
    }

    files->name = array;

    array += files->n++;
    array->data = p;
    array->len = folder.len + slash + name.len;

    if (folder.len) {
        memcpy(p, folder.data, folder.len);
    }

    if (slash) {
        p[folder.len] = '/';
    }

    memcpy(p + folder.len + slash, name.data, name.len);
    p[array->len] = '\0';

    return COC_OK;
}


static int
coc_rule_yaml_name(coc_str_t name)
{
    coc_str_t               end;
    static const coc_str_t  yaml = coc_str(".yaml"), yml = coc_str(".yml");

    if (name.data[0] == '.') {
        return 0;
    }

    end = name;

    if (name.len > yaml.len) {
        end.data = name.data + name.len - yaml.len;
        end.len = yaml.len;

        if (coc_str_eq(end, yaml)) {
            return 1;
        }
    }

    if (name.len > yml.len) {
        end.data = name.data + name.len - yml.len;
        end.len = yml.len;

        return coc_str_eq(end, yml);
    }

    return 0;
}


static int
coc_rule_files_folder(coc_rule_load_t *load, const char *path,
    coc_rule_files_t *files)
{
    int             rc;
    DIR            *dir;
    coc_str_t       name;
    struct dirent  *entry;

    dir = opendir(path);
    if (dir == NULL) {
        return coc_rule_path_error(load, COC_ERROR, path, strerror(errno));
    }

    rc = COC_OK;

    while (rc == COC_OK) {
        errno = 0;
        entry = readdir(dir);

        if (entry == NULL) {
            if (errno != 0) {
                rc = coc_rule_path_error(load, COC_ERROR, path,
                                         strerror(errno));
            }

            break;
        }

        name = coc_str_from(entry->d_name);

        if (coc_rule_yaml_name(name)) {
            rc = coc_rule_files_add(load, files, coc_str_from(path), name);
        }
    }

    (void) closedir(dir);

    return rc;
}


/* A folder that is not there has no files; one that is closed may have. */

static int
coc_rule_glob_error(const char *path, int error)
{
    (void) path;

    return error != ENOENT && error != ENOTDIR;
}


/* glob() takes its memory from malloc() and gives it back here. */

static int
coc_rule_files_glob(coc_rule_load_t *load, const char *path,
    coc_rule_files_t *files)
{
    int        rc;
    size_t     i;
    glob_t     found;
    coc_str_t  none = coc_null_str;

    memset(&found, 0, sizeof(glob_t));

    switch (glob(path, 0, coc_rule_glob_error, &found)) {

    case 0:
    case GLOB_NOMATCH:
        rc = COC_OK;
        break;

    case GLOB_ABORTED:
        rc = coc_rule_path_error(load, COC_ERROR, path,
                                 "a folder can't be read");
        break;

    default:
        rc = coc_rule_nomem(load);
        break;
    }

    for (i = 0; rc == COC_OK && i < found.gl_pathc; i++) {
        rc = coc_rule_files_add(load, files, none,
                                coc_str_from(found.gl_pathv[i]));
    }

    globfree(&found);

    return rc;
}


static int
coc_rule_files_cmp(const void *a, const void *b)
{
    return coc_str_cmp(*(const coc_str_t *) a, *(const coc_str_t *) b);
}


int
coc_rule_files(coc_rule_load_t *load, coc_str_t path, coc_rule_files_t *files)
{
    int          rc;
    char        *name;
    size_t       first;
    coc_str_t    none = coc_null_str;
    const char  *what;
    struct stat  st;

    name = coc_arena_alloc(load->arena, path.len + 1);
    if (name == NULL) {
        return coc_rule_nomem(load);
    }

    if (path.len) {
        memcpy(name, path.data, path.len);
    }

    name[path.len] = '\0';

    if (path.len == 0 || strlen(name) != path.len) {
        return coc_error_set(load->err, COC_INVALID,
                             "a path of rules is empty or holds a zero byte");
    }

    first = files->n;

    if (stat(name, &st) == 0) {

        if (!S_ISDIR(st.st_mode)) {
            return coc_rule_files_add(load, files, none, path);
        }

        what = "no *.yaml or *.yml file in this folder";
        rc = coc_rule_files_folder(load, name, files);

    } else if (strpbrk(name, "*?[") != NULL) {
        what = "no file matches";
        rc = coc_rule_files_glob(load, name, files);

    } else {
        return coc_rule_path_error(load, COC_ERROR, name, strerror(errno));
    }

    if (rc != COC_OK) {
        return rc;
    }

    if (files->n == first) {
        return coc_rule_path_error(load, COC_INVALID, name, what);
    }

    qsort(files->name + first, files->n - first, sizeof(coc_str_t),
          coc_rule_files_cmp);

    return COC_OK;
}


/* Reads size bytes and sees that there are no more. */

static int
coc_rule_slurp_fd(int fd, uint8_t *p, size_t size, const char **why)
{
    size_t   len;
    ssize_t  n;

    for (len = 0; len < size; len += (size_t) n) {
        n = read(fd, p + len, size - len);

        if (n < 0 && errno == EINTR) {
            n = 0;
            continue;
        }

        if (n < 0) {
            *why = strerror(errno);
            return COC_ERROR;
        }

        if (n == 0) {
            break;
        }
    }

    /* size is a byte more than the file had when it was opened */

    if (len + 1 != size) {
        *why = "the file changed while it was read";
        return COC_ERROR;
    }

    return COC_OK;
}


/* The length keeps "ab" and "c" apart from "a" and "bc". */

static void
coc_rule_file_hash(coc_rule_load_t *load, coc_str_t bytes)
{
    size_t    i;
    uint8_t   length[8];
    uint64_t  n;

    n = bytes.len;

    for (i = 0; i < sizeof(length); i++) {
        length[i] = (uint8_t) n;
        n >>= 8;
    }

    coc_hash_update(&load->hash, length, sizeof(length));
    coc_hash_update(&load->hash, bytes.data, bytes.len);
}


int
coc_rule_slurp(coc_rule_load_t *load, const char *path, coc_str_t *bytes,
    const char **why)
{
    int          fd, rc;
    size_t       size;
    uint8_t     *p;
    struct stat  st;

    /* O_NONBLOCK: a named pipe must not hang the start */

    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd == -1) {
        *why = strerror(errno);
        return COC_ERROR;
    }

    if (fstat(fd, &st) == -1) {
        *why = strerror(errno);
        rc = COC_ERROR;
        goto done;
    }

    rc = COC_INVALID;

    if (!S_ISREG(st.st_mode)) {
        *why = "not a regular file";
        goto done;
    }

    if (st.st_size > COC_RULE_FILE_MAX) {
        *why = "the file is over 4 MiB";
        goto done;
    }

    size = (size_t) st.st_size;

    p = coc_arena_alloc(load->temp, size + 1);
    if (p == NULL) {
        *why = NULL;
        rc = COC_ERROR;
        goto done;
    }

    rc = coc_rule_slurp_fd(fd, p, size + 1, why);

    if (rc == COC_OK) {
        bytes->data = p;
        bytes->len = size;

        coc_rule_file_hash(load, *bytes);
    }

done:

    (void) close(fd);

    return rc;
}
