"""Filed reports as a list, and the frozen rows behind a figure."""

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.lists import ListTable
from common.tables import DayColumn, LeadColumn, MoneyColumn
from common.text import fold
from contracts.filing.wording import row_details
from contracts.models import FiledReport, FiledRow


class FiledTable(ListTable):
    about = LeadColumn("filed_report", args=["organizer__slug", "pk"], verbose_name=_("Report of"), order_by=("first",))
    number = tables.Column(verbose_name=pgettext_lazy("report", "Version"))
    created_at = DayColumn(verbose_name=_("Filed on"))
    filed_by = tables.Column(orderable=False)
    office_no = tables.Column(verbose_name=_("Office number"))
    check_code = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        model = FiledReport
        fields = ["about", "number", "created_at", "filed_by", "office_no", "check_code"]


class FiledFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="look", label=_("Fair, number or check code"))
    year = django_filters.NumberFilter("first__year", label=_("Year"))

    class Meta:
        model = FiledReport
        fields = ["q", "year"]

    def look(self, rows: QuerySet[FiledReport], _name: str, text: str) -> QuerySet[FiledReport]:
        said = Q(office_no__icontains=text.strip()) | Q(check_code__icontains=text.strip())
        return rows.filter(said | Q(fair__search_key__contains=fold(text)))


class FrozenRowTable(ListTable):
    label = tables.Column(verbose_name=_("What was counted"), attrs={"td": {"class": "is-lead"}})
    details = tables.Column(verbose_name=_("As it was then"), empty_values=(), orderable=False)
    value = MoneyColumn(verbose_name=_("Counted value, đồng"))

    class Meta(ListTable.Meta):
        model = FiledRow
        fields = ["label", "details", "value"]

    def render_details(self, record: FiledRow) -> str:
        return row_details(record)


class FrozenRowsFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="look", label=_("Search"))

    def look(self, rows: QuerySet[FiledRow], _name: str, text: str) -> QuerySet[FiledRow]:
        """By name or number; frozen rows have no search key, and a filed report is read seldom."""
        words = fold(text).split()
        found = [
            row.pk
            for row in rows.only("pk", "label", "said").iterator(1000)
            if all(word in fold(f"{row.label} {row_details(row)}") for word in words)
        ]
        return rows.filter(pk__in=found)
