"""Fails where a text of the product is missing from a catalogue, is empty or fuzzy, or breaks a placeholder."""

import subprocess
import sys
import tempfile
from pathlib import Path

from make_messages import LANGUAGES, ROOT, catalogue, extract, run, todo

SHOWN = 20


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extract(folder)
        faults = [fault for language in LANGUAGES for fault in faults_of(folder, language)]
    for fault in faults[:SHOWN]:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} texts to mend" if faults else "the catalogues are complete")
    return 1 if faults else 0


def faults_of(folder: Path, language: str) -> list[str]:
    kept, fresh = catalogue(ROOT, language), catalogue(folder, language)
    if not kept.exists():
        return [f"{language}: there is no catalogue"]
    missing = sorted(texts(fresh) - texts(kept))
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file", "/dev/null", kept], capture_output=True, text=True, check=False
    )
    return [
        *(f"{language}: missing: {text}" for text in missing),
        *(f"{language}: empty or fuzzy: {text}" for text in todo(kept)),
        *(f"{language}: {line}" for line in checked.stderr.splitlines() if checked.returncode),
    ]


def texts(path: Path) -> set[str]:
    """The msgids of a catalogue, with their contexts."""
    plain = run("msgattrib", "--no-wrap", "--no-location", path.name, cwd=path.parent)
    found, context = set(), ""
    for line in plain.splitlines():
        if line.startswith("msgctxt "):
            context = line
        elif line.startswith("msgid "):
            found.add(f"{context} {line}".strip())
            context = ""
    return found


if __name__ == "__main__":
    sys.exit(main())
