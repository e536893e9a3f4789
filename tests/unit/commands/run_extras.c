// SPDX-License-Identifier: GPL-2.0-only
/* What a run takes beside its cells: files of options, tags, an earlier file, a strict doctor. */
#include "cli.h"

static json_t *run_of(const char *path)
{
	json_t *json = json_load_file(path, 0, NULL), *run;

	assert_non_null(json);
	run = json_incref(json_object_get(json, "run"));
	json_decref(json);
	return run;
}

TEST(a_file_of_options_stands_for_its_words)
{
	json_t *run;

	need_clock();
	write_text("options", "# nightly\n--ops cpuid --budget 0.2\n\t--tag 'note=two words'\n");
	assert_int_equal(RUN("run", "@options", "-o", "a.json"), PROGRAM_OK);
	run = run_of("a.json");
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(run, "tags"), "note")),
		"two words");
	ASSERT_SAYS(json_string_value(json_object_get(run, "command")), "--ops cpuid --budget 0.2");
	json_decref(run);
	assert_int_equal(RUN("run", "@none"), PROGRAM_USAGE);
	assert_one_line();
	write_text("open", "--label 'not closed");
	assert_int_equal(RUN("run", "@open"), PROGRAM_USAGE);
	assert_one_line();
}

TEST(a_tag_is_kept_in_the_result_and_never_published)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "--tag", "host=mine",
			     "--tag", "commit=abc", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("show", "--format", "csv", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, ",host=mine;commit=abc\n");
	assert_int_equal(RUN("publish", "a.json", "-o", "b.json"), PROGRAM_OK);
	ASSERT_SAYS(output, "dropped  run.tags");
	read_back("b.json", output, sizeof(output));
	assert_null(strstr(output, "mine"));
	assert_int_equal(RUN("run", "--tag", "novalue"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_equal(RUN("run", "--tag", "=x"), PROGRAM_USAGE);
	assert_int_equal(RUN("run", "--tag", "a=\033[2J"), PROGRAM_USAGE);
	assert_one_line();
}

static size_t trials_of(const char *path)
{
	struct result result;
	size_t trials;

	assert_string_equal(result_load(&result, path).text, "");
	assert_true(result.complete);
	trials = result.cells[0].trial_count;
	result_free(&result);
	return trials;
}

TEST(trials_are_appended_to_those_of_an_earlier_file)
{
	size_t before;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_OK);
	before = trials_of("a.json");
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "--append", "-o",
			     "a.json"),
			 PROGRAM_OK);
	assert_true(trials_of("a.json") >= before + 10);
}

TEST(an_appended_run_keeps_the_names_of_both)
{
	json_t *run, *tags;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "--label", "first",
			     "--tag", "host=mine", "--tag", "day=1", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "--append", "--tag",
			     "day=2", "-o", "a.json"),
			 PROGRAM_OK);
	run = run_of("a.json");
	tags = json_object_get(run, "tags");
	assert_string_equal(json_string_value(json_object_get(run, "label")), "first");
	assert_string_equal(json_string_value(json_object_get(tags, "host")), "mine");
	assert_string_equal(json_string_value(json_object_get(tags, "day")), "2");
	json_decref(run);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "--append",
			     "--label", "second", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("show", "--format", "csv", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, "second");
	ASSERT_SAYS(output, "host=mine;day=2");
}

/* Another run, or a copy, put another file there meanwhile. What was measured can be pooled. */
TEST(what_is_appended_to_a_file_that_changed_meanwhile_is_kept_beside_it)
{
	pid_t child;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "b.json"),
			 PROGRAM_OK);
	child = start((char *[]){ "exitbench", "run", "--ops", "cpuid", "--budget", "3",
				  "--precision", "0.001", "-q", "--append", "-o", "a.json", NULL });
	usleep(1500000);
	assert_int_equal(rename("b.json", "a.json"), 0);
	assert_int_equal(finish(child), PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "cannot write a.json: it has changed since it was read");
	assert_int_equal(system("mv exitbench-rescued-*.json c.json"), 0);
	assert_true(trials_of("c.json") >= 10);
	assert_int_equal(RUN("merge", "a.json", "c.json", "-o", "d.json"), PROGRAM_OK);
	assert_int_equal(trials_of("d.json"), trials_of("a.json") + trials_of("c.json"));
}

/* This fake fails at SGDT. */
TEST(a_quiet_run_that_gets_no_figure_says_why)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "sgdt", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "no cell has a figure: this fake fails at SGDT");
}

static void run_to_a_full_disk(const char *tmpdir)
{
	setenv("TMPDIR", tmpdir, 1);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-q", "-o", "-"),
			 PROGRAM_FAILED);
	unsetenv("TMPDIR");
	assert_one_line();
}

/* And a folder has the name that it has, whatever of that can be shown. */
TEST(a_result_that_cannot_be_written_is_kept_also_where_TMPDIR_is_no_folder)
{
	char *path;

	need_clock();
	assert_int_equal(symlink("/dev/full", ".out"), 0);
	run_to_a_full_disk("/nonexistent");
	path = strstr(errors, "/tmp/exitbench-rescued-");
	assert_non_null(path);
	path[strcspn(path, " ")] = 0;
	assert_true(trials_of(path) >= 10);
	unlink(path);
	assert_int_equal(mkdir("odd\xff\033", 0700), 0);
	run_to_a_full_disk("odd\xff\033");
	ASSERT_SAYS(errors, "odd?" "?/exitbench-rescued-");
	assert_int_equal(system("mv odd*/exitbench-rescued-*.json a.json"), 0);
}

/* Before, a signal ends it like any other command. */
static void wait_for_a_trial(pid_t child)
{
	char path[64];
	int first = EOF;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", child, child);
	for (int turn = 0; turn < 10000 && first == EOF; turn++) {
		FILE *children = fopen(path, "r");

		assert_non_null(children);
		first = fgetc(children);
		fclose(children);
		usleep(1000);
	}
	assert_int_not_equal(first, EOF);
}

static void interrupt_after(unsigned microseconds, char *force_or_append)
{
	pid_t child = start((char *[]){ "exitbench", "run", "--ops", "cpuid,hlt", "--budget", "600",
					"--precision", "0.001", "-q", "-o", "a.json",
					force_or_append, NULL });

	wait_for_a_trial(child);
	usleep(microseconds);
	interrupt(child);
	assert_int_equal(finish(child), PROGRAM_FAILED);
}

/* In the middle of its trials, and before one has ended. */
TEST(a_run_that_was_interrupted_is_completed_by_another)
{
	static const unsigned moments[] = { 2000000, 0 };

	need_clock();
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		interrupt_after(moments[i], "--force");
		assert_int_equal(RUN("run", "--ops", "cpuid,hlt", "--budget", "0.2", "-q",
				     "--append", "-o", "a.json"),
				 PROGRAM_OK);
		assert_string_equal(errors, "");
		assert_true(trials_of("a.json") >= 10);
	}
}

/* On a busy computer one may be done: then the file has it. */
TEST(an_appended_run_that_is_interrupted_before_a_trial_changes_nothing)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid,hlt", "--budget", "0.2", "-q", "-o", "a.json"),
			 PROGRAM_OK);
	assert_int_equal(system("cp a.json b.json"), 0);
	interrupt_after(0, "--append");
	if (strstr(errors, "is as it was"))
		assert_int_equal(system("cmp a.json b.json"), 0);
	else
		assert_int_equal(system("cmp -s a.json b.json"), 256);
}

TEST(what_cannot_be_pooled_is_refused_before_anything_is_measured)
{
	need_clock();
	write_text("other.json", "{\"format\": \"exitbench/1.1\", \"complete\": true, \"machine\": "
				 "{\"id\": \"00112233445566778899aabbccddeeff\"}, \"cells\": []}");
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "1000", "--append", "-o",
			     "other.json"),
			 PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "--append: ");
	read_back("other.json", output, sizeof(output));
	ASSERT_SAYS(output, "00112233445566778899aabbccddeeff");
	assert_int_equal(RUN("run", "--ops", "cpuid", "--append", "-o", "none.json"),
			 PROGRAM_FAILED);
	assert_int_not_equal(access("none.json", F_OK), 0);
	assert_int_equal(RUN("run", "--append"), PROGRAM_USAGE);
	assert_one_line();
}

/* No machine is without any finding; this one may be. */
TEST(a_strict_run_measures_nothing_where_doctor_warns)
{
	need_clock();
	RUN("doctor");
	if (!strstr(output, "\n  warn ") && !strstr(output, "\n  block "))
		skip();
	assert_int_equal(RUN("run", "--strict", "--ops", "cpuid", "-o", "a.json"), PROGRAM_FAILED);
	assert_one_line();
	ASSERT_SAYS(errors, "--strict: ");
	assert_int_not_equal(access("a.json", F_OK), 0);
}

TEST(a_result_names_its_schema)
{
	json_t *json;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-"), PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "$schema")), RESULT_SCHEMA);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_file_of_options_stands_for_its_words),
		CASE(a_tag_is_kept_in_the_result_and_never_published),
		CASE(trials_are_appended_to_those_of_an_earlier_file),
		CASE(what_is_appended_to_a_file_that_changed_meanwhile_is_kept_beside_it),
		CASE(a_result_that_cannot_be_written_is_kept_also_where_TMPDIR_is_no_folder),
		CASE(a_quiet_run_that_gets_no_figure_says_why),
		CASE(an_appended_run_keeps_the_names_of_both),
		CASE(a_run_that_was_interrupted_is_completed_by_another),
		CASE(an_appended_run_that_is_interrupted_before_a_trial_changes_nothing),
		CASE(what_cannot_be_pooled_is_refused_before_anything_is_measured),
		CASE(a_strict_run_measures_nothing_where_doctor_warns),
		CASE(a_result_names_its_schema),
	};

	return cmocka_run_group_tests_name("commands/run_extras", tests, NULL, NULL);
}
