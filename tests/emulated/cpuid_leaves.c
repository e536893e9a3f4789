// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID as the engine answers it against CPUID as this CPU does: every leaf, each
 * register, all bits but those that engine/cpuid_table.c lists as hidden. Once
 * answered in assembly, and once by the policy in C. Runs inside the emulated machine.
 */
#include <cpuid.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include "guest_vm.h"

#define QUESTIONS_AT  0x50000       /* in guest memory */
#define QUESTIONS_MAX 300
#define QUESTIONS_RUN 24            /* in a batch: in C each may take a thousand instructions */
#define SUBLEAVES     4
#define SUBLEAVES_XSAVE 20          /* of leaf 0xd: as many as the table keeps */

struct question {
	u32 leaf, subleaf, answer[4];   /* EAX, EBX, ECX, EDX */
};

/* The exceptions, in the order of answer[]. */
static const struct { u32 leaf, subleaf, output, bits; } hidden[] = {
	{ 1, 0, 2, 1u << 5 | 1u << 6 | 1u << 27 },     /* VMX, SMX, OSXSAVE */
	{ 7, 0, 2, 1u << 4 },                          /* OSPKE */
	{ 0x80000001, 0, 2, 1u << 2 },                 /* SVM, and its leaf */
	{ 0x8000000a, 0, 0, ~0u }, { 0x8000000a, 0, 1, ~0u }, { 0x8000000a, 0, 2, ~0u }, { 0x8000000a, 0, 3, ~0u },
};

/* For R15 questions at RSI: CPUID, and the answer goes where the question stands. OUT when done. */
static const u8 code[] = {
	0x8b, 0x06,                     /* 1: mov (%rsi), %eax */
	0x8b, 0x4e, 0x04,               /* mov 4(%rsi), %ecx */
	0x0f, 0xa2,                     /* cpuid */
	0x89, 0x46, 0x08,               /* mov %eax, 8(%rsi) */
	0x89, 0x5e, 0x0c,               /* mov %ebx, 12(%rsi) */
	0x89, 0x4e, 0x10,               /* mov %ecx, 16(%rsi) */
	0x89, 0x56, 0x14,               /* mov %edx, 20(%rsi) */
	0x48, 0x83, 0xc6, 0x18,         /* add $24, %rsi */
	0x49, 0xff, 0xcf,               /* dec %r15 */
	0x75, 0xe4,                     /* jnz 1b */
	0xe6, 0xf4,                     /* out %al, $0xf4 */
};

static struct guest_vm vm;
static struct vmx_run run;
static struct question questions[QUESTIONS_MAX];
static u32 count;

static void ask(u32 leaf, u32 subleaf)
{
	struct question *question = &questions[count++];

	insist(count < QUESTIONS_MAX, "all_leaves_fit");
	question->leaf = leaf;
	question->subleaf = subleaf;
	__cpuid_count(leaf, subleaf, question->answer[0], question->answer[1], question->answer[2],
		      question->answer[3]);
}

static void ask_range(u32 first)
{
	u32 last, ebx, ecx, edx;

	__cpuid(first, last, ebx, ecx, edx);
	for (u32 leaf = first; leaf <= last; leaf++)
		for (u32 subleaf = 0; subleaf < (leaf == 0xd ? SUBLEAVES_XSAVE : SUBLEAVES); subleaf++)
			ask(leaf, subleaf);
}

static u32 hidden_bits(const struct question *question, u32 output)
{
	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		if (hidden[i].leaf == question->leaf && hidden[i].output == output &&
		    (hidden[i].subleaf == question->subleaf || question->leaf != 7))
			return hidden[i].bits;
	return 0;
}

static bool is_answered(const struct question *host, const struct question *guest)
{
	bool same = true;

	for (u32 i = 0; i < 4; i++)
		same &= guest->answer[i] == (host->answer[i] & ~hidden_bits(host, i));
	if (!same)
		printf("# leaf 0x%x.%u: host %08x %08x %08x %08x, guest %08x %08x %08x %08x\n", host->leaf,
		       host->subleaf, host->answer[0], host->answer[1], host->answer[2], host->answer[3],
		       guest->answer[0], guest->answer[1], guest->answer[2], guest->answer[3]);
	return same;
}

/* A batch of questions; how many answers were wrong, or all if it did not end as it should. */
static u32 wrong_answers(u32 expected_reason, const struct question *ask, u32 asking)
{
	struct question *asked = (struct question *)(vm.memory + QUESTIONS_AT);
	u32 wrong = 0;

	guest_prepare(&vm, code, sizeof(code), &run);
	for (u32 i = 0; i < asking; i++)
		asked[i] = (struct question){ ask[i].leaf, ask[i].subleaf, { ~0u, ~0u, ~0u, ~0u } };
	run.expected_reason = expected_reason;
	run.policy[EXIT_CPUID].action = ACTION_CPUID;
	run.state.registers[RSI] = QUESTIONS_AT;
	run.state.registers[R15] = asking;
	guest_run(&vm, &run);
	for (u32 i = 0; i < asking; i++)
		wrong += !is_answered(&ask[i], &asked[i]);
	return run.outcome == RUN_DONE && run.exits[EXIT_CPUID] == asking ? wrong : asking;
}

static void test_leaves(u32 expected_reason, const char *name)
{
	u32 wrong = 0;

	for (u32 i = 0; i < count; i += QUESTIONS_RUN)
		wrong += wrong_answers(expected_reason, &questions[i],
				       count - i < QUESTIONS_RUN ? count - i : QUESTIONS_RUN);
	tell(name, count && !wrong, "%u of %u wrong; the last outcome was %u", wrong, count, run.outcome);
}

int main(void)
{
	int kvm = open("/dev/kvm", O_RDWR);

	/* A KVM that is loaded must have VMX on, and on 6.1 has it on only while it has a VM. */
	insist(kvm < 0 || ioctl(kvm, KVM_CREATE_VM, 0) >= 0, "kvm_makes_a_vm");
	pin_to_cpu(0);
	guest_open(&vm);
	ask_range(0);
	ask_range(0x80000000);
	printf("# %u leaves and subleaves\n", count);
	test_leaves(EXIT_CPUID, "cpuid_answered_in_assembly_is_the_hosts_but_for_the_listed_bits");
	test_leaves(EXIT_IO_INSTRUCTION, "cpuid_answered_in_c_is_the_hosts_but_for_the_listed_bits");
	guest_close(&vm);
	return 0;
}
