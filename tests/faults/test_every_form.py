"""Every form of the product, found by opening every address: what nobody meant gets a clear answer, and is never kept.

All text fields of a form are filled with the same odd text at once, all file fields with the same lying file.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client

from accounts.models import Role
from tests.faults.test_inputs import TEXTS
from tests.test_walk import (
    ANONYMOUS,
    OF_ITS_OWN,
    OWN,
    OWNER,
    PLATFORM,
    PLATFORM_ONLY,
    POST_ONLY,
    PUBLIC,
    SIGNED_IN,
    STRANGER,
    WORKSPACE,
    World,
    address,
    built,  # noqa: F401 (a fixture)
    world,  # noqa: F401 (a fixture)
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHO = (
    dict.fromkeys(WORKSPACE, Role.MANAGER)
    | dict.fromkeys(OWN, OWNER)
    | dict.fromkeys(PLATFORM_ONLY, PLATFORM)
    | dict.fromkeys(SIGNED_IN, STRANGER)
    | dict.fromkeys(PUBLIC, ANONYMOUS)
)
TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local", "password"}
OURS = {"accounts", "common", "contracts", "enterprises", "events", "matching", "portal"}
# A workbook that is torn is let in: the job that looks it through says so (tests/portal/workbook/test_faults.py).
LYING = {
    "a program": ("hop-dong.pdf", b"MZ\x90\x00"),
    "a page": ("hop-dong.pdf", b"<html><script>alert(1)</script>"),
    "a picture": ("hop-dong.pdf", b"\xff\xd8\xff\xe0"),
    "cut off": ("hop-dong.pdf", b"%PDF-1.7"),
    "nothing": ("hop-dong.pdf", b""),
    "a paper": ("anh.png", b"%PDF-1.7\n%%EOF\n"),
    "a drawing": ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a torn picture": ("anh.png", b"\x89PNG\r\n\x1a\n"),
}


@dataclass
class Form:
    """What a browser would send, and which of it a person types or chooses from their files."""

    action: str
    method: str
    data: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.forms: list[Form] = []
        self.form = self.select = self.area = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.form)
        elif self.form is None or "disabled" in given:
            return
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.form.data):
            self.form.data[self.select] = [value]
        elif tag == "textarea" and name:
            self.form.typed.add(name)
            self.form.data[name] = [""]
            self.area = name
        elif tag == "input" and name:
            self._input(given, name, value)

    def _input(self, given: dict, name: str, value: str) -> None:
        kind = given.get("type", "text")
        if kind == "file":
            self.form.files.add(name)
        elif kind in ("checkbox", "radio"):
            if "checked" in given:
                self.form.data.setdefault(name, []).append(value or "on")
        elif kind not in ("submit", "button", "image", "reset"):
            self.form.data[name] = [value]
            if kind in TYPED:
                self.form.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.form.data[self.area] = [self.form.data[self.area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms(at: World) -> Iterator[tuple[Client, Form]]:
    """Each form once, with who sends it."""
    met = set()
    for name, role in WHO.items():
        if name in POST_ONLY or name in OF_ITS_OWN:
            continue
        page, client = address(at, name), at.clients[role]
        answer = client.get(page)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Reader(answer.content.decode()).forms:
            target = form.action or page
            key = (target, form.method, *sorted(form.data), *sorted(form.files))
            if key not in met:
                met.add(key)
                form.action = target
                yield client, form


def fault_of(client: Client, form: Form, data: dict, *answers: int) -> str:
    """What is wrong with what came of it, if anything; whatever it wrote is taken back."""
    with transaction.atomic():
        if form.method == "post":
            answer = client.post(form.action, form.data | data)
        else:
            answer = client.get(form.action.partition("?")[0], form.data | data)
        kept = controls_kept() if answer.status_code in (200, 302) and form.method == "post" else []
        transaction.set_rollback(True)
    if kept or answer.status_code not in answers:
        return f"{form.method} {form.action}: {answer.status_code} {kept}"
    return ""


def controls_kept() -> list[tuple[str, str]]:
    """The columns that hold a control character other than the end of a line."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        names = [one.name for one in model._meta.fields if isinstance(one, (models.CharField, models.TextField))]
        for row in model._base_manager.values_list(*names) if names else []:
            found += [
                (model._meta.label, name)
                for name, value in zip(names, row, strict=True)
                if isinstance(value, str)
                and any(unicodedata.category(one) == "Cc" and one not in "\r\n\t" for one in value)
            ]
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_odd_text_in_any_form_is_cleaned_or_refused(world, text):  # noqa: F811
    faults = [
        fault_of(client, form, {name: [text] for name in form.typed}, 200, 302, 400, 403, 404, 409, 410, 422, 429)
        for client, form in forms(world)
        if form.typed
    ]
    assert len(faults) > 60
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize("lie", LYING.values(), ids=LYING)
def test_a_lying_file_in_any_form_is_refused_at_its_field(world, lie, settings):  # noqa: F811
    uploads = settings.STORAGES["default"]["OPTIONS"]["location"]
    before = {path for path in uploads.rglob("*") if path.is_file()}
    faults = [
        fault_of(client, form, {name: SimpleUploadedFile(*lie) for name in form.files}, 200, 422)
        for client, form in forms(world)
        if form.files
    ]
    assert len(faults) >= 5
    assert [fault for fault in faults if fault] == []
    assert {path for path in uploads.rglob("*") if path.is_file()} == before
