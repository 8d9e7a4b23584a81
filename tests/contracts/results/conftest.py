"""The sample province, brought in once for a file of tests, and rolled back after it."""

import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import Organizer
from accounts.reach import Reach
from contracts.results.report import Report, make_report
from contracts.results.scope import Period, Scope
from portal.workbook.importing import check
from portal.workbook.writing import import_workbook
from tests.factories import OrganizerFactory

SAMPLE = settings.BASE_DIR / "samples" / "soc-trang-2019.xlsx"
YEAR = Period.of_year(2019)


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker) -> Organizer:
    with django_db_blocker.unblock(), transaction.atomic():
        organizer = OrganizerFactory(
            slug="tinh-mau",
            name="Trung tâm Xúc tiến Thương mại tỉnh Sóc Trăng",
            superior_name="Sở Công Thương tỉnh Sóc Trăng",
            document_place="Sóc Trăng",
            document_code="TTXTTM",
        )
        checked = check(SAMPLE, organizer=organizer, today=datetime.date(2020, 1, 15))
        import_workbook(organizer=organizer, by=None, plan=checked.plan, source=SAMPLE.name)
        yield organizer
        transaction.set_rollback(True)


@pytest.fixture
def _in_english():
    with translation.override("en"):
        yield


def year_of(organizer: Organizer, year: int = 2019) -> Report:
    return make_report(Scope(Reach(organizer), Period.of_year(year)))
