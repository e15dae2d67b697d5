#!/usr/bin/env bash
# Brings .venv up to date with a lock file: `environment.sh runtime|extras|dev`, run from the top of the checkout.
# extras is runtime and what Redis and an object store need.
# Every file that pip fetches is a wheel named by hash in config/requirements/; a stamp makes the second run free.
set -euo pipefail

kind="${1:-}"
case "$kind" in runtime|extras|dev) ;; *) echo "usage: $0 runtime|extras|dev" >&2; exit 2 ;; esac
here=$(dirname -- "${BASH_SOURCE[0]}")
lock="config/requirements/$kind.txt"
venv=.venv

find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    echo "No Python 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python3.11 ..." >&2
    return 1
}

# The checkout's place is part of it: scripts in .venv hold absolute paths. So is the interpreter's version.
fingerprint() {
    { pwd -P; "$venv/bin/python" --version; cat "$1" pyproject.toml "$here/environment.sh"; } | cksum
}

usable() { "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if usable && [ -x "$venv/bin/portal" ] && [ "$(cat "$venv/stamp-$kind" 2>/dev/null)" = "$(fingerprint "$lock")" ]; then
    exit 0
fi

if ! usable; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian splits these two off the standard library.
        "$here/system.sh" python3-venv
    fi
    echo "Making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null

pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }

echo "Installing $lock"
rm -f "$venv"/stamp-*
pip install --require-hashes --only-binary=:all: --requirement "$lock"
pip install --no-deps --no-build-isolation --no-index --editable .

fingerprint "$lock" > "$venv/stamp-$kind"
if [ "$kind" != runtime ]; then
    # The others hold all of runtime.txt at the same versions (tests/test_setup.py), so a demo need not ask again.
    fingerprint config/requirements/runtime.txt > "$venv/stamp-runtime"
fi
