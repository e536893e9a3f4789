// SPDX-License-Identifier: GPL-2.0-only
/* How many of the VM-exit reasons the table has a cell for, and that the others say why not. */
#include "cells.h"
#include "bench/coverage.h"

#define COVERED 58

TEST(every_reason_has_a_cell_or_a_cause_and_not_both)
{
	for (u32 i = 0; i < REASONS_NAMED; i++) {
		const char *cause = coverage_cause(reason_rows[i].number);

		if (coverage_has(reason_rows[i].number) == !!cause || (cause && strlen(cause) < 10))
			fail_msg("%s", reason_rows[i].name);
	}
}

TEST(the_table_has_cells_for_as_many_reasons_as_it_had)
{
	assert_int_equal(REASONS_NAMED, 80);
	assert_int_equal(coverage_count(), COVERED);
}

TEST(what_is_covered_exits_in_a_cell_that_exists)
{
	u8 seen[EXIT_REASON_COUNT] = { 0 };
	struct cell cell = FIRST_CELL;
	u32 covered = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		const struct claim *claim = cell_claim(&cell);

		seen[claim->reason] |= !!claim->exits;
		seen[claim->also_reason] |= !!claim->also;
	}
	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		covered += seen[reason];
	assert_int_equal(covered, coverage_count());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(every_reason_has_a_cell_or_a_cause_and_not_both),
		ROW_OF(the_table_has_cells_for_as_many_reasons_as_it_had),
		ROW_OF(what_is_covered_exits_in_a_cell_that_exists),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
