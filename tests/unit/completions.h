/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that the VMM completes on the guest's registers, for the fake CPU to play (Intel SDM
 * volume 3, "Information for VM Exits Due to Instruction Execution" and the tables of exit
 * qualifications).
 */
#ifndef UNIT_COMPLETIONS_H
#define UNIT_COMPLETIONS_H

#include "final_state.h"
#include "fixture.h"

#define LENGTH         3u
#define NUMBER_RSP     4u
#define INITIALLY(n)   (0x4242000000000000ull + 0x100 * (n))

/* The architecture's numbers of the registers; 4 is RSP, which is VMCS state. */
static const u8 numbered[] = { RAX, RCX, RDX, RBX, REGISTERS, RBP, RSI, RDI,
			       R8, R9, R10, R11, R12, R13, R14, R15 };

static inline u8 *at(u64 address)
{
	return (u8 *)vm.memory.page[address / PAGE_BYTES] + address % PAGE_BYTES;
}

static inline void set_register(u32 number, u64 value)
{
	if (number == NUMBER_RSP)
		run.state.rsp = value;
	else
		run.state.registers[numbered[number]] = value;
}

static inline u64 register_after(u32 number)
{
	return number == NUMBER_RSP ? fake.vmcs[GUEST_RSP] : run.registers[numbered[number]];
}

/* Registers with values of their own, the reason completed. */
static inline void fresh(u32 reason)
{
	request_cpuid(&run);
	for (u32 number = 0; number < COUNT_OF(numbered); number++)
		set_register(number, INITIALLY(number));
	run.policy[reason].action = ACTION_COMPLETE;
}

static inline u32 play(struct fake_exit event)
{
	event.length = LENGTH;
	fake.refused_field = FAKE_NO_FIELD;
	fake.script_count = fake.script_next = 0;
	fake_play(event);
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	return run_batch();
}

static inline void assert_completed(struct fake_exit event)
{
	assert_int_equal(play(event), RUN_DONE);
	assert_int_equal(run.exits[event.reason], 1);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1000 + LENGTH);
}

/* Every register but those two; 16 is none. */
static inline void assert_registers_kept(u32 but, u32 and_but)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++)
		if (number != but && number != and_but)
			assert_int_equal(register_after(number), INITIALLY(number));
}

static inline void assert_refused(struct fake_exit event)
{
	assert_int_equal(play(event), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, event.reason);
	assert_int_equal(run.guest_rip, 0x1000);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1000);
}

#endif
