/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's instruction at RIP, where the CPU says too little of it. */
#ifndef SVM_DECODE_H
#define SVM_DECODE_H

#include "svm.h"

#define OPCODE_0F(byte) (0x100u | (byte))

struct instruction {
	u32 opcode;       /* OPCODE_0F(byte) after 0F */
	u32 length;
	u32 field, rm;    /* ModRM's, with REX's bits */
	int is_register;
	int is_wide, is_narrow; /* REX.W; without that, the operand-size prefix */
	u32 immediate;    /* of INT n and of ports: a byte */
	u64 address;      /* if not a register; linear, with flat segments */
};

/* 0, or -1: no instruction that exits here, or not all in guest memory. */
int svm_decode(const struct svm *svm, struct instruction *instruction);

/* A guest's register by the architecture's number. */
u64 *svm_register(const struct svm *svm, u32 number);

/* Bytes of guest memory, loaded or stored. 0, or -1 if that is not all there. */
int svm_copy(const struct svm *svm, u64 address, void *operand, u32 bytes, int store);

#endif
