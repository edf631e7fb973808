#ifndef HOTLINE_CLINUX_H
#define HOTLINE_CLINUX_H
/* Swift's Glibc module maps neither of these headers. */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
/* prctl and syscall are variadic; pthread_setname_np and memfd_create need _GNU_SOURCE, which the Glibc module isn't built with */
static inline int hl_set_thread_name(const char *n) { return prctl(PR_SET_NAME, n, 0, 0, 0); }
/* An unnamed file in memory, closed on exec (1 is MFD_CLOEXEC); -1 and errno on failure. */
static inline int hl_memory_file(const char *n) { return (int)syscall(SYS_memfd_create, n, 1u); }
/* A file without a name in a folder, gone with its descriptor (O_TMPFILE is declared for _GNU_SOURCE); -1 and errno on
   failure, as on file systems that have no such files. */
static inline int hl_unnamed_file(const char *folder) {
	return open(folder, 020000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0600);
}
/* A stream socket that is closed on exec and never waits; -1 and errno on failure. Which module shows the constants
   depends on what else is imported. */
static inline int hl_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }
/* A socket that is closed on exec; -1 and errno on failure. */
static inline int hl_socket(int family, int type, int protocol) { return socket(family, type | SOCK_CLOEXEC, protocol); }
/* A pipe, both ends closed on exec. */
static inline int hl_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
/* A descriptor that can be read once the process has ended; -1 and errno on failure. */
static inline int hl_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
/* In glibc since 2.34, 2.29 and 2.26, declared for _GNU_SOURCE alone. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
#define HL_SPAWN_FLAGS (POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | 0x80 /* POSIX_SPAWN_SETSID */)
static inline short hl_spawn_flags(void) { return HL_SPAWN_FLAGS; }
/* sigfillset leaves out glibc's own two, 32 and 33; posix_spawn then has the child ignore them, which exec keeps. */
static inline void hl_fill_signals(sigset_t *set) { memset(set, 0xff, sizeof *set); }
/* glibc keeps up to eight heaps a core, each as large as it ever was; and what is large it keeps too, once it was freed.
   Four heaps, one for each thread that is busy in a sweep, grown a megabyte at a time, and blocks from 256 KB up given back at once. */
static inline void hl_bound_heaps(void) {
	mallopt(M_ARENA_MAX, 4);
	mallopt(M_TOP_PAD, 1 << 20);
	mallopt(M_MMAP_THRESHOLD, 256 << 10);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
}
/* A write to a closed connection is to be an error, not the end of the process: libcurl leaves that to us under NOSIGNAL. */
static inline int hl_block_sigpipe(void) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	return pthread_sigmask(SIG_BLOCK, &set, 0);
}
#endif
