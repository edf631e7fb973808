#ifndef HOTLINE_CLINUX_H
#define HOTLINE_CLINUX_H
/* Swift's Glibc module maps neither of these headers. */
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
/* prctl and syscall are variadic; pthread_setname_np and memfd_create need _GNU_SOURCE, which the Glibc module isn't built with */
static inline int hl_set_thread_name(const char *n) { return prctl(PR_SET_NAME, n, 0, 0, 0); }
/* An unnamed file in memory, closed on exec (1 is MFD_CLOEXEC); -1 and errno on failure. */
static inline int hl_memory_file(const char *n) { return (int)syscall(SYS_memfd_create, n, 1u); }
/* A write to a closed connection is to be an error, not the end of the process: libcurl leaves that to us under NOSIGNAL. */
static inline int hl_block_sigpipe(void) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	return pthread_sigmask(SIG_BLOCK, &set, 0);
}
#endif
