// SPDX-License-Identifier: GPL-2.0-only
/* Every environment computes the same thing, but for the holes, which must show. */
#include "../../bench/outcome.h"
#include "console.h"
#include "numbers.h"
#include "outcomes.h"
#include "run.h"

/* A full run, for what it leaves. 0 if this CPU has no such cell, or it failed. */
static int leave_outcome(const struct cell *cell, struct outcome *outcome)
{
	struct batch_size size = size_for(cell);
	enum claim_check check;
	s64 ticks;

	if (!cell_exists(cell, BACKEND_VMX) || lacks_sysenter(cell))
		return 0;
	/* An even number: what an operation toggles is then as it was. */
	size.iterations &= ~1ull;
	check = measure(cell, size, &ticks);
	if (check == CLAIM_HOLDS)
		outcome_read(cell, &run.final, guest_memory(), outcome);
	else if (!run_was_refused()) /* the table has reported that */
		tell_failure(cell, check);
	return check == CLAIM_HOLDS;
}

/* A hole must show, or it is none; anything else must not differ. */
static void compare_outcome(const struct cell *cell, const struct outcome *reference)
{
	int hole = !!cell_claim(cell)->hole;
	struct outcome outcome;
	u32 differences;

	if (!leave_outcome(cell, &outcome))
		return;
	differences = outcome_differences(cell->op, reference, &outcome);
	print("test %s_of_%s_in_%s", hole ? "hole" : "outcome", ops[cell->op].name,
	      envs[cell->env].name);
	print("_ring_%u", (u32)cell->ring);
	print(cell->knob == KNOB_default ? "%s" : "_under_%s",
	      cell->knob == KNOB_default ? "" : knobs[cell->knob].name);
	print("%s %s", hole ? "_shows" : "", hole == !!differences ? "ok" : "fail");
	print(differences ? " %s\n" : "\n", outcome_item_name(differences));
	count_test(hole == !!differences);
}

/*
 * In the order of the environments the first that has the operation is nearest to
 * the CPU itself. A 32-bit guest's addresses are others, so it is compared with its like.
 */
static void compare_environments(enum op op, int in_32_bit)
{
	struct cell cell = { .op = op, .form = FORM_FULL, .engine = (u8)engine.kind };
	struct outcome reference;
	int found = 0;

	for (cell.env = 0; cell.env < ENVS; cell.env++)
		for (cell.ring = 0; cell.ring < RINGS; cell.ring++)
			for (cell.knob = 0; cell.knob < KNOBS; cell.knob++)
				if (cell_is_32_bit(&cell) != in_32_bit)
					continue;
				else if (found)
					compare_outcome(&cell, &reference);
				else
					found = leave_outcome(&cell, &reference);
}

void compare_outcomes(void)
{
	for (enum op op = 0; op < OPS; op += numbers.every)
		if (outcome_rows[op].items) {
			compare_environments(op, 0);
			if (numbers.bits_32)
				compare_environments(op, 1);
		} else if (!outcome_rows[op].nothing) {
			tell_test(ops[op].name, 0);
		}
}
