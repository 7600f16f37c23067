#!/bin/sh
# Fetches the analyser of regular expressions (recheck, from the npm registry, pinned) into build/system/recheck. Needs
# node and npm. Does nothing when it is there.
set -eu
cd "$(dirname "$0")/.."

VERSION=4.5.0
FOLDER=build/system/recheck

if [ "$(cat "$FOLDER/version" 2>/dev/null)" != "$VERSION" ]; then
    if ! command -v npm >/dev/null 2>&1; then
        echo "installing node ..." >&2
        as_root=""
        [ "$(id -u)" = 0 ] || as_root=sudo
        $as_root apt-get update -qq
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
    fi
    echo "fetching recheck $VERSION ..." >&2
    mkdir -p "$FOLDER"
    npm install --prefix "$FOLDER" --no-audit --no-fund --no-save --omit=optional --silent "recheck@$VERSION"
    echo "$VERSION" >"$FOLDER/version"
fi
