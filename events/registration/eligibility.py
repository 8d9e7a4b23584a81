"""Who may apply to a fair, by the rules that its organizer set."""

from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise, OcopCertificate
from enterprises.validity import in_force_between
from events.models import Application, Fair, Registration


def rules_of(fair: Fair) -> Registration:
    """The fair's registration rules; the usual ones where its organizer set none."""
    return Registration.objects.filter(fair=fair).first() or Registration(fair=fair)


def obstacles(application: Application, rules: Registration) -> list[str]:
    """Why the enterprise may not apply to this fair, each with what it can do; none for most."""
    if rules.pk is None:
        return []
    firm = application.enterprise
    found = [
        _not_among(firm.legal_form, list(rules.legal_forms.all()), _("This fair is for: %(names)s.")),
        _not_among(firm.province, list(rules.provinces.all()), _("This fair is for enterprises of: %(names)s.")),
        _not_among(application.group, list(rules.groups.all()), _("This fair is for these sectors: %(names)s.")),
        _too_few_stars(firm, rules),
    ]
    return [words for words in found if words]


def _not_among(own, allowed: list, words: str) -> str:
    if not allowed or own in allowed:
        return ""
    return words % {"names": ", ".join(map(str, allowed))}


def _too_few_stars(firm: Enterprise, rules: Registration) -> str:
    if rules.min_stars is None:
        return ""
    first, last = timezone.localdate(), max(rules.fair.ends_on, timezone.localdate())
    held = OcopCertificate.objects.filter(in_force_between(first, last), product__enterprise=firm)
    if held.filter(stars__gte=rules.min_stars).exists():
        return ""
    words = _("This fair asks for a product with at least %(stars)s OCOP stars. Enter its certificate first.")
    return words % {"stars": rules.min_stars}
