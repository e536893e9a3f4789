// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest does not reach the APIC of the host by MSRs, in which it has its registers where the CPU
 * has x2APIC: each access exits, whatever the CPU virtualizes of an APIC.
 */
#include "apic_msrs.h"
#include "run.h"

#define FIRST_MSR 0x800
#define MSRS      256

static const struct apic_row {
	const char *name;
	u8 sets, also_sets, clears; /* enum control, 0: none */
} rows[] = {
	{ "each_msr_of_the_apic_exits_by_the_bitmap", 0, 0, 0 },
	{ "each_msr_of_the_apic_exits_without_a_bitmap", 0, 0, USE_MSR_BITMAPS },
	{ "each_msr_of_the_apic_exits_where_the_cpu_virtualizes_its_priority",
	  VIRTUALIZE_X2APIC_MODE, 0, 0 },
	{ "each_msr_of_the_apic_exits_where_the_cpu_virtualizes_reads", VIRTUALIZE_X2APIC_MODE,
	  APIC_REGISTER_VIRTUALIZATION, 0 },
	{ "each_msr_of_the_apic_exits_where_the_cpu_virtualizes_interrupts",
	  VIRTUALIZE_X2APIC_MODE, VIRTUAL_INTERRUPT_DELIVERY, 0 },
};

/* MOV EBX to ECX; RDMSR; WRMSR; INC BL; JNZ back; VMCALL. */
static void prepare(const struct apic_row *row)
{
	static const u8 code[] = { 0x89, 0xd9, 0x0f, 0x32, 0x0f, 0x30, 0xfe,
				   0xc3, 0x75, 0xf6, 0x0f, 0x01, 0xc1 };
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm };

	cell_prepare_run(&vmcall, (struct batch_size){ 0, MSRS }, TIME_MAX_TSC, &run);
	__builtin_memcpy((u8 *)guest_memory() + GUEST_SCRATCH, code, sizeof(code));
	run.state.rip = GUEST_SCRATCH;
	run.state.registers[RBX] = FIRST_MSR;
	run.policy[EXIT_RDMSR].action = ACTION_SKIP;
	run.policy[EXIT_WRMSR].action = ACTION_SKIP;
	run.policy[EXIT_VMCALL].action = ACTION_DONE;
	if (row->sets)
		control_set(run.controls, row->sets);
	if (row->also_sets)
		control_set(run.controls, row->also_sets);
	if (row->clears)
		control_clear(run.controls, row->clears);
}

void keep_apic_msrs(void)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		prepare(&rows[i]);
		run_batch();
		if (run.outcome != RUN_CONTROL_REFUSED)
			tell_test(rows[i].name, run.outcome == RUN_DONE &&
				  run.exits[EXIT_RDMSR] == MSRS && run.exits[EXIT_WRMSR] == MSRS);
	}
}
