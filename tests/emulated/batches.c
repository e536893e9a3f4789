// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a batch leaves as it was, and how it ends when the guest does not behave. Runs
 * inside the emulated machine as root with the module loaded; each test is a line.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_vm.h"

#define BATCHES       20   /* of each cell, */
#define BATCHES_AFTER 5    /* and at the end */
#define PORT_HARMLESS 0x80
#define LDT_FS        ((0 << 3) | 7)
#define LDT_GS        ((1 << 3) | 7)
#define USER_DATA     0x2b
#define BREAK_ON_WRITE (1 | 1 << 16 | 3 << 18)  /* DR7: DR0, locally, of 4 bytes */

static struct guest_vm vm;
static struct vmx_run run;

static const u8 jump_to_itself[] = { 0xeb, 0xfe };
static const u8 undefined[] = { 0x0f, 0x0b };
static const u8 out_of_nowhere[] = { 0x66, 0xba, 0x34, 0x12, 0xee };   /* mov $0x1234, %dx; out */

static void test_registers(enum run_form form, u32 kept, const char *name)
{
	u64 seed = 1;
	u32 changed = 0;

	guest_prepare_endless(&vm, &run);
	run.form = form;
	for (u32 i = 0; i < REGISTERS; i++)
		run.state.registers[i] = random_next(&seed);
	guest_run(&vm, &run);
	for (u32 i = 0; i < kept; i++)
		changed += run.registers[i] != run.state.registers[i];
	tell(name, run.outcome == RUN_EXITS_SPENT && run.exits[EXIT_VMCALL] >= 1000 && !changed,
	     "outcome %u, %llu exits, %u registers changed", run.outcome, run.exits[EXIT_VMCALL], changed);
}

/* In time, each time: the kernel's own tick would end a batch as well, but now and then only. */
static void tell_timed_out(const char *name)
{
	const struct vmx_run first = run;
	bool in_time = true;

	for (u32 i = 0; in_time && i < 6; i++) {
		run = first;
		guest_run(&vm, &run);
		in_time = run.outcome == RUN_TIMED_OUT &&
			  run.left - run.entered < vm.capabilities.time_max_tsc * 3 / 2;
	}
	tell(name, in_time, "outcome %u after %llu ticks", run.outcome, run.left - run.entered);
	run = first;
}

static bool has_svm(void)
{
	return vm.capabilities.engine == ENGINE_SVM;
}

/* SVM has none. */
static void do_without_the_timer(void)
{
	if (!has_svm())
		run.controls[PIN].clear = 1u << ACTIVATE_PREEMPTION_TIMER % 32;
}

/* By the preemption timer where there is one, and by the host's deadline alone. */
static void test_hang(void)
{
	guest_prepare(&vm, jump_to_itself, sizeof(jump_to_itself), &run);
	tell_timed_out("a_guest_that_never_exits_is_ended");
	do_without_the_timer();
	tell_timed_out("without_the_preemption_timer_the_deadline_ends_it");
	run.time_max_tsc = ~0ull;
	tell_timed_out("a_time_limit_beyond_the_modules_own_is_cut");
}

/* Less than as many exits take as one run may have. */
#define ENDLESS_TSC 50000

/* Exits without end, each completed in assembly or by the policy in C. */
static void test_endless_exits(void)
{
	guest_prepare_endless(&vm, &run);
	run.exits_max = RUN_EXITS_MAX;
	run.time_max_tsc = ENDLESS_TSC;
	do_without_the_timer();
	tell_timed_out("a_guest_that_always_exits_is_ended");
	run.expected_reason = EXIT_IO_INSTRUCTION;
	tell_timed_out("a_guest_that_always_exits_to_the_policy_in_c_is_ended");
}

static void test_triple_fault(void)
{
	guest_prepare(&vm, undefined, sizeof(undefined), &run);
	run.state.idtr.limit = 0;
	guest_run(&vm, &run);
	tell("a_triple_fault_is_named",
	     run.outcome == RUN_UNEXPECTED_EXIT && run.exit_reason == EXIT_TRIPLE_FAULT,
	     "outcome %u, exit reason %u", run.outcome, run.exit_reason);
}

static void test_bad_state(void)
{
	guest_prepare_endless(&vm, &run);
	run.state.rflags = 0; /* bit 1 is always 1 */
	guest_run(&vm, &run);
	tell("a_failed_entry_names_a_rule", run.outcome == RUN_ENTRY_FAILED &&
	     run.detail >= ENTRY_RULE_FIRST && run.detail < ENTRY_NO_RULE,
	     "outcome %u, detail %u", run.outcome, run.detail);
}

static bool is_used(u32 control)
{
	return run.control_used[control / 32] >> control % 32 & 1;
}

/* Linux's EFER has NXE set, and so has the guest's. */
static void test_lean_controls(void)
{
	static const u32 spared[] = { ACTIVATE_PREEMPTION_TIMER, ENTRY_LOAD_PAT, EXIT_LOAD_PAT,
				      ENTRY_LOAD_EFER, EXIT_LOAD_EFER, LOAD_DEBUG_CONTROLS,
				      SAVE_DEBUG_CONTROLS };
	u32 used = 0;

	guest_prepare_endless(&vm, &run);
	run.form = FORM_LEAN;
	guest_run(&vm, &run);
	for (u32 i = 0; i < COUNT_OF(spared); i++)
		used += is_used(spared[i]);
	tell("lean_loads_and_saves_nothing_that_is_equal_on_both_sides",
	     run.outcome == RUN_EXITS_SPENT && !used, "outcome %u, %u of them used", run.outcome, used);
}

static void test_unexpected_exit(void)
{
	guest_prepare(&vm, out_of_nowhere, sizeof(out_of_nowhere), &run);
	run.policy[EXIT_IO_INSTRUCTION].action = ACTION_STOP_UNEXPECTED;
	guest_run(&vm, &run);
	tell("an_exit_nobody_listed_is_named",
	     run.outcome == RUN_UNEXPECTED_EXIT && run.exit_reason == EXIT_IO_INSTRUCTION &&
	     run.qualification >> 16 == 0x1234 && run.guest_rip == GUEST_SCRATCH + 4 &&
	     run.instruction_length == 1,
	     "outcome %u, exit reason %u, qualification 0x%llx, RIP 0x%llx, length %u", run.outcome,
	     run.exit_reason, run.qualification, run.guest_rip, run.instruction_length);
}

/* True if every cell holds its claim and finds the host as it was, in each of its batches. */
static bool table_leaves_host_equal(u32 batches)
{
	struct cell cell = { 0 };

	while (guest_next_cell(&vm, &cell))
		for (u32 i = 0; i < batches; i++) {
			if (guest_measure(&vm, &cell, &run) >= 0)
				continue;
			printf("# %s/%s form %u batch %u: outcome %u, detail %u\n", ops[cell.op].name,
			       envs[cell.env].name, cell.form, i, run.outcome, run.detail);
			return false;
		}
	return true;
}

static void test_host_equal(u32 batches)
{
	guest_reset(&vm);
	tell("the_host_is_the_same_after_every_batch_of_the_table", table_leaves_host_equal(batches),
	     "see above");
}

static long set_ldt(u32 entry, u32 base)
{
	struct user_desc segment = { .entry_number = entry, .base_addr = base, .limit = 0xfffff, .seg_32bit = 1,
				     .limit_in_pages = 1, .useable = 1 };

	return syscall(SYS_modify_ldt, 1, &segment, sizeof(segment));
}

struct selectors { u64 ds, es, fs, gs; };

/* A batch while the selectors are as given, then as they are after it. C's own data is behind FS. */
static long run_with_selectors(struct selectors *selectors)
{
	unsigned long fs_base;
	long result;

	syscall(SYS_arch_prctl, ARCH_GET_FS, &fs_base);
	asm volatile("mov %%rbx, %%r9\n\t"
		     "mov (%%r9), %%ds; mov 8(%%r9), %%es; mov 16(%%r9), %%fs; mov 24(%%r9), %%gs\n\t"
		     "syscall\n\t"
		     "mov %%rax, %%r8\n\t"
		     "mov %%ds, (%%r9); mov %%es, 8(%%r9); mov %%fs, 16(%%r9); mov %%gs, 24(%%r9)\n\t"
		     "xor %%eax, %%eax\n\t"
		     "mov %%eax, %%ds; mov %%eax, %%es; mov %%eax, %%fs; mov %%eax, %%gs\n\t"
		     "mov %[prctl], %%eax; mov %[set_fs], %%edi; mov %[fs_base], %%rsi\n\t"
		     "syscall\n\t"
		     "mov %%r8, %%rax"
		     : "=a"(result)
		     : "a"(SYS_ioctl), "D"((long)vm.device), "S"(EXITBENCH_RUN), "d"(&run), "b"(selectors),
		       [prctl] "i"(SYS_arch_prctl), [set_fs] "i"(ARCH_SET_FS), [fs_base] "r"(fs_base)
		     : "rcx", "r8", "r9", "r11", "memory", "cc");
	return result;
}

static void test_selectors(void)
{
	const struct selectors wanted = { USER_DATA, USER_DATA, LDT_FS, LDT_GS };
	struct selectors seen = wanted;
	u32 batches = 0;
	bool same = true;

	if (set_ldt(LDT_FS >> 3, 0x1000) || set_ldt(LDT_GS >> 3, 0x2000))
		return tell("segment_registers_and_the_ldt_are_the_same_after_a_batch", false, "no LDT: errno %d", errno);
	for (u32 i = 0; same && i < 200; i++) {
		guest_prepare_endless(&vm, &run);
		seen = wanted;
		same = !run_with_selectors(&seen) && !memcmp(&seen, &wanted, sizeof(seen)) &&
		       (run.outcome == RUN_EXITS_SPENT || run.outcome == RUN_INTERRUPTED);
		batches += run.outcome == RUN_EXITS_SPENT;
	}
	tell("segment_registers_and_the_ldt_are_the_same_after_a_batch", same && batches > 40,
	     "DS %llx ES %llx FS %llx GS %llx, outcome %u, detail %u, %u batches", seen.ds, seen.es, seen.fs,
	     seen.gs, run.outcome, run.detail, batches);
}

static void segment_base_through_gs(u64 *value)
{
	asm volatile("mov %1, %%gs; mov %%gs:0, %0; xor %%ecx, %%ecx; mov %%ecx, %%gs"
		     : "=r"(*value) : "r"(LDT_GS) : "rcx");
}

/* The LDT itself, by what is read through it, right after a batch. */
static void test_ldt(void)
{
	static u64 marked = 0x0123456789abcdef;
	u64 *low = &marked, value = 0;

	guest_prepare_endless(&vm, &run);
	if (!set_ldt(LDT_GS >> 3, (u32)(unsigned long)low)) {
		guest_run(&vm, &run);
		segment_base_through_gs(&value);
	}
	tell("the_ldt_still_serves_after_a_batch", value == marked, "read 0x%llx", value);
}

static long clear_ldt(u32 entry)
{
	struct user_desc nothing = { .entry_number = entry };

	return syscall(SYS_modify_ldt, 1, &nothing, sizeof(nothing));
}

/*
 * Linux loads DS and ES anew when a process changes its LDT, and not GS: it keeps what it was loaded
 * with, and the next load of it finds no segment.
 */
static void test_stale_gs(void)
{
	u16 gs = 0;
	u32 batches = 0;

	for (u32 i = 0; !gs && i < 100; i++) {
		guest_prepare_endless(&vm, &run);
		run.flags = 0; /* GS does change, to null */
		set_ldt(LDT_GS >> 3, 0x1000);
		asm volatile("mov %0, %%gs" : : "r"((u16)LDT_GS));
		clear_ldt(LDT_GS >> 3);
		guest_try(&vm, &run);
		asm volatile("mov %%gs, %0" : "=r"(gs));
		batches += run.outcome == RUN_EXITS_SPENT;
	}
	tell("a_gs_whose_descriptor_is_gone_becomes_null", !gs && batches > 10,
	     "GS %x, outcome %u, %u batches", gs, run.outcome, batches);
}

/* TR's limit covers the I/O bitmap again: a port this process may use does not fault. */
static void test_io_bitmap(void)
{
	pid_t child;
	int status;

	guest_prepare_endless(&vm, &run);
	child = fork();
	if (!child) {
		if (ioperm(PORT_HARMLESS, 1, 1))
			_exit(1);
		for (u32 i = 0; i < 50; i++) {
			outb(0, PORT_HARMLESS);
			guest_run(&vm, &run);
		}
		outb(0, PORT_HARMLESS);
		_exit(run.outcome == RUN_EXITS_SPENT ? 0 : 2);
	}
	waitpid(child, &status, 0);
	tell("a_process_keeps_its_io_ports_after_a_batch", !status, "wait status 0x%x", status);
}

static volatile u32 watched;

static void watched_child(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (u32 i = 0; i < 50; i++)
		guest_run(&vm, &run);
	watched = 1;
	_exit(run.outcome == RUN_EXITS_SPENT ? 0 : 2);
}

static long poke_debug_register(pid_t child, u32 number, unsigned long value)
{
	return ptrace(PTRACE_POKEUSER, child, offsetof(struct user, u_debugreg) + number * 8, value);
}

/* DR7 and DR0 to DR3: a breakpoint on a write, set by ptrace, strikes after batches too. */
static void test_breakpoint(void)
{
	pid_t child;
	int status, trapped;

	guest_prepare_endless(&vm, &run);
	child = fork();
	if (!child)
		watched_child();
	waitpid(child, &status, 0);
	poke_debug_register(child, 0, (unsigned long)&watched);
	poke_debug_register(child, 7, BREAK_ON_WRITE);
	ptrace(PTRACE_CONT, child, 0, 0);
	waitpid(child, &trapped, 0);
	status = trapped;
	if (WIFSTOPPED(trapped)) {
		ptrace(PTRACE_CONT, child, 0, 0);
		waitpid(child, &status, 0);
	}
	tell("a_hardware_breakpoint_outlives_batches",
	     WIFSTOPPED(trapped) && WSTOPSIG(trapped) == SIGTRAP && !status,
	     "stopped by 0x%x, ended by 0x%x", trapped, status);
}

/* The figures' intervals stand on it: Student's factor for two trials, as libm has it for this CPU. See ./init. */
static void test_libm(void)
{
	volatile double angle = 1.4922565104551517;     /* 0.475 pi, where it is 12.70620473617471 */

	tell("libm_computes_right_on_this_cpu", fabs(tan(angle) - 12.70620473617471) < 1e-9, "%.17g", tan(angle));
}

int main(void)
{
	test_libm();
	guest_open(&vm);
	test_registers(FORM_FULL, REGISTERS, "full_keeps_15_random_registers_over_1000_exits");
	test_registers(FORM_LEAN, RAX, "lean_keeps_all_but_rax_over_1000_exits");
	test_hang();
	test_endless_exits();
	test_unexpected_exit();
	if (!has_svm() || machine_is_qemu())
		test_triple_fault();
	/* Rules and controls are VMX's. */
	if (!has_svm()) {
		test_bad_state();
		test_lean_controls();
	}
	test_host_equal(BATCHES);
	test_selectors();
	test_ldt();
	test_stale_gs();
	test_io_bitmap();
	test_breakpoint();
	test_host_equal(BATCHES_AFTER);
	guest_close(&vm);
	return 0;
}
