"""Who stands in a fair's catalogue and who does not, and what of each may be shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, ConsentPurpose, Organizer, User
from common.lists import search
from common.phones import PhoneError, read_phone
from common.restrictions import standing_at
from common.text import fold
from enterprises.models import Enterprise, OcopCertificate, Product, ProductGroup
from enterprises.queries import with_stars
from enterprises.validity import in_force_between
from events import queries, told
from events.models import Application, BoothHolding, CatalogueCopy, Fair, Participation, ParticipationState


class Standing(TextChoices):
    """Whether a participant stands in the catalogue, else why not."""

    SHOWN = "shown", pgettext_lazy("catalogue", "in the catalogue")
    UNASKED = "unasked", pgettext_lazy("catalogue", "nobody agreed to publication")
    TAKEN_BACK = "taken_back", pgettext_lazy("catalogue", "the consent was withdrawn")
    RESTRICTED = "restricted", pgettext_lazy("catalogue", "asked that their data be left alone")
    OFFLINE = "offline", pgettext_lazy("catalogue", "did not apply online, so nobody could agree")
    UNTOLD = "untold", pgettext_lazy("catalogue", "not told of the approval yet")
    ABSENT = "absent", pgettext_lazy("catalogue", "did not come")


def restricted_people(organizer: Organizer) -> QuerySet[User]:
    """People who asked this organizer to leave their data alone."""
    asked = standing_at(organizer)
    by_email = Q(address__in=asked.exclude(email="").values(address=Lower("email")))
    by_mobile = Q(mobile__in=asked.exclude(mobile="").values("mobile"))
    return User.objects.alias(address=Lower("email")).filter(by_email | by_mobile)


def consents(organizer: Organizer) -> QuerySet[Consent]:
    """Standing consents to publication, of people whom this organizer may name."""
    given = Consent.objects.filter(purpose=ConsentPurpose.CATALOGUE, withdrawn_at=None, user__is_active=True)
    return given.exclude(user__in=restricted_people(organizer))


def participants(fair: Fair) -> QuerySet[Participation]:
    """Everyone on the fair's list, each with its standing."""
    of_firm = {"user__enterprises__enterprise": OuterRef("application__enterprise")}
    ever = Consent.objects.filter(purpose=ConsentPurpose.CATALOGUE, **of_firm)
    standing = Case(
        When(application=None, then=Value(Standing.OFFLINE)),
        When(state=ParticipationState.NO_SHOW, then=Value(Standing.ABSENT)),
        When(~Q(application__in=queries.coming(fair).order_by().values("pk")), then=Value(Standing.UNTOLD)),
        When(Exists(consents(fair.organizer).filter(**of_firm)), then=Value(Standing.SHOWN)),
        When(Exists(ever.filter(withdrawn_at=None)), then=Value(Standing.RESTRICTED)),
        When(Exists(ever), then=Value(Standing.TAKEN_BACK)),
        default=Value(Standing.UNASKED),
    )
    return (
        fair.participations.annotate(standing=standing)
        .select_related("fair__organizer", "enterprise", "application__enterprise__province", "application__group")
        .order_by("application__enterprise__sort_key", "pk")
    )


def shown(fair: Fair) -> QuerySet[Participation]:
    """Who stands in the catalogue."""
    return participants(fair).filter(standing=Standing.SHOWN)


def narrowed(
    rows: QuerySet[Participation], *, text: str = "", group: int | None = None, stars: int | None = None
) -> QuerySet[Participation]:
    """Those of a name, with a product of a name, of a sector, or with so many stars."""
    if text:
        rows = rows.filter(Q(pk__in=_called(rows, text)) | _showing(search(Product.objects.order_by(), text)))
    if group:
        rows = rows.filter(Q(application__group=group) | _showing(Product.objects.filter(group=group)))
    if stars:
        today = timezone.localdate()
        in_force = OcopCertificate.objects.filter(in_force_between(today, today), stars=stars)
        rows = rows.filter(_showing(Product.objects.filter(pk__in=in_force.values("product"))))
    return rows


def _showing(products: QuerySet[Product]) -> Q:
    """Those whose application brings one of these products."""
    ticked = Application.products.through.objects.filter(product__in=products.order_by().values("pk"))
    return Q(application__in=ticked.values("application"))


def _called(rows: QuerySet[Participation], text: str) -> list[int]:
    """By the names of the firm alone: its search key also holds numbers that nobody agreed to publish."""
    account = "application__enterprise"
    found = search(rows, text, f"{account}__search_key").values_list(
        "pk", f"{account}__legal_name", f"{account}__trade_name"
    )
    words = fold(text).split()
    return [pk for pk, *names in found if all(word in fold(" ".join(names)) for word in words)]


def groups(fair: Fair) -> QuerySet[ProductGroup]:
    """The sectors in the catalogue."""
    applications = shown(fair).order_by().values("application")
    ticked = Application.products.through.objects.filter(application__in=applications)
    named = Application.objects.filter(pk__in=applications)
    return ProductGroup.objects.filter(Q(pk__in=named.values("group")) | Q(pk__in=ticked.values("product__group")))


@dataclass(frozen=True)
class Contact:
    """A person who agreed to be named, and the number that is theirs."""

    name: str
    phone: str


@dataclass
class Entry:
    """A firm as the catalogue shows it."""

    row: Participation
    products: list[Product]
    contacts: list[Contact]
    booths: list[BoothHolding] = field(default_factory=list)

    @property
    def firm(self) -> Enterprise:
        return self.row.application.enterprise

    @property
    def name(self) -> str:
        return str(self.firm)

    @property
    def board(self) -> str:
        """The name over the booth, where it says something else than the firm's."""
        written = self.row.application.fascia_name
        return written if written and fold(written) != fold(self.name) else ""

    @property
    def booth_codes(self) -> str:
        return ", ".join(held.booth.code for held in self.booths)

    @property
    def groups(self) -> list[ProductGroup]:
        """The firm's sector, and those of its products."""
        found = [self.row.application.group, *(product.group for product in self.products)]
        return list(dict.fromkeys(group for group in found if group))

    @property
    def stars(self) -> int:
        return max((product.stars or 0 for product in self.products), default=0)

    @property
    def picture(self):
        return next((product.picture for product in self.products if product.picture_id), None)


def entries(fair: Fair, rows: Iterable[Participation]) -> list[Entry]:
    """What may be shown of each of these rows, in five queries however many they are."""
    rows = list(rows)
    applications = [row.application_id for row in rows]
    with_products = Application.objects.filter(pk__in=applications).prefetch_related(
        Prefetch("products", with_stars(Product.objects.select_related("group", "picture")).order_by("sort_key", "pk"))
    )
    products = {application.pk: list(application.products.all()) for application in with_products}
    contacts = _contacts(fair, rows)
    booths = told.booths(rows) if fair.uses_floor else {}
    return [
        Entry(row, products[row.application_id], contacts[row.pk], list(booths[row.pk]) if row.pk in booths else [])
        for row in rows
    ]


def _contacts(fair: Fair, rows: list[Participation]) -> dict[int, list[Contact]]:
    """By participation the people who agreed. The application's number is theirs only where it names them."""
    mobiles = set(standing_at(fair.organizer).exclude(mobile="").values_list("mobile", flat=True))
    firms = {row.application.enterprise_id: row for row in rows}
    found = defaultdict(list)
    people = consents(fair.organizer).filter(user__enterprises__enterprise__in=firms).order_by("given_at", "pk")
    for firm, name, mobile in people.values_list("user__enterprises__enterprise", "user__full_name", "user__mobile"):
        if row := firms.get(firm):
            phone = mobile or _own_number(row.application, name)
            found[row.pk].append(Contact(name, "" if _read(phone) in mobiles else phone))
    return found


def _own_number(application: Application, name: str) -> str:
    return application.contact_phone if fold(application.contact_name) == fold(name) else ""


def _read(phone: str) -> str:
    try:
        return read_phone(phone) if phone else ""
    except PhoneError:
        return ""


# Copies to print


def consents_behind(fair: Fair) -> set[int]:
    """The consents on which the catalogue rests now."""
    firms = shown(fair).order_by().values("application__enterprise")
    found = consents(fair.organizer).filter(user__enterprises__enterprise__in=firms)
    return set(found.values_list("pk", flat=True))


def lawful_copies(fair: Fair) -> dict[str, CatalogueCopy]:
    """By language the copies of which every consent still stands."""
    copies = list(fair.catalogue_copies.select_related("file", "made_by"))
    standing = consents_behind(fair) if copies else set()
    return {copy.language: copy for copy in copies if standing.issuperset(copy.consents)}
