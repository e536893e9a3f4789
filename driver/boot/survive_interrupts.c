// SPDX-License-Identifier: GPL-2.0-only
/* An NMI, or the interrupt of a timer, in the guest and in the world switch. */
#include <cpu_queries.h>
#include "../../engine/x86.h"
#include "host.h"
#include "numbers.h"
#include "run.h"
#include "survive.h"

#define NMI_BATCHES   20
#define TIMER_BATCHES 10

/* A batch may end before its NMI comes, which must not come into the next batch. */
static void await_nmi(u64 before)
{
	u64 start = tsc_read();

	while (boot_nmis == before && tsc_read() - start < 10 * TIME_MAX_TSC)
		;
}

/* Too late: the next NMI comes in half the time. Too early: in a quarter more. */
static void time_next_nmi(void)
{
	if (boot_nmi_at > run.left)
		numbers.pit -= numbers.pit / 2;
	else if (boot_nmi_at < run.entered)
		numbers.pit += numbers.pit / 4 + 1;
}

/*
 * Batches until an NMI hits one. It ends the execution of a guest that spins; of one that does not
 * it may as well hit the world switch.
 */
static void test_nmi(enum run_form form, u32 spins, const char *name)
{
	const u32 pit = numbers.pit;
	int good = 1, hit = 0;

	boot_disturbance = DISTURB_BY_NMI;
	for (u32 i = 0; i < NMI_BATCHES && good && !hit; i++) {
		u64 before = boot_nmis;

		prepare_endless(form, spins);
		run.exits_max = spins > 1 ? 10 :
				form == FORM_STAMPED ? RUN_STAMPED_EXITS_MAX :
						       RUN_EXITS_MAX;
		run_batch();
		await_nmi(before);
		good = run.outcome == RUN_EXITS_SPENT && boot_nmis == before + 1 &&
		       registers_kept() &&
		       run.exits[EXIT_VMCALL] == run.exits_max + (form == FORM_LEAN ? 3 : 0);
		hit = spins > 1 ? run.nmis == 1 :
				  boot_nmi_at >= run.entered && boot_nmi_at <= run.left;
		time_next_nmi();
	}
	boot_disturbance = DISTURB_NOT;
	numbers.pit = pit;
	tell_test(name, good && hit);
}

/*
 * Batches until one is in the guest when its timer's interrupt comes. Under KVM it may come while
 * the VMCS is filled: the next one has twice the time.
 */
static void test_timer(enum run_form form, const char *name)
{
	const u32 backstop = numbers.backstop;
	int good = 1, hit = 0;

	boot_disturbance = DISTURB_BY_TIMER;
	for (u32 i = 0; i < TIMER_BATCHES && good && !hit; i++, numbers.backstop *= 2) {
		u64 before = boot_timers;

		prepare_endless(form, SPINS);
		run_batch();
		hit = run.registers[RCX] != 0; /* in a LOOP */
		good = run.outcome == RUN_INTERRUPTED && boot_timers == before + 1;
	}
	boot_disturbance = DISTURB_NOT;
	numbers.backstop = backstop;
	tell_test(name, good && hit);
}

void survive_interrupts(void)
{
	test_nmi(FORM_FULL, SPINS, "full_survives_an_nmi_in_the_guest");
	test_nmi(FORM_LEAN, SPINS, "lean_survives_an_nmi_in_the_guest");
	test_nmi(FORM_STAMPED, SPINS, "stamped_survives_an_nmi_in_the_guest");
	test_nmi(FORM_FULL, 1, "full_survives_an_nmi_anywhere");
	test_nmi(FORM_LEAN, 1, "lean_survives_an_nmi_anywhere");
	test_nmi(FORM_STAMPED, 1, "stamped_survives_an_nmi_anywhere");
	test_timer(FORM_FULL, "full_survives_a_timer_interrupt");
	test_timer(FORM_LEAN, "lean_survives_a_timer_interrupt");
	test_timer(FORM_STAMPED, "stamped_survives_a_timer_interrupt");
}
