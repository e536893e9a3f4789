// SPDX-License-Identifier: GPL-2.0-only
/* Records of many sessions, in memory and in a file; and a comparison of so many. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include "compare/sides.h"
#include "compare/spool.h"

#define SESSIONS 3000 /* a side; with the cells, more than are in memory at a time */
#define CELLS    60

static size_t seen;

/* Record `i` has i % 7 more numbers, all of them i. */
static size_t numbers_in(size_t i)
{
	return 1 + i % 7;
}

static bool add(struct spool *spool, size_t i)
{
	size_t numbers[7];

	for (size_t j = 0; j < numbers_in(i); j++)
		numbers[j] = i;
	return spool_add(spool, numbers, numbers_in(i) * sizeof(*numbers));
}

static void is_next(const void *record, void *data)
{
	const size_t *numbers = record;

	(void)data;
	for (size_t j = 0; j < numbers_in(seen); j++)
		assert_int_equal(numbers[j], seen);
	seen++;
}

static void all_come_back(size_t count, bool in_file)
{
	struct spool spool = { 0 };

	for (size_t i = 0; i < count; i++)
		assert_true(add(&spool, i));
	assert_int_equal(spool.file != NULL, in_file);
	for (int time = 0; time < 2; time++) {
		seen = 0;
		assert_true(spool_each(&spool, is_next, NULL));
		assert_int_equal(seen, count);
	}
	assert_true(add(&spool, count));
	seen = 0;
	assert_true(spool_each(&spool, is_next, NULL));
	assert_int_equal(seen, count + 1);
	spool_free(&spool);
}

TEST(a_few_records_stay_in_memory_and_come_back_in_order)
{
	all_come_back(1000, false);
}

TEST(many_records_come_back_in_order_as_often_as_asked)
{
	all_come_back(300000, true);
}

TEST(a_record_may_be_larger_than_what_is_kept_in_memory)
{
	struct spool spool = { 0 };
	size_t many = (size_t)6 << 20;
	char *large = calloc(many, 1);

	seen = 0;
	assert_true(add(&spool, 0) && spool_add(&spool, large, many));
	assert_true(spool_add(&spool, large, many));
	assert_non_null(spool.file);
	free(large);
	spool_free(&spool);
}

/* As where the place of temporary files cannot be written: the program is to have no file more. */
TEST(without_a_file_all_stays_in_memory)
{
	struct rlimit files, none;
	struct spool spool = { 0 };

	getrlimit(RLIMIT_NOFILE, &files);
	none = (struct rlimit){ 0, files.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	for (size_t i = 0; i < 300000; i++)
		assert_true(add(&spool, i));
	setrlimit(RLIMIT_NOFILE, &files);
	assert_null(spool.file);
	seen = 0;
	assert_true(spool_each(&spool, is_next, NULL));
	assert_int_equal(seen, 300000);
	spool_free(&spool);
}

TEST(a_file_that_has_no_room_is_told)
{
	const struct rlimit small = { 1 << 20, RLIM_INFINITY }, unlimited = { RLIM_INFINITY,
									      RLIM_INFINITY };
	struct spool spool = { 0 };
	size_t count = 0;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	while (count < 1000000 && add(&spool, count))
		count++;
	assert_in_range(count, 1, 999999);
	assert_int_equal(errno, EFBIG);
	setrlimit(RLIMIT_FSIZE, &unlimited);
	spool_free(&spool);
}

/* A session whose cells have exact counts: `first', and each one more than the one before. */
static struct result counted(double first)
{
	static char names[CELLS][8];
	const char *ops[CELLS];
	double costs[CELLS];
	struct result result;

	for (size_t i = 0; i < CELLS; i++) {
		snprintf(names[i], sizeof(names[i]), "op%zu", i);
		ops[i] = names[i];
		costs[i] = first + (double)i;
	}
	result = session_of(CELLS, ops, costs);
	for (size_t i = 0; i < CELLS; i++)
		session_count(&result.cells[i], costs[i]);
	return result;
}

TEST(every_cell_of_very_many_sessions_is_compared)
{
	base[base_count++] = counted(1000);
	other[other_count++] = counted(2000);
	compare_begin(&comparison, &options);
	for (size_t i = 0; i < SESSIONS; i++)
		assert_true(compare_add(&comparison, &base[0], true));
	for (size_t i = 0; i < SESSIONS; i++)
		assert_true(compare_add(&comparison, &other[0], false));
	assert_non_null(comparison.cells.file);
	assert_null(kept(compare_end(&comparison, (struct compare_side){ base, 1 },
				     (struct compare_side){ other, 1 })));
	assert_int_equal(comparison.count, CELLS);
	for (size_t i = 0; i < CELLS; i++) {
		assert_true(comparison.rows[i].base == 1000 + (double)i);
		assert_true(comparison.rows[i].other == 2000 + (double)i);
		assert_int_equal(comparison.rows[i].base_without, 0);
		assert_int_equal(comparison.rows[i].other_without, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_few_records_stay_in_memory_and_come_back_in_order),
		ROW(many_records_come_back_in_order_as_often_as_asked),
		ROW(a_record_may_be_larger_than_what_is_kept_in_memory),
		ROW(without_a_file_all_stays_in_memory),
		ROW(a_file_that_has_no_room_is_told),
		ROW(every_cell_of_very_many_sessions_is_compared),
	};

	return cmocka_run_group_tests_name("compare/spool", tests, NULL, NULL);
}
