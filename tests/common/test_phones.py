import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.phones import PhoneError, read_phone


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("(0299) 3.821.234", "02993821234"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("1900 6680", "19006680"),
        ("+81 3-1234-5678", "+81312345678"),
    ],
)
def test_a_number_is_kept_in_one_form(written, kept):
    assert read_phone(written) == kept


@pytest.mark.parametrize("written", ["", "912345", "0912345678 / 0987654321", "máy lẻ 12", "00912345678", "+84 12"])
def test_what_can_be_no_number_is_refused(written):
    with pytest.raises(PhoneError):
        read_phone(written)


@given(st.from_regex(r"0[235789][0-9]{8}|1[89]00[0-9]{4}|\+8[12][0-9]{9}", fullmatch=True))
def test_a_kept_number_is_read_as_itself(number):
    assert read_phone(number) == number
