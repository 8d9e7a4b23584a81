"""The province's workbook of 2019, as it is: what it writes, and that neither order nor a second time matters."""

import io
from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Organizer
from contracts.models import CONTRACT_KINDS, Agreement, Grade, Kind, SignedWhen, State, ValueBasis
from enterprises.models import Enterprise, OcopCertificate, Product
from events.models import Fair, FairState, Participation, ParticipationState
from tests.portal.workbook.books import brought_in, counted, saved, undone, written

pytestmark = pytest.mark.django_db

SAMPLE = Path("samples/soc-trang-2019.xlsx")
ELSEWHERE = Path("../shared/data/soc-trang-2019.xlsx")


@pytest.fixture(
    params=[
        SAMPLE,
        pytest.param(ELSEWHERE, marks=pytest.mark.skipif(not ELSEWHERE.exists(), reason="only the copy is here")),
    ],
    ids=["sample", "original"],
)
def imported(request, organizer) -> Organizer:
    checked = brought_in(io.BytesIO(request.param.read_bytes()), organizer)
    assert checked.warnings == []
    return organizer


def test_the_sample_writes_what_the_article_says(imported):
    assert Counter(Fair.objects.values_list("role", flat=True)) == {"hosted": 4, "attended": 2}
    assert Counter(Enterprise.objects.values_list("usual_role", flat=True)) == {"seller": 35, "buyer": 3}
    assert Product.objects.count() == 39
    assert OcopCertificate.objects.count() == 39
    assert OcopCertificate.objects.values("product__enterprise").distinct().count() == 21
    holders = Enterprise.objects.filter(products__ocop_certificates__isnull=False).distinct()
    assert holders.filter(legal_form__is_cooperative=True).count() == 4

    participations = Participation.objects.filter(state=ParticipationState.TOOK_PART)
    assert participations.count() == 83
    assert participations.filter(fair__role="attended").count() == 25
    assert participations.values("enterprise").distinct().count() == 34
    assert not participations.filter(enterprise__usual_role="buyer").exists()

    contracts = Agreement.objects.filter(kind__in=CONTRACT_KINDS)
    assert (contracts.count(), contracts.aggregate(sum=Sum("value"))["sum"]) == (20, 1_376_000_000)
    memoranda = Agreement.objects.filter(kind=Kind.MEMORANDUM)
    assert memoranda.count() == 25
    assert set(memoranda.values_list("value_basis", "value")) == {(ValueBasis.NOT_STATED, None)}


def test_every_agreement_of_the_sample_is_signed_at_its_fair_on_the_registers_word(imported):
    facts = set(Agreement.objects.values_list("state", "grade", "signed_when", "register_year"))
    assert facts == {(State.SIGNED, Grade.REGISTER, SignedWhen.AT, 2019)}
    assert set(Fair.objects.values_list("state", flat=True)) == {FairState.HELD}


def test_the_sample_a_second_time_changes_nothing(imported):
    before = written(imported)
    again = brought_in(io.BytesIO(SAMPLE.read_bytes()), imported)
    assert again.plan.size == 0
    assert [unchanged for _new, _changed, unchanged, _missing in counted(again).values()] == [6, 38, 39, 83, 45]
    assert written(imported) == before


@cache
def sample_sheets() -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(SAMPLE)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def shuffled(random) -> dict[str, list[list]]:
    titles = list(sample_sheets())
    random.shuffle(titles)
    sheets = {}
    for title in titles:
        headings, *rows = sample_sheets()[title]
        order = list(range(len(headings)))
        random.shuffle(order)
        random.shuffle(rows)
        sheets[title] = [[row[index] for index in order] for row in (headings, *rows)]
    return sheets


@settings(
    max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_sheets_columns_and_rows_changes_nothing_of_what_is_written(organizer, random):
    with undone():
        brought_in(io.BytesIO(SAMPLE.read_bytes()), organizer)
        expected = written(organizer)
    with undone():
        brought_in(saved(shuffled(random)), organizer)
        assert written(organizer) == expected
