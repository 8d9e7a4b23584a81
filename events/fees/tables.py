"""The lists of a fair's fees: payment requests, and every row of money for the books."""

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable, SearchFilter
from common.tables import DayColumn, LeadColumn, MoneyColumn, StatusColumn, WordColumn
from events.fees.queries import Standing
from events.models import Payment, PaymentMethod, PaymentRequest


class BookTable(ListTable):
    """A list that takes more along in a file than the page has room for."""

    def exported_columns(self) -> list:
        return [bound for bound in self.columns.iterall() if not bound.column.exclude_from_export]


class StandingColumn(StatusColumn):
    """How a request stands, by its word."""

    def render(self, value, record, bound_column) -> str:
        return super().render(Standing(value).label, record, bound_column)

    def value(self, value) -> str:
        return str(Standing(value).label)


class RequestTable(BookTable):
    enterprise = LeadColumn(
        "fee_request",
        accessor="payer",
        args=["fair__organizer__slug", "fair__slug", "pk"],
        order_by="payer_key",
        sub="reference",
        verbose_name=_("Enterprise"),
    )
    code = WordColumn(order_by=("year", "number"), verbose_name=_("Request"))
    reference = tables.Column(visible=False)
    price = MoneyColumn(visible=False)
    support = MoneyColumn(visible=False)
    total = MoneyColumn()
    received = MoneyColumn()
    left = MoneyColumn(verbose_name=_("Still owed"))
    due_on = DayColumn(verbose_name=_("Due"))
    standing = StandingColumn(verbose_name=_("State"))

    class Meta(ListTable.Meta):
        model = PaymentRequest
        fields = [
            "enterprise", "code", "reference", "price", "support", "total", "received", "left", "due_on", "standing",
        ]  # fmt: skip
        order_by = "enterprise"


class RequestFilter(django_filters.FilterSet):
    q = SearchFilter("payer_search", label=_("Name or tax code"))
    standing = django_filters.ChoiceFilter(choices=Standing, label=_("State"), empty_label=_("All states"))

    class Meta:
        model = PaymentRequest
        fields = ["q", "standing"]


class PaymentTable(BookTable):
    enterprise = LeadColumn(
        "fee_request",
        accessor="request__payer",
        args=["request__fair__organizer__slug", "request__fair__slug", "request_id"],
        order_by="payer_key",
        sub="request__reference",
        verbose_name=_("Enterprise"),
    )
    paid_on = DayColumn()
    kind = WordColumn()
    signed = MoneyColumn(verbose_name=_("Amount"))
    receipt_code = WordColumn(order_by=("receipt_year", "receipt_number"), verbose_name=_("Receipt"))
    request = WordColumn(
        order_by=("request__year", "request__number"), verbose_name=_("Payment request"), visible=False
    )
    reference = tables.Column(accessor="request__reference", verbose_name=_("Payment reference"), visible=False)
    method = WordColumn()
    bank_ref = tables.Column(visible=False)
    note = tables.Column(orderable=False)
    recorded_by = tables.Column(order_by="recorded_by__full_name", visible=False)

    class Meta(ListTable.Meta):
        model = Payment
        fields = [
            "enterprise", "paid_on", "kind", "signed", "receipt_code", "request", "reference", "method", "bank_ref",
            "note", "recorded_by",
        ]  # fmt: skip
        order_by = "paid_on"


class PaymentFilter(django_filters.FilterSet):
    q = SearchFilter("payer_search", label=_("Name or tax code"))
    kind = django_filters.ChoiceFilter(choices=Payment.Kind, label=_("Kind"), empty_label=_("All kinds"))
    method = django_filters.ChoiceFilter(choices=PaymentMethod, label=_("How"), empty_label=_("All ways"))

    class Meta:
        model = Payment
        fields = ["q", "kind", "method"]
