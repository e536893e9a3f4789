// SPDX-License-Identifier: GPL-2.0-only
/* The plan: twins, and the random order of a round. */
#include "session_fixture.h"

TEST(a_round_is_a_permutation_of_all_items)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t order[17], first_places[17] = { 0 };

	for (unsigned round = 0; round < 1700; round++) {
		unsigned seen = 0;

		plan_shuffle(order, 17, random);
		for (size_t i = 0; i < 17; i++)
			seen |= 1u << order[i];
		assert_int_equal(seen, (1u << 17) - 1);
		first_places[order[0]]++;
	}
	for (size_t i = 0; i < 17; i++) /* about 100 times each */
		assert_in_range(first_places[i], 60, 150);
	gsl_rng_free(random);
}

TEST(a_twin_is_added_once_and_only_where_it_is_needed)
{
	struct plan made;

	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.asked, 3);
	assert_int_equal(made.count, 4);
	assert_int_equal(made.items[3].what.cell.op, OP_nop);
	assert_int_equal(made.items[0].twin, 3);
	assert_int_equal(made.items[1].twin, 3);
	assert_int_equal(made.items[2].twin, PLAN_NO_TWIN);
	plan_free(&made);
}

TEST(the_twin_of_32_bit_code_is_32_bit_code)
{
	struct plan made;

	for (size_t i = 0; i < backend_count; i++)
		if (backends[i].id == BACKEND_NATIVE)
			plan[cell_count++] = (struct planned_cell){
				{ .op = OP_sysenter_sysexit, .env = ENV_native, .ring = 3 },
				&backends[i]
			};
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.items[1].what.cell.op, OP_nop_32_bit);
	assert_int_equal(made.items[0].twin, 1);
	assert_int_equal(made.items[1].twin, PLAN_NO_TWIN);
	plan_free(&made);
}

TEST(a_twin_is_under_the_same_knob)
{
	struct plan made;

	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	plan[1].cell.knob = KNOB_vpid_off;
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 4);
	assert_int_equal(made.items[made.items[0].twin].what.cell.knob, KNOB_default);
	assert_int_equal(made.items[made.items[1].twin].what.cell.knob, KNOB_vpid_off);
	plan_free(&made);
}

TEST(a_twin_that_was_asked_for_is_not_added_again)
{
	struct plan made;

	ask_for(OP_nop, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	assert_int_equal(plan_make(&made, plan, cell_count), 0);
	assert_int_equal(made.count, 2);
	assert_int_equal(made.items[0].twin, PLAN_NO_TWIN);
	assert_int_equal(made.items[1].twin, 0);
	plan_free(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_round_is_a_permutation_of_all_items),
		ROW(a_twin_is_added_once_and_only_where_it_is_needed),
		ROW(the_twin_of_32_bit_code_is_32_bit_code),
		ROW(a_twin_is_under_the_same_knob),
		ROW(a_twin_that_was_asked_for_is_not_added_again),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
