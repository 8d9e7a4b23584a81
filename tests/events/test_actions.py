"""What may be entered of fairs and participations, and what it leaves behind."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from config.urls import workspace
from events.actions.fairs import RESERVED_SLUGS, save_fair
from events.actions.participations import move_participations, save_participation
from events.models import Fair, FairLevel, Participation
from tests.factories import EnterpriseFactory, FairFactory, OrganizerFactory, ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def fair_of(organizer, **fields) -> Fair:
    start = datetime.date(2026, 11, 18)
    facts = {
        "code": "HC26-01",
        "name": "Hội chợ Oóc Om Bóc",
        "level": FairLevel.PROVINCIAL,
        "starts_on": start,
        "ends_on": start + datetime.timedelta(days=5),
    }
    return Fair(organizer=organizer, **facts | fields)


def test_a_fair_is_entered_with_its_history_and_a_short_name_for_addresses(organizer, by):
    fair = save_fair(fair=fair_of(organizer, code="HC Đồng-Bằng 26"), by=by)
    assert fair.slug == "hc-dong-bang-26"
    assert fair.history.get().history_user == by


def test_a_code_is_used_once_by_an_organizer_but_may_be_used_by_another(organizer, by):
    save_fair(fair=fair_of(organizer), by=by)
    with pytest.raises(ValidationError, match="code"):
        save_fair(fair=fair_of(organizer), by=by)
    assert save_fair(fair=fair_of(OrganizerFactory()), by=by).pk


def test_codes_that_differ_in_marks_alone_cannot_share_an_address(organizer, by):
    save_fair(fair=fair_of(organizer, code="Chợ-1"), by=by)
    with pytest.raises(ValidationError, match="code"):
        save_fair(fair=fair_of(organizer, code="CHO-1"), by=by)


@pytest.mark.parametrize("code", ["results", "Team", "···", "FAIRS"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(organizer, by, code):
    with pytest.raises(ValidationError, match="address"):
        save_fair(fair=fair_of(organizer, code=code), by=by)


def test_no_page_of_the_workspace_can_be_hidden_by_a_fair_of_its_name():
    first_parts = {str(entry.pattern).partition("/")[0] for entry in workspace}
    assert first_parts - {""} <= RESERVED_SLUGS


@pytest.mark.parametrize(
    "days",
    [
        {"ends_on": datetime.date(2026, 11, 17)},
        {"planned_start": datetime.date(2026, 11, 18), "planned_end": datetime.date(2026, 11, 17)},
    ],
)
def test_reversed_days_are_refused_by_the_action_and_by_the_database(organizer, by, days):
    with pytest.raises(ValidationError, match="before the"):
        save_fair(fair=fair_of(organizer, **days), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        FairFactory(
            organizer=organizer,
            starts_on=datetime.date(2026, 11, 18),
            **({"ends_on": datetime.date(2026, 11, 30)} | days),
        )


def test_an_enterprise_stands_once_in_a_fairs_list(organizer, by):
    kept = ParticipationFactory(fair__organizer=organizer)
    second = Participation(fair=kept.fair, enterprise=kept.enterprise)
    with pytest.raises(ValidationError, match="already"):
        save_participation(participation=second, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationFactory(fair=kept.fair, enterprise=kept.enterprise)


def test_the_same_enterprise_at_two_fairs_is_two_participations(organizer, by):
    card = EnterpriseFactory(kept_by=organizer)
    for fair in FairFactory.create_batch(2, organizer=organizer):
        save_participation(participation=Participation(fair=fair, enterprise=card), by=by)
    assert card.participations.count() == 2


def test_many_are_moved_at_once_each_with_its_history_and_the_others_are_left(organizer, by):
    fair = FairFactory(organizer=organizer)
    expected = ParticipationFactory.create_batch(3, fair=fair, state="expected")
    came = ParticipationFactory(fair=fair, state="took_part")
    assert move_participations(participations=[*expected, came], deed="stay_away", by=by) == 3
    for participation in expected:
        participation.refresh_from_db()
        assert participation.state == "no_show"
        assert participation.history.first().history_user == by
    came.refresh_from_db()
    assert (came.state, came.history.count()) == ("took_part", 1)


def test_what_was_moved_meanwhile_is_not_moved_again(organizer, by):
    row = ParticipationFactory(fair__organizer=organizer, state="expected")
    seen_before = Participation.objects.get(pk=row.pk)
    move_participations(participations=[row], deed="take_part", by=by)
    assert move_participations(participations=[seen_before], deed="stay_away", by=by) == 0
    row.refresh_from_db()
    assert row.state == "took_part"
