"""Who may apply to a fair, by the rules that its organizer set."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise, OcopCertificate, ProductGroup
from enterprises.validity import in_force_between
from events.models import Application, Fair, Registration


def rules_of(fair: Fair) -> Registration:
    """The fair's registration rules; the usual ones where its organizer set none."""
    return Registration.objects.filter(fair=fair).first() or Registration(fair=fair)


def obstacles(application: Application, rules: Registration) -> list[str]:
    """Why the enterprise may not apply to this fair, each with what it can do; none for most."""
    firm = application.enterprise
    has_stars = firm.pk in with_stars(application.fair, rules, firm)
    return barred(rules, firm=firm, group=application.group, has_stars=has_stars)


def barred(rules: Registration, *, firm: Enterprise, group: ProductGroup | None, has_stars: bool) -> list[str]:
    """The rules that keep a firm out; `has_stars` says whether it is among those `with_stars`."""
    if rules.pk is None:
        return []
    found = [
        _not_among(firm.legal_form, list(rules.legal_forms.all()), _("This fair is for: %(names)s.")),
        _not_among(firm.province, list(rules.provinces.all()), _("This fair is for enterprises of: %(names)s.")),
        _not_among(group, list(rules.groups.all()), _("This fair is for these sectors: %(names)s.")),
        "" if has_stars else _too_few_stars(rules),
    ]
    return [words for words in found if words]


def with_stars(fair: Fair, rules: Registration, firm: Enterprise | None = None) -> set[int]:
    """The firms, or the one, that hold as many OCOP stars through the fair as it asks for."""
    if rules.min_stars is None:
        return set()
    first, last = timezone.localdate(), max(fair.ends_on, timezone.localdate())
    held = OcopCertificate.objects.filter(in_force_between(first, last), stars__gte=rules.min_stars)
    if firm is not None:
        held = held.filter(product__enterprise=firm)
    return set(held.values_list("product__enterprise", flat=True))


def _not_among(own, allowed: list, words: str) -> str:
    if not allowed or own in allowed:
        return ""
    return words % {"names": ", ".join(map(str, allowed))}


def _too_few_stars(rules: Registration) -> str:
    if rules.min_stars is None:
        return ""
    words = _("This fair asks for a product with at least %(stars)s OCOP stars. Enter its certificate first.")
    return words % {"stars": rules.min_stars}
