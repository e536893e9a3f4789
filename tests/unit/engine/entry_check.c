// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of VM entry: a good state passes, and for each rule there is a row with the fields
 * that break it and no earlier one. Most are rows of spoilt_rows.def, which the bare image tries on
 * CPUs, too; here are those that want a CPU of their own.
 */
#include "fixture.h"
#include "driver/boot/spoilt_rows.h"
#include "rule_names.h"

static const char *const names[] = {
#define ENTRY_RULE(name, words) #name,
#include "entry_rules.def"
#undef ENTRY_RULE
};

#define ENTRY_CONTROLS (1u << IA32E_MODE_GUEST % 32 | 1u << LOAD_DEBUG_CONTROLS % 32 | \
			1u << ENTRY_LOAD_PAT % 32 | 1u << ENTRY_LOAD_EFER % 32 |       \
			1u << ENTRY_LOAD_PERF_GLOBAL_CTRL % 32)
#define LEGACY_CONTROLS (ENTRY_CONTROLS & ~(1u << IA32E_MODE_GUEST % 32))
#define LONG_EFER       (EFER_LME | EFER_LMA)
#define NOT_CANONICAL   0x0000800000000000
#define LIMIT_TOO_LARGE 0x00100000  /* for G clear */
#define INTERRUPT       EVENT(0x20, 0)
#define NMI             EVENT(2, 2)
#define HARDWARE(n)     EVENT(n, 3)
#define INTERRUPT_OK    { GUEST_RFLAGS, RFLAGS_FIXED | RFLAGS_IF }

/* 64-bit code in ring 0, as prepare.c would have it. */
static void good_state(void)
{
	enter_root();
	request_cpuid(&run);
	vm.image.guest = run.state;
	vm.image.guest.cr4 |= CR4_VMXE;
	vm.image.host.dr7_reset = 0x400;
	vm.image.host.pat = 0x0407050600070106;
	vm.image.control.all_ones = ~0ull;
	vm.image.guest.rflags |= RFLAGS_IF;
	vm.image.control.controls.word[PIN] = 1;
	vm.image.control.controls.word[PRIMARY] = 1u << ACTIVATE_SECONDARY_CONTROLS % 32;
	vm.image.control.controls.word[ENTRY] = ENTRY_CONTROLS;
	assert_int_equal(vmcs_fill(&vm.image), 0);
}

static void unrestricted(void)
{
	vmwrite(PRIMARY_PROCESSOR_BASED_CONTROLS, 1u << ACTIVATE_SECONDARY_CONTROLS % 32);
	vmwrite(SECONDARY_PROCESSOR_BASED_CONTROLS, 1u << UNRESTRICTED_GUEST % 32);
}

static void legacy(void)
{
	vmwrite(VM_ENTRY_CONTROLS, LEGACY_CONTROLS);
	vmwrite(GUEST_IA32_EFER, 0);
}

static void ring_3(void)
{
	for (u32 i = 0; i < 6; i++) { /* ES, CS, SS, DS, FS, GS */
		vmwrite(GUEST_ES_SELECTOR + 2 * i, fake.vmcs[GUEST_ES_SELECTOR + 2 * i] | 3);
		vmwrite(GUEST_ES_ACCESS_RIGHTS + 2 * i,
			fake.vmcs[GUEST_ES_ACCESS_RIGHTS + 2 * i] | RIGHTS_DPL(3));
	}
}

static void usable_ldt(void)
{
	vmwrite(GUEST_LDTR_ACCESS_RIGHTS, 0x82);
	vmwrite(GUEST_LDTR_LIMIT, 0xfff);
}

static void has_sgx_and_rtm(void)
{
	fake_cpuid_set(7, 0, 0, 1u << 2 | 1u << 11, 0, 0);
}

static void no_activity_states(void)
{
	vm.caps.misc = 0;
}

struct change { u32 field; u64 value; };

/* From the good state: first `prepare`, then the changes (a field of 0 ends them). */
struct mutation {
	enum entry_rule_number rule;
	void (*prepare)(void);
	struct change changes[4];
};

#define BREAKS(name, ...) { RULE_##name, NULL, { __VA_ARGS__ } },
#define BREAKS_WHEN(prepare, name, ...) { RULE_##name, prepare, { __VA_ARGS__ } },

static const struct mutation mutations[] = {
	BREAKS(cr4_fixed_bits, { GUEST_CR4, CR4_PAE | CR4_VMXE | CR4_FRED })
	BREAKS(cr4_cet_needs_wp, { GUEST_CR4, CR4_PAE | CR4_VMXE | CR4_CET })
	BREAKS(cr3_width, { GUEST_CR3, 1ull << 46 })
	BREAKS(cr3_width, { GUEST_CR3, 1ull << 61 })
	BREAKS(perf_global_reserved, { GUEST_IA32_PERF_GLOBAL_CTRL, 1 << 4 })   /* 4 counters */
	BREAKS(perf_global_reserved, { GUEST_IA32_PERF_GLOBAL_CTRL, 1ull << 35 }) /* 3 fixed */
	BREAKS(fs_base, { GUEST_FS_BASE, 1ull << 47 })
	BREAKS(gs_base, { GUEST_GS_BASE, 0xfffe800000000000 })
	BREAKS(rip_width, { GUEST_RIP, 1ull << 48 })
	BREAKS_WHEN(no_activity_states, activity_supported, { GUEST_ACTIVITY_STATE, 1 })
	BREAKS_WHEN(ring_3, activity_hlt_in_ring_0, { GUEST_ACTIVITY_STATE, 1 })
	BREAKS(blocking_in_enclave, { GUEST_INTERRUPTIBILITY_STATE, 16 })
	BREAKS_WHEN(has_sgx_and_rtm, blocking_in_enclave, { GUEST_INTERRUPTIBILITY_STATE, 18 })
	BREAKS(pending_reserved, { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 11 })
	BREAKS(pending_rtm, { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 16 | 1 << 12 })
	BREAKS_WHEN(has_sgx_and_rtm, pending_rtm, { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 16 })
	BREAKS_WHEN(has_sgx_and_rtm, pending_rtm,
		    { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 16 | 1 << 12 },
						  { GUEST_INTERRUPTIBILITY_STATE, 2 })
	BREAKS(link_width, { VMCS_LINK_POINTER, 1ull << 46 })
};

static void apply(const struct mutation *mutation)
{
	if (mutation->prepare)
		mutation->prepare();
	for (u32 i = 0; i < COUNT_OF(mutation->changes) && mutation->changes[i].field; i++)
		vmwrite(mutation->changes[i].field, mutation->changes[i].value);
}

static int fresh_check(const struct mutation *mutation)
{
	fake_reset();
	capabilities_read(&vm.caps);
	good_state();
	apply(mutation);
	return entry_check(&vm.caps);
}

TEST(each_broken_rule_is_named)
{
	int wrong = 0;

	for (u32 i = 0; i < COUNT_OF(mutations); i++) {
		int rule = fresh_check(&mutations[i]);

		if (rule == (int)mutations[i].rule)
			continue;
		print_error("row %u: %s should break, %s does\n", i, names[mutations[i].rule],
			    rule_name(names, rule));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* What a CPU says that refuses it so; only what memory holds is judged by that. */
static void say_how_it_was_refused(const struct spoilt_row *row)
{
	int by_memory = row->rule == RULE_link_revision || row->rule == RULE_link_is_another;

	if (row->refusal == BY_GUEST_STATE)
		fake.vmcs[VM_EXIT_REASON] = 1u << 31 | EXIT_INVALID_GUEST_STATE;
	else if (row->refusal == BY_MSR_LOADING)
		fake.vmcs[VM_EXIT_REASON] = 1u << 31 | EXIT_MSR_LOAD_FAILURE;
	fake.vmcs[EXIT_QUALIFICATION] = by_memory ? 4 : 1;
}

TEST(each_spoilt_vmcs_breaks_the_rule_it_claims_and_no_other_if_it_claims_none)
{
	int wrong = 0;

	for (u32 i = 0; i < COUNT_OF(spoilt_rows); i++) {
		const struct spoilt_row *row = &spoilt_rows[i];

		fake_reset();
		capabilities_read(&vm.caps);
		good_state();
		fake.current = 0x200000; /* within the physical-address width */
		assert_int_equal(entry_check(&vm.caps), -1);
		assert_int_equal(spoilt_apply(row, &vm.caps, 0x100000), 0);
		say_how_it_was_refused(row);
		wrong += is_another(names, row->name, row->rule, entry_check(&vm.caps));
	}
	assert_int_equal(wrong, 0);
}

TEST(every_rule_has_a_row_that_breaks_it)
{
	int seen[ENTRY_RULES] = { 0 };

	for (u32 i = 0; i < COUNT_OF(mutations); i++)
		seen[mutations[i].rule] = 1;
	for (u32 i = 0; i < COUNT_OF(spoilt_rows); i++)
		if (spoilt_rows[i].rule >= 0)
			seen[spoilt_rows[i].rule] = 1;
	insist_all_are_seen(names, seen, ENTRY_RULES);
}

TEST(rules_fit_in_the_detail_of_a_run)
{
	assert_true(ENTRY_RULE_FIRST + ENTRY_RULES <= ENTRY_NO_RULE);
}

/* States the CPU takes: the rule named here is the one a hasty predicate would break. */
static const struct mutation accepted[] = {
	BREAKS(cs_type, { GUEST_RIP, 0x1000 })                            /* as it is */
	BREAKS_WHEN(unrestricted, cs_type, { GUEST_CS_ACCESS_RIGHTS, 0xa093 })
	BREAKS_WHEN(unrestricted, ss_rpl, { GUEST_SS_SELECTOR, 0x13 })
	BREAKS_WHEN(unrestricted, ds_dpl, { GUEST_DS_SELECTOR, 0x13 })
	BREAKS_WHEN(ring_3, ss_dpl, { GUEST_RIP, 0x1000 })
	BREAKS_WHEN(legacy, efer_lma, { GUEST_RIP, 0x1000 })
	BREAKS_WHEN(legacy, tr_type, { GUEST_TR_ACCESS_RIGHTS, 0x83 })
	BREAKS_WHEN(legacy, rflags_vm, { GUEST_RFLAGS, RFLAGS_FIXED | RFLAGS_VM })
	BREAKS_WHEN(usable_ldt, ldtr_type, { GUEST_LDTR_SELECTOR, 0x20 })
	BREAKS(ldtr_selector_in_gdt, { GUEST_LDTR_SELECTOR, 4 }, { GUEST_LDTR_BASE, NOT_CANONICAL })
	BREAKS(ds_type, { GUEST_DS_ACCESS_RIGHTS, RIGHTS_UNUSABLE }, { GUEST_DS_BASE, ~0ull },
			{ GUEST_DS_LIMIT, 0 })
	BREAKS(ss_type, { GUEST_SS_ACCESS_RIGHTS, RIGHTS_UNUSABLE }, { GUEST_SS_SELECTOR, 0 })
	BREAKS(ds_dpl, { GUEST_DS_SELECTOR, 0x13 }, { GUEST_DS_ACCESS_RIGHTS, 0xc09f })
	BREAKS(cs_not_64_and_32_bit, { GUEST_CS_ACCESS_RIGHTS, 0xc09b })   /* compatibility mode */
	BREAKS(tr_granularity, { GUEST_TR_ACCESS_RIGHTS, 0x808b }, { GUEST_TR_LIMIT, 0xfff })
	BREAKS(rip_width, { GUEST_RIP, 1ull << 47 })          /* not canonical, and allowed */
	BREAKS(rip_width, { GUEST_RIP, 0xffffffff81000000 })
	BREAKS(fs_base, { GUEST_FS_BASE, 0xffff800000000000 })
	BREAKS(gs_base, { GUEST_GS_BASE, 0x00007fffffffffff })
	BREAKS(perf_global_reserved, { GUEST_IA32_PERF_GLOBAL_CTRL, 0x70000000f })
	BREAKS(pat_types, { GUEST_IA32_PAT, 0x0001040506070000 })
	BREAKS(rflags_if, { VM_ENTRY_INTERRUPTION_INFORMATION, INTERRUPT }, INTERRUPT_OK)
	BREAKS(rflags_if, { VM_ENTRY_INTERRUPTION_INFORMATION, 0x20 })     /* not valid */
	BREAKS(activity_takes_event, { GUEST_ACTIVITY_STATE, 1 },
				     { VM_ENTRY_INTERRUPTION_INFORMATION, HARDWARE(VECTOR_DB) })
	BREAKS(activity_takes_event, { GUEST_ACTIVITY_STATE, 1 }, INTERRUPT_OK,
				     { VM_ENTRY_INTERRUPTION_INFORMATION, INTERRUPT })
	BREAKS(activity_takes_event, { GUEST_ACTIVITY_STATE, 2 },
				     { VM_ENTRY_INTERRUPTION_INFORMATION, HARDWARE(VECTOR_MC) })
	BREAKS(blocking_by_sti, { GUEST_INTERRUPTIBILITY_STATE, 1 }, INTERRUPT_OK)
	BREAKS(blocking_by_nmi, { GUEST_INTERRUPTIBILITY_STATE, 8 },
				{ VM_ENTRY_INTERRUPTION_INFORMATION, NMI })
	BREAKS_WHEN(has_sgx_and_rtm, blocking_in_enclave, { GUEST_INTERRUPTIBILITY_STATE, 16 })
	BREAKS_WHEN(has_sgx_and_rtm, pending_rtm,
		    { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 16 | 1 << 12 })
	BREAKS(pending_single_step, { GUEST_RFLAGS, RFLAGS_FIXED | RFLAGS_TF },
				    { GUEST_INTERRUPTIBILITY_STATE, 2 },
				    { GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 14 })
	BREAKS(link_width, { VMCS_LINK_POINTER, 0x1000 })
};

TEST(states_the_cpu_takes_pass)
{
	int wrong = 0;

	for (u32 i = 0; i < COUNT_OF(accepted); i++) {
		int rule = fresh_check(&accepted[i]);

		if (rule >= 0)
			print_error("row %u, about %s: %s breaks\n", i, names[accepted[i].rule],
				    names[rule]);
		wrong += rule >= 0;
	}
	assert_int_equal(wrong, 0);
}

TEST(what_no_control_loads_is_not_checked)
{
	good_state();
	vmwrite(VM_ENTRY_CONTROLS, 1u << IA32E_MODE_GUEST % 32);
	vmwrite(GUEST_IA32_PAT, ~0ull);
	vmwrite(GUEST_IA32_EFER, ~0ull);
	vmwrite(GUEST_IA32_PERF_GLOBAL_CTRL, ~0ull);
	vmwrite(GUEST_IA32_DEBUGCTL, ~0ull);
	vmwrite(GUEST_DR7, ~0ull);
	assert_int_equal(entry_check(&vm.caps), -1);
}

TEST(real_mode_passes_in_an_unrestricted_guest)
{
	good_state();
	unrestricted();
	legacy();
	vmwrite(GUEST_CR0, CR0_NE);
	vmwrite(GUEST_CS_ACCESS_RIGHTS, 0x93);
	vmwrite(GUEST_CS_LIMIT, 0xffff);
	assert_int_equal(entry_check(&vm.caps), -1);
}

TEST(secondary_controls_that_are_not_activated_do_not_count)
{
	good_state();
	vmwrite(PRIMARY_PROCESSOR_BASED_CONTROLS, 0);
	vmwrite(SECONDARY_PROCESSOR_BASED_CONTROLS, 1u << UNRESTRICTED_GUEST % 32);
	vmwrite(GUEST_CR0, CR0_PE | CR0_NE);
	assert_int_equal(entry_check(&vm.caps), RULE_cr0_fixed_bits);
}

TEST(widths_come_from_cpuid)
{
	good_state();
	vmwrite(GUEST_CR3, 1ull << 50);
	vmwrite(GUEST_FS_BASE, 1ull << 50);
	vmwrite(GUEST_RIP, 1ull << 55);
	fake_cpuid_set(0x80000008, 0, 57u << 8 | 52, 0, 0, 0);
	assert_int_equal(entry_check(&vm.caps), -1);
}

TEST(address_tags_in_cr3_pass_where_the_cpu_has_lam)
{
	good_state();
	vmwrite(GUEST_CR3, 3ull << 61);
	assert_int_equal(entry_check(&vm.caps), RULE_cr3_width);
	fake_cpuid_set(7, 1, 1u << 26, 0, 0, 0);
	assert_int_equal(entry_check(&vm.caps), -1);
}

TEST(a_pending_bus_lock_passes_where_the_cpu_detects_them)
{
	good_state();
	fake_cpuid_set(7, 0, 0, 0, 1u << 24, 0);
	vmwrite(GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 11);
	assert_int_equal(entry_check(&vm.caps), -1);
}

TEST(nxe_is_a_reserved_bit_where_the_cpu_has_no_nx)
{
	good_state();
	vmwrite(GUEST_IA32_EFER, LONG_EFER | EFER_NXE);
	assert_int_equal(entry_check(&vm.caps), -1);
	fake_cpuid_set(0x80000001, 0, 0, 0, 0, 0);
	assert_int_equal(entry_check(&vm.caps), RULE_efer_reserved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(each_broken_rule_is_named),
		ROW_OF(each_spoilt_vmcs_breaks_the_rule_it_claims_and_no_other_if_it_claims_none),
		ROW_OF(every_rule_has_a_row_that_breaks_it),
		ROW_OF(rules_fit_in_the_detail_of_a_run),
		ROW_OF(states_the_cpu_takes_pass),
		ROW_OF(what_no_control_loads_is_not_checked),
		ROW_OF(real_mode_passes_in_an_unrestricted_guest),
		ROW_OF(secondary_controls_that_are_not_activated_do_not_count),
		ROW_OF(widths_come_from_cpuid),
		ROW_OF(address_tags_in_cr3_pass_where_the_cpu_has_lam),
		ROW_OF(nxe_is_a_reserved_bit_where_the_cpu_has_no_nx),
		ROW_OF(a_pending_bus_lock_passes_where_the_cpu_detects_them),
	};

	return RUN_ALL(tests);
}
