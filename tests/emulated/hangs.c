// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests that hang, fault without end, or exit without end: the module ends each of them, in every
 * form, within 50 ms of the machine's own time. The TSC of the emulated machine counts that time
 * by instructions, so a busy computer below changes nothing. Runs as root with the module loaded;
 * each test is a line.
 */
#include <stdio.h>
#include <string.h>
#include "guest_vm.h"

#define LIMIT_MS     50
#define INTERRUPTED  20   /* tries that the kernel's own tick may end early */
#define IDT          (GUEST_SCRATCH + 0x800)
#define IDT_BYTES    (32 * 16)
#define HANDLER      (GUEST_SCRATCH + 0x100)
#define GATE_64      0x8e00

#define TIMED_OUT    (1u << RUN_TIMED_OUT)
#define SPENT        (1u << RUN_EXITS_SPENT)
#define UNEXPECTED   (1u << RUN_UNEXPECTED_EXIT)

static struct guest_vm vm;
static struct vmx_run run;
static u64 longest;

struct hang {
	const char *name;
	u8 code[16], handler[8];   /* the handler of `vector`, which returns to what faulted */
	u32 vector;
	u32 reason, action;        /* the exit that comes without end; 0 and 0: no exit is listed */
	void (*change)(void);
	u32 outcomes;              /* that may be said */
	bool without_interrupts;   /* by VMX Bochs 2.7 may miss one then: the preemption timer ends it */
};

static void trap_page_faults(void)
{
	run.exception_bitmap |= 1u << 14;
	run.expected_vector = 14;
}

static void lose_the_idt(void)
{
	run.state.idtr.limit = 0;
}

/* Each entry exits before the first instruction, and outranks an interrupt. */
static void open_the_window(void)
{
	run.controls[INTERRUPT_WINDOW_EXITING / 32].set |= 1u << INTERRUPT_WINDOW_EXITING % 32;
}

/* Of which the host maps nothing; without EPT the guest has no page tables. */
static void lose_the_page_tables(void)
{
	run.state.cr3 = GUEST_BYTES;
}

static const struct hang hangs[] = {
	{ "a_jump_to_itself", { 0xeb, 0xfe }, .outcomes = TIMED_OUT },
	{ "a_jump_to_itself_with_interrupts_off", { 0xfa, 0xeb, 0xfe }, .outcomes = TIMED_OUT,
	  .without_interrupts = true },
	{ "a_halt_that_is_listed_nowhere", { 0xf4, 0xeb, 0xfd }, .outcomes = UNEXPECTED },
	{ "a_halt_that_is_skipped_for_ever", { 0xf4, 0xeb, 0xfd }, .reason = EXIT_HLT,
	  .action = ACTION_SKIP, .outcomes = TIMED_OUT | SPENT },
	{ "a_halt_with_interrupts_off_that_is_skipped_for_ever", { 0xfa, 0xf4, 0xeb, 0xfd },
	  .reason = EXIT_HLT, .action = ACTION_SKIP, .outcomes = TIMED_OUT | SPENT },
	{ "a_halt_that_is_resumed_for_ever", { 0xf4, 0xeb, 0xfd }, .reason = EXIT_HLT,
	  .action = ACTION_RESUME, .outcomes = TIMED_OUT | SPENT },
	{ "a_halt_in_the_shadow_of_mov_ss_that_is_resumed_for_ever",
	  { 0x8c, 0xd0, 0x8e, 0xd0, 0xf4, 0xeb, 0xf9 }, .reason = EXIT_HLT,
	  .action = ACTION_RESUME, .outcomes = TIMED_OUT | SPENT },
	{ "a_triple_fault", { 0x0f, 0x0b }, .change = lose_the_idt, .outcomes = UNEXPECTED },
	{ "a_page_fault_whose_handler_returns_to_it", { 0x8a, 0x04, 0x25, 0, 0, 0, 0x40 },
	  { 0x48, 0x83, 0xc4, 0x08, 0x48, 0xcf }, .vector = 14, .outcomes = TIMED_OUT },
	{ "a_page_fault_that_exits_and_is_resumed_for_ever", { 0x8a, 0x04, 0x25, 0, 0, 0, 0x40 },
	  .reason = EXIT_EXCEPTION_NMI, .action = ACTION_RESUME, .change = trap_page_faults,
	  .outcomes = TIMED_OUT | SPENT },
	{ "an_undefined_instruction_whose_handler_returns_to_it", { 0x0f, 0x0b }, { 0x48, 0xcf },
	  .vector = 6, .outcomes = TIMED_OUT },
	{ "a_handler_that_faults_itself", { 0x0f, 0x0b }, { 0x0f, 0x0b }, .vector = 6,
	  .outcomes = TIMED_OUT | UNEXPECTED },
	{ "a_single_step_whose_handler_steps_on", /* by PUSHF, OR, POPF: no run begins with TF */
	  { 0x9c, 0x80, 0x4c, 0x24, 0x01, 0x01, 0x9d, 0xeb, 0xfe }, { 0x48, 0xcf }, .vector = 1,
	  .outcomes = UNEXPECTED },
	{ "guest_memory_that_is_not_there_and_is_resumed_for_ever", { 0xeb, 0xfe },
	  .reason = EXIT_EPT_VIOLATION, .action = ACTION_RESUME, .change = lose_the_page_tables,
	  .outcomes = TIMED_OUT | SPENT },
	{ "a_window_for_interrupts_that_is_resumed_for_ever", { 0xeb, 0xfe },
	  .reason = EXIT_INTERRUPT_WINDOW, .action = ACTION_RESUME, .change = open_the_window,
	  .outcomes = TIMED_OUT | SPENT },
	{ "a_timer_that_is_resumed_for_ever", { 0xeb, 0xfe }, .reason = EXIT_PREEMPTION_TIMER,
	  .action = ACTION_RESUME, .outcomes = TIMED_OUT | SPENT },
};

static void set_gate(u32 vector)
{
	const struct {
		u16 offset_low, selector, flags, offset_middle;
		u32 offset_high, zero;
	} gate = { (u16)HANDLER, (u16)run.state.cs.selector, GATE_64, HANDLER >> 16, 0, 0 };

	memset(vm.memory + IDT, 0, IDT_BYTES);
	memcpy(vm.memory + IDT + vector * sizeof(gate), &gate, sizeof(gate));
	run.state.idtr.base = IDT;
	run.state.idtr.limit = IDT_BYTES - 1;
}

static void prepare(const struct hang *hang, enum run_form form, bool in_c)
{
	guest_prepare(&vm, hang->code, sizeof(hang->code), &run);
	run.form = form;
	run.time_max_tsc = 0;   /* as long as the module allows */
	run.exits_max = form == FORM_STAMPED ? RUN_STAMPED_EXITS_MAX : RUN_EXITS_MAX;
	if (hang->vector) {
		set_gate(hang->vector);
		memcpy(vm.memory + HANDLER, hang->handler, sizeof(hang->handler));
	}
	run.policy[hang->reason].action = hang->action;
	if (hang->action && !in_c)
		run.expected_reason = hang->reason;
	if (hang->change)
		hang->change();
}

/* What one run takes of the machine's time; until no interrupt ends it early. */
static u64 ticks_of_run(void)
{
	const struct vmx_run first = run;
	u64 most = 0;

	for (u32 i = 0; i < INTERRUPTED; i++) {
		u64 ticks = __builtin_ia32_rdtsc();

		run = first;
		insist(!guest_try(&vm, &run), "the_run_ioctl_succeeds");
		ticks = __builtin_ia32_rdtsc() - ticks;
		most = ticks > most ? ticks : most;
		if (run.outcome != RUN_INTERRUPTED)
			break;
	}
	return most;
}

static bool ends_in_time(const struct hang *hang, enum run_form form, bool in_c)
{
	u64 ticks;

	prepare(hang, form, in_c);
	ticks = ticks_of_run();
	longest = ticks > longest ? ticks : longest;
	if (ticks <= (u64)vm.capabilities.tsc_khz * LIMIT_MS && hang->outcomes >> run.outcome & 1)
		return true;
	printf("# form %u, %s: outcome %u, detail %u, exit reason %u at 0x%llx after %llu ticks\n",
	       form, in_c ? "in C" : "in assembly", run.outcome, run.detail, run.exit_reason,
	       run.guest_rip, ticks);
	return false;
}

static bool has_control(u32 control)
{
	guest_prepare_endless(&vm, &run);
	run.controls[control / 32].set |= 1u << control % 32;
	run.flags = RUN_CHECK_ONLY;
	return !guest_try(&vm, &run) && run.outcome == RUN_DONE;
}

static const char *missing(const struct hang *hang)
{
	bool wants_timer = hang->reason == EXIT_PREEMPTION_TIMER ||
			   (hang->without_interrupts && vm.capabilities.engine == ENGINE_VMX);

	if (wants_timer && !has_control(ACTIVATE_PREEMPTION_TIMER))
		return "no preemption timer";
	if (hang->reason == EXIT_INTERRUPT_WINDOW && !has_control(INTERRUPT_WINDOW_EXITING))
		return "no window for interrupts";
	if (hang->reason == EXIT_EPT_VIOLATION && !has_control(ENABLE_EPT))
		return "no EPT";
	return NULL;
}

static void test(const struct hang *hang)
{
	const char *why = missing(hang);
	bool good = true;

	if (why) {
		printf("ok %s_ends_within_50_ms # SKIP %s\n", hang->name, why);
		return;
	}
	for (u32 form = 0; form < FORM_COUNT; form++)
		for (u32 in_c = 0; in_c < 2; in_c++)
			good &= ends_in_time(hang, form, in_c);
	printf("%sok %s_ends_within_50_ms\n", good ? "" : "not ", hang->name);
}

int main(void)
{
	guest_open(&vm);
	insist(vm.capabilities.tsc_khz, "the_machine_has_a_clock");
	for (size_t i = 0; i < COUNT_OF(hangs); i++)
		test(&hangs[i]);
	printf("# the longest took %llu ticks; %u are a millisecond\n", longest,
	       vm.capabilities.tsc_khz);
	tell("after_all_of_them_a_guest_works", guest_still_works(&vm, &run), "outcome %u",
	     run.outcome);
	guest_close(&vm);
	return 0;
}
