// SPDX-License-Identifier: GPL-2.0-only
/* The bare image's one VM, the batch in progress, and the count of what was tested. */
#include "../../engine/svm/vmmcall.h"
#include "console.h"
#include "numbers.h"
#include "run.h"

#define WARMUP       8

struct engine engine;
struct vmx_run run;

void run_batch(void)
{
	engine_run(&engine, &run);
}

u32 boot_passed, boot_failed;

extern const u8 guest_image[], guest_image_end[];

void load_guest(void)
{
	for (u32 page = 0; page < GUEST_PAGES; page++) {
		u64 offset = (u64)page * PAGE_BYTES;
		u64 bytes = (u64)(guest_image_end - guest_image);
		u64 left = offset < bytes ? bytes - offset : 0;
		u64 copied = left < PAGE_BYTES ? left : PAGE_BYTES;

		__builtin_memset(engine_memory(&engine)->page[page], 0, PAGE_BYTES);
		__builtin_memcpy(engine_memory(&engine)->page[page], guest_image + offset, copied);
	}
	if (boot_has_svm())
		svm_translate(guest_memory(), GUEST_BYTES);
}

/* The pool hands out pages in order, so guest memory is one piece; checked, not assumed. */
void *guest_memory(void)
{
	void *const *pages = engine_memory(&engine)->page;

	for (u32 page = 1; page < GUEST_PAGES; page++)
		if ((u8 *)pages[page] != (u8 *)pages[0] + page * PAGE_BYTES) {
			print("died guest memory is not contiguous\n");
			power_off();
		}
	return pages[0];
}

struct batch_size size_for(const struct cell *cell)
{
	u64 most = cell_iterations_max(cell, WARMUP);

	return (struct batch_size){ WARMUP, most < numbers.iterations ? most : numbers.iterations };
}

enum claim_check measure(const struct cell *cell, struct batch_size size, s64 *ticks)
{
	cell_prepare_guest(cell, size, guest_memory());
	cell_prepare_run(cell, size, TIME_MAX_TSC, &run);
	run.flags |= RUN_DUMP_HOST_STATE;
	run_batch();
	*ticks = cell_ticks(cell, size, &run, guest_memory());
	return cell_check_run(cell, size, &run, guest_memory());
}

int lacks_sysenter(const struct cell *cell)
{
	return boot_has_svm() && cell->op == OP_sysenter_sysexit && !cell_is_32_bit(cell);
}

int run_was_refused(void)
{
	return run.outcome == RUN_CONTROL_REFUSED || run.outcome == RUN_CR4_REFUSED ||
	       run.outcome == RUN_MITIGATION_REFUSED || run.outcome == RUN_FEATURE_REFUSED ||
	       run.outcome == RUN_PART_REFUSED;
}

void count_test(int good)
{
	if (good)
		boot_passed++;
	else
		boot_failed++;
}

void tell_test(const char *name, int good)
{
	print("test %s %s\n", name, good ? "ok" : "fail");
	count_test(good);
}
