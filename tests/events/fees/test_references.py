"""References are found again in whatever a bank makes of them, and a slip of the pen is noticed."""

from decimal import Decimal

import pytest

from common.money import format_quantity
from events.fees.references import reference, references_in, spoken

OURS = reference(2026, 17)


@pytest.mark.parametrize(
    "written",
    [
        "{ours}",
        "HTX PHU HOA NOP PHI {ours} HOI CHO",
        "{lower} chuyen tien",
        "MBVCB.123456789.{ours}.CT tu 0071000123456 toi 1012345678",
        "{spaced} htx phu hoa",
        "{dotted}",
        "NGUYENTHIHOA{ours}",
        "{ours} 0912345678",
        "{ours}0912345678",
    ],
)
def test_a_reference_is_found_in_a_banks_text(written):
    text = written.format(ours=OURS, lower=OURS.lower(), spaced=spoken(OURS), dotted=".".join(OURS))
    assert OURS in references_in(text)


def test_a_wrong_digit_and_two_exchanged_ones_are_noticed():
    digits = OURS[2:]
    for place in range(len(digits)):
        for digit in "0123456789":
            wrong = digits[:place] + digit + digits[place + 1 :]
            assert (f"CP{wrong}" in references_in(f"CP{wrong}")) == (wrong == digits)
    for place in range(len(digits) - 1):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert (f"CP{swapped}" in references_in(f"CP{swapped}")) == (swapped == digits)


def test_references_of_large_numbers_stay_different():
    made = {reference(2026, n) for n in (1, 17, 170, 1_700, 9_999, 10_000, 17_000, 1_000_000)}
    assert len(made) == 8
    for one in made:
        assert one in references_in(f"nop phi {one} htx")


@pytest.mark.parametrize(
    "text", ["", "nop tien gian hang", "CP", "CP 12", "0912345678", "VCP 1234567890123456789"[:14]]
)
def test_text_without_a_reference_holds_none(text):
    assert OURS not in references_in(text)


def test_a_long_text_takes_no_long_time():
    assert references_in("CP 1" * 100_000) == []


@pytest.mark.parametrize(("quantity", "said"), [("2.00", "2"), ("1.50", "1,5"), ("30", "30"), ("10000.25", "10000,25")])
def test_a_quantity_is_said_with_the_decimals_that_it_has(quantity, said):
    assert format_quantity(Decimal(quantity)) == said
