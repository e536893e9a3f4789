// SPDX-License-Identifier: GPL-2.0-only
/* Exit reasons by VMX's numbers, and by SVM's exit codes. */
#include "commands/list_reasons.h"
#include "text/notes.h"
#include "text/table.h"

static bool is_listed(const struct listed_reasons *listed, enum engine_kind engine, size_t row)
{
	return listed->row[engine][row] && coverage_is_of(engine, reason_rows[row].number);
}

void list_reasons_of(struct listed_reasons *listed, const struct cell *cell)
{
	for (size_t i = 0; i < REASONS_OF_BOTH; i++)
		listed->row[cell->engine][i] |=
			coverage_exits_for(cell_claim(cell), reason_rows[i].number);
}

/* What an engine's manual calls it; the name is that of runs. */
static const char *words_of(enum engine_kind engine, const struct reason_row *reason)
{
	static const char *const by_svm[EXIT_REASON_COUNT] = {
		[EXIT_VMCALL] = "VMMCALL",
		[EXIT_EPT_VIOLATION] = "nested page fault",
		[EXIT_TRIPLE_FAULT] = "shutdown",
		[EXIT_INTERRUPT_WINDOW] = "virtual interrupt",
		[EXIT_OTHER_SMI] = "SMI",
	};
	const char *words = engine == ENGINE_SVM ? by_svm[reason->number] : NULL;

	return words ? words : reason->words;
}

static void add_numbers(json_t *row, enum engine_kind engine, u32 number)
{
	struct svm_codes codes = coverage_svm_codes(number);

	if (engine == ENGINE_VMX) {
		json_object_set_new(row, "number", json_integer(number));
		return;
	}
	json_object_set_new(row, "code", json_integer(codes.first));
	json_object_set_new(row, "last_code", json_integer(codes.last));
}

json_t *list_reasons_as_json(const struct listed_reasons *listed, enum engine_kind engine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < REASONS_OF_BOTH; i++) {
		const struct reason_row *reason = &reason_rows[i];
		const char *cause = coverage_cause(engine, reason->number);
		json_t *row = is_listed(listed, engine, i)
				      ? json_pack("{s:s, s:s}", "name", reason->name, "words",
						  words_of(engine, reason))
				      : NULL;

		if (!row)
			continue;
		add_numbers(row, engine, reason->number);
		json_object_set_new(row, "no_cell", json_string(cause)); /* or none */
		json_array_append_new(list, row);
	}
	return list;
}

static struct words numbers_words(enum engine_kind engine, u32 number)
{
	struct svm_codes codes = coverage_svm_codes(number);

	if (engine == ENGINE_VMX)
		return words("  %3u", number);
	return codes.first == codes.last ? words("  0x%02x", codes.first)
					 : words("  0x%02x-0x%02x", codes.first, codes.last);
}

static void print_causes(struct notes *causes, const char *heading, size_t width)
{
	if (causes->count)
		printf("\n%s\n", heading);
	notes_print(causes, NOTES_ALL, width, stdout);
	notes_free(causes);
}

static void print_reasons(const struct listed_reasons *listed, enum engine_kind engine,
			  struct notes *causes, size_t width)
{
	struct table *table = table_new(3, 0, true);
	size_t row = 0;

	for (size_t i = 0; i < REASONS_OF_BOTH; i++) {
		const struct reason_row *reason = &reason_rows[i];
		const char *cause = coverage_cause(engine, reason->number);

		if (!is_listed(listed, engine, i))
			continue;
		table_set(table, row, 0, "%s", numbers_words(engine, reason->number).text);
		table_set(table, row, 1, "%s", reason->name);
		table_set(table, row++, 2, "%s", words_of(engine, reason));
		if (cause)
			notes_add(causes, cause, reason->name);
	}
	if (table)
		table_print(table, width, stdout);
	table_free(table);
}

void list_reasons_print(const struct listed_reasons *listed, size_t width)
{
	static const struct {
		const char *heading, *without;
	} words[ENGINES] = {
		[ENGINE_VMX] = { "VM-exit reasons of VT-x", "VM-exit reasons without a cell" },
		[ENGINE_SVM] = { "VM-exit codes of AMD-V", "VM-exit codes without a cell" },
	};

	for (enum engine_kind engine = 0; engine < ENGINES; engine++) {
		struct notes causes = { 0 };

		printf("\n%s: %u of %u have a cell\n", words[engine].heading,
		       coverage_count(engine), coverage_total(engine));
		print_reasons(listed, engine, &causes, width);
		print_causes(&causes, words[engine].without, width);
	}
}
