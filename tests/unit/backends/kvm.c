// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kvm backend on this machine's /dev/kvm: what cells of a real VMM claim is counted, and a
 * guest that does something else is found out. Skips where there is no /dev/kvm.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <cmocka.h>
#include "backends/kvm.c"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define CELL_OF(op) { OP_##op, ENV_hvm, FORM_FULL, 0, KNOB_default, 0 }

static struct machine_vm *vm;
static struct batch batch;
static const struct batch_size size = { 8, 20 };

static int setup(void **state)
{
	(void)state;
	vm = NULL;
	kvm_open(&vm);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (vm)
		kvm_close(vm);
	return 0;
}

static void need_kvm(void)
{
	if (!vm)
		skip();
}

static struct words run_cell(const struct cell *cell)
{
	struct words failure = kvm_refuses(vm, cell);

	return *failure.text ? failure : kvm_run(vm, cell, size, &batch);
}

static void holds(const struct cell *cell)
{
	struct words failure = run_cell(cell);

	if (*failure.text)
		fail_msg("%s: %s", ops[cell->op].name, failure.text);
}

static void says(const struct cell *cell, const char *words)
{
	struct words failure = run_cell(cell);

	if (!strstr(failure.text, words))
		fail_msg("%s: `%s' is not in `%s'", ops[cell->op].name, words, failure.text);
}

/* Change bytes in the guest's loop of a cell that has run. */
static void change(struct kvm_vm *kvm, const char *from, const char *to, size_t bytes)
{
	struct guest_params *params = kvm->memory;
	char *loop = (char *)kvm->memory + params->loop, *at = memmem(loop, 64, from, bytes);

	assert_non_null(at);
	memcpy(at, to, bytes);
}

TEST(what_leaves_to_user_space_is_counted_there)
{
	const struct cell leaving[] = { CELL_OF(hlt), CELL_OF(out),  CELL_OF(in),
					CELL_OF(inl), CELL_OF(mmio), CELL_OF(mmio_store) };

	need_kvm();
	for (size_t i = 0; i < COUNT_OF(leaving); i++)
		holds(&leaving[i]);
}

TEST(user_space_answers_with_all_ones)
{
	const struct cell port = CELL_OF(inl), memory = CELL_OF(mmio);
	const struct guest_params *params;

	need_kvm();
	holds(&port);
	params = vm->plain.memory;
	assert_int_equal((u32)params->outcome.rax, ~0u);
	holds(&memory);
	assert_int_equal((u32)params->outcome.rax, ~0u);
}

TEST(too_few_exits_to_user_space_are_found_out)
{
	const struct cell out = CELL_OF(out);

	need_kvm();
	holds(&out);
	change(&vm->plain, "\xee", "\x90", 1); /* OUT: NOP */
	says(&out, "0 exits to user space, claimed 31");
	holds(&out); /* in another VM */
}

TEST(an_exit_to_user_space_of_another_kind_is_named)
{
	const struct cell out = CELL_OF(out), store = CELL_OF(mmio_store);

	need_kvm();
	holds(&out);
	change(&vm->plain, "\xee", "\xf4", 1); /* OUT: HLT */
	says(&out, "an unclaimed HLT");
	holds(&store);
	change(&vm->plain, "\x88\x04\x25", "\xee\x90\x90", 3); /* MOV: OUT */
	says(&store, "unclaimed I/O");
}

TEST(signals_of_an_eventfd_are_counted_by_place)
{
	const struct cell signalling[] = { CELL_OF(out_eventfd), CELL_OF(out_eventfd_match),
					   CELL_OF(mmio_eventfd), CELL_OF(mmio_eventfd_match) };

	need_kvm();
	for (size_t i = 0; i < COUNT_OF(signalling); i++)
		holds(&signalling[i]);
}

TEST(a_store_that_signals_nothing_is_found_out)
{
	const struct cell any = CELL_OF(out_eventfd), one = CELL_OF(out_eventfd_match);

	need_kvm();
	holds(&any);
	change(&vm->board, "\xee", "\x90", 1);
	says(&any, "signalled 0 times, claimed 31");
	holds(&one);
	change(&vm->board, "\xb8\xfa", "\xb8\xfb", 2); /* another value: user space gets it */
	says(&one, "unclaimed I/O on port 0xe1");
}

TEST(kvms_own_interrupt_controller_answers_without_user_space)
{
	const struct cell in = CELL_OF(inl_from_kernel), out = CELL_OF(outl_to_kernel);

	need_kvm();
	holds(&in);
	holds(&out);
}

TEST(each_touch_of_a_fresh_page_is_a_fault_that_kvm_mends)
{
	const struct cell cold = { OP_page_cold, ENV_hvm, FORM_FULL, 3, KNOB_default, 0 },
			  hot = { OP_page_hot, ENV_hvm, FORM_FULL, 3, KNOB_default, 0 };

	need_kvm();
	holds(&cold);
	holds(&hot);
	holds(&cold);
	if (kvm_vm_counts(&vm->board).faults < 0)
		skip();
	change(&vm->board, "\x89\x06", "\x90\x90", 2); /* MOV: NOPs */
	says(&cold, "each of which touches another");
}

TEST(a_batch_touches_no_more_pages_than_there_are)
{
	const struct cell cold = { OP_page_cold, ENV_hvm, FORM_FULL, 3, KNOB_default, 0 };
	const struct batch_size most = { 8, cell_iterations_max(&cold, 8) };

	need_kvm();
	assert_true(most.iterations >= 100 && most.iterations < GUEST_FRESH_PAGES);
	assert_string_equal(kvm_run(vm, &cold, most, &batch).text, "");
}

TEST(a_kvm_run_that_never_enters_leaves_the_guest_where_it_was)
{
	const struct cell outside = { OP_kvm_run, ENV_hvm, FORM_FULL, 3, KNOB_default, 0 };
	struct kvm_regs registers;

	need_kvm();
	holds(&outside);
	assert_int_equal(ioctl(vm->plain.vcpu, KVM_GET_REGS, &registers), 0);
	assert_int_equal(registers.rip, GUEST_ENTRY);
}

/* On a CPU all hold. Of a software KVM it is known only that it says what it does instead. */
static void holds_or_departs(const struct cell *cell)
{
	struct words failure = run_cell(cell);

	bool departs = strstr(failure.text, "exceptions per iteration") ||
		       strstr(failure.text, "an interrupt takes");

	if (*failure.text && (vm->is_hardware || !departs))
		fail_msg("%s: %s", ops[cell->op].name, failure.text);
}

TEST(each_interrupt_is_dealt_with_once)
{
	const struct cell waiting[] = { CELL_OF(self_ipi_sti_hlt), CELL_OF(self_ipi_tpr_sti_hlt),
					CELL_OF(x2apic_self_ipi_sti_hlt),
					CELL_OF(x2apic_self_ipi_tpr_sti_hlt) };
	const struct cell running[] = {
		CELL_OF(self_ipi_sti_nop),	  CELL_OF(self_ipi_tpr),
		CELL_OF(self_ipi_tpr_sti_nop),	  CELL_OF(x2apic_self_ipi_sti_nop),
		CELL_OF(x2apic_self_ipi_tpr),	  CELL_OF(x2apic_self_ipi_tpr_sti_nop),
		CELL_OF(tscdeadline_immed),	  CELL_OF(tscdeadline),
	};

	need_kvm();
	for (size_t i = 0; i < COUNT_OF(waiting); i++)
		holds(&waiting[i]);
	for (size_t i = 0; i < COUNT_OF(running); i++)
		holds_or_departs(&running[i]);
}

TEST(an_interrupt_too_few_is_found_out)
{
	const struct cell halting = CELL_OF(x2apic_self_ipi_sti_hlt);
	const struct cell page = CELL_OF(self_ipi_sti_hlt);

	need_kvm();
	holds(&halting);
	change(&vm->board, "\xfb\xf4", "\xfb\x90", 2); /* HLT: NOP. On a CPU that is as good */
	holds_or_departs(&halting);
	holds(&page);
	change(&vm->board, "\x23\x40\x04\x00", "\x21\x40\x04\x00", 4); /* another vector */
	says(&page, "the guest took an unexpected exception");
}

TEST(a_guest_that_is_halted_and_never_woken_is_stopped)
{
	const struct cell page = CELL_OF(self_ipi_sti_hlt);

	need_kvm();
	holds(&page);
	change(&vm->board, "\xfb\xf4", "\xfa\xf4", 2); /* STI: CLI */
	says(&page, "hung at RIP");
	holds(&page);
}

TEST(a_second_cpu_answers_the_first)
{
	const struct cell turns = CELL_OF(ple_round_robin);
	const struct cell interrupts[] = { CELL_OF(ipi), CELL_OF(ipi_halt) };

	need_kvm();
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	holds(&turns);
	for (size_t i = 0; i < COUNT_OF(interrupts); i++)
		holds_or_departs(&interrupts[i]);
	assert_false(vm->board.peer.is_running);
}

TEST(a_second_cpu_that_leaves_the_guest_is_named)
{
	const struct cell turns = CELL_OF(ple_round_robin);

	need_kvm();
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	holds(&turns);
	((char *)vm->board.memory)[GUEST_PEER_TURNS] = (char)0xec; /* PAUSE: IN, to user space */
	says(&turns, "the second virtual CPU ended: unclaimed I/O");
	holds(&turns);
}

TEST(a_board_that_lacks_descriptors_is_trouble_and_made_at_the_next_try)
{
	const struct cell any = CELL_OF(out_eventfd);
	struct rlimit usual, none;

	need_kvm();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = (struct rlimit){ 0, usual.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	assert_non_null(strstr(kvm_run(vm, &any, size, &batch).text, "descriptors"));
	setrlimit(RLIMIT_NOFILE, &usual);
	assert_true(batch.is_trouble);
	holds(&any);
}

TEST(what_cpuid_does_not_offer_is_refused_by_name)
{
	const struct cell adjust = CELL_OF(rd_tsc_adjust_msr);

	need_kvm();
	assert_null(kvm_vm_lacks(&vm->plain, FEATURE_NONE));
	for (__u32 i = 0; i < vm->plain.cpuid->nent; i++)
		if (vm->plain.cpuid->entries[i].function == 7)
			vm->plain.cpuid->entries[i].ebx &= ~2u;
	says(&adjust, "does not offer its guests TSC_ADJUST");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_leaves_to_user_space_is_counted_there),
		ROW(user_space_answers_with_all_ones),
		ROW(too_few_exits_to_user_space_are_found_out),
		ROW(an_exit_to_user_space_of_another_kind_is_named),
		ROW(signals_of_an_eventfd_are_counted_by_place),
		ROW(a_store_that_signals_nothing_is_found_out),
		ROW(kvms_own_interrupt_controller_answers_without_user_space),
		ROW(each_touch_of_a_fresh_page_is_a_fault_that_kvm_mends),
		ROW(a_batch_touches_no_more_pages_than_there_are),
		ROW(a_kvm_run_that_never_enters_leaves_the_guest_where_it_was),
		ROW(each_interrupt_is_dealt_with_once),
		ROW(an_interrupt_too_few_is_found_out),
		ROW(a_guest_that_is_halted_and_never_woken_is_stopped),
		ROW(a_second_cpu_answers_the_first),
		ROW(a_second_cpu_that_leaves_the_guest_is_named),
		ROW(a_board_that_lacks_descriptors_is_trouble_and_made_at_the_next_try),
		ROW(what_cpuid_does_not_offer_is_refused_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
