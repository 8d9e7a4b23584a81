"""Erasing: nothing of the person is left anywhere, and every figure stays as it was."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import TeamMember, User
from accounts.reach import Reach
from common import outbox
from common.erased import MARK
from common.files import StoredFile
from common.models import Letter
from common.text import fold
from contracts.models import Party
from contracts.results.plain_data import as_json
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope
from enterprises.models import Enterprise
from events.models import Delegate
from matching.models import Meeting
from portal.models import RequestKind, RequestState
from portal.privacy import actions
from portal.privacy.findings import namesakes
from portal.privacy.people import person_asking
from tests.factories import DelegateFactory, OrganizerFactory, ParticipationFactory, TeamMemberFactory, UserFactory
from tests.portal.privacy.conftest import EMAIL, MOBILE, NAME
from tests.portal.privacy.test_holdings import MODELS

pytestmark = pytest.mark.django_db
TRACES = (NAME, NAME.upper(), fold(NAME), EMAIL, MOBILE, "987.650.123", "987 650 123")
KEPT = {("contracts_party", "signatory"), ("contracts_historicalparty", "signatory")}


def erase(request, by, **fields):
    given = {"text": "Đã xóa", "basis": "", "chosen": (), "names_in_texts": True} | fields
    return actions.erase(request=request, by=by, **given)


def traces() -> dict[tuple[str, str], str]:
    """Where in the whole database a trace of the person still stands, whatever the column's type."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            quoted = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for name, value in zip(columns, row, strict=True):
                    if text := _trace(value):
                        found[table, name] = text
    return found


def _trace(value) -> str:
    text = value.decode(errors="ignore") if isinstance(value, (bytes, memoryview)) else str(value)
    if text.startswith(("{", "[")):
        text += str(json.loads(text)) if text[0] == "{" and '"' in text else ""
    return text if any(trace.lower() in text.lower() for trace in TRACES) else ""


def figures(organizer) -> tuple:
    period = Period(datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
    report = as_json(make_report(Scope(Reach(organizer), period)))
    del report["made_at"]
    return report, {model._meta.label: model._base_manager.count() for model in MODELS}


def test_nothing_of_the_person_is_left_in_any_column_and_every_figure_stays(organizer, manager, everywhere, ask):
    assert len(traces()) > 30
    requests = [ask(RequestKind.ERASE, holder) for holder in (organizer, None)]
    Letter.objects.filter(kind="data_request").delete()  # only the answers are counted below
    admin = UserFactory(is_platform_admin=True)
    before = figures(organizer)
    for request in requests:
        erase(request, manager if request.organizer else admin)
    answers = list(Letter.objects.filter(kind="data_erased"))
    assert {letter.to for letter in answers} == {EMAIL}
    after = figures(organizer)
    assert before[0]["contracts"]["count"] == 1
    assert after[0] == before[0]
    changed = {label: after[1][label] - n for label, n in before[1].items() if after[1][label] != n}
    assert changed == {
        "common.Letter": 2,  # the answers
        "accounts.TeamMember": -1, "enterprises.EnterpriseMember": -1, "account.EmailAddress": -1,
        "common.StoredFile": -1,
    }  # fmt: skip
    outbox.deliver_due()
    assert actions.forget_readers() == 2
    assert set(traces()) == KEPT


def test_an_answer_keeps_its_address_until_it_has_arrived(organizer, manager, everywhere, ask):
    erase(ask(RequestKind.ERASE, organizer), manager)
    assert actions.forget_readers() == 0
    assert Letter.objects.get(kind="data_erased").to == EMAIL


def test_signed_papers_stay_as_they_are(organizer, manager, everywhere, ask):
    hashes = set(StoredFile.objects.filter(purpose="evidence").values_list("sha256", flat=True))
    erase(ask(RequestKind.ERASE, organizer), manager, basis="Luật Lưu trữ số 33/2024/QH15")
    assert Party.objects.get(role="seller").signatory == NAME
    assert set(StoredFile.objects.filter(purpose="evidence").values_list("sha256", flat=True)) == hashes


def test_lists_that_the_person_took_out_are_removed(organizer, manager, everywhere, ask):
    erase(ask(RequestKind.ERASE, organizer), manager)
    assert not StoredFile.objects.filter(purpose="export").exists()


def test_an_organizer_erases_its_own_and_nobody_elses(organizer, manager, everywhere, ask):
    other = OrganizerFactory()
    theirs = DelegateFactory(
        participation__fair__organizer=other, participation__enterprise__kept_by=other, name=NAME, email=EMAIL
    )
    erase(ask(RequestKind.ERASE, organizer), manager)
    theirs.refresh_from_db()
    assert (theirs.name, theirs.email) == (NAME, EMAIL)
    assert User.objects.get(pk=everywhere.pk).email == EMAIL
    assert Enterprise.objects.accounts().filter(email=EMAIL).exists()


def test_the_account_ends_with_its_place_in_teams(manager, everywhere, ask):
    erase(ask(RequestKind.ERASE), UserFactory(is_platform_admin=True))
    user = User.objects.get(pk=everywhere.pk)
    assert (user.full_name, user.mobile, user.is_active, user.has_usable_password()) == (MARK, None, False, False)
    assert not TeamMember.objects.filter(user=user).exists()
    assert not user.enterprises.exists()


def test_the_last_manager_hands_over_first_and_nothing_is_half_erased(person, ask):
    TeamMemberFactory(user=person)
    request = ask(RequestKind.ERASE)
    with pytest.raises(ValidationError, match="team needs a manager"):
        erase(request, UserFactory(is_platform_admin=True))
    person.refresh_from_db()
    request.refresh_from_db()
    assert (person.full_name, request.state) == (NAME, RequestState.RECEIVED)


def test_a_namesake_goes_only_where_somebody_looked_and_said_so(organizer, manager, person, ask):
    rows = [ParticipationFactory(fair__organizer=organizer) for _n in range(2)]
    other, same = (DelegateFactory(participation=row, name=NAME) for row in rows)
    request = ask(RequestKind.ERASE, organizer)
    keys = {finding.row.pk: finding.key for finding in namesakes(person_asking(request), organizer)}
    assert set(keys) == {other.pk, same.pk}
    erase(request, manager, chosen=[keys[same.pk]])
    assert Delegate.objects.get(pk=other.pk).name == NAME
    assert Delegate.objects.get(pk=same.pk).name == MARK
    assert set(same.history.values_list("name", flat=True)) == {MARK}
    assert set(other.history.values_list("name", flat=True)) == {NAME}


def test_names_in_texts_stay_where_they_may_be_a_namesakes(organizer, manager, everywhere, ask):
    erase(ask(RequestKind.ERASE, organizer), manager, names_in_texts=False)
    note = Meeting.objects.get(note__contains="Hẹn").note
    assert note == f"Hẹn {NAME}, {MARK}"


def test_what_still_waited_to_be_sent_is_not_sent(organizer, manager, everywhere, ask):
    Letter.objects.filter(organizer=None).delete()
    erase(ask(RequestKind.ERASE, organizer), manager)
    outbox.deliver_due()
    sent = Letter.objects.filter(state=Letter.State.SENT)
    assert {letter.kind for letter in sent.filter(to=EMAIL)} == {"data_erased"}
    assert not sent.filter(to__endswith="erased.invalid").exists()


def test_nobody_can_be_written_to_at_an_erased_address(organizer):
    letter = outbox.post(organizer=organizer, to="erased-7@erased.invalid", subject="…", body="…", kind="test")
    assert letter.state == Letter.State.WITHHELD


def test_each_record_says_in_its_history_that_it_was_erased(organizer, manager, everywhere, ask):
    erase(ask(RequestKind.ERASE, organizer), manager)
    latest = Delegate.objects.get(name=MARK).history.first()
    assert (latest.history_user, latest.history_change_reason) == (manager, "Erased at the person's request")


def test_other_open_requests_to_the_same_holder_end_with_it(organizer, manager, person, ask):
    other = ask(RequestKind.RESTRICT, organizer)
    elsewhere = ask(RequestKind.RESTRICT)
    erase(ask(RequestKind.ERASE, organizer), manager)
    for request in (other, elsewhere):
        request.refresh_from_db()
    assert (other.state, elsewhere.state) == (RequestState.DONE, RequestState.RECEIVED)


def test_nobody_is_erased_who_asked_for_something_else(organizer, manager, ask):
    with pytest.raises(ValidationError, match="did not ask for this"):
        erase(ask(RequestKind.VIEW, organizer), manager)
