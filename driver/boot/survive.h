/* SPDX-License-Identifier: GPL-2.0-only */
/* What a world switch must survive. */
#ifndef BOOT_SURVIVE_H
#define BOOT_SURVIVE_H

/* A line for each test. */
void survive_everything(void);

/* What only SVM has. */
void survive_by_svm(void);

#endif
