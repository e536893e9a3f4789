// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who answers a native cell: the CPU, Linux, or the hypervisor above. Some answers are certain: a
 * system call, a signal, an instruction that UMIP takes from ring 3, one that exits on every CPU
 * with VT-x. Whether the hypervisor lets the CPU do the others shows only in what they cost. So
 * does whether a port or an MSR that passes our own VMM exits to the one above.
 */
#include "machine/above.h"
#include "measure/estimate.h"
#include "statistics/rules.h"

static bool linux_answers(const struct cell *cell)
{
	return cell->ring &&
	       (cell_claim(cell)->by_linux || (cell_hole(cell) && above_emulates_umip()));
}

static bool always_exits(enum op op)
{
	const struct claim *claim = &ops[op].claims[ENGINE_VMX][ENV_hvm];

	return claim->exits && !claim->has_control;
}

/* An exception is the guest kernel's own, unless a hypervisor debugs it. */
static bool may_exit(enum op op)
{
	const struct claim *claim = &ops[op].claims[ENGINE_VMX][ENV_hvm_trap];

	return claim->exits && !claim->intercepts;
}

static bool passes_our_vmm(const struct planned_cell *what)
{
	const struct claim *claim = cell_claim(&what->cell);

	return what->backend->id & BACKENDS_OURS && !claim->exits &&
	       (claim->port_pass || claim->msr_pass);
}

enum answerer answerer_find(const struct planned_cell *what, const struct clock *clock,
			    double cost)
{
	enum op op = what->cell.op;
	double round_trip = clock->is_emulated ? 0 : above_round_trip();
	bool costs_an_exit = round_trip && cost >= ROUND_TRIP_SHARE * round_trip;

	if (what->backend->id != BACKEND_NATIVE && !passes_our_vmm(what))
		return ANSWERER_UNKNOWN;
	if (what->backend->id != BACKEND_NATIVE)
		return costs_an_exit ? ANSWERER_HYPERVISOR : ANSWERER_CPU;
	if (linux_answers(&what->cell))
		return ANSWERER_LINUX;
	if (!round_trip)
		return ANSWERER_CPU;
	return always_exits(op) || (may_exit(op) && costs_an_exit)
		       ? ANSWERER_HYPERVISOR
		       : ANSWERER_CPU;
}
