"""The Vietnamese of the libraries: locale/libraries/vi/LC_MESSAGES/django.po.

Reads every text that our pages can show out of the installed libraries' own source, less what Django's own
Vietnamese has already and the templates in whose place one of ours stands.

    scripts/library_messages.py           adds new texts to the file, empty, and drops those that are gone
    scripts/library_messages.py --check   fails where a text is missing, empty or fuzzy

Needs the gettext tools (xgettext, msgmerge, msgcmp, …).
"""

import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "libraries" / "vi" / "LC_MESSAGES" / "django.po"

# package → the folders and files of it that we use
LIBRARIES = {
    "allauth": [
        "account", "core", "mfa", "templates/account", "templates/allauth/elements", "templates/mfa",
    ],
    "crispy_bootstrap5": ["templates/bootstrap5"],
    "crispy_forms": ["."],
    "django": [
        "contrib/auth/base_user.py", "contrib/auth/password_validation.py", "contrib/humanize/templatetags",
        "core/validators.py", "db/models/base.py", "db/models/constraints.py", "db/models/fields", "forms",
        "template/defaultfilters.py", "utils/text.py", "utils/timesince.py",
    ],
    "django_filters": ["."],
    "django_tables2": ["."],
    "simple_history": ["models.py", "utils.py"],
}  # fmt: skip
# of those, what never reaches a page of ours: other programs' parts, and ways to sign in that are switched off
LEFT_OUT = {
    "admin.py", "apps.py", "management", "migrations", "rest_framework", "tests",
    "base_confirm_code.html", "confirm_email_verification_code.html", "confirm_login_code.html",
    "confirm_password_reset_code.html", "confirm_phone_verification_code.html", "email.html", "login_code_message.txt",
    "login_code_subject.txt", "password_reset_code_message.txt", "password_reset_code_subject.txt", "password_set.html",
    "phone_change.html", "request_login_code.html", "signup_by_passkey.html", "signup_form.html", "trust.html",
}  # fmt: skip
DJANGO = ["conf", "contrib/auth", "contrib/humanize"]
KEYWORDS = [
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3", "_lazy",
]  # fmt: skip
# These lines say nothing, and would make a difference each time.
NOISE = re.compile(r'^"(POT-Creation-Date|Report-Msgid-Bugs-To):.*\n', re.MULTILINE)


def package(name: str) -> Path:
    return Path(find_spec(name).origin).parent


def sources() -> list[Path]:
    return sorted(file for name, parts in LIBRARIES.items() for part in parts for file in files(package(name), part))


def files(library: Path, part: str) -> list[Path]:
    place = library / part
    found = [place] if place.is_file() else [f for f in place.rglob("*") if f.suffix in (".py", ".html", ".txt")]
    return [f for f in found if not set(f.relative_to(library).parts) & LEFT_OUT and not is_ours(f)]


def is_ours(file: Path) -> bool:
    """A template of this name stands in templates/ and is shown in the library's place."""
    _before, found, name = file.as_posix().partition("/templates/")
    return bool(found) and (ROOT / "templates" / name).exists()


def run(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def collect(folder: Path) -> Path:
    """Everything to translate, as a template for the catalogue."""
    settings.configure()
    copies = []
    for number, source in enumerate(sources()):
        text = source.read_text(encoding="utf-8")
        copy = folder / f"{number}_{source.name}.py"
        copy.write_text(text if source.suffix == ".py" else templatize(text, origin=source), encoding="utf-8")
        copies.append(copy)
    found, marked, lacking = (folder / name for name in ("found.pot", "marked.pot", "lacking.pot"))
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    run(
        "xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--sort-output", *keywords,
        "-o", found, *copies,
    )  # fmt: skip
    run("msgattrib", f"--only-file={django_has(folder)}", "--set-obsolete", "-o", marked, found)
    run("msgattrib", "--no-obsolete", "-o", lacking, marked)
    return lacking


def django_has(folder: Path) -> Path:
    """What Django itself says in Vietnamese."""
    theirs = [package("django") / part / "locale/vi/LC_MESSAGES/django.po" for part in DJANGO]
    whole, said = folder / "django.po", folder / "said.po"
    run("msgcat", "--use-first", "-o", whole, *theirs)
    run("msgattrib", "--translated", "--no-fuzzy", "--no-obsolete", "-o", said, whole)
    return said


def update(wanted: Path) -> None:
    run("msgmerge", "--update", "--backup=none", "--no-fuzzy-matching", "--no-location", CATALOGUE, wanted)
    run("msgattrib", "--no-obsolete", "-o", CATALOGUE, CATALOGUE)
    CATALOGUE.write_text(NOISE.sub("", CATALOGUE.read_text()))


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as name:
        wanted = collect(Path(name))
        if "--check" not in arguments:
            update(wanted)
            return 0
        done = subprocess.run(["msgcmp", CATALOGUE, wanted], check=False, capture_output=True, text=True)
        print(done.stderr or "The libraries' texts are all there.", end="\n" if not done.stderr else "")
        return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
