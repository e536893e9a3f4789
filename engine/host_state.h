/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's processor state around a batch: what the VMCS's host area needs,
 * what a VM exit does not give back, and a dump that proves nothing changed.
 */
#ifndef ENGINE_HOST_STATE_H
#define ENGINE_HOST_STATE_H

#include <cpu_instructions.h>

struct host_state {
	/* for the VMCS */
	u64 cr0, cr3, cr4;
	u16 cs, ss, tr, null;
	u64 fs_base, gs_base, tr_base;
	struct table_register gdtr, idtr;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 pat, efer, perf_global_ctrl;
	u64 rsp, rip;
	u64 dr7_reset;          /* the guest's DR7: its value at reset */
	/* what the exit loses */
	u16 ds, es, fs, gs, ldtr;
	u64 cr2, dr7, debugctl, kernel_gs_base;
	u64 debugctl_in_guest;  /* what the guest has of it */
	u64 spec_ctrl;          /* 0 where the CPU has none */
};

/* Read all but rsp and rip on this CPU. CR4 as it will be in VMX operation: call after VMXON. */
void host_state_save(struct host_state *state);

/* Make DR7 and DEBUGCTL what a VM exit makes them, for a guest whose values are not loaded. */
void host_state_level_debug(const struct host_state *state);

/*
 * Clear IA32_SPEC_CTRL, and write the host's again: what mitigates for the host alone shall not
 * slow the guest, as under KVM it does not. Returns what was cleared.
 */
u64 host_state_clear_spec_ctrl(const struct host_state *state);
void host_state_restore_spec_ctrl(const struct host_state *state);

/* Put back what VM exits changed: selectors, table limits, LDTR, TR, DR7, DEBUGCTL, CR2. */
void host_state_restore(const struct host_state *state);

/* The dump: what host_dump.def lists, in its order. */
enum {
#define DUMP(name, reading) 1 +
	HOST_DUMP_VALUES =
#include "host_dump.def"
	0
#undef DUMP
};

struct host_dump {
	u64 value[HOST_DUMP_VALUES];
};

void host_dump_take(struct host_dump *dump);

/* The index of the first value that differs, or -1. */
int host_dump_difference(const struct host_dump *before, const struct host_dump *after);

#endif
