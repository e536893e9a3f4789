// SPDX-License-Identifier: GPL-2.0-only
/* The table expanded into C, and which of its cells exist. */
#include "cell.h"
#include "cell_parts.h"
#include "layout_32_bit.h"
#include "claim_words.h"
#include "../engine/cpu_features.h"

const struct op_row ops[OPS] = {
#define OP(name, words, setup, body, ...) { #name, words, { __VA_ARGS__ } },
#include "ops.def"
#undef OP
};

const char *const form_names[FORM_COUNT] = {
#define FORM(id, name, words) name,
	RUN_FORMS(FORM)
#undef FORM
};

static const struct {
	enum op op;
	const char *name;
} aliases[] = {
#define OP(...)
#define ALIAS(op, name) { OP_##op, name },
#include "ops.def"
#undef OP
};

const char *op_alias(enum op op, u32 n)
{
	for (u32 i = 0; i < COUNT_OF(aliases); i++)
		if (aliases[i].op == op && !n--)
			return aliases[i].name;
	return 0;
}

#define QUICK   (1 << PRESET_QUICK)
#define CLASSIC (1 << PRESET_CLASSIC)
#define ANATOMY (1 << PRESET_ANATOMY)
#define LITERATURE (1 << PRESET_LITERATURE)

#define CALLS     "system calls"
#define FLAG      "the interrupt flag"
#define TABLES    "descriptor tables"
#define PROCESSOR "CPUID, MSRs, CR3, ports"
#define MEMORY    "memory"

static const struct {
	u8 presets;
	const char *label, *group;
} shown[OPS] = {
#define OP(...)
#define PRESET_ROW(presets, label, group, ...) { presets, label, group }
#define PRESET(op, ...) [OP_##op] = PRESET_ROW(__VA_ARGS__, 0, ),
#include "ops.def"
#undef OP
};

const char *const preset_names[PRESETS] = { "all", "quick", "classic", "anatomy",
					   "literature" };

int op_is_in(enum op op, enum preset preset)
{
	return preset == PRESET_ALL || shown[op].presets & 1 << preset;
}

const char *op_label(enum op op)
{
	return shown[op].label ? shown[op].label : ops[op].name;
}

const char *op_group(enum op op)
{
	return shown[op].group;
}

static int is_same_name(const char *a, const char *b)
{
	while (a && *a && *a == *b)
		a++, b++;
	return a && *a == *b;
}

enum op op_named(const char *name)
{
	enum op op = 0;

	for (u32 i = 0; i < COUNT_OF(aliases); i++)
		if (is_same_name(aliases[i].name, name))
			return aliases[i].op;
	while (op < OPS && !is_same_name(ops[op].name, name))
		op++;
	return op;
}

#define NOTHING(why)       0, .nothing = why
#define STARTS_WITHOUT_IF  .starts_without_if = 1
#define STARTS_WITH_TS     .starts_with_ts = 1

const struct outcome_row outcome_rows[OPS] = {
#define OP(...)
#define OUTCOME(name, ...) [OP_##name] = { .items = __VA_ARGS__ },
#include "ops.def"
#undef OP
};

static const struct claim under_claims[UNDERS] = {
#define OP(...)
#define UNDER(name, env, knob, setup, body, ...) \
	[UNDER_##name##_##env##_##knob] = { .present = 1, ##__VA_ARGS__ },
#include "ops.def"
#undef OP
};

/* The number of each, and 1: looked up for every combination there could be. */
static const u16 under_numbers[OPS][ENVS][KNOBS] = {
#define OP(...)
#define UNDER(name, env, knob, ...) \
	[OP_##name][ENV_##env][KNOB_##knob] = UNDER_##name##_##env##_##knob + 1,
#include "ops.def"
#undef OP
};

#define BY_DEFAULT         .by_default = 1
#define OWN_ROWS           .own_rows = 1
#define ON_KVM             .also_on = BACKEND_KVM
#define PART               .anatomy = 1
#define SETS(name)         .has_set = 1, .set = name
#define ALSO_SETS(name)    .has_also_set = 1, .also_set = name
#define CLEARS(name)       .has_cleared = 1, .cleared = name
#define ALSO_CLEARS(name)  .has_also_cleared = 1, .also_cleared = name
#define MITIGATES(how)     .mitigation = MITIGATE_##how
#define ENTRY_LOADS(n)     .parts.entry_msrs = n
#define EXIT_LOADS(n)      .parts.exit_msrs = n
#define EXIT_STORES(n)     .parts.stored_msrs = n
#define CR3_TARGETS(n)     .parts.cr3_targets = n
#define EPT_DIRTY          .parts.ept_dirty = 1
#define WORKS_BY(how)      .parts.work = WORK_##how
#define LEAN_WORK(how)     .lean_only = 1, .parts.work = WORK_##how
#define WORKS_TIMES(how, n) .parts.work = WORK_##how, .parts.work_count = n

const struct knob_row knobs[KNOBS] = {
#define KNOB(id, name, words, ...) { name, words, ##__VA_ARGS__ },
#include "knobs.def"
#undef KNOB
};

const struct env_row envs[ENVS] = {
#define ENV(id, name, words) { name, words },
#include "envs.def"
#undef ENV
};

/* Its UNDER row; UNDERS if there is none. */
u32 cell_under_row(const struct cell *cell)
{
	u32 number = under_numbers[cell->op][cell->env][cell->knob];

	return number ? number - 1 : UNDERS;
}

const struct claim *cell_claim(const struct cell *cell)
{
	static const struct claim nothing;
	u32 row;

	if (!knobs[cell->knob].own_rows)
		return ops[cell->op].claims[cell->engine][cell->env].present ?
			       &ops[cell->op].claims[cell->engine][cell->env] :
			       &ops[cell->op].claims[ENGINE_VMX][cell->env];
	row = cell_under_row(cell);
	return row < UNDERS ? &under_claims[row] : &nothing;
}

/* SVM knows some by a finer reason, which is no other claim. */
int cell_is_the_same_by_svm(const struct cell *cell)
{
	struct cell by_vmx = *cell, by_svm = *cell;
	const struct claim *vmx, *svm;

	by_vmx.engine = ENGINE_VMX;
	by_svm.engine = ENGINE_SVM;
	vmx = cell_claim(&by_vmx);
	svm = cell_claim(&by_svm);
	return vmx->present == svm->present && vmx->exits == svm->exits &&
	       vmx->also == svm->also && vmx->traps == svm->traps &&
	       vmx->policy.action == svm->policy.action &&
	       vmx->also_policy.action == svm->also_policy.action;
}

int cell_needs_svm(const struct cell *cell)
{
	const struct claim *claim = cell_claim(cell);

	return claim->exits && claim->reason >= EXIT_REASONS_OF_SVM;
}

/* Where an environment's cells run when a row does not narrow it. */
static u32 backends_of(const struct cell *cell)
{
	if (cell_claim(cell)->backends)
		return cell_claim(cell)->backends;
	switch (cell->env) {
	case ENV_native:   return BACKEND_NATIVE;
	case ENV_hvm_trap: return BACKEND_VMX;
	default:           return BACKEND_VMX | BACKEND_KVM;
	}
}

/* The monitor can be put under a kernel in ring 1, or in ring 3 as on 64-bit Xen. */
static u32 kernel_rings(const struct cell *cell)
{
	switch (cell->env) {
	case ENV_deprivileged:
	case ENV_paravirtual:
	case ENV_translated:
		return cell_is_32_bit(cell) ? 1 << 1 : 1 << 1 | 1 << 3;
	default:
		return 1 << 0;
	}
}

static u32 rings_of(const struct cell *cell)
{
	return cell_claim(cell)->rings ? cell_claim(cell)->rings : kernel_rings(cell);
}

int cell_has_monitor(const struct cell *cell)
{
	return !(kernel_rings(cell) & 1);
}

u8 cell_kernel_ring(const struct cell *cell)
{
	if (!cell_has_monitor(cell))
		return 0;
	return cell_claim(cell)->rings ? 1 : cell->ring;
}

const char *cell_hole(const struct cell *cell)
{
	return cell->env == ENV_native && !cell->ring ? 0 : cell_claim(cell)->hole;
}

enum op cell_twin_op(const struct cell *cell)
{
	return cell_claim(cell)->in_32_bit ? OP_nop_32_bit : OP_nop;
}

/*
 * Whether a setting of the VMX controls is another cell of it: where
 * something exits, and for the twins.
 */
static int is_under_control(const struct cell *cell, u32 control)
{
	const struct claim *claim = cell_claim(cell);

	if (cell->env != ENV_hvm && cell->env != ENV_hvm_trap)
		return 0;
	if ((claim->has_control && claim->control == control) ||
	    (claim->has_second && claim->second == control))
		return 0;
	return claim->exits || cell->op == OP_nop;
}

/* Whether the engine's exit points complete its exit, with nothing left to C. */
static int is_served_by_assembly(const struct claim *claim)
{
	if (claim->exits != 1 || claim->also)
		return 0;
	switch (claim->policy.action) {
	case ACTION_SKIP:
		return !claim->intercepts || claim->policy.length;
	case ACTION_RETURN:
		return !claim->intercepts && !claim->policy.length;
	case ACTION_CPUID:
		return !claim->intercepts;
	}
	return 0;
}

static int can_be_mitigated(const struct cell *cell)
{
	if ((cell->env != ENV_hvm && cell->env != ENV_hvm_trap) || cell->form != FORM_FULL)
		return 0;
	return cell->op == OP_nop || is_served_by_assembly(cell_claim(cell));
}

/* One exit stands for all: by VMCALL and by CPUID, and their twin. */
static int is_taken_apart(const struct cell *cell)
{
	return cell->env == ENV_hvm && !cell->ring &&
	       (cell->op == OP_nop ||
		(op_is_in(cell->op, PRESET_ANATOMY) && cell_claim(cell)->exits));
}

/*
 * A knob's own rows are loops like the operations', whose guest keeps the time: full. Lean, one
 * request by VMCALL would be as the next.
 */
static int knob_applies(const struct cell *cell, enum backend backend)
{
	const struct knob_row *knob = &knobs[cell->knob];

	if (cell->knob == KNOB_default)
		return 1;
	if (!((BACKEND_VMX | knob->also_on) & backend) ||
	    (knob->own_rows && cell->form != FORM_FULL) ||
	    (knob->anatomy && !is_taken_apart(cell)) || cell_claim(cell)->no_knobs ||
	    (cell->engine == ENGINE_VMX && cell_needs_svm(cell)))
		return 0;
	if (knob->lean_only && cell->form != FORM_LEAN)
		return 0;
	if (!knob->lean_only && (knob->mitigation || knob->parts.work))
		return can_be_mitigated(cell);
	if (knob->not_lean && cell->form == FORM_LEAN)
		return 0;
	return !knob->has_cleared || is_under_control(cell, knob->cleared);
}

int cell_exists(const struct cell *cell, enum backend backend)
{
	const struct claim *claim = cell_claim(cell);

	if (!claim->present || !BIT_IS_SET(rings_of(cell), cell->ring) ||
	    !(backends_of(cell) & backend) || !knob_applies(cell, backend))
		return 0;
	if (cell->form == FORM_FULL)
		return !claim->lean_only;
	if (cell->form == FORM_STAMPED)
		return backend == BACKEND_VMX && !claim->lean_only && !claim->also &&
		       claim->exits == (cell->op != OP_nop) &&
		       !(cell->op == OP_nop && cell_has_monitor(cell));
	/* Lean measures one exit by never getting past it: nothing else can happen. */
	return backend == BACKEND_VMX && claim->exits == 1 && !claim->also && !claim->traps &&
	       !claim->not_lean && claim->policy.action != ACTION_INJECT;
}
