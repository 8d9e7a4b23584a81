"""Letters about meetings: to whoever sits in them, each in their language, in one thread per meeting."""

from collections.abc import Iterable
from copy import copy

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.links import absolute
from events.models import Delegate
from matching.actions.links import renew_link
from matching.invitations import invitation
from matching.models import Meeting, PersonalLink, Place, Slot
from matching.times import said as when


def invite(meeting: Meeting, people: Iterable[Delegate]) -> None:
    for person in people:
        with translation.override(language_of(person)):
            _post(
                meeting,
                person,
                kind="meeting_invitation",
                subject=_("Meeting with %(other)s, %(time)s"),
                opening=_("You have a meeting with %(other)s."),
            )


def tell_moved(meeting: Meeting, people: Iterable[Delegate], *, before: tuple[Slot, Place]) -> None:
    slot, place = before
    for person in people:
        with translation.override(language_of(person)):
            was = _("It was at %(time)s, %(table)s.") % {"time": when(meeting.fair, slot), "table": place}
            _post(
                meeting,
                person,
                kind="meeting_moved",
                subject=_("Moved: meeting with %(other)s, now %(time)s"),
                opening=_("Your meeting with %(other)s was moved.") + " " + was.replace("%", "%%"),
            )


def tell_cancelled(meeting: Meeting, people: Iterable[Delegate], *, reason: str) -> None:
    for person in people:
        with translation.override(language_of(person)):
            why = _("Reason: %(reason)s") % {"reason": reason}
            _post(
                meeting,
                person,
                kind="meeting_cancelled",
                subject=_("Cancelled: meeting with %(other)s, %(time)s"),
                opening=_("Your meeting with %(other)s is cancelled.") + "\n" + why.replace("%", "%%"),
            )


def language_of(person: Delegate) -> str:
    """That of the person's account; else Vietnamese for enterprises at home and English for those abroad."""
    known = User.objects.filter(email=person.email.lower()).first() if person.email else None
    if known:
        return known.language
    return "vi" if person.participation.enterprise.country == "VN" else "en"


def tell_moved_mailbox(meeting: Meeting, person: Delegate, *, was: str) -> None:
    """The mailbox that a person no longer uses lets go of the meeting; it is not told of the new one."""
    before = copy(person)
    before.email = was
    with translation.override(language_of(before)):
        _post(
            meeting,
            before,
            kind="meeting_cancelled",
            subject=_("No longer for this mailbox: meeting with %(other)s, %(time)s"),
            opening=_("The meeting with %(other)s is no longer announced to this address. The meeting itself stands."),
            takes_back=True,
        )


def _post(meeting: Meeting, person: Delegate, *, takes_back: bool = False, **said) -> None:
    """One letter; nobody is told of a meeting whose time is over, or can be told without an address."""
    if meeting.slot.ends_at < timezone.now() or not (person.email or person.phone):
        return
    link = "" if takes_back else personal_page(person)
    outbox.post(**written(meeting, person, link=link, takes_back=takes_back, **said))


def written(
    meeting: Meeting,
    person: Delegate,
    *,
    kind: str,
    subject: str,
    opening: str,
    link: str = "",
    takes_back: bool = False,
) -> dict:
    """What the outbox is given for one letter, in the active language."""
    other = meeting.seller if person.participation_id == meeting.buyer_id else meeting.buyer
    facts = {
        "other": other.enterprise,
        "time": when(meeting.fair, meeting.slot),
        "table": meeting.place,
        "fair": meeting.fair,
        "place": ", ".join(filter(None, [str(meeting.place), meeting.fair.place])),
        "link": link,
    }
    opening = opening % facts
    body = [opening, _("Time: %(time)s\nPlace: %(place)s\nFair: %(fair)s") % facts]
    if link:
        body.append(_("All your meetings: %(link)s") % facts)
    return {
        "organizer": meeting.fair.organizer,
        "about_fair": meeting.fair_id,
        "to": person.email,
        "mobile": person.phone,
        "name": person.name,
        "kind": kind,
        "thread": f"meeting-{meeting.uid}",
        "subject": subject % facts,
        "body": "\n\n".join(body),
        "short": " ".join([opening, _("%(time)s, %(table)s. %(link)s") % facts]).replace("\n", " ").strip(),
        "calendar": invitation(meeting, person, link=link, takes_back=takes_back) if person.email else "",
    }


def personal_page(person: Delegate) -> str:
    """The address of the person's own meetings, made when it is first needed, and again when its year is over."""
    link = PersonalLink.objects.filter(delegate=person).first()
    if link is None or link.is_expired:
        link = renew_link(delegate=person, by=None)
    return absolute(reverse("meetings_by_link", args=[link.token]))
