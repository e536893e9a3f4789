// SPDX-License-Identifier: GPL-2.0-only
/* Choosing a CPU by the machine's topology, as hwloc sees it, and staying there. */
#define _GNU_SOURCE
#include <hwloc.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include "machine/clock.h"
#include "machine/machine.h"
#include "text/words.h"

/* With several kinds of cores, hwloc has the most capable kind last. */
static bool is_of_best_kind(hwloc_topology_t topology, hwloc_obj_t core)
{
	int kinds = hwloc_cpukinds_get_nr(topology, 0);

	return kinds < 2 || hwloc_cpukinds_get_by_cpuset(topology, core->cpuset, 0) == kinds - 1;
}

static int last_core(hwloc_topology_t topology)
{
	hwloc_obj_t last = NULL, core = NULL;
	int cpu;

	while ((core = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_CORE, core)))
		if (!last || is_of_best_kind(topology, core))
			last = core;
	if (last)
		return hwloc_bitmap_first(last->cpuset);
	/* A machine whose cores are unknown. */
	cpu = hwloc_bitmap_last(hwloc_topology_get_allowed_cpuset(topology));
	return cpu < 0 ? 0 : cpu;
}

static struct words choose(hwloc_topology_t topology, int asked, int *cpu)
{
	hwloc_bitmap_t mine = hwloc_bitmap_alloc();
	struct words wrong = NO_WORDS;

	if (!mine || hwloc_get_cpubind(topology, mine, HWLOC_CPUBIND_PROCESS))
		hwloc_bitmap_copy(mine, hwloc_topology_get_allowed_cpuset(topology));
	if (asked < 0) {
		hwloc_topology_restrict(topology, mine, 0);
		*cpu = last_core(topology);
	} else if (hwloc_bitmap_isset(mine, (unsigned)asked)) {
		*cpu = asked;
	} else {
		wrong = words("CPU %d does not exist, or this process may not use it", asked);
	}
	hwloc_bitmap_free(mine);
	return wrong;
}

struct words processor_choose(int asked, int *cpu)
{
	struct words wrong = words("the machine's topology cannot be read");
	hwloc_topology_t topology;

	if (hwloc_topology_init(&topology))
		return wrong;
	if (!hwloc_topology_load(topology))
		wrong = choose(topology, asked, cpu);
	hwloc_topology_destroy(topology);
	return wrong;
}

bool processor_is_alone(int cpu)
{
	char path[96], siblings[512];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
		 cpu);
	return !hypervisor_leaves_read().is_present &&
	       machine_line(path, siblings, sizeof(siblings)) && !strpbrk(siblings, ",-");
}

int processor_pin(int cpu)
{
	cpu_set_t *one = CPU_ALLOC((size_t)cpu + 1);
	size_t bytes = CPU_ALLOC_SIZE((size_t)cpu + 1);
	int failed = -1;

	if (!one)
		return -1;
	CPU_ZERO_S(bytes, one);
	CPU_SET_S((size_t)cpu, bytes, one);
	failed = sched_setaffinity(0, bytes, one);
	CPU_FREE(one);
	return failed;
}
