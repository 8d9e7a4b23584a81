"""The filters of the lists of agreements."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.lists import SearchFilter
from contracts import queries
from contracts.models import Agreement, Grade, Kind, State, ValueBasis
from events.queries import fairs_within


class AgreementFilter(django_filters.FilterSet):
    q = SearchFilter(label=_("Number, party or tax code"), method="search")
    kind = django_filters.ChoiceFilter(choices=Kind, label=_("Kind"), empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(choices=State, label=_("State"), empty_label=_("All states"))
    grade = django_filters.ChoiceFilter(choices=Grade, label=_("Evidence"), empty_label=_("All evidence"))
    value_basis = django_filters.ChoiceFilter(choices=ValueBasis, label=_("Value is"), empty_label=_("All values"))
    year = django_filters.ChoiceFilter("signed_on__year", label=_("Year of signing"), empty_label=_("All years"))
    fair = django_filters.ModelChoiceFilter(queryset=None, label=_("Fair"), empty_label=_("All fairs"))

    class Meta:
        model = Agreement
        fields = ["q", "kind", "state", "grade", "value_basis", "year", "fair"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reach = self.request.reach
        self.filters["fair"].queryset = fairs_within(reach)
        self.filters["year"].extra["choices"] = [(year, year) for year in queries.years(reach)]

    def search(self, rows: QuerySet[Agreement], _name: str, text: str) -> QuerySet[Agreement]:
        return queries.found(rows, self.request.organizer, text)


class FairAgreementFilter(AgreementFilter):
    """The same where the fair is known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["fair"]
