// SPDX-License-Identifier: GPL-2.0-only
/*
 * The manners of /dev/exitbench: who may open it, what may be mapped, what becomes of
 * forks, threads, kills and nonsense. Runs inside the emulated machine as root; each
 * test is a line. What the kernel says meanwhile is judged outside.
 *   usage: device [SEED]        of the random runs
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_vm.h"

#define NOBODY      65534
#define KILLS       15
#define FILES       40
#define RANDOM_RUNS 4000
#define NONCANONICAL 0x8000000000000000ull
#define KERNEL_ADDRESS 0xffff888000000000ull

static struct guest_vm vm;
static struct vmx_run run;

static const u8 endless_exits[] = { 0x0f, 0x01, 0xc1, 0xeb, 0xfb }; /* 1: vmcall; jmp 1b */

static const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };

/* The plain batch that must always work, whatever came before. */
static bool still_works(void)
{
	guest_prepare(&vm, endless_exits, sizeof(endless_exits), &run);
	guest_run(&vm, &run);
	return run.outcome == RUN_EXITS_SPENT && run.exits[EXIT_VMCALL] >= 1000;
}

static int in_child(int (*what)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(what());
	waitpid(child, &status, 0);
	return status;
}

static int open_as_nobody(void)
{
	if (setgid(NOBODY) || setuid(NOBODY))
		return 0;
	return open(EXITBENCH_DEVICE, O_RDWR) < 0 ? errno : 0;
}

/* By the file's mode; and, where an administrator was careless with that, by the module. */
static void test_permission(void)
{
	struct stat status;
	int refused = in_child(open_as_nobody), mode;

	stat(EXITBENCH_DEVICE, &status);
	mode = status.st_mode & 07777;
	tell("the_device_is_roots_alone", mode == 0600 && refused == EACCES << 8,
	     "mode 0%o, wait status 0x%x", mode, refused);
	chmod(EXITBENCH_DEVICE, 0666);
	refused = in_child(open_as_nobody);
	chmod(EXITBENCH_DEVICE, 0600);
	tell("without_cap_sys_admin_it_does_not_open", refused == EPERM << 8, "wait status 0x%x", refused);
}

static int map_error(size_t bytes, int protection, int flags, off_t offset)
{
	void *mapped = mmap(NULL, bytes, protection, flags, vm.device, offset);
	int error = mapped == MAP_FAILED ? errno : 0;

	if (!error)
		munmap(mapped, bytes);
	return error;
}

static void test_mmap(void)
{
	const int both = PROT_READ | PROT_WRITE;
	const struct {
		const char *name;
		size_t bytes;
		int flags;
		off_t offset;
	} refused[] = {
		{ "mmap_at_another_offset_is_refused", GUEST_BYTES, MAP_SHARED, 4096 },
		{ "mmap_at_an_offset_far_beyond_is_refused", GUEST_BYTES, MAP_SHARED, 1ll << 46 },
		{ "mmap_of_less_is_refused", GUEST_BYTES - 4096, MAP_SHARED, 0 },
		{ "mmap_of_more_is_refused", GUEST_BYTES + 4096, MAP_SHARED, 0 },
		{ "private_mmap_is_refused", GUEST_BYTES, MAP_PRIVATE, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		int error = map_error(refused[i].bytes, both, refused[i].flags, refused[i].offset);

		tell(refused[i].name, error == EINVAL, "errno %d", error);
	}
	map_error(GUEST_BYTES, both | PROT_EXEC, MAP_SHARED, 0);
	map_error(GUEST_BYTES, PROT_NONE, MAP_SHARED, 0);
	tell("an_executable_or_a_closed_mapping_harms_nothing", still_works(), "outcome %u", run.outcome);
}

/* It cannot be grown, split into a copy, or remapped larger. */
static void test_remap(void)
{
	void *grown = mremap(vm.memory, GUEST_BYTES, 2 * GUEST_BYTES, MREMAP_MAYMOVE);

	tell("the_mapping_does_not_grow", grown == MAP_FAILED, "%p", grown);
}

static void test_mapping_outlives_file(void)
{
	struct guest_vm other;
	bool kept;

	guest_open(&other);
	close(other.device);
	other.memory[GUEST_SCRATCH] = 0x5a;
	kept = other.memory[GUEST_SCRATCH] == 0x5a && other.memory[GUEST_BYTES - 1] == 0;
	munmap(other.memory, GUEST_BYTES);
	tell("a_mapping_outlives_its_file", kept && still_works(), "kept %d", kept);
}

/* Pages that somebody still writes from when the VM is gone are not freed under them. */
static void test_pinned_page(void)
{
	struct guest_vm other;
	int ends[2];
	u8 byte = 0;

	guest_open(&other);
	insist(!pipe(ends), "a_pipe_opens");
	other.memory[GUEST_SCRATCH] = 0x77;
	vmsplice(ends[1], &(struct iovec){ other.memory + GUEST_SCRATCH, 1 }, 1, 0);
	guest_close(&other);
	still_works();
	tell("a_page_pinned_elsewhere_outlives_its_vm", read(ends[0], &byte, 1) == 1 && byte == 0x77,
	     "read 0x%x", byte);
	close(ends[0]);
	close(ends[1]);
}

static void test_two_files(void)
{
	struct guest_vm other;
	bool separate;

	guest_open(&other);
	other.memory[GUEST_SCRATCH] = 1;
	vm.memory[GUEST_SCRATCH] = 2;
	separate = other.memory[GUEST_SCRATCH] == 1;
	guest_prepare(&other, endless_exits, sizeof(endless_exits), &run);
	guest_run(&other, &run);
	tell("two_files_are_two_vms", separate && run.outcome == RUN_EXITS_SPENT && still_works(),
	     "separate %d, outcome %u", separate, run.outcome);
	guest_close(&other);
}

static void test_many_files(void)
{
	struct guest_vm many[FILES];

	for (u32 i = 0; i < FILES; i++)
		guest_open(&many[i]);
	for (u32 i = 0; i < FILES; i++)
		guest_close(&many[i]);
	tell("files_come_and_go", still_works(), "outcome %u", run.outcome);
}

static void end_well(int signal)
{
	(void)signal;
	_exit(0);
}

static int touch_memory(void)
{
	signal(SIGSEGV, end_well);
	vm.memory[0] = 1;
	return 1;
}

static int run_in_child(void)
{
	struct vmx_run own = run;

	return guest_try(&vm, &own) || (own.outcome != RUN_EXITS_SPENT && own.outcome != RUN_INTERRUPTED);
}

static void test_fork(void)
{
	int touched = in_child(touch_memory), ran;

	tell("a_forked_child_has_no_guest_memory", !touched, "wait status 0x%x", touched);
	still_works();
	guest_prepare(&vm, endless_exits, sizeof(endless_exits), &run);
	ran = in_child(run_in_child);
	tell("a_forked_child_may_run_its_parents_vm", !ran && still_works(), "wait status 0x%x", ran);
}

static void *run_many(void *bad)
{
	struct vmx_run own;

	for (u32 i = 0; i < 200; i++) {
		own = run;
		if (guest_try(&vm, &own) ||
		    (own.outcome != RUN_EXITS_SPENT && own.outcome != RUN_INTERRUPTED))
			*(bool *)bad = true;
	}
	return NULL;
}

static void test_threads(void)
{
	pthread_t thread[2];
	bool bad[2] = { false, false };

	guest_prepare(&vm, endless_exits, sizeof(endless_exits), &run);
	for (u32 i = 0; i < COUNT_OF(thread); i++)
		pthread_create(&thread[i], NULL, run_many, &bad[i]);
	for (u32 i = 0; i < COUNT_OF(thread); i++)
		pthread_join(thread[i], NULL);
	tell("two_threads_share_a_file", !bad[0] && !bad[1] && still_works(), "bad: %d %d", bad[0], bad[1]);
}

static u32 other_than_errno(u64 command, u64 argument, int expected)
{
	bool as_expected = ioctl(vm.device, command, argument) == -1 && errno == expected;

	if (!as_expected)
		printf("# ioctl 0x%llx with 0x%llx: errno %d\n", command, argument, errno);
	return !as_expected;
}

static void test_unknown_ioctls(void)
{
	const u32 sizes[] = { 0, 1, sizeof(struct vmx_run) - 8, sizeof(struct vmx_run), 0x3fff };
	u32 wrong = 0;

	for (u32 direction = 0; direction < 4; direction++)
		for (u32 number = 0; number < 256; number++)
			for (size_t i = 0; i < COUNT_OF(sizes); i++) {
				u32 command = _IOC(direction, 'x', number, sizes[i]);

				if (command != EXITBENCH_RUN && command != EXITBENCH_CAPABILITIES)
					wrong += other_than_errno(command, (u64)&run, ENOTTY);
			}
	tell("ioctls_nobody_knows_are_refused", !wrong, "%u were not", wrong);
}

static void test_bad_pointers(void)
{
	u8 *pages = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u64 pointers[] = { 0, 1, KERNEL_ADDRESS, ~0ull, NONCANONICAL, (u64)pages + 4096, (u64)pages + 4096 - 8 };
	u32 wrong = 0;

	munmap(pages + 4096, 4096);
	for (size_t i = 0; i < COUNT_OF(pointers); i++) {
		wrong += other_than_errno(EXITBENCH_RUN, pointers[i], EFAULT);
		wrong += other_than_errno(EXITBENCH_CAPABILITIES, pointers[i], EFAULT);
	}
	munmap(pages, 4096);
	/* Readable, so that it runs, but the outcome cannot be written. */
	pages = mmap(NULL, 2 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	wrong += other_than_errno(EXITBENCH_RUN, (u64)pages, EFAULT);
	munmap(pages, 2 * 4096);
	tell("bad_pointers_are_faults", !wrong && still_works(), "%u were not", wrong);
}

static void test_no_file_of_bytes(void)
{
	u8 byte = 0;

	tell("it_is_no_file_of_bytes", read(vm.device, &byte, 1) < 0 && write(vm.device, &byte, 1) < 0 &&
	     ftruncate(vm.device, 0) < 0, "read, written or cut");
}

/* A CPU need not refuse it, but the guest alone may suffer. */
#define ENDED_SOMEHOW RUN_OUTCOME_COUNT

/* One member spoilt: where it is, and what it should lead to. */
struct spoilt {
	const char *name;
	size_t offset, bytes;
	u64 value;
	u32 outcome;
};

#define SPOILT(member, value, outcome) \
	{ #member " = " #value, OFFSET_OF(struct vmx_run, member), sizeof(run.member), value, outcome }

static const struct spoilt spoilt[] = {
	SPOILT(form, FORM_COUNT, RUN_BAD_REQUEST),
	SPOILT(form, ~0u, RUN_BAD_REQUEST),
	SPOILT(flags, RUN_FLAGS + 1, RUN_BAD_REQUEST),
	SPOILT(flags, ~0u, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_REASON_COUNT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, ~0u, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_EXTERNAL_INTERRUPT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_INIT_SIGNAL, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_TRIPLE_FAULT, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_MACHINE_CHECK, RUN_BAD_REQUEST),
	SPOILT(expected_reason, EXIT_INVALID_GUEST_STATE, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 2, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 18, RUN_BAD_REQUEST),
	SPOILT(expected_vector, 32, RUN_BAD_REQUEST),
	SPOILT(expected_vector, ~0u, RUN_BAD_REQUEST),
	SPOILT(mitigation, MITIGATIONS, RUN_BAD_REQUEST),
	SPOILT(mitigation, ~0u, RUN_BAD_REQUEST),
	SPOILT(exits_max, 0, RUN_BAD_REQUEST),
	SPOILT(exits_max, RUN_EXITS_MAX + 1, RUN_BAD_REQUEST),
	SPOILT(exits_max, ~0ull, RUN_BAD_REQUEST),
	SPOILT(warmup_exits, ~0ull, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_CPUID].action, ACTION_COUNT, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_REASON_COUNT - 1].action, 255, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_CPUID].length, 16, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_EXTERNAL_INTERRUPT].action, ACTION_RESUME, RUN_BAD_REQUEST),
	SPOILT(policy[EXIT_TRIPLE_FAULT].action, ACTION_SKIP, RUN_BAD_REQUEST),
	SPOILT(msr_pass[0], 1, RUN_BAD_REQUEST),
	SPOILT(msr_pass[3], ~0u, RUN_BAD_REQUEST),
	SPOILT(state.cr4, 1ull << 13 | 1ull << 23, RUN_CR4_REFUSED), /* CET; VMXE is set anyhow */
	SPOILT(state.cr4, 1ull << 63, RUN_CR4_REFUSED),
	SPOILT(controls[PIN].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PIN].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PRIMARY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[PRIMARY].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[SECONDARY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[EXIT].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[EXIT].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[ENTRY].set, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(controls[ENTRY].clear, ~0u, RUN_CONTROL_REFUSED),
	SPOILT(state.rip, NONCANONICAL, ENDED_SOMEHOW),
	SPOILT(state.cr0, ~0ull, ENDED_SOMEHOW),
	SPOILT(state.cr3, ~0ull, ENDED_SOMEHOW),
	SPOILT(state.rflags, RFLAGS_VM | RFLAGS_FIXED, RUN_ENTRY_FAILED),
	SPOILT(state.efer, 0, ENDED_SOMEHOW),
	SPOILT(state.cs.rights, 0, RUN_ENTRY_FAILED),
	SPOILT(state.ss.rights, ~0u, RUN_ENTRY_FAILED),
	SPOILT(state.tr.rights, 0x10000, RUN_ENTRY_FAILED),
	SPOILT(state.tr.base, NONCANONICAL, RUN_ENTRY_FAILED),
	SPOILT(state.gdtr.base, NONCANONICAL, RUN_ENTRY_FAILED),
	SPOILT(state.gdtr.limit, ~0u, RUN_ENTRY_FAILED),
	SPOILT(state.idtr.limit, 0x10000, RUN_ENTRY_FAILED),
	SPOILT(state.fs.base, NONCANONICAL, RUN_ENTRY_FAILED),
	SPOILT(state.sysenter_eip, NONCANONICAL, RUN_ENTRY_FAILED),
	SPOILT(state.lstar, NONCANONICAL, RUN_BAD_REQUEST),
	SPOILT(state.kernel_gs_base, NONCANONICAL, RUN_BAD_REQUEST),
};

static bool is_as_wanted(u32 wanted)
{
	if (wanted != ENDED_SOMEHOW)
		return run.outcome == wanted;
	return run.outcome < RUN_OUTCOME_COUNT && run.outcome != RUN_HOST_CHANGED &&
	       run.outcome != RUN_BAD_REQUEST;
}

static void test_spoilt(const struct spoilt *what)
{
	char name[120] = "";

	guest_prepare(&vm, endless_exits, sizeof(endless_exits), &run);
	memcpy((u8 *)&run + what->offset, &what->value, what->bytes);
	guest_run(&vm, &run);
	snprintf(name, sizeof(name), "nonsense_is_answered: %s", what->name);
	tell(name, is_as_wanted(what->outcome), "outcome %u, detail %u, exit reason %u", run.outcome,
	     run.detail, run.exit_reason);
}

/* Values at which somebody's check may be off by one. */
static u64 odd_value(u64 *seed)
{
	static const u64 odd[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x1000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, ~0u,
		0x00007fffffffffff, 0x0000800000000000, 0xffff7fffffffffff, 0xffff800000000000, ~0ull,
	};
	u64 random = random_next(seed);

	return random % 3 ? odd[random / 3 % COUNT_OF(odd)] : random_next(seed);
}

/* A few members, or single bits, of what goes in. */
static void spoil_at_random(u64 *seed)
{
	const u64 words = OFFSET_OF(struct vmx_run, outcome) / sizeof(u32);
	u32 *word = (u32 *)&run;

	for (u64 left = 1 + random_next(seed) % 4; left; left--) {
		u64 at = random_next(seed) % words;

		/* Mostly the guest's state: what stands before it is refused by the first check. */
		if (random_next(seed) % 4)
			at = (OFFSET_OF(struct vmx_run, state) + random_next(seed) % sizeof(run.state)) / sizeof(u32);
		if (random_next(seed) % 2)
			word[at] ^= 1u << random_next(seed) % 32;
		else
			word[at] = (u32)odd_value(seed);
	}
}

/* Now and then code and tables are noise as well. */
static void spoil_memory(u64 *seed)
{
	u64 page = random_next(seed) % 2 ? GUEST_SCRATCH : random_next(seed) % 9 * 4096;

	for (u32 i = 0; i < 4096; i += sizeof(u64)) {
		u64 random = random_next(seed);

		memcpy(vm.memory + page + i, &random, sizeof(random));
	}
}

static bool spoilt_run_is_answered(u64 *seed)
{
	guest_prepare(&vm, endless_exits, sizeof(endless_exits), &run);
	run.exits_max = 1 + random_next(seed) % RUN_STAMPED_EXITS_MAX;
	run.form = random_next(seed) % FORM_COUNT;
	spoil_at_random(seed);
	if (!(random_next(seed) % 4))
		spoil_memory(seed);
	if (run.flags != RUN_FLAGS + 1 && random_next(seed) % 8)
		run.flags = RUN_DUMP_HOST_STATE | (run.form == FORM_STAMPED && random_next(seed) % 2 ? RUN_CROSS_CHECK : 0);
	return !guest_try(&vm, &run) && run.outcome < RUN_OUTCOME_COUNT && run.outcome != RUN_HOST_CHANGED;
}

static void test_random_runs(u64 seed)
{
	u32 seen[RUN_OUTCOME_COUNT] = { 0 }, entered = 0, i;

	for (i = 0; i < RANDOM_RUNS && spoilt_run_is_answered(&seed); i++) {
		seen[run.outcome]++;
		entered += run.left != 0;
	}
	printf("# outcomes of %u random runs:", i);
	for (u32 outcome = 0; outcome < RUN_OUTCOME_COUNT; outcome++)
		printf(" %u", seen[outcome]);
	printf("; %u entered a guest\n", entered);
	tell("thousands_of_runs_with_random_members_are_answered", i == RANDOM_RUNS && still_works(),
	     "run %u: outcome %u, detail %u", i, run.outcome, run.detail);
	tell("many_of_the_random_runs_enter_a_guest", entered > RANDOM_RUNS / 4, "%u", entered);
}

/* Nothing but noise. */
static void test_noise(u64 seed)
{
	u32 wrong = 0;

	for (u32 i = 0; i < 500; i++) {
		for (size_t at = 0; at + sizeof(u64) <= sizeof(run); at += sizeof(u64)) {
			u64 random = random_next(&seed);

			memcpy((u8 *)&run + at, &random, sizeof(random));
		}
		wrong += guest_try(&vm, &run) || run.outcome != RUN_BAD_REQUEST;
	}
	tell("runs_of_noise_are_refused", !wrong && still_works(), "%u were not", wrong);
}

static void run_for_ever(void)
{
	struct guest_vm own;

	guest_open(&own);
	for (;;) {
		guest_prepare(&own, endless_exits, sizeof(endless_exits), &run);
		guest_try(&own, &run);
	}
}

static void test_kill(void)
{
	u64 seed = 1;
	int status = 0;
	u32 killed = 0;

	for (u32 i = 0; i < KILLS; i++) {
		pid_t child = fork();

		if (!child)
			run_for_ever();
		usleep(20000 + random_next(&seed) % 4000);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	}
	tell("killed_in_mid_batch_nothing_is_left", killed == KILLS && still_works(), "%u killed", killed);
}

static void test_unload_while_open(void)
{
	long unloaded = syscall(SYS_delete_module, "exitbench", O_NONBLOCK);

	tell("the_module_does_not_unload_while_a_file_is_open", unloaded < 0 && errno == EAGAIN && still_works(),
	     "delete_module returned %ld, errno %d", unloaded, errno);
}

int main(int count, char **arguments)
{
	u64 seed = count > 1 ? strtoull(arguments[1], NULL, 0) : 1;

	guest_open(&vm);
	test_permission();
	test_mmap();
	test_remap();
	test_mapping_outlives_file();
	test_pinned_page();
	test_two_files();
	test_many_files();
	test_fork();
	test_threads();
	test_unknown_ioctls();
	test_bad_pointers();
	test_no_file_of_bytes();
	for (size_t i = 0; i < COUNT_OF(spoilt); i++)
		test_spoilt(&spoilt[i]);
	test_random_runs(seed);
	test_noise(seed);
	test_kill();
	test_unload_while_open();
	tell("the_figure_is_the_same_after_all_that", (guest_reset(&vm), guest_measure(&vm, &vmcall, &run)) > 0,
	     "outcome %u", run.outcome);
	guest_close(&vm);
	return 0;
}
