# SPDX-License-Identifier: GPL-2.0-only
#
# The page a picture is drawn on: terminal, heading, caption, legend. All lengths are
# pixels of the SVG; the PNG has twice as many. A script sets `high` through paper().

reset
unset multiplot
data = field[1]; output_name = field[2]; format = field[3]; heading = field[4]; axis = field[5]
caption = field[6]; series = field[7]
rows = word(field[8], 1) + 0; least = word(field[8], 2) + 0; most = word(field[8], 3) + 0
label_width = word(field[8], 4) + 0; margin_width = word(field[8], 5) + 0; span = word(field[8], 6) + 0
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
LARGE  = sprintf('DejaVu Sans,%g', 17 * scale)

longest = 0
do for [i = 1:count] { longest = strlen(name(i)) > longest ? strlen(name(i)) : longest }
legend_columns = longest > 48 ? 1 : longest > 32 ? 2 : longest > 22 ? 3 : 4
legend_columns = legend_columns > count ? (count ? count : 1) : legend_columns
legend_rows = (count + legend_columns - 1) / legend_columns
above = 50 + 22 * legend_rows
below = 92
