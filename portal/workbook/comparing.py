"""Holds a checked workbook against the records: one pass over the file, one stream per kind of record."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from accounts.models import Organizer
from common.text import fold
from contracts.models import Agreement, AgreementLine, Grade, Party, PartyRole, State
from enterprises.models import Enterprise, OcopCertificate, Product
from enterprises.tax_codes import masked
from events.models import Fair, FairState, Participation, ParticipationState
from portal.workbook.book import Book
from portal.workbook.columns import AGREEMENTS
from portal.workbook.known import Known, product_key
from portal.workbook.plan import Change, Edit, Part, Plan
from portal.workbook.rows import AgreementRow, ProductRow, nameless
from portal.workbook.values import Ref, Terms, party
from portal.workbook.words import choice

CHUNK = 2_000
SIDES = (PartyRole.SELLER, PartyRole.BUYER)


def compare(*, organizer: Organizer, book: Book, known: Known, terms: Terms) -> Plan:
    """What bringing the book in would change. The rows are those of a book without faults."""
    comparison = Comparison(organizer, book, known, terms)
    comparison.fairs()
    comparison.enterprises()
    comparison.products()
    comparison.participations()
    comparison.agreements()
    return comparison.plan


class Comparison:
    def __init__(self, organizer: Organizer, book: Book, known: Known, terms: Terms):
        self.organizer, self.book, self.known, self.terms = organizer, book, known, terms
        self.plan = Plan(terms, known)

    def fairs(self) -> None:
        part, rows = self.plan.parts["fairs"], {fold(row.code): row for row in self.book.rows["fairs"]}
        fields = (
            "name",
            "level",
            "role",
            "place",
            "province_as_written",
            "province_id",
            "starts_on",
            "ends_on",
            "state",
        )
        kept = Fair.objects.filter(organizer=self.organizer).order_by("pk").values("pk", "version", "code", *fields)
        for record in kept.iterator():
            label = f"{record['code']} · {record['name']}"
            row = rows.pop(fold(record["code"]), None)
            if row is None:
                part.miss(label)
                continue
            wanted = self.terms.fair(row)
            if record["state"] != FairState.PLANNED:
                wanted.pop("state", None)
            self.settle(part, row.row, label, [self.edit(Fair, record, wanted)])
        part.new = list(rows.values())

    def enterprises(self) -> None:
        part, rows = self.plan.parts["enterprises"], {row.key: row for row in self.book.rows["enterprises"]}
        fields = (
            "legal_name", "legal_form_id", "usual_role", "address_as_written", "district_as_written",
            "province_as_written", "province_id", "contact_name", "phone", "email",
        )  # fmt: skip
        kept = Enterprise.objects.of(self.organizer).order_by("pk").values("pk", "version", "tax_code", *fields)
        for record in kept.iterator():
            label = " · ".join(filter(None, [masked(record["tax_code"]), record["legal_name"]]))
            row = rows.pop(record["tax_code"] or nameless(record["legal_name"]), None)
            if row is None:
                part.miss(label)
            else:
                self.settle(part, row.row, label, [self.edit(Enterprise, record, self.terms.enterprise(row))])
        part.new = list(rows.values())

    def products(self) -> None:
        part = self.plan.parts["products"]
        rows = {(self.enterprise_pk(row.enterprise), product_key(row.name)): row for row in self.book.rows["products"]}
        certificates = self.certificates()
        kept = Product.objects.filter(enterprise__kept_by=self.organizer).order_by("pk")
        fields = ("enterprise_id", "name_key", "enterprise__legal_name", "name", "group_id", "unit", "list_price")
        for record in kept.values("pk", "version", *fields).iterator():
            label = f"{record['name']} · {record['enterprise__legal_name']}"
            row = rows.pop((record["enterprise_id"], record["name_key"]), None)
            if row is None:
                part.miss(label)
                continue
            edits = [self.edit(Product, record, self.terms.product(row))]
            if row.stars:
                edits.append(self.certificate_edit(row, certificates.get(record["pk"], [])))
            self.settle(part, row.row, label, edits)
        part.new = list(rows.values())

    def certificates(self) -> dict[int, list[dict]]:
        """The OCOP certificates of the organizer's cards by product."""
        found: dict[int, list[dict]] = {}
        kept = OcopCertificate.objects.filter(product__enterprise__kept_by=self.organizer).values(
            "pk", "version", "product_id", "stars", "issued_on", "expires_on", "rule_set_id", "decision_no", "file_id"
        )
        for record in kept.iterator():
            found.setdefault(record["product_id"], []).append(record)
        return found

    def certificate_edit(self, row: ProductRow, kept: list[dict]) -> Edit | None:
        """The certificate of the same day, else the only bare one of that year (its day was mended), else a new one."""
        wanted = self.terms.certificate(row)
        same_day = [c for c in kept if c["issued_on"] == row.issued_on]
        if same_day:
            return self.edit(OcopCertificate, same_day[0], {"stars": row.stars})
        bare = [
            c for c in kept if c["issued_on"].year == row.issued_on.year and not c["decision_no"] and not c["file_id"]
        ]
        if len(bare) == 1:
            return self.edit(OcopCertificate, bare[0], wanted)
        return Edit(OcopCertificate, None, 0, self.settled(wanted))

    def participations(self) -> None:
        part = self.plan.parts["participations"]
        rows = {
            (self.fair_pk(row.fair), self.enterprise_pk(row.enterprise)): row
            for row in self.book.rows["participations"]
        }
        kept = Participation.objects.filter(fair__organizer=self.organizer).order_by("pk")
        fields = ("fair_id", "enterprise_id", "booths_as_reported", "needs_power", "state")
        for record in kept.values("pk", "version", "fair__code", "enterprise__legal_name", *fields).iterator():
            label = f"{record['fair__code']} · {record['enterprise__legal_name']}"
            row = rows.pop((record["fair_id"], record["enterprise_id"]), None)
            if row is None:
                part.miss(label)
                continue
            wanted = self.terms.participation(row)
            if record["state"] != ParticipationState.EXPECTED:
                wanted.pop("state", None)
            self.settle(part, row.row, label, [self.edit(Participation, record, wanted)])
        part.new = list(rows.values())

    def agreements(self) -> None:
        part = self.plan.parts["agreements"]
        rows = {(fold(row.number), row.kind, row.signed_on.year): row for row in self.book.rows["agreements"]}
        for record, parties, line in self.kept_agreements():
            row = rows.pop((fold(record["register_no"]), record["kind"], record["register_year"]), None)
            if row is None:
                part.miss(f"{record['register_no']} · {choice(Agreement, 'kind', record['kind'])}")
                continue
            edits = [
                self.edit(Agreement, record, self.terms.agreement(row)),
                *self.party_edits(row, record["pk"], parties),
                self.line_edit(row, record["pk"], line),
            ]
            if any(edits) and (record["state"] != State.SIGNED or record["grade"] != Grade.REGISTER):
                self.leave(row, record)
                edits = []
            self.settle(part, row.row, record["register_no"], edits)
        part.new = list(rows.values())

    def kept_agreements(self) -> Iterator[tuple[dict, dict, dict | None]]:
        """Each registered agreement with its leading parties by side and its first line, a few thousand at a time."""
        registered = Agreement.objects.filter(organizer=self.organizer).exclude(register_no="").order_by("pk")
        registered = registered.values(
            "pk", "version", "register_no", "register_year", "kind", "state", "grade",
            "signed_on", "signed_when", "fair_id", "value_basis", "value",
        )  # fmt: skip
        last = 0
        while chunk := list(registered.filter(pk__gt=last)[:CHUNK]):
            last = chunk[-1]["pk"]
            of_chunk = {
                "agreement__organizer": self.organizer,
                "agreement__pk__range": (chunk[0]["pk"], last),
                "position": 1,
            }
            parties: dict[int, dict] = {}
            for record in Party.objects.filter(**of_chunk, role__in=SIDES).order_by("pk").values():
                parties.setdefault(record["agreement_id"], {})[record["role"]] = record | {"pk": record["id"]}
            lines = {
                record["agreement_id"]: record | {"pk": record["id"]}
                for record in AgreementLine.objects.filter(**of_chunk).order_by("pk").values()
            }
            for record in chunk:
                yield record, parties.get(record["pk"], {}), lines.get(record["pk"])

    def party_edits(self, row: AgreementRow, agreement: int, kept: dict[str, dict]) -> list[Edit | None]:
        edits = []
        for side, who in zip(SIDES, (row.seller, row.buyer), strict=True):
            if side in kept:
                edits.append(self.edit(Party, kept[side], party(who), side.label))
            else:
                new = {"agreement_id": agreement, "role": side} | self.settled(party(who))
                edits.append(Edit(Party, None, 0, new, label=side.label))
        return edits

    def line_edit(self, row: AgreementRow, agreement: int, kept: dict | None) -> Edit | None:
        wanted = self.terms.line(row)
        if kept or not wanted:
            return self.edit(AgreementLine, kept, wanted) if kept else None
        return Edit(AgreementLine, None, 0, {"agreement_id": agreement} | self.settled(wanted))

    def leave(self, row: AgreementRow, record: dict) -> None:
        """Somebody has worked on the agreement since: the register no longer decides what it says."""
        name = "state" if record["state"] != State.SIGNED else "grade"
        state = choice(Agreement, name, record[name])
        self.book.warn(AGREEMENTS, row.row, "number", row.number, "agreement_settled", state=state)

    # What all sheets share

    def settle(self, part: Part, row: int, label: str, edits: list[Edit | None]) -> None:
        edits = [edit for edit in edits if edit]
        if not edits:
            part.unchanged += 1
            return
        part.changed.append(Change(row, label, edits))

    def edit(self, model: type[Model], record: dict, wanted: dict[str, Any], label: str = "") -> Edit | None:
        """What of `wanted` differs from a record; None where nothing does."""
        wanted = self.settled(wanted)
        if wanted.get("province_as_written") == record.get("province_as_written"):
            wanted.pop("province_id", None)  # somebody may have chosen it by hand
        values = {name: value for name, value in wanted.items() if record[name] != value}
        before = {name: record[name] for name in values}
        return Edit(model, record["pk"], record["version"], values, before, label) if values else None

    def settled(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the keys of records that are kept already; those that come with the file stay Refs."""
        return {name: self.pk(value) if isinstance(value, Ref) else value for name, value in values.items()}

    def pk(self, ref: Ref) -> int | Ref:
        if ref.kind == "fair":
            return self.fair_pk(ref.key)
        if ref.kind == "enterprise":
            return self.enterprise_pk(ref.key)
        return self.known.product(*ref.key) or ref

    def fair_pk(self, code: str) -> int | Ref:
        fair = self.known.fairs.get(fold(code))
        return fair.pk if fair else Ref("fair", fold(code))

    def enterprise_pk(self, key: str) -> int | Ref:
        card = self.known.enterprises.get(key)
        return card.pk if card else Ref("enterprise", key)
