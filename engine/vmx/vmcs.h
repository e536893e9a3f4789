/* SPDX-License-Identifier: GPL-2.0-only */
/* The VMCS: its fields by name, and filling it from three tables. */
#ifndef VMX_VMCS_H
#define VMX_VMCS_H

#include "controls.h"
#include "../host_state.h"

enum vmcs_field {
#define FIELD(encoding, name) name = encoding,
#include "vmcs_fields.def"
#undef FIELD
};

/* The control fields as they will be written. */
struct vmcs_controls {
	struct controls controls;
	u32 exception_bitmap, ple_gap, ple_window;
	u16 pml_index;
	u64 io_bitmap_a, io_bitmap_b, apic_access, eoi_exits;
	u64 pml, sub_pages, vm_functions, eptp_list, other_ept_pointer;
	u64 msr_bitmap, virtual_apic, ept_pointer;
	u64 cr0_mask, cr4_mask, cr0_shadow, cr4_shadow;
	u64 preemption_timer, vpid;
	u64 msrs_stored, msrs_on_exit, msrs_on_entry; /* physical addresses of the lists */
	u32 msrs_stored_count, msrs_on_exit_count, msrs_on_entry_count;
	u32 cr3_targets;
	u64 all_ones, zero;
};

struct vmcs_image {
	struct vmcs_controls control;
	struct host_state host;
	struct guest_state guest;
};

/*
 * Write every field that `image` makes the CPU look at to the current VMCS, and no
 * other. Returns 0, or the encoding of the first field refused (never 0: that is
 * the VPID, reported as 0x10000), after which nothing more is written.
 */
u32 vmcs_fill(const struct vmcs_image *image);

#define VMCS_FIELD_REFUSED 0x10000

#endif
