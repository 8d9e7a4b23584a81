"""What is done with a product."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from common import files
from enterprises.actions.saving import save_checked
from enterprises.models import Product
from enterprises.pictures import kept_picture


@transaction.atomic
def save_product(*, product: Product, by: User, picture: UploadedFile | None = None) -> Product:
    """Enter a product or change it. An enterprise has one product of a name, marks and case aside.

    An earlier picture is kept: the history of the product still names it.
    """
    if not picture:
        save_checked(product, by=by)
        return product
    try:
        kept = kept_picture(picture)
    except ValidationError as error:
        raise ValidationError({"picture": error}) from None
    organizer = product.enterprise.kept_by
    product.picture = files.store(file=kept, kind=files.JPEG, purpose="picture", by=by, organizer=organizer)
    try:
        save_checked(product, by=by)
    except Exception:
        product.picture.content.delete(save=False)  # the row goes with the transaction, the file would stay
        raise
    return product


def remove_picture(*, product: Product, by: User) -> Product:
    """Show a product without its picture."""
    product.picture = None
    save_checked(product, by=by)
    return product
