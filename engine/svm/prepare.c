// SPDX-License-Identifier: GPL-2.0-only
/* From a request to the VMCB, the permission maps and the frame. */
#include <cpu_queries.h>
#include "../cpu_features.h"
#include "../host.h"
#include "../msr.h"
#include "../x86.h"
#include "codes.h"
#include "frame.h"
#include "prepare.h"
#include "../request_rules.h"

#define ALWAYS_TRAPPED   (1u << VECTOR_DB | 1u << VECTOR_AC | 1u << VECTOR_MC)
#define EFER_FOR_GUESTS  (EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE)

/* What a policy may be here. The rest arrange for exits by means of VMX. */
static int action_is_known(u32 action)
{
	return action != ACTION_AWAIT && action != ACTION_ARRIVE && action != ACTION_EMPTY_LOG &&
	       action < ACTION_COUNT;
}

/* Of what VMX alone has, the well-formed is refused by name. */
static int is_left_to_c(const struct vmx_run *run)
{
	return run->form == FORM_LEAN;
}

static int may_be_awaited(u32 reason)
{
	return reason < EXIT_REASON_COUNT;
}

static int is_canonical(u64 address)
{
	return is_sign_extended(address, cr4_read() & CR4_LA57 ? 56 : 47);
}

/* VMLOAD takes any value; WRMSR, by which the guest's come on VMX, would not. */
static int syscall_msrs_fit(const struct guest_state *guest)
{
	return is_canonical(guest->lstar) && is_canonical(guest->kernel_gs_base) &&
	       !(guest->fmask >> 32);
}

static enum bad_request first_fault(const struct vmx_run *run)
{
	const struct request_rules rules = { is_left_to_c, may_be_awaited };
	enum bad_request fault = request_fault(run, &rules);

	for (u32 i = 0; !fault && i < COUNT_OF(run->msr_pass); i++)
		if (run->msr_pass[i] && !request_msr_may_pass(run, run->msr_pass[i]))
			fault = BAD_MSR;
	if (!fault && !syscall_msrs_fit(&run->state))
		fault = BAD_SYSCALL_MSR;
	if (!fault && run->state.efer & ~EFER_FOR_GUESTS)
		fault = BAD_EFER;
	return !fault && is_paged_real_mode(run->state.cr0) ? BAD_PAGING : fault;
}

/* What VMX alone has. */
static int wants_parts_of_vmx(const struct vmx_run *run)
{
	const struct exit_parts *parts = &run->parts;

	for (u32 i = 0; i < EXIT_REASON_COUNT; i++)
		if (!action_is_known(run->policy[i].action) ||
		    (run->policy[i].action && !svm_has_reason(i)))
			return 1;
	return run->flags & RUN_CROSS_CHECK || parts->work || parts->entry_msrs ||
	       parts->exit_msrs || parts->stored_msrs || parts->signal ||
	       parts->cr3_targets || parts->ept_dirty || run->odd_page || run->vm_functions ||
	       run->port_pass;
}

enum { EAX, EBX, ECX, EDX };

/* Bits of CR4 that a run may start with and that not every CPU has. */
static const struct cr4_feature {
	u64 bit;
	u32 leaf, output, feature;
} cr4_features[] = {
	{ CR4_OSXSAVE, 1, ECX, 26 },
	{ CR4_FSGSBASE, 7, EBX, 0 },
	{ CR4_SMEP, 7, EBX, 7 },
	{ CR4_SMAP, 7, EBX, 20 },
	{ CR4_UMIP, 7, ECX, 2 },
};

static int has_feature(const struct cr4_feature *feature)
{
	u32 out[4];

	cpuid(0, 0, out);
	if (out[EAX] < feature->leaf)
		return 0;
	cpuid(feature->leaf, 0, out);
	return BIT_IS_SET(out[feature->output], feature->feature);
}

static u64 cr4_may_set(void)
{
	u64 bits = CR4_FOR_GUESTS | CR4_OSXSAVE;

	for (u32 i = 0; i < COUNT_OF(cr4_features); i++)
		if (!has_feature(&cr4_features[i]))
			bits &= ~cr4_features[i].bit;
	return bits;
}

/* CR4.MCE is the host's affair. */
static int check_cr4(struct svm *svm, struct vmx_run *run)
{
	u64 refused;

	svm->cr4_may_set = cr4_may_set();
	refused = run->state.cr4 & ~svm->cr4_may_set & ~CR4_MCE;
	return refused ? svm_fail(run, RUN_CR4_REFUSED, (u32)__builtin_ctzll(refused)) : 0;
}

int svm_request_check(struct svm *svm, struct vmx_run *run)
{
	enum bad_request fault = first_fault(run);
	int refused;

	if (svm->caps.obstacle)
		return svm_fail(run, RUN_NO_VMX, svm->caps.obstacle);
	if (fault)
		return svm_fail(run, RUN_BAD_REQUEST, fault);
	if (run->mitigation)
		return svm_fail(run, RUN_MITIGATION_REFUSED, run->mitigation);
	if (!cpu_has(run->needs))
		return svm_fail(run, RUN_FEATURE_REFUSED, run->needs);
	if (wants_parts_of_vmx(run))
		return svm_fail(run, RUN_PART_REFUSED, PART_OF_VMX);
	if (check_cr4(svm, run))
		return -1;
	refused = svm_controls_check(&svm->caps, run);
	return refused == CONTROL_NONE ? 0 : svm_fail(run, RUN_CONTROL_REFUSED, (u32)refused);
}

/* Two bits an MSR, read and write: 2 KiB for each of three ranges. */
static void fill_msr_permissions(struct svm *svm, const struct vmx_run *run)
{
	u8 *map = svm->page[SVM_MSRS];

	__builtin_memset(map, 0xff, 2 * PAGE_BYTES);
	for (u32 i = 0; i < COUNT_OF(run->msr_pass); i++) {
		u32 msr = run->msr_pass[i];
		u32 bit = 2 * (msr & 0x1fff) + (msr >= 0xc0000000 ? 8 * 2048 : 0);

		if (msr)
			map[bit / 8] &= ~(3u << bit % 8);
	}
}

static struct vmcb_segment segment_of(const struct segment *segment)
{
	u32 rights = segment->rights & RIGHTS_UNUSABLE ? 0 : segment->rights;

	return (struct vmcb_segment){ (u16)segment->selector,
				      (u16)((rights & 0xff) | (rights >> 4 & 0xf00)),
				      segment->limit, segment->base };
}

static void fill_segments(struct vmcb *vmcb, const struct guest_state *guest)
{
	vmcb->es = segment_of(&guest->es);
	vmcb->cs = segment_of(&guest->cs);
	vmcb->ss = segment_of(&guest->ss);
	vmcb->ds = segment_of(&guest->ds);
	vmcb->fs = segment_of(&guest->fs);
	vmcb->gs = segment_of(&guest->gs);
	vmcb->ldtr = segment_of(&guest->ldtr);
	vmcb->tr = segment_of(&guest->tr);
	vmcb->gdtr.base = guest->gdtr.base;
	vmcb->gdtr.limit = guest->gdtr.limit;
	vmcb->idtr.base = guest->idtr.base;
	vmcb->idtr.limit = guest->idtr.limit;
	vmcb->cpl = guest->ss.rights >> 5 & 3;
}

static void fill_registers(struct svm *svm, const struct guest_state *guest)
{
	struct vmcb *vmcb = svm->vmcb;

	vmcb->cr0 = guest->cr0;
	vmcb->cr3 = svm->nested ? guest->cr3 : svm->tables.physical[0];
	vmcb->cr4 = guest->cr4 | (cr4_read() & CR4_MCE);
	vmcb->efer = guest->efer | EFER_SVME;
	vmcb->rip = guest->rip;
	vmcb->rsp = guest->rsp;
	vmcb->rflags = guest->rflags;
	vmcb->dr6 = DR6_AT_RESET;
	vmcb->dr7 = DR7_AT_RESET;
	vmcb->pat = PAT_AT_RESET;
	vmcb->star = guest->star;
	vmcb->lstar = guest->lstar;
	vmcb->fmask = guest->fmask;
	vmcb->kernel_gs_base = guest->kernel_gs_base;
	vmcb->sysenter_cs = guest->sysenter_cs;
	vmcb->sysenter_esp = guest->sysenter_esp;
	vmcb->sysenter_eip = guest->sysenter_eip;
}

/*
 * The CPU walks nested tables as deep as the host's own (APM volume 2, 15.25), so a host with five
 * levels needs one more.
 */
static u64 nested_root(const struct svm *svm)
{
	return cr4_read() & CR4_LA57 ? svm_physical(svm, SVM_ROOT_5) : svm->tables.physical[0];
}

/* The last ASID: KVM counts up from 1. */
static void fill_control(struct svm *svm, const struct vmx_run *run)
{
	struct vmcb *vmcb = svm->vmcb;

	svm_intercepts_fill(run, svm->nested, vmcb->intercepts);
	/* The NMI has a bit of another kind. */
	vmcb->intercepts[SVM_CODE_EXCEPTION / 32] |=
		(run->exception_bitmap & ~(1u << VECTOR_NMI)) | ALWAYS_TRAPPED;
	vmcb->io_permissions = svm_physical(svm, SVM_PORTS);
	vmcb->msr_permissions = svm_physical(svm, SVM_MSRS);
	vmcb->asid = svm->caps.asids - 1;
	vmcb->virtual_interrupts = VMCB_MASKS_INTERRUPTS;
	vmcb->nested_paging = (u64)svm->nested;
	vmcb->nested_cr3 = nested_root(svm);
}

static void fill_frame(struct svm *svm, const struct vmx_run *run)
{
	struct svm_frame *frame = svm->frame;

	__builtin_memcpy(frame->registers, run->state.registers, sizeof(frame->registers));
	svm->learnt = 0;
	frame->expected_code = svm_first_code(run);
	frame->cpuid_hot = (u64)svm->cpuid.hot;
	frame->length = run->policy[run->expected_reason].length;
	frame->returned = run->returned;
	frame->vmcb = svm_physical(svm, SVM_VMCB);
	frame->host_vmcb = svm_physical(svm, SVM_HOST_VMCB);
}

void svm_prepare(struct svm *svm, const struct vmx_run *run)
{
	__builtin_memset(svm->vmcb, 0, sizeof(*svm->vmcb));
	__builtin_memset(svm->page[SVM_PORTS], 0xff, 3 * PAGE_BYTES);
	svm->nested = svm_wants_nested_paging(&svm->caps, run);
	svm_reasons_fill(run, svm->reasons);
	fill_msr_permissions(svm, run);
	fill_control(svm, run);
	fill_segments(svm->vmcb, &run->state);
	fill_registers(svm, &run->state);
	fill_frame(svm, run);
}
