// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of comma-separated values. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 */
#include <math.h>
#include <string.h>
#include "text/csv.h"

void csv_text(FILE *stream, const char *text, int first)
{
	if (!first)
		fputc(',', stream);
	if (!text || !*text)
		return;
	if (!text[strcspn(text, ",\"\n\r")] && !strchr("=+-@", *text)) {
		fputs(text, stream);
		return;
	}
	fputc('"', stream);
	if (strchr("=+-@", *text))
		fputc('\'', stream);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', stream);
		fputc(*text, stream);
	}
	fputc('"', stream);
}

void csv_number(FILE *stream, double value)
{
	fputc(',', stream);
	if (isfinite(value))
		fprintf(stream, "%.10g", value);
}
