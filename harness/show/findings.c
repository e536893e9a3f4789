// SPDX-License-Identifier: GPL-2.0-only
/* The closed list of what spoils figures; the questions are in findings_ask.c. */
#include <stdbool.h>
#include <string.h>
#include "show/findings_ask.h"

const char *const finding_levels[FINDING_LEVELS] = { "ok", "warn", "block", "unknown" };

const struct finding findings[] = {
	{ .id = "clock",
	  .ask = clock_is_bad,
	  .fine = "the TSC can be trusted",
	  .means = "the TSC cannot be trusted: nothing is timed here",
	  .remedy = "turn off RDTSC exiting and TSC scaling in the hypervisor above, or use a CPU "
		    "with an invariant TSC" },
	{ .id = "tsc-scaling",
	  .ask = clock_is_scaled,
	  .fine = "the TSC runs at the rate that it is said to",
	  .means = "the TSC does not run at the rate that it is said to: a hypervisor above scales "
		   "it",
	  .remedy = "turn TSC scaling off in the hypervisor above, or start this machine afresh",
	  .unknown = "whether the TSC is scaled could not be checked: nobody tells its rate, or "
		     "only who told it to the kernel's clock, too" },
	{ .id = "emulator",
	  .ask = is_emulated,
	  .fine = "ticks are time",
	  .means = "this is an emulator in which one TSC tick is one instruction: figures are "
		   "counts of instructions, and no time",
	  .remedy = "run on a processor for cycles" },
	{ .id = "vmx-cpuid",
	  .ask = has_no_vmx,
	  .fine = "the CPU has VT-x",
	  .means = "the CPU (or the hypervisor above) has no VT-x: no cell of the vmx backend runs",
	  .remedy = "use an Intel CPU, or turn on nested virtualization above; `make bench' runs "
		    "the driver in an emulated machine" },
	{ .id = "vmx-usable",
	  .ask = vmx_is_obstructed,
	  .fine = "the driver can use VMX",
	  .means = "the driver cannot use VMX: no cell of the vmx backend runs",
	  .remedy = "allow VT-x in the firmware setup; the reason is under `backends' above",
	  .unknown = "without the driver nobody knows whether VMX may be used" },
	{ .id = "kvm-holds-vmx",
	  .ask = kvm_holds_vmx,
	  .fine = "KVM does not hold VMX",
	  .means = "KVM holds VMX, or will: the driver borrows it for each batch, which then "
		   "starts a little colder",
	  .remedy = "nothing is wrong, and it is the safe way; for the bare CPU: modprobe -r "
		    "kvm_intel" },
	{ .id = "vmx-taken",
	  .ask = another_holds_vmx,
	  .fine = "no other hypervisor holds VMX",
	  .means = "a hypervisor other than KVM holds VMX: the driver does not borrow from it",
	  .remedy = "stop VirtualBox or VMware on this machine, and unload their modules" },
	{ .id = "kvm",
	  .ask = has_no_kvm,
	  .fine = "/dev/kvm can be opened",
	  .means = "/dev/kvm cannot be opened: no cell of the kvm backend runs",
	  .remedy = "load kvm_intel or kvm_amd; join the group kvm" },
	{ .id = "realtime",
	  .ask = is_realtime,
	  .fine = "the kernel is not PREEMPT_RT",
	  .means = "the kernel is PREEMPT_RT, which batches with interrupts off would break",
	  .remedy = "boot an ordinary kernel" },
	{ .id = "hypervisor",
	  .ask = has_hypervisor_above,
	  .fine = "no hypervisor above",
	  .means = "a hypervisor runs above: its exits and its other guests are in the figures",
	  .remedy = "measure on bare metal; here trust `floor' more than `median'" },
	{ .id = "lockdown",
	  .ask = is_locked_down,
	  .fine = "the kernel is not locked down",
	  .means = "the kernel is locked down: an unsigned driver does not load",
	  .remedy = "sign the module with an enrolled key, or turn off Secure Boot",
	  .unknown = "the kernel has no lockdown, or securityfs is not mounted" },
	{ .id = "governor",
	  .ask = governor_is_slow,
	  .fine = "the frequency governor is `performance'",
	  .means = "the frequency governor may slow the CPU down, and TSC cycles do not slow down "
		   "with it",
	  .remedy = "cpupower frequency-set -g performance" },
	{ .id = "turbo",
	  .ask = turbo_is_on,
	  .fine = "turbo is off",
	  .means = "turbo is on: core cycles and TSC cycles differ by a factor that changes",
	  .remedy = "echo 1 > intel_pstate/no_turbo, or echo 0 > cpufreq/boost, under "
		    "/sys/devices/system/cpu" },
	{ .id = "smt",
	  .ask = sibling_shares_the_core,
	  .fine = "no sibling thread on the measuring core",
	  .means = "a sibling thread shares the measuring core: its load is in the figures",
	  .remedy = "echo off > /sys/devices/system/cpu/smt/control, or keep the sibling idle" },
	{ .id = "isolation",
	  .ask = cpu_is_not_isolated,
	  .fine = "the measuring CPU is isolated",
	  .means = "the measuring CPU is not isolated from the scheduler: more batches are "
		   "disturbed",
	  .remedy = "boot with isolcpus= and nohz_full=, and give that CPU with --cpu",
	  .unknown = "the kernel does not say which CPUs are isolated" },
	{ .id = "cstates",
	  .ask = idles_deeply,
	  .fine = "no deep idle states",
	  .means = "deep idle states are allowed: a batch after an idle stretch starts slowly",
	  .remedy = "hold /dev/cpu_dma_latency at 0, or boot with intel_idle.max_cstate=1",
	  .unknown = "the kernel does not say which idle states there are (a hypervisor above may "
		     "have deep ones in any case)" },
	{ .id = "watchdog",
	  .ask = watchdog_interrupts,
	  .fine = "the NMI watchdog is off",
	  .means = "the NMI watchdog takes a counter and interrupts batches",
	  .remedy = "sysctl kernel.nmi_watchdog=0",
	  .unknown = "the kernel has no setting for an NMI watchdog" },
	{ .id = "clocksource",
	  .ask = clocksource_is_not_tsc,
	  .fine = "the kernel trusts the TSC, too",
	  .means = "the kernel does not use the TSC as its clock: it may have found it unstable",
	  .remedy = "see the kernel log for the reason" },
	{ .id = "load",
	  .ask = is_busy,
	  .fine = "the machine is idle",
	  .means = "other programs are running: more batches are disturbed",
	  .remedy = "wait, or stop them" },
	{ .id = "mitigations",
	  .ask = is_mitigated,
	  .fine = "no mitigations are active",
	  .means = "mitigations are active: kvm cells pay for them after each exit, vmx cells do "
		   "not (they are unmitigated)",
	  .remedy = "nothing is wrong; compare machines with the same mitigations, or boot with "
		    "mitigations=off",
	  .unknown = "the kernel does not say which mitigations are active" },
	{ .id = "msr",
	  .ask = hides_registers,
	  .fine = "model-specific registers can be read",
	  .means = "model-specific registers cannot be read: nobody knows of SMIs, nor of the "
		   "core's real frequency",
	  .remedy = "as root: modprobe msr; lockdown and hypervisors above forbid it" },
	{ .id = "pmu",
	  .ask = has_no_pmu,
	  .fine = "the CPU's counters can be used",
	  .means = "no performance counters: figures have no events beside them",
	  .remedy = "use bare metal, or let the hypervisor above pass the PMU on" },
};
const size_t finding_count = sizeof(findings) / sizeof(findings[0]);

const struct finding *finding_of(const char *id)
{
	for (size_t i = 0; id && i < finding_count; i++)
		if (!strcmp(findings[i].id, id))
			return &findings[i];
	return NULL;
}

const char *finding_words(const struct finding *finding, enum finding_level level)
{
	if (level == FINDING_UNKNOWN)
		return finding->unknown ? finding->unknown : "this cannot be told here";
	return level == FINDING_OK ? finding->fine : finding->means;
}

static json_t *describe(const struct finding *finding, enum finding_level level)
{
	return json_pack("{s:s, s:s, s:s, s:s?}", "id", finding->id, "level", finding_levels[level],
			 "means", finding_words(finding, level),
			 "remedy", level == FINDING_UNKNOWN ? NULL : finding->remedy);
}

json_t *findings_about(const json_t *machine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < finding_count; i++) {
		enum finding_level level = findings[i].ask(machine);

		if (level != FINDING_OK)
			json_array_append_new(list, describe(&findings[i], level));
	}
	return list;
}
