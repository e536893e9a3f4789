// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every XSAVES and XRSTORS of such a guest exits: the exiting bitmap is all ones (vmcs.c), and with
 * a bit in IA32_XSS its EDX:EAX of all ones meets it. One that asks for less than that bit is done
 * by the CPU, on registers that the host has saved.
 */
#include "../host.h"
#include "../msr.h"
#include "xss.h"

/* Processor trace, user and supervisor CET, architectural LBR: nothing saves these meanwhile. */
static const u8 candidates[] = { 8, 11, 12, 15 };

static int enables_xsaves(const struct vm *vm)
{
	return control_is_set(&vm->image.control.controls, ENABLE_XSAVES);
}

int xss_prepare(struct vm *vm)
{
	u64 xss;

	vm->xss_host = vm->xss_guest = 0;
	if (!enables_xsaves(vm))
		return CONTROL_NONE;
	if (host_rdmsr(IA32_XSS, &xss))
		return ENABLE_XSAVES;
	vm->xss_host = xss;
	vm->xss_guest = xss;
	for (u32 i = 0; i < COUNT_OF(candidates) && !vm->xss_guest; i++)
		if (!host_wrmsr(IA32_XSS, 1ull << candidates[i]))
			vm->xss_guest = 1ull << candidates[i];
	if (vm->xss_guest != xss)
		host_wrmsr(IA32_XSS, xss);
	return vm->xss_guest ? CONTROL_NONE : ENABLE_XSAVES;
}

void xss_lend(const struct vm *vm)
{
	if (!enables_xsaves(vm))
		return;
	host_lend_fpu(1);
	host_wrmsr(IA32_XSS, vm->xss_guest);
}

void xss_take_back(const struct vm *vm)
{
	if (!enables_xsaves(vm))
		return;
	host_wrmsr(IA32_XSS, vm->xss_host);
	host_lend_fpu(0);
}
