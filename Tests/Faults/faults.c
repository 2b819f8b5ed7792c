// Makes chosen calls of a program fail on demand. Built as a shared library and preloaded:
//
//     clang -shared -fPIC -O2 -o faults.so faults.c
//     MATGLAS_FAULTS=plan LD_PRELOAD=./faults.so matglas serve …
//
// The plan is a file that is mapped, so that a test changes it while the program runs. It is a head
// of 64 bytes with "MGFAULT1" in front, and RULES rules of 192 bytes (struct rule). A rule is written
// while `active` is 0; `active` is set last. Without a plan, and where no rule fits, every call goes
// through. Only what goes through the dynamic linker is seen: calls that the C library makes for
// itself, such as those of its allocator, are not.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { RULES = 32, HEAD = 64, TRACKED = 65536 };

// Which descriptors a rule is about.
enum { ANY, LOCAL_PORT, REMOTE_PORT, SOCKETS, FILES };

struct rule {
    _Atomic uint64_t active;
    char call[24];     // the function's name
    int64_t error;     // what it fails with; 0: it does not fail
    int64_t limit;     // bytes that one transfer moves at most; 0: as many as asked
    int64_t delay;     // microseconds before the call
    int64_t skip;      // calls that go through first
    int64_t every;     // of the others, one in so many is hit; 0 and 1: all
    int64_t times;     // how many are hit; -1: all
    int64_t which;     // ANY …
    int64_t port;      // for LOCAL_PORT and REMOTE_PORT
    char path[64];     // a part of the path, of the argument or the descriptor's own; empty: any
    _Atomic int64_t seen;
    _Atomic int64_t hit;
    int64_t spare[2];
};
_Static_assert(sizeof(struct rule) == 192, "the layout is known to the tests");

static char *_Atomic plan;

// How a descriptor was given to epoll. Where readiness is told once per change, an EAGAIN that is
// not true must be followed by another event, as it is from a kernel; so must a transfer that was
// cut, because a short one means that there is no more for now (epoll(7), questions 9).
static struct {
    _Atomic int epoll;
    _Atomic uint32_t events;
    _Atomic uint64_t data;
} tracked[TRACKED];

#define REAL(name)                                                                             \
    ({                                                                                         \
        static __typeof__(&name) real;                                                         \
        if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                          \
        real;                                                                                  \
    })

__attribute__((constructor)) static void map_plan(void) {
    const char *path = getenv("MATGLAS_FAULTS");
    if (!path) return;
    int number = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (number < 0) return;
    char *start = REAL(mmap)(NULL, HEAD + RULES * sizeof(struct rule), PROT_READ | PROT_WRITE,
                             MAP_SHARED, number, 0);
    REAL(close)(number);
    if (start == MAP_FAILED || memcmp(start, "MGFAULT1", 8)) return;
    atomic_store(&plan, start);
}

static int port_of(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) return ntohs(((const struct sockaddr_in *)address)->sin_port);
    if (address->sa_family == AF_INET6) return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    return -1;
}

static int fits(const struct rule *rule, int number, const char *path, const struct sockaddr *to) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    struct stat status;
    switch (rule->which) {
    case LOCAL_PORT:
        if (number < 0 || getsockname(number, (struct sockaddr *)&address, &length)) return 0;
        if (port_of((struct sockaddr *)&address) != rule->port) return 0;
        break;
    case REMOTE_PORT:
        if (!to) {
            if (number < 0 || getpeername(number, (struct sockaddr *)&address, &length)) return 0;
            to = (struct sockaddr *)&address;
        }
        if (port_of(to) != rule->port) return 0;
        break;
    case SOCKETS:
        if (number < 0 || fstat(number, &status) || !S_ISSOCK(status.st_mode)) return 0;
        break;
    case FILES:
        if (number < 0 || fstat(number, &status) || !S_ISREG(status.st_mode)) return 0;
        break;
    default: break;
    }
    if (!rule->path[0]) return 1;
    if (path && strstr(path, rule->path)) return 1;
    if (number < 0) return 0;
    char link[32] = "/proc/self/fd/", digits[12], target[512];
    int count = 0, at = 14;
    for (int rest = number; count == 0 || rest; rest /= 10) digits[count++] = '0' + rest % 10;
    while (count) link[at++] = digits[--count];
    link[at] = 0;
    ssize_t got = readlink(link, target, sizeof target - 1);
    if (got <= 0) return 0;
    target[got] = 0;
    return strstr(target, rule->path) != NULL;
}

// The rule that hits this call, after its delay; NULL if it goes through. Keeps errno.
static struct rule *hit(const char *call, int number, const char *path, const struct sockaddr *to) {
    char *start = atomic_load_explicit(&plan, memory_order_acquire);
    if (!start) return NULL;
    int before = errno;
    struct rule *found = NULL;
    for (int index = 0; index < RULES && !found; index++) {
        struct rule *rule = (struct rule *)(start + HEAD) + index;
        if (!atomic_load_explicit(&rule->active, memory_order_acquire)) continue;
        if (strncmp(rule->call, call, sizeof rule->call)) continue;
        if (!fits(rule, number, path, to)) continue;
        int64_t turn = atomic_fetch_add(&rule->seen, 1) - rule->skip;
        if (turn < 0 || (rule->every > 1 && turn % rule->every)) continue;
        if (rule->times >= 0) {
            int64_t had = atomic_load(&rule->hit);
            while (had < rule->times && !atomic_compare_exchange_weak(&rule->hit, &had, had + 1)) {}
            if (had >= rule->times) continue;
        } else {
            atomic_fetch_add(&rule->hit, 1);
        }
        found = rule;
    }
    if (found && found->delay > 0) {
        struct timespec rest = {found->delay / 1000000, found->delay % 1000000 * 1000};
        while (nanosleep(&rest, &rest) && errno == EINTR) {}
    }
    errno = before;
    return found;
}

// Lets epoll tell again what it told before.
static void tell_again(int number) {
    if (number < 0 || number >= TRACKED) return;
    int epoll = atomic_load(&tracked[number].epoll);
    if (!epoll) return;
    struct epoll_event event = {.events = atomic_load(&tracked[number].events),
                                .data.u64 = atomic_load(&tracked[number].data)};
    int before = errno;
    REAL(epoll_ctl)(epoll - 1, EPOLL_CTL_MOD, number, &event);
    errno = before;
}

static int fail(const struct rule *rule, int number) {
    if (rule->error == EAGAIN) tell_again(number);
    errno = (int)rule->error;
    return -1;
}

static size_t at_most(const struct rule *rule, size_t count) {
    return rule && rule->limit > 0 && count > (size_t)rule->limit ? (size_t)rule->limit : count;
}

// A call on a descriptor that may move fewer bytes than asked.
#define TRANSFER(type, name, parameters, number, count, call)                                  \
    type name parameters {                                                                     \
        struct rule *rule = hit(#name, number, NULL, NULL);                                    \
        if (rule && rule->error) return fail(rule, number);                                    \
        int is_cut = at_most(rule, count) < count;                                             \
        count = at_most(rule, count);                                                          \
        type moved = REAL(name) call;                                                          \
        if (is_cut && moved > 0) tell_again(number);                                           \
        return moved;                                                                          \
    }

TRANSFER(ssize_t, read, (int n, void *p, size_t c), n, c, (n, p, c))
TRANSFER(ssize_t, write, (int n, const void *p, size_t c), n, c, (n, p, c))
TRANSFER(ssize_t, pread, (int n, void *p, size_t c, off_t o), n, c, (n, p, c, o))
TRANSFER(ssize_t, pwrite, (int n, const void *p, size_t c, off_t o), n, c, (n, p, c, o))
TRANSFER(ssize_t, recv, (int n, void *p, size_t c, int f), n, c, (n, p, c, f))
TRANSFER(ssize_t, send, (int n, const void *p, size_t c, int f), n, c, (n, p, c, f))

// SQLite's names for the same; the tests say pread and pwrite.
ssize_t pread64(int n, void *p, size_t c, off64_t o) { return pread(n, p, c, o); }
ssize_t pwrite64(int n, const void *p, size_t c, off64_t o) { return pwrite(n, p, c, o); }

static struct iovec cut(const struct iovec *parts, const struct rule *rule) {
    return (struct iovec){parts->iov_base, at_most(rule, parts->iov_len)};
}

ssize_t writev(int number, const struct iovec *parts, int count) {
    struct rule *rule = hit("writev", number, NULL, NULL);
    if (rule && rule->error) return fail(rule, number);
    if (!rule || rule->limit <= 0 || count < 1) return REAL(writev)(number, parts, count);
    struct iovec first = cut(parts, rule);
    return REAL(writev)(number, &first, 1);
}

#define MESSAGE(name, constness)                                                               \
    ssize_t name(int number, constness struct msghdr *message, int flags) {                    \
        struct rule *rule = hit(#name, number, NULL, NULL);                                    \
        if (rule && rule->error) return fail(rule, number);                                    \
        if (!rule || rule->limit <= 0 || message->msg_iovlen < 1)                              \
            return REAL(name)(number, message, flags);                                         \
        struct iovec first = cut(message->msg_iov, rule);                                      \
        struct msghdr copy = *message;                                                         \
        copy.msg_iov = &first;                                                                 \
        copy.msg_iovlen = 1;                                                                   \
        return REAL(name)(number, &copy, flags);                                               \
    }

MESSAGE(recvmsg, )
MESSAGE(sendmsg, const)

// A call on a descriptor that succeeds or does not.
#define ON_DESCRIPTOR(name, parameters, number, call)                                          \
    int name parameters {                                                                      \
        struct rule *rule = hit(#name, number, NULL, NULL);                                    \
        if (rule && rule->error) return fail(rule, number);                                    \
        return REAL(name) call;                                                                \
    }

ON_DESCRIPTOR(recvmmsg, (int n, struct mmsghdr *m, unsigned c, int f, struct timespec *t), n,
              (n, m, c, f, t))
ON_DESCRIPTOR(sendmmsg, (int n, struct mmsghdr *m, unsigned c, int f), n, (n, m, c, f))
ON_DESCRIPTOR(bind, (int n, const struct sockaddr *a, socklen_t l), n, (n, a, l))
ON_DESCRIPTOR(listen, (int n, int b), n, (n, b))
ON_DESCRIPTOR(fsync, (int n), n, (n))
ON_DESCRIPTOR(ftruncate, (int n, off_t l), n, (n, l))
ON_DESCRIPTOR(fallocate, (int n, int m, off_t o, off_t l), n, (n, m, o, l))
ON_DESCRIPTOR(epoll_wait, (int n, struct epoll_event *e, int c, int t), n, (n, e, c, t))
ON_DESCRIPTOR(fchmod, (int n, mode_t m), n, (n, m))
ON_DESCRIPTOR(setsockopt, (int n, int l, int o, const void *v, socklen_t c), n, (n, l, o, v, c))
ON_DESCRIPTOR(timerfd_settime,
              (int n, int f, const struct itimerspec *a, struct itimerspec *b), n, (n, f, a, b))
ON_DESCRIPTOR(shutdown, (int n, int h), n, (n, h))

// Synchronising is "fsync", however much of the file's description goes with it: which of the two
// SQLite calls was decided when it was built.
int fdatasync(int number) {
    struct rule *rule = hit("fsync", number, NULL, NULL);
    if (rule && rule->error) return fail(rule, number);
    return REAL(fdatasync)(number);
}

int ftruncate64(int number, off64_t length) { return ftruncate(number, length); }

int epoll_ctl(int epoll, int operation, int number, struct epoll_event *event) {
    struct rule *rule = hit("epoll_ctl", number, NULL, NULL);
    if (rule && rule->error) return fail(rule, -1);
    int result = REAL(epoll_ctl)(epoll, operation, number, event);
    if (result == 0 && number >= 0 && number < TRACKED) {
        // An exclusive registration cannot be modified (epoll_ctl(2)).
        int is_kept = operation != EPOLL_CTL_DEL && event && (event->events & EPOLLET);
        if (is_kept) {
            atomic_store(&tracked[number].events, event->events);
            atomic_store(&tracked[number].data, event->data.u64);
        }
        atomic_store(&tracked[number].epoll, is_kept ? epoll + 1 : 0);
    }
    return result;
}

int accept4(int number, struct sockaddr *address, socklen_t *length, int flags) {
    struct rule *rule = hit("accept4", number, NULL, NULL);
    if (rule && rule->error) {
        // These are the fate of one connection, which is then gone.
        if (rule->error == ECONNABORTED || rule->error == EPROTO || rule->error == EPERM) {
            int taken = REAL(accept4)(number, address, length, flags);
            if (taken < 0) return taken;
            REAL(close)(taken);
        }
        return fail(rule, -1);
    }
    return REAL(accept4)(number, address, length, flags);
}

int connect(int number, const struct sockaddr *address, socklen_t length) {
    struct rule *rule = hit("connect", number, NULL, address);
    if (rule && rule->error) {
        // An interrupted connection goes on in the background (connect(2)).
        if (rule->error == EINTR) REAL(connect)(number, address, length);
        return fail(rule, -1);
    }
    return REAL(connect)(number, address, length);
}

// Locks, and flags. Giving a lock back does not fail: on a local file system it cannot.
#define CONTROLS(name)                                                                         \
    int name(int number, int command, ...) {                                                   \
        va_list rest;                                                                          \
        va_start(rest, command);                                                               \
        void *argument = va_arg(rest, void *);                                                 \
        va_end(rest);                                                                          \
        int is_unlock = (command == F_SETLK || command == F_SETLKW) && argument &&             \
                        ((struct flock *)argument)->l_type == F_UNLCK;                         \
        struct rule *rule = is_unlock ? NULL : hit("fcntl", number, NULL, NULL);               \
        if (rule && rule->error) return fail(rule, -1);                                        \
        return REAL(name)(number, command, argument);                                          \
    }

CONTROLS(fcntl)
CONTROLS(fcntl64)

// "SO_ERROR": the outcome of a connection that was begun.
int getsockopt(int number, int level, int name, void *value, socklen_t *length) {
    int result = REAL(getsockopt)(number, level, name, value, length);
    if (result || level != SOL_SOCKET || name != SO_ERROR) return result;
    struct rule *rule = hit("SO_ERROR", number, NULL, NULL);
    if (rule) *(int *)value = (int)rule->error;
    return 0;
}

// The descriptor is gone even where the call fails (close(2)).
int close(int number) {
    struct rule *rule = hit("close", number, NULL, NULL);
    if (number >= 0 && number < TRACKED) atomic_store(&tracked[number].epoll, 0);
    int result = REAL(close)(number);
    return rule && rule->error ? fail(rule, -1) : result;
}

#define MAKES(name, parameters, call)                                                          \
    int name parameters {                                                                      \
        struct rule *rule = hit(#name, -1, NULL, NULL);                                        \
        if (rule && rule->error) return fail(rule, -1);                                        \
        return REAL(name) call;                                                                \
    }

MAKES(socket, (int d, int t, int p), (d, t, p))
MAKES(epoll_create1, (int f), (f))
MAKES(eventfd, (unsigned c, int f), (c, f))
MAKES(timerfd_create, (clockid_t c, int f), (c, f))
MAKES(mlock, (const void *p, size_t c), (p, c))
MAKES(madvise, (void *p, size_t c, int a), (p, c, a))

#define ON_PATH(name, parameters, path, call)                                                  \
    int name parameters {                                                                      \
        struct rule *rule = hit(#name, -1, path, NULL);                                        \
        if (rule && rule->error) return fail(rule, -1);                                        \
        return REAL(name) call;                                                                \
    }

ON_PATH(rename, (const char *a, const char *b), b, (a, b))
ON_PATH(renameat2, (int d, const char *a, int e, const char *b, unsigned f), b, (d, a, e, b, f))
ON_PATH(link, (const char *a, const char *b), b, (a, b))
ON_PATH(unlink, (const char *p), p, (p))
ON_PATH(mkdir, (const char *p, mode_t m), p, (p, m))

// All ways to open a file are "open".
#define OPENS(name)                                                                            \
    int name(const char *path, int flags, ...) {                                               \
        va_list rest;                                                                          \
        va_start(rest, flags);                                                                 \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                \
        va_end(rest);                                                                          \
        struct rule *rule = hit("open", -1, path, NULL);                                       \
        if (rule && rule->error) return fail(rule, -1);                                        \
        return REAL(name)(path, flags, mode);                                                  \
    }
#define OPENS_AT(name)                                                                         \
    int name(int folder, const char *path, int flags, ...) {                                   \
        va_list rest;                                                                          \
        va_start(rest, flags);                                                                 \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                \
        va_end(rest);                                                                          \
        struct rule *rule = hit("open", -1, path, NULL);                                       \
        if (rule && rule->error) return fail(rule, -1);                                        \
        return REAL(name)(folder, path, flags, mode);                                          \
    }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

#define MAPS(name, offset)                                                                     \
    void *name(void *at, size_t length, int guard, int flags, int number, offset begin) {      \
        struct rule *rule = hit("mmap", number, NULL, NULL);                                   \
        if (rule && rule->error) {                                                             \
            errno = (int)rule->error;                                                          \
            return MAP_FAILED;                                                                 \
        }                                                                                      \
        return REAL(name)(at, length, guard, flags, number, begin);                            \
    }

MAPS(mmap, off_t)
MAPS(mmap64, off64_t)

// Its error is an EAI_… number, and its path the host name.
int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **list) {
    struct rule *rule = hit("getaddrinfo", -1, host, NULL);
    if (rule && rule->error) return (int)rule->error;
    return REAL(getaddrinfo)(host, service, hints, list);
}

ssize_t getrandom(void *target, size_t count, unsigned flags) {
    struct rule *rule = hit("getrandom", -1, NULL, NULL);
    if (rule && rule->error) return fail(rule, -1);
    return REAL(getrandom)(target, at_most(rule, count), flags);
}
