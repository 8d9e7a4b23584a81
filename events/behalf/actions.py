"""What staff do with a firm's paper form: begin it, keep its scan, hand it in."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from enterprises.actions.products import save_product
from enterprises.models import Enterprise, Product
from events import window
from events.actions.applications import check_may_change, save_application
from events.behalf import queries
from events.models import Application, ApplicationOrigin, ApplicationPaper, PaperKind
from events.registration import quotas
from events.registration.filling import MOST_PAPERS, PURPOSE


@transaction.atomic
def begin(*, application: Application, origin: ApplicationOrigin, by: User) -> Application:
    """Begin an application for a firm of which the fair's organizer keeps a card.

    Where the card is linked with the firm's own account, the account sees it from the start.
    """
    fair, card = application.fair, application.enterprise
    if card.kept_by_id != fair.organizer_id:
        raise ValidationError(_("Choose one of your own cards."))
    _check_received(application)
    quotas.lock(fair)
    _lock(card)
    if queries.open_application(fair, card):
        raise ValidationError(_("This enterprise has already applied to this fair."))
    application.account = queries.linked_account(card)
    application.origin, application.entered_by = origin, by
    return save_application(application=application, by=by)


def _check_received(application: Application) -> None:
    if application.received_on and application.received_on > window.today_at(application.fair):
        raise ValidationError({"received_on": _("This day is still to come.")})


def _lock(card: Enterprise) -> None:
    """So that no link is made meanwhile that would lead to a second application."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=card.pk)


@transaction.atomic
def keep_form(*, application: Application, pages: list[tuple[File, files.FileKind]], by: User) -> Application:
    """Keep the day on which the signed form came in, that it carries the consent, and its scanned pages."""
    check_may_change(application)
    _check_received(application)
    if application.papers.count() + len(pages) > MOST_PAPERS:
        raise ValidationError(_("An application holds %(n)s files at most. Remove one first.") % {"n": MOST_PAPERS})
    for file, kind in pages:
        stored = files.store(file=file, kind=kind, purpose=PURPOSE, by=by, organizer=None)
        history.save(ApplicationPaper(application=application, kind=PaperKind.FORM, file=stored), by=by)
    return save_application(application=application, by=by)


@transaction.atomic
def bring_products(*, application: Application, chosen: list[Product], names: list[str], by: User) -> Application:
    """Keep which of the card's products the firm shows; what stands on the form and not on the card is entered."""
    known = {product.name_key: product for product in application.enterprise.products.all()}
    shown = {product.pk: product for product in chosen}
    for name in names:
        product = Product(enterprise=application.enterprise, name=name, group=application.group)
        product.derive()
        product = known.get(product.name_key) or save_product(product=product, by=by)
        known[product.name_key] = shown[product.pk] = product
    return save_application(application=application, products=shown.values(), by=by)
