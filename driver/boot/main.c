// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bare image: the table's cells on the engine with no operating system, one
 * line each, then what a world switch must survive. Ends with a summary line and
 * powers off. On an emulated CPU, where each instruction takes one tick of the
 * TSC, figures are called instructions.
 */
#include <vmx_instructions.h>
#include <cpu_instructions.h>
#include "../../bench/outcome.h"
#include "../../engine/batch.h"
#include "../../engine/host.h"
#include "../../engine/msr.h"
#include "host.h"
#include "legs.h"

#define TIME_MAX_TSC 100000000ull
#define BATCHES      3
#define NMI_BATCHES  100
#define WARMUP       8
#define ITERATIONS   100
#define SPINS        1000000u

void boot_main(void);

static struct vm vm;
static struct vmx_run run;
static u32 passed, failed, skipped;
static const char *unit;

extern const u8 guest_image[], guest_image_end[];

static const char *const outcome_words[] = {
#define OUTCOME(name, words) words,
	RUN_OUTCOMES(OUTCOME)
};

static const char *const verdict_words[] = {
#define VERDICT(name, words) words,
	VERDICTS(VERDICT)
};

static const char *const obstacle_words[] = {
#define OBSTACLE(name, words) words,
	VMX_OBSTACLES(OBSTACLE)
};

static const struct {
	u32 control;
	const char *name;
} control_names[] = {
#define CONTROL(word, bit, name, initially) { name, #name },
#include "../../engine/controls.def"
#undef CONTROL
};

static const char *const cr4_names[] = {
#define CR4_BIT(name) [__builtin_ctzll(CR4_##name)] = "CR4_" #name,
	CR4_BITS(CR4_BIT)
#undef CR4_BIT
};

static const char *cr4_name(u32 bit)
{
	return bit < COUNT_OF(cr4_names) && cr4_names[bit] ? cr4_names[bit] : "a bit of CR4 without a name";
}

static const char *control_name(u32 control)
{
	for (u32 i = 0; i < COUNT_OF(control_names); i++)
		if (control_names[i].control == control)
			return control_names[i].name;
	return "a control without a name";
}

/* A thousand instructions, each waiting for the one before: multiplications or moves. */
static u64 time_of(int multiply)
{
	u64 before = tsc_read();

	if (multiply)
		asm volatile(".rept 1000; imul %%rax, %%rax; .endr" : : : "rax", "cc");
	else
		asm volatile(".rept 1000; mov %%rax, %%rcx; .endr" : : : "rcx");
	return tsc_read() - before;
}

static const char *find_unit(void)
{
	u64 moves = time_of(0), multiplies = time_of(1);

	/* No real CPU multiplies in one tick, or takes a whole one for every move. */
	return moves - 1000 < 10 && multiplies - 1000 < 10 ? "instructions" : "cycles";
}

/* Firmware should have done this; the bare image is the firmware's successor. */
static void lock_feature_control(void)
{
	u64 value;

	if (!host_rdmsr(IA32_FEATURE_CONTROL, &value) && !(value & FEATURE_CONTROL_LOCKED))
		host_wrmsr(IA32_FEATURE_CONTROL, value | FEATURE_CONTROL_VMX | FEATURE_CONTROL_LOCKED);
}

static void load_guest(void)
{
	for (u32 page = 0; page < GUEST_PAGES; page++) {
		u64 offset = (u64)page * PAGE_BYTES;
		u64 bytes = (u64)(guest_image_end - guest_image);
		u64 left = offset < bytes ? bytes - offset : 0;
		u64 copied = left < PAGE_BYTES ? left : PAGE_BYTES;

		__builtin_memset(vm.memory.page[page], 0, PAGE_BYTES);
		__builtin_memcpy(vm.memory.page[page], guest_image + offset, copied);
	}
}

/* The pool hands out pages in order, so guest memory is one piece; checked, not assumed. */
static void *guest_memory(void)
{
	for (u32 page = 1; page < GUEST_PAGES; page++)
		if ((u8 *)vm.memory.page[page] != (u8 *)vm.memory.page[0] + page * PAGE_BYTES) {
			print("died guest memory is not contiguous\n");
			power_off();
		}
	return vm.memory.page[0];
}

static const char *const form_names[] = {
#define FORM(id, name, words) name,
	RUN_FORMS(FORM)
};

static void print_id(const struct cell *cell)
{
	print("cell %s/%s/vmx/%s/%u/%s ", ops[cell->op].name, envs[cell->env].name, form_names[cell->form], (u32)cell->ring,
	      cell->knob == KNOB_default ? "-" : knobs[cell->knob].name);
}

static enum verdict measure(const struct cell *cell, struct batch_size size, s64 *ticks)
{
	cell_prepare_guest(cell, size, guest_memory());
	cell_prepare_run(cell, size, TIME_MAX_TSC, &run);
	run.flags |= RUN_DUMP_HOST_STATE;
	batch_run(&vm, &run);
	*ticks = cell_ticks(cell, size, &run, guest_memory());
	return cell_check_run(cell, size, &run, guest_memory());
}

static void tell_failure(const struct cell *cell, enum verdict verdict)
{
	failed++;
	print_id(cell);
	print("fail verdict='%s' outcome='%s' detail=%u exit_reason=%u qualification=%x rip=%x "
	      "length=%u exits=%U vector=%U\n", verdict_words[verdict], outcome_words[run.outcome],
	      run.detail, run.exit_reason, run.qualification, run.guest_rip, run.instruction_length,
	      run.exits[cell_claim(cell)->reason],
	      ((struct guest_params *)guest_memory())->vector);
}

static void tell_skip(const struct cell *cell)
{
	skipped++;
	print_id(cell);
	print("skip reason=%s\n", run.outcome == RUN_CR4_REFUSED ? cr4_name(run.detail) : control_name(run.detail));
}

static struct batch_size size_for(const struct cell *cell)
{
	u64 most = cell_iterations_max(cell, WARMUP);

	return (struct batch_size){ WARMUP, most < ITERATIONS ? most : ITERATIONS };
}

/* Every batch must say the same, to the instruction, where that is the unit. */
static void run_cell(const struct cell *cell)
{
	const struct batch_size size = size_for(cell);
	s64 ticks = 0, first = 0;

	for (u32 i = 0; i < BATCHES; i++) {
		enum verdict verdict = measure(cell, size, &ticks);

		if (run.outcome == RUN_CONTROL_REFUSED || run.outcome == RUN_CR4_REFUSED)
			return tell_skip(cell);
		if (i && ticks != first && unit[0] == 'i')
			verdict = CLAIM_DISTURBED;
		if (verdict != CLAIM_HOLDS)
			return tell_failure(cell, verdict);
		first = ticks;
	}
	passed++;
	print_id(cell);
	print("ok unit=%s iterations=%U ticks=%U per_op=%U exits_per_op=%u", unit, size.iterations,
	      (u64)ticks, (u64)ticks / size.iterations, (u32)(cell_claim(cell)->exits + cell_claim(cell)->also));
	if (cell->form == FORM_STAMPED && cell_claim(cell)->exits)
		print_legs(size, &run, guest_memory());
	print("\n");
}

static void run_knobs(struct cell cell)
{
	for (cell.knob = 0; cell.knob < KNOBS; cell.knob++)
		if (cell_exists(&cell, BACKEND_VMX))
			run_cell(&cell);
}

static void run_table(void)
{
	struct cell cell = { 0 };

	for (cell.op = 0; cell.op < OPS; cell.op++)
		for (cell.env = 0; cell.env < ENVS; cell.env++)
			for (cell.form = 0; cell.form < FORM_COUNT; cell.form++)
				for (cell.ring = 0; cell.ring < 4; cell.ring++)
					run_knobs(cell);
}

static void tell_test(const char *name, int good)
{
	print("test %s %s\n", name, good ? "ok" : "fail");
	if (good)
		passed++;
	else
		failed++;
}

/* A full run, for what it leaves. 0 if this CPU has no such cell, or it failed: run_cell has told. */
static int leave_outcome(const struct cell *cell, struct outcome *outcome)
{
	const struct batch_size size = { 8, 100 };
	s64 ticks;

	if (!cell_exists(cell, BACKEND_VMX) || measure(cell, size, &ticks) != CLAIM_HOLDS)
		return 0;
	outcome_read(cell, &run.final, guest_memory(), outcome);
	return 1;
}

/* A hole must show, or it is none; anything else must not differ. */
static void compare_outcome(const struct cell *cell, const struct outcome *reference)
{
	int hole = !!cell_claim(cell)->hole;
	struct outcome outcome;
	u32 differences;

	if (!leave_outcome(cell, &outcome))
		return;
	differences = outcome_differences(cell->op, reference, &outcome);
	print("test %s_of_%s_in_%s", hole ? "hole" : "outcome", ops[cell->op].name, envs[cell->env].name);
	print("_ring_%u", (u32)cell->ring);
	print(cell->knob == KNOB_default ? "%s" : "_under_%s", cell->knob == KNOB_default ? "" : knobs[cell->knob].name);
	print("%s %s", hole ? "_shows" : "", hole == !!differences ? "ok" : "fail");
	print(differences ? " %s\n" : "\n", outcome_item_name(differences));
	if (hole == !!differences)
		passed++;
	else
		failed++;
}

/* The environments are in an order in which the first that has the operation is nearest to a CPU of its own. */
static void compare_environments(enum op op)
{
	struct cell cell = { .op = op, .form = FORM_FULL };
	struct outcome reference;
	int found = 0;

	for (cell.env = 0; cell.env < ENVS; cell.env++)
		for (cell.ring = 0; cell.ring < RINGS; cell.ring++)
			for (cell.knob = 0; cell.knob < KNOBS; cell.knob++)
				if (found)
					compare_outcome(&cell, &reference);
				else
					found = leave_outcome(&cell, &reference);
}

static void compare_outcomes(void)
{
	for (enum op op = 0; op < OPS; op++)
		if (outcome_rows[op].items)
			compare_environments(op);
		else if (!outcome_rows[op].nothing)
			tell_test(ops[op].name, 0);
}

/*
 * LOOP for a while, VMCALL, and all over again, in guest memory, with random
 * registers. RCX is 0 at every exit.
 */
static void prepare_endless(enum run_form form, u32 spins)
{
	static const u8 code[] = { 0xb9, 0, 0, 0, 0, 0xe2, 0xfe, 0x0f, 0x01, 0xc1, 0xeb, 0xf4 };
	const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = form };
	u8 *at = (u8 *)guest_memory() + GUEST_SCRATCH;
	u64 seed = tsc_read();

	cell_prepare_run(&vmcall, (struct batch_size){ 0, 1000 }, TIME_MAX_TSC, &run);
	__builtin_memcpy(at, code, sizeof(code));
	__builtin_memcpy(at + 1, &spins, sizeof(spins));
	run.state.rip = GUEST_SCRATCH;
	run.exits_max = form == FORM_STAMPED ? RUN_STAMPED_EXITS_MAX : 1000;
	run.flags |= RUN_DUMP_HOST_STATE;
	for (u32 i = 0; i < REGISTERS; i++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		run.state.registers[i] = i == RCX ? 0 : seed;
	}
}

/* Lean promises all but RAX. */
static int registers_kept(void)
{
	for (u32 i = 0; i < (run.form == FORM_LEAN ? RAX : REGISTERS); i++)
		if (run.registers[i] != run.state.registers[i])
			return 0;
	return 1;
}

static void test_registers(void)
{
	prepare_endless(FORM_FULL, 1);
	batch_run(&vm, &run);
	tell_test("full_keeps_15_random_registers_over_1000_exits",
		  run.outcome == RUN_EXITS_SPENT && run.exits[EXIT_VMCALL] == 1000 && registers_kept());
}

/* While the guest spins the NMI ends its execution; else it may hit the world switch itself, in one of a few batches. */
static void test_nmi(enum run_form form, u32 spins, const char *name)
{
	u64 before = boot_nmis;

	boot_disturbance = DISTURB_BY_NMI;
	for (u32 i = 0; i < NMI_BATCHES && boot_nmis == before; i++) {
		prepare_endless(form, spins);
		run.exits_max = spins > 1 ? 10 : form == FORM_STAMPED ? RUN_STAMPED_EXITS_MAX : RUN_EXITS_MAX;
		batch_run(&vm, &run);
	}
	boot_disturbance = DISTURB_NOT;
	tell_test(name, run.outcome == RUN_EXITS_SPENT && boot_nmis == before + 1 &&
		  (spins == 1 || run.nmis == 1) && registers_kept() &&
		  run.exits[EXIT_VMCALL] == run.exits_max + (form == FORM_LEAN ? 3 : 0));
}

static void test_timer(enum run_form form, const char *name)
{
	u64 before = boot_timers;

	prepare_endless(form, SPINS);
	boot_disturbance = DISTURB_BY_TIMER;
	batch_run(&vm, &run);
	boot_disturbance = DISTURB_NOT;
	tell_test(name, run.outcome == RUN_INTERRUPTED && boot_timers == before + 1 &&
		  run.left - run.entered > SPINS / 100);
}

/* A guest that never exits: JMP to itself. */
static void test_hang(void)
{
	prepare_endless(FORM_FULL, 1);
	*(u16 *)((u8 *)guest_memory() + GUEST_SCRATCH) = 0xfeeb;
	run.time_max_tsc = 100000;
	batch_run(&vm, &run);
	tell_test("a_guest_that_never_exits_is_ended", run.outcome == RUN_TIMED_OUT);
}

/* No IDT to speak of and an undefined instruction: the CPU gives up on the guest, not on us. */
static void test_triple_fault(void)
{
	prepare_endless(FORM_FULL, 1);
	*(u16 *)((u8 *)guest_memory() + GUEST_SCRATCH) = 0x0b0f;
	run.state.idtr.limit = 0;
	batch_run(&vm, &run);
	tell_test("a_triple_fault_is_named",
		  run.outcome == RUN_UNEXPECTED_EXIT && run.exit_reason == EXIT_TRIPLE_FAULT);
}

static void test_bad_state(void)
{
	prepare_endless(FORM_FULL, 1);
	run.state.rflags = 0; /* bit 1 is always 1 */
	batch_run(&vm, &run);
	tell_test("a_failed_entry_names_a_rule", run.outcome == RUN_ENTRY_FAILED &&
		  run.detail >= ENTRY_RULE_FIRST && run.detail < ENTRY_NO_RULE);
}

/* With VMX operation on already, as under KVM: borrowed and given back. */
static void test_borrowing(void)
{
	u64 vmxon_physical, vmcs_physical;
	u32 *vmxon_page = host_page_alloc(&vmxon_physical), *vmcs_page = host_page_alloc(&vmcs_physical);

	*vmxon_page = *vmcs_page = vm.caps.revision;
	host_set_vmxe(1);
	if (vmxon(vmxon_physical) || vmclear(vmcs_physical) || vmptrld(vmcs_physical))
		return tell_test("vmx_operation_is_borrowed", 0);
	prepare_endless(FORM_FULL, 1);
	batch_run(&vm, &run);
	tell_test("vmx_operation_is_borrowed", run.outcome == RUN_EXITS_SPENT && run.borrowed &&
		  vmptrst() == vmcs_physical);
	vmclear(vmcs_physical);
	prepare_endless(FORM_FULL, 1);
	batch_run(&vm, &run);
	tell_test("no_current_vmcs_is_given_back_too", run.outcome == RUN_EXITS_SPENT &&
		  vmptrst() == ~0ull);
	vmxoff();
	host_set_vmxe(0);
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
	batch_run(&vm, &run);
	if (run.outcome == RUN_CONTROL_REFUSED)
		return;
	cell_add_clock_check(size, &run, guest_memory(), vm.caps.timer_shift, &check);
	print_clock_check(&check);
	tell_test("the_cpus_own_clocks_agree_with_the_stamps", check.iterations == size.iterations &&
		  !check.stored_outside && !check.timer_outside && check.timer &&
		  cell_check_run(&cell, size, &run, guest_memory()) == CLAIM_HOLDS);
}

/*
 * Exits of more reasons than one bound can hold: C must end the run before the stamps outgrow their place. Each
 * reason may come exits_max times; all five would leave 640 stamps.
 */
static void test_room_for_stamps(u32 expected, u32 flags, const char *name)
{
	/* VMCALL; CPUID; HLT; PAUSE; WBINVD; JMP back */
	static const u8 code[] = { 0x0f, 0x01, 0xc1, 0x0f, 0xa2, 0xf4, 0xf3, 0x90, 0x0f, 0x09, 0xeb, 0xf4 };
	static const u32 reasons[] = { EXIT_VMCALL, EXIT_CPUID, EXIT_HLT, EXIT_PAUSE, EXIT_WBINVD };

	prepare_endless(FORM_STAMPED, 1);
	__builtin_memcpy((u8 *)guest_memory() + GUEST_SCRATCH, code, sizeof(code));
	for (u32 i = 0; i < COUNT_OF(reasons); i++)
		run.policy[reasons[i]].action = ACTION_SKIP;
	control_set(run.controls, PAUSE_EXITING);
	control_set(run.controls, WBINVD_EXITING);
	run.expected_reason = expected;
	run.flags |= flags;
	batch_run(&vm, &run);
	tell_test(name, run.outcome == RUN_EXITS_SPENT && run.leg_stamp_count > RUN_STAMPED_EXITS_MAX &&
		  run.leg_stamp_count <= RUN_LEG_STAMPS);
}

static void run_tests(void)
{
	test_registers();
	test_nmi(FORM_FULL, SPINS, "full_survives_an_nmi_in_the_guest");
	test_nmi(FORM_LEAN, SPINS, "lean_survives_an_nmi_in_the_guest");
	test_nmi(FORM_STAMPED, SPINS, "stamped_survives_an_nmi_in_the_guest");
	test_nmi(FORM_FULL, 1, "full_survives_an_nmi_anywhere");
	test_nmi(FORM_LEAN, 1, "lean_survives_an_nmi_anywhere");
	test_nmi(FORM_STAMPED, 1, "stamped_survives_an_nmi_anywhere");
	test_timer(FORM_FULL, "full_survives_a_timer_interrupt");
	test_timer(FORM_LEAN, "lean_survives_a_timer_interrupt");
	test_timer(FORM_STAMPED, "stamped_survives_a_timer_interrupt");
	test_hang();
	test_triple_fault();
	test_bad_state();
	test_borrowing();
	test_clocks();
	test_room_for_stamps(EXIT_VMCALL, 0, "stamps_stay_in_their_place_among_exits_of_five_reasons");
	test_room_for_stamps(EXIT_INVLPG, 0, "stamps_stay_in_their_place_when_the_expected_exit_never_comes");
	test_room_for_stamps(EXIT_VMCALL, RUN_CROSS_CHECK, "stamps_stay_in_their_place_when_c_has_all_exits");
}

void boot_main(void)
{
	boot_host_setup();
	lock_feature_control();
	unit = find_unit();
	if (vm_create(&vm)) {
		print("died no memory for a VM\n");
		power_off();
	}
	print("exitbench bare unit=%s ept_vpid=%x\n", unit, vm.caps.ept_vpid);
	if (vm.caps.obstacle) {
		print("died %s\n", obstacle_words[vm.caps.obstacle]);
		power_off();
	}
	load_guest();
	run_table();
	compare_outcomes();
	run_tests();
	print("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
	power_off();
}
