"""What taking part in a fair costs: prices, support rules, payment requests, what was paid and given back."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Dated, StoredFile
from common.money import MAX_DONG, format_quantity
from common.records import Record, tracked
from enterprises.models import Enterprise, LegalForm, Province
from events.models.delegations import Delegation
from events.models.fairs import Fair
from events.models.participations import Application
from events.models.registration import in_language

AMOUNT = {"validators": [MinValueValidator(0), MaxValueValidator(MAX_DONG)]}
USUAL_DAYS_TO_PAY = 10


class FeeAccount(Record):
    """A bank account of an organizer into which fees are paid. Without a bank's number there is no QR code."""

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="fee_accounts", editable=False)
    bank_bin = models.CharField(
        _("bank's number for QR codes"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}$", _("The number has 6 digits, such as 970436."))],
    )
    bank_name = models.CharField(_("bank"), max_length=120)
    number = models.CharField(
        _("account number"),
        max_length=19,
        validators=[RegexValidator(r"^[0-9A-Za-z]+$", _("Write digits and letters without spaces."))],
    )
    holder = models.CharField(_("account holder"), max_length=120)
    is_used = models.BooleanField(_("is used"), default=True)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("bank account"), _("bank accounts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "bank_name", "number"],
                name="fee_account_once_per_organizer",
                violation_error_message=_("This account is entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.bank_name}"


class FeeTerms(Record):
    """Into which account a fair's fees are paid, and within how many days."""

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="fee_terms", editable=False)
    account = models.ForeignKey(FeeAccount, models.PROTECT, related_name="+", verbose_name=_("paid into"))
    days_to_pay = models.PositiveSmallIntegerField(
        _("days to pay"), default=USUAL_DAYS_TO_PAY, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("terms of payment"), _("terms of payment")

    def __str__(self) -> str:
        return str(self.fair)


class CountedBy(models.TextChoices):
    FIRM = "firm", pgettext_lazy("price", "once for each enterprise")
    BOOTH = "booth", pgettext_lazy("price", "for each booth")
    POWER = "power", pgettext_lazy("price", "for each kW of power asked for")


class ExtraPrice(Record):
    """What a fair charges besides its packages, such as power by the kilowatt."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="extra_prices", editable=False)
    name_vi = models.CharField(_("what it is for"), max_length=120)
    name_en = models.CharField(_("what it is for, in English"), max_length=120, blank=True)
    counted_by = models.CharField(_("charged"), max_length=5, choices=CountedBy, default=CountedBy.FIRM)
    price = models.BigIntegerField(_("price, đồng"), **AMOUNT)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("extra price"), _("extra prices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "name_vi"],
                name="extra_price_name_once_per_fair",
                violation_error_message=_("The fair already has a price of this name."),
            ),
            models.CheckConstraint(condition=Q(price__range=(0, MAX_DONG)), name="extra_price_in_range"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_vi, self.name_en)


class SupportRule(Dated, Record):
    """A dated rule by which an organizer bears a share of the rent of booths.

    `legal_forms` and `provinces` left empty let every one in. Ceilings left empty set no limit. The rules of one day
    are tried in the order of `position`, and the first that fits is applied alone: nothing is supported twice.
    """

    organizer = models.ForeignKey("accounts.Organizer", models.CASCADE, related_name="support_rules", editable=False)
    name = models.CharField(_("name of the support"), max_length=160)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    share = models.PositiveSmallIntegerField(
        _("share of the rent, %"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    most_booths = models.PositiveSmallIntegerField(
        _("booths supported at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    most_each_time = models.BigIntegerField(_("most each time, đồng"), null=True, blank=True, **AMOUNT)
    most_each_year = models.BigIntegerField(_("most each year, đồng"), null=True, blank=True, **AMOUNT)
    legal_forms = models.ManyToManyField(LegalForm, blank=True, related_name="+", verbose_name=_("legal forms"))
    provinces = models.ManyToManyField(Province, blank=True, related_name="+", verbose_name=_("provinces"))
    min_stars = models.PositiveSmallIntegerField(
        _("at least so many OCOP stars"),
        null=True,
        blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(5)],
    )
    position = models.PositiveSmallIntegerField(_("order in which rules are tried"), default=1)
    history = tracked(named=False)

    class Meta(Dated.Meta):
        verbose_name, verbose_name_plural = _("support rule"), _("support rules")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="support_rule_days_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="support_share_in_range"),
        ]

    def __str__(self) -> str:
        return self.name


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("payment request", "asked for")
    CANCELLED = "cancelled", pgettext_lazy("payment request", "cancelled")


class PaymentRequest(Record):
    """What an enterprise is asked to pay for one application, or a delegation for its pavilion, frozen as asked for.

    It is never changed: where it no longer agrees with the application it is cancelled and a new one made. `received`
    is what its Payment rows add up to, kept beside them so that the database refuses to give back more than came.
    """

    organizer = models.ForeignKey("accounts.Organizer", models.PROTECT, related_name="payment_requests", editable=False)
    fair = models.ForeignKey(Fair, models.PROTECT, related_name="payment_requests", verbose_name=_("fair"))
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="payment_requests", verbose_name=_("application")
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, related_name="payment_requests", verbose_name=_("delegation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    reference = models.CharField(_("payment reference"), max_length=16)
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.ASKED)
    price = models.BigIntegerField(_("price"))
    support = models.BigIntegerField(_("support"))
    total = models.BigIntegerField(_("to pay"))
    received = models.BigIntegerField(_("received"), default=0)
    support_rule = models.ForeignKey(
        SupportRule, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    support_year = models.PositiveSmallIntegerField(_("year of the support"))
    funded_elsewhere = models.CharField(_("supported by another programme"), max_length=200, blank=True)
    issued_on = models.DateField(_("made on"))
    due_on = models.DateField(_("to be paid by"))
    bank_bin = models.CharField(max_length=6, blank=True)
    bank_name = models.CharField(_("bank"), max_length=120)
    account_number = models.CharField(_("account number"), max_length=19)
    account_holder = models.CharField(_("account holder"), max_length=120)
    told_at = models.DateTimeField(_("the enterprise is told on"))
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    paper = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("made by"))
    history = tracked(named=False, unsaid=["received", "paper"])

    class Meta:
        verbose_name, verbose_name_plural = _("payment request"), _("payment requests")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="asked"),
                name="one_open_payment_request",
                violation_error_message=_("There is a payment request for this application already."),
            ),
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(state="asked"),
                name="one_open_request_per_delegation",
                violation_error_message=_("There is a payment request for this delegation already."),
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False, delegation=None)
                | Q(application=None, delegation__isnull=False, support=0),
                name="payment_request_has_one_payer",
            ),
            models.UniqueConstraint(fields=["organizer", "year", "number"], name="payment_request_number_once"),
            models.UniqueConstraint(fields=["organizer", "reference"], name="payment_reference_once"),
            models.CheckConstraint(
                condition=Q(price__range=(0, MAX_DONG), support__gte=0, total=F("price") - F("support"), total__gte=0),
                name="payment_request_adds_up",
            ),
            models.CheckConstraint(condition=Q(received__range=(0, MAX_DONG)), name="no_more_given_back_than_came"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(reason=""), name="cancelled_request_says_why"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number as papers print it: 17/2026."""
        return f"{self.number:02}/{self.year}"

    @property
    def billed(self) -> Application | Delegation:
        """What is paid for."""
        return self.application or self.delegation

    @property
    def payer(self) -> Enterprise | Delegation:
        """Who pays, as lists name it."""
        return self.application.enterprise if self.application else self.delegation

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.ASKED

    @property
    def is_told(self) -> bool:
        return self.told_at <= timezone.now()

    @property
    def owed(self) -> int:
        """What is still to be paid; below zero where more came than was asked for."""
        return (self.total if self.is_open else 0) - self.received


class FeeLine(models.Model):
    """A line of a payment request: a price, the support that is taken off, or why there is none. Never changed."""

    class Kind(models.TextChoices):
        PRICE = "price", _("price")
        SUPPORT = "support", _("support")

    request = models.ForeignKey(PaymentRequest, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=Kind)
    what_vi = models.CharField(max_length=200)
    what_en = models.CharField(max_length=200, blank=True)
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    unit_price = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="fee_line_position_once"),
            models.CheckConstraint(condition=Q(amount__range=(0, MAX_DONG)), name="fee_line_amount_in_range"),
        ]

    def __str__(self) -> str:
        return in_language(self.what_vi, self.what_en)

    @property
    def quantity_said(self) -> str:
        return format_quantity(self.quantity)

    @property
    def why(self) -> str:
        return in_language(self.why_vi, self.why_en)


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("bank transfer")
    CASH = "cash", _("cash")
    OTHER = "other", pgettext_lazy("payment", "another way")
    CARRIED = "carried", pgettext_lazy("payment", "carried over")


class Payment(models.Model):
    """Money that came, was given back, or a row that takes back one of these. No row is ever changed or removed.

    `reversed_at` alone is set, when another row reverses this one: its bank transaction may then be recorded anew.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("payment", "received")
        REFUND = "refund", pgettext_lazy("payment", "given back")
        REVERSAL = "reversal", pgettext_lazy("payment", "entry reversed")

    organizer = models.ForeignKey("accounts.Organizer", models.PROTECT, related_name="payments")
    request = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="payments")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    is_in = models.BooleanField()  # whether it adds to what was received
    amount = models.BigIntegerField(_("amount"))
    paid_on = models.DateField(_("day"))
    method = models.CharField(_("how"), max_length=7, choices=PaymentMethod, default=PaymentMethod.BANK)
    bank_ref = models.CharField(_("bank's transaction number"), max_length=60, blank=True)
    line_key = models.CharField(max_length=64, blank=True)  # of the line of a bank list, so that it counts once
    note = models.CharField(_("note"), max_length=500, blank=True)
    receipt_year = models.PositiveSmallIntegerField(null=True, blank=True)
    receipt_number = models.PositiveIntegerField(null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    reversed_at = models.DateTimeField(null=True, blank=True)
    paper = models.ForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    created_at = models.DateTimeField(_("entered on"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("payment"), _("payments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__range=(1, MAX_DONG)), name="payment_amount_in_range"),
            models.CheckConstraint(
                condition=Q(kind="received", is_in=True, reverses=None)
                | Q(kind="refund", is_in=False, reverses=None)
                | Q(kind="reversal", reverses__isnull=False),
                name="payment_is_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["organizer", "bank_ref"],
                condition=~Q(bank_ref="") & Q(reversed_at=None),
                name="bank_transaction_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["organizer", "line_key"],
                condition=~Q(line_key="") & Q(reversed_at=None),
                name="bank_line_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["organizer", "receipt_year", "receipt_number"],
                condition=Q(receipt_number__isnull=False),
                name="receipt_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_code or str(self.get_kind_display())

    @property
    def receipt_code(self) -> str:
        return f"{self.receipt_number:02}/{self.receipt_year}" if self.receipt_number else ""

    @property
    def may_reverse(self) -> bool:
        return self.kind != self.Kind.REVERSAL and self.reversed_at is None

    @property
    def letter_thread(self) -> str:
        return f"fee-payment-{self.pk}"
