"""An enterprise's own pages: opening an account, details, members, products, papers, links."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.models import Role
from common.models import Letter
from enterprises.actions import links
from enterprises.models import Certificate, Enterprise, EnterpriseMember, OcopCertificate, Product
from tests.factories import (
    AccountFactory,
    CardLinkFactory,
    CertificateFactory,
    EnterpriseFactory,
    EnterpriseInvitationFactory,
    EnterpriseMemberFactory,
    FairFactory,
    OcopCertificateFactory,
    OrganizerFactory,
    ProductFactory,
    TeamMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return AccountFactory(tax_code="0100109106", legal_name="Hợp tác xã Phú Hòa")


@pytest.fixture
def enter(account):
    """A client of somebody who acts for the account."""

    def as_role(role: str) -> Client:
        client = Client()
        client.user = EnterpriseMemberFactory(enterprise=account, role=role).user
        client.force_login(client.user)
        return client

    return as_role


@pytest.fixture
def owner(enter):
    return enter("owner")


@pytest.fixture
def url(account):
    return lambda name, *args: reverse(name, args=[account.pk, *args])


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG")
    return SimpleUploadedFile("anh.jpg", out.getvalue())


def test_opening_an_account_leads_to_its_overview():
    client = Client()
    client.force_login(UserFactory())
    sent = {"country": "VN", "legal_name": "Hộ Bé Ba", "tax_code": "0100109106", "usual_role": "seller"}
    response = client.post(reverse("enterprise_create"), sent)
    account = Enterprise.objects.accounts().get()
    assert response.url == reverse("my_enterprise", args=[account.pk])
    assert client.get(response.url).status_code == 200


def test_a_tax_code_that_has_an_account_is_told_at_its_field(account):
    client = Client()
    client.force_login(UserFactory())
    sent = {"country": "VN", "legal_name": "Khác", "tax_code": account.tax_code, "usual_role": "seller"}
    response = client.post(reverse("enterprise_create"), sent)
    assert response.status_code == 422
    assert "tax_code" in response.context["form"].errors
    assert account.legal_name not in response.content.decode()


def test_a_country_that_is_none_is_refused():
    client = Client()
    client.force_login(UserFactory())
    sent = {"country": "XX", "legal_name": "X", "foreign_no": "1", "usual_role": "buyer"}
    assert "country" in client.post(reverse("enterprise_create"), sent).context["form"].errors


def test_a_wrong_check_digit_is_kept_and_warned_of():
    client = Client()
    client.force_login(UserFactory())
    sent = {"country": "VN", "legal_name": "Hộ Bé Ba", "tax_code": "0100109107", "usual_role": "seller"}
    page = client.post(reverse("enterprise_create"), sent, follow=True)
    assert Enterprise.objects.accounts().exists()
    assert [message.level_tag for message in page.context["messages"]] == ["success", "warning"]


def test_details_are_not_overwritten_from_a_second_tab(owner, account, url):
    sent = {
        "country": "VN", "legal_name": account.legal_name, "tax_code": account.tax_code, "usual_role": "seller",
        "contact_name": "Trần Thị Hạnh", "phone": "0912 345 678", "version": account.version,
    }  # fmt: skip
    assert owner.post(url("my_details"), sent).status_code == 302
    account.refresh_from_db()
    assert (account.contact_name, account.phone) == ("Trần Thị Hạnh", "0912345678")
    assert owner.post(url("my_details"), sent | {"contact_name": "Khác"}).status_code == 422


def test_the_number_of_another_enterprise_finds_nothing(owner, account):
    strange = EnterpriseFactory(), AccountFactory()
    for enterprise in strange:
        for name in ("my_details", "my_members", "my_products", "my_links"):
            assert owner.get(reverse(name, args=[enterprise.pk])).status_code == 404
    for name, record in (
        ("my_product_edit", ProductFactory(enterprise=strange[1])),
        ("my_ocop_edit", OcopCertificateFactory(product__enterprise=strange[1])),
        ("my_paper_edit", CertificateFactory(enterprise=strange[0])),
        ("my_member_edit", EnterpriseMemberFactory()),
    ):
        assert owner.get(reverse(name, args=[account.pk, record.pk])).status_code == 404, name


def test_a_member_may_leave_and_nothing_else(enter, url):
    member = enter("member")
    mine = EnterpriseMember.objects.get(user=member.user)
    other = EnterpriseMemberFactory(enterprise=mine.enterprise)
    assert member.post(url("my_member_remove", other.pk)).status_code == 404
    assert member.post(url("my_member_remove", mine.pk)).url == reverse("home")
    assert member.get(url("my_enterprise")).status_code == 404


def test_the_last_owner_is_told_why_they_cannot_leave(owner, url):
    mine = EnterpriseMember.objects.get(user=owner.user)
    page = owner.post(url("my_member_remove", mine.pk), follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert EnterpriseMember.objects.exists()


def test_the_link_of_an_invitation_shows_the_enterprise_and_lets_join():
    person = UserFactory()
    invitation = EnterpriseInvitationFactory(email=person.email)
    client = Client()
    client.force_login(person)
    assert invitation.enterprise.legal_name in client.get(invitation.join_url).content.decode()
    assert client.post(invitation.join_url).url == reverse("my_enterprise", args=[invitation.enterprise_id])
    assert client.post(invitation.join_url).url == reverse("my_enterprise", args=[invitation.enterprise_id])
    assert EnterpriseMember.objects.count() == 1


def test_a_product_is_entered_with_its_picture_and_both_texts(owner, account, url):
    sent = {"name": "Gạo thơm", "name_en": "Fragrant rice", "list_price": "35.000", "picture": photo()}
    assert owner.post(url("my_product_new"), sent).url == url("my_products")
    product = Product.objects.get()
    assert (product.enterprise, product.name_en, product.list_price) == (account, "Fragrant rice", 35000)
    assert reverse("firm_file", args=[product.picture_id]) in owner.get(url("my_products")).content.decode()


def test_saving_without_a_new_picture_keeps_the_old_one(owner, url):
    owner.post(url("my_product_new"), {"name": "Gạo", "picture": photo()})
    product = Product.objects.get()
    owner.post(url("my_product_edit", product.pk), {"name": "Gạo mới", "version": product.version})
    assert (Product.objects.get().name, Product.objects.get().picture) == ("Gạo mới", product.picture)


def test_a_second_product_of_the_same_name_is_refused(owner, account, url):
    ProductFactory(enterprise=account, name="Gạo thơm")
    assert owner.post(url("my_product_new"), {"name": "gao thom"}).status_code == 422


def test_a_product_with_stars_is_not_removed(owner, account, url):
    stars = OcopCertificateFactory(product__enterprise=account)
    assert owner.post(url("my_product_remove", stars.product_id)).status_code == 409
    owner.post(url("my_ocop_remove", stars.pk))
    assert owner.post(url("my_product_remove", stars.product_id)).status_code == 302
    assert Product.history.filter(id=stars.product_id, history_type="-", history_user=owner.user).exists()


def test_papers_are_entered_with_their_scans(owner, account, url):
    product = ProductFactory(enterprise=account)
    scan = SimpleUploadedFile("giay.pdf", b"%PDF-1.7\n%%EOF\n")
    sent = {"product": product.pk, "stars": 4, "issued_on": "01/02/2026", "paper": scan}
    assert owner.post(url("my_ocop_new"), sent).status_code == 302
    stars = OcopCertificate.objects.get()
    assert (stars.expires_on.year, stars.file.organizer) == (2029, None)
    sent = {"kind": "food_safety", "number": "1/ATTP", "issued_on": "01/02/2026"}
    assert owner.post(url("my_paper_new"), sent).status_code == 302
    assert Certificate.objects.get().enterprise == account
    assert owner.get(url("my_certificates")).status_code == 200


def test_stars_are_not_given_to_anothers_product(owner, url):
    other = ProductFactory(enterprise=AccountFactory())
    response = owner.post(url("my_ocop_new"), {"product": other.pk, "stars": 4, "issued_on": "01/02/2026"})
    assert response.status_code == 422
    assert not OcopCertificate.objects.exists()


@pytest.mark.parametrize("name", ["my_products", "my_certificates", "my_members", "my_links"])
def test_a_list_costs_as_much_with_many_rows_as_with_one(owner, account, url, name):
    def fill() -> int:
        product = ProductFactory(enterprise=account)
        OcopCertificateFactory(product=product)
        CertificateFactory(enterprise=account)
        EnterpriseMemberFactory(enterprise=account)
        EnterpriseInvitationFactory(enterprise=account)
        CardLinkFactory(account=account)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            owner.get(url(name))
        return len(queries)

    one = fill()
    assert [fill() for _n in range(3)][-1] == one <= 12


# Links


def test_the_answer_to_an_ask_never_says_whether_there_is_a_card(owner, account, url, organizer):
    without = OrganizerFactory(slug="can-tho")
    for one in (organizer, without):
        FairFactory(organizer=one, is_public=True)
    EnterpriseFactory(kept_by=organizer, tax_code=account.tax_code)
    for asked in (organizer, without):
        assert owner.post(url("my_link_ask"), {"organizer": asked.slug.upper()}).url == url("my_links")
    rows = {row.organizer: (row.status.label, row.answer) for row in owner.get(url("my_links")).context["links"]}
    assert rows[organizer] == rows[without]


def test_an_unknown_organizer_is_told_at_its_field(owner, url):
    OrganizerFactory(slug="dong", is_active=False)
    for slug in ("khong-co", "dong"):
        assert "organizer" in owner.post(url("my_link_ask"), {"organizer": slug}).context["form"].errors


def test_staff_link_or_refuse_what_is_asked(sign_in, owner, account, organizer):
    clerk = sign_in("registration")
    for answer, state in ((({"refuse": "", "reason": "Chưa rõ"}), "refused"), ({"link": ""}, "linked")):
        link = links.ask(organizer=organizer, account=account, by=owner.user)
        assert account.legal_name in clerk.get(reverse("link_asks", args=[organizer.slug])).content.decode()
        assert clerk.post(reverse("link_answer", args=[organizer.slug, link.pk]), answer).status_code == 302
        link.refresh_from_db()
        assert link.state == state


def test_a_card_of_another_organizer_is_not_linked(sign_in, owner, account, organizer):
    other = EnterpriseFactory(tax_code=account.tax_code)
    link = links.ask(organizer=organizer, account=account, by=owner.user)
    response = sign_in("registration").post(reverse("link_answer", args=[organizer.slug, link.pk]), {"card": other.pk})
    assert response.status_code == 422


def test_asks_and_links_of_another_organizer_are_not_there(sign_in, owner, account, organizer):
    link = links.ask(organizer=OrganizerFactory(), account=account, by=owner.user)
    clerk = sign_in("registration")
    assert clerk.get(reverse("link_answer", args=[organizer.slug, link.pk])).status_code == 404
    assert clerk.post(reverse("link_end", args=[organizer.slug, CardLinkFactory().pk])).status_code == 404


def test_an_offer_by_hand_shows_its_code_and_text(sign_in, organizer):
    card = EnterpriseFactory(kept_by=organizer)
    page = sign_in("registration").post(
        reverse("card_link", args=[organizer.slug, card.pk]), {"way": "by_hand"}, follow=True
    )
    assert card.links.get().offer_url in page.context["text"]
    assert page.context["qr"].startswith("data:image/svg+xml")
    assert not Letter.objects.exists()


def test_an_offer_is_opened_linked_and_then_closed(owner, account, organizer):
    clerk = TeamMemberFactory(organizer=organizer, role=Role.REGISTRATION).user
    card = EnterpriseFactory(kept_by=organizer, tax_code=account.tax_code, email="htx@example.com")
    link = links.offer(card=card, by=clerk)
    assert owner.get(link.offer_url).context["form"].initial["account"] == account
    linked = owner.post(link.offer_url, {"account": account.pk})
    assert card.legal_name in owner.get(linked.url).content.decode()
    for again in (owner.get(link.offer_url), owner.post(link.offer_url, {"account": account.pk})):
        assert again.url == linked.url


def test_another_tax_code_is_asked_about_before_linking(owner, account, organizer):
    card = EnterpriseFactory(kept_by=organizer, tax_code="2200000001")
    link = links.offer(card=card, by=UserFactory(), by_hand=True)
    response = owner.post(link.offer_url, {"account": account.pk})
    assert response.status_code == 422
    assert not response.context["form"].fields["despite_tax_code"].widget.is_hidden
    assert owner.post(link.offer_url, {"account": account.pk, "despite_tax_code": "on"}).status_code == 302


def test_nobody_links_for_an_enterprise_they_do_not_own(enter, account, organizer):
    link = links.offer(card=EnterpriseFactory(kept_by=organizer), by=UserFactory(), by_hand=True)
    assert enter("member").post(link.offer_url, {"account": account.pk}).status_code == 422
    assert owner_of_another().post(link.offer_url, {"account": account.pk}).status_code == 422


def owner_of_another() -> Client:
    client = Client()
    client.force_login(EnterpriseMemberFactory().user)
    return client


def test_a_forged_or_foreign_token_opens_nothing(owner):
    for token in ("khong", EnterpriseInvitationFactory().join_url.rstrip("/").rsplit("/", 1)[-1]):
        assert owner.get(reverse("card_offer", args=[token])).status_code == 404


def test_both_sides_may_undo_on_their_own_pages(owner, account, organizer, sign_in, url):
    link = CardLinkFactory(card__kept_by=organizer, account=account)
    assert owner.post(url("my_link_end", link.pk)).url == url("my_links")
    again = CardLinkFactory(card=link.card, account=account)
    sign_in("registration").post(reverse("link_end", args=[organizer.slug, again.pk]))
    assert set(account.card_links.values_list("state", flat=True)) == {"undone"}
