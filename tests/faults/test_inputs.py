"""What people and programs send that nobody meant: endless names, control characters, lying files, another zone."""

import datetime
import unicodedata
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contracts.models import Evidence
from events import window
from events.models import Application
from tests.factories import FairFactory, signed
from tests.faults.conftest import CONTACT, World

pytestmark = pytest.mark.django_db

FORMS = {
    "contact person": ("my_application_new", "contact_name"),
    "fascia name": ("my_application_new", "fascia_name"),
    "wishes": ("my_application_new", "wishes"),
    "words of a decision": ("application_decide", "answer"),
    "name of a hall": ("hall_new", "name"),
    "name of an enterprise": ("enterprise_new", "legal_name"),
    "search for a buyer": ("meeting_new", "buyer_q"),
}
TEXTS = {
    "10,000 letters": "Ẫ" * 10_000,
    "a null": "Hợp tác\x00 xã",
    "controls": "Hợp\x01 tác\x1b[31m xã\x7f",
    "turned writing": "Hợp tác \u202exã\u2066",
    "nothing but marks": "\u0301" * 300,
}


def send(world: World, form: str, field: str, text: str):
    """The form filled in as it should be, but for one field."""
    if form == "my_application_new":
        url, user = world.at_firm(form, world.organizer.slug, world.fair.slug), world.applicant
        data = CONTACT | {"booths": "1"}
    elif form == "application_decide":
        url, user = world.at_fair(form, world.submitted.pk, deed="return"), world.manager
        data = {"version": world.submitted.version}
    elif form == "enterprise_new":
        url, user, data = reverse(form, args=[world.organizer.slug]), world.manager, {"usual_role": "seller"}
    elif form == "meeting_new":
        return world.client(world.manager).get(world.at_fair(form), {field: text})
    else:
        url, user = world.at_fair(form), world.manager
        data = {
            "step": "make", "rows": "1", "columns": "2", "width": "3", "depth": "3", "aisle": "3",
            "first_code": "Z01", "kind": "standard",
        }  # fmt: skip
    return world.client(user).post(url, data | {field: text})


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("form", "field"), FORMS.values(), ids=FORMS)
def test_odd_text_is_cleaned_or_refused_at_its_field_and_never_breaks_a_page(world, form, field, text):
    answer = send(world, form, field, text)
    if answer.status_code == 422:
        assert field in answer.context["form"].errors
        return
    assert answer.status_code in (200, 302)
    kept = Application.objects.filter(enterprise=world.firm).first()
    if kept:
        written = kept.contact_name + kept.fascia_name
        assert not [letter for letter in written if unicodedata.category(letter) == "Cc"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hop-dong.pdf", b"MZ\x90\x00 a program"),
        ("hop-dong.pdf", b"\xff\xd8\xff\xe0 a picture"),
        ("hop-dong.pdf", b"<html><script>alert(1)</script>"),
        ("hop-dong.pdf", b"%PDF-1.7 cut off"),
        ("hop-dong.pdf", b""),
        ("anh.png", b"%PDF-1.7\n%%EOF\n"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("bang.xlsx", b"PK\x03\x04 a workbook"),
    ],
)
def test_a_file_that_lies_about_its_kind_is_no_evidence(world, organizer, name, content, tmp_path):
    url = reverse("agreement_evidence", args=[organizer.slug, signed(organizer).pk])
    answer = world.client(world.manager).post(url, {"file": SimpleUploadedFile(name, content), "grade": "4"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Evidence.objects.exists()
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("hour", "minute", "is_open"), [(23, 30, True), (0, 10, False)])
def test_the_last_day_for_applications_ends_at_midnight_of_the_fair(
    organizer, settings, monkeypatch, zone, hour, minute, is_open
):
    """Whatever zone the server and its reader are in."""
    settings.TIME_ZONE = zone
    last = datetime.date(2026, 11, 30)
    fair = FairFactory(
        organizer=organizer, applications_until=last, starts_on=last + datetime.timedelta(days=9),
        ends_on=last + datetime.timedelta(days=9),
    )  # fmt: skip
    day = last if is_open else last + datetime.timedelta(days=1)
    now = datetime.datetime.combine(day, datetime.time(hour, minute), ZoneInfo("Asia/Ho_Chi_Minh"))
    monkeypatch.setattr(timezone, "now", lambda: now.astimezone(datetime.UTC))
    with timezone.override(zone):
        assert window.is_open(fair) is is_open
