"""The next step: the one thing that a person of this team should do now, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import Organizer
from accounts.reach import Reach
from common.tables import day_range
from contracts.models import Agreement
from enterprises.models import Enterprise
from enterprises.queries import asks
from events.legal.queries import nearest
from events.models import Application, ApplicationState, Fair, TermKind
from events.told import booths_of
from events.window import last_day
from matching.models import Meeting
from portal import queries
from portal.privacy.queries import next_due

CLOSE_DAYS = 3  # to the day on which a request about personal data is due
ReachOf = Callable[[str], Reach | None]


@dataclass(frozen=True)
class Step:
    title: str
    why: str
    label: str
    url: str


def next_step(organizer: Organizer, figures: dict[str, int], reach_of: ReachOf) -> Step | None:
    """The first of these that is due and that the person may do; None where nothing waits for them."""

    def url(name: str, *args, query: str = "") -> str:
        return reverse(name, args=[organizer.slug, *args]) + query

    if not figures["fairs"] and reach_of("portal.import_workbook"):
        return Step(
            _("Bring in what you already have"),
            _("A workbook of past fairs, enterprises and deals gives you a report in minutes. Nothing is "
              "written before you have seen what will change."),
            _("Import a workbook"),
            url("import"),
        )  # fmt: skip
    if (reach := reach_of("events.change_fair")) and (fair := queries.past_but_planned(reach)):
        return Step(
            _("Was %(fair)s held?") % {"fair": fair},
            _("Its last day is past. Only a fair that was held counts in the report."),
            _("Open the fair"),
            url("fair", fair.slug),
        )
    if step := _who_waits(organizer, reach_of, url):
        return step
    reach = reach_of("enterprises.change_certificate")
    if reach and (count := queries.expiring_certificates(reach)):
        return Step(
            ngettext("%(n)s OCOP certificate ends soon", "%(n)s OCOP certificates end soon", count) % {"n": count},
            _("Products whose certificate has ended no longer count. Tell their holders in time."),
            _("See the certificates"),
            url("certificates", query="?standing=expiring"),
        )
    if (reach := reach_of("contracts.view_results")) and (year := queries.last_year_with_deals(reach)):
        return Step(
            _("The report for %(year)s is ready to read") % {"year": year},
            _("Every figure opens the rows behind it. Check them, then make the document."),
            _("Open the results"),
            url("results", query=f"?from=01/01/{year}&to=31/12/{year}"),
        )
    return None


def _who_waits(organizer: Organizer, reach_of: ReachOf, url: Callable[..., str]) -> Step | None:
    """Who waits for an answer: people whose days the law counts, applications, enterprises that ask for a link."""
    if step := _by_law(organizer, reach_of, url):
        return step
    reach = reach_of("events.review_application")
    if reach and (waiting := queries.to_review(reach))[0]:
        count, fair = waiting
        return Step(
            ngettext("%(n)s application waits for an answer", "%(n)s applications wait for an answer", count)
            % {"n": count},
            _("%(fair)s begins on %(day)s. Every enterprise gets an answer.")
            % {"fair": fair, "day": _said(fair.starts_on)},
            _("Review the applications"),
            url("applications", fair.slug),
        )
    if reach_of("enterprises.answer_ask") and (count := asks(organizer).count()):
        return Step(
            ngettext("%(n)s enterprise asks to be linked", "%(n)s enterprises ask to be linked", count) % {"n": count},
            _("They opened an account and ask to see what stands on your card of them."),
            _("See who asks"),
            url("link_asks"),
        )
    return None


def _by_law(organizer: Organizer, reach_of: ReachOf, url: Callable[..., str]) -> Step | None:
    """What has a day that the law sets: people's data first, then what a fair owes the department."""
    reach = reach_of("portal.answer_data_requests")
    if reach and reach.is_whole and (step := _data_requests(organizer, url)):
        return step
    reach = reach_of("events.change_legal_file")
    return _legal_deadline(reach, url) if reach else None


# kind → the title of the step
OWED = {
    TermKind.REGISTER: gettext_noop("Register %(fair)s with the department"),
    TermKind.REPORT: gettext_noop("Report the results of %(fair)s"),
}


def _legal_deadline(reach: Reach, url: Callable[..., str]) -> Step | None:
    """The nearest day by which a fair owes the department something."""
    if (found := nearest(reach)) is None:
        return None
    fair, deadline = found
    facts = {"fair": fair, "day": _said(deadline.by), "how": deadline.status.label}
    return Step(
        _(OWED[deadline.kind]) % facts,
        _("The last day is %(day)s: %(how)s. The law sets the day.") % facts,
        _("Open the legal file"),
        url("legal_file", fair.slug),
    )


def _data_requests(organizer: Organizer, url: Callable[..., str]) -> Step | None:
    """What people ask about their data, once the nearest day is close."""
    count, nearest = next_due(organizer)
    if nearest is None or nearest.days_left > CLOSE_DAYS:
        return None
    facts = {"n": count, "day": _said(nearest.next_by), "kind": nearest.get_kind_display()}
    overdue = nearest.days_left < 0
    return Step(
        ngettext("%(n)s request about personal data waits", "%(n)s requests about personal data wait", count) % facts,
        _("The nearest (%(kind)s) was due on %(day)s and is overdue.") % facts
        if overdue
        else _("The nearest (%(kind)s) is due on %(day)s. The law sets the day.") % facts,
        _("See the requests"),
        url("data_requests"),
    )


def enterprise_step(
    account: Enterprise,
    applications: Sequence[Application],
    fairs: Sequence[Fair],
    meetings: Sequence[Meeting],
    agreement: Agreement | None,
) -> Step | None:
    """What somebody who acts for an enterprise should do now: today's meetings first, then what has an end."""
    return (
        _meetings_today(account, meetings)
        or _returned(account, applications)
        or _details(account)
        or _unsent(account, applications)
        or _booth(account, applications)
        or _open_fair(account, fairs)
        or _latest_agreement(account, agreement)
    )


def _own(name: str, account: Enterprise, *args) -> str:
    return reverse(name, args=[account.pk, *args])


def _said(day: date) -> str:
    return date_format(day, "d/m/Y")


def _meetings_today(account: Enterprise, meetings: Sequence[Meeting]) -> Step | None:
    today = [m for m in meetings if timezone.localtime(m.slot.starts_at).date() == timezone.localdate()]
    if not today:
        return None
    first = {"time": timezone.localtime(today[0].slot.starts_at).strftime("%H:%M"), "table": today[0].place}
    return Step(
        ngettext("%(n)s meeting today", "%(n)s meetings today", len(today)) % {"n": len(today)},
        _("The first is at %(time)s, table %(table)s. Be there five minutes before.") % first,
        _("See the meetings"),
        _own("my_meetings", account),
    )


def _returned(account: Enterprise, applications: Sequence[Application]) -> Step | None:
    returned = next((a for a in applications if a.told_state == ApplicationState.RETURNED and not a.is_entered), None)
    if returned is None:
        return None
    facts = {
        "fair": returned.fair,
        "day": _said(returned.fair.starts_on - timedelta(days=1)),
        "answer": returned.told_answer,
    }
    return Step(
        _("Change your application to %(fair)s") % facts,
        _("The organizer writes: %(answer)s. Send it again by %(day)s.") % facts,
        _("Open the application"),
        _own("my_application", account, returned.pk),
    )


def _details(account: Enterprise) -> Step | None:
    if account.address_as_written and account.contact_name and (account.phone or account.email):
        return None
    return Step(
        _("Say where you are and whom to ask"),
        _("Organizers need an address and a contact. You enter them once; each application then has them."),
        _("Fill in the details"),
        _own("my_details", account),
    )


def _unsent(account: Enterprise, applications: Sequence[Application]) -> Step | None:
    today = timezone.localdate()
    drafts = (a for a in applications if a.state == ApplicationState.DRAFT and not a.is_entered)
    draft = next((a for a in drafts if last_day(a.fair) >= today), None)
    if draft is None:
        return None
    facts = {"fair": draft.fair, "day": _said(last_day(draft.fair))}
    return Step(
        _("Send your application to %(fair)s") % facts,
        _("It is still a draft: the organizer does not see it. The last day is %(day)s.") % facts,
        _("Open the application"),
        _own("my_application", account, draft.pk),
    )


def _booth(account: Enterprise, applications: Sequence[Application]) -> Step | None:
    """The nearest fair at which a booth is already assigned."""
    for application in reversed(applications):
        if application.told_state != ApplicationState.APPROVED or application.fair.ends_on < timezone.localdate():
            continue
        if holdings := booths_of(application):
            fair = application.fair
            facts = {"booth": ", ".join(str(held.booth) for held in holdings), "fair": fair}
            facts["days"] = day_range(fair.starts_on, fair.ends_on)
            return Step(
                _("Booth %(booth)s is yours") % facts,
                _("%(fair)s, %(days)s. See where it stands and what is painted over it.") % facts,
                _("See your booth"),
                _own("my_application", account, application.pk),
            )
    return None


def _open_fair(account: Enterprise, fairs: Sequence[Fair]) -> Step | None:
    if not fairs:
        return None
    fair = min(fairs, key=last_day)
    facts = {"fair": fair, "day": _said(last_day(fair))}
    return Step(
        _("Apply to %(fair)s") % facts,
        _("It takes applications until %(day)s. The form takes five minutes, also on a phone.") % facts,
        _("Begin the application"),
        _own("my_application_new", account, fair.organizer.slug, fair.slug),
    )


def _latest_agreement(account: Enterprise, agreement: Agreement | None) -> Step | None:
    if agreement is None:
        return None
    return Step(
        _("Read your agreement"),
        _("It stands in your account as the organizer recorded it. Tell them where it is wrong."),
        _("Open the agreement"),
        _own("my_agreement", account, agreement.pk),
    )
