"""The province of the sample: what it reports of 2019 is known, and other programs read its keys."""

import json
from pathlib import Path

import pytest

from accounts.reach import Reach
from contracts.results.plain_data import as_json
from contracts.results.report import make_report
from contracts.results.scope import Scope
from events.models import Fair
from tests.contracts.results.conftest import year_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]

GOLDEN = Path(__file__).with_name("soc_trang_2019.json")


def test_the_year_2019_says_what_the_province_reported(province):
    said = as_json(year_of(province))
    assert {key: said[key] for key in ("fairs", "participations", "enterprises", "sellers_registered")} == {
        "fairs": 6,
        "participations": 83,
        "enterprises": 34,
        "sellers_registered": 35,
    }
    assert said["contracts"] == {"count": 20, "value": 1_376_000_000}
    assert said["mous"] == {"count": 25, "value": None}
    assert {key: said[key] for key in ("products", "holders", "cooperatives")} == {
        "products": 39,
        "holders": 21,
        "cooperatives": 4,
    }


def test_keys_and_every_group_of_the_year_stay_as_other_programs_read_them(province):
    golden = json.loads(GOLDEN.read_text())
    said = as_json(year_of(province))
    assert {key: said[key] for key in golden} == golden


def test_fairs_attended_elsewhere_are_twenty_five_of_the_participations(province):
    rows = {row.key: row for row in year_of(province).now.by_level}
    assert rows["other_province"].participations == 25


def test_a_year_without_records_has_no_figures_to_stand_beside(province):
    report = year_of(province)
    assert report.before_scope.period.first.year == 2018
    assert report.before is None


def test_the_year_after_stands_beside_2019(province):
    report = year_of(province, 2020)
    assert report.before.contracts.count == 20
    assert report.now.contracts.count == 0
    assert report.now.products == 39, "certificates of December 2019 hold for three years"


def test_one_fair_counts_what_was_signed_for_it(province):
    fair = Fair.objects.get(organizer=province, code="HC19-01")
    now = make_report(Scope.of_fair(Reach(fair.organizer), fair)).now
    assert (now.fairs, now.participations, now.contracts.count, now.mous.count) == (1, 21, 8, 10)
    assert now.products == 0, "no certificate was in force yet when the fair was held"
