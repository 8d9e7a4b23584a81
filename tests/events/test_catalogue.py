"""The participant catalogue: who stands in it and who does not, what is shown of each, copies to print."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.actions.consents import give_consent, withdraw_consent
from common import files, history
from common.models import Job, Restriction, StoredFile
from events.catalogue import queries
from events.catalogue.queries import Standing
from events.catalogue.tasks import make, take_back_copies
from events.models import Catalogue, CatalogueCopy
from tests.factories import (
    ApplicationFactory,
    BoothHoldingFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    FairFactory,
    HallFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    fair = FairFactory(organizer=organizer, is_public=True, starts_on=first, ends_on=first)
    Catalogue.objects.create(fair=fair, is_published=True)
    return fair


def firm(fair, name="Hợp tác xã Nấm", *, agreed=True, **fields):
    """A participant, with the person who acts for it."""
    member = EnterpriseMemberFactory(
        enterprise__legal_name=name,
        user__full_name=fields.pop("person", "Lý Thị Hoa"),
        user__mobile=fields.pop("mobile", None),
    )
    fields = {"state": "approved", "submitted_at": timezone.now()} | fields
    application = ApplicationFactory(fair=fair, enterprise=member.enterprise, **fields)
    card = EnterpriseFactory(kept_by=fair.organizer, legal_name=name)
    row = ParticipationFactory(fair=fair, enterprise=card, application=application, state="expected")
    if agreed:
        give_consent(user=member.user, purpose="catalogue", language="vi")
    row.person = member.user
    return row


def address(name, fair, *args, **query):
    return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)


def names(fair, **query) -> list[str]:
    page = Client().get(address("public_catalogue", fair, **query))
    return [entry.name for entry in page.context["entries"]]


def standing(row) -> str:
    return queries.participants(row.fair).get(pk=row.pk).standing


# Who stands in it


def test_who_stands_in_the_catalogue_and_why_others_do_not(fair):
    shown, unasked = firm(fair), firm(fair, agreed=False)
    withdrew, restricted = firm(fair), firm(fair)
    withdraw_consent(user=withdrew.person, purpose="catalogue")
    Restriction.objects.create(organizer=fair.organizer, email=restricted.person.email.upper())
    by_hand = ParticipationFactory(fair=fair, state="expected")
    untold = firm(fair, told_at=timezone.now() + datetime.timedelta(minutes=5), state_before="submitted")
    absent = firm(fair)
    absent.state = "no_show"
    history.save(absent, by=None)
    found = [standing(row) for row in (shown, unasked, withdrew, restricted, by_hand, untold, absent)]
    assert found == [
        Standing.SHOWN,
        Standing.UNASKED,
        Standing.TAKEN_BACK,
        Standing.RESTRICTED,
        Standing.OFFLINE,
        Standing.UNTOLD,
        Standing.ABSENT,
    ]
    assert names(fair) == [str(shown.application.enterprise)]


def test_a_restriction_at_another_organizer_or_one_that_ended_keeps_nobody_out(fair):
    row = firm(fair)
    Restriction.objects.create(organizer=FairFactory().organizer, email=row.person.email)
    Restriction.objects.create(organizer=fair.organizer, email=row.person.email, ended_at=timezone.now())
    assert standing(row) == Standing.SHOWN


def test_a_withdrawn_consent_takes_list_firm_and_copy_away_at_once(fair):
    row = firm(fair)
    stored = StoredFile.objects.create(purpose="catalogue", name="a.pdf", size=1, organizer=fair.organizer)
    stored.content.save("a.pdf", ContentFile(b"%PDF-"))
    CatalogueCopy.objects.create(
        fair=fair, language="vi", file=stored, firms=1, consents=[row.person.consents.get().pk], made_by=row.person
    )
    anyone = Client()
    pages = [address("public_catalogue_firm", fair, row.pk), address("public_catalogue_pdf", fair, "vi")]
    assert [anyone.get(page).status_code for page in pages] == [200, 200]
    withdraw_consent(user=row.person, purpose="catalogue")
    assert [anyone.get(page).status_code for page in pages] == [404, 404]
    assert names(fair) == []


def test_an_unpublished_catalogue_and_one_of_a_fair_without_a_public_page_are_not_there(fair):
    row = firm(fair)
    pages = [address("public_catalogue", fair), address("public_catalogue_firm", fair, row.pk)]
    for change in ({"is_published": False}, {}):
        Catalogue.objects.filter(fair=fair).update(**{"is_published": True} | change)
        fair.is_public = bool(change)
        history.save(fair, by=None)
        assert [Client().get(page).status_code for page in pages] == [404, 404]


def test_a_firm_of_another_fair_is_not_found_under_this_one(fair):
    other = FairFactory(organizer=fair.organizer, is_public=True)
    foreign = firm(other)
    assert Client().get(address("public_catalogue_firm", fair, foreign.pk)).status_code == 404


# What is shown


def test_only_who_agreed_is_named_and_no_number_but_their_own(fair):
    row = firm(
        fair, person="Sơn Minh", contact_name="Trần Văn Khác", contact_phone="0909111222", contact_email="k@h.vn"
    )
    colleague = EnterpriseMemberFactory(
        enterprise=row.application.enterprise, user__full_name="Người Không Đồng Ý"
    ).user
    page = Client().get(address("public_catalogue_firm", fair, row.pk)).content.decode()
    assert "Sơn Minh" in page
    for word in (colleague.full_name, "Trần Văn Khác", "0909111222", "k@h.vn", row.person.email):
        assert word not in page
    own = firm(fair, person="Lý Thị Hoa", contact_name="LÝ THỊ HOA", contact_phone="0909333444")
    assert "0909333444" in Client().get(address("public_catalogue_firm", fair, own.pk)).content.decode()


def test_products_stand_in_the_readers_language_with_the_stars_in_force(fair):
    row = firm(fair)
    account = row.application.enterprise
    rice = ProductFactory(enterprise=account, name="Gạo thơm", name_en="Fragrant rice", description_en="From Sóc Trăng")
    OcopCertificateFactory(product=rice, stars=4)
    old = ProductFactory(enterprise=account, name="Trà")
    OcopCertificateFactory(product=old, stars=5, expires_on=timezone.localdate() - datetime.timedelta(days=1))
    ProductFactory(enterprise=account, name="Không trưng bày")
    row.application.products.set([rice, old])
    (entry,) = queries.entries(fair, queries.shown(fair))
    assert [(product.name, product.stars) for product in entry.products] == [("Gạo thơm", 4), ("Trà", None)]
    reader = Client()
    reader.cookies["django_language"] = "en"
    page = reader.get(address("public_catalogue_firm", fair, row.pk)).content.decode()
    assert "Fragrant rice" in page
    assert "From Sóc Trăng" in page
    assert "Gạo thơm" not in page


def test_firms_are_found_by_name_product_sector_and_stars_but_not_by_a_number(fair):
    rice, tea = firm(fair, "Hợp tác xã Lúa Vàng"), firm(fair, "Công ty Trà Xanh")
    product = ProductFactory(enterprise=tea.application.enterprise, name="Trà mãng cầu")
    OcopCertificateFactory(product=product, stars=5)
    tea.application.products.add(product)
    assert names(fair, q="lua vang") == ["Hợp tác xã Lúa Vàng"]
    assert names(fair, q="mang cau") == ["Công ty Trà Xanh"]
    assert names(fair, stars=5) == ["Công ty Trà Xanh"]
    assert names(fair, stars=4) == []
    assert names(fair, q=rice.application.enterprise.tax_code) == []


def test_the_catalogue_asks_as_often_for_many_firms_as_for_one(fair):
    hall = HallFactory(fair=fair)

    def add(n: int) -> None:
        for _ in range(n):
            row = firm(fair)
            row.application.products.add(ProductFactory(enterprise=row.application.enterprise))
            BoothHoldingFactory(booth__hall=hall, participation=row)

    counts = []
    for more in (1, 15):
        add(more)
        with CaptureQueriesContext(connection) as captured:
            Client().get(address("public_catalogue", fair))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


# Looking after it


def test_registration_publishes_and_takes_down_and_history_keeps_who(sign_in, organizer):
    fair = FairFactory(organizer=organizer, is_public=True)
    clerk, page = sign_in("registration"), address("fair_catalogue_publish", fair)
    clerk.post(page, {"deed": "publish"})
    clerk.post(page, {"deed": "publish"})
    assert Catalogue.objects.get(fair=fair).is_published
    clerk.post(page, {"deed": "withdraw"})
    catalogue = Catalogue.objects.get(fair=fair)
    assert not catalogue.is_published
    assert [row.history_user for row in catalogue.history.all()] == [clerk.user] * 2
    assert sign_in("viewer").post(page, {"deed": "publish"}).status_code == 403


def test_the_organizer_sees_who_is_in_it_and_who_is_not_and_why(sign_in, fair):
    inside, outside = firm(fair), firm(fair, agreed=False)
    clerk = sign_in("registration")
    page = clerk.get(address("fair_catalogue", fair))
    assert page.context["in_it"] == 1
    assert {row.record.pk: row.record.standing for row in page.context["table"].rows} == {
        inside.pk: Standing.SHOWN,
        outside.pk: Standing.UNASKED,
    }
    only = clerk.get(address("fair_catalogue", fair, standing="unasked")).context["table"].rows
    assert [row.record for row in only] == [outside]


def picture() -> StoredFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "JPEG")
    return files.store_bytes(
        out.getvalue(), name="anh.jpg", kind=files.JPEG, purpose="picture", by=UserFactory(), organizer=None
    )


def made(fair, language="vi", by=None) -> Job:
    job = make(fair, language, by=by or UserFactory())
    call_command("work", once=True)
    job.refresh_from_db()
    return job


def test_a_copy_is_made_by_a_job_kept_and_replaced_by_the_next(fair):
    row = firm(fair)
    row.application.products.add(
        ProductFactory(enterprise=row.application.enterprise, picture=picture(), name_en="Fragrant rice")
    )
    assert made(fair, "en").state == Job.State.DONE
    first = CatalogueCopy.objects.get()
    assert (first.language, first.firms, first.consents) == ("en", 1, [row.person.consents.get().pk])
    assert first.file.content.read(5) == b"%PDF-"
    firm(fair)
    made(fair, "en")
    second = CatalogueCopy.objects.get()
    assert second.firms == 2
    assert not StoredFile.objects.filter(pk=first.file_id).exists()


def test_nothing_is_printed_where_nobody_stands_in_the_catalogue(fair):
    firm(fair, agreed=False)
    job = made(fair)
    assert job.state == Job.State.FAILED
    assert "Nobody stands in the catalogue" in job.error


def test_a_copy_that_names_who_withdrew_goes_and_is_laid_out_without_them(fair):
    stays, leaves = firm(fair), firm(fair)
    made(fair)
    take_back_copies()
    assert CatalogueCopy.objects.get().firms == 2, "a lawful copy stays"
    withdraw_consent(user=leaves.person, purpose="catalogue")
    take_back_copies()
    assert not CatalogueCopy.objects.exists()
    call_command("work", once=True)
    copy = CatalogueCopy.objects.get()
    assert (copy.firms, copy.consents) == (1, [stays.person.consents.get().pk])
