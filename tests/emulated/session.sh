# SPDX-License-Identifier: GPL-2.0-only
# Inside the emulated machine: what the scripts of the suites share. Sourced by sh of busybox; a test is a line.
reference=/sys/module/exitbench/refcnt

check() {               # NAME COMMAND...
	name=$1; shift
	if "$@"; then echo "ok $name"; else echo "not ok $name"; fi
}

fails() { ! "$@" 2>/dev/null; }
loads() { insmod exitbench.ko && [ -c /dev/exitbench ]; }
unloads() { rmmod exitbench && [ ! -e /dev/exitbench ] && [ ! -e $reference ]; }

# Until the number of open files is, or is not, 0.
wait_for_files() {      # = | !=
	for turn in $(seq 2000); do
		[ "$(cat $reference)" "$1" 0 ] && return
		usleep 1000
	done
	false
}

# The table through our driver, or a part of it; the figures are judged outside.
runs() {                # NAME OPTION...
	file=/out/$1.json; shift
	./exitbench run --backends vmx --quiet -o "$file" "$@"
}

# The lines go to the console, which shows where it stood, and into a file, where nothing of Bochs's own gets among them.
record() {              # FUNCTION
	{ "$1"; echo "ok the_session_runs_to_its_end"; } 2>&1 | tee /out/said
}
