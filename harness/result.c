// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results on their way out: as JSON, and into a file that is either the old one
 * or the complete new one, never half of it. Refuses to replace what it was not
 * told to replace, and anything that is not a regular file.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "result_fields.h"
#include "result_layout.h"

char *result_cell_id(const struct cell_result *cell)
{
	const char *knobs = cell->knobs && *cell->knobs ? cell->knobs : "default";
	char *id = NULL;

	if (asprintf(&id, "%s/%s/%s/%s/%d/%s", cell->op, cell->env, cell->backend, cell->form,
		     cell->ring, knobs) < 0)
		return NULL;
	return id;
}

static json_t *trial_to_json(const struct trial_result *trial)
{
	json_t *json = fields_write(trial_fields, trial_field_count, trial);

	json_object_update_missing(json, trial->unknown);
	return json;
}

static json_t *cell_to_json(const struct cell_result *cell)
{
	json_t *json = fields_write(cell_fields, cell_field_count, cell), *trials = json_array();

	for (size_t i = 0; i < cell->trial_count && cell->trials; i++)
		json_array_append_new(trials, trial_to_json(&cell->trials[i]));
	json_object_set_new(json, "trial_data", trials);
	json_object_update_missing(json, cell->unknown);
	return json;
}

json_t *result_to_json(const struct result *result)
{
	json_t *cells = json_array(), *json;

	for (size_t i = 0; i < result->cell_count; i++)
		json_array_append_new(cells, cell_to_json(&result->cells[i]));
	json = json_pack("{s:o, s:b, s:O?, s:O?, s:s?, s:s?, s:O?, s:o}",
			 "format", json_sprintf("exitbench/%d.%d", RESULT_FORMAT_MAJOR, RESULT_FORMAT_MINOR),
			 "complete", result->complete, "machine", result->machine,
			 "run", result->run, "guest_sha256", result->guest_sha256, "table_sha256",
			 result->table_sha256, "module", result->module, "cells", cells);
	json_object_update_missing(json, result->unknown);
	return json;
}

static const char *check_replaceable(const char *path, bool replace)
{
	struct stat status;

	if (lstat(path, &status))
		return errno == ENOENT ? NULL : result_words("%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return result_words("%s exists and is not a regular file", path);
	return replace ? NULL : result_words("%s exists; give another name, or --force to replace it", path);
}

/* A new file beside `path`; its name is in *temporary, to be freed. -1 and errno. */
static int open_beside(const char *path, char **temporary)
{
	char *copy = strdup(path);
	int made = copy ? asprintf(temporary, "%s/.exitbench-XXXXXX", dirname(copy)) : -1;
	int file = -1;

	free(copy);
	if (made < 0) {
		*temporary = NULL;
		errno = ENOMEM;
	} else {
		file = mkostemp(*temporary, O_CLOEXEC);
	}
	return file;
}

const char *result_check_writable(const char *path, bool replace)
{
	const char *wrong = check_replaceable(path, replace);
	char *temporary = NULL;
	int file;

	if (wrong)
		return wrong;
	file = open_beside(path, &temporary);
	if (file < 0) {
		wrong = result_words("cannot write %s: %s", path, strerror(errno));
	} else {
		unlink(temporary);
		close(file);
	}
	free(temporary);
	return wrong;
}

/* Everything on disk, with the mode a new file would have. 0, or -1 and errno. */
static int write_out(const json_t *json, int file)
{
	FILE *stream = fdopen(dup(file), "w");
	int failed = !stream;
	mode_t mask = umask(0);

	umask(mask);
	if (stream) {
		failed |= result_layout(json, stream);
		failed |= fclose(stream);
	}
	failed |= fchmod(file, 0666 & ~mask);
	failed |= fsync(file);
	return failed ? -1 : 0;
}

/* Some file systems know no rename without replacing: there a link does the same. */
static int move(const char *from, const char *to, bool replace)
{
	if (replace)
		return rename(from, to);
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return link(from, to) || unlink(from) ? -1 : 0;
}

static int save_json(const json_t *json, const char *path, bool replace)
{
	char *temporary = NULL;
	int file = open_beside(path, &temporary), failed = file < 0, reason;

	if (file >= 0) {
		failed = write_out(json, file) || move(temporary, path, replace);
		reason = errno;
		if (failed)
			unlink(temporary);
		close(file);
		errno = reason;
	}
	free(temporary);
	return failed;
}

const char *result_save(const struct result *result, const char *path, bool replace)
{
	const char *wrong = check_replaceable(path, replace);
	json_t *json;

	if (wrong)
		return wrong;
	json = result_to_json(result);
	if (!json)
		return result_words("cannot write %s: a text in the result is not UTF-8", path);
	if (save_json(json, path, replace))
		wrong = result_words("cannot write %s: %s", path, strerror(errno));
	json_decref(json);
	return wrong;
}

static void cell_free(struct cell_result *cell, bool borrows_texts)
{
	char *texts[] = { cell->id, cell->op, cell->env, cell->backend, cell->form, cell->knobs,
			  cell->reason, cell->unit, cell->clock };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !borrows_texts; i++)
		free(texts[i]);
	for (size_t i = 0; cell->trials && i < cell->trial_count; i++) {
		free(cell->trials[i].histogram.blocks);
		json_decref(cell->trials[i].unknown);
	}
	free(cell->trials);
	json_decref(cell->legs);
	free(cell->trial_figures);
	json_decref(cell->events);
	json_decref(cell->unknown);
}

void result_free(struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		cell_free(&result->cells[i], result->borrows_texts);
	free(result->cells);
	free(result->guest_sha256);
	free(result->table_sha256);
	json_decref(result->module);
	json_decref(result->unknown);
	json_decref(result->machine);
	json_decref(result->run);
	texts_free(&result->methods);
	*result = (struct result){ 0 };
}
