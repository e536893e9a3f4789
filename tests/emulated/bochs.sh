# SPDX-License-Identifier: GPL-2.0-only
# The emulated computer that `machine` and `bare` share: one configuration, one way to run it, one way to judge it.
# Sourced, never run. Bochs shows its screen on a VNC port, which nothing here reads. Where the system
# allows, the port is in a separate network namespace: out of reach, and without collisions.
# What the guest writes to port 0xE9 comes out of Bochs's standard output, the quickest way out that loses
# no byte; "Shutdown" to port 0x8900 ends the run. The exit status of Bochs is always 1: bochs_ended judges by text.
# It is the installed Bochs, or with BOCHS=DIRECTORY one that other_bochs has unpacked there. Versions 2.7 and 3.0 are known.

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
top=$(realpath "$here/../..")
bochs_ips=50000000      # instructions per emulated second; the TSC counts instructions, so also its frequency in Hz

# For Linux there. Left out is what takes long in an emulator and is of no use in it: self-tests, certificates, tracing,
# types for BPF.
bochs_linux="mitigations=off nowatchdog tsc_early_khz=$((bochs_ips / 1000)) tsc=reliable lsm=capability cryptomgr.notests
	initcall_blacklist=load_system_certificate_list,jent_mod_init,trace_eval_init,ftrace_check_for_weak_functions,bpf_rstat_kfunc_init,bpf_key_sig_kfuncs_init,kfunc_init,bpf_prog_test_run_init,bpf_tcp_ca_kfunc_init,bpf_dummy_struct_ops_init,cubictcp_register,blake2s_mod_init,crypto_kdf108_init"

fail() {                # STATUS MESSAGE...
	local status=$1; shift
	echo "${0##*/}: $*" >&2
	exit "$status"
}

need() {                # PROGRAM=PACKAGE...
	local pair
	for pair; do
		command -v "${pair%%=*}" >/dev/null || fail 2 "${pair%%=*} is missing; apt-get install ${pair#*=}"
	done
}

whole_number() {        # OPTION VALUE
	[[ $2 =~ ^[1-9][0-9]*$ ]] || fail 2 "$1 wants a whole number above zero, not '$2'"
}

# Sets $bochs, the command, $bochs_version, and $bochs_share, where its BIOS is. Without its debugger Bochs 3.0 counts no instructions,
# but goes on in steps.
bochs_find() {
	local lib=${BOCHS:-}/usr/lib/x86_64-linux-gnu help
	bochs=(bochs) bochs_share=/usr/share/bochs
	if [ -n "${BOCHS:-}" ]; then
		export LTDL_LIBRARY_PATH=$BOCHS/plugins BXSHARE=$BOCHS/usr/share/bochs
		bochs=("$lib/ld-linux-x86-64.so.2" --library-path "$lib" "$BOCHS/usr/bin/bochs-bin") bochs_share=$BXSHARE
	else
		need bochs=bochs
	fi
	help=$("${bochs[@]}" --help 2>&1) || true
	bochs_version=$(sed -n 's/.*Bochs x86 Emulator //p' <<<"$help" | head -n 1)
	if grep -e '^ *-debugger ' >/dev/null <<<"$help"; then bochs+=(-debugger); fi
}

# The models of the Bochs that bochs_find has found.
bochs_models() {
	{ "${bochs[@]}" --help cpu 2>&1 || true; } | sed 's/^ *//'
}

bochs_prepare() {       # MODEL
	bochs_find
	bochs_models | grep -Fx -- "$1" >/dev/null ||
		fail 2 "Bochs has no CPU model '$1'; 'bochs --help cpu' lists those it has"
	emulator_prepare
}

# A directory of our own in $work, gone at the end; the emulator ends with us, however we end.
emulator_prepare() {
	need timeout=coreutils
	work=$(mktemp -d "${TMPDIR:-/tmp}/exitbench-${0##*/}.XXXXXX") emulator_pid=
	trap emulator_cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

emulator_cleanup() {
	if [ -n "$emulator_pid" ]; then kill "$emulator_pid" 2>/dev/null || true; wait "$emulator_pid" 2>/dev/null || true; fi
	rm -rf "$work"
}

bochs_configure() {     # MODEL CPUS disk|cdrom IMAGE
	local drive="type=cdrom, path=$4, status=inserted"
	[ "$3" = cdrom ] || drive="type=disk, path=$4, mode=flat, cylinders=0"
	cat >"$work/bochsrc" <<-END
	display_library: rfb, options="timeout=0"
	memory: guest=512, host=512
	cpu: model=$1, count=$2, quantum=32, ips=$bochs_ips, reset_on_triple_fault=0
	romimage: file=$bochs_share/BIOS-bochs-latest
	vgaromimage: file=$bochs_share/VGABIOS-lgpl-latest
	clock: sync=none, time0=utc
	ata0-master: $drive
	boot: $3
	com1: enabled=1, mode=file, dev=$work/com1
	port_e9_hack: enabled=1
	plugin_ctrl: unmapped=1, biosdev=1, speaker=0
	log: $work/bochs.log
	panic: action=fatal
	error: action=ignore
	info: action=report
	debug: action=ignore
	END
	echo c >"$work/debugger"
}

# Leaves $work/e9 and $work/com1; true unless the time limit ended it.
bochs_run() {           # SECONDS
	local in_time=true
	: >"$work/com1"
	emulator_run "$1" "${bochs[@]}" -q -f "$work/bochsrc" -rc "$work/debugger" || in_time=false
	bochs_e9 >"$work/e9"
	$in_time
}

# The limit is time of the CPU's, so that a busy computer changes nothing, with an end to waiting in ten times that.
emulator_run() {        # SECONDS COMMAND...
	local cage status=0 seconds=$1; shift
	for cage in "unshare -n" "unshare -rn" ""; do
		if [ -z "$cage" ] || $cage true 2>/dev/null; then break; fi
	done
	(
		ulimit -S -t "$seconds"
		exec $cage timeout -k 2 $((10 * seconds)) "$@" </dev/null >"$work/stdout" 2>"$work/stderr"
	) &
	emulator_pid=$!
	wait "$emulator_pid" 2>/dev/null || status=$?   # Bochs may well crash once it has done all its work
	emulator_pid= emulator_status=$status
	[ $status != 124 ] && [ $status != 137 ] && [ $status != $((128 + $(kill -l XCPU))) ]
}

bochs_ended() {
	grep -aqs 'Shutdown port: shutdown requested' "$work/bochs.log" "$work/stderr"
}

bochs_why() {           # why it ended, if not by its own wish
	local why
	why=$(grep -ahs '>>PANIC<<' "$work/bochs.log" "$work/stderr" | tail -n 1) || true
	echo "${why:-$(tail -qn 3 "$work/stderr" 2>/dev/null)}"
}

# Standard output without what Bochs says: at the start its banner and, with the debugger, up to a line for each CPU that shows the
# reset vector; at the end the instructions at which it stopped.
bochs_e9() {
	local from to cut tail=400
	from=$(head -c 4096 "$work/stdout" | grep -aboE "$bochs_says" | tail -n 1) || true
	if [ -n "$from" ]; then from=$((${from%%:*} + $(bytes "${from#*:}") + 1)); fi
	from=${from:-0} to=$(stat -c %s "$work/stdout")
	((to - from >= tail)) || tail=$((to - from))
	if cut=$(tail -c $tail "$work/stdout" | grep -aboE '\([0-9]+\)\.\[[0-9]+\] \[0x' | head -n 1); then
		to=$((to - tail + ${cut%%:*}))
	fi
	slice "$work/stdout" "$from" $((to - from))
}
bochs_says='^={72}$|^\([0-9]+\) \[0x[0-9a-f]*fffffff0\] f000:fff0 .*'

# The same as text: the debugger also reports each instruction that shut a guest down, in the midst of it all.
bochs_e9_lines() {
	bochs_e9 | grep -av '^([0-9]*)\.\[[0-9]*\] \[0x' || true
}

bytes() {
	local LC_ALL=C
	echo ${#1}
}

sectors() {             # FILE
	echo $((($(stat -Lc %s "$1") + 511) / 512))
}

slice() {               # FILE OFFSET BYTES
	if (($3 > 0)); then tail -c +$(($2 + 1)) "$1" | head -c "$3" || true; fi
}
