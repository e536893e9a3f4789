# SPDX-License-Identifier: GPL-2.0-only
#
# What all plots share: type, and how an environment, a backend and a form look. Colours are near
# Okabe and Ito's, which people with colour blindness can tell apart, and dark enough for 3:1
# against white. Shape repeats it, for print in grey: a square is lean, a disc is full, a triangle
# is kvm, a cross is native, a diamond is literature. Hollow: the figure is there, but not what it
# seems (a virtualization hole, or unverified). report/page.css has the same colours.

set encoding utf8
set termoption noenhanced
set datafile separator tab
set datafile commentschars "#"

INK   = '#222222'
QUIET = '#6b6b6b'
LINE  = '#e2e2e2'
FAINT = '#f0f0f0'

colour(env) = env eq 'native'       ? '#000000' : \
              env eq 'hvm'          ? '#0072b2' : \
              env eq 'hvm-trap'     ? '#d55e00' : \
              env eq 'deprivileged' ? '#c25f95' : \
              env eq 'paravirtual'  ? '#008762' : \
              env eq 'translated'   ? '#a86a00' : \
              env eq 'slower'       ? '#d55e00' : \
              env eq 'faster'       ? '#008762' : \
              env eq 'exit'         ? '#0072b2' : \
              env eq 'handler'      ? '#8f8f8f' : \
              env eq 'entry'        ? '#004a75' : \
              env eq 'literature'   ? '#7f7f7f' : '#2b8cc4'

shape(form)  = form eq 'native' ? 2 : form eq 'kvm' ? 9 : form eq 'lean' ? 5 : form eq 'literature' ? 13 : 7
hollow(form) = form eq 'native' ? 1 : form eq 'kvm' ? 8 : form eq 'lean' ? 4 : form eq 'literature' ? 12 : 6

set border 1 linecolor rgb QUIET
set tics nomirror textcolor rgb INK
set grid xtics linecolor rgb LINE linetype 1 linewidth 1, linecolor rgb FAINT linetype 1 linewidth 1
set bars 0.6
