"""What is done with a product."""

from django.db import transaction

from accounts.models import User
from enterprises.actions.saving import save_checked
from enterprises.models import Product


@transaction.atomic
def save_product(*, product: Product, by: User) -> Product:
    """Enter a product or change it. An enterprise has one product of a name, marks and case aside."""
    save_checked(product, by=by)
    return product
