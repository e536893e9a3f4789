// SPDX-License-Identifier: GPL-2.0-only
/* The 32-bit guest: its CPU's first state, its image, and its claims, which are the 64-bit ones. */
#include "cells.h"

static const struct {
	enum op op;
	enum env env;
	enum knob knob;
} rows[] = {
#define OP(...)
#define UNDER(name, env, knob, ...) { OP_##name, ENV_##env, KNOB_##knob },
#include "bench/ops.def"
#undef OP
};

/* Two segments of ring 0 are flat; what an outer ring has ends below the monitor. */
TEST(a_32_bit_guest_has_the_address_space_up_to_its_monitor)
{
	struct cell cell = FIRST_CELL;
	struct guest_state start;
	u32 cells = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		int monitor = cell_has_monitor(&cell);
		u32 limit = monitor ? GUEST_32_LIMIT : 0xffffffff;

		if (!cell_is_32_bit(&cell))
			continue;
		cell_initial_state(&cell, &start);
		assert_int_equal(start.efer | start.cs.base | start.ds.base, 0);
		assert_int_equal(start.ds.limit, limit);
		assert_int_equal(start.es.limit, limit);
		assert_int_equal(start.cs.limit, 0xffffffff);
		assert_int_equal(start.gdtr.base > limit, monitor);
		assert_int_equal(start.idtr.base > limit, monitor);
		assert_int_equal(start.tr.base > limit, monitor);
		assert_int_equal(start.sysenter_eip > limit, monitor);
		assert_int_equal(start.rsp > limit, monitor);
		cells++;
	}
	assert_true(cells > 1);
}

static u32 limit_of(u32 table, u32 selector)
{
	u64 descriptor;

	memcpy(&descriptor, image + table + (selector & ~7u), sizeof(descriptor));
	assert_int_equal(descriptor >> 55 & 1, 1); /* in pages */
	return ((u32)(descriptor & 0xffff) | (u32)(descriptor >> 32 & 0xf0000)) << 12 | 0xfff;
}

TEST(the_monitors_descriptors_of_outer_rings_end_below_it_and_the_kernels_do_not)
{
	static const u32 outer[] = { GUEST_32_CS_3, GUEST_32_SS_3, GUEST_32_CS_1, GUEST_32_SS_1 };

	for (u32 i = 0; i < COUNT_OF(outer); i++) {
		assert_int_equal(limit_of(MONITOR_32_GDT, outer[i]), GUEST_32_LIMIT);
		assert_int_equal(limit_of(GUEST_32_GDT, outer[i]), 0xffffffff);
	}
	assert_int_equal(limit_of(MONITOR_32_GDT, GUEST_32_CS), 0xffffffff);
	assert_int_equal(limit_of(MONITOR_32_GDT, GUEST_32_SS), 0xffffffff);
}

static u32 entry_of_page(u32 address)
{
	u32 entry;

	memcpy(&entry, image + GUEST_32_PT + 4 * (address / PAGE_BYTES), sizeof(entry));
	return entry;
}

/* Bits 0 and 1: present, writable. */
TEST(a_monitors_pages_are_mapped_at_the_top_alone)
{
	const struct cell shown = { OP_nop, ENV_paravirtual, FORM_FULL, 1, KNOB_bits_32, 0 },
			  hidden = { OP_nop, ENV_deprivileged, FORM_FULL, 1, KNOB_bits_32, 0 },
			  whole = { OP_nop, ENV_hvm, FORM_FULL, 0, KNOB_bits_32, 0 };

	cell_prepare_guest(&hidden, size, image);
	for (u32 page = GUEST_32_PD; page < MONITOR_32_END; page += PAGE_BYTES)
		assert_int_equal(entry_of_page(page) & 3,
				 page == GUEST_32_PT || page == GUEST_32_DESCRIPTORS);
	assert_int_equal(entry_of_page(GUEST_32_GDT) & 3, 3);
	cell_prepare_guest(&shown, size, image);
	assert_int_equal(entry_of_page(GUEST_32_VCPU) & 3, 3);
	assert_int_equal(entry_of_page(MONITOR_32_GDT) & 3, 0);
	cell_prepare_guest(&whole, size, image);
	for (u32 page = 0; page < GUEST_BYTES; page += PAGE_BYTES)
		assert_int_equal(entry_of_page(page) & 3, 3);
}

static struct cell cell_of(u32 row)
{
	struct cell cell = { rows[row].op, rows[row].env, FORM_FULL, 0, KNOB_bits_32, 0 };

	while (cell.ring < RINGS && !cell_exists(&cell, BACKEND_VMX))
		cell.ring++;
	return cell;
}

/* Each half of a descriptor is stored for itself; an instruction of another length is skipped. */
static int is_claimed_alike(const struct claim *one, const struct claim *other)
{
	u32 stores = one->traps == 2 * other->traps && one->trap_vector == VECTOR_PF;

	return one->exits == other->exits && one->reason == other->reason &&
	       one->policy.action == other->policy.action &&
	       (one->traps == other->traps || stores) && one->trap_vector == other->trap_vector &&
	       !one->hole == !other->hole && one->rings == other->rings;
}

TEST(what_a_32_bit_cell_claims_the_64_bit_one_claims)
{
	u32 alike = 0;

	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		const struct claim *wide = &ops[rows[i].op].claims[ENGINE_VMX][rows[i].env];
		struct cell cell = cell_of(i);

		if (rows[i].knob != KNOB_bits_32 || rows[i].op == OP_nop ||
		    rows[i].op == OP_task_switch)
			continue;
		if (!wide->present || !is_claimed_alike(cell_claim(&cell), wide))
			FAIL_CELL(&cell, "claims something else");
		alike++;
	}
	assert_true(alike > 100);
}

TEST(a_32_bit_kernel_with_a_monitor_below_is_in_ring_1_and_nowhere_else)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		if (!cell_is_32_bit(&cell))
			continue;
		assert_int_equal(cell_kernel_ring(&cell), cell_has_monitor(&cell));
		assert_int_not_equal(cell.ring, 2);
	}
}

TEST(a_32_bit_run_is_outside_ia32e_mode_and_under_ept_and_no_other_is)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		run.flags = RUN_CHECK_ONLY;
		assert_int_equal(run_batch(), RUN_DONE);
		assert_int_equal(BIT_IS_SET(run.control_used[ENTRY], IA32E_MODE_GUEST % 32),
				 !cell_is_32_bit(&cell));
		if (cell_is_32_bit(&cell))
			assert_true(BIT_IS_SET(run.control_used[SECONDARY], ENABLE_EPT % 32));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_32_bit_guest_has_the_address_space_up_to_its_monitor),
		ROW_OF(the_monitors_descriptors_of_outer_rings_end_below_it_and_the_kernels_do_not),
		ROW_OF(a_monitors_pages_are_mapped_at_the_top_alone),
		ROW_OF(what_a_32_bit_cell_claims_the_64_bit_one_claims),
		ROW_OF(a_32_bit_kernel_with_a_monitor_below_is_in_ring_1_and_nowhere_else),
		ROW_OF(a_32_bit_run_is_outside_ia32e_mode_and_under_ept_and_no_other_is),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
