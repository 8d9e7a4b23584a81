"""From a row to the columns of its records.

What a row leaves blank is left out of the values: a blank says nothing, so it neither fills nor empties a record.
Other records stand in the values as `Ref`, by their key, whether they are kept already or come with the workbook.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from common.text import fold
from contracts.models import SignedWhen, ValueBasis
from enterprises.models import UsualRole
from enterprises.vocabulary import Vocabulary
from events.models import FairLevel, FairRole, FairState, ParticipationRole, ParticipationState
from portal.workbook.book import Book
from portal.workbook.known import Known, product_key
from portal.workbook.rows import Agency, AgreementRow, EnterpriseRow, FairRow, ParticipationRow, ProductRow


class Ref(NamedTuple):
    kind: str
    key: Any


def fair_ref(code: str) -> Ref:
    return Ref("fair", fold(code))


def product_ref(enterprise: str, name: str) -> Ref:
    return Ref("product", (enterprise, product_key(name)))


@dataclass(frozen=True)
class Terms:
    """What the meaning of a row depends on besides itself: the words of the field, today, the fairs' days, who buys."""

    vocabulary: Vocabulary
    today: date
    days: dict[str, tuple[date, date]]
    buyers: set[str]

    @classmethod
    def of(cls, book: Book, known: Known, vocabulary: Vocabulary, today: date) -> "Terms":
        days = {key: (fair.starts_on, fair.ends_on) for key, fair in known.fairs.items()}
        days |= {fold(row.code): (row.starts_on, row.ends_on) for row in book.rows["fairs"]}
        roles = {key: card.role for key, card in known.enterprises.items()}
        roles |= {row.key: row.role for row in book.rows["enterprises"]}
        return cls(vocabulary, today, days, {key for key, role in roles.items() if role == UsualRole.BUYER})

    def fair(self, row: FairRow) -> dict[str, Any]:
        attended = row.level == FairLevel.OTHER_PROVINCE
        return filled(
            name=row.name,
            level=row.level,
            role=FairRole.ATTENDED if attended else None,
            place=row.place,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=FairState.HELD if row.ends_on < self.today else None,
        ) | self.province(row.province)

    def enterprise(self, row: EnterpriseRow) -> dict[str, Any]:
        return filled(
            legal_name=row.name,
            legal_form_id=row.legal_form,
            usual_role=row.role,
            address_as_written=row.address,
            district_as_written=row.district,
            contact_name=row.contact,
            phone=row.phone,
            email=row.email,
        ) | self.province(row.province)

    def province(self, written: str | None) -> dict[str, Any]:
        if written is None:
            return {}
        province = self.vocabulary.province(written)
        return {"province_as_written": written, "province_id": province.pk if province else None}

    def product(self, row: ProductRow) -> dict[str, Any]:
        return filled(name=row.name, group_id=row.group, unit=row.unit, list_price=row.list_price)

    def certificate(self, row: ProductRow) -> dict[str, Any]:
        rule_set, expires_on = self.vocabulary.ocop_expiry(row.issued_on)
        return {
            "product_id": product_ref(row.enterprise, row.name),
            "stars": row.stars,
            "issued_on": row.issued_on,
            "expires_on": expires_on,
            "rule_set_id": rule_set.pk if rule_set else None,
        }

    def participation(self, row: ParticipationRow) -> dict[str, Any]:
        over = self.days[fold(row.fair)][1] < self.today
        return filled(
            booths_as_reported=row.booths,
            needs_power=row.needs_power,
            state=ParticipationState.TOOK_PART if over else None,
        )

    def participation_role(self, row: ParticipationRow) -> str:
        return ParticipationRole.BUYER if row.enterprise in self.buyers else ParticipationRole.SELLER

    def agreement(self, row: AgreementRow) -> dict[str, Any]:
        values = filled(signed_on=row.signed_on)
        if row.fair:
            values |= {"fair_id": fair_ref(row.fair), "signed_when": self.signed_when(row)}
        if row.value is not None:
            values |= {"value_basis": ValueBasis.STATED, "value": row.value}
        return values

    def signed_when(self, row: AgreementRow) -> str:
        first, last = self.days[fold(row.fair)]
        if row.signed_on < first:
            return SignedWhen.BEFORE
        return SignedWhen.AT if row.signed_on <= last else SignedWhen.AFTER

    def line(self, row: AgreementRow) -> dict[str, Any]:
        """The one line of an agreement; empty where the row names neither goods nor a figure of them."""
        values = filled(product_as_written=row.product, quantity=row.quantity, unit=row.unit, unit_price=row.unit_price)
        if row.product and not isinstance(row.seller, Agency):
            values["product_id"] = product_ref(row.seller, row.product)
        if values and row.value is not None:
            values["amount"] = row.value
        return values


def party(who: str) -> dict[str, Any]:
    """An enterprise with a card, or an agency by its name."""
    if isinstance(who, Agency):
        return {"enterprise_id": None, "agency_name": str(who)}
    return {"enterprise_id": Ref("enterprise", who), "agency_name": ""}


def filled(**values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
