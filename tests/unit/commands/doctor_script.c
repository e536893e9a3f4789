// SPDX-License-Identifier: GPL-2.0-only
/* The script that makes a machine quiet, run on a made-up tree of settings. */
#include <sys/stat.h>
#include "cli.h"
#include "commands/doctor_script.h"

static void put(const char *path, const char *text)
{
	char command[512];

	snprintf(command, sizeof(command), "mkdir -p $(dirname .%s) && echo '%s' >.%s", path, text,
		 path);
	assert_int_equal(system(command), 0);
}

static void assert_is(const char *path, const char *text)
{
	char place[300], found[100] = "";

	snprintf(place, sizeof(place), ".%s", path);
	read_back(place, found, sizeof(found));
	found[strcspn(found, "\n")] = 0;
	assert_string_equal(found, text);
}

#define GOVERNOR "/sys/devices/system/cpu/cpufreq/policy0/scaling_governor"
#define OTHER    "/sys/devices/system/cpu/cpufreq/policy1/scaling_governor"
#define TURBO    "/sys/devices/system/cpu/intel_pstate/no_turbo"
#define WATCHDOG "/proc/sys/kernel/nmi_watchdog"
#define IRQ      "/proc/irq/24/smp_affinity_list"

static void make_tree(void)
{
	put(GOVERNOR, "powersave");
	put(OTHER, "performance");
	put(TURBO, "0");
	put(WATCHDOG, "1");
	put(IRQ, "0-7");
}

static void make_script(int cpu, int cpus)
{
	FILE *script = fopen("quiet.sh", "w");

	assert_non_null(script);
	doctor_script(script, directory, cpu, cpus);
	fclose(script);
}

/* `sh quiet.sh WORD`, where modprobe only notes what it is asked for. */
static int run_script(const char *word)
{
	char command[200];

	put("/bin/modprobe", "echo \"$@\" >>modules");
	assert_int_equal(chmod("bin/modprobe", 0755), 0);
	snprintf(command, sizeof(command), "PATH=$PWD/bin:$PATH sh quiet.sh %s 2>words", word);
	return WEXITSTATUS(system(command));
}

TEST(on_makes_it_quiet_and_off_puts_back_what_was_there)
{
	make_tree();
	make_script(3, 8);
	assert_int_equal(run_script("on"), 0);
	assert_is(GOVERNOR, "performance");
	assert_is(TURBO, "1");
	assert_is(WATCHDOG, "0");
	assert_is(IRQ, "0-2,4-7");
	assert_int_equal(run_script("off"), 0);
	assert_is(GOVERNOR, "powersave");
	assert_is(OTHER, "performance");
	assert_is(TURBO, "0");
	assert_is(WATCHDOG, "1");
	assert_is(IRQ, "0-7");
}

TEST(the_module_msr_comes_and_goes_unless_it_was_there)
{
	make_tree();
	make_script(3, 8);
	assert_int_equal(run_script("on"), 0);
	assert_is("/modules", "msr");
	assert_int_equal(unlink("modules"), 0);
	assert_int_equal(run_script("off"), 0);
	assert_is("/modules", "-r msr");
	assert_int_equal(unlink("modules"), 0);
	put("/dev/cpu/0/msr", "");
	make_script(3, 8);
	assert_int_equal(run_script("on"), 0);
	assert_int_equal(run_script("off"), 0);
	assert_int_not_equal(access("modules", F_OK), 0);
}

TEST(what_could_not_be_set_is_named_and_nothing_at_all_is_a_failure)
{
	make_tree();
	make_script(3, 8);
	assert_int_equal(system("rm -r proc"), 0);
	assert_int_equal(run_script("on"), 0);
	read_back("words", output, sizeof(output));
	ASSERT_SAYS(output, WATCHDOG " stays as it is");
	assert_null(strstr(output, GOVERNOR));
	assert_int_equal(system("rm -r sys"), 0);
	assert_int_equal(run_script("off"), 1);
	read_back("words", output, sizeof(output));
	ASSERT_SAYS(output, GOVERNOR " stays as it is, and so does all else: run this as root");
	assert_int_equal(strchr(output, '\n') - output + 1, strlen(output));
}

TEST(what_is_quiet_already_is_not_touched_and_one_cpu_keeps_its_interrupts)
{
	make_tree();
	make_script(0, 1);
	read_back("quiet.sh", output, sizeof(output));
	assert_null(strstr(output, "policy1"));
	assert_null(strstr(output, "affinity"));
	ASSERT_SAYS(output, "policy0");
}

TEST(a_value_that_a_shell_would_obey_is_left_out)
{
	make_tree();
	put(WATCHDOG, "1; reboot");
	make_script(0, 2);
	read_back("quiet.sh", output, sizeof(output));
	assert_null(strstr(output, "reboot"));
	assert_null(strstr(output, "nmi_watchdog'"));
}

TEST(doctor_prints_it_and_a_wrong_word_is_usage)
{
	assert_int_equal(RUN("doctor", "--script"), PROGRAM_OK);
	write_text("quiet.sh", output);
	assert_int_equal(system("sh -n quiet.sh"), 0);
	assert_int_equal(WEXITSTATUS(system("sh quiet.sh maybe 2>/dev/null")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(on_makes_it_quiet_and_off_puts_back_what_was_there),
		CASE(the_module_msr_comes_and_goes_unless_it_was_there),
		CASE(what_could_not_be_set_is_named_and_nothing_at_all_is_a_failure),
		CASE(what_is_quiet_already_is_not_touched_and_one_cpu_keeps_its_interrupts),
		CASE(a_value_that_a_shell_would_obey_is_left_out),
		CASE(doctor_prints_it_and_a_wrong_word_is_usage),
	};

	return cmocka_run_group_tests_name("commands/doctor_script", tests, NULL, NULL);
}
