// SPDX-License-Identifier: GPL-2.0-only
/*
 * For the static program alone: what hwloc asks for and a static program does not have. Of udev,
 * which Debian has as a shared library only, hwloc wants the names of block devices, if a program
 * wants those in its topology; ours does not. By dlopen it would load plugins, and with them the
 * C library of the machine beside the one inside; the linker turns such calls to the one here.
 */
#include <stddef.h>

struct udev;
struct udev_device;
struct udev *udev_new(void);
struct udev *udev_unref(struct udev *udev);
struct udev_device *udev_device_new_from_subsystem_sysname(
	struct udev *udev, const char *subsystem, const char *name);
const char *udev_device_get_property_value(struct udev_device *device, const char *key);
struct udev_device *udev_device_unref(struct udev_device *device);
void *__wrap_dlopen(const char *file, int mode);

struct udev *udev_new(void)
{
	return NULL;
}

struct udev *udev_unref(struct udev *udev)
{
	(void)udev;
	return NULL;
}

struct udev_device *udev_device_new_from_subsystem_sysname(
	struct udev *udev, const char *subsystem, const char *name)
{
	(void)udev, (void)subsystem, (void)name;
	return NULL;
}

const char *udev_device_get_property_value(struct udev_device *device, const char *key)
{
	(void)device, (void)key;
	return NULL;
}

struct udev_device *udev_device_unref(struct udev_device *device)
{
	(void)device;
	return NULL;
}

void *__wrap_dlopen(const char *file, int mode)
{
	(void)file, (void)mode;
	return NULL;
}
