// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMCSs that no CPU may enter, one after the other: how the CPU refuses each, and which rule of
 * entry_rules.def it breaks. The reader judges whether that is right: each line has
 * what is claimed, and which judge is known to differ.
 */
#include "../../engine/vmx/entry_check.h"
#include "../../engine/vmx/final_state.h"
#include "../../engine/vmx/prepare.h"
#include "../../engine/vmx/root.h"
#include "console.h"
#include "run.h"
#include "spoilt.h"
#include "spoilt_rows.h"

#define ERROR_CONTROLS   7 /* VM-instruction errors of VMLAUNCH */
#define ERROR_HOST_STATE 8

static const char *const rule_names[] = {
#define ENTRY_RULE(name, words) #name,
#include "../../engine/vmx/entry_rules.def"
#undef ENTRY_RULE
};

static const char *const refusal_names[] = { "controls", "host", "guest", "msr", "entered" };

static u8 page[SPOILT_BYTES] __attribute__((aligned(PAGE_BYTES)));

/* What a VMCS may point at. */
static void fill_page(void)
{
	static const struct listed_msr not_allowed = { .msr = IA32_FS_BASE };
	static const struct listed_msr reserved = { .msr = IA32_TSC_AUX, .zero = 1 };

	*(u32 *)(page + WRONG_REVISION) = engine.vmx.caps.revision ^ 1;
	*(u32 *)(page + SHADOW_BIT) = engine.vmx.caps.revision | 1u << 31;
	__builtin_memcpy(page + MSR_NOT_ALLOWED, &not_allowed, sizeof(not_allowed));
	__builtin_memcpy(page + MSR_RESERVED, &reserved, sizeof(reserved));
}

struct finding {
	enum spoilt_refusal refusal;
	int rule;
	u32 said; /* the VM-instruction error, or the exit reason */
};

static enum spoilt_refusal refusal_of(int failure, u32 said)
{
	if (failure == ENTER_FAIL_VALID && said == ERROR_CONTROLS)
		return BY_CONTROLS;
	if (failure == ENTER_FAIL_VALID && said == ERROR_HOST_STATE)
		return BY_HOST_STATE;
	if (failure == ENTER_EXITED && said == (1u << 31 | EXIT_INVALID_GUEST_STATE))
		return BY_GUEST_STATE;
	if (failure == ENTER_EXITED && said == (1u << 31 | EXIT_MSR_LOAD_FAILURE))
		return BY_MSR_LOADING;
	return NOT_REFUSED;
}

/* The VMCS is current and spoilt. A guest that does run has its first exit, or the timer's. */
static void enter(struct finding *found)
{
	int before = entry_check(&engine.vmx.caps), failure;

	host_set_deadline(TIME_MAX_TSC);
	failure = vmx_enter(engine.vmx.frame, ENTER_LAUNCH);
	found->said = (u32)vmread(failure == ENTER_EXITED ? VM_EXIT_REASON : VM_INSTRUCTION_ERROR);
	found->refusal = refusal_of(failure, found->said);
	found->rule = failure == ENTER_EXITED && found->refusal != NOT_REFUSED ?
			      entry_check(&engine.vmx.caps) : before;
}

/* 0, or -1 where the CPU lacks what the row needs. */
static int try_row(const struct spoilt_row *row, struct finding *found)
{
	struct root root;
	int lacks;

	if (root_enter(&root, &engine.vmx))
		return tell_test("vmx_operation_is_entered_for_a_spoilt_vmcs", 0), 0;
	prepare_frame(&engine.vmx, &run);
	engine.vmx.frame->exits_left = 1;
	vmcs_fill(&engine.vmx.image);
	root_invalidate(&engine.vmx);
	lacks = spoilt_apply(row, &engine.vmx.caps, (u64)page);
	if (!lacks)
		enter(found);
	host_state_restore(&engine.vmx.image.host);
	root_leave(&root, &engine.vmx);
	host_set_deadline(0);
	return lacks;
}

static struct spoilt_end end_of(enum spoilt_refusal refusal, int rule)
{
	return (struct spoilt_end){ refusal_names[refusal], rule < 0 ? "-" : rule_names[rule] };
}

static void run_row(const struct spoilt_row *row)
{
	struct finding found = { NOT_REFUSED, -1, 0 };

	if (try_row(row, &found))
		tell_spoilt_skip(row->name, "lacks=what_it_needs");
	else
		tell_spoilt(row->name, end_of(row->refusal, row->rule),
			    end_of(found.refusal, found.rule), found.said, row->differs);
}

/* A good batch first: it leaves the image of its VMCS. */
void enter_spoilt(void)
{
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };
	s64 ticks;

	fill_page();
	tell_test("a_good_vmcs_is_entered_before_the_spoilt_ones",
		  measure(&vmcall, size_for(&vmcall), &ticks) == CLAIM_HOLDS);
	for (u32 i = 0; i < COUNT_OF(spoilt_rows); i++)
		run_row(&spoilt_rows[i]);
}
