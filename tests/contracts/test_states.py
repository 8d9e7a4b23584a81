"""The life of an agreement, walked whole: every state, every deed."""

import itertools

import pytest
from django.core.exceptions import ValidationError

from contracts.actions.agreements import move_agreement
from contracts.models import UNSIGNED, State
from contracts.states import AGREEMENT, DEED_LABELS, NEEDS_REASON
from tests.factories import UserFactory, signed

pytestmark = pytest.mark.django_db

DEEDS = sorted({deed for _state, deed in AGREEMENT})
PRESSED = sorted(DEED_LABELS)
# The whole table, once more and in other words: from each state, what a person may press and where it leads.
WAYS = {
    "draft": {"sign": "signed", "prepare": "to_be_signed"},
    "to_be_signed": {"sign": "signed", "put_off": "draft"},
    "signed": {
        "verify": "verified", "perform": "in_performance", "expire": "expired", "terminate": "terminated",
        "void": "void",
    },
    "verified": {"perform": "in_performance", "expire": "expired", "terminate": "terminated", "void": "void"},
    "in_performance": {
        "fulfil": "fulfilled", "fulfil_part": "partly_fulfilled", "expire": "expired", "terminate": "terminated",
        "void": "void",
    },
    "partly_fulfilled": {"fulfil": "fulfilled", "reopen": "in_performance", "void": "void"},
    "fulfilled": {"reopen": "in_performance", "void": "void"},
    "expired": {"reopen": "in_performance", "void": "void"},
    "terminated": {"reopen": "in_performance", "void": "void"},
    "superseded": {},
    "void": {},
}  # fmt: skip


@pytest.mark.parametrize(("state", "deed"), [*itertools.product(State.values, [*PRESSED, "", "supersede", "restore"])])
def test_a_deed_leads_where_the_table_says_and_is_refused_elsewhere(organizer, state, deed):
    agreement = signed(organizer, state=state)
    by, before = UserFactory(), agreement.history.count()
    leads_to = WAYS[state].get(deed)
    if leads_to is None:
        with pytest.raises(ValidationError):
            move_agreement(agreement=agreement, deed=deed, by=by, reason="thử")
    else:
        move_agreement(agreement=agreement, deed=deed, by=by, reason="thử")
    agreement.refresh_from_db()
    assert agreement.state == (leads_to or state)
    assert agreement.history.count() == before + (leads_to is not None)


def test_every_state_but_the_last_two_can_be_corrected():
    assert {state for state, deed in AGREEMENT if deed == "correct"} == set(State) - {State.SUPERSEDED, State.VOID}


def test_a_correction_changes_no_state_but_takes_a_verification_back():
    leads_to = {state: after for (state, deed), after in AGREEMENT.items() if deed == "correct"}
    assert leads_to.pop(State.VERIFIED) == State.SIGNED
    assert all(state == after for state, after in leads_to.items())


def test_every_state_is_reached_from_a_draft():
    reached = {State.DRAFT}
    for _round in State:
        reached |= {after for (state, _deed), after in AGREEMENT.items() if state in reached}
    assert reached == set(State)


def test_nothing_that_was_signed_becomes_a_draft_again():
    assert not [
        (state, deed) for (state, deed), after in AGREEMENT.items() if after in UNSIGNED and state not in UNSIGNED
    ]


def test_every_deed_that_a_person_presses_has_a_label():
    assert set(DEEDS) - set(DEED_LABELS) == {"correct", "supersede", "restore"}


@pytest.mark.parametrize("deed", sorted(NEEDS_REASON))
@pytest.mark.parametrize("reason", ["", "  \u200b "])
def test_what_cannot_be_seen_on_paper_asks_for_a_reason(organizer, deed, reason):
    agreement = signed(organizer, state=State.EXPIRED if deed == "reopen" else State.SIGNED)
    with pytest.raises(ValidationError) as refusal:
        move_agreement(agreement=agreement, deed=deed, by=UserFactory(), reason=reason)
    assert refusal.value.code == "reason"


def test_the_reason_stands_in_the_history(organizer):
    agreement, by = signed(organizer), UserFactory()
    move_agreement(agreement=agreement, deed="void", by=by, reason="  Ghi   nhầm ")
    latest = agreement.history.first()
    assert (latest.history_change_reason, latest.history_user, latest.state) == ("Ghi nhầm", by, "void")
