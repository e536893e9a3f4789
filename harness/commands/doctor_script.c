// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench doctor --script: a shell script that makes the machine quiet, and undoes that. It knows
 * what to put back, for it is made before anything is changed. Changes nothing itself.
 */
#include <ctype.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>
#include "commands/doctor_script.h"
#include "machine/machine.h"
#include "text/words.h"

static const struct {
	const char *files, *value; /* a pattern as of glob(3); NULL: the CPUs that do not measure */
} settings[] = {
	{ "/sys/devices/system/cpu/cpufreq/policy*/scaling_governor", "performance" },
	{ "/sys/devices/system/cpu/intel_pstate/no_turbo", "1" },
	{ "/sys/devices/system/cpu/cpufreq/boost", "0" },
	{ "/proc/sys/kernel/nmi_watchdog", "0" },
	{ "/proc/irq/[0-9]*/smp_affinity_list", NULL },
};

static struct words range(int from, int to)
{
	return from > to ? NO_WORDS : from == to ? words("%d", from) : words("%d-%d", from, to);
}

/* "0-2,4-7" for CPU 3 of 8; "" if there is no other. */
static struct words other_cpus(int cpu, int cpus)
{
	struct words below = range(0, cpu - 1), above = range(cpu + 1, cpus - 1);

	return words("%s%s%s", below.text, *below.text && *above.text ? "," : "", above.text);
}

/* It goes between quotes into a script that root runs. */
static bool is_plain(const char *value)
{
	for (; *value; value++)
		if (!isalnum((unsigned char)*value) && !strchr("_,-", *value))
			return false;
	return true;
}

/* As root may be asked to write anywhere: only what can be read, is another value, and is plain. */
static void put_file(FILE *stream, const char *path, const char *value, bool undoes)
{
	char now[256];

	if (!machine_line(path, now, sizeof(now)) || !*now || !is_plain(now) ||
	    strchr(path, '\'') || !strcmp(now, value))
		return;
	fprintf(stream, "\tset_to %s '%s'\n", undoes ? now : value, path);
}

/* The module whose files say how often the firmware interrupted, if it is not there yet. */
static void put_msr(FILE *stream, const char *root, bool undoes)
{
	bool is_there = !access(words("%s/dev/cpu/0/msr", root).text, F_OK);

	fprintf(stream, "\t%s\n", is_there ? ":"
				 : undoes   ? "in_vain || modprobe -r msr || :"
					    : "in_vain || modprobe msr || :");
}

static void put_settings(FILE *stream, const char *root, int cpu, int cpus, bool undoes)
{
	struct words others = other_cpus(cpu, cpus);

	fprintf(stream, "%s() {\n", undoes ? "off" : "on");
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const char *value = settings[i].value ? settings[i].value : others.text;
		glob_t found = { 0 };

		glob(words("%s%s", root, settings[i].files).text, 0, NULL, &found);
		for (size_t j = 0; *value && j < found.gl_pathc; j++)
			put_file(stream, found.gl_pathv[j], value, undoes);
		globfree(&found);
	}
	put_msr(stream, root, undoes);
	fputs("}\n", stream);
}

void doctor_script(FILE *stream, const char *root, int cpu, int cpus)
{
	fprintf(stream,
		"#!/bin/sh\n"
		"# Makes this machine quiet for figures of CPU %d: governor, turbo, NMI watchdog,\n"
		"# interrupts, MSRs. By exitbench doctor --script; run it as root.\n"
		"#   usage: sh FILE on|off        off puts back what was there when FILE was made\n"
		"some= left=\n"
		"set_to() {\n"
		"\tif { echo \"$1\" >\"$2\"; } 2>/dev/null; then some=1\n"
		"\telse left=\"$left $2\"; fi\n"
		"}\n"
		"in_vain() { [ ! \"$some\" ] && [ \"$left\" ]; }\n",
		cpu);
	put_settings(stream, root, cpu, cpus, false);
	put_settings(stream, root, cpu, cpus, true);
	fputs("case ${1-} in on|off) \"$1\" ;; *) sed -n 2,4p \"$0\" >&2; exit 2 ;; esac\n"
	      "# Some interrupts cannot be moved: only where nothing could be set, this failed.\n"
	      "if in_vain; then\n"
	      "\tset -- $left\n"
	      "\techo \"$1 stays as it is, and so does all else: run this as root\" >&2\n"
	      "\texit 1\n"
	      "fi\n"
	      "for file in $left; do echo \"$file stays as it is\" >&2; done\n",
	      stream);
}
