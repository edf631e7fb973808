#ifndef HOTLINE_CLINUX_H
#define HOTLINE_CLINUX_H
/* Swift's Glibc module maps neither of these headers. */
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <sys/prctl.h>
/* prctl is variadic; pthread_setname_np needs _GNU_SOURCE, which the Glibc module isn't built with */
static inline int hl_set_thread_name(const char *n) { return prctl(PR_SET_NAME, n, 0, 0, 0); }
#endif
