// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `run` object of a result: enough to do the same again, and the rules of the figures. Does not
 * say whose machine it is unless asked to: a path in the command is cut to its last part.
 */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "commands/command.h"
#include "measure/estimate.h"
#include "show/findings.h"
#include "machine/machine.h"
#include "commands/run.h"
#include "statistics/rules.h"
#include "text/words.h"

#define RULES_SOURCE                                                                               \
	"fixed in advance; the quantiles of floor by 30 to 48 sessions on a noisy machine: "       \
	"harness/statistics/statistics.h"

static json_t *utc_now(void)
{
	char text[32];
	time_t now = time(NULL);
	struct tm parts;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
	return json_string(text);
}

/* Without control characters, and as UTF-8. */
static json_t *line_of_text(char *text)
{
	json_t *line;

	for (char *c = text; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	line = json_string(text);
	if (line && text_is_printable(text))
		return line;
	json_decref(line);
	for (char *c = text; *c; c++)
		if (*c & 0x80)
			*c = '?';
	return json_string(text);
}

/* As a shell reads it: in single quotes if it must be. */
static void print_word(FILE *stream, const char *word, bool whole)
{
	const char *slash = whole ? NULL : strrchr(word, '/');
	bool is_plain = *word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]#~!{}")];

	if (slash) {
		const char *value = strncmp(word, "--", 2) ? NULL : strchr(word, '=');

		fprintf(stream, " %.*s.../", value && value < slash ? (int)(value + 1 - word) : 0,
			word);
		word = slash + 1;
	} else {
		fputc(' ', stream);
	}
	if (is_plain) {
		fputs(word, stream);
		return;
	}
	fputc('\'', stream);
	for (; *word; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){ *word, 0 }, stream);
	fputc('\'', stream);
}

static json_t *command_of(const struct run_options *options)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);
	json_t *command;

	if (!stream)
		return json_null();
	fputs("exitbench run", stream);
	for (int i = 0; i < options->word_count; i++)
		print_word(stream, options->words[i], options->include_host);
	fclose(stream);
	command = line_of_text(text);
	free(text);
	return command;
}

static json_t *constants(void)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:i, s:f, s:f, s:f, s:f, s:f, "
			 "s:f, s:f, s:f, s:i, s:f, s:f, s:f, s:f, s:f, s:i, s:f, s:i, s:f, s:s}",
			 "floor_within_trial", FLOOR_WITHIN_TRIAL, "floor_over_trials",
			 FLOOR_OVER_TRIALS, "median_within_trial", MEDIAN_WITHIN_TRIAL,
			 "median_over_trials", MEDIAN_OVER_TRIALS, "p99_within_trial",
			 P99_WITHIN_TRIAL, "p99_over_trials", MEDIAN_OVER_TRIALS, "p99_of_twin",
			 MEDIAN_WITHIN_TRIAL, "blocks_per_trial", BLOCKS_PER_TRIAL,
			 "bootstrap_resamples", BOOTSTRAP_RESAMPLES, "interval_level",
			 INTERVAL_LEVEL, "gap_factor", GAP_FACTOR, "slow_factor", SLOW_FACTOR,
			 "slow_canary", SLOW_CANARY, "unsteady_twin", UNSTEADY_TWIN, "bound_most",
			 BOUND_MOST, "bound_always", BOUND_ALWAYS, "resolution", RESOLUTION,
			 "trials_few", TRIALS_FEW, "alone_below", ALONE_BELOW,
			 "alone_above", ALONE_ABOVE, "alone_gap", ALONE_GAP, "alone_gap_end",
			 ALONE_GAP_END, "alone_least", ALONE_LEAST, "alone_count", ALONE_COUNT,
			 "alone_most", ALONE_MOST, "alone_batches", ALONE_BATCHES, "clock_steady",
			 CLOCK_STEADY, "source", RULES_SOURCE);
}

static json_t *rules(void)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "floor", FLOOR_RULE, "median", MEDIAN_RULE,
			 "p99", P99_RULE, "interval", &INTERVAL_RULE[strspn(INTERVAL_RULE, "; ")],
			 "constants", constants());
}

static json_t *events_of(const struct events *events)
{
	json_t *list = json_array();

	for (size_t i = 0; i < events->count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s?, s:s?}", "name", events->list[i].name,
						"full_name", events->list[i].full_name, "reason",
						events->list[i].reason));
	return list;
}

/* Only on request: this identifies the machine. */
static json_t *host(void)
{
	char name[256] = "", line[4000], *folder = getcwd(NULL, 0);
	json_t *json;

	gethostname(name, sizeof(name) - 1);
	machine_line("/proc/cmdline", line, sizeof(line));
	json = json_pack("{s:o, s:o, s:o}", "name", line_of_text(name), "kernel_command_line",
			 line_of_text(line), "directory",
			 folder ? line_of_text(folder) : json_null());
	free(folder);
	return json;
}

/* FNV-1a (Fowler, Noll and Vo), 64 bits. */
static uint64_t hash_on(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/*
 * Which boot this is, so that sessions of one boot can be recognized. Not the kernel's id, which
 * system logs contain: a hash of 64 bits cannot be turned back into its 122.
 */
static json_t *boot(void)
{
	uint64_t hash = hash_on(UINT64_C(0xcbf29ce484222325), "exitbench boot ");
	char id[64];

	if (!machine_line("/proc/sys/kernel/random/boot_id", id, sizeof(id)))
		return json_null();
	return json_sprintf("%016llx", (unsigned long long)hash_on(hash, id));
}

json_t *run_describe(const struct run_options *options)
{
	const struct measure_options *measure = &options->measure;
	json_t *run = json_pack("{s:s, s:o, s:o, s:o, s:s?, s:I, s:f, s:f, s:o}", "version",
				exitbench_version, "command", command_of(options), "started",
				utc_now(), "boot", boot(), "label", options->label, "seed",
				(json_int_t)measure->seed, "precision_percent",
				measure->precision_percent, "budget_seconds",
				measure->budget_seconds, "rules", rules());

	if (options->tags)
		json_object_set(run, "tags", options->tags);
	if (options->events.count)
		json_object_set_new(run, "events", events_of(&options->events));
	if (options->include_host)
		json_object_set_new(run, "host", host());
	return run;
}

static json_t *troubles(const struct measure_summary *summary)
{
	json_t *list = json_array();

	for (size_t i = 0; i < summary->trouble_count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:I}", "reason",
						summary->troubles[i].reason.text, "times",
						(json_int_t)summary->troubles[i].times));
	return list;
}

void run_describe_summary(json_t *run, const struct measure_summary *summary)
{
	if (summary->trouble_count)
		json_object_set_new(run, "trouble", troubles(summary));
	json_object_set_new(run, "finished", utc_now());
	json_object_set_new(run, "seconds", json_real(summary->seconds));
	json_object_set_new(run, "cpu", json_integer(summary->cpu));
	json_object_set_new(run, "trials_least", json_integer((json_int_t)summary->trials_least));
	json_object_set_new(run, "trials", json_integer((json_int_t)summary->trials));
	json_object_set_new(run, "slow_trials", json_integer((json_int_t)summary->slow_trials));
	json_object_set_new(run, "rounds", json_integer((json_int_t)summary->rounds));
	json_object_set_new(run, "cells_imprecise",
			    json_integer((json_int_t)summary->cells_imprecise));
}

void run_describe_neighbour(json_t *run, const struct measure_options *options,
			    const struct measure_summary *summary)
{
	const char *possible = !options->canary		 ? "not looked for"
			       : options->has_no_neighbour ? "no"
							   : "yes";
	double round = summary->alone_round;

	json_object_set_new(json_object_get(run, "during"), "neighbour",
			    json_pack("{s:s, s:o, s:I}", "possible", possible, "alone_round",
				      isnan(round) ? json_null() : json_real(round),
				      "cells_never_alone",
				      (json_int_t)summary->cells_never_alone));
}

json_t *run_describe_machine(int cpu)
{
	json_t *machine = machine_describe(cpu);
	struct machine_id id = machine_id("");

	if (*id.wrong.text)
		complain("%s; %s%s", id.wrong.text,
			 id.source ? "the machine's id is by another source: " :
				     "this result has no machine id: see `exitbench doctor'",
			 id.source ? id.source : "");
	json_object_set_new(machine, "id", id.source ? json_string(id.digits) : json_null());
	json_object_set_new(machine, "id_source", id.source ? json_string(id.source) : json_null());
	json_object_set_new(machine, "findings", findings_about(machine));
	return machine;
}
