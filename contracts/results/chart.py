"""The deals fair by fair as a drawing, in whole units of its own grid: the page and the paper show the same one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contracts.results.report import Report
from contracts.results.tally import GroupRow

LEFT, RIGHT, TOP, BASE = 44, 716, 28, 205
FEWEST, MOST = 2, 12  # fewer need no drawing, more do not fit
BAR, GAP, LETTER = 40, 4, 14
STEPS = (1, 2, 5)
RULES = 4


@dataclass(frozen=True)
class Bar:
    count: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Pair:
    """A fair: its contracts and its memoranda side by side, never one on the other."""

    name: str
    label: str
    middle: int
    contracts: Bar
    mous: Bar


@dataclass(frozen=True)
class Rule:
    count: int
    y: int


@dataclass(frozen=True)
class Chart:
    rules: tuple[Rule, ...]
    pairs: tuple[Pair, ...]


def chart(report: Report) -> Chart | None:
    """None where there are too few fairs to compare, too many to draw, or no deals."""
    rows = report.now.by_fair
    highest = max((max(row.contracts.count, row.mous.count) for row in rows), default=0)
    if not FEWEST <= len(rows) <= MOST or not highest:
        return None
    step = _step(highest)
    top = -(-highest // step) * step
    return Chart(
        rules=tuple(Rule(count, _y(count, top)) for count in range(step, top + 1, step)),
        pairs=tuple(_pairs(rows, top)),
    )


def _step(highest: int) -> int:
    """1, 2, 5, 10, 20 …: the least that gives no more than four lines."""
    size = 1
    while True:
        for step in STEPS:
            if highest <= step * size * RULES:
                return step * size
        size *= 10


def _y(count: int, top: int) -> int:
    return BASE - (BASE - TOP) * count // top


def _pairs(rows: tuple[GroupRow, ...], top: int) -> Iterator[Pair]:
    room = (RIGHT - LEFT) // len(rows)
    width = min(BAR, (room - 3 * GAP) // 2)
    for number, row in enumerate(rows):
        middle = LEFT + room * number + room // 2
        yield Pair(
            name=row.label,
            label=_short(row.key or _("none"), room // LETTER),
            middle=middle,
            contracts=_bar(row.contracts.count, middle - GAP // 2 - width, width, top),
            mous=_bar(row.mous.count, middle + GAP // 2, width, top),
        )


def _bar(count: int, x: int, width: int, top: int) -> Bar:
    y = _y(count, top)
    return Bar(count, x, y, width, BASE - y)


def _short(code: str, letters: int) -> str:
    return code if len(code) <= letters else f"{code[: letters - 1]}…"
