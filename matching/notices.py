"""A fair that is called off or moved: who is told of it, and in which words.

Whoever applied or takes part gets one letter; whoever has e-mail and sits in a meeting to come gets one more for each,
with which their calendar lets go of the meeting or moves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from common import outbox
from common.models import Letter
from common.tables import day_range
from events import window
from events.letters import Reader, booth_reader, booth_thread, reader_of, thread_of
from events.models import ApplicationState, Delegate, Fair, FairNotice, ParticipationState
from matching.letters import written
from matching.models import Meeting, MeetingState, Seat

KIND = "fair_notice"
AWAITED = (
    ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.APPROVED, ApplicationState.WAITLISTED,
)  # fmt: skip
# What happened to the fair: subject and sentence. What happened to a meeting: the same.
FAIR = {
    "cancel": (gettext_noop("Called off: %(fair)s"), gettext_noop("%(fair)s, %(was)s, is called off.")),
    "move": (
        gettext_noop("New days or place: %(fair)s"),
        gettext_noop("%(fair)s now takes place on %(is)s. It was to be on %(was)s."),
    ),
}
MEETING = {
    "cancel": (
        gettext_noop("Cancelled: meeting with %(other)s, %(time)s"),
        gettext_noop("Your meeting with %(other)s is cancelled: the fair is called off."),
    ),
    "move": (
        gettext_noop("Moved: meeting with %(other)s, now %(time)s"),
        gettext_noop("Your meeting with %(other)s was moved, together with the fair."),
    ),
}


@dataclass(frozen=True)
class Audience:
    """Who hears of it: readers with the thread of their letters, and the meetings to come."""

    readers: list[tuple[Reader, str]] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def by_mail(self) -> int:
        return sum(bool(reader.email) for reader, _thread in self.readers) + len(list(self.seated()))

    @property
    def by_phone(self) -> int:
        return sum(not reader.email for reader, _thread in self.readers)

    def seated(self) -> Iterable[tuple[Meeting, Delegate]]:
        """Who has e-mail and sits in a meeting to come."""
        for meeting in self.meetings:
            for seat in meeting.seats.all():
                if seat.delegate.email:
                    yield meeting, seat.delegate


def audience(fair: Fair, *, with_meetings: bool = True) -> Audience:
    """Everyone concerned, in a fixed number of queries; nobody, once the fair is over."""
    if fair.ends_on < window.today_at(fair):
        return Audience()
    meetings = list(to_come(fair)) if with_meetings else []
    found: dict[str, tuple[Reader, str]] = {}
    for reader, thread in [*_applied(fair), *_listed(fair), *_seated_without_mail(meetings)]:
        found.setdefault(reader.email.lower() or reader.phone, (reader, thread))
    return Audience(list(found.values()), meetings)


def to_come(fair: Fair) -> Iterable[Meeting]:
    """The meetings that are still to be held, with who sits in them."""
    seats = Seat.objects.select_related("delegate__personal_link", "delegate__participation__enterprise")
    rows = Meeting.objects.filter(fair=fair, state=MeetingState.SCHEDULED, slot__ends_at__gte=timezone.now())
    names = ("fair__organizer", "slot", "place", "buyer__enterprise", "seller__enterprise")
    return rows.select_related(*names).prefetch_related(Prefetch("seats", seats)).order_by("slot__starts_at", "pk")


def _applied(fair: Fair) -> Iterable[tuple[Reader, str]]:
    for application in fair.applications.filter(state__in=AWAITED).select_related("submitted_by").order_by("pk"):
        yield reader_of(application), thread_of(application)


def _listed(fair: Fair) -> Iterable[tuple[Reader, str]]:
    """Those on the fair's list who did not apply online."""
    rows = fair.participations.filter(application=None).exclude(state=ParticipationState.NO_SHOW)
    for row in rows.select_related("enterprise").prefetch_related("delegates").order_by("pk"):
        if reader := booth_reader(row):
            yield reader, booth_thread(row)


def _seated_without_mail(meetings: list[Meeting]) -> Iterable[tuple[Reader, str]]:
    """They are told by phone once, and not of each meeting."""
    for meeting in meetings:
        for seat in meeting.seats.all():
            person = seat.delegate
            if person.phone and not person.email:
                yield Reader(person.name, "", person.phone, _at_home(person)), booth_thread(person.participation)


def _at_home(person: Delegate) -> str:
    return "vi" if person.participation.enterprise.country == "VN" else "en"


def letter(notice: FairNotice, reader: Reader) -> outbox.Letter:
    """What one reader is told of the fair."""
    fair = notice.fair
    subject, sentence = FAIR[notice.kind]
    with translation.override(reader.language):
        facts = {
            "fair": fair.name,
            "was": _where(notice.old_starts_on, notice.old_ends_on, notice.old_place),
            "is": _where(fair.starts_on, fair.ends_on, fair.place),
        }
        subject, sentence = _(subject) % facts, _(sentence) % facts
        reason = _("Reason: %(reason)s") % {"reason": notice.reason}
        greeting = _("Dear %(name)s,") % {"name": reader.name}
    return outbox.written(
        organizer=fair.organizer,
        about_fair=fair.pk,
        to=reader.email,
        mobile=reader.phone,
        name=reader.name,
        subject=subject,
        body="\n\n".join([greeting, sentence, reason, fair.organizer.name]),
        short=f"{sentence} {reason}",
        kind=KIND,
        not_before=notice.told_at,
    )


def _where(first, last, place: str) -> str:
    return ", ".join(filter(None, [day_range(first, last), place]))


def write(notice: FairNotice, audience: Audience) -> int:
    """Put all of it into the outbox; returns how many letters that is."""
    letters = []
    for reader, thread in audience.readers:
        one = letter(notice, reader)
        one.thread = thread
        letters.append(one)
    letters += _to_calendars(notice, audience)
    outbox.post_all(letters)
    return len(letters)


def _to_calendars(notice: FairNotice, audience: Audience) -> Iterable[Letter]:
    seated = list(audience.seated())
    mailboxes = {person.email.lower() for _meeting, person in seated}
    languages = dict(User.objects.filter(email__in=mailboxes).values_list("email", "language"))
    subject, sentence = MEETING[notice.kind]
    for meeting, person in seated:
        with translation.override(languages.get(person.email.lower(), _at_home(person))):
            reason = _("Reason: %(reason)s") % {"reason": notice.reason}
            fields = written(
                meeting, person, kind=KIND, subject=_(subject), opening=f"{_(sentence)}\n{reason.replace('%', '%%')}"
            )
        yield outbox.written(**fields, not_before=notice.told_at)


def recall(notice: FairNotice) -> bool:
    """Take the letters of a notice back; False where one is on its way already."""
    ours = Letter.objects.filter(organizer=notice.fair.organizer, kind=KIND, not_before=notice.told_at)
    ours.filter(state__in=outbox.UNSENT).delete()
    return not ours.exists()
