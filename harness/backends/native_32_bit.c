// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process for 32-bit code. Its program is in this one (blobs.S), is written to a file in memory
 * and executed. Its file 0 is one end of a pair of sockets; it has no other. It ends with us.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "backends/backend.h"
#include "backends/native_32_bit.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10           /* Linux 6.3 on: wanted where vm.memfd_noexec is 1 */
#endif

extern const u8 native_32_bit_program[], native_32_bit_program_end[];

/* The program as a file, or -1 and errno. */
static int program_file(void)
{
	size_t bytes = (size_t)(native_32_bit_program_end - native_32_bit_program);
	int file = memfd_create("exitbench-32-bit", MFD_CLOEXEC | MFD_EXEC);

	if (file < 0 && errno == EINVAL)
		file = memfd_create("exitbench-32-bit", MFD_CLOEXEC);
	if (file >= 0 && write(file, native_32_bit_program, bytes) != (ssize_t)bytes) {
		close(file);
		file = -1;
	}
	return file;
}

/* In the child. Sends errno where the program would send the vDSO's code. */
__attribute__((noreturn)) static void become_program(int file, int channel, pid_t parent)
{
	static char *const arguments[] = { "exitbench-32-bit", NULL }, *const environment[] = {
		NULL
	};
	int error;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* either may be file 0, if that was closed */
	file = fcntl(file, F_DUPFD_CLOEXEC, 1);
	channel = fcntl(channel, F_DUPFD_CLOEXEC, 1);
	if (getppid() != parent || dup2(channel, 0))
		_exit(1);
	close_range(1, ~0u, CLOSE_RANGE_CLOEXEC);
	fexecve(file, arguments, environment);
	error = errno;
	_exit(send(0, &error, sizeof(error), MSG_NOSIGNAL) < 0);
}

static struct words explain_start(struct native_32_bit *there, int error)
{
	there->is_trouble = backend_error_passes(error);
	if (error == ENOEXEC)
		return words("this kernel runs no 32-bit programs: boot one that has "
			     "CONFIG_IA32_EMULATION, without ia32_emulation=0");
	return words("the 32-bit process cannot be started: %s", strerror(error));
}

static ssize_t receive(const struct native_32_bit *there, void *message, size_t bytes)
{
	ssize_t received;

	do
		received = recv(there->channel, message, bytes, 0);
	while (received < 0 && errno == EINTR);
	return received;
}

/* It has closed its end, or sent a wrong answer. */
static struct words explain_death(struct native_32_bit *there)
{
	int status = 0;

	close(there->channel);          /* if it is not dead yet, it ends by this */
	while (waitpid(there->process, &status, 0) < 0 && errno == EINTR)
		continue;
	there->process = 0;
	there->is_trouble = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	if (WIFSIGNALED(status))
		return words("the 32-bit process died of signal %d (%s)", WTERMSIG(status),
			     strsignal(WTERMSIG(status)));
	return words("the 32-bit process ended with status %d", WEXITSTATUS(status));
}

/* Its first message: the vDSO's code, or an error. */
static struct words hear_first(struct native_32_bit *there)
{
	ssize_t bytes = receive(there, there->vdso, sizeof(there->vdso));
	int error;

	if (bytes == sizeof(there->vdso))
		return NO_WORDS;
	if (bytes != sizeof(error))
		return explain_death(there);
	memcpy(&error, there->vdso, sizeof(error));
	native_32_bit_end(there);
	return explain_start(there, error);
}

static struct words start(struct native_32_bit *there)
{
	int ends[2], file = program_file(), error;
	pid_t parent = getpid();

	if (file < 0)
		return explain_start(there, errno);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		error = errno;
		close(file);
		return explain_start(there, error);
	}
	there->process = fork();
	if (!there->process)
		become_program(file, ends[1], parent);
	error = errno;
	close(file);
	close(ends[1]);
	there->channel = ends[0];
	if (there->process > 0)
		return hear_first(there);
	there->process = 0;
	close(ends[0]);
	return explain_start(there, error);
}

void native_32_bit_end(struct native_32_bit *there)
{
	if (!there->process)
		return;
	kill(there->process, SIGKILL);
	explain_death(there);
}

static bool contains(const u8 *code, u8 first, u8 second)
{
	for (size_t i = 0; i + 1 < VDSO_SHOWN_BYTES; i++)
		if (code[i] == first && code[i + 1] == second)
			return true;
	return false;
}

/*
 * The vDSO's entry is patched when Linux boots: SYSENTER, SYSCALL or neither stands before an INT
 * 0x80, and the place after that is where a SYSENTER returns to. All zeros: there is none.
 */
struct words native_32_bit_refuses_vdso(const u8 code[VDSO_SHOWN_BYTES])
{
	static const u8 none[VDSO_SHOWN_BYTES];

	if (!memcmp(code, none, sizeof(none)))
		return words(
			"this kernel gives 32-bit code no vDSO, which is where it returns from "
			"SYSENTER: boot it without vdso32=0");
	if (contains(code, 0x0f, 0x34))
		return NO_WORDS;
	if (contains(code, 0x0f, 0x05))
		return words(
			"this CPU has no SYSENTER in long mode (AMD's do not), and Linux lets its "
			"32-bit code in by SYSCALL: measure syscall_sysret here, or this on an "
			"Intel CPU");
	return words("32-bit code enters Linux by INT 0x80 alone here, as under Xen: measure "
		     "int_iret here, or this with Linux in ring 0");
}

static struct words exchange(struct native_32_bit *there, struct native_32_bit_batch *batch)
{
	if (send(there->channel, batch, sizeof(*batch), MSG_NOSIGNAL) == sizeof(*batch) &&
	    receive(there, batch, sizeof(*batch)) == sizeof(*batch))
		return NO_WORDS;
	return explain_death(there);
}

static struct words check_answer(int answer)
{
	if (answer == -ENOSYS)
		return NO_WORDS;
	return words("a system call that does not exist was answered by %d, not by ENOSYS: "
		     "something filters system calls, as seccomp does in a "
		     "container; run outside it",
		     answer);
}

struct words native_32_bit_run(struct native_32_bit *there, const struct claim *claim,
			       struct native_32_bit_batch *batch)
{
	struct words failure = NO_WORDS;

	there->is_trouble = false;
	if (!there->process)
		failure = start(there);
	if (!*failure.text && claim->by_sysenter)
		failure = native_32_bit_refuses_vdso(there->vdso);
	if (!*failure.text)
		failure = exchange(there, batch);
	if (!*failure.text && claim->by_sysenter)
		failure = check_answer((int)batch->answer);
	return failure;
}
