// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processor: by CPUID, by its model-specific registers (through the kernel's msr driver, only
 * read), and its caches and cores by hwloc.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "engine/types.h"
#include "machine/clock.h"
#include "machine/above.h"
#include "machine/machine.h"

#define CPUID_1_ECX_VMX        5
#define CPUID_BRAND            0x80000002u

struct cpuid {
	unsigned int eax, ebx, ecx, edx;
};

static struct cpuid cpuid_of(unsigned int leaf)
{
	struct cpuid out;

	__cpuid(leaf, out.eax, out.ebx, out.ecx, out.edx);
	return out;
}

/* Without spaces at both ends, and nothing but ASCII. */
static json_t *printable(char *text)
{
	size_t bytes;

	for (char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	text += strspn(text, " ");
	for (bytes = strlen(text); bytes && text[bytes - 1] == ' '; bytes--)
		;
	return json_stringn(text, bytes);
}

static json_t *hypervisor(void)
{
	struct hypervisor_leaves leaves = hypervisor_leaves_read();

	return leaves.is_present ? printable(leaves.vendor) : json_null();
}

static json_t *brand(void)
{
	struct cpuid out[3];
	char text[sizeof(out) + 1] = "";

	if ((unsigned int)__get_cpuid_max(0x80000000u, NULL) < CPUID_BRAND + 2)
		return json_null();
	for (unsigned int i = 0; i < 3; i++)
		out[i] = cpuid_of(CPUID_BRAND + i);
	memcpy(text, out, sizeof(out));
	return printable(text);
}

/* Of the first CPU in /proc/cpuinfo. */
static json_t *microcode(void)
{
	char line[256], value[32];
	FILE *file = fopen("/proc/cpuinfo", "re");
	json_t *found = NULL;

	while (file && !found && fgets(line, sizeof(line), file))
		if (sscanf(line, "microcode : %31s", value) == 1)
			found = json_string(value);
	if (file)
		fclose(file);
	return found ? found : json_null();
}

json_t *machine_cpu(void)
{
	struct cpuid id = cpuid_of(0), features = cpuid_of(1);
	char vendor[13] = "";
	int family = (int)(features.eax >> 8 & 0xf), model = (int)(features.eax >> 4 & 0xf);

	memcpy(vendor, (unsigned int[]){ id.ebx, id.edx, id.ecx }, sizeof(vendor) - 1);
	if (family == 6 || family == 15)
		model += (int)(features.eax >> 16 & 0xf) << 4;
	if (family == 15)
		family += (int)(features.eax >> 20 & 0xff);
	return json_pack("{s:o, s:o, s:i, s:i, s:i, s:o, s:b, s:b, s:o}",
			 "vendor", printable(vendor), "model_name", brand(),
			 "family", family, "model", model, "stepping", (int)(features.eax & 0xf),
			 "microcode", microcode(), "vmx", BIT_IS_SET(features.ecx, CPUID_1_ECX_VMX),
			 "svm", cpu_has_svm(), "hypervisor", hypervisor());
}

static json_int_t cache_bytes(hwloc_topology_t topology, hwloc_obj_type_t type)
{
	hwloc_obj_t cache = hwloc_get_obj_by_type(topology, type, 0);

	return cache ? (json_int_t)cache->attr->cache.size : 0;
}

json_t *machine_topology(void)
{
	hwloc_topology_t topology;
	json_t *json = NULL;

	if (hwloc_topology_init(&topology))
		return json_null();
	if (!hwloc_topology_load(topology))
		json = json_pack("{s:i, s:i, s:i, s:i, s:I, s:I, s:I}",
			"packages", hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PACKAGE),
			"numa_nodes", hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_NUMANODE),
			"cores", hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE),
			"threads", hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU),
			"l1_data_bytes", cache_bytes(topology, HWLOC_OBJ_L1CACHE),
			"l2_bytes", cache_bytes(topology, HWLOC_OBJ_L2CACHE),
			"l3_bytes", cache_bytes(topology, HWLOC_OBJ_L3CACHE));
	hwloc_topology_destroy(topology);
	return json ? json : json_null();
}

/* Why a model-specific register could not be read. */
static const char *explain(int error)
{
	switch (error) {
	case ENOENT:
	case ENXIO:
		return "the kernel's msr driver is not loaded (modprobe msr)";
	case EACCES:
	case EPERM:
		return "only root may read model-specific registers, and not under lockdown";
	}
	return "this CPU, or the hypervisor above, does not have the register";
}

const char *msr_value(int cpu, uint32_t number, uint64_t *value)
{
	const char *wrong = NULL;
	char path[64];
	int file;

	snprintf(path, sizeof(path), "/dev/cpu/%d/msr", cpu);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return explain(errno);
	if (pread(file, value, sizeof(*value), number) != sizeof(*value))
		wrong = explain(errno);
	close(file);
	return wrong;
}
