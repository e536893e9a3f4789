// SPDX-License-Identifier: GPL-2.0-only
/* What the driver says of the CPU, by a made-up driver behind open(2) and ioctl(2). */
#define _GNU_SOURCE
#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>
#include "driver/abi.h"
#include "machine/machine.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct exitbench_capabilities driver;
static int times_opened;

int open(const char *path, int flags, ...)
{
	va_list more;
	int mode;

	va_start(more, flags);
	mode = flags & O_CREAT ? va_arg(more, int) : 0;
	va_end(more);
	if (!strcmp(path, EXITBENCH_DEVICE)) {
		times_opened++;
		path = "/dev/null";
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int ioctl(int file, unsigned long request, ...)
{
	va_list more;
	void *argument;

	va_start(more, request);
	argument = va_arg(more, void *);
	va_end(more);
	if (request != EXITBENCH_CAPABILITIES)
		return (int)syscall(SYS_ioctl, file, request, argument);
	memcpy(argument, &driver, sizeof(driver));
	return 0;
}

/* Of the machine with this driver; the caller's. */
static json_t *describe(uint32_t engine, uint32_t abi_version)
{
	times_opened = 0;
	driver = (struct exitbench_capabilities){ .abi_version = abi_version, .engine = engine };
	return machine_describe(0);
}

static void assert_usable(const json_t *machine, const char *engine, const char *other)
{
	assert_true(json_is_true(json_object_get(json_object_get(machine, engine), "usable")));
	assert_false(json_is_object(json_object_get(machine, other)));
}

TEST(the_driver_is_asked_once_and_the_engine_is_the_one_it_has)
{
	json_t *machine = describe(ENGINE_SVM, EXITBENCH_ABI_VERSION);

	assert_usable(machine, "svm", "vmx");
	assert_int_equal(times_opened, 1);
	json_decref(machine);
	machine = describe(ENGINE_VMX, EXITBENCH_ABI_VERSION);
	assert_usable(machine, "vmx", "svm");
	assert_int_equal(times_opened, 1);
	json_decref(machine);
}

TEST(a_driver_of_another_abi_says_nothing)
{
	json_t *machine = describe(ENGINE_VMX, EXITBENCH_ABI_VERSION + 1);

	assert_true(json_is_null(json_object_get(machine, "vmx")));
	assert_false(json_is_object(json_object_get(machine, "svm")));
	json_decref(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_driver_is_asked_once_and_the_engine_is_the_one_it_has),
		cmocka_unit_test(a_driver_of_another_abi_says_nothing),
	};

	return cmocka_run_group_tests_name("machine/driver", tests, NULL, NULL);
}
