import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.tax_codes import TaxCodeError, has_right_check_digit, masked, read_tax_code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0100109106", "0100109106"),
        (" 0100 109 106 ", "0100109106"),
        ("0100.109.106", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106 - 001", "0100109106-001"),
        ("0100109106–001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("084089001234", "084089001234"),
    ],
)
def test_a_code_is_kept_in_one_form(written, kept):
    assert read_tax_code(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "010010910", "01001091060", "0100109106-01", "01-00109106", "O100109106", "0100109106-0001", "٠١٠٠١٠٩١٠٦"],
)
def test_what_has_another_shape_is_refused(written):
    with pytest.raises(TaxCodeError):
        read_tax_code(written)


@given(st.from_regex(r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}", fullmatch=True))
def test_a_kept_code_is_read_as_itself(code):
    assert read_tax_code(code) == code


@given(st.from_regex(r"[0-9]{2}[1-9][0-9]{6}", fullmatch=True))
def test_at_most_one_last_digit_is_right(nine):
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    expected = 10 - sum(weight * int(digit) for weight, digit in zip(weights, nine, strict=True)) % 11
    right = [last for last in range(10) if has_right_check_digit(f"{nine}{last}")]
    assert right == ([expected] if expected < 10 else [])


def test_a_dependent_unit_is_checked_by_its_firm_and_a_person_not_at_all():
    assert has_right_check_digit("0100109106-001")
    assert not has_right_check_digit("0100109107-001")
    assert has_right_check_digit("084089001234")


def test_only_a_persons_number_is_masked():
    assert masked("084089001234") == "•••••••••234"
    for shown in ("0100109106", "0100109106-001", ""):
        assert masked(shown) == shown
