"""Lists of transfers as banks write them: with headings and without, amounts grouped by points and by commas."""

import datetime

import pytest

from events.fees.bank_list import MOST_LINES, read_statement

DAY = datetime.date(2026, 11, 25)


def only(text: str):
    statement = read_statement(text)
    assert not statement.faults, statement.faults
    (line,) = statement.lines
    return line


@pytest.mark.parametrize(
    "text",
    [
        "25/11/2026\t1.500.000\tCP2600017 HTX PHU HOA",
        "25-11-2026\t1,500,000\tCP2600017 HTX PHU HOA",
        "25/11/2026 08:15:42\t+1,500,000.00 VND\tCP2600017 HTX PHU HOA",
        "25/11/2026;1500000;CP2600017 HTX PHU HOA",
        "2026-11-25 | 1.500.000 đ | CP2600017 HTX PHU HOA",
        "25/11/2026, 1.500.000, CP2600017 HTX PHU HOA",
        '25/11/2026,"1,500,000",CP2600017 HTX PHU HOA',
        "1\t25/11/2026\t1.500.000\tCP2600017 HTX PHU HOA"[2:],
    ],
)
def test_a_line_without_headings_is_read_by_its_shape(text):
    line = only(text)
    assert (line.day, line.amount) == (DAY, 1_500_000)
    assert line.text == "CP2600017 HTX PHU HOA"


def test_headings_say_which_column_holds_what():
    text = (
        "SAO KÊ TÀI KHOẢN\nSố tài khoản\t1012345678\n"
        "Ngày giao dịch\tSố tham chiếu\tGhi nợ (VND)\tGhi có (VND)\tSố dư\tNội dung chi tiết\n"
        "25/11/2026\tFT26330001\t\t1,500,000\t91,500,000\tCP2600017 HTX PHU HOA\n"
        "25/11/2026\tFT26330002\t200,000\t\t91,300,000\tPhi quan ly tai khoan\n"
    )
    statement = read_statement(text)
    assert [(line.amount, line.number, line.text) for line in statement.lines] == [
        (1_500_000, "FT26330001", "CP2600017 HTX PHU HOA")
    ]
    assert (statement.passed_over, statement.faults) == (1, [])


def test_money_that_left_is_passed_over():
    statement = read_statement("25/11/2026\t-200.000\tPhi\n25/11/2026\t1.000\tCP2600017")
    assert (len(statement.lines), statement.passed_over) == (1, 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Ngày\tSố tiền\tNội dung\n25/11/2026\t1.5\tA", "This is no amount"),
        ("Ngày\tSố tiền\tNội dung\n31/02/2026\t1.500\tA", "This is no day"),
        ("Ngày\tSố tiền\tNội dung\n\t1.500\tA", "This is no day"),
        ("Chuyen khoan 1500000 ngay 25 thang 11", "No day and amount are found in it"),
    ],
)
def test_a_line_that_cannot_be_read_says_where_and_what(text, problem):
    (fault,) = read_statement(text).faults
    assert (fault.problem, fault.line) == (problem, len(text.splitlines()))
    assert fault.remedy


def test_a_line_has_the_same_key_however_it_is_spaced_and_another_where_it_differs():
    one = only("25/11/2026\t1.500.000\tCP2600017 HTX PHU HOA")
    same = only("25-11-2026;1,500,000;CP2600017  htx phú hòa")
    assert one.key == same.key
    for other in ("26/11/2026\t1.500.000\tCP2600017 HTX PHU HOA", "25/11/2026\t1.500.001\tCP2600017 HTX PHU HOA"):
        assert only(other).key != one.key


def test_a_list_that_is_too_long_is_refused_as_a_whole():
    statement = read_statement("25/11/2026\t1.000\tA\n" * (MOST_LINES + 30))
    assert (statement.lines, len(statement.faults)) == ([], 1)


def test_an_empty_list_holds_nothing():
    statement = read_statement("\n \n\t\t\n")
    assert (statement.lines, statement.faults, statement.passed_over) == ([], [], 0)
