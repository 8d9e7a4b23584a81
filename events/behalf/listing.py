"""A list of applications is entered: all of it or nothing, in its order, set by set."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, outbox
from common.models import Letter
from enterprises.models import CardLink, Enterprise, LinkState, Product
from events import letters, window
from events.actions.answers import claim
from events.actions.applications import LETTERS
from events.behalf.actions import bring_products
from events.mail import wording
from events.models import Application, ApplicationOrigin, ApplicationState, Fair, FullRule
from events.registration import quotas
from events.registration.eligibility import rules_of


@dataclass
class Entry:
    """A firm's card, which may be new, its application, and the products that it names."""

    card: Enterprise
    application: Application
    products: list[str]


class Outdated(ValidationError):
    """The records changed after the list was looked through: it must be looked through again."""

    def __init__(self):
        super().__init__(_("The records have changed since the list was checked. Nothing was written: check it again."))


@transaction.atomic
def enter_list(
    *,
    fair: Fair,
    entries: list[Entry],
    changes: Iterable[tuple[Application, list[str]]],
    by: User,
    reason: str,
    origin: ApplicationOrigin = ApplicationOrigin.LIST,
) -> list[Application]:
    """Hand in the applications of a list that was checked, and change those that it says otherwise.

    Each takes its places in the list's order; whoever finds none waits for one, where the fair keeps a waiting list.
    """
    quotas.lock(fair)
    try:
        with transaction.atomic():
            made = Entering(fair, entries, by=by, reason=reason, origin=origin).enter()
            for application, names in changes:
                shown = list(application.products.all())
                bring_products(application=application, chosen=shown, names=names, by=by)
    except (IntegrityError, history.Stale) as error:
        raise Outdated from error
    return made


class Entering:
    """Cards first, then the applications on them, then their products, places and letters."""

    def __init__(self, fair: Fair, entries: list[Entry], *, by: User, reason: str, origin: ApplicationOrigin):
        self.fair, self.entries, self.by, self.reason, self.origin = fair, entries, by, reason, origin
        self.words: dict[tuple[str, str], wording.Words] = {}  # a fair's own are read once

    def enter(self) -> list[Application]:
        self.cards()
        applications = self.applications()
        self.products()
        self.places(applications)
        self.tell(applications)
        return applications

    def cards(self) -> None:
        known = [entry.card.pk for entry in self.entries if entry.card.pk]
        list(Enterprise.objects.select_for_update(no_key=True).filter(pk__in=known).order_by("pk"))
        new = [entry.card for entry in self.entries if entry.card.pk is None]
        history.bulk_create(new, by=self.by, reason=self.reason)

    def applications(self) -> list[Application]:
        linked = CardLink.objects.filter(organizer=self.fair.organizer, state=LinkState.LINKED)
        accounts, now, terms = dict(linked.values_list("card", "account")), timezone.now(), self.fair.terms.first()
        for entry in self.entries:
            row = entry.application
            row.enterprise, row.account_id = entry.card, accounts.get(entry.card.pk)
            row.fair, row.origin, row.entered_by, row.submitted_by = self.fair, self.origin, self.by, self.by
            row.state, row.submitted_at, row.terms = ApplicationState.SUBMITTED, now, terms
            row.is_late = row.received_on is not None and row.received_on > window.last_day(self.fair)
        rows = [entry.application for entry in self.entries]
        history.bulk_create(rows, by=self.by, reason=self.reason)
        return rows

    def products(self) -> None:
        """Names that the card does not know are entered on it."""
        cards = [entry.card.pk for entry in self.entries if entry.products]
        kept = {(one.enterprise_id, one.name_key): one for one in Product.objects.filter(enterprise__in=cards)}
        new, shown = [], []
        for entry in self.entries:
            for name in entry.products:
                product = Product(enterprise=entry.card, name=name, group_id=entry.application.group_id)
                product.derive()
                key = (entry.card.pk, product.name_key)
                if key not in kept:
                    kept[key] = product
                    new.append(product)
                shown.append((entry.application, kept[key]))
        history.bulk_create(new, by=self.by, reason=self.reason)
        through = Application.products.through
        ticked = dict.fromkeys((application.pk, product.pk) for application, product in shown)
        through.objects.bulk_create(through(application_id=one, product_id=other) for one, other in ticked)

    def places(self, applications: list[Application]) -> None:
        without = quotas.take_in_order(self.fair, applications)
        if without and rules_of(self.fair).when_full == FullRule.REFUSED:
            raise Outdated
        for application in without:
            application.state = ApplicationState.WAITLISTED
        history.bulk_update(without, ["state"], by=self.by, reason=_("No place is left"))

    def tell(self, applications: list[Application]) -> None:
        """A receipt to each, by letter or over the call list; an invitation that one came of is answered by it."""
        if self.fair.invitations.exists():
            for application in applications:
                claim(application=application, by=self.by)
        outbox.post_all([self.receipt(application) for application in applications])

    def receipt(self, application: Application) -> Letter:
        deed = LETTERS["queue"] if application.state == ApplicationState.WAITLISTED else LETTERS["submit"]
        language = letters.reader_of(application).language
        if (deed, language) not in self.words:
            own = wording.own_words(self.fair, deed)
            self.words[deed, language] = wording.words_of(own, letters.TEXTS[deed], language)
        text = letters.reworded(application, deed, self.words[deed, language], language)
        return letters.made(application, text, kind=f"application_{deed}")
