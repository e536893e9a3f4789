// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches through our own driver, /dev/exitbench, for the backends vmx and svm, of which a CPU has
 * one. The guest lies in memory shared with the module; each batch is one ioctl. While a VM is
 * open, and kvm_intel or kvm_amd is loaded, an empty KVM VM is open, too: then KVM owns VMX
 * operation, or SVM, and we only borrow it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "driver/abi.h"
#include "engine/svm/vmmcall.h"
#include "backends/backend.h"
#include "backends/vmx_words.h"
#include "machine/machine.h"
#include "text/places.h"

struct machine_vm {
	enum engine_kind engine;
	int device, kvm, kvm_machine;  /* -1: not open */
	void *memory;
	struct exitbench_capabilities capabilities;
};

static const struct vendor {
	const char *name, *words, *kvm, *kvm_path;
} vendors[] = {
	[ENGINE_VMX] = { "VMX", "VT-x", "kvm_intel", "/sys/module/kvm_intel" },
	[ENGINE_SVM] = { "SVM", "AMD-V", "kvm_amd", "/sys/module/kvm_amd" },
};

void vmx_close(struct machine_vm *vm)
{
	if (vm->memory != MAP_FAILED)
		munmap(vm->memory, GUEST_BYTES);
	close_if_open(&vm->device);
	close_if_open(&vm->kvm_machine);
	close_if_open(&vm->kvm);
	free(vm);
}

/*
 * Where kvm_intel is loaded, KVM ends VMX in a crash, but for certain only while it has VMX on: for
 * a VM. Who may not use KVM has none: whether the module then turns VMX on itself depends on the
 * kernel (driver/linux/own_vmx.c). So with kvm_amd and SVM.
 */
static struct words let_kvm_own_it(struct machine_vm *vm)
{
	const struct vendor *vendor = &vendors[vm->engine];

	if (access(vendor->kvm_path, F_OK))
		return NO_WORDS;
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return NO_WORDS;
	vm->kvm_machine = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->kvm_machine >= 0)
		return NO_WORDS;
	return words("KVM makes no VM, which would keep %s on for this run (%s): unload "
		     "%s, or end what else holds %s",
		     vendor->name, strerror(errno), vendor->kvm, vendor->name);
}

static struct words check_capabilities(struct machine_vm *vm)
{
	struct exitbench_capabilities *capabilities = &vm->capabilities;

	if (ioctl(vm->device, EXITBENCH_CAPABILITIES, capabilities))
		return words("the module exitbench does not report its capabilities: %s",
			     strerror(errno));
	if (capabilities->abi_version != EXITBENCH_ABI_VERSION)
		return words("the module exitbench speaks ABI %u, this program %u: load "
			     "the module that was built with it",
			     capabilities->abi_version, EXITBENCH_ABI_VERSION);
	if (capabilities->engine != vm->engine)
		return words("this CPU has no %s", vendors[vm->engine].name);
	if (capabilities->vmx.obstacle | capabilities->svm.obstacle)
		return words("%s", machine_obstacle_words(capabilities->vmx.obstacle |
							  capabilities->svm.obstacle));
	return NO_WORDS;
}

static struct words map_memory(struct machine_vm *vm)
{
	vm->memory = mmap(NULL, GUEST_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, vm->device, 0);
	if (vm->memory == MAP_FAILED)
		return words("the guest's memory cannot be mapped: %s", strerror(errno));
	memset(vm->memory, 0, GUEST_BYTES);
	memcpy(vm->memory, guest_image, guest_image_bytes);
	if (vm->engine == ENGINE_SVM)
		svm_translate(vm->memory, guest_image_bytes);
	return NO_WORDS;
}

static struct words open_parts(struct machine_vm *vm)
{
	struct words missing = NO_WORDS;

	vm->device = open(EXITBENCH_DEVICE, O_RDWR | O_CLOEXEC);
	if (vm->device < 0)
		return backend_explain_open(EXITBENCH_DEVICE, errno,
					    words("there is no " EXITBENCH_DEVICE
						  ": it needs a CPU with %s and the module "
						  "exitbench loaded (%s)",
						  vendors[vm->engine].words, place_driver_remedy())
						    .text,
					    "only root may");
	missing = let_kvm_own_it(vm);
	if (!*missing.text)
		missing = check_capabilities(vm);
	return *missing.text ? missing : map_memory(vm);
}

static struct words open_engine(struct machine_vm **opened, enum engine_kind engine)
{
	struct machine_vm *vm = malloc(sizeof(*vm));
	struct words missing = NO_WORDS;

	*opened = NULL;
	if (!vm)
		return words("out of memory");
	*vm = (struct machine_vm){
		.engine = engine, .device = -1, .kvm = -1, .kvm_machine = -1,
		.memory = MAP_FAILED
	};
	missing = open_parts(vm);
	if (*missing.text)
		vmx_close(vm);
	else
		*opened = vm;
	return missing;
}

struct words vmx_open(struct machine_vm **opened)
{
	return open_engine(opened, ENGINE_VMX);
}

struct words svm_open(struct machine_vm **opened)
{
	return open_engine(opened, ENGINE_SVM);
}

/* A pending signal is no outcome: nothing ran. */
static int run_ioctl(const struct machine_vm *vm, struct vmx_run *run)
{
	int failed;

	do
		failed = ioctl(vm->device, EXITBENCH_RUN, run);
	while (failed && errno == EINTR);
	return failed;
}

/* Linux has machine checks on. */
static struct words refused_by_svm(const struct cell *cell)
{
	if (cell->op == OP_sysenter_sysexit && !cell_is_32_bit(cell))
		return words("AMD's CPUs have SYSENTER in legacy mode alone, not in long mode");
	if (cell->op == OP_mov_cr4 && cell->env == ENV_hvm)
		return words("under SVM each write of CR4 exits, so that machine checks stay on");
	return NO_WORDS;
}

static struct words refused_by_vmx(const struct cell *cell)
{
	const struct claim *claim = cell_claim(cell);

	if (!cell_needs_svm(cell))
		return NO_WORDS;
	return words("VT-x cannot make %s%s%s exit", vmx_reason_words(claim->reason),
		     claim->also ? " or " : "",
		     claim->also ? vmx_reason_words(claim->also_reason) : "");
}

struct words vmx_refuses(struct machine_vm *vm, const struct cell *cell)
{
	const struct batch_size smallest = { 0, 1 };
	struct words refused = vm->engine == ENGINE_SVM ? refused_by_svm(cell)
							: refused_by_vmx(cell);
	struct vmx_run run;

	if (!cell_exists(cell, BACKEND_VMX))
		return words("the table has no such cell on vmx or svm");
	if (*refused.text)
		return refused;
	cell_prepare_run(cell, smallest, vm->capabilities.time_max_tsc, &run);
	run.flags = RUN_CHECK_ONLY;
	if (run_ioctl(vm, &run))
		return words("the module refuses the run: %s", strerror(errno));
	return run.outcome == RUN_DONE ? NO_WORDS : vmx_outcome_words(&run);
}

/* Why the run failed, by the module's outcome and the table's check of the claim. */
static struct words explain(const struct machine_vm *vm, const struct cell *cell,
			    struct batch_size size, const struct vmx_run *run)
{
	enum claim_check verdict = cell_check_run(cell, size, run, vm->memory);

	switch (verdict) {
	case CLAIM_HOLDS:
	case CLAIM_DISTURBED:
		return NO_WORDS;
	case CLAIM_REFUSED:
		return vmx_outcome_words(run);
	case CLAIM_ENDED_EARLY:
		if (run->outcome != RUN_DONE)
			return vmx_outcome_words(run);
		return backend_explain(cell, verdict, vm->memory);
	case CLAIM_WRONG_COUNT:
	case CLAIM_OTHER_EXITS:
		return words("%s: claimed %llu, seen: %s",
			     backend_explain(cell, verdict, vm->memory).text,
			     cell_exits_expected(cell, size), vmx_exits_words(run).text);
	default:
		return words("%s; exits: %s", backend_explain(cell, verdict, vm->memory).text,
			     vmx_exits_words(run).text);
	}
}

/* One try: after an SMI or a hypervisor above held a run up past its time, there is a second. */
static int try_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
		   struct vmx_run *run)
{
	cell_prepare_guest(cell, size, vm->memory);
	cell_prepare_run(cell, size, vm->capabilities.time_max_tsc, run);
	return run_ioctl(vm, run);
}

static double exits_per_op(const struct cell *cell, struct batch_size size,
			   const struct vmx_run *run)
{
	const struct claim *claim = cell_claim(cell);
	u64 exits = claim->exits ? run->exits[claim->reason] : 0;

	if (claim->also)
		exits += run->exits[claim->also_reason];
	exits -= cell_exits_outside(cell);
	return (double)exits / (double)batch_iterations(size);
}

/* The cost of the host's stamps is known from the run, that of the guest's from the twin. */
static void read_legs(const struct machine_vm *vm, const struct cell *cell, struct batch_size size,
		      const struct vmx_run *run, struct batch *batch)
{
	static const double stamps_in[LEGS] = {
		[LEG_exit] = 0.5, [LEG_handler] = 1, [LEG_entry] = 0.5
	};
	double stamp = run->stamp_count ? (double)run->stamp_ticks / (double)run->stamp_count : 0;
	s64 legs[LEGS];

	batch->has_legs = cell->form == FORM_STAMPED && cell_claim(cell)->exits &&
			  !batch->disturbed && run->stamp_count;
	for (u64 i = 0; batch->has_legs && i < size.iterations; i++) {
		cell_legs(size, run, vm->memory, i, legs);
		for (int leg = 0; leg < LEGS; leg++) {
			double ticks = (double)legs[leg] - stamps_in[leg] * stamp;

			batch->each_exit[i][leg] = (float)ticks;
			batch->legs[leg] += ticks / (double)size.iterations;
		}
	}
}

struct words vmx_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
		     struct batch *batch)
{
	struct vmx_run run;
	int failed = try_run(vm, cell, size, &run);
	bool held_up = !failed && run.outcome == RUN_TIMED_OUT;
	struct words failure = NO_WORDS;

	if (held_up)
		failed = try_run(vm, cell, size, &run);
	if (failed) {
		*batch = (struct batch){ .is_trouble = backend_error_passes(errno) };
		return words("the module refuses the run: %s", strerror(errno));
	}
	failure = explain(vm, cell, size, &run);
	if (*failure.text) {
		/* It was usable when the VM was made: KVM or another takes or leaves it now. */
		*batch = (struct batch){ .is_trouble = run.outcome == RUN_NO_VMX };
		return failure;
	}
	*batch = (struct batch){
		.ticks = cell_ticks(cell, size, &run, vm->memory),
		.taken_off = cell_ticks_taken_off(cell, &run, vm->memory),
		.disturbed = held_up || run.nmis || run.outcome == RUN_INTERRUPTED,
		.exits_per_op = exits_per_op(cell, size, &run),
	};
	read_legs(vm, cell, size, &run, batch);
	return NO_WORDS;
}

struct words vmx_check_clocks(struct machine_vm *vm, const struct cell *cell,
			      struct batch_size size, struct clock_check *check)
{
	struct vmx_run run;

	cell_prepare_guest(cell, size, vm->memory);
	cell_prepare_run(cell, size, vm->capabilities.time_max_tsc, &run);
	cell_request_clock_check(&run);
	if (run_ioctl(vm, &run))
		return words("the module refuses the run: %s", strerror(errno));
	if (run.outcome == RUN_TIMED_OUT)
		return NO_WORDS;
	switch (cell_check_run(cell, size, &run, vm->memory)) {
	case CLAIM_HOLDS:
		cell_add_clock_check(size, &run, vm->memory, vm->capabilities.vmx.timer_shift,
				     check);
		return NO_WORDS;
	case CLAIM_DISTURBED:
		return NO_WORDS;
	case CLAIM_REFUSED:
		return vmx_outcome_words(&run);
	default:
		check->failed++;
		return explain(vm, cell, size, &run);
	}
}
