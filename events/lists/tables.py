"""The columns of a fair's lists. The page and every file are made from these alone."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable
from common.tables import DayColumn, LeadColumn, NumberColumn, StatusColumn, WordColumn
from enterprises.tables import TaxCodeColumn
from events.letters import thread_of
from events.lists.letters import papers_text
from events.lists.queries import missing_of
from events.models import Application, Delegate, Participation, RequiredPaper, Vehicle
from events.tables import kilowatts

PART = ["fair__organizer__slug", "pk"]


class BoothsColumn(tables.Column):
    """The numbers of all booths that are held; sorted by the first."""

    def __init__(self, path: str = "", **kwargs):
        kwargs.setdefault("verbose_name", _("Booths"))
        super().__init__(accessor=f"{path}held_now", order_by="booth", **kwargs)

    def render(self, value: list) -> str:
        return ", ".join(held.booth.code for held in value)


class HallsColumn(BoothsColumn):
    """The halls of these booths, each once."""

    def __init__(self, path: str = "", **kwargs):
        super().__init__(path, verbose_name=_("Hall"), **kwargs)

    def render(self, value: list) -> str:
        return ", ".join(dict.fromkeys(str(held.booth.hall) for held in value))


class PhoneColumn(tables.Column):
    """A number to tap."""

    def __init__(self, **kwargs):
        super().__init__(**{"verbose_name": _("Phone"), "orderable": False} | kwargs)

    def render(self, value: str) -> str:
        return format_html('<a class="cp-num" href="tel:{0}">{0}</a>', value)

    def value(self, value: str) -> str:
        return value


class YesColumn(tables.Column):
    """Yes where it is so, nothing where it is not: the eye finds the few that are."""

    def render(self, value: bool) -> str:  # noqa: FBT001
        return _("yes") if value else ""


class PowerColumn(NumberColumn):
    """Kilowatts, or that nobody said how many."""

    def __init__(self, **kwargs):
        super().__init__(verbose_name=_("Power, kW"), empty_values=(), **kwargs)

    def render(self, value: float | None) -> str:
        return _("not stated") if value is None else kilowatts(value)

    def value(self, value: float | None) -> Any:
        return _("not stated") if value is None else value


class FairListTable(ListTable):
    """A list whose columns each person chooses: `usual` are shown until then. The first column always stands."""

    usual: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> list[str]:
        return list(cls.base_columns)

    @classmethod
    def hidden(cls, chosen: Iterable[str]) -> list[str]:
        """What is not shown where these are chosen; names that are no columns say nothing."""
        shown = set(chosen) & set(cls.names()) or set(cls.usual)
        return [name for name in cls.names()[1:] if name not in shown]


class ParticipantTable(FairListTable):
    enterprise = LeadColumn("participation", args=PART, order_by=("enterprise__sort_key", "pk"))
    legal_name = tables.Column(accessor="enterprise__legal_name", order_by="enterprise__sort_key")
    booths = BoothsColumn()
    halls = HallsColumn()
    role = WordColumn()
    state = StatusColumn()
    group = tables.Column(accessor="application__group", order_by=("application__group__rank", "pk"))
    package = tables.Column(accessor="application__package", order_by=("application__package__position", "pk"))
    wanted = NumberColumn(accessor="application__booths", verbose_name=_("Booths asked for"))
    contact = tables.Column(verbose_name=_("Contact"), order_by=("contact", "pk"))
    phone = PhoneColumn()
    email = tables.Column(verbose_name=_("Email"), orderable=False)
    people = NumberColumn(verbose_name=_("Delegates"))
    tax_code = TaxCodeColumn(accessor="enterprise__tax_code", orderable=False)
    legal_form = tables.Column(accessor="enterprise__legal_form", order_by=("enterprise__legal_form__rank", "pk"))
    address = tables.Column(accessor="enterprise__address_as_written", verbose_name=_("Address"), orderable=False)
    district = tables.Column(accessor="enterprise__district_as_written", verbose_name=_("District"))
    province = tables.Column(accessor="enterprise__province", order_by=("enterprise__province__rank", "pk"))
    origin = tables.Column()
    submitted = DayColumn(accessor="application__submitted_at", verbose_name=_("Applied on"))

    usual = ("booths", "role", "group", "contact", "phone", "people", "state")

    class Meta(ListTable.Meta):
        model = Participation
        fields: list[str] = []
        order_by = "enterprise"


class PapersTable(FairListTable):
    """`required` are the fair's papers, `reminded` says when each firm was last written to."""

    enterprise = LeadColumn(
        "application",
        args=["fair__organizer__slug", "fair__slug", "pk"],
        order_by=("enterprise__sort_key", "pk"),
        sub="contact_name",
    )
    missing = tables.Column(empty_values=(), orderable=False, verbose_name=_("Still missing"))
    state = StatusColumn()
    contact = tables.Column(accessor="contact_name", verbose_name=_("Contact"))
    phone = PhoneColumn(accessor="contact_phone")
    email = tables.Column(accessor="contact_email", verbose_name=_("Email"), orderable=False)
    reminded = DayColumn(empty_values=(), orderable=False, verbose_name=_("Reminded on"))
    message = tables.Column(
        empty_values=(), orderable=False, verbose_name=_("Text to send"), attrs={"td": {"class": "li-message"}}
    )

    usual = ("missing", "phone", "reminded", "message")

    class Meta(ListTable.Meta):
        model = Application
        fields: list[str] = []
        order_by = "enterprise"

    def __init__(self, *args, required: Iterable[RequiredPaper] = (), reminded: dict | None = None, **kwargs):
        self.required, self.when = list(required), reminded or {}
        super().__init__(*args, **kwargs)

    def render_missing(self, record: Application) -> str:
        return ", ".join(str(paper) for paper in missing_of(record, self.required))

    def render_reminded(self, record: Application) -> str:
        at = self.when.get(thread_of(record))
        return self.base_columns["reminded"].render(at) if at else ""

    def render_message(self, record: Application) -> str:
        return render_to_string("events/lists/message.html", {"record": record, "text": self.value_message(record)})

    def value_message(self, record: Application) -> str:
        return papers_text(record, missing_of(record, self.required)).short


class DelegateTable(FairListTable):
    name = LeadColumn(
        "participation",
        args=["participation__fair__organizer__slug", "participation_id"],
        order_by=("sort_key", "pk"),
        sub="position",
        verbose_name=_("Name"),
    )
    badge = tables.Column(verbose_name=_("Name on the badge"), order_by=("badge", "pk"))
    position = tables.Column(orderable=False)
    enterprise = tables.Column(
        accessor="participation__enterprise", order_by=("participation__enterprise__sort_key", "sort_key")
    )
    role = WordColumn(
        accessor="participation__get_role_display", order_by=("participation__role", "sort_key"), verbose_name=_("Role")
    )
    booths = BoothsColumn("participation__")
    phone = PhoneColumn()
    email = tables.Column(orderable=False)

    usual = ("badge", "enterprise", "role", "booths", "phone")

    class Meta(ListTable.Meta):
        model = Delegate
        fields: list[str] = []
        order_by = "name"


class FasciaTable(FairListTable):
    board = LeadColumn("participation", args=PART, order_by=("board", "pk"), verbose_name=_("On the board"))
    length = NumberColumn(verbose_name=_("Characters"), order_by=("length", "pk"))
    booths = BoothsColumn()
    halls = HallsColumn()
    boards = NumberColumn(empty_values=(), orderable=False, verbose_name=_("Boards"))
    source = tables.Column(empty_values=(), order_by=("is_stated", "pk"), verbose_name=_("Where it is from"))
    enterprise = tables.Column(order_by=("enterprise__sort_key", "pk"))
    contact = tables.Column(verbose_name=_("Contact"), order_by=("contact", "pk"))
    phone = PhoneColumn()

    usual = ("length", "booths", "halls", "boards", "source")

    class Meta(ListTable.Meta):
        model = Participation
        fields: list[str] = []
        order_by = "booths"

    def value_boards(self, record: Participation) -> int:
        return len(record.held_now)

    def render_boards(self, record: Participation) -> str:
        return str(len(record.held_now))

    def render_source(self, record: Participation) -> str:
        return _("written by the enterprise") if record.is_stated else _("its name; ask what the board shall say")


class PowerTable(FairListTable):
    enterprise = LeadColumn("participation", args=PART, order_by=("enterprise__sort_key", "pk"))
    booths = BoothsColumn()
    halls = HallsColumn()
    power = PowerColumn(accessor="kilowatts", order_by=("kilowatts", "pk"))
    water = YesColumn(accessor="application__needs_water", verbose_name=_("Water"))
    cooling = YesColumn(accessor="application__needs_cooling", verbose_name=_("Refrigerator"))
    board = tables.Column(accessor="application__fascia_name", verbose_name=_("Fascia name"))
    contact = tables.Column(verbose_name=_("Contact"), order_by=("contact", "pk"))
    phone = PhoneColumn()

    usual = ("booths", "halls", "power", "water", "cooling", "phone")

    class Meta(ListTable.Meta):
        model = Participation
        fields: list[str] = []
        order_by = "booths"


def _part_url(record: Vehicle) -> str | None:
    part = getattr(record.application, "participation", None)
    return reverse("participation", args=[part.fair.organizer.slug, part.pk]) if part else None


class VehicleTable(FairListTable):
    plate = tables.Column(attrs={"td": {"class": "is-lead cp-num"}}, order_by=("plate", "pk"))
    kind = tables.Column(orderable=False)
    enterprise = tables.Column(
        accessor="application__enterprise", order_by=("application__enterprise__sort_key", "pk"), linkify=_part_url
    )
    booths = BoothsColumn("application__participation__")
    halls = HallsColumn("application__participation__")
    contact = tables.Column(accessor="application__contact_name", verbose_name=_("Contact"))
    phone = PhoneColumn(accessor="application__contact_phone")

    usual = ("kind", "enterprise", "booths", "contact", "phone")

    class Meta(ListTable.Meta):
        model = Vehicle
        fields: list[str] = []
        order_by = "plate"
