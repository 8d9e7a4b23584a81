"""Reads of what staff enter for firms."""

from django.db.models import Q, QuerySet

from enterprises.models import Enterprise, LinkState
from events.models import ENDED, Application, ApplicationOrigin, ApplicationState, Fair


def entered(fair: Fair) -> QuerySet[Application]:
    """The applications to this fair that staff entered, drafts among them."""
    rows = fair.applications.exclude(origin=ApplicationOrigin.ONLINE)
    return rows.select_related("fair__organizer", "enterprise__province", "enterprise__legal_form", "entered_by")


def begun(fair: Fair) -> QuerySet[Application]:
    """Paper forms of which the entering was begun and not finished, the latest first."""
    return entered(fair).filter(state=ApplicationState.DRAFT).order_by("-updated_at", "-pk")


def linked_account(card: Enterprise) -> Enterprise | None:
    """The enterprise's own account with which a card is linked."""
    return Enterprise.objects.accounts().filter(card_links__card=card, card_links__state=LinkState.LINKED).first()


def open_application(fair: Fair, card: Enterprise) -> Application | None:
    """The application of a card's firm to a fair that has not come to an end, whoever entered it."""
    own = Q(account__card_links__card=card, account__card_links__state=LinkState.LINKED)
    return fair.applications.filter(Q(enterprise=card) | own).exclude(state__in=ENDED).distinct().first()
