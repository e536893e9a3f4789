// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same loops without a virtual machine: ring 3 in this process, 32-bit code in a second one,
 * ring 0 in the kernel, through the module. A signal handler takes the exceptions: it counts one
 * that the row claims and moves RIP past the instruction; any other ends the batch. Each cell is
 * tried once, and refused if this machine cannot run it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "bench/native.h"
#include "driver/abi.h"
#include "backends/backend.h"
#include "backends/native_32_bit.h"
#include "text/places.h"

static const int exception_signals[] = { SIGFPE, SIGSEGV, SIGILL, SIGBUS, SIGTRAP };
#define VECTOR_UD      6
#define SIGNALS_CAUGHT COUNT_OF(exception_signals)

struct machine_vm {
	struct guest_params params;
	u64 table;
	int device;                     /* of the module, or -1 */
	struct words no_ring_0;         /* why there is none */
	struct native_32_bit in_32_bit;
	bool switched;                  /* that process was, in its last batch */
	bool is_trouble;                /* the last failure; see struct batch */
	void *hole;                     /* keeps GUEST_HOLE free of anything else */
	struct sigaction before[SIGNALS_CAUGHT];
	u8 scratch[NATIVE_SCRATCH_BYTES] __attribute__((aligned(64)));
};

/* The loop of ring 3 that runs: one at a time in a process. */
static struct {
	struct guest_params *params;
	const struct claim *claim;
} running;

static bool is_in_loop(u64 rip)
{
	return running.params && rip >= (u64)(uintptr_t)native_loops_begin &&
	       rip < (u64)(uintptr_t)native_loops_end;
}

static void take_exception(int signal, siginfo_t *information, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	u64 vector = (u64)registers[REG_TRAPNO], rip = (u64)registers[REG_RIP];

	(void)information;
	if (!is_in_loop(rip) || vector >= GUEST_VECTORS) {
		struct sigaction ending = { .sa_handler = SIG_DFL };

		/* not ours: it comes again and ends the process */
		sigaction(signal, &ending, NULL);
	} else if (running.claim->traps && vector == running.claim->trap_vector) {
		running.params->traps[vector]++;
		registers[REG_RIP] += running.claim->policy.length;
	} else {
		registers[REG_RAX] = (greg_t)vector;
		registers[REG_RIP] = (greg_t)(uintptr_t)native_loop_fault;
	}
}

static void catch_exceptions(struct machine_vm *vm)
{
	struct sigaction action = { .sa_sigaction = take_exception, .sa_flags = SA_SIGINFO };

	for (size_t i = 0; i < SIGNALS_CAUGHT; i++)
		sigaction(exception_signals[i], &action, &vm->before[i]);
}

struct words native_open(struct machine_vm **opened)
{
	struct machine_vm *vm = aligned_alloc(64, (sizeof(*vm) + 63) / 64 * 64);

	*opened = vm;
	if (!vm)
		return words("out of memory");
	*vm = (struct machine_vm){ .table = native_table_hash() };
	vm->device = open(EXITBENCH_DEVICE, O_RDWR | O_CLOEXEC);
	if (vm->device < 0)
		vm->no_ring_0 = backend_explain_open(EXITBENCH_DEVICE, errno,
						     words("there is no " EXITBENCH_DEVICE
							   ": ring 0 needs the module exitbench "
							   "loaded (%s); it needs neither "
							   "VT-x nor AMD-V",
							   place_driver_remedy())
							     .text,
						     "ring 0 needs it, and only root may");
	vm->hole = mmap((void *)GUEST_HOLE, PAGE_BYTES, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	catch_exceptions(vm);
	return NO_WORDS;
}

void native_close(struct machine_vm *vm)
{
	native_32_bit_end(&vm->in_32_bit);
	for (size_t i = 0; i < SIGNALS_CAUGHT; i++)
		sigaction(exception_signals[i], &vm->before[i], NULL);
	if (vm->hole != MAP_FAILED)
		munmap(vm->hole, PAGE_BYTES);
	if (vm->device >= 0)
		close(vm->device);
	free(vm);
}

static const char *const host_rows[] = {
#define DUMP(name, reading) name,
#include "engine/host_dump.def"
#undef DUMP
};

static struct words explain_module(int error)
{
	switch (error) {
	case ENOTTY:
	case ESTALE:
		return words(
			"the module exitbench was built from another table: load the one that was "
			"built with this program");
	case EOPNOTSUPP:
		return words(
			"this kernel does not run in ring 0 (Xen and the like), or is PREEMPT_RT "
			"and the module has no allow_rt=1");
	}
	return words("the module exitbench refuses the loop: %s", strerror(error));
}

/* Why it did not run. `held_up`: it took too long, as when an SMI falls into it. */
static struct words run_ring_0(struct machine_vm *vm, const struct cell *cell, u32 flags,
			       bool *held_up)
{
	struct exitbench_native batch = {
		.table = vm->table, .op = cell->op, .flags = flags, .params = vm->params,
	};
	int failed;

	if (vm->device < 0)
		return vm->no_ring_0;
	do
		failed = ioctl(vm->device, EXITBENCH_NATIVE, &batch);
	while (failed && errno == EINTR);
	*held_up = failed && errno == ETIME;
	vm->is_trouble = failed && backend_error_passes(errno);
	if (failed)
		return *held_up ? NO_WORDS : explain_module(errno);
	vm->params = batch.params;
	if (batch.host_changed)
		return words("the host's state has changed: %s", host_rows[batch.host_changed - 1]);
	return NO_WORDS;
}

static void run_ring_3(struct machine_vm *vm, const struct cell *cell)
{
	running.claim = cell_claim(cell);
	running.params = &vm->params;
	native_loop_run(&vm->params, vm->scratch, native_loops[cell->op]);
	running.params = NULL;
}

static struct words run_in_32_bit(struct machine_vm *vm, const struct cell *cell)
{
	struct native_32_bit_batch batch = { .params = vm->params, .op = cell->op };
	struct words failure = native_32_bit_run(&vm->in_32_bit, cell_claim(cell), &batch);

	vm->params = batch.params;
	vm->switched = batch.switches;
	vm->is_trouble = vm->in_32_bit.is_trouble;
	return failure;
}

static struct words run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			u32 flags, bool *held_up)
{
	struct words failure = NO_WORDS;

	*held_up = vm->is_trouble = false;
	cell_prepare_native(size, &vm->params);
	if (cell_claim(cell)->in_32_bit)
		failure = run_in_32_bit(vm, cell);
	else if (cell->ring)
		run_ring_3(vm, cell);
	else
		failure = run_ring_0(vm, cell, flags, held_up);
	if (*failure.text || *held_up)
		return failure;
	return backend_explain(cell, cell_check_guest(cell, size, &vm->params), &vm->params);
}

struct words native_misses(struct machine_vm *vm, u8 ring)
{
	return ring ? NO_WORDS : vm->no_ring_0;
}

/* Tries the cell once; in ring 0 with a check of what it changes. */
struct words native_refuses(struct machine_vm *vm, const struct cell *cell)
{
	const struct batch_size smallest = { 0, 1 };
	struct words refusal = NO_WORDS;
	bool held_up;

	if (!cell_exists(cell, BACKEND_NATIVE))
		return words("the table has no such cell on native");
	refusal = run(vm, cell, smallest, RUN_DUMP_HOST_STATE, &held_up);
	if (*refusal.text && vm->params.faults && vm->params.vector == VECTOR_UD)
		return words(
			"this CPU does not have the instruction, or a hypervisor above hides it "
			"(#UD)");
	return refusal;
}

struct words native_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			struct batch *batch)
{
	bool held_up;
	struct words failure = run(vm, cell, size, 0, &held_up);

	*batch = (struct batch){ .is_trouble = vm->is_trouble };
	if (*failure.text)
		return failure;
	*batch = (struct batch){
		.ticks = cell_ticks(cell, size, NULL, &vm->params),
		.taken_off = cell_ticks_taken_off(cell, NULL, &vm->params),
		.disturbed = held_up,
		.exits_per_op = -1,
		.elsewhere = cell_claim(cell)->in_32_bit,
		.switched = vm->switched,
	};
	return NO_WORDS;
}
