# SPDX-License-Identifier: GPL-2.0-only
#
# Round trips over the years (row), cycles logarithmic; a line joins those of a source. Of the literature only the
# points of the first source are named, above and below in turns, for lack of room. A name is on white, so that no line crosses it.

high = above + below + 420
load 'paper.gp'
set lmargin at screen 76.0 / wide
set rmargin at screen 1 - 150.0 / wide
set label 3 axis at screen 0.5, screen real(axis_at) / high center font NORMAL textcolor rgb INK
stats data index 2 using 6 nooutput
first = STATS_min; last = STATS_max
do for [i = 2:count] { stats data index i + 1 using 6 nooutput; first = STATS_min < first ? STATS_min : first; last = STATS_max > last ? STATS_max : last }
set xrange [first - 1:last + 1]
years = last - first > 12 ? 5 : 1
set xtics years font NORMAL format '%.0f'
set logscale y
set yrange [least / 1.4:most * 1.4]
set ytics () font NORMAL
do for [decade = int(floor(log10(least / 1.4))):int(ceil(log10(most)))] {
	set ytics add (sprintf('%g', 10.0 ** decade) 10.0 ** decade, sprintf('%g', 2 * 10.0 ** decade) 2 * 10.0 ** decade, sprintf('%g', 5 * 10.0 ** decade) 5 * 10.0 ** decade)
}
set grid ytics linecolor rgb LINE
set style textbox opaque noborder fillcolor rgb 'white' margins 0.3, 0.1
plot for [i = 1:count] data index i + 1 using (class(i) eq 'literature' ? $6 : NaN):1 with lines linewidth 2 linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] data index i + 1 using 6:1:(class(i) eq 'literature' ? '' : strcol(5)) with labels boxed left offset 1, (i % 3 == 2 ? 0.4 : i % 3 == 0 ? -1.6 : 2) font SMALL textcolor rgb INK notitle, \
	for [odd = 0:1] data index 2 every 2::odd using 6:1:(class(1) eq 'literature' ? strcol(5) : '') with labels boxed left offset 1, (odd ? -0.9 : 0.7) font SMALL textcolor rgb INK notitle, \
	for [i = 1:count] data index i + 1 using 6:($7 > 0 ? NaN : $1):2:3 with yerrorbars pointtype shape(form(i)) pointsize 1.3 * DOT linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] data index i + 1 using 6:($7 > 0 ? $1 : NaN):2:3 with yerrorbars pointtype hollow(form(i)) pointsize 1.5 * DOT linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] NaN with points pointtype shape(form(i)) pointsize 1.3 * DOT linecolor rgb colour(class(i)) title name(i)
