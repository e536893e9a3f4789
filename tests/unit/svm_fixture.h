/* SPDX-License-Identifier: GPL-2.0-only */
/* A VM of SVM's engine on the fake world switch, about to run 64-bit code at CODE. */
#ifndef UNIT_SVM_FIXTURE_H
#define UNIT_SVM_FIXTURE_H

#include "fixture.h"
#include "fake_svm.h"
#include "svm/decode.h"
#include "svm/svm_msr.h"

#define CODE     0x3000
#define CODE_64  0x29b

static struct svm svm;
static u32 entries;

static inline int setup_svm(void **state)
{
	if (setup(state))
		return -1;
	fake_msr_set(MSR_VM_HSAVE_PA, 0x7000);
	memset(&svm, 0, sizeof(svm));
	if (svm_create(&svm))
		return -1;
	svm.caps = (struct svm_capabilities){
		.obstacle = SVM_USABLE, .asids = 64, .has_nested_paging = 1, .has_next_rip = 1
	};
	svm.vmcb->rip = CODE;
	svm.vmcb->cs.attributes = CODE_64;
	entries = 0;
	return 0;
}

static inline int teardown_svm(void **state)
{
	svm_destroy(&svm);
	return teardown(state);
}

static inline void put_code(const u8 *code, u32 bytes)
{
	assert_int_equal(svm_copy(&svm, CODE, (void *)code, bytes, 1), 0);
}

#define SVM_ROW(name) cmocka_unit_test_setup_teardown(name, setup_svm, teardown_svm)

#endif
