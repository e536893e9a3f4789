// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boots a multiboot image as a KVM guest, with as much of a PC as the bare image asks for:
 * interrupt controllers, the old timer on pin 2, 16 MiB of memory, the CPU that KVM offers. What
 * the image writes to port 0xE9 goes to standard output; "Shutdown" to port 0x8900 ends it.
 *   usage: multiboot IMAGE [ARGUMENT...]           the arguments are the image's command line
 * Exit status: 0 when the image ended the run, else 1, with the reason.
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define MEMORY_BYTES (16u << 20)
#define INFORMATION  0x1000  /* of the multiboot loader, at this address; then the command line */
#define COMMAND_LINE 0x2000
#define TSS_ADDRESS  0xfffbd000 /* three pages of KVM's, for CPUs without unrestricted guest */
#define PORT_E9      0xe9
#define PORT_LINE    0xe8    /* driver/boot/console.c */
#define PORT_END     0x8900
#define COM1_STATUS  0x3fd
#define COM1_IDLE    0x60
#define CPUIDS       100
#define MULTIBOOT    0x2badb002

static uint8_t *memory;

static int ask(int file, unsigned long request, const void *argument, const char *name)
{
	int answer = ioctl(file, request, argument);

	if (answer < 0)
		err(1, "%s", name);
	return answer;
}
#define ASK(file, request, argument) \
	ask(file, request, (const void *)(uintptr_t)(argument), #request)

/* Its segments to where they belong. The entry point. */
static uint32_t load(const char *path)
{
	struct stat about;
	int file = open(path, O_RDONLY);
	const uint8_t *image;
	const Elf32_Ehdr *header;

	if (file < 0 || fstat(file, &about))
		err(1, "%s", path);
	image = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (image == MAP_FAILED)
		err(1, "%s", path);
	header = (const void *)image;
	if (memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_ident[EI_CLASS] != ELFCLASS32)
		errx(1, "%s is no 32-bit ELF file", path);
	for (int i = 0; i < header->e_phnum; i++) {
		const Elf32_Phdr *part = (const Elf32_Phdr *)(image + header->e_phoff) + i;

		if (part->p_type != PT_LOAD)
			continue;
		if ((uint64_t)part->p_paddr + part->p_memsz > MEMORY_BYTES)
			errx(1, "%s does not fit into %u bytes", path, MEMORY_BYTES);
		memcpy(memory + part->p_paddr, image + part->p_offset, part->p_filesz);
	}
	return header->e_entry;
}

static void tell_command_line(char *words[])
{
	uint32_t *information = (uint32_t *)(memory + INFORMATION);
	char *to = (char *)memory + COMMAND_LINE;

	for (; *words; words++)
		to = stpcpy(stpcpy(to, *words), words[1] ? " " : "");
	information[0] = 1 << 2; /* there is a command line */
	information[4] = COMMAND_LINE;
}

/* ACPI's wiring, which the image counts on: the old timer's interrupt is pin 2 of the I/O APIC. */
static void wire_the_timer(int vm)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry;
	} routing = {
		.head.nr = 1,
		.entry = { .type = KVM_IRQ_ROUTING_IRQCHIP,
			   .u.irqchip = { KVM_IRQCHIP_IOAPIC, 2 } },
	};

	ASK(vm, KVM_SET_GSI_ROUTING, &routing);
}

static int create_vm(int kvm)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY_BYTES,
						      .userspace_addr = (uintptr_t)memory };
	struct kvm_pit_config pit = { 0 };
	int vm = ASK(kvm, KVM_CREATE_VM, 0);

	ASK(vm, KVM_SET_TSS_ADDR, TSS_ADDRESS);
	ASK(vm, KVM_CREATE_IRQCHIP, 0);
	ASK(vm, KVM_CREATE_PIT2, &pit);
	wire_the_timer(vm);
	ASK(vm, KVM_SET_USER_MEMORY_REGION, &region);
	return vm;
}

/* 32-bit protected mode, flat, as a multiboot loader leaves it. */
static int create_cpu(int kvm, int vm, uint32_t entry)
{
	const struct kvm_segment data = { .limit = ~0u, .selector = 0x10, .type = 3, .present = 1,
					  .db = 1, .s = 1, .g = 1 };
	struct kvm_regs registers = { .rip = entry, .rflags = 2, .rax = MULTIBOOT,
				      .rbx = INFORMATION };
	struct kvm_cpuid2 *cpuid = calloc(1, sizeof(*cpuid) + CPUIDS * sizeof(cpuid->entries[0]));
	int cpu = ASK(vm, KVM_CREATE_VCPU, 0);
	struct kvm_sregs special;

	cpuid->nent = CPUIDS;
	ASK(kvm, KVM_GET_SUPPORTED_CPUID, cpuid);
	ASK(cpu, KVM_SET_CPUID2, cpuid);
	ASK(cpu, KVM_GET_SREGS, &special);
	special.ds = special.es = special.fs = special.gs = special.ss = special.cs = data;
	special.cs.selector = 8;
	special.cs.type = 11;
	special.tr.type = 11; /* busy, and not of the 80286, as KVM leaves it by SVM: no long mode then */
	special.cr0 |= 1; /* protected mode */
	ASK(cpu, KVM_SET_SREGS, &special);
	ASK(cpu, KVM_SET_REGS, &registers);
	return cpu;
}

/* One byte to or from a port. 0 when it was the image's last. */
static int serve(uint16_t port, int in, uint8_t *byte)
{
	static const char *left = "Shutdown";

	if (in)
		*byte = port == COM1_STATUS ? COM1_IDLE : 0xff;
	else if (port == PORT_E9)
		putchar(*byte);
	else if (port == PORT_END && *byte == *left)
		left++;
	return *left;
}

/* A line by its address: KVM makes an exit of each character that a string instruction writes. */
static void show_line(const uint8_t *bytes)
{
	uint32_t address;

	memcpy(&address, bytes, sizeof(address));
	if (address < MEMORY_BYTES)
		printf("%.*s", (int)(MEMORY_BYTES - address), (char *)memory + address);
}

/* An access to a port, or as many as a string instruction makes. */
static int serve_all(struct kvm_run *run)
{
	uint8_t *bytes = (uint8_t *)run + run->io.data_offset;
	int goes_on = 1;

	if (run->io.port == PORT_LINE && run->io.size == sizeof(uint32_t)) {
		show_line(bytes);
		return goes_on;
	}
	for (uint32_t i = 0; i < run->io.count; i++)
		goes_on = serve(run->io.port, run->io.direction == KVM_EXIT_IO_IN,
				bytes + i * run->io.size);
	return goes_on;
}

int main(int count, char *words[])
{
	int kvm, cpu;
	struct kvm_run *run;

	if (count < 2)
		errx(1, "usage: multiboot IMAGE [ARGUMENT...]");
	kvm = open("/dev/kvm", O_RDWR);
	memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (kvm < 0 || memory == MAP_FAILED)
		err(1, "/dev/kvm and 16 MiB");
	setvbuf(stdout, NULL, _IOLBF, 0); /* a line each, also into a file of the kernel's */
	tell_command_line(words + 2);
	cpu = create_cpu(kvm, create_vm(kvm), load(words[1]));
	run = mmap(NULL, (size_t)ASK(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE,
		   MAP_SHARED, cpu, 0);
	if (run == MAP_FAILED)
		err(1, "the CPU's page");
	do {
		ASK(cpu, KVM_RUN, 0);
		if (run->exit_reason != KVM_EXIT_IO)
			errx(1, "the image ended with KVM's exit reason %u, %u", run->exit_reason,
			     run->internal.suberror);
	} while (serve_all(run));
	return 0;
}
