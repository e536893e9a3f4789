# SPDX-License-Identifier: GPL-2.0-only
#
# Points with their intervals, full or hollow, row names and margin: what most plots
# show. `beside`: each point's text next to it. Native and paravirtual figures also
# draw a stroke across their row, to measure the others by.

is_baseline(env) = env eq 'native' || env eq 'paravirtual'

plot for [i = 1:count] data index i + 1 using (is_baseline(class(i)) ? $1 : NaN):(at($6 - 0.42, $6)):(0):(0.84 * body) \
		with vectors nohead linewidth 1.5 linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] data index i + 1 using ($7 > 0 ? NaN : $1):(at($4, $6)):2:3 with xerrorbars \
		pointtype shape(form(i)) pointsize DOT linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] data index i + 1 using ($7 > 0 ? $1 : NaN):(at($4, $6)):2:3 with xerrorbars \
		pointtype hollow(form(i)) pointsize 1.15 * DOT linecolor rgb colour(class(i)) notitle, \
	for [i = 1:count] NaN with points pointtype shape(form(i)) pointsize 1.2 * DOT \
		linecolor rgb colour(class(i)) title name(i), \
	for [i = 1:count] data index i + 1 using (beside ? $3 : NaN):(at($4, $6)):5 with labels left offset 1.2, 0 \
		font SMALL textcolor rgb INK notitle, \
	data index 0 using (low):(name_at($1)):2 with labels @NAME_SIDE font NORMAL textcolor rgb INK notitle, \
	data index 1 using (margin_x):(margin_at($1)):2 with labels @MARGIN_SIDE font SMALL textcolor rgb QUIET notitle
