// SPDX-License-Identifier: GPL-2.0-only
/*
 * What /dev/exitbench answers to nonsense: ioctls with any bits, pointers to nowhere, each member of a request
 * spoilt, hundreds spoilt at random, noise. Runs inside the emulated machine as root; each test is a line.
 *   usage: nonsense [SEED [RUNS]]      of the random runs; with their number, nothing else is done
 *          nonsense none               no random runs
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "../../engine/svm/svm_entry_check.h"
#include "guest_vm.h"

#define RANDOM_RUNS    1000     /* by default; each machine has another seed */
#define NONCANONICAL   0x8000000000000000ull
#define KERNEL_ADDRESS 0xffff888000000000ull

static struct guest_vm vm;
static struct vmx_run run;

static const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };

static u32 other_than_errno(u64 command, u64 argument, int expected)
{
	bool as_expected = ioctl(vm.device, command, argument) == -1 && errno == expected;

	if (!as_expected)
		printf("# ioctl 0x%llx with 0x%llx: errno %d\n", command, argument, errno);
	return !as_expected;
}

static void test_unknown_ioctls(void)
{
	const u32 sizes[] = { 0, 1, sizeof(struct vmx_run) - 8, sizeof(struct vmx_run), 0x3fff };
	u32 wrong = 0;

	for (u32 direction = 0; direction < 4; direction++)
		for (u32 number = 0; number < 256; number++)
			for (size_t i = 0; i < COUNT_OF(sizes); i++) {
				u32 command = _IOC(direction, 'x', number, sizes[i]);

				if (command != EXITBENCH_RUN && command != EXITBENCH_CAPABILITIES)
					wrong += other_than_errno(command, (u64)&run, ENOTTY);
			}
	tell("ioctls_nobody_knows_are_refused", !wrong, "%u were not", wrong);
}

static void test_bad_pointers(void)
{
	u8 *pages = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u64 pointers[] = { 0, 1, KERNEL_ADDRESS, ~0ull, NONCANONICAL, (u64)pages + 4096, (u64)pages + 4096 - 8 };
	u32 wrong = 0;

	munmap(pages + 4096, 4096);
	for (size_t i = 0; i < COUNT_OF(pointers); i++) {
		wrong += other_than_errno(EXITBENCH_RUN, pointers[i], EFAULT);
		wrong += other_than_errno(EXITBENCH_CAPABILITIES, pointers[i], EFAULT);
	}
	munmap(pages, 4096);
	/* Readable, so that it runs, but the outcome cannot be written. */
	pages = mmap(NULL, 2 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	wrong += other_than_errno(EXITBENCH_RUN, (u64)pages, EFAULT);
	munmap(pages, 2 * 4096);
	tell("bad_pointers_are_faults", !wrong && guest_still_works(&vm, &run), "%u were not", wrong);
}

enum vmx_rule {
#define ENTRY_RULE(name, words) VMX_RULE_##name,
#include "../../engine/vmx/entry_rules.def"
#undef ENTRY_RULE
	VMX_RULES
};

/* Outcomes beside the run's: a CPU need not refuse it, but the guest alone may suffer. */
#define ENDED_SOMEHOW RUN_OUTCOME_COUNT
/* VMX must refuse it at the entry; VMRUN checks less of a guest's state. */
#define VMX_REFUSES   (RUN_OUTCOME_COUNT + 1)

/* One member spoilt: where it is, and what it should lead to. By engine: the rule that names it, or 0. */
struct spoilt {
	const char *name;
	size_t offset, bytes;
	u64 value;
	u32 outcome, rule[2];
};

#define SPOILT(member, value, outcome) \
	{ #member " = " #value, OFFSET_OF(struct vmx_run, member), sizeof(run.member), value, outcome, { 0 } }
/* At the entry, by both engines. */
#define BREAKS(member, value, vmx, svm)                                                     \
	{ #member " = " #value, OFFSET_OF(struct vmx_run, member), sizeof(run.member), value, \
	  RUN_ENTRY_FAILED, { ENTRY_RULE_FIRST + VMX_RULE_##vmx, ENTRY_SVM_RULE_FIRST + SVM_RULE_##svm } }

static const struct spoilt spoilt[] = {
	SPOILT(form, FORM_COUNT, RUN_BAD_REQUEST),
	SPOILT(form, ~0u, RUN_BAD_REQUEST),
	SPOILT(flags, RUN_FLAGS + 1, RUN_BAD_REQUEST),
	SPOILT(flags, ~0u, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_REASON_COUNT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, ~0u, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_EXTERNAL_INTERRUPT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_INIT_SIGNAL, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_TRIPLE_FAULT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_MACHINE_CHECK, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_INVALID_GUEST_STATE, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 2, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 18, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 32, RUN_BAD_REQUEST),
	SPOILT(expected_vector, ~0u, RUN_BAD_REQUEST),
	SPOILT(mitigation, MITIGATIONS, RUN_BAD_REQUEST),
	SPOILT(mitigation, ~0u, RUN_BAD_REQUEST),
	SPOILT(needs, ~0u, RUN_BAD_REQUEST),
	SPOILT(port_pass, 0x64, RUN_BAD_REQUEST),
	SPOILT(port_pass, ~0u, RUN_BAD_REQUEST),
	SPOILT(parts.work, WORKS, RUN_BAD_REQUEST),
	SPOILT(parts.work, ~0u, RUN_BAD_REQUEST),
	SPOILT(parts.work_count, 1, RUN_BAD_REQUEST),
	SPOILT(parts.entry_msrs, RUN_MSRS_MAX + 1, RUN_BAD_REQUEST),
	SPOILT(parts.exit_msrs, ~0u, RUN_BAD_REQUEST),
	SPOILT(parts.stored_msrs, RUN_MSRS_MAX + 1, RUN_BAD_REQUEST),
	SPOILT(parts.cr3_targets, RUN_CR3_TARGETS_MAX + 1, RUN_BAD_REQUEST),
	SPOILT(parts.ept_dirty, 2, RUN_BAD_REQUEST),
	SPOILT(parts.signal, SIGNALS, RUN_BAD_REQUEST),
	SPOILT(parts.signal, SIGNAL_INIT, RUN_PART_REFUSED),
	SPOILT(parts.signal, SIGNAL_SIPI, RUN_PART_REFUSED),
	SPOILT(exits_max, 0, RUN_BAD_REQUEST),
	SPOILT(exits_max, RUN_EXITS_MAX + 1, RUN_BAD_REQUEST),
	SPOILT(exits_max, ~0ull, RUN_BAD_REQUEST),
	SPOILT(warmup_exits, ~0ull, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_CPUID].action, ACTION_COUNT, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_REASON_COUNT - 1].action, 255, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_CPUID].length, 16, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_EXTERNAL_INTERRUPT].action, ACTION_RESUME, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_TRIPLE_FAULT].action, ACTION_SKIP, RUN_BAD_REQUEST),
	SPOILT(msr_pass[0], 1, RUN_BAD_REQUEST),
	SPOILT(msr_pass[3], ~0u, RUN_BAD_REQUEST),
	SPOILT(state.cr4, 1ull << 13 | 1ull << 23, RUN_CR4_REFUSED), /* CET; VMXE is set anyhow */
	SPOILT(state.cr4, 1ull << 63, RUN_CR4_REFUSED),
	SPOILT(controls[PIN].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PIN].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PRIMARY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PRIMARY].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[SECONDARY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[EXIT].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[EXIT].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[ENTRY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[ENTRY].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(state.rflags, 1ull << 8 | RFLAGS_FIXED, RUN_BAD_REQUEST), /* TF */
	SPOILT(state.rip, NONCANONICAL, ENDED_SOMEHOW),
	SPOILT(state.cr0, ~0ull, ENDED_SOMEHOW),
	SPOILT(state.cr3, ~0ull, ENDED_SOMEHOW),
	SPOILT(state.rflags, RFLAGS_VM | RFLAGS_FIXED, VMX_REFUSES),
	SPOILT(state.efer, 0, ENDED_SOMEHOW),
	BREAKS(state.cr4, 0, ia32e_needs_pae, long_mode_pae),
	BREAKS(state.cs.rights, RIGHTS_CODE64 | 0x4000, cs_not_64_and_32_bit, code_size),
	SPOILT(state.cs.rights, 0, VMX_REFUSES),
	SPOILT(state.ss.rights, ~0u, VMX_REFUSES),
	SPOILT(state.tr.rights, 0x10000, VMX_REFUSES),
	SPOILT(state.tr.base, NONCANONICAL, VMX_REFUSES),
	SPOILT(state.gdtr.base, NONCANONICAL, VMX_REFUSES),
	SPOILT(state.gdtr.limit, ~0u, VMX_REFUSES),
	SPOILT(state.idtr.limit, 0x10000, VMX_REFUSES),
	SPOILT(state.fs.base, NONCANONICAL, VMX_REFUSES),
	SPOILT(state.sysenter_eip, NONCANONICAL, VMX_REFUSES),
	SPOILT(state.lstar, NONCANONICAL, RUN_BAD_REQUEST),
	SPOILT(state.kernel_gs_base, NONCANONICAL, RUN_BAD_REQUEST),
};

/* A refused entry names a rule of the engine's own. */
static bool entry_is_explained(void)
{
	if (vm.capabilities.engine == ENGINE_SVM)
		return run.detail >= ENTRY_SVM_RULE_FIRST && run.detail < ENTRY_SVM_RULE_FIRST + SVM_RULES;
	return run.detail >= ENTRY_RULE_FIRST && run.detail < ENTRY_RULE_FIRST + VMX_RULES;
}

static bool is_as_wanted(const struct spoilt *what)
{
	const u32 rule = what->rule[vm.capabilities.engine];
	u32 wanted = what->outcome;

	if (run.outcome == RUN_ENTRY_FAILED && (rule ? run.detail != rule : !entry_is_explained()))
		return false;
	if (wanted == VMX_REFUSES)
		wanted = vm.capabilities.engine == ENGINE_VMX ? RUN_ENTRY_FAILED : ENDED_SOMEHOW;
	if (wanted != ENDED_SOMEHOW)
		return run.outcome == wanted;
	return run.outcome < RUN_OUTCOME_COUNT && run.outcome != RUN_HOST_CHANGED &&
	       run.outcome != RUN_BAD_REQUEST;
}

static void test_spoilt(const struct spoilt *what)
{
	char name[120] = "";

	guest_prepare_endless(&vm, &run);
	memcpy((u8 *)&run + what->offset, &what->value, what->bytes);
	guest_run(&vm, &run);
	snprintf(name, sizeof(name), "nonsense_is_answered: %s", what->name);
	tell(name, is_as_wanted(what), "outcome %u, detail %u, exit reason %u", run.outcome,
	     run.detail, run.exit_reason);
}

/* Values at which a check may be off by one. */
static u64 odd_value(u64 *seed)
{
	static const u64 odd[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x1000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, ~0u,
		0x00007fffffffffff, 0x0000800000000000, 0xffff7fffffffffff, 0xffff800000000000, ~0ull,
	};
	u64 random = random_next(seed);

	return random % 3 ? odd[random / 3 % COUNT_OF(odd)] : random_next(seed);
}

/* A few members, or single bits, of what goes in. */
static void spoil_at_random(u64 *seed)
{
	const u64 words = OFFSET_OF(struct vmx_run, outcome) / sizeof(u32);
	u32 *word = (u32 *)&run;

	for (u64 left = 1 + random_next(seed) % 4; left; left--) {
		u64 at = random_next(seed) % words;

		/* Mostly the guest's state: what stands before it is refused by the first check. */
		if (random_next(seed) % 4)
			at = (OFFSET_OF(struct vmx_run, state) + random_next(seed) % sizeof(run.state)) / sizeof(u32);
		if (random_next(seed) % 2)
			word[at] ^= 1u << random_next(seed) % 32;
		else
			word[at] = (u32)odd_value(seed);
	}
}

/* Now and then code and tables are noise as well. */
static void spoil_memory(u64 *seed)
{
	u64 page = random_next(seed) % 2 ? GUEST_SCRATCH : random_next(seed) % 9 * 4096;

	for (u32 i = 0; i < 4096; i += sizeof(u64)) {
		u64 random = random_next(seed);

		memcpy(vm.memory + page + i, &random, sizeof(random));
	}
}

static bool spoilt_run_is_answered(u64 *seed)
{
	guest_prepare_endless(&vm, &run);
	run.exits_max = 1 + random_next(seed) % RUN_STAMPED_EXITS_MAX;
	run.form = random_next(seed) % FORM_COUNT;
	spoil_at_random(seed);
	if (!(random_next(seed) % 4))
		spoil_memory(seed);
	if (run.flags != RUN_FLAGS + 1 && random_next(seed) % 8)
		run.flags = RUN_DUMP_HOST_STATE | (run.form == FORM_STAMPED && random_next(seed) % 2 ? RUN_CROSS_CHECK : 0);
	return !guest_try(&vm, &run) && run.outcome < RUN_OUTCOME_COUNT && run.outcome != RUN_HOST_CHANGED;
}

static void test_random_runs(u64 seed, u32 runs)
{
	const u64 first_seed = seed;
	u32 seen[RUN_OUTCOME_COUNT] = { 0 }, entered = 0, i;

	for (i = 0; i < runs && spoilt_run_is_answered(&seed); i++) {
		seen[run.outcome]++;
		entered += run.left != 0;
	}
	printf("# random runs from seed %llu\n# outcomes of %u random runs:", first_seed, i);
	for (u32 outcome = 0; outcome < RUN_OUTCOME_COUNT; outcome++)
		printf(" %u", seen[outcome]);
	printf("; %u entered a guest\n", entered);
	tell("runs_with_random_members_are_answered", i == runs && guest_still_works(&vm, &run),
	     "run %u: outcome %u, detail %u", i, run.outcome, run.detail);
	tell("many_of_the_random_runs_enter_a_guest", entered > runs / 4, "%u", entered);
}

/* Nothing but noise. */
static void test_noise(u64 seed)
{
	u32 wrong = 0;

	for (u32 i = 0; i < 500; i++) {
		for (size_t at = 0; at + sizeof(u64) <= sizeof(run); at += sizeof(u64)) {
			u64 random = random_next(&seed);

			memcpy((u8 *)&run + at, &random, sizeof(random));
		}
		wrong += guest_try(&vm, &run) || run.outcome != RUN_BAD_REQUEST;
	}
	tell("runs_of_noise_are_refused", !wrong && guest_still_works(&vm, &run), "%u were not", wrong);
}

int main(int count, char **arguments)
{
	u64 seed = count > 1 ? strtoull(arguments[1], NULL, 0) : 1;

	guest_open(&vm);
	if (count > 2) {
		test_random_runs(seed, (u32)strtoul(arguments[2], NULL, 0));
	} else {
		test_unknown_ioctls();
		test_bad_pointers();
		for (size_t i = 0; i < COUNT_OF(spoilt); i++)
			test_spoilt(&spoilt[i]);
		if (count == 1 || strcmp(arguments[1], "none"))
			test_random_runs(seed, RANDOM_RUNS);
		test_noise(seed);
	}
	tell("the_figure_is_the_same_after_all_that", (guest_reset(&vm), guest_measure(&vm, &vmcall, &run)) > 0,
	     "outcome %u", run.outcome);
	guest_close(&vm);
	return 0;
}
