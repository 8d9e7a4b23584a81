"""The fields in which an enterprise or a product is found, and how each tells namesakes apart."""

from django.urls import reverse

from accounts.models import Organizer
from accounts.reach import Reach
from common.choosing import Option, RecordField
from enterprises import queries
from enterprises.models import Enterprise, Product, UsualRole
from enterprises.tax_codes import masked


class EnterpriseField(RecordField):
    def offer_in(self, reach: Reach) -> None:
        self.offer(queries.cards(reach), reverse("find_enterprises", args=[reach.organizer.slug]))

    def offer_all_of(self, organizer: Organizer) -> None:
        """Also cards out of reach, where one is put on a fair's list: only what tells it from others is said of it."""
        self.offer(Enterprise.objects.of(organizer), reverse("find_enterprises", args=[organizer.slug]))

    @classmethod
    def option(cls, record: Enterprise) -> Option:
        role = "" if record.usual_role == UsualRole.SELLER else record.get_usual_role_display()
        where = record.district_as_written or record.province_as_written
        number = masked(record.tax_code) or record.foreign_no
        detail = " · ".join(filter(None, [record.trade_name, number, where, role]))
        return Option(record.legal_name, detail, (record.trade_name, record.tax_code))


class ProductField(RecordField):
    search_keys = ("search_key", "enterprise__search_key")

    def offer_in(self, reach: Reach) -> None:
        self.offer(queries.products_to_choose(reach), reverse("find_products", args=[reach.organizer.slug]))

    @classmethod
    def option(cls, record: Product) -> Option:
        firm = record.enterprise
        where = firm.district_as_written or firm.province_as_written
        return Option(record.name, " · ".join(filter(None, [str(firm), masked(firm.tax_code), where])))
