"""What an application asks for, as lines of a page: the same for the enterprise and for who reviews it."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from accounts.workspace import Fact
from common.money import format_dong
from events.models import Answer, Application
from events.registration import questions


def asked_for(application: Application) -> list[Fact]:
    """The booth and what is needed there, then the wishes; what was left empty is left out."""
    row = application
    package = row.package
    has_booth = row.fair.uses_floor and (package is None or package.has_booth)
    booth = [
        Fact(_("Booths"), row.booths),
        Fact(_("Power, kW"), f"{row.power_kw:g}".replace(".", ",") if row.power_kw else ""),
        Fact(_("Water"), _("yes") if row.needs_water else ""),
        Fact(_("Refrigerator or freezer"), _("yes") if row.needs_cooling else ""),
        Fact(_("Wished booths or areas"), row.wished_booths),
        Fact(_("Near"), row.near),
        Fact(_("Apart from"), row.apart),
    ]
    facts = [
        Fact(_("Package"), package),
        Fact(_("Price"), price_of(application)),
        Fact(_("Area"), f"{row.area} m²" if row.area else ""),
        *(booth if has_booth else []),
        Fact(_("Sector"), row.group),
        Fact(_("Wishes"), row.wishes),
    ]
    return [fact for fact in facts if fact.value not in (None, "")]


def rent(application: Application) -> int | None:
    """What the package costs in whole đồng: its price times the booths, or times the m²; None without a price.

    A firm of a delegation has no price of its own: the delegation pays for the pavilion.
    """
    package = application.package
    if package is None or package.price is None or application.delegation_id:
        return None
    if package.is_by_area:
        return package.price * (application.area or 0)
    return package.price * (application.booths if package.has_booth else 1)


def price_of(application: Application) -> str:
    amount = rent(application)
    return "" if amount is None else f"{format_dong(amount)} đ"


def answered(application: Application) -> list[tuple[str, list[Fact]]]:
    """The answers to the fair's own questions, grouped by what they are about; the firm's own first."""
    rows = Answer.objects.filter(application=application).select_related("question", "product", "attendee", "file")
    groups: dict[str, list[Fact]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.product_id or 0, row.attendee_id or 0, row.question.position)):
        if words := questions.words(row):
            groups[str(row.product or row.attendee or "")].append(Fact(str(row.question), words))
    return list(groups.items())
