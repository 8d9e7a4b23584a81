"""The deal record: memoranda and contracts, their parties, lines and evidence (domain.md §3)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import StoredFile
from common.money import MAX_DONG
from common.records import Record, tracked
from common.text import fold
from enterprises.models import Enterprise, Product
from events.models import Fair
from matching.models import Meeting


class Kind(models.TextChoices):
    MEMORANDUM = "memorandum", _("memorandum of understanding")
    FRAMEWORK = "framework", _("framework contract")
    SALES = "sales", _("sales contract")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    TO_BE_SIGNED = "to_be_signed", pgettext_lazy("agreement", "to be signed")
    SIGNED = "signed", pgettext_lazy("agreement", "signed")
    VERIFIED = "verified", pgettext_lazy("agreement", "verified")
    IN_PERFORMANCE = "in_performance", pgettext_lazy("agreement", "in performance")
    FULFILLED = "fulfilled", pgettext_lazy("agreement", "fulfilled")
    PARTLY_FULFILLED = "partly_fulfilled", pgettext_lazy("agreement", "partly fulfilled")
    EXPIRED = "expired", pgettext_lazy("agreement", "expired")
    TERMINATED = "terminated", pgettext_lazy("agreement", "terminated")
    SUPERSEDED = "superseded", pgettext_lazy("agreement", "superseded")
    VOID = "void", pgettext_lazy("agreement", "void")


# Neither a paper that is yet to be signed nor one that was voided counts in any figure.
UNSIGNED = (State.DRAFT, State.TO_BE_SIGNED)
UNCOUNTED = (*UNSIGNED, State.VOID)
CONTRACT_KINDS = (Kind.FRAMEWORK, Kind.SALES)


class SignedWhen(models.TextChoices):
    BEFORE = "before", _("before the fair")
    AT = "at", _("at the fair")
    AFTER = "after", _("after the fair")


class ValueBasis(models.TextChoices):
    STATED = "stated", pgettext_lazy("value", "stated")
    ESTIMATED = "estimated", pgettext_lazy("value", "estimated")
    WITHHELD = "withheld", pgettext_lazy("value", "withheld")
    NOT_STATED = "not_stated", pgettext_lazy("value", "not stated")


class Grade(models.IntegerChoices):
    """What proves a deal, weakest first."""

    REGISTER = 1, _("register")
    ONE_PARTY = 2, _("one party stated")
    BOTH_PARTIES = 3, _("both parties confirmed")
    SCAN = 4, _("signed scan seen")
    PERFORMANCE = 5, _("performance shown")


class Agreement(Record):
    """A memorandum or contract. An MoU that became a contract is superseded by it, so no value counts twice."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="agreements", editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    register_no = models.CharField(_("register number"), max_length=60, blank=True, editable=False)
    register_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    paper_no = models.CharField(_("number on the paper"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_when = models.CharField(_("signed when"), max_length=6, choices=SignedWhen, blank=True)
    fair = models.ForeignKey(
        Fair, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("fair")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="agreements", editable=False
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    value_basis = models.CharField(_("value is"), max_length=10, choices=ValueBasis, default=ValueBasis.NOT_STATED)
    value = models.BigIntegerField(
        _("value, đồng"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    )
    grade = models.PositiveSmallIntegerField(_("evidence"), choices=Grade, default=Grade.ONE_PARTY, editable=False)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    search_key = models.CharField(max_length=200, editable=False, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("recorded by")
    )
    verified_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("verified by"),
    )
    history = tracked()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "register_year", "kind", "register_no"],
                condition=~Q(register_no=""),
                name="register_number_given_once",
                violation_error_message=_("This register number is already given."),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False) & ~Q(state="void"),
                name="superseded_once",
                violation_error_message=_("Another contract already replaces this memorandum."),
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__range=(0, MAX_DONG)), name="agreement_value_in_range"
            ),
            models.CheckConstraint(
                condition=Q(value_basis__in=["stated", "estimated"], value__isnull=False)
                | Q(value_basis__in=["withheld", "not_stated"], value__isnull=True),
                name="value_where_the_basis_says_so",
                violation_error_message=_("A stated or estimated value needs an amount; the others have none."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "to_be_signed", "void"]) | Q(signed_on__isnull=False),
                name="signed_on_a_day",
                violation_error_message=_("A signed agreement needs the day on which it was signed."),
            ),
        ]
        indexes = [models.Index(fields=["organizer", "signed_on", "kind"])]

    def __str__(self) -> str:
        return self.register_no or self.paper_no or f"{self.get_kind_display()}"

    @property
    def is_contract(self) -> bool:
        return self.kind in CONTRACT_KINDS

    @property
    def seller(self) -> "Party | None":
        return self._leading(PartyRole.SELLER)

    @property
    def buyer(self) -> "Party | None":
        return self._leading(PartyRole.BUYER)

    def _leading(self, role: str) -> "Party | None":
        return next((party for party in self.parties.all() if party.role == role), None)

    @property
    def is_self_verified(self) -> bool:
        """Verified by whoever recorded it, as a team of two must: marked, and counted apart."""
        return self.verified_by_id is not None and self.verified_by_id == self.recorded_by_id

    def derive(self) -> None:
        """Its numbers alone; who signs is searched through the parties, so that a new name is found at once."""
        self.search_key = fold(f"{self.register_no} {self.paper_no}")[:200]


class RegisterCounter(models.Model):
    """The last sequence number given per organizer, year and kind: our own goes on after what was imported."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organizer", "year", "kind"], name="one_counter_a_register")]


class PartyRole(models.TextChoices):
    SELLER = "seller", _("seller")
    BUYER = "buyer", _("buyer")
    WITNESS = "witness", _("witness")


class Party(Record):
    """Who signs: an enterprise with a card, or an agency by its name. Position 1 of a role leads it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    role = models.CharField(_("side"), max_length=8, choices=PartyRole)
    position = models.PositiveSmallIntegerField(default=1)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="signed", verbose_name=_("enterprise")
    )
    agency_name = models.CharField(_("agency"), max_length=255, blank=True)
    signatory = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_title = models.CharField(_("position"), max_length=120, blank=True)
    search_key = models.CharField(max_length=255, editable=False, blank=True)
    history = tracked()

    class Meta:
        ordering = ["agreement", "role", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "role", "position"], name="one_party_a_place"),
            models.UniqueConstraint(
                fields=["agreement", "enterprise"],
                condition=Q(enterprise__isnull=False),
                name="enterprise_once_per_agreement",
                violation_error_message=_("An enterprise cannot sign with itself."),
            ),
            models.CheckConstraint(
                condition=(Q(enterprise__isnull=False) & Q(agency_name=""))
                | (Q(enterprise__isnull=True) & ~Q(agency_name="")),
                name="party_is_enterprise_or_agency",
                violation_error_message=_("Choose an enterprise or write the agency's name, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.agency_name or str(self.enterprise)

    def derive(self) -> None:
        self.search_key = fold(self.agency_name)[:255]


class AgreementLine(Record):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("product")
    )
    product_as_written = models.CharField(_("product, as written"), max_length=255, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=15, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    unit_price = models.BigIntegerField(
        _("unit price, đồng"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    )
    amount = models.BigIntegerField(
        _("amount, đồng"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    )
    history = tracked(named=False)

    class Meta:
        ordering = ["agreement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "position"], name="one_line_a_position"),
            models.CheckConstraint(
                condition=(Q(quantity=None) | Q(quantity__gte=0))
                & (Q(unit_price=None) | Q(unit_price__range=(0, MAX_DONG)))
                & (Q(amount=None) | Q(amount__range=(0, MAX_DONG))),
                name="line_figures_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.product_as_written or str(self.product)


class Evidence(Record):
    """A file that proves a deal; never replaced, its hash kept with the file."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    grade = models.PositiveSmallIntegerField(_("what it shows"), choices=Grade, default=Grade.SCAN)
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = tracked(named=False)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["agreement", "pk"]

    def __str__(self) -> str:
        return self.file.name
