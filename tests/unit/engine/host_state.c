// SPDX-License-Identifier: GPL-2.0-only
/* The host's state: saved whole, restored whole, and a dump that sees what was not. */
#include "fixture.h"

static struct host_state saved;
static struct host_dump before, after;

static const char *const names[] = {
#define DUMP(name, reading) name,
#include "host_dump.def"
#undef DUMP
};

/* The name of the first value that differs since `before`, or NULL. */
static const char *difference(void)
{
	int row;

	host_dump_take(&after);
	row = host_dump_difference(&before, &after);
	return row < 0 ? NULL : names[row];
}

static void change_and_restore(void)
{
	host_dump_take(&before);
	host_state_save(&saved);
	fake.ds = fake.es = fake.fs = fake.gs = fake.ldtr = 0;
	fake.gdtr.limit = fake.idtr.limit = 0xffff;
	fake.tr_limit = 0x67;
	fake.dr7 = 0x400;
	fake.cr2 = 0x1234;
	fake_msr(IA32_DEBUGCTL)->value = 0;
	host_state_restore(&saved);
}

TEST(what_an_exit_changes_is_restored)
{
	change_and_restore();
	assert_null(difference());
}

/* Loading a selector replaces the base: the MSRs must come after it. */
TEST(bases_survive_the_loading_of_their_selectors)
{
	change_and_restore();
	assert_int_equal(fake_msr(IA32_FS_BASE)->value, 0x7f0000001000);
	assert_int_equal(fake_msr(IA32_KERNEL_GS_BASE)->value, 0x7f0000002000);
	assert_int_equal(fake_msr(IA32_GS_BASE)->value, 0xffff888000010000);
}

/* What loads it may fault between two SWAPGS, which only the host can survive. */
TEST(gs_is_the_hosts_to_load)
{
	change_and_restore();
	assert_string_equal(fake.log, "tr gs:3b");
}

TEST(null_selectors_are_not_loaded)
{
	fake.ds = fake.es = fake.fs = fake.gs = fake.ldtr = 0;
	change_and_restore();
	assert_null(difference());
	assert_int_equal(fake_msr(IA32_FS_BASE)->writes, 0);
	assert_int_equal(fake_msr(IA32_KERNEL_GS_BASE)->writes, 0);
}

TEST(a_clear_debugctl_is_not_written)
{
	fake_msr(IA32_DEBUGCTL)->value = 0;
	change_and_restore();
	assert_int_equal(fake_msr(IA32_DEBUGCTL)->writes, 0);
}

TEST(the_guest_has_nothing_of_debugctl_but_that_an_smi_freezes_the_counters)
{
	fake_msr(IA32_DEBUGCTL)->value = ~0ull >> 1;
	host_state_save(&saved);
	assert_int_equal(saved.debugctl_in_guest, DEBUGCTL_FREEZE_IN_SMM);
	fake_msr(IA32_DEBUGCTL)->value = 1;
	host_state_save(&saved);
	assert_int_equal(saved.debugctl_in_guest, 0);
	fake_msr_remove(IA32_DEBUGCTL);
	host_state_save(&saved);
	assert_int_equal(saved.debugctl_in_guest, 0);
}

TEST(tr_base_comes_from_all_parts_of_its_descriptor)
{
	host_state_save(&saved);
	assert_int_equal(saved.tr_base, 0xfffffe0012345000);
}

TEST(the_dump_names_the_first_difference)
{
	host_dump_take(&before);
	assert_null(difference());
	fake.dr3 = 1;
	fake_msr(IA32_LSTAR)->value++;
	assert_string_equal(difference(), "DR3");
	fake.dr3 = 0;
	assert_string_equal(difference(), "IA32_LSTAR");
}

TEST(the_dump_sees_protection_keys_where_the_host_has_them)
{
	host_dump_take(&before);
	fake.pkru = 1;
	assert_null(difference());
	fake.cr4 |= CR4_PKE;
	host_dump_take(&before);
	fake.pkru = 2;
	assert_string_equal(difference(), "PKRU");
}

TEST(the_dump_sees_a_limit_cut_by_an_exit)
{
	host_dump_take(&before);
	fake.tr_limit = 0x67;
	assert_string_equal(difference(), "TR limit");
	fake.tr_limit = 0x206f;
	fake.idtr.limit = 0xffff;
	assert_string_equal(difference(), "IDTR limit");
}

TEST(an_msr_the_cpu_lacks_is_no_difference)
{
	assert_null(fake_msr(IA32_SPEC_CTRL));
	host_dump_take(&before);
	assert_null(difference());
}

TEST(names_of_dumped_values_are_unique)
{
	assert_int_equal(COUNT_OF(names), HOST_DUMP_VALUES);
	for (u32 i = 0; i < COUNT_OF(names); i++)
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(names[i], names[j]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(what_an_exit_changes_is_restored),
		ROW_OF(bases_survive_the_loading_of_their_selectors),
		ROW_OF(gs_is_the_hosts_to_load),
		ROW_OF(null_selectors_are_not_loaded),
		ROW_OF(a_clear_debugctl_is_not_written),
		ROW_OF(the_guest_has_nothing_of_debugctl_but_that_an_smi_freezes_the_counters),
		ROW_OF(tr_base_comes_from_all_parts_of_its_descriptor),
		ROW_OF(the_dump_names_the_first_difference),
		ROW_OF(the_dump_sees_protection_keys_where_the_host_has_them),
		ROW_OF(the_dump_sees_a_limit_cut_by_an_exit),
		ROW_OF(an_msr_the_cpu_lacks_is_no_difference),
		ROW_OF(names_of_dumped_values_are_unique),
	};

	return RUN_ALL(tests);
}
