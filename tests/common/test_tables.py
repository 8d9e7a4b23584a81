"""Columns that lists share, and the words of the filters that templates use."""

import datetime

import pytest
from django.utils.translation import override

from common.statuses import LOOKS, status
from common.tables import day_range
from common.templatetags import cp


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2019, 3, 14), (2019, 3, 19), "14–19/03/2019"),
        ((2019, 2, 28), (2019, 3, 3), "28/02–03/03/2019"),
        ((2019, 12, 30), (2020, 1, 2), "30/12/2019–02/01/2020"),
        ((2019, 3, 14), (2019, 3, 14), "14/03/2019"),
        ((2019, 3, 14), None, "14/03/2019"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_are_said_as_shortly_as_they_stay_clear(first, last, said, language):
    with override(language):
        assert day_range(datetime.date(*first), datetime.date(*last) if last else None) == said


@pytest.mark.parametrize("code", LOOKS)
def test_every_state_has_a_mark_that_is_drawn_and_a_tone_that_is_styled(code, settings):
    look = status(code, "chữ")
    drawings = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    styles = (settings.BASE_DIR / "static" / "css" / "components.css").read_text()
    assert f'id="{look.mark}"' in drawings
    assert f".{look.tone} {{" in styles


def test_a_state_without_a_look_is_noticed():
    with pytest.raises(KeyError):
        status("no such state", "chữ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_376_000_000, "1.376.000.000"),
        (0, "0"),
        (2019, "2019"),
        (datetime.date(2019, 3, 14), "14/03/2019"),
        (datetime.datetime(2019, 3, 14, 9, 5, tzinfo=datetime.UTC), "16:05 14/03/2019"),
        ("Gạo thơm", "Gạo thơm"),
    ],
)
def test_values_are_said_in_the_country_form(value, said):
    assert cp.said(value) == said


@pytest.mark.parametrize(("value", "said"), [(True, "yes"), (False, "no"), (None, "empty"), ("", "empty")])
def test_yes_no_and_nothing_have_words(value, said):
    with override("en"):
        assert cp.said(value) == said


def test_an_amount_that_is_unknown_is_not_shown_as_zero():
    assert cp.dong(None) == ""
    assert cp.dong(0) == "0"
