// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "backends/backend.h"
#include "backends/kvm_board.h"
#include "backends/kvm_peer.h"
#include "backends/kvm_words.h"

#define KICK_SIGNAL  (SIGRTMIN + 2)
#define APIC_BASE_BSP (1u << 8)

/* Only interrupts KVM_RUN. */
static void kick(int signal)
{
	(void)signal;
}

int kvm_peer_add(struct kvm_peer *peer, int vm, struct kvm_cpuid2 *cpuid, size_t run_bytes)
{
	struct sigaction action = { .sa_handler = kick };

	*peer = (struct kvm_peer){ .run_bytes = run_bytes, .run = MAP_FAILED };
	peer->vcpu = ioctl(vm, KVM_CREATE_VCPU, 1);
	if (peer->vcpu < 0 || ioctl(peer->vcpu, KVM_SET_CPUID2, cpuid) ||
	    sigaction(KICK_SIGNAL, &action, NULL))
		return -1;
	peer->run = mmap(NULL, run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, peer->vcpu, 0);
	return peer->run == MAP_FAILED ? -1 : 0;
}

void kvm_peer_remove(struct kvm_peer *peer)
{
	if (peer->run != MAP_FAILED)
		munmap(peer->run, peer->run_bytes);
	peer->run = MAP_FAILED;
	close_if_open(&peer->vcpu);
}

bool kvm_peer_is_wanted(const struct cell *cell)
{
	return cell_claim(cell)->board >= BOARD_PEER_RUNS;
}

static u64 entry_of(const struct cell *cell)
{
	switch (cell_claim(cell)->board) {
	case BOARD_PEER_RUNS:  return GUEST_PEER_RUNS;
	case BOARD_PEER_HALTS: return GUEST_PEER_HALTS;
	default:               return GUEST_PEER_TURNS;
	}
}

static int reset(const struct kvm_peer *peer, const struct kvm_sregs *sregs,
		 const struct cell *cell)
{
	struct kvm_sregs own = *sregs;
	struct kvm_regs registers = { .rip = entry_of(cell), .rsp = GUEST_STACK_PEER,
				      .rflags = RFLAGS_FIXED | RFLAGS_IF };
	struct kvm_mp_state runs = { .mp_state = KVM_MP_STATE_RUNNABLE };

	own.apic_base &= ~(__u64)APIC_BASE_BSP;
	if (ioctl(peer->vcpu, KVM_SET_SREGS, &own) || ioctl(peer->vcpu, KVM_SET_REGS, &registers))
		return -1;
	if (kvm_board_reset_apic(peer->vcpu, cell))
		return -1;
	return ioctl(peer->vcpu, KVM_SET_MP_STATE, &runs);
}

static void *run_peer(void *data)
{
	struct kvm_peer *peer = data;
	struct kvm_regs registers = { 0 };
	int error = EINTR;

	while (!peer->stop && error == EINTR)
		error = ioctl(peer->vcpu, KVM_RUN, NULL) ? errno : 0;
	if (peer->stop)
		return NULL;
	ioctl(peer->vcpu, KVM_GET_REGS, &registers);
	peer->ended = error ? words("KVM_RUN failed: %s", strerror(error))
			    : kvm_exit_words(peer->run, registers.rip);
	return NULL;
}

static int make_thread(struct kvm_peer *peer)
{
	pthread_attr_t attributes;
	cpu_set_t others;
	int error;

	/* Linux passes over CPUs that the machine does not have. */
	memset(&others, 0xff, sizeof(others));
	CPU_CLR((size_t)sched_getcpu(), &others);
	pthread_attr_init(&attributes);
	error = pthread_attr_setaffinity_np(&attributes, sizeof(others), &others);
	if (!error)
		error = pthread_create(&peer->thread, &attributes, run_peer, peer);
	pthread_attr_destroy(&attributes);
	errno = error;
	return error ? -1 : 0;
}

int kvm_peer_start(struct kvm_peer *peer, const struct kvm_sregs *sregs, const struct cell *cell)
{
	peer->stop = false;
	peer->ended = NO_WORDS;
	peer->run->immediate_exit = 0;
	if (reset(peer, sregs, cell) || make_thread(peer))
		return -1;
	peer->is_running = true;
	return 0;
}

struct words kvm_peer_stop(struct kvm_peer *peer)
{
	if (!peer->is_running)
		return NO_WORDS;
	peer->stop = true;
	peer->run->immediate_exit = 1;
	pthread_kill(peer->thread, KICK_SIGNAL);
	pthread_join(peer->thread, NULL);
	peer->is_running = false;
	return peer->ended;
}
