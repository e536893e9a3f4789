// SPDX-License-Identifier: GPL-2.0-only
/* Older files do not say who answers: the table knows what Linux does, and what always exits. */
#include <string.h>
#include "bench/cell.h"
#include "show/answers.h"
#include "show/words.h"

static const char *name_above(const json_t *machine)
{
	return json_string_value(json_object_get(json_object_get(machine, "cpu"), "hypervisor"));
}

/* It executes CPUID itself: nothing exits. */
static bool is_emulator(const json_t *machine)
{
	return machine_is_counting(machine) || !strcmp(name_above(machine), "TCGTCGTCGTCG");
}

static bool always_exits(enum op op)
{
	const struct claim *claim = &ops[op].claims[ENGINE_VMX][ENV_hvm];

	return claim->exits && !claim->has_control;
}

static enum answerer answerer_by_table(const struct cell_result *cell, enum op op,
				       const json_t *machine)
{
	const struct claim *native = &ops[op].claims[ENGINE_VMX][ENV_native];

	if (cell->ring && native->by_linux)
		return ANSWERER_LINUX;
	if (cell->ring && native->hole)
		return ANSWERER_UNKNOWN;
	return name_above(machine) && !is_emulator(machine) && always_exits(op)
		       ? ANSWERER_HYPERVISOR
		       : ANSWERER_CPU;
}

enum answerer answerer_of(const struct cell_result *cell, const json_t *machine)
{
	enum op op;

	if (cell->answered_by || !same_text(cell->backend, "native"))
		return cell->answered_by;
	op = cell->op ? op_named(cell->op) : OPS;
	return op < OPS ? answerer_by_table(cell, op, machine) : ANSWERER_UNKNOWN;
}

struct words hypervisor_words(const json_t *machine)
{
	static const struct {
		const char *vendor, *name;
	} known[] = {
		{ "KVMKVMKVM", "KVM" },          { "Microsoft Hv", "Hyper-V" },
		{ "VMwareVMware", "VMware" },    { "XenVMMXenVMM", "Xen" },
		{ "TCGTCGTCGTCG", "QEMU" },      { "VBoxVBoxVBox", "VirtualBox" },
		{ "bhyve bhyve", "bhyve" },      { "prl hyperv", "Parallels" },
		{ "ACRNACRNACRN", "ACRN" },
	};
	const char *vendor = name_above(machine);

	for (size_t i = 0; vendor && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].vendor, vendor))
			return words("%s", known[i].name);
	return words("%s", vendor ? vendor : "");
}

struct words answerer_words(enum answerer answerer, const json_t *machine)
{
	if (answerer == ANSWERER_HYPERVISOR)
		return words("above: %s", hypervisor_words(machine).text);
	return words("%s", answerer == ANSWERER_LINUX ? "Linux" : "native");
}

const struct cell_result *round_trip_above(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (has_figure(cell) && same_text(cell->op, "cpuid") &&
		    answerer_of(cell, result->machine) == ANSWERER_HYPERVISOR)
			return cell;
	}
	return NULL;
}

struct words above_words(const struct result *result)
{
	const struct cell_result *cell = round_trip_above(result);

	if (!cell)
		return NO_WORDS;
	return words("VM exit to %s above and back (CPUID): %s",
		     hypervisor_words(result->machine).text,
		     amount_words(cell->floor.value, unit_of(cell->unit), result->machine).text);
}

enum env env_named(const char *name)
{
	enum env env = 0;

	while (env < ENVS && !same_text(envs[env].name, name))
		env++;
	return env;
}

enum knob knob_named(const char *name)
{
	enum knob knob = 0;

	while (knob < KNOBS && !same_text(knobs[knob].name, name))
		knob++;
	return knob;
}

bool is_anatomy_cell(const struct cell_result *cell)
{
	enum knob knob = knob_named(cell->knobs);

	return knob < KNOBS && knobs[knob].anatomy && !knobs[knob].lean_only;
}

bool is_own_backend(const char *name)
{
	return same_text(name, "vmx") || same_text(name, "svm");
}

const char *own_backend(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK &&
		    same_text(result->cells[i].backend, "svm"))
			return "svm";
	return "vmx";
}

const char *own_extension(const struct result *result)
{
	return same_text(own_backend(result), "svm") ? "AMD-V" : "VT-x";
}

const struct cell_result *find_trip(const struct result *result, const char *op,
				    const char *backend, const char *form)
{
	bool may_be_free = same_text(backend, "svm");
	const struct cell_result *cell = NULL;

	if (may_be_free)
		cell = find_plain_cell(result, op, "hvm-trap", backend, form);
	if (!cell)
		cell = find_plain_cell(result, op, "hvm", backend, form);
	return cell && may_be_free && !(cell->exits_per_op > 0) ? NULL : cell;
}

struct cell row_of_cell(const struct cell_result *cell)
{
	struct cell row = {
		.op = cell->op ? op_named(cell->op) : OPS,
		.env = env_named(cell->env),
		.knob = is_default_cell(cell) ? KNOB_default : knob_named(cell->knobs),
		.engine = same_text(cell->backend, "svm") ? ENGINE_SVM : ENGINE_VMX,
	};

	if (row.env == ENVS || row.knob == KNOBS)
		row.op = OPS;
	return row;
}

bool is_the_same_by_svm(const struct cell_result *cell)
{
	struct cell row = row_of_cell(cell);

	return row.op == OPS || cell_is_the_same_by_svm(&row);
}
