// SPDX-License-Identifier: GPL-2.0-only
/* SLDT, STR, LLDT and LTR, completed or refused. */
#include "completions.h"

/* --- SLDT, STR, LLDT, LTR --- */

enum access { SLDT, STR, LLDT, LTR };

#define GDT      0x5000ull
#define SELECTOR 0x20u
#define LDT_TYPE 0x82u /* present */
#define TSS_TYPE 0x89u /* present, available */
#define BASE     0xffff812345678000ull
#define LIMIT    0xa1234u

static struct fake_exit access_of(enum access access, u32 number)
{
	return (struct fake_exit){ .reason = EXIT_LDTR_TR_ACCESS,
				   .information = (u32)access << 28 | 1u << 10 | number << 3 };
}

static void put_descriptor(u64 address, u8 rights, u8 flags)
{
	const u8 descriptor[] = { LIMIT & 0xff,
				  LIMIT >> 8 & 0xff,
				  BASE & 0xff,
				  BASE >> 8 & 0xff,
				  BASE >> 16 & 0xff,
				  rights,
				  flags << 4 | LIMIT >> 16,
				  BASE >> 24 & 0xff,
				  BASE >> 32 & 0xff,
				  BASE >> 40 & 0xff,
				  BASE >> 48 & 0xff,
				  BASE >> 56,
				  0,
				  0,
				  0,
				  0 };

	for (u32 i = 0; i < sizeof(descriptor); i++)
		*at(address + i) = descriptor[i];
}

static void fresh_tables(u8 rights, u8 flags)
{
	fresh(EXIT_LDTR_TR_ACCESS);
	run.state.gdtr.base = GDT;
	run.state.gdtr.limit = 0x7f;
	run.state.ldtr = (struct segment){ 0x6000, 0xfff, RIGHTS_LDT, 0x50, 0 };
	put_descriptor(GDT + SELECTOR, rights, flags);
}

static void assert_ldt_and_task_kept(void)
{
	assert_int_equal(fake.vmcs[GUEST_LDTR_SELECTOR], 0x50);
	assert_int_equal(fake.vmcs[GUEST_LDTR_BASE], 0x6000);
	assert_int_equal(fake.vmcs[GUEST_LDTR_LIMIT], 0xfff);
	assert_int_equal(fake.vmcs[GUEST_LDTR_ACCESS_RIGHTS], RIGHTS_LDT);
	assert_int_equal(fake.vmcs[GUEST_TR_SELECTOR], 0x18);
	assert_int_equal(fake.vmcs[GUEST_TR_BASE], 0);
	assert_int_equal(fake.vmcs[GUEST_TR_LIMIT], 0x67);
	assert_int_equal(fake.vmcs[GUEST_TR_ACCESS_RIGHTS], RIGHTS_TSS_BUSY);
}

TEST(sldt_and_str_make_each_register_the_selector_and_change_nothing_else)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		fresh_tables(0, 0);
		assert_completed(access_of(SLDT, number));
		assert_int_equal(register_after(number), 0x50);
		assert_registers_kept(number, 16);
		assert_ldt_and_task_kept();
		fresh_tables(0, 0);
		assert_completed(access_of(STR, number));
		assert_int_equal(register_after(number), 0x18);
		assert_registers_kept(number, 16);
		assert_ldt_and_task_kept();
	}
}

TEST(lldt_loads_the_descriptor_from_the_guests_gdt)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		fresh_tables(LDT_TYPE, 1);
		set_register(number, 0xdead0000 | SELECTOR | 3);
		assert_completed(access_of(LLDT, number));
		assert_int_equal(fake.vmcs[GUEST_LDTR_SELECTOR], SELECTOR | 3);
		assert_int_equal(fake.vmcs[GUEST_LDTR_BASE], BASE);
		assert_int_equal(fake.vmcs[GUEST_LDTR_LIMIT], LIMIT);
		assert_int_equal(fake.vmcs[GUEST_LDTR_ACCESS_RIGHTS], LDT_TYPE | 1u << 12);
		assert_int_equal(fake.vmcs[GUEST_TR_SELECTOR], 0x18);
		assert_int_equal(*at(GDT + SELECTOR + 5), LDT_TYPE);
		assert_registers_kept(number, 16);
	}
}

TEST(lldt_of_null_makes_the_ldt_unusable)
{
	for (u32 selector = 0; selector < 4; selector++) {
		fresh_tables(LDT_TYPE, 0);
		set_register(1, selector);
		assert_completed(access_of(LLDT, 1));
		assert_int_equal(fake.vmcs[GUEST_LDTR_SELECTOR], selector);
		assert_int_equal(fake.vmcs[GUEST_LDTR_ACCESS_RIGHTS], RIGHTS_UNUSABLE);
	}
}

TEST(ltr_loads_the_descriptor_and_marks_it_busy_in_both_places)
{
	fresh_tables(TSS_TYPE, 0);
	set_register(0, SELECTOR);
	assert_completed(access_of(LTR, 0));
	assert_int_equal(fake.vmcs[GUEST_TR_SELECTOR], SELECTOR);
	assert_int_equal(fake.vmcs[GUEST_TR_BASE], BASE);
	assert_int_equal(fake.vmcs[GUEST_TR_LIMIT], LIMIT);
	assert_int_equal(fake.vmcs[GUEST_TR_ACCESS_RIGHTS], RIGHTS_TSS_BUSY);
	assert_int_equal(fake.vmcs[GUEST_LDTR_SELECTOR], 0x50);
	assert_int_equal(*at(GDT + SELECTOR + 5), RIGHTS_TSS_BUSY);
}

static void assert_load_refused(enum access access, u32 selector)
{
	u8 before = *at(GDT + SELECTOR + 5);

	set_register(0, selector);
	assert_refused(access_of(access, 0));
	assert_ldt_and_task_kept();
	assert_int_equal(*at(GDT + SELECTOR + 5), before);
}

TEST(ltr_of_null_is_refused)
{
	for (u32 selector = 0; selector < 4; selector++) {
		fresh_tables(TSS_TYPE, 0);
		assert_load_refused(LTR, selector);
	}
}

TEST(a_selector_of_the_local_table_is_refused)
{
	fresh_tables(LDT_TYPE, 0);
	assert_load_refused(LLDT, SELECTOR | 4);
	fresh_tables(TSS_TYPE, 0);
	assert_load_refused(LTR, SELECTOR | 4);
}

/* Not present; a code segment's; the other's; a task that is busy; one counted in pages. */
TEST(a_descriptor_of_another_kind_is_refused)
{
	const struct { enum access access; u8 rights, flags;
	} refused[] = {
		{ LLDT, 0x02, 0 }, { LLDT, 0x92, 0 },	  { LLDT, TSS_TYPE, 0 },
		{ LLDT, 0x80, 0 }, { LLDT, LDT_TYPE, 8 }, { LTR, 0x09, 0 },
		{ LTR, 0x99, 0 },  { LTR, LDT_TYPE, 0 },  { LTR, 0x8b, 0 },
		{ LTR, 0x81, 0 },  { LTR, TSS_TYPE, 8 },
	};

	for (u32 i = 0; i < COUNT_OF(refused); i++) {
		fresh_tables(refused[i].rights, refused[i].flags);
		assert_load_refused(refused[i].access, SELECTOR);
	}
}

TEST(all_sixteen_bytes_of_a_descriptor_must_be_within_the_gdts_limit)
{
	fresh_tables(TSS_TYPE, 0);
	run.state.gdtr.limit = SELECTOR + 14;
	assert_load_refused(LTR, SELECTOR);
	fresh_tables(TSS_TYPE, 0);
	run.state.gdtr.limit = SELECTOR + 15;
	set_register(0, SELECTOR);
	assert_completed(access_of(LTR, 0));
}

TEST(a_gdt_out_of_memory_is_refused)
{
	const u64 outside[] = { GUEST_BYTES, GUEST_BYTES - SELECTOR - 15, 1ull << 47,
				(u64)-SELECTOR - 8 };

	for (u32 i = 0; i < COUNT_OF(outside); i++) {
		fresh_tables(LDT_TYPE, 0);
		run.state.gdtr.base = outside[i];
		assert_load_refused(LLDT, SELECTOR);
	}
}

TEST(a_memory_operand_is_refused)
{
	for (enum access access = SLDT; access <= LTR; access++) {
		struct fake_exit event = access_of(access, 0);

		fresh_tables(access == LTR ? TSS_TYPE : LDT_TYPE, 0);
		set_register(0, SELECTOR);
		event.information &= ~(1u << 10);
		assert_refused(event);
		assert_ldt_and_task_kept();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(sldt_and_str_make_each_register_the_selector_and_change_nothing_else),
		ROW_OF(lldt_loads_the_descriptor_from_the_guests_gdt),
		ROW_OF(lldt_of_null_makes_the_ldt_unusable),
		ROW_OF(ltr_loads_the_descriptor_and_marks_it_busy_in_both_places),
		ROW_OF(ltr_of_null_is_refused),
		ROW_OF(a_selector_of_the_local_table_is_refused),
		ROW_OF(a_descriptor_of_another_kind_is_refused),
		ROW_OF(all_sixteen_bytes_of_a_descriptor_must_be_within_the_gdts_limit),
		ROW_OF(a_gdt_out_of_memory_is_refused),
		ROW_OF(a_memory_operand_is_refused),
	};

	return RUN_ALL(tests);
}
