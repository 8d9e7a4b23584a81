"""Letters: written in the transaction of the deed they tell of, sent by the worker.

Order is kept per recipient and thread. A letter that was handed over when the sending broke off may or may not
have arrived: it is marked uncertain and never repeated by itself.
"""

import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from common.models import Letter
from common.text import clean, fold

MAX_ATTEMPTS = 6
HANDING_OVER_TAKES_AT_MOST = timedelta(minutes=10)


def post(
    *, to: str, subject: str, body: str, kind: str, organizer=None, thread: str = "", not_before: datetime | None = None
) -> Letter:
    """Put a letter into the outbox, to be sent once the surrounding transaction is committed."""
    return Letter.objects.create(
        organizer=organizer,
        to=to,
        subject=clean(subject)[:255],
        search_key=fold(f"{subject} {to}")[:600],
        body=body,
        kind=kind[:40],
        thread=thread,
        not_before=not_before or timezone.now(),
    )


def due() -> QuerySet[Letter]:
    """Letters whose time has come and that no earlier letter of the same thread still precedes."""
    earlier = Letter.objects.filter(
        to=OuterRef("to"), thread=OuterRef("thread"), pk__lt=OuterRef("pk"), state__in=("waiting", "sending")
    )
    waiting = Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=timezone.now())
    return waiting.exclude(Exists(earlier.exclude(thread=""))).order_by("pk")


def deliver_due(*, limit: int = 50) -> int:
    """Send what is due; returns how many were sent."""
    mark_interrupted()
    letters = list(due()[:limit])
    if not letters:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # nobody took anything over: try later
        for letter in letters:
            _wait(letter, error)
        return 0
    try:
        return sum(_deliver(letter, connection) for letter in letters)
    finally:
        connection.close()


def mark_interrupted() -> int:
    """A letter still being handed over after ten minutes was interrupted: nobody knows whether it arrived."""
    long_ago = timezone.now() - HANDING_OVER_TAKES_AT_MOST
    stuck = Letter.objects.filter(state=Letter.State.SENDING, handed_over_at__lt=long_ago)
    return stuck.update(state=Letter.State.UNCERTAIN, error="interrupted while it was handed over")


def _deliver(letter: Letter, connection) -> bool:
    claimed = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING).update(
        state=Letter.State.SENDING, handed_over_at=timezone.now(), attempts=letter.attempts + 1
    )
    if not claimed:
        return False
    letter.attempts += 1
    message = EmailMessage(letter.subject, letter.body, to=[letter.to], connection=connection)
    message.extra_headers["Message-ID"] = f"<letter-{letter.pk}@{message.from_email.rpartition('@')[2].rstrip('>')}>"
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, UnicodeError) as error:
        _settle(letter, Letter.State.FAILED, error)
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError, ConnectionRefusedError) as error:
        _wait(letter, error)
    except Exception as error:  # noqa: BLE001 — whatever broke off the hand-over, the outcome is unknown
        _settle(letter, Letter.State.UNCERTAIN, error)
    else:
        Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, sent_at=timezone.now(), error="")
        return True
    return False


def _wait(letter: Letter, error: Exception) -> None:
    if letter.attempts >= MAX_ATTEMPTS:
        _settle(letter, Letter.State.FAILED, error)
        return
    pause = timedelta(minutes=2**letter.attempts)
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.WAITING,
        attempts=max(letter.attempts, 1) if letter.state == Letter.State.SENDING else letter.attempts + 1,
        not_before=timezone.now() + pause,
        error=str(error)[:500],
    )


def _settle(letter: Letter, state: str, error: Exception) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=state, error=str(error)[:500])


def send_again(*, letter: Letter) -> None:
    """A person decided to send a letter that failed or whose fate is uncertain once more."""
    Letter.objects.filter(pk=letter.pk, state__in=(Letter.State.FAILED, Letter.State.UNCERTAIN)).update(
        state=Letter.State.WAITING, attempts=0, not_before=timezone.now(), error=""
    )
