"""import_workbook as a clerk's machine runs it: seconds and peak memory for 1,000 and 100,000 rows over five sheets."""

import datetime
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from accounts.models import Organizer
from common import history
from common.spreadsheets import SheetSpec, write_workbook
from portal.workbook.columns import SHEETS

SIZES = (1_000, 100_000)
GOALS = {1_000: (5, 150), 100_000: (120, 400)}  # seconds, MB
ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_DAY = datetime.date(2019, 1, 5)
FORMS = ("Hợp tác xã", "Công ty TNHH", "Hộ kinh doanh")
KINDS = ("Hợp đồng tiêu thụ", "Biên bản ghi nhớ", "Hợp đồng nguyên tắc")


def run() -> dict[str, dict]:
    results: dict[str, dict] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.xlsx"
            write_workbook(str(path), workbook(size))
            slug = f"bench-{size}"
            history.save(Organizer(slug=slug, name=slug), by=None)
            seconds, megabytes = bring_in(path, slug)
            again, _megabytes = bring_in(path, slug)
            most_seconds, most_megabytes = GOALS[size]
            results |= {
                f"import_{size}_rows_s": {"value": seconds, "unit": "s", "goal": most_seconds},
                f"import_{size}_rows_mb": {"value": megabytes, "unit": "MB", "goal": most_megabytes},
                f"import_{size}_rows_again_s": {"value": again, "unit": "s", "goal": most_seconds},
            }
    return results


def bring_in(path: Path, slug: str) -> tuple[float, float]:
    """Seconds and peak memory of the command in a process of its own, start and all."""
    command = [sys.executable, "manage.py", "import_workbook", str(path), "--organizer", slug]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return round(time.perf_counter() - began, 1), round(usage.ru_maxrss / 1024, 1)


def workbook(size: int) -> list[SheetSpec]:
    """So many lawful rows over the five sheets, the same ones every time."""
    fairs, enterprises, products = max(size // 1_000, 10), size // 10, size // 5
    participations = size * 7 // 20
    agreements = size - fairs - enterprises - products - participations
    rows = (
        fair_rows(fairs),
        enterprise_rows(enterprises),
        product_rows(products, enterprises),
        participation_rows(participations, fairs, enterprises),
        agreement_rows(agreements, fairs, enterprises),
    )
    headings = [(kind.vi, [column.vi for column in kind.columns]) for kind in SHEETS]
    return [SheetSpec(title, names, of) for (title, names), of in zip(headings, rows, strict=True)]


def fair_code(n: int) -> str:
    return f"HC-{n:04}"


def fair_day(n: int) -> datetime.date:
    return FIRST_DAY + datetime.timedelta(days=n % 350)


def tax_codes() -> Iterator[str]:
    """With their right check digits; nine figures that have none are passed over."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    for number in count(220_000_001, 7):
        check = 10 - sum(weight * int(digit) for weight, digit in zip(weights, str(number), strict=True)) % 11
        if check < 10:
            yield f"{number}{check}"


TAX_CODES = list(islice(tax_codes(), max(SIZES) // 10))


def product_name(n: int) -> str:
    return f"Bánh pía sầu riêng số {n}"


def fair_rows(rows: int) -> Iterator[list]:
    for n in range(rows):
        level = "Tỉnh bạn" if n % 3 == 2 else "Cấp huyện"
        day = fair_day(n)
        last = day + datetime.timedelta(days=4)
        yield [fair_code(n), f"Phiên chợ hàng Việt {n}", level, "Huyện Kế Sách", "Sóc Trăng", day, last]


def enterprise_rows(rows: int) -> Iterator[list]:
    for n in range(rows):
        role = "Người mua" if n % 10 == 9 else "Người bán"
        yield [
            TAX_CODES[n], f"Hợp tác xã nông nghiệp Phú Hòa {n}", FORMS[n % 3], f"Số {n} ấp 3", "Huyện Kế Sách",
            "Sóc Trăng", "Thạch Thị Phúc", f"09{n:08}", f"lienhe{n}@example.com", role,
        ]  # fmt: skip


def product_rows(rows: int, enterprises: int) -> Iterator[list]:
    for n in range(rows):
        day = datetime.date(2019, 12, 1) + datetime.timedelta(days=n % 28)
        owner = TAX_CODES[n % enterprises]
        yield [owner, product_name(n // enterprises), "Thực phẩm", 3 + n % 3, day, "hộp", 40_000 + n]


def participation_rows(rows: int, fairs: int, enterprises: int) -> Iterator[list]:
    for n in range(rows):
        at = n // enterprises + n % enterprises
        yield [fair_code(at % fairs), TAX_CODES[n % enterprises], 1 + n % 3, "Có" if n % 2 else "Không"]


def agreement_rows(rows: int, fairs: int, enterprises: int) -> Iterator[list]:
    for n in range(rows):
        seller, buyer = n % enterprises, n % enterprises // 10 * 10 + 9
        seller -= seller == buyer
        price, fair = 20_000 + n % 500, n % fairs
        figures = [100, "hộp", price, 100 * price] if n % 3 else [None] * 4
        yield [
            f"{n + 1}/TT", KINDS[n % 3], fair_day(fair), TAX_CODES[seller], TAX_CODES[buyer], fair_code(fair),
            product_name(n % 2), *figures,
        ]  # fmt: skip
