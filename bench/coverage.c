// SPDX-License-Identifier: GPL-2.0-only
/* Coverage of exit reasons, read off the claims: nothing here is a list of what is covered. */
#include "coverage.h"

static const char *const causes[EXIT_REASON_COUNT] = {
#define UNCOVERED(reason, why) [EXIT_##reason] = why,
#include "uncovered.def"
#undef UNCOVERED
};

const struct reason_row reason_rows[REASONS_NAMED] = {
#define EXIT_REASON(number, name, words) { number, #name, words },
#include "../engine/exit_reasons.def"
#undef EXIT_REASON
};

int coverage_exits_for(const struct claim *claim, u32 reason)
{
	return claim->present && ((claim->exits && claim->reason == reason) ||
				  (claim->also && claim->also_reason == reason));
}

/* The search for a knob's row is long, so all reasons are found in one pass over the cells. */
struct covered {
	u8 reason[EXIT_REASON_COUNT];
};

static struct covered covered_by_cells(void)
{
	struct covered covered = { { 0 } };
	struct cell cell = { 0 };

	for (cell.op = 0; cell.op < OPS; cell.op++)
		for (cell.env = 0; cell.env < ENVS; cell.env++)
			for (cell.knob = 0; cell.knob < KNOBS; cell.knob++) {
				const struct claim *claim = cell_claim(&cell);

				covered.reason[claim->reason] |= claim->present && claim->exits;
				covered.reason[claim->also_reason] |= claim->present && claim->also;
			}
	return covered;
}

int coverage_has(u32 reason)
{
	return reason < EXIT_REASON_COUNT && covered_by_cells().reason[reason];
}

u32 coverage_count(void)
{
	struct covered covered = covered_by_cells();
	u32 count = 0;

	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		count += covered.reason[reason];
	return count;
}

const char *coverage_cause(u32 reason)
{
	return reason < EXIT_REASON_COUNT ? causes[reason] : 0;
}
