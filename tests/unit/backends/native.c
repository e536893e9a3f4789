// SPDX-License-Identifier: GPL-2.0-only
/*
 * The native backend: loops of ring 3 run for real in this process; ring 0 is a module that is
 * told how to answer, behind ioctl.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <cmocka.h>
#include "driver/abi.h"
#include "backends/backend.h"

/* The module: what it was asked last, and what it answers. */
static struct exitbench_native asked;
static int error;
static u32 host_changed;
static u64 fault_vector, ring;

static int fake_open(const char *path, int flags)
{
	(void)flags;
	assert_string_equal(path, EXITBENCH_DEVICE);
	errno = ENOENT;
	return error == ENOENT ? -1 : 1000;
}

static int fake_ioctl(int file, unsigned long request, struct exitbench_native *batch)
{
	assert_int_equal(file, 1000);
	assert_int_equal(request, EXITBENCH_NATIVE);
	asked = *batch;
	errno = error;
	if (error)
		return -1;
	batch->host_changed = host_changed;
	batch->params.faults = fault_vector > 0;
	batch->params.vector = fault_vector;
	batch->params.finished = !fault_vector;
	batch->params.cs = 0x10 | ring;
	for (unsigned i = 0; i < GUEST_SEGMENTS; i++)
		batch->params.stamp[i] = 1000 + (i ? batch->params.stamp[i - 1] : 0);
	batch->params.stamp[2] += 100000;
	return 0;
}

static int fake_close(int file)
{
	return file == 1000 ? 0 : -1;
}

#define open fake_open
#define ioctl fake_ioctl
#define close fake_close
#include "backends/native.c"
#undef open
#undef ioctl
#undef close

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static struct machine_vm *vm;
static const struct batch_size size = { 8, 100 };
static struct batch batch;

static int setup(void **state)
{
	(void)state;
	error = 0;
	host_changed = 0;
	fault_vector = ring = 0;
	return *native_open(&vm).text;
}

static int teardown(void **state)
{
	(void)state;
	native_close(vm);
	return 0;
}

static struct cell cell_of(enum op op, u8 ring_of_loop)
{
	return (struct cell){
		.op = op, .env = ENV_native, .form = FORM_FULL, .ring = ring_of_loop
	};
}

/* NULL if there are none. */
static const char *text_of(struct words words)
{
	static struct words kept;

	kept = words;
	return *kept.text ? kept.text : NULL;
}

static const char *refusal_of(enum op op, u8 ring_of_loop)
{
	struct cell cell = cell_of(op, ring_of_loop);

	return text_of(native_refuses(vm, &cell));
}

static const char *run_of(enum op op, u8 ring_of_loop)
{
	struct cell cell = cell_of(op, ring_of_loop);

	return text_of(native_run(vm, &cell, size, &batch));
}

TEST(every_row_of_ring_3_but_those_of_32_bit_code_has_its_loop_here)
{
	assert_int_equal(NATIVE_OPS, OPS);
	for (unsigned op = 0; op < OPS; op++) {
		struct cell cell = cell_of(op, 3);

		assert_int_equal(native_loops[op] != NULL, cell_exists(&cell, BACKEND_NATIVE) &&
								   !cell_claim(&cell)->in_32_bit);
	}
}

TEST(what_would_harm_the_kernel_has_no_row_in_ring_0)
{
	const enum op harmful[] = { OP_sti,
				    OP_hlt,
				    OP_ltr,
				    OP_swapgs,
				    OP_wbinvd,
				    OP_syscall_sysret,
				    OP_sysenter_sysexit,
				    OP_int_iret,
				    OP_divzero,
				    OP_pgfault,
				    OP_vmcall,
				    OP_mmio,
				    OP_ptemod };

	for (size_t i = 0; i < COUNT_OF(harmful); i++) {
		struct cell cell = cell_of(harmful[i], 0);

		assert_false(cell_exists(&cell, BACKEND_NATIVE));
	}
}

TEST(a_loop_that_touches_nothing_runs_in_ring_3_and_its_claim_holds)
{
	assert_null(refusal_of(OP_nop, 3));
	assert_null(run_of(OP_nop, 3));
	assert_true(batch.exits_per_op < 0);
	assert_int_equal(vm->params.cs & 3, 3);
}

TEST(each_exception_reaches_the_signal_handler_and_is_counted)
{
	catch_exceptions(vm);           /* cmocka has handlers of its own since the setup */
	assert_null(run_of(OP_divzero, 3));
	assert_int_equal(vm->params.traps[0], batch_total(size));
	assert_null(run_of(OP_pgfault, 3));
	assert_int_equal(vm->params.traps[14], batch_total(size));
	assert_null(run_of(OP_cli, 3));
	assert_int_equal(vm->params.traps[13], batch_total(size));
	assert_null(run_of(OP_cli_sti, 3));
	assert_int_equal(vm->params.traps[13], 2 * batch_total(size));
}

TEST(an_exception_nobody_claims_ends_the_batch_and_is_named)
{
	struct cell cell = cell_of(OP_nop, 3);

	catch_exceptions(vm);
	cell_prepare_native(size, &vm->params);
	running.claim = cell_claim(&cell);
	running.params = &vm->params;
	native_loop_run(&vm->params, vm->scratch, native_loops[OP_divzero]);
	running.params = NULL;
	assert_int_equal(vm->params.faults, 1);
	assert_string_equal(backend_explain(&cell, cell_check_guest(&cell, size, &vm->params),
					    &vm->params).text,
			    "the loop took an unexpected exception: #DE (vector 0)");
}

TEST(signal_handlers_are_what_they_were_after_closing)
{
	struct sigaction now;

	native_close(vm);
	sigaction(SIGFPE, NULL, &now);
	assert_false(now.sa_flags & SA_SIGINFO && now.sa_sigaction == take_exception);
	assert_string_equal(native_open(&vm).text, "");
}

TEST(a_batch_of_32_bit_code_says_that_it_ran_elsewhere_and_others_do_not)
{
	const char *refusal = refusal_of(OP_nop_32_bit, 3);

	if (refusal && strstr(refusal, "runs no 32-bit programs"))
		skip();
	assert_null(refusal);
	assert_null(run_of(OP_nop_32_bit, 3));
	assert_true(batch.elsewhere);
	assert_null(run_of(OP_nop, 3));
	assert_false(batch.elsewhere);
}

TEST(without_the_module_ring_0_is_refused_with_the_remedy)
{
	native_close(vm);
	error = ENOENT;
	assert_string_equal(native_open(&vm).text, "");
	assert_non_null(strstr(refusal_of(OP_cli, 0), "ring 0 needs the module exitbench loaded"));
	assert_null(refusal_of(OP_nop, 3));
}

TEST(on_the_stick_ring_0_is_refused_with_why_the_module_was)
{
	native_close(vm);
	error = ENOENT;
	setenv("EXITBENCH_STICK", "the kernel refused it: Key was rejected", 1);
	assert_string_equal(native_open(&vm).text, "");
	unsetenv("EXITBENCH_STICK");
	assert_non_null(strstr(refusal_of(OP_cli, 0), "loaded (the kernel refused it: Key"));
	assert_null(strstr(refusal_of(OP_cli, 0), "make install"));
}

TEST(the_module_is_told_the_row_and_the_table_it_is_from)
{
	assert_null(run_of(OP_cpuid, 0));
	assert_int_equal(asked.op, OP_cpuid);
	assert_true(asked.table == native_table_hash());
	assert_int_equal(asked.params.segment[0], size.warmup + 1);
	assert_int_equal(asked.params.segment[2], size.iterations + 1);
	assert_int_equal(asked.flags, 0);
	assert_int_equal(batch.ticks, 100000);
}

TEST(a_cell_is_tried_with_a_look_at_the_host_before_it_is_measured)
{
	assert_null(refusal_of(OP_lgdt, 0));
	assert_int_equal(asked.flags, RUN_DUMP_HOST_STATE);
	host_changed = 1;
	assert_string_equal(refusal_of(OP_lgdt, 0), "the host's state has changed: CR0");
}

TEST(another_table_in_the_module_is_refused)
{
	error = ESTALE;
	assert_non_null(strstr(refusal_of(OP_lgdt, 0), "another table"));
	error = ENOTTY;
	assert_non_null(strstr(refusal_of(OP_lgdt, 0), "another table"));
}

TEST(a_batch_that_would_take_too_long_is_disturbed_and_not_failed)
{
	error = ETIME;
	assert_null(run_of(OP_out, 0));
	assert_true(batch.disturbed);
}

TEST(a_fault_or_the_wrong_ring_in_the_kernel_is_no_figure)
{
	fault_vector = 13;
	assert_string_equal(run_of(OP_rdmsr, 0),
			    "the loop took an unexpected exception: #GP (vector 13)");
	fault_vector = 0;
	ring = 3;
	assert_non_null(strstr(run_of(OP_rdmsr, 0), "ring 3, claimed 0"));
}

TEST(an_instruction_the_cpu_does_not_have_is_refused_in_these_words)
{
	fault_vector = 6;
	assert_string_equal(refusal_of(OP_rdtscp, 0), "this CPU does not have the instruction, or "
						      "a hypervisor above hides it (#UD)");
	fault_vector = 13;
	assert_string_equal(refusal_of(OP_rdpmc, 0),
			    "the loop took an unexpected exception: #GP (vector 13)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(every_row_of_ring_3_but_those_of_32_bit_code_has_its_loop_here),
		ROW(what_would_harm_the_kernel_has_no_row_in_ring_0),
		ROW(a_loop_that_touches_nothing_runs_in_ring_3_and_its_claim_holds),
		ROW(each_exception_reaches_the_signal_handler_and_is_counted),
		ROW(an_exception_nobody_claims_ends_the_batch_and_is_named),
		ROW(signal_handlers_are_what_they_were_after_closing),
		ROW(a_batch_of_32_bit_code_says_that_it_ran_elsewhere_and_others_do_not),
		ROW(without_the_module_ring_0_is_refused_with_the_remedy),
		ROW(on_the_stick_ring_0_is_refused_with_why_the_module_was),
		ROW(the_module_is_told_the_row_and_the_table_it_is_from),
		ROW(a_cell_is_tried_with_a_look_at_the_host_before_it_is_measured),
		ROW(another_table_in_the_module_is_refused),
		ROW(a_batch_that_would_take_too_long_is_disturbed_and_not_failed),
		ROW(a_fault_or_the_wrong_ring_in_the_kernel_is_no_figure),
		ROW(an_instruction_the_cpu_does_not_have_is_refused_in_these_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
