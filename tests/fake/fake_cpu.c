// SPDX-License-Identifier: GPL-2.0-only
/* The fake CPU at work: instructions, entries and exits, and the host's services. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cpu_instructions.h>
#include <vmx_instructions.h>
#include "fake_cpu.h"
#include "host.h"
#include "msr.h"
#include "vmcs.h"
#include "x86.h"

struct fake fake;

/* Addresses that stand for them. */
static const char places[EXIT_SET_COUNT][EXIT_POINTS];
#define PLACE(set, point) (u64)&places[set][point]
#define SET(name)                                                                                  \
	{ PLACE(SET_##name, 0), PLACE(SET_##name, 1), PLACE(SET_##name, 2), PLACE(SET_##name, 3),  \
	  PLACE(SET_##name, 4), PLACE(SET_##name, 5), PLACE(SET_##name, 6), PLACE(SET_##name, 7) },
const u64 exit_points[EXIT_SET_COUNT][EXIT_POINTS] = { EXIT_SETS(SET) };
#undef SET
_Static_assert(EXIT_POINTS == 8, "a place for each");
const char exit_lean[1], exit_lean_exception[1], exit_lean_host_rsp[1];

/* --- the test's side --- */

void fake_log(const char *format, ...)
{
	size_t used = strlen(fake.log);
	va_list arguments;

	va_start(arguments, format);
	if (used)
		used += (size_t)snprintf(fake.log + used, sizeof(fake.log) - used, " ");
	if (used < sizeof(fake.log))
		vsnprintf(fake.log + used, sizeof(fake.log) - used, format, arguments);
	va_end(arguments);
}

void fake_violate(const char *what)
{
	if (!fake.violation)
		fake.violation = what;
}

void fake_play(struct fake_exit event)
{
	if (fake.script_count == COUNT_OF(fake.script))
		abort();
	fake.script[fake.script_count++] = event;
}

struct fake_msr *fake_msr(u32 number)
{
	for (u32 i = 0; i < fake.msr_count; i++)
		if (fake.msrs[i].number == number)
			return &fake.msrs[i];
	return NULL;
}

void fake_msr_set(u32 number, u64 value)
{
	struct fake_msr *msr = fake_msr(number);

	if (!msr && fake.msr_count == COUNT_OF(fake.msrs))
		abort();
	if (!msr)
		msr = &fake.msrs[fake.msr_count++];
	*msr = (struct fake_msr){ .number = number, .value = value };
}

void fake_msr_remove(u32 number)
{
	struct fake_msr *msr = fake_msr(number);

	if (msr)
		*msr = fake.msrs[--fake.msr_count];
}

static struct fake_cpuid *find_cpuid(u32 leaf, u32 subleaf)
{
	for (u32 i = 0; i < fake.cpuid_count; i++)
		if (fake.cpuids[i].leaf == leaf && fake.cpuids[i].subleaf == subleaf)
			return &fake.cpuids[i];
	return NULL;
}

void fake_cpuid_set(u32 leaf, u32 subleaf, u32 eax, u32 ebx, u32 ecx, u32 edx)
{
	struct fake_cpuid *entry = find_cpuid(leaf, subleaf);

	if (!entry && fake.cpuid_count == COUNT_OF(fake.cpuids))
		abort();
	if (!entry)
		entry = &fake.cpuids[fake.cpuid_count++];
	*entry = (struct fake_cpuid){ leaf, subleaf, { eax, ebx, ecx, edx } };
}

/* --- power on --- */

static void reset_controls(void)
{
	/* The bits that were always 1 before there was a way to tell. */
	static const u32 default1[CONTROL_WORDS] = { 0x16, 0x401e172, 0, 0x36dff, 0x11ff };
	static const u32 true_default1[CONTROL_WORDS] = { 0x16, 0x4006172, 0, 0x36dfb, 0x11fb };
	static const u32 msr[CONTROL_WORDS] = { IA32_VMX_PINBASED_CTLS, IA32_VMX_PROCBASED_CTLS,
		IA32_VMX_PROCBASED_CTLS2, IA32_VMX_EXIT_CTLS, IA32_VMX_ENTRY_CTLS };
	static const u32 true_msr[CONTROL_WORDS] = { IA32_VMX_TRUE_PINBASED_CTLS,
		IA32_VMX_TRUE_PROCBASED_CTLS, IA32_VMX_PROCBASED_CTLS2, IA32_VMX_TRUE_EXIT_CTLS,
		IA32_VMX_TRUE_ENTRY_CTLS };
	u64 known[CONTROL_WORDS] = { 0 };

#define CONTROL(word, bit, name, initially) known[word] |= 1ull << (bit);
#include "controls.def"
#undef CONTROL
	for (int word = 0; word < CONTROL_WORDS; word++) {
		fake_msr_set(msr[word], (known[word] | default1[word]) << 32 | default1[word]);
		fake_msr_set(true_msr[word],
			     (known[word] | default1[word]) << 32 | true_default1[word]);
	}
}

static void reset_msrs(void)
{
	reset_controls();
	fake_msr_set(IA32_FEATURE_CONTROL, FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX);
	fake_msr_set(IA32_VMX_BASIC, 1ull << 55 | 0x11e57ed);
	fake_msr_set(IA32_VMX_MISC, 4u << 16 | 0x1c0 | 5);
	fake_msr_set(IA32_VMX_EPT_VPID_CAP,
		     1ull << 6 | 1ull << 14 | 3ull << 20 | 3ull << 25 | 1ull << 32 | 15ull << 40);
	fake_msr_set(IA32_VMX_VMFUNC, 1);
	fake_msr_set(IA32_XSS, 0);
	fake_msr_set(IA32_VMX_CR0_FIXED0, CR0_PE | CR0_NE | CR0_PG);
	fake_msr_set(IA32_VMX_CR0_FIXED1, 0xffffffff);
	fake_msr_set(IA32_VMX_CR4_FIXED0, CR4_VMXE);
	fake_msr_set(IA32_VMX_CR4_FIXED1, 0xf77fff);
	fake_msr_set(IA32_SYSENTER_CS, 0x10);
	fake_msr_set(IA32_SYSENTER_ESP, 0xfffffe0000002000);
	fake_msr_set(IA32_SYSENTER_EIP, 0xffffffff81800000);
	fake_msr_set(IA32_DEBUGCTL, 0x4000);
	fake_msr_set(IA32_PAT, 0x0407050600070106);
	fake_msr_set(IA32_PERF_GLOBAL_CTRL, 0xf);
	fake_msr_set(IA32_EFER, EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE);
	fake_msr_set(IA32_STAR, 0x23001000000000);
	fake_msr_set(IA32_LSTAR, 0xffffffff81800100);
	fake_msr_set(IA32_FMASK, 0x257fd5);
	fake_msr_set(IA32_FS_BASE, 0x7f0000001000);
	fake_msr_set(IA32_GS_BASE, 0xffff888000010000);
	fake_msr_set(IA32_KERNEL_GS_BASE, 0x7f0000002000);
	fake_msr_set(IA32_TSC_AUX, 3);
}

static void reset_cpuid(void)
{
	fake_cpuid_set(0, 0, 0x16, 0x756e6547, 0x6c65746e, 0x49656e69);
	fake_cpuid_set(1, 0, 0x506e3, 0x100800, ~0u, 0xbfebfbff);
	fake_cpuid_set(7, 0, 2, 0, 1u << 4, 1u << 26 | 1u << 28); /* IBPB, L1D flush */
	fake_cpuid_set(7, 1, 0, 0, 0, 0);
	fake_cpuid_set(0xa, 0, 4u << 8 | 4, 0, 0, 3);
	fake_cpuid_set(0x80000000, 0, 0x80000008, 0, 0, 0);
	fake_cpuid_set(0x80000001, 0, 0, 0, 0, 1u << 20); /* NX */
	fake_cpuid_set(0x80000008, 0, 48u << 8 | 46, 1u << 9, 0, 0); /* WBNOINVD */
}

/* The 16-byte descriptor of a busy TSS. */
static void reset_task_register(u64 base)
{
	u32 *descriptor = (u32 *)&fake.gdt[FAKE_TR / 8];

	fake.tr = FAKE_TR;
	fake.tr_limit = 0x206f;
	descriptor[0] = (u32)base << 16 | 0x206f;
	descriptor[1] = ((u32)base & 0xff000000) | 0x8b00 | ((u32)base >> 16 & 0xff);
	descriptor[2] = (u32)(base >> 32);
}

void fake_reset(void)
{
	int pages_live = fake.pages_live;

	memset(&fake, 0, sizeof(fake));
	fake.pages_live = pages_live; /* memory outlives the CPU */
	fake.cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_AM | CR0_PG;
	fake.cr2 = 0x7f00deadb000;
	fake.cr3 = 0x1234006;
	fake.cr4 = CR4_PAE | CR4_MCE | CR4_PGE | CR4_PCIDE;
	fake.dr6 = 0xffff0ff0;
	fake.dr7 = 0x401;
	fake.cs = 0x10;
	fake.ss = 0x18;
	fake.ds = 0x2b;
	fake.es = 0x2b;
	fake.fs = 0x33;
	fake.gs = 0x3b;
	fake.ldtr = 0x50;
	fake.ldtr_limit = 0xffff;
	fake.gdtr = (struct table_register){ sizeof(fake.gdt) - 1, (u64)fake.gdt };
	fake.idtr = (struct table_register){ 0xfff, 0xfffffe0000000000 };
	reset_task_register(0xfffffe0012345000);
	reset_msrs();
	reset_cpuid();
	fake.tsc_step = 1;
	fake.current = FAKE_NO_VMCS;
	fake.refused_field = FAKE_NO_FIELD;
	fake.pages_allowed = 1000;
}

/* --- instructions --- */

int vmxon(u64 region)
{
	fake_log("vmxon");
	if (fake.in_root)
		fake_violate("VMXON in VMX operation");
	if (!(fake.cr4 & CR4_VMXE))
		fake_violate("VMXON without CR4.VMXE");
	if (*(const u32 *)region != ((u32)fake_msr(IA32_VMX_BASIC)->value & 0x7fffffff))
		fake_violate("VMXON region without the revision");
	if (fake.refuse_vmxon)
		return 1;
	fake.in_root = 1;
	fake.current = FAKE_NO_VMCS;
	return 0;
}

int vmxoff(void)
{
	fake_log("vmxoff");
	if (!fake.in_root)
		fake_violate("VMXOFF outside VMX operation");
	if (fake.current != FAKE_NO_VMCS)
		fake_violate("VMXOFF without VMCLEAR");
	fake.in_root = 0;
	return 0;
}

static int needs_root(void)
{
	if (!fake.in_root)
		fake_violate("VMX instruction outside VMX operation");
	return !fake.in_root;
}

int vmclear(u64 region)
{
	fake_log(region == FAKE_LENDER ? "vmclear:lender" : "vmclear");
	if (region == FAKE_LENDER)
		fake_violate("VMCLEAR of the lender's VMCS");
	if (needs_root() || fake.refuse_vmclear)
		return 1;
	memset(fake.written, 0, sizeof(fake.written));
	fake.launched = 0;
	if (fake.current == region)
		fake.current = FAKE_NO_VMCS;
	return 0;
}

int vmptrld(u64 region)
{
	fake_log(region == FAKE_LENDER ? "vmptrld:lender" : "vmptrld");
	if (region == FAKE_NO_VMCS)
		fake_violate("VMPTRLD of no VMCS");
	if (needs_root() || region == fake.refused_region ||
	    (fake.refuse_vmptrld && region != FAKE_LENDER))
		return 1;
	fake.current = region;
	return 0;
}

u64 vmptrst(void)
{
	needs_root();
	return fake.current;
}

static int needs_vmcs(void)
{
	if (fake.current == FAKE_LENDER)
		fake_violate("access to the lender's VMCS");
	return needs_root() || fake.current == FAKE_NO_VMCS;
}

/* Bits 14:13 of a field's encoding: 16 bits, 64, 32, natural. */
static u64 cut_to_width(u32 field, u64 value)
{
	switch (field >> 13 & 3) {
	case 0: return (u16)value;
	case 2: return (u32)value;
	}
	return value;
}

int vmwrite(u32 field, u64 value)
{
	if (needs_vmcs() || field >= FAKE_FIELDS || field == fake.refused_field)
		return 1;
	fake.vmcs[field] = cut_to_width(field, value);
	fake.written[field]++;
	return 0;
}

u64 vmread(u32 field)
{
	return needs_vmcs() || field >= FAKE_FIELDS ? 0 : fake.vmcs[field];
}

int invept(u64 type, u64 eptp)
{
	(void)eptp;
	fake_log("invept:%llu", type);
	return needs_root();
}

int invvpid(u64 type, u64 vpid)
{
	fake_log("invvpid:%llu:%llx", type, vpid);
	return needs_root();
}

u64 tsc_read(void)
{
	fake_log("tsc");
	return fake.tsc += fake.tsc_step;
}

void cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	const struct fake_cpuid *entry = find_cpuid(leaf, subleaf);

	fake.cpuid_executed++;
	for (u32 i = 0; i < 4; i++)
		out[i] = entry ? entry->out[i] : leaf << 8 | subleaf << 4 | i;
}

static void base_write(u32 msr, u64 value)
{
	fake_msr(msr)->value = value;
}

void fs_write(u16 selector)
{
	fake.fs = selector;
	base_write(IA32_FS_BASE, 0);
}

void ldtr_write(u16 selector)
{
	fake.ldtr = selector;
	fake.ldtr_limit = 0xffff;
}

u32 segment_limit(u16 selector)
{
	if (!selector)
		return 0;
	return selector == fake.tr ? fake.tr_limit : fake.ldtr_limit;
}

/* --- entry and exit --- */

/* What a VM exit leaves behind, whatever the VMCS says. */
static void exit_to_host(void)
{
	fake.ds = (u16)fake.vmcs[HOST_DS_SELECTOR];
	fake.es = (u16)fake.vmcs[HOST_ES_SELECTOR];
	fake.fs = (u16)fake.vmcs[HOST_FS_SELECTOR];
	fake.gs = (u16)fake.vmcs[HOST_GS_SELECTOR];
	fake.ldtr = 0;
	fake.tr_limit = 0x67;
	fake.gdtr = (struct table_register){ 0xffff, fake.vmcs[HOST_GDTR_BASE] };
	fake.idtr = (struct table_register){ 0xffff, fake.vmcs[HOST_IDTR_BASE] };
	fake.dr7 = 0x400;
	fake_msr(IA32_DEBUGCTL)->value = 0;
	base_write(IA32_FS_BASE, fake.vmcs[HOST_FS_BASE]);
	base_write(IA32_GS_BASE, fake.vmcs[HOST_GS_BASE]);
}

static void record_exit(const struct fake_exit *event)
{
	fake.vmcs[VM_ENTRY_INTERRUPTION_INFORMATION] &= ~(1ull << 31);
	fake.vmcs[VM_EXIT_REASON] = event->reason;
	fake.vmcs[VM_EXIT_INSTRUCTION_LENGTH] = event->length;
	fake.vmcs[VM_EXIT_INTERRUPTION_INFORMATION] = event->interruption;
	fake.vmcs[EXIT_QUALIFICATION] = event->qualification;
	fake.vmcs[GUEST_PHYSICAL_ADDRESS] = event->guest_physical;
	fake.vmcs[VM_EXIT_INSTRUCTION_INFORMATION] = event->information;
}

static int check_entry(const struct frame *frame, u64 resume)
{
	fake_log(resume ? "resume" : "launch");
	if (needs_vmcs())
		return ENTER_FAIL_INVALID;
	if (!!resume != fake.launched)
		fake_violate("VMLAUNCH of a launched VMCS, or VMRESUME of a clear one");
	if (fake.vmcs[HOST_RSP] != (u64)&frame->expected_reason)
		fake_violate("HOST_RSP is not the end of the frame's registers");
	if (((u64)frame + sizeof(*frame)) % PAGE_BYTES)
		fake_violate("the frame does not end its page");
	if (!BIT_IS_SET(fake.vmcs[VM_ENTRY_CONTROLS], LOAD_DEBUG_CONTROLS % 32) &&
	    (fake.dr7 != 0x400 || fake_msr(IA32_DEBUGCTL)->value))
		fake_violate("a guest with the host's DR7 or IA32_DEBUGCTL");
	if (fake_msr(IA32_SPEC_CTRL) && fake_msr(IA32_SPEC_CTRL)->value)
		fake_violate("a guest with the host's IA32_SPEC_CTRL");
	if (BIT_IS_SET(fake.vmcs[VM_ENTRY_INTERRUPTION_INFORMATION], 31))
		fake_log("inject:%llx", fake.vmcs[VM_ENTRY_INTERRUPTION_INFORMATION]);
	return ENTER_EXITED;
}

int fake_leaves_exits_to_c(void)
{
	for (u32 set = 0; set < EXIT_SET_COUNT; set++)
		if (fake.vmcs[HOST_RIP] == exit_points[set][POINT_return])
			return 1;
	return 0;
}

/* A clock that moves with every stamp, by STAMP_TICKS. */
void vmx_stamp_twice(struct frame *frame)
{
	u64 *stamps = (u64 *)frame->stamp;

	stamps[0] = fake.tsc;
	stamps[1] = fake.tsc += FAKE_STAMP_TICKS;
	frame->stamp += 2 * sizeof(*stamps);
}

/* After the script: the expected exit for ever, served by the exit point, or left to C by it. */
static int repeat_expected_exit(struct frame *frame)
{
	if (!fake_leaves_exits_to_c())
		frame->exits_left = 0;
	record_exit(&(struct fake_exit){ .reason = (u32)frame->expected_reason, .length = 2,
					 .interruption = 1u << 31 | frame->expected_event });
	exit_to_host();
	return ENTER_EXITED;
}

/* As the world switch leaves them, and as unchecked: one before an entry, one after an exit. */
static void stamp(struct frame *frame, u64 count)
{
	for (; count; count--, frame->stamp += sizeof(u64))
		*(u64 *)frame->stamp = fake.tsc += FAKE_STAMP_TICKS;
}

static int exits_are_stamped(void)
{
	for (u32 point = 0; point < EXIT_POINTS; point++)
		if (fake.vmcs[HOST_RIP] == exit_points[SET_stamped][point])
			return 1;
	return 0;
}

static int enter(struct frame *frame, u64 resume);

/* All but one of the exits that were served have a stamp before the next entry, too. */
int vmx_enter(struct frame *frame, u64 how)
{
	u64 before = frame->exits_left;
	int failure;

	if (how == ENTER_RESUME_STAMPED)
		stamp(frame, 1);
	failure = enter(frame, how);
	if (!failure && exits_are_stamped())
		stamp(frame, 2 * (before - frame->exits_left) + (frame->exits_left ? 1 : -1));
	return failure;
}

static int enter(struct frame *frame, u64 resume)
{
	struct fake_exit *event = &fake.script[fake.script_next];

	if (check_entry(frame, resume))
		return ENTER_FAIL_INVALID;
	if (fake.script_next == fake.script_count)
		return fake.launched = 1, repeat_expected_exit(frame);
	if (event->hot >= frame->exits_left) {
		event->hot -= (u32)frame->exits_left;
		return fake.launched = 1, repeat_expected_exit(frame);
	}
	fake.script_next++;
	frame->exits_left -= event->hot;
	if (event->effect)
		event->effect(frame);
	if (event->returns)
		return event->returns;
	/* A failed entry does not launch, yet loads the host's state like an exit. */
	fake.launched |= !(event->reason & 1u << 31);
	record_exit(event);
	exit_to_host();
	return ENTER_EXITED;
}

/* --- the host's services --- */

void *host_page_alloc(u64 *physical)
{
	void *page = fake.pages_allowed-- > 0 ? aligned_alloc(PAGE_BYTES, PAGE_BYTES) : NULL;

	if (!page)
		return NULL;
	memset(page, 0, PAGE_BYTES);
	fake.pages_live++;
	*physical = (u64)page;
	return page;
}

void host_page_free(void *page)
{
	fake.pages_live--;
	free(page);
}

void *host_block_alloc(u32 pages, u64 *physical)
{
	void *block = aligned_alloc(PAGE_BYTES, pages * PAGE_BYTES);

	memset(block, 0, pages * PAGE_BYTES);
	fake.pages_live += pages;
	*physical = (u64)block;
	return block;
}

void host_block_free(void *block, u32 pages)
{
	fake.pages_live -= pages;
	free(block);
}

void host_lend_fpu(int on)
{
	fake_log("fpu:%d", on);
}

int host_lend_signal(u32 signal)
{
	if (signal && fake.keeps_signals)
		return -1;
	fake.signal_lent = signal;
	return 0;
}

int host_rdmsr(u32 msr, u64 *value)
{
	if (!fake_msr(msr))
		return -1;
	*value = fake_msr(msr)->value;
	return 0;
}

/* MSRs that hold a linear address take canonical ones only; FMASK has 32 bits. */
static int msr_takes(u32 msr, u64 value)
{
	u64 top = value >> 47;

	switch (msr) {
	case IA32_FMASK:
		return !(value >> 32);
	case IA32_SYSENTER_ESP:
	case IA32_SYSENTER_EIP:
	case IA32_LSTAR:
	case IA32_FS_BASE:
	case IA32_GS_BASE:
	case IA32_KERNEL_GS_BASE:
		return !top || top == 0x1ffff;
	}
	return 1;
}

int host_wrmsr(u32 msr, u64 value)
{
	if (!fake_msr(msr) || !msr_takes(msr, value))
		return -1;
	fake_msr(msr)->value = value;
	fake_msr(msr)->writes++;
	return 0;
}

int host_set_svme(int on)
{
	u64 *efer = &fake_msr(IA32_EFER)->value;

	*efer = on ? *efer | EFER_SVME : *efer & ~EFER_SVME;
	return 0;
}

void host_set_vmxe(int on)
{
	fake_log("vmxe=%d", on);
	if (fake.in_root)
		fake_violate("CR4.VMXE changed in VMX operation");
	fake.cr4 = on ? fake.cr4 | CR4_VMXE : fake.cr4 & ~CR4_VMXE;
}

void host_deliver(u8 vector)
{
	fake_log("deliver:%d", vector);
	fake.delivered_under = fake_msr(IA32_SPEC_CTRL) ? fake_msr(IA32_SPEC_CTRL)->value : 0;
	if (fake.handler_debugctl)
		fake_msr(IA32_DEBUGCTL)->value = fake.handler_debugctl;
}

/* With a selector that names no segment: null, and the host survives. */
void host_load_gs(u16 selector)
{
	fake_log("gs:%x", selector);
	fake.gs = selector;
	base_write(IA32_KERNEL_GS_BASE, 0);
}

void host_restore_task_register(void)
{
	fake_log("tr");
	fake.tr_limit = 0x206f;
}

void host_set_deadline(u64 tsc_cycles)
{
	fake_log(tsc_cycles ? "deadline" : "deadline=0");
	fake.deadline = tsc_cycles;
}
