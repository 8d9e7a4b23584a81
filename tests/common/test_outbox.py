"""The outbox: each letter once, in order, and no guess about one whose fate is unknown."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from common import outbox
from common.models import Letter

pytestmark = pytest.mark.django_db

State = Letter.State


class Server(BaseEmailBackend):
    """A mail server that answers each letter as the test says, by its subject."""

    answers: dict[str, Exception] = {}
    unreachable = False
    taken: list[str] = []

    def open(self) -> bool:
        if self.unreachable:
            raise ConnectionRefusedError("nobody is there")
        return True

    def send_messages(self, messages: list) -> int:
        for message in messages:
            if error := self.answers.get(message.subject):
                raise error
            self.taken.append(message.subject)
        return len(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    for name, value in {"answers": {}, "unreachable": False, "taken": []}.items():
        monkeypatch.setattr(Server, name, value)
    return Server


def post(subject: str = "Thư mời", *, to: str = "binh@example.com", **fields) -> Letter:
    return outbox.post(to=to, subject=subject, body="Kính gửi bà Bình", kind="test", **fields)


def state(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"binh@example.com": (code, b"no")})


def test_a_letter_is_sent_once():
    letter = post()
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert state(letter) == State.SENT
    assert [(m.subject, m.to) for m in mail.outbox] == [("Thư mời", ["binh@example.com"])]


def test_a_letter_of_a_deed_that_was_undone_is_never_sent():
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert outbox.deliver_due() == 0


def test_a_letter_waits_for_its_time():
    letter = post(not_before=timezone.now() + timedelta(minutes=5))
    assert outbox.deliver_due() == 0
    assert state(letter) == State.WAITING


def test_letters_of_one_thread_to_one_person_go_in_order(server):
    post("the invitation", thread="meeting-1", not_before=timezone.now() + timedelta(minutes=5))
    post("its withdrawal", thread="meeting-1")
    outbox.deliver_due()
    assert server.taken == []
    Letter.objects.update(not_before=timezone.now())
    outbox.deliver_due()
    outbox.deliver_due()
    assert server.taken == ["the invitation", "its withdrawal"]


def test_letters_to_others_and_of_other_threads_do_not_wait(server):
    post("held", thread="meeting-1", not_before=timezone.now() + timedelta(minutes=5))
    post("to another", thread="meeting-1", to="khang@example.com")
    post("of another thread", thread="meeting-2")
    post("of none")
    outbox.deliver_due()
    assert server.taken == ["to another", "of another thread", "of none"]


def test_a_letter_that_failed_does_not_hold_up_the_next_of_its_thread(server):
    server.answers = {"first": refused(550)}
    post("first", thread="meeting-1")
    post("second", thread="meeting-1")
    outbox.deliver_due()
    outbox.deliver_due()
    assert server.taken == ["second"]


def test_a_letter_is_not_taken_by_two_workers(server):
    letter = post()
    Letter.objects.update(state=State.SENDING)
    assert outbox._deliver(letter, server()) is None
    assert server.taken == []


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (refused(550), State.FAILED),
        (refused(450), State.WAITING),
        (smtplib.SMTPDataError(554, b"spam"), State.FAILED),
        (smtplib.SMTPDataError(451, b"later"), State.WAITING),
        (smtplib.SMTPServerDisconnected("gone"), State.UNCERTAIN),
        (TimeoutError("silent"), State.UNCERTAIN),
        (ValueError("no such address"), State.FAILED),
    ],
)
def test_the_servers_answer_decides_what_becomes_of_a_letter(server, error, fate):
    server.answers = {"Thư mời": error}
    letter = post()
    outbox.deliver_due()
    assert state(letter) == fate
    assert letter.error


def test_a_letter_refused_for_now_is_tried_later_and_not_for_ever(server):
    server.answers = {"Thư mời": refused(450)}
    letter = post()
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        outbox.deliver_due()
        letter.refresh_from_db()
        assert letter.attempts == attempt
        assert letter.not_before > timezone.now()
        Letter.objects.update(not_before=timezone.now())
    assert letter.state == State.FAILED


def test_a_broken_connection_leaves_the_other_letters_waiting(server):
    server.answers = {"first": smtplib.SMTPServerDisconnected("gone")}
    post("first")
    second = post("second")
    outbox.deliver_due()
    assert state(second) == State.WAITING
    outbox.deliver_due()
    assert state(second) == State.SENT


def test_a_mail_server_that_is_away_counts_against_no_letter(server):
    server.unreachable = True
    letter = post()
    for _look in range(outbox.MAX_ATTEMPTS + 1):
        outbox.deliver_due()
        Letter.objects.update(not_before=timezone.now())
    assert state(letter) == State.WAITING
    assert "nobody is there" in letter.error
    server.unreachable = False
    outbox.deliver_due()
    assert state(letter) == State.SENT


def test_an_interrupted_letter_is_uncertain_and_never_repeated_by_itself(server):
    letter = post()
    long_ago = timezone.now() - timedelta(hours=1)
    Letter.objects.update(state=State.SENDING, handed_over_at=long_ago)
    outbox.mark_interrupted()
    outbox.deliver_due()
    assert state(letter) == State.UNCERTAIN
    assert server.taken == []


def test_a_letter_being_handed_over_just_now_is_left_alone():
    letter = post()
    Letter.objects.update(state=State.SENDING, handed_over_at=timezone.now())
    assert outbox.mark_interrupted() == 0
    assert state(letter) == State.SENDING


def test_a_person_may_send_an_uncertain_letter_again(server):
    letter = post()
    Letter.objects.update(state=State.UNCERTAIN)
    outbox.send_again(letter=letter)
    outbox.deliver_due()
    assert server.taken == ["Thư mời"]


def test_a_letter_that_was_sent_is_not_sent_again_by_a_late_click(server):
    letter = post()
    outbox.deliver_due()
    outbox.send_again(letter=letter)
    outbox.deliver_due()
    assert server.taken == ["Thư mời"]


def test_a_worker_told_to_end_leaves_the_rest_of_the_letters_waiting(server):
    post("first")
    post("second")
    outbox.deliver_due(may_go_on=lambda: not server.taken)
    assert server.taken == ["first"]
    assert Letter.objects.filter(state=State.WAITING).count() == 1


def test_a_letter_sent_twice_is_known_by_its_message_id():
    letter = post()
    outbox.deliver_due()
    Letter.objects.update(state=State.UNCERTAIN)
    outbox.send_again(letter=letter)
    outbox.deliver_due()
    first, second = (m.extra_headers["Message-ID"] for m in mail.outbox)
    assert first == second


INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:3\r\nDTSTAMP:20260101T000000Z\r\n"


def stamps() -> list[str]:
    return [re.search(r"DTSTAMP:(\S+)", message.alternatives[0][0])[1] for message in mail.outbox]


def test_an_invitation_sent_again_says_when_and_keeps_its_sequence(monkeypatch):
    letter = post(calendar=INVITATION)
    outbox.deliver_due()
    Letter.objects.update(state=State.UNCERTAIN)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("common.outbox.timezone.now", lambda: later)
    outbox.send_again(letter=letter)
    outbox.deliver_due()
    assert stamps()[1] == f"{later:%Y%m%dT%H%M%SZ}" > stamps()[0] > "20260101T000000Z"
    assert all("SEQUENCE:3\r\n" in message.alternatives[0][0] for message in mail.outbox)
    assert all("Z\r\n" in message.alternatives[0][0] for message in mail.outbox)


def test_what_opens_an_account_is_forgotten_once_it_is_sent():
    letter = post(is_secret=True, short="https://chophien.vn/reset/abc")
    outbox.deliver_due()
    assert mail.outbox[0].body == "Kính gửi bà Bình"
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.short, letter.subject) == (State.SENT, "", "", "Thư mời")


def test_other_letters_are_kept_whole():
    letter = post()
    outbox.deliver_due()
    letter.refresh_from_db()
    assert letter.body == "Kính gửi bà Bình"


@pytest.mark.parametrize("fate", [State.WAITING, State.UNCERTAIN, State.FAILED])
def test_what_opens_an_account_and_was_never_sent_is_forgotten_after_three_days(fate):
    letter = post(is_secret=True)
    Letter.objects.update(state=fate, created_at=timezone.now() - timedelta(days=2, hours=23))
    assert outbox.forget_secrets() == 0
    Letter.objects.update(created_at=timezone.now() - timedelta(days=3, minutes=1))
    assert outbox.forget_secrets() == 1
    outbox.send_again(letter=letter)
    letter.refresh_from_db()
    assert (letter.body, letter.state) == ("", State.FAILED)
