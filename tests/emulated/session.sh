# SPDX-License-Identifier: GPL-2.0-only
# Inside the emulated machine: what the scripts of the suites share. Sourced by sh of busybox; a test is a line.
reference=/sys/module/exitbench/refcnt second_cpu=/sys/devices/system/cpu/cpu1/online
: "${backend:=vmx}" "${kvm:=kvm_intel}"

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
	./exitbench run --backends $backend --quiet -o "$file" "$@"
}

# Of a release and a CPU model the same, of any other another.
seed() { echo "0x$({ uname -r | cut -d. -f1,2; grep -m1 'model name' /proc/cpuinfo; } | md5sum | cut -c1-8)"; }

kvm_leaves() { rmmod $kvm && [ ! -e /dev/kvm ]; }
kvm_returns() { insmod /lib/modules/$kvm.ko && [ -e /dev/kvm ]; }

kvm_comes_and_goes() {
	for turn in 1 2 3; do
		kvm_leaves && kvm_returns || return 1
	done
}

cpu_leaves() { echo 0 >$second_cpu && [ "$(cat $second_cpu)" = 0 ]; }
cpu_returns() { echo 1 >$second_cpu && [ "$(cat $second_cpu)" = 1 ]; }

cpu_comes_and_goes() {
	for turn in 1 2 3; do
		cpu_leaves && cpu_returns || return 1
	done
}

# Batches all the while.
during() {              # NAME COMMAND [vm]
	rm -f /run/stop /run/stop.on
	./steady "$1" /run/stop $3 &
	steady=$!
	until [ -e /run/stop.on ] || ! kill -0 $steady 2>/dev/null; do usleep 1000; done
	$2
	done_well=$?
	touch /run/stop
	wait $steady && [ $done_well = 0 ]
}

# Two processes each time, in their batches; under them the module does not go.
batches_are_killed() {
	for turn in 1 2 3; do
		rm -f /run/stop /run/stop.on
		./steady killed /run/stop vm &
		until [ -e /run/stop.on ] || ! kill -0 $! 2>/dev/null; do usleep 1000; done
		fails rmmod exitbench && killall -9 steady && wait_for_files = || return 1
	done
	runs after_kills --ops nop,cpuid --envs hvm
}

# The lines go to the console, which shows where it stood, and into a file, where nothing of Bochs's own gets among them.
record() {              # FUNCTION
	{ "$1"; echo "ok the_session_runs_to_its_end"; } 2>&1 | tee /out/said
}
