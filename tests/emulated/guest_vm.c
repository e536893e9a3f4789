// SPDX-License-Identifier: GPL-2.0-only
/* One VM of /dev/exitbench, and a test's line; see guest_vm.h. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../engine/svm/vmmcall.h"
#include "guest_vm.h"

#define TRIES 200
#define WARMUP 8
#define TCG_SIGNATURE 0x54474354 /* "TCGT" of TCGTCGTCGTCG */

extern const u8 guest_image[];
extern const u64 guest_image_bytes;

void tell(const char *name, bool good, const char *format, ...)
{
	va_list arguments;

	printf("%s %s\n", good ? "ok" : "not ok", name);
	if (!good) {
		printf("# ");
		va_start(arguments, format);
		vprintf(format, arguments);
		va_end(arguments);
		printf("\n");
	}
	fflush(stdout);
}

void insist(bool good, const char *what)
{
	if (good)
		return;
	tell(what, false, "errno %d: the tests cannot go on", errno);
	_exit(1);
}

/* By eight bytes: the C library does it by one where that is fast, but here each takes as long. */
static void copy(void *to, const void *from, size_t bytes)
{
	size_t words = (bytes + 7) / 8;

	asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}

void guest_reset(struct guest_vm *vm)
{
	copy(vm->memory, guest_image, guest_image_bytes);
	if (vm->capabilities.engine == ENGINE_SVM)
		svm_translate(vm->memory, guest_image_bytes);
}

void guest_open(struct guest_vm *vm)
{
	vm->device = open(EXITBENCH_DEVICE, O_RDWR | O_CLOEXEC);
	insist(vm->device >= 0, "the_device_opens");
	insist(!ioctl(vm->device, EXITBENCH_CAPABILITIES, &vm->capabilities), "capabilities_are_told");
	vm->memory = mmap(NULL, GUEST_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, vm->device, 0);
	insist(vm->memory != MAP_FAILED, "guest_memory_is_mapped");
	guest_reset(vm);
}

void guest_close(struct guest_vm *vm)
{
	munmap(vm->memory, GUEST_BYTES);
	close(vm->device);
}

void guest_prepare(struct guest_vm *vm, const void *code, size_t bytes, struct vmx_run *run)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };

	guest_reset(vm);
	memcpy(vm->memory + GUEST_SCRATCH, code, bytes);
	if (vm->capabilities.engine == ENGINE_SVM)
		svm_translate(vm->memory + GUEST_SCRATCH, bytes);
	cell_prepare_run(&vmcall, (struct batch_size){ 0, 1000 }, vm->capabilities.time_max_tsc, run);
	run->state.rip = GUEST_SCRATCH;
	run->flags = RUN_DUMP_HOST_STATE;
}

void guest_prepare_endless(struct guest_vm *vm, struct vmx_run *run)
{
	static const u8 endless_exits[] = { 0x0f, 0x01, 0xc1, 0xeb, 0xfb }; /* 1: vmcall; jmp 1b */

	guest_prepare(vm, endless_exits, sizeof(endless_exits), run);
}

int guest_try(const struct guest_vm *vm, struct vmx_run *run)
{
	return ioctl(vm->device, EXITBENCH_RUN, run) ? errno : 0;
}

void guest_run(const struct guest_vm *vm, struct vmx_run *run)
{
	const struct vmx_run first = *run;

	for (u32 i = 0; i < TRIES; i++) {
		*run = first;
		insist(!guest_try(vm, run), "the_run_ioctl_succeeds");
		if (run->outcome != RUN_INTERRUPTED)
			return;
	}
}

bool guest_still_works(struct guest_vm *vm, struct vmx_run *run)
{
	guest_prepare_endless(vm, run);
	guest_run(vm, run);
	return run->outcome == RUN_EXITS_SPENT && run->exits[EXIT_VMCALL] >= 1000;
}

bool guest_was_disturbed(const struct vmx_run *run)
{
	return run->outcome == RUN_INTERRUPTED || (machine_is_qemu() && run->outcome == RUN_TIMED_OUT);
}

int guest_measure(struct guest_vm *vm, const struct cell *cell, struct vmx_run *run)
{
	const u64 most = cell_iterations_max(cell, WARMUP);
	const struct batch_size size = { WARMUP, most < MEASURED_ITERATIONS ? most : MEASURED_ITERATIONS };

	for (u32 i = 0; i < TRIES; i++) {
		cell_prepare_guest(cell, size, vm->memory);
		cell_prepare_run(cell, size, vm->capabilities.time_max_tsc, run);
		run->flags |= RUN_DUMP_HOST_STATE;
		if (guest_try(vm, run))
			return -1;
		if (!guest_was_disturbed(run))
			break;
	}
	if (cell_check_run(cell, size, run, vm->memory) != CLAIM_HOLDS)
		return -1;
	return (int)(((u64)cell_ticks(cell, size, run, vm->memory) + size.iterations / 2) / size.iterations);
}

static bool step(struct cell *cell)
{
	if (++cell->ring < RINGS)
		return true;
	cell->ring = 0;
	if (++cell->form < FORM_COUNT)
		return true;
	cell->form = 0;
	if (++cell->env < ENVS)
		return true;
	cell->env = 0;
	return ++cell->op < OPS;
}

static bool is_plain(const struct cell *cell)
{
	static const enum op plain[] = { OP_nop, OP_cpuid, OP_vmcall, OP_pause, OP_rdmsr, OP_hlt, OP_pgfault };

	for (u32 i = 0; i < COUNT_OF(plain); i++)
		if (cell->op == plain[i])
			return cell->ring == 0;
	return false;
}

bool guest_is_for_kvm_only(const struct vmx_run *run)
{
	return run->outcome == RUN_NO_VMX &&
	       (run->detail == VMX_FOR_KVM_ONLY || run->detail == SVM_FOR_KVM_ONLY);
}

static bool runs_here(const struct guest_vm *vm, const struct cell *cell)
{
	struct vmx_run run;

	if (!is_plain(cell) || !cell_exists(cell, BACKEND_VMX))
		return false;
	cell_prepare_run(cell, (struct batch_size){ 0, 1 }, 0, &run);
	run.flags = RUN_CHECK_ONLY;
	return !guest_try(vm, &run) && run.outcome == RUN_DONE;
}

/* Asked once each: later VMX may be off. */
static bool is_known_to_run(const struct guest_vm *vm, const struct cell *cell)
{
	static enum answer { UNKNOWN, RUNS, RUNS_NOT } answers[OPS][ENVS][FORM_COUNT][RINGS];
	enum answer *answer = &answers[cell->op][cell->env][cell->form][cell->ring];

	if (*answer == UNKNOWN)
		*answer = runs_here(vm, cell) ? RUNS : RUNS_NOT;
	return *answer == RUNS;
}

bool guest_next_cell(struct guest_vm *vm, struct cell *cell)
{
	while (step(cell))
		if (is_known_to_run(vm, cell))
			return true;
	return false;
}

bool machine_is_qemu(void)
{
	u32 eax, ebx, ecx, edx;

	__cpuid(0x40000000, eax, ebx, ecx, edx);
	return ebx == TCG_SIGNATURE;
}

void pin_to_cpu(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	insist(!sched_setaffinity(0, sizeof(one), &one), "a_process_is_pinned_to_its_cpu");
}

u64 random_next(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32 | *seed << 32;
}
