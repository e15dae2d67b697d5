#!/usr/bin/env bash
# Writes config/requirements/ anew from pyproject.toml: `lock.sh [--upgrade]`. Names neither an index nor a path of
# this machine (docs/decisions/0001-lock-files.md); without --upgrade what is pinned stays where it still fits.
set -euo pipefail

if ! command -v uv >/dev/null; then
    echo "'make lock' needs uv, and only that needs it: install it with 'pip install uv' or your package manager." >&2
    exit 1
fi

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --no-emit-index-url --no-emit-find-links pyproject.toml "$@"
}

folder=config/requirements
compile "$@" --group build --output-file "$folder/runtime.txt"
# The same versions in all: what the tests ran with is what is served, with Redis and an object store or without.
compile "$@" --group build --all-extras --constraints "$folder/runtime.txt" --output-file "$folder/extras.txt"
compile "$@" --group dev --constraints "$folder/extras.txt" --output-file "$folder/dev.txt"
