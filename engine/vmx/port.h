/* SPDX-License-Identifier: GPL-2.0-only */
/* IN, OUT and their string forms, completed for a guest without devices. */
#ifndef VMX_PORT_H
#define VMX_PORT_H

#include "vm.h"

/* 0, or -1: not completed. */
int complete_port_access(const struct vm *vm, const struct vmx_run *run);

#endif
