"""How long a report takes over a province's year that holds 100,000 agreements."""

import time
from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from accounts.models import Organizer
from accounts.reach import Reach
from contracts.results.document import as_pdf
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope
from portal.workbook.importing import check
from portal.workbook.writing import import_workbook
from tests.bench.agreements import fill_agreements

AGREEMENTS = 100_000
SAMPLE = settings.BASE_DIR / "samples" / "soc-trang-2019.xlsx"
GOAL_SECONDS = 3


def run() -> dict[str, dict]:
    organizer = Organizer.objects.create(slug="bench", name="Trung tâm Xúc tiến Thương mại")
    import_workbook(organizer=organizer, by=None, plan=check(SAMPLE, organizer=organizer).plan, source=SAMPLE.name)
    fill_agreements(organizer, AGREEMENTS, year=2019)
    scope = Scope(Reach(organizer), Period.of_year(2019))
    with translation.override("vi"):
        make_report(scope)  # the first one also reads what the database keeps on disk
        report, seconds = timed(lambda: make_report(scope))
        _paper, paper_seconds = timed(lambda: as_pdf(report))
        _after, both = timed(lambda: make_report(Scope(Reach(organizer), Period.of_year(2020))))
    return {
        "report over 100,000 agreements": {"value": seconds, "unit": "s", "goal": GOAL_SECONDS},
        "report beside 100,000 agreements of the year before": {"value": both, "unit": "s", "goal": GOAL_SECONDS},
        "its paper as a PDF": {"value": paper_seconds, "unit": "s", "goal": GOAL_SECONDS},
    }


def timed(call: Callable) -> tuple:
    started = time.perf_counter()
    outcome = call()
    return outcome, round(time.perf_counter() - started, 2)
