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
	$1 == "cell" && $3 == "fail" && split($2, part, "/") &&
			(index(lacks, "," part[1] ",") || index(lacks, "," part[1] "/" part[2] ",")) {
		print "ok " model "/" $2 " # SKIP this emulator never makes the exit, or another one, though it offers the control"
		next
	}
	$1 == "cell" && $3 == "fail" || $1 == "died" { print "not ok " model "/" $0 }
	/passed, .* failed, .* skipped$/ { ended = 1 }
	END { if (!ended) print "not ok " model "/the_image_runs_to_its_end" }' "$3"
}

# The rows name in what 2.7 differs; by SVM 3.0 is as it.
judge_spoilt() {        # MODEL
	if bochs_is 2.7 || grep -q ' asids=' "$out/$1"; then
		tests/emulated/judge_spoilt -v judge=bochs -v machine="$1" "$out/$1"
	else
		echo "ok $1/what_is_spoilt_is_refused # SKIP only what Bochs 2.7 makes of it is known"
	fi
}

# Batches a cell: the second shows whether it is like the first.
often="com1=0 batches=2"

# A model's whole report, from one boot for all suites of a run: who asks first boots it, who asks meanwhile waits.
report_of() {           # MODEL FILE
	local kept=$reports/$(bochs_find; echo "$bochs_version")-$1${often:+-${often//[^a-z0-9]/_}}
	{
		flock 9
		[ -e "$kept" ] || in_slot tests/emulated/bare "$1" build/boot/exitbench.elf --append "$often" --time-limit 1500 \
			--out "$kept" 2>"$kept.said"
	} 9>"$kept.lock"
	sed 's/^/# /' "$kept.said"
	cp "$kept" "$2"
}

# With WORDS on its command line the image runs a part of the table.
boot_bare() {           # MODEL LACKS [WORDS]
	if [ -n "$3" ]; then
		in_slot tests/emulated/bare "$1" build/boot/exitbench.elf --append "$often $3" --time-limit 1500 \
			--out "$out/$1" 2>&1 | sed 's/^/# /'
	else
		report_of "$1" "$out/$1"
	fi
	judge_report "$1" "$2" "$out/$1"
	judge_spoilt "$1"
}

# Each on a row "MODEL LACKS [VERSION]" of standard input; then what they say. Those in $whole run the whole table, of the
# others each has every fourth cell, another one than the model before it; with WHOLE=1 all run all.
boot_models() {
	local model lacks version words part=0
	while read -r model lacks version; do
		words="every=4 first=$((part++ % 4))"
		[[ -z ${WHOLE:-} && " $whole " != *" $model "* ]] || words=
		boot_bare "$model" "$lacks" "$words" >"$out/$model.tap" &
	done
	wait
	cat "$out"/*.tap
}

# The rows of tests/emulated/models for a version of Bochs.
models_of() {           # VERSION
	awk -v version="$1" '!/^#/ && (!$3 || $3 == version) { print $1, $2 }' tests/emulated/models
}
