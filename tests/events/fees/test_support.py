"""How support is computed: share, ceilings, no double funding, and a sentence for every step."""

from decimal import Decimal

import pytest

from events.fees.support import Firm, Price, Rule, support_of

BOOTHS = Price("Gian hàng tiêu chuẩn", "Standard booth", Decimal(2), 5_000_000, is_rent=True)
POWER = Price("Điện", "Power", Decimal("1.5"), 300_000)
NOBODY = Firm()
RULE = Rule(1, "Hỗ trợ 50%", "NQ 05/2026", share=50)


def told(prices=(BOOTHS, POWER), rules=(RULE,), firm=NOBODY, year=2026):
    return support_of(list(prices), list(rules), firm, year=year)


def rule(**fields) -> Rule:
    return Rule(**{"key": 1, "name": "Hỗ trợ", "legal_basis": "NQ", "share": 50} | fields)


def test_a_share_is_of_the_rent_alone():
    support = told()
    assert support.amount == 5_000_000
    assert support.steps == ("50% of the rent, 10.000.000 đ: 5.000.000 đ.",)


def test_no_more_booths_are_supported_than_the_rule_says():
    support = told(rules=[rule(most_booths=1)])
    assert support.amount == 2_500_000
    assert support.steps == ("50% of the rent of 1 booth, 5.000.000 đ: 2.500.000 đ.",)


def test_raw_space_is_not_cut_down_to_a_number_of_booths():
    space = Price("Đất trống", "", Decimal(36), 100_000, is_rent=True, is_by_area=True)
    assert told([space], [rule(most_booths=1)]).amount == 1_800_000


def test_the_ceiling_of_one_time_is_said():
    support = told(rules=[rule(most_each_time=2_000_000)])
    assert support.amount == 2_000_000
    assert support.steps[-1] == "At most 2.000.000 đ each time."


@pytest.mark.parametrize(
    ("granted", "amount"), [(0, 5_000_000), (4_000_000, 2_000_000), (6_000_000, 0), (9_000_000, 0)]
)
def test_what_was_granted_in_the_year_counts_against_its_ceiling(granted, amount):
    support = told(rules=[rule(most_each_year=6_000_000)], firm=Firm(granted=granted))
    assert support.amount == amount
    assert (support.rule is None) == (amount == 0)
    assert (f"{granted // 10**6}.000.000 đ were granted already" in support.steps[-1]) == (granted > 0)


def test_both_ceilings_hold_and_the_lower_decides():
    support = told(rules=[rule(most_each_time=3_000_000, most_each_year=6_000_000)], firm=Firm(granted=5_500_000))
    assert support.amount == 500_000
    assert len(support.steps) == 3


@pytest.mark.parametrize(
    ("asked", "firm", "says"),
    [
        ({"legal_forms": {1: "Hợp tác xã"}}, Firm(legal_form=2), "only for: Hợp tác xã"),
        ({"provinces": {92: "Cần Thơ", 96: "Cà Mau"}}, Firm(province=None), "only for: Cần Thơ, Cà Mau"),
        ({"min_stars": 4}, Firm(stars=3), "at least 4 OCOP stars"),
    ],
)
def test_who_is_not_eligible_is_told_why(asked, firm, says):
    support = told(rules=[rule(**asked)], firm=firm)
    assert (support.amount, support.rule) == (0, None)
    assert says in support.steps[0]


def test_the_first_rule_that_fits_is_applied_alone():
    rules = [rule(key=1, name="Cho 5 sao", min_stars=5), rule(key=2, share=70), rule(key=3, share=90)]
    support = told(rules=rules, firm=Firm(stars=4))
    assert (support.rule.key, support.amount) == (2, 7_000_000)
    assert "5 OCOP stars" in support.steps[0]
    assert support.steps[-1] == "No other support is given beside it: nothing is supported twice."


def test_what_another_programme_bears_is_not_supported_again():
    support = told(firm=Firm(funded_elsewhere="Chương trình XTTM quốc gia"))
    assert support.amount == 0
    assert "Chương trình XTTM quốc gia" in support.steps[0]


def test_where_there_is_no_rent_or_no_rule_nothing_is_said():
    assert told([POWER]).steps == ()
    assert told(rules=[]).steps == ()


def test_support_never_exceeds_the_rent_and_is_whole_dong():
    odd = Price("Gian", "", Decimal(3), 333_333, is_rent=True)
    assert told([odd], [rule(share=100)]).amount == odd.amount
    assert told([odd], [rule(share=33)]).amount == 329_999
