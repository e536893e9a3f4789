/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory for each test, a result in memory, and what the loader says of texts. */
#ifndef TESTS_UNIT_RESULT_EXAMPLE_H
#define TESTS_UNIT_RESULT_EXAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "result/fields.h"
#include "result/texts.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, enter_directory, leave_directory)

static char directory[] = "/tmp/exitbench-result-XXXXXX";

static int enter_directory(void **state)
{
	(void)state;
	strcpy(strrchr(directory, '-'), "-XXXXXX");
	return !mkdtemp(directory) || chdir(directory);
}

static int leave_directory(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return chdir("/") || system(command);
}

static struct statistic figure(double value)
{
	return (struct statistic){ value, value - 1, value + 1, .method = "a rule" };
}

static struct result example(void)
{
	struct result result = {
		.complete = true,
		.machine = json_pack("{s:s}", "kernel", "6.1"),
		.run = json_object(),
		.guest_sha256 =
			strdup("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
		.cell_count = 2,
		.cells = calloc(2, sizeof(*result.cells)),
	};

	result.cells[0] = (struct cell_result){
		.op = strdup("cpuid"),
		.env = strdup("hvm"),
		.backend = strdup("vmx"),
		.form = strdup("lean"),
		.ring = 0,
		.status = STATUS_OK,
		.unit = strdup("instructions"),
		.clock = strdup("tsc"),
		.iterations = 100,
		.batches = 9,
		.disturbed = 1,
		.exits_per_op = 1,
		.floor = figure(12.25),
		.median = { -0.5, -2, 1, .method = "a rule", .below = 2 },
		.answered_by = ANSWERER_HYPERVISOR,
		.p99 = figure(14),
		.raw = figure(15),
		.alone = { .is_known = true,
			   .floor = figure(14.5),
			   .median = figure(15.5),
			   .beside = figure(20),
			   .batches = 6,
			   .beside_batches = 2 },
		.overhead = figure(2),
		.trial_count = 1,
		.trials = calloc(1, sizeof(struct trial_result)),
	};
	result.cells[0].trials[0] = (struct trial_result){
		.floor = 12.25,
		.median = 13,
		.overhead = 2,
		.batches = 9,
		.disturbed = 1,
		.slow = true,
		.alone_floor = 14.5,
		.alone_median = 15.5,
		.alone_batches = 6,
		.number = 4,
		.histogram = { 14, 15, strdup("ab3;Z;") },
	};
	result.cells[0].disturbed_by.by[DISTURBED_BY_GAP] = 1;
	result.cells[1] = (struct cell_result){
		.op = strdup("cli_sti"),
		.env = strdup("hvm-trap"),
		.backend = strdup("kvm"),
		.form = strdup("full"),
		.knobs = strdup("vpid=off"),
		.ring = 3,
		.status = STATUS_SKIP,
		.fault = FAULT_SOFTWARE_KVM,
		.reason = strdup("no such control"),
		.exits_per_op = -1,
	};
	for (size_t i = 0; i < 2; i++)
		result.cells[i].id = result_cell_id(&result.cells[i]);
	return result;
}

static void write_text(const char *path, const char *text, size_t bytes)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, bytes, file), bytes);
	assert_int_equal(fclose(file), 0);
}

/* The words with which a file of this text is refused, for its figures alone, too; or none. */
static inline struct words refusal(const char *text)
{
	struct texts texts = { 0 };
	struct result result;
	struct words wrong;

	write_text("text.json", text, strlen(text));
	wrong = result_load(&result, "text.json");
	result_free(&result);
	assert_string_equal(result_load_figures(&result, "text.json", &texts).text, wrong.text);
	result_free(&result);
	texts_free(&texts);
	return wrong;
}

static inline void assert_refused(const char *text, const char *part)
{
	struct words wrong = refusal(text);

	if (!strstr(wrong.text, part))
		fail_msg("refused with `%s' instead of `%s'", wrong.text, part);
}

/* The example as text, one member of one object replaced: that of the root, or of cell 0. */
static inline char *example_with(const char *member, json_t *value, bool of_cell)
{
	struct result result = example();
	json_t *json = result_to_json(&result);
	json_t *object = of_cell ? json_array_get(json_object_get(json, "cells"), 0) : json;
	char *text;

	if (value)
		json_object_set_new(object, member, value);
	else if (member)
		json_object_del(object, member);
	text = json_dumps(json, 0);
	json_decref(json);
	result_free(&result);
	return text;
}

static inline void assert_cell_refused(const char *member, json_t *value, const char *part)
{
	char *text = example_with(member, value, true);

	assert_refused(text, part);
	free(text);
}

static inline void assert_root_refused(const char *member, json_t *value, const char *part)
{
	char *text = example_with(member, value, false);

	assert_refused(text, part);
	free(text);
}

#endif
