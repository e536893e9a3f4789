// SPDX-License-Identifier: GPL-2.0-only
/* CPUID answers: from the CPU, less the hidden bits, and cached where assembly looks. */
#include "fixture.h"

enum { EAX, EBX, ECX, EDX };

static u32 answer(u32 leaf, u32 subleaf, u32 output)
{
	return cpuid_table_find(&vm.cpuid, leaf, subleaf)->out[output];
}

/* The slot as world_switch.S finds it: by byte offset. */
static const struct cpuid_entry *slot(u32 leaf)
{
	u32 offset = leaf * CPUID_HASH >> CPUID_SLOT_SHIFT & CPUID_SLOT_MASK;

	return (const struct cpuid_entry *)((const u8 *)vm.cpuid.hot + offset);
}

/* What assembly decides: this slot answers, or C must. */
static int is_hot(u32 leaf, u32 subleaf)
{
	return slot(leaf)->leaf == leaf &&
	       (subleaf & slot(leaf)->subleaf_mask) == slot(leaf)->subleaf;
}

TEST(slots_lie_within_the_hot_page)
{
	assert_int_equal(CPUID_SLOT_MASK + sizeof(struct cpuid_entry),
			 CPUID_HOT * sizeof(struct cpuid_entry));
	assert_true(CPUID_HOT * sizeof(struct cpuid_entry) <= PAGE_BYTES);
}

TEST(answers_are_the_cpus)
{
	assert_int_equal(answer(0, 0, EBX), 0x756e6547);
	assert_int_equal(answer(2, 0, EDX), 2 << 8 | EDX);
	assert_int_equal(answer(0x80000008, 0, EAX), 48 << 8 | 46);
}

TEST(hidden_bits_are_clear_and_their_neighbours_are_not)
{
	assert_int_equal(answer(1, 0, ECX), ~(1u << 5 | 1u << 6 | 1u << 27));
	assert_int_equal(answer(7, 0, ECX), 0);
	assert_int_equal(answer(1, 0, EDX), 0xbfebfbff);
}

/* On AMD's CPUs the leaves go on; what is there of caches has subleaves. */
TEST(extended_leaves_are_the_cpus_but_for_svm)
{
	fake_cpuid_set(0x80000000, 0, 0x80000028, 0, 0, 0);
	fake_cpuid_set(0x80000001, 0, 0, 0, ~0u, 0);
	fake_cpuid_set(0x8000000a, 0, 1, 64, 3, 4);
	fake_cpuid_set(0x8000001d, 3, 0x163, 0, 0, 0);
	fake_cpuid_set(0x80000021, 0, 0x45, 0, 0, 0);
	fake_cpuid_set(0x80000026, 3, 0x7, 0, 0x403, 0);
	fake_cpuid_set(0x80000028, 0, 0x77, 0, 0, 0);
	vm.cpuid.count = 0;
	cpuid_table_fill(&vm.cpuid);
	assert_int_equal(answer(0x80000001, 0, ECX), ~(1u << 2));
	assert_int_equal(answer(0x8000001d, 3, EAX), 0x163);
	assert_int_equal(answer(0x80000000, 0, EAX), 0x80000028);
	assert_int_equal(answer(0x80000021, 0, EAX), 0x45);
	assert_int_equal(answer(0x80000026, 3, ECX), 0x403);
	assert_int_equal(answer(0x80000028, 0, EAX), 0x77);
	for (u32 i = EAX; i <= EDX; i++)
		assert_int_equal(answer(0x8000000a, 0, i), 0);
}

TEST(asking_executes_no_cpuid)
{
	u32 executed = fake.cpuid_executed;

	answer(4, 2, EAX);
	answer(0x12345, 0, EAX);
	assert_int_equal(fake.cpuid_executed, executed);
}

TEST(a_leaf_without_subleaves_ignores_ecx)
{
	assert_int_equal(answer(2, 99, EAX), answer(2, 0, EAX));
	assert_true(is_hot(2, 12345));
}

TEST(each_subleaf_has_its_own_answer)
{
	assert_int_equal(answer(4, 1, EAX), 4 << 8 | 1 << 4);
	assert_int_equal(answer(4, 3, EAX), 4 << 8 | 3 << 4);
	assert_int_equal(answer(0xd, 19, EAX), 0xd << 8 | 19 << 4);
}

TEST(beyond_the_last_leaf_and_subleaf_answers_are_zeros)
{
	for (u32 i = EAX; i <= EDX; i++) {
		assert_int_equal(answer(0x17, 0, i), 0);
		assert_int_equal(answer(0x40000000, 0, i), 0);
		assert_int_equal(answer(0x80000009, 0, i), 0);
		assert_int_equal(answer(4, 5, i), 0);
		assert_int_equal(answer(~0u, ~0u, i), 0);
	}
}

TEST(first_subleaves_are_hot_from_the_start)
{
	assert_true(is_hot(0xb, 0));
	assert_false(is_hot(0xb, 1));
	assert_int_equal(slot(0xb)->out[EAX], 0xb << 8);
}

TEST(an_answer_given_by_c_is_hot_next_time)
{
	assert_false(is_hot(4, 2));
	assert_ptr_equal(cpuid_table_find(&vm.cpuid, 4, 2), slot(4));
	assert_true(is_hot(4, 2));
	assert_false(is_hot(4, 0));
	answer(4, 0, EAX);
	assert_true(is_hot(4, 0));
	assert_false(is_hot(4, 2));
}

/* Two leaves of one slot: found by search, since which they are is the hash's affair. */
TEST(leaves_of_one_slot_replace_each_other)
{
	u32 other = 1;

	while (slot(other) != slot(0))
		other++;
	assert_int_equal(answer(0, 0, EBX), 0x756e6547);
	assert_true(is_hot(0, 0));
	answer(other, 0, EAX);
	assert_false(is_hot(0, 0));
	assert_true(is_hot(other, 0));
	assert_int_equal(answer(0, 0, EBX), 0x756e6547);
}

TEST(a_cpu_that_claims_too_many_leaves_does_not_overflow)
{
	fake_cpuid_set(0, 0, 0xffffffff, 0, 0, 0);
	fake_cpuid_set(0x80000000, 0, 0xffffffff, 0, 0, 0);
	vm.cpuid.count = 0;
	cpuid_table_fill(&vm.cpuid);
	assert_true(vm.cpuid.count <= CPUID_ENTRIES);
	assert_int_equal(answer(0x80000008, 0, EAX), 48 << 8 | 46);
}

/* All of its leaves are in use. */
TEST(a_guest_is_promised_no_leaf_that_has_no_answer)
{
	const u32 firsts[] = { 0, 0x80000000 };

	fake_cpuid_set(0, 0, 0x30, 0x756e6547, 0, 0);
	fake_cpuid_set(0x80000000, 0, 0x80000030, 0, 0, 0);
	vm.cpuid.count = 0;
	cpuid_table_fill(&vm.cpuid);
	for (u32 i = 0; i < COUNT_OF(firsts); i++) {
		u32 last = answer(firsts[i], 0, EAX);

		assert_true(last < firsts[i] + 0x30);
		assert_int_not_equal(answer(last, 0, EAX), 0);
		assert_int_equal(answer(last + 1, 0, EAX), 0);
	}
}

TEST(a_cpu_that_claims_no_extended_leaves_has_one)
{
	fake_cpuid_set(0x80000000, 0, 0, 0, 0, 0);
	vm.cpuid.count = 0;
	cpuid_table_fill(&vm.cpuid);
	assert_int_equal(answer(0x80000008, 0, EAX), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(slots_lie_within_the_hot_page),
		ROW_OF(answers_are_the_cpus),
		ROW_OF(hidden_bits_are_clear_and_their_neighbours_are_not),
		ROW_OF(extended_leaves_are_the_cpus_but_for_svm),
		ROW_OF(asking_executes_no_cpuid),
		ROW_OF(a_leaf_without_subleaves_ignores_ecx),
		ROW_OF(each_subleaf_has_its_own_answer),
		ROW_OF(beyond_the_last_leaf_and_subleaf_answers_are_zeros),
		ROW_OF(first_subleaves_are_hot_from_the_start),
		ROW_OF(an_answer_given_by_c_is_hot_next_time),
		ROW_OF(leaves_of_one_slot_replace_each_other),
		ROW_OF(a_cpu_that_claims_too_many_leaves_does_not_overflow),
		ROW_OF(a_guest_is_promised_no_leaf_that_has_no_answer),
		ROW_OF(a_cpu_that_claims_no_extended_leaves_has_one),
	};

	return RUN_ALL(tests);
}
