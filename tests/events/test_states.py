"""The states of fairs and participations: each table walked whole, every state with every deed."""

import itertools

import pytest
from django.core.exceptions import ValidationError

from events.actions.fairs import move_fair
from events.actions.participations import move_participation
from events.models import ENDED, ApplicationState, FairState, ParticipationState
from events.states import APPLICATION, FAIR, PARTICIPATION
from tests.factories import FairFactory, ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db


def every_pair(states, table):
    return list(itertools.product(states.values, sorted({deed for _, deed in table})))


@pytest.mark.parametrize(("state", "deed"), every_pair(FairState, FAIR))
def test_a_fair_moves_as_its_table_says_or_not_at_all(state, deed):
    fair, by = FairFactory(state=state), UserFactory()
    if (state, deed) in FAIR:
        move_fair(fair=fair, deed=deed, by=by, reason="biên bản")
        fair.refresh_from_db()
        assert fair.state == FAIR[state, deed]
        row = fair.history.first()
        assert (row.history_user, row.history_change_reason, row.state) == (by, "biên bản", fair.state)
    else:
        with pytest.raises(ValidationError):
            move_fair(fair=fair, deed=deed, by=by)
        fair.refresh_from_db()
        assert (fair.state, fair.history.count()) == (state, 1)


@pytest.mark.parametrize(("state", "deed"), every_pair(ParticipationState, PARTICIPATION))
def test_a_participation_moves_as_its_table_says_or_not_at_all(state, deed):
    participation, by = ParticipationFactory(state=state), UserFactory()
    if (state, deed) in PARTICIPATION:
        move_participation(participation=participation, deed=deed, by=by)
        participation.refresh_from_db()
        assert participation.state == PARTICIPATION[state, deed]
        row = participation.history.first()
        assert (row.history_user, row.state) == (by, participation.state)
    else:
        with pytest.raises(ValidationError):
            move_participation(participation=participation, deed=deed, by=by)
        participation.refresh_from_db()
        assert (participation.state, participation.history.count()) == (state, 1)


def test_every_state_of_an_application_is_reached_and_only_its_ends_are_not_left():
    reached = {ApplicationState.DRAFT.value}
    while more := {APPLICATION[pair] for pair in APPLICATION if pair[0] in reached} - reached:
        reached |= more
    assert reached == set(ApplicationState.values)
    assert set(ApplicationState.values) - {start for start, _ in APPLICATION} == set(ENDED)


@pytest.mark.parametrize(("table", "states"), [(FAIR, FairState), (PARTICIPATION, ParticipationState)])
def test_every_state_is_reached_from_the_first_and_can_be_left_again(table, states):
    reached = {states.values[0]}
    while more := {table[pair] for pair in table if pair[0] in reached} - reached:
        reached |= more
    assert reached == set(states.values)
    assert {start for start, _ in table} == set(states.values)
