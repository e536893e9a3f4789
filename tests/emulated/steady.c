// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches one after the other, from two processes that no CPU holds, until a file is there: whatever comes
 * and goes meanwhile, each batch has its usual figure (in QEMU most have) and leaves the host as it was. While KVM is being loaded
 * or unloaded a batch may be refused, where nothing would end VMX in a crash at that moment; and each try at it may be
 * interrupted, while the kernel rewrites its code and the other CPU sends one interrupt after the other for that.
 *   usage: steady NAME FILE [vm]     the name is the test's; FILE.on is there once it is under way; `vm' keeps
 *                                    a VM of KVM open, so that VMX is on
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_vm.h"

#define PROCESSES     2
#define BATCHES_LEAST 20
#define PAUSE_MICROSECONDS 2000 /* free in the emulator, where other work is not */

static struct guest_vm vm;
static struct vmx_run run;

struct tally {
	u32 batches, borrowed, refused, interrupted, wrong, figure;
	u32 longer; /* in QEMU alone, whose clock counts the other CPU's instructions, too */
};

static void tell_under_way(const char *file)
{
	char name[64];

	snprintf(name, sizeof(name), "%s.on", file);
	close(open(name, O_CREAT | O_WRONLY, 0600));
}

static void run_until(const char *file, struct tally *tally)
{
	const struct cell cpuid = { .op = OP_cpuid, .env = ENV_hvm, .form = FORM_FULL };

	guest_open(&vm);
	while (access(file, F_OK) || tally->batches - tally->refused - tally->interrupted < BATCHES_LEAST) {
		int figure = guest_measure(&vm, &cpuid, &run);

		if (!tally->figure && figure > 0)
			tally->figure = (u32)figure;
		if (++tally->batches == BATCHES_LEAST / 2)
			tell_under_way(file);
		tally->borrowed += run.borrowed;
		usleep(PAUSE_MICROSECONDS);
		if (figure > 0 && (u32)figure == tally->figure)
			continue;
		if (figure > 0 && machine_is_qemu()) {
			if ((u32)figure < tally->figure)
				tally->figure = (u32)figure;
			tally->longer++;
			continue;
		}
		if (guest_is_for_kvm_only(&run)) {
			tally->refused++;
			continue;
		}
		if (guest_was_disturbed(&run)) {
			tally->interrupted++;
			continue;
		}
		tally->wrong++;
		printf("# batch %u: %d, usually %u; outcome %u, detail %u\n", tally->batches, figure,
		       tally->figure, run.outcome, run.detail);
	}
	guest_close(&vm);
	fflush(stdout);
	_exit(0);
}

/* In QEMU; in Bochs the figure is exact, and the other CPU may interrupt each try for as long as it likes. */
static bool few_are_disturbed(const struct tally *all)
{
	return !machine_is_qemu() || 4 * (all->interrupted + all->longer) <= all->batches - all->refused;
}

int main(int count, char **arguments)
{
	struct tally *tallies = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally all = { 0 };
	int status, ended = 0;

	insist((count == 3 || count == 4) && tallies != MAP_FAILED, "steady_is_told_what_to_do");
	insist(count == 3 || ioctl(open("/dev/kvm", O_RDWR), KVM_CREATE_VM, 0) >= 0, "kvm_makes_a_vm");
	for (u32 i = 0; i < PROCESSES; i++)
		if (!fork())
			run_until(arguments[2], &tallies[i]);
	while (wait(&status) > 0)
		ended += !status;
	for (u32 i = 0; i < PROCESSES; i++) {
		all.batches += tallies[i].batches;
		all.borrowed += tallies[i].borrowed;
		all.refused += tallies[i].refused;
		all.interrupted += tallies[i].interrupted;
		all.wrong += tallies[i].wrong;
		all.longer += tallies[i].longer;
	}
	tell(arguments[1], ended == PROCESSES && !all.wrong && few_are_disturbed(&all),
	     "%u of %u batches wrong, %u disturbed, %d processes ended", all.wrong, all.batches,
	     all.interrupted + all.longer, ended);
	printf("# %s: %u batches, %u borrowed, %u refused, %u interrupted at each try, %u longer than usual\n",
	       arguments[1], all.batches, all.borrowed, all.refused, all.interrupted, all.longer);
	return 0;
}
