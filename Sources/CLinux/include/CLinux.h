// What `import Glibc` lacks on Linux. Header only: nothing here has a body of its own.
//
// _GNU_SOURCE must not be defined here: Swift's Glibc module is built without it, and a type that
// differs between the two modules (rusage, fd_set) stops the build. What needs it is declared by
// its symbol.
#ifndef MATGLAS_CLINUX_H
#define MATGLAS_CLINUX_H
#include <errno.h>
#include <linux/stat.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

// prctl(2) takes a variable number of arguments, which Swift does not call.
static inline int clinux_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int clinux_may_dump(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }
static inline int clinux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

// accept4(2), with a plain pointer instead of glibc's transparent union.
extern int clinux_accept4(int, struct sockaddr *, socklen_t *, int) __asm__("accept4");

// recvmmsg(2): glibc shows it, and its structure, to _GNU_SOURCE only.
struct clinux_mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};
extern int clinux_recvmmsg(int, struct clinux_mmsghdr *, unsigned int, int, struct timespec *)
    __asm__("recvmmsg");

// ioctl(2) takes a variable number of arguments: bytes that the peer has not confirmed, or -1.
static inline int clinux_unconfirmed(int descriptor) {
    int count = 0;
    return ioctl(descriptor, TIOCOUTQ, &count) == 0 ? count : -1;
}

// socket(7) options of the kernel that older headers of glibc lack.
enum { CLINUX_SO_RCVBUFFORCE = 33, CLINUX_SO_MEMINFO = 55 };
// The words of SO_MEMINFO (linux/sock_diag.h): what waits to be read, its bound, datagrams dropped.
enum { CLINUX_MEMINFO_WORDS = 9, CLINUX_MEMINFO_DROPS = 8 };
// statx(2), which only _GNU_SOURCE shows.
extern int clinux_statx(int, const char *, int, unsigned int, struct statx *) __asm__("statx");

// When a file was born, in nanoseconds since 1970; 0 where the file system does not say.
// An empty path means the file that the descriptor is open on.
static inline long long clinux_birth(int directory, const char *path) {
    struct statx found;
    int flags = *path == 0 ? 0x1000 /* AT_EMPTY_PATH */ : 0;
    if (clinux_statx(directory, path, flags, STATX_BTIME, &found) != 0) return 0;
    if (!(found.stx_mask & STATX_BTIME)) return 0;
    return found.stx_btime.tv_sec * 1000000000LL + found.stx_btime.tv_nsec;
}

// renameat2(2), which only _GNU_SOURCE shows.
extern int clinux_renameat2(int, const char *, int, const char *, unsigned int) __asm__("renameat2");

// Gives each of two files the name of the other, at once; -1 and errno where that cannot be done.
static inline int clinux_exchange(const char *one, const char *other) {
    enum { here = -100 /* AT_FDCWD */, exchange = 2 /* RENAME_EXCHANGE */ };
    return clinux_renameat2(here, one, here, other, exchange);
}
#endif
