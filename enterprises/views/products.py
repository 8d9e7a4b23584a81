"""Products of enterprises: the list, the page, entering, changing, history, removing."""

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from accounts.access import OrganizerView
from accounts.reach import Reach
from accounts.workspace import Fact, HistoryPage, RecordFormPage, RecordPage, RemovePage, Section, WorkspaceList
from common.choosing import answer
from common.money import format_dong
from enterprises import queries
from enterprises.actions.products import save_product
from enterprises.choosing import ProductField
from enterprises.filters import ProductFilter
from enterprises.forms import ProductForm
from enterprises.models import Product
from enterprises.tables import CertificatesOfProduct, ProductTable


class ProductList(WorkspaceList):
    keeps_to_fairs = True
    section = "products"
    permission = "enterprises.view_product"
    heading = _("Products")
    lead = _("What your enterprises make, with the OCOP stars that are in force today.")
    empty_text = _("Enter a product from its enterprise's card, or import a workbook.")
    table_class = ProductTable
    filterset_class = ProductFilter
    create_url_name, create_permission = "product_new", "enterprises.change_product"
    create_label = _("Enter a product")

    def get_queryset(self) -> QuerySet[Product]:
        return queries.products(self.reach)


class FindProducts(OrganizerView, View):
    """The products that a few letters bring up, for the field in which a product is found."""

    permission = "enterprises.view_product"
    keeps_to_fairs = True

    def get(self, request: HttpRequest, **kwargs) -> JsonResponse:
        return answer(ProductField, queries.products_to_choose(self.reach), request.GET.get("q", ""))


class ProductMixin(OrganizerView):
    keeps_to_fairs = True
    section = "products"

    def scope(self, reach: Reach) -> QuerySet[Product]:
        return queries.products(reach)


class ProductPage(ProductMixin, RecordPage):
    permission = "enterprises.view_product"
    change_permission = "enterprises.change_product"
    edit_url_name, remove_url_name, history_url_name = "product_edit", "product_remove", "product_history"

    def facts(self) -> list[Fact]:
        product = self.object
        price = "" if product.list_price is None else _("%(amount)s đồng") % {"amount": format_dong(product.list_price)}
        return [
            Fact(
                _("Enterprise"),
                product.enterprise,
                reverse("enterprise", args=[self.organizer.slug, product.enterprise_id]),
            ),
            Fact(_("Group"), product.group),
            Fact(_("Stars today"), product.stars or _("none")),
            Fact(_("List price"), price),
            Fact(_("Unit"), product.unit),
        ]

    def sections(self) -> list[Section]:
        may_add = self.may("enterprises.change_certificate")
        new = reverse("certificate_new", args=[self.organizer.slug]) + f"?product={self.object.pk}"
        return [
            Section(
                _("OCOP certificates"),
                CertificatesOfProduct(queries.ocop_certificates(self.reach).filter(product=self.object)),
                _("No OCOP certificate is entered yet."),
                add_url=new if may_add else "",
                add_label=_("Enter a certificate") if may_add else "",
            )
        ]


class ProductNew(ProductMixin, RecordFormPage):
    permission = "enterprises.change_product"
    form_class = ProductForm
    heading = _("Enter a product")
    success_message = _("Saved: %(record)s")

    def get_initial(self) -> dict:
        return {"enterprise": self.request.GET.get("enterprise")}

    def perform(self, form: ProductForm) -> Product:
        return save_product(product=form.instance, by=self.request.user)

    def success_url(self, outcome: Product) -> str:
        return reverse("product", args=[self.organizer.slug, outcome.pk])

    def back_url(self) -> str:
        return reverse("products", args=[self.organizer.slug])


class ProductEdit(ProductNew):
    heading = _("Change the product")

    def get_instance(self) -> Product:
        return get_object_or_404(self.scope(self.reach), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("product", args=[self.organizer.slug, self.kwargs["pk"]])


class ProductHistory(ProductMixin, HistoryPage):
    permission = "enterprises.view_product"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(record_url=self.page_url("product"), **kwargs)


class ProductRemove(ProductMixin, RemovePage):
    permission = "enterprises.change_product"

    def success_url(self) -> str:
        return reverse("products", args=[self.organizer.slug])

    def back_url(self) -> str:
        return self.page_url("product")
