#!/bin/sh
# The service's exposure as systemd reckons it, in tenths: 12 is the bar, see docs/operations.md.
set -eu
if ! systemd-analyze security --offline=true --threshold=12 systemd/hotline.service >/dev/null 2>&1; then
    systemd-analyze security --offline=true systemd/hotline.service | tail -n 1 >&2 || true
    echo 'check-unit: systemd/hotline.service is more exposed than 1.2' >&2
    exit 1
fi
