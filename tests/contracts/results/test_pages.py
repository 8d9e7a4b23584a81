"""The results as pages: what is asked for, what is shown, who may see it, how much it costs."""

import datetime
import io
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organizer, Role
from common.models import Job
from enterprises.models import UsualRole
from events.models import FairState
from tests.factories import (
    EnterpriseFactory,
    FairFactory,
    OcopCertificateFactory,
    OrganizerFactory,
    ParticipationFactory,
    signed,
)

pytestmark = pytest.mark.django_db

OPEN = re.compile(r'<a class="cp-open" href="([^"]+)">([\d.]+)</a>')
YEAR_2019 = {"from": "01/01/2019", "to": "31/12/2019"}


@pytest.fixture
def viewer(sign_in, organizer):
    """Reads English, so that tests can name the words."""
    return english(sign_in(Role.VIEWER))


def english(client):
    client.user.language = "en"
    client.user.save()
    return client


@pytest.fixture
def reader(province, sign_in):
    return english(sign_in(Role.VIEWER, at=province))


def page(client, organizer: Organizer, name: str = "results", **query):
    return client.get(reverse(name, args=[organizer.slug]), query)


def text(response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def links(response) -> dict[str, int]:
    found = OPEN.findall(response.content.decode())
    return {unescape(url): int(number.replace(".", "")) for url, number in found}


# --- The report -------------------------------------------------------------------------------------------


def test_every_figure_of_the_page_opens_as_many_rows(reader, province):
    opened = links(page(reader, province, **YEAR_2019))
    assert len(opened) > 80
    for url, number in opened.items():
        if "group=" in url and "group=buyer" not in url and "group=stars" not in url:
            continue  # test_rows counts the rest without drawing pages
        shown = text(reader.get(url))
        count = int(re.search(r"([\d.]+) rows? makes? up this figure", shown)[1].replace(".", ""))
        value = re.search(r"stated value ([\d.]+) đồng", shown)
        assert number in (count, int(value[1].replace(".", "")) if value else count), url


def test_page_shows_the_figures_of_the_sample(reader, province):
    shown = text(page(reader, province, **YEAR_2019))
    for words in ("Participations 83", "Enterprises that took part 34", "Contracts 20 stated: 1.38 bn đồng",
                  "Memoranda of understanding 25 none with a stated value", "OCOP products 39"):  # fmt: skip
        assert words in shown


def test_the_latest_year_on_record_is_shown_first(reader, province):
    assert "Results · Year 2019" in text(page(reader, province))


def test_the_period_before_stands_beside(reader, province):
    shown = text(page(reader, province, **{"from": "2020-01-01", "to": "2020-12-31"}))
    assert "Beside Year 2019" in shown
    assert "before: 20, −20" in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "x", "to": "31/12/2019"}, "“x” is no day. Write it like 31/12/2019."),
        ({"from": "01/01/2019", "to": "31/02/2019"}, "There is no day “31/02/2019”."),
        ({"from": "01/01/19", "to": "31/12/2019"}, "Write all four figures of the year"),
        ({"from": "01/01/2019"}, "Write the last day."),
        ({"to": "01/01/2019"}, "Write the first day."),
        ({"from": "01/01/2019", "to": "31/12/2018"}, "The last day comes before the first."),
        ({"from": "01/01/1200", "to": "31/12/2018"}, "The year must lie between 1990 and 2100."),
    ],
)
def test_a_period_that_cannot_be_meant_is_refused_with_the_reason(viewer, organizer, query, said):
    response = page(viewer, organizer, **query)
    assert response.status_code == 422
    assert said in text(response)
    assert 'class="cp-figures"' not in response.content.decode()


def test_a_period_without_records_says_so_and_offers_no_paper(viewer, organizer):
    response = page(viewer, organizer)
    assert "Nothing is on record here yet" in text(response)
    assert reverse("results_paper", args=[organizer.slug]) not in response.content.decode()


def test_page_has_neither_script_nor_style_of_its_own(reader, province):
    html = page(reader, province, **YEAR_2019).content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_deals_are_drawn_fair_by_fair(reader, province):
    html = page(reader, province, **YEAR_2019).content.decode()
    assert html.count('<rect class="c-now" x=') == 6
    heights = [int(h) for h in re.findall(r'<rect class="c-now" x="\d+" y="\d+" width="\d+" height="(\d+)"', html)]
    contracts = [8, 1, 4, 2, 3, 2]
    assert [round(height * 8 / heights[0]) for height in heights] == contracts


def test_one_fair_has_results_of_its_own(reader, province):
    response = reader.get(reverse("fair_results", args=[province.slug, "hc19-01"]))
    opened = links(response)
    assert "Participations 21" in text(response)
    assert all("fair=hc19-01" in url for url in opened)
    url = next(url for url in opened if "figure=contracts" in url and "group" not in url)
    assert "8 rows make up this figure" in text(reader.get(url))


# --- The rows ---------------------------------------------------------------------------------------------


def test_rows_can_be_searched_without_marks_within_the_figure(reader, province):
    response = page(reader, province, "results_rows", figure="participations", group="fair", key="HC19-01",
                    q="phu hoa", **YEAR_2019)  # fmt: skip
    shown = text(response)
    assert "21 rows make up this figure" in shown, "the figure stays what it is while one searches in it"
    assert len(response.context["table"].rows) < 21
    assert all("Phú Hòa" in str(row.record.enterprise) for row in response.context["table"].rows)


def test_rows_keep_the_figure_while_they_are_searched_sorted_and_paged(reader, province):
    html = page(reader, province, "results_rows", figure="participations", **YEAR_2019).content.decode()
    assert '<input type="hidden" name="figure" value="participations">' in html
    assert re.search(r'href="\?[^"]*figure=participations[^"]*page=2', html)
    assert re.search(r'href="\?[^"]*figure=participations[^"]*sort=', html)


def test_rows_say_which_definition_was_counted_and_where(reader, province):
    shown = text(page(reader, province, "results_rows", figure="mous", group="buyer", key="9900202301", **YEAR_2019))
    assert "also those that a contract has replaced since" in shown
    assert "By buyer: Big C" in shown


@pytest.mark.parametrize(
    ("figure", "group", "key", "said"),
    [
        ("participations", "level", "provincial", "By level: Provincial"),
        ("contracts", "fair", "HC19-01", "By fair: Hội chợ Thương mại - Nông nghiệp tỉnh Sóc Trăng"),
        ("contracts", "district", "Huyện Kế Sách", "By district: Huyện Kế Sách"),
        ("products", "stars", "4", "By stars: 4 stars"),
    ],
)
def test_rows_name_the_line_of_the_table(reader, province, figure, group, key, said):
    assert said in text(page(reader, province, "results_rows", figure=figure, group=group, key=key, **YEAR_2019))


def test_rows_are_exported_as_counted(reader, province):
    response = page(reader, province, "results_rows", figure="mous", export="xlsx", **YEAR_2019)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet.max_row == 1 + 25


def test_products_show_the_stars_that_counted(viewer, organizer):
    day = datetime.date
    product = OcopCertificateFactory(
        product__enterprise__kept_by=organizer, stars=3, issued_on=day(2018, 1, 1), expires_on=day(2019, 6, 1)
    ).product
    OcopCertificateFactory(product=product, stars=5, issued_on=day(2025, 1, 1))
    response = page(viewer, organizer, "results_rows", figure="products", group="stars", key="3", **YEAR_2019)
    assert [row.record.stars for row in response.context["table"].rows] == [3]


@pytest.mark.parametrize(
    "query",
    [
        {"figure": "nothing"},
        {},
        {"figure": "fairs", "group": "buyer"},
        {"figure": "products", "group": "stars", "key": "many"},
        {"figure": "fairs", "from": "x"},
        {"figure": "fairs", "fair": "no-such-fair"},
    ],
)
def test_rows_of_no_known_figure_are_not_there(viewer, organizer, query):
    assert page(viewer, organizer, "results_rows", **YEAR_2019 | query).status_code == 404


def test_a_fair_of_another_organizer_is_not_there(viewer, organizer):
    fair = FairFactory(organizer=OrganizerFactory())
    assert page(viewer, organizer, "results_rows", figure="fairs", fair=fair.slug).status_code == 404
    assert page(viewer, organizer, "results_paper", fair=fair.slug).status_code == 404


def test_a_persons_tax_code_stands_neither_in_the_page_nor_in_its_addresses(viewer, organizer):
    person = EnterpriseFactory(kept_by=organizer, tax_code="079085001234", usual_role=UsualRole.BUYER)
    signed(organizer, buyer=person)
    response = page(viewer, organizer, **YEAR_2019)
    assert "079085001234" not in response.content.decode()
    url = next(url for url in links(response) if "group=buyer" in url and "key=" in url)
    assert "1 row makes up this figure" in text(viewer.get(url))


# --- The papers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "head", "media_type"),
    [
        ("xlsx", b"PK", "spreadsheetml"),
        ("text", "Trung tâm".encode(), "text/plain; charset=utf-8"),
        ("json", b"{", "application/json"),
    ],
)
def test_light_papers_come_at_once(reader, province, form, head, media_type):
    response = page(reader, province, "results_paper", form=form, **YEAR_2019)
    assert response.content.startswith(head)
    assert media_type in response["Content-Type"]
    assert re.search(r'attachment; filename="results-year-2019', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]


def test_the_pdf_is_a_job_that_knows_what_the_office_entered(reader, province):
    url = f"{reverse('results_paper', args=[province.slug])}?from=01/01/2019&to=31/12/2019"
    assert "Sở Công Thương tỉnh Sóc Trăng" in reader.get(url).content.decode()
    response = reader.post(url, {"number": "118", "day": "03/02/2020", "addressee": "Bộ Công Thương"})
    job = Job.objects.get(kind="report_pdf", organizer=province)
    assert response.url == reverse("job", args=[province.slug, job.pk])
    assert job.params["scope"] == {"from": "2019-01-01", "to": "2019-12-31"}
    assert (job.params["paper"]["number"], job.params["paper"]["day"]) == ("118", "2020-02-03")


def test_a_day_that_does_not_exist_starts_no_job(reader, province):
    url = f"{reverse('results_paper', args=[province.slug])}?from=01/01/2019&to=31/12/2019"
    response = reader.post(url, {"day": "30/02/2020"})
    assert response.status_code == 422
    assert "There is no day “30/02/2020”" in text(response)
    assert not Job.objects.exists()


def test_an_unknown_form_is_not_there(viewer, organizer):
    assert page(viewer, organizer, "results_paper", form="docx", **YEAR_2019).status_code == 404


# --- Who and how much -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.MANAGER, 200), (Role.DEALS, 200), (Role.MATCHMAKER, 200), (Role.VIEWER, 200), (Role.AUDITOR, 200),
        (Role.REGISTRATION, 403), (Role.FLOOR, 403), (Role.DOOR, 403), ("stranger", 404),
    ],
)  # fmt: skip
def test_results_are_for_those_who_may_read_deals(sign_in, organizer, role, status):
    client = sign_in(role)
    for name in ("results", "results_paper"):
        assert page(client, organizer, name, **YEAR_2019).status_code == status
    assert page(client, organizer, "results_rows", figure="fairs", **YEAR_2019).status_code == status


def deals_of(organizer: Organizer, count: int) -> None:
    fair = FairFactory(organizer=organizer, state=FairState.HELD)
    for n in range(count):
        seller = EnterpriseFactory(kept_by=organizer, district_as_written=f"Huyện {n}")
        signed(organizer, seller=seller, fair=fair)
        ParticipationFactory(fair=fair, enterprise=seller)


COSTLY = [
    ("results", {}),
    ("results_rows", {"figure": "contracts"}),
    ("results_rows", {"figure": "participations"}),
    ("results_rows", {"figure": "enterprises"}),
    ("results_rows", {"figure": "fairs"}),
    ("results_paper", {"form": "xlsx"}),
]


def queries_of(client, organizer: Organizer, name: str, query: dict) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert page(client, organizer, name, **YEAR_2019 | query).status_code == 200
    return len(asked)


def test_one_and_three_hundred_agreements_cost_the_same_queries(viewer, organizer):
    deals_of(organizer, 1)
    few = [queries_of(viewer, organizer, *page_of) for page_of in COSTLY]
    deals_of(organizer, 300)
    assert [queries_of(viewer, organizer, *page_of) for page_of in COSTLY] == few
    assert few[0] <= 45
    assert max(few[1:5]) <= 20
