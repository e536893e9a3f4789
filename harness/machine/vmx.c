// SPDX-License-Identifier: GPL-2.0-only
/* The CPU's VMX or SVM capabilities as the driver reads them; which driver that is. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "driver/abi.h"
#include "machine/above.h"
#include "machine/machine.h"

#define MODULE         "/sys/module/exitbench/"
#define BUILD_ID_BYTES 20u

static const char *const obstacles[] = {
#define OBSTACLE(name, words) [name] = words,
	VMX_OBSTACLES(OBSTACLE)
#undef OBSTACLE
};

static const char *const svm_obstacles[] = {
#define OBSTACLE(name, words) words,
	SVM_OBSTACLES(OBSTACLE)
#undef OBSTACLE
};

#define PICK(list, row) ((row) < sizeof(list) / sizeof((list)[0]) ? (list)[row] : "unknown")

/* SVM's begin above VMX's. */
const char *machine_obstacle_words(uint32_t obstacle)
{
	if (obstacle > SVM_OBSTACLES_BEGIN)
		return PICK(svm_obstacles, obstacle - SVM_OBSTACLES_BEGIN - 1);
	return PICK(obstacles, obstacle);
}

static json_t *hexadecimal(u64 value)
{
	return json_sprintf("0x%llx", value);
}

static json_t *control_words(const u32 *words)
{
	static const char *const names[CONTROL_WORDS] = { "pin", "primary", "secondary", "exit",
							  "entry" };
	json_t *json = json_object();

	for (int i = 0; i < CONTROL_WORDS; i++)
		json_object_set_new(json, names[i], hexadecimal(words[i]));
	return json;
}

static json_t *vmx_json(const struct exitbench_capabilities *all)
{
	const struct capabilities *vmx = &all->vmx;

	return json_pack("{s:s, s:b, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "obstacle",
			 machine_obstacle_words(vmx->obstacle), "usable",
			 vmx->obstacle == VMX_USABLE, "module",
			 json_stringn(all->build_id, strnlen(all->build_id, sizeof(all->build_id))),
			 "revision", (int)vmx->revision, "basic", hexadecimal(vmx->basic), "misc",
			 hexadecimal(vmx->misc), "ept_vpid", hexadecimal(vmx->ept_vpid),
			 "feature_control", hexadecimal(vmx->feature_control), "must_be_1",
			 control_words(vmx->must_be_1), "may_be_1", control_words(vmx->may_be_1),
			 "kvm_holds_vmx", all->kvm_holds_vmx,
			 "spec_ctrl_outside_a_batch", hexadecimal(all->spec_ctrl));
}

/* 0, or -1 without a driver of this ABI. */
static int ask_driver(struct exitbench_capabilities *all)
{
	int file = open(EXITBENCH_DEVICE, O_RDWR | O_CLOEXEC), failed;

	if (file < 0)
		return -1;
	failed = ioctl(file, EXITBENCH_CAPABILITIES, all) ||
		 all->abi_version != EXITBENCH_ABI_VERSION;
	close(file);
	return failed ? -1 : 0;
}

static json_t *svm_json(const struct exitbench_capabilities *all)
{
	const struct svm_capabilities *svm = &all->svm;

	return json_pack("{s:s, s:b, s:o, s:i, s:b, s:b, s:b, s:o}", "obstacle",
			 svm->obstacle ? machine_obstacle_words(svm->obstacle) : "SVM is usable",
			 "usable", svm->obstacle == SVM_USABLE, "module",
			 json_stringn(all->build_id, strnlen(all->build_id, sizeof(all->build_id))),
			 "asids", (int)svm->asids, "nested_paging", svm->has_nested_paging,
			 "next_rip", svm->has_next_rip, "kvm_holds_svm", all->kvm_holds_vmx,
			 "spec_ctrl_outside_a_batch", hexadecimal(all->spec_ctrl));
}

void machine_put_driver(json_t *machine)
{
	struct exitbench_capabilities all = { 0 };
	bool is_there = !ask_driver(&all), is_svm = is_there && all.engine == ENGINE_SVM;
	json_t *json = !is_there ? NULL : is_svm ? svm_json(&all) : vmx_json(&all);

	json_object_set_new(machine, "vmx", json && !is_svm ? json : json_null());
	if (is_svm || cpu_has_svm())
		json_object_set_new(machine, "svm", json && is_svm ? json : json_null());
}

/* A note's last 20 bytes are the linker's SHA-1 of the module's contents. */
static json_t *build_id(void)
{
	unsigned char note[256];
	FILE *file = fopen(MODULE "notes/.note.gnu.build-id", "re");
	size_t bytes = file ? fread(note, 1, sizeof(note), file) : 0;
	char digits[2 * BUILD_ID_BYTES + 1] = "";

	if (file)
		fclose(file);
	for (size_t i = 0; bytes >= BUILD_ID_BYTES && i < BUILD_ID_BYTES; i++)
		snprintf(&digits[2 * i], 3, "%02x", note[bytes - BUILD_ID_BYTES + i]);
	return *digits ? json_string(digits) : json_null();
}

static json_t *source_version(void)
{
	char line[64];

	return machine_line(MODULE "srcversion", line, sizeof(line)) ? json_string(line)
								     : json_null();
}

json_t *machine_module(void)
{
	struct exitbench_capabilities all = { 0 };

	if (ask_driver(&all))
		return NULL;
	return json_pack("{s:o, s:o, s:o}", "version",
			 json_stringn(all.build_id, strnlen(all.build_id, sizeof(all.build_id))),
			 "build_id", build_id(), "srcversion", source_version());
}
