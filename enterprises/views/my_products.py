"""An enterprise's own products: the list with pictures, entering, changing, removing."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from enterprises import queries
from enterprises.access import EnterpriseView
from enterprises.account_forms import OwnProductForm
from enterprises.actions.products import remove_picture, save_product
from enterprises.models import Product
from enterprises.views.own import OwnHistory, OwnRecordForm, OwnRemove


class MyProducts(EnterpriseView, TemplateView):
    section = "my_products"
    template_name = "enterprises/my_products.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(products=queries.own_products(self.enterprise), **kwargs)


class MyProductNew(OwnRecordForm):
    section = "my_products"
    template_name = "enterprises/my_product_form.html"
    form_class = OwnProductForm
    heading = _("Enter a product")
    success_message = _("Saved: %(record)s")

    def scope(self) -> QuerySet[Product]:
        return queries.own_products(self.enterprise)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"instance": self.object or Product(enterprise=self.enterprise)}

    def perform(self, form: OwnProductForm) -> Product:
        return save_product(product=form.instance, by=self.request.user, picture=form.cleaned_data["picture"])


class MyProductEdit(MyProductNew):
    heading = _("Change the product")


class MyPictureRemove(EnterpriseView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        product = get_object_or_404(queries.own_products(self.enterprise), pk=kwargs["pk"])
        remove_picture(product=product, by=request.user)
        messages.success(request, _("%(product)s is shown without a picture.") % {"product": product})
        return redirect("my_product_edit", self.enterprise.pk, product.pk)


class MyProductHistory(OwnHistory):
    section = "my_products"

    def get_queryset(self) -> QuerySet[Product]:
        return queries.own_products(self.enterprise)


class MyProductRemove(OwnRemove):
    section = "my_products"

    def get_queryset(self) -> QuerySet[Product]:
        return queries.own_products(self.enterprise)
