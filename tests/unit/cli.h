/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program in a child of the test, over backends that are told what to do. A test program that
 * includes this, once, is the whole program but for main(). Each test has its own folder.
 * where the machine's id lies, too.
 */
#ifndef TESTS_UNIT_CLI_H
#define TESTS_UNIT_CLI_H

#define _GNU_SOURCE
#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "machine/above.h"
#include "machine/clock.h"
#include "machine/ticks.h"

/* The real backends are there under another name, and nobody asks them. */
#define backends real_backends
#define backend_count real_backend_count
#include "backends/backend.c"
#undef backends
#undef backend_count

#define main exitbench_main
#include "main.c"
#undef main

#include "result/result.h"
#include "measure/plan.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define CASE(name) cmocka_unit_test_setup_teardown(name, enter_directory, leave_directory)

/* Why the fake vmx backend cannot be opened; NULL if it can. */
static const char *obstacle;

/* The fake of our own driver is that of vmx, whatever the CPU that tests run on. */
bool cpu_is_of_svm(void)
{
	return false;
}

struct machine_vm {
	int unused;
};

static struct machine_vm the_vm;

static struct words fake_open(struct machine_vm **vm)
{
	*vm = &the_vm;
	return obstacle ? words("%s", obstacle) : NO_WORDS;
}

static void fake_close(struct machine_vm *vm)
{
	assert_ptr_equal(vm, &the_vm);
}

static struct words fake_refuses(struct machine_vm *vm, const struct cell *cell)
{
	(void)vm;
	return cell->op == OP_hlt ? words("this fake has no HLT") : NO_WORDS;
}

static struct words fake_run(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			     struct batch *batch)
{
	uint64_t start = clock_ticks();

	(void)vm;
	while (clock_ticks() - start < 100000)
		continue;
	*batch = (struct batch){ .ticks = (s64)size.iterations * (cell->op == OP_nop ? 2 : 102),
				 .exits_per_op = 1 };
	return cell->op == OP_sgdt ? words("this fake fails at SGDT") : NO_WORDS;
}

static struct words never_opens(struct machine_vm **vm)
{
	(void)vm;
	return words("there is no KVM in a test");
}

const struct backend_row backends[] = {
	{ "vmx", BACKEND_VMX, "a fake", fake_open, fake_close, NULL, fake_refuses, fake_run, NULL },
	{ "kvm", BACKEND_KVM, "none", never_opens, fake_close, NULL, fake_refuses, fake_run, NULL },
};
const size_t backend_count = 2;

static char directory[] = "/tmp/exitbench-cli-XXXXXX";

static int enter_directory(void **state)
{
	(void)state;
	obstacle = NULL;
	strcpy(strrchr(directory, '-'), "-XXXXXX");
	return !mkdtemp(directory) || chdir(directory) || setenv("XDG_CONFIG_HOME", directory, 1);
}

static int leave_directory(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return chdir("/") || system(command);
}

/* What the last run wrote. */
static char output[1 << 20], errors[1 << 16];

static void redirect(const char *path, int to)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (file < 0 || dup2(file, to) < 0)
		abort();
	close(file);
}

static void read_back(const char *path, char *text, size_t bytes)
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, bytes - 1, file)] = 0;
	fclose(file);
}

static pid_t start(char **words)
{
	pid_t child = fork();
	int count = 0;

	assert_true(child >= 0);
	while (words[count])
		count++;
	if (child)
		return child;
	signal(SIGSEGV, SIG_DFL); /* cmocka would go on with the next test, in the child */
	redirect(".out", STDOUT_FILENO);
	redirect(".err", STDERR_FILENO);
	exit(exitbench_main(count, words));
}

static inline bool catches_interrupts(pid_t child)
{
	char path[40], line[200];
	unsigned long long caught = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", child);
	status = fopen(path, "r");
	while (status && fgets(line, sizeof(line), status))
		sscanf(line, "SigCgt: %llx", &caught);
	if (status)
		fclose(status);
	return caught >> (SIGINT - 1) & 1;
}

/* As soon as it can be: what a shell runs in the background is begun with SIGINT ignored. */
static inline void interrupt(pid_t child)
{
	for (int i = 0; i < 20000 && !catches_interrupts(child); i++)
		usleep(1000);
	assert_int_equal(kill(child, SIGINT), 0);
}

static int finish(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	read_back(".out", output, sizeof(output));
	read_back(".err", errors, sizeof(errors));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The same, but -1 if a signal ended it. */
__attribute__((unused)) static int finish_or_die(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(...) finish(start((char *[]){ "exitbench", __VA_ARGS__, NULL }))
#define ASSERT_SAYS(text, words) \
	do { if (!strstr(text, words)) fail_msg("no `%s' in: %s", words, text); } while (0)

/* Exactly one line, by this program. */
__attribute__((unused)) static void assert_one_line(void)
{
	ASSERT_SAYS(errors, "exitbench: ");
	assert_ptr_equal(strchr(errors, '\n'), errors + strlen(errors) - 1);
}

__attribute__((unused)) static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Where the clock cannot be trusted, nothing can be measured, and that is another test's matter. */
__attribute__((unused)) static void need_clock(void)
{
	struct clock clock;

	if (clock_examine(&clock))
		skip();
}

#endif
