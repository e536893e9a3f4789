# SPDX-License-Identifier: GPL-2.0-only
#
# What all plots share: paper, type, and how an environment, a backend and a form
# look. Colours are Okabe and Ito's, which people with colour blindness can tell
# apart; shape tells the same once more, for print in grey: a square is lean, a
# disc is full, a triangle is kvm, a cross is native.

set encoding utf8
set termoption noenhanced
set datafile separator tab
set datafile commentschars "#"

INK   = '#222222'
QUIET = '#767676'
LINE  = '#e2e2e2'
FAINT = '#f0f0f0'

colour(env) = env eq 'native'       ? '#000000' : \
              env eq 'hvm'          ? '#0072b2' : \
              env eq 'hvm-trap'     ? '#d55e00' : \
              env eq 'deprivileged' ? '#cc79a7' : \
              env eq 'paravirtual'  ? '#009e73' : \
              env eq 'translated'   ? '#e69f00' : '#56b4e9'

shape(backend, form) = backend eq 'native' ? 2 : \
                       backend eq 'kvm'    ? 9 : \
                       form eq 'lean'      ? 5 : 7

# The parts of a series' name, "env/backend/form[/knobs]".
part(name, n) = word(join_words(name), n)
join_words(name) = strstrt(name, '/') ? \
	name[1:strstrt(name, '/') - 1].' '.join_words(name[strstrt(name, '/') + 1:*]) : name

# kvm and native have one form, so it need not be said.
label(name) = part(name, 1).(part(name, 2) eq 'native' ? '' : ', '.part(name, 2)). \
	(part(name, 2) eq 'vmx' ? ' '.part(name, 3) : '').' '.part(name, 4)

set border 1 linecolor rgb QUIET
set tics nomirror textcolor rgb INK
set grid xtics linecolor rgb LINE linetype 1 linewidth 1, linecolor rgb FAINT linetype 1 linewidth 1
set bars 0.6
