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

enum program_status command_generations(void)
{
	bool failed = false;
	struct run_files files = run_files_load(arguments.files, arguments.count, &failed);
	struct library library = library_load(place_of_published().path, NULL);
	struct generations generations = generations_find(&files, &library);
	struct notes notes = { 0 };

	print(&generations, UNIT_CYCLES);
	print(&generations, UNIT_INSTRUCTIONS);
	generations_warnings(&files, &notes);
	if (notes.count)
		printf("\nWarnings\n");
	notes_print(&notes, NOTES_ALL, prose_width(stdout), stdout);
	notes_free(&notes);
	generations_free(&generations);
	library_free(&library);
	run_files_free(&files);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
