"""What stands around every page: the side rail, the person, the theme."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organizer
from accounts.reach import may_at, reach_of
from common.tables import day_range


@dataclass(frozen=True)
class NavItem:
    label: str
    icon: str
    url: str
    current: bool = False
    count: int | None = None


# label, icon, URL name, permission, and the URL names under which the entry is shown as current
ORGANIZER_NAV = [
    (_("Overview"), "i-overview", "overview", "accounts.enter_workspace"),
    (_("Fairs"), "i-calendar", "fairs", "events.view_fair"),
    (_("Enterprises"), "i-people", "enterprises", "enterprises.view_enterprise"),
    (_("Products"), "i-tag", "products", "enterprises.view_product"),
    (_("Certificates"), "i-star", "certificates", "enterprises.view_certificate"),
    (_("Participations"), "i-apply", "participations", "events.view_participation"),
    (_("Agreements"), "i-deal", "agreements", "contracts.view_agreement"),
    (_("Follow-up"), "i-clock", "follow_ups", "contracts.view_agreement"),
    (_("Results"), "i-results", "results", "contracts.view_results"),
    (_("Import a workbook"), "i-upload", "import", "portal.import_workbook"),
    (_("Team"), "i-team", "team", "accounts.view_team"),
    (_("Access links"), "i-key", "access_links", "accounts.hand_over_access"),
    (_("Call list"), "i-phone", "calls", "portal.work_call_list"),
    (_("Outbox"), "i-mail", "outbox", "accounts.view_outbox"),
    (_("Personal data"), "i-user", "data_requests", "portal.answer_data_requests"),
    (_("Settings"), "i-settings", "organizer_settings", "accounts.change_organizer"),
]
FAIR_NAV = [
    (_("Overview"), "i-overview", "fair", "events.view_fair"),
    (_("Invitations"), "i-mail", "fair_invitations", "events.invite"),
    (_("Applications"), "i-apply", "applications", "events.review_application"),
    (_("Registration form"), "i-edit", "registration", "events.view_registration"),
    (_("Letters"), "i-mail", "fair_letters", "events.write_letters"),
    (_("Fees"), "i-fee", "fees", "events.view_fees"),
    (_("Participations"), "i-people", "fair_participations", "events.view_participation"),
    (_("Floor"), "i-floor", "floor", "events.view_floor"),
    (_("Lists"), "i-list", "fair_lists", "events.view_lists"),
    (_("Meetings"), "i-match", "meetings", "matching.view_meeting"),
    (_("The day"), "i-clock", "meeting_board", "matching.view_meeting"),
    (_("Agreements"), "i-deal", "fair_agreements", "contracts.view_agreement"),
    (_("Results"), "i-results", "fair_results", "contracts.view_results"),
    (_("Legal file"), "i-file", "legal_file", "events.view_legal_file"),
    (_("Team"), "i-team", "fair_team", "accounts.manage_team"),
    (_("Settings"), "i-settings", "fair_edit", "events.change_fair"),
]
# URL name → what the fair must use for the entry to be there
FEATURES = {
    "fair_invitations": "uses_applications",
    "applications": "uses_applications",
    "registration": "uses_applications",
    "fair_letters": "uses_applications",
    "legal_file": "is_hosted",
    "fees": "has_fees",
    "floor": "uses_floor",
    "meetings": "uses_matching",
    "meeting_board": "uses_matching",
}
ENTERPRISE_NAV = [
    (_("Overview"), "i-overview", "my_enterprise", "enterprises.act_for"),
    (_("Fairs and applications"), "i-apply", "my_applications", "enterprises.act_for"),
    (_("Meetings"), "i-match", "my_meetings", "enterprises.act_for"),
    (_("Agreements"), "i-deal", "my_agreements", "enterprises.act_for"),
    (_("Products"), "i-tag", "my_products", "enterprises.act_for"),
    (_("Certificates"), "i-star", "my_certificates", "enterprises.act_for"),
    (_("Members"), "i-team", "my_members", "enterprises.act_for"),
    (_("Details"), "i-settings", "my_details", "enterprises.act_for"),
]
PLATFORM_NAV = [
    (_("Organizers"), "i-overview", "platform_organizers", "accounts.manage_platform"),
    (_("Personal data"), "i-user", "platform_data_requests", "accounts.manage_platform"),
    (_("Public holidays"), "i-calendar", "platform_special_days", "accounts.manage_platform"),
    (_("Lost accounts"), "i-key", "platform_people", "accounts.manage_platform"),
]


class Shell:
    """Built when a template first asks; a page without a rail costs nothing."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.organizer: Organizer | None = getattr(request, "organizer", None)
        self.fair = getattr(request, "fair", None)
        self.enterprise = getattr(request, "enterprise", None)

    @property
    def theme(self) -> str:
        return getattr(self.request, "theme", "auto")

    @property
    def person(self) -> dict | None:
        user = self.request.user
        return {"name": str(user), "url": reverse("preferences")} if user.is_authenticated else None

    @property
    def home_url(self) -> str:
        if self.enterprise:
            return reverse("my_enterprise", args=[self.enterprise.pk])
        return reverse("overview", args=[self.organizer.slug]) if self.organizer else reverse("home")

    @property
    def fair_facts(self) -> dict:
        """The fair on top of the rail: where it opens, its days, and the way back to all fairs."""
        slug = self.organizer.slug
        return {
            "url": reverse("fair", args=[slug, self.fair.slug]),
            "days": day_range(self.fair.starts_on, self.fair.ends_on),
            "fairs_url": reverse("fairs", args=[slug]),
        }

    @property
    def current(self) -> NavItem | None:
        """The entry of the rail under which this page stands."""
        return next((item for item in self.nav if item.current), None)

    @cached_property
    def nav(self) -> list[NavItem]:
        if self.fair:
            used = [entry for entry in FAIR_NAV if entry[2] not in FEATURES or getattr(self.fair, FEATURES[entry[2]])]
            return self._items(used, [self.organizer.slug, self.fair.slug])
        if self.organizer:
            return self._items(ORGANIZER_NAV, [self.organizer.slug])
        if self.enterprise:
            return self._items(ENTERPRISE_NAV, [self.enterprise.pk])
        return self._items(PLATFORM_NAV, [])

    def _may(self, permission: str) -> bool:
        """Asked where the page stands: at the fair, anywhere in the workspace, for the enterprise."""
        user = self.request.user
        if not user.is_authenticated:
            return False
        if self.fair:
            return may_at(user, permission, self.organizer, self.fair.pk)
        if self.organizer:
            return reach_of(user, permission, self.organizer) is not None
        return user.has_perm(permission, self.enterprise)

    def _items(self, entries: list, args: list) -> list[NavItem]:
        match = self.request.resolver_match
        here = match.url_name if match else ""
        section = getattr(match.func, "view_class", None) if match else None
        current = getattr(section, "section", here)
        return [
            NavItem(label, icon, reverse(name, args=args), current=current == name)
            for label, icon, name, permission in entries
            if self._may(permission)
        ]


def shell(request: HttpRequest) -> dict:
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
