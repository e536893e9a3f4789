// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may be published: results/schema.json has every one of these, and more. Not here: ids, the
 * command line, paths, the boot, load and counts since power-on, which tell one machine from
 * another. The first row that fits counts.
 */
#include "result/publish.h"

#define CYCLES "cycles_per_tsc_cycle hz reason"
#define WORDS  "pin primary secondary exit entry"

const struct publish_row publish_rows[] = {
	{ "machine", "cpu clock kernel topology state mitigations kvm kvm_device vmx findings" },
	{ "machine/cpu", "vendor model_name family model stepping microcode vmx hypervisor" },
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
	{ "machine/vmx/must_be_1", WORDS },
	{ "machine/vmx/may_be_1", WORDS },
	{ "machine/findings", "id level means remedy" },
	{ "run", "version started finished label seed precision_percent budget_seconds seconds "
		 "trials_least trials slow_trials "
		 "rounds cells_imprecise rules events during merged" },
	{ "run/rules", "floor median p99 interval constants" },
	{ "run/rules/constants",
	  "floor_within_trial floor_over_trials median_within_trial median_over_trials "
	  "p99_within_trial p99_over_trials p99_of_twin blocks_per_trial bootstrap_resamples "
	  "interval_level gap_factor slow_factor slow_canary unsteady_twin resolution trials_few "
	  "source" },
	{ "run/events", "name full_name reason" },
	{ "run/during", "core canary sibling_load steal" },
	{ "run/during/core", CYCLES },
	{ "run/during/canary", CYCLES },
	{ "module", "version build_id srcversion" },
	{ "cells/events", "*" },
	{ "cells/events/*", "reason value lo hi method overhead enabled_ns running_ns counts" },
};
const size_t publish_row_count = sizeof(publish_rows) / sizeof(publish_rows[0]);
