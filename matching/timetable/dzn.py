"""Published instances of the B2BSP: MiniZinc data with the entries of Bofill et al. (JAIR 2022), counted from 1.

Only what the entries need is read: whole numbers, lists, sets (`{1,2}` or `2..5`) and a table of rows `[| … |]`.
`requested` has a row a, b, session (1 morning, 2 afternoon, 3 any) per meeting.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matching.timetable.faults import InputError
from matching.timetable.model import Meeting, Participant, Place, Problem, Slots

PUBLISHED_FAIRNESS = 2
TOKEN = re.compile(r"\s+|%[^\n]*|(?P<token>\[\||\|\]|\.\.|-?\d+|[A-Za-z_]\w*|[\[\]{}|,;=])")
NUMBERS = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
MORNING, AFTERNOON, ANY = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A value and the line on which it stands."""

    value: Any
    line: int


def parse(text: str) -> Problem:
    entries = _Parser(_tokens(text)).entries()
    number = {name: _number(entries, name) for name in NUMBERS}
    slots, morning = number["nTotalSlots"], number["nMorningSlots"]
    if slots.value < 1:
        raise InputError("nTotalSlots: there must be at least one slot", line=slots.line)
    if not 0 <= morning.value <= slots.value:
        raise InputError("nMorningSlots must lie between 0 and nTotalSlots", line=morning.line)
    for name in ("nBusiness", "nMeetings", "nTables"):
        if number[name].value < 0:
            raise InputError(f"{name} must not be negative", line=number[name].line)
    participants = _participants(entries, number["nBusiness"].value, slots.value)
    return Problem(
        slots=slots.value,
        places=tuple(Place(str(n + 1)) for n in range(number["nTables"].value)),
        participants=participants,
        meetings=_meetings(entries, number["nMeetings"].value, len(participants), slots.value, morning.value),
        days=((0, slots.value),),
        fairness=PUBLISHED_FAIRNESS,
        goal="breaks",
    )


def _participants(entries: dict[str, Item], count: int, slots: int) -> tuple[Participant, ...]:
    rows = _rows(entries, "forbidden", count, default=frozenset)
    return tuple(Participant(str(n + 1), _slots(row, slots)) for n, row in enumerate(rows))


def _slots(row: Item, slots: int) -> Slots:
    """A set of slots from 0. The published files write {0} where nothing is forbidden."""
    if not isinstance(row.value, frozenset):
        raise InputError("forbidden: a set of slots is expected", line=row.line)
    for slot in row.value:
        if not 0 <= slot <= slots:
            raise InputError(f"forbidden: there is no slot {slot}", line=row.line)
    return frozenset(slot - 1 for slot in row.value if slot)


def _meetings(entries: dict[str, Item], count: int, participants: int, slots: int, morning: int) -> tuple[Meeting, ...]:
    sessions = {MORNING: frozenset(range(morning)), AFTERNOON: frozenset(range(morning, slots)), ANY: None}
    requested = _rows(entries, "requested", count)
    fixed = _rows(entries, "fixed", count, default=int)
    before = _rows(entries, "precedences", count, default=frozenset)
    meetings = []
    for n, (row, slot, earlier) in enumerate(zip(requested, fixed, before, strict=True)):
        if not isinstance(row.value, list) or len(row.value) != 3:
            raise InputError("requested: a row must be a, b, session", line=row.line)
        a, b, session = (item.value for item in row.value)
        for participant in (a, b):
            if not isinstance(participant, int) or not 1 <= participant <= participants:
                raise InputError(f"requested: unknown participant {participant}", line=row.line)
        if a == b:
            raise InputError(f"requested: participant {a} meets itself", line=row.line)
        if session not in sessions:
            raise InputError(f"requested: session {session} is none of 1, 2, 3", line=row.line)
        if not isinstance(slot.value, int) or not 0 <= slot.value <= slots:
            raise InputError(f"fixed: there is no slot {slot.value}", line=slot.line)
        if not isinstance(earlier.value, frozenset) or not all(1 <= other <= count for other in earlier.value):
            raise InputError("precedences: a set of meetings is expected", line=earlier.line)
        meetings.append(
            Meeting(
                id=str(n + 1),
                a=str(a),
                b=str(b),
                fixed=slot.value - 1 if slot.value else None,
                slots=sessions[session],
                after=tuple(str(other) for other in sorted(earlier.value)),
            )
        )
    return tuple(meetings)


def _number(entries: dict[str, Item], name: str) -> Item:
    if name not in entries:
        raise InputError(f"{name} is missing")
    if not isinstance(entries[name].value, int):
        raise InputError(f"{name} must be a whole number", line=entries[name].line)
    return entries[name]


def _rows(entries: dict[str, Item], name: str, count: int, default: Callable[[], Any] | None = None) -> list[Item]:
    if name not in entries:
        if default is None:
            raise InputError(f"{name} is missing")
        return [Item(default(), 0)] * count
    item = entries[name]
    if not isinstance(item.value, list):
        raise InputError(f"{name} must be a list", line=item.line)
    if len(item.value) != count:
        raise InputError(f"{name} has {len(item.value)} rows, not {count}", line=item.line)
    return item.value


def _tokens(text: str) -> list[Token]:
    tokens = []
    at, line = 0, 1
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise InputError(f"unexpected “{text[at]}”", line=line)
        if match["token"]:
            tokens.append(Token(match["token"], line))
        line += match[0].count("\n")
        at = match.end()
    return tokens


class _Parser:
    """Reads `name = value;` until the tokens end."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def entries(self) -> dict[str, Item]:
        entries: dict[str, Item] = {}
        while self.at < len(self.tokens):
            name = self.take()
            if not name.text[0].isalpha():
                raise InputError(f"a name is expected, not “{name.text}”", line=name.line)
            if name.text in entries:
                raise InputError(f"{name.text} stands twice", line=name.line)
            self.take("=")
            entries[name.text] = self.value()
            if self.at < len(self.tokens):
                self.take(";")
        return entries

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> Token:
        if self.at == len(self.tokens):
            line = self.tokens[-1].line if self.tokens else 1
            raise InputError("the file ends too early", line=line)
        token = self.tokens[self.at]
        if expected and token.text != expected:
            raise InputError(f"“{expected}” is expected, not “{token.text}”", line=token.line)
        self.at += 1
        return token

    def value(self) -> Item:
        token = self.take()
        if token.text == "[|":
            return Item(self.table(), token.line)
        if token.text == "[":
            return Item(self.items("]"), token.line)
        if token.text == "{":
            return Item(frozenset(self.whole(item) for item in self.items("}")), token.line)
        number = self.whole(Item(token.text, token.line))
        if self.peek() == "..":
            self.take()
            end = self.take()
            return Item(frozenset(range(number, self.whole(Item(end.text, end.line)) + 1)), token.line)
        return Item(number, token.line)

    def items(self, end: str) -> list[Item]:
        found = []
        while self.peek() != end:
            found.append(self.value())
            if self.peek() != end:
                self.take(",")
        self.take(end)
        return found

    def table(self) -> list[Item]:
        """Rows between bars; the last bar may stand alone before the end."""
        rows: list[Item] = []
        row: list[Item] = []
        while (token := self.take()).text != "|]":
            if token.text == "|":
                rows.append(Item(row, row[0].line if row else token.line))
                row = []
            elif token.text != ",":
                row.append(Item(self.whole(Item(token.text, token.line)), token.line))
        return [*rows, Item(row, row[0].line)] if row else rows

    def whole(self, item: Item) -> int:
        try:
            return int(item.value)
        except (TypeError, ValueError):
            raise InputError(f"a whole number is expected, not “{item.value}”", line=item.line) from None
