// SPDX-License-Identifier: GPL-2.0-only
/* Whether a finished run did what its cell claims, and nothing else. */
#include "cell.h"
#include "cell_parts.h"

u64 cell_traps_expected(const struct cell *cell, struct batch_size size)
{
	if (cell->env == ENV_native && cell->ring == 0)
		return 0;
	return cell_claim(cell)->traps * batch_total(size);
}

static int traps_are_as_claimed(const struct cell *cell, struct batch_size size,
				const struct guest_params *params)
{
	for (u32 vector = 0; vector < GUEST_VECTORS; vector++) {
		int is_claimed = vector == cell_claim(cell)->trap_vector;
		u64 claimed = is_claimed ? cell_traps_expected(cell, size) : 0;

		if (params->traps[vector] != claimed)
			return 0;
	}
	return 1;
}

enum claim_check cell_check_guest(const struct cell *cell, struct batch_size size,
				  const void *image)
{
	const struct guest_params *params = params_of(image);

	if (params->faults)
		return CLAIM_FAULTED;
	if (!params->finished)
		return CLAIM_ENDED_EARLY;
	if (!traps_are_as_claimed(cell, size, params))
		return CLAIM_WRONG_TRAPS;
	return (params->cs & 3) == cell->ring ? CLAIM_HOLDS : CLAIM_WRONG_RING;
}

static int is_claimed(const struct claim *claim, u32 reason)
{
	return (claim->exits && reason == claim->reason) ||
	       (claim->also && reason == claim->also_reason);
}

/* Exits of any reason that the claim does not name; ending the run is allowed once. */
static u64 other_exits(const struct cell *cell, const struct vmx_run *run)
{
	u64 others = 0;

	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		if (!is_claimed(cell_claim(cell), reason))
			others += run->exits[reason];
	return others;
}

static enum claim_check check_full(const struct cell *cell, struct batch_size size,
			       const struct vmx_run *run, const void *image)
{
	enum claim_check check = cell_check_guest(cell, size, image);
	u64 expected = cell_exits_expected(cell, size);

	if (check != CLAIM_HOLDS)
		return check;
	if (cell_claim(cell)->exits && run->exits[cell_claim(cell)->reason] != expected)
		/* An NMI's exit between two PAUSEs makes the second the first of another loop. */
		return cell_claim(cell)->ple_gap && run->nmis ? CLAIM_DISTURBED
							      : CLAIM_WRONG_COUNT;
	if (cell_claim(cell)->also && run->exits[cell_claim(cell)->also_reason] !=
				      cell_also_expected(cell, size))
		return CLAIM_WRONG_COUNT;
	if (other_exits(cell, run) != 1)
		return CLAIM_OTHER_EXITS;
	/* An NMI's exit has left stamps, too. */
	if (cell->form == FORM_STAMPED && run->nmis)
		return CLAIM_DISTURBED;
	if (cell->form == FORM_STAMPED && !cell_stamps_hold(cell, size, run, image))
		return CLAIM_WRONG_STAMPS;
	return CLAIM_HOLDS;
}

static enum claim_check check_lean(const struct cell *cell, struct batch_size size,
			       const struct vmx_run *run)
{
	if (run->exits[cell_claim(cell)->reason] != cell_exits_expected(cell, size))
		return CLAIM_WRONG_COUNT;
	return other_exits(cell, run) ? CLAIM_OTHER_EXITS : CLAIM_HOLDS;
}

enum claim_check cell_check_run(const struct cell *cell, struct batch_size size,
			    const struct vmx_run *run, const void *image)
{
	switch (run->outcome) {
	case RUN_INTERRUPTED:
		return CLAIM_DISTURBED;
	case RUN_DONE:
		return cell->form != FORM_LEAN ? check_full(cell, size, run, image) :
						 CLAIM_ENDED_EARLY;
	case RUN_EXITS_SPENT:
		/* The exits of NMIs took the room that stamps had. */
		if (cell->form == FORM_STAMPED && run->nmis)
			return CLAIM_DISTURBED;
		return cell->form == FORM_LEAN ? check_lean(cell, size, run) : CLAIM_WRONG_COUNT;
	case RUN_TIMED_OUT:
	case RUN_UNEXPECTED_EXIT:
		return CLAIM_ENDED_EARLY;
	}
	return CLAIM_REFUSED;
}
