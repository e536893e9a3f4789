// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench doctor: which backends work here, what disturbs figures, and the remedy for each.
 * Changes nothing on the machine.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include "backends/backend.h"
#include "measure/plan.h"
#include "commands/command.h"
#include "commands/doctor_script.h"
#include "machine/above.h"
#include "show/answers.h"
#include "show/words.h"
#include "show/findings.h"
#include "machine/machine.h"
#include "text/places.h"
#include "text/table.h"

static bool wants_json, wants_script;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'j':
		wants_json = true;
		return 0;
	case 's':
		wants_script = true;
		return 0;
	}
	return parse_arguments(key, argument, state);
}

static const struct argp_option options[] = {
	OPTION("script", 's', NULL,
	       "A shell script that makes the machine quiet, and undoes that; changes nothing"),
	OPTION("json", 'j', NULL, "The machine's description as JSON, as a result has it"),
	{ 0 }
};

const struct argp doctor_argp = {
	.options = options,
	.parser = parse,
	.doc = "Report what this machine can measure, what it cannot, what disturbs figures, and "
	       "the remedy for each.\v"
	       "Each line begins with ok, warn (figures suffer), block (some cannot be made) or "
	       "unknown. The exit status is 77 if no backend works here.\n"
	       "\n"
	       "Examples:\n"
	       "  $ exitbench doctor --script >quiet.sh && sh quiet.sh on; ...; sh quiet.sh off\n",
};

/* Why it does not work here. */
static struct words obstacle_of(const struct backend_row *backend)
{
	struct machine_vm *vm = NULL;
	struct words obstacle = backend->open(&vm);

	if (!*obstacle.text)
		backend->close(vm);
	return obstacle;
}

static bool any_backend_works(void)
{
	for (size_t i = 0; i < backend_count; i++)
		if (!*obstacle_of(&backends[i]).text)
			return true;
	return false;
}

/* Why its loops of ring 0 do not run, where those of ring 3 do. */
static struct words ring_0_obstacle_of(const struct backend_row *backend)
{
	struct words obstacle = NO_WORDS;
	struct machine_vm *vm = NULL;

	if (!backend->misses || *backend->open(&vm).text)
		return NO_WORDS;
	obstacle = backend->misses(vm, 0);
	backend->close(vm);
	return obstacle;
}

static void print_backend(const char *name, const char *about, const struct words *obstacle,
			  size_t width)
{
	printf("  %-7s  %s: %s\n", *obstacle->text ? "block" : "ok", name, about);
	if (*obstacle->text)
		print_wrapped(stdout, obstacle->text, 11, width);
}

static void print_backends(size_t width)
{
	puts("Backends");
	for (size_t i = 0; i < backend_count; i++) {
		struct words obstacle = NO_WORDS;

		if (!backend_is_of_this_cpu(&backends[i]))
			continue;
		obstacle = obstacle_of(&backends[i]);
		print_backend(backends[i].name, backends[i].words, &obstacle, width);
		obstacle = ring_0_obstacle_of(&backends[i]);
		if (*obstacle.text)
			print_backend(backends[i].name, "ring 0", &obstacle, width);
	}
}

static void print_finding(const struct finding *finding, const json_t *machine, size_t width)
{
	enum finding_level level = finding_level(finding, machine);

	printf("  %-7s  %s: %s\n", finding_levels[level], finding->id,
	       finding_words(finding, level));
	if (level == FINDING_WARN || level == FINDING_BLOCK)
		print_wrapped(stdout, finding_remedy(finding), 11, width);
}

static void print_clock(const json_t *clock)
{
	printf("  %s, in %s, %.3f GHz (%s), invariant: %s\n",
	       json_string_value(json_object_get(clock, "name")),
	       json_string_value(json_object_get(clock, "unit")),
	       json_number_value(json_object_get(clock, "hz")) / 1e9,
	       json_string_value(json_object_get(clock, "hz_source")),
	       json_is_true(json_object_get(clock, "invariant")) ? "yes" : "no");
}

/* Which file it is by, and what to do if there is none. */
static void print_id(void)
{
	struct machine_id id = machine_id("");

	printf("  machine id: %s%s%s%s\n",
	       !id.source ? "none, so that results of this machine are not known to be of one" :
	       !strcmp(id.source, "file")       ? "/var/lib/exitbench/machine-id" :
	       !strcmp(id.source, "machine-id") ? "a hash of /etc/machine-id" :
						  "a hash of the firmware's UUID",
	       id.source ? "" :
			   place_remedy("; put 32 hexadecimal digits into "
				       "/var/lib/exitbench/machine-id", ""),
	       *id.wrong.text ? "; damaged: " : "", id.wrong.text);
}

/* What a VM without VT-x can measure: one exit to the hypervisor above. */
static void print_above(const json_t *machine)
{
	double ticks = machine_is_counting(machine) ? 0 : above_round_trip();

	if (ticks > 0)
		printf("  VM exit to %s above and back (CPUID): about %s\n",
		       hypervisor_words(machine).text,
		       amount_words(ticks, UNIT_CYCLES, machine).text);
}

static void print_machine(const json_t *machine)
{
	const json_t *cpu = json_object_get(machine, "cpu"),
		     *topology = json_object_get(machine, "topology");
	const char *above = json_string_value(json_object_get(cpu, "hypervisor"));
	struct words caption = machine_caption(machine, NULL);

	puts("Machine");
	if (strstr(caption.text, ", exitbench"))
		*strstr(caption.text, ", exitbench") = 0;
	printf("  %s\n", caption.text);
	printf("  packages: %d, cores: %d, threads: %d; hypervisor above: %s\n",
	       (int)json_integer_value(json_object_get(topology, "packages")),
	       (int)json_integer_value(json_object_get(topology, "cores")),
	       (int)json_integer_value(json_object_get(topology, "threads")),
	       above ? above : "none seen");
	print_clock(json_object_get(machine, "clock"));
	print_above(machine);
	print_id();
}

static void print_mitigations(const json_t *machine, size_t width)
{
	const char *key;
	json_t *value;

	puts("\nMitigations (where the CPU is affected)");
	json_object_foreach(json_object_get(machine, "mitigations"), key, value) {
		const char *text = json_is_string(value) ? json_string_value(value) : "unknown";

		if (!strcmp(text, "Not affected"))
			continue;
		printf("  %s\n", key);
		print_wrapped(stdout, text, 11, width);
	}
}

static void add_name(struct words *list, const char *name, const char *where)
{
	*list = words("%s%s%s%s", list->text, *list->text ? ", " : "", name, where);
}

static size_t count_findings(const json_t *machine, enum finding_level level)
{
	size_t count = 0;

	for (size_t i = 0; i < finding_count; i++)
		count += finding_level(&findings[i], machine) == level;
	return count;
}

/* How many of each kind there are, and nothing of a kind of which there is none. */
static void print_count(size_t blocks, size_t warnings)
{
	if (!(blocks + warnings))
		puts("Nothing was found that disturbs figures.");
	else
		printf("%s%s%s: %s above.\n", blocks ? count_words(blocks, "obstacle").text : "",
		       blocks && warnings ? ", " : "",
		       warnings ? count_words(warnings, "warning").text : "",
		       blocks + warnings > 1 ? "each has its remedy" : "its remedy is");
}

/* Last, for that is what a terminal still shows. */
static void print_answer(const json_t *machine)
{
	struct words works = NO_WORDS, lacks = NO_WORDS;

	for (size_t i = 0; i < backend_count; i++) {
		const struct backend_row *backend = &backends[i];

		if (!backend_is_of_this_cpu(backend))
			continue;
		add_name(*obstacle_of(backend).text ? &lacks : &works, backend->name, "");
		if (*ring_0_obstacle_of(backend).text)
			add_name(&lacks, backend->name, " in ring 0");
	}
	printf("\nCan measure here: %s.%s%s%s\n", *works.text ? works.text : "nothing",
	       *lacks.text ? " Cannot: " : "", lacks.text, *lacks.text ? "." : "");
	print_count(count_findings(machine, FINDING_BLOCK), count_findings(machine, FINDING_WARN));
}

static void print_all(const json_t *machine)
{
	size_t width = prose_width(stdout);

	print_machine(machine);
	putchar('\n');
	print_backends(width);
	puts("\nFindings");
	for (size_t i = 0; i < finding_count; i++)
		print_finding(&findings[i], machine, width);
	print_mitigations(machine, width);
	print_answer(machine);
}

enum program_status command_doctor(void)
{
	json_t *machine;
	int cpu = 0;

	need_files("doctor", 0, 0);
	if (wants_json && wants_script)
		refuse_usage("doctor: --json or --script, not both");
	processor_choose(-1, &cpu);
	if (wants_script) {
		doctor_script(stdout, "", cpu, get_nprocs_conf());
		return PROGRAM_OK;
	}
	machine = machine_describe(cpu);
	json_object_set_new(machine, "findings", findings_about(machine));
	if (wants_json) {
		json_dumpf(machine, stdout, JSON_INDENT(1));
		putchar('\n');
	} else {
		print_all(machine);
	}
	json_decref(machine);
	return any_backend_works() ? PROGRAM_OK : PROGRAM_NOTHING;
}
