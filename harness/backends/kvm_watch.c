// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "backends/kvm_watch.h"

#define HANG_SIGNAL (SIGRTMIN + 1)

static const struct {
	clockid_t clock;
	time_t seconds;
} rows[KVM_WATCH_TIMERS] = { { CLOCK_THREAD_CPUTIME_ID, KVM_HANG_SECONDS },
			     { CLOCK_MONOTONIC, KVM_HALT_SECONDS } };

static struct kvm_run *volatile running;
static volatile sig_atomic_t struck;

static void stop_hung_guest(int signal)
{
	(void)signal;
	struck = 1;
	if (running)
		running->immediate_exit = 1;
}

int kvm_watch_open(struct kvm_watch *watch)
{
	struct sigaction action = { .sa_handler = stop_hung_guest };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = HANG_SIGNAL };

	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	if (sigaction(HANG_SIGNAL, &action, NULL))
		return -1;
	for (; watch->count < KVM_WATCH_TIMERS; watch->count++)
		if (timer_create(rows[watch->count].clock, &event, &watch->timers[watch->count]))
			return -1;
	return 0;
}

void kvm_watch_close(struct kvm_watch *watch)
{
	while (watch->count)
		timer_delete(watch->timers[--watch->count]);
}

static void set_timers(const struct kvm_watch *watch, bool on)
{
	for (unsigned i = 0; i < watch->count; i++) {
		struct itimerspec time = { .it_value = { on ? rows[i].seconds : 0, 0 } };

		timer_settime(watch->timers[i], 0, &time, NULL);
	}
}

void kvm_watch_begin(const struct kvm_watch *watch, struct kvm_run *run)
{
	struck = 0;
	running = run;
	set_timers(watch, true);
}

void kvm_watch_end(const struct kvm_watch *watch)
{
	set_timers(watch, false);
	running = NULL;
}

bool kvm_watch_struck(void)
{
	return struck;
}

struct kvm_thread kvm_thread_now(void)
{
	struct timespec time = { 0 };
	struct rusage usage = { 0 };

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	getrusage(RUSAGE_THREAD, &usage);
	return (struct kvm_thread){ (double)time.tv_sec + (double)time.tv_nsec / 1e9,
				    usage.ru_nvcsw + usage.ru_nivcsw };
}
