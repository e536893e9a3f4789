/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CPU with VMX, and a host around it, in plain memory: what the engine's
 * instruction wrappers and host services act on under cmocka. It does what the
 * engine must live with (an exit nulls selectors, cuts limits, clears DR7) and
 * notes what the engine must never do in fake.violation. It runs no guest: exits
 * come from a script.
 */
#ifndef FAKE_CPU_H
#define FAKE_CPU_H

#include "controls.h"
#include "frame.h"

struct table_register {
	u16 limit;
	u64 base;
} __attribute__((packed));

/* One exit that vmx_enter returns with, after `hot` exits served by the exit point itself. */
struct fake_exit {
	u32 hot;
	u32 reason, length, information;
	u64 interruption, qualification, guest_physical;
	int returns;                       /* ENTER_EXITED unless it says otherwise */
	void (*effect)(struct frame *frame); /* what else happened meanwhile */
};

struct fake_msr {
	u32 number, writes;
	u64 value;
};

struct fake_cpuid {
	u32 leaf, subleaf;
	u32 out[4];
};

#define FAKE_FIELDS  0x8000
#define FAKE_NO_VMCS (~0ull)
#define FAKE_LENDER  0x1e9de000ull /* another owner's VMCS */
#define FAKE_NO_FIELD (~0u)
#define FAKE_TR      0x40

struct fake {
	/* processor state, under the names cpu_instructions.h reads and writes */
	u64 cr0, cr2, cr3, cr4, cr8, xcr0, dr0, dr1, dr2, dr3, dr6, dr7;
	u32 pkru;
	u16 cs, ss, ds, es, fs, gs, tr, ldtr;
	struct table_register gdtr, idtr;
	u32 tr_limit, ldtr_limit;
	u64 gdt[16];
	struct fake_msr msrs[64];
	u32 msr_count;
	struct fake_cpuid cpuids[32];
	u32 cpuid_count, cpuid_executed;
	u64 tsc, tsc_step;

	/* VMX */
	int in_root, launched;
	u64 current;
	u64 vmcs[FAKE_FIELDS];
	u32 written[FAKE_FIELDS];  /* how often each field was, since the last VMCLEAR */
	u32 refused_field;         /* a field this CPU does not have */
	u64 refused_region;        /* a region that VMPTRLD fails with */
	int refuse_vmxon, refuse_vmclear, refuse_vmptrld;

	/* the script, and then hot exits for ever */
	struct fake_exit script[16];
	u32 script_count, script_next;

	/* the host */
	int pages_allowed, pages_live;
	u64 deadline;
	u32 signal_lent;           /* enum run_signal */
	int keeps_signals;         /* as Linux does */
	u64 handler_debugctl;      /* what the host's handlers leave in IA32_DEBUGCTL; 0: as it is */
	u64 delivered_under;       /* IA32_SPEC_CTRL, when the host was given an NMI or #MC last */

	char log[4096];            /* what happened, a word each, in order */
	const char *violation;     /* the first thing the engine did that it never may */
};

extern struct fake fake;

#define FAKE_STAMP_TICKS 7         /* what two stamps in a row are apart */

/* The exit point in HOST_RIP serves nothing by itself. */
int fake_leaves_exits_to_c(void);

/* A CPU with every control of controls.def, 46 physical and 48 linear address bits. */
void fake_reset(void);

struct fake_msr *fake_msr(u32 number);      /* NULL if the CPU has none */
void fake_msr_set(u32 number, u64 value);
void fake_msr_remove(u32 number);
void fake_cpuid_set(u32 leaf, u32 subleaf, u32 eax, u32 ebx, u32 ecx, u32 edx);
void fake_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fake_violate(const char *what);
void fake_play(struct fake_exit event);     /* append to the script */

#endif
