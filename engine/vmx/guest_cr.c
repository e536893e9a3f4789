// SPDX-License-Identifier: GPL-2.0-only
/* CR0 and CR4 of the guest: what it asks for, with what VMX operation and the host insist on. */
#include <cpu_instructions.h>
#include "guest_cr.h"
#include "../x86.h"

/* OSXSAVE: see xcr0_unguarded. */
#define CR4_GUEST_MAY_SET (CR4_FOR_GUESTS | CR4_SMXE)

/*
 * The FPU registers are still the host's, unless lent (xss.c): with TS set,
 * touching them is #NM.
 */
u64 guest_cr0(const struct vm *vm, u64 value)
{
	u64 guard = control_is_set(&vm->image.control.controls, ENABLE_XSAVES) ? 0 : CR0_TS;

	return (value | vm->caps.cr0_fixed0 | guard) & vm->caps.cr0_fixed1;
}

/*
 * XCR0 and the registers that XSAVE manages are the host's while the guest runs. With OSXSAVE set
 * the guest still cannot change XCR0, since XSETBV exits wherever it does not fault, and is never
 * executed for it ("Instructions That Cause VM Exits Unconditionally"); XGETBV only reads; and
 * XSAVE, XRSTOR and whatever names a vector or mask register are #NM by CR0.TS, which the guest
 * cannot clear (its mask is all ones). HOST_CR4 brings the host's back.
 * But TS guards neither MPX's bounds nor AMX's tiles nor APX's registers: where the host has any of
 * these on in XCR0, or what comes after them, the guest does not get OSXSAVE. PKRU it cannot reach
 * without CR4.PKE. A host that has OSXSAVE clear itself has nothing there to lose.
 * Nor are their bits cleared in XCR0 for the batch. Registers may hold the state of a process that
 * is not running, which nothing saves again; that they keep it while their bit is clear, and tiles
 * do across VM exits (Sapphire Rapids has an erratum), no emulator shows.
 */
static u64 xcr0_unguarded(void)
{
	return cr4_read() & CR4_OSXSAVE ? xcr0_read() & ~(XCR0_GUARDED | XCR0_PKRU) : 0;
}

/* A machine check must stay deliverable. */
u64 guest_cr4(const struct vm *vm, u64 value)
{
	value = ((value & vm->cr4_may_set) | vm->caps.cr4_fixed0) & vm->caps.cr4_fixed1;
	return (value & ~CR4_MCE) | (vm->image.host.cr4 & CR4_MCE);
}

/* A bit that a run starts with is granted or refused by name; CR4.MCE is the host's affair. */
int guest_cr4_check(struct vm *vm, struct vmx_run *run)
{
	u64 unguarded = xcr0_unguarded(), refused;

	vm->cr4_may_set = CR4_GUEST_MAY_SET | (unguarded ? 0 : CR4_OSXSAVE);
	refused = run->state.cr4 & ~guest_cr4(vm, run->state.cr4) & ~CR4_MCE;
	run->qualification = refused & CR4_OSXSAVE ? unguarded : 0;
	return refused ? run_fail(run, RUN_CR4_REFUSED, (u32)__builtin_ctzll(refused)) : 0;
}
