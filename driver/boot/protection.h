/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest's kernel can reach of its monitor, as tests. */
#ifndef BOOT_PROTECTION_H
#define BOOT_PROTECTION_H

void protect_monitor(void);

#endif
