// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches beside KVM: on each CPU a KVM guest that verifies its memory, and a visitor
 * that makes and closes VMs of KVM's and of ours, while this process runs the table's
 * cells on both. Runs inside the emulated machine as root; each test is a line.
 *   usage: beside_kvm alone FILE      kvm_intel is not there: measure, and leave the figures in FILE
 *          beside_kvm again FILE      the same, without the NMIs
 *          beside_kvm beside FILE     it is: the figures must be those of FILE
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_vm.h"
#include "kvm_guest.h"

#define CPUS            2
#define CELLS_MAX       100
#define THIRDS          3
#define ROUNDS          3       /* over the table on each CPU, in each third */
#define PASSES          2       /* that each guest makes at least in a third */
#define VISITS          8       /* of each visitor while VMX goes on and off */
#define TURNS           4000    /* of waiting for any of that: far more than it takes */
#define NMI_LEAST       3
#define NMI_BATCHES     3000    /* likewise */

struct figures {
	u32 count;
	int figure[CELLS_MAX];
};

/* What the processes share. */
struct shared {
	struct kvm_progress guest[CPUS];
	volatile u32 visits[CPUS], visits_wrong[CPUS];
	volatile u32 backtraces;
};

/* What came of the batches of this process. */
struct tally {
	u32 batches, failed, unusual, borrowed, refused, host_changed;
};

static struct guest_vm vm;
static struct vmx_run run;
static struct shared *shared;

/* Another process, which ends with this one. */
static pid_t start(void (*what)(int), int argument)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	what(argument);
	_exit(0);
}

static void stop(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void keep_guest(int cpu)
{
	pin_to_cpu(cpu);
	kvm_guest_run(&shared->guest[cpu]);
}

/* Make a VM of each kind, run both, close both. */
static void visit(int cpu)
{
	const struct cell cpuid = { .op = OP_cpuid, .env = ENV_hvm, .form = FORM_FULL };
	struct guest_vm own;

	pin_to_cpu(cpu);
	for (;;) {
		guest_open(&own);
		shared->visits_wrong[cpu] += kvm_guest_visit(1) != 0;
		shared->visits_wrong[cpu] += guest_measure(&own, &cpuid, &run) < 0 &&
					     !guest_is_for_kvm_only(&run);
		guest_close(&own);
		shared->visits[cpu]++;
	}
}

/*
 * With two CPUs Bochs's TSC moves in steps longer than a stamp: stamped figures are there or not, no more. In QEMU that is
 * so of all.
 */
static int figure_of(struct cell *cell)
{
	int figure = guest_measure(&vm, cell, &run);

	return (cell->form == FORM_STAMPED || machine_is_qemu()) && figure > 0 ? 0 : figure;
}

static void take(int figure, int usual, struct tally *tally)
{
	tally->batches++;
	tally->borrowed += run.borrowed;
	if (guest_is_for_kvm_only(&run)) {
		tally->refused++;
		return;
	}
	tally->host_changed += run.outcome == RUN_HOST_CHANGED;
	tally->failed += figure < 0;
	tally->unusual += figure != usual;
}

/* Every cell once on this CPU. */
static void run_table(const struct figures *usual, struct tally *tally)
{
	struct cell cell = { 0 };

	for (u32 i = 0; guest_next_cell(&vm, &cell); i++) {
		int figure = figure_of(&cell);

		if (figure != usual->figure[i] && !guest_is_for_kvm_only(&run))
			printf("# %s/%s form %u: %d, usually %d; outcome %u, detail %u, borrowed %u\n",
			       ops[cell.op].name, envs[cell.env].name, cell.form, figure, usual->figure[i],
			       run.outcome, run.detail, run.borrowed);
		take(figure, usual->figure[i], tally);
	}
}

static void run_on_both(const struct figures *usual, struct tally *tally)
{
	for (int cpu = 0; cpu < CPUS; cpu++) {
		pin_to_cpu(cpu);
		run_table(usual, tally);
	}
}

static bool guests_made(const u32 *before, u32 passes)
{
	for (int cpu = 0; cpu < CPUS; cpu++)
		if (shared->guest[cpu].passes < before[cpu] + passes)
			return false;
	return true;
}

/* Batches, and on until both guests have got further; false if they do not. */
static bool run_a_third(const struct figures *usual, struct tally *tally)
{
	u32 before[CPUS];

	for (int cpu = 0; cpu < CPUS; cpu++)
		before[cpu] = shared->guest[cpu].passes;
	for (u32 round = 0; round < ROUNDS; round++)
		run_on_both(usual, tally);
	for (u32 turn = 0; turn < TURNS && !guests_made(before, PASSES); turn++)
		usleep(1000);
	return guests_made(before, PASSES);
}

static void tell_tally(const char *where, const struct tally *tally, u32 borrowed_least, u32 borrowed_most)
{
	char name[120];

	snprintf(name, sizeof(name), "%s_figures_are_the_usual_ones", where);
	tell(name, tally->batches && !tally->failed && !tally->unusual, "%u of %u batches failed, %u were unusual",
	     tally->failed, tally->batches, tally->unusual);
	snprintf(name, sizeof(name), "%s_the_host_is_the_same_after_every_batch", where);
	tell(name, tally->batches && !tally->host_changed, "%u of %u", tally->host_changed, tally->batches);
	snprintf(name, sizeof(name), "%s_root_operation_is_%s", where,
		 borrowed_least ? "borrowed" : borrowed_most ? "borrowed_or_refused" : "our_own");
	tell(name, tally->borrowed >= borrowed_least && tally->borrowed <= borrowed_most &&
	     tally->borrowed + tally->refused >= borrowed_most, "%u of %u borrowed, %u refused",
	     tally->borrowed, tally->batches, tally->refused);
	printf("# %s: %u batches, %u borrowed, %u refused\n", where, tally->batches, tally->borrowed,
	       tally->refused);
}

static void tell_guests(void)
{
	for (int cpu = 0; cpu < CPUS; cpu++) {
		const struct kvm_progress *guest = &shared->guest[cpu];

		printf("# KVM guest on CPU %d: %u passes; visitor: %u visits\n", cpu, guest->passes, shared->visits[cpu]);
		tell(cpu ? "the_kvm_guest_on_cpu_1_verifies_its_memory" : "the_kvm_guest_on_cpu_0_verifies_its_memory",
		     guest->passes && !guest->wrong, "%u passes, then wrong in way %u (%u)", guest->passes,
		     guest->wrong, guest->why);
	}
}

static void tell_visitors(const char *name, u32 visits)
{
	bool good = true;

	for (int cpu = 0; cpu < CPUS; cpu++)
		good &= shared->visits[cpu] >= visits && !shared->visits_wrong[cpu];
	tell(name, good, "visits %u and %u, wrong %u and %u", shared->visits[0], shared->visits[1],
	     shared->visits_wrong[0], shared->visits_wrong[1]);
}

/* Each writes to the kernel's log what all CPUs do, for which they get an NMI. */
static void send_nmis(int cpu)
{
	int trigger = open("/proc/sysrq-trigger", O_WRONLY);

	pin_to_cpu(cpu);
	while (write(trigger, "l", 1) == 1)
		shared->backtraces++;
}

/* Spin, VMCALL, all over again; a lean guest spins once and then stays at its VMCALL. */
static void prepare_spinning(enum run_form form, u32 spins, u32 exits)
{
	static const u8 code[] = { 0xb9, 0, 0, 0, 0, 0xe2, 0xfe, 0x0f, 0x01, 0xc1, 0xeb, 0xf4 };

	guest_prepare(&vm, code, sizeof(code), &run);
	memcpy(vm.memory + GUEST_SCRATCH + 1, &spins, sizeof(spins));
	run.form = form;
	run.exits_max = exits;
}

/*
 * A backtrace takes longer than the batch may; if it falls between the arming of the deadline and the first
 * entry, the deadline's interrupt is there at once. A tick of the preemption timer is some TSC cycles.
 */
static bool ended_well(void)
{
	if (run.outcome == RUN_TIMED_OUT)
		return run.exit_reason == EXIT_EXTERNAL_INTERRUPT ||
		       run.left - run.entered >= run.time_max_tsc * 9 / 10;
	return run.outcome == RUN_EXITS_SPENT || run.outcome == RUN_INTERRUPTED;
}

/* Batches until enough NMIs struck, in the guest as counted or wherever they fell. */
static void test_nmi(enum run_form form, u32 spins, u32 exits, const char *where, const char *name)
{
	u64 nmis = 0;
	u32 done = 0, other = 0, before = shared->backtraces;
	pid_t sender;
	char full_name[120];

	pin_to_cpu(0);
	sender = start(send_nmis, 1);
	for (u32 i = 0; i < NMI_BATCHES && (done < NMI_LEAST || shared->backtraces < before + NMI_LEAST ||
					    (spins > 1 && nmis < NMI_LEAST)); i++) {
		prepare_spinning(form, spins, exits);
		insist(!guest_try(&vm, &run), "a_batch_among_nmis_is_answered");
		nmis += run.nmis;
		done += run.outcome == RUN_EXITS_SPENT;
		if (ended_well())
			continue;
		printf("# outcome %u, detail %u, exit reason %u at 0x%llx after %llu ticks, %llu exits, %llu NMIs\n",
		       run.outcome, run.detail, run.exit_reason, run.guest_rip, run.left - run.entered,
		       run.exits[EXIT_VMCALL], run.nmis);
		other++;
	}
	stop(sender);
	snprintf(full_name, sizeof(full_name), "%s_%s", where, name);
	tell(full_name, done >= NMI_LEAST && !other && (spins == 1 || nmis >= NMI_LEAST),
	     "%u ended otherwise", other);
	printf("# %s: %llu NMIs in guests of %u backtraces, %u batches done\n", full_name, nmis,
	       shared->backtraces - before, done);
}

static void test_nmis(const char *where)
{
	if (machine_is_qemu()) {
		printf("ok %s_nmis_in_the_guest # SKIP QEMU's other CPU has its turn where a deadline is armed, not in a guest\n",
		       where);
	} else {
		test_nmi(FORM_FULL, 2000, 15, where, "full_survives_and_counts_nmis_in_the_guest");
		test_nmi(FORM_LEAN, 30000, 100, where, "lean_survives_and_counts_nmis_in_the_guest");
	}
	test_nmi(FORM_FULL, 1, 600, where, "full_survives_nmis_anywhere");
	test_nmi(FORM_STAMPED, 1, RUN_STAMPED_EXITS_MAX, where, "stamped_survives_nmis_anywhere");
	test_nmi(FORM_LEAN, 1, RUN_EXITS_MAX, where, "lean_survives_nmis_anywhere");
}

/* KVM guests all the while: KVM holds VMX, and we borrow it. */
static void test_guests(const struct figures *usual)
{
	struct tally tally = { 0 };
	pid_t guest[CPUS], visitor[CPUS];
	u32 grown = 0, none[CPUS] = { 0 };

	for (int cpu = 0; cpu < CPUS; cpu++)
		guest[cpu] = start(keep_guest, cpu);
	for (u32 turn = 0; turn < TURNS && !guests_made(none, 1); turn++)
		usleep(1000);
	for (int cpu = 0; cpu < CPUS; cpu++)
		visitor[cpu] = start(visit, cpu);
	for (u32 third = 0; third < THIRDS; third++)
		grown += run_a_third(usual, &tally);
	for (int cpu = 0; cpu < CPUS; cpu++)
		stop(visitor[cpu]);
	tell_tally("beside_kvm_guests", &tally, tally.batches, tally.batches);
	tell("both_kvm_guests_go_on_throughout", grown == THIRDS, "in %u of %u thirds", grown, THIRDS);
	tell_visitors("vms_come_and_go_beside_kvm_guests", 1);
	test_nmis("beside_kvm_guests");
	tell_guests();
	for (int cpu = 0; cpu < CPUS; cpu++)
		stop(guest[cpu]);
}

/* Only visitors: where KVM turns VMX on with its first VM, it does so again and again. */
static void test_visitors(const struct figures *usual)
{
	struct tally tally = { 0 };
	pid_t visitor[CPUS];

	memset(shared, 0, sizeof(*shared));
	for (int cpu = 0; cpu < CPUS; cpu++)
		visitor[cpu] = start(visit, cpu);
	for (u32 turn = 0; turn < TURNS && (shared->visits[0] < VISITS || shared->visits[1] < VISITS); turn++)
		run_on_both(usual, &tally);
	for (int cpu = 0; cpu < CPUS; cpu++)
		stop(visitor[cpu]);
	tell_visitors("vms_come_and_go_with_vmx_itself", VISITS);
	tell_tally("while_vms_come_and_go", &tally, 0, tally.batches);
}

static void measure_alone(struct figures *figures)
{
	struct cell cell = { 0 };

	while (guest_next_cell(&vm, &cell))
		figures->figure[figures->count++] = figure_of(&cell);
}

static void test_alone(struct figures *figures)
{
	struct tally tally = { 0 };

	measure_alone(figures);
	run_on_both(figures, &tally);
	tell_tally("without_kvm", &tally, 0, 0);
}

static void save(const struct figures *figures, const char *path)
{
	FILE *file = fopen(path, "w");

	insist(file && fwrite(figures, sizeof(*figures), 1, file) == 1 && !fclose(file), "the_figures_are_saved");
}

static void load(struct figures *figures, const char *path)
{
	FILE *file = fopen(path, "r");

	insist(file && fread(figures, sizeof(*figures), 1, file) == 1 && figures->count, "the_figures_are_loaded");
	fclose(file);
}

int main(int count, char **arguments)
{
	struct figures figures = { 0 };

	insist(count == 3, "beside_kvm_is_told_what_to_do");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	insist(shared != MAP_FAILED, "memory_is_shared");
	guest_open(&vm);
	if (strcmp(arguments[1], "beside")) {
		test_alone(&figures);
		if (!strcmp(arguments[1], "alone"))
			test_nmis("without_kvm");
		save(&figures, arguments[2]);
	} else {
		load(&figures, arguments[2]);
		test_guests(&figures);
		test_visitors(&figures);
	}
	guest_close(&vm);
	return 0;
}
