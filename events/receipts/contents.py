"""An application as it stands, in sections of labels and values, in today's language."""

from django.utils.translation import gettext as _

from accounts.models import Consent, User
from common.templatetags.cp import said
from enterprises.tax_codes import masked
from events import queries
from events.models import Application, ApplicationPaper, Attendee
from events.registration.facts import answered, asked_for

Rows = list[tuple[str, object]]


def contents(application: Application, *, by: User | None) -> list[dict]:
    """Everything that the enterprise sent; what it left empty is left out."""
    sections = [
        (_("The enterprise"), _firm(application)),
        (_("Contact"), _contact(application)),
        (_("What you ask for"), [(fact.label, fact.value) for fact in asked_for(application)]),
        (_("Products to show"), [(str(one), one.group or "–") for one in application.products.select_related("group")]),
        (_("People who come"), [(one.name, _about(one)) for one in application.attendees.all()]),
        (_("Vehicles"), [(one.plate, one.kind or "–") for one in application.vehicles.all()]),
        (_("Papers"), _papers(application)),
        *((about or _("Answers"), [(f.label, f.value) for f in facts]) for about, facts in answered(application)),
        (_("Agreed to"), _agreed(application, by)),
    ]
    return [
        {
            "title": str(title),
            "rows": [[str(label), str(said(value))] for label, value in rows if value not in (None, "")],
        }
        for title, rows in sections
        if any(value not in (None, "") for _label, value in rows)
    ]


def _firm(application: Application) -> Rows:
    own = application.enterprise
    return [
        (_("Legal name"), own.legal_name),
        (_("Tax code"), masked(own.tax_code)),
        (_("Registration number abroad"), own.foreign_no),
        (_("Legal form"), own.legal_form),
        (_("Address, as written"), own.address_as_written),
        (_("District, as written"), own.district_as_written),
        (_("Province, as written"), own.province_as_written),
        (_("Name over the booth"), application.fascia_name),
    ]


def _contact(application: Application) -> Rows:
    name = ", ".join(filter(None, [application.contact_name, application.contact_position]))
    return [
        (_("Contact person"), name),
        (_("Phone"), application.contact_phone),
        (_("Email"), application.contact_email),
    ]


def _about(person: Attendee) -> str:
    return ", ".join(filter(None, [person.position, person.phone])) or "–"


def _papers(application: Application) -> Rows:
    """The files handed in, then the certificates on record that serve."""
    files: list[ApplicationPaper] = list(application.papers.select_related("file"))
    certificates = [paper for paper in queries.papers(application) if paper.file_id]
    return [*((str(paper), paper.file.name) for paper in files), *((str(one), _("on record")) for one in certificates)]


def _agreed(application: Application, by: User | None) -> Rows:
    terms = application.terms
    rows: Rows = [(_("Terms of taking part"), _("version %(n)s") % {"n": terms} if terms else "")]
    given = Consent.objects.filter(user=by, withdrawn_at=None).order_by("given_at") if by else ()
    return rows + [(_("Consent: %(purpose)s") % {"purpose": one.get_purpose_display()}, one.given_at) for one in given]
