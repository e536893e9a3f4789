// SPDX-License-Identifier: GPL-2.0-only
/*
 * A libFuzzer target: any bytes as a result file, through the loader and, where it takes
 * them, through what reads results afterwards. It must never crash, hang or leak; what it
 * prints goes nowhere. The unit suite replays tests/fuzz/corpus through it without libFuzzer.
 *   make fuzz FUZZ_SECONDS=600
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "harness/compare_print.h"
#include "harness/export.h"
#include "harness/merge.h"
#include "harness/show.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The path of a file in memory that holds these bytes and no others. */
static const char *file_of(const uint8_t *bytes, size_t size)
{
	static char path[64];
	static int file = -1;

	if (file < 0)
		file = memfd_create("fuzz", MFD_CLOEXEC);
	if (file < 0 || ftruncate(file, 0) || pwrite(file, bytes, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return path;
}

static void compare_with_itself(const struct result *result, FILE *nowhere)
{
	const struct compare_options options = { .is_gate = true };
	const struct compare_side side = { result, 1 };
	char *names[] = { "fuzz" };
	struct comparison comparison;

	if (!compare(&comparison, side, side, &options)) {
		compare_print_table(&comparison, &(struct side_names){ names, names }, nowhere);
		compare_print_json(&comparison, &(struct side_names){ names, names }, nowhere);
	}
	comparison_free(&comparison);
}

static void merge_alone(const struct result *result)
{
	struct result merged;

	if (!merge(&merged, result, 1))
		result_free(&merged);
}

static void use(const struct result *result)
{
	FILE *nowhere = fopen("/dev/null", "w");

	if (!nowhere)
		abort();
	show_result(result, "fuzz", nowhere);
	json_decref(result_to_json(result));
	compare_with_itself(result, nowhere);
	merge_alone(result);
	export_csv(result, nowhere);
	export_google_benchmark(result, nowhere);
	fclose(nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct result result;

	if (!result_load(&result, file_of(bytes, size)))
		use(&result);
	result_free(&result);
	return 0;
}
