"""The submission, the list and the decision as administrative papers (NĐ 30/2020). Workers alone import this."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.documents import UNFILLED, Letterhead, render_pdf
from common.rule_tables import citations
from common.tables import day_range
from common.text import fold
from events.models import Application, DecisionPaper, RegistrationBasis

# form → the office's symbol for this kind of paper: tờ trình, quyết định; a list goes with the decision
SYMBOLS = {"submission": "TTr", "list": "QĐ", "decision": "QĐ"}


def as_pdf(paper: DecisionPaper, form: str) -> bytes:
    return render_pdf(f"documents/decision_{form}.html", context(paper, form))


def file_name(paper: DecisionPaper, form: str) -> str:
    names = {
        "submission": pgettext("file name", "submission"),
        "list": pgettext("file name", "approved list"),
        "decision": pgettext("file name", "decision"),
    }
    return f"{slugify(fold(f'{names[form]} {paper.fair.code} {paper.pk}'))}.pdf"


def context(paper: DecisionPaper, form: str) -> dict[str, Any]:
    fair, is_submission = paper.fair, form == "submission"
    organizer = fair.organizer
    number, day = (paper.submission_number, paper.submission_day) if is_submission else (paper.number, paper.day)
    rows = list(listed(paper))
    return {
        "head": Letterhead(
            superior=organizer.superior_name,
            agency=organizer.name,
            symbol="-".join(filter(None, [SYMBOLS[form], organizer.document_code])),
            place=organizer.document_place,
            number=number,
            day=day,
        ),
        "paper": paper,
        "fair": fair,
        "where": ", ".join(filter(None, [day_range(fair.starts_on, fair.ends_on), fair.place])),
        "bases": [*citations(used_for="results_report", on=day or localdate()), *_own_basis(paper)],
        "rows": rows,
        "firms": len(rows),
        "booths": sum(row.booths for row in rows if row.package is None or row.package.has_booth),
        "submission": _submission(paper),
        "cited": _cited(paper),
        "stamp": organizer.name,
    }


def listed(paper: DecisionPaper) -> QuerySet[Application]:
    """The applications of the list in the Vietnamese order of their enterprises."""
    rows = paper.applications.select_related("enterprise__province", "package", "group")
    return rows.order_by("enterprise__sort_key", "pk")


def _own_basis(paper: DecisionPaper) -> list[str]:
    fair = paper.fair
    if not fair.basis_no:
        return []
    if fair.registration_basis == RegistrationBasis.EXEMPT:
        return [_("Decision No. %(number)s") % {"number": fair.basis_no}]
    return [_("Confirmation of the fair's registration No. %(number)s") % {"number": fair.basis_no}]


def _submission(paper: DecisionPaper) -> str:
    """The submission as the decision names it, with room for what is not known yet."""
    day = f"{paper.submission_day:%d/%m/%Y}" if paper.submission_day else UNFILLED * 6
    return _("Submission No. %(number)s of %(day)s") % {"number": paper.submission_number or UNFILLED * 6, "day": day}


def _cited(paper: DecisionPaper) -> str:
    day = f"{paper.day:%d/%m/%Y}" if paper.day else UNFILLED * 6
    return _("Decision No. %(number)s of %(day)s") % {"number": paper.number or UNFILLED * 6, "day": day}
