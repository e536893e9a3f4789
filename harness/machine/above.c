// SPDX-License-Identifier: GPL-2.0-only
/* Asked of the CPU itself where it can be: files may be hidden, as in a container. */
#include <cpuid.h>
#include <stdint.h>
#include <unistd.h>
#include "engine/types.h"
#include "machine/above.h"
#include "machine/clock.h"
#include "machine/ticks.h"

#define ROUND_TRIPS       200
#define FEATURES_VMX      5            /* of CPUID 1, ECX */
#define FEATURES_SVM      2            /* of CPUID 0x80000001, ECX */
#define SOFTWARE_MODULE   "/sys/module/kvm_pvm"

/* What Linux invents has no limit, as no real table has. */
bool above_emulates_umip(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) gdtr = { 1, 1 };

	__asm__ volatile("sgdt %0" : "=m"(gdtr));
	return !gdtr.limit;
}

static double round_trip_once(void)
{
	unsigned eax, ebx, ecx, edx;
	uint64_t start = clock_ticks();

	__cpuid(0, eax, ebx, ecx, edx);
	return (double)(clock_ticks() - start);
}

double above_round_trip(void)
{
	static double shortest;

	if (shortest || !hypervisor_leaves_read().is_present)
		return shortest;
	shortest = round_trip_once();
	for (unsigned i = 1; i < ROUND_TRIPS; i++) {
		double ticks = round_trip_once();

		shortest = ticks < shortest ? ticks : shortest;
	}
	return shortest;
}

bool cpu_has_svm(void)
{
	unsigned eax, ebx, ecx = 0, edx;

	return __get_cpuid(0x80000001u, &eax, &ebx, &ecx, &edx) && BIT_IS_SET(ecx, FEATURES_SVM);
}

bool cpu_has_vmx(void)
{
	unsigned eax, ebx, ecx = 0, edx;

	return __get_cpuid(1, &eax, &ebx, &ecx, &edx) && BIT_IS_SET(ecx, FEATURES_VMX);
}

bool kvm_is_software(void)
{
	if (!cpu_has_vmx() && !cpu_has_svm())
		return true;
	return !access(SOFTWARE_MODULE, F_OK) && access("/sys/module/kvm_intel", F_OK) &&
	       access("/sys/module/kvm_amd", F_OK);
}
