// What `import Glibc` lacks on Linux. Header only: nothing here has a body of its own.
//
// _GNU_SOURCE must not be defined here: Swift's Glibc module is built without it, and a type that
// differs between the two modules (rusage, fd_set) stops the build. What needs it is declared by
// its symbol.
#ifndef MATGLAS_CLINUX_H
#define MATGLAS_CLINUX_H
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

// prctl(2) takes a variable number of arguments, which Swift does not call.
static inline int clinux_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// accept4(2), with a plain pointer instead of glibc's transparent union.
extern int clinux_accept4(int, struct sockaddr *, socklen_t *, int) __asm__("accept4");
#endif
