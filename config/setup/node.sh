#!/usr/bin/env bash
# Brings tests/node/node_modules up to date with its lock file: what type-checks the JavaScript SDK and runs the broker
# of docs/sdk.md in Express. Run from the top of the checkout; no script of any package is run. Free the second time.
set -euo pipefail

cd tests/node
stamp=node_modules/.stamp
if ! command -v npm >/dev/null; then
    echo "npm is not installed, so the JavaScript SDK's types stay unchecked; install Node.js 20 or newer with npm." >&2
    exit 0
fi

fingerprint() { cat package.json package-lock.json | cksum; }

[ "$(cat "$stamp" 2>/dev/null)" != "$(fingerprint)" ] || exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fingerprint > "$stamp"
