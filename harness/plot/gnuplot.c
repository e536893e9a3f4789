// SPDX-License-Identifier: GPL-2.0-only
/*
 * One gnuplot for many pictures: plots/all.gp reads the list, a line a picture.
 * What gnuplot says is kept to tell why a picture is missing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "plot/gnuplot.h"
#include "text/places.h"
#include "text/words.h"

/* The last line on its stderr that is not a mere pointer to a place. */
static void last_line(FILE *errors, char *line, size_t bytes)
{
	char read[256];

	snprintf(line, bytes, "it gave no reason");
	rewind(errors);
	while (fgets(read, sizeof(read), errors)) {
		read[strcspn(read, "\n")] = 0;
		if (read[strspn(read, " ^")])
			snprintf(line, bytes, "%s", read);
	}
}

/* In the scripts' directory, without the user's own settings. */
static int spawn(char *const *arguments, const char *directory, FILE *errors, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	posix_spawn_file_actions_addchdir_np(&actions, directory);
	posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDOUT_FILENO);
	failed = posix_spawnp(child, "gnuplot", &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static void write_line(const struct picture *picture, FILE *list)
{
	char *series = chart_series_words(picture->chart), numbers[160], caption[900];

	chart_numbers(picture->chart, numbers, sizeof(numbers));
	snprintf(caption, sizeof(caption), "%s", picture->caption);
	for (char *c = caption; *c; c++)
		*c = *c == '\t' || *c == '\n' ? ' ' : *c;
	fprintf(list, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s.gp\n", picture->data, picture->output,
		picture->format, picture->chart->title, picture->chart->axis, caption,
		series ? series : "", numbers, picture->chart->kind->script);
	free(series);
}

/* A temporary file with the list; its name is in `path`. */
static bool write_list(const struct picture *pictures, size_t count, char *path)
{
	int file = mkostemp(path, O_CLOEXEC);
	FILE *list = file < 0 ? NULL : fdopen(file, "w");

	for (size_t i = 0; list && i < count; i++) {
		unlink(pictures[i].output);
		write_line(&pictures[i], list);
	}
	return list && !fclose(list);
}

static const char *run(char *list, FILE *errors)
{
	const char *scripts = place_of_plots();
	char line[256];
	int status = 0, failed;
	pid_t child;

	if (!scripts)
		return "the gnuplot scripts are neither beside the build nor installed; name their "
		       "place in EXITBENCH_PLOTS";
	failed = spawn((char *[]){ "gnuplot", "-d", "-c", "all.gp", list, NULL }, scripts, errors,
		       &child);
	if (failed == ENOENT)
		return "gnuplot is not installed (apt-get install gnuplot-nox); the data are "
		       "written all the same";
	if (failed)
		return words_kept("gnuplot cannot be started: %s", strerror(failed));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!status)
		return NULL;
	last_line(errors, line, sizeof(line));
	return words_kept("gnuplot failed: %s", line);
}

const char *gnuplot_draw(struct picture *pictures, size_t count)
{
	char list[] = "/tmp/exitbench-plots-XXXXXX";
	FILE *errors = tmpfile();
	const char *wrong = "cannot write to /tmp";

	if (errors && write_list(pictures, count, list))
		wrong = run(list, errors);
	for (size_t i = 0; i < count; i++) {
		pictures[i].drawn = !access(pictures[i].output, R_OK);
		if (!pictures[i].drawn && !wrong)
			wrong = words_kept("gnuplot left no %s", pictures[i].output);
	}
	unlink(list);
	if (errors)
		fclose(errors);
	return wrong;
}
