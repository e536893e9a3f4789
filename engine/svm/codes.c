// SPDX-License-Identifier: GPL-2.0-only
/* svm_exit_codes.def, looked up. */
#include <cpu_instructions.h>
#include "../cpu_features.h"
#include "../x86.h"
#include "codes.h"
#include "frame.h"

/* The host's, what VMRUN insists on, and what is SVM's own, which no guest of ours may do. */
#define CODE_VMRUN    0x80
static const u8 refused_codes[] = { SVM_CODE_NMI, SVM_CODE_SMI, CODE_VMRUN, 0x7a,
				    0x82, 0x83, 0x84, 0x85, 0x86 };
/* Of the guest on the engine's own page tables: CR0, CR3, CR4, INVLPG. */
static const u8 paging_codes[] = { 0x03, 0x10, 0x13, 0x14, 0x79 };
#define CODE_CR4      0x14
#define CODE_VINTR    0x64
#define CODE_SHUTDOWN 0x7f

/* The last two name a control. */
enum interception { INTERCEPT_ALWAYS, INTERCEPT_LISTED, INTERCEPT_BITMAP, INTERCEPT_NEVER,
		    INTERCEPT_PREFER, INTERCEPT_ASKED };

struct code_row {
	u16 code, reason;
	u8 interception, control;
};

static const struct code_row rows[] = {
#define ALWAYS          INTERCEPT_ALWAYS, 0
#define LISTED          INTERCEPT_LISTED, 0
#define BITMAP          INTERCEPT_BITMAP, 0
#define NEVER           INTERCEPT_NEVER, 0
#define PREFER(control) INTERCEPT_PREFER, control
#define ASKED(control)  INTERCEPT_ASKED, control
#define SVM_EXIT(code, reason, ...) { code, EXIT_##reason, __VA_ARGS__ },
#include "../svm_exit_codes.def"
#undef SVM_EXIT
#undef ASKED
#undef NEVER
#undef BITMAP
#undef LISTED
#undef PREFER
#undef ALWAYS
};

/* Controls that ask for what is so here anyway, or for a right that needs no bit. */
static const u8 granted[] = { EXTERNAL_INTERRUPT_EXITING, NMI_EXITING, HLT_EXITING, MWAIT_EXITING,
			      MONITOR_EXITING, MOV_DR_EXITING, UNCONDITIONAL_IO_EXITING,
			      ENABLE_EPT };

static int is_asked_for(const struct vmx_run *run, u32 control)
{
	return BIT_IS_SET(run->controls[control / 32].set, control % 32);
}

static int is_unwanted(const struct vmx_run *run, u32 control)
{
	return BIT_IS_SET(run->controls[control / 32].clear, control % 32);
}

static int is_intercepted(const struct vmx_run *run, const struct code_row *row)
{
	switch (row->interception) {
	case INTERCEPT_ALWAYS:
		return 1;
	case INTERCEPT_LISTED:
		return run->policy[row->reason].action != ACTION_STOP_UNEXPECTED;
	case INTERCEPT_BITMAP:
	case INTERCEPT_NEVER:
		return 0;
	case INTERCEPT_PREFER:
		return !is_unwanted(run, row->control);
	}
	return is_asked_for(run, row->control);
}

int svm_has_reason(u32 reason)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].reason == reason && rows[i].interception != INTERCEPT_NEVER)
			return 1;
	return 0;
}

static int can_ask_for(const struct svm_capabilities *caps, u32 control)
{
	if (control == ENABLE_EPT)
		return (int)caps->has_nested_paging;
	if (control == ENABLE_RDTSCP)
		return cpu_has(FEATURE_RDTSCP);
	for (u32 i = 0; i < COUNT_OF(granted); i++)
		if (granted[i] == control)
			return 1;
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].interception >= INTERCEPT_PREFER && rows[i].control == control)
			return 1;
	return 0;
}

/* Or the mode: a 32-bit guest, which needs nested paging. */
static int can_clear(const struct svm_capabilities *caps, u32 control)
{
	if (control == IA32E_MODE_GUEST)
		return (int)caps->has_nested_paging;
	if (control == ENABLE_EPT)
		return !caps->must_nest;
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].interception >= INTERCEPT_PREFER && rows[i].control == control)
			return 1;
	return 0;
}

int svm_controls_check(const struct svm_capabilities *caps, const struct vmx_run *run)
{
	for (u32 control = 0; control < 32 * CONTROL_WORDS; control++)
		if ((is_asked_for(run, control) && !can_ask_for(caps, control)) ||
		    (is_unwanted(run, control) && !can_clear(caps, control)))
			return (int)control;
	return CONTROL_NONE;
}

int svm_wants_nested_paging(const struct svm_capabilities *caps, const struct vmx_run *run)
{
	return caps->has_nested_paging && !is_unwanted(run, ENABLE_EPT);
}

static void intercept(u32 intercepts[], u32 code)
{
	intercepts[code / 32] |= 1u << code % 32;
}

void svm_intercepts_fill(const struct vmx_run *run, int nested, u32 intercepts[])
{
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].code < SVM_LEAN_CODES && is_intercepted(run, &rows[i]))
			intercept(intercepts, rows[i].code);
	for (u32 i = 0; i < COUNT_OF(refused_codes); i++)
		intercept(intercepts, refused_codes[i]);
	/* A machine check must stay deliverable. */
	if (cr4_read() & CR4_MCE)
		intercept(intercepts, CODE_CR4);
	if (BIT_IS_SET(run->exception_bitmap, VECTOR_DB))
		intercept(intercepts, SVM_CODE_INT1);
	for (u32 i = 0; !nested && i < COUNT_OF(paging_codes); i++)
		intercept(intercepts, paging_codes[i]);
}

u64 svm_first_code(const struct vmx_run *run)
{
	if (run->expected_reason == EXIT_EXCEPTION_NMI && run->expected_vector == VECTOR_DB)
		return SVM_CODE_INT1;
	if (run->expected_reason == EXIT_EXCEPTION_NMI)
		return SVM_CODE_EXCEPTION + run->expected_vector;
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].reason == run->expected_reason && is_intercepted(run, &rows[i]))
			return rows[i].code;
	return SVM_CODE_INVALID - 1; /* no exit has it */
}

u32 svm_vector(u64 code)
{
	return code == SVM_CODE_INT1 ? VECTOR_DB : (u32)(code - SVM_CODE_EXCEPTION);
}

int svm_is_by_instruction(u64 code)
{
	return code < SVM_CODE_EXCEPTION ||
	       (code > CODE_VINTR && code < SVM_LEAN_CODES && code != CODE_SHUTDOWN);
}

/* From the last, so that the first row that is intercepted has the last word. */
void svm_reasons_fill(const struct vmx_run *run, u8 reasons[SVM_LEAN_CODES])
{
	__builtin_memset(reasons, EXIT_REASON_COUNT, SVM_LEAN_CODES);
	for (u32 i = COUNT_OF(rows); i-- > 0;) {
		const struct code_row *row = &rows[i];

		if (row->code < SVM_LEAN_CODES && (reasons[row->code] == EXIT_REASON_COUNT ||
						   is_intercepted(run, row)))
			reasons[row->code] = (u8)row->reason;
	}
}

u32 svm_reason(const struct svm *svm)
{
	u64 code = svm->vmcb->exit_code;

	if (svm_vector(code) < 32)
		return EXIT_EXCEPTION_NMI;
	if (code == SVM_CODE_MSR)
		return svm->vmcb->exit_info_1 ? EXIT_WRMSR : EXIT_RDMSR;
	if (code < SVM_LEAN_CODES)
		return svm->reasons[code];
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].code == code)
			return rows[i].reason;
	return EXIT_REASON_COUNT;
}
