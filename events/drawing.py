"""A hall as it is drawn: what the plan's template needs, in units of which sixteen are a metre."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Booth, BoothKind, Hall

UNITS = 16
EDGE = 6


@dataclass(frozen=True)
class Shape:
    """One booth: where it stands, how it looks, what a screen reader says of it, where pressing it leads."""

    pk: int | None
    code: str
    x: float
    y: float
    width: float
    height: float
    middle: tuple[float, float]
    look: str
    label: str
    url: str


@dataclass(frozen=True)
class Drawing:
    hall: Hall
    shapes: list[Shape]
    view_box: str
    frame: tuple[float, float]
    steps: int
    free: int

    @property
    def label(self) -> str:
        return _("Plan of %(hall)s") % {"hall": self.hall.name}


def draw(
    hall: Hall,
    booths: list[Booth],
    *,
    url: Callable[[Booth, bool], str] | None = None,
    picked: int | None = None,
    mine: frozenset[int] = frozenset(),
    say_holder: bool = True,
) -> Drawing:
    """Draw a hall. `mine` are an enterprise's own booths; `say_holder` names who holds the others."""
    right = max((booth.x + booth.width for booth in booths), default=0)
    foot = max((booth.y + booth.depth for booth in booths), default=0)
    width, height = round(right * UNITS, 1), round(foot * UNITS, 1)
    return Drawing(
        hall=hall,
        shapes=[_shape(booth, url, picked, mine, say_holder=say_holder) for booth in booths],
        view_box=f"{-EDGE} {-EDGE} {width + 2 * EDGE} {height + 2 * EDGE}",
        frame=(width + EDGE, height + EDGE),
        steps=min(max(math.ceil(right / 10), 1), 20),
        free=sum(not holder_of(booth) for booth in booths),
    )


def holder_of(booth: Booth) -> str:
    """Who holds a booth, as queries.plan read it; nobody for a booth that is not saved yet."""
    held = getattr(booth, "held_now", [])
    return str(held[0].participation.enterprise) if held else ""


def _shape(booth: Booth, url: Callable | None, picked: int | None, mine: frozenset[int], *, say_holder: bool) -> Shape:
    holder = holder_of(booth)
    looks = [
        "is-held" if holder else "",
        "is-raw" if booth.kind == BoothKind.RAW else "",
        "is-picked" if booth.pk and booth.pk in (picked, *mine) else "",
    ]
    x, y, width, height = (round(size * UNITS, 1) for size in (booth.x, booth.y, booth.width, booth.depth))
    return Shape(
        pk=booth.pk,
        code=booth.code,
        x=x,
        y=y,
        width=width,
        height=height,
        middle=(x + width / 2, y + height / 2 + 4),
        look=" ".join(filter(None, looks)),
        label=_label(booth, holder if say_holder or not holder else _("taken"), is_mine=booth.pk in mine),
        url=url(booth, bool(holder)) if url else "",
    )


def _label(booth: Booth, holder: str, *, is_mine: bool) -> str:
    if is_mine:
        return _("%(booth)s: your booth") % {"booth": booth.code}
    if holder:
        return _("%(booth)s: %(holder)s") % {"booth": booth.code, "holder": holder}
    return _("%(booth)s: free") % {"booth": booth.code}
