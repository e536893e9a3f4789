// SPDX-License-Identifier: GPL-2.0-only
/* The engine's numbers in words: each table of engine/, expanded once more. */
#include <stdio.h>
#include "engine/controls.h"
#include "engine/cpu_features.h"
#include "engine/x86.h"
#include "backends/backend.h"
#include "backends/vmx_words.h"
#include "machine/machine.h"

struct numbered_name {
	u32 number;
	const char *name;
};

static const struct numbered_name controls[] = {
#define CONTROL(word, bit, name, initially) { (word) * 32 + (bit), #name },
#include "engine/controls.def"
#undef CONTROL
};

static const struct numbered_name fields[] = {
#define FIELD(encoding, name) { encoding, #name },
#include "engine/vmx/vmcs_fields.def"
#undef FIELD
};

static const struct numbered_name reasons[] = {
#define EXIT_REASON(number, name, words) { number, words },
#include "engine/exit_reasons.def"
#include "engine/svm_exit_reasons.def"
#undef EXIT_REASON
};

static const char *const entry_rules[] = {
#define ENTRY_RULE(identifier, words) words,
#include "engine/vmx/entry_rules.def"
#undef ENTRY_RULE
};

static const char *const svm_entry_rules[] = {
#define SVM_RULE(identifier, words, holds) words,
#include "engine/svm/svm_entry_rules.def"
#undef SVM_RULE
};

static const char *const host_dump_rows[] = {
#define DUMP(name, read) name,
#include "engine/host_dump.def"
#undef DUMP
};

static const char *const mitigations[] = {
#define MITIGATION(id, name, words) words,
	RUN_MITIGATIONS(MITIGATION)
#undef MITIGATION
};

static const char *const features[] = {
#define FEATURE(leaf, subleaf, register, bit, name) [FEATURE_##name] = #name,
#include "engine/cpu_features.def"
#undef FEATURE
};

static const char *const parts[] = {
#define PART(id, words) words,
	RUN_PARTS(PART)
#undef PART
};

static const char *const bad_requests[] = {
#define BAD_REQUEST(name, words) words,
	RUN_BAD_REQUESTS(BAD_REQUEST)
#undef BAD_REQUEST
};

static const char *const outcomes[] = {
#define OUTCOME(name, words) [name] = words,
	RUN_OUTCOMES(OUTCOME)
#undef OUTCOME
};

static const char *const cr4_bits[] = {
#define CR4_BIT(name) [__builtin_ctzll(CR4_##name)] = #name,
	CR4_BITS(CR4_BIT)
#undef CR4_BIT
};

static const char *const control_words[CONTROL_WORDS] = {
	"pin-based", "primary processor-based", "secondary processor-based", "VM-exit", "VM-entry",
};

static const char *find(const struct numbered_name *names, size_t count, u32 number,
			const char *missing)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].number == number)
			return names[i].name;
	return missing;
}

#define FIND(names, number, missing) find(names, COUNT_OF(names), number, missing)
#define PICK(list, number)                                                                         \
	((number) < COUNT_OF(list) && (list)[number] ? (list)[number] : "unknown")

static struct words control_refused(u32 control)
{
	return words("the CPU or the engine refuses the control %s (bit %u of the %s controls)",
		     FIND(controls, control, "without a name"), control % 32,
		     PICK(control_words, control / 32));
}

static struct words cr4_refused(const struct vmx_run *run)
{
	const char *name = PICK(cr4_bits, run->detail);

	if (1ull << run->detail != CR4_OSXSAVE || !run->qualification)
		return words("the CPU has no CR4.%s (bit %u), or the engine refuses it", name,
			     run->detail);
	return words("the guest may not have CR4.%s: the host has bits 0x%llx of XCR0 on, which "
		     "CR0.TS does not guard (MPX 0x18, AMX 0x60000, APX 0x80000)",
		     name, run->qualification);
}

static struct words entry_failed(const struct vmx_run *run)
{
	u32 rule = run->detail - ENTRY_RULE_FIRST;

	if (run->detail == ENTRY_SWITCH_FAULTED)
		return words("VM entry failed: an instruction of the world switch faulted");
	if (run->detail == ENTRY_NO_RULE)
		return words("VM entry failed: the CPU refuses the guest state (%s), by a rule "
			     "exitbench does not know; qualification 0x%llx",
			     FIND(reasons, run->exit_reason & 0xffff, "reason unknown"),
			     run->qualification);
	if (run->detail >= ENTRY_SVM_RULE_FIRST)
		return words("VMRUN refuses the guest state: it breaks the rule \"%s\"",
			     PICK(svm_entry_rules, run->detail - ENTRY_SVM_RULE_FIRST));
	if (run->detail >= ENTRY_RULE_FIRST)
		return words("VM entry failed: the guest state breaks the rule \"%s\"",
			     PICK(entry_rules, rule));
	return words("VM entry failed: VM-instruction error %u", run->detail);
}

static struct words unexpected_exit(const struct vmx_run *run)
{
	u32 reason = run->exit_reason & 0xffff;

	return words("an unlisted VM exit: reason %u (%s), qualification 0x%llx, RIP 0x%llx, "
		     "instruction length %u, interruption information 0x%llx, "
		     "guest-physical 0x%llx",
		     reason, FIND(reasons, reason, "unknown"), run->qualification, run->guest_rip,
		     run->instruction_length, run->interruption_information, run->guest_physical);
}

const char *vmx_reason_words(u32 reason)
{
	return FIND(reasons, reason, "unknown");
}

struct words vmx_exits_words(const struct vmx_run *run)
{
	struct words list = NO_WORDS;
	size_t length = 0, most = sizeof(list.text) / 2;

	for (u32 reason = 0; reason < EXIT_REASON_COUNT && length < most; reason++)
		if (run->exits[reason])
			length += (size_t)snprintf(list.text + length, most - length, "%s%llu %s",
						   length ? ", " : "", run->exits[reason],
						   FIND(reasons, reason, "unknown"));
	return list;
}

struct words vmx_outcome_words(const struct vmx_run *run)
{
	const char *outcome = PICK(outcomes, run->outcome);

	switch (run->outcome) {
	case RUN_NO_VMX:
		return words("%s", machine_obstacle_words(run->detail));
	case RUN_CONTROL_REFUSED:
		return control_refused(run->detail);
	case RUN_CR4_REFUSED:
		return cr4_refused(run);
	case RUN_ENTRY_FAILED:
		return entry_failed(run);
	case RUN_UNEXPECTED_EXIT:
		return unexpected_exit(run);
	case RUN_VMXON_FAILED:
		return words("%s; IA32_FEATURE_CONTROL is 0x%x", outcome, run->detail);
	case RUN_FIELD_REFUSED:
		return words("%s: %s (0x%04x)", outcome, FIND(fields, run->detail, "unnamed"),
			     run->detail);
	case RUN_BAD_REQUEST:
		return words("%s: %s", outcome, PICK(bad_requests, run->detail));
	case RUN_MITIGATION_REFUSED:
		return words("%s: %s", outcome, PICK(mitigations, run->detail));
	case RUN_FEATURE_REFUSED:
		return words("%s: %s", outcome, PICK(features, run->detail));
	case RUN_PART_REFUSED:
		return words("%s: %s", outcome, PICK(parts, run->detail));
	case RUN_HOST_CHANGED:
		return words("%s: %s", outcome, PICK(host_dump_rows, run->detail));
	case RUN_TIMED_OUT:
	case RUN_EXITS_SPENT:
		return words("%s at RIP 0x%llx; exits: %s", outcome, run->guest_rip,
			     vmx_exits_words(run).text);
	}
	return words("%s", outcome);
}
