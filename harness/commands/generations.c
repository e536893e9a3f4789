// SPDX-License-Identifier: GPL-2.0-only
/* exitbench generations: round trips by CPU generation as a table, measured and published. */
#include <string.h>
#include "commands/command.h"
#include "show/generations.h"
#include "text/places.h"
#include "text/table.h"

const struct argp generations_argp = {
	.parser = parse_arguments,
	.args_doc = "[FILE...]",
	.doc = "Print the round trip out of a guest by CPU generation: of result files, and as "
	       "published in the literature.\v"
	       "TSC cycles of different CPUs do not compare as time; nanoseconds do, where the "
	       "clock's rate is known. Counts of instructions from an emulator have a "
	       "separate table.\n",
};

static void print(const struct generations *generations, enum unit unit)
{
	struct table *table = table_new(GENERATION_COLUMNS, 1, true);
	struct words cells[GENERATION_COLUMNS];
	size_t row = 0;

	table_set_heads(table, generation_heads);
	for (size_t i = 0; i < generations->count; i++) {
		if (generations->list[i].unit != unit)
			continue;
		generation_row(&generations->list[i], cells);
		table_set_row(table, ++row, cells, GENERATION_COLUMNS);
	}
	if (row)
		printf("\nRound trip out of a guest, in %s\n", generation_unit_words(unit));
	if (row && table)
		table_print(table, terminal_width(stdout), stdout);
	table_free(table);
}

/* Only what the warnings ask for is kept of a file: ten thousand results are never in memory. */
struct gathering {
	struct generations generations;
	struct run_files machines;
	bool failed;
};

static void use(struct run_file *file, void *data)
{
	struct gathering *gathering = data;
	json_t *matters = generations_matters(file->result.machine);

	generations_add(&gathering->generations, file);
	result_free(&file->result);
	file->result.machine = matters;
	if (!run_files_keep(&gathering->machines, file))
		gathering->failed = complain("out of memory");
}

static void warn(const char *words)
{
	complain("%s", words);
}

enum program_status command_generations(void)
{
	struct gathering gathering = { 0 };
	struct generations *generations = &gathering.generations;
	struct library library = library_load(place_of_published().path, warn);
	struct notes notes = { 0 };

	run_files_each(arguments.files, arguments.count, RESULT_FIGURES, use, &gathering,
		       &gathering.failed);
	generations_end(generations, &library);
	if (!arguments.count && !generations->count)
		gathering.failed = complain("no result file is given, and the published figures "
					    "are neither beside the build nor installed; name "
					    "their place in EXITBENCH_PUBLISHED");
	print(generations, UNIT_CYCLES);
	print(generations, UNIT_INSTRUCTIONS);
	generations_warnings(&gathering.machines, &notes);
	if (notes.count)
		printf("\nWarnings\n");
	notes_print(&notes, NOTES_ALL, prose_width(stdout), stdout);
	notes_free(&notes);
	generations_free(generations);
	library_free(&library);
	run_files_free(&gathering.machines);
	return gathering.failed ? PROGRAM_FAILED : PROGRAM_OK;
}
