# SPDX-License-Identifier: GPL-2.0-only
# Packages of any Debian release, fetched and unpacked: nothing is installed, and the machine's own
# package lists stay as they are. They come from where the machine's own packages come from, by the same
# paths with the release's name in them; apt resolves them with a separate state under build/debian/,
# and checks their signatures. Sourced, after bochs.sh. What cannot be fetched ends the script with
# status $debian_failure, by default 1.

debian_own=$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")

# The suites that apt may use for "trixie" or "trixie-backports", in the format of sources.list.
debian_sources() {      # SUITE
	local base=${1%-backports} trust= keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	if [ -e $keyring ]; then trust="[signed-by=$keyring] "; fi
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN) $(LABEL)' \
		'Created-By: Packages' 'Component: main' |
	awk -v own="$debian_own" -v suite="$1" -v base="$base" -v trust="$trust" '
		$3 != "Debian" || seen[$1, $2]++ || $2 !~ "^" own "(-updates|-security)?$" { next }
		{ sub("^" own, base, $2); print "deb " trust $1, $2, "main" }
		$2 == base && $4 == "Debian" && suite != base { print "deb " trust $1, suite, "main" }'
}

# False, with the reason, where the machine's packages are not Debian's or the suite is not there.
debian_open() {         # SUITE
	local why="its own are not of Debian, or their lists are missing (apt-get update)"
	debian_suite=$1 debian_state=$top/build/debian/$1.apt
	mkdir -p "$debian_state"/{lists/partial,archives/partial}
	exec 8>"$debian_state.lock"
	flock 8
	[ -s "$debian_state/sources" ] && return
	: >"$debian_state/status"
	debian_sources "$1" >"$debian_state/sources"
	if [ -s "$debian_state/sources" ]; then
		debian apt-get -qq --error-on=any update >"$debian_state/log" 2>&1 && return
		why=$(grep -m1 '^E:' "$debian_state/log") || true
	fi
	rm -f "$debian_state/sources"
	echo "${0##*/}: no packages of Debian $1 for this machine: $why" >&2
	return 1
}

debian() {              # apt-get|apt-cache ARGUMENT...
	local program=$1; shift
	"$program" -o Dir::Etc::sourcelist="$debian_state/sources" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null -o Dir::Cache="$debian_state" \
		-o Dir::State="$debian_state" -o Dir::State::status="$debian_state/status" \
		-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# The newest package whose name matches, by the version that is in the name.
debian_newest() {       # PATTERN
	debian apt-cache pkgnames 2>/dev/null | { grep -xE -- "$1" || true; } |
		sort -V | tail -n 1
}

# The newest release of a kernel series that has such a package: "6.1.0-41-amd64". Other flavours have letters in between.
debian_kernel() {       # headers|image SERIES FLAVOUR
	local package
	package=$(debian_newest "linux-$1-${2//./\\.}\.([0-9.+-]|deb|bpo)*-$3")
	echo "${package#linux-$1-}"
}

debian_has() {          # PACKAGE
	debian apt-cache show "$1" 2>/dev/null | grep '^Package:' >/dev/null
}

debian_depends() {      # PACKAGE PATTERN
	debian apt-cache depends "$1" 2>/dev/null | sed -n 's/^[ |]*Depends: //p' |
		{ grep -xE -- "$2" || true; }
}

# These packages with all that they depend on, as names.
debian_closure() {      # PACKAGE...
	debian apt-get install -s --no-install-recommends "$@" 2>/dev/null |
		awk '$1 == "Inst" { print $2 }'
}

# These packages alone. The lists may be old, and what they name gone: fetched anew, once.
debian_unpack() {       # DIRECTORY PACKAGE...
	local directory=$1 at=$debian_state/fetched file try; shift
	rm -rf "$at"
	mkdir -p "$directory" "$at"
	for try in first second; do
		if (cd "$at" && debian apt-get -q download "$@" >"$debian_state/log" 2>&1); then break; fi
		[ $try = first ] || fail "${debian_failure:-1}" "cannot fetch packages of Debian $debian_suite: $(
			grep -m1 '^E:' "$debian_state/log")"
		debian apt-get -qq update >/dev/null 2>&1 || true
	done
	for file in "$at"/*.deb; do dpkg-deb -x "$file" "$directory"; done
	rm -rf "$at"
}
