// SPDX-License-Identifier: GPL-2.0-only
/* Values as they are asked for. What is not plain is left to Jansson. */
#include <stdlib.h>
#include <string.h>
#include "result/json_index.h"

static const struct json_view nothing = { 0 };

static const struct json_node *node_of(struct json_view view)
{
	return &view.index->nodes[view.at];
}

static const char *text_of(struct json_view view)
{
	return view.index->text + node_of(view)->begin;
}

static size_t length_of(struct json_view view)
{
	return node_of(view)->end - node_of(view)->begin;
}

struct json_view json_index_root(const struct json_index *index)
{
	return (struct json_view){ index, 0 };
}

bool json_view_exists(struct json_view view)
{
	return view.index;
}

bool json_view_is(struct json_view view, json_type type)
{
	return view.index && node_of(view)->type == type;
}

bool json_view_is_number(struct json_view view)
{
	return json_view_is(view, JSON_INTEGER) || json_view_is(view, JSON_REAL);
}

json_t *json_view_to_json(struct json_view view)
{
	size_t quotes = json_view_is(view, JSON_STRING);

	return view.index ? json_loadb(text_of(view) - quotes, length_of(view) + 2 * quotes,
				       JSON_DECODE_ANY, NULL)
			  : NULL;
}

static double number_by_jansson(struct json_view view)
{
	json_t *json = json_view_to_json(view);
	double value = json_number_value(json);

	json_decref(json);
	return value;
}

/* The digits of a plain number as an integer, and the power of ten that belongs to it. */
struct decimal {
	uint64_t digits;
	int power;
	size_t count;
};

static const char *take_digits(const char *at, struct decimal *decimal)
{
	for (; *at >= '0' && *at <= '9'; at++, decimal->count++)
		decimal->digits = 10 * decimal->digits + (uint64_t)(*at - '0');
	return at;
}

static struct decimal decimal_of(const char *at, const char *end)
{
	struct decimal decimal = { 0 };
	const char *point;
	int power = 0;

	at = take_digits(at, &decimal);
	if (*at == '.') {
		point = at + 1;
		at = take_digits(point, &decimal);
		decimal.power = (int)(point - at);
	}
	if (at < end && (*at == 'e' || *at == 'E'))
		power = atoi(at + 1);
	decimal.power += power;
	return decimal;
}

static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
				 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
				 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/*
 * Exact where the digits and the power of ten are: one rounding is left, as it should be. Clinger,
 * "How to Read Floating Point Numbers Accurately" (1990).
 */
double json_view_number(struct json_view view)
{
	struct decimal decimal;
	bool is_negative;
	double value;

	if (!json_view_is_number(view))
		return 0;
	is_negative = *text_of(view) == '-';
	decimal = decimal_of(text_of(view) + is_negative, view.index->text + node_of(view)->end);
	if (!node_of(view)->is_plain || decimal.count > 18 || decimal.digits > UINT64_C(1) << 53 ||
	    abs(decimal.power) > 22)
		return number_by_jansson(view);
	value = (double)decimal.digits;
	value = decimal.power < 0 ? value / powers[-decimal.power] : value * powers[decimal.power];
	return is_negative ? -value : value;
}

json_int_t json_view_integer(struct json_view view)
{
	json_int_t value;
	json_t *json;

	if (!json_view_is(view, JSON_INTEGER))
		return 0;
	if (node_of(view)->is_plain) {
		bool is_negative = *text_of(view) == '-';
		struct decimal decimal = decimal_of(text_of(view) + is_negative,
						    view.index->text + node_of(view)->end);

		return is_negative ? -(json_int_t)decimal.digits : (json_int_t)decimal.digits;
	}
	json = json_view_to_json(view);
	value = json_integer_value(json);
	json_decref(json);
	return value;
}

const char *json_view_plain(struct json_view view, size_t *length)
{
	if (!json_view_is(view, JSON_STRING) || !node_of(view)->is_plain)
		return NULL;
	*length = length_of(view);
	return text_of(view);
}

char *json_view_copy(struct json_view view)
{
	size_t length;
	const char *plain = json_view_plain(view, &length);
	json_t *json;
	char *copy;

	if (plain || !json_view_is(view, JSON_STRING))
		return plain ? strndup(plain, length) : NULL;
	json = json_view_to_json(view);
	copy = json ? strdup(json_string_value(json)) : NULL;
	json_decref(json);
	return copy;
}

/* Names are short, and a call of strncmp() is not. */
static bool is_same_text(const char *bytes, size_t length, const char *text)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != text[i])
			return false;
	return !text[length];
}

bool json_view_equals(struct json_view view, const char *text)
{
	char *copy;
	bool equals;

	if (json_view_is(view, JSON_STRING) && node_of(view)->is_plain)
		return is_same_text(text_of(view), length_of(view), text);
	copy = json_view_copy(view);
	equals = copy && !strcmp(copy, text);
	free(copy);
	return equals;
}

struct json_view json_view_first(struct json_view container)
{
	bool has_members =
		(json_view_is(container, JSON_ARRAY) || json_view_is(container, JSON_OBJECT)) &&
		node_of(container)->next > container.at + 1;

	return has_members ? (struct json_view){ container.index, container.at + 1 } : nothing;
}

struct json_view json_view_next(struct json_view container, struct json_view view)
{
	/* Behind a name lies its value. */
	struct json_view last = json_view_is(container, JSON_OBJECT) ? json_view_value(view) : view;
	uint32_t next = node_of(last)->next;

	return next < node_of(container)->next ? (struct json_view){ view.index, next } : nothing;
}

struct json_view json_view_value(struct json_view name)
{
	return (struct json_view){ name.index, name.at + 1 };
}

struct json_view json_view_find(struct json_view object, const char *name)
{
	struct json_view found = nothing;

	json_view_find_all(object, &name, &found, 1);
	return found;
}

/* Its node and those in it are one after another; behind a name lies its value. */
void json_view_find_all(struct json_view object, const char *const *names,
			struct json_view *members, size_t count)
{
	const struct json_node *nodes = object.index ? object.index->nodes : NULL;
	uint32_t end = json_view_is(object, JSON_OBJECT) ? nodes[object.at].next : 0;

	for (uint32_t at = object.at + 1; at < end; at = nodes[at + 1].next)
		for (size_t i = 0; i < count; i++)
			if (is_same_text(object.index->text + nodes[at].begin,
					 nodes[at].end - nodes[at].begin, names[i])) {
				members[i] = (struct json_view){ object.index, at + 1 };
				break;
			}
}

size_t json_view_count(struct json_view array)
{
	return json_view_is(array, JSON_ARRAY) ? node_of(array)->count : 0;
}

double json_take_number(const char **at)
{
	const char *c = *at, *point;
	uint64_t digits = 0;

	while (*c < '0' || *c > '9')
		c++;
	for (; *c >= '0' && *c <= '9'; c++)
		digits = 10 * digits + (uint64_t)(*c - '0');
	point = c;
	if (*c == '.')
		for (c++; *c >= '0' && *c <= '9'; c++)
			digits = 10 * digits + (uint64_t)(*c - '0');
	*at = c;
	return c > point ? (double)digits / powers[c - point - 1] : (double)digits;
}

enum json_numbers json_view_numbers(struct json_view view, const char **at)
{
	if (!json_view_is(view, JSON_ARRAY))
		return JSON_NO_NUMBERS;
	*at = text_of(view) + 1;
	return (enum json_numbers)node_of(view)->numbers;
}
