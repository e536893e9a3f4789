/* SPDX-License-Identifier: GPL-2.0-only */
/* Native loops in ring 0 (driver/abi.h, EXITBENCH_NATIVE). */
#ifndef EXITBENCH_NATIVE_H
#define EXITBENCH_NATIVE_H

#include <linux/compiler.h>
#include <linux/init.h>

/* With the module's life. 0 or -errno. */
int __init native_start(void);
void native_stop(void);

/* One batch on this CPU: 0 or -errno. May sleep. */
long native_ioctl(void __user *argument);

#endif
