// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a KVM virtual machine: one memory slot at 0, the host's CPUID, long mode in ring 0.
 * Without a board it has no interrupt controller, so HLT comes out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "engine/svm/vmmcall.h"
#include "backends/kvm_vm.h"
#include "machine/above.h"
#include "text/places.h"

#define TSS_ADDRESS   0xfffbd000u /* three pages Intel's KVM wants, far from our memory */
#define CPUID_ENTRIES 256
#define NAME_BYTES    128         /* of a statistic, at most */

/* Otherwise software KVM patches a VMCALL for ever; so a VMCALL that is not native is #UD. */
static void stop_hypercall_patching(const struct kvm_vm *vm)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_DISABLE_QUIRKS2,
				      .args = { KVM_X86_QUIRK_FIX_HYPERCALL_INSN } };
	int quirks = ioctl(vm->kvm, KVM_CHECK_EXTENSION, cap.cap);

	if (quirks > 0 && quirks & KVM_X86_QUIRK_FIX_HYPERCALL_INSN)
		ioctl(vm->vm, KVM_ENABLE_CAP, &cap);
}

static int add_memory(struct kvm_vm *vm)
{
	struct kvm_userspace_memory_region region = { .memory_size = GUEST_BYTES,
						      .userspace_addr = (__u64)vm->memory };
	__u64 identity_map = TSS_ADDRESS - 0x1000;

	/* Only Intel's KVM has these, and only it wants them. */
	ioctl(vm->vm, KVM_SET_IDENTITY_MAP_ADDR, &identity_map);
	ioctl(vm->vm, KVM_SET_TSS_ADDR, TSS_ADDRESS);
	memset(vm->memory, 0, GUEST_BYTES);
	memcpy(vm->memory, guest_image, guest_image_bytes);
	if (cpu_has_svm())
		svm_translate(vm->memory, guest_image_bytes);
	return ioctl(vm->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static const struct {
	const char *name;
	u32 leaf, subleaf;
	size_t in; /* of an entry */
	u32 bit;
} features[FEATURES] = {
#define FEATURE(leaf, subleaf, register, bit, name)                                                \
	[FEATURE_##name] = { #name, leaf, subleaf,                                                 \
			     offsetof(struct kvm_cpuid_entry2, eax) + 4 * (register), bit },
#include "engine/cpu_features.def"
#undef FEATURE
};

/* The register that has the feature's bit; NULL: there is no such leaf. */
static __u32 *register_of(const struct kvm_vm *vm, enum cpu_feature feature)
{
	for (__u32 i = 0; i < vm->cpuid->nent; i++) {
		struct kvm_cpuid_entry2 *entry = &vm->cpuid->entries[i];

		if (entry->function == features[feature].leaf &&
		    entry->index == features[feature].subleaf)
			return (void *)((char *)entry + features[feature].in);
	}
	return NULL;
}

/* KVM leaves it to user space to offer the APIC's timer, since it needs its APIC. */
static void offer_deadline_timer(const struct kvm_vm *vm)
{
	__u32 *offered = register_of(vm, FEATURE_TSC_DEADLINE);

	if (vm->has_board && offered &&
	    ioctl(vm->kvm, KVM_CHECK_EXTENSION, KVM_CAP_TSC_DEADLINE_TIMER) > 0)
		*offered |= 1u << features[FEATURE_TSC_DEADLINE].bit;
}

static int read_cpuid(struct kvm_vm *vm)
{
	vm->cpuid =
		calloc(1, sizeof(*vm->cpuid) + CPUID_ENTRIES * sizeof(vm->cpuid->entries[0]));
	if (!vm->cpuid)
		return -1;
	vm->cpuid->nent = CPUID_ENTRIES;
	if (ioctl(vm->kvm, KVM_GET_SUPPORTED_CPUID, vm->cpuid))
		return -1;
	offer_deadline_timer(vm);
	return 0;
}

const char *kvm_vm_lacks(const struct kvm_vm *vm, enum cpu_feature feature)
{
	const __u32 *offered = register_of(vm, feature);

	if (feature == FEATURE_NONE || (offered && BIT_IS_SET(*offered, features[feature].bit)))
		return NULL;
	return features[feature].name;
}

static struct kvm_segment kvm_segment(const struct segment *segment)
{
	return (struct kvm_segment){
		.base = segment->base,
		.limit = segment->limit,
		.selector = (__u16)segment->selector,
		.type = segment->rights & 15,
		.s = BIT_IS_SET(segment->rights, 4),
		.dpl = segment->rights >> 5 & 3,
		.present = BIT_IS_SET(segment->rights, 7),
		.avl = BIT_IS_SET(segment->rights, 12),
		.l = BIT_IS_SET(segment->rights, 13),
		.db = BIT_IS_SET(segment->rights, 14),
		.g = BIT_IS_SET(segment->rights, 15),
		.unusable = BIT_IS_SET(segment->rights, 16),
	};
}

static void fill_sregs(struct kvm_sregs *sregs, const struct guest_state *state)
{
	sregs->cs = kvm_segment(&state->cs);
	sregs->ds = kvm_segment(&state->ds);
	sregs->es = kvm_segment(&state->es);
	sregs->fs = kvm_segment(&state->fs);
	sregs->gs = kvm_segment(&state->gs);
	sregs->ss = kvm_segment(&state->ss);
	sregs->tr = kvm_segment(&state->tr);
	sregs->ldt = kvm_segment(&state->ldtr);
	sregs->gdt =
		(struct kvm_dtable){ .base = state->gdtr.base, .limit = (__u16)state->gdtr.limit };
	sregs->idt =
		(struct kvm_dtable){ .base = state->idtr.base, .limit = (__u16)state->idtr.limit };
	sregs->cr0 = state->cr0;
	sregs->cr3 = state->cr3;
	sregs->cr4 = state->cr4;
	sregs->efer = state->efer;
}

/* SYSENTER and SYSCALL enter where these say. */
static int set_entry_msrs(int vcpu, const struct guest_state *state)
{
	const struct kvm_msr_entry entries[] = {
		{ .index = IA32_SYSENTER_CS, .data = state->sysenter_cs },
		{ .index = IA32_SYSENTER_ESP, .data = state->sysenter_esp },
		{ .index = IA32_SYSENTER_EIP, .data = state->sysenter_eip },
		{ .index = IA32_STAR, .data = state->star },
		{ .index = IA32_LSTAR, .data = state->lstar },
		{ .index = IA32_FMASK, .data = state->fmask },
	};
	char storage[sizeof(struct kvm_msrs) + sizeof(entries)] __attribute__((aligned(8)));
	struct kvm_msrs *msrs = (struct kvm_msrs *)storage;

	*msrs = (struct kvm_msrs){ .nmsrs = COUNT_OF(entries) };
	memcpy(msrs->entries, entries, sizeof(entries));
	return ioctl(vcpu, KVM_SET_MSRS, msrs) == (int)COUNT_OF(entries) ? 0 : -1;
}

/* The offset of the vCPU's statistic of that name; 0 if this KVM has none. */
static off_t find_count(int statistics, const char *name)
{
	struct kvm_stats_header header;
	char storage[sizeof(struct kvm_stats_desc) + NAME_BYTES] __attribute__((aligned(8)));
	struct kvm_stats_desc *entry = (struct kvm_stats_desc *)storage;

	if (pread(statistics, &header, sizeof(header), 0) != sizeof(header) ||
	    header.name_size > NAME_BYTES)
		return 0;
	for (__u32 i = 0; i < header.num_desc; i++) {
		size_t bytes = sizeof(*entry) + header.name_size;

		if (pread(statistics, entry, bytes, (off_t)(header.desc_offset + i * bytes)) !=
		    (ssize_t)bytes)
			return 0;
		if (!strncmp(entry->name, name, header.name_size))
			return (off_t)header.data_offset + entry->offset;
	}
	return 0;
}

static int add_vcpu(struct kvm_vm *vm)
{
	vm->vcpu = ioctl(vm->vm, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0 || ioctl(vm->vcpu, KVM_SET_CPUID2, vm->cpuid) ||
	    ioctl(vm->vcpu, KVM_GET_SREGS, &vm->sregs))
		return -1;
	vm->run = mmap(NULL, vm->run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	if (vm->run == MAP_FAILED)
		return -1;
	vm->statistics = ioctl(vm->vcpu, KVM_GET_STATS_FD, NULL);
	if (vm->statistics >= 0) {
		vm->exits_offset = find_count(vm->statistics, "exits");
		vm->interrupts_offset = find_count(vm->statistics, "irq_exits");
		vm->faults_offset = find_count(vm->statistics, "pf_fixed");
	}
	return 0;
}

static int add_parts(struct kvm_vm *vm)
{
	if (vm->has_board && kvm_board_add_controllers(vm->vm))
		return -1;
	if (add_memory(vm) || add_vcpu(vm))
		return -1;
	if (!vm->has_board)
		return 0;
	if (kvm_board_add_devices(&vm->board, vm->vm))
		return -1;
	return kvm_peer_add(&vm->peer, vm->vm, vm->cpuid, vm->run_bytes);
}

static void demolish(struct kvm_vm *vm)
{
	kvm_peer_remove(&vm->peer);
	if (vm->run != MAP_FAILED)
		munmap(vm->run, vm->run_bytes);
	vm->run = MAP_FAILED;
	close_if_open(&vm->statistics);
	close_if_open(&vm->vcpu);
	close_if_open(&vm->vm);
}

int kvm_vm_build(struct kvm_vm *vm)
{
	int error;

	demolish(vm);
	vm->vm = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->vm < 0)
		return -1;
	stop_hypercall_patching(vm);
	if (!add_parts(vm))
		return 0;
	error = errno;
	demolish(vm);
	errno = error;
	return -1;
}

struct words kvm_vm_open(struct kvm_vm *vm, bool has_board)
{
	int run_bytes, error;

	*vm = (struct kvm_vm){
		.vm = -1, .vcpu = -1, .statistics = -1, .run = MAP_FAILED, .memory = MAP_FAILED,
		.has_board = has_board, .kvm = -1, .peer = { .vcpu = -1, .run = MAP_FAILED },
	};
	if (has_board && kvm_board_open(&vm->board))
		return words("no memory or descriptors for a VM's devices: %s", strerror(errno));
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	error = errno;
	if (vm->kvm < 0)
		return backend_explain_open(
			"/dev/kvm", error,
			error == ENOENT && !access("/sys/module/kvm", F_OK)
				? place_remedy("KVM is loaded, but there is no /dev/kvm here: give "
					      "the container the device (--device /dev/kvm), or, "
					      "if this is no container, load kvm_intel or kvm_amd",
					      "kvm_intel was refused (refused.txt): turn VT-x on "
					      "in the firmware setup, if the CPU has it")
				: "KVM does not answer here: load kvm_intel or kvm_amd, turn "
				  "virtualization on in the firmware, or turn on nesting in the "
				  "hypervisor above",
			"be root, or in the group kvm");
	run_bytes = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, NULL);
	if (run_bytes <= 0)
		return words("/dev/kvm does not answer as KVM does: %s", strerror(errno));
	vm->run_bytes = (size_t)run_bytes;
	vm->memory =
		mmap(NULL, GUEST_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vm->memory == MAP_FAILED || read_cpuid(vm) || kvm_vm_build(vm))
		return words("KVM cannot make a VM: %s", strerror(errno));
	return NO_WORDS;
}

void kvm_vm_close(struct kvm_vm *vm)
{
	demolish(vm);
	if (vm->memory != MAP_FAILED)
		munmap(vm->memory, GUEST_BYTES);
	if (vm->has_board)
		kvm_board_close(&vm->board);
	free(vm->cpuid);
	close_if_open(&vm->kvm);
}

int kvm_vm_reset_cpu(struct kvm_vm *vm, const struct cell *cell)
{
	struct guest_state state;
	struct kvm_regs registers;

	cell_initial_state(cell, &state);
	fill_sregs(&vm->sregs, &state);
	if (vm->has_board)
		vm->sregs.apic_base = kvm_board_apic_base(vm->sregs.apic_base, cell);
	registers = (struct kvm_regs){ .rip = state.rip, .rsp = state.rsp, .rflags = state.rflags };
	if (ioctl(vm->vcpu, KVM_SET_SREGS, &vm->sregs) || ioctl(vm->vcpu, KVM_SET_REGS, &registers))
		return -1;
	if (vm->has_board && kvm_board_reset_apic(vm->vcpu, cell))
		return -1;
	return set_entry_msrs(vm->vcpu, &state);
}

static s64 count_at(const struct kvm_vm *vm, off_t offset)
{
	s64 count;

	return offset && pread(vm->statistics, &count, sizeof(count), offset) == sizeof(count)
		       ? count
		       : -1;
}

struct kvm_counts kvm_vm_counts(const struct kvm_vm *vm)
{
	return (struct kvm_counts){ count_at(vm, vm->exits_offset),
				    count_at(vm, vm->interrupts_offset),
				    count_at(vm, vm->faults_offset) };
}
