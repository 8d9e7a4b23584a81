"""Names in braces that a letter fills in. Nothing in a text is ever run: a name is looked up in a fixed list."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.text import fold

LANGUAGES = ("vi", "en")
_NAME = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True)
class Placeholder:
    """What it is called in a Vietnamese text, in an English one, and what it says."""

    vi: str
    en: str
    says: str | Promise

    def named(self, language: str) -> str:
        return f"{{{self.en if language == 'en' else self.vi}}}"


class Placeholders:
    """A closed list of them, by key; marks and case in a name do not matter."""

    def __init__(self, known: Mapping[str, Placeholder]):
        self.known = dict(known)
        self._keys = {fold(name): key for key, one in self.known.items() for name in (one.vi, one.en)}

    def named(self, language: str) -> dict[str, str]:
        """Each key with its name in braces, as a text in that language writes it."""
        return {key: one.named(language) for key, one in self.known.items()}

    def used(self, text: str) -> set[str]:
        """The keys whose names stand in a text."""
        return {key for match in _NAME.finditer(text) if (key := self._key(match))}

    def check(self, text: str) -> None:
        """Refuse a name that nobody fills in, and a brace that stands alone; says on which line."""
        for number, line in enumerate(text.splitlines(), start=1):
            for match in _NAME.finditer(line):
                if self._key(match) is None:
                    raise ValidationError(
                        _("Line %(n)s: %(name)s is not known. Choose one of the names listed below.")
                        % {"n": number, "name": match[0]},
                        "unknown",
                    )
            if set(_NAME.sub("", line)) & set("{}"):
                words = _("Line %(n)s: a brace stands alone. Write each name between { and }, on one line.")
                raise ValidationError(words % {"n": number}, "brace")

    def fill(self, text: str, facts: Mapping[str, str]) -> str:
        """Names replaced; what is put in is never looked through for names in its turn."""
        return _NAME.sub(lambda match: facts.get(self._key(match) or "", match[0]), text)

    def fill_paragraphs(self, text: str, facts: Mapping[str, str], *, optional: Iterable[str]) -> str:
        """The same, without the paragraphs in which an optional name has nothing to say."""
        gone = {key for key in optional if not facts.get(key)}
        paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
        return "\n\n".join(self.fill(one, facts) for one in paragraphs if not self.used(one) & gone)

    def _key(self, match: re.Match) -> str | None:
        return self._keys.get(fold(match[1]))
