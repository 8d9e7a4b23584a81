"""An application step by step: what each step keeps, what is still missing, what follows when it changes later."""

import datetime
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentPurpose
from common.models import StoredFile
from enterprises.models import LegalForm, ProductGroup
from events.actions.applications import start_application, submit_application
from events.models import Application, ApplicationPaper, Attendee, LateRule, PackageKind, Registration, Vehicle
from events.registration import steps
from events.registration.actions import write_terms
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CertificateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    PackageFactory,
    ProductFactory,
    QuestionFactory,
    RequiredPaperFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


@pytest.fixture
def own():
    return AccountFactory()


@pytest.fixture
def clerk(client, own):
    client.user = EnterpriseMemberFactory(enterprise=own).user
    client.force_login(client.user)
    return client


@pytest.fixture
def draft(fair, own):
    return ApplicationFactory(fair=fair, enterprise=own)


@pytest.fixture
def url(own):
    def build(name, *args):
        return reverse(name, args=[own.pk, *args])

    return build


def now(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def lacking(row: Application) -> list[str]:
    return [one.step for one in steps.missing(now(row))]


def test_a_fair_without_set_up_asks_four_short_steps(draft):
    assert steps.steps_of(draft.fair) == ["contact", "booth", "products", "people"]


def test_each_step_leads_to_the_next_and_the_last_to_the_check(clerk, draft, fair, url):
    package = PackageFactory(fair=fair)
    QuestionFactory(fair=fair)
    RequiredPaperFactory(fair=fair, is_required=False)
    sent = {
        "contact": {"contact_name": "Thạch Thị Phúc", "contact_phone": "0912345678"},
        "booth": {"package": package.pk, "booths": 2, "fascia_name": "HTX Phú Hòa", "power_kw": "1,5"},
        "products": {"wishes": "Gần cổng"},
        "papers": {},
        "questions": {},
    }
    for step, following in [
        ("contact", "booth"), ("booth", "products"), ("products", "papers"), ("papers", "people"),
        ("questions", "submit"),
    ]:  # fmt: skip
        page = clerk.get(url(f"my_application_{step}", draft.pk))
        assert page.status_code == 200
        response = clerk.post(url(f"my_application_{step}", draft.pk), sent[step] | {"version": now(draft).version})
        assert response.status_code == 302, response.context["form"].errors
        assert response.url == url(f"my_application_{following}", draft.pk)
    row = now(draft)
    assert (row.package, row.booths, row.power_kw, row.needs_power, row.wishes) == (package, 2, 1.5, True, "Gần cổng")
    assert clerk.get(url("my_application_people", draft.pk)).context["next_url"].endswith("/questions/")


def test_a_step_that_the_fair_does_not_use_is_not_there(clerk, draft, url):
    assert clerk.get(url("my_application_papers", draft.pk)).status_code == 404


def test_people_and_vehicles_are_added_and_taken_off(clerk, draft, url):
    page = url("my_application_people", draft.pk)
    clerk.post(page, {"which": "attendee", "attendee-name": "Lý Thị Hoa", "attendee-phone": "0909 123 456"})
    clerk.post(page, {"which": "vehicle", "vehicle-plate": "83c-123.45"})
    person, vehicle = Attendee.objects.get(), Vehicle.objects.get()
    assert (person.phone, vehicle.plate) == ("0909123456", "83C-123.45")
    twice = clerk.post(page, {"which": "vehicle", "vehicle-plate": "83C-123.45"})
    assert (twice.status_code, Vehicle.objects.count()) == (422, 1)
    clerk.post(url("my_application_attendee_strike", draft.pk, person.pk))
    clerk.post(url("my_application_vehicle_strike", draft.pk, vehicle.pk))
    assert (Attendee.objects.count(), Vehicle.objects.count()) == (0, 0)


def test_a_required_paper_is_missing_until_it_is_handed_in(clerk, draft, fair, url):
    paper = RequiredPaperFactory(fair=fair)
    assert steps.PAPERS in lacking(draft)
    files = [SimpleUploadedFile("giay.pdf", PDF), SimpleUploadedFile("trang2.pdf", PDF)]
    clerk.post(url("my_application_papers", draft.pk), {"version": 1, f"paper_{paper.pk}": files})
    assert steps.PAPERS not in lacking(draft)
    assert ApplicationPaper.objects.count() == 2
    clerk.post(url("my_application_paper_back", draft.pk, ApplicationPaper.objects.first().pk))
    assert (ApplicationPaper.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [("giay.pdf", b"<html></html>"), ("giay.pdf", b"%PDF-1.7 cut"), ("giay.exe", b"MZ"), ("x.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field_and_nothing_is_kept(
    clerk, draft, fair, url, name, content
):
    paper = RequiredPaperFactory(fair=fair)
    sent = {"version": 1, f"paper_{paper.pk}": [SimpleUploadedFile("tot.pdf", PDF), SimpleUploadedFile(name, content)]}
    response = clerk.post(url("my_application_papers", draft.pk), sent)
    assert list(response.context["form"].errors) == [f"paper_{paper.pk}"]
    assert not StoredFile.objects.exists()


def test_a_certificate_on_record_serves_where_it_holds_through_the_fair(draft, fair, own):
    RequiredPaperFactory(fair=fair, kind="food_safety")
    scan = StoredFile.objects.create(purpose="paper", name="attp.pdf", size=1, media_type="application/pdf")
    paper = CertificateFactory(enterprise=own, file=scan, expires_on=fair.ends_on)
    assert steps.PAPERS not in lacking(draft)
    paper.expires_on = fair.ends_on - datetime.timedelta(days=1)
    paper.save()
    assert steps.PAPERS in lacking(draft)


def test_a_paper_of_a_sector_is_asked_of_that_sector_alone(draft, fair):
    food, drink = ProductGroup.objects.all()[:2]
    RequiredPaperFactory(fair=fair, group=food)
    assert steps.PAPERS not in lacking(draft)
    Application.objects.filter(pk=draft.pk).update(group=food)
    assert steps.PAPERS in lacking(draft)
    Application.objects.filter(pk=draft.pk).update(group=drink)
    assert steps.PAPERS not in lacking(draft)


def test_raw_space_needs_an_area_within_its_bounds(clerk, draft, fair, url):
    raw = PackageFactory(fair=fair, kind=PackageKind.RAW, least_area=18, most_area=54)
    sent = {"package": raw.pk, "booths": 1, "fascia_name": "HTX", "power_kw": "0", "version": 1}
    refused = clerk.post(url("my_application_booth", draft.pk), sent | {"area": 9})
    assert list(refused.context["form"].errors) == ["area"]
    clerk.post(url("my_application_booth", draft.pk), sent)
    assert "m²" in " ".join(str(one) for one in steps.missing(now(draft)))
    clerk.post(url("my_application_booth", draft.pk), sent | {"area": 36, "version": now(draft).version})
    assert now(draft).area == 36


def test_who_may_not_apply_is_told_why(draft, fair):
    coop, other = (
        LegalForm.objects.filter(is_cooperative=True).first(),
        LegalForm.objects.filter(is_cooperative=False)[0],
    )
    rules = Registration.objects.create(fair=fair, min_stars=4)
    rules.legal_forms.set([coop])
    draft.enterprise.legal_form = other
    words = " ".join(str(one) for one in steps.missing(draft))
    assert str(coop) in words
    assert "4" in words


def test_more_booths_than_the_rules_allow_stand_in_the_way(draft, fair):
    Registration.objects.create(fair=fair, most_booths=2)
    Application.objects.filter(pk=draft.pk).update(booths=3, fascia_name="HTX")
    assert lacking(draft) == [steps.BOOTH]


def test_the_terms_are_agreed_to_in_the_version_that_was_shown(fair, own):
    by = EnterpriseMemberFactory(enterprise=own).user
    give_consent(user=by, purpose=ConsentPurpose.REGISTRATION, language="vi")
    first = write_terms(fair=fair, text_vi="Một", text_en="", by=UserFactory())
    row = ApplicationFactory(fair=fair, enterprise=own, fascia_name="HTX")
    with pytest.raises(Exception, match="agreeing to the terms"):
        submit_application(application=row, by=by)
    submit_application(application=row, by=by, terms=True)
    write_terms(fair=fair, text_vi="Hai", text_en="", by=UserFactory())
    assert now(row).terms == first


def test_late_applications_are_taken_where_the_rules_say_so_and_marked(fair, own):
    by = EnterpriseMemberFactory(enterprise=own).user
    give_consent(user=by, purpose=ConsentPurpose.REGISTRATION, language="vi")
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=2)
    fair.save()
    row = ApplicationFactory(fair=fair, enterprise=own, fascia_name="HTX")
    with pytest.raises(Exception, match="closed"):
        submit_application(application=row, by=by)
    Registration.objects.create(fair=fair, late=LateRule.MARKED)
    assert submit_application(application=now(row), by=by).is_late


def test_what_was_submitted_can_be_changed_until_the_last_day_but_stays_complete(clerk, fair, own, url):
    row = ApplicationFactory(
        fair=fair, enterprise=own, fascia_name="HTX", state="submitted", submitted_at=timezone.now()
    )
    sent = {"contact_name": "Sơn Thị Lan", "contact_phone": "0912345678", "version": row.version}
    clerk.post(url("my_application_contact", row.pk), sent)
    assert now(row).contact_name == "Sơn Thị Lan"
    emptied = {"booths": 1, "fascia_name": "", "power_kw": "0", "version": now(row).version}
    assert clerk.post(url("my_application_booth", row.pk), emptied).status_code == 422
    assert now(row).fascia_name == "HTX"
    after = timezone.now() + datetime.timedelta(days=60)
    with patch("django.utils.timezone.now", return_value=after):
        assert clerk.get(url("my_application_contact", row.pk)).status_code == 302


def test_a_new_application_takes_over_what_the_last_one_said(fair, own):
    by = EnterpriseMemberFactory(enterprise=own).user
    rice = ProductFactory(enterprise=own)
    last = ApplicationFactory(fair=FairFactory(), enterprise=own)
    last.products.set([rice])
    Attendee.objects.create(application=last, name="Lý Thị Hoa", badge_name="Hoa")
    row = start_application(
        application=Application(fair=fair, enterprise=own, contact_name="A", contact_phone="0912345678"), by=by
    )
    assert (list(row.products.all()), row.attendees.get().badge_name) == ([rice], "Hoa")
    assert last.attendees.count() == 1


def test_another_enterprises_application_is_not_there(clerk, fair, url):
    other = ApplicationFactory(fair=fair)
    for step in ("contact", "booth", "products", "people"):
        assert clerk.get(url(f"my_application_{step}", other.pk)).status_code == 404
