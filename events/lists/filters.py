"""What the lists of a fair are searched and filtered by."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.lists import search
from enterprises.models import ProductGroup
from events.lists.queries import HELD
from events.models import (
    BoothHolding,
    Delegate,
    Hall,
    Participation,
    ParticipationRole,
    ParticipationState,
    RequiredPaper,
    Vehicle,
)

WITH, WITHOUT = "with", "without"


class FindFilter(django_filters.CharFilter):
    """Names and numbers by their folded keys, or the number of the first booth."""

    def __init__(self, *keys: str, label: str, booth: bool = True):
        super().__init__(label=label)
        self.keys, self.booth = keys, booth

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        found = search(qs, value, *self.keys)
        return found | qs.filter(booth__iexact=value) if self.booth else found


class HallFilter(django_filters.ModelChoiceFilter):
    """Those who hold a booth in a hall of this fair; `part` leads from a row to its participation."""

    def __init__(self, part: str = "pk"):
        super().__init__(queryset=self.halls, label=_("Hall"), empty_label=_("All halls"))
        self.part = part

    @staticmethod
    def halls(request) -> QuerySet[Hall]:
        return request.fair.halls.all()

    def filter(self, qs: QuerySet, value: Hall | None) -> QuerySet:
        if value is None:
            return qs
        held = BoothHolding.objects.filter(HELD, booth__hall=value, participation=OuterRef(self.part))
        return qs.filter(Exists(held))


class BoothFilter(django_filters.ChoiceFilter):
    """With a booth, or still without."""

    def __init__(self):
        choices = [(WITH, _("With a booth")), (WITHOUT, _("Without a booth"))]
        super().__init__(choices=choices, label=_("Booth"), empty_label=_("With and without a booth"))

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(booth__isnull=value == WITHOUT) if value in (WITH, WITHOUT) else qs


ENTERPRISE = _("Name, tax code, contact, phone or booth")


class ParticipantFilter(django_filters.FilterSet):
    q = FindFilter("enterprise__search_key", label=ENTERPRISE)
    role = django_filters.ChoiceFilter(choices=ParticipationRole, label=_("Role"), empty_label=_("Sellers and buyers"))
    state = django_filters.ChoiceFilter(choices=ParticipationState, label=_("State"), empty_label=_("All states"))
    group = django_filters.ModelChoiceFilter(
        field_name="application__group",
        queryset=ProductGroup.objects.all(),
        label=_("Sector"),
        empty_label=_("All sectors"),
    )
    booth = BoothFilter()
    hall = HallFilter()

    class Meta:
        model = Participation
        fields: list[str] = []


class PapersFilter(django_filters.FilterSet):
    q = FindFilter("enterprise__search_key", label=_("Name, tax code, contact or phone"), booth=False)
    paper = django_filters.ModelChoiceFilter(
        queryset=lambda request: request.fair.required_papers.all(),
        method="by_paper",
        label=_("Paper"),
        empty_label=_("Any paper"),
    )

    def by_paper(self, rows: QuerySet, name: str, value: RequiredPaper) -> QuerySet:
        return rows.filter(**{f"lacks_{value.pk}": True})


class DelegateFilter(django_filters.FilterSet):
    q = FindFilter("search_key", "participation__enterprise__search_key", label=_("Name, enterprise, phone or booth"))
    role = django_filters.ChoiceFilter(
        field_name="participation__role",
        choices=ParticipationRole,
        label=_("Role"),
        empty_label=_("Sellers and buyers"),
    )
    hall = HallFilter("participation")

    class Meta:
        model = Delegate
        fields: list[str] = []


class FasciaFilter(django_filters.FilterSet):
    q = FindFilter("enterprise__search_key", label=ENTERPRISE)
    hall = HallFilter()
    booth = BoothFilter()
    stated = django_filters.ChoiceFilter(
        choices=[("yes", _("Written by the enterprise")), ("no", _("Still to be asked"))],
        method="by_stated",
        label=_("Name"),
        empty_label=_("All names"),
    )

    class Meta:
        model = Participation
        fields: list[str] = []

    def by_stated(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_stated=value == "yes")


NEEDS = {
    "power": Q(needs_power=True) | Q(application__power_kw__gt=0),
    "unstated": Q(kilowatts=None),
    "water": Q(application__needs_water=True),
    "cooling": Q(application__needs_cooling=True),
}


class PowerFilter(django_filters.FilterSet):
    q = FindFilter("enterprise__search_key", label=ENTERPRISE)
    hall = HallFilter()
    needs = django_filters.ChoiceFilter(
        choices=[
            ("power", _("Power")),
            ("unstated", _("Power not stated")),
            ("water", _("Water")),
            ("cooling", _("Refrigerator")),
        ],
        method="by_need",
        label=_("Needs"),
        empty_label=_("Any order"),
    )
    booth = BoothFilter()

    class Meta:
        model = Participation
        fields: list[str] = []

    def by_need(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(NEEDS[value])


class VehicleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="find", label=_("Number plate, enterprise or booth"))
    hall = HallFilter("application__participation")

    class Meta:
        model = Vehicle
        fields: list[str] = []

    def find(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        said = Q(plate__icontains=value) | Q(booth__iexact=value)
        return rows.filter(said) | search(rows, value, "application__enterprise__search_key")
