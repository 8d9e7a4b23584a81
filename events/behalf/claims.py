"""Who sees what staff entered: the enterprise's own account, from the day on which it is linked with the card."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from enterprises.actions.links import follow_links
from enterprises.models import CardLink, LinkState
from events.models import ENDED, Application


@follow_links
def keep_in_step(link: CardLink) -> None:
    """Show the card's applications to the account that is linked with it, and no longer once they are parted.

    A firm that applied twice to one fair, by its account and on paper, has one of the two ended first.
    """
    entered = Application.objects.filter(enterprise=link.card)
    if link.state == LinkState.LINKED:
        _check_once(link)
        try:
            with transaction.atomic():
                entered.update(account=link.account)
        except IntegrityError:
            raise _twice("") from None
    elif not link.card.links.filter(account=link.account, state=LinkState.LINKED).exists():
        entered.filter(account=link.account).update(account=None)


def _check_once(link: CardLink) -> None:
    entered = Application.objects.filter(enterprise=link.card).exclude(state__in=ENDED)
    own = Application.objects.filter(account=link.account, fair__in=entered.values("fair"))
    own = own.exclude(state__in=ENDED).exclude(enterprise=link.card)
    if twice := own.select_related("fair").first():
        raise _twice(str(twice.fair))


def _twice(fair: str) -> ValidationError:
    words = _(
        "This enterprise has two applications to the same fair (%(fair)s): its own, and one that staff entered. "
        "Withdraw or decline one of them first."
    )
    return ValidationError(words % {"fair": fair or "–"})
