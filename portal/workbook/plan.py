"""What bringing a workbook in would do: per sheet what is new, changed, unchanged, and missing from the file."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from portal.workbook.columns import SHEETS
from portal.workbook.known import Known
from portal.workbook.values import Terms

MISSING_NAMED = 500


@dataclass(slots=True)
class Edit:
    """One record to be changed, or with no `pk`, added. `label` is for one whose columns do not say what it is."""

    model: type
    pk: int | None
    version: int
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    label: str = ""


@dataclass(slots=True)
class Change:
    """A row that says something new of what is kept."""

    row: int
    label: str
    edits: list[Edit]


@dataclass
class Part:
    """One sheet's share. `missing` names the first of `missing_count` records that the file does not hold."""

    new: list = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    missing_count: int = 0

    def miss(self, label: str) -> None:
        self.missing_count += 1
        if len(self.missing) < MISSING_NAMED:
            self.missing.append(label)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "missing": self.missing_count,
        }


@dataclass
class Plan:
    """All that the writing needs; made and compared outside any transaction."""

    terms: Terms
    known: Known
    parts: dict[str, Part] = field(default_factory=lambda: {kind.name: Part() for kind in SHEETS})

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {name: part.counts for name, part in self.parts.items()}

    @property
    def size(self) -> int:
        """How many rows would be written."""
        return sum(len(part.new) + len(part.changed) for part in self.parts.values())

    @property
    def fingerprint(self) -> str:
        """The same for the same file against the same records."""
        digest = hashlib.sha256()
        for name, part in self.parts.items():
            digest.update(repr((name, [row.row for row in part.new], part.changed)).encode())
        return digest.hexdigest()
