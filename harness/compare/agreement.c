// SPDX-License-Identifier: GPL-2.0-only
/* The matters one by one, each over all files of both sides, since any file may lack it. */
#include <math.h>
#include <string.h>
#include "compare/agreement.h"
#include "result/find.h"
#include "statistics/rules.h"

const char *const agreement_names[AGREEMENTS] = { "same", "unknown", "other" };
const char *const matter_names[MATTERS] = { "machine", "guest", "table", "clock" };

static const char *const agreement_words[MATTERS][AGREEMENTS] = {
	[MATTER_MACHINE] = {
		[AGREEMENT_UNKNOWN] = "a file has no machine id, or one by another source, so the "
				      "machines may differ; if there is only one, say "
				      "--same-machine",
		[DISAGREED] = "the files come from different machines",
	},
	[MATTER_GUEST] = {
		[AGREEMENT_UNKNOWN] = "a file does not name the guest it measured (guest_sha256)",
		[DISAGREED] = "the files are of different guests",
	},
	[MATTER_TABLE] = {
		[AGREEMENT_UNKNOWN] = "a file does not name its table of cells (table_sha256)",
		[DISAGREED] = "the files are of different tables of cells: what is measured, or "
			      "how it is checked, differs",
	},
	[MATTER_CLOCK] = {
		[AGREEMENT_UNKNOWN] = "a file does not have its TSC's rate (machine.clock.hz)",
		[DISAGREED] = "the TSCs run at different rates (machine.clock.hz), so their cycles "
			      "differ in length",
	},
};

static const struct result *file_of(struct compare_side base, struct compare_side other, size_t i)
{
	return i < base.count ? &base.results[i] : &other.results[i - base.count];
}

/* A member of a member of the machine, or of the machine itself. */
static const json_t *machine_value(const struct result *result, const char *part, const char *name)
{
	return json_object_get(part ? json_object_get(result->machine, part) : result->machine,
			       name);
}

static enum agreement on_value(struct compare_side base, struct compare_side other,
			       const char *part, const char *name)
{
	enum agreement agreement = AGREED;
	const json_t *known = NULL;

	for (size_t i = 0; i < base.count + other.count; i++) {
		const json_t *value = machine_value(file_of(base, other, i), part, name);

		if (!value || json_is_null(value))
			agreement = AGREEMENT_UNKNOWN;
		else if (!known)
			known = value;
		else if (!json_equal(known, value))
			return DISAGREED;
	}
	return agreement;
}

/*
 * Ids by one source tell machines apart. Those without a source were drawn for each user: two of
 * them, or ids by two sources, may be of one machine. `by_source` has the first id of each.
 */
static enum agreement on_id(const struct result *file, const json_t *first, json_t *by_source)
{
	json_t *id = json_object_get(file->machine, "id");
	const char *source = json_string_value(json_object_get(file->machine, "id_source"));
	const json_t *known = source ? json_object_get(by_source, source) : NULL;

	if (!json_is_string(id))
		return AGREEMENT_UNKNOWN;
	if (source && !known)
		json_object_set(by_source, source, id);
	if (known && !json_equal(id, known))
		return DISAGREED;
	return json_equal(id, first) ? AGREED : AGREEMENT_UNKNOWN;
}

static enum agreement on_ids(struct compare_side base, struct compare_side other)
{
	const json_t *first = machine_value(file_of(base, other, 0), NULL, "id");
	enum agreement agreement = AGREED;
	json_t *by_source = json_object();

	for (size_t i = 0; i < base.count + other.count && agreement != DISAGREED; i++) {
		enum agreement on_one = on_id(file_of(base, other, i), first, by_source);

		agreement = on_one > agreement ? on_one : agreement;
	}
	json_decref(by_source);
	return agreement;
}

static bool all_count_instructions(struct compare_side base, struct compare_side other)
{
	for (size_t i = 0; i < base.count + other.count; i++)
		if (!machine_is_counting(file_of(base, other, i)->machine))
			return false;
	return true;
}

/* An emulator counts the same for a CPU model wherever it runs: its machine's id says nothing. */
static enum agreement on_machine(struct compare_side base, struct compare_side other,
				 bool is_one_machine)
{
	static const char *const names[] = { "vendor", "model_name", "family", "model",
					     "stepping" };
	enum agreement cpu = AGREED, id;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		enum agreement on_name = on_value(base, other, "cpu", names[i]);

		cpu = on_name > cpu ? on_name : cpu;
	}
	if (cpu == DISAGREED || (cpu == AGREED && all_count_instructions(base, other)))
		return cpu;
	id = on_ids(base, other);
	return id == AGREEMENT_UNKNOWN && is_one_machine ? AGREED : id;
}

static enum agreement on_hash(struct compare_side base, struct compare_side other,
			      enum matter matter)
{
	enum agreement agreement = AGREED;
	const char *known = NULL;

	for (size_t i = 0; i < base.count + other.count; i++) {
		const struct result *file = file_of(base, other, i);
		const char *hash = matter == MATTER_GUEST ? file->guest_sha256 : file->table_sha256;

		if (!hash)
			agreement = AGREEMENT_UNKNOWN;
		else if (!known)
			known = hash;
		else if (strcmp(known, hash))
			return DISAGREED;
	}
	return agreement;
}

static enum agreement on_clock(struct compare_side base, struct compare_side other)
{
	enum agreement agreement = AGREED;
	double least = INFINITY, most = 0;

	for (size_t i = 0; i < base.count + other.count; i++) {
		const struct result *file = file_of(base, other, i);
		double hz = result_tsc_hz(file);

		if (machine_is_counting(file->machine))
			continue;
		if (!(hz > 0))
			agreement = AGREEMENT_UNKNOWN;
		else
			least = fmin(least, hz), most = fmax(most, hz);
	}
	return most > least * (1 + CLOCK_RATES_APART) ? DISAGREED : agreement;
}

struct agreements agreements_among(struct compare_side base, struct compare_side other,
				   bool is_one_machine)
{
	if (base.count + other.count < 2)
		return (struct agreements){ 0 };
	return (struct agreements){ .on = {
		[MATTER_MACHINE] = on_machine(base, other, is_one_machine),
		[MATTER_GUEST] = on_hash(base, other, MATTER_GUEST),
		[MATTER_TABLE] = on_hash(base, other, MATTER_TABLE),
		[MATTER_CLOCK] = on_clock(base, other),
	} };
}

const char *agreements_words(const struct agreements *agreements, enum matter matter)
{
	return agreement_words[matter][agreements->on[matter]];
}

const char *agreements_wrong(const struct agreements *agreements)
{
	for (enum matter matter = 0; matter < MATTERS; matter++)
		if (agreements_words(agreements, matter))
			return agreements_words(agreements, matter);
	return NULL;
}
