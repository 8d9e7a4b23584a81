"""The lists of a fair: what stands in them, their columns, files, the reminder of papers."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common import history
from common.models import Job, Letter, StoredFile
from events.lists import queries
from events.lists.views import LISTS
from events.models import ApplicationPaper, Attendee, ChosenColumns, PaperKind, Vehicle
from events.registration.papers import asked_of
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    BoothFactory,
    BoothHoldingFactory,
    CertificateFactory,
    DelegateFactory,
    EnterpriseFactory,
    FairFactory,
    HallFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
    RequiredPaperFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first)


@pytest.fixture
def clerk(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(fair):
    def build(name, **query):
        return reverse(f"fair_list_{name}", args=[fair.organizer.slug, fair.slug], query=query)

    return build


def scan() -> StoredFile:
    return StoredFile.objects.create(purpose="certificate", name="giay.pdf", size=1, media_type="application/pdf")


def applied(fair, state="approved", **fields):
    """A participation and its application."""
    fields = {"submitted_at": timezone.now()} | fields
    application = ApplicationFactory(fair=fair, state=state, enterprise=AccountFactory(), **fields)
    card = EnterpriseFactory(kept_by=fair.organizer, legal_name=application.enterprise.legal_name)
    return ParticipationFactory(
        fair=fair, enterprise=card, application=application, state="expected", needs_power=application.needs_power
    )


def rows(response) -> list[list[str]]:
    """The rows of a CSV, without its heads."""
    lines = response.content.decode("utf-8-sig").splitlines()
    return [line.split(",") for line in lines[1:]]


# Columns


def test_columns_in_the_address_win_over_those_kept_and_the_first_column_always_stands(clerk, fair, url):
    ParticipationFactory(fair=fair)
    ChosenColumns.objects.create(person=clerk.user, list_name="participants", columns=["email"])
    kept = clerk.get(url("participants")).context["table"]
    assert [column.name for column in kept.columns] == ["enterprise", "email"]
    shared = clerk.get(url("participants", columns="phone,no_such_column")).context["table"]
    assert [column.name for column in shared.columns] == ["enterprise", "phone"]


def test_ticked_columns_are_kept_for_the_person_and_stand_in_the_address(clerk, sign_in, fair, url):
    address = reverse("fair_list_columns", args=[fair.organizer.slug, fair.slug, "participants"])
    answer = clerk.post(address, {"column": ["phone", "email", "x"], "query": "q=nam&columns=role"})
    assert answer.url == url("participants") + "?q=nam&columns=phone,email"
    assert ChosenColumns.objects.get().columns == ["phone", "email"]
    other = sign_in("viewer").get(url("participants"))
    assert not ChosenColumns.objects.filter(person=other.wsgi_request.user).exists()
    clerk.post(address, {"deed": "usual", "column": ["phone"]})
    assert not ChosenColumns.objects.exists()


def test_a_file_has_the_columns_and_rows_of_the_page(clerk, fair, url):
    ParticipationFactory(fair=fair, enterprise__kept_by=fair.organizer, enterprise__legal_name="Hợp tác xã Nấm")
    ParticipationFactory(fair=fair, enterprise__kept_by=fair.organizer, enterprise__legal_name="Công ty Trà")
    answer = clerk.get(url("participants", q="nam", columns="role", export="csv"))
    assert answer.content.decode("utf-8-sig").splitlines() == ["Enterprise,Role", "Hợp tác xã Nấm,seller"]


def test_a_list_to_print_is_laid_out_by_a_job_and_holds_what_the_page_shows(clerk, fair, url):
    applied(fair, power_kw=2.5)
    answer = clerk.get(url("power", export="pdf"))
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[fair.organizer.slug, job.pk])
    call_command("work", once=True)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"rows": 1})
    assert job.output.content.read(5) == b"%PDF-"
    assert job.output.name.endswith(".pdf")


# What stands in them


def test_a_participant_stands_with_all_booths_and_the_contact_of_its_application(clerk, fair, url):
    part = applied(fair, contact_phone="0909000001")
    for code in ("B02", "A01"):
        BoothHoldingFactory(booth=BoothFactory(hall=HallFactory(fair=fair), code=code), participation=part)
    ParticipationFactory(fair=fair, enterprise=EnterpriseFactory(kept_by=fair.organizer, phone="0909000002"))
    found = rows(clerk.get(url("participants", columns="booths,phone", export="csv", sort="-booths")))
    by_phone = {row[-1]: row for row in found}
    assert set(by_phone) == {"0909000001", "0909000002"}
    assert '"A01' in by_phone["0909000001"][1]
    by_booth = clerk.get(url("participants", q="A01")).context["table"]
    assert [row.record for row in by_booth.rows] == [part]


def test_a_hall_shows_those_who_hold_a_booth_in_it_and_a_freed_booth_counts_no_more(clerk, fair, url):
    here, there = HallFactory(fair=fair), HallFactory(fair=fair)
    stays = BoothHoldingFactory(booth__hall=here, participation=applied(fair)).participation
    BoothHoldingFactory(booth__hall=there, participation=applied(fair))
    freed = BoothHoldingFactory(booth__hall=here, participation=applied(fair))
    freed.released_at = timezone.now()
    history.save(freed, by=None)
    assert [row.record for row in clerk.get(url("participants", hall=here.pk)).context["table"].rows] == [stays]
    assert len(clerk.get(url("participants", booth="without")).context["table"].rows) == 1


def test_a_board_says_the_fascia_name_letter_for_letter_or_that_it_is_to_be_asked(clerk, fair, url):
    applied(fair, fascia_name="Nấm rơm  ĐỒNG CỎ Lau")
    applied(fair, fascia_name="")
    found = clerk.get(url("fascia", columns="length,source")).context["table"].rows
    assert {(row.record.board, row.record.length) for row in found if row.record.is_stated} == {
        ("Nấm rơm  ĐỒNG CỎ Lau", 20)
    }
    asked = clerk.get(url("fascia", stated="no")).context["table"].rows
    assert [row.record.board for row in asked] == [str(asked[0].record.enterprise)]


def test_power_is_summed_by_hall_and_power_that_nobody_stated_is_no_zero(clerk, fair, url):
    hall = HallFactory(fair=fair, name="Nhà A")
    for kilowatts in (2.5, 4):
        part = applied(fair, power_kw=kilowatts, needs_water=True)
        BoothHoldingFactory(booth__hall=hall, participation=part)
    unknown = ParticipationFactory(fair=fair, state="expected", needs_power=True)
    ParticipationFactory(fair=fair, state="expected", needs_power=None)
    page = clerk.get(url("power"))
    assert page.context["summary"] == [
        ("Nhà A", "6,5 kW, 2 want water"),
        ("Without a booth", "1 enterprise did not say how much power"),
    ]
    assert [row.record for row in clerk.get(url("power", needs="unstated")).context["table"].rows] == [unknown]


def test_who_did_not_come_needs_no_badge_no_board_and_no_power(clerk, fair, url):
    part = applied(fair, power_kw=1)
    DelegateFactory(participation=part)
    for name in ("delegates", "fascia", "power"):
        assert len(clerk.get(url(name)).context["table"].rows) == 1, name
    part.state = "no_show"
    history.save(part, by=None)
    for name in ("delegates", "fascia", "power"):
        assert len(clerk.get(url(name)).context["table"].rows) == 0, name


def test_a_badge_says_the_name_that_the_person_wished(clerk, fair, url):
    part = applied(fair)
    DelegateFactory(participation=part, name="Lý Thị Hoa", badge_name="Chị Hoa")
    DelegateFactory(participation=part, name="Sơn Minh")
    found = rows(clerk.get(url("delegates", columns="badge", export="csv")))
    assert sorted(row[1] for row in found) == ["Chị Hoa", "Sơn Minh"]


def test_vehicles_come_with_an_approval(clerk, fair, url):
    for state, plate in (("approved", "83C-1"), ("submitted", "83C-2")):
        application = ApplicationFactory(fair=fair, state=state, submitted_at=timezone.now())
        history.save(Vehicle(application=application, plate=plate), by=None)
    assert [row.record.plate for row in clerk.get(url("vehicles")).context["table"].rows] == ["83C-1"]


# Missing papers


def world_of_papers(fair) -> None:
    """Applications of every sort beside papers of every sort."""
    for kind, name in (
        (PaperKind.LICENCE, ""),
        (PaperKind.FOOD_SAFETY, ""),
        (PaperKind.OCOP, ""),
        ("other", "Cam kết"),
    ):
        RequiredPaperFactory(fair=fair, kind=kind, name_vi=name)
    soon, later = fair.ends_on - datetime.timedelta(days=1), fair.ends_on + datetime.timedelta(days=1)
    for expires in (None, soon, later):
        firm = applied(fair).application.enterprise
        CertificateFactory(enterprise=firm, kind="food_safety", expires_on=expires, file=scan())
    CertificateFactory(enterprise=applied(fair).application.enterprise, kind="food_safety")  # no scan
    for shows_it in (True, False):
        application = applied(fair).application
        OcopCertificateFactory(product__enterprise=application.enterprise, file=scan())
        if not shows_it:
            application.products.add(ProductFactory(enterprise=application.enterprise))
    OcopCertificateFactory(
        product__enterprise=applied(fair).application.enterprise, file=scan(), revoked_on=timezone.localdate()
    )
    handed = applied(fair).application
    for kind, name in (("licence", ""), ("other", "Cam kết"), ("other", "Khác")):
        ApplicationPaper.objects.create(application=handed, kind=kind, name=name, file=scan())


def test_the_list_and_the_application_agree_on_every_missing_paper(fair):
    world_of_papers(fair)
    required = queries.required_papers(fair)
    listed = {row.pk: queries.missing_of(row, required) for row in queries.lacking(fair, required)}
    for application in fair.applications.all():
        missing = [asked.required for asked in asked_of(application) if not asked.is_there]
        assert listed.get(application.pk, []) == missing
    assert any(len(missing) == 4 for missing in listed.values())


def test_a_draft_and_a_declined_application_owe_no_paper(clerk, fair, url):
    RequiredPaperFactory(fair=fair)
    for state in ("draft", "declined", "withdrawn"):
        ApplicationFactory(fair=fair, state=state, submitted_at=timezone.now(), answer="Không")
    assert len(clerk.get(url("papers")).context["table"].rows) == 0


def test_a_reminder_names_the_papers_goes_to_the_ticked_alone_and_not_twice_a_day(clerk, fair, url):
    RequiredPaperFactory(fair=fair)
    asked = applied(fair, contact_email="a@b.vn").application
    left = applied(fair).application
    address = reverse("fair_list_papers_remind", args=[fair.organizer.slug, fair.slug])
    clerk.post(address, {"row": [asked.pk], "deed": "remind"})
    letter = Letter.objects.get()
    assert (letter.to, letter.state, letter.about_fair) == ("a@b.vn", Letter.State.WAITING, fair.pk)
    assert "- business registration" in letter.body
    assert "business registration" in letter.short
    clerk.post(address, {"row": [asked.pk]})
    assert Letter.objects.count() == 1
    clerk.post(address, {"row": [left.pk]})
    assert Letter.objects.latest("pk").state == Letter.State.BY_HAND
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    clerk.post(address, {"row": [asked.pk, left.pk]})
    assert Letter.objects.count() == 4


def test_nobody_of_another_fair_is_reminded(clerk, fair, organizer):
    other = FairFactory(organizer=organizer)
    RequiredPaperFactory(fair=other)
    foreign = applied(other).application
    clerk.post(reverse("fair_list_papers_remind", args=[organizer.slug, fair.slug]), {"row": [foreign.pk]})
    assert not Letter.objects.exists()


# Speed


def fill(fair, hall, n: int) -> None:
    for _ in range(n):
        part = applied(fair, power_kw=1, contact_email="a@b.vn")
        BoothHoldingFactory(booth__hall=hall, participation=part)
        DelegateFactory(participation=part)
        history.save(Attendee(application=part.application, name="Lý Thị Hoa"), by=None)
        history.save(Vehicle(application=part.application, plate="83C-1"), by=None)


@pytest.mark.parametrize("query", [{"per_page": 50}, {"export": "csv"}])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_for_twenty_rows_as_for_one(clerk, fair, url, name, query):
    RequiredPaperFactory(fair=fair)
    hall = HallFactory(fair=fair)
    fill(fair, hall, 1)
    every = {"columns": ",".join(LISTS[name].table_class.names())}
    clerk.get(url(name, **query, **every))
    counts = []
    for more in (0, 19):
        fill(fair, hall, more)
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url(name, **query, **every)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= (15 if "export" in query else 12)
