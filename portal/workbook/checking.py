"""Rows against rows and against the records: doubles, references, dates, arithmetic.

A fault that only follows from another is left out. Where the row of an enterprise, a fair or a product has lost its
own key (empty, of a wrong shape, the same as another's), whatever refers to it finds nothing; see `explained`.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Hashable
from datetime import date

from common.money import format_dong
from common.text import fold
from events.actions.fairs import fair_slug
from portal.workbook.book import Book
from portal.workbook.columns import AGREEMENTS, ENTERPRISES, FAIRS, PARTICIPATIONS, PRODUCTS, SheetKind
from portal.workbook.faults import Finding, Findings
from portal.workbook.known import Known, product_key
from portal.workbook.rows import Agency, Named, nameless

ALIKE = 0.8
COMPARISONS_AT_MOST = 50_000
# With its marks, since “Bò viên Cô Ba” is no ministry and “Bàn ghế” no board.
AGENCY_STARTS = (
    "sở ", "ubnd ", "ủy ban ", "uỷ ban ", "bộ ", "cục ", "chi cục ", "tổng cục ", "vụ ", "trung tâm ", "hội ",
    "hiệp hội ", "liên minh ", "liên hiệp ", "phòng ", "ban ", "viện ", "văn phòng ", "department of ", "ministry of ",
    "people's committee", "centre for ", "center for ", "association of ",
)  # fmt: skip


class Checker:
    """Checks the rows of one book against each other and against what the organizer keeps."""

    def __init__(self, book: Book, known: Known, *, may_lack_tax_code: set[int], today: date):
        self.book, self.known, self.today = book, known, today
        self.may_lack_tax_code = may_lack_tax_code
        self.fairs: dict[str, object] = dict(known.fairs)
        self.enterprises: set[str] = set(known.enterprises)
        self.products: set[tuple[str, str]] = set()
        self.lost: dict[str, list[str]] = {"fair": [], "enterprise": []}
        self.lost_products: list[tuple[str | None, str | None]] = []
        self.unknown = {"fair": Findings(), "enterprise": Findings()}
        self.unknown_products: dict[tuple[str, str], Finding] = {}

    def run(self) -> None:
        self.check_fairs()
        self.check_enterprises()
        self.check_products()
        self.check_participations()
        self.check_agreements()
        self.report_unknown()

    # Fairs

    def check_fairs(self) -> None:
        rows = self.book.rows["fairs"]
        twice = self.doubles(
            FAIRS, rows, "code", "twice_fair", lambda r: r.code and fold(r.code), same=lambda r: r.name
        )
        slugs = {fair.slug: fair.code for fair in self.known.fairs.values()}
        refused = self.book.refused["fairs", "code"]
        blank = sum(row.code is None for row in rows) - len(refused)
        self.lost["fair"] = [*refused, *twice, *[""] * blank]
        for row in rows:
            if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
                first = f"{row.starts_on:%d/%m/%Y}"
                self.book.fault(FAIRS, row.row, "ends_on", f"{row.ends_on:%d/%m/%Y}", "days_reversed", first=first)
            if row.code is None:
                continue
            self.fairs[fold(row.code)] = row
            other = slugs.setdefault(fair_slug(row.code), row.code)
            if fold(other) != fold(row.code):
                self.book.fault(FAIRS, row.row, "code", row.code, "code_alike", other=other)

    # Enterprises

    def check_enterprises(self) -> None:
        rows = self.book.rows["enterprises"]
        for row in rows:
            row.key = self.own_key(row)
        twice = self.doubles(
            ENTERPRISES, rows, "tax_code", "twice_enterprise", lambda r: r.tax_code, same=lambda r: r.name
        )
        self.doubles(ENTERPRISES, rows, "name", "twice_name", lambda r: r.key if r.key.startswith("=") else "")
        self.lost["enterprise"] += [*self.book.refused["enterprises", "tax_code"], *twice]
        self.enterprises.update(row.key for row in rows if row.key)

    def own_key(self, row) -> str:
        """The key of an enterprise's row; empty where it has lost it."""
        if row.tax_code:
            return row.tax_code
        if "tax_code" in row.faulty:
            return ""
        unsure = row.faulty & {"role", "legal_form"} or not self.book.has(ENTERPRISES, "role", "legal_form")
        if unsure or row.role == "agency" or row.legal_form in self.may_lack_tax_code:
            return nameless(row.name) if row.name else ""
        self.lost["enterprise"].append("")
        if not self.book.has(ENTERPRISES, "tax_code"):
            return ""
        self.book.fault(ENTERPRISES, row.row, "tax_code", "", "tax_code_missing")
        return ""

    # Products

    def check_products(self) -> None:
        rows = self.book.rows["products"]
        for row in rows:
            row.enterprise = self.enterprise(PRODUCTS, row, "enterprise")
            self.check_certificate(row)
            if row.enterprise and row.name and row.enterprise in self.enterprises:
                self.products.add((row.enterprise, product_key(row.name)))
            else:
                owner = row.enterprise if row.enterprise in self.enterprises else None
                self.lost_products.append((owner, row.name and product_key(row.name)))
        first: dict[tuple[str, str], int] = {}
        for row in rows:
            if row.enterprise and row.name:
                key = (row.enterprise, product_key(row.name))
                if first.setdefault(key, row.row) != row.row:
                    self.lost_products.append((row.enterprise, None))
                    self.book.fault(PRODUCTS, row.row, "name", row.name, "twice_product", first=first[key])

    def check_certificate(self, row) -> None:
        if row.issued_on and row.issued_on > self.today:
            self.book.fault(PRODUCTS, row.row, "issued_on", f"{row.issued_on:%d/%m/%Y}", "certified_in_future")
        if row.faulty & {"stars", "issued_on"} or not self.book.has(PRODUCTS, "stars", "issued_on"):
            return
        if row.stars and not row.issued_on:
            self.book.fault(PRODUCTS, row.row, "issued_on", "", "certificate_day_missing")
        if row.issued_on and not row.stars:
            self.book.fault(PRODUCTS, row.row, "stars", "", "stars_missing")

    # Participations

    def check_participations(self) -> None:
        rows = self.book.rows["participations"]
        for row in rows:
            row.enterprise = self.enterprise(PARTICIPATIONS, row, "enterprise")
            self.check_fair(PARTICIPATIONS, row)
        self.doubles(
            PARTICIPATIONS, rows, "enterprise", "twice_participation",
            lambda r: r.fair and r.enterprise and (fold(r.fair), r.enterprise),
        )  # fmt: skip

    # Agreements

    def check_agreements(self) -> None:
        rows = self.book.rows["agreements"]
        for row in rows:
            row.seller = self.enterprise(AGREEMENTS, row, "seller")
            row.buyer = self.enterprise(AGREEMENTS, row, "buyer")
            self.check_fair(AGREEMENTS, row)
            self.check_agreement(row)
        self.doubles(
            AGREEMENTS, rows, "number", "twice_agreement",
            lambda r: r.number and r.kind and r.signed_on and (fold(r.number), r.kind, r.signed_on.year),
        )  # fmt: skip

    def check_agreement(self, row) -> None:
        if row.signed_on and row.signed_on > self.today:
            self.book.fault(AGREEMENTS, row.row, "signed_on", f"{row.signed_on:%d/%m/%Y}", "signed_in_future")
        if row.seller and row.buyer and fold(row.seller) == fold(row.buyer):
            self.book.fault(AGREEMENTS, row.row, "buyer", row.buyer, "buyer_is_seller")
        self.check_product(row)
        self.check_value(row)

    def check_product(self, row) -> None:
        if not row.product or not row.seller or isinstance(row.seller, Agency) or "products" in self.book.unread:
            return
        key = (row.seller, product_key(row.product))
        if row.seller in self.enterprises and key not in self.products and not self.known.product(*key):
            finding = self.book.finding(
                AGREEMENTS, row.row, "product", row.product, "unknown_product",
                seller=row.seller.lstrip("="), sheet=self.book.title(PRODUCTS),
            )  # fmt: skip
            earlier = self.unknown_products.setdefault(key, finding)
            if earlier is not finding:
                earlier.count(finding)

    def check_value(self, row) -> None:
        if row.faulty & {"quantity", "unit_price", "value"} or row.quantity is None or row.unit_price is None:
            return
        expected = row.quantity * row.unit_price
        rounded = int(expected.to_integral_value())
        if row.value is None and self.book.has(AGREEMENTS, "value"):
            self.book.warn(AGREEMENTS, row.row, "value", "", "value_empty", expected=format_dong(rounded))
        elif row.value is not None and abs(row.value - expected) >= 1:
            self.book.fault(
                AGREEMENTS, row.row, "value", format_dong(row.value), "value_mismatch", expected=format_dong(rounded)
            )

    # What all sheets share

    def doubles(
        self, kind: SheetKind, rows: list, name: str, code: str, key: Callable, same: Callable | None = None
    ) -> list[str]:
        """Reports rows with a key that an earlier row has. Returns the keys of those that, by what `same` tells,
        are other records than the first: they have lost their own key."""
        first: dict[Hashable, object] = {}
        lost = []
        for row in rows:
            mine = key(row)
            if not mine:
                continue
            earlier = first.setdefault(mine, row)
            if earlier is not row:
                self.book.fault(kind, row.row, name, getattr(row, name), code, first=earlier.row)
                if same and same(earlier) != same(row):
                    lost.append(mine)
        return lost

    def check_fair(self, kind: SheetKind, row) -> None:
        if not row.fair or "fairs" in self.book.unread or fold(row.fair) in self.fairs:
            return
        finding = self.book.finding(kind, row.row, "fair", row.fair, "unknown_fair", sheet=self.book.title(FAIRS))
        self.unknown["fair"].fault(finding, cause=fold(row.fair))

    def enterprise(self, kind: SheetKind, row, name: str) -> str | None:
        """The key of the enterprise that a cell names, or an agency; whom nobody knows is reported."""
        value = getattr(row, name)
        if value is None:
            return None
        key = nameless(value) if isinstance(value, Named) else value
        if key in self.enterprises:
            return key
        if isinstance(value, Named):
            if kind is AGREEMENTS and is_agency(value):
                self.book.warn(kind, row.row, name, value, "agency_taken", cause=key)
                return Agency(value)
            if fold(value) in self.book.refused["enterprises", "tax_code"]:
                return None
        if "enterprises" not in self.book.unread:
            code = "unknown_name" if isinstance(value, Named) else "unknown_enterprise"
            finding = self.book.finding(kind, row.row, name, value, code, sheet=self.book.title(ENTERPRISES))
            self.unknown["enterprise"].fault(finding, cause=key)
        return key

    def report_unknown(self) -> None:
        for name in ("fair", "enterprise"):
            found = self.unknown[name].faults
            follows = explained(self.lost[name], found)
            self.book.findings.faults += [finding for finding in found if finding.value not in follows]
        self.book.findings.faults += self.unexplained_products()

    def unexplained_products(self) -> list[Finding]:
        """Unknown products for which no row of the seller, or of that name, has lost its key."""
        lost = Counter(self.lost_products)
        left = []
        for (seller, name), finding in sorted(self.unknown_products.items(), key=lambda item: -item[1].more):
            explaining = [(None, name), (seller, None), (None, None)]
            row = next((row for row in explaining if lost[row]), None)
            if row:
                lost[row] -= 1
            else:
                left.append(finding)
        return left


def is_agency(name: str) -> bool:
    return name.casefold().startswith(AGENCY_STARTS)


def explained(lost: list[str], unknown: list[Finding]) -> set[str]:
    """Values that are unknown only because a row has lost its own key.

    Each such row explains one value: the one that looks most like what was written in its place, else the one that
    is met most often.
    """
    left = [finding.value for finding in sorted(unknown, key=lambda f: -f.more)]
    unused = 0
    for written in lost:
        near = []
        if written and len(lost) * len(left) <= COMPARISONS_AT_MOST:
            near = difflib.get_close_matches(written, left, n=1, cutoff=ALIKE)
        if near:
            left.remove(near[0])
        else:
            unused += 1
    return {finding.value for finding in unknown} - set(left[unused:])
