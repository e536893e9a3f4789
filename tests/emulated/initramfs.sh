# SPDX-License-Identifier: GPL-2.0-only
# The tree $root of an initramfs, for `machine` and for the stick: busybox, an init, programs with the libraries they
# need, and modules of the kernel in $kernel, which /modules lists in the order of loading. Sourced, after bochs.sh.

begin_root() {          # INIT
	mkdir -p "$root"/{bin,dev,proc,sys,lib/modules}
	cp "$(command -v busybox)" "$root/bin/busybox"
	cp "$1" "$root/init"
	: >"$root/modules"
}

# Of a dynamically linked program also the loader and the libraries, where it looks for them.
put_file() {            # PATH PLACE
	local library
	mkdir -p "$(dirname "$root/$2")"
	cp -rL "$1" "$root/$2"
	case $(head -c 4 "$1" 2>/dev/null | tr -d '\0') in $'\x7fELF') strip --strip-debug "$root/$2" ;; esac
	for library in $(ldd "$1" 2>/dev/null | grep -oE '/[^ ]+ \(0x' | sed 's/ (0x//'); do
		install -D -s "$library" "$root$library"
	done
}

# What it depends on comes first; a name is the same with - and with _. Signature and local symbols go, as checking the one
# and searching the other takes 700 million instructions for KVM; with $keep_signatures they stay. With $untraced the list of
# functions to trace goes, too, which takes 140 million more a load; calls of the tracer stay in them, so that KVM's exits
# take two instructions in a hundred more.
add_module() {          # NAME
	local file name=${1//-/_} dependency
	! grep -qx "$name.ko" "$root/modules" || return 0
	file=$(find "$kernel/modules/kernel" -name "${name//_/[-_]}.ko*" | head -n 1)
	if [ -z "$file" ]; then
		! grep -q "/${name//_/[-_]}\.ko$" "$kernel/modules/modules.builtin" || return 0
		fail 2 "kernel $(cat "$kernel/release") has no module $1"
	fi
	case $file in
	*.xz) xz -dc "$file" ;;
	*) cat "$file" ;;
	esac >"$root/lib/modules/$name.ko"
	[ -n "${keep_signatures:-}" ] ||
		strip --strip-unneeded --remove-section=.BTF ${untraced:+--remove-section=__mcount_loc} "$root/lib/modules/$name.ko"
	for dependency in $(tr '\0' '\n' <"$root/lib/modules/$name.ko" | sed -n 's/^depends=//p' | tr ',' ' '); do
		add_module "$dependency"
	done
	echo "$name.ko" >>"$root/modules"
}

pack_root() {
	chmod -R u+rwX,go+rX "$root"
	chmod +x "$root/init"
	(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0)
}
