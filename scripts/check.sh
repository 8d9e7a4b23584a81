#!/usr/bin/env bash
# What CI asks besides tests: style, import rules, migrations, deployment settings, translations, templates.
# Runs all parts, names the ones that failed. "scripts/setup.sh --dev" installs what it needs.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

failed=()
part() {
    local name="$1"
    shift
    echo "── $name"
    "$@" || failed+=("$name")
}

deployment() { SITE_URL=https://chophien.example python manage.py check --deploy --fail-level WARNING; }

part "Style" ruff check .
part "Format" ruff format --check .
part "Import rules" lint-imports
part "Migrations" python manage.py makemigrations --check --dry-run
part "Deployment" deployment
part "Texts of the product" python scripts/check_translations.py
part "Texts of the libraries" python scripts/library_messages.py --check
part "Templates" djlint templates --lint --quiet
part "Packages" python -m pip check

if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
