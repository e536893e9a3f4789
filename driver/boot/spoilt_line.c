// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line for each entry that was spoilt. The reader judges it: what is claimed stands beside what
 * was found, and beside both, who is known to differ.
 */
#include "console.h"
#include "spoilt_line.h"

static const struct {
	u32 bit;
	const char *name;
} dissenters[] = { { BOCHS, "bochs," }, { QEMU, "qemu," }, { KVM, "kvm," } };

void tell_spoilt(const char *name, struct spoilt_end claim, struct spoilt_end found, u64 said,
		 u32 differs)
{
	print("spoilt %s claim=%s/%s ", name, claim.how, claim.rule);
	print("found=%s/%s said=%x differs=", found.how, found.rule, said);
	for (u32 i = 0; i < COUNT_OF(dissenters); i++)
		if (differs & dissenters[i].bit)
			print("%s", dissenters[i].name);
	print("\n");
}

void tell_spoilt_skip(const char *name, const char *why)
{
	print("spoilt %s skip %s\n", name, why);
}
