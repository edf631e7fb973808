#!/bin/sh
# Fetches the reference library of Standard Webhooks for Python into .run, so that a test can have it verify our
# deliveries. Without python3 or network nothing is fetched, and the test says that it was skipped.
set -eu

version=1.1.0
place=$(cd "$(dirname "$0")/.." && pwd)/.run/standardwebhooks
[ ! -f "$place/done-$version" ] || exit 0
if ! command -v python3 >/dev/null; then
    echo 'standardwebhooks: no python3: one test will be skipped' >&2
    exit 0
fi
mkdir -p "$(dirname "$place")"
if python3 -m venv "$place" >/dev/null 2>&1 &&
    "$place/bin/pip" --disable-pip-version-check -q --timeout 10 --retries 1 install "standardwebhooks==$version" >/dev/null 2>&1; then
    touch "$place/done-$version"
else
    rm -rf "$place"
    echo 'standardwebhooks: cannot be fetched from PyPI: one test will be skipped' >&2
fi
