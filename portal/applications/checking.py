"""What a list of applications would do: every row held against the fair's rules and places, and against the records.

A fault that only follows from another is not said: what could not be read of a row is not looked at again.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import prefetch_related_objects

from common.text import fold
from enterprises import likeness
from enterprises.models import CardLink, Enterprise, LinkState
from enterprises.vocabulary import Vocabulary
from events import window
from events.behalf.listing import Entry
from events.models import ENDED, Application, ApplicationOrigin, ApplicationState, Fair, FullRule, LateRule, Package
from events.registration import quotas
from events.registration.eligibility import barred, rules_of, with_stars
from portal.applications.columns import LIST, MOST_ROWS, Row
from portal.workbook.book import Book
from portal.workbook.faults import Finding
from portal.workbook.reading import read_book
from portal.workbook.rows import nameless

Progress = Callable[[int, int], None]

SAME_NAME = (
    "contact_name", "contact_position", "contact_phone", "contact_email", "booths", "area", "fascia_name",
    "needs_water", "needs_cooling", "wishes", "received_on",
)  # fmt: skip


@dataclass
class Change:
    """A row that says something else than the application that was entered before."""

    row: int
    application: Application
    values: dict[str, Any]
    before: dict[str, Any]
    names: list[str]


@dataclass
class Plan:
    """All that the writing needs."""

    new: list[tuple[int, Entry]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def size(self) -> int:
        return len(self.new) + len(self.changed)

    @property
    def fingerprint(self) -> str:
        """The same for the same file against the same records."""
        new = [(row, entry.card.pk) for row, entry in self.new]
        changed = [
            (one.row, one.application.pk, one.application.version, one.values, one.names) for one in self.changed
        ]
        return hashlib.sha256(repr((new, changed)).encode()).hexdigest()


@dataclass
class Checked:
    """There is a plan where there is no fault."""

    faults: list[Finding]
    warnings: list[Finding]
    plan: Plan | None


def check(source, *, fair: Fair, progress: Progress | None = None) -> Checked:
    """Look a list (a path or an open file) through, all faults in one pass. Nothing is written."""
    vocabulary = Vocabulary()
    book = read_book(source, vocabulary=vocabulary, progress=progress, kinds=(LIST,), most_rows=MOST_ROWS)
    checker = Checker(book, fair, vocabulary)
    if not book.unread:
        checker.run()
    plan = None if book.findings.faults else checker.plan
    # Most columns may be missing: that one is says nothing.
    return Checked(book.faults, [one for one in book.warnings if one.code != "column_absent"], plan)


class Checker:
    def __init__(self, book: Book, fair: Fair, vocabulary: Vocabulary):
        self.book, self.fair, self.vocabulary, self.plan = book, fair, vocabulary, Plan()
        self.rules, self.today = rules_of(fair), window.today_at(fair)
        if self.rules.pk:
            prefetch_related_objects([self.rules], "legal_forms", "provinces", "groups")
        self.packages = {fold(name): one for one in fair.packages.all() for name in (one.name_vi, one.name_en) if name}
        self.cards = list(Enterprise.objects.of(fair.organizer).order_by("-pk"))
        self.by_key = {card.tax_code or nameless(card.legal_name): card for card in self.cards}
        self.alike = Alike(self.cards)
        self.open = self.open_applications()
        self.starred = with_stars(fair, self.rules)

    def open_applications(self) -> dict[int, Application]:
        """The applications under way, by the firm's card: that which staff entered, or that of its account."""
        rows = self.fair.applications.exclude(state__in=ENDED).select_related("enterprise", "package")
        rows = rows.prefetch_related("products", "quota_uses")
        linked = CardLink.objects.filter(organizer=self.fair.organizer, state=LinkState.LINKED)
        cards = dict(linked.values_list("account", "card"))
        return {cards.get(row.account_id, row.enterprise_id): row for row in rows}

    def run(self) -> None:
        if not window.takes_applications(self.fair) or self.today >= self.fair.starts_on:
            self.book.findings.fault(Finding("fair_takes_none"))
            return
        first: dict[str, int] = {}
        for row in self.book.rows[LIST.name]:
            row.key = self.key(row)
            if row.key and first.setdefault(row.key, row.row) != row.row:
                self.fault(row, "tax_code" if row.tax_code else "name", row.tax_code or row.name, "twice_applicant",
                           first=first[row.key])  # fmt: skip
                continue
            self.check_row(row)
        self.check_places()
        self.say_what_is_asked_later()

    def key(self, row: Row) -> str:
        if "tax_code" in row.faulty or not row.name:
            return ""
        return row.tax_code or nameless(row.name)

    def fault(self, row: Row, name: str, value: Any, code: str, *, cause=None, **params) -> None:
        self.book.fault(LIST, row.row, name, value, code, cause=cause, **params)

    def check_row(self, row: Row) -> None:
        card = self.by_key.get(row.key)
        self.check_package(row)
        self.check_day(row)
        if row.booths and row.booths > self.rules.most_booths:
            self.fault(row, "booths", row.booths, "too_many_booths", limit=self.rules.most_booths)
        firm = card or self.new_card(row)
        self.check_allowed(row, firm)
        if row.key:
            self.settle(row, firm)

    def check_package(self, row: Row) -> None:
        if not self.packages or "package" in row.faulty:
            return
        offered = [one for one in self.packages.values() if one.is_offered]
        if row.package is None:
            if offered and not self.is_known(row):
                self.fault(row, "package", "", "package_missing", cause="", known=names(offered))
            return
        package = self.packages.get(fold(row.package))
        if package is None or not package.is_offered:
            self.fault(row, "package", row.package, "unknown_package", cause=fold(row.package), known=names(offered))
            return
        row.package_pk = package.pk
        self.check_area(row, package)

    def check_area(self, row: Row, package: Package) -> None:
        if not package.is_by_area or "area" in row.faulty:
            return
        least, most = package.least_area or 1, package.most_area or 10_000
        if row.area is None:
            self.fault(row, "area", "", "area_missing", package=str(package))
        elif not least <= row.area <= most:
            self.fault(row, "area", row.area, "area_range", least=least, most=most)

    def check_day(self, row: Row) -> None:
        day = row.received_on
        if day and day > self.today:
            self.fault(row, "received_on", f"{day:%d/%m/%Y}", "received_in_future")
        last = window.last_day(self.fair)
        if (day or self.today) > last and self.rules.late == LateRule.REFUSED and not self.is_known(row):
            self.fault(row, "received_on", f"{day:%d/%m/%Y}" if day else "", "received_late", cause=day,
                       last=f"{last:%d/%m/%Y}")  # fmt: skip

    def is_known(self, row: Row) -> bool:
        """Whether the row speaks of an application that is there already."""
        card = self.by_key.get(row.key)
        return card is not None and card.pk in self.open

    def check_allowed(self, row: Row, firm: Enterprise) -> None:
        if row.faulty & {"group", "legal_form", "province"} or self.is_known(row):
            return
        for words in barred(self.rules, firm=firm, group=self.group(row), has_stars=firm.pk in self.starred):
            self.fault(row, "name", row.name, "not_eligible", cause=words, rule=words)

    def group(self, row: Row):
        return next((term for term in self.vocabulary.product_groups.all if term.pk == row.group), None)

    def new_card(self, row: Row) -> Enterprise:
        province = self.vocabulary.province(row.province) if row.province else None
        return Enterprise(
            kept_by=self.fair.organizer,
            legal_name=row.name or "",
            tax_code=row.tax_code or "",
            legal_form=next((one for one in self.vocabulary.legal_forms.all if one.pk == row.legal_form), None),
            address_as_written=row.address or "",
            province_as_written=row.province or "",
            province=province,
            contact_name=row.contact_name or "",
            phone=row.contact_phone or "",
            email=row.contact_email or "",
        )

    def settle(self, row: Row, firm: Enterprise) -> None:
        """What the row does: a new application, a change of one that was entered, or nothing."""
        there = self.open.get(firm.pk) if firm.pk else None
        if firm.pk is None and (other := self.alike.find(firm)):
            card, why = other
            self.book.warn(LIST, row.row, "name", row.name, "card_alike", card=str(card),
                           number=card.tax_code or "–", why=", ".join(map(str, why)))  # fmt: skip
        if there is None:
            self.plan.new.append((row.row, Entry(firm, self.application(row, firm), list(row.products or ()))))
        elif there.origin == ApplicationOrigin.ONLINE:
            self.leave(row, "applied_itself")
        elif change := self.change(row, there):
            self.plan.changed.append(change)
        else:
            self.plan.unchanged += 1

    def leave(self, row: Row, code: str) -> None:
        self.plan.unchanged += 1
        self.book.warn(LIST, row.row, "name", row.name, code)

    def application(self, row: Row, firm: Enterprise) -> Application:
        values = {"received_on": self.today, "fascia_name": str(firm)[:60] if self.fair.uses_floor else ""}
        values |= self.values(row)
        return Application(fair=self.fair, enterprise=firm, consent_in_writing=True, **values)

    def values(self, row: Row) -> dict[str, Any]:
        """What the row says of the application; a blank says nothing."""
        said = {name: getattr(row, name) for name in SAME_NAME}
        said |= {"package_id": row.package_pk, "group_id": row.group}
        said["power_kw"] = None if row.power_kw is None else float(row.power_kw)
        return {name: value for name, value in said.items() if value is not None}

    def change(self, row: Row, there: Application) -> Change | None:
        values = {name: value for name, value in self.values(row).items() if getattr(there, name) != value}
        shown = {product.name_key for product in there.products.all()}
        new_names = [name for name in row.products or () if fold(name)[:255] not in shown]
        if not values and not new_names:
            return None
        if there.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED) or there.waits_to_be_told:
            self.leave(row, "application_decided")
            return None
        return Change(row.row, there, values, {name: getattr(there, name) for name in values}, new_names)

    def check_places(self) -> None:
        """Where whoever comes late is refused, the list as a whole must find its places; else it waits in its order."""
        if self.book.findings.faults:
            return
        changed = [edited(one) for one in self.plan.changed if one.application.state == ApplicationState.SUBMITTED]
        asking = [*(entry.application for _row, entry in self.plan.new), *changed]
        held = Counter()
        for use in chain.from_iterable(one.quota_uses.all() for one in changed):
            held[use.quota_id] += use.amount
        must = self.rules.when_full == FullRule.REFUSED or not self.plan.new
        say = self.book.findings.fault if must else self.book.findings.warn
        for quota in self.fair.quotas.select_related("package", "group", "province"):
            wanted = sum(quotas.amount(one, quota) for one in asking if quotas.covers(quota, one))
            left = quota.left + held[quota.pk]
            if wanted > left:
                params = {"quota": str(quota), "left": left, "wanted": wanted}
                say(Finding("places_refused" if must else "places_waiting", params=params))

    def say_what_is_asked_later(self) -> None:
        asks = self.fair.required_papers.filter(is_required=True).exists()
        if self.plan.new and (asks or self.fair.questions.filter(is_asked=True, is_required=True).exists()):
            self.book.findings.warn(Finding("asked_later"))


def edited(change: Change) -> Application:
    """The application as it will be."""
    for name, value in change.values.items():
        setattr(change.application, name, value)
    return change.application


def names(packages: list[Package]) -> str:
    return ", ".join(dict.fromkeys(map(str, packages)))


class Alike:
    """Finds cards of perhaps the same firm without asking the database for each row."""

    def __init__(self, cards: list[Enterprise]):
        self.found: dict[tuple[str, str], list[Enterprise]] = defaultdict(list)
        for card in cards:
            for key in keys_of(card):
                self.found[key].append(card)

    def find(self, firm: Enterprise) -> tuple[Enterprise, list] | None:
        for key in keys_of(firm):
            for card in self.found[key]:
                if why := likeness.reasons(card, firm):
                    return card, why
        return None


def keys_of(card: Enterprise) -> list[tuple[str, str]]:
    found = [("name", likeness.core(name)) for name in (card.legal_name, card.trade_name) if name]
    found += [("code", likeness.stem(card.tax_code)), ("phone", card.phone), ("email", card.email.lower())]
    return [key for key in found if key[1]]
