"""What an enterprise has been told. A decision and a booth show on its pages when their letter's time has come.

Of an application: `told_state` and `told_answer`.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from common import history
from common.models import Letter
from common.outbox import UNSENT
from events.letters import BOOTH, booth_thread
from events.models import Application, BoothHolding, Fair, FairNotice, FairState, Participation


def booths(participations: Iterable[Participation]) -> dict[int, list[BoothHolding]]:
    """By participation the booths of which it was told: those of now, unless a letter about them still waits.

    Then they are what the last letter said that went out; none, where none did.
    """
    threads, now = {booth_thread(row): row.pk for row in participations}, timezone.now()
    waits, last = set(), {}
    for letter in Letter.objects.filter(kind=BOOTH, thread__in=threads).order_by("pk"):
        was_put_off = letter.error  # the mail server could not be reached: its time had come
        if letter.state in UNSENT and letter.not_before > now and not was_put_off:
            waits.add(threads[letter.thread])
        else:
            last[threads[letter.thread]] = letter.created_at
    found = defaultdict(list)
    rows = BoothHolding.objects.filter(participation__in=threads.values()).select_related("booth__hall")
    for holding in rows.order_by("booth__code"):
        at = last.get(holding.participation_id) if holding.participation_id in waits else now
        if at and holding.held_at <= at and (holding.released_at is None or holding.released_at > at):
            found[holding.participation_id].append(holding)
    return found


def booths_of(application: Application) -> list[BoothHolding]:
    """The booths of an application of whose approval the enterprise was told."""
    participation = getattr(application, "participation", None)
    if participation is None or application.waits_to_be_told or not application.fair.uses_floor:
        return []
    return booths([participation])[participation.pk]


def called_off(fair: Fair) -> str | None:
    """Why a fair is called off, once everyone was told; None while it is not."""
    if fair.state != FairState.CANCELLED:
        return None
    notice = fair.notices.filter(kind=FairNotice.Kind.CANCEL, undone_at=None).first()
    if notice is None:
        return ""
    return None if notice.may_undo else notice.reason


def _people(application: Application) -> QuerySet:
    """Those who act for the enterprise: of what staff entered, the staff."""
    if application.is_entered:
        return Application.objects.filter(pk=application.pk).values_list("entered_by", flat=True)
    return application.enterprise.members.values_list("user", flat=True)


def entries(application: Application) -> list[history.Entry]:
    """The steps of an application as its enterprise knows them, the newest first.

    A decision that was taken back before its letter went never was; one whose letter waits is not there yet.
    """
    told, until = [], timezone.now()
    for row in application.history.select_related("history_user"):
        if row.told_at is None or row.told_at <= until:
            told.append(row)
        until = row.history_date
    own = set(_people(application))
    befores = [*(row.state for row in told[1:]), ""]
    steps = [
        row for row, before in zip(told, befores, strict=True) if row.state != before or row.history_user_id in own
    ]
    return history.told(steps)
