#!/usr/bin/env bash
# Makes sure that Debian packages are there: `system.sh runtime|tests|PACKAGE...`.
# Installs what is missing where it may (root, apt-get, PORTAL_APT is not "no"); otherwise prints the one line that
# does it and ends well, because much of the portal works without. Never upgrades, removes or calls sudo.
set -euo pipefail

runtime=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core fonts-noto-core)
tests=("${runtime[@]}" chromium postgresql redis-server poppler-utils qpdf nodejs)
# The other engines, with what drives them; WebKitGTK's browser needs a screen, and gets one in memory.
tests+=(chromium-driver firefox-esr webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb)
# Some makers of Node.js pack npm into the same package, and Debian's npm would then not go in beside it.
command -v npm >/dev/null || tests+=(npm)

case "${1:-}" in
    "") echo "usage: $0 runtime|tests|PACKAGE..." >&2; exit 2 ;;
    runtime) wanted=("${runtime[@]}") ;;
    tests) wanted=("${tests[@]}") ;;
    *) wanted=("$@") ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Elsewhere the names differ, so there is no exact line; doctor checks the libraries themselves.
    echo "This is not Debian or Ubuntu: install Pango 1.44+, HarfBuzz with its subsetter, and the DejaVu and Noto fonts" \
         "with your own package manager; 'portal doctor' says what is still missing." >&2
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    # A library that exists for two architectures answers twice.
    case "$state" in *not-installed*|"") missing+=("$package") ;; installed*) ;; *) missing+=("$package") ;; esac
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || [ "${PORTAL_APT:-yes}" = no ]; then
    echo "Missing: ${missing[*]}. To install, run as root:" >&2
    echo "  apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}" >&2
    exit 0
fi

install() {
    apt-get update --quiet --quiet &&
        apt-get install --yes --quiet --quiet --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}"
}

echo "Installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# A mirror that is being updated refuses for a moment; a second refusal is final.
if ! { install || { sleep 5; install; }; } >/dev/null </dev/null; then
    echo "apt-get could not install ${missing[*]}; going on without. Its own words are above." >&2
fi
