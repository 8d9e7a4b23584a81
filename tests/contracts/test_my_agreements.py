"""Agreements as a party of them sees them."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from common import files
from contracts.models import PartyRole, State
from tests.factories import (
    AccountFactory,
    AgreementLineFactory,
    CardLinkFactory,
    EnterpriseFactory,
    EnterpriseMemberFactory,
    EvidenceFactory,
    PartyFactory,
    signed,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def card(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="HTX Cồn Sen")


@pytest.fixture
def account(card):
    return CardLinkFactory(card=card, account=AccountFactory()).account


@pytest.fixture
def client_of(account):
    client = Client()
    client.force_login(EnterpriseMemberFactory(enterprise=account).user)
    return client


@pytest.fixture
def scan(organizer):
    def of(agreement):
        stored = files.store(
            file=ContentFile(PDF, "ban-ky.pdf"), kind=files.PDF, purpose="evidence", by=None, organizer=organizer
        )
        return EvidenceFactory(agreement=agreement, file=stored)

    return of


def listed(client, account) -> list:
    return list(client.get(reverse("my_agreements", args=[account.pk])).context["object_list"])


def test_a_party_sees_its_papers_and_with_whom(client_of, account, card, organizer):
    mine = signed(organizer, seller=card, buyer=EnterpriseFactory(kept_by=organizer, legal_name="Siêu thị Đại Phát"))
    signed(organizer)
    [(agreement, others, _status)] = client_of.get(reverse("my_agreements", args=[account.pk])).context["rows"]
    assert (agreement, others) == (mine, "Siêu thị Đại Phát")


@pytest.mark.parametrize("state", [State.DRAFT, State.TO_BE_SIGNED])
def test_nothing_unsigned_is_shown(client_of, account, card, organizer, state):
    draft = signed(organizer, seller=card, state=state)
    assert listed(client_of, account) == []
    assert client_of.get(reverse("my_agreement", args=[account.pk, draft.pk])).status_code == 404


@pytest.mark.parametrize("state", ["asked", "refused", "undone"])
def test_without_a_link_nothing_is_shown(client_of, account, card, organizer, state):
    mine = signed(organizer, seller=card)
    account.card_links.update(state=state)
    assert listed(client_of, account) == []
    assert client_of.get(reverse("my_agreement", args=[account.pk, mine.pk])).status_code == 404


def test_a_page_says_what_the_paper_says_and_not_what_staff_noted(client_of, account, card, organizer):
    mine = signed(organizer, seller=card, note="Hỏi lại kế toán", value_basis="stated", value=1_500_000)
    AgreementLineFactory(agreement=mine, product_as_written="Gạo ST25", amount=1_500_000)
    html = client_of.get(reverse("my_agreement", args=[account.pk, mine.pk])).content.decode()
    assert "Gạo ST25" in html
    assert "1.500.000" in html
    assert "Hỏi lại kế toán" not in html


def test_the_scan_of_ones_own_paper_is_downloaded_and_no_other(client_of, account, card, organizer, scan):
    mine, other = signed(organizer, seller=card), signed(organizer)
    own, foreign = scan(mine), scan(other)
    answer = client_of.get(reverse("my_agreement_file", args=[account.pk, mine.pk, own.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    for agreement, evidence in ((mine, foreign), (other, foreign), (other, own)):
        url = reverse("my_agreement_file", args=[account.pk, agreement.pk, evidence.pk])
        assert client_of.get(url).status_code == 404


def test_a_member_of_another_enterprise_finds_nothing_here(account, card, organizer):
    mine, stranger = signed(organizer, seller=card), Client()
    stranger.force_login(EnterpriseMemberFactory().user)
    assert stranger.get(reverse("my_agreement", args=[account.pk, mine.pk])).status_code == 404


def test_memorandum_and_contract_lead_to_each_other(client_of, account, card, organizer):
    memorandum = signed(organizer, seller=card, kind="memorandum", state=State.SUPERSEDED)
    contract = signed(organizer, seller=card, supersedes=memorandum)
    pages = [client_of.get(reverse("my_agreement", args=[account.pk, one.pk])) for one in (memorandum, contract)]
    assert pages[0].context["replaced_by"][0] == contract
    assert pages[1].context["replaces"][0] == memorandum


def test_a_contract_in_which_one_is_no_party_is_not_named(client_of, account, card, organizer):
    memorandum = signed(organizer, seller=card, kind="memorandum", state=State.SUPERSEDED)
    signed(organizer, supersedes=memorandum)
    page = client_of.get(reverse("my_agreement", args=[account.pk, memorandum.pk]))
    assert page.context["replaced_by"] is None


def test_the_list_costs_the_same_for_many_papers(client_of, account, card, organizer, django_assert_max_num_queries):
    for _n in range(12):
        PartyFactory(agreement=signed(organizer, seller=card), role=PartyRole.WITNESS)
    with django_assert_max_num_queries(12):
        assert len(listed(client_of, account)) == 12
