"""The review desk: the queue and its filters, what colleagues tick, note and hand to one another, marks on a return."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.reach import reach_of
from common import files, history
from events.actions import desk
from events.actions.review import decide, undo_decision
from events.desk import queries
from events.desk.marking import Mark
from events.models import Application, ApplicationPaper, ChecklistTick, ReviewNote
from events.registration.papers import asked_of
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CertificateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    FairTeamFactory,
    OcopCertificateFactory,
    PackageFactory,
    ProductFactory,
    RequiredPaperFactory,
    ReviewNoteFactory,
    TeamMemberFactory,
    UserFactory,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming)


@pytest.fixture
def staff(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


def asked(fair, **fields):
    return ApplicationFactory(fair=fair, **{"state": "submitted", "submitted_at": timezone.now()} | fields)


def rows(client, address) -> set[Application]:
    return {row.record for row in client.get(address).context["table"].paginated_rows}


def scan(by, purpose="application"):
    content = b"%PDF-1.7\n%%EOF\n"
    return files.store_bytes(content, name="giay.pdf", kind=files.PDF, purpose=purpose, by=by, organizer=None)


def test_the_queue_is_narrowed_by_what_stands_in_the_address(staff, fair, url):
    package = PackageFactory(fair=fair)
    late = asked(fair, is_late=True)
    packed = asked(fair, package=package)
    untold = asked(fair, state="waitlisted", told_at=timezone.now() + datetime.timedelta(minutes=5))
    called = asked(fair, contact_phone="0987654321")
    mine, theirs = asked(fair), asked(fair)
    desk.assign(applications=[mine], to=staff.user, by=staff.user)
    other = TeamMemberFactory(organizer=fair.organizer).user
    desk.assign(applications=[theirs], to=other, by=staff.user)
    assert rows(staff, url("applications", which="late")) == {late}
    assert rows(staff, url("applications", package=package.pk)) == {packed}
    assert rows(staff, url("applications", which="untold")) == {untold}
    assert rows(staff, url("applications", q="0987 654")) == {called}
    assert rows(staff, url("applications", who="mine")) == {mine}
    assert rows(staff, url("applications", who=other.pk)) == {theirs}
    assert rows(staff, url("applications", who="nobody")) == {late, packed, untold, called}
    assert rows(staff, url("applications", who="nobody", state="submitted", which="late")) == {late}


def test_the_list_of_who_lacks_papers_is_that_of_the_single_pages(fair):
    RequiredPaperFactory(fair=fair, kind="licence")
    RequiredPaperFactory(fair=fair, kind="food_safety")
    RequiredPaperFactory(fair=fair, kind="ocop")
    by = UserFactory()

    def complete(**fields):
        row = asked(fair, **fields)
        ApplicationPaper.objects.create(application=row, kind="licence", file=scan(by))
        CertificateFactory(enterprise=row.enterprise, kind="food_safety", file=scan(by, "certificate"))
        OcopCertificateFactory(product=ProductFactory(enterprise=row.enterprise), file=scan(by, "certificate"))
        return row

    whole, ends_too_soon, unscanned, other_product = complete(), complete(), complete(), complete()
    ends_too_soon.enterprise.certificates.update(expires_on=fair.ends_on - datetime.timedelta(days=1))
    unscanned.enterprise.certificates.update(file=None)
    other_product.products.set([ProductFactory(enterprise=other_product.enterprise)])
    lacking = set(fair.applications.filter(queries.lacking_papers(fair)))
    assert lacking == {ends_too_soon, unscanned, other_product}
    assert lacking == {row for row in fair.applications.all() if not all(one.is_there for one in asked_of(row))}
    assert whole not in lacking


def test_the_queue_asks_as_often_for_thirty_rows_as_for_two_and_keeps_below_twelve(staff, fair, url):
    package = PackageFactory(fair=fair)

    def fill(n):
        for _ in range(n):
            row = asked(fair, package=package)
            desk.assign(applications=[row], to=staff.user, by=staff.user)

    def count(address):
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(address).status_code == 200
        return len(captured)

    fill(2)
    staff.get(url("applications"))
    with_two = count(url("applications", per_page=50))
    fill(28)
    assert count(url("applications", per_page=50)) == with_two
    assert with_two < 12


def test_a_tick_says_who_and_when_once_and_can_be_taken_back(staff, fair, url):
    row = asked(fair)
    for _ in range(2):
        staff.post(url("application_check", row.pk), {"item": "papers", "done": "1"})
    tick = ChecklistTick.objects.get()
    assert (tick.ticked_by, tick.item.code, tick.history.first().history_user) == (staff.user, "papers", staff.user)
    assert [bool(done) for _, done in staff.get(url("application", row.pk)).context["checklist"]] == [True] + 4 * [
        False
    ]
    staff.post(url("application_check", row.pk), {"item": "papers", "done": "0"})
    assert not ChecklistTick.objects.exists()


def test_the_organizer_keeps_a_list_of_its_own(staff, fair, url):
    row = asked(fair)
    desk.tick(application=row, code="booth", is_done=True, by=staff.user)
    form = staff.get(url("applications_checklist")).context["form"]
    lines = {name: form[name].value() or "" for name in form.fields}
    lines |= {"item_booth": "", "item_papers": "Giấy ATTP đọc được", "new_0": "Đã nộp phí năm trước"}
    staff.post(url("applications_checklist"), lines)
    points = [(item.code, str(item)) for item in queries.checklist(fair)]
    assert ("papers", "Giấy ATTP đọc được") in points
    assert points[-1][1] == "Đã nộp phí năm trước"
    assert "booth" not in dict(points)
    assert not ChecklistTick.objects.exists()
    tax = fair.checklist.get(code="tax_code")
    assert tax.text == "", "a usual point that nobody rewrote keeps its words in both languages"


def test_a_note_is_for_colleagues_alone_and_its_writer_takes_it_back(staff, sign_in, fair, url):
    row = asked(fair)
    staff.post(url("application_note", row.pk), {"text": "Hay bỏ gian ngày cuối"})
    colleague = sign_in("manager")
    assert "Hay bỏ gian ngày cuối" in colleague.get(url("application", row.pk)).content.decode()
    clerk = Client()
    clerk.force_login(EnterpriseMemberFactory(enterprise=row.enterprise).user)
    own = clerk.get(reverse("my_application", args=[row.enterprise_id, row.pk])).content.decode()
    assert "Hay bỏ gian ngày cuối" not in own
    note = ReviewNote.objects.get()
    colleague.post(url("application_note_remove", row.pk, note.pk))
    assert ReviewNote.objects.exists()
    staff.post(url("application_note_remove", row.pk, note.pk))
    assert not ReviewNote.objects.exists()
    assert ReviewNote.history.filter(text="Hay bỏ gian ngày cuối", history_type="-").exists()


def test_a_note_of_another_application_is_not_found(staff, fair, url):
    row, foreign = asked(fair), ReviewNoteFactory(written_by=staff.user)
    assert staff.post(url("application_note_remove", row.pk, foreign.pk)).status_code == 404


def test_only_who_reviews_at_this_fair_can_be_given_an_application(fair):
    manager = TeamMemberFactory(organizer=fair.organizer).user
    viewer = TeamMemberFactory(organizer=fair.organizer, role="viewer")
    elsewhere = TeamMemberFactory(organizer=fair.organizer, role="registration")
    FairTeamFactory(fair=FairFactory(organizer=fair.organizer), member=elsewhere, role="registration")
    FairTeamFactory(fair=fair, member=viewer, role="registration")
    assert set(queries.colleagues(fair)) == {manager, viewer.user}
    assert set(queries.colleagues(fair, reach_of(viewer.user, "events.review_application", fair.organizer))) == {
        viewer.user
    }
    with pytest.raises(ValidationError):
        desk.assign(applications=[asked(fair)], to=elsewhere.user, by=manager)


def test_the_ticked_or_all_that_match_the_filters_are_given_to_a_colleague(staff, fair, url):
    late, here, other = asked(fair, is_late=True), asked(fair), asked(fair)
    foreign = asked(FairFactory(organizer=fair.organizer))
    ticked = {"row": [here.pk], "rows": f"{other.pk},{foreign.pk},x", "to": staff.user.pk, "scope": "ticked"}
    staff.post(url("applications_assign"), ticked)
    assert rows(staff, url("applications", who="mine")) == {here, other}
    staff.post(url("applications_assign"), {"scope": "all", "query": "which=late", "to": staff.user.pk})
    assert rows(staff, url("applications", who="mine")) == {here, other, late}
    staff.post(url("applications_assign"), {"row": [here.pk], "to": "", "scope": "ticked"})
    assert rows(staff, url("applications", who="mine")) == {other, late}
    assert not hasattr(Application.objects.get(pk=foreign.pk), "assignment")


def test_giving_an_application_to_a_colleague_disturbs_no_form_over_it(staff, fair):
    row = asked(fair)
    desk.assign(applications=[row], to=staff.user, by=staff.user)
    decide(application=row, deed="waitlist", by=staff.user)


def test_deals_with_the_firm_are_shown_to_those_alone_who_may_read_agreements(sign_in, organizer, fair, url):
    row = asked(fair)
    card = row.enterprise.tax_code
    deal = signed(organizer, value_basis="stated", value=120_000_000)
    seller = deal.parties.get(role="seller").enterprise
    seller.tax_code = card
    history.save(seller, by=None)
    signed(organizer, kind="memorandum", seller=seller)
    signed(FairFactory().organizer, value_basis="stated", value=5)
    known = sign_in("manager").get(url("application", row.pk)).context["known"]
    assert [value for _, value in known[1].figures] == ["1", "1", "120.000.000 đ"]
    assert len(sign_in("registration").get(url("application", row.pk)).context["known"]) == 1


def test_a_marked_field_is_found_by_the_enterprise_at_its_step(staff, fair, url):
    own = AccountFactory(email="htx@example.com")
    row = asked(fair, enterprise=own, fascia_name="HTX", contact_email="htx@example.com")
    form = {
        "version": row.version, "answer": "", "mark_contact_contact_phone": "on",
        "words_mark_contact_contact_phone": "Số này không gọi được", "mark_booth_fascia_name": "on",
    }  # fmt: skip
    staff.post(url("application_decide", row.pk, deed="return"), form)
    row.refresh_from_db()
    assert row.state == "returned"
    assert "Số này không gọi được" in row.answer
    clerk = Client()
    clerk.force_login(EnterpriseMemberFactory(enterprise=own).user)
    step = reverse("my_application_contact", args=[own.pk, row.pk])
    Application.objects.update(told_at=timezone.now())
    page = clerk.get(step)
    assert [(mark.field, mark.words) for mark in page.context["marks"]] == [("contact_phone", "Số này không gọi được")]
    assert "Số này không gọi được" in page.context["form"].fields["contact_phone"].help_text
    assert [one["is_marked"] for one in page.context["steps"]][:2] == [True, True]
    assert clerk.get(reverse("my_application_edit", args=[own.pk, row.pk])).url == step


def test_a_return_without_words_or_marks_is_refused(staff, fair, url):
    row = asked(fair)
    response = staff.post(url("application_decide", row.pk, deed="return"), {"version": row.version})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["answer"])


def test_marks_wait_with_the_letter_and_go_with_the_decision(fair):
    row, by = asked(fair), UserFactory()
    decide(application=row, deed="return", by=by, marks=[Mark("papers", "", "Giấy tờ", "Thiếu dấu")])
    assert [mark.words for mark in queries.marks(row)] == ["Thiếu dấu"]
    assert queries.told_marks(row) == []
    undo_decision(application=row, by=by)
    assert queries.marks(row) == []


def test_what_was_handed_in_is_opened_by_its_enterprise_and_by_who_reviews_it(staff, sign_in, fair):
    row = asked(fair)
    paper = ApplicationPaper.objects.create(application=row, kind="licence", file=scan(staff.user))
    address = reverse("firm_file", args=[paper.file_id])
    clerk, stranger = Client(), Client()
    clerk.force_login(EnterpriseMemberFactory(enterprise=row.enterprise).user)
    stranger.force_login(TeamMemberFactory().user)
    ApplicationFactory(
        enterprise=row.enterprise,
        state="submitted",
        fair__organizer=stranger.get("/").wsgi_request.user.memberships.get().organizer,
    )
    assert [client.get(address).status_code for client in (clerk, staff, stranger, sign_in("viewer"))] == [
        200,
        200,
        404,
        404,
    ]
    shown = staff.get(address + "?inline")
    assert shown["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    Application.objects.filter(pk=row.pk).update(state="draft")
    assert [client.get(address).status_code for client in (clerk, staff)] == [200, 404]
