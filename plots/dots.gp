# SPDX-License-Identifier: GPL-2.0-only
#
# Points with their intervals in rows, full or hollow, each with its text beside it. Around 1, a
# shaded band and a line where two costs are the same.

linear = 0
load 'rows.gp'
if (shaded > 1) {
	set object 1 rectangle from 1 / shaded, graph 0 to shaded, graph 1 behind fillcolor rgb LINE fillstyle solid noborder
	set arrow 500 from 1, graph 0 to 1, graph 1 nohead linewidth 1.5 linecolor rgb INK
}
plot data index 0 using (low):($4 > 0 ? $4 : NaN):(far - low):(0) with vectors nohead linecolor rgb LINE notitle, \
	for [i = 1:count] data index i + 1 using ($7 > 0 ? NaN : $1):4:2:3 with xerrorbars \
		pointtype shape(form(i)) pointsize DOT linewidth 1.5 linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] data index i + 1 using ($7 > 0 ? $1 : NaN):4:2:3 with xerrorbars \
		pointtype hollow(form(i)) pointsize 1.15 * DOT linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] NaN with points pointtype shape(form(i)) pointsize 1.2 * DOT \
		linecolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] data index i + 1 using 3:4:5 with labels left offset 1.2, 0 \
		font SMALL textcolor rgb INK notitle, \
	data index 0 using (low):($3 > 0 ? NaN : $1):2 with labels right offset -1, 0 font NORMAL textcolor rgb INK notitle, \
	data index 0 using (low):($3 > 0 ? $1 : NaN):2 with labels right offset -1, 0 font BOLD textcolor rgb INK notitle, \
	data index 1 using (far):1:2 with labels left offset 1, 0 font SMALL textcolor rgb QUIET notitle
