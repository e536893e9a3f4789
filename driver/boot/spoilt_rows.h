/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCSs with one thing wrong each, which no CPU may enter: the rows of spoilt_rows.def as a table,
 * and how a row is applied to the current VMCS, which holds a good 64-bit guest in ring 0.
 */
#ifndef BOOT_SPOILT_ROWS_H
#define BOOT_SPOILT_ROWS_H

#include <vmx_instructions.h>
#include "../../engine/vmx/capabilities.h"
#include "../../engine/vmx/vmcs.h"
#include "../../engine/x86.h"
#include "spoilt_line.h"

enum entry_rule_number {
#define ENTRY_RULE(name, words) RULE_##name,
#include "../../engine/vmx/entry_rules.def"
#undef ENTRY_RULE
	ENTRY_RULES
};

/* How the CPU must refuse it. */
enum spoilt_refusal { BY_CONTROLS, BY_HOST_STATE, BY_GUEST_STATE, BY_MSR_LOADING, NOT_REFUSED };

enum spoilt_kind {
	NO_CHANGE, SET_BITS, CLEAR_BITS, BE_VALUE, IN_PAGE, CURRENT_VMCS,
	WITH_CONTROL, WITH_STATE, WITH_CR4, WITHOUT_BASIC,
};

struct spoilt_change {
	u32 field, kind;
	u64 value;
};

#define SPOILT_CHANGES 4

/* Activity states. */
enum spoilt_state { HLT = 1, SHUTDOWN, WAIT_FOR_SIPI };
#define MISC_HLT 6 /* in IA32_VMX_MISC, whether there is HLT; the others follow */

struct spoilt_row {
	const char *name;
	enum spoilt_refusal refusal;
	int rule;      /* of entry_rules.def; -1 if no rule on the guest's state is broken */
	u32 differs;   /* enum spoilt_dissent */
	struct spoilt_change changes[SPOILT_CHANGES];
};

/* Where IN_PAGE finds what a VMCS may point at. */
enum spoilt_offset {
	WRONG_REVISION = 0,
	SHADOW_BIT = 0x1000,
	MSR_NOT_ALLOWED = 0x20,
	MSR_RESERVED = 0x30,
};
#define SPOILT_BYTES 0x2000

/* The words of spoilt_rows.def. */
#define SET(field, bits)       { field, SET_BITS, bits }
#define CLEAR(field, bits)     { field, CLEAR_BITS, bits }
#define BE(field, value)       { field, BE_VALUE, value }
#define AT(field, offset)      { field, IN_PAGE, offset }
#define ITSELF(field)          { field, CURRENT_VMCS, 0 }
#define WITH(control)          { 0, WITH_CONTROL, control }
#define IN(state)              { GUEST_ACTIVITY_STATE, WITH_STATE, state }
#define CR4_WITH(bits)         { GUEST_CR4, WITH_CR4, bits }
#define UNLESS_BASIC(bit)      { GUEST_CR4, WITHOUT_BASIC, bit }
#define BIT(control)           (1u << (control) % 32)
#define CONTROLS               BY_CONTROLS, -1
#define CONTROLS_AND(rule)     BY_CONTROLS, RULE_##rule
#define HOST                   BY_HOST_STATE, -1
#define GUEST(rule)            BY_GUEST_STATE, RULE_##rule
#define MSR_LOADING            BY_MSR_LOADING, RULE_msr_load

static const struct spoilt_row spoilt_rows[] = {
#define SPOILT(name, claim, differs, ...) SPOILT_ROW(name, claim, differs, __VA_ARGS__)
#define SPOILT_ROW(name, refusal, rule, differs, ...) \
	{ #name, refusal, rule, differs, { __VA_ARGS__ } },
#include "spoilt_rows.def"
};
#undef SPOILT
#undef SPOILT_ROW
#undef SET
#undef CLEAR
#undef BE
#undef AT
#undef ITSELF
#undef WITH
#undef IN
#undef CR4_WITH
#undef UNLESS_BASIC
#undef CONTROLS
#undef CONTROLS_AND
#undef HOST
#undef GUEST
#undef MSR_LOADING
#undef BIT

/* 0 for a row that is to be skipped on this CPU. */
static inline int spoilt_can(const struct spoilt_change *change, const struct capabilities *caps)
{
	u64 value = change->value;

	switch (change->kind) {
	case WITH_CONTROL: return BIT_IS_SET(caps->may_be_1[value / 32], value % 32);
	case WITH_STATE: return BIT_IS_SET(caps->misc, MISC_HLT - HLT + value);
	case WITH_CR4: return !(value & ~caps->cr4_fixed1);
	case WITHOUT_BASIC: return !BIT_IS_SET(caps->basic, value);
	}
	return 1;
}

static inline u32 spoilt_field(const struct spoilt_change *change)
{
	static const u32 fields[CONTROL_WORDS] = { PIN_BASED_VM_EXECUTION_CONTROLS,
		PRIMARY_PROCESSOR_BASED_CONTROLS, SECONDARY_PROCESSOR_BASED_CONTROLS,
		PRIMARY_VM_EXIT_CONTROLS, VM_ENTRY_CONTROLS };

	return change->kind == WITH_CONTROL ? fields[change->value / 32] : change->field;
}

static inline u64 spoilt_value(const struct spoilt_change *change, u64 page)
{
	u64 now = vmread(spoilt_field(change));

	switch (change->kind) {
	case SET_BITS:
	case WITH_CR4: return now | change->value;
	case CLEAR_BITS: return now & ~change->value;
	case IN_PAGE: return page + change->value;
	case CURRENT_VMCS: return vmptrst();
	case WITH_CONTROL: return now | 1u << change->value % 32;
	case WITHOUT_BASIC: return now;
	}
	return change->value;
}

/*
 * Spoil the current VMCS; `page` is the physical address of SPOILT_BYTES. 0, or -1 where the CPU
 * lacks what the row needs.
 */
static inline int spoilt_apply(const struct spoilt_row *row, const struct capabilities *caps,
			       u64 page)
{
	for (u32 i = 0; i < SPOILT_CHANGES && row->changes[i].kind; i++) {
		const struct spoilt_change *change = &row->changes[i];

		if (!spoilt_can(change, caps))
			return -1;
		vmwrite(spoilt_field(change), spoilt_value(change, page));
	}
	return 0;
}

#endif
