"""Who was asked, and what they said."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable
from common.tables import DayColumn, LeadColumn, MoneyColumn
from common.text import fold
from contracts.models import Deliveries, FollowUp, FollowUpTerm

ANSWERS = [("no", _("not answered")), ("yes", _("answered")), ("help", _("wants help")), ("new", _("signed anew"))]


class FollowUpTable(ListTable):
    party = LeadColumn(
        "follow_up",
        args=["agreement__organizer__slug", "pk"],
        sub="agreement",
        verbose_name=_("Who was asked"),
        order_by=("party__enterprise__sort_key", "pk"),
    )
    agreement = tables.Column(verbose_name=_("Agreement"), visible=False)
    months = tables.Column(verbose_name=_("Months"))
    due_on = DayColumn(verbose_name=_("Asked on"))
    phone = tables.Column(accessor="party__enterprise__phone", verbose_name=_("Telephone"), orderable=False)
    deliveries = tables.Column(empty_values=(), orderable=False, verbose_name=_("Answer"))
    realised = MoneyColumn(verbose_name=_("Delivered and paid, đồng"))

    class Meta(ListTable.Meta):
        model = FollowUp
        fields = ["party", "agreement", "months", "due_on", "phone", "deliveries", "realised"]

    def render_deliveries(self, record: FollowUp) -> str:
        return str(record.get_deliveries_display() or _("no answer yet"))

    def render_phone(self, value: str) -> SafeString:
        return format_html('<a href="tel:{0}">{0}</a>', value)

    def value_phone(self, value: str) -> str:
        return value


class FollowUpFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="look", label=_("Enterprise or number"))
    answered = django_filters.ChoiceFilter(
        method="by_answer",
        choices=ANSWERS,
        label=_("Answer"),
        empty_label=_("All"),
    )
    deliveries = django_filters.ChoiceFilter(choices=Deliveries, label=_("Deliveries"), empty_label=_("All"))
    months = django_filters.ChoiceFilter(label=_("Months after signing"), empty_label=_("All"))

    class Meta:
        model = FollowUp
        fields = ["q", "answered", "deliveries", "months"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = FollowUpTerm.objects.order_by("months").values_list("months", flat=True).distinct()
        self.filters["months"].extra["choices"] = [(n, n) for n in months]

    def look(self, rows: QuerySet[FollowUp], _name: str, text: str) -> QuerySet[FollowUp]:
        key = fold(text)
        found = rows.filter(party__enterprise__search_key__contains=key)
        return found | rows.filter(agreement__search_key__contains=key)

    def by_answer(self, rows: QuerySet[FollowUp], _name: str, which: str) -> QuerySet[FollowUp]:
        match which:
            case "no":
                return rows.filter(answered_at=None)
            case "yes":
                return rows.filter(answered_at__isnull=False)
            case "help":
                return rows.exclude(help_wanted="")
        return rows.exclude(new_deal="")
