// SPDX-License-Identifier: GPL-2.0-only
/* The KVM guest: 32-bit protected mode, flat, one memory slot; see kvm_guest.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "kvm_guest.h"

#define BYTES     0x10000
#define ENTRY     0x1000
#define PORT_PASS 0x10
#define PORT_BAD  0x11

enum { RIGHT, WORD_DIFFERS, ENDED_OTHERWISE };

/* EBX counts passes and seeds the pattern; ESI, EBP and XMM0 must survive whatever happens on the host. */
extern const u8 kvm_guest_code[], kvm_guest_code_end[];
asm(".pushsection .rodata\n"
    "kvm_guest_code:\n"
    ".code32\n"
    "	xor %ebx, %ebx\n"
    "	mov $0x600df00d, %esi\n"
    "	mov $0x0ddba11, %ebp\n"
    "	movd %esi, %xmm0\n"
    "pass:	inc %ebx\n"
    "	mov %ebx, %eax\n"
    "	mov $0x4000, %edi\n"
    "1:	mov %eax, (%edi)\n"
    "	imul $1664525, %eax, %eax\n"
    "	add $1013904223, %eax\n"
    "	add $4, %edi\n"
    "	cmp $0x10000, %edi\n"
    "	jne 1b\n"
    "	mov %ebx, %eax\n"
    "	mov $0x4000, %edi\n"
    "2:	cmp %eax, (%edi)\n"
    "	jne bad\n"
    "	imul $1664525, %eax, %eax\n"
    "	add $1013904223, %eax\n"
    "	add $4, %edi\n"
    "	cmp $0x10000, %edi\n"
    "	jne 2b\n"
    "	cmp $0x600df00d, %esi\n"
    "	jne bad\n"
    "	cmp $0x0ddba11, %ebp\n"
    "	jne bad\n"
    "	movd %xmm0, %eax\n"
    "	cmp %esi, %eax\n"
    "	jne bad\n"
    "	mov %ebx, %eax\n"
    "	out %eax, $0x10\n"
    "	jmp pass\n"
    "bad:	out %eax, $0x11\n"
    "	jmp bad\n"
    ".code64\n"
    "kvm_guest_code_end:\n"
    ".popsection\n");

struct kvm_guest {
	int kvm, vm, cpu;
	u8 *memory;
	struct kvm_run *run;
};

static int set_memory(struct kvm_guest *guest)
{
	struct kvm_userspace_memory_region region = { .memory_size = BYTES };

	guest->memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guest->memory == MAP_FAILED)
		return -1;
	region.userspace_addr = (unsigned long)guest->memory;
	memcpy(guest->memory + ENTRY, kvm_guest_code, (size_t)(kvm_guest_code_end - kvm_guest_code));
	return ioctl(guest->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static int set_registers(struct kvm_guest *guest)
{
	const struct kvm_segment data = { .limit = ~0u, .selector = 0x10, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1 };
	struct kvm_segment code = data;
	struct kvm_regs registers = { .rip = ENTRY, .rsp = ENTRY, .rflags = 2 };
	struct kvm_sregs segments;

	if (ioctl(guest->cpu, KVM_GET_SREGS, &segments))
		return -1;
	code.selector = 8;
	code.type = 11;
	segments.cs = code;
	segments.ds = segments.es = segments.fs = segments.gs = segments.ss = data;
	segments.cr0 |= 1;         /* protected mode */
	segments.cr0 &= ~0xcull;   /* and XMM registers without a fault */
	segments.cr4 |= 1u << 9;
	return ioctl(guest->cpu, KVM_SET_SREGS, &segments) || ioctl(guest->cpu, KVM_SET_REGS, &registers) ? -1 : 0;
}

static int make(struct kvm_guest *guest)
{
	int bytes;

	guest->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	guest->vm = ioctl(guest->kvm, KVM_CREATE_VM, 0);
	guest->cpu = ioctl(guest->vm, KVM_CREATE_VCPU, 0);
	bytes = ioctl(guest->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (guest->kvm < 0 || guest->vm < 0 || guest->cpu < 0 || bytes < 0)
		return -1;
	guest->run = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, guest->cpu, 0);
	return guest->run == MAP_FAILED || set_memory(guest) || set_registers(guest) ? -1 : 0;
}

static void unmake(struct kvm_guest *guest)
{
	munmap(guest->run, (size_t)ioctl(guest->kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
	close(guest->cpu);
	close(guest->vm);
	close(guest->kvm);
	munmap(guest->memory, BYTES);
}

static u32 end(struct kvm_progress *progress, u32 wrong, u32 why)
{
	progress->why = why;
	progress->wrong = wrong;
	return wrong;
}

/* To the end of the next pass, which must be the one that follows the last. */
static u32 run_pass(struct kvm_guest *guest, struct kvm_progress *progress)
{
	u32 pass;

	while (ioctl(guest->cpu, KVM_RUN, 0))
		if (errno != EINTR)
			return end(progress, ENDED_OTHERWISE, (u32)errno + 1000);
	if (guest->run->exit_reason != KVM_EXIT_IO)
		return end(progress, ENDED_OTHERWISE, guest->run->exit_reason);
	memcpy(&pass, (u8 *)guest->run + guest->run->io.data_offset, sizeof(pass));
	if (guest->run->io.port != PORT_PASS || pass != progress->passes + 1)
		return end(progress, WORD_DIFFERS, pass);
	progress->passes = pass;
	return RIGHT;
}

void kvm_guest_run(struct kvm_progress *progress)
{
	struct kvm_guest guest;

	if (make(&guest))
		end(progress, ENDED_OTHERWISE, (u32)errno + 2000);
	else
		while (run_pass(&guest, progress) == RIGHT)
			;
	_exit(1);
}

u32 kvm_guest_visit(u32 passes)
{
	struct kvm_guest guest;
	struct kvm_progress progress = { 0 };

	if (make(&guest))
		return ENDED_OTHERWISE;
	while (progress.passes < passes && run_pass(&guest, &progress) == RIGHT)
		;
	unmake(&guest);
	return progress.wrong;
}
