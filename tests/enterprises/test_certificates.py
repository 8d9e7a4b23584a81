"""Certificates: what follows from the day of issue, what is refused, what they say today."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.reach import Reach
from common.history import Stale
from common.models import StoredFile
from enterprises import queries
from enterprises.actions.certificates import save_ocop_certificate, save_other_certificate
from enterprises.models import Certificate, OcopCertificate
from enterprises.validity import add_months, in_force_between
from tests.factories import CertificateFactory, EnterpriseFactory, OcopCertificateFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def product(organizer):
    return ProductFactory(enterprise=EnterpriseFactory(kept_by=organizer))


def scan(name="giay.pdf", content=b"%PDF-1.7\n%%EOF\n"):
    return SimpleUploadedFile(name, content)


def test_expiry_and_rules_follow_from_the_day_of_issue(product, by):
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2019, 8, 31))
    save_ocop_certificate(certificate=certificate, by=by)
    certificate.refresh_from_db()
    assert certificate.expires_on == datetime.date(2022, 8, 31)
    assert certificate.rule_set.code == "1048-2019"
    assert certificate.history.get().history_user == by


def test_an_expiry_that_the_paper_states_is_kept(product, by):
    stated = datetime.date(2021, 1, 1)
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2020, 1, 1), expires_on=stated)
    assert save_ocop_certificate(certificate=certificate, by=by).expires_on == stated


def test_a_day_of_issue_to_come_is_refused_and_today_is_not(product, by):
    today = timezone.localdate()
    with pytest.raises(ValidationError) as refusal:
        save_ocop_certificate(certificate=OcopCertificate(product=product, stars=3, issued_on=today + DAY), by=by)
    assert "issued_on" in refusal.value.message_dict
    assert save_ocop_certificate(certificate=OcopCertificate(product=product, stars=3, issued_on=today), by=by).pk


def test_other_papers_are_not_issued_on_a_day_to_come_either(product, by):
    paper = Certificate(enterprise=product.enterprise, kind="food_safety", issued_on=timezone.localdate() + DAY)
    with pytest.raises(ValidationError, match="day to come"):
        save_other_certificate(certificate=paper, by=by)


def test_an_expiry_before_the_issue_is_refused(product, by):
    day = datetime.date(2020, 1, 1)
    certificate = OcopCertificate(product=product, stars=4, issued_on=day, expires_on=day)
    with pytest.raises(ValidationError):
        save_ocop_certificate(certificate=certificate, by=by)


def test_a_revocation_comes_after_the_issue(product, by):
    day = datetime.date(2020, 1, 1)
    certificate = OcopCertificate(product=product, stars=4, issued_on=day, revoked_on=day)
    with pytest.raises(ValidationError) as refusal:
        save_ocop_certificate(certificate=certificate, by=by)
    assert "revoked_on" in refusal.value.message_dict


@pytest.mark.parametrize("stars", [2, 6])
def test_only_three_to_five_stars_are_certified(product, by, stars):
    certificate = OcopCertificate(product=product, stars=stars, issued_on=datetime.date(2020, 1, 1))
    with pytest.raises(ValidationError):
        save_ocop_certificate(certificate=certificate, by=by)


def test_the_database_itself_refuses_a_second_certificate_of_one_day(product):
    first = OcopCertificateFactory(product=product)
    with pytest.raises(IntegrityError), transaction.atomic():
        OcopCertificateFactory(product=product, issued_on=first.issued_on)


def test_a_paper_with_the_same_number_is_refused_and_one_without_a_number_is_not(product, by):
    def paper(number):
        return Certificate(
            enterprise=product.enterprise, kind="barcode", number=number, issued_on=datetime.date(2020, 1, 1)
        )

    save_other_certificate(certificate=paper("893"), by=by)
    with pytest.raises(ValidationError, match="already has this certificate"):
        save_other_certificate(certificate=paper("893"), by=by)
    save_other_certificate(certificate=paper(""), by=by)
    assert save_other_certificate(certificate=paper(""), by=by).pk


@pytest.mark.parametrize(
    ("expires_in", "revoked_in", "standing"),
    [
        (400, None, "in_force"),
        (30, None, "expiring"),
        (0, None, "expiring"),
        (-1, None, "expired"),
        (400, 0, "revoked"),
        (400, 5, "in_force"),
        (-1, -9, "revoked"),
    ],
)
def test_the_standing_of_a_certificate_today(organizer, product, expires_in, revoked_in, standing):
    today = timezone.localdate()
    OcopCertificateFactory(
        product=product,
        issued_on=today - 100 * DAY,
        expires_on=today + expires_in * DAY,
        revoked_on=None if revoked_in is None else today + revoked_in * DAY,
    )
    assert queries.ocop_certificates(Reach(organizer)).get().standing == standing


def test_soon_is_six_months_ahead_to_the_day(organizer, product):
    soon = add_months(timezone.localdate(), 6)
    first = OcopCertificateFactory(product=product, issued_on=datetime.date(2020, 1, 1), expires_on=soon)
    second = OcopCertificateFactory(product=product, issued_on=datetime.date(2020, 1, 2), expires_on=soon + DAY)
    standings = dict(queries.ocop_certificates(Reach(organizer)).values_list("pk", "standing"))
    assert standings == {first.pk: "expiring", second.pk: "in_force"}


def test_a_paper_without_an_end_is_in_force(organizer, product):
    CertificateFactory(enterprise=product.enterprise, expires_on=None)
    assert queries.other_certificates(Reach(organizer)).get().standing == "in_force"


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2019-01-01", "2019-12-19", False),
        ("2019-01-01", "2019-12-20", True),
        ("2022-12-20", "2023-01-31", True),
        ("2022-12-21", "2023-01-31", False),
    ],
)
def test_a_certificate_counts_on_its_first_and_last_day(product, first, last, counts):
    OcopCertificateFactory(
        product=product, issued_on=datetime.date(2019, 12, 20), expires_on=datetime.date(2022, 12, 20)
    )
    period = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    assert OcopCertificate.objects.filter(in_force_between(*period)).exists() == counts


def test_a_revoked_certificate_counts_until_the_day_before(product):
    revoked = datetime.date(2020, 6, 1)
    OcopCertificateFactory(
        product=product,
        issued_on=datetime.date(2019, 12, 20),
        expires_on=datetime.date(2022, 12, 20),
        revoked_on=revoked,
    )
    counted = OcopCertificate.objects.filter
    assert counted(in_force_between(revoked - DAY, revoked)).exists()
    assert not counted(in_force_between(revoked, revoked)).exists()


def test_the_scan_is_kept_with_its_hash(product, by):
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2020, 1, 1))
    save_ocop_certificate(certificate=certificate, by=by, paper=scan())
    stored = StoredFile.objects.get()
    assert certificate.file == stored
    assert (stored.purpose, stored.organizer, stored.uploaded_by) == ("certificate", product.enterprise.kept_by, by)


def test_a_new_scan_leaves_the_earlier_one(product, by):
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2020, 1, 1))
    save_ocop_certificate(certificate=certificate, by=by, paper=scan("truoc.pdf"))
    save_ocop_certificate(certificate=certificate, by=by, paper=scan("sau.pdf"))
    assert StoredFile.objects.count() == 2
    assert certificate.file.name == "sau.pdf"


def test_a_file_that_is_no_scan_is_refused(product, by):
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2020, 1, 1))
    with pytest.raises(ValidationError):
        save_ocop_certificate(certificate=certificate, by=by, paper=scan("giay.pdf", b"<script>alert(1)</script>"))
    assert not OcopCertificate.objects.exists()


def test_a_refused_change_leaves_no_file_behind(product, by):
    certificate = OcopCertificate(product=product, stars=4, issued_on=datetime.date(2020, 1, 1))
    save_ocop_certificate(certificate=certificate, by=by)
    stale = OcopCertificate.objects.get()
    save_ocop_certificate(certificate=certificate, by=by)
    with pytest.raises(Stale):
        save_ocop_certificate(certificate=stale, by=by, paper=scan())
    assert not StoredFile.objects.exists()
    assert default_storage.listdir("")[0] == [] or not any(
        default_storage.listdir(d)[1] for d in default_storage.listdir("")[0]
    )
