"""Letters: written in the transaction of the deed they tell of, sent by the worker.

Order is kept per recipient and thread. A letter that was handed over when the sending broke off may or may not
have arrived: it is marked uncertain and never repeated by itself.
"""

import logging
import re
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from common import erased
from common.models import Letter, StoredFile
from common.restrictions import is_restricted
from common.rounds import every_minute
from common.text import clean, clean_lines, fold

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
REFUSED_FOR_NOW, REFUSED_FOR_GOOD = 400, 500
UNSENT = (Letter.State.WAITING, Letter.State.BY_HAND)
SECRETS_KEPT = timedelta(days=3)  # as long as a link to set a password is good
UNREACHABLE_PAUSE = timedelta(minutes=1)
HANDING_OVER_TAKES_AT_MOST = timedelta(minutes=10)
# What reaches also those who asked that their data be left alone: answers that they are owed, a journey spared. A
# letter without an organizer is about their own account, and always goes.
OWED = frozenset(
    {
        "access_link",
        "application_change_granted",
        "application_change_refused",
        "application_decision",
        "application_receipt",
        "data_erased",
        "data_request",
        "fair_notice",
        "meeting_cancelled",
        "place_offer",
    }
)


def post(**fields) -> Letter:
    """Put a letter into the outbox, to be sent once the surrounding transaction is committed. See `written`."""
    letter = written(**fields)
    letter.save(force_insert=True)
    return letter


def post_all(letters: list[Letter]) -> None:
    """Put many letters into the outbox in their order."""
    Letter.objects.bulk_create(letters, batch_size=500)


def written(
    *,
    subject: str,
    body: str,
    kind: str,
    to: str = "",
    mobile: str = "",
    name: str = "",
    short: str = "",
    calendar: str = "",
    attachment: StoredFile | None = None,
    stop_url: str = "",
    is_secret: bool = False,
    organizer=None,
    about_fair: int | None = None,
    thread: str = "",
    not_before: datetime | None = None,
) -> Letter:
    """A letter for the outbox, not kept yet.

    Somebody without an e-mail address is told by phone or message: the letter waits in the call list, where `short`
    is the text to paste. `calendar` is an iCalendar object that goes along (domain.md §11). Of one that `is_secret`
    the text, which opens an account, is kept no longer than it takes to send it.
    """
    state = Letter.State.WAITING if to else Letter.State.BY_HAND
    if not _may_reach(organizer, kind, to, mobile):
        state = Letter.State.WITHHELD  # kept, and never sent
    return Letter(
        organizer=organizer,
        about_fair=about_fair,
        to=to,
        mobile=mobile,
        name=clean(name)[:160],
        subject=clean(subject)[:255],
        search_key=fold(f"{subject} {name} {to} {mobile}")[:600],
        body=clean_lines(body),
        short=clean_lines(short)[:400],
        calendar=calendar,
        attachment=attachment,
        stop_url=stop_url,
        is_secret=is_secret,
        kind=kind[:40],
        thread=thread,
        state=state,
        not_before=not_before or timezone.now(),
    )


def _may_reach(organizer, kind: str, to: str, mobile: str) -> bool:
    """Nobody is left to write to where a person was erased; who asked to be left alone gets what is owed."""
    if erased.is_nobodys(email=to, mobile="" if to else mobile):
        return False
    return not organizer or kind in OWED or not is_restricted(organizer=organizer, email=to, mobile=mobile)


def due() -> QuerySet[Letter]:
    """Letters whose time has come and that no earlier letter of the same thread still precedes."""
    earlier = Letter.objects.filter(
        to=OuterRef("to"), thread=OuterRef("thread"), pk__lt=OuterRef("pk"), state__in=("waiting", "sending")
    )
    waiting = Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=timezone.now())
    return waiting.exclude(Exists(earlier.exclude(thread=""))).order_by("pk")


def deliver_due(*, limit: int = 50, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; returns how many were sent. `may_go_on` is asked before each letter."""
    letters = list(due()[:limit])
    if not letters:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        _put_off(letters, error)
        return 0
    sent = 0
    try:
        for letter in letters:
            outcome = _deliver(letter, connection) if may_go_on() else None
            sent += outcome == Letter.State.SENT
            if outcome not in (Letter.State.SENT, Letter.State.FAILED):
                break  # the connection may be gone: the other letters wait for the next one
    finally:
        connection.close()
    return sent


def _put_off(letters: list[Letter], error: OSError) -> None:
    """The mail server cannot be reached: that counts against no letter, however long it lasts."""
    logger.warning("no connection to the mail server: %s", error)
    waiting = Letter.objects.filter(pk__in=[letter.pk for letter in letters], state=Letter.State.WAITING)
    waiting.update(not_before=timezone.now() + UNREACHABLE_PAUSE, error=str(error)[:500])


@every_minute
def mark_interrupted() -> int:
    """A letter still being handed over after ten minutes was interrupted: nobody knows whether it arrived."""
    long_ago = timezone.now() - HANDING_OVER_TAKES_AT_MOST
    stuck = Letter.objects.filter(state=Letter.State.SENDING, handed_over_at__lt=long_ago)
    return stuck.update(state=Letter.State.UNCERTAIN, error="interrupted while it was handed over")


@every_minute
def forget_secrets() -> int:
    """What opens an account is not kept in a letter that was never sent: its link is too old by then."""
    old = Letter.objects.filter(is_secret=True, created_at__lt=timezone.now() - SECRETS_KEPT).exclude(body="")
    old.filter(state__in=(Letter.State.WAITING, Letter.State.UNCERTAIN)).update(state=Letter.State.FAILED)
    return old.update(body="", short="")


def _deliver(letter: Letter, connection) -> str | None:
    """Hand one letter over; returns what became of it, None where another worker had it already."""
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    taken = waiting.update(state=Letter.State.SENDING, handed_over_at=timezone.now(), attempts=F("attempts") + 1)
    if not taken:
        return None
    try:
        _message(letter, connection).send()
    except Exception as error:  # noqa: BLE001 — whatever went wrong, the letter must not stay half-sent
        return _settle(letter, _fate(error), error)
    return _settle(letter, Letter.State.SENT)


def _message(letter: Letter, connection) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(letter.subject, letter.body, to=[letter.to], connection=connection)
    if letter.calendar:
        # iMIP (RFC 6047): the method stands in the MIME type too, else calendars take the invitation for a file.
        method = re.search(r"^METHOD:(\w+)", letter.calendar, re.MULTILINE)[1]
        message.attach_alternative(_stamped(letter.calendar), f"text/calendar; method={method}")
    if letter.attachment_id:
        _attach(message, letter.attachment)
    if letter.stop_url:  # the mailbox then offers a button of its own, which posts there by itself
        message.extra_headers["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # The same each time, so that a mailbox that has the letter already knows it again.
    message.extra_headers["Message-ID"] = f"<letter-{letter.pk}@{message.from_email.rpartition('@')[2].rstrip('>')}>"
    return message


def _attach(message: EmailMultiAlternatives, stored: StoredFile) -> None:
    """A file that is gone, or cannot be read now, keeps no letter back: its link leads there too."""
    try:
        with stored.content.open("rb") as file:
            message.attach(stored.name, file.read(), stored.media_type)
    except OSError as error:
        logger.warning("%s could not be attached: %s", stored.content.name, error)


def _stamped(calendar: str) -> str:
    """An invitation says when it was sent, each time anew; its SEQUENCE stays (domain.md §11)."""
    return re.sub(r"^DTSTAMP:.*?(?=\r?$)", f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}", calendar, flags=re.MULTILINE)


def _fate(error: Exception) -> str:
    """What an error means: a clear answer of the server or a letter that cannot be written, else nobody knows."""
    if isinstance(error, (ValueError, smtplib.SMTPNotSupportedError)):
        return Letter.State.FAILED
    code = _answer(error)
    if code >= REFUSED_FOR_GOOD:
        return Letter.State.FAILED
    if code >= REFUSED_FOR_NOW or isinstance(error, ConnectionRefusedError):
        return Letter.State.WAITING
    return Letter.State.UNCERTAIN


def _answer(error: Exception) -> int:
    """The code with which the mail server refused a letter; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _text in error.recipients.values())
    return getattr(error, "smtp_code", 0)


def _settle(letter: Letter, state: str, error: Exception | str = "") -> str:
    row = Letter.objects.filter(pk=letter.pk)
    if state == Letter.State.SENT:
        row.update(state=state, sent_at=timezone.now(), error="")
        row.filter(is_secret=True).update(body="", short="")
        return state
    attempts = row.values_list("attempts", flat=True).get()
    if state == Letter.State.WAITING and attempts >= MAX_ATTEMPTS:
        state = Letter.State.FAILED
    pause = timedelta(minutes=2**attempts)
    row.update(state=state, not_before=timezone.now() + pause, error=str(error)[:500])
    return state


def send_again(*, letter: Letter) -> None:
    """A person decided to send a letter that failed or whose fate is uncertain once more."""
    unsent = Letter.objects.filter(pk=letter.pk, state__in=(Letter.State.FAILED, Letter.State.UNCERTAIN))
    unsent.exclude(body="").update(state=Letter.State.WAITING, attempts=0, not_before=timezone.now(), error="")


def send_now(*, thread: str, kind: str) -> int:
    """Let letters that wait for the time of undoing to be over go at once; returns how many."""
    return _held_back(thread=thread, kind=kind).update(not_before=timezone.now())


def recall(*, thread: str, kind: str) -> int:
    """Take back letters that still wait for their time; returns how many. One that is being sent stays."""
    return _held_back(thread=thread, kind=kind).delete()[0]


def _held_back(**which) -> QuerySet[Letter]:
    return Letter.objects.filter(state__in=UNSENT, not_before__gt=timezone.now(), **which)
