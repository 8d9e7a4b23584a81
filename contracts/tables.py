"""The lists of agreements and the tables below one."""

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable
from common.tables import DayColumn, LeadColumn, MoneyColumn, StatusColumn
from contracts import queries
from contracts.models import Agreement, ValueBasis


def two_lines(first: str, second: str) -> SafeString:
    """A cell with a smaller line below; the first is never broken."""
    small = format_html("<small>{}</small>", second) if second else ""
    return format_html('<div><span class="text-nowrap">{}</span> {}</div>', first, small)


class ExportColumn(tables.Column):
    """Stands in what is exported; on the page another column says it."""

    def __init__(self, **kwargs):
        hidden = {"class": "d-none"}
        super().__init__(attrs={"td": hidden, "th": hidden}, orderable=False, **kwargs)


class SignedColumn(DayColumn):
    """The day, and below it whether that was before, at or after the fair."""

    def render(self, value, record: Agreement) -> SafeString:
        return two_lines(super().render(value), record.get_signed_when_display())


class ValueColumn(MoneyColumn):
    """Unknown is not zero: where there is no amount, the page says why."""

    def __init__(self, **kwargs):
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: int | None, record: Agreement) -> SafeString:
        basis = "" if record.value_basis == ValueBasis.STATED else record.get_value_basis_display()
        return two_lines("" if value is None else super().render(value), basis)

    def value(self, value: int | None) -> int | str:
        return "" if value is None else value


class RegisterColumn(tables.Column):
    """The number, and below it the kind."""

    def __init__(self, **kwargs):
        super().__init__(empty_values=(), **kwargs)

    def render(self, value: str, record: Agreement) -> SafeString:
        return two_lines(value, record.get_kind_display())

    def value(self, value: str) -> str:
        return value


class AgreementTable(ListTable):
    seller = LeadColumn(
        "agreement",
        args=["organizer__slug", "pk"],
        sub="buyer",
        verbose_name=_("Seller and buyer"),
        empty_values=(),
    )
    buyer = ExportColumn(verbose_name=_("Buyer"))
    register_no = RegisterColumn(verbose_name=_("Number"), order_by=("register_year", "kind", "register_no", "pk"))
    kind = ExportColumn()
    paper_no = ExportColumn()
    signed_on = SignedColumn(verbose_name=_("Signed"), order_by=("signed_on", "pk"))
    signed_when = ExportColumn()
    fair = tables.Column(
        accessor="fair__code",
        verbose_name=_("Fair"),
        order_by=("fair__code", "-signed_on", "-pk"),
        attrs={"td": {"class": "text-nowrap"}},
    )
    value = ValueColumn(order_by=("value", "pk"))
    value_basis = ExportColumn()
    grade = StatusColumn(order_by=("grade", "-signed_on", "-pk"))
    state = StatusColumn(order_by=("state", "-signed_on", "-pk"))

    class Meta(ListTable.Meta):
        model = Agreement
        fields = [
            "seller", "buyer", "register_no", "kind", "paper_no", "signed_on", "signed_when", "fair", "value",
            "value_basis", "grade", "state",
        ]  # fmt: skip

    def render_seller(self, value, record: Agreement, column: LeadColumn) -> str:
        return LeadColumn.render(column, value or _("no seller yet"), record)

    def value_seller(self, record: Agreement) -> str:
        return str(record.seller or "")

    def order_seller(self, rows: QuerySet[Agreement], is_descending: bool) -> tuple[QuerySet[Agreement], bool]:  # noqa: FBT001
        return queries.by_sides(rows, is_descending=is_descending), True

    def order_value(self, rows: QuerySet[Agreement], is_descending: bool) -> tuple[QuerySet[Agreement], bool]:  # noqa: FBT001
        """Those without an amount come last either way."""
        by = F("value").desc(nulls_last=True) if is_descending else F("value").asc(nulls_last=True)
        return rows.order_by(by, "-pk"), True


class FairAgreementTable(AgreementTable):
    """The same list where the fair is known."""

    class Meta(AgreementTable.Meta):
        exclude = ["fair"]
