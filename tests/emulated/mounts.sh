# SPDX-License-Identifier: GPL-2.0-only
# Sourced, by any shell. Says with which options unshare gives root mounts that nothing outside sees; false if with
# none. In a chroot the root is no mount, so its propagation stays as it is; it must be none at the directory.
unseen_mounts() {       # DIRECTORY
	if unshare -m true; then echo -m; return; fi
	unshare -m --propagation unchanged sh -c '
		mount --bind "$1" "$1" || exit
		grep " $1 .* shared:" /proc/self/mountinfo >&2
		seen=$?
		umount "$1"
		[ $seen = 1 ]
	' sh "$(realpath "$1")" && echo '-m --propagation unchanged'
} 2>/dev/null
