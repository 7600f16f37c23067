#!/bin/sh
# Gets what the system tests need beside the environment: Debian's chromium, redis-server and nginx (by apt, where they
# are missing) and axe-core (from the npm registry, pinned by hash). Does nothing when all are there. Playwright itself stands in requirements.lock;
# it drives the system's browser and downloads none.
set -eu
cd "$(dirname "$0")/.."

AXE_VERSION=4.14.1
AXE_SHA512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
AXE=build/system/axe.min.js

packages=""
command -v chromium >/dev/null 2>&1 || packages="chromium fonts-dejavu-core"
command -v redis-server >/dev/null 2>&1 || packages="$packages redis-server"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || packages="$packages nginx-light"
ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || packages="$packages libfaketime"

if [ -n "$packages" ]; then
    echo "installing $packages ..." >&2
    as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
        echo "The system tests need $packages, which cannot be installed from here: install them and run make again." >&2
        exit 1
    fi
    # The tests start redis-server and nginx themselves: Debian must not start them as services.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod 755 "$policy"
        trap '$as_root rm -f "$policy"' EXIT
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
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
