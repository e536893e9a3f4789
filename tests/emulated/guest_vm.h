/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM of /dev/exitbench as the test programs inside the emulated machine use it,
 * and how they say what came of a test: a line "ok NAME" or "not ok NAME".
 */
#ifndef TESTS_EMULATED_GUEST_VM_H
#define TESTS_EMULATED_GUEST_VM_H

#include <stdbool.h>
#include <stddef.h>
#include "../../bench/cell.h"
#include "../../driver/abi.h"

struct guest_vm {
	int device;
	u8 *memory;   /* GUEST_BYTES, with guest.bin in it */
	struct exitbench_capabilities capabilities;
};

/* One test's line. The format says what was seen, and is printed only when the test failed. */
void tell(const char *name, bool good, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* End the program unless `good`: the tests cannot go on. */
void insist(bool good, const char *what);

void guest_open(struct guest_vm *vm);
void guest_close(struct guest_vm *vm);

/* guest.bin again, where it was at first. What is beyond stays. */
void guest_reset(struct guest_vm *vm);

/* A full run of `code`, put at GUEST_SCRATCH: VMCALL is skipped and counted, OUT ends it. */
void guest_prepare(struct guest_vm *vm, const void *code, size_t bytes, struct vmx_run *run);

/* The same of a loop of VMCALLs that nothing but the bound on exits ends. */
void guest_prepare_endless(struct guest_vm *vm, struct vmx_run *run);

/* One batch. 0, or what errno says. */
int guest_try(const struct guest_vm *vm, struct vmx_run *run);

/* The same again, from the same beginning, until no interrupt ends it early. */
void guest_run(const struct guest_vm *vm, struct vmx_run *run);

/* The plain batch that must always work, whatever came before. */
bool guest_still_works(struct guest_vm *vm, struct vmx_run *run);

/* It ended early, and not by its own doing: an interrupt came, or the other CPU's turn took its time. */
bool guest_was_disturbed(const struct vmx_run *run);

#define MEASURED_ITERATIONS 400

/* Instructions per iteration, to the nearest; -1 if the cell's claim does not hold. */
int guest_measure(struct guest_vm *vm, const struct cell *cell, struct vmx_run *run);

/* It was refused, as beside a KVM that has VMX, or SVM, off nothing would end that in a crash. */
bool guest_is_for_kvm_only(const struct vmx_run *run);

/*
 * The next cell of some plain rows that the CPU has; false at the end. Start with all zeros. They are
 * the ones whose exits are completed in assembly, so that 400 iterations fit the millisecond of a
 * batch, in which Bochs executes 50,000 instructions.
 */
bool guest_next_cell(struct guest_vm *vm, struct cell *cell);

void pin_to_cpu(int cpu);

/*
 * The emulator is QEMU's TCG. Its CPUs take turns, a millisecond or so each, and one clock counts on for both: a batch's time
 * may be that of the other CPU, too. A guest of SVM may shut down there; Bochs ends itself with one.
 */
bool machine_is_qemu(void);

/* Always the same sequence. */
u64 random_next(u64 *seed);

#endif
