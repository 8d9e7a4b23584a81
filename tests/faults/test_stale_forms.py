"""A form that was open while somebody else changed its record is refused in words, and keeps what was typed."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.db.models import F, Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from common.records import Record
from events.models import Fair, FairNotice
from matching.models import Meeting
from tests.factories import PlaceFactory, SlotFactory
from tests.test_walk import OWN, PLATFORM, WORKSPACE, M, World, address
from tests.test_walk import OWNER as FIRM_OWNER
from tests.test_walk import built as built
from tests.test_walk import world as world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS, NUMBER = "Chữ đang gõ dở", "77"
REFUSED = "Somebody else changed this"

# Forms over a record that others may change at the same time, and the field in which something is typed.
EDITS = {
    "agreement_edit": "note",
    "application_decide": "answer",
    "certificate_edit": "decision_no",
    "delegation_edit": "note",
    "delegation_firm_by_link": "people",
    "delegation_firm_edit": "people",
    "decision_paper_edit": "title",
    "enterprise_edit": "trade_name",
    "entered_booth": "fascia_name",
    "entered_contact": "contact_name",
    "entered_form": "",
    "entered_products": "wishes",
    "entered_questions": "",
    "fair_amendment_edit": "after",
    "extra_price_edit": "name_vi",
    "fee_account_edit": "holder",
    "fee_request_cancel": "reason",
    "fee_terms": "",
    "support_rule_edit": "name",
    "fair_days": "reason",
    "fair_edit": "name",
    "fair_invitation_edit": "contact_name",
    "filed_issue": "office_no",
    "follow_up_answer": "difficulties",
    "follow_up_by_link": "difficulties",
    "legal_file_edit": "theme",
    "legal_values": "visits_source",
    "meeting_cancel": "reason",
    "meeting_move": "",
    "meeting_outcome": "note",
    "meeting_person": "name",
    "member_edit": "",
    "my_application_booth": "fascia_name",
    "my_application_contact": "contact_name",
    "my_application_products": "wishes",
    "my_application_questions": "",
    "my_details": "trade_name",
    "my_member_edit": "",
    "my_ocop_edit": "decision_no",
    "my_paper_edit": "number",
    "my_product_edit": "name",
    "organizer_settings": "document_place",
    "other_certificate_edit": "number",
    "package_edit": "name_vi",
    "paper_edit": "name_vi",
    "participation_edit": "booths_as_reported",
    "platform_organizer_edit": "document_place",
    "product_edit": "name",
    "question_edit": "text_vi",
    "quota_edit": "",
    "registration_rules": "intro_vi",
}
# They carry a version and let nothing be typed, or files alone, which no browser keeps; or what is typed is a text that
# is there only once it was saved.
NOTHING_TYPED = {
    "my_application_hand_over", "entered_papers", "entered_submit", "entered_withdraw",
    "my_application_papers", "my_application_submit", "my_application_withdraw", "agreement_replace",
    "fair_invitation_words", "fair_letter_words", "fair_letter_words_usual",
}  # fmt: skip
# They enter something new, do one deed, or keep what is one's own; or their action knows what stands there now.
WITHOUT_VERSION = {
    "application_change", "applications_checklist", "applications_decide", "my_application_change",
    "access", "access_link_new", "account_reset_password_from_key", "agreement_evidence", "booth_assign",
    "booth_swap", "call", "card_link", "card_offer", "data_form", "data_request_erase", "document_new",
    "enterprise_invited",
    "delegation_by_link", "delegation_decline", "delegation_list", "entered_list", "entered_new",
    "fee_ask", "fee_ask_delegation", "fee_ask_many", "fee_bank_list", "fee_payment_reverse", "fee_request_pay",
    "fee_request_refund",
    "fair_call_off", "fair_invite_list", "fair_invite_past", "fair_team", "hall_new", "import", "link_answer",
    "lost_account", "meeting_setup", "my_data_ask", "my_link_ask", "my_member_invite",
    "platform_data_request_erase", "platform_first_manager", "platform_organizer_deactivate", "platform_person",
    "platform_special_days", "preferences", "registration_copy", "registration_terms", "report_file", "results_paper",
    "team_invite",
}  # fmt: skip


def forms_of(resolver: URLResolver) -> Iterator[tuple[str, type[BaseForm]]]:
    """The name of every address of ours that shows a form, with the form."""
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLPattern):
            yield from forms_of(entry) if "allauth" not in str(entry.urlconf_name) else ()
        elif form := getattr(getattr(entry.callback, "view_class", None), "form_class", None):
            yield entry.name, form


UNSENT = ("submit", "file", "checkbox", "radio")


@dataclass
class Filled(HTMLParser):
    """What a browser would send of the form of a page, untouched."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    name: str = ""
    text: str | None = None

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "select":
            self.name = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self.add(self.name, given.get("value", ""))
        elif tag == "textarea":
            self.name, self.text = given.get("name", ""), ""
        elif tag == "input" and (given.get("type") not in UNSENT or "checked" in given):
            self.add(given.get("name", ""), given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.add(self.name, self.text.removeprefix("\n"))
            self.text = None

    def add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def client_of(world: World, name: str):
    if name in WORKSPACE:
        return world.clients[M]
    return world.clients[FIRM_OWNER if name in OWN else PLATFORM]


def prepared(name: str) -> dict:
    """What is typed into the form, and what it needs besides."""
    typed = {EDITS[name]: NUMBER if name == "participation_edit" else WORDS} if EDITS[name] else {}
    if name == "fair_days":
        # It runs today, its meetings lie within its days, and no letter about an earlier change waits.
        FairNotice.objects.all().delete()
        Fair.objects.update(starts_on="2019-01-01", ends_on=timezone.localdate() + datetime.timedelta(days=40))
        return typed | {"step": "do", "place": "Nơi khác"}
    if name == "meeting_move":
        fair = Meeting.objects.get().fair
        slot = SlotFactory(fair=fair, starts_at=timezone.now() + datetime.timedelta(days=30))
        return {"slot": slot.pk, "place": PlaceFactory(fair=fair).pk}
    return typed | ({"outcome": "held:none"} if name == "meeting_outcome" else {})


def filled_in(page: HttpResponse) -> dict[str, list[str]]:
    form = Filled()
    form.feed(page.content.decode())
    return form.sent


def record_of(page: HttpResponse) -> Record:
    """The record that the page's form is over."""
    view = page.context["view"]
    found = [getattr(page.context["form"], "instance", None)]
    found += [view.__dict__.get(name) for name in ("object", "member", "meeting", "filed", "row", "fair")]
    found += [view.get_member()] if hasattr(view, "get_member") else []
    return next(one for one in found if isinstance(one, Record) and one.pk)


def row(record: Model) -> dict:
    return type(record)._default_manager.values().get(pk=record.pk)


def test_every_form_over_a_record_notices_what_others_change():
    """Whoever adds a form gives it a `version` where it is over a record, and puts it into a list above."""
    shown = dict(forms_of(get_resolver()))
    guarded = {name for name, form in shown.items() if "version" in form.base_fields}
    enters = {name for name in guarded if name.endswith(("_new", "_create", "new_by_link", "application_by_link"))}
    assert guarded - enters == {*EDITS, *NOTHING_TYPED}
    assert set(shown) - guarded == WITHOUT_VERSION


@pytest.mark.parametrize("name", EDITS)
def test_an_old_form_is_refused_and_keeps_what_was_typed(world, name):
    client, url, more = client_of(world, name), address(world, name), prepared(name)
    page = client.get(url)
    record, sent = record_of(page), filled_in(page) | more
    assert {int(value) for value in sent["version"]} == {record.version}
    type(record)._default_manager.filter(pk=record.pk).update(version=F("version") + 1)
    before = row(record)
    answer = client.post(url, sent)
    assert answer.status_code in (409, 422), answer.headers.get("Location")
    assert REFUSED in answer.content.decode(), answer.context["form"].errors
    assert row(record) == before
    if EDITS[name]:
        assert more[EDITS[name]] in answer.content.decode()


@pytest.mark.parametrize("name", EDITS)
def test_a_form_that_is_up_to_date_is_let_in(world, name):
    """Else the refusal above could be of something else."""
    client, url, more = client_of(world, name), address(world, name), prepared(name)
    answer = client.post(url, filled_in(client.get(url)) | more)
    assert answer.status_code == 302, answer.context["form"].errors
