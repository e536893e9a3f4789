// SPDX-License-Identifier: GPL-2.0-only
/* Host processor state: read before the first entry, made whole after the last exit. */
#include "host_state.h"
#include "host.h"
#include "msr.h"
#include "x86.h"

#define DR7_AT_RESET 0x400

/* All ones where the CPU has no such MSR. */
static u64 msr_read(u32 msr)
{
	u64 value;

	return host_rdmsr(msr, &value) ? ~0ull : value;
}

/* TR's base stands in its 16-byte descriptor, which Linux keeps up to date. */
static u64 tr_base_read(void)
{
	const u32 *descriptor = (const u32 *)(gdtr_read().base + (tr_read() & ~7u));

	return descriptor[0] >> 16 | (descriptor[1] & 0xff) << 16 | (descriptor[1] & 0xff000000u) |
	       (u64)descriptor[2] << 32;
}

/* An SMI in the guest freezes the host's counters as one outside does. */
static u64 debugctl_in_guest(u64 debugctl)
{
	return debugctl == ~0ull ? 0 : debugctl & DEBUGCTL_FREEZE_IN_SMM;
}

void host_state_save(struct host_state *state)
{
	state->cr0 = cr0_read();
	state->cr2 = cr2_read();
	state->cr3 = cr3_read();
	state->cr4 = cr4_read();
	state->dr7 = dr7_read();
	state->dr7_reset = DR7_AT_RESET;
	state->cs = cs_read();
	state->ss = ss_read();
	state->ds = ds_read();
	state->es = es_read();
	state->fs = fs_read();
	state->gs = gs_read();
	state->tr = tr_read();
	state->ldtr = ldtr_read();
	state->null = 0;
	state->gdtr = gdtr_read();
	state->idtr = idtr_read();
	state->tr_base = tr_base_read();
	state->fs_base = msr_read(IA32_FS_BASE);
	state->gs_base = msr_read(IA32_GS_BASE);
	state->kernel_gs_base = msr_read(IA32_KERNEL_GS_BASE);
	state->sysenter_cs = msr_read(IA32_SYSENTER_CS);
	state->sysenter_esp = msr_read(IA32_SYSENTER_ESP);
	state->sysenter_eip = msr_read(IA32_SYSENTER_EIP);
	state->debugctl = msr_read(IA32_DEBUGCTL);
	if (host_rdmsr(IA32_SPEC_CTRL, &state->spec_ctrl))
		state->spec_ctrl = 0;
	state->debugctl_in_guest = debugctl_in_guest(state->debugctl);
	state->pat = msr_read(IA32_PAT);
	state->efer = msr_read(IA32_EFER);
	state->perf_global_ctrl = msr_read(IA32_PERF_GLOBAL_CTRL);
}

void host_state_level_debug(const struct host_state *state)
{
	dr7_write(state->dr7_reset);
	if (state->debugctl && state->debugctl != ~0ull)
		host_wrmsr(IA32_DEBUGCTL, 0);
}

u64 host_state_clear_spec_ctrl(const struct host_state *state)
{
	return state->spec_ctrl && !host_wrmsr(IA32_SPEC_CTRL, 0) ? state->spec_ctrl : 0;
}

void host_state_restore_spec_ctrl(const struct host_state *state)
{
	if (state->spec_ctrl)
		host_wrmsr(IA32_SPEC_CTRL, state->spec_ctrl);
}

/* Loading FS or GS replaces the base as well: the bases come last. */
static void selectors_restore(const struct host_state *state)
{
	if (state->ds)
		ds_write(state->ds);
	if (state->es)
		es_write(state->es);
	if (state->fs) {
		fs_write(state->fs);
		host_wrmsr(IA32_FS_BASE, state->fs_base);
	}
	if (state->gs) {
		host_load_gs(state->gs);
		host_wrmsr(IA32_KERNEL_GS_BASE, state->kernel_gs_base);
	}
}

void host_state_restore(const struct host_state *state)
{
	gdtr_write(state->gdtr);
	idtr_write(state->idtr);
	if (state->ldtr)
		ldtr_write(state->ldtr);
	host_restore_task_register();
	selectors_restore(state);
	dr7_write(state->dr7);
	if (state->debugctl && state->debugctl != ~0ull)
		host_wrmsr(IA32_DEBUGCTL, state->debugctl);
	cr2_write(state->cr2);
}

void host_dump_take(struct host_dump *dump)
{
	u32 i = 0;

#define DUMP(name, reading) dump->value[i++] = (reading);
#include "host_dump.def"
#undef DUMP
}

int host_dump_difference(const struct host_dump *before, const struct host_dump *after)
{
	for (u32 i = 0; i < HOST_DUMP_VALUES; i++)
		if (before->value[i] != after->value[i])
			return (int)i;
	return -1;
}
