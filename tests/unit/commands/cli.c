// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line as a user meets it: exit statuses, one clear line for each mistake, and nothing
 * overwritten. The program is the real one, run in a child; only its backends are fake.
 */
#include "cli.h"
#include "compare/machines.h"

static char *plots_directory, *kept_result;

TEST(help_names_every_command_and_succeeds)
{
	assert_int_equal(RUN("--help"), PROGRAM_OK);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		ASSERT_SAYS(output, commands[i].name);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		assert_int_equal(RUN((char *)commands[i].name, "--help"), PROGRAM_OK);
		ASSERT_SAYS(output, commands[i].name);
	}
}

TEST(a_wrong_command_line_is_usage)
{
	assert_int_equal(finish(start((char *[]){ "exitbench", NULL })), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("frobnicate"), PROGRAM_USAGE);
	ASSERT_SAYS(errors, "frobnicate");
	assert_one_line();
	assert_int_equal(RUN("--frobnicate"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("run", "--frobnicate"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("run", "--budget"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("run", "cpuid"), PROGRAM_USAGE);
	assert_int_equal(RUN("run", "--budget", "soon"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("run", "--budget", "nan"), PROGRAM_USAGE);
	assert_int_equal(RUN("run", "--trials", "1"), PROGRAM_USAGE);
	assert_int_equal(RUN("run", "--cpu", "65535"), PROGRAM_USAGE);
	assert_int_equal(RUN("run", "--label", "a\u202eb"), PROGRAM_USAGE);
	assert_int_equal(RUN("show"), PROGRAM_USAGE);
	assert_int_equal(RUN("plot", "a.json"), PROGRAM_USAGE);
	assert_int_equal(RUN("list", "ops"), PROGRAM_USAGE);
	assert_int_equal(RUN("doctor", "who"), PROGRAM_USAGE);
}

TEST(an_unknown_name_is_told_with_those_there_are_or_where_they_stand)
{
	assert_int_equal(RUN("run", "--ops", "nop,cpud"), PROGRAM_USAGE);
	assert_one_line();
	ASSERT_SAYS(errors, "`cpud', did you mean `cpuid'");
	ASSERT_SAYS(errors, words("`exitbench list' names all %d", OPS).text);
	assert_int_equal(RUN("list"), PROGRAM_OK);
	for (size_t i = 0; i < OPS; i++)
		ASSERT_SAYS(output, ops[i].name);
	assert_int_equal(RUN("run", "--envs", "xen"), PROGRAM_USAGE);
	assert_one_line();
	for (size_t i = 0; i < ENVS; i++)
		ASSERT_SAYS(errors, envs[i].name);
	assert_int_equal(RUN("list", "--backends", "kwm"), PROGRAM_USAGE);
	assert_one_line();
	ASSERT_SAYS(errors, "did you mean `kvm'");
	assert_int_equal(RUN("run", "--ops", ""), PROGRAM_USAGE);
	assert_one_line();
}

TEST(without_a_backend_nothing_can_be_measured)
{
	need_clock();
	obstacle = "there is no device in a test";
	assert_int_equal(RUN("run", "--budget", "1", "-o", "a.json"), PROGRAM_NOTHING);
	assert_one_line();
	assert_int_not_equal(access("a.json", F_OK), 0);
	assert_int_equal(RUN("run", "--budget", "1", "--backends", "vmx"), PROGRAM_NOTHING);
	ASSERT_SAYS(errors, obstacle);
	assert_int_equal(RUN("doctor"), PROGRAM_NOTHING);
	ASSERT_SAYS(output, obstacle);
}

TEST(doctor_tells_a_program_that_no_backend_works)
{
	json_t *json;

	assert_int_equal(RUN("doctor", "--json"), PROGRAM_OK);
	obstacle = "there is no device in a test";
	assert_int_equal(RUN("doctor", "--json"), PROGRAM_NOTHING);
	json = json_loads(output, 0, NULL);
	assert_non_null(json_object_get(json, "findings"));
	json_decref(json);
}

TEST(cells_that_no_backend_has_are_nothing_to_measure)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--envs", "native"), PROGRAM_NOTHING);
	assert_one_line();
}

TEST(an_output_file_is_checked_before_anything_is_measured)
{
	write_text("mine.json", "mine");
	assert_int_equal(RUN("run", "--budget", "1000", "-o", "mine.json"), PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "mine.json exists");
	read_back("mine.json", output, sizeof(output));
	assert_string_equal(output, "mine");
	assert_int_equal(RUN("run", "--budget", "1000", "-o", "no/such/place.json"),
			 PROGRAM_FAILED);
	assert_one_line();
	assert_int_equal(RUN("run", "--budget", "1000", "--force", "-o", "/dev/null"),
			 PROGRAM_FAILED);
	assert_one_line();
}

TEST(help_says_what_a_budget_does_not_bound)
{
	assert_int_equal(RUN("run", "--help"), PROGRAM_OK);
	ASSERT_SAYS(output, "runs however long it takes");
}

TEST(a_run_is_shown_saved_and_shown_again)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid,hlt,sgdt", "--budget", "0.2", "--label",
			     "a test", "-o", "a.json"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "CPUID");
	ASSERT_SAYS(output, "the result is in a.json");
	assert_string_equal(errors, "");
	assert_int_equal(RUN("show", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, "a test");
	ASSERT_SAYS(output, "notes: exitbench show --notes a.json");
	assert_int_equal(RUN("show", "--all", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, " 100"); /* in TSC cycles */
	assert_int_equal(RUN("show", "--notes", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, "skip: this fake has no HLT");
	ASSERT_SAYS(output, "fail: this fake fails at SGDT");
}

TEST(what_failed_everywhere_is_a_failure)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "sgdt", "--backends", "vmx", "--budget", "0.2"),
			 PROGRAM_FAILED);
	ASSERT_SAYS(output, "this fake fails at SGDT");
}

TEST(standard_output_gets_json_and_nothing_else)
{
	json_t *json;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-"), PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "format")), "exitbench/1.2");
	json_decref(json);
}

TEST(a_result_says_of_which_boot_it_is_and_not_by_the_kernels_id)
{
	char id[64];
	const char *boot;
	json_t *json;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-"), PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	boot = json_string_value(json_object_get(json_object_get(json, "run"), "boot"));
	read_back("/proc/sys/kernel/random/boot_id", id, sizeof(id));
	id[8] = 0;
	assert_non_null(boot);
	assert_int_equal(strspn(boot, "0123456789abcdef"), 16);
	assert_null(strstr(output, id));
	json_decref(json);
}

TEST(a_result_says_nothing_about_whose_machine_it_was)
{
	char host[256] = "", *text;
	json_t *json;

	need_clock();
	assert_int_equal(gethostname(host, sizeof(host) - 1), 0);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-"), PROGRAM_OK);
	if (strlen(host) > 4)
		assert_null(strstr(output, host));
	assert_null(strstr(output, "BOOT_IMAGE"));
	json = json_loads(output, 0, NULL);
	/* a closed list, with paths in its remedies */
	json_object_del(json_object_get(json, "machine"), "findings");
	text = json_dumps(json, 0);
	assert_null(strstr(text, "/dev/"));
	assert_null(strstr(text, "/sys/"));
	free(text);
	json_decref(json);
}

TEST(an_interrupted_run_leaves_a_valid_file)
{
	struct result result;
	pid_t child;

	need_clock();
	child = start((char *[]){ "exitbench", "run", "--ops", "cpuid", "--budget", "600",
				  "--precision", "0.001", "-q", "-o", "a.json", NULL });
	sleep(2);
	interrupt(child);
	assert_int_equal(finish(child), PROGRAM_FAILED);
	assert_one_line();
	assert_string_equal(result_load(&result, "a.json").text, "");
	assert_false(result.complete);
	result_free(&result);
}

TEST(a_broken_result_file_is_refused_and_the_others_are_shown)
{
	write_text("cut.json", "{\"format\": \"exitbench/1.0\", \"comp");
	assert_int_equal(RUN("show", "cut.json"), PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "truncated");
	write_text("good.json",
		   "{\"format\": \"exitbench/1.0\", \"complete\": true, \"cells\": []}");
	assert_int_equal(RUN("show", "cut.json", "good.json"), PROGRAM_FAILED);
	ASSERT_SAYS(output, "good.json");
	assert_int_equal(RUN("plot", "cut.json", "-o", "plots"), PROGRAM_FAILED);
	assert_one_line();
}

/* Of so many files a table keeps little; of one there is no table. */
TEST(the_only_file_of_many_that_can_be_read_is_shown_whole)
{
	char *words[2 + MACHINES_WHOLE + 2] = { "exitbench", "show" };
	size_t bytes;
	char *alone;

	words[2] = kept_result;
	assert_int_equal(finish(start(words)), PROGRAM_OK);
	ASSERT_SAYS(output, " notes: exitbench show --notes ");
	alone = strdup(output);
	for (size_t i = 3; i < 2 + MACHINES_WHOLE + 1; i++)
		words[i] = "missing.json";
	assert_int_equal(finish(start(words)), PROGRAM_FAILED);
	bytes = strlen(output);
	assert_true(bytes > strlen(alone));
	assert_string_equal(output + bytes - strlen(alone), alone);
	free(alone);
}

TEST(a_full_disk_is_told)
{
	int status;
	pid_t child = fork();

	if (!child) {
		redirect("/dev/full", STDOUT_FILENO);
		redirect(".err", STDERR_FILENO);
		exit(exitbench_main(2, (char *[]){ "exitbench", "list", NULL }));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	read_back(".err", errors, sizeof(errors));
	assert_int_equal(WEXITSTATUS(status), PROGRAM_FAILED);
	ASSERT_SAYS(errors, "No space left");
}

/* A complete result with one figure, the way `run` would have written it. */
static void write_result(const char *path, double floor)
{
	struct statistic statistic = { floor, floor, floor, .method = "exact" };
	struct cell_result cell = { .id = "cpuid/hvm/vmx/lean/0/default",
				    .op = "cpuid",
				    .env = "hvm",
				    .backend = "vmx",
				    .form = "lean",
				    .unit = "instructions",
				    .floor = statistic,
				    .median = statistic,
				    .exits_per_op = 1 };
	struct result result = { .complete = true, .cell_count = 1, .cells = &cell };

	assert_string_equal(result_save(&result, path, true).text, "");
}

/* Its text, which is to be nothing but a result. */
static json_t *result_on_stdout(void)
{
	json_t *json = json_loads(output, 0, NULL);

	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "format")), "exitbench/1.2");
	assert_int_not_equal(access("-", F_OK), 0);
	return json;
}

TEST(publish_and_merge_write_to_standard_output_as_run_does)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "b.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("merge", "a.json", "b.json", "-o", "-"), PROGRAM_OK);
	json_decref(result_on_stdout());
	assert_int_equal(RUN("publish", "a.json", "-o", "-"), PROGRAM_OK);
	json_decref(result_on_stdout());
	ASSERT_SAYS(errors, "dropped  machine.id");
}

TEST(published_sessions_are_of_one_machine_if_the_user_says_so)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "b.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("publish", "a.json", "-o", "pa.json"), PROGRAM_OK);
	assert_int_equal(RUN("publish", "b.json", "-o", "pb.json"), PROGRAM_OK);
	assert_int_equal(RUN("compare", "pa.json", "pb.json", "--fail-on", "900"), PROGRAM_FAILED);
	ASSERT_SAYS(errors, "--same-machine");
	/* so short a run may never have been alone on its core */
	assert_int_equal(RUN("compare", "--clock", "tsc", "pa.json", "pb.json"), PROGRAM_OK);
	ASSERT_SAYS(output, "ratio only");
	assert_int_equal(RUN("compare", "pa.json", "pb.json", "--fail-on", "900", "--same-machine"),
			 PROGRAM_INCONCLUSIVE);
	assert_int_equal(RUN("merge", "pa.json", "pb.json", "-o", "m.json"), PROGRAM_FAILED);
	assert_int_equal(RUN("merge", "pa.json", "pb.json", "--same-machine", "-o", "m.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("compare", "a.json", "pa.json"), PROGRAM_FAILED);
	ASSERT_SAYS(errors, "twice");
	assert_int_equal(RUN("compare", "m.json", "m.json", "--against", "a.json"), PROGRAM_FAILED);
	ASSERT_SAYS(errors, "twice");
}

TEST(plot_data_are_what_the_result_says)
{
	write_result("a.json", 12.5);
	setenv("EXITBENCH_PLOTS", plots_directory, 1);
	assert_int_equal(RUN("plot", "a.json", "-o", "plots"), PROGRAM_OK);
	ASSERT_SAYS(output, "plots/cost-instructions.svg");
	ASSERT_SAYS(output, "plots/path-instructions.png");
	read_back("plots/cost-instructions.tsv", output, sizeof(output));
	ASSERT_SAYS(output, "VT-x: value");
	ASSERT_SAYS(output, "12.5\t12.5\t12.5\t2.25\t12.50\t2\t0");
}

TEST(without_gnuplot_the_data_are_written_and_the_remedy_is_told)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s", getenv("PATH"));
	write_result("a.json", 12.5);
	setenv("EXITBENCH_PLOTS", plots_directory, 1);
	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(RUN("plot", "a.json", "-o", "plots"), PROGRAM_FAILED);
	setenv("PATH", path, 1);
	assert_one_line();
	ASSERT_SAYS(errors, "gnuplot is not installed");
	assert_int_equal(access("plots/cost-instructions.tsv", R_OK), 0);
}

TEST(what_gnuplot_complains_about_is_told)
{
	write_result("a.json", 12.5);
	assert_int_equal(system("mkdir scripts && echo 'frobnicate' > scripts/all.gp"), 0);
	setenv("EXITBENCH_PLOTS", "scripts", 1);
	assert_int_equal(RUN("plot", "a.json", "-o", "plots"), PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "invalid command");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(help_names_every_command_and_succeeds),
		CASE(a_wrong_command_line_is_usage),
		CASE(an_unknown_name_is_told_with_those_there_are_or_where_they_stand),
		CASE(without_a_backend_nothing_can_be_measured),
		CASE(doctor_tells_a_program_that_no_backend_works),
		CASE(cells_that_no_backend_has_are_nothing_to_measure),
		CASE(an_output_file_is_checked_before_anything_is_measured),
		CASE(help_says_what_a_budget_does_not_bound),
		CASE(a_run_is_shown_saved_and_shown_again),
		CASE(what_failed_everywhere_is_a_failure),
		CASE(standard_output_gets_json_and_nothing_else),
		CASE(a_result_says_of_which_boot_it_is_and_not_by_the_kernels_id),
		CASE(a_result_says_nothing_about_whose_machine_it_was),
		CASE(an_interrupted_run_leaves_a_valid_file),
		CASE(a_broken_result_file_is_refused_and_the_others_are_shown),
		CASE(the_only_file_of_many_that_can_be_read_is_shown_whole),
		CASE(a_full_disk_is_told),
		CASE(publish_and_merge_write_to_standard_output_as_run_does),
		CASE(published_sessions_are_of_one_machine_if_the_user_says_so),
		CASE(plot_data_are_what_the_result_says),
		CASE(without_gnuplot_the_data_are_written_and_the_remedy_is_told),
		CASE(what_gnuplot_complains_about_is_told),
	};
	int failed;

	plots_directory = realpath("plots", NULL);
	kept_result = realpath("results/emulated/corei7_haswell_4770.json", NULL);
	failed = cmocka_run_group_tests_name("harness_cli", tests, NULL, NULL);
	free(plots_directory);
	free(kept_result);
	return failed;
}
