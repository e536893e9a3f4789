// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a world switch must survive: registers, guests that hang or die, VMX that another owner has
 * on. NMIs and timers are in survive_interrupts.c.
 */
#include <vmx_instructions.h>
#include <cpu_instructions.h>
#include "../../engine/svm/vmmcall.h"
#include "../../engine/x86.h"
#include "host.h"
#include "legs.h"
#include "numbers.h"
#include "run.h"
#include "survive.h"

/* Where it is in guest memory. */
static u8 *place(const void *code, u64 bytes)
{
	u8 *at = (u8 *)guest_memory() + GUEST_SCRATCH;

	__builtin_memcpy(at, code, bytes);
	if (boot_has_svm())
		svm_translate(at, bytes);
	return at;
}

void prepare_endless(enum run_form form, u32 spins)
{
	static const u8 code[] = { 0xb9, 0, 0, 0, 0, 0xe2, 0xfe, 0x0f, 0x01, 0xc1, 0xeb, 0xf4 };
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = form };
	u64 seed = tsc_read();

	cell_prepare_run(&vmcall, (struct batch_size){ 0, 1000 }, TIME_MAX_TSC, &run);
	__builtin_memcpy(place(code, sizeof(code)) + 1, &spins, sizeof(spins));
	/* Without a next RIP C would have each exit, and count the last one, which ends the run. */
	if (boot_has_svm() && !engine.svm.caps.has_next_rip)
		run.policy[EXIT_VMCALL].length = 3;
	run.state.rip = GUEST_SCRATCH;
	run.exits_max = form == FORM_STAMPED ? RUN_STAMPED_EXITS_MAX : 1000;
	run.flags |= RUN_DUMP_HOST_STATE;
	for (u32 i = 0; i < REGISTERS; i++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		run.state.registers[i] = i == RCX ? 0 : seed;
	}
}

int registers_kept(void)
{
	for (u32 i = 0; i < (run.form == FORM_LEAN ? RAX : REGISTERS); i++)
		if (run.registers[i] != run.state.registers[i])
			return 0;
	return 1;
}

static void test_registers(void)
{
	prepare_endless(FORM_FULL, 1);
	run_batch();
	tell_test("full_keeps_15_random_registers_over_1000_exits",
		  run.outcome == RUN_EXITS_SPENT && run.exits[EXIT_VMCALL] == 1000 &&
			  registers_kept());
}

/* One that comes where VMX is off resets the CPU: its timer is stopped at once. */
static void test_init(void)
{
	prepare_endless(FORM_FULL, SPINS);
	boot_disturbance = DISTURB_BY_INIT;
	run_batch();
	boot_nmi_timer_setup();
	boot_disturbance = DISTURB_NOT;
	tell_test("an_init_in_the_guest_ends_the_batch", run.outcome == RUN_INTERRUPTED &&
		  run.exit_reason == EXIT_INIT_SIGNAL);
}

/*
 * A guest that never exits, JMP to itself: the preemption timer ends it, and lean, or by SVM, the
 * host's.
 */
static void test_hang(enum run_form form, const char *name)
{
	prepare_endless(form, 1);
	*(u16 *)((u8 *)guest_memory() + GUEST_SCRATCH) = 0xfeeb;
	run.time_max_tsc = 100000;
	run_batch();
	tell_test(name, run.outcome == RUN_TIMED_OUT);
}

/* An undefined instruction without an IDT: the guest ends, the host does not. */
static void test_triple_fault(void)
{
	prepare_endless(FORM_FULL, 1);
	*(u16 *)((u8 *)guest_memory() + GUEST_SCRATCH) = 0x0b0f;
	run.state.idtr.limit = 0;
	run_batch();
	tell_test("a_triple_fault_is_named",
		  run.outcome == RUN_UNEXPECTED_EXIT && run.exit_reason == EXIT_TRIPLE_FAULT);
}

static void test_bad_state(void)
{
	prepare_endless(FORM_FULL, 1);
	run.state.rflags = 0; /* bit 1 is always 1 */
	run_batch();
	tell_test("a_failed_entry_names_a_rule", run.outcome == RUN_ENTRY_FAILED &&
		  run.detail >= ENTRY_RULE_FIRST && run.detail < ENTRY_NO_RULE);
}

/* With VMX operation on already, as under KVM: borrowed and given back. */
static void test_borrowing(void)
{
	u64 vmxon_physical, vmcs_physical;
	u32 *vmxon_page = host_page_alloc(&vmxon_physical),
	    *vmcs_page = host_page_alloc(&vmcs_physical);

	*vmxon_page = *vmcs_page = engine.vmx.caps.revision;
	host_set_vmxe(1);
	if (vmxon(vmxon_physical) || vmclear(vmcs_physical) || vmptrld(vmcs_physical))
		return tell_test("vmx_operation_is_borrowed", 0);
	prepare_endless(FORM_FULL, 1);
	run_batch();
	tell_test("vmx_operation_is_borrowed", run.outcome == RUN_EXITS_SPENT && run.borrowed &&
		  vmptrst() == vmcs_physical);
	vmclear(vmcs_physical);
	prepare_endless(FORM_FULL, 1);
	run_batch();
	tell_test("no_current_vmcs_is_given_back_too", run.outcome == RUN_EXITS_SPENT &&
		  vmptrst() == ~0ull);
	vmxoff();
	host_set_vmxe(0);
}

/*
 * Where the CPU has it, which is known by writing it: some emulators ignore what they lack. The
 * last exit comes to C, from where the guest would be entered again; what C had of the MSR is what
 * was there when the batch wrote the host's value back.
 */
static void test_spec_ctrl(u32 mitigation, const char *name)
{
	u64 value = 0;

	if (host_wrmsr(IA32_SPEC_CTRL, 1) || host_rdmsr(IA32_SPEC_CTRL, &value) || value != 1)
		return;
	prepare_endless(FORM_FULL, 1);
	run.mitigation = mitigation;
	run_batch();
	host_rdmsr(IA32_SPEC_CTRL, &value);
	tell_test(name, run.outcome == RUN_EXITS_SPENT && run.spec_ctrl_cleared == 1 &&
				!boot_spec_ctrl_before && value == 1);
	host_wrmsr(IA32_SPEC_CTRL, 0);
}

/* The legs of a CPUID against the CPU's own clocks, where it has a timer that it saves. */
static void test_clocks(void)
{
	const struct cell cell = { .op = OP_cpuid, .env = ENV_hvm, .form = FORM_STAMPED };
	const struct batch_size size = size_for(&cell);
	struct clock_check check = { 0 };

	cell_prepare_guest(&cell, size, guest_memory());
	cell_prepare_run(&cell, size, TIME_MAX_TSC, &run);
	cell_request_clock_check(&run);
	run_batch();
	if (run.outcome == RUN_CONTROL_REFUSED)
		return;
	cell_add_clock_check(size, &run, guest_memory(), engine.vmx.caps.timer_shift, &check);
	print_clock_check(&check);
	tell_test("the_cpus_own_clocks_agree_with_the_stamps",
		  check.iterations == size.iterations && !check.stored_outside &&
			  !check.timer_outside && check.timer &&
			  cell_check_run(&cell, size, &run, guest_memory()) == CLAIM_HOLDS);
}

/* The first PAUSE begins a loop, and every other exits, where the CPU detects such loops. */
static void test_pause_loop(void)
{
	static const u8 code[] = { 0xf3, 0x90, 0xeb, 0xfc }; /* PAUSE; JMP back */

	prepare_endless(FORM_FULL, 1);
	place(code, sizeof(code));
	control_set(run.controls, PAUSE_LOOP_EXITING);
	run.ple_gap = 4096;
	run.expected_reason = EXIT_PAUSE;
	run.policy[EXIT_PAUSE].action = ACTION_SKIP;
	run.exits_max = 100;
	run_batch();
	if (run.outcome != RUN_CONTROL_REFUSED)
		tell_test("a_loop_of_pauses_exits", run.outcome == RUN_EXITS_SPENT &&
			  run.exits[EXIT_PAUSE] == 100);
}

/*
 * STI, an exit, and NOPs: an interrupt may come behind the first instruction that is complete, or
 * `late` ones later. The exit of the interrupt window says where.
 */
static void test_shadow(u32 expected, u32 reason, struct exit_policy policy, u32 late,
			const char *name)
{
	/* STI; SGDT (%RDI), or VMCALL; NOP; NOP; JMP to itself */
	u8 code[] = { 0xfb, 0x0f, 0x01, 0x07, 0x90, 0x90, 0xeb, 0xfe };

	if (reason == EXIT_VMCALL)
		code[3] = 0xc1;
	prepare_endless(FORM_FULL, 1);
	place(code, sizeof(code));
	run.state.rflags &= ~RFLAGS_IF;
	run.state.registers[RDI] = GUEST_SCRATCH + sizeof(code);
	control_set(run.controls, INTERRUPT_WINDOW_EXITING);
	if (reason == EXIT_GDTR_IDTR_ACCESS)
		control_set(run.controls, DESCRIPTOR_TABLE_EXITING);
	run.expected_reason = expected;
	run.policy[reason] = policy;
	run_batch();
	if (run.outcome != RUN_CONTROL_REFUSED)
		tell_test(name, run.exit_reason == EXIT_INTERRUPT_WINDOW &&
			  run.exits[reason] == 1 && run.guest_rip == GUEST_SCRATCH + 4 + late);
}

static void test_shadows(void)
{
	const struct exit_policy skip = { ACTION_SKIP, 0 }, complete = { ACTION_COMPLETE, 0 };

	test_shadow(EXIT_GDTR_IDTR_ACCESS, EXIT_GDTR_IDTR_ACCESS, complete, 0,
		    "assembly_that_completes_an_instruction_ends_the_shadow_of_sti");
	test_shadow(EXIT_CPUID, EXIT_GDTR_IDTR_ACCESS, complete, 0,
		    "c_that_completes_an_instruction_ends_the_shadow_of_sti");
	test_shadow(EXIT_CPUID, EXIT_VMCALL, skip, 0,
		    "c_that_skips_an_instruction_ends_the_shadow_of_sti");
	test_shadow(EXIT_VMCALL, EXIT_VMCALL, skip, 1,
		    "assembly_that_skips_an_instruction_leaves_the_shadow_of_sti_to_the_next");
}

/*
 * Exits of more reasons than one bound can hold: C must end the run before the stamps outgrow
 * their place. Each reason may come exits_max times; all five would leave 640 stamps.
 */
static void test_room_for_stamps(u32 expected, u32 flags, const char *name)
{
	/* VMCALL; CPUID; HLT; PAUSE; WBINVD; JMP back */
	static const u8 code[] = { 0x0f, 0x01, 0xc1, 0x0f, 0xa2, 0xf4,
				   0xf3, 0x90, 0x0f, 0x09, 0xeb, 0xf4 };
	static const u32 reasons[] = { EXIT_VMCALL, EXIT_CPUID, EXIT_HLT, EXIT_PAUSE, EXIT_WBINVD };

	prepare_endless(FORM_STAMPED, 1);
	place(code, sizeof(code));
	for (u32 i = 0; i < COUNT_OF(reasons); i++)
		run.policy[reasons[i]].action = ACTION_SKIP;
	control_set(run.controls, PAUSE_EXITING);
	control_set(run.controls, WBINVD_EXITING);
	run.expected_reason = expected;
	run.flags |= flags;
	run_batch();
	tell_test(name, run.outcome == RUN_EXITS_SPENT &&
				run.leg_stamp_count > RUN_STAMPED_EXITS_MAX &&
				run.leg_stamp_count <= RUN_LEG_STAMPS);
}

/* What only VMX has, and a guest that shuts down, with which Bochs 2.7 ends by SVM. */
static void survive_by_vmx(void)
{
	if (numbers.init)
		test_init();
	test_triple_fault();
	test_bad_state();
	test_borrowing();
	test_spec_ctrl(MITIGATE_NOTHING, "spec_ctrl_is_cleared_for_the_guest_and_given_back");
	test_spec_ctrl(MITIGATE_SPEC_CTRL,
		       "spec_ctrl_is_clear_in_c_after_exits_that_load_the_hosts");
	test_clocks();
	test_pause_loop();
	test_shadows();
	test_room_for_stamps(EXIT_VMCALL, RUN_CROSS_CHECK,
			     "stamps_stay_in_their_place_when_c_has_all_exits");
}

void survive_everything(void)
{
	test_registers();
	survive_interrupts();
	test_hang(FORM_FULL, "a_guest_that_never_exits_is_ended");
	test_hang(FORM_LEAN, "a_lean_guest_that_never_exits_is_ended");
	test_room_for_stamps(EXIT_VMCALL, 0,
			     "stamps_stay_in_their_place_among_exits_of_five_reasons");
	test_room_for_stamps(EXIT_INVLPG, 0,
			     "stamps_stay_in_their_place_when_the_expected_exit_never_comes");
	if (boot_has_svm())
		survive_by_svm();
	else
		survive_by_vmx();
}
