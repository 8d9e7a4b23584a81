"""Staff enter a firm's paper form: the same rules hold as online, and the firm may claim it later."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from common.models import Letter, StoredFile
from enterprises.actions import links
from enterprises.models import Enterprise
from events import letters, queries
from events.actions.applications import start_application, submit_application, withdraw_application
from events.actions.review import decide, undo_decision
from events.behalf import actions
from events.models import Application, ApplicationOrigin, ApplicationPaper, LateRule, Participation, Registration
from tests.factories import (
    AccountFactory,
    ApplicationFactory,
    CardLinkFactory,
    EnteredFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    FairFactory,
    InvitationFactory,
    ProductFactory,
    QuotaFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def fair(organizer):
    first = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, starts_on=first, ends_on=first, uses_floor=False)


@pytest.fixture
def card(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Phú Hòa", phone="0912345678")


@pytest.fixture
def staff(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(fair):
    def build(name, *args):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args])

    return build


@pytest.fixture
def ready(fair, card):
    """A form of which everything is entered."""
    row = EnteredFactory(fair=fair, enterprise=card, received_on=timezone.localdate(), consent_in_writing=True)
    scan = StoredFile.objects.create(purpose="application", name="phieu.pdf", size=1, media_type="application/pdf")
    ApplicationPaper.objects.create(application=row, kind="form", file=scan)
    return row


def start(fair, card, **fields) -> Application:
    return Application(fair=fair, enterprise=card, contact_name="Lâm Thị Mai", contact_phone="0912345678", **fields)


def test_a_paper_form_is_entered_step_by_step_and_handed_in(staff, url, card, fair):
    assert staff.post(url("entered_new"), {"firm_text": card.tax_code}).url == url("entered_form_new", card.pk)
    today = f"{timezone.localdate():%d/%m/%Y}"
    contact = {"received_on": today, "contact_name": "Lâm Thị Mai", "contact_phone": "0912 345 678"}
    staff.post(url("entered_form_new", card.pk), contact)
    row = Application.objects.get()
    assert (row.enterprise, row.origin, row.entered_by) == (card, "paper", staff.user)
    assert "signed form" in staff.get(url("entered_submit", row.pk)).content.decode()

    page = SimpleUploadedFile("phieu.pdf", PDF)
    form = {"received_on": today, "consent_in_writing": "on", "pages": [page], "version": row.version}
    assert staff.post(url("entered_form", row.pk), form).url == url("entered_contact", row.pk)
    row.refresh_from_db()
    products = {"names": "Gạo ST25\nMắm cá linh\ngạo st25", "version": row.version}
    staff.post(url("entered_products", row.pk), products)
    assert sorted(str(one) for one in row.products.all()) == ["Gạo ST25", "Mắm cá linh"]
    row.refresh_from_db()
    response = staff.post(url("entered_submit", row.pk), {"version": row.version}, follow=True)

    row.refresh_from_db()
    assert (row.state, row.submitted_by) == ("submitted", staff.user)
    letter = Letter.objects.get(kind="application_receipt")
    assert (letter.to, letter.mobile, letter.state) == ("", "0912345678", Letter.State.BY_HAND)
    assert "http" not in letter.short  # nobody has an account to follow a link with
    assert letter.short in response.content.decode()
    page = staff.get(url("application", row.pk)).content.decode()
    assert "phieu.pdf" in page
    assert str(staff.user) in page


def test_without_scan_and_consent_nothing_is_handed_in(fair, card):
    row = EnteredFactory(fair=fair, enterprise=card)
    with pytest.raises(ValidationError, match="Still missing"):
        submit_application(application=row, by=row.entered_by)
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=row.pk).update(submitted_at=timezone.now())


def test_a_form_received_in_time_may_be_entered_later(fair, ready):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=2)
    fair.save()
    ready.received_on = fair.applications_until
    submit_application(application=ready, by=ready.entered_by)
    assert not ready.is_late


def test_a_form_received_late_is_refused_or_marked_as_the_fair_says(fair, ready):
    fair.applications_until = timezone.localdate() - datetime.timedelta(days=2)
    fair.save()
    with pytest.raises(ValidationError, match="received later"):
        submit_application(application=ready, by=ready.entered_by)
    Registration.objects.create(fair=fair, late=LateRule.MARKED)
    submit_application(application=Application.objects.get(pk=ready.pk), by=ready.entered_by)
    assert Application.objects.get(pk=ready.pk).is_late


def test_a_paper_form_takes_from_the_quotas(fair, ready):
    quota = QuotaFactory(fair=fair, limit=1)
    submit_application(application=ready, by=ready.entered_by)
    quota.refresh_from_db()
    assert quota.taken == 1


def test_another_organizers_card_cannot_be_entered_for(fair):
    with pytest.raises(ValidationError, match="your own cards"):
        actions.begin(application=start(fair, EnterpriseFactory()), origin=ApplicationOrigin.PAPER, by=UserFactory())


def test_a_firm_with_an_open_application_cannot_be_entered_again_by_card_or_account(fair, card):
    account = CardLinkFactory(card=card).account
    ApplicationFactory(fair=fair, enterprise=account)
    with pytest.raises(ValidationError, match="already applied"):
        actions.begin(application=start(fair, card), origin=ApplicationOrigin.PAPER, by=UserFactory())
    with pytest.raises(IntegrityError):  # whatever code writes it
        EnteredFactory(fair=fair, enterprise=card, account=account)


def test_the_account_cannot_apply_beside_what_was_entered_for_its_card(fair, card):
    account = CardLinkFactory(card=card).account
    actions.begin(application=start(fair, card), origin=ApplicationOrigin.PAPER, by=UserFactory())
    fair.is_public = True
    with pytest.raises(ValidationError, match="already applied"):
        start_application(application=start(fair, account), by=UserFactory())


def test_a_claimed_card_shows_its_applications_to_the_account_until_they_are_parted(client, fair, ready):
    account = AccountFactory()
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    mine = reverse("my_application", args=[account.pk, ready.pk])
    assert client.get(mine).status_code == 404
    links.card_for(organizer=fair.organizer, account=account, by=UserFactory(), card=ready.enterprise)
    assert list(queries.applications_of(account)) == [ready]
    assert "paper form" in client.get(mine).content.decode()
    assert client.get(reverse("my_application_contact", args=[account.pk, ready.pk])).status_code == 404
    links.undo(link=ready.enterprise.links.get(), by=UserFactory())
    assert client.get(mine).status_code == 404


def test_a_card_is_not_linked_while_both_have_an_open_application(fair, ready):
    own = ApplicationFactory(fair=fair)
    with pytest.raises(ValidationError, match="two applications"):
        links.card_for(organizer=fair.organizer, account=own.enterprise, by=UserFactory(), card=ready.enterprise)
    withdraw_application(application=ready, by=UserFactory())
    links.card_for(organizer=fair.organizer, account=own.enterprise, by=UserFactory(), card=ready.enterprise)
    assert set(queries.applications_of(own.enterprise)) == {ready, own}


def test_approval_puts_the_card_itself_on_the_list_and_can_be_taken_back(fair, ready):
    by = UserFactory()
    submit_application(application=ready, by=by)
    decide(application=ready, deed="approve", by=by)
    part = Participation.objects.get(application=ready)
    assert (part.enterprise, str(part.delegates.get())) == (ready.enterprise, ready.contact_name)
    assert not ready.enterprise.links.exists()
    undo_decision(application=ready, by=by)
    assert not Participation.objects.exists()
    assert Enterprise.objects.filter(pk=ready.enterprise_id).exists()


def test_what_needs_changes_is_brought_to_the_organizer(ready):
    assert "Tell the organizer" in letters.written(ready, "return", "Thiếu trang 2").body


def test_an_entered_application_answers_the_firms_invitation(fair, ready):
    invitation = InvitationFactory(fair=fair, tax_code=ready.enterprise.tax_code)
    submit_application(application=ready, by=ready.entered_by)
    invitation.refresh_from_db()
    assert (invitation.application, invitation.card, invitation.account) == (ready, ready.enterprise, None)


def test_whoever_is_known_by_another_name_or_branch_is_offered_instead(staff, url, card, organizer):
    branch = {"legal_name": "Chi nhánh Kế Sách", "tax_code": f"{card.tax_code}-001", "country": "VN"}
    for typed in (branch, {"legal_name": "HTX phu hoa", "country": "VN"}):
        response = staff.post(url("entered_firm_new"), typed | {"usual_role": "seller"})
        assert response.status_code == 422
        assert url("entered_form_new", card.pk) in response.content.decode()
    staff.post(url("entered_firm_new"), branch | {"usual_role": "seller", "is_another": "on"})
    assert Enterprise.objects.of(organizer).count() == 2


def test_the_begun_forms_wait_for_any_of_the_staff(staff, url, ready, django_assert_max_num_queries):
    assert url("entered_form", ready.pk) in staff.get(url("entered_new")).content.decode()
    with django_assert_max_num_queries(14):
        staff.get(url("entered_new"))
    for _more in range(3):
        EnteredFactory(fair=ready.fair)
    with django_assert_max_num_queries(14):
        staff.get(url("entered_new"))


def test_the_scan_is_opened_by_those_who_review_and_by_the_firm_alone(staff, sign_in, client, ready):
    paper = ready.papers.get()
    paper.file.content.save("phieu.pdf", SimpleUploadedFile("phieu.pdf", PDF))
    address = reverse("firm_file", args=[paper.file_id])
    assert staff.get(address).status_code == 200
    assert sign_in("viewer").get(address).status_code == 404
    assert client.get(address).status_code == 404
    account = CardLinkFactory(card=ready.enterprise).account
    Application.objects.filter(pk=ready.pk).update(account=account)
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    assert client.get(address).status_code == 200


def test_only_the_cards_products_can_be_shown(ready):
    with pytest.raises(ValidationError, match="own products"):
        actions.bring_products(application=ready, chosen=[ProductFactory()], names=[], by=UserFactory())
