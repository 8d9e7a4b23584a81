"""What an organizer already keeps, by the keys that a workbook uses."""

from datetime import date
from typing import NamedTuple

from accounts.models import Organizer
from common.text import fold
from enterprises.models import Enterprise, Product
from events.models import Fair
from portal.workbook.rows import nameless


class KnownFair(NamedTuple):
    pk: int
    code: str
    slug: str
    starts_on: date
    ends_on: date


class KnownEnterprise(NamedTuple):
    pk: int
    name: str
    role: str


class Known:
    """A few queries, however many rows there are; keys and names alone are held."""

    def __init__(self, organizer: Organizer):
        self.nameless_count = count_nameless(organizer)
        fairs = Fair.objects.filter(organizer=organizer).order_by("pk")
        cards = Enterprise.objects.of(organizer).order_by("-pk")
        products = Product.objects.filter(enterprise__kept_by=organizer).order_by("pk")
        self.fairs = {
            fold(values[1]): KnownFair(*values)
            for values in fairs.values_list("pk", "code", "slug", "starts_on", "ends_on").iterator()
        }
        self.enterprises = {
            tax_code or nameless(name): KnownEnterprise(pk, name, role)
            for pk, tax_code, name, role in cards.values_list("pk", "tax_code", "legal_name", "usual_role").iterator()
        }
        self.products = {
            (enterprise, name_key): pk
            for pk, enterprise, name_key in products.values_list("pk", "enterprise_id", "name_key").iterator()
        }

    def product(self, enterprise: str, name_key: str) -> int | None:
        """The record of an enterprise's product; None where either is not known."""
        owner = self.enterprises.get(enterprise)
        return self.products.get((owner.pk, name_key)) if owner else None


def count_nameless(organizer: Organizer) -> int:
    """How many cards have no tax code, which nothing but their name tells apart."""
    return Enterprise.objects.of(organizer).filter(tax_code="").count()


def product_key(name: str) -> str:
    """As Product.derive stores it."""
    return fold(name)[:255]
