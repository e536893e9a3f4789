// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to a machine's description, for the rows of findings.def. They read nothing else, so a
 * test can pass any machine.
 */
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include "result/result.h"
#include "show/findings.h"
#include "text/places.h"

#define DEEP_MICROSECONDS 20
#define BUSY_LOAD         0.5

const char *const finding_levels[FINDING_LEVELS] = { "ok", "warn", "block", "unknown" };

static const char *text_of(const json_t *machine, const char *part, const char *key)
{
	const json_t *object = part ? json_object_get(machine, part) : machine;

	return json_string_value(json_object_get(object, key));
}

static bool is_true(const json_t *machine, const char *part, const char *key)
{
	return json_is_true(json_object_get(json_object_get(machine, part), key));
}

static enum finding_level warn_if(bool found)
{
	return found ? FINDING_WARN : FINDING_OK;
}

static enum finding_level judge_turbo(const json_t *machine)
{
	const char *no_turbo = text_of(machine, "state", "intel_no_turbo");
	const char *boost = text_of(machine, "state", "boost");

	if (!no_turbo && !boost)
		return FINDING_UNKNOWN;
	return warn_if((no_turbo && !strcmp(no_turbo, "0")) || (boost && !strcmp(boost, "1")));
}

/* Whether a list like "2-5,9" has the CPU in it. */
static bool list_has(const char *list, long cpu)
{
	while (list && *list) {
		char *end;
		long first = strtol(list, &end, 10),
		     last = *end == '-' ? strtol(end + 1, &end, 10) : first;

		if (end == list)
			return false;
		if (first <= cpu && cpu <= last)
			return true;
		list = *end ? end + 1 : end;
	}
	return false;
}

/* Only the measuring CPU counts. */
static enum finding_level judge_isolation(const json_t *machine)
{
	long cpu = (long)json_integer_value(json_object_get(machine, "measuring_cpu"));
	const char *isolated = text_of(machine, "state", "cpus_isolated");

	return isolated ? warn_if(!list_has(isolated, cpu)) : FINDING_UNKNOWN;
}

/* "170 us to leave", or "170 us to leave, off". */
static bool is_deep(const char *idle_state)
{
	return idle_state && !strstr(idle_state, "off") &&
	       strtol(idle_state, NULL, 10) > DEEP_MICROSECONDS;
}

/* A state is deep if it takes longer to leave than a batch of a few exits takes. */
static enum finding_level judge_idle_states(const json_t *machine)
{
	json_t *states = json_object_get(json_object_get(machine, "state"), "cstates"), *words;
	const char *driver = text_of(machine, "state", "cstate_driver"), *name;
	bool deep = false;

	if (!json_object_size(states)) /* without a driver there is only HLT */
		return driver && !strcmp(driver, "none") ? FINDING_OK : FINDING_UNKNOWN;
	json_object_foreach(states, name, words) deep |= is_deep(json_string_value(words));
	return warn_if(deep);
}

static bool has_svm(const json_t *machine)
{
	return is_true(machine, "cpu", "svm");
}

static enum finding_level judge_cpu(const json_t *machine)
{
	if (!json_is_boolean(json_object_get(json_object_get(machine, "cpu"), "vmx")))
		return FINDING_UNKNOWN;
	return is_true(machine, "cpu", "vmx") || has_svm(machine) ? FINDING_OK : FINDING_BLOCK;
}

/* What the driver says of the CPU's kind; NULL without one. */
static const json_t *driver_of(const json_t *machine)
{
	json_t *driver = json_object_get(machine, has_svm(machine) ? "svm" : "vmx");

	return json_is_object(driver) ? driver : NULL;
}

static enum finding_level judge_driver(const json_t *machine)
{
	const json_t *driver = driver_of(machine);

	if (!driver)
		return FINDING_UNKNOWN;
	return json_is_true(json_object_get(driver, "usable")) ? FINDING_OK : FINDING_BLOCK;
}

static bool has_kvm_module(const json_t *machine)
{
	return json_object_get(json_object_get(machine, "kvm"),
			       has_svm(machine) ? "kvm_amd" : "kvm_intel");
}

static bool is_held(const json_t *machine)
{
	return json_is_true(json_object_get(driver_of(machine), has_svm(machine) ? "kvm_holds_svm"
									       : "kvm_holds_vmx"));
}

static enum finding_level judge_kvms_use_of_vmx(const json_t *machine)
{
	return warn_if(has_kvm_module(machine) && (!driver_of(machine) || is_held(machine)));
}

static enum finding_level judge_others_use_of_vmx(const json_t *machine)
{
	if (driver_of(machine))
		return is_held(machine) && !has_kvm_module(machine) ? FINDING_BLOCK : FINDING_OK;
	return has_kvm_module(machine) || judge_cpu(machine) != FINDING_OK ? FINDING_OK
									   : FINDING_UNKNOWN;
}

static enum finding_level judge_nesting(const json_t *machine)
{
	return warn_if(text_of(machine, "cpu", "hypervisor") &&
		       (is_true(machine, "cpu", "vmx") || has_svm(machine)));
}

static enum finding_level judge_load(const json_t *machine)
{
	const char *load = text_of(machine, "state", "load");

	return load ? warn_if(strtod(load, NULL) > BUSY_LOAD) : FINDING_UNKNOWN;
}

static enum finding_level judge_mitigations(const json_t *machine)
{
	enum finding_level level = FINDING_UNKNOWN;
	const char *key;
	json_t *value;

	json_object_foreach(json_object_get(machine, "mitigations"), key, value)
	{
		if (json_is_string(value) && strstr(json_string_value(value), "Mitigation:"))
			return FINDING_WARN;
		if (json_is_string(value))
			level = FINDING_OK;
	}
	return level;
}

const struct finding findings[] = {
#include "show/findings.def"
};
const size_t finding_count = sizeof(findings) / sizeof(findings[0]);

static const char *member_text(const json_t *value)
{
	return json_is_boolean(value) ? json_is_true(value) ? "true" : "false"
				      : json_string_value(value);
}

enum finding_level finding_level(const struct finding *finding, const json_t *machine)
{
	const json_t *object = finding->part ? json_object_get(machine, finding->part) : machine;
	const char *text = finding->key ? member_text(json_object_get(object, finding->key)) : NULL;
	bool bad = finding->bad_if_missing;

	if (finding->judge)
		return finding->judge(machine);
	if (finding->fine_if_emulated && machine_is_counting(machine))
		return FINDING_OK;
	if (!text && (!json_is_object(object) || (!bad && !finding->fine_if_missing)))
		return FINDING_UNKNOWN;
	if (text)
		bad = finding->bad_if ? !fnmatch(finding->bad_if, text, FNM_EXTMATCH)
				      : fnmatch(finding->fine_if, text, FNM_EXTMATCH);
	return bad ? finding->level : FINDING_OK;
}

const char *finding_words(const struct finding *finding, enum finding_level level)
{
	if (level == FINDING_UNKNOWN)
		return finding->unknown ? finding->unknown : "not reported by this machine";
	return level == FINDING_OK ? finding->fine : finding->means;
}

const char *finding_remedy(const struct finding *finding)
{
	return place_remedy(finding->remedy, finding->on_stick);
}

const struct finding *finding_of(const char *id)
{
	for (size_t i = 0; id && i < finding_count; i++)
		if (!strcmp(findings[i].id, id))
			return &findings[i];
	return NULL;
}

static json_t *describe(const struct finding *finding, enum finding_level level)
{
	return json_pack("{s:s, s:s, s:s, s:s?}", "id", finding->id, "level", finding_levels[level],
			 "means", finding_words(finding, level), "remedy",
			 level == FINDING_UNKNOWN ? NULL : finding_remedy(finding));
}

json_t *findings_about(const json_t *machine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < finding_count; i++) {
		enum finding_level level = finding_level(&findings[i], machine);

		if (level != FINDING_OK)
			json_array_append_new(list, describe(&findings[i], level));
	}
	return list;
}
