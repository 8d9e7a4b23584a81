from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import CellFault, DayError, read_day

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "14/03/2019", "14/3/2019", "14-03-2019", "14.03.2019", " 14 / 3 / 2019 ", "2019-03-14",
        "2019-03-14 00:00:00", "2019-03-14T00:00:00", date(2019, 3, 14), datetime(2019, 3, 14, 9, 30),
    ],
)  # fmt: skip
def test_takes_the_ways_a_day_is_written(written):
    assert read_day(written) == date(2019, 3, 14)


def test_the_day_comes_before_the_month():
    assert read_day("03/04/2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31/02/2019", "impossible_day"), ("29/02/2019", "impossible_day"), ("12/25/2019", "impossible_day"),
        ("00/01/2019", "impossible_day"), ("2019-13-01", "impossible_day"),
        ("14/03/19", "two_digit_year"),
        ("14/03/1919", "out_of_range"), ("01/01/2101", "out_of_range"), (date(1989, 12, 31), "out_of_range"),
        ("", "not_a_day"), ("tháng 3", "not_a_day"), ("14/03-2019", "not_a_day"), ("14032019", "not_a_day"),
        ("2019-03-14 10:30", "not_a_day"), ("１４/03/2019", "not_a_day"),
        (43538, "not_a_day"), (43538.0, "not_a_day"), (True, "not_a_day"), (None, "not_a_day"),
        ("1" + " " * 1_000_000 + "/3/2019", "not_a_day"),
        (time(9, 30), "not_a_day"), (CellFault("error", "#N/A"), "not_a_day"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_day_and_says_why(value, code):
    with pytest.raises(DayError) as refused:
        read_day(value)
    assert refused.value.code == code


@given(days)
def test_reads_back_every_day_in_range(day):
    assert read_day(f"{day:%d/%m/%Y}") == read_day(day.isoformat()) == day


@given(st.text() | st.text("0123456789/.- "))
def test_any_text_is_a_day_or_refused(text):
    with suppress(DayError):
        assert isinstance(read_day(text), date)
