/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that make up cell.h's functions ask of each other. */
#ifndef BENCH_CELL_PARTS_H
#define BENCH_CELL_PARTS_H

#include "cell.h"

/* The number of a cell's UNDER row; UNDERS if it has none. */
u32 cell_under_row(const struct cell *cell);

/* Every stamp is there and later than the one before, and guest and host read one clock. */
int cell_stamps_hold(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
		     const void *image);

/*
 * Where a guest of 64 bits or 32 has what the host fills in or looks at. Nothing else differs: the
 * virtual CPU and the parameter page have the same members in the same places.
 */
struct guest_place {
	u32 vcpu, gdt, gdt_bytes, idt, idt_bytes;
	u32 pte, pte_bytes, descriptors;
	u16 cs_1, ldt, tr;
	u32 cr3, cr4;
};
extern const struct guest_place guest_places[2];

static inline const struct guest_place *place_of(const struct cell *cell)
{
	return &guest_places[cell_is_32_bit(cell)];
}

/*
 * Where a control register can be changed, by an exit, an operation on it finds it changed: the
 * difference, or 0. `item` is LEAVES_CR0 or LEAVES_CR4.
 */
u64 cell_first_difference(const struct cell *cell, u32 item, u64 difference);

/* The CPU's own CR0 before the first iteration. */
u64 cell_first_cr0(const struct cell *cell);

/* The 32-bit guest's part of cell_initial_state and cell_prepare_guest. */
void cell_initial_state_32_bit(const struct cell *cell, struct guest_state *state);
void cell_protect_monitor_32_bit(const struct cell *cell, void *image);

static inline const struct guest_params *params_of(const void *image)
{
	return image;
}

#endif
