"""Times and tables of a fair."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from matching.actions.slots import Hours, add_tables, remove_slots, remove_table, set_up_slots
from matching.models import Place, Slot
from matching.times import hours as said_hours

pytestmark = pytest.mark.django_db
EIGHT, TWELVE = datetime.time(8), datetime.time(12)


def cut(fair, clerk, **fields):
    given = {"day": fair.starts_on, "first": EIGHT, "last": TWELVE, "minutes": 30} | fields
    return set_up_slots(fair=fair, hours=Hours(**given), by=clerk)


def test_a_morning_is_cut_into_turns_with_a_pause_and_a_break(fair, clerk):
    slots = cut(fair, clerk, buffer=10, break_from=datetime.time(9, 30), break_to=datetime.time(10))
    assert [said_hours(fair, slot) for slot in slots] == [
        "08:00–08:30", "08:40–09:10", "10:00–10:30", "10:40–11:10", "11:20–11:50",
    ]  # fmt: skip


def test_the_hours_are_the_fairs_own_and_are_stored_in_utc(fair, clerk):
    fair.zone = "Asia/Tokyo"
    fair.save()
    first = cut(fair, clerk)[0]
    assert first.starts_at.astimezone(datetime.UTC).hour == 23  # of the day before
    assert said_hours(fair, first) == "08:00–08:30"


def test_setting_up_times_leaves_a_line_in_the_fairs_history(fair, clerk):
    cut(fair, clerk)
    row = fair.history.first()
    assert row.history_user == clerk
    assert "8" in row.history_change_reason


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"last": EIGHT}, "last"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 500}, "minutes"),
        ({"buffer": -5}, "buffer"),
        ({"break_from": datetime.time(9)}, "break_to"),
        ({"break_from": datetime.time(10), "break_to": datetime.time(9)}, "break_to"),
        ({"day": datetime.date(2001, 1, 1)}, "day"),
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_field(fair, clerk, fields, where):
    with pytest.raises(ValidationError) as refusal:
        cut(fair, clerk, **fields)
    assert list(refusal.value.error_dict) == [where]
    assert not Slot.objects.exists()


def test_hours_too_short_for_one_turn_are_refused(fair, clerk):
    with pytest.raises(ValidationError, match="fits"):
        cut(fair, clerk, last=datetime.time(8, 20))


def test_times_that_overlap_those_of_the_day_are_refused_and_the_afternoon_is_not(fair, clerk):
    cut(fair, clerk)
    with pytest.raises(ValidationError, match="already"):
        cut(fair, clerk, first=datetime.time(11, 45), last=datetime.time(13))
    assert len(cut(fair, clerk, first=TWELVE, last=datetime.time(13))) == 2


def test_free_times_go_and_those_with_a_meeting_stay(meeting, fair, clerk, slots):
    assert remove_slots(fair=fair, day=fair.starts_on, by=clerk) == len(slots) - 1
    assert list(fair.slots.all()) == [meeting.slot]
    assert "3" in fair.history.first().history_change_reason


def test_tables_are_numbered_on_and_named_in_the_clerks_language(fair, clerk):
    add_tables(fair=fair, count=2, by=clerk)
    with translation.override("en"):
        added = add_tables(fair=fair, count=2, by=clerk)
    assert [table.name for table in added] == ["Table 3", "Table 4"]
    assert added[0].history.get().history_user == clerk


@pytest.mark.parametrize("count", [0, 201])
def test_a_number_of_tables_that_cannot_be_is_refused(fair, clerk, count):
    with pytest.raises(ValidationError):
        add_tables(fair=fair, count=count, by=clerk)
    assert not fair.places.exists()


def test_a_table_goes_unless_a_meeting_stood_at_it(meeting, fair, tables, clerk):
    gone = tables[1].pk
    remove_table(place=tables[1], by=clerk)
    assert not fair.places.filter(pk=gone).exists()
    assert Place.history.filter(id=gone).first().history_type == "-"
    with pytest.raises(ValidationError):
        remove_table(place=meeting.place, by=clerk)
    assert fair.places.filter(pk=meeting.place_id).exists()
