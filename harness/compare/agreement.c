// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matters one by one, each over all files of both sides: the first file need not be the one
 * that tells.
 */
#include <math.h>
#include <string.h>
#include "compare/agreement.h"
#include "statistics/rules.h"

const char *const agreement_names[AGREEMENTS] = { "same", "unknown", "other" };
const char *const matter_names[MATTERS] = { "machine", "guest", "table", "clock" };

static const char *const words[MATTERS][AGREEMENTS] = {
	[MATTER_MACHINE] = {
		[AGREEMENT_UNKNOWN] = "not every file tells its machine (machine.id), so it may "
					"be another: --same-machine says that it is one",
		[DISAGREED] = "the files come from different machines",
	},
	[MATTER_GUEST] = {
		[AGREEMENT_UNKNOWN] = "not every file tells which guest was measured "
					"(guest_sha256)",
		[DISAGREED] = "the guest that was measured is not the same in all files",
	},
	[MATTER_TABLE] = {
		[AGREEMENT_UNKNOWN] = "not every file tells by which table of cells it was "
					"measured (table_sha256)",
		[DISAGREED] = "the table of cells, what is measured and how it is checked, is "
				"not the same in all files",
	},
	[MATTER_CLOCK] = {
		[AGREEMENT_UNKNOWN] = "not every file tells at which rate its TSC runs "
					"(machine.clock.hz)",
		[DISAGREED] = "the TSC does not run at one rate in all files (machine.clock.hz): "
				"their cycles are not equally long",
	},
};

static const struct result *file_of(struct compare_side base, struct compare_side other, size_t i)
{
	return i < base.count ? &base.results[i] : &other.results[i - base.count];
}

static bool is_told(const json_t *value)
{
	return value && !json_is_null(value);
}

/* A member of a member of the machine, or of the machine itself. */
static const json_t *machine_value(const struct result *result, const char *part, const char *name)
{
	return json_object_get(part ? json_object_get(result->machine, part) : result->machine,
			       name);
}

static enum agreement on_machine_value(struct compare_side base, struct compare_side other,
				       const char *part, const char *name)
{
	enum agreement agreement = AGREED;
	const json_t *known = NULL;

	for (size_t i = 0; i < base.count + other.count; i++) {
		const json_t *value = machine_value(file_of(base, other, i), part, name);

		if (!is_told(value))
			agreement = AGREEMENT_UNKNOWN;
		else if (!known)
			known = value;
		else if (!json_equal(known, value))
			return DISAGREED;
	}
	return agreement;
}

static bool counts_instructions(const struct result *result)
{
	const char *unit = json_string_value(machine_value(result, "clock", "unit"));

	return unit && !strcmp(unit, "instructions");
}

static bool all_count_instructions(struct compare_side base, struct compare_side other)
{
	for (size_t i = 0; i < base.count + other.count; i++)
		if (!counts_instructions(file_of(base, other, i)))
			return false;
	return true;
}

/*
 * An emulator counts the same for a CPU model wherever it runs, and its machines, made anew each
 * time, have ids that say nothing.
 */
static enum agreement on_machine(struct compare_side base, struct compare_side other,
				 bool is_one_machine)
{
	static const char *const names[] = { "vendor", "model_name", "family", "model",
					     "stepping" };
	enum agreement cpu = AGREED, id;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		enum agreement on_name = on_machine_value(base, other, "cpu", names[i]);

		cpu = on_name > cpu ? on_name : cpu;
	}
	if (cpu == DISAGREED || (cpu == AGREED && all_count_instructions(base, other)))
		return cpu;
	id = on_machine_value(base, other, NULL, "id");
	return id == AGREEMENT_UNKNOWN && is_one_machine ? AGREED : id;
}

static const char *guest_of(const struct result *result)
{
	return result->guest_sha256;
}

static const char *table_of(const struct result *result)
{
	return result->table_sha256;
}

static enum agreement on_hash(struct compare_side base, struct compare_side other,
			      const char *(*hash_of)(const struct result *))
{
	enum agreement agreement = AGREED;
	const char *known = NULL;

	for (size_t i = 0; i < base.count + other.count; i++) {
		const char *hash = hash_of(file_of(base, other, i));

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
		double hz = json_number_value(machine_value(file, "clock", "hz"));

		if (counts_instructions(file))
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
		[MATTER_GUEST] = on_hash(base, other, guest_of),
		[MATTER_TABLE] = on_hash(base, other, table_of),
		[MATTER_CLOCK] = on_clock(base, other),
	} };
}

const char *agreements_words(const struct agreements *agreements, enum matter matter)
{
	return words[matter][agreements->on[matter]];
}

const char *agreements_wrong(const struct agreements *agreements)
{
	for (enum matter matter = 0; matter < MATTERS; matter++)
		if (agreements_words(agreements, matter))
			return agreements_words(agreements, matter);
	return NULL;
}
