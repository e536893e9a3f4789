/* SPDX-License-Identifier: GPL-2.0-only */
/* What a world switch must survive. */
#ifndef BOOT_SURVIVE_H
#define BOOT_SURVIVE_H

#include "../../engine/run.h"

#define SPINS 1000000u  /* so many LOOPs take longer than an NMI or an interrupt does to come */

/*
 * The next batch: LOOP for a while, VMCALL, and all over again, with random registers. RCX is 0 at
 * every exit that the guest makes by itself.
 */
void prepare_endless(enum run_form form, u32 spins);

/* Whether the batch ended with them; lean promises all but RAX. */
int registers_kept(void);

/* A line for each test. */
void survive_everything(void);

void survive_interrupts(void);

/* What only SVM has. */
void survive_by_svm(void);

#endif
