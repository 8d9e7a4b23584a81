"""What a person reads whose deed the database broke off: a deadlock's victim, or one that waited in vain.

Both are real: a rival holds the row that the deed wants second, and on PostgreSQL asks for the one that it took first;
on SQLite it keeps the one lock there is.
"""

import threading
import time
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client, RequestFactory

from enterprises.models import Enterprise
from events.actions.floor import assign_booth
from events.models import Application, ApplicationState, Booth, BoothHolding
from portal.views import errors
from tests.at_once import at_once, shared_database
from tests.concurrency.ground import seen, taken_in

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 30
LOOKS_FOR_DEADLOCKS_AFTER = 1  # seconds of waiting, and once: PostgreSQL's default
AWAITED = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@dataclass
class Rival:
    """Somebody who holds rows of `first`, and wants those of `then` that the deed took."""

    first: QuerySet
    then: QuerySet

    def __post_init__(self):
        self.holds, self.wants, self.over = (threading.Event() for _event in range(3))

    def act(self) -> None:
        with transaction.atomic():
            list(self.first.select_for_update().order_by("pk"))
            self.holds.set()
            if connection.vendor == "postgresql":
                self.wants.wait(PATIENCE_SECONDS)
                list(self.then.select_for_update().order_by("pk"))
            else:
                self.over.wait(PATIENCE_SECONDS)

    def let_wait(self, execute, sql: str, *args):
        """The deed goes on once the rival waits for it and has looked for a deadlock in vain: the deed finds it."""
        taken = taken_in(sql) if connection.vendor == "postgresql" else ""
        if taken == self.first.model._meta.db_table:
            wait_until_awaited()
        outcome = execute(sql, *args)
        if taken == self.then.model._meta.db_table:
            self.wants.set()
        return outcome


def wait_until_awaited() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(AWAITED)
            if cursor.fetchone()[0]:
                break
            time.sleep(0.02)
    time.sleep(2 * LOOKS_FOR_DEADLOCKS_AFTER)


@pytest.fixture
def against(tmp_path, monkeypatch):
    """`against(rival, client, url, data, look)`: the answer to a form sent meanwhile, and what `look` finds then."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", 0.2)

    def send(rival: Rival, client: Client, url: str, data: dict, look) -> tuple[HttpResponse, object]:
        def press() -> HttpResponse:
            rival.holds.wait(PATIENCE_SECONDS)
            try:
                with connection.execute_wrapper(rival.let_wait):
                    return client.post(url, data)
            finally:
                rival.over.set()

        with shared_database(tmp_path):
            answer, failure = at_once(press, rival.act)
            assert failure is None
            return answer, seen(look)

    return send


def test_a_form_says_so_and_keeps_what_was_typed(world, against):
    application = world.submitted
    rival = Rival(
        Enterprise.objects.filter(pk=application.enterprise_id), Application.objects.filter(pk=application.pk)
    )
    url = world.at_fair("application_decide", application.pk, deed="approve")
    data = {"version": application.version, "answer": "Mời quý đơn vị đến dự"}

    def state() -> str:
        return Application.objects.get(pk=application.pk).state

    answer, after = against(rival, world.client(world.manager), url, data, state)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Nothing was saved" in answer.content.decode()
    assert "Mời quý đơn vị đến dự" in answer.content.decode()
    assert after == ApplicationState.SUBMITTED


def test_a_button_is_answered_with_a_page_that_sends_it_again(world, against):
    assign_booth(booth=world.booths[1], participation=world.buyer, by=world.manager)
    rows = BoothHolding.objects.filter(released_at=None)
    data = {"first": world.booths[0].pk, "second": world.booths[1].pk}

    def held() -> list[tuple[int, int]]:
        return sorted(rows.values_list("booth", "participation"))

    before = held()
    url = world.at_fair("booth_swap")
    answer, after = against(Rival(rows, Booth.objects.all()), world.client(world.manager), url, data, held)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "503.html" in [template.name for template in answer.templates]
    assert f'<form method="post" action="{url}">' in page
    assert f'<textarea name="second" hidden>\n{world.booths[1].pk}</textarea>' in page
    assert after == before


def test_neither_a_password_nor_a_file_is_written_into_the_page():
    sent = [
        {"password1": "ba con gà mái", "full_name": "Thạch Thị Phúc"},
        {"file": SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7"), "note": "bản chính"},
    ]
    for data in sent:
        page = errors.busy(RequestFactory().post("/", data)).content.decode()
        assert "<textarea" not in page
        assert "Go back and enter it once more." in page


def test_any_other_fault_of_the_database_is_not_passed_off_as_busy(world, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the disk is full")

    monkeypatch.setattr("events.views.applications.decide", fail)
    url = world.at_fair("application_decide", world.submitted.pk, deed="approve")
    client = world.client(world.manager)
    client.raise_request_exception = False
    assert client.post(url, {"version": world.submitted.version}).status_code == 500
