// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process for 32-bit code, for real where this kernel runs 32-bit programs: that it runs loops,
 * that it is refused where Linux does not offer SYSENTER, and that nothing is left of it.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "backends/backend.h"
#include "backends/native_32_bit.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct batch_size size = { 8, 100 };
static const struct cell nop = {
	.op = OP_nop_32_bit, .env = ENV_native, .form = FORM_FULL, .ring = 3
};
static const struct cell sysenter = {
	.op = OP_sysenter_sysexit, .env = ENV_native, .form = FORM_FULL, .ring = 3
};
static struct native_32_bit there;
static struct native_32_bit_batch batch;

static int setup(void **state)
{
	(void)state;
	there = (struct native_32_bit){ 0 };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	native_32_bit_end(&there);
	return 0;
}

/* NULL if there are none. */
static const char *text_of(struct words words)
{
	static struct words kept;

	kept = words;
	return *kept.text ? kept.text : NULL;
}

static const char *run_with(const struct cell *cell, const struct claim *claim)
{
	batch = (struct native_32_bit_batch){ .op = cell->op };
	cell_prepare_native(size, &batch.params);
	return text_of(native_32_bit_run(&there, claim, &batch));
}

static const char *run(const struct cell *cell)
{
	return run_with(cell, cell_claim(cell));
}

static void assert_words(const char *text, const char *words)
{
	assert_non_null(text);
	if (!strstr(text, words))
		fail_msg("\"%s\" does not say \"%s\"", text, words);
}

/* Started, or this kernel cannot. */
static void start_or_skip(void)
{
	const char *refusal = run(&nop);

	if (refusal && strstr(refusal, "runs no 32-bit programs"))
		skip();
	assert_null(refusal);
}

static unsigned open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

static void assert_no_child(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

TEST(a_loop_of_32_bit_code_runs_in_ring_3_of_another_process_and_its_claim_holds)
{
	start_or_skip();
	assert_true(there.process > 0);
	assert_null(text_of(backend_explain(
		&nop, cell_check_guest(&nop, size, &batch.params), &batch.params)));
	assert_int_equal(batch.params.cs & 3, 3);
	assert_true(batch.params.stamp[0] < batch.params.stamp[1] &&
		    batch.params.stamp[1] < batch.params.stamp[2]);
}

TEST(the_process_serves_batch_after_batch)
{
	pid_t first;

	start_or_skip();
	first = there.process;
	for (unsigned i = 0; i < 100; i++) {
		assert_null(run(&nop));
		assert_int_equal(batch.params.finished, 1);
	}
	assert_int_equal(there.process, first);
}

static bool cpu_is_amds(void)
{
	unsigned leaf, name[3];

	__cpuid(0, leaf, name[0], name[2], name[1]);
	return !memcmp(name, "AuthenticAMD", 12) || !memcmp(name, "HygonGenuine", 12);
}

/* AMD's CPUs have none in long mode; on others Linux uses it, unless it is told or made not to. */
TEST(sysenter_runs_into_linux_or_is_refused_as_this_cpu_demands)
{
	const char *refusal;

	start_or_skip();
	refusal = run(&sysenter);
	if (cpu_is_amds()) {
		assert_words(refusal, "this CPU has no SYSENTER in long mode");
	} else if (refusal) {
		assert_true(strstr(refusal, "INT 0x80 alone") || strstr(refusal, "vdso32=0") ||
			    strstr(refusal, "seccomp"));
	} else {
		assert_int_equal((int)batch.answer, -ENOSYS);
		assert_null(text_of(
			backend_explain(&sysenter, cell_check_guest(&sysenter, size, &batch.params),
					&batch.params)));
	}
	assert_null(run(&nop));
}

TEST(a_vdso_says_by_what_it_enters)
{
	static const u8 by_sysenter[VDSO_SHOWN_BYTES] = { 0x51, 0x52, 0x55, 0x89, 0xe5,
							  0x0f, 0x34, 0xcd, 0x80, 0x5d },
			by_syscall[VDSO_SHOWN_BYTES] = { 0x51, 0x52, 0x55, 0x89, 0xcd,
							 0x0f, 0x05, 0xcd, 0x80, 0x5d },
			by_int[VDSO_SHOWN_BYTES] = { 0x51, 0x52, 0x55, 0x90, 0x90,
						     0x90, 0x90, 0xcd, 0x80, 0x5d },
			none[VDSO_SHOWN_BYTES] = { 0 };

	assert_null(text_of(native_32_bit_refuses_vdso(by_sysenter)));
	assert_words(text_of(native_32_bit_refuses_vdso(by_syscall)),
		     "measure syscall_sysret here");
	assert_words(text_of(native_32_bit_refuses_vdso(by_int)), "measure int_iret here");
	assert_words(text_of(native_32_bit_refuses_vdso(none)), "boot it without vdso32=0");
}

/*
 * Where the vDSO seems to allow it: on a CPU without SYSENTER the process dies, and this one does
 * not.
 */
TEST(a_sysenter_that_cannot_be_is_told_and_the_next_loop_runs)
{
	const char *failure;

	start_or_skip();
	memcpy(there.vdso, "\x0f\x34\xcd\x80", 4);
	failure = run(&sysenter);
	if (failure)
		assert_true(strstr(failure, "died of signal") || strstr(failure, "seccomp"));
	assert_null(run(&nop));
}

TEST(an_answer_that_is_not_enosys_is_told)
{
	const struct claim claim = { .by_sysenter = 1 };

	start_or_skip();
	memcpy(there.vdso, "\x0f\x34\xcd\x80", 4);
	assert_words(run_with(&nop, &claim), "not by ENOSYS");
}

TEST(a_process_that_was_killed_is_told_and_the_next_loop_runs_in_another)
{
	start_or_skip();
	kill(there.process, SIGKILL);
	assert_words(run(&nop), "the 32-bit process died of signal 9");
	assert_int_equal(there.process, 0);
	assert_no_child();
	assert_null(run(&nop));
}

TEST(nothing_is_left_of_a_process_that_was_ended)
{
	unsigned before = open_files();

	start_or_skip();
	native_32_bit_end(&there);
	assert_no_child();
	assert_int_equal(open_files(), before);
	native_32_bit_end(&there);
}

TEST(a_process_that_hangs_is_ended_too)
{
	start_or_skip();
	kill(there.process, SIGSTOP);
	native_32_bit_end(&there);
	assert_no_child();
}

/* As the watcher ends a trial: orphans come to this process, which waits for them. */
TEST(the_process_dies_with_the_one_that_began_it)
{
	int status, pipes[2];
	pid_t trial, process;

	start_or_skip();
	native_32_bit_end(&there);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(pipes), 0);
	trial = fork();
	if (!trial) {
		run(&nop);
		kill(there.process, SIGSTOP);
		if (write(pipes[1], &there.process, sizeof(there.process)) < 0)
			_exit(1);
		pause();
	}
	assert_int_equal(read(pipes[0], &process, sizeof(process)), sizeof(process));
	kill(trial, SIGKILL);
	assert_int_equal(waitpid(trial, &status, 0), trial);
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	close(pipes[0]);
	close(pipes[1]);
}

TEST(it_starts_when_there_is_no_standard_input)
{
	int input = dup(0);

	close(0);
	start_or_skip();
	native_32_bit_end(&there);
	if (input > 0) {
		dup2(input, 0);
		close(input);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_loop_of_32_bit_code_runs_in_ring_3_of_another_process_and_its_claim_holds),
		ROW(the_process_serves_batch_after_batch),
		ROW(sysenter_runs_into_linux_or_is_refused_as_this_cpu_demands),
		ROW(a_vdso_says_by_what_it_enters),
		ROW(a_sysenter_that_cannot_be_is_told_and_the_next_loop_runs),
		ROW(an_answer_that_is_not_enosys_is_told),
		ROW(a_process_that_was_killed_is_told_and_the_next_loop_runs_in_another),
		ROW(nothing_is_left_of_a_process_that_was_ended),
		ROW(a_process_that_hangs_is_ended_too),
		ROW(the_process_dies_with_the_one_that_began_it),
		ROW(it_starts_when_there_is_no_standard_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
