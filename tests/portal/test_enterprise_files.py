"""Pictures and papers of an enterprise's account: who opens them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.actions import give_consent, withdraw_consent
from accounts.models import Role
from common import files
from enterprises.models import Product
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CertificateFactory,
    EnterpriseMemberFactory,
    FairFactory,
    ProductFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return AccountFactory()


@pytest.fixture
def picture(account):
    stored = keep("picture", files.JPEG)
    return ProductFactory(enterprise=account, picture=stored)


def keep(purpose: str, kind: files.FileKind):
    return files.store(
        file=ContentFile(b"x", name="a." + kind.extensions[0]), kind=kind, purpose=purpose, by=None, organizer=None
    )


def opens(file, user=None) -> int:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(reverse("firm_file", args=[file.pk])).status_code


def staff(organizer, role=Role.REGISTRATION):
    return TeamMemberFactory(organizer=organizer, role=role).user


def test_members_see_their_own_files_and_strangers_none(account, picture):
    assert opens(picture.picture, EnterpriseMemberFactory(enterprise=account, role="member").user) == 200
    for user in (None, UserFactory(), EnterpriseMemberFactory().user):
        assert opens(picture.picture, user) == 404


def test_a_picture_is_public_once_its_firm_takes_part_at_a_public_fair_and_agreed_to_publication(account, picture):
    person = EnterpriseMemberFactory(enterprise=account).user
    application = ApplicationFactory(enterprise=account, fair=FairFactory(is_public=True), state="submitted")
    application.products.add(picture)
    assert opens(picture.picture) == 404
    application.state = "approved"
    application.save()
    assert opens(picture.picture) == 404
    give_consent(user=person, purpose="catalogue", language="vi")
    assert opens(picture.picture) == 200
    other = ProductFactory(enterprise=account, picture=keep("picture", files.JPEG))
    assert opens(other.picture) == 404
    application.told_at, application.state_before = timezone.now() + timedelta(minutes=5), "submitted"
    application.save()
    assert opens(picture.picture) == 404  # it was not told yet
    application.told_at = timezone.now()
    application.save()
    withdraw_consent(user=person, purpose="catalogue")
    assert opens(picture.picture) == 404


def test_a_picture_of_a_fair_without_a_public_page_is_not_public(account, picture):
    give_consent(user=EnterpriseMemberFactory(enterprise=account).user, purpose="catalogue", language="vi")
    application = ApplicationFactory(enterprise=account, fair=FairFactory(is_public=False), state="approved")
    application.products.add(picture)
    assert opens(picture.picture) == 404


def test_a_list_gets_a_small_picture_that_a_browser_may_keep(account):
    wide = BytesIO()
    Image.new("RGB", (1600, 900), "green").save(wide, "JPEG")
    stored = files.store_bytes(
        wide.getvalue(), name="a.jpg", kind=files.JPEG, purpose="picture", by=None, organizer=None
    )
    ProductFactory(enterprise=account, picture=stored)
    client = Client()
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    response = client.get(reverse("small_picture", args=[stored.pk]))
    assert Image.open(BytesIO(response.content)).size == (480, 360)
    assert response["Cache-Control"] == "private, max-age=3600"
    assert Client().get(reverse("small_picture", args=[stored.pk])).status_code == 404


def test_staff_see_files_of_enterprises_that_applied_to_them(organizer, account, picture):
    paper = CertificateFactory(enterprise=account, file=keep("certificate", files.PDF)).file
    application = ApplicationFactory(enterprise=account, fair=FairFactory(organizer=organizer), state="draft")
    clerk = staff(organizer)
    for state, status in (("draft", 404), ("submitted", 200), ("withdrawn", 404)):
        application.state = state
        application.save()
        assert opens(paper, clerk) == opens(picture.picture, clerk) == status, state
    application.state = "submitted"
    application.save()
    assert opens(paper, staff(organizer, Role.DOOR)) == 404
    assert opens(paper, staff(FairFactory().organizer)) == 404


def test_a_paper_is_never_public(account):
    paper = CertificateFactory(enterprise=account, file=keep("certificate", files.PDF)).file
    ApplicationFactory(enterprise=account, fair=FairFactory(is_public=True), state="approved")
    assert opens(paper) == 404


def test_a_file_that_stands_on_nothing_any_more_opens_for_nobody(account, picture):
    stored = picture.picture
    Product.objects.update(picture=None)
    assert opens(stored, EnterpriseMemberFactory(enterprise=account).user) == 404


def test_files_of_other_purposes_are_not_served_here(account):
    assert opens(keep("evidence", files.PDF), EnterpriseMemberFactory(enterprise=account).user) == 404
