"""Refresh both catalogues, locale/vi and locale/en, from every text of the code and the templates.

The work is done in a copy of the sources, so that nothing but the catalogues is looked at or touched. English is
filled with its own msgids. What is new in Vietnamese stays empty for a person to write; what resembles an older
text is marked fuzzy. scripts/check_translations.py refuses both. (Scripts of the pages hold no text: they take it
from data attributes.)
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {"vi": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: Chợ Phiên\n"
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plurals}\n"
"""
# The day of extraction says nothing, and would make a difference each time.
NOISE = re.compile(r'^"POT-Creation-Date:.*\n', re.MULTILINE)


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(folder: Path) -> None:
    """Copy the sources into the folder and bring the catalogues there up to date."""
    for name in run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines():
        source, target = ROOT / name, folder / name
        if source.is_file() and not name.startswith("tests/"):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for language, plurals in LANGUAGES.items():
        path = catalogue(folder, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        if language == "en" or not path.exists():
            path.write_text(HEADER.format(language=language, plurals=plurals))
    run(
        sys.executable, "manage.py", "makemessages", *[f"--locale={language}" for language in LANGUAGES],
        "--no-obsolete", "--add-location=file", "--extension=html,txt,py", cwd=folder,
    )  # fmt: skip
    english = catalogue(folder, "en")
    run("msgen", "--output-file", english.name, english.name, cwd=english.parent)
    for language in LANGUAGES:
        path = catalogue(folder, language)
        path.write_text(NOISE.sub("", path.read_text()))


def run(*command: str, cwd: Path) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        extract(Path(name))
        for language in LANGUAGES:
            target = catalogue(ROOT, language)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(catalogue(Path(name), language), target)
            print(f"{target.relative_to(ROOT)}: {len(todo(target))} to translate")


def todo(path: Path) -> list[str]:
    """What a catalogue still lacks: its empty and its fuzzy entries, as their first lines."""
    entries = run("msgattrib", "--untranslated", path.name, cwd=path.parent) + run(
        "msgattrib", "--only-fuzzy", path.name, cwd=path.parent
    )
    texts = re.findall(r'^msgid (".*"(?:\n".*")*)', entries, re.MULTILINE)
    return [text.replace('"\n"', "") for text in texts if text != '""']


if __name__ == "__main__":
    main()
