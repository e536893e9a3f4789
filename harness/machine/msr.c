// SPDX-License-Identifier: GPL-2.0-only
/* Reading one model-specific register, and saying why that does not work. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "machine/msr.h"

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
