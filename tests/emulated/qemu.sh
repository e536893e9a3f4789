# SPDX-License-Identifier: GPL-2.0-only
# The emulated computer as QEMU's TCG makes it, under the names of bochs.sh, which is sourced first. Only CPUs with
# SVM, by which it is a second judge beside Bochs 2.7; its guests may shut down. Never KVM's: what is below has no part in it.
# Its clock counts instructions, too, one a nanosecond, and not time. CPUs take turns.

qemu_linux="tsc_early_khz=1000000"      # after $bochs_linux, whose clock is another

# With four levels of page tables, and five. Linux 6.1 boots on the first in 11 seconds of CPU time, 6.12 and 7.3 (14) on the
# second. Bare guests of 32 bits end QEMU where an outer ring comes back ("invalid tss type"): it takes a task in a VMCB for valid only while
# that is not marked busy, as no CPU has it. So the bare image is booted with bits_32=0 there.
qemu_cpu() {            # MODEL
	case $1 in
	qemu_epyc) echo EPYC,+svm,+npt ;;
	qemu_max) echo max,+svm,+npt,+la57 ;;
	esac
}

emulator_of() {         # MODEL
	case $1 in qemu_*) echo qemu ;; *) echo bochs ;; esac
}

# QEMU 10.0 stands still in a guest that jumped into its page tables, to the last byte of a page: no instruction is executed any
# more, so that the clock stands, too, and no deadline comes. 7.2 goes on.
qemu_stands_still() {
	[[ $(qemu_version) != 7.* ]]
}

# "7.2"; nothing where it is missing.
qemu_version() {
	qemu-system-x86_64 --version 2>/dev/null | sed -nE 's/.*version ([0-9]+\.[0-9]+).*/\1/p'
}

qemu_prepare() {        # MODEL
	need qemu-system-x86_64=qemu-system-x86
	[ -n "$(qemu_cpu "$1")" ] || fail 2 "there is no model '$1' of QEMU; tests/emulated/qemu.sh has those there are"
	emulator_prepare
}

# "Shutdown" to port 0x8900 ends it.
qemu_configure() {      # MODEL CPUS OPTION...: what to boot
	qemu=(-machine pc -accel tcg -icount "shift=0,sleep=off" -cpu "$(qemu_cpu "$1")" -smp "$2" -m 512
		-nodefaults -no-user-config -display none -no-reboot -rtc "base=utc,clock=vm" -serial "file:$work/com1"
		-chardev "file,id=e9,path=$work/e9" -device "isa-debugcon,iobase=0xe9,chardev=e9"
		-device "isa-debug-exit,iobase=0x8900,iosize=1" "${@:3}")
}

# Leaves $work/e9 and $work/com1; true unless the time limit ended it.
qemu_run() {            # SECONDS
	: >"$work/com1"
	: >"$work/e9"
	emulator_run "$1" qemu-system-x86_64 "${qemu[@]}"
}

qemu_e9_lines() {
	cat "$work/e9"
}

# By a letter of that word: the status is twice what is written, and one. 7.2 ends at the first letter, 10.0 a few letters later.
qemu_ended() {
	local letter
	for letter in S h u t d o w n; do
		[ "$emulator_status" != $((2 * $(printf %d "'$letter") + 1)) ] || return 0
	done
	false
}

qemu_why() {            # why it ended, if not by the machine's own wish
	grep -v "TCG doesn't support requested feature" "$work/stderr" | tail -n 3
}
