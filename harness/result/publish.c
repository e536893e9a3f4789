// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strips from the top down. An object without a row loses all its members. The rows leave out what
 * identifies a machine: ids, the command line, paths, the boot, load, and counts since power-on.
 * The first row that matches decides.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include "result/publish.h"

#define CYCLES "cycles_per_tsc_cycle hz reason"
#define WORDS  "pin primary secondary exit entry"

const struct publish_row publish_rows[] = {
	{ "machine", "cpu clock kernel topology state mitigations kvm kvm_device vmx svm "
		     "findings" },
	{ "machine/cpu", "vendor model_name family model stepping microcode vmx svm hypervisor" },
	{ "machine/clock", "name unit invariant hz hz_source scaled empty_window_ticks wrong" },
	{ "machine/topology", "packages numa_nodes cores threads l1_data_bytes l2_bytes l3_bytes" },
	{ "machine/state", "governor frequency_driver energy_preference intel_no_turbo boost smt "
			   "smt_siblings cpus_isolated cpus_nohz_full cstate_driver "
			   "cstate_governor cstates clocksource lockdown preempt_rt nmi_watchdog "
			   "pmu pmu_type" },
	{ "machine/state/cstates", "*" },
	{ "machine/mitigations",
	  "gather_data_sampling ghostwrite indirect_target_selection itlb_multihit l1tf mds "
	  "meltdown mmio_stale_data old_microcode reg_file_data_sampling retbleed "
	  "spec_rstack_overflow spec_store_bypass spectre_v1 spectre_v2 srbds tsa tsx_async_abort "
	  "vmscape" },
	{ "machine/kvm", "kvm kvm_intel kvm_amd kvm_pvm" },
	{ "machine/kvm/kvm",
	  "allow_unsafe_mappings debugctl_per_entry eager_page_split eager_zap_unsync_children "
	  "enable_pmu enable_virt_at_load enable_vmware_backdoor flush_on_reuse "
	  "force_emulation_prefix halt_poll_ns halt_poll_ns_grow halt_poll_ns_grow_start "
	  "halt_poll_ns_shrink ignore_msrs kvmclock_periodic_sync lapic_timer_advance "
	  "lapic_timer_advance_ns min_timer_period_us mitigate_smt_rsb mmio_caching nx_huge_pages "
	  "nx_huge_pages_recovery_period_ms nx_huge_pages_recovery_ratio "
	  "parent_ptes_recycle_threshold pi_inject_timer report_ignored_msrs tdp_mmu "
	  "tsc_tolerance_ppm vector_hashing" },
	{ "machine/kvm/kvm_intel",
	  "allow_smaller_maxphyaddr dump_invalid_vmcs emulate_invalid_guest_state enable_apicv "
	  "enable_device_posted_irqs enable_ipiv enable_shadow_vmcs enlightened_vmcs ept eptad "
	  "error_on_inconsistent_vmcs_config fasteoi flexpriority nested nested_early_check "
	  "ple_gap ple_window ple_window_grow ple_window_max ple_window_shrink pml "
	  "preemption_timer pt_mode sgx tdx unrestricted_guest vmentry_l1d_flush vnmi vpid" },
	{ "machine/kvm/kvm_amd",
	  "avic debug_swap dump_invalid_vmcb enable_device_posted_irqs enable_ipiv force_avic "
	  "intercept_smi lbrv nested npt nrips pause_filter_count pause_filter_count_grow "
	  "pause_filter_count_max pause_filter_count_shrink pause_filter_thresh sev sev_es sev_snp "
	  "tsc_scaling vgif vls vnmi" },
	{ "machine/kvm/kvm_pvm",
	  "force hb_mask no_x2apic pvf_deny pvm_debug pvm_emul_batch pvm_native pvm_wrap_single "
	  "refault_assert stats verbose" },
	{ "machine/vmx", "obstacle usable module revision basic misc ept_vpid feature_control "
			 "must_be_1 may_be_1 kvm_holds_vmx "
			 "spec_ctrl_outside_a_batch" },
	{ "machine/svm", "obstacle usable module asids nested_paging next_rip kvm_holds_svm "
			 "spec_ctrl_outside_a_batch" },
	{ "machine/vmx/must_be_1", WORDS },
	{ "machine/vmx/may_be_1", WORDS },
	{ "machine/findings", "id level means remedy" },
	{ "run", "version started finished label licence seed precision_percent budget_seconds "
		 "seconds trials_least trials slow_trials "
		 "rounds cells_imprecise rules events during merged trouble" },
	{ "run/rules", "floor median p99 interval constants" },
	{ "run/rules/constants",
	  "floor_within_trial floor_over_trials median_within_trial median_over_trials "
	  "p99_within_trial p99_over_trials p99_of_twin blocks_per_trial bootstrap_resamples "
	  "interval_level gap_factor slow_factor slow_canary unsteady_twin bound_most "
	  "bound_always resolution trials_few "
	  "alone_below alone_above alone_gap alone_gap_end alone_least alone_count alone_most "
	  "alone_batches clock_steady "
	  "source" },
	{ "run/events", "name full_name reason" },
	{ "run/trouble", "reason times" },
	{ "run/during", "core canary neighbour sibling_load steal" },
	{ "run/during/neighbour", "possible alone_round cells_never_alone" },
	{ "run/during/core", CYCLES },
	{ "run/during/canary", CYCLES },
	{ "module", "version build_id srcversion" },
	{ "cells/events", "*" },
	{ "cells/events/*", "reason value lo hi method overhead enabled_ns running_ns counts" },
};
const size_t publish_row_count = sizeof(publish_rows) / sizeof(publish_rows[0]);

struct strip {
	FILE *stream;
	json_t *reported; /* what was printed, as names */
};

/* "machine/vmx" and "path": "dropped  machine.vmx.path", as documents write it. */
static void tell(const struct strip *strip, const char *what, const char *path, const char *name)
{
	char *words;

	if (asprintf(&words, "%s %s%s%s", what, path, *path ? "." : "", name) < 0)
		return;
	for (char *c = words; *c; c++)
		if (*c == '/')
			*c = '.';
	if (!json_object_get(strip->reported, words)) {
		json_object_set_new(strip->reported, words, json_true());
		fprintf(strip->stream, "  %s\n", words);
	}
	free(words);
}

static bool is_plain_word(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-+.:= ", *c))
			return false;
	return *name && strlen(name) < 64;
}

static bool is_listed(const char *names, const char *name)
{
	size_t length = strlen(name);

	if (!strcmp(names, "*"))
		return is_plain_word(name);
	for (const char *at = names; length && (at = strstr(at, name)); at += length)
		if ((at == names || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return !strchr(name, ' ');
	return false;
}

static const char *names_kept(const char *path)
{
	for (size_t i = 0; i < publish_row_count; i++)
		if (!fnmatch(publish_rows[i].path, path, FNM_PATHNAME | FNM_NOESCAPE))
			return publish_rows[i].names;
	return "";
}

/* Those of every machine say nothing about this one. */
static bool is_everywhere(const char *path)
{
	return !strncmp(path, "/dev/", 5) || !strncmp(path, "/sys/", 5) ||
	       !strncmp(path, "/proc/", 6);
}

/* Where a path begins: a slash that no word precedes and a word follows. */
static bool has_path(const char *text)
{
	for (const char *c = text; *c; c++) {
		bool is_first =
			c == text || (!isalnum((unsigned char)c[-1]) && !strchr(").]_", c[-1]));

		if (*c == '/' && is_first &&
		    (isalnum((unsigned char)c[1]) || strchr("._~", c[1])) && !is_everywhere(c))
			return true;
	}
	return false;
}

static void strip_object(const struct strip *strip, json_t *object, const char *path);

/* What is no object in a list has no name to be listed by. */
static void strip_list(const struct strip *strip, json_t *list, const char *path)
{
	for (size_t i = json_array_size(list); i--;) {
		json_t *element = json_array_get(list, i);

		if (json_is_object(element))
			strip_object(strip, element, path);
		else
			json_array_remove(list, i);
	}
}

/* The sessions of a merged file are runs as any other. */
static void strip_value(const struct strip *strip, json_t *value, const char *path)
{
	const char *listed = strcmp(path, "run/merged") ? path : "run";

	if (json_is_object(value))
		strip_object(strip, value, listed);
	else if (json_is_array(value))
		strip_list(strip, value, listed);
}

static const char *why_dropped(const char *names, const char *name, const json_t *value)
{
	if (!is_listed(names, name))
		return "dropped ";
	return json_is_string(value) && has_path(json_string_value(value))
		       ? "dropped, for there is a path in it:"
		       : NULL;
}

static void strip_object(const struct strip *strip, json_t *object, const char *path)
{
	const char *name, *names = names_kept(path), *why;
	json_t *value;
	void *next;
	char *longer;

	json_object_foreach_safe(object, next, name, value) {
		why = why_dropped(names, name, value);
		if (why) {
			tell(strip, why, path, name);
			json_object_del(object, name);
		} else if (asprintf(&longer, "%s%s%s", path, *path ? "/" : "", name) >= 0) {
			strip_value(strip, value, longer);
			free(longer);
		}
	}
}

static void keep_day(const struct strip *strip, json_t *run, const char *name)
{
	const char *time = json_string_value(json_object_get(run, name));

	if (!time || strlen(time) < PUBLISHED_DAY_LETTERS ||
	    !strcmp(time + PUBLISHED_DAY_LETTERS, PUBLISHED_TIME))
		return;
	tell(strip, "shortened to the day:", "run", name);
	json_object_set_new(run, name,
			    json_sprintf("%.*s" PUBLISHED_TIME, PUBLISHED_DAY_LETTERS, time));
}

static void keep_days(const struct strip *strip, json_t *run)
{
	const json_t *merged = json_object_get(run, "merged");

	keep_day(strip, run, "started");
	keep_day(strip, run, "finished");
	for (size_t i = 0; i < json_array_size(merged); i++)
		keep_days(strip, json_array_get(merged, i));
}

/* A kernel of one's own often has a name in it. */
static void shorten_kernel(const struct strip *strip, json_t *machine)
{
	static const char *const flavours[] = { "-cloud-amd64", "-rt-amd64", "-amd64", "" };
	json_t *member = json_object_get(machine, "kernel"), *kept;
	const char *kernel = json_string_value(member);
	size_t numbers = kernel ? strspn(kernel, "0123456789.-") : 0, i = 0;

	if (!kernel)
		return;
	while (numbers && strchr(".-", kernel[numbers - 1]))
		numbers--;
	while (strlen(kernel) < numbers + strlen(flavours[i]) ||
	       strcmp(kernel + strlen(kernel) - strlen(flavours[i]), flavours[i]))
		i++;
	kept = json_sprintf("%.*s%s", (int)numbers, kernel, flavours[i]);
	if (!json_equal(kept, member))
		tell(strip, "shortened to its numbers:", "machine", "kernel");
	json_object_set_new(machine, "kernel", kept);
}

/* What the loader kept without knowing it, and what it keeps as it is. */
static void strip_cell(const struct strip *strip, struct cell_result *cell)
{
	strip_object(strip, cell->unknown, "cells");
	strip_object(strip, cell->legs ? cell->legs->unknown : NULL, "cells/legs");
	strip_object(strip, cell->events, "cells/events");
	strip_object(strip, cell->unknown_trials, "cells/trial_data");
}

void publish_strip(struct result *result, FILE *stream)
{
	struct strip strip = { stream, json_object() };

	strip_object(&strip, result->machine, "machine");
	strip_object(&strip, result->run, "run");
	strip_object(&strip, result->module, "module");
	strip_object(&strip, result->unknown, "");
	for (size_t i = 0; i < result->cell_count; i++)
		strip_cell(&strip, &result->cells[i]);
	shorten_kernel(&strip, result->machine);
	keep_days(&strip, result->run);
	json_decref(strip.reported);
}
