# SPDX-License-Identifier: GPL-2.0-only
#
# The page a picture is drawn on: terminal, heading, caption, legend. All lengths are
# pixels of the SVG; the PNG has twice as many. A script sets `high` through paper().

reset
unset multiplot
data = field[1]; output_name = field[2]; format = field[3]; heading = field[4]; axis = field[5]
caption = field[6]; series = field[7]
rows = word(field[8], 1) + 0; least = word(field[8], 2) + 0; most = word(field[8], 3) + 0
label_width = word(field[8], 4) + 0; margin_width = word(field[8], 5) + 0; shaded = word(field[8], 6) + 0
lines = word(field[8], 7) + 0; text_width = word(field[8], 8) + 0
count = words(series) / 3
name(i) = word(series, 3 * i - 2)
class(i) = word(series, 3 * i - 1)
form(i) = word(series, 3 * i)

load 'style.gp'

wide = 1000
scale = format eq 'svg' ? 1.0 : format eq 'png' ? 1.5 : 0.75
DOT = format eq 'svg' ? 0.75 : format eq 'png' ? 1.05 : 0.5
SMALL  = sprintf('DejaVu Sans,%g', 11 * scale)
NORMAL = sprintf('DejaVu Sans,%g', 13 * scale)
BOLD   = sprintf('DejaVu Sans:Bold,%g', 13 * scale)
LARGE  = sprintf('DejaVu Sans,%g', 17 * scale)

# Text in lines of at most n characters, broken at spaces where there are any.
last_space(text, n) = n < 1 ? 0 : text[n:n] eq ' ' ? n : last_space(text, n - 1)
broken(text, n, at) = at > 1 ? text[1:at - 1]."\n".folded(text[at + 1:*], n) : text[1:n]."\n".folded(text[n + 1:*], n)
folded(text, n) = strlen(text) <= n ? text : broken(text, n, last_space(text, n + 1))
line_count(text) = strlen(text) < 1 ? 1 : 1 + (sum [i = 1:strlen(text)] (text[i:i] eq "\n" ? 1 : 0))
heading = folded(heading, 96)
axis = folded(axis, 110)
caption = folded(caption, 150)

longest = 0
do for [i = 1:count] { longest = strlen(name(i)) > longest ? strlen(name(i)) : longest }
legend_columns = int((wide - 32) / (34.0 + 9 * longest))
legend_columns = legend_columns < 1 ? 1 : legend_columns > 4 ? 4 : legend_columns
legend_columns = legend_columns > count ? (count ? count : 1) : legend_columns
legend_rows = (count + legend_columns - 1) / legend_columns
top = 18 + 20 * line_count(heading)
above = top + 12 + 23.5 * legend_rows
caption_at = 2 + 14 * line_count(caption)
axis_at = caption_at + 14 + 16 * line_count(axis)
below = axis_at + 46
