"""The next step: the one thing that a person of this team should do now, and why."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organizer, User
from portal import queries


@dataclass(frozen=True)
class Step:
    title: str
    why: str
    label: str
    url: str


def next_step(organizer: Organizer, figures: dict[str, int], user: User) -> Step | None:
    """The first of these that is due and that the person may do; None where nothing waits for them."""

    def may(permission: str) -> bool:
        return user.has_perm(permission, organizer)

    def url(name: str, *args, query: str = "") -> str:
        return reverse(name, args=[organizer.slug, *args]) + query

    if not figures["fairs"] and may("portal.import_workbook"):
        return Step(
            _("Bring in what you already have"),
            _("A workbook of past fairs, enterprises and deals gives you a report in minutes. Nothing is "
              "written before you have seen what will change."),
            _("Import a workbook"),
            url("import"),
        )  # fmt: skip
    if may("events.change_fair") and (fair := queries.past_but_planned(organizer)):
        return Step(
            _("Was %(fair)s held?") % {"fair": fair},
            _("Its last day is past. Only a fair that was held counts in the report."),
            _("Open the fair"),
            url("fair", fair.slug),
        )
    if may("enterprises.change_certificate") and (count := queries.expiring_certificates(organizer)):
        return Step(
            ngettext("%(n)s OCOP certificate ends soon", "%(n)s OCOP certificates end soon", count) % {"n": count},
            _("Products whose certificate has ended no longer count. Tell their holders in time."),
            _("See the certificates"),
            url("certificates", query="?standing=expiring"),
        )
    if may("contracts.view_results") and (year := queries.last_year_with_deals(organizer)):
        return Step(
            _("The report for %(year)s is ready to read") % {"year": year},
            _("Every figure opens the rows behind it. Check them, then make the document."),
            _("Open the results"),
            url("results", query=f"?from=01/01/{year}&to=31/12/{year}"),
        )
    return None
