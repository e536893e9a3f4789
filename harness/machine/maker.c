// SPDX-License-Identifier: GPL-2.0-only
/* Whose CPU this is, and by that which of the two backends of our driver is meant here. */
#include <cpuid.h>
#include <string.h>
#include "machine/above.h"

static bool is_of_svms_vendor(void)
{
	static const char *const vendors[] = { "AuthenticAMD", "HygonGenuine" };
	unsigned highest, name[3] = { 0 };

	if (!__get_cpuid(0, &highest, &name[0], &name[2], &name[1]))
		return false;
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (!memcmp(name, vendors[i], sizeof(name)))
			return true;
	return false;
}

bool cpu_is_of_svm(void)
{
	static enum { UNKNOWN, NO, YES } known; /* a hypervisor above answers each CPUID */

	if (!known)
		known = cpu_has_svm() || (!cpu_has_vmx() && is_of_svms_vendor()) ? YES : NO;
	return known == YES;
}
