// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who ends VMX operation, or SVM, in a crash: while a file of ours is open, the kernel's one callback is the
 * module's, and before and after that there is none. Nothing shows it before a crash, so a kernel probe
 * reads the pointer whenever this program calls getppid. Runs inside the emulated machine as root,
 * without kvm_intel and kvm_amd.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "guest_vm.h"

#define TRACING "/sys/kernel/tracing/"
#define PROBE   "p:exitbench/guard __x64_sys_getppid callback=@"

static bool put(const char *path, const char *words)
{
	int file = open(path, O_WRONLY | O_TRUNC);
	bool done = file >= 0 && write(file, words, strlen(words)) == (ssize_t)strlen(words);

	close(file);
	return done;
}

/* In place of the last probe, if there was one. A pointer is shown as the function's name. */
static bool probe(const char *words)
{
	put(TRACING "events/exitbench/guard/enable", "0");
	return put(TRACING "kprobe_events", "") && put(TRACING "kprobe_events", words) &&
	       put(TRACING "events/exitbench/guard/enable", "1");
}

/* What the probe saw now; empty if nothing. */
static const char *callback(void)
{
	static char line[512];
	char *found = NULL;
	FILE *trace;

	put(TRACING "trace", "");
	syscall(SYS_getppid);
	trace = fopen(TRACING "trace", "r");
	insist(trace, "what_the_probe_saw_can_be_read");
	while (!found && fgets(line, sizeof(line), trace))
		found = strstr(line, "callback=");
	fclose(trace);
	return found ? found + strlen("callback=") : "";
}

static void tell_callback(const char *name, const char *wanted)
{
	const char *seen = callback();

	tell(name, !strncmp(seen, wanted, strlen(wanted)), "%s", seen);
}

/* By kind of engine: who ends it, and what that is in a test's name. */
static void tell_ours(const struct guest_vm *vm, const char *when)
{
	static const struct { const char *callback, *name; } ours[] = {
		[ENGINE_VMX] = { "leave_vmx_operation+0x0/", "vmx" },
		[ENGINE_SVM] = { "leave_svm+0x0/", "svm" },
	};
	const u32 engine = vm->capabilities.engine;
	char name[80];

	snprintf(name, sizeof(name), "a_crash_ends_%s_while_%s", ours[engine].name, when);
	tell_callback(name, ours[engine].callback);
}

int main(void)
{
	struct guest_vm first, second;

	mount("tracefs", TRACING, "tracefs", 0, NULL);
	insist(probe(PROBE "jiffies:x64") && !strncmp(callback(), "0x", 2), "a_probe_reads_the_kernels_memory");
	if (!probe(PROBE "cpu_emergency_virt_callback:symbol")) {
		printf("ok a_crash_ends_it # SKIP modules cannot register for it on this kernel\n");
		return 0;
	}
	tell_callback("nobody_is_called_in_a_crash_without_a_file", "0x0\n");
	guest_open(&first);
	guest_open(&second);
	tell_ours(&first, "files_are_open");
	guest_close(&first);
	tell_ours(&second, "one_file_is_open");
	guest_close(&second);
	tell_callback("nobody_is_called_after_the_last_file_is_closed", "0x0\n");
	put(TRACING "events/exitbench/guard/enable", "0");
	put(TRACING "kprobe_events", "");
	return 0;
}
