"""What was planned for a fair and what came of it: from the records where they can say it, else as entered."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import format_dong
from common.tables import day_range
from events import queries
from events.models import Fair, FairState, LegalFile, ParticipationRole, ParticipationState

UNKNOWN = "–"


@dataclass(frozen=True)
class Value:
    """A line of the table; `source` says where the real value comes from."""

    label: str
    planned: str
    actual: str
    source: str


def values(fair: Fair, file: LegalFile) -> list[Value]:
    """Planned beside reached. Unknown is not zero: what nobody entered or counted is a dash."""
    planned = fair.planned_start or fair.starts_on
    was_held = fair.state == FairState.HELD
    records = _("the participations") if was_held else ""
    booths, without = _booths(fair) if was_held else (None, "")
    inside, outside, unplaced = _origins(fair) if was_held else (None, None, "")
    return [
        Value(
            _("Days"),
            day_range(planned, fair.planned_end or fair.ends_on),
            day_range(fair.starts_on, fair.ends_on) if was_held else UNKNOWN,
            _("the fair's settings") if was_held else "",
        ),
        Value(_("Booths"), said(file.planned_booths), said(booths), _with(records, without)),
        Value(_("Exhibitors of the province"), said(file.planned_in_province), said(inside), _with(records, unplaced)),
        Value(_("Exhibitors from elsewhere"), said(file.planned_out_of_province), said(outside), records),
        Value(_("Visits"), said(file.planned_visits), said(file.visits), file.visits_source),
        Value(_("On-site sales"), said(file.planned_sales, " đ"), said(file.on_site_sales, " đ"), file.sales_source),
    ]


def said(number: int | None, unit: str = "") -> str:
    return UNKNOWN if number is None else f"{format_dong(number)}{unit}"


def _with(source: str, gap: str) -> str:
    return "; ".join(filter(None, [source, gap]))


def _booths(fair: Fair) -> tuple[int | None, str]:
    """As those who came reported them, and how many of them did not."""
    counts = queries.fair_figures(fair)
    n = counts["without_booths"]
    gap = ngettext("%(n)s without a number", "%(n)s without a number", n) % {"n": n} if n else ""
    return counts["booths"], gap


def _origins(fair: Fair) -> tuple[int | None, int | None, str]:
    """Exhibitors of the fair's province, from elsewhere, and how many cannot be placed."""
    if fair.province_id is None:
        return None, None, _("the fair's settings name no province of today")
    came = fair.participations.filter(state=ParticipationState.TOOK_PART, role=ParticipationRole.SELLER)
    rows = came.order_by().values_list("enterprise__country", "enterprise__province").annotate(Count("pk"))
    counts: Counter[str] = Counter()
    for country, province, n in rows:
        abroad = country not in ("", "VN")
        counts["in" if province == fair.province_id else "out" if province or abroad else "unknown"] += n
    n = counts["unknown"]
    gap = ngettext("%(n)s without a province", "%(n)s without a province", n) % {"n": n} if n else ""
    return counts["in"], counts["out"], gap
