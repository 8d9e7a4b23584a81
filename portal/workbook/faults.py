"""What a workbook gets wrong, each said with its place, its value and the way out.

A finding keeps a code and plain parameters, so that it can be stored with a job and read in either language.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.workbook.messages import MESSAGES

SHOWN_VALUE = 80
SHOWN_PLACES = 5


@dataclass(slots=True)
class Finding:
    """A fault, which keeps the workbook out, or a warning, which does not.

    `also` holds the next few places of the same cause, `more` how many places there are besides the first.
    """

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    params: dict = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def problem(self) -> str:
        return str(MESSAGES[self.code][0]) % self.params

    @property
    def remedy(self) -> str:
        return str(MESSAGES[self.code][1]) % self.params

    @property
    def elsewhere(self) -> str:
        """“also in Tham gia 12, Tham gia 15 and 48 more places”; empty where the cause has one place."""
        if not self.more:
            return ""
        unnamed = self.more - len(self.also)
        places = ", ".join(self.also)
        if not unnamed:
            return _("also in %(places)s") % {"places": places}
        return ngettext(
            "also in %(places)s and %(n)s more place", "also in %(places)s and %(n)s more places", unnamed
        ) % {"places": places, "n": unnamed}

    def line(self) -> str:
        """The finding on one line: place, value, problem, remedy."""
        place = [self.sheet]
        if self.row:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column %(column)s") % {"column": self.column})
        if self.value:
            place.append(f"“{self.value}”")
        where = ", ".join(filter(None, place))
        also = f" ({self.elsewhere})" if self.more else ""
        return f"{where}: {self.problem}. {self.remedy}{also}" if where else f"{self.problem}. {self.remedy}"

    def count(self, other: "Finding") -> None:
        """Take in another place of the same cause."""
        self.more += 1
        if len(self.also) < SHOWN_PLACES:
            self.also.append(f"{other.sheet} {other.row}")

    def to_json(self) -> list:
        return [self.code, self.sheet, self.row, self.column, self.value, self.params, self.also, self.more]

    @classmethod
    def from_json(cls, data: list) -> "Finding":
        return cls(*data)


class Findings:
    """Gathers findings; those of one `cause` become one, which counts its places."""

    def __init__(self) -> None:
        self.faults: list[Finding] = []
        self.warnings: list[Finding] = []
        self._by_cause: dict[Hashable, Finding] = {}

    def fault(self, finding: Finding, *, cause: Hashable = None) -> None:
        self._add(self.faults, finding, cause)

    def warn(self, finding: Finding, *, cause: Hashable = None) -> None:
        self._add(self.warnings, finding, cause)

    def _add(self, found: list[Finding], finding: Finding, cause: Hashable) -> None:
        first = self._by_cause.get((finding.code, cause)) if cause is not None else None
        if first is None:
            found.append(finding)
            if cause is not None:
                self._by_cause[finding.code, cause] = finding
            return
        first.count(finding)


def shown(value: object) -> str:
    """A cell's value on one line, cut where it is long."""
    if value is None:
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE]}…"
