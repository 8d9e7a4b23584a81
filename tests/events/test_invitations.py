"""Inviting and reminding, what the firm answers, and what the machine does by itself."""

import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from common import history, jobs, outbox
from common.models import Call, Job, Letter
from events import tasks
from events.actions import answers
from events.actions import invitations as actions
from events.actions.applications import save_application, submit_application
from events.invitations import queries, wording
from events.models import Application, Fair, Invitation, InvitationState, InvitationText, OptOut
from events.states import INVITATION
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CardLinkFactory,
    EnterpriseMemberFactory,
    FairFactory,
    InvitationFactory,
    UserFactory,
    VerifiedUserFactory,
)

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time of the test, which `clock(…)` moves."""
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(moment: datetime.datetime | datetime.timedelta) -> None:
        now[0] = moment if isinstance(moment, datetime.datetime) else now[0] + moment

    return move


@pytest.fixture
def fair(organizer) -> Fair:
    return FairFactory(
        organizer=organizer, starts_on=datetime.date(2027, 1, 9), ends_on=datetime.date(2027, 1, 14),
        applications_until=datetime.date(2026, 12, 25), place="Công viên Lưu Hữu Phước",
    )  # fmt: skip


@pytest.fixture
def by():
    return UserFactory()


def write(fair, *rows, deed="ask", **kwargs) -> int:
    return actions.write_to(fair=fair, invitations=[row.pk for row in rows], deed=deed, by=UserFactory(), **kwargs)


def asked(fair, **fields) -> Invitation:
    return InvitationFactory(fair=fair, state="asked", asked_at=timezone.now() - datetime.timedelta(days=5), **fields)


def every_pair():
    return list(itertools.product(InvitationState.values, sorted({deed for _, deed in INVITATION})))


@pytest.mark.parametrize(("state", "deed"), every_pair())
def test_an_invitation_moves_as_its_table_says_or_not_at_all(fair, by, state, deed):
    row = InvitationFactory(fair=fair, state=state, asked_at=timezone.now() - datetime.timedelta(days=5))
    whose = {"fair": fair, "invitations": [row.pk], "by": by}
    deeds = {
        "ask": lambda: actions.write_to(**whose, deed="ask"),
        "remind": lambda: actions.write_to(**whose, deed="remind"),
    }
    deeds.get(deed, lambda: actions.move_invitations(**whose, deed=deed))()
    row.refresh_from_db()
    assert row.state == INVITATION.get((state, deed), state)
    assert row.history.count() == (2 if (state, deed) in INVITATION else 1)
    if (state, deed) in INVITATION:
        assert row.history.first().history_user == by


def test_the_letter_carries_the_firms_link_the_way_to_hear_no_more_and_the_mailboxes_button(fair, settings):
    row = InvitationFactory(fair=fair, name="HTX Bến Đò", phone="0912000001")
    assert write(fair, row) == 1
    letter = Letter.objects.get()
    assert (letter.to, letter.state, letter.about_fair) == (row.email, "waiting", fair.pk)
    link = settings.SITE_URL + row.link
    for part in ("HTX Bến Đò", "Sơn Thị Lan", fair.name, "25/12/2026", "Công viên Lưu Hữu Phước", link, row.stop_link):
        assert part in letter.body
    assert letter.short.endswith(link)
    outbox.deliver_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe"] == f"<{settings.SITE_URL}{row.stop_link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_firm_without_email_stands_in_the_call_list_with_its_text(fair):
    row = InvitationFactory(fair=fair, email="", phone="0912000001")
    write(fair, row)
    letter = Letter.objects.get()
    assert (letter.state, letter.mobile, letter.stop_url) == ("by_hand", "0912000001", "")
    assert row.link in letter.short


def test_a_firm_with_email_can_be_reminded_by_phone(fair):
    row = asked(fair, phone="0912000001")
    assert write(fair, row, deed="remind", by_phone=True) == 1
    assert (Letter.objects.get().state, Letter.objects.get().to) == ("by_hand", "")


def test_nobody_is_invited_twice(fair):
    row = InvitationFactory(fair=fair)
    assert [write(fair, row), write(fair, row)] == [1, 0]
    assert Letter.objects.count() == 1


def test_nobody_is_reminded_within_three_days(fair, clock):
    row = InvitationFactory(fair=fair)
    write(fair, row)
    clock(datetime.timedelta(days=3, minutes=-1))
    assert write(fair, row, deed="remind") == 0
    clock(datetime.timedelta(minutes=1))
    assert write(fair, row, deed="remind") == 1
    clock(datetime.timedelta(days=2))
    assert write(fair, row, deed="remind") == 0


def test_whoever_applied_declined_or_opted_out_is_not_written_to(fair):
    applied = asked(fair, application=ApplicationFactory(fair=fair, state="submitted", submitted_at=timezone.now()))
    declined, opted_out, silent = asked(fair), asked(fair), asked(fair)
    answers.decline(invitation=declined)
    answers.stop_letters(invitation=opted_out)
    drafting = asked(fair, application=ApplicationFactory(fair=fair))
    rows = (applied, declined, opted_out, silent, drafting)
    assert write(fair, *rows, deed="remind") == 2
    assert set(Letter.objects.values_list("to", flat=True)) == {silent.email, drafting.email}


def test_nobody_is_invited_once_applications_are_closed(fair, clock):
    clock(datetime.datetime(2026, 12, 26, 9, tzinfo=ZONE))
    with pytest.raises(ValidationError, match="25/12/2026"):
        write(fair, InvitationFactory(fair=fair))
    fair.state = "cancelled"
    with pytest.raises(ValidationError):
        write(fair, InvitationFactory(fair=fair))


def test_told_by_phone_is_noted_as_a_call_with_who_made_it(fair, by):
    row = InvitationFactory(fair=fair, email="", phone="0912000001")
    write(fair, row)
    assert actions.mark_told(fair=fair, invitations=[row.pk], by=by) == 1
    assert Letter.objects.get().state == "told"
    assert (Call.objects.get().outcome, Call.objects.get().made_by) == ("reached", by)
    unwritten = InvitationFactory(fair=fair)
    actions.mark_told(fair=fair, invitations=[unwritten.pk], by=by)
    unwritten.refresh_from_db()
    assert (unwritten.state, unwritten.letter) == ("asked", None)


def test_withdrawing_takes_back_a_letter_that_nobody_sent(fair, by):
    row, gone = InvitationFactory(fair=fair), InvitationFactory(fair=fair)
    write(fair, gone)
    outbox.deliver_due()
    write(fair, row)
    assert actions.move_invitations(fair=fair, invitations=[row.pk, gone.pk], deed="withdraw", by=by) == 2
    assert list(Letter.objects.values_list("to", flat=True)) == [gone.email]
    assert queries.figures(fair)["invited"] == 0


def test_no_deed_reaches_another_fairs_invitations(fair, by):
    other = InvitationFactory()
    assert write(fair, other) == 0
    assert actions.move_invitations(fair=fair, invitations=[other.pk], deed="withdraw", by=by) == 0
    assert actions.mark_told(fair=fair, invitations=[other.pk], by=by) == 0


# What the firm answers


def test_opting_out_holds_for_every_fair_of_this_organizer_and_for_no_other(fair):
    row = InvitationFactory(fair=fair, email="a@b.vn", phone="0912000001")
    later = InvitationFactory(fair=FairFactory(organizer=fair.organizer), email="a@b.vn")
    elsewhere = InvitationFactory(email="a@b.vn")
    answers.stop_letters(invitation=row)
    answers.stop_letters(invitation=row)
    assert sorted(OptOut.objects.values_list("address", flat=True)) == ["0912000001", "a@b.vn"]
    assert [queries.is_opted_out(one) for one in (row, later, elsewhere)] == [True, True, False]
    row.delete()
    assert queries.is_opted_out(later)
    answers.resume_letters(invitation=later)
    assert not queries.is_opted_out(later)


def test_opting_out_takes_back_what_waits(fair):
    row = InvitationFactory(fair=fair, email="", phone="0912000001")
    write(fair, row)
    answers.stop_letters(invitation=row)
    assert not Letter.objects.exists()


def test_a_firm_that_declined_may_think_better_of_it(fair):
    row = answers.decline(invitation=asked(fair), answer=" Đang vào  vụ ")
    assert (row.state, row.answer) == ("declined", "Đang vào vụ")
    with pytest.raises(ValidationError):
        answers.decline(invitation=row)
    assert answers.reconsider(invitation=row).state == "asked"


def apply(fair, account, by, **fields) -> Application:
    contact = {"contact_name": "Sơn Thị Lan", "contact_phone": "0912000009", "fascia_name": "BẾN ĐÒ"} | fields
    application = Application(fair=fair, enterprise=account, **contact)
    save_application(application=application, products=[], by=by)
    return submit_application(application=application, by=by, consent=True)


def test_applying_through_the_link_joins_the_two_and_ends_reminders(fair, by):
    row, account = asked(fair), AccountFactory()
    answers.follow(invitation=row, account=account, by=by)
    application = apply(fair, account, by)
    row.refresh_from_db()
    assert (row.application, row.account) == (application, account)
    assert not queries.to_remind(fair).exists()


@pytest.mark.parametrize("by_what", ["tax_code", "contact_phone", "contact_email", "card", "member"])
def test_applying_without_the_link_is_joined_where_the_firm_is_known(fair, by, by_what):
    account = AccountFactory(tax_code="9900300027")
    fields, known = {}, {}
    if by_what == "tax_code":
        known = {"tax_code": "9900300027"}
    elif by_what == "card":
        known = {"card": CardLinkFactory(account=account, card__kept_by=fair.organizer).card}
    elif by_what == "member":
        known = {"email": EnterpriseMemberFactory(enterprise=account, user=VerifiedUserFactory()).user.email}
    else:
        name, value = {"contact_phone": ("phone", "0912000007"), "contact_email": ("email", "ho@phu.vn")}[by_what]
        known, fields = {name: value}, {by_what: value}
    row = asked(fair, **known)
    other = asked(fair, phone="0912000008")
    application = apply(fair, account, by, **fields)
    assert [Invitation.objects.get(pk=one.pk).application for one in (row, other)] == [application, None]


def test_one_invitation_serves_one_enterprise(fair, by):
    row, first = asked(fair), AccountFactory()
    answers.follow(invitation=row, account=first, by=by)
    apply(fair, first, by)
    with pytest.raises(ValidationError, match="already applied"):
        answers.follow(invitation=row, account=AccountFactory(), by=by)


def test_only_the_invited_may_apply_where_the_fair_says_so(fair, by):
    fair.invitation_only = True
    fair.save()
    invited, claims, stranger = AccountFactory(), AccountFactory(tax_code="9900300027"), AccountFactory()
    answers.follow(invitation=asked(fair), account=invited, by=by)
    asked(fair, tax_code="9900300027")  # anybody can type a tax code
    apply(fair, invited, by)
    for account in (claims, stranger):
        with pytest.raises(ValidationError, match="Only invited"):
            apply(fair, account, by)
    withdrawn, guest = asked(fair), AccountFactory()
    answers.follow(invitation=withdrawn, account=guest, by=by)
    actions.move_invitations(fair=fair, invitations=[withdrawn.pk], deed="withdraw", by=by)
    with pytest.raises(ValidationError):
        apply(fair, guest, by)


# The words


@pytest.mark.parametrize("text", ["Kính gửi {hội chợ}", "{Đơn vị tổ chức}", "{link} {liên kết}", "no names at all"])
def test_known_names_are_let_in_in_both_languages(text):
    wording.check_words(text)


@pytest.mark.parametrize("text", ["{fair.organizer}", "{}", "{0}", "{{fair}", "}", "{% include 'x' %}", "{password}"])
def test_an_unknown_name_or_a_lone_brace_is_a_fault(fair, by, text):
    with pytest.raises(ValidationError) as refused:
        actions.save_words(text=InvitationText(fair=fair, body_vi=text), by=by)
    assert list(refused.value.error_dict) == ["body_vi"]
    assert not InvitationText.objects.exists()


def test_what_a_firm_is_called_is_never_filled_in_again(fair):
    row = InvitationFactory(fair=fair, name="{link} %(organizer)s {{ fair }}", contact_name="")
    letter = wording.letter(row, wording.Words("{enterprise}", "{enterprise}", "{enterprise}"))
    assert letter.subject == "{link} %(organizer)s {{ fair }}"


def test_a_letter_without_the_link_gets_it_at_its_end(fair):
    row = InvitationFactory(fair=fair)
    assert row.link in wording.letter(row, wording.Words("Mời", "Mời bà con.", "Mời")).body


def test_words_that_say_the_usual_follow_the_usual(fair, by):
    text = InvitationText(fair=fair, subject_vi=wording.usual("subject", "vi"), body_vi="Kính mời {doanh nghiệp}")
    actions.save_words(text=text, by=by)
    text.refresh_from_db()
    assert (text.subject_vi, text.body_vi) == ("", "Kính mời {doanh nghiệp}")
    write(fair, InvitationFactory(fair=fair, name="HTX A"))
    assert Letter.objects.get().body.startswith("Kính mời HTX A")


def test_first_words_are_not_written_over_by_somebody_who_began_before_them(fair, by):
    mine, theirs = (InvitationText(fair=fair, body_vi=f"{who} {{liên kết}}") for who in ("Tôi", "Họ"))
    actions.save_words(text=theirs, by=by)
    with pytest.raises(history.Stale):
        actions.save_words(text=mine, by=by)
    assert InvitationText.objects.get().body_vi.startswith("Họ")


# By itself


def remind_from(fair, days: int) -> None:
    InvitationText.objects.create(fair=fair, remind_days=days)


def test_the_machine_reminds_once_from_eight_oclock_of_its_day(fair, clock):
    row = asked(fair)
    remind_from(fair, 7)
    clock(datetime.datetime(2026, 12, 18, 7, 59, tzinfo=ZONE))
    tasks.remind_invited()
    assert not Letter.objects.exists()
    clock(datetime.datetime(2026, 12, 18, 8, tzinfo=ZONE))
    tasks.remind_invited()
    tasks.remind_invited()
    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.subject[:9]) == ("invitation_reminder", row.email, "Reminder:")
    clock(datetime.timedelta(days=5))
    tasks.remind_invited()
    assert Letter.objects.count() == 1


def test_the_machine_reminds_nobody_before_applications_open_or_after_they_close(fair, clock):
    asked(fair)
    remind_from(fair, 7)
    clock(datetime.datetime(2026, 12, 26, 9, tzinfo=ZONE))
    tasks.remind_invited()
    fair.applications_from = datetime.date(2026, 12, 20)
    fair.save()
    clock(datetime.datetime(2026, 12, 19, 9, tzinfo=ZONE))
    tasks.remind_invited()
    assert not Letter.objects.exists()


def test_many_letters_are_a_job_that_can_be_taken_up_again(fair, by):
    rows = InvitationFactory.create_batch(120, fair=fair)
    params = {"fair": fair.pk, "deed": "ask", "rows": [row.pk for row in rows], "by_phone": False}
    actions.write_to(fair=fair, invitations=params["rows"][:50], deed="ask", by=by)  # an attempt that was broken off
    job = jobs.start(kind=tasks.INVITE, organizer=fair.organizer, by=by, params=params)
    jobs.run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result, job.done) == (Job.State.DONE, {"written": 70}, 120)
    assert Letter.objects.count() == 120
    assert not queries.to_ask(fair).exists()


def test_figures_count_how_far_firms_came_and_each_shows_its_rows(fair):
    InvitationFactory(fair=fair)
    sent = InvitationFactory(fair=fair)
    write(fair, sent)
    outbox.deliver_due()
    by_phone = InvitationFactory(fair=fair, email="", phone="0912000001")
    write(fair, by_phone)
    answers.follow(invitation=asked(fair))
    asked(fair, application=ApplicationFactory(fair=fair, state="approved", submitted_at=timezone.now()))
    answers.decline(invitation=asked(fair))
    answers.stop_letters(invitation=asked(fair))
    InvitationFactory(fair=fair, state="withdrawn")
    counts = queries.figures(fair)
    assert counts == {
        "invited": 7, "told": 5, "followed": 2, "applied": 1, "approved": 1, "not_coming": 1, "opted_out": 1,
    }  # fmt: skip
    rows = queries.invitations(fair)
    assert {name: rows.filter(condition).count() for name, (_, condition) in queries.STAGES.items()} == counts
