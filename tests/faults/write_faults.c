/* Lets one call that writes below a folder fail, chosen by its number; loaded with LD_PRELOAD.
 *
 * fault_arm(prefix, number, error): from now on calls are counted, and the one with that number
 * fails with that error; a negative error is a signal that kills the process there instead. A number
 * of 0 counts alone. fault_count() returns the calls so far. fault_watch(told): instead of failing,
 * each call is told to a function before it is made; what that function writes does not count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char prefix[4096];
static long number, count;
static int error_number, armed;
static void (*watcher)(long);

void fault_arm(const char *below, long which, int error) {
    strncpy(prefix, below, sizeof prefix - 1);
    number = which;
    error_number = error;
    count = 0;
    armed = 1;
}

long fault_count(void) { return count; }

void fault_watch(void (*told)(long)) { watcher = told; }

static int fails(const char *path) {
    if (!armed || strncmp(path, prefix, strlen(prefix)) != 0) return 0;
    ++count;
    if (watcher) {
        armed = 0;
        watcher(count);
        armed = 1;
        return 0;
    }
    if (count != number) return 0;
    if (error_number < 0) kill(getpid(), -error_number);
    errno = error_number;
    return 1;
}

static int fails_fd(int fd) {
    char link[64], path[4096];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return fails(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FD_CALL(type, name, params, args)                  \
    type name params {                                     \
        if (fails_fd(fd)) return -1;                       \
        return REAL(name) args;                            \
    }
#define PATH_CALL(name, params, path, args)                \
    int name params {                                      \
        if (fails(path)) return -1;                        \
        return REAL(name) args;                            \
    }

FD_CALL(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
FD_CALL(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
FD_CALL(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
FD_CALL(int, fsync, (int fd), (fd))
FD_CALL(int, fdatasync, (int fd), (fd))
FD_CALL(int, ftruncate, (int fd, off_t size), (fd, size))
FD_CALL(int, ftruncate64, (int fd, off64_t size), (fd, size))
FD_CALL(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))
PATH_CALL(rename, (const char *from, const char *to), to, (from, to))
PATH_CALL(unlink, (const char *path), path, (path))
PATH_CALL(rmdir, (const char *path), path, (path))
PATH_CALL(mkdir, (const char *path, mode_t mode), path, (path, mode))

static int creates(int flags) { return flags & (O_CREAT | O_TRUNC); }

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (creates(flags) && fails(path)) return -1;
    return REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (creates(flags) && fails(path)) return -1;
    return REAL(open64)(path, flags, mode);
}
