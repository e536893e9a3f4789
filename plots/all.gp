# SPDX-License-Identifier: GPL-2.0-only
#
# Where every picture begins: the list that harness/plot/gnuplot.c wrote, a line a picture,
# its fields separated by tabs. They are read as data, so nothing in them is a command.
#
#   1 data  2 output  3 svg, png or pdf  4 title  5 what the axis shows  6 caption
#   7 a label, a colour and a shape for each series
#   8 rows, least, most, widths of label and margin in characters, the ratio that is shaded around 1
#     (0: none), lines of all rows, width of texts beside points
#   9 the script that draws

list = ARG1
set datafile separator tab
set datafile commentschars ''
array field[9]
stats list using (1) nooutput
pictures = int(STATS_records)
do for [picture = 0:pictures - 1] {
	set datafile commentschars ''
	stats list every ::picture::picture using (sum [i = 1:9] (field[i] = strcol(i), 1)) nooutput
	load 'page.gp'
	load field[9]
	unset output
}
