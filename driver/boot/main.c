// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bare image: the table's cells on the engine with no operating system, one
 * line each, then what a world switch must survive. Ends with a summary line and
 * powers off. On an emulated CPU, where each instruction takes one tick of the
 * TSC, figures are called instructions.
 */
#include <vmx_instructions.h>
#include <cpu_instructions.h>
#include "../../bench/tick.h"
#include "../../engine/cpu_features.h"
#include "apic.h"
#include "apic_msrs.h"
#include "console.h"
#include "host.h"
#include "legs.h"
#include "numbers.h"
#include "outcomes.h"
#include "protection.h"
#include "run.h"
#include "spoilt.h"
#include "spoilt_svm.h"
#include "survive.h"

void boot_main(void);

static u32 skipped;
static const char *unit;

static const char *const outcome_words[] = {
#define OUTCOME(name, words) words,
	RUN_OUTCOMES(OUTCOME)
};

static const char *const bad_request_words[] = {
#define BAD_REQUEST(name, words) words,
	RUN_BAD_REQUESTS(BAD_REQUEST)
};

static const char *const check_words[] = {
#define CLAIM_CHECK(name, words) words,
	CLAIM_CHECKS(CLAIM_CHECK)
};

static const char *const obstacle_words[] = {
#define OBSTACLE(name, words) words,
	VMX_OBSTACLES(OBSTACLE)
};

static const char *const svm_obstacle_words[] = {
	SVM_OBSTACLES(OBSTACLE)
#undef OBSTACLE
};

static const struct {
	u32 control;
	const char *name;
} control_names[] = {
#define CONTROL(word, bit, name, initially) { name, #name },
#include "../../engine/controls.def"
#undef CONTROL
};

static const char *const cr4_names[] = {
#define CR4_BIT(name) [__builtin_ctzll(CR4_##name)] = "CR4_" #name,
	CR4_BITS(CR4_BIT)
#undef CR4_BIT
};

static const char *const mitigation_names[] = {
#define MITIGATION(id, name, words) #id,
	RUN_MITIGATIONS(MITIGATION)
#undef MITIGATION
};

static const char *const feature_names[] = {
	[FEATURE_NONE] = "nothing",
#define FEATURE(leaf, subleaf, register, bit, name) [FEATURE_##name] = #name,
#include "../../engine/cpu_features.def"
#undef FEATURE
};

static const char *const part_names[] = {
#define PART(id, words) #id,
	RUN_PARTS(PART)
#undef PART
};

static const char *cr4_name(u32 bit)
{
	return bit < COUNT_OF(cr4_names) && cr4_names[bit] ? cr4_names[bit] :
							     "a bit of CR4 without a name";
}

static const char *control_name(u32 control)
{
	for (u32 i = 0; i < COUNT_OF(control_names); i++)
		if (control_names[i].control == control)
			return control_names[i].name;
	return "a control without a name";
}

/* Firmware should have done this, and the bare image comes right after it. */
static void lock_feature_control(void)
{
	u64 value;

	if (!host_rdmsr(IA32_FEATURE_CONTROL, &value) && !(value & FEATURE_CONTROL_LOCKED))
		host_wrmsr(IA32_FEATURE_CONTROL,
			   value | FEATURE_CONTROL_VMX | FEATURE_CONTROL_LOCKED);
}

static void print_id(const struct cell *cell)
{
	print("cell %s/%s/%s/%s/%u/%s ", ops[cell->op].name, envs[cell->env].name,
	      boot_has_svm() ? "svm" : "vmx", form_names[cell->form], (u32)cell->ring,
	      cell->knob == KNOB_default ? "-" : knobs[cell->knob].name);
}

void tell_failure(const struct cell *cell, enum claim_check check)
{
	count_test(0);
	print_id(cell);
	print("fail verdict='%s' outcome='%s' detail=%u exit_reason=%u qualification=%x rip=%x "
	      "length=%u exits=%U vector=%U\n", check_words[check], outcome_words[run.outcome],
	      run.detail, run.exit_reason, run.qualification, run.guest_rip, run.instruction_length,
	      run.exits[cell_claim(cell)->reason],
	      ((struct guest_params *)guest_memory())->vector);
	if (run.outcome == RUN_BAD_REQUEST)
		print("# the request: %s\n", bad_request_words[run.detail]);
}

static const char *refused_name(void)
{
	switch (run.outcome) {
	case RUN_CR4_REFUSED:
		return cr4_name(run.detail);
	case RUN_MITIGATION_REFUSED:
		return mitigation_names[run.detail];
	case RUN_FEATURE_REFUSED:
		return feature_names[run.detail];
	case RUN_PART_REFUSED:
		return part_names[run.detail];
	}
	return control_name(run.detail);
}

static void tell_skip(const struct cell *cell)
{
	skipped++;
	print_id(cell);
	print("skip reason=%s\n", refused_name());
}

/* Every batch must say the same, to the instruction, where that is the unit. */
static enum claim_check measure_batches(const struct cell *cell, struct batch_size size, s64 *ticks)
{
	s64 first = 0;

	for (u32 i = 0; i < numbers.batches; i++) {
		enum claim_check check = measure(cell, size, ticks);

		if (run_was_refused() || check != CLAIM_HOLDS)
			return check;
		if (i && *ticks != first && numbers.same && unit[0] == 'i')
			return CLAIM_DISTURBED;
		first = *ticks;
	}
	return CLAIM_HOLDS;
}

static void run_cell(const struct cell *cell)
{
	const struct batch_size size = size_for(cell);
	enum claim_check check;
	s64 ticks = 0;

	if (lacks_sysenter(cell)) {
		skipped++;
		print_id(cell);
		print("skip reason=SYSENTER_IN_LONG_MODE\n");
		return;
	}
	check = measure_batches(cell, size, &ticks);
	for (u32 i = 0; i < numbers.again && check == CLAIM_DISTURBED; i++) {
		print("again: ");
		print_id(cell);
		print("\n");
		check = measure_batches(cell, size, &ticks);
	}
	if (run_was_refused())
		return tell_skip(cell);
	if (check != CLAIM_HOLDS)
		return tell_failure(cell, check);
	count_test(1);
	print_id(cell);
	print("ok unit=%s iterations=%U ticks=%U per_op=%U exits_per_op=%u", unit, size.iterations,
	      (u64)ticks, (u64)ticks / size.iterations,
	      (u32)(cell_claim(cell)->exits + cell_claim(cell)->also));
	if (cell->form == FORM_STAMPED && cell_claim(cell)->exits)
		print_legs(size, &run, guest_memory());
	print("\n");
}

static int is_chosen(const struct cell *cell)
{
	static u32 cells;

	if (numbers.stamped && (cell->form != FORM_STAMPED || cell->knob != KNOB_default))
		return 0;
	if (!numbers.bits_32 && cell_is_32_bit(cell))
		return 0;
	if (numbers.sipi && cell_claim(cell)->signal != SIGNAL_SIPI)
		return 0;
	if (numbers.anatomy && !knobs[cell->knob].anatomy)
		return 0;
	return cells++ % numbers.every == numbers.first;
}

static void run_knobs(struct cell cell)
{
	for (cell.knob = 0; cell.knob < KNOBS; cell.knob++)
		if (cell_exists(&cell, BACKEND_VMX) && is_chosen(&cell))
			run_cell(&cell);
}

static void run_table(void)
{
	struct cell cell = { .engine = (u8)engine.kind };

	for (cell.op = 0; cell.op < OPS; cell.op++)
		for (cell.env = 0; cell.env < ENVS; cell.env++)
			for (cell.form = 0; cell.form < FORM_COUNT; cell.form++)
				for (cell.ring = 0; cell.ring < 4; cell.ring++)
					run_knobs(cell);
}

static const char *const tick_units[] = {
	[TICK_IS_CYCLE] = "cycles",
	[TICK_IS_INSTRUCTION] = "instructions",
};

static const char *find_unit(void)
{
	const enum tick tick = tick_find();

	if (tick != TICK_IS_NEITHER)
		return tick_units[tick];
	print("died an emulator whose clock counts neither cycles nor instructions\n");
	power_off();
}

/* Which engine the CPU has, and what that offers; or why it cannot be used. */
static void print_engine(void)
{
	const struct svm_capabilities *svm = &engine.svm.caps;
	u32 obstacle = engine_obstacle(&engine);

	if (boot_has_svm())
		print("exitbench bare unit=%s asids=%u nested_paging=%u next_rip=%u\n", unit,
		      svm->asids, svm->has_nested_paging, svm->has_next_rip);
	else
		print("exitbench bare unit=%s ept_vpid=%x\n", unit, engine.vmx.caps.ept_vpid);
	if (obstacle) {
		print("died %s\n", boot_has_svm() ?
			svm_obstacle_words[obstacle - SVM_OBSTACLES_BEGIN - 1] :
			obstacle_words[obstacle]);
		power_off();
	}
}

static int is_all_run(void)
{
	return numbers.table && !numbers.stamped && !numbers.anatomy && !numbers.sipi;
}

void boot_main(void)
{
	const char *not_understood = numbers_read();

	boot_host_setup();
	if (not_understood) {
		print("died not understood on the command line: %s\n", not_understood);
		power_off();
	}
	if (second_cpu_start()) {
		print("died no second CPU\n");
		power_off();
	}
	lock_feature_control();
	unit = find_unit();
	if (engine_create(&engine)) {
		print("died no memory for a VM\n");
		power_off();
	}
	print_engine();
	load_guest();
	if (numbers.table)
		run_table();
	if (is_all_run()) {
		compare_outcomes();
		protect_monitor();
		survive_everything();
	}
	/* It is VMX that lets a guest at them. */
	if (is_all_run() && !boot_has_svm())
		keep_apic_msrs();
	if (numbers.spoilt && boot_has_svm())
		enter_spoilt_svm();
	else if (numbers.spoilt)
		enter_spoilt();
	print("%u passed, %u failed, %u skipped\n", boot_passed, boot_failed, skipped);
	power_off();
}
