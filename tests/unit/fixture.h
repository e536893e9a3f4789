/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the engine's tests share: cmocka, a fake CPU fresh for each test, a VM on
 * it and a request that runs CPUID in 64-bit ring 0. After each test nothing may
 * be left over, and the engine must have done nothing that it never may.
 */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "batch.h"
#include "entry_check.h"
#include "events.h"
#include "exit.h"
#include "exit_point.h"
#include "host.h"
#include "msr.h"
#include "root.h"
#include "x86.h"

#define EVENT(vector, type) (EVENT_VALID | (type) << 8 | (vector))

static struct vm vm;
static struct vmx_run run;

static inline void request_cpuid(struct vmx_run *request)
{
	const struct segment data = { 0, ~0u, RIGHTS_DATA, 0x10, 0 };
	struct guest_state *guest = &request->state;

	memset(request, 0, sizeof(*request));
	request->expected_reason = EXIT_CPUID;
	request->exits_max = 100;
	request->time_max_tsc = 350000;
	request->policy[EXIT_CPUID].action = ACTION_CPUID;
	request->policy[EXIT_VMCALL].action = ACTION_DONE;
	guest->rip = 0x1000;
	guest->rsp = 0x8000;
	guest->rflags = RFLAGS_FIXED;
	guest->cr0 = CR0_PE | CR0_ET | CR0_NE | CR0_PG;
	guest->cr3 = 0x2000;
	guest->cr4 = CR4_PAE;
	guest->efer = EFER_SCE | EFER_LME | EFER_LMA;
	guest->cs = (struct segment){ 0, ~0u, RIGHTS_CODE64, 0x08, 0 };
	guest->ss = guest->ds = guest->es = guest->fs = guest->gs = data;
	guest->ldtr.rights = RIGHTS_UNUSABLE;
	guest->tr = (struct segment){ 0, 0x67, RIGHTS_TSS_BUSY, 0x18, 0 };
	guest->gdtr.limit = 0x7f;
	guest->idtr.limit = 0xfff;
	guest->star = 0x111;
	guest->lstar = 0x222;
	guest->fmask = 0x333;
	guest->kernel_gs_base = 0x444;
}

static inline int setup(void **state)
{
	(void)state;
	fake_reset();
	memset(&vm, 0, sizeof(vm));
	request_cpuid(&run);
	return vm_create(&vm);
}

static inline int teardown(void **state)
{
	(void)state;
	vm_destroy(&vm);
	if (fake.violation)
		print_error("the engine did what it never may: %s\n", fake.violation);
	if (fake.pages_live)
		print_error("%d pages were never freed\n", fake.pages_live);
	return fake.violation || fake.pages_live;
}

/* A VMCS of ours is current, as in mid-batch. */
static inline void enter_root(void)
{
	fake.cr4 |= CR4_VMXE;
	fake.in_root = 1;
	fake.current = vm.physical[PAGE_VMCS];
}

/* Somebody else is in VMX operation, with that VMCS current. */
static inline void lend_root(u64 current)
{
	fake.cr4 |= CR4_VMXE;
	fake.in_root = 1;
	fake.current = current;
}

static inline u32 run_batch(void)
{
	fake.log[0] = '\0';
	batch_run(&vm, &run);
	return run.outcome;
}

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW_OF(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define RUN_ALL(tests) cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL)

#endif
