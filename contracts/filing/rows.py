"""The rows that a report counts, as a filed report keeps them, and the rows behind one of its figures."""

from collections.abc import Iterator

from django.db.models import Min, Prefetch, Q, QuerySet

from contracts.models import (
    CONTRACT_KINDS,
    Agreement,
    AgreementLine,
    FiledReport,
    FiledRow,
    Kind,
    Party,
    RowSource,
    State,
    ValueBasis,
)
from contracts.parties import in_order
from contracts.results import figures
from contracts.results.figures import KEYS, keyed
from contracts.results.scope import Scope
from events.models import Participation, ParticipationRole

CHUNK = 1000

# Figure → its rows, and whether enterprises are counted once each.
FIGURE_ROWS: dict[str, tuple[Q, bool]] = {
    "fairs": (Q(source=RowSource.FAIR), False),
    "participations": (Q(source=RowSource.PARTICIPATION), False),
    "enterprises": (Q(source=RowSource.PARTICIPATION), True),
    "sellers_registered": (Q(source=RowSource.SELLER), False),
    "contracts": (Q(source=RowSource.AGREEMENT, kind__in=CONTRACT_KINDS), False),
    "mous": (Q(source=RowSource.AGREEMENT, kind=Kind.MEMORANDUM), False),
    "products": (Q(source=RowSource.PRODUCT), False),
    "holders": (Q(source=RowSource.PRODUCT), True),
    "cooperatives": (Q(source=RowSource.PRODUCT, is_cooperative=True), True),
}
GROUPS = {"fair", "level", "buyer", "district", "stars"}


def behind(report: FiledReport, figure: str, group: str = "", key: str | None = None) -> QuerySet[FiledRow]:
    """What a figure of a filed report counted. KeyError for a figure or group, ValueError for a key, of no report."""
    which, is_distinct = FIGURE_ROWS[figure]
    rows = report.rows.filter(which)
    if group:
        if group not in GROUPS:
            raise KeyError(group)
        column = f"{group}_key"
        rows = rows.exclude(**{column: None}) if key is None else rows.filter(**{column: key})
    if is_distinct:
        once = rows.order_by().values("enterprise").annotate(first=Min("pk"))
        rows = report.rows.filter(pk__in=once.values("first"))
    return rows


def collect(scope: Scope) -> Iterator[FiledRow]:
    """Every row that the figures of a scope count, of no report yet."""
    yield from _fairs(scope)
    yield from _participations(scope)
    yield from _agreements(scope)
    yield from _products(scope)
    yield from _sellers(scope)


def _fairs(scope: Scope) -> Iterator[FiledRow]:
    for fair in figures.fairs(scope).order_by("starts_on", "pk"):
        said = {"code": fair.code, "first": str(fair.starts_on), "last": str(fair.ends_on), "place": fair.place}
        yield FiledRow(
            source=RowSource.FAIR, record=fair.pk, label=fair.name, fair_key=fair.code, level_key=fair.level, said=said
        )


def _participations(scope: Scope) -> Iterator[FiledRow]:
    rows = figures.participations(scope).select_related("enterprise", "fair").order_by("fair__starts_on", "pk")
    rows = rows.annotate(**{f"{name}_key": KEYS[Participation, name] for name in ("buyer", "district")})
    for row in rows.iterator(CHUNK):
        yield FiledRow(
            source=RowSource.PARTICIPATION,
            record=row.pk,
            enterprise=row.enterprise_id,
            label=row.enterprise.legal_name,
            fair_key=row.fair.code,
            level_key=row.fair.level,
            buyer_key=row.buyer_key if row.role == ParticipationRole.BUYER else None,
            district_key=row.district_key,
            said={"fair": row.fair.name, "role": row.role},
        )


def _agreements(scope: Scope) -> Iterator[FiledRow]:
    rows = figures.agreements(scope)
    buyers = dict(keyed(rows, "buyer").order_by().values_list("pk", "group_key"))
    districts = dict(keyed(rows, "district").order_by().values_list("pk", "group_key"))
    parties = Party.objects.select_related("enterprise").order_by("role", "position")
    rows = rows.select_related("fair").prefetch_related(
        Prefetch("parties", parties), "lines__product", "evidence__file"
    )
    for row in rows.order_by("signed_on", "pk").iterator(CHUNK):
        yield FiledRow(
            source=RowSource.AGREEMENT,
            record=row.pk,
            kind=row.kind,
            label=f"{row.seller or '–'} · {row.buyer or '–'}",
            fair_key=row.fair.code if row.fair else "",
            level_key=row.fair.level if row.fair else "",
            buyer_key=buyers[row.pk],
            district_key=districts[row.pk],
            value=_counted(row),
            said=_said(row),
        )


def _counted(row: Agreement) -> int | None:
    """What it adds to the value, as figures.COUNTED_VALUE has it."""
    return row.value if row.value_basis == ValueBasis.STATED and row.state != State.SUPERSEDED else None


def _said(row: Agreement) -> dict:
    return {
        "number": row.register_no,
        "paper_no": row.paper_no,
        "signed_on": str(row.signed_on),
        "state": row.state,
        "value": row.value,
        "value_basis": row.value_basis,
        "grade": row.grade,
        "parties": [[party.role, str(party)] for party in in_order(row.parties.all())],
        "lines": [_line(line) for line in row.lines.all()],
        "evidence": sorted(one.file.sha256 for one in row.evidence.all()),
    }  # fmt: skip


def _line(line: AgreementLine) -> list:
    quantity = None if line.quantity is None else str(line.quantity)
    return [str(line), quantity, line.unit, line.unit_price, line.amount]


def _products(scope: Scope) -> Iterator[FiledRow]:
    rows = figures.products(scope).select_related("enterprise__legal_form").order_by("pk")
    for row in rows.iterator(CHUNK):
        form = row.enterprise.legal_form
        yield FiledRow(
            source=RowSource.PRODUCT,
            record=row.pk,
            enterprise=row.enterprise_id,
            label=row.enterprise.legal_name,
            stars_key=row.stars,
            is_cooperative=bool(form and form.is_cooperative),
            said={"product": row.name, "stars": row.stars},
        )


def _sellers(scope: Scope) -> Iterator[FiledRow]:
    for row in figures.sellers(scope).order_by("sort_key", "pk").iterator(CHUNK):
        yield FiledRow(source=RowSource.SELLER, record=row.pk, enterprise=row.pk, label=row.legal_name, said={})
