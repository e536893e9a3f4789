/* SPDX-License-Identifier: GPL-2.0-only */
/* Spoilt states, entered by SVM. */
#ifndef BOOT_SPOILT_SVM_H
#define BOOT_SPOILT_SVM_H

void enter_spoilt_svm(void);

#endif
