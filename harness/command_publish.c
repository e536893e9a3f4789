// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench publish: a result file fit for others to see. The loader checks it; what
 * is kept is on a list, everything else is dropped and named, so that a member nobody
 * thought of is not published by accident.
 */
#include <string.h>
#include "command.h"
#include "result.h"

static struct {
	const char *file, *output;
	bool force;
} options;

enum { KEY_FORCE = 256 };

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		options.output = argument;
		return 0;
	case KEY_FORCE:
		options.force = true;
		return 0;
	case ARGP_KEY_ARG:
		if (options.file)
			refuse_usage("publish: one result file at a time");
		options.file = argument;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("publish: which result file?");
	}
	(void)state;
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output", .key = 'o', .arg = "FILE", .doc = "Write what would be published to FILE" },
	{ .name = "force", .key = KEY_FORCE, .doc = "Replace FILE if it exists" },
	{ 0 }
};

const struct argp publish_argp = {
	.options = option_rows, .parser = parse, .args_doc = "FILE [-o FILE]",
	.doc = "Check a result file and drop what identifies its host: identifiers, paths, the command line, times of "
	       "day, load, and every member that is not known to be harmless. Says what it drops and what it keeps; writes "
	       "nothing without -o.\v"
	       "The label and the reasons of cells are kept as they are: read them before you publish.\n",
};

/* What is kept of each object. "*": all of it. */
static const char *const machine_kept[] = { "cpu", "clock", "kernel", "topology", "state", "mitigations", "kvm",
					    "kvm_device", "vmx", "findings", NULL };
static const char *const cpu_kept[] = { "vendor", "model_name", "family", "model", "stepping", "microcode", "vmx",
					"hypervisor", NULL };
static const char *const clock_kept[] = { "name", "unit", "invariant", "hz", "hz_source", "empty_window_ticks",
					  "wrong", "scaled", NULL };
static const char *const state_kept[] = { "governor", "frequency_driver", "energy_preference", "intel_no_turbo", "boost",
	"smt", "smt_siblings", "cpus_isolated", "cpus_nohz_full", "cstate_driver", "cstate_governor", "cstate_deepest",
	"clocksource", "lockdown", "preempt_rt", "nmi_watchdog", "pmu", "pmu_type", NULL };
static const char *const kvm_kept[] = { "kvm", "kvm_intel", "kvm_amd", "kvm_pvm", NULL };
static const char *const run_kept[] = { "version", "started", "finished", "label", "seed", "precision_percent",
	"budget_seconds", "seconds", "trials_least", "trials", "slow_trials", "rounds", "cells_imprecise", "rules", "during", NULL };
/* Counts since power-on are not kept: they tell one machine from another. */
static const char *const during_kept[] = { "core", "canary", "sibling_load", "steal", NULL };

static bool is_kept(const char *const *kept, const char *name)
{
	while (*kept && strcmp(*kept, name))
		kept++;
	return *kept;
}

/* Members that are not on the list go, and are named. */
static void strip(json_t *object, const char *path, const char *const *kept)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, key, value)
		if (!is_kept(kept, key)) {
			printf("  dropped  %s%s\n", path, key);
			json_object_del(object, key);
		}
}

/* "2026-01-31T12:34:56Z": the day is enough. */
static void keep_day(json_t *run, const char *name)
{
	const char *time = json_string_value(json_object_get(run, name));

	if (!time || strlen(time) < 10)
		return;
	printf("  shortened run.%s to the day\n", name);
	json_object_set_new(run, name, json_sprintf("%.10sT00:00:00Z", time));
}

/* A kernel of one's own often has a name in it: after the numbers, only what distributions write stays. */
static void shorten_kernel(json_t *machine)
{
	const char *kernel = json_string_value(json_object_get(machine, "kernel"));
	size_t numbers = kernel ? strspn(kernel, "0123456789.-") : 0;
	static const char *const common[] = { "amd64", "cloud-amd64", "generic", "rt-amd64", "rc", "deb", "fc", "el", NULL };

	for (size_t i = 0; kernel && common[i]; i++)
		if (!strncmp(kernel + numbers, common[i], strlen(common[i])))
			return;
	if (!kernel || !kernel[numbers])
		return;
	printf("  shortened machine.kernel to its numbers\n");
	json_object_set_new(machine, "kernel", json_sprintf("%.*s", (int)numbers, kernel));
}

/* What the loader kept without knowing it. */
static void drop_unknown(struct result *result)
{
	static const char *const nothing[] = { NULL };

	strip(result->unknown, "", nothing);
	for (size_t i = 0; i < result->cell_count; i++)
		strip(result->cells[i].unknown, "cells.", nothing);
}

static void strip_all(struct result *result)
{
	json_t *machine = result->machine;

	strip(machine, "machine.", machine_kept);
	strip(json_object_get(machine, "cpu"), "machine.cpu.", cpu_kept);
	strip(json_object_get(machine, "clock"), "machine.clock.", clock_kept);
	strip(json_object_get(machine, "state"), "machine.state.", state_kept);
	strip(json_object_get(machine, "kvm"), "machine.kvm.", kvm_kept);
	shorten_kernel(machine);
	strip(result->run, "run.", run_kept);
	strip(json_object_get(result->run, "during"), "run.during.", during_kept);
	keep_day(result->run, "started");
	keep_day(result->run, "finished");
	drop_unknown(result);
}

static void say_kept(const struct result *result)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	const char *model = json_string_value(json_object_get(json_object_get(result->machine, "cpu"), "model_name"));
	size_t reasons = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		reasons += result->cells[i].reason != NULL;
	printf("  kept     %zu cells (%zu with a reason in words), guest hash, CPU \"%s\", its state, mitigations and "
	       "KVM parameters\n", result->cell_count, reasons, model ? model : "unknown");
	if (label)
		printf("  kept     the label, as it is: \"%s\"\n", label);
}

enum program_status command_publish(void)
{
	struct result result;
	const char *wrong = result_load(&result, options.file);

	if (wrong)
		return complain("%s", wrong);
	printf("%s is a valid result. What would be published of it:\n", options.file);
	strip_all(&result);
	say_kept(&result);
	if (options.output)
		wrong = result_save(&result, options.output, options.force);
	else
		printf("Nothing is written without -o FILE.\n");
	result_free(&result);
	return wrong ? complain("%s", wrong) : PROGRAM_OK;
}
