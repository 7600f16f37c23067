#!/bin/sh
# Makes the environment in .venv: finds a Python 3.10, installs what requirements.lock pins (with hashes) and the
# project's placeholder packages. Does nothing when the environment is current, judged by content.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for candidate in "${PYTHON:-}" python3.10 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python \
        "$(command -v uv >/dev/null 2>&1 && uv python find --no-python-downloads 3.10 2>/dev/null)"; do
        [ -n "$candidate" ] || continue
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        if [ "$version" = 3.10 ]; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "IgM Guide needs Python 3.10, which was not found: install it (for example with \`uv python install 3.10\`, \`pyenv install 3.10\` or your system's package python3.10) and run make again." >&2
    return 1
}

contents() {
    { cat requirements.lock scripts/setup.sh; find stubs -type f \( -name '*.py' -o -name '*.toml' \) | LC_ALL=C sort | xargs cat; } |
        { sha256sum 2>/dev/null || shasum -a 256; } | cut -d ' ' -f 1
}

wanted=$(contents)
if [ -x .venv/bin/python ] && [ "$(cat .venv/igm-guide-contents 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

echo "making the environment ..." >&2
python=$(find_python)
rm -rf .venv
"$python" -m venv .venv
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    # uv installs ten times faster than pip; its own pin and hashes stand in the lock file too.
    awk '/^uv==/ {found = 1} /^[a-z0-9]/ && !/^uv==/ {found = 0} found' requirements.lock >.venv/uv.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock
    uv=.venv/bin/uv
fi
# Compiled once here: where Python may not write beside its modules, each start would compile them for 3.6 seconds.
"$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --no-deps --require-hashes -r requirements.lock
# A copy is installed, so that building leaves nothing in the source folder.
cp -R stubs/tensorflow .venv/placeholder
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation .venv/placeholder
rm -rf .venv/placeholder
echo "$wanted" >.venv/igm-guide-contents
