# SPDX-License-Identifier: GPL-2.0-only
# Two clean Debians: one where packages are built, and one such as a host is that wants the driver: with DKMS, the headers
# of its kernels that the tests know, and, a Debian 12, what Ansible asks of a host. Sourced, after bochs.sh and debian.sh.

# build/clean/NAME-build
debian_builder() {      # SUITE
	tests/clean_debian "$1" "build/clean/${1%-backports}-build" build-essential $(sed -n '/^Build-Depends:/,/^[A-Z]/{
		s/^Build-Depends://; /^[A-Z]/d; s/([^)]*)//g; s/,/ /g; p}' debian/control)
}

# The kernels of tests/emulated/kernels that no later release has headers of, so that each is one release's. In the cloud's
# flavour: headers may bring their kernel, which is a third of a server's.
kernels_of() {          # SUITE
	local series suites
	while read -r series suites; do
		case ${suites##* } in
		"$1" | "${1%-backports}") debian_kernel headers "$series" cloud-amd64 ;;
		esac
	done < <(grep -v '^#' tests/emulated/kernels)
}

# build/clean/NAME-use, whose kernels are in its /lib/modules.
debian_host() {         # SUITE
	local kernels
	kernels=$(debian_open "$1" && kernels_of "$1") || return 77
	tests/clean_debian "$1" "build/clean/${1%-backports}-use" dkms $(printf 'linux-headers-%s ' $kernels) \
		$([ "$1" != bookworm ] || echo python3-apt dropbear-bin openssh-sftp-server)
}
