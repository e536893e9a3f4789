// SPDX-License-Identifier: GPL-2.0-only
/* What a tick is, by what sequences took on CPUs and in emulators. */
#include "bench/tick.h"
#include "fixture.h"

static void assert_probe(enum tick tick, struct tick_probe probe)
{
	assert_int_equal(tick_judge(&probe), tick);
}

static void assert_tick(enum tick tick, u64 nops, u64 products, u64 divisions,
			int is_translated)
{
	assert_probe(tick, (struct tick_probe){ 2, nops, products, divisions, is_translated, 0 });
}

TEST(a_cpu_ticks_in_cycles)
{
	/* Seen on Cascade Lake. Then, by published latencies: Zen 4, the same at half the TSC's
	   rate and at twice that, Sandy Bridge with its slow division. */
	assert_tick(TICK_IS_CYCLE, 1204, 6138, 34618, 0);
	assert_tick(TICK_IS_CYCLE, 350, 6010, 10000, 0);
	assert_tick(TICK_IS_CYCLE, 700, 12010, 20000, 0);
	assert_tick(TICK_IS_CYCLE, 175, 3005, 5000, 0);
	assert_tick(TICK_IS_CYCLE, 530, 6010, 92000, 0);
}

/* Seen on a Xeon; Bonnell and Silvermont by published latencies. */
TEST(a_cpu_adds_about_as_fast_as_it_multiplies)
{
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 20, 424, 4710, 25432, 0, 4722 });
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 30, 1030, 26030, 180000, 0, 10030 });
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 30, 1030, 10030, 80000, 0, 6030 });
}

TEST(a_cpu_whose_rdtsc_is_intercepted_is_no_emulator)
{
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 2100, 2600, 8100, 28000, 0, 0 });
	/* Below two hypervisors the NOPs are lost in what an RDTSC takes. */
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 40000, 40500, 46000, 66000, 0, 0 });
	assert_probe(TICK_IS_CYCLE, (struct tick_probe){ 40000, 39800, 46000, 66000, 0, 0 });
}

TEST(bochs_ticks_in_instructions)
{
	assert_tick(TICK_IS_INSTRUCTION, 2002, 2002, 2002, 0);
	/* With two CPUs, and without its debugger, it goes on in steps. */
	assert_tick(TICK_IS_INSTRUCTION, 2034, 1970, 2018, 0);
}

TEST(an_emulator_never_ticks_in_cycles)
{
	/* Bochs below another hypervisor, which takes its share. */
	assert_tick(TICK_IS_NEITHER, 9000, 9010, 9020, 0);
	/* One instruction is some ticks. */
	assert_tick(TICK_IS_NEITHER, 4004, 4004, 4004, 0);
	assert_probe(TICK_IS_NEITHER, (struct tick_probe){ 8000, 9000, 9010, 9020, 0, 0 });
	/* A clock that stands still, and one that has just moved. */
	assert_tick(TICK_IS_NEITHER, 0, 0, 0, 0);
	assert_tick(TICK_IS_NEITHER, 0, 100, 100, 0);
	/* QEMU's TCG: work like a CPU's, and by CPUID what it is. */
	assert_tick(TICK_IS_NEITHER, 900, 9000, 60000, 1);
	/* The same where CPUID does not say so. */
	assert_probe(TICK_IS_NEITHER, (struct tick_probe){ 48, 98, 4888, 50322, 0, 183836 });
	assert_probe(TICK_IS_NEITHER, (struct tick_probe){ 46, 48, 4890, 37480, 0, 182966 });
}

TEST(an_emulator_that_counts_instructions_may_say_what_it_is)
{
	assert_tick(TICK_IS_INSTRUCTION, 2002, 2002, 2002, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cpu_ticks_in_cycles),
		cmocka_unit_test(a_cpu_adds_about_as_fast_as_it_multiplies),
		cmocka_unit_test(a_cpu_whose_rdtsc_is_intercepted_is_no_emulator),
		cmocka_unit_test(bochs_ticks_in_instructions),
		cmocka_unit_test(an_emulator_never_ticks_in_cycles),
		cmocka_unit_test(an_emulator_that_counts_instructions_may_say_what_it_is),
	};

	return cmocka_run_group_tests_name("bench_tick", tests, NULL, NULL);
}
