# SPDX-License-Identifier: GPL-2.0-only
# What the suites that boot the emulated machine share: a slot for each boot, their tests' lines passed on
# with the machine's name before them, and what every boot must show: a clean kernel log, a session that ended.
# Sourced, from the repository's top. Results are left in build/check/SUITE/MACHINE.
. tests/slots
results=build/check/${0##*/}
rm -rf "$results"
mkdir -p "$results"

# What Debian's kernels say in Bochs without us, and what no kernel should say.
noise='xstate\.c:60[56] fpu__init_system_xstate|topology_common\.c:[0-9]+ (at )?parse_legacy|TSC_DEADLINE disabled due to Errata|module verification failed'
alarms='WARNING|BUG|Oops|general protection|double fault|Kernel panic|unchecked MSR|lockdep|possible .* deadlock|soft lockup
hard LOCKUP|detected stall|blocked for more than|scheduling while atomic|sleeping function|refcount_t|corruption|UBSAN|KASAN
unable to handle|invalid opcode|Bad page|Bad rss|page allocation failure|exception_table|kvm.*: .*(fail|error)|VM-instruction error'
alarms=$(tr '\n' '|' <<<"$alarms")
alarms=${alarms%|}

# The Linux series that can be had here, whose modules were built before: so that each boot only boots.
kernels=()
while read -r series; do
	why=$(tests/emulated/kernel "$series" "build/kernels/$series" 2>&1)
	case $? in
	0) kernels+=("$series") ;;
	77) echo "ok linux_${series}_is_booted # SKIP ${why##*$'\n'}" >"$results/$series.tap" ;;
	*) echo "$why"; exit 1 ;;
	esac
done < <(awk '!/^#/ { print $1 }' tests/emulated/kernels)

judge() {               # NAME CONDITION...
	local name=$1; shift
	if "$@"; then echo "ok $name"; else echo "not ok $name"; fi
}

# The module must have been there, or the log would be clean for nothing; a suite without it says what must.
log_is_clean() {        # LOG
	local shows=${log_shows:-exitbench: loading out-of-tree module}
	grep -aq "$shows" "$1" || { echo "# the kernel log lacks \"$shows\": no module, or the log's beginning is lost"; return 1; }
	! grep -aE "$alarms" "$1" | grep -avE "$noise" | sed 's/^/# /' | grep -a .
}

# What the machine gets, a file a line: a suite that needs others says so.
files_for() {           # SERIES
	printf '%s\n' build/exitbench build/emulated/{device,nonsense,batches,hangs,cpuid_leaves,beside_kvm,steady,crash_guard} \
		"${module:-build/kernels/$1/module/exitbench.ko}"
}

# With the module $module, by default the one for the kernel. Then `after MACHINE DIR`, if the suite has one,
# says what else of the results in DIR.
boot() {                # MODEL SERIES SESSION MACHINE_ARGUMENT...
	local name=$1-$2 model=$1 series=$2 session=$3 out file files=()
	shift 3
	name+=${boot_number:+-$boot_number}
	out=$results/$name
	mkdir -p "$out"
	for file in $(files_for "$series") tests/emulated/session.sh; do
		files+=(--file "$file")
	done
	tests/emulated/machine --model "$model" --kernel "$series" --time-limit 1500 --out "$out" "${files[@]}" "$@" \
		"tests/emulated/$session" >"$out/console" 2>&1
	echo $? >"$out/status"
	judge_boot "$name" "$out" | sed -E "s,^(ok|not ok) ,&$name/," >"$results/$name.tap"
	[ -s "$results/$name.tap" ]
}

# What the session said, or as far as it came; then the log, then what the suite makes of it.
judge_boot() {          # MACHINE DIR
	if [ -e "$2/said" ]; then
		grep -aE '^(ok|not ok) |^#' "$2/said"
	else
		grep -aE '^(ok|not ok) ' "$2/console"
		echo "not ok the_session_runs_to_its_end"
		tail -n 20 "$2/console" | sed 's/^/#   /'
	fi
	judge the_kernel_log_is_clean log_is_clean "$2/kernel.log"
	! declare -F after >/dev/null || after "$1" "$2"
}

# In the background, as soon as a slot is free. What says nothing has failed.
boot_beside() {
	{ in_slot boot "$@" || echo "not ok $1-$2/it_is_booted_and_judged" >>"$results/silent.tap"; } &
}

boots_end() {
	wait
	cat "$results"/*.tap
}

# What a CPU model is known to lack, or KVM for its guest ("kvm_intel", "kvm_amd").
lacks() {               # MODEL: with the installed Bochs; or KVM's module
	awk -v model="$1" -v version="$(. tests/emulated/bochs.sh; bochs_find; echo "$bochs_version")" \
		'$1 == model && (!$3 || $3 == version || $3 == "KVM") { print $2 }' tests/emulated/models
}

# A result file's cells on a backend, sorted: identifier, status, gross figure, net figure, exits of each.
figures_of() {          # FILE BACKEND
	tests/whole_cells.py "$1" | jq -r --arg backend "$2" '.cells[] | select(.backend == $backend) |
		[.id, .status, .raw.value, .floor.value, .exits_per_op] | @tsv' | sort
}

# What the suites of SVM say of a session's results. A cell may be skipped for what AMD's CPUs lack, by the row of one that lacks no more
# than that, in the words that the harness has for it; and the one whose exit Linux needs.
svm_after() {           # DIR LEAN [FULL]
	tests/whole_cells.py "$1/first.json" | jq -r --arg lacks "$(awk '$1 == "trinity_apu" { print $2 }' tests/emulated/models)" '.cells[] | (.reason // "") as $reason |
		([$lacks | splits(",") | select(. as $control |
			($reason | contains("the engine refuses the control " + $control + " (")) or
			($control == "PART_OF_VMX" and $reason == "this CPU has SVM, and the run has a part that only VMX has") or
			($control == "SYSENTER_IN_LONG_MODE" and
				$reason == "AMD\u0027s CPUs have SYSENTER in legacy mode alone, not in long mode"))] +
			[select(.op == "mov_cr4" and .env == "hvm" and
				$reason == "under SVM each write of CR4 exits, so that machine checks stay on") | "write of CR4 without an exit"]) as $known |
		if .status == "ok" then "ok \(.id)"
		elif .status == "skip" and ($known | length) == 1 then "ok \(.id) # SKIP no \($known[0])"
		else "not ok \(.id) \(.status): \(.reason)" end'
	judge borrowed_from_kvm_and_through_it_every_cell_holds all_are_ok "$1/borrowed.json"
	judge figures_by_svm_are_those_derived_by_hand svm_has_figures "$@"
	figures_of "$1/second.json" svm >"$1/second.figures"
	judge the_second_runs_figures_are_the_firsts diff <(figures_of "$1/first.json" svm | grep -Ff <(cut -f1 "$1/second.figures" |
		sed 's/$/\t/')) "$1/second.figures"
}

all_are_ok() {          # FILE
	tests/whole_cells.py "$1" | jq -e '[.cells[] | .status] | length > 8 and all(. == "ok")' >/dev/null
}

# Of VMCALL, as the bare image counts them (tests/emulated/counts_svm): the harness takes the loop's two off.
svm_has_figures() {     # DIR LEAN [FULL]
	tests/whole_cells.py "$1/first.json" | jq -e --argjson wanted "[$2${3:+,$3}]" '[.cells[] |
		select(.id == "vmcall/hvm/svm/lean/0/default" or ($wanted[1] and .id == "vmcall/hvm/svm/full/0/default"))
		| [.status, .unit, .exits_per_op, .floor.value]] | sort == [$wanted[] | ["ok", "instructions", 1, .]]' >/dev/null
}
