"""Where people stand in the records: every field of every model is declared here, as personal or not.

A test walks the models: a new field fails it until somebody has said what it holds. Two more tables follow from
this one, what a person is shown and what erasing replaces; neither names a field by itself.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer
from portal.privacy.people import Person

ARCHIVES, CONSENT_PROOF = "archives-law-2024", "personal-data-law-2025"


@dataclass(frozen=True)
class Holding:
    """One model that has rows of a person: how they are known, what of them is theirs, what becomes of it.

    `related` names the records that its description is made of.
    """

    model_label: str
    title: Promise
    user: str = ""
    email: str = ""
    mobile: str = ""
    name: str = ""
    mobile_by: str = ""  # the way to the number of the person whom the row is about, where it has none itself
    more: tuple[str, ...] = ()  # further fields that are the person's
    shown: tuple[str, ...] = ()  # what else a copy says, so that the row can be understood
    related: tuple[str, ...] = ()
    needs_address: bool = False  # the row may not be without an address or number
    ends: bool = False  # the row says nothing once the person is gone
    kept_for: str = ""  # the legal basis on which the row stays as it is

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.model_label)

    @property
    def past(self) -> type[Model] | None:
        return past_of(self.model)

    @property
    def personal(self) -> tuple[str, ...]:
        """The fields that hold the person's data, each once."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.email, self.mobile, *self.more))))

    def certain(self, person: Person) -> Q:
        """Rows that are the person's beyond doubt: of their account, address or number."""
        found = Q(pk__in=[])
        if self.user and person.user:
            found |= Q(**{self.user: person.user.pk})
        for address in person.emails if self.email else ():
            found |= Q(**{f"{self.email}__iexact": address})
        for number in filter(None, (self.mobile, self.mobile_by)) if person.mobiles else ():
            found |= Q(**{f"{number}__in": person.mobiles})
        return found

    def namesake(self, person: Person) -> Q:
        """Rows that only the name speaks for; a human being has to look."""
        found = Q(pk__in=[])
        for name in person.names if self.name else ():
            found |= Q(**{f"{self.name}__iexact": name})
        return found


def past_of(model: type[Model]) -> type[Model] | None:
    """The history of a model, where one is kept."""
    return model.history.model if hasattr(model, "history") else None


# The ways by which a row hangs on the organizer that answers for it; the first that a model has is its own.
WAYS = (
    "organizer", "kept_by", "fair__organizer", "enterprise__kept_by", "participation__fair__organizer",
    "agreement__organizer", "letter__organizer",
    "application__fair__organizer", "delegation__fair__organizer", "quota__fair__organizer",
    "product__enterprise__kept_by", "booth__fair__organizer",
    "delegate__participation__fair__organizer",
)  # fmt: skip


def way(model: type[Model]) -> str:
    """How a row leads to its organizer; empty where the platform alone answers for it."""
    if model in (Organizer, past_of(Organizer)):
        return "id"
    names = {field.name for field in model._meta.fields}
    return next((path for path in WAYS if path.split("__")[0] in names), "")


def held_by(rows: QuerySet, holder: Organizer | None) -> QuerySet:
    """Those rows for which the organizer, or where it is None the platform, answers."""
    path = way(rows.model)
    if path:
        return rows.filter(**{path: holder.pk} if holder else {f"{path}__isnull": True})
    return rows.none() if holder else rows


HOLDINGS = (
    Holding(
        "accounts.User", _("Account"), user="pk", email="email", mobile="mobile", name="full_name",
        shown=("language", "joined_at", "last_login"), needs_address=True,
    ),
    Holding("account.EmailAddress", _("Addresses to sign in with"), user="user", email="email", ends=True),
    Holding("mfa.Authenticator", _("Second factors and passkeys"), user="user", shown=("type",), ends=True),
    Holding(
        "accounts.Consent", _("Consents given"), user="user", kept_for=CONSENT_PROOF,
        shown=("purpose", "version", "wording", "given_at", "withdrawn_at"),
    ),
    Holding(
        "accounts.TeamMember", _("Teams of organizers"), user="user", ends=True,
        shown=("organizer", "role", "until"),
    ),
    Holding(
        "accounts.TeamInvitation", _("Invitations to teams"), email="email", mobile="mobile",
        shown=("role", "expires_at", "accepted_at"), needs_address=True,
    ),
    Holding(
        "accounts.AccessLink", _("Links to begin or recover the account"), user="user", mobile="mobile",
        name="full_name", shown=("purpose", "created_at", "used_at"), needs_address=True,
    ),
    Holding(
        "enterprises.Enterprise", _("Contact of an enterprise"), email="email", mobile="phone",
        name="contact_name", shown=("legal_name",),
    ),
    Holding(
        "enterprises.EnterpriseMember", _("Acts for enterprises"), user="user", ends=True,
        shown=("enterprise", "role"),
    ),
    Holding(
        "enterprises.EnterpriseInvitation", _("Invitations to act for an enterprise"), email="email", mobile="mobile",
        shown=("enterprise", "role", "accepted_at"), needs_address=True,
    ),
    Holding(
        "events.Application", _("Contact in applications"), email="contact_email",
        mobile="contact_phone", name="contact_name", more=("contact_position",),
        shown=("fair", "enterprise", "state", "submitted_at"),
    ),
    Holding(
        "events.Invitation", _("Contact in invitations to fairs"), email="email", mobile="phone",
        name="contact_name", shown=("fair", "name", "state"), needs_address=True,
    ),
    Holding(
        "events.OptOut", _("Wish not to be invited any more"), email="address", mobile="address",
        shown=("created_at",), needs_address=True,
    ),
    Holding(
        "events.Answer", _("Answers about a person who comes"), mobile_by="attendee__phone", more=("value",),
        shown=("question",),
    ),
    Holding(
        "events.Delegation", _("Contact of a delegation"), email="contact_email", mobile="contact_phone",
        name="contact_name", shown=("fair", "name", "state"), needs_address=True,
    ),
    Holding(
        "events.DelegationFirm", _("People of a delegation's firms"), email="email", mobile="phone",
        name="contact_name", more=("people",), shown=("name",),
    ),
    Holding(
        "events.Attendee", _("People who come, in applications"), mobile="phone", name="name",
        more=("badge_name", "position"), shown=("application",), needs_address=True,
        related=("application__enterprise", "application__fair"),
    ),
    Holding(
        "events.Delegate", _("Delegates at fairs"), email="email", mobile="phone",
        name="name", more=("badge_name", "position"), shown=("participation",),
        related=("participation__enterprise", "participation__fair"),
    ),
    Holding(
        "events.DecisionPaper", _("Signatures under decisions"), name="signer_name", more=("signer_title",),
        shown=("title", "number"), kept_for=ARCHIVES,
    ),
    Holding(
        "contracts.Party", _("Signatures under agreements"), name="signatory",
        more=("signatory_title",), shown=("agreement",), kept_for=ARCHIVES,
    ),
    Holding(
        "common.Letter", _("Letters and calls"), email="to", mobile="mobile", name="name",
        more=("body", "short", "calendar", "stop_url"), shown=("subject", "created_at", "state", "sent_at"),
        needs_address=True,
    ),
    Holding(
        "common.Restriction", _("Restrictions of use"), email="email", mobile="mobile",
        shown=("created_at", "ended_at"), needs_address=True,
    ),
    Holding(
        "portal.DataRequest", _("Requests about personal data"), user="user", email="email",
        mobile="mobile", name="full_name", more=("words",), shown=("kind", "state", "asked_at", "due_by", "answer"),
        needs_address=True,
    ),
    Holding(
        "common.Opening", _("Looks at data and papers"), user="subject", kept_for=ARCHIVES,
        shown=("what", "name", "by", "at"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """Free text in which anybody may be named."""

    model_label: str
    fields: tuple[str, ...]

    @property
    def models(self) -> list[type[Model]]:
        """The model and, where one is kept, its history."""
        model = apps.get_model(self.model_label)
        return list(filter(None, [model, past_of(model)]))


TEXTS = (
    Text("common.Letter", ("subject", "body", "short", "calendar")),
    Text("common.Call", ("note",)),
    Text("common.StoredFile", ("name",)),
    Text("common.Job", ("params", "result", "note", "error")),
    Text("common.Opening", ("name",)),
    Text("enterprises.Product", ("description", "description_en")),
    Text("enterprises.CardLink", ("answer",)),
    Text("events.FairNotice", ("reason",)),
    Text("events.LegalFile", ("incidents", "proposals")),
    Text("events.FairPaper", ("note",)),
    Text("events.LetterWords", ("body_vi", "body_en")),
    Text("events.InvitationText", ("body_vi", "short_vi", "body_en", "short_en")),
    Text("events.Invitation", ("answer",)),
    Text("events.Delegation", ("note", "answer")),
    Text("events.Application", ("wishes", "answer", "answer_before", "wished_booths", "near", "apart")),
    Text("events.ApplicationPaper", ("name",)),
    Text("events.Submission", ("contents",)),
    Text("events.ReviewNote", ("text",)),
    Text("events.ChangeRequest", ("words", "answer")),
    Text("events.BulkDecision", ("answer",)),
    Text("events.BulkRow", ("why",)),
    Text("events.ReturnMark", ("words",)),
    Text("events.Answer", ("value",)),
    Text("events.PaymentRequest", ("reason", "funded_elsewhere")),
    Text("events.Payment", ("note",)),
    Text("matching.Meeting", ("note",)),
    Text("contracts.Agreement", ("note",)),
    Text("contracts.Evidence", ("note",)),
    Text("contracts.FollowUp", ("difficulties", "help_wanted", "new_deal")),
    Text("portal.DataRequest", ("words", "answer", "extended_because")),
)

# Fields that name or number an enterprise. Of a household business they may be those of a person, and stay with what
# was signed and reported: the name under which it takes part is in the business register.
KEPT = {
    "enterprises.Enterprise": "legal_name trade_name tax_code address_as_written district_as_written foreign_no",
    "events.Invitation": "name tax_code",
    "events.Application": "fascia_name",
    "events.Vehicle": "plate kind",
    "events.FeeAccount": "holder",
    "events.PaymentRequest": "account_holder",
}

# What points at a person's account and names nobody by itself.
POINTERS = {
    "common.StoredFile": "uploaded_by",
    "common.Job": "by source output",
    "common.Call": "made_by",
    "common.Opening": "by file",
    "accounts.TeamInvitation": "invited_by",
    "accounts.AccessLink": "made_by",
    "enterprises.EnterpriseInvitation": "invited_by",
    "enterprises.CardLink": "opened_by settled_by",
    "events.FairTeam": "member",
    "events.ChosenColumns": "person",
    "events.CatalogueCopy": "file made_by",
    "events.FairNotice": "made_by",
    "events.Submission": "by letter pdf",
    "common.Letter": "attachment",
    "events.FairPaper": "file",
    "events.Invitation": "letter",
    "events.Application": "submitted_by decided_by entered_by responsible",
    "events.BulkDecision": "made_by",
    "events.ChangeRequest": "asked_by answered_by",
    "events.DecisionPaper": "scan",
    "events.PlaceOffer": "made_by",
    "events.ApplicationPaper": "file",
    "events.Assignment": "reviewer",
    "events.ChecklistTick": "ticked_by",
    "events.ReviewNote": "written_by",
    "events.Answer": "attendee file",
    "events.Terms": "written_by",
    "events.PaymentRequest": "made_by paper",
    "events.Payment": "recorded_by paper",
    "matching.PersonalLink": "delegate member",
    "matching.Seat": "delegate",
    "contracts.Agreement": "recorded_by verified_by",
    "contracts.FiledReport": "scan filed_by",
    "contracts.FollowUp": "answered_by",
    "portal.DataRequest": "assigned_to",
}

EVERYWHERE = "id version created_at updated_at search_key sort_key"
# Not personal: figures, days, states, places, and what is said of fairs and goods.
PLAIN = {
    "common.StoredFile": "organizer purpose content media_type size sha256",
    "common.Job": "kind organizer language key state done total cancel_asked attempts heartbeat_at ended_at",
    "common.Letter": "about_fair kind is_secret thread not_before attempts error handed_over_at organizer",
    "common.Call": "letter outcome again_at",
    "common.LegalBasis": "valid_from valid_to code used_for rank text_vi text_en",
    "common.SpecialDay": "day is_working name_vi name_en",
    "common.Restriction": "organizer",
    "common.Opening": "organizer",
    "accounts.User": "password mobile_vouched theme is_platform_admin is_active",
    "accounts.Organizer": "slug name parent superior_name document_place document_code is_active "
    "requires_second_factor",
    "accounts.TeamInvitation": "organizer until",
    "accounts.AccessLink": "organizer ends_second_factor secret_hash expires_at withdrawn_at",
    "accounts.Consent": "language",
    "account.EmailAddress": "verified primary",
    "account.EmailConfirmation": "email_address created sent key",
    "mfa.Authenticator": "data created_at last_used_at",
    "enterprises.LegalForm": "valid_from valid_to code name_vi name_en aliases rank is_cooperative may_lack_tax_code",
    "enterprises.ProductGroup": "valid_from valid_to code name_vi name_en aliases rank",
    "enterprises.Province": "valid_from valid_to code name_vi name_en aliases rank",
    "enterprises.OcopRuleSet": "valid_from valid_to code title validity_months",
    "enterprises.Enterprise": "kept_by legal_form usual_role country province_as_written province",
    "enterprises.Product": "enterprise name name_key name_en picture group unit list_price",
    "enterprises.OcopCertificate": "product stars rule_set decision_no issuer issued_on expires_on revoked_on file",
    "enterprises.Certificate": "enterprise kind number issuer issued_on expires_on file",
    "enterprises.EnterpriseInvitation": "secret_hash expires_at",
    "enterprises.CardLink": "organizer card account state vouch settled_at expires_at",
    "events.Fair": "organizer code slug name role host_name level place province_as_written province planned_start "
    "planned_end starts_on ends_on zone preset uses_applications uses_floor uses_matching is_public by_link_only "
    "invitation_only apply_serial applications_from applications_until registration_basis basis_no state",
    "events.ChosenColumns": "list_name columns",
    "events.Catalogue": "fair is_published",
    "events.CatalogueCopy": "fair language consents firms made_at",
    "events.FairTeam": "fair role",
    "events.FairTerm": "valid_from valid_to kind days most_days basis_vi basis_en",
    "events.LegalFile": "fair theme decided_by decided_on receipt_no receipt_on confirmed_on report_no report_on "
    "planned_booths planned_in_province planned_out_of_province planned_visits planned_sales visits visits_source "
    "on_site_sales sales_source",
    "events.FairAmendment": "fair what before after filed_on filed_no answered_on answer_no",
    "events.FairPaper": "fair kind amendment",
    "events.FairNotice": "fair kind old_starts_on old_ends_on old_place seats told_at undone_at",
    "events.Invitation": "language card origin serial asked_at reminded_at followed_at account application",
    "events.InvitationText": "fair subject_vi subject_en remind_days",
    "events.LetterWords": "fair kind subject_vi subject_en",
    "events.OptOut": "organizer",
    "events.Application": "is_silent booths decided_at told_at state_before package area group power_kw "
    "needs_water needs_cooling terms is_late account origin delegation received_on consent_in_writing",
    "events.Delegation": "bill_to tax_code address package booths area serial",
    "events.DelegationFirm": "delegation tax_code fascia_name products application",
    "events.DelegationUse": "quota delegation amount",
    "events.BulkDecision": "fair deed is_silent created_at",
    "events.BulkRow": "bulk application outcome decided_at",
    "events.ChangeRequest": "application state until answered_at",
    "events.DecisionPaper": "fair title addressee submission_number submission_day number day",
    "events.DecisionRow": "paper application",
    "events.PlaceOffer": "application state expires_at answered_at",
    "events.ApplicationPaper": "application kind",
    "events.Assignment": "application",
    "events.ChecklistItem": "fair code text position",
    "events.ChecklistTick": "application item",
    "events.ReviewNote": "application",
    "events.ReturnMark": "application decided_at step field label",
    "events.Answer": "application product",
    "events.Submission": "application number at language",
    "events.Vehicle": "application",
    "events.Registration": "promotion offer_hours needs_decision fair late "
    "when_full min_stars most_booths intro_vi intro_en",
    "events.Terms": "fair number text_vi text_en",
    "events.FairDocument": "fair name_vi name_en language file",
    "events.Package": "fair kind name_vi name_en note_vi note_en price least_area most_area is_offered position",
    "events.Quota": "fair scope package group province unit limit taken",
    "events.QuotaUse": "quota application amount",
    "events.RequiredPaper": "fair kind group name_vi name_en is_required",
    "events.Question": "fair asked_of kind text_vi text_en help_vi help_en choices_vi choices_en is_required "
    "depends_on depends_value is_asked position",
    "events.Participation": "fair enterprise role booths_as_reported needs_power origin state application",
    "events.FeeAccount": "organizer bank_bin bank_name number is_used",
    "events.FeeTerms": "fair account days_to_pay",
    "events.ExtraPrice": "fair name_vi name_en counted_by price",
    "events.SupportRule": "valid_from valid_to organizer name legal_basis share most_booths most_each_time "
    "most_each_year min_stars position",
    "events.PaymentRequest": "organizer fair application delegation year number reference state price support total "
    "received support_rule support_year issued_on due_on bank_bin bank_name account_number told_at reminded_at",
    "events.FeeLine": "request position kind what_vi what_en why_vi why_en quantity unit_price amount",
    "events.Payment": "organizer request kind is_in amount paid_on method bank_ref line_key receipt_year "
    "receipt_number reverses reversed_at",
    "events.Hall": "fair name",
    "events.Booth": "fair hall code kind x y width depth has_power",
    "events.BoothHolding": "booth participation held_at released_at",
    "matching.Slot": "fair starts_at ends_at",
    "matching.Place": "fair name rank",
    "matching.Meeting": "fair buyer seller slot place state uid sequence absent next_step",
    "matching.Seat": "meeting slot",
    "matching.PlaceUse": "meeting place slot",
    "matching.PersonalLink": "serial expires_at",
    "contracts.Agreement": "organizer kind state register_no register_year paper_no signed_on signed_when fair meeting "
    "supersedes value_basis value grade",
    "contracts.RegisterCounter": "organizer year kind last",
    "contracts.Party": "role position enterprise agency_name",
    "contracts.AgreementLine": "agreement position product product_as_written quantity unit unit_price amount",
    "contracts.Evidence": "agreement file grade",
    "contracts.FollowUpTerm": "valid_from valid_to months remind_days open_days",
    "contracts.FollowUp": "agreement party months due_on remind_on reminded_at deliveries realised draft answered_at "
    "channel",
    "contracts.FiledReport": "organizer fair first last number least reason figures paper check_code office_no "
    "issued_on",
    "contracts.FiledRow": "report source record enterprise kind fair_key level_key buyer_key district_key stars_key "
    "is_cooperative label value said",
    "portal.RequestTerm": "kind valid_from valid_to answer_working_days done_days extension_days",
    "portal.DataRequest": "organizer language identity answer_by answered_at settled_at basis",
}


def declared() -> dict[str, set[str]]:
    """Every declared field, by model."""
    fields: dict[str, set[str]] = {}
    for table in (KEPT, POINTERS, PLAIN):
        for label, names in table.items():
            fields.setdefault(label, set()).update(names.split())
    for holding in HOLDINGS:
        user = () if holding.user == "pk" else (holding.user,)
        fields.setdefault(holding.model_label, set()).update(filter(None, (*holding.personal, *holding.shown, *user)))
    for text in TEXTS:
        fields.setdefault(text.model_label, set()).update(text.fields)
    return fields
