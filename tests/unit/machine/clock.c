// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a bad clock does to a session: the program is the real one, its clock is a made-up one,
 * which the real rules refuse. Everything else of clock.c is as it is.
 */
#define clock_examine real_clock_examine
#include "machine/clock.c"
#undef clock_examine

static struct clock examined;

const char *clock_examine(struct clock *clock)
{
	*clock = examined;
	return clock_wrong(clock);
}

#undef COUNT
#include "cli.h"

static void examine_finds(struct clock clock)
{
	examined = clock;
	examined.name = "tsc";
	examined.unit = "cycles";
	examined.hz_source = "made up";
}

static const struct clock good = { .invariant = true,
				   .empty_window_ticks = 30,
				   .hz = 2.5e9,
				   .measured_hz = 2.5e9,
				   .hz_is_told = true };

static void assert_refused_because(const char *words)
{
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "a.json"),
			 PROGRAM_NOTHING);
	assert_int_equal(PROGRAM_NOTHING, 77);
	assert_one_line();
	ASSERT_SAYS(errors, "nothing can be timed here: ");
	ASSERT_SAYS(errors, words);
	assert_string_equal(output, "");
	assert_int_not_equal(access("a.json", F_OK), 0);
}

TEST(a_bad_clock_blocks_run_with_status_77_and_the_reason)
{
	struct clock clock = good;

	clock.invariant = false;
	examine_finds(clock);
	assert_refused_because("the TSC is not invariant");
	clock = good;
	clock.empty_window_ticks = 30000;
	examine_finds(clock);
	assert_refused_because("RDTSC is intercepted");
	clock = good;
	clock.measured_hz = 2.6e9;
	examine_finds(clock);
	assert_refused_because("it is scaled");
	clock = good;
	clock.is_emulated = true;
	examine_finds(clock);
	assert_refused_because("an emulator whose clock counts neither");
}

TEST(doctor_blocks_a_bad_clock_and_tells_the_reason_to_programs)
{
	struct clock clock = good;
	json_t *json;

	clock.measured_hz = 2.6e9;
	examine_finds(clock);
	RUN("doctor");
	ASSERT_SAYS(output, "block    clock: ");
	ASSERT_SAYS(output, "block    tsc-scaling: ");
	RUN("doctor", "--json");
	json = json_loads(output, 0, NULL);
	assert_non_null(json);
	assert_true(json_is_true(json_object_get(json_object_get(json, "clock"), "scaled")));
	assert_non_null(
		strstr(json_string_value(json_object_get(json_object_get(json, "clock"), "wrong")),
		       "scaled"));
	json_decref(json);
}

TEST(scaling_that_could_not_be_checked_blocks_nothing_and_is_in_the_result)
{
	struct clock clock = good;
	json_t *json;

	clock.hz_is_told = false;
	examine_finds(clock);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-"), PROGRAM_OK);
	ASSERT_SAYS(output, "tsc-scaling");
	json = json_loads(output, 0, NULL);
	assert_non_null(json);
	json_decref(json);
	RUN("doctor");
	ASSERT_SAYS(output, "unknown  tsc-scaling: cannot tell whether the TSC is scaled");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_bad_clock_blocks_run_with_status_77_and_the_reason),
		CASE(doctor_blocks_a_bad_clock_and_tells_the_reason_to_programs),
		CASE(scaling_that_could_not_be_checked_blocks_nothing_and_is_in_the_result),
	};

	return cmocka_run_group_tests_name("harness_clock", tests, NULL, NULL);
}
