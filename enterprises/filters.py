"""The filters of this room's lists."""

from collections.abc import Callable

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.lists import SearchFilter, YearFilter
from enterprises import queries
from enterprises.choosing import EnterpriseField
from enterprises.models import (
    Certificate,
    Enterprise,
    LegalForm,
    OcopCertificate,
    Product,
    ProductGroup,
    Province,
    UsualRole,
)
from enterprises.validity import Standing

YES, NO = "yes", "no"


class YesNoFilter(django_filters.ChoiceFilter):
    """Rows of which a condition holds, or does not."""

    def __init__(self, condition: Callable[[], Q], *, yes: str, no: str, **kwargs):
        super().__init__(choices=[(YES, yes), (NO, no)], **kwargs)
        self.condition = condition

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if value not in (YES, NO):
            return qs
        return qs.filter(self.condition()) if value == YES else qs.exclude(self.condition())


class EnterpriseFilterField(django_filters.Filter):
    """The rows of one enterprise, which is found by typing."""

    field_class = EnterpriseField


class EnterpriseFilter(django_filters.FilterSet):
    q = SearchFilter(label=_("Name, tax code, contact or phone"))
    role = django_filters.ChoiceFilter("usual_role", choices=UsualRole, label=_("Role"), empty_label=_("All roles"))
    legal_form = django_filters.ModelChoiceFilter(
        queryset=LegalForm.objects.all(), label=_("Legal form"), empty_label=_("All legal forms")
    )
    cooperative = YesNoFilter(
        lambda: Q(legal_form__is_cooperative=True),
        yes=_("Cooperatives"), no=_("Not cooperatives"),
        label=_("Cooperative"), empty_label=_("Cooperatives and others"),
    )  # fmt: skip
    ocop = YesNoFilter(
        lambda: Q(queries.has_ocop(timezone.localdate())),
        yes=_("With OCOP stars today"), no=_("Without OCOP stars today"),
        label=_("OCOP certificate"), empty_label=_("With and without OCOP"),
    )  # fmt: skip
    district = django_filters.ChoiceFilter("district_as_written", label=_("District"), empty_label=_("All districts"))
    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.all(), label=_("Province today"), empty_label=_("All provinces")
    )

    class Meta:
        model = Enterprise
        fields = ["q", "role", "legal_form", "cooperative", "ocop", "district", "province"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = queries.districts(self.request.reach)
        self.filters["district"].extra["choices"] = [(name, name) for name in names]


class ProductFilter(django_filters.FilterSet):
    q = SearchFilter("search_key", "enterprise__search_key")
    group = django_filters.ModelChoiceFilter(
        queryset=ProductGroup.objects.all(), label=_("Group"), empty_label=_("All groups")
    )
    stars = django_filters.ChoiceFilter(
        choices=[*OcopCertificate._meta.get_field("stars").choices, ("null", _("Without stars today"))],
        null_value="null",
        label=_("Stars today"), empty_label=_("All stars"),
    )  # fmt: skip
    enterprise = EnterpriseFilterField(label=_("Enterprise"))

    class Meta:
        model = Product
        fields = ["q", "group", "stars", "enterprise"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["enterprise"].offer_in(self.request.reach)


class CertificateFilter(django_filters.FilterSet):
    q = SearchFilter("product__search_key", "product__enterprise__search_key")
    standing = django_filters.ChoiceFilter(choices=Standing, label=_("State"), empty_label=_("All states"))
    stars = django_filters.ChoiceFilter(
        choices=OcopCertificate._meta.get_field("stars").choices, label=_("Stars"), empty_label=_("All stars")
    )
    year = YearFilter("issued_on", label=_("Year of issue"))

    class Meta:
        model = OcopCertificate
        fields = ["q", "standing", "stars", "year"]


class OtherCertificateFilter(django_filters.FilterSet):
    q = SearchFilter("enterprise__search_key")
    kind = django_filters.ChoiceFilter(choices=Certificate.Kind, label=_("Kind"), empty_label=_("All kinds"))
    standing = django_filters.ChoiceFilter(
        choices=[choice for choice in Standing.choices if choice[0] != Standing.REVOKED],
        label=_("State"), empty_label=_("All states"),
    )  # fmt: skip
    year = YearFilter("issued_on", label=_("Year of issue"))

    class Meta:
        model = Certificate
        fields = ["q", "kind", "standing", "year"]
