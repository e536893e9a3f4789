// SPDX-License-Identifier: GPL-2.0-only
/* The machine's id by made-up files: which source counts, what is no id, and that it is a hash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "machine/machine.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define IN_ROOT(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)
#define ID "0123456789abcdef0123456789abcdef"

static char root[] = "/tmp/exitbench-id-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	strcpy(strrchr(root, '-'), "-XXXXXX");
	return !mkdtemp(root);
}

static int remove_root(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void put(const char *path, const char *text)
{
	char command[512];

	snprintf(command, sizeof(command), "mkdir -p $(dirname %s%s) && printf '%s' >%s%s", root,
		 path, text, root, path);
	assert_int_equal(system(command), 0);
}

static void assert_id(const char *source, const char *wrong)
{
	struct machine_id id = machine_id(root);

	assert_string_equal(id.source ? id.source : "none", source);
	assert_int_equal(strspn(id.digits, "0123456789abcdef"), id.source ? 32 : 0);
	if (!strstr(id.wrong.text, wrong) || (!*wrong && *id.wrong.text))
		fail_msg("`%s' instead of `%s'", id.wrong.text, wrong);
}

TEST(without_any_source_there_is_no_id)
{
	assert_id("none", "");
}

TEST(what_an_administrator_wrote_counts_first_and_as_it_is)
{
	put("/etc/machine-id", "ffffffffffffffff0000000000000000\n");
	put("/var/lib/exitbench/machine-id", ID "\n");
	assert_id("file", "");
	assert_string_equal(machine_id(root).digits, ID);
}

TEST(the_systems_id_is_hashed_and_the_firmwares_another_way)
{
	char first[MACHINE_ID_DIGITS + 1];

	put("/sys/class/dmi/id/product_uuid", "01234567-89AB-CDEF-0123-456789ABCDEF\n");
	assert_id("dmi", "");
	strcpy(first, machine_id(root).digits);
	put("/etc/machine-id", ID "\n");
	assert_id("machine-id", "");
	assert_string_not_equal(machine_id(root).digits, first);
	assert_string_not_equal(machine_id(root).digits, ID);
	assert_string_not_equal(first, ID);
}

TEST(a_damaged_source_is_named_and_the_next_counts)
{
	put("/var/lib/exitbench/machine-id", "");
	assert_id("none", "/var/lib/exitbench/machine-id");
	put("/etc/machine-id", "uninitialized\n");
	assert_id("none", "/var/lib/exitbench/machine-id");
	put("/sys/class/dmi/id/product_uuid", "00000000-0000-0000-0000-000000000000\n");
	assert_id("none", "/var/lib/exitbench/machine-id");
	put("/etc/machine-id", ID "0\n");
	assert_id("none", "/var/lib/exitbench/machine-id");
	put("/etc/machine-id", ID "\n");
	assert_id("machine-id", "/var/lib/exitbench/machine-id");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOT(without_any_source_there_is_no_id),
		IN_ROOT(what_an_administrator_wrote_counts_first_and_as_it_is),
		IN_ROOT(the_systems_id_is_hashed_and_the_firmwares_another_way),
		IN_ROOT(a_damaged_source_is_named_and_the_next_counts),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
