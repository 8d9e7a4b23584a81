"""The table of a meeting's states, walked whole through the actions."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from matching.actions.meetings import cancel_meeting, move_meeting, record_outcome, reset_outcome
from matching.models import MeetingState
from matching.states import MEETING
from matching.times import local

pytestmark = pytest.mark.django_db
DEEDS = ("move", "cancel", "hold", "miss", "reset")


def do(deed, meeting, slots, tables, clerk):
    deeds = {
        "move": lambda: move_meeting(meeting=meeting, slot=slots[1], place=tables[1], by=clerk),
        "cancel": lambda: cancel_meeting(meeting=meeting, reason="Mưa", by=clerk),
        "hold": lambda: record_outcome(meeting=meeting, held=True, next_step="none", by=clerk),
        "miss": lambda: record_outcome(meeting=meeting, held=False, absent="buyer", by=clerk),
        "reset": lambda: reset_outcome(meeting=meeting, by=clerk),
    }
    return deeds[deed]()


@pytest.fixture
def today_it_is(meeting):
    """The day of the fair has come."""
    day = local(meeting.fair, timezone.now()).date()
    meeting.fair.starts_on = meeting.fair.ends_on = day
    shift = local(meeting.fair, meeting.slot.starts_at).date() - day
    for slot in meeting.fair.slots.all():
        slot.starts_at, slot.ends_at = slot.starts_at - shift, slot.ends_at - shift
        slot.save()
    meeting.slot.refresh_from_db()
    return meeting


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", MeetingState)
def test_a_deed_leads_where_the_table_says_and_else_is_refused(state, deed, today_it_is, slots, tables, clerk):
    meeting = today_it_is
    type(meeting).objects.filter(pk=meeting.pk).update(state=state)
    meeting.state = state
    rows = meeting.history.count()
    if (state, deed) in MEETING:
        do(deed, meeting, slots, tables, clerk)
        meeting.refresh_from_db()
        assert meeting.state == MEETING[state, deed]
        assert meeting.history.count() == rows + 1
        assert meeting.history.first().history_user == clerk
    else:
        with pytest.raises(ValidationError):
            do(deed, meeting, slots, tables, clerk)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.history.count()) == (state, rows)
