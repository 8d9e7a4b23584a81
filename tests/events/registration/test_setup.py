"""Setting up a fair's registration: each part by its page, the order, the copy from an earlier fair."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from enterprises.models import LegalForm
from events.models import Package, Question, Quota, Registration, RequiredPaper, Terms
from events.registration.copying import copy_registration
from tests.factories import (
    ApplicationFactory,
    FairFactory,
    PackageFactory,
    QuestionFactory,
    QuotaFactory,
    RequiredPaperFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(starts_on=first, ends_on=first, is_public=True)


@pytest.fixture
def clerk(client, fair):
    client.force_login(TeamMemberFactory(organizer=fair.organizer, role=Role.REGISTRATION).user)
    return client


@pytest.fixture
def url(fair):
    def build(name, *args):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args])

    return build


def test_everything_is_set_up_from_nothing_and_stands_on_one_page(clerk, fair, url):
    coop = LegalForm.objects.filter(is_cooperative=True).first()
    rules = {
        "legal_forms": [coop.pk],
        "most_booths": 4,
        "late": "marked",
        "when_full": "refused",
        "promotion": "hand",
        "offer_hours": 48,
        "intro_vi": "Mời bà con",
    }
    for name, fields in [
        ("registration_rules", rules),
        ("package_new", {"kind": "standard", "name_vi": "Gian tiêu chuẩn", "price": "5.500.000", "is_offered": "on"}),
        ("quota_new", {"scope": "total", "unit": "booths", "limit": 350}),
        ("paper_new", {"kind": "licence", "is_required": "on"}),
        ("question_new", {"asked_of": "firm", "kind": "text", "text_vi": "Có bán tại chỗ không?", "is_asked": "on"}),
        ("registration_terms", {"text_vi": "Đến đúng giờ."}),
    ]:
        response = clerk.post(url(name), fields)
        assert response.status_code == 302, (name, response.context["form"].errors)
    page = clerk.get(url("registration")).content.decode()
    for words in (str(coop), "Gian tiêu chuẩn", "5.500.000", "350", "Có bán tại chỗ không?", "Đến đúng giờ."):
        assert words in page
    rules = Registration.objects.get()
    assert (rules.most_booths, list(rules.legal_forms.all()), rules.history.count()) == (4, [coop], 1)


def test_a_quota_names_what_it_limits(clerk, url):
    response = clerk.post(url("quota_new"), {"scope": "package", "unit": "firms", "limit": 3})
    assert list(response.context["form"].errors) == ["package"]
    assert not Quota.objects.exists()


def test_the_same_limit_is_not_set_twice(clerk, fair, url):
    QuotaFactory(fair=fair)
    response = clerk.post(url("quota_new"), {"scope": "total", "unit": "firms", "limit": 3})
    assert (response.status_code, Quota.objects.count()) == (422, 1)


def test_a_package_for_which_somebody_applied_cannot_be_removed_but_taken_off_offer(clerk, fair, url):
    package = PackageFactory(fair=fair)
    ApplicationFactory(fair=fair, package=package)
    assert clerk.post(url("package_remove", package.pk)).status_code == 409
    clerk.post(url("package_edit", package.pk), {"kind": "standard", "name_vi": package.name_vi, "version": 1})
    assert not Package.objects.get().is_offered


def test_a_package_moves_up(clerk, fair, url):
    first, second = PackageFactory(fair=fair, position=1), PackageFactory(fair=fair, position=2)
    clerk.post(url("package_up", second.pk))
    clerk.post(url("package_up", second.pk))
    assert list(fair.packages.all()) == [second, first]


def test_terms_are_written_anew_and_the_earlier_stay(clerk, fair, url):
    for text in ("Một", "Hai", "Hai"):
        clerk.post(url("registration_terms"), {"text_vi": text})
    assert list(Terms.objects.values_list("number", "text_vi")) == [(2, "Hai"), (1, "Một")]


def test_another_fairs_parts_are_not_there(clerk, fair, url):
    other = PackageFactory(fair=FairFactory(organizer=fair.organizer))
    assert clerk.get(url("package_edit", other.pk)).status_code == 404
    assert clerk.post(url("package_remove", other.pk)).status_code == 404
    assert clerk.post(url("package_up", other.pk)).status_code == 404


def test_a_fair_that_takes_no_applications_has_no_registration(clerk, fair, url):
    fair.uses_applications = False
    fair.save()
    assert clerk.get(url("registration")).status_code == 404


def test_last_years_fair_is_taken_over_whole(clerk, fair, url):
    last = FairFactory(organizer=fair.organizer)
    package = PackageFactory(fair=last)
    QuotaFactory(fair=last, scope="package", package=package, limit=9, taken=7)
    RequiredPaperFactory(fair=last)
    asked = QuestionFactory(fair=last, kind="choice", choices_vi="Có\nKhông")
    QuestionFactory(fair=last, depends_on=asked, depends_value="1")
    clerk.post(url("registration_copy"), {"source": last.pk})
    quota = fair.quotas.get()
    assert (quota.package.fair, quota.limit, quota.taken) == (fair, 9, 0)
    assert fair.required_papers.count() == 1
    first, second = fair.questions.all()
    assert (second.depends_on, first.pk != asked.pk) == (first, True)
    assert (Package.objects.count(), Question.objects.count(), RequiredPaper.objects.count()) == (2, 4, 2)
    assert str(last) in quota.history.get().history_change_reason


def test_a_copy_never_crosses_organizers_nor_covers_what_stands(fair):
    foreign = PackageFactory().fair
    with pytest.raises(ValidationError, match="your own"):
        copy_registration(source=foreign, target=fair, by=UserFactory())
    own = PackageFactory(fair=FairFactory(organizer=fair.organizer)).fair
    PackageFactory(fair=fair)
    with pytest.raises(ValidationError, match="set up already"):
        copy_registration(source=own, target=fair, by=UserFactory())


def test_the_preview_asks_everything_and_keeps_nothing(clerk, fair, url):
    package, question = PackageFactory(fair=fair), QuestionFactory(fair=fair)
    page = clerk.get(url("registration_preview")).content.decode()
    assert str(package) in page
    assert str(question) in page


@pytest.mark.parametrize("rows", [1, 20])
def test_the_pages_queries_do_not_grow(clerk, fair, url, rows, django_assert_max_num_queries):
    for model in (PackageFactory, QuestionFactory):
        model.create_batch(rows, fair=fair)
    for n in range(rows):
        RequiredPaperFactory(fair=fair, kind="other", name_vi=f"Giấy {n}")
    with django_assert_max_num_queries(20):
        clerk.get(url("registration"))
