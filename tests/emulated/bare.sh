# SPDX-License-Identifier: GPL-2.0-only
# What the suites that boot the bare image share: each line that it prints is a test. Sourced, from
# the repository's top. Reports are left in $out.
. tests/slots
. tests/emulated/bochs.sh
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

bochs_is() {            # VERSION
	(bochs_find; [ "$bochs_version" = "$1" ])
}

judge_report() {        # MODEL LACKS REPORT
	awk -v model="$1" -v lacks=",$2," '
	$1 == "test" { print ($3 == "ok" ? "ok " : "not ok ") model "/" $2 }
	$1 == "cell" && $3 == "ok" { print "ok " model "/" $2 }
	$1 == "cell" && $3 == "skip" {
		control = substr($4, 8)
		expected = index(lacks, "," control ",")
		why = expected ? " # SKIP no " : " skips for want of "
		print (expected ? "ok " : "not ok ") model "/" $2 why control
	}
	$1 == "cell" && $3 == "fail" && index(lacks, "," substr($2, 1, index($2, "/") - 1) ",") {
		print "ok " model "/" $2 " # SKIP this emulator never makes the exit, though it offers the control"
		next
	}
	$1 == "cell" && $3 == "fail" || $1 == "died" { print "not ok " model "/" $0 }
	/passed, .* failed, .* skipped$/ { ended = 1 }
	END { if (!ended) print "not ok " model "/the_image_runs_to_its_end" }' "$3"
}

# The rows name in what 2.7 differs.
judge_spoilt() {        # MODEL
	if (bochs_find; [ "$bochs_version" = 2.7 ]); then
		tests/emulated/judge_spoilt -v judge=bochs -v machine="$1" "$out/$1"
	else
		echo "ok $1/spoilt_vmcss_are_entered # SKIP only what Bochs 2.7 makes of them is known"
	fi
}

# The serial line takes twice as long as all the rest, so only the model $serial_model has its report there, too.
boot_bare() {           # MODEL LACKS
	local image=(build/boot/exitbench.elf --append com1=0)
	[ "$1" != "${serial_model:-}" ] || image=(build/boot/exitbench.iso --serial "$out/$1.serial")
	tests/emulated/bare "$1" "${image[@]}" --time-limit 1500 --out "$out/$1" 2>&1 | sed 's/^/# /'
	judge_report "$1" "$2" "$out/$1" >"$out/$1.tap"
	judge_spoilt "$1" >>"$out/$1.tap"
}

# Each on a row "MODEL LACKS" of standard input; then what they say.
boot_models() {
	local model lacks
	while read -r model lacks; do
		in_slot boot_bare "$model" "$lacks" &
	done
	wait
	cat "$out"/*.tap
}

# The rows of tests/emulated/models for a version of Bochs.
models_of() {           # VERSION
	awk -v version="$1" '!/^#/ && (!$3 || $3 == version) { print $1, $2 }' tests/emulated/models
}
