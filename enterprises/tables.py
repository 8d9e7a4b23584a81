"""The lists of this room and the tables below its records: their columns."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable
from common.tables import DayColumn, DayRangeColumn, LeadColumn, MoneyColumn, NumberColumn, StatusColumn, WordColumn
from enterprises.models import Certificate, Enterprise, OcopCertificate, Product
from enterprises.tax_codes import masked
from enterprises.validity import Standing


def enterprise_url(value: Enterprise) -> str:
    return reverse("enterprise", args=[value.kept_by.slug, value.pk])


class TaxCodeColumn(tables.Column):
    """A tax code; a personal id is masked on the page and in what is exported."""

    def __init__(self, **kwargs):
        super().__init__(attrs={"td": {"class": "cp-num"}}, **kwargs)

    def render(self, value: str) -> str:
        return masked(value)


class StarsColumn(tables.Column):
    """The stars in force, as a figure and a drawn star."""

    def render(self, value: int) -> str:
        return render_to_string("enterprises/stars.html", {"stars": value})

    def value(self, value: int) -> int:
        return value


class StandingColumn(StatusColumn):
    """The standing of a certificate; the column of the query holds its code."""

    def render(self, value: str, record: Any, bound_column) -> str:
        return super().render(Standing(value).label, record, bound_column)

    def value(self, value: str) -> str:
        return str(Standing(value).label)


class EnterpriseTable(ListTable):
    legal_name = LeadColumn("enterprise", args=["kept_by__slug", "pk"], order_by=("sort_key", "pk"), sub="trade_name")
    tax_code = TaxCodeColumn()
    legal_form = tables.Column(order_by=("legal_form__rank", "sort_key", "pk"))
    district_as_written = tables.Column(verbose_name=_("District"), orderable=False)
    usual_role = WordColumn(verbose_name=_("Role"), order_by=("usual_role", "sort_key", "pk"))
    product_count = NumberColumn(verbose_name=_("Products"), order_by=("product_count", "sort_key", "pk"))
    took_part = NumberColumn(verbose_name=_("Took part"), order_by=("took_part", "sort_key", "pk"))

    class Meta(ListTable.Meta):
        model = Enterprise
        fields = [
            "legal_name", "tax_code", "legal_form", "district_as_written", "usual_role", "product_count", "took_part",
        ]  # fmt: skip


class ProductTable(ListTable):
    name = LeadColumn("product", args=["enterprise__kept_by__slug", "pk"], order_by=("sort_key", "pk"))
    enterprise = tables.Column(order_by=("enterprise__sort_key", "sort_key", "pk"), linkify=enterprise_url)
    group = tables.Column(order_by=("group__rank", "sort_key", "pk"))
    stars = StarsColumn(verbose_name=_("Stars today"), order_by=("stars", "sort_key", "pk"))
    list_price = MoneyColumn(order_by=("list_price", "sort_key", "pk"))
    unit = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        model = Product
        fields = ["name", "enterprise", "group", "stars", "list_price", "unit"]


class CertificateTable(ListTable):
    product = LeadColumn(
        "certificate", args=["product__enterprise__kept_by__slug", "pk"], order_by=("product__sort_key", "pk")
    )
    enterprise = tables.Column(
        accessor="product__enterprise",
        order_by=("product__enterprise__sort_key", "pk"),
        linkify=enterprise_url,
        verbose_name=_("Enterprise"),
    )
    stars = StarsColumn(order_by=("stars", "product__sort_key", "pk"))
    decision_no = tables.Column(orderable=False)
    issued_on = DayColumn(order_by=("issued_on", "pk"))
    expires_on = DayColumn(order_by=("expires_on", "pk"))
    standing = StandingColumn(verbose_name=_("State"), order_by=("standing", "expires_on", "pk"))

    class Meta(ListTable.Meta):
        model = OcopCertificate
        fields = ["product", "enterprise", "stars", "decision_no", "issued_on", "expires_on", "standing"]


class OtherCertificateTable(ListTable):
    kind = LeadColumn("other_certificate", args=["enterprise__kept_by__slug", "pk"], order_by=("kind", "pk"))
    enterprise = tables.Column(order_by=("enterprise__sort_key", "pk"), linkify=enterprise_url)
    number = tables.Column(orderable=False)
    issued_on = DayColumn(order_by=("issued_on", "pk"))
    expires_on = DayColumn(order_by=("expires_on", "pk"))
    standing = StandingColumn(verbose_name=_("State"), order_by=("standing", "expires_on", "pk"))

    class Meta(ListTable.Meta):
        model = Certificate
        fields = ["kind", "enterprise", "number", "issued_on", "expires_on", "standing"]


# Below a record, where the page itself says whose rows they are


class ProductsOfEnterprise(ProductTable):
    class Meta(ProductTable.Meta):
        exclude = ["enterprise"]
        orderable = False


class CertificatesOfEnterprise(CertificateTable):
    class Meta(CertificateTable.Meta):
        exclude = ["enterprise"]
        orderable = False


class CertificatesOfProduct(CertificateTable):
    """Here the certificate is named by its decision."""

    decision_no = LeadColumn(
        "certificate", args=["product__enterprise__kept_by__slug", "pk"], blank=_("without a number")
    )

    class Meta(CertificateTable.Meta):
        exclude = ["product", "enterprise"]
        sequence = ["decision_no", "..."]
        orderable = False


class OtherCertificatesOfEnterprise(OtherCertificateTable):
    class Meta(OtherCertificateTable.Meta):
        exclude = ["enterprise"]
        orderable = False


class ParticipationsOfEnterprise(ListTable):
    fair = LeadColumn("participation", args=["fair__organizer__slug", "pk"])
    days = DayRangeColumn("fair__starts_on", "fair__ends_on", verbose_name=_("Days"))
    role = tables.Column(verbose_name=_("Role"))
    booths_as_reported = NumberColumn(verbose_name=_("Booths"))
    state = StatusColumn(verbose_name=_("State"))

    class Meta(ListTable.Meta):
        orderable = False
