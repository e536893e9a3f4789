/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_APIC_MSRS_H
#define BOOT_APIC_MSRS_H

/* Of VMX alone. */
void keep_apic_msrs(void);

#endif
