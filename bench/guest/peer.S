/* SPDX-License-Identifier: GPL-2.0-only */
/* A second virtual CPU: it waits for interrupts, running or halted, or for its turn. */
	.org GUEST_PEER_RUNS, 0xcc
1:	pause
	jmp	1b
	.org GUEST_PEER_HALTS, 0xcc
1:	hlt
	jmp	1b
	.org GUEST_PEER_TURNS, 0xcc
1:	pause
	cmpl	$0, GUEST_TURN
	je	1b
	movl	$0, GUEST_TURN
	jmp	1b
