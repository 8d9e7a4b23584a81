"""What every list does: search past marks, filters, sorting, pages, chips of what is set, exports of what is shown."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from common.models import Job
from events.models import Fair
from events.views.fairs import FairList
from tests.factories import FairFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fairs(sign_in, organizer):
    client = sign_in("manager")
    client.get_list = lambda **query: client.get(reverse("fairs", args=[organizer.slug]), query)
    return client


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].paginated_rows]


def fill(organizer, count: int) -> None:
    FairFactory.create_batch(count, organizer=organizer)


@pytest.mark.parametrize("q", ["đua ghe", "DUA GHE", "ghe  dua", "đưa"])
def test_words_are_found_in_any_order_and_writing(fairs, organizer, q):
    FairFactory(organizer=organizer, name="Hội Đua ghe Ngo")
    FairFactory(organizer=organizer, name="Hội chợ Tết")
    assert names(fairs.get_list(q=q)) == ["Hội Đua ghe Ngo"]


def test_an_unknown_choice_sort_or_page_never_breaks_the_list(fairs, organizer):
    fill(organizer, 2)
    for query in ({"state": "nonsense"}, {"sort": "nonsense"}, {"page": "99"}, {"page": "x"}, {"per_page": "7"}):
        assert fairs.get_list(**query).status_code == 200
    assert len(names(fairs.get_list(page="99"))) == 2


@pytest.mark.parametrize(("asked", "given"), [("", 25), ("50", 50), ("100", 100), ("7", 25), ("100000", 25)])
def test_a_page_has_one_of_the_offered_sizes(fairs, organizer, asked, given):
    fill(organizer, 30)
    response = fairs.get_list(per_page=asked)
    assert response.context["table"].page.paginator.per_page == given
    assert len(names(response)) == min(given, 30)


def test_pages_and_sorting_keep_what_is_filtered(fairs, organizer):
    FairFactory.create_batch(30, organizer=organizer, level="district")
    FairFactory(organizer=organizer, level="national")
    page = fairs.get_list(level="district").content.decode()
    assert "?level=district&amp;page=2" in page
    assert "level=district&amp;sort=name" in page
    assert len(names(fairs.get_list(level="district", page="2", sort="name"))) == 5


def test_a_sorted_column_says_so_and_turns_round(fairs, organizer):
    for name in ("Ung", "Ánh", "Đại"):
        FairFactory(organizer=organizer, name=name)
    up, down = fairs.get_list(sort="name"), fairs.get_list(sort="-name")
    assert names(up) == ["Ánh", "Đại", "Ung"]
    assert names(down) == names(up)[::-1]
    assert up.content.decode().count('aria-sort="ascending"') == 1
    assert "sort=-name" in up.content.decode()
    assert down.content.decode().count('aria-sort="descending"') == 1


def test_each_set_filter_is_shown_with_the_way_to_take_it_off(fairs, organizer):
    FairFactory(organizer=organizer, name="Hội chợ Tết", state="held")
    page = fairs.get_list(q="tet", state="held", page="1").content.decode()
    assert page.count('class="cp-chip"') == 2
    for rest in ('href="?state=held"', 'href="?q=tet"'):
        assert rest in page


def test_an_empty_list_leads_on_and_an_empty_search_leads_back(fairs, organizer):
    new, everything = reverse("fair_new", args=[organizer.slug]), reverse("fairs", args=[organizer.slug])
    assert f'href="{new}"' in fairs.get_list().content.decode().partition("cp-empty")[2]
    FairFactory(organizer=organizer)
    assert f'href="{everything}"' in fairs.get_list(q="khong co").content.decode().partition("cp-empty")[2]


def exported(response, kind: str) -> list[list]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.values]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_every_filtered_row_in_the_shown_order(fairs, organizer, kind):
    FairFactory.create_batch(30, organizer=organizer, level="district")
    FairFactory(organizer=organizer, name="Khác", level="national")
    response = fairs.get_list(level="district", sort="-name", export=kind, page="2")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    found = [str(cell) for row in exported(response, kind) for cell in row if str(cell).startswith("Hội chợ")]
    wanted = Fair.objects.filter(level="district").order_by("-sort_key").values_list("name", flat=True)
    assert found == list(wanted)


def test_an_unknown_kind_of_export_shows_the_page(fairs):
    assert fairs.get_list(export="exe")["Content-Type"].startswith("text/html")


def test_a_long_export_is_a_job_and_a_second_click_does_not_start_another(fairs, organizer, monkeypatch):
    monkeypatch.setattr(FairList, "export_inline_limit", 1)
    FairFactory.create_batch(2, organizer=organizer, starts_on=datetime.date(2019, 1, 1))
    first, second = fairs.get_list(year="2019", export="csv"), fairs.get_list(year="2019", export="csv")
    job = Job.objects.get(organizer=organizer)
    assert first.url == second.url == reverse("job", args=[organizer.slug, job.pk])
    assert job.params["type"] == "csv"
    assert "year=2019" in job.params["query"]
