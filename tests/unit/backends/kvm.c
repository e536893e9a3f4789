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
#include <cmocka.h>
#include "backends/kvm.c"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define CELL_OF(op) { OP_##op, ENV_hvm, FORM_FULL, 0, KNOB_default }

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
	assert_true(batch.ticks > 0);
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
	const struct cell cold = { OP_page_cold, ENV_hvm, FORM_FULL, 3, KNOB_default },
			  hot = { OP_page_hot, ENV_hvm, FORM_FULL, 3, KNOB_default };

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
	const struct cell cold = { OP_page_cold, ENV_hvm, FORM_FULL, 3, KNOB_default };
	const struct batch_size most = { 8, cell_iterations_max(&cold, 8) };

	need_kvm();
	assert_true(most.iterations >= 100 && most.iterations < GUEST_FRESH_PAGES);
	assert_string_equal(kvm_run(vm, &cold, most, &batch).text, "");
}

TEST(a_kvm_run_that_never_enters_leaves_the_guest_where_it_was)
{
	const struct cell outside = { OP_kvm_run, ENV_hvm, FORM_FULL, 3, KNOB_default };
	struct kvm_regs registers;

	need_kvm();
	holds(&outside);
	assert_int_equal(ioctl(vm->plain.vcpu, KVM_GET_REGS, &registers), 0);
	assert_int_equal(registers.rip, GUEST_ENTRY);
}

TEST(what_cpuid_does_not_offer_is_refused_by_its_place)
{
	struct cpuid_bit reserved = { .leaf = 1, .bit = 16, .in = OFFERED_ECX };

	need_kvm();
	assert_false(kvm_vm_offers(&vm->plain, reserved));
	assert_true(kvm_vm_offers(&vm->plain, (struct cpuid_bit){ 1, 6, OFFERED_EDX })); /* PAE */
	assert_false(kvm_vm_offers(&vm->plain, (struct cpuid_bit){ 99, 0, OFFERED_EAX }));
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
		ROW(what_cpuid_does_not_offer_is_refused_by_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
