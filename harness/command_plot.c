// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench plot: a data file for each plot that a result has data for, and
 * gnuplot to draw it. Texts from a result reach gnuplot as arguments and as
 * data, never as commands.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "command.h"
#include "machine.h"
#include "plot_data.h"

#ifndef PLOTS_DIR
#define PLOTS_DIR "/usr/share/exitbench/plots"
#endif

static struct {
	char **files, *directory;
	int count;
} options;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		options.directory = argument;
		return 0;
	case ARGP_KEY_ARGS:
		options.files = state->argv + state->next;
		options.count = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("plot: which result file?");
	case ARGP_KEY_SUCCESS:
		if (!options.directory)
			refuse_usage("plot: where to? Give -o DIR");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option option_rows[] = {
	{ .name = "output", .key = 'o', .arg = "DIR", .doc = "Directory for the pictures and their data; made if need be" },
	{ 0 }
};

const struct argp plot_argp = {
	.options = option_rows, .parser = parse, .args_doc = "FILE... -o DIR",
	.doc = "Draw result files: `cost', operations by where they ran, and `path', the software path of an exit. "
	       "Each comes as SVG, PNG and the data it shows (.tsv), one set for each unit: cycles and "
	       "instructions never share an axis.\v"
	       "With several files, their names go before: mine-cost-cycles.svg. Needs gnuplot.",
};

/* Where the scripts are: named, beside the build, or installed. NULL if nowhere. */
static const char *scripts(void)
{
	static char found[PATH_MAX];
	const char *named = getenv("EXITBENCH_PLOTS");
	char program[PATH_MAX / 2], beside[PATH_MAX];
	ssize_t bytes = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *places[] = { named ? named : "", beside, PLOTS_DIR };

	program[bytes > 0 ? bytes : 0] = 0;
	snprintf(beside, sizeof(beside), "%s/../plots", dirname(program));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char style[PATH_MAX + 16];

		snprintf(style, sizeof(style), "%s/style.gp", places[i]);
		if (*places[i] && !access(style, R_OK) && realpath(places[i], found))
			return found;
	}
	return NULL;
}

/* The last line that gnuplot wrote on its stderr that is not a mere pointer to a place. */
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

/* In the scripts' directory, without the user's own settings, its stderr in `errors`. */
static int spawn(char *const *arguments, const char *directory, FILE *errors, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	posix_spawn_file_actions_addchdir_np(&actions, directory);
	posix_spawn_file_actions_adddup2(&actions, fileno(errors), STDERR_FILENO);
	failed = posix_spawnp(child, "gnuplot", &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static bool gnuplot(char *const *arguments, const char *directory, const char *output)
{
	FILE *errors = tmpfile();
	char line[256];
	int status = 0, failed;
	pid_t child;

	unlink(output);
	failed = errors ? spawn(arguments, directory, errors, &child) : errno;
	if (!failed && waitpid(child, &status, 0) == child && !status && !access(output, R_OK)) {
		fclose(errors);
		return true;
	}
	if (failed == ENOENT)
		complain("gnuplot is not installed (apt-get install gnuplot-nox); the data are written all the same");
	else if (failed)
		complain("gnuplot cannot be started: %s", strerror(failed));
	else
		complain("gnuplot failed on %s: %s", output, (last_line(errors, line, sizeof(line)), line));
	if (errors)
		fclose(errors);
	return false;
}

/* What one set of pictures is made from. */
struct job {
	const struct result *result;
	const char *scripts, *unit;
	char *directory, *prefix; /* absolute; "" or "mine-" */
};

static char *output_name(const struct job *job, const struct plot *plot, const char *suffix)
{
	char *name;

	return asprintf(&name, "%s/%s%s-%s.%s", job->directory, job->prefix, plot->name, job->unit, suffix) < 0
	     ? NULL : name;
}

static char *title_of(const struct job *job, const struct plot *plot)
{
	const char *label = json_string_value(json_object_get(job->result->run, "label"));
	char *title;

	return asprintf(&title, "%s%s%s", label ? label : "", label ? ": " : "", plot->title(job->unit)) < 0
	     ? NULL : title;
}

static bool draw(const struct job *job, const struct plot *plot, const struct plot_extent *extent,
		 char *data, const char *format)
{
	char script[64], numbers[128];
	char *title = title_of(job, plot), *output = output_name(job, plot, format);
	char *caption = machine_caption(job->result->machine, job->result->run);
	bool drawn = false;

	snprintf(script, sizeof(script), "%s.gp", plot->name);
	snprintf(numbers, sizeof(numbers), "%zu %.10g %.10g %zu %zu", extent->rows, extent->least,
		 extent->most, extent->label_width, extent->margin_width);
	if (title && output && caption)
		drawn = gnuplot((char *[]){ "gnuplot", "-d", "-c", "frame.gp", data, output, (char *)format, title,
					    (char *)job->unit, caption, extent->series_names, numbers, script, NULL },
				job->scripts, output);
	if (drawn)
		printf("%s\n", output);
	free(title);
	free(output);
	free(caption);
	return drawn;
}

static bool make_plot(const struct job *job, const struct plot *plot, const struct matrix *matrix)
{
	char *data = output_name(job, plot, "tsv");
	FILE *stream = data ? fopen(data, "we") : NULL;
	struct plot_extent extent = { 0 };
	bool made = stream && plot_write(plot, matrix, stream, &extent);

	if (stream && fclose(stream))
		made = false;
	if (!made)
		complain("cannot write %s: %s", data ? data : "data", strerror(errno));
	else if (!extent.points)
		unlink(data); /* this result has nothing for this plot */
	else
		made = draw(job, plot, &extent, data, "svg") && draw(job, plot, &extent, data, "png");
	free(extent.series_names);
	free(data);
	return made;
}

static bool plot_unit(const struct job *job)
{
	struct matrix matrix;
	bool made = matrix_make(&matrix, job->result, job->unit);

	if (!made)
		complain("too many environments for a plot");
	for (size_t i = 0; made && i < plot_count; i++)
		made = make_plot(job, &plots[i], &matrix);
	matrix_free(&matrix);
	return made;
}

static bool plot_result(struct job *job)
{
	struct units units = matrix_units(job->result);
	bool made = true;

	for (size_t i = 0; units.unit[i] && made; i++) {
		job->unit = units.unit[i];
		made = plot_unit(job);
	}
	return made;
}

/* "mine-" from ".../mine.json"; nothing if there is only one file. */
static char *prefix_of(const char *path)
{
	char *copy = strdup(path), *prefix = NULL, *name = copy ? basename(copy) : "";

	if (strrchr(name, '.'))
		*strrchr(name, '.') = 0;
	if (asprintf(&prefix, "%s%s", options.count > 1 ? name : "", options.count > 1 ? "-" : "") < 0)
		prefix = NULL;
	free(copy);
	return prefix;
}

static bool plot_file(const char *path, struct job *job)
{
	struct result result;
	const char *wrong = result_load(&result, path);
	bool made;

	if (wrong) {
		complain("%s", wrong);
		return false;
	}
	job->result = &result;
	job->prefix = prefix_of(path);
	made = job->prefix && plot_result(job);
	free(job->prefix);
	result_free(&result);
	return made;
}

enum program_status command_plot(void)
{
	struct job job = { .scripts = scripts() };
	enum program_status status = PROGRAM_OK;

	if (!job.scripts)
		return complain("the gnuplot scripts are neither beside the build nor in %s; name their place in EXITBENCH_PLOTS",
				PLOTS_DIR);
	if (mkdir(options.directory, 0777) && errno != EEXIST)
		return complain("cannot make %s: %s", options.directory, strerror(errno));
	job.directory = realpath(options.directory, NULL);
	if (!job.directory)
		return complain("%s: %s", options.directory, strerror(errno));
	for (int i = 0; i < options.count; i++)
		if (!plot_file(options.files[i], &job))
			status = PROGRAM_FAILED;
	free(job.directory);
	return status;
}
