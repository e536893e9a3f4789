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

int coverage_has(u32 reason)
{
	struct cell cell = { 0 };

	for (cell.op = 0; cell.op < OPS; cell.op++)
		for (cell.env = 0; cell.env < ENVS; cell.env++)
			for (cell.knob = 0; cell.knob < KNOBS; cell.knob++)
				if (coverage_exits_for(cell_claim(&cell), reason))
					return 1;
	return 0;
}

u32 coverage_count(void)
{
	u32 covered = 0;

	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		covered += (u32)coverage_has(reason);
	return covered;
}

const char *coverage_cause(u32 reason)
{
	return reason < EXIT_REASON_COUNT ? causes[reason] : 0;
}
