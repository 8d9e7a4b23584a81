"""The card of an enterprise, its products and its papers."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import StoredFile
from common.money import MAX_DONG
from common.records import NamedRecord, Record, tracked
from common.text import fold
from enterprises.models.reference import LegalForm, OcopRuleSet, ProductGroup, Province
from enterprises.tax_codes import masked


class UsualRole(models.TextChoices):
    SELLER = "seller", _("seller")
    BUYER = "buyer", _("buyer")
    AGENCY = "agency", pgettext_lazy("state body", "agency")


class EnterpriseQuerySet(models.QuerySet):
    def of(self, organizer) -> "EnterpriseQuerySet":
        """The cards that an organizer keeps."""
        return self.filter(kept_by=organizer)

    def accounts(self) -> "EnterpriseQuerySet":
        """The own accounts of enterprises, which no organizer keeps."""
        return self.filter(kept_by=None)


class Enterprise(NamedRecord):
    """The card that an organizer keeps of an enterprise, or (kept_by empty) the enterprise's own.

    The address stands as the document writes it and is never rewritten; codes beside it are today's.
    """

    half_shown: ClassVar = {"tax_code": masked}

    kept_by = models.ForeignKey(
        "accounts.Organizer", models.CASCADE, null=True, blank=True, related_name="cards", editable=False
    )
    legal_name = models.CharField(_("legal name"), max_length=255)
    trade_name = models.CharField(_("trade name"), max_length=255, blank=True)
    legal_form = models.ForeignKey(
        LegalForm, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal form")
    )
    usual_role = models.CharField(_("usual role"), max_length=8, choices=UsualRole, default=UsualRole.SELLER)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    country = models.CharField(_("country"), max_length=2, default="VN")
    foreign_no = models.CharField(_("registration number abroad"), max_length=40, blank=True)
    address_as_written = models.CharField(_("address, as written on the document"), max_length=255, blank=True)
    district_as_written = models.CharField(_("district, as written"), max_length=120, blank=True)
    province_as_written = models.CharField(_("province, as written"), max_length=120, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province today")
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    history = tracked()

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("enterprise"), _("enterprises")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kept_by", "tax_code"],
                condition=Q(kept_by__isnull=False) & ~Q(tax_code=""),
                name="one_card_per_tax_code_and_keeper",
                violation_error_message=_("You already keep a card with this tax code."),
            ),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=Q(kept_by__isnull=True) & ~Q(tax_code=""),
                name="one_own_card_per_tax_code",
                violation_error_message=_("An enterprise with this tax code already has an account."),
            ),
            models.UniqueConstraint(
                fields=["country", "foreign_no"],
                condition=Q(kept_by__isnull=True) & ~Q(foreign_no=""),
                name="one_own_card_per_foreign_number",
                violation_error_message=_("An enterprise with this registration number already has an account."),
            ),
            models.CheckConstraint(
                condition=Q(tax_code="") | Q(country="VN"),
                name="tax_code_is_vietnamese",
                violation_error_message=_("A firm abroad has a registration number, not a tax code."),
            ),
        ]

    def __str__(self) -> str:
        return self.trade_name or self.legal_name

    @property
    def is_own(self) -> bool:
        """Whether it is the enterprise's own account, and no organizer's card."""
        return self.kept_by_id is None

    def key_text(self) -> str:
        return self.legal_name

    def search_text(self) -> str:
        return " ".join([self.legal_name, self.trade_name, self.tax_code, self.contact_name, self.phone])


class Product(NamedRecord):
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="products", verbose_name=_("enterprise"))
    name = models.CharField(_("product"), max_length=255)
    name_key = models.CharField(max_length=255, editable=False)
    name_en = models.CharField(_("product, in English"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=2000)
    description_en = models.TextField(_("description, in English"), blank=True, max_length=2000)
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    group = models.ForeignKey(
        ProductGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    list_price = models.BigIntegerField(
        _("list price, đồng"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_DONG)]
    )
    history = tracked()

    class Meta:
        verbose_name, verbose_name_plural = _("product"), _("products")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name_key"],
                name="product_name_once_per_enterprise",
                violation_error_message=_("This enterprise already has a product of this name."),
            ),
            models.CheckConstraint(
                condition=Q(list_price=None) | Q(list_price__range=(0, MAX_DONG)), name="list_price_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def key_text(self) -> str:
        return self.name

    def derive(self) -> None:
        super().derive()
        self.name_key = fold(self.name)[:255]


class OcopCertificate(Record):
    """Stars given to a product. A certificate counts on the days it is in force; it may be revoked."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="ocop_certificates", verbose_name=_("product"))
    stars = models.PositiveSmallIntegerField(_("stars"), choices=[(3, "3"), (4, "4"), (5, "5")])
    rule_set = models.ForeignKey(
        OcopRuleSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rules applied")
    )
    decision_no = models.CharField(_("decision number"), max_length=80, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("OCOP certificate"), _("OCOP certificates")
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "issued_on"],
                name="one_ocop_certificate_per_product_and_day",
                violation_error_message=_("This product already has a certificate of this day."),
            ),
            models.CheckConstraint(condition=Q(stars__range=(3, 5)), name="ocop_stars_3_to_5"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="ocop_expires_after_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.stars}★"


class Certificate(Record):
    """Any other paper of an enterprise with an end: food safety, quality declaration, barcode …"""

    class Kind(models.TextChoices):
        FOOD_SAFETY = "food_safety", _("food-safety certificate")
        QUALITY = "quality", _("quality declaration")
        BARCODE = "barcode", _("barcode registration")
        TRACEABILITY = "traceability", _("traceability registration")
        OTHER = "other", pgettext_lazy("certificate", "other")

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="certificates", verbose_name=_("enterprise")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    number = models.CharField(_("number"), max_length=80, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    history = tracked(named=False)

    class Meta:
        verbose_name, verbose_name_plural = _("certificate"), _("certificates")
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number"],
                condition=~Q(number=""),
                name="certificate_number_once",
                violation_error_message=_("This enterprise already has this certificate."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")), name="certificate_expires_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
