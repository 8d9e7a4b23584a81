"""What an organizer's deals say of a firm that applies to a fair; shown at the review desk."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import format_dong
from common.statuses import status
from contracts.models import CONTRACT_KINDS, UNCOUNTED, Agreement
from contracts.queries import agreements_within
from events.desk.firm import MOST_LINES, Asked, Line, Part, tells


@tells
def deals(asked: Asked) -> Part | None:
    """Contracts and memoranda apart, never added together; the value of contracts as far as it is known."""
    reach = asked.reach_of("contracts.view_agreement")
    if reach is None:
        return None
    mine = agreements_within(reach).exclude(state__in=UNCOUNTED).filter(parties__enterprise__in=asked.cards())
    rows = list(mine.distinct().order_by("-signed_on", "-pk"))
    contracts = [row for row in rows if row.kind in CONTRACT_KINDS]
    figures = [
        (gettext_lazy("Contracts"), str(len(contracts))),
        (gettext_lazy("Memoranda"), str(len(rows) - len(contracts))),
    ]
    values = [row.value for row in contracts if row.value is not None]
    if values:
        label = _("Value of %(n)s of %(all)s contracts") % {"n": len(values), "all": len(contracts)}
        figures.append((label, f"{format_dong(sum(values))} đ"))
    return Part(
        title=gettext_lazy("Deals recorded with you"),
        figures=figures if rows else [],
        lines=[_line(asked.organizer.slug, row) for row in rows[:MOST_LINES]],
        nothing=gettext_lazy("No deal of this enterprise is recorded."),
    )


def _line(slug: str, row: Agreement) -> Line:
    facts = [
        date_format(row.signed_on, "d/m/Y") if row.signed_on else "",
        f"{format_dong(row.value)} đ" if row.value is not None else "",
    ]
    title = " ".join(filter(None, [row.get_kind_display().capitalize(), row.register_no]))
    look = status(row.state, row.get_state_display())
    return Line(title, " · ".join(filter(None, facts)), reverse("agreement", args=[slug, row.pk]), look)
