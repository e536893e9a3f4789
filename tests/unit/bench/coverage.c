// SPDX-License-Identifier: GPL-2.0-only
/* How many of each engine's exit reasons have a cell, and that the others say why not. */
#include "cells.h"
#include "bench/coverage.h"

static const struct { u32 total, covered; } counts[ENGINES] = {
	[ENGINE_VMX] = { 80, 60 },
	[ENGINE_SVM] = { 60, 33 },
};

TEST(every_reason_of_an_engine_has_a_cell_or_a_cause_and_not_both)
{
	for (enum engine_kind engine = 0; engine < ENGINES; engine++)
		for (u32 i = 0; i < REASONS_OF_BOTH; i++) {
			u32 reason = reason_rows[i].number;
			const char *cause = coverage_cause(engine, reason);

			int is_either = coverage_has(engine, reason) != !!cause;

			if (coverage_is_of(engine, reason) != is_either)
				fail_msg("%u: %s", engine, reason_rows[i].name);
			assert_true(!cause || strlen(cause) >= 10);
		}
}

TEST(the_table_has_cells_for_as_many_reasons_as_it_had)
{
	assert_int_equal(REASONS_NAMED, 80);
	for (enum engine_kind engine = 0; engine < ENGINES; engine++) {
		assert_int_equal(coverage_total(engine), counts[engine].total);
		assert_int_equal(coverage_count(engine), counts[engine].covered);
	}
}

TEST(what_is_covered_exits_in_a_cell_that_exists)
{
	for (enum engine_kind engine = 0; engine < ENGINES; engine++) {
		u8 seen[EXIT_REASON_COUNT] = { 0 };
		struct cell cell = FIRST_CELL;

		cell.engine = (u8)engine;
		while (next_cell(&cell, BACKEND_VMX)) {
			const struct claim *claim = cell_claim(&cell);

			seen[claim->reason] |= !!claim->exits;
			seen[claim->also_reason] |= !!claim->also;
		}
		for (u32 i = 0; i < REASONS_OF_BOTH; i++)
			if (coverage_has(engine, reason_rows[i].number))
				assert_true(seen[reason_rows[i].number]);
	}
}

/* A row without it would be one of no engine. */
TEST(what_svm_alone_exits_for_has_a_code_of_svms)
{
	for (u32 i = REASONS_NAMED; i < REASONS_OF_BOTH; i++) {
		assert_true(coverage_svm_codes(reason_rows[i].number).count);
		assert_false(coverage_is_of(ENGINE_VMX, reason_rows[i].number));
	}
	assert_int_equal(coverage_svm_codes(EXIT_IRET).first, 0x74);
	assert_int_equal(coverage_svm_codes(EXIT_CR_ACCESS).first, 0x03);
	assert_int_equal(coverage_svm_codes(EXIT_CR_ACCESS).last, 0x18);
	/* Known by SVM's own reasons. */
	assert_int_equal(coverage_svm_codes(EXIT_GDTR_IDTR_ACCESS).count, 0);
	assert_int_equal(coverage_svm_codes(EXIT_VMREAD).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(every_reason_of_an_engine_has_a_cell_or_a_cause_and_not_both),
		ROW_OF(the_table_has_cells_for_as_many_reasons_as_it_had),
		ROW_OF(what_is_covered_exits_in_a_cell_that_exists),
		ROW_OF(what_svm_alone_exits_for_has_a_code_of_svms),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
