"""The one deed of an import: writes a plan whole, or nothing.

Set-based and in chunks, so that memory stays level however many rows there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import history
from common.records import Record
from common.text import fold
from contracts.actions.register import note_numbers
from contracts.models import Agreement, AgreementLine, Grade, Party, PartyRole, State
from enterprises.models import Enterprise, OcopCertificate, Product
from events.actions.fairs import fair_slug
from events.models import Fair, FairRole, Participation
from portal.workbook.known import count_nameless, product_key
from portal.workbook.plan import Edit, Plan
from portal.workbook.rows import AgreementRow
from portal.workbook.values import Ref, party

CHUNK = 1_000

Progress = Callable[[int, int], None]


class Outdated(Exception):
    """The records changed after the plan was made: it must be made again."""


def import_workbook(
    *, organizer: Organizer, by: User | None, plan: Plan, source: str, progress: Progress | None = None
) -> None:
    """Write what the plan says, with history, in one transaction. Raises Outdated, and then nothing is written."""
    reason = _("Workbook %(name)s") % {"name": source}
    try:
        with transaction.atomic():
            Organizer.objects.select_for_update(no_key=True).get(pk=organizer.pk)
            if count_nameless(organizer) != plan.known.nameless_count:
                raise Outdated  # no constraint would notice the same one twice
            Writer(organizer, by, plan, reason, progress).write()
    except IntegrityError as error:
        raise Outdated from error


class Writer:
    """Fairs and enterprises first, then what stands on them; last what is changed."""

    def __init__(self, organizer: Organizer, by: User | None, plan: Plan, reason: str, progress: Progress | None):
        self.organizer, self.by, self.plan, self.reason, self.progress = organizer, by, plan, reason, progress
        self.terms, known = plan.terms, plan.known
        self.done = 0
        self.pks: dict[Ref, int] = {Ref("fair", key): fair.pk for key, fair in known.fairs.items()}
        self.pks |= {Ref("enterprise", key): card.pk for key, card in known.enterprises.items()}

    def write(self) -> None:
        self.write_fairs()
        self.write_enterprises()
        self.write_products()
        self.write_participations()
        self.write_agreements()
        self.write_edits()

    def write_fairs(self) -> None:
        for rows in self.chunks("fairs"):
            fairs = [
                Fair(
                    organizer=self.organizer,
                    code=row.code,
                    slug=fair_slug(row.code),
                    **{"role": FairRole.HOSTED} | self.terms.fair(row),
                )
                for row in rows
            ]
            self.create(fairs)
            self.pks |= {Ref("fair", fold(fair.code)): fair.pk for fair in fairs}

    def write_enterprises(self) -> None:
        for rows in self.chunks("enterprises"):
            cards = [
                Enterprise(kept_by=self.organizer, tax_code=row.tax_code or "", **self.terms.enterprise(row))
                for row in rows
            ]
            self.create(cards)
            for row, card in zip(rows, cards, strict=True):
                self.pks[Ref("enterprise", row.key)] = card.pk

    def write_products(self) -> None:
        for rows in self.chunks("products"):
            owners = [Ref("enterprise", row.enterprise) for row in rows]
            products = [
                Product(enterprise_id=self.pks[owner], **self.terms.product(row))
                for row, owner in zip(rows, owners, strict=True)
            ]
            self.create(products)
            for row, product in zip(rows, products, strict=True):
                self.pks[Ref("product", (row.enterprise, product_key(row.name)))] = product.pk
            self.create([OcopCertificate(**self.resolved(self.terms.certificate(row))) for row in rows if row.stars])

    def write_participations(self) -> None:
        for rows in self.chunks("participations"):
            self.create(
                [
                    Participation(
                        fair_id=self.pks[Ref("fair", fold(row.fair))],
                        enterprise_id=self.pks[Ref("enterprise", row.enterprise)],
                        role=self.terms.participation_role(row),
                        origin=Participation.Origin.IMPORTED,
                        **self.terms.participation(row),
                    )
                    for row in rows
                ]
            )

    def write_agreements(self) -> None:
        for rows in self.chunks("agreements"):
            agreements = [self.agreement(row) for row in rows]
            self.create(agreements)
            parties, lines = [], []
            for row, agreement in zip(rows, agreements, strict=True):
                for role, who in ((PartyRole.SELLER, row.seller), (PartyRole.BUYER, row.buyer)):
                    parties.append(Party(agreement_id=agreement.pk, role=role, **self.resolved(party(who))))
                if line := self.terms.line(row):
                    lines.append(AgreementLine(agreement_id=agreement.pk, **self.resolved(line)))
            self.create(parties)
            self.create(lines)
            numbers = [(row.signed_on.year, row.kind, row.number) for row in rows]
            note_numbers(organizer=self.organizer, numbers=numbers)

    def agreement(self, row: AgreementRow) -> Agreement:
        return Agreement(
            organizer=self.organizer,
            kind=row.kind,
            state=State.SIGNED,
            register_no=row.number,
            register_year=row.signed_on.year,
            grade=Grade.REGISTER,
            recorded_by=self.by,
            **self.resolved(self.terms.agreement(row)),
        )

    def write_edits(self) -> None:
        """Changes record by record kind, each held against the version that the plan saw."""
        edits: dict[type[Record], list[Edit]] = defaultdict(list)
        for part in self.plan.parts.values():
            for change in part.changed:
                for edit in change.edits:
                    edits[edit.model].append(edit)
        for model, of_model in edits.items():
            self.create([model(**self.resolved(edit.values)) for edit in of_model if edit.pk is None])
            kept = [edit for edit in of_model if edit.pk is not None]
            for start in range(0, len(kept), CHUNK):
                self.change(model, kept[start : start + CHUNK])

    def change(self, model: type[Record], edits: Sequence[Edit]) -> None:
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=[edit.pk for edit in edits])
        records = {record.pk: record for record in rows.order_by("pk")}
        for edit in edits:
            record = records.get(edit.pk)
            if record is None or record.version != edit.version:
                raise Outdated
            for name, value in self.resolved(edit.values).items():
                setattr(record, name, value)
        fields = {model._meta.get_field(name).name for edit in edits for name in edit.values}
        if model is Party:
            free_places(records)
            fields = {"enterprise", "agency_name"}
        history.bulk_update(list(records.values()), sorted(fields), by=self.by, reason=self.reason)

    # What all kinds share

    def chunks(self, name: str) -> Iterator[list]:
        rows = self.plan.parts[name].new
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            yield chunk
            self.done += len(chunk)
            if self.progress:
                self.progress(self.done, self.plan.size)

    def create(self, records: list[Model]) -> None:
        history.bulk_create(records, by=self.by, reason=self.reason)

    def resolved(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the numbers of records in place of their keys."""
        return {name: self.pk(value) if isinstance(value, Ref) else value for name, value in values.items()}

    def pk(self, ref: Ref) -> int:
        if ref not in self.pks and ref.kind == "product":
            self.pks[ref] = self.plan.known.product(*ref.key)
        return self.pks[ref]


def free_places(parties: Iterable[int]) -> None:
    """Let go of the enterprises of parties that are about to change: sides may swap, and none signs twice meanwhile."""
    Party.objects.filter(pk__in=parties).update(enterprise=None, agency_name="…")
