// SPDX-License-Identifier: GPL-2.0-only
/* exitbench generations: round trips by CPU generation as a table, measured and published. */
#include <string.h>
#include "commands/command.h"
#include "show/generations.h"
#include "text/places.h"
#include "text/table.h"
#include "show/words.h"

const struct argp generations_argp = {
	.parser = parse_arguments,
	.args_doc = "[FILE...]",
	.doc = "Print the round trip out of a guest by CPU generation: of result files, and as "
	       "published in the literature.\v"
	       "TSC cycles of different CPUs do not compare as time; nanoseconds do, where the "
	       "clock's rate is known. Counts of instructions from an emulator have a table of "
	       "their own.\n",
};

static void set_row(struct table *table, size_t row, const struct generation *entry)
{
	struct words time = time_words(entry->round_trip.value, entry->unit, entry->tsc_hz);
	const char *unknown = strcmp(entry->unit, "cycles") ? "not a time" : "unknown";

	table_set(table, row, 0, "%s", entry->microarchitecture);
	table_set(table, row, 1, "%.0d", entry->year);
	table_set(table, row, 2, "%s%s", entry->machine,
		  !entry->literature ? ""
		  : entry->verified  ? " (published)"
				     : " (published, unverified)");
	table_set(table, row, 3, "%s", entry->what);
	table_set(table, row, 4, "%s", value_text(entry->round_trip.value).text);
	table_set(table, row, 5, "%s",
		  entry->exit < 0 ? "not split" : value_text(entry->exit).text);
	table_set(table, row, 6, "%s",
		  entry->entry < 0 ? "not split" : value_text(entry->entry).text);
	table_set(table, row, 7, "%s", *time.text ? time.text : unknown);
	if (entry->core_cycles > 0)
		table_set(table, row, 8, "%s",
			  value_text(entry->round_trip.value * entry->core_cycles).text);
	else
		table_set(table, row, 8, "%s", unknown);
	if (entry->trend > 0)
		table_set(table, row, 9, "%sx", ratio_words(entry->trend).text);
}

static void print(const struct generations *generations, const char *unit)
{
	static const char *const heads[] = { "microarchitecture",
					     "year",
					     "machine or source",
					     "what",
					     "round trip",
					     "exit",
					     "entry",
					     "time",
					     "core cycles",
					     "trend" };
	struct table *table = table_new(sizeof(heads) / sizeof(heads[0]), true);
	size_t row = 0;

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_set(table, 0, i, "%s", heads[i]);
	for (size_t i = 0; i < generations->count; i++)
		if (!strcmp(generations->list[i].unit, unit))
			set_row(table, ++row, &generations->list[i]);
	if (row)
		printf("\nRound trip out of a guest, in %s\n",
		       strcmp(unit, "cycles")
			       ? unit_words(unit)
			       : "cycles (measured: TSC cycles; published: of an unknown clock)");
	if (row && table)
		table_print(table, terminal_width(stdout), stdout);
	table_free(table);
}

enum program_status command_generations(void)
{
	bool failed = false;
	struct run_files files = run_files_load(arguments.files, arguments.count, &failed);
	struct library library = library_load(place_of_published(), NULL);
	struct generations generations = generations_find(&files, &library);
	struct notes notes = { 0 };

	print(&generations, "cycles");
	print(&generations, "instructions");
	generations_warnings(&files, &notes);
	if (notes.count)
		printf("\nWarnings\n");
	notes_print(&notes, prose_width(stdout), stdout);
	notes_free(&notes);
	generations_free(&generations);
	library_free(&library);
	run_files_free(&files);
	return failed ? PROGRAM_FAILED : PROGRAM_OK;
}
