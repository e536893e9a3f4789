// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest through /dev/kvm. Works with software KVM, too, which does not always follow the
 * architecture. A guest that hangs is stopped by a timer's signal, whose handler also sets
 * immediate_exit, in case the signal arrives just before KVM_RUN. Then the VM is replaced. The
 * timer counts the thread's own time: a machine that is starved is no guest that hangs.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "backends/backend.h"
#include "backends/kvm_vm.h"
#include "machine/above.h"
#include "machine/ticks.h"

#define HANG_SECONDS 1
#define HANG_SIGNAL  (SIGRTMIN + 1)

struct machine_vm {
	struct kvm_vm kvm;
	bool is_hardware, has_timer;
	bool is_trouble;     /* the last failure; see struct batch */
	timer_t timer;       /* for the thread that opened the VM, which runs it */
};

/* The run the timer would stop: one vCPU runs at a time in a process. */
static struct kvm_run *volatile running;
static volatile sig_atomic_t hung;

static void stop_hung_guest(int signal)
{
	(void)signal;
	hung = 1;
	if (running)
		running->immediate_exit = 1;
}

static int make_timer(struct machine_vm *vm)
{
	struct sigaction action = { .sa_handler = stop_hung_guest };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = HANG_SIGNAL };

	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	if (sigaction(HANG_SIGNAL, &action, NULL) ||
	    timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &vm->timer))
		return -1;
	vm->has_timer = true;
	return 0;
}

static void set_timer(const struct machine_vm *vm, time_t seconds)
{
	struct itimerspec time = { .it_value = { seconds, 0 } };

	timer_settime(vm->timer, 0, &time, NULL);
}

void kvm_close(struct machine_vm *vm)
{
	kvm_vm_close(&vm->kvm);
	if (vm->has_timer)
		timer_delete(vm->timer);
	free(vm);
}

struct words kvm_open(struct machine_vm **opened)
{
	struct machine_vm *vm = calloc(1, sizeof(*vm));
	struct words missing = NO_WORDS;

	*opened = NULL;
	if (!vm)
		return words("out of memory");
	/* A software KVM emulates ring 0 and has no exit to count. */
	vm->is_hardware = !kvm_is_software();
	missing = kvm_vm_open(&vm->kvm);
	if (!*missing.text && make_timer(vm))
		missing = words("no timer to stop a hung guest with: %s", strerror(errno));
	if (*missing.text)
		kvm_close(vm);
	else
		*opened = vm;
	return missing;
}

struct words kvm_refuses(struct machine_vm *vm, const struct cell *cell)
{
	if (!cell_exists(cell, BACKEND_KVM))
		return words("the table has no such cell on kvm");
	if (cell_claim(cell)->cr4 && kvm_vm_reset_cpu(&vm->kvm, cell))
		return words(
			"KVM refuses a bit of CR4 that the operation needs: the CPU lacks it, or "
			"the kernel leaves it off");
	return NO_WORDS;
}

static bool is_done(const struct machine_vm *vm)
{
	const struct kvm_run *run = vm->kvm.run;
	const struct guest_params *params = vm->kvm.memory;

	if (params->done_by == DONE_BY_HLT)
		return run->exit_reason == KVM_EXIT_HLT && params->finished;
	return run->exit_reason == KVM_EXIT_IO && run->io.port == GUEST_DONE_PORT;
}

/* The exits to user space that an operation itself may cause. */
static bool is_counted(const struct kvm_run *run)
{
	return run->exit_reason == KVM_EXIT_HLT || run->exit_reason == KVM_EXIT_IO;
}

/* The guest is only consistent once the last exit's I/O has been completed. */
static void complete_exit(const struct machine_vm *vm)
{
	vm->kvm.run->immediate_exit = 1;
	ioctl(vm->kvm.vcpu, KVM_RUN, NULL);
	vm->kvm.run->immediate_exit = 0;
}

static const char *const suberrors[] = {
	[KVM_INTERNAL_ERROR_EMULATION] = "an instruction it cannot emulate",
	[KVM_INTERNAL_ERROR_SIMUL_EX] = "an exception while it delivered another",
	[KVM_INTERNAL_ERROR_DELIVERY_EV] = "an exit while it delivered an event",
	[KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON] = "an exit reason it does not know",
};

static struct words internal_error_words(const struct kvm_run *run, __u64 rip)
{
	__u32 suberror = run->internal.suberror;

	return words("KVM internal error at RIP 0x%llx: %s (suberror %u)", rip,
		     suberror && suberror < COUNT_OF(suberrors) ? suberrors[suberror] : "unknown",
		     suberror);
}

/* Why KVM_RUN returned when nothing the cell claims had happened. */
static struct words exit_words(const struct kvm_run *run, __u64 rip)
{
	switch (run->exit_reason) {
	case KVM_EXIT_INTERNAL_ERROR:
		return internal_error_words(run, rip);
	case KVM_EXIT_FAIL_ENTRY:
		return words("VM entry failed: hardware reason 0x%llx",
			     run->fail_entry.hardware_entry_failure_reason);
	case KVM_EXIT_SHUTDOWN:
		return words("the guest shut down (triple fault) at RIP 0x%llx", rip);
	case KVM_EXIT_MMIO:
		return words("the guest touched 0x%llx, where there is no memory, at RIP "
			     "0x%llx",
			     run->mmio.phys_addr, rip);
	case KVM_EXIT_HLT:
		return words("an unclaimed HLT came to user space at RIP 0x%llx", rip);
	case KVM_EXIT_IO:
		return words("unclaimed I/O on port 0x%x came to user space at RIP 0x%llx",
			     run->io.port, rip);
	}
	return words("unclaimed KVM exit %u at RIP 0x%llx", run->exit_reason, rip);
}

static struct words explain_stop(struct machine_vm *vm, int error)
{
	struct kvm_regs registers = { 0 };

	vm->is_trouble = !hung && backend_error_passes(error);
	ioctl(vm->kvm.vcpu, KVM_GET_REGS, &registers);
	if (hung)
		return words("hung at RIP 0x%llx: it did not end within %d s", registers.rip,
			     HANG_SECONDS);
	if (error)
		return words("KVM_RUN failed at RIP 0x%llx: %s", registers.rip, strerror(error));
	return exit_words(vm->kvm.run, registers.rip);
}

/* Enter until the guest is done; or why it came out before. */
static struct words run_until_done(struct machine_vm *vm, u64 exits_allowed)
{
	u64 exits = 0;

	for (;;) {
		if (ioctl(vm->kvm.vcpu, KVM_RUN, NULL)) {
			if (errno == EINTR && !hung)
				continue;
			return explain_stop(vm, errno);
		}
		if (is_done(vm))
			break;
		if (!is_counted(vm->kvm.run) || exits++ == exits_allowed)
			return explain_stop(vm, 0);
	}
	complete_exit(vm);
	if (exits == exits_allowed)
		return NO_WORDS;
	return words("%llu exits to user space, claimed %llu", exits, exits_allowed);
}

static struct words run_timed(struct machine_vm *vm, u64 exits_allowed)
{
	struct words failure = NO_WORDS;

	hung = 0;
	running = vm->kvm.run;
	running->immediate_exit = 0;
	set_timer(vm, HANG_SECONDS);
	failure = run_until_done(vm, exits_allowed);
	set_timer(vm, 0);
	running = NULL;
	return failure;
}

/* Exits in the batch per iteration, without the one that ends it. */
static double exits_per_op(s64 before, s64 after, struct batch_size size)
{
	return before < 0 || after < 0
		       ? -1
		       : (double)(after - before - 1) / (double)batch_iterations(size);
}

static struct words check_exits(const struct machine_vm *vm, const struct cell *cell,
				struct batch_size size, const struct batch *batch)
{
	u64 claimed = cell_claim(cell)->exits;

	if (batch->exits_per_op < 0 || batch->exits_per_op >= (double)claimed || !vm->is_hardware)
		return NO_WORDS;
	return words("KVM counted %.3g exits per iteration over %llu iterations, claimed "
		     "at least %llu",
		     batch->exits_per_op, batch_iterations(size), claimed);
}

static struct words check(const struct machine_vm *vm, const struct cell *cell,
			  struct batch_size size, u64 host_ticks)
{
	const struct guest_params *params = vm->kvm.memory;
	enum claim_check verdict = cell_check_guest(cell, size, params);

	if (verdict != CLAIM_HOLDS)
		return backend_explain(cell, verdict, params);
	if (params->stamp[GUEST_SEGMENTS - 1] - params->stamp[0] > host_ticks)
		return words("the guest's TSC runs faster than the host's: it is scaled");
	return NO_WORDS;
}

struct words kvm_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
		     struct batch *batch)
{
	u64 start, user_exits = cell_claim(cell)->user_exits * batch_iterations(size);
	s64 exits_before = kvm_vm_count(&vm->kvm, vm->kvm.exits_offset);
	s64 interrupts_before = kvm_vm_count(&vm->kvm, vm->kvm.interrupts_offset);
	struct words failure = NO_WORDS;

	*batch = (struct batch){ 0 };
	if (vm->kvm.vcpu < 0 && kvm_vm_build(&vm->kvm)) {
		batch->is_trouble = true;
		return words("KVM cannot make another VM: %s", strerror(errno));
	}
	vm->is_trouble = false;
	cell_prepare_guest(cell, size, vm->kvm.memory);
	if (kvm_vm_reset_cpu(&vm->kvm, cell)) {
		batch->is_trouble = backend_error_passes(errno);
		return words("KVM refuses the guest's registers: %s", strerror(errno));
	}
	start = clock_ticks();
	failure = run_timed(vm, user_exits);
	if (!*failure.text)
		failure = check(vm, cell, size, clock_ticks() - start);
	*batch = (struct batch){
		.ticks = cell_ticks(cell, size, NULL, vm->kvm.memory),
		.taken_off = cell_ticks_taken_off(cell, NULL, vm->kvm.memory),
		.is_trouble = vm->is_trouble,
		.disturbed = kvm_vm_count(&vm->kvm, vm->kvm.interrupts_offset) != interrupts_before,
		.exits_per_op = exits_per_op(exits_before,
					     kvm_vm_count(&vm->kvm, vm->kvm.exits_offset), size),
	};
	if (!*failure.text)
		failure = check_exits(vm, cell, size, batch);
	if (*failure.text)
		kvm_vm_build(&vm->kvm); /* or else before the next batch */
	return failure;
}
