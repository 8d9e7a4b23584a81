"""What an organizer knows of a firm that applies: its earlier fairs, and what rooms to the right add to it.

A room adds its part with `@tells` and imports its module in its AppConfig.ready.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer
from accounts.reach import Reach
from common.statuses import Status, status
from common.tables import day_range
from enterprises.models import Enterprise, LinkState
from events import queries
from events.models import Application, ParticipationState

MOST_LINES = 6


@dataclass(frozen=True)
class Line:
    """One earlier fair, one deal: what it is, when, how it ended, where it is read."""

    title: str
    detail: str
    url: str
    status: Status | None = None


@dataclass(frozen=True)
class Part:
    """What one room knows of the firm: figures, and the latest of the rows behind them."""

    title: str
    figures: list[tuple[str, str]]
    lines: list[Line] = field(default_factory=list)
    nothing: str = ""


@dataclass(frozen=True)
class Asked:
    """Of which firm it is asked, at which organizer, and how far the reader reaches for a permission."""

    organizer: Organizer
    firm: Enterprise
    reach_of: Callable[[str], Reach | None]

    def cards(self) -> QuerySet[Enterprise]:
        """The organizer's cards of the firm: its own, linked to its account, or of the same tax code."""
        firm = self.firm
        same = Q(links__account=firm, links__state=LinkState.LINKED) if firm.is_own else Q(pk=firm.pk)
        if firm.tax_code:
            same |= Q(tax_code=firm.tax_code)
        return Enterprise.objects.filter(same, kept_by=self.organizer).distinct()


Teller = Callable[[Asked], Part | None]
_tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Let a room say what it knows of a firm; None where the reader may not know."""
    _tellers.append(teller)
    return teller


def history_of(application: Application, reach: Reach, reach_of: Callable[[str], Reach | None]) -> list[Part]:
    """Everything that is known of the firm here, the fairs first."""
    asked = Asked(application.fair.organizer, application.enterprise, reach_of)
    told = [teller(asked) for teller in _tellers]
    return [_fairs(application, reach), *(part for part in told if part)]


def _fairs(application: Application, reach: Reach) -> Part:
    rows = list(queries.earlier_participations(application, reach))
    missed = sum(row.state == ParticipationState.NO_SHOW for row in rows)
    came = sum(row.state == ParticipationState.TOOK_PART for row in rows)
    slug = application.fair.organizer.slug
    return Part(
        title=_("Earlier at your fairs"),
        figures=[(_("Took part"), str(came)), (_("Did not come"), str(missed))] if rows else [],
        lines=[
            Line(
                str(row.fair),
                day_range(row.fair.starts_on, row.fair.ends_on),
                reverse("participation", args=[slug, row.pk]),
                status(row.state, row.get_state_display()),
            )
            for row in rows[:MOST_LINES]
        ],
        nothing=_("It has not been at one of your fairs yet."),
    )
