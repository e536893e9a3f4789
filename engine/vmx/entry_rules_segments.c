// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules of VM entry on segment registers: selectors, bases, limits and access rights.
 */
#include "entry_rules.h"

#define SELECTOR_TI           4u
#define TYPE_ACCESSED         1u
#define TYPE_READABLE         2u
#define TYPE_CONFORMING       4u  /* of code */
#define TYPE_CODE             8u
#define RIGHTS_S              (1u << 4)
#define RIGHTS_P              (1u << 7)
#define RIGHTS_DB             (1u << 14)
#define RIGHTS_G              (1u << 15)
#define RIGHTS_RESERVED_LOW   0xf00u
#define RIGHTS_RESERVED_HIGH  0xfffe0000u

static u32 type(enum segment_register segment)
{
	return rights(segment) & 0xf;
}

static u32 rpl(enum segment_register segment)
{
	return selector(segment) & 3;
}

/* CS and TR are checked even where they are marked unusable. */
static int is_checked(enum segment_register segment)
{
	return segment == CS || segment == TR || !(rights(segment) & RIGHTS_UNUSABLE);
}

static int rights_clear(enum segment_register segment, u32 bits)
{
	return !is_checked(segment) || !(rights(segment) & bits);
}

static int rights_set(enum segment_register segment, u32 bits)
{
	return !is_checked(segment) || (rights(segment) & bits) == bits;
}

static int granularity_fits(enum segment_register segment)
{
	u64 limit = vmread(GUEST_ES_LIMIT + 2 * segment);

	if (!is_checked(segment))
		return 1;
	if (rights(segment) & RIGHTS_G)
		return (limit & BITS(11, 0)) == BITS(11, 0);
	return !(limit & BITS(31, 20));
}

RULE(tr_selector_in_gdt)
{
	return !(selector(TR) & SELECTOR_TI);
}

RULE(ldtr_selector_in_gdt)
{
	return !is_checked(LDTR) || !(selector(LDTR) & SELECTOR_TI);
}

RULE(ss_rpl)
{
	return is_unrestricted() || rpl(SS) == rpl(CS);
}

/* FS and GS keep their bases even where they are unusable. */
#define BASE_IS_CANONICAL(name, segment)  RULE(name##_base) { return is_canonical(base(segment)); }
#define BASE_IS_32_BIT(name, segment)                                            \
	RULE(name##_base) { return !is_checked(segment) || !(base(segment) & BITS(63, 32)); }

BASE_IS_CANONICAL(tr, TR)
BASE_IS_CANONICAL(fs, FS)
BASE_IS_CANONICAL(gs, GS)
RULE(ldtr_base) { return !is_checked(LDTR) || is_canonical(base(LDTR)); }
BASE_IS_32_BIT(cs, CS)
BASE_IS_32_BIT(ss, SS)
BASE_IS_32_BIT(ds, DS)
BASE_IS_32_BIT(es, ES)

static int cs_is_data(void)
{
	return type(CS) == 3;
}

RULE(cs_type)
{
	return (type(CS) & TYPE_CODE && type(CS) & TYPE_ACCESSED) ||
	       (is_unrestricted() && cs_is_data());
}

RULE(ss_type)
{
	return !is_checked(SS) || type(SS) == 3 || type(SS) == 7;
}

RULE(cs_dpl)
{
	if (cs_is_data())
		return dpl(CS) == 0;
	return type(CS) & TYPE_CONFORMING ? dpl(CS) <= dpl(SS) : dpl(CS) == dpl(SS);
}

RULE(ss_dpl)
{
	return is_unrestricted() || dpl(SS) == rpl(SS);
}

RULE(ss_dpl_zero)
{
	return !dpl(SS) || (!cs_is_data() && vmread(GUEST_CR0) & CR0_PE);
}

static int data_type_holds(enum segment_register segment)
{
	if (!is_checked(segment))
		return 1;
	return type(segment) & TYPE_ACCESSED &&
	       (!(type(segment) & TYPE_CODE) || type(segment) & TYPE_READABLE);
}

static int data_dpl_holds(enum segment_register segment)
{
	int is_conforming = type(segment) >= (TYPE_CODE | TYPE_CONFORMING);

	return is_unrestricted() || !is_checked(segment) || is_conforming ||
	       dpl(segment) >= rpl(segment);
}

/* What holds of any segment register, and of DS, ES, FS and GS on top. */
#define SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_present)       { return rights_set(segment, RIGHTS_P); }           \
	RULE(name##_reserved_low)  { return rights_clear(segment, RIGHTS_RESERVED_LOW); } \
	RULE(name##_granularity)   { return granularity_fits(segment); }               \
	RULE(name##_reserved_high) { return rights_clear(segment, RIGHTS_RESERVED_HIGH); }
#define MEMORY_SEGMENT_RULES(name, segment)                                            \
	SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_not_system)    { return rights_set(segment, RIGHTS_S); }
#define DATA_SEGMENT_RULES(name, segment)                                              \
	MEMORY_SEGMENT_RULES(name, segment)                                            \
	RULE(name##_type)          { return data_type_holds(segment); }                \
	RULE(name##_dpl)           { return data_dpl_holds(segment); }
#define SYSTEM_SEGMENT_RULES(name, segment)                                            \
	SEGMENT_RULES(name, segment)                                                   \
	RULE(name##_system)        { return rights_clear(segment, RIGHTS_S); }

MEMORY_SEGMENT_RULES(cs, CS)
MEMORY_SEGMENT_RULES(ss, SS)
DATA_SEGMENT_RULES(ds, DS)
DATA_SEGMENT_RULES(es, ES)
DATA_SEGMENT_RULES(fs, FS)
DATA_SEGMENT_RULES(gs, GS)
SYSTEM_SEGMENT_RULES(tr, TR)
SYSTEM_SEGMENT_RULES(ldtr, LDTR)

RULE(cs_not_64_and_32_bit)
{
	return !is_64_bit_code() || !(rights(CS) & RIGHTS_DB);
}

RULE(tr_type)
{
	return type(TR) == 11 || (!is_ia32e() && type(TR) == 3);
}

RULE(tr_usable)
{
	return !(rights(TR) & RIGHTS_UNUSABLE);
}

RULE(ldtr_type)
{
	return !is_checked(LDTR) || type(LDTR) == 2;
}
