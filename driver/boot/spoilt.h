/* SPDX-License-Identifier: GPL-2.0-only */
/* VMCSs that no CPU may enter. */
#ifndef BOOT_SPOILT_H
#define BOOT_SPOILT_H

/* A line for each row of spoilt_rows.def. */
void enter_spoilt(void);

#endif
