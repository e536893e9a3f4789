// SPDX-License-Identifier: GPL-2.0-only
/* The VMCS tables: every field in play is written, once, with its own value. */
#include "fixture.h"

#define READ_ONLY(field) (((field) >> 10 & 3) == 1) /* bits 11:10: the exit information */
#define WIDTH(field)     ((field) >> 13 & 3)

static const struct { u32 encoding; const char *name; } fields[] = {
#define FIELD(encoding, name) { encoding, #name },
#include "vmcs_fields.def"
#undef FIELD
};

/* The fields that exist or count only with a control, as the manual says: all others always do. */
static const struct { u32 field, control; } conditional[] = {
	{ SECONDARY_PROCESSOR_BASED_CONTROLS, ACTIVATE_SECONDARY_CONTROLS },
	{ MSR_BITMAP_ADDRESS, USE_MSR_BITMAPS },
	{ IO_BITMAP_A_ADDRESS, USE_IO_BITMAPS },
	{ IO_BITMAP_B_ADDRESS, USE_IO_BITMAPS },
	{ VIRTUAL_APIC_ADDRESS, USE_TPR_SHADOW },
	{ TPR_THRESHOLD, USE_TPR_SHADOW },
	{ APIC_ACCESS_ADDRESS, VIRTUALIZE_APIC_ACCESSES },
	{ GUEST_INTERRUPT_STATUS, VIRTUAL_INTERRUPT_DELIVERY },
	{ EOI_EXIT_BITMAP_0, VIRTUAL_INTERRUPT_DELIVERY },
	{ EOI_EXIT_BITMAP_1, VIRTUAL_INTERRUPT_DELIVERY },
	{ EOI_EXIT_BITMAP_2, VIRTUAL_INTERRUPT_DELIVERY },
	{ EOI_EXIT_BITMAP_3, VIRTUAL_INTERRUPT_DELIVERY },
	{ PML_ADDRESS, ENABLE_PML },
	{ GUEST_PML_INDEX, ENABLE_PML },
	{ SUB_PAGE_TABLE_POINTER, SUB_PAGE_WRITE_PERMISSIONS },
	{ VM_FUNCTION_CONTROLS, ENABLE_VM_FUNCTIONS },
	{ EPT_POINTER, ENABLE_EPT },
	{ VIRTUAL_PROCESSOR_IDENTIFIER, ENABLE_VPID },
	{ PREEMPTION_TIMER_VALUE, ACTIVATE_PREEMPTION_TIMER },
	{ GUEST_DR7, LOAD_DEBUG_CONTROLS },
	{ PLE_GAP, PAUSE_LOOP_EXITING },
	{ PLE_WINDOW, PAUSE_LOOP_EXITING },
	{ XSS_EXITING_BITMAP, ENABLE_XSAVES },
	{ ENCLS_EXITING_BITMAP, ENCLS_EXITING },
	{ HOST_IA32_PAT, EXIT_LOAD_PAT },
	{ HOST_IA32_EFER, EXIT_LOAD_EFER },
	{ HOST_IA32_PERF_GLOBAL_CTRL, EXIT_LOAD_PERF_GLOBAL_CTRL },
	{ GUEST_IA32_PAT, ENTRY_LOAD_PAT },
	{ GUEST_IA32_EFER, ENTRY_LOAD_EFER },
	{ GUEST_IA32_PERF_GLOBAL_CTRL, ENTRY_LOAD_PERF_GLOBAL_CTRL },
};

/*
 * Fields that count for nothing while the controls and counts they go with are 0, as they
 * are in the engine.
 */
static const u32 never_used[] = {
	0x0002, /* posted-interrupt vector */
	0x0004, /* EPTP index */
	0x0006, /* HLAT prefix size */
	0x0814, /* guest UINV */
	0x200c, /* executive-VMCS pointer */
	0x2010, /* TSC offset */
	0x2016, /* posted-interrupt descriptor */
	0x2026, 0x2028, /* VMREAD and VMWRITE bitmaps */
	0x202a, /* virtualization-exception information */
	0x2032, 0x2034, 0x2036, /* TSC multiplier, tertiary controls, ENCLV */
	0x2044, /* secondary exit controls */
	0x280a, 0x280c, 0x280e, 0x2810, /* PDPTEs */
	0x2812, 0x2814, 0x2816, 0x2818, /* guest BNDCFGS, RTIT_CTL, LBR_CTL, PKRS */
	0x2c06, /* host PKRS */
	0x4018, 0x401a, /* error code and instruction length to inject */
	0x4024, /* instruction timeout */
	0x4828, /* SMBASE */
	0x6828, 0x682a, 0x682c, /* guest CET */
	0x6c18, 0x6c1a, 0x6c1c, /* host CET */
};

/* These exist for a count that is not 0, or greater than their number. */
static const u32 counted[] = {
	VM_EXIT_MSR_STORE_ADDRESS, VM_EXIT_MSR_LOAD_ADDRESS, VM_ENTRY_MSR_LOAD_ADDRESS,
	CR3_TARGET_VALUE_0, CR3_TARGET_VALUE_1, CR3_TARGET_VALUE_2, CR3_TARGET_VALUE_3,
	EPTP_LIST_ADDRESS,
};

static struct vmcs_image image;

static int is_counted(u32 field)
{
	for (u32 i = 0; i < COUNT_OF(counted); i++)
		if (counted[i] == field)
			return 1;
	return 0;
}

static u32 control_of(u32 field)
{
	for (u32 i = 0; i < COUNT_OF(conditional); i++)
		if (conditional[i].field == field)
			return conditional[i].control;
	return EXTERNAL_INTERRUPT_EXITING;
}

/* A zeroed image with those controls set, filled into a clear VMCS. */
static u32 fill_with(u32 word)
{
	memset(&image, 0, sizeof(image));
	for (u32 i = 0; i < CONTROL_WORDS; i++)
		image.control.controls.word[i] = word;
	image.control.controls.word[PIN] |= 1u << EXTERNAL_INTERRUPT_EXITING;
	image.control.msrs_stored_count = image.control.msrs_on_exit_count =
		image.control.msrs_on_entry_count = !!word;
	image.control.cr3_targets = word ? RUN_CR3_TARGETS_MAX : 0;
	image.control.eptp_list = word;
	enter_root();
	vmclear(fake.current);
	enter_root();
	return vmcs_fill(&image);
}

TEST(encodings_are_unique_and_rising)
{
	for (u32 i = 1; i < COUNT_OF(fields); i++)
		if (fields[i - 1].encoding >= fields[i].encoding)
			fail_msg("%s", fields[i].name);
}

TEST(encodings_name_whole_fields_and_no_reserved_bit)
{
	for (u32 i = 0; i < COUNT_OF(fields); i++)
		if (fields[i].encoding & 1 || fields[i].encoding & ~0x6ffeu)
			fail_msg("%s", fields[i].name);
}

TEST(names_agree_with_the_encodings_area)
{
	for (u32 i = 0; i < COUNT_OF(fields); i++) {
		u32 area = fields[i].encoding >> 10 & 3;

		assert_int_equal(area == 3, !strncmp(fields[i].name, "HOST_", 5));
		if (area == 2)
			assert_true(!strncmp(fields[i].name, "GUEST_", 6) ||
				    fields[i].encoding == VMCS_LINK_POINTER ||
				    fields[i].encoding == PREEMPTION_TIMER_VALUE);
	}
}

static int ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), tail = strlen(end);

	return length >= tail && !strcmp(name + length - tail, end);
}

TEST(widths_agree_with_the_names)
{
	for (u32 i = 0; i < COUNT_OF(fields); i++) {
		u32 width = WIDTH(fields[i].encoding);
		int is_64_bit = fields[i].encoding == VM_FUNCTION_CONTROLS;

		if (ends_with(fields[i].name, "_SELECTOR"))
			assert_int_equal(width, 0);
		if (ends_with(fields[i].name, "_LIMIT") || ends_with(fields[i].name, "_RIGHTS") ||
		    (ends_with(fields[i].name, "_CONTROLS") && !is_64_bit) ||
		    ends_with(fields[i].name, "_COUNT"))
			assert_int_equal(width, 2);
		if (ends_with(fields[i].name, "_BASE") || ends_with(fields[i].name, "_MASK"))
			assert_true(width == 3 || fields[i].encoding == PAGE_FAULT_ERROR_CODE_MASK);
	}
}

TEST(with_every_control_set_each_writable_field_is_written_once)
{
	assert_int_equal(fill_with(~0u), 0);
	for (u32 i = 0; i < COUNT_OF(fields); i++)
		if (fake.written[fields[i].encoding] != !READ_ONLY(fields[i].encoding))
			fail_msg("%s", fields[i].name);
}

TEST(with_no_control_set_only_unconditional_fields_are_written)
{
	assert_int_equal(fill_with(0), 0);
	for (u32 i = 0; i < COUNT_OF(fields); i++) {
		u32 field = fields[i].encoding;

		if (fake.written[field] != (!READ_ONLY(field) && !control_of(field) &&
					    !is_counted(field)))
			fail_msg("%s", fields[i].name);
	}
}

TEST(each_conditional_field_is_written_with_its_control_alone)
{
	for (u32 i = 0; i < COUNT_OF(conditional); i++) {
		u32 control = conditional[i].control;

		fill_with(0);
		image.control.controls.word[control / 32] |= 1u << control % 32;
		assert_int_equal(vmcs_fill(&image), 0);
		for (u32 j = 0; j < COUNT_OF(conditional); j++)
			assert_int_equal(fake.written[conditional[j].field],
					 conditional[j].control == control);
	}
}

/* A batch on a CPU that has everything but this field, and the control that it goes with. */
static u32 run_without(u32 field, u32 control)
{
	static const u32 capability[] = { IA32_VMX_TRUE_PINBASED_CTLS, IA32_VMX_TRUE_PROCBASED_CTLS,
		IA32_VMX_PROCBASED_CTLS2, IA32_VMX_TRUE_EXIT_CTLS, IA32_VMX_TRUE_ENTRY_CTLS };

	fake_reset();
	if (control)
		fake_msr(capability[control / 32])->value &= ~(1ull << (32 + control % 32));
	capabilities_read(&vm.caps);
	fake.refused_field = field;
	return run_batch();
}

/*
 * Above us may be a hypervisor that has no more of a VMCS than its own guests have shown
 * to need.
 */
TEST(no_batch_needs_a_field_that_counts_for_nothing_in_it)
{
	for (u32 i = 0; i < COUNT_OF(never_used); i++)
		if (run_without(never_used[i], 0) != RUN_EXITS_SPENT)
			fail_msg("field %#x: outcome %u", never_used[i], run.outcome);
	for (u32 i = 0; i < COUNT_OF(counted); i++)
		assert_int_equal(run_without(counted[i], 0), RUN_EXITS_SPENT);
}

TEST(without_a_control_and_its_field_a_batch_runs_or_names_the_control)
{
	u32 ran = 0;

	for (u32 i = 0; i < COUNT_OF(conditional); i++) {
		u32 control = conditional[i].control;

		switch (run_without(conditional[i].field, control)) {
		case RUN_EXITS_SPENT:
			ran++;
			break;
		case RUN_CONTROL_REFUSED:
			assert_int_equal(run.detail, control);
			break;
		default:
			fail_msg("field %#x: outcome %u", conditional[i].field, run.outcome);
		}
	}
	assert_true(ran >= COUNT_OF(conditional) - 4);
}

TEST(a_field_whose_control_the_run_leaves_clear_may_be_missing)
{
	static const u32 left_clear[] = { PLE_GAP, PLE_WINDOW, XSS_EXITING_BITMAP,
					  HOST_IA32_PERF_GLOBAL_CTRL, GUEST_IA32_PERF_GLOBAL_CTRL };

	for (u32 i = 0; i < COUNT_OF(left_clear); i++)
		assert_int_equal(run_without(left_clear[i], 0), RUN_EXITS_SPENT);
}

static u32 counted_fields_written(void)
{
	u32 written = 0;

	for (u32 i = 0; i < COUNT_OF(counted); i++)
		written |= fake.written[counted[i]] ? 1u << i : 0;
	return written;
}

TEST(a_list_of_msrs_is_named_only_while_it_is_in_use)
{
	fill_with(0);
	assert_int_equal(fake.written[VM_EXIT_MSR_STORE_COUNT], 1);
	assert_int_equal(counted_fields_written(), 0);
	image.control.msrs_stored_count = 1;
	vmcs_fill(&image);
	assert_int_equal(counted_fields_written(), 1);
	image.control.msrs_on_exit_count = 1;
	vmcs_fill(&image);
	assert_int_equal(counted_fields_written(), 3);
	image.control.msrs_on_entry_count = 1;
	vmcs_fill(&image);
	assert_int_equal(counted_fields_written(), 7);
}

TEST(as_many_cr3_targets_are_written_as_there_are)
{
	for (u32 targets = 0; targets <= RUN_CR3_TARGETS_MAX; targets++) {
		fill_with(0);
		image.control.cr3_targets = targets;
		vmcs_fill(&image);
		assert_int_equal(counted_fields_written(), ((1u << targets) - 1) << 3);
	}
}

TEST(first_refused_field_is_kept)
{
	fake.refused_field = HOST_CR0;
	assert_int_equal(fill_with(~0u), HOST_CR0);
	assert_int_equal(fake.written[HOST_CR3], 0);
	assert_int_equal(fake.written[GUEST_CR0], 0);
	assert_int_equal(fake.written[VMCS_LINK_POINTER], 1);
}

TEST(a_refused_vpid_is_told_from_success)
{
	fake.refused_field = VIRTUAL_PROCESSOR_IDENTIFIER;
	assert_int_equal(fill_with(~0u), VMCS_FIELD_REFUSED);
}

/* Any byte of the image, and where it must be in the VMCS. */
TEST(values_reach_their_own_fields_at_full_width)
{
	fill_with(~0u);
	image.control.exception_bitmap = 0x80402010;
	image.host.cs = 0xabcd;
	image.host.gdtr.base = 0xfffffe0000001234;
	image.guest.cr3 = 0x123456789a000;
	image.guest.tr.limit = 0xfedcba98;
	image.guest.idtr.limit = 0xfff;
	image.guest.ldtr.rights = RIGHTS_UNUSABLE;
	image.guest.sysenter_eip = 0xffffffff80000001;
	assert_int_equal(vmcs_fill(&image), 0);
	assert_int_equal(vmread(EXCEPTION_BITMAP), 0x80402010);
	assert_int_equal(vmread(HOST_CS_SELECTOR), 0xabcd);
	assert_int_equal(vmread(HOST_GDTR_BASE), 0xfffffe0000001234);
	assert_int_equal(vmread(GUEST_CR3), 0x123456789a000);
	assert_int_equal(vmread(GUEST_TR_LIMIT), 0xfedcba98);
	assert_int_equal(vmread(GUEST_IDTR_LIMIT), 0xfff);
	assert_int_equal(vmread(GUEST_LDTR_ACCESS_RIGHTS), RIGHTS_UNUSABLE);
	assert_int_equal(vmread(GUEST_IA32_SYSENTER_EIP), 0xffffffff80000001);
}

TEST(each_segment_reaches_its_own_four_fields)
{
	struct segment *segments[] = { &image.guest.es,	  &image.guest.cs, &image.guest.ss,
				       &image.guest.ds,	  &image.guest.fs, &image.guest.gs,
				       &image.guest.ldtr, &image.guest.tr };

	fill_with(0);
	for (u32 i = 0; i < COUNT_OF(segments); i++)
		*segments[i] =
			(struct segment){ 0x1000 + i, 0x2000 + i, 0x3000 + i, 0x4000 + i, 0 };
	vmcs_fill(&image);
	for (u32 i = 0; i < COUNT_OF(segments); i++) {
		assert_int_equal(vmread(GUEST_ES_BASE + 2 * i), 0x1000 + i);
		assert_int_equal(vmread(GUEST_ES_LIMIT + 2 * i), 0x2000 + i);
		assert_int_equal(vmread(GUEST_ES_ACCESS_RIGHTS + 2 * i), 0x3000 + i);
		assert_int_equal(vmread(GUEST_ES_SELECTOR + 2 * i), 0x4000 + i);
	}
}

TEST(host_data_selectors_are_null_whatever_the_host_has)
{
	fill_with(0);
	image.host.ds = image.host.es = image.host.fs = image.host.gs = 0x2b;
	vmcs_fill(&image);
	assert_int_equal(vmread(HOST_DS_SELECTOR) | vmread(HOST_ES_SELECTOR) |
			 vmread(HOST_FS_SELECTOR) | vmread(HOST_GS_SELECTOR), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(encodings_are_unique_and_rising),
		ROW_OF(encodings_name_whole_fields_and_no_reserved_bit),
		ROW_OF(names_agree_with_the_encodings_area),
		ROW_OF(widths_agree_with_the_names),
		ROW_OF(with_every_control_set_each_writable_field_is_written_once),
		ROW_OF(with_no_control_set_only_unconditional_fields_are_written),
		ROW_OF(each_conditional_field_is_written_with_its_control_alone),
		ROW_OF(no_batch_needs_a_field_that_counts_for_nothing_in_it),
		ROW_OF(without_a_control_and_its_field_a_batch_runs_or_names_the_control),
		ROW_OF(a_field_whose_control_the_run_leaves_clear_may_be_missing),
		ROW_OF(a_list_of_msrs_is_named_only_while_it_is_in_use),
		ROW_OF(as_many_cr3_targets_are_written_as_there_are),
		ROW_OF(first_refused_field_is_kept),
		ROW_OF(a_refused_vpid_is_told_from_success),
		ROW_OF(values_reach_their_own_fields_at_full_width),
		ROW_OF(each_segment_reaches_its_own_four_fields),
		ROW_OF(host_data_selectors_are_null_whatever_the_host_has),
	};

	return RUN_ALL(tests);
}
