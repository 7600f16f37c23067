#!/bin/sh
# Gets what the browser tests need beside the environment: Debian's chromium (by apt, where it is missing) and axe-core
# (from the npm registry, pinned by hash). Does nothing when both are there. Playwright itself stands in requirements.lock;
# it drives the system's browser and downloads none.
set -eu
cd "$(dirname "$0")/.."

AXE_VERSION=4.14.1
AXE_SHA512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
AXE=build/system/axe.min.js

if ! command -v chromium >/dev/null 2>&1; then
    echo "installing chromium ..." >&2
    as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
        echo "The browser tests need the program \`chromium\`, and it cannot be installed from here: install it and run make again." >&2
        exit 1
    fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi

if [ "$(cat "$AXE.version" 2>/dev/null)" != "$AXE_VERSION" ] || [ ! -s "$AXE" ]; then
    echo "fetching axe-core $AXE_VERSION ..." >&2
    mkdir -p build/system
    package=build/system/axe-core.tgz
    curl --fail --silent --show-error --location --retry 3 --output "$package" \
        "${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}/axe-core/-/axe-core-$AXE_VERSION.tgz"
    echo "$AXE_SHA512  $package" | sha512sum --check --quiet -
    tar -xzOf "$package" package/axe.min.js >"$AXE"
    rm "$package"
    echo "$AXE_VERSION" >"$AXE.version"
fi
