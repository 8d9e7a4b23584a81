"""Consents: one purpose at a time, unticked, with the words as proof, withdrawn as easily."""

import pytest
from django.urls import reverse

from accounts import actions, consents, queries
from accounts.models import Consent, ConsentPurpose
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in):
    return sign_in("stranger")


def change(client, purpose: str, **data):
    return client.post(reverse("consent_change", args=[purpose]), data)


def test_nothing_is_agreed_to_or_ticked_before_the_person_does(client):
    page = client.get(reverse("consents"))
    assert [row.standing for row in page.context["rows"]] == [None] * len(ConsentPurpose)
    assert "checked" not in page.content.decode()


def test_each_purpose_is_given_and_withdrawn_by_itself(client):
    change(client, "buyers", agree="1")
    assert {p for p in ConsentPurpose if queries.has_consent(client.user, p)} == {ConsentPurpose.BUYERS}
    change(client, "catalogue", agree="1")
    change(client, "buyers", deed="withdraw")
    assert {p for p in ConsentPurpose if queries.has_consent(client.user, p)} == {ConsentPurpose.CATALOGUE}


def test_an_unticked_box_gives_nothing(client):
    change(client, "buyers")
    assert not Consent.objects.exists()


def test_the_proof_holds_the_words_their_version_and_the_language(client):
    client.user.language = "en"
    client.user.save()
    change(client, "marketing", agree="1")
    consent = Consent.objects.get()
    wording = consents.current("marketing")
    assert (consent.wording, consent.version, consent.language) == (wording.en, wording.version, "en")
    assert consent.given_at
    assert wording.en in client.get(reverse("consents")).content.decode()


def test_agreeing_twice_is_one_consent(client):
    for _press in range(2):
        change(client, "buyers", agree="1")
    assert Consent.objects.count() == 1


def test_withdrawn_consents_stay_as_proof(client):
    change(client, "buyers", agree="1")
    change(client, "buyers", deed="withdraw")
    change(client, "buyers", agree="1")
    ended, standing = Consent.objects.order_by("given_at")
    assert ended.withdrawn_at
    assert standing.withdrawn_at is None


def test_new_words_ask_anew_and_keep_what_was_agreed_to_before(client, monkeypatch):
    change(client, "buyers", agree="1")
    newer = consents.Wording("buyers", "2027-01-01", vi="Chữ mới", en="New words")
    monkeypatch.setattr(consents, "WORDINGS", (newer, *consents.WORDINGS))
    assert queries.has_consent(client.user, "buyers")
    assert "Chữ mới" in client.get(reverse("consents")).content.decode()
    change(client, "buyers", agree="1")
    assert [(c.version, c.withdrawn_at is None) for c in Consent.objects.order_by("given_at")] == [
        ("2026-01-01", False),
        ("2027-01-01", True),
    ]


def test_a_withdrawal_without_a_consent_does_nothing():
    assert actions.withdraw_consent(user=UserFactory(), purpose="buyers") is None


def test_an_unknown_purpose_is_not_there(client):
    assert change(client, "all", agree="1").status_code == 404


def test_every_purpose_has_words_in_both_languages():
    for purpose in ConsentPurpose:
        wording = consents.current(purpose)
        assert wording.vi
        assert wording.en
        assert wording.vi != wording.en


def test_nobody_changes_the_consents_of_another(client, sign_in):
    change(client, "buyers", agree="1")
    change(sign_in("stranger"), "buyers", deed="withdraw")
    assert queries.has_consent(client.user, "buyers")
