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
	{ VIRTUAL_APIC_ADDRESS, USE_TPR_SHADOW },
	{ TPR_THRESHOLD, USE_TPR_SHADOW },
	{ EPT_POINTER, ENABLE_EPT },
	{ VIRTUAL_PROCESSOR_IDENTIFIER, ENABLE_VPID },
	{ PREEMPTION_TIMER_VALUE, ACTIVATE_PREEMPTION_TIMER },
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

static struct vmcs_image image;

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

		if (ends_with(fields[i].name, "_SELECTOR"))
			assert_int_equal(width, 0);
		if (ends_with(fields[i].name, "_LIMIT") || ends_with(fields[i].name, "_RIGHTS") ||
		    ends_with(fields[i].name, "_CONTROLS") || ends_with(fields[i].name, "_COUNT"))
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

		if (fake.written[field] != (!READ_ONLY(field) && !control_of(field)))
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
		ROW_OF(first_refused_field_is_kept),
		ROW_OF(a_refused_vpid_is_told_from_success),
		ROW_OF(values_reach_their_own_fields_at_full_width),
		ROW_OF(each_segment_reaches_its_own_four_fields),
		ROW_OF(host_data_selectors_are_null_whatever_the_host_has),
	};

	return RUN_ALL(tests);
}
