"""What all lists of this room keep: no query per row, no formula in an export, nobody else's rows."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    CertificateFactory,
    EnterpriseFactory,
    FairFactory,
    OcopCertificateFactory,
    OrganizerFactory,
    ParticipationFactory,
    ProductFactory,
)

pytestmark = pytest.mark.django_db
LISTS = ["enterprises", "products", "certificates", "other_certificates"]
RECORDS = {
    "enterprise": lambda organizer: EnterpriseFactory(kept_by=organizer),
    "product": lambda organizer: ProductFactory(enterprise__kept_by=organizer),
    "certificate": lambda organizer: OcopCertificateFactory(product__enterprise__kept_by=organizer),
    "other_certificate": lambda organizer: CertificateFactory(enterprise__kept_by=organizer),
}
PAGES = ["", "_edit", "_history", "_remove"]


def fill(organizer, count: int) -> None:
    fair = FairFactory(organizer=organizer)
    for _ in range(count):
        card = EnterpriseFactory(kept_by=organizer)
        OcopCertificateFactory(product=ProductFactory(enterprise=card))
        CertificateFactory(enterprise=card)
        ParticipationFactory(enterprise=card, fair=fair)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["?per_page=50", "?export=csv"])
def test_a_list_asks_as_often_for_fifty_rows_as_for_one(sign_in, organizer, name, query):
    client, address = sign_in("manager"), reverse(name, args=[organizer.slug]) + query
    fill(organizer, 1)
    client.get(address)
    with_one = queries(client, address)
    fill(organizer, 49)
    assert queries(client, address) == with_one


def test_a_card_asks_as_often_for_many_products_as_for_one(sign_in, organizer):
    client = sign_in("manager")
    card = EnterpriseFactory(kept_by=organizer)
    address = reverse("enterprise", args=[organizer.slug, card.pk])

    def add(count):
        for _ in range(count):
            OcopCertificateFactory(product=ProductFactory(enterprise=card))
            ParticipationFactory(enterprise=card, fair=FairFactory(organizer=organizer))
            CertificateFactory(enterprise=card)

    add(1)
    client.get(address)
    with_one = queries(client, address)
    add(9)
    assert queries(client, address) == with_one


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_no_row_of_another_organizer(sign_in, organizer, name):
    fill(OrganizerFactory(), 2)
    assert len(sign_in("manager").get(reverse(name, args=[organizer.slug])).context["table"].rows) == 0


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("record", RECORDS)
def test_another_organizers_record_is_not_found(sign_in, organizer, record, page):
    foreign = RECORDS[record](OrganizerFactory())
    address = reverse(record + page, args=[organizer.slug, foreign.pk])
    client = sign_in("manager")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in (404, 405)


@pytest.mark.parametrize("record", RECORDS)
def test_a_stranger_does_not_learn_of_a_record(sign_in, record):
    elsewhere = OrganizerFactory()
    address = reverse(record, args=[elsewhere.slug, RECORDS[record](elsewhere).pk])
    assert sign_in("manager").get(address).status_code == 404


def export(client, organizer, name: str, kind: str) -> list[list]:
    response = client.get(reverse(name, args=[organizer.slug]), {"export": kind})
    assert "attachment" in response["Content-Disposition"]
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_an_export_opens_and_holds_the_rows(sign_in, organizer, name):
    fill(organizer, 2)
    rows = export(sign_in("manager"), organizer, name, "xlsx")
    text = [[str(cell) for cell in row] for row in rows]
    assert len([row for row in text if any(row)]) >= 3
    assert not any("<" in cell for row in text for cell in row)


def test_a_workbook_keeps_numbers_and_days_as_such(sign_in, organizer):
    product = ProductFactory(enterprise__kept_by=organizer, name="Mắm", list_price=1_376_000)
    certificate = OcopCertificateFactory(product=product, stars=4)
    client = sign_in("manager")
    assert 1_376_000 in [cell for row in export(client, organizer, "products", "xlsx") for cell in row]
    days = [
        cell.date()
        for row in export(client, organizer, "certificates", "xlsx")
        for cell in row
        if hasattr(cell, "date")
    ]
    assert certificate.issued_on in days


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example","a")', "+1+1", "-2+3", "@SUM(A1)"])
def test_no_cell_of_an_export_is_a_formula(sign_in, organizer, kind, name):
    EnterpriseFactory(kept_by=organizer, legal_name=name)
    client = sign_in("manager")
    rows = export(client, organizer, "enterprises", kind)
    if kind == "csv":
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
        return
    content = client.get(reverse("enterprises", args=[organizer.slug]), {"export": "xlsx"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert any(name in str(cell) for row in rows for cell in row)
