// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices around a KVM virtual machine. Everything is the kernel's: user space only opens,
 * maps and counts.
 */
#include <linux/kvm.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "backends/backend.h"
#include "backends/kvm_board.h"

#define FRESH_SLOT        1           /* of the VM's memory; 0 is the guest's image */
#define APIC_BASE_ENABLED (1u << 11)
#define APIC_BASE_X2APIC  (1u << 10)
/* Registers of the local APIC, by their place on its page. */
#define APIC_PRIORITY     0x80
#define APIC_SPURIOUS     0xf0
#define APIC_TIMER        0x320
#define APIC_IS_ON        0x1ff       /* and its spurious vector */
#define TIMER_IS_DEADLINE (2u << 17)

static const struct {
	u64 address;
	u32 flags;
} places[NOTICES] = {
	[NOTICE_PORT] = { GUEST_NOTICE_PORT, KVM_IOEVENTFD_FLAG_PIO },
	[NOTICE_PORT_MATCH] = { GUEST_NOTICE_PORT_MATCH,
				KVM_IOEVENTFD_FLAG_PIO | KVM_IOEVENTFD_FLAG_DATAMATCH },
	[NOTICE_MMIO] = { GUEST_NOTICE_MMIO, 0 },
	[NOTICE_MMIO_MATCH] = { GUEST_NOTICE_MMIO_MATCH, KVM_IOEVENTFD_FLAG_DATAMATCH },
};

int kvm_board_open(struct kvm_board *board)
{
	for (enum notice i = 0; i < NOTICES; i++)
		board->notices[i] = -1;
	board->fresh = mmap(NULL, GUEST_FRESH_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (board->fresh == MAP_FAILED)
		return -1;
	/* One page at a time, and one fault for each. A kernel without huge pages refuses. */
	madvise(board->fresh, GUEST_FRESH_BYTES, MADV_NOHUGEPAGE);
	for (enum notice i = NOTICE_NONE + 1; i < NOTICES; i++) {
		board->notices[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		if (board->notices[i] < 0)
			return -1;
	}
	return 0;
}

void kvm_board_close(struct kvm_board *board)
{
	for (enum notice i = 0; i < NOTICES; i++)
		close_if_open(&board->notices[i]);
	if (board->fresh != MAP_FAILED)
		munmap(board->fresh, GUEST_FRESH_BYTES);
}

int kvm_board_add_controllers(int vm)
{
	return ioctl(vm, KVM_CREATE_IRQCHIP, 0);
}

int kvm_board_add_devices(const struct kvm_board *board, int vm)
{
	struct kvm_userspace_memory_region fresh = { .slot = FRESH_SLOT,
						     .guest_phys_addr = GUEST_FRESH,
						     .memory_size = GUEST_FRESH_BYTES,
						     .userspace_addr = (__u64)board->fresh };

	for (enum notice i = NOTICE_NONE + 1; i < NOTICES; i++) {
		struct kvm_ioeventfd event = { .datamatch = GUEST_NOTICE,
					       .addr = places[i].address,
					       .len = 1,
					       .fd = board->notices[i],
					       .flags = places[i].flags };

		if (ioctl(vm, KVM_IOEVENTFD, &event))
			return -1;
	}
	return ioctl(vm, KVM_SET_USER_MEMORY_REGION, &fresh);
}

/* KVM unmaps from the guest what the host protects. The host's pages stay where they are. */
static int unmap_from_guest(void *fresh)
{
	for (u64 at = 0; at < GUEST_FRESH_BYTES; at += GUEST_FRESH_STEP)
		*((volatile u8 *)fresh + at) = 1;
	return mprotect(fresh, GUEST_FRESH_BYTES, PROT_NONE) ||
	       mprotect(fresh, GUEST_FRESH_BYTES, PROT_READ | PROT_WRITE);
}

/* Since the last call, of the eventfd that the cell claims. Without one there are none. */
static u64 signals(const struct kvm_board *board, const struct cell *cell)
{
	u8 notice = cell_claim(cell)->notice;
	u64 count = 0;

	return notice && read(board->notices[notice], &count, sizeof(count)) == sizeof(count)
		       ? count
		       : 0;
}

int kvm_board_prepare(const struct kvm_board *board, const struct cell *cell)
{
	signals(board, cell);
	switch (cell_claim(cell)->board) {
	case BOARD_FRESH_COLD:
		return madvise(board->fresh, GUEST_FRESH_BYTES, MADV_DONTNEED);
	case BOARD_FRESH_HOT:
		return unmap_from_guest(board->fresh) ? -1 : 0;
	}
	return 0;
}

struct words kvm_board_check(const struct kvm_board *board, const struct cell *cell, u64 iterations)
{
	u64 claimed = cell_claim(cell)->notice ? iterations : 0, counted = signals(board, cell);

	return counted == claimed ? NO_WORDS
				  : words("the eventfd was signalled %llu times, claimed %llu",
					  counted, claimed);
}

static bool is_x2apic(const struct cell *cell)
{
	return cell_claim(cell)->board == BOARD_X2APIC ||
	       cell_claim(cell)->board >= BOARD_PEER_RUNS;
}

uint64_t kvm_board_apic_base(uint64_t base, const struct cell *cell)
{
	base = (base & ~(uint64_t)APIC_BASE_X2APIC) | APIC_BASE_ENABLED;
	return is_x2apic(cell) ? base | APIC_BASE_X2APIC : base;
}

static void set_register(struct kvm_lapic_state *apic, size_t at, u32 value)
{
	memcpy(apic->regs + at, &value, sizeof(value));
}

/* What is in service or requested, 0x100 to 0x170 and 0x200 to 0x270, is from the last batch. */
int kvm_board_reset_apic(int vcpu, const struct cell *cell)
{
	struct kvm_lapic_state apic;
	u32 vector = is_x2apic(cell) ? GUEST_X2APIC_VECTOR : GUEST_APIC_VECTOR;

	if (ioctl(vcpu, KVM_GET_LAPIC, &apic))
		return -1;
	memset(apic.regs + 0x100, 0, 0x80);
	memset(apic.regs + 0x200, 0, 0x80);
	set_register(&apic, APIC_PRIORITY, 0);
	set_register(&apic, APIC_SPURIOUS, APIC_IS_ON);
	set_register(&apic, APIC_TIMER, TIMER_IS_DEADLINE | vector);
	return ioctl(vcpu, KVM_SET_LAPIC, &apic);
}
