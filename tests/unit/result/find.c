// SPDX-License-Identifier: GPL-2.0-only
/* Cells by id and by coordinates: the same answers whether the cells are sorted or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "result/find.h"
#include "result/reading.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

enum { FULL, STAMPED, IN_RING_3, OTHER_OP, WITH_KNOB, CELLS };

/* cpuid in two rings, stamped and under a knob, and another operation. */
static struct result example(bool is_sorted)
{
	static const char *const ops[CELLS] = { "cpuid", "cpuid", "cpuid", "vmcall", "cpuid" };
	struct result result = session_of(CELLS, ops, (double[CELLS]){ 800, 825, 900, 700, 810 });

	set_form(&result.cells[STAMPED], "stamped");
	set_ring(&result.cells[IN_RING_3], 3);
	free(result.cells[WITH_KNOB].knobs);
	result.cells[WITH_KNOB].knobs = strdup("vpid=off");
	set_ring(&result.cells[WITH_KNOB], 0);
	if (is_sorted)
		assert_true(result_index(&result));
	return result;
}

static void assert_found(const struct result *result)
{
	const struct cell_result *cells = result->cells;

	for (size_t i = 0; i < CELLS; i++)
		assert_ptr_equal(result_find(result, cells[i].id), &cells[i]);
	assert_null(result_find(result, "cpuid/hvm/kvm/full/0/vpid"));
	assert_null(result_find(result, "cpuid/hvm/kvm/full/0/"));
	assert_null(result_find(result, ""));
	assert_ptr_equal(cell_sibling(result, &cells[STAMPED], "full", NULL), &cells[FULL]);
	assert_ptr_equal(cell_sibling(result, &cells[FULL], "full", "vpid=off"), &cells[WITH_KNOB]);
	assert_null(cell_sibling(result, &cells[IN_RING_3], "stamped", "default"));
	assert_ptr_equal(find_plain_cell(result, "cpuid", "hvm", "kvm", "full"), &cells[FULL]);
	assert_null(find_plain_cell(result, "cpuid", "hvm", "vmx", "full"));
}

TEST(cells_are_found_by_id_and_by_coordinates)
{
	for (int is_sorted = 0; is_sorted < 2; is_sorted++) {
		struct result result = example(is_sorted);

		assert_found(&result);
		result_free(&result);
	}
}

TEST(cells_that_were_put_in_another_order_are_found)
{
	struct result result = example(true);

	result_sort(&result, ORDER_COST);
	for (size_t i = 0; i < CELLS; i++)
		assert_ptr_equal(result_find(&result, result.cells[i].id), &result.cells[i]);
	assert_string_equal(result.cells[CELLS - 1].op, "vmcall");
	result_free(&result);
}

static bool is_cpuid(const struct cell_result *cell, const void *data)
{
	(void)data;
	return !strcmp(cell->op, "cpuid");
}

TEST(cells_that_are_left_of_others_are_found)
{
	struct result result = example(true);

	result_keep(&result, is_cpuid, NULL);
	assert_int_equal(result.cell_count, CELLS - 1);
	for (size_t i = 0; i < result.cell_count; i++)
		assert_ptr_equal(result_find(&result, result.cells[i].id), &result.cells[i]);
	assert_null(result_find(&result, "vmcall/hvm/kvm/full/0/default"));
	result_free(&result);
}

TEST(the_plain_cell_is_that_of_the_innermost_ring_with_a_floor)
{
	struct result result = example(true);

	result.cells[FULL].floor.value = 0;
	assert_ptr_equal(find_plain_cell(&result, "cpuid", "hvm", "kvm", "full"),
			 &result.cells[IN_RING_3]);
	session_spoil(&result.cells[IN_RING_3], STATUS_FAIL, "made up");
	assert_null(find_plain_cell(&result, "cpuid", "hvm", "kvm", "full"));
	result_free(&result);
}

TEST(another_ring_is_seen_from_either_and_under_a_knob)
{
	struct result result = example(true);

	assert_true(is_in_other_ring(&result, &result.cells[FULL]));
	assert_true(is_in_other_ring(&result, &result.cells[IN_RING_3]));
	assert_true(is_in_other_ring(&result, &result.cells[WITH_KNOB]));
	assert_false(is_in_other_ring(&result, &result.cells[STAMPED]));
	assert_false(is_in_other_ring(&result, &result.cells[OTHER_OP]));
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_found_by_id_and_by_coordinates),
		cmocka_unit_test(cells_that_were_put_in_another_order_are_found),
		cmocka_unit_test(cells_that_are_left_of_others_are_found),
		cmocka_unit_test(the_plain_cell_is_that_of_the_innermost_ring_with_a_floor),
		cmocka_unit_test(another_ring_is_seen_from_either_and_under_a_knob),
	};

	return cmocka_run_group_tests_name("find", tests, NULL, NULL);
}
