"""Certificates in the workspace."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Certificate, OcopCertificate
from tests.factories import CertificateFactory, EnterpriseFactory, OcopCertificateFactory, ProductFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def product(organizer):
    return ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer), name="Mắm cá linh")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def shown(response) -> set[int]:
    return {row.record.pk for row in response.context["table"].paginated_rows}


def day(offset: int) -> datetime.date:
    return TODAY() + datetime.timedelta(days=offset)


def test_the_list_is_filtered_by_state_stars_and_year(manager, product, url):
    def certificate(stars, issued, expires, **fields):
        return OcopCertificateFactory(product=product, stars=stars, issued_on=issued, expires_on=expires, **fields).pk

    good = certificate(4, day(-20), day(900))
    soon = certificate(3, day(-1000), day(90))
    gone = certificate(5, datetime.date(2019, 12, 20), datetime.date(2022, 12, 20))
    back = certificate(3, day(-30), day(900), revoked_on=day(-1))
    for standing, pk in {"in_force": good, "expiring": soon, "expired": gone, "revoked": back}.items():
        assert shown(manager.get(url("certificates", standing=standing))) == {pk}
    assert shown(manager.get(url("certificates", stars=3))) == {soon, back}
    assert shown(manager.get(url("certificates", year=2019))) == {gone}
    assert shown(manager.get(url("certificates", q="mam linh"))) == {good, soon, gone, back}


@pytest.mark.parametrize(
    "query", [{"year": "99999"}, {"year": "x"}, {"standing": "?"}, {"stars": "9"}, {"sort": "secret"}]
)
def test_a_senseless_filter_is_no_error(manager, product, url, query):
    OcopCertificateFactory(product=product)
    for name in ("certificates", "other_certificates", "products", "enterprises"):
        assert manager.get(url(name, **query)).status_code == 200


def test_the_two_lists_lead_to_each_other(manager, url):
    assert url("other_certificates") in manager.get(url("certificates")).content.decode()
    assert url("certificates") in manager.get(url("other_certificates")).content.decode()


def test_a_certificate_is_entered_with_its_scan_and_the_scan_downloads(manager, organizer, product, url):
    response = manager.post(
        url("certificate_new"),
        {"product": product.pk, "stars": 4, "issued_on": "20/12/2019", "paper": SimpleUploadedFile("giay.pdf", PDF)},
    )
    certificate = OcopCertificate.objects.get()
    assert response.url == url("certificate", certificate.pk)
    assert certificate.expires_on == datetime.date(2022, 12, 20)
    link = url("file", certificate.file_id)
    assert link in manager.get(url("certificate", certificate.pk)).content.decode()
    assert b"".join(manager.get(link).streaming_content) == PDF


def test_a_lying_scan_is_refused_at_its_field(manager, product, url):
    fields = {"product": product.pk, "stars": 4, "issued_on": "20/12/2019"}
    response = manager.post(url("certificate_new"), fields | {"paper": SimpleUploadedFile("giay.pdf", b"MZ\x90\x00")})
    assert "paper" in response.context["form"].errors
    assert not OcopCertificate.objects.exists()


def test_a_day_of_issue_to_come_is_refused_at_its_field(manager, product, url):
    fields = {"product": product.pk, "stars": 4, "issued_on": day(1).strftime("%d/%m/%Y")}
    assert "issued_on" in manager.post(url("certificate_new"), fields).context["form"].errors


def test_the_page_says_how_the_certificate_stands(manager, product, url):
    certificate = OcopCertificateFactory(product=product, issued_on=day(-1000), expires_on=day(30))
    response = manager.get(url("certificate", certificate.pk))
    assert response.context["status"].mark == "s-todo"
    assert str(response.context["status"].label) in response.content.decode()


def test_a_certificate_is_revoked_by_changing_it(manager, product, url):
    certificate = OcopCertificateFactory(product=product, issued_on=day(-100), expires_on=day(900))
    fields = {
        "stars": certificate.stars, "issued_on": day(-100).strftime("%d/%m/%Y"),
        "expires_on": day(900).strftime("%d/%m/%Y"), "revoked_on": TODAY().strftime("%d/%m/%Y"),
        "version": certificate.version,
    }  # fmt: skip
    assert manager.post(url("certificate_edit", certificate.pk), fields).status_code == 302
    assert shown(manager.get(url("certificates", standing="revoked"))) == {certificate.pk}


def test_a_certificate_is_removed(manager, product, url):
    certificate = OcopCertificateFactory(product=product)
    assert manager.post(url("certificate_remove", certificate.pk)).url == url("certificates")
    assert not OcopCertificate.objects.exists()


def test_another_paper_is_entered_changed_and_removed(manager, product, url):
    fields = {
        "enterprise": product.enterprise_id,
        "kind": "food_safety",
        "number": "12/ATTP",
        "issued_on": "01/02/2020",
    }
    manager.post(url("other_certificate_new"), fields)
    paper = Certificate.objects.get()
    assert "12/ATTP" in manager.get(url("other_certificate", paper.pk)).content.decode()
    change = {"kind": "food_safety", "number": "13/ATTP", "issued_on": "01/02/2020", "version": paper.version}
    manager.post(url("other_certificate_edit", paper.pk), change)
    paper.refresh_from_db()
    assert (paper.number, paper.enterprise) == ("13/ATTP", product.enterprise)
    assert "13/ATTP" in manager.get(url("other_certificate_history", paper.pk)).content.decode()
    assert manager.post(url("other_certificate_remove", paper.pk)).url == url("other_certificates")
    assert not Certificate.objects.exists()


def test_other_papers_are_filtered_by_kind_and_state(manager, product, url):
    barcode = CertificateFactory(enterprise=product.enterprise, kind="barcode", issued_on=day(-9), expires_on=day(900))
    gone = CertificateFactory(enterprise=product.enterprise, kind="food_safety", issued_on=day(-9), expires_on=day(-1))
    assert shown(manager.get(url("other_certificates", kind="barcode"))) == {barcode.pk}
    assert shown(manager.get(url("other_certificates", standing="expired"))) == {gone.pk}
