"""Reads of cards, products and certificates; each returns what its page needs in a fixed number of queries."""

import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Organizer, Role, User
from accounts.reach import Reach
from common.text import fold, sort_key
from enterprises import likeness
from enterprises.models import (
    CardLink,
    Certificate,
    Enterprise,
    EnterpriseInvitation,
    EnterpriseMember,
    EnterpriseRole,
    LinkState,
    OcopCertificate,
    Product,
)
from enterprises.validity import in_force_between, standing

TOOK_PART = Q(participations__state="took_part")
KEEPERS = (Role.MANAGER, Role.REGISTRATION)


def cards(reach: Reach) -> QuerySet[Enterprise]:
    """The organizer's cards in reach.

    To a fair belong the cards on its list, those that applied to it themselves or by their account, and the parties of
    what was signed for it. A card that somebody entered is in their reach before it stands on any list.
    """
    rows = Enterprise.objects.of(reach.organizer)
    if reach.is_whole:
        return rows
    applied = Enterprise.objects.filter(
        reach.among("links__account__applications__fair"),
        links__state=LinkState.LINKED,
        links__account__applications__submitted_at__isnull=False,
    )
    entered = Enterprise.objects.filter(reach.among("applications__fair"), applications__submitted_at__isnull=False)
    return rows.filter(
        Q(pk__in=entered.values("pk"))
        | Q(pk__in=Enterprise.objects.filter(reach.among("participations__fair")).values("pk"))
        | Q(pk__in=Enterprise.objects.filter(reach.among("signed__agreement__fair")).values("pk"))
        | Q(pk__in=applied.values("pk"))
        | Q(pk__in=Enterprise.history.filter(history_type="+", history_user=reach.person).values("id"))
    )


def _kept(reach: Reach, path: str) -> Q:
    """Rows of the cards in reach; `path` leads from a row to its card."""
    return Q(**{f"{path}__kept_by": reach.organizer} if reach.is_whole else {f"{path}__in": cards(reach)})


def enterprises(reach: Reach) -> QuerySet[Enterprise]:
    """The cards in reach, each with how many products it has and at how many fairs in reach it took part."""
    took_part = Count("participations", filter=TOOK_PART & reach.among("participations__fair"))
    return (
        cards(reach)
        .select_related("kept_by", "legal_form", "province")
        .annotate(product_count=_counted(Count("products")), took_part=_counted(took_part))
    )


def _counted(count: Count) -> Coalesce:
    """A count in a subquery of its own, so that two of them do not multiply each other's rows."""
    own = Enterprise.objects.filter(pk=OuterRef("pk")).order_by().values("pk").annotate(n=count).values("n")
    return Coalesce(Subquery(own), 0)


def role_for(user: User, enterprise: Enterprise) -> str | None:
    """The person's role in an enterprise's own account; read once per request."""
    if not hasattr(user, "_enterprise_roles"):
        user._enterprise_roles = dict(user.enterprises.values_list("enterprise_id", "role"))
    return user._enterprise_roles.get(enterprise.pk)


def has_ocop(on: datetime.date) -> Exists:
    """Whether an enterprise holds an OCOP certificate that is in force on a day."""
    held = OcopCertificate.objects.filter(in_force_between(on, on), product__enterprise=OuterRef("pk"))
    return Exists(held)


def districts(reach: Reach) -> list[str]:
    """The districts that stand on the cards in reach, as written, in Vietnamese order."""
    written = cards(reach).exclude(district_as_written="").order_by()
    return sorted(written.values_list("district_as_written", flat=True).distinct(), key=sort_key)


def lookalikes(enterprise: Enterprise) -> list[Enterprise]:
    """Other cards of the same keeper that may be the same firm; see enterprises.likeness."""
    others = Enterprise.objects.of(enterprise.kept_by).filter(likeness.candidates(enterprise))
    return [other for other in others.exclude(pk=enterprise.pk) if likeness.reasons(other, enterprise)]


def products_within(reach: Reach) -> QuerySet[Product]:
    """The products of the cards in reach."""
    return Product.objects.filter(_kept(reach, "enterprise"))


def products(reach: Reach) -> QuerySet[Product]:
    """The products of the cards in reach, each with the stars that are in force today."""
    return products_within(reach).select_related("enterprise__kept_by", "group").annotate(stars=_stars_today())


def products_to_choose(reach: Reach) -> QuerySet[Product]:
    """The products of the cards in reach, with whose they are."""
    return Product.objects.filter(_kept(reach, "enterprise")).select_related("enterprise")


def with_stars(products: QuerySet[Product]) -> QuerySet[Product]:
    """Products, each with the stars that are in force today."""
    return products.annotate(stars=_stars_today())


def _stars_today() -> Subquery:
    today = timezone.localdate()
    held = OcopCertificate.objects.filter(in_force_between(today, today), product=OuterRef("pk"))
    return Subquery(held.order_by("-issued_on").values("stars")[:1])


def ocop_certificates(reach: Reach) -> QuerySet[OcopCertificate]:
    """The OCOP certificates of the cards in reach with their standing today."""
    return (
        OcopCertificate.objects.filter(_kept(reach, "product__enterprise"))
        .select_related("product__enterprise__kept_by", "rule_set", "file")
        .annotate(standing=standing(timezone.localdate(), revocable=True))
    )


def other_certificates(reach: Reach) -> QuerySet[Certificate]:
    """The other papers of the cards in reach with their standing today."""
    return (
        Certificate.objects.filter(_kept(reach, "enterprise"))
        .select_related("enterprise__kept_by", "file")
        .annotate(standing=standing(timezone.localdate(), revocable=False))
    )


# An enterprise's own account


def accounts_of(user: User) -> QuerySet[EnterpriseMember]:
    """The enterprises for which a person acts."""
    return user.enterprises.select_related("enterprise").order_by("enterprise__sort_key", "pk")


def account_invitations_for(user: User) -> QuerySet[EnterpriseInvitation]:
    """Invitations to the person's address or vouched number that can still be accepted."""
    to_them = Q(email=user.email) if user.email else Q(pk__in=[])
    if user.mobile_vouched:
        to_them |= Q(mobile=user.mobile)
    waiting = EnterpriseInvitation.objects.filter(to_them, accepted_at=None, expires_at__gte=timezone.now())
    return waiting.select_related("enterprise")


def handed_invitation(secret_hash: str) -> EnterpriseInvitation | None:
    """The invitation whose link was handed over with this secret."""
    invitations = EnterpriseInvitation.objects.select_related("enterprise", "invited_by")
    return invitations.filter(secret_hash=secret_hash).first()


def members(enterprise: Enterprise) -> QuerySet[EnterpriseMember]:
    """Everyone who acts for an enterprise, its owners first."""
    return enterprise.members.select_related("user").order_by("-role", "user__full_name", "user__email")


def account_invitations(enterprise: Enterprise) -> QuerySet[EnterpriseInvitation]:
    """Invitations that nobody has accepted yet, expired ones among them."""
    return enterprise.invitations.filter(accepted_at=None).order_by("email", "mobile")


def owners(enterprise: Enterprise) -> QuerySet[User]:
    """The people who own an enterprise's account and may sign in."""
    owning = enterprise.members.filter(role=EnterpriseRole.OWNER, user__is_active=True)
    return User.objects.filter(pk__in=owning.values("user")).order_by("pk")


def keepers(organizer: Organizer) -> QuerySet[User]:
    """The people of an organizer's team who keep its cards, all of them."""
    keeping = organizer.team.current().everywhere().filter(role__in=KEEPERS, user__is_active=True)
    return User.objects.filter(pk__in=keeping.values("user")).order_by("pk")


def owned_by(user: User) -> QuerySet[Enterprise]:
    """The accounts that a person owns."""
    return Enterprise.objects.accounts().filter(members__user=user, members__role=EnterpriseRole.OWNER)


def own_products(enterprise: Enterprise) -> QuerySet[Product]:
    """An enterprise's own products, each with the stars that are in force today."""
    return enterprise.products.select_related("group", "enterprise", "picture").annotate(stars=_stars_today())


def own_ocop(enterprise: Enterprise) -> QuerySet[OcopCertificate]:
    """The OCOP certificates of an enterprise's own products with their standing today."""
    found = OcopCertificate.objects.filter(product__enterprise=enterprise).select_related("product__enterprise", "file")
    return found.annotate(standing=standing(timezone.localdate(), revocable=True))


def own_papers(enterprise: Enterprise) -> QuerySet[Certificate]:
    """An enterprise's own other papers with their standing today."""
    found = enterprise.certificates.select_related("enterprise", "file")
    return found.annotate(standing=standing(timezone.localdate(), revocable=False))


# Links between cards and accounts


def linked_card(organizer: Organizer, account: Enterprise) -> Enterprise | None:
    """The card that an organizer keeps of this account's firm, where the two are linked."""
    return Enterprise.objects.of(organizer).filter(links__account=account, links__state=LinkState.LINKED).first()


def card_of_same_firm(organizer: Organizer, account: Enterprise) -> Enterprise | None:
    """The organizer's card with the account's tax code, or with its number abroad."""
    cards = Enterprise.objects.of(organizer)
    if account.tax_code:
        return cards.filter(tax_code=account.tax_code).first()
    if account.foreign_no:
        return cards.filter(country=account.country, foreign_no=account.foreign_no).first()
    return None


def cards_like(organizer: Organizer, account: Enterprise) -> QuerySet[Enterprise]:
    """The organizer's cards that may be of this account's firm: same number, name, phone or e-mail; none linked."""
    same = Q(search_key__startswith=fold(account.legal_name))
    for name in ("tax_code", "phone", "email"):
        if value := getattr(account, name):
            same |= Q(**{name: value})
    if account.foreign_no:
        same |= Q(country=account.country, foreign_no=account.foreign_no)
    return Enterprise.objects.of(organizer).filter(same).exclude(links__state=LinkState.LINKED)


def links_of_cards(reach: Reach) -> QuerySet[CardLink]:
    """What was offered and linked for the cards in reach."""
    return CardLink.objects.filter(organizer=reach.organizer, card__in=cards(reach))


def links_of_card(card: Enterprise) -> QuerySet[CardLink]:
    """What was offered, asked and linked for a card, the newest first."""
    return card.links.filter(organizer=card.kept_by).select_related("account", "organizer", "opened_by", "settled_by")


def links_of_account(account: Enterprise) -> QuerySet[CardLink]:
    """The links of an enterprise's account, the newest first."""
    return account.card_links.select_related("organizer", "card")


def organizers_in_public() -> QuerySet[Organizer]:
    """Organizers whom everybody may know of, as they have a fair with a public page."""
    return Organizer.objects.filter(is_active=True, fairs__is_public=True).distinct()


def asks(organizer: Organizer) -> QuerySet[CardLink]:
    """Enterprises that ask this organizer whether it keeps a card of theirs, the longest waiting first."""
    waiting = organizer.card_links.filter(state=LinkState.ASKED)
    return waiting.select_related("account__legal_form", "card", "opened_by").order_by("created_at", "pk")
