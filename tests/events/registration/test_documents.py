"""What an organizer gives out is read by applicants in their language and by whoever has its link, until taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from common.models import Opening
from events.models import FairDocument
from tests.factories import AccountFactory, EnterpriseMemberFactory, FairDocumentFactory, FairFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + timezone.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=True, starts_on=coming, ends_on=coming, uses_applications=True)


def upload(content: bytes = b"%PDF-1.4\n%%EOF\n", name: str = "so-do.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_document_given_out_opens_by_its_link_and_nobody_is_noted(sign_in, fair, client):
    staff = sign_in(Role.REGISTRATION)
    url = reverse("document_new", args=[fair.organizer.slug, fair.slug])
    assert staff.post(url, {"name_vi": "Sơ đồ gian hàng", "language": "", "file": upload()}).status_code == 302
    document = FairDocument.objects.get()
    opened = client.get(reverse("fair_document", args=[document.token]))
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert not Opening.objects.exists()


def test_a_page_called_pdf_is_refused_at_its_field(sign_in, fair):
    url = reverse("document_new", args=[fair.organizer.slug, fair.slug])
    response = sign_in(Role.REGISTRATION).post(url, {"name_vi": "Thể lệ", "file": upload(b"<html></html>")})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    assert not FairDocument.objects.exists()


def test_one_taken_back_is_gone_and_its_file_with_it(sign_in, fair, client, django_capture_on_commit_callbacks):
    document = FairDocumentFactory(fair=fair)
    storage, name = document.file.content.storage, document.file.content.name
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(Role.MANAGER).post(reverse("document_remove", args=[fair.organizer.slug, fair.slug, document.pk]))
    assert client.get(reverse("fair_document", args=[document.token])).status_code == 410
    assert not storage.exists(name)


def test_applicants_and_visitors_see_those_of_their_language(fair, client):
    FairDocumentFactory(fair=fair, name_vi="Sơ đồ chung")
    FairDocumentFactory(fair=fair, name_vi="Rules", language="en")
    page = client.get(reverse("public_fair", args=[fair.organizer.slug, fair.slug]), headers={"accept-language": "vi"})
    assert "Sơ đồ chung" in page.content.decode()
    assert "Rules" not in page.content.decode()
    member = EnterpriseMemberFactory(enterprise=AccountFactory())
    client.force_login(member.user)
    url = reverse("my_application_new", args=[member.enterprise.pk, fair.organizer.slug, fair.slug])
    assert "Sơ đồ chung" in client.get(url).content.decode()
