// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest through /dev/kvm. Works with software KVM, too, which does not always follow the
 * architecture. A VM in which a claim failed or a guest hung is replaced.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "backends/backend.h"
#include "backends/kvm_vm.h"
#include "backends/kvm_watch.h"
#include "backends/kvm_words.h"
#include "machine/above.h"
#include "machine/ticks.h"

#define SLOW_DELIVERY_SECONDS 1e-3

struct machine_vm {
	struct kvm_vm plain, board;
	struct kvm_vm *kvm;  /* the one of the two that the cell at hand runs in */
	bool is_hardware, has_board;
	bool is_trouble;     /* the last failure; see struct batch */
	struct kvm_watch watch; /* of the thread that opened the VM, which runs it */
};

void kvm_close(struct machine_vm *vm)
{
	kvm_vm_close(&vm->plain);
	if (vm->has_board)
		kvm_vm_close(&vm->board);
	kvm_watch_close(&vm->watch);
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
	missing = kvm_vm_open(&vm->plain, false);
	if (!*missing.text && kvm_watch_open(&vm->watch))
		missing = words("no timer to stop a hung guest with: %s", strerror(errno));
	if (*missing.text)
		kvm_close(vm);
	else
		*opened = vm;
	return missing;
}

/* The VM with a board is made when a cell first wants it. */
static struct words choose_vm(struct machine_vm *vm, const struct cell *cell)
{
	struct words missing = NO_WORDS;
	bool wants_board = cell_claim(cell)->board;

	vm->kvm = wants_board ? &vm->board : &vm->plain;
	if (!wants_board || vm->has_board)
		return NO_WORDS;
	missing = kvm_vm_open(&vm->board, true);
	vm->has_board = !*missing.text;
	if (!vm->has_board)
		kvm_vm_close(&vm->board);
	return missing;
}

struct words kvm_refuses(struct machine_vm *vm, const struct cell *cell)
{
	struct words missing = NO_WORDS;
	const char *lacks;

	if (!cell_exists(cell, BACKEND_KVM))
		return words("the table has no such cell on kvm");
	missing = choose_vm(vm, cell);
	if (*missing.text)
		return missing;
	lacks = kvm_vm_lacks(vm->kvm, cell_claim(cell)->needs);
	if (lacks)
		return words("KVM does not offer its guests %s", lacks);
	if (kvm_peer_is_wanted(cell) && sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return words("a second virtual CPU needs a second CPU of the host");
	if (cell_claim(cell)->cr4 && kvm_vm_reset_cpu(vm->kvm, cell))
		return words(
			"KVM refuses a bit of CR4 that the operation needs: the CPU lacks it, or "
			"the kernel leaves it off");
	return NO_WORDS;
}

static bool is_done(const struct machine_vm *vm)
{
	const struct kvm_run *run = vm->kvm->run;
	const struct guest_params *params = vm->kvm->memory;

	if (params->done_by == DONE_BY_HLT)
		return run->exit_reason == KVM_EXIT_HLT && params->finished;
	return run->exit_reason == KVM_EXIT_IO && run->io.port == GUEST_DONE_PORT;
}

/* The exit to user space that the operation itself causes. */
static bool is_claimed(const struct kvm_run *run, const struct cell *cell)
{
	static const __u32 reasons[] = { [USER_EXIT_HLT] = KVM_EXIT_HLT,
					 [USER_EXIT_IO] = KVM_EXIT_IO,
					 [USER_EXIT_MMIO] = KVM_EXIT_MMIO };
	u8 how = cell_claim(cell)->user_exit;

	return how && run->exit_reason == reasons[how];
}

/* The device of user space: all ones are read, what is written is dropped. */
static void answer(struct kvm_run *run)
{
	if (run->exit_reason == KVM_EXIT_MMIO && !run->mmio.is_write)
		memset(run->mmio.data, 0xff, sizeof(run->mmio.data));
	if (run->exit_reason == KVM_EXIT_IO && run->io.direction == KVM_EXIT_IO_IN)
		memset((char *)run + run->io.data_offset, 0xff, run->io.size * run->io.count);
}

/* The guest is only consistent once the last exit's I/O has been completed. */
static void complete_exit(const struct machine_vm *vm)
{
	vm->kvm->run->immediate_exit = 1;
	ioctl(vm->kvm->vcpu, KVM_RUN, NULL);
	vm->kvm->run->immediate_exit = 0;
}

static struct words explain_stop(struct machine_vm *vm, int error)
{
	struct kvm_regs registers = { 0 };

	vm->is_trouble = !kvm_watch_struck() && backend_error_passes(error);
	ioctl(vm->kvm->vcpu, KVM_GET_REGS, &registers);
	if (kvm_watch_struck())
		return words("hung at RIP 0x%llx: it did not end within %d s of work, or %d s",
			     registers.rip, KVM_HANG_SECONDS, KVM_HALT_SECONDS);
	if (error)
		return words("KVM_RUN failed at RIP 0x%llx: %s", registers.rip, strerror(error));
	return kvm_exit_words(vm->kvm->run, registers.rip);
}

/* Enter until the guest is done; or why it came out before. */
static struct words run_until_done(struct machine_vm *vm, const struct cell *cell,
				   u64 exits_allowed)
{
	u64 exits = 0;

	for (;;) {
		if (ioctl(vm->kvm->vcpu, KVM_RUN, NULL)) {
			if (errno == EINTR && !kvm_watch_struck())
				continue;
			return explain_stop(vm, errno);
		}
		if (is_done(vm))
			break;
		if (!is_claimed(vm->kvm->run, cell) || exits++ == exits_allowed)
			return explain_stop(vm, 0);
		answer(vm->kvm->run);
	}
	complete_exit(vm);
	if (exits == exits_allowed)
		return NO_WORDS;
	return words("%llu exits to user space, claimed %llu", exits, exits_allowed);
}

/* The segments of a batch, each iteration a KVM_RUN that returns before it enters. */
static struct words run_outside(struct machine_vm *vm)
{
	struct guest_params *params = vm->kvm->memory;

	vm->kvm->run->immediate_exit = 1;
	for (u32 segment = 0; segment < GUEST_SEGMENTS; segment++) {
		for (u64 i = params->segment[segment]; i; i--)
			if (!ioctl(vm->kvm->vcpu, KVM_RUN, NULL) || errno != EINTR)
				return words("KVM_RUN entered the guest, against immediate_exit");
		params->stamp[segment] = clock_ticks();
	}
	params->cs = 3; /* a process's ring */
	params->finished = 1;
	return NO_WORDS;
}

static struct words run_timed(struct machine_vm *vm, const struct cell *cell, u64 exits_allowed)
{
	struct words failure = NO_WORDS;

	vm->kvm->run->immediate_exit = 0;
	kvm_watch_begin(&vm->watch, vm->kvm->run);
	failure = cell_claim(cell)->never_enters ? run_outside(vm)
						 : run_until_done(vm, cell, exits_allowed);
	kvm_watch_end(&vm->watch);
	return failure;
}

/* Exits in the batch per iteration, without the one that ends it. */
static double exits_per_op(const struct kvm_counts *before, const struct kvm_counts *after,
			   struct batch_size size)
{
	return before->exits < 0
		       ? -1
		       : (double)(after->exits - before->exits - 1) /
				 (double)batch_iterations(size);
}

/* Each touch of a fresh page is a fault that KVM mends. */
static struct words check_faults(const struct cell *cell, struct batch_size size,
				 const struct kvm_counts *before, const struct kvm_counts *after)
{
	u64 mended = (u64)(after->faults - before->faults);

	if (!cell_touches_fresh_memory(cell) || before->faults < 0 ||
	    mended >= batch_iterations(size))
		return NO_WORDS;
	return words("KVM mapped %llu pages in %llu iterations, each of which touches another",
		     mended, batch_iterations(size));
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
	const struct guest_params *params = vm->kvm->memory;
	enum claim_check verdict = cell_check_guest(cell, size, params);

	if (verdict != CLAIM_HOLDS)
		return backend_explain(cell, verdict, params);
	if (params->stamp[GUEST_SEGMENTS - 1] - params->stamp[0] > host_ticks)
		return words("the guest's TSC runs faster than the host's: it is scaled");
	return NO_WORDS;
}

/* 0, or -1 with errno. */
static int prepare(struct machine_vm *vm, const struct cell *cell, struct batch_size size)
{
	if (vm->kvm->vcpu < 0 && kvm_vm_build(vm->kvm))
		return -1;
	cell_prepare_guest(cell, size, vm->kvm->memory);
	if (vm->kvm->has_board && kvm_board_prepare(&vm->kvm->board, cell))
		return -1;
	if (kvm_vm_reset_cpu(vm->kvm, cell))
		return -1;
	return kvm_peer_is_wanted(cell) ? kvm_peer_start(&vm->kvm->peer, &vm->kvm->sregs, cell) : 0;
}

static bool takes_interrupts(const struct cell *cell)
{
	return cell_claim(cell)->trap_vector >= GUEST_APIC_VECTOR;
}

/*
 * A software KVM may deliver an interrupt to a CPU that runs only when the host's scheduler next
 * stops it. Then the scheduler's slice is measured, and no interrupt. Of the thread's own time: a
 * machine that is starved is late as well.
 */
static struct words check_delivery(const struct machine_vm *vm, const struct cell *cell,
				   struct batch_size size, double seconds)
{
	double each = seconds / (double)batch_iterations(size);

	if (vm->is_hardware || !takes_interrupts(cell) || each < SLOW_DELIVERY_SECONDS)
		return NO_WORDS;
	return words("an interrupt takes %.1f ms: this KVM delivers it when the scheduler next "
		     "stops the virtual CPU",
		     each * 1e3);
}

static struct words run_checked(struct machine_vm *vm, const struct cell *cell,
				struct batch_size size, bool *switched)
{
	u64 start = clock_ticks();
	struct kvm_thread began = kvm_thread_now(), ended;
	struct words failure =
		run_timed(vm, cell, cell_claim(cell)->user_exits * batch_iterations(size));
	struct words of_peer = NO_WORDS;

	ended = kvm_thread_now();
	*switched = ended.switches != began.switches;
	of_peer = kvm_peer_stop(&vm->kvm->peer);
	if (!*failure.text)
		failure = check_delivery(vm, cell, size, ended.seconds - began.seconds);
	if (*of_peer.text)
		failure = words("the second virtual CPU ended: %s", of_peer.text);
	if (!*failure.text)
		failure = check(vm, cell, size, clock_ticks() - start);
	if (!*failure.text && vm->kvm->has_board)
		failure = kvm_board_check(&vm->kvm->board, cell, batch_iterations(size));
	return failure;
}

struct words kvm_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
		     struct batch *batch)
{
	struct words failure = choose_vm(vm, cell);
	struct kvm_counts before, after;
	bool switched;

	/* What this machine cannot run at all, kvm_refuses() has refused before. */
	*batch = (struct batch){ .is_trouble = *failure.text };
	if (*failure.text)
		return failure;
	vm->is_trouble = false;
	if (prepare(vm, cell, size)) {
		batch->is_trouble = backend_error_passes(errno);
		return words("KVM cannot make the VM as the cell needs it: %s", strerror(errno));
	}
	before = kvm_vm_counts(vm->kvm);
	failure = run_checked(vm, cell, size, &switched);
	after = kvm_vm_counts(vm->kvm);
	*batch = (struct batch){
		.ticks = cell_ticks(cell, size, NULL, vm->kvm->memory),
		.taken_off = cell_ticks_taken_off(cell, NULL, vm->kvm->memory),
		.is_trouble = vm->is_trouble,
		/* By an interrupt of the host comes that of a timer, or of another virtual CPU. */
		.disturbed = after.interrupts != before.interrupts && !takes_interrupts(cell) &&
			     !kvm_peer_is_wanted(cell),
		.elsewhere = vm->kvm->has_board, /* to prepare or stop it may sleep */
		.switched = switched,
		.exits_per_op = exits_per_op(&before, &after, size),
	};
	if (!*failure.text)
		failure = check_exits(vm, cell, size, batch);
	if (!*failure.text)
		failure = check_faults(cell, size, &before, &after);
	if (*failure.text)
		kvm_vm_build(vm->kvm); /* or else before the next batch */
	return failure;
}
