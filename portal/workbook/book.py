"""A workbook after reading: its rows by sheet, where everything stood, and what was found."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from portal.workbook.columns import SHEETS, SheetKind
from portal.workbook.faults import Finding, Findings, shown


@dataclass
class Book:
    """`titles` and `headings` are as the file writes them; `refused` holds the folded text of own keys that were
    refused, by (sheet, field); `unread` names the sheets whose rows cannot be known."""

    kinds: tuple[SheetKind, ...] = SHEETS
    rows: dict[str, list] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    refused: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    unread: set[str] = field(default_factory=set)
    findings: Findings = field(default_factory=Findings)

    def __post_init__(self) -> None:
        self.rows = {kind.name: [] for kind in self.kinds}

    @property
    def faults(self) -> list[Finding]:
        return self._sorted(self.findings.faults)

    @property
    def warnings(self) -> list[Finding]:
        return self._sorted(self.findings.warnings)

    def title(self, kind: SheetKind) -> str:
        return self.titles.get(kind.name, kind.title)

    def has(self, kind: SheetKind, *names: str) -> bool:
        """Whether the sheet has all these columns."""
        return all((kind.name, name) in self.headings for name in names)

    def finding(self, kind: SheetKind, row: int, name: str, value: Any, code: str, **params) -> Finding:
        """A finding at a row's field; the value is given as it was read."""
        return Finding(code, self.title(kind), row, self.headings.get((kind.name, name), ""), shown(value), params)

    def fault(
        self, kind: SheetKind, row: int, name: str, value: Any, code: str, *, cause: Hashable = None, **params
    ) -> None:
        self.findings.fault(self.finding(kind, row, name, value, code, **params), cause=cause)

    def warn(
        self, kind: SheetKind, row: int, name: str, value: Any, code: str, *, cause: Hashable = None, **params
    ) -> None:
        self.findings.warn(self.finding(kind, row, name, value, code, **params), cause=cause)

    def _sorted(self, found: list[Finding]) -> list[Finding]:
        order = {self.title(kind): place for place, kind in enumerate(self.kinds)}
        return sorted(found, key=lambda f: (order.get(f.sheet, -1), f.row))
