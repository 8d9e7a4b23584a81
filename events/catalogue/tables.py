"""Who is in the catalogue and who is not: the organizer's list."""

import django_filters
import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable, SearchFilter
from common.statuses import status
from common.tables import LeadColumn, NumberColumn, WordColumn
from events.catalogue.queries import Standing
from events.models import Participation, ParticipationRole


class StandingColumn(tables.Column):
    """Whether a firm is in the catalogue, else why not."""

    def render(self, value: str) -> str:
        return render_to_string("components/status.html", {"status": status(value, Standing(value).label)})

    def value(self, value: str) -> str:
        return str(Standing(value).label)


class CatalogueTable(ListTable):
    enterprise = LeadColumn(
        "participation", args=["fair__organizer__slug", "pk"], order_by=("enterprise__sort_key", "pk")
    )
    standing = StandingColumn(verbose_name=_("In the catalogue"), order_by=("standing", "enterprise__sort_key"))
    role = WordColumn()
    group = tables.Column(accessor="application__group", order_by=("application__group__rank", "pk"))
    contact = tables.Column(accessor="application__contact_name", verbose_name=_("Contact"))
    phone = tables.Column(accessor="application__contact_phone", verbose_name=_("Phone"), orderable=False)
    products = NumberColumn(accessor="product_count", verbose_name=_("Products"))

    class Meta(ListTable.Meta):
        model = Participation
        fields: list[str] = []
        order_by = "enterprise"


class CatalogueFilter(django_filters.FilterSet):
    q = SearchFilter("enterprise__search_key", label=_("Name, tax code, contact or phone"))
    standing = django_filters.ChoiceFilter(choices=Standing, label=_("In the catalogue"), empty_label=_("In it or not"))
    role = django_filters.ChoiceFilter(choices=ParticipationRole, label=_("Role"), empty_label=_("Sellers and buyers"))

    class Meta:
        model = Participation
        fields: list[str] = []
