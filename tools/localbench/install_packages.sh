#!/bin/sh
# Installs Debian packages without starting or enabling their system services: the bench runs private ones.
# Usage, as root: install_packages.sh PACKAGE…
set -eu
export DEBIAN_FRONTEND=noninteractive

# Debian's way of telling packages not to start what they install.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	trap 'rm -f "$policy"' EXIT
	trap 'exit 1' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi

# Another program that installs packages may hold the lock, on a fresh machine the automatic updates do.
apt-get -o DPkg::Lock::Timeout=120 update || echo "The lists of packages could not be refreshed; going on with old ones."
apt-get -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends "$@"

[ -d /run/systemd/system ] || exit 0
for package in "$@"; do
	case "$package" in
		nginx | redis-server | slapd) systemctl disable --quiet "$package" || true ;;
		dovecot-imapd) systemctl disable --quiet dovecot || true ;;
	esac
done
