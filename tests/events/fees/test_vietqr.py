"""The text of a VietQR code, read back field by field as a bank's app does."""

import pytest

from events.fees import vietqr


def fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        length = int(text[at + 2 : at + 4])
        found[text[at : at + 2]] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def test_the_checksum_is_that_of_the_standards_own_example():
    assert vietqr.checksum("123456789") == "29B1"


def test_a_bank_reads_account_amount_and_note_out_of_the_code():
    text = vietqr.payload(bank_bin="970436", account="1012345678", amount=1_500_000, note="CP2600017")
    read = fields(text)
    account = fields(read["38"])
    assert (read["00"], read["01"], read["53"], read["54"], read["58"]) == ("01", "12", "704", "1500000", "VN")
    assert (account["00"], account["02"]) == ("A000000727", "QRIBFTTA")
    assert fields(account["01"]) == {"00": "970436", "01": "1012345678"}
    assert fields(read["62"]) == {"08": "CP2600017"}
    assert list(read)[-1] == "63"
    assert read["63"] == vietqr.checksum(text[:-4])


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank_bin": "97043"},
        {"account": "1012 345"},
        {"amount": 0},
        {"amount": 10**13},
        {"note": "Nộp phí"},
        {"note": "x" * 26},
        {"note": ""},
    ],
)
def test_what_no_bank_could_read_is_refused(wrong):
    right = {"bank_bin": "970436", "account": "1012345678", "amount": 1, "note": "CP2600017"}
    with pytest.raises(ValueError, match="a "):
        vietqr.payload(**right | wrong)


def test_the_drawing_holds_neither_script_nor_style():
    drawing = vietqr.drawing(vietqr.payload(bank_bin="970436", account="1", amount=1, note="CP2600017"))
    assert drawing.startswith("<svg")
    assert "style" not in drawing
