#!/bin/sh
# Installs what building needs where it is missing (Debian and its kin); says what is missing elsewhere.
set -eu

packages='libcurl4-openssl-dev libxml2-dev libsqlite3-dev libssl-dev pkg-config'

if ! command -v swift >/dev/null; then
    echo 'setup: no swift on PATH; install Swift 6.3 from https://www.swift.org/install/linux/ and try again' >&2
    exit 69
fi

if command -v dpkg-query >/dev/null; then
    missing=
    for package in $packages; do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || exit 0
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "setup: run as root: apt-get install$missing" >&2
            exit 77
        fi
        as_root=sudo
    fi
    echo "setup: installing$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    exit 0
fi

missing=
for library in libcurl libxml-2.0 sqlite3 libcrypto; do
    pkg-config --exists "$library" 2>/dev/null || missing="$missing $library"
done
if [ -n "$missing" ]; then
    echo "setup: pkg-config does not find$missing; install their development packages" >&2
    exit 69
fi
