// SPDX-License-Identifier: GPL-2.0-only
/*
 * The manners of /dev/exitbench: who may open it, what may be mapped, what becomes of
 * forks, threads and kills. Runs inside the emulated machine as root; each
 * test is a line. What the kernel says meanwhile is judged outside.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_vm.h"

#define NOBODY      65534
#define KILLS       6       /* in each boot */
#define FILES       40

static struct guest_vm vm;
static struct vmx_run run;

static const struct cell vmcall = { .op = OP_vmcall, .env = ENV_hvm, .form = FORM_FULL };

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
	tell("an_executable_or_a_closed_mapping_harms_nothing", guest_still_works(&vm, &run), "outcome %u", run.outcome);
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
	tell("a_mapping_outlives_its_file", kept && guest_still_works(&vm, &run), "kept %d", kept);
}

/* A page that a write still reads from when its VM is gone is not freed under it. */
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
	guest_still_works(&vm, &run);
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
	guest_prepare_endless(&other, &run);
	guest_run(&other, &run);
	tell("two_files_are_two_vms", separate && run.outcome == RUN_EXITS_SPENT && guest_still_works(&vm, &run),
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
	tell("files_come_and_go", guest_still_works(&vm, &run), "outcome %u", run.outcome);
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
	guest_still_works(&vm, &run);
	guest_prepare_endless(&vm, &run);
	ran = in_child(run_in_child);
	tell("a_forked_child_may_run_its_parents_vm", !ran && guest_still_works(&vm, &run), "wait status 0x%x", ran);
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

	guest_prepare_endless(&vm, &run);
	for (u32 i = 0; i < COUNT_OF(thread); i++)
		pthread_create(&thread[i], NULL, run_many, &bad[i]);
	for (u32 i = 0; i < COUNT_OF(thread); i++)
		pthread_join(thread[i], NULL);
	tell("two_threads_share_a_file", !bad[0] && !bad[1] && guest_still_works(&vm, &run), "bad: %d %d", bad[0], bad[1]);
}

static void test_no_file_of_bytes(void)
{
	u8 byte = 0;

	tell("it_is_no_file_of_bytes", read(vm.device, &byte, 1) < 0 && write(vm.device, &byte, 1) < 0 &&
	     ftruncate(vm.device, 0) < 0, "read, written or cut");
}

static void run_for_ever(void)
{
	struct guest_vm own;

	guest_open(&own);
	for (;;) {
		guest_prepare_endless(&own, &run);
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
	tell("killed_in_mid_batch_nothing_is_left", killed == KILLS && guest_still_works(&vm, &run), "%u killed", killed);
}

static void test_unload_while_open(void)
{
	long unloaded = syscall(SYS_delete_module, "exitbench", O_NONBLOCK);

	tell("the_module_does_not_unload_while_a_file_is_open", unloaded < 0 && errno == EAGAIN && guest_still_works(&vm, &run),
	     "delete_module returned %ld, errno %d", unloaded, errno);
}

int main(void)
{
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
	test_no_file_of_bytes();
	test_kill();
	test_unload_while_open();
	tell("the_vm_that_lived_through_that_has_a_figure", (guest_reset(&vm), guest_measure(&vm, &vmcall, &run)) > 0,
	     "outcome %u", run.outcome);
	guest_close(&vm);
	return 0;
}
