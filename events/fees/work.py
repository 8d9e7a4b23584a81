"""What is done about fees in the background: many requests or reminders, and the papers."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common import files
from common.jobs import JobError, Run, handler
from common.rounds import every_minute
from events.actions import delegation_fees
from events.actions.fees import AT_ONCE, make_requests, remind
from events.fees import papers
from events.models import Fair, Payment, PaymentRequest

ASK_MANY = "fee_requests"
LATE = datetime.timedelta(minutes=2)


@handler(ASK_MANY)
def ask_many(run: Run) -> dict:
    """Ask or remind many, some at a time; whom an earlier attempt asked is not asked again."""
    params = run.job.params
    fair = Fair.objects.select_related("organizer").get(pk=params["fair"], organizer=run.job.organizer)
    rows, done = params["rows"], 0
    try:
        for start in range(0, len(rows), AT_ONCE):
            run.report(start, len(rows))
            done += _ask(fair, rows[start : start + AT_ONCE], params, by=run.job.by)
        done += _ask_delegations(fair, params, by=run.job.by)
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from None
    run.report(len(rows), len(rows))
    papers.start(fair.organizer, by=run.job.by)
    return {"written": done}


def _ask(fair: Fair, rows: list[int], params: dict, *, by) -> int:
    if params["deed"] == "remind":
        return remind(fair=fair, requests=rows, by=by)
    due_on = datetime.date.fromisoformat(params["due_on"])
    return make_requests(fair=fair, applications=rows, by=by, due_on=due_on)


def _ask_delegations(fair: Fair, params: dict, *, by) -> int:
    """Few beside the firms: all of them at once."""
    rows = params.get("delegations", [])
    if not rows:
        return 0
    due_on = datetime.date.fromisoformat(params["due_on"])
    return delegation_fees.make_requests(fair=fair, delegations=rows, by=by, due_on=due_on)


@handler(papers.PAPERS)
def make_papers(run: Run) -> dict:
    """Make the papers that are wanting, also those that became wanting meanwhile."""
    from events.fees.document import receipt_pdf, request_pdf  # only workers lay out papers

    organizer, made = run.job.organizer, 0
    kinds = (
        (papers.requests_without, request_pdf, _request_name),
        (papers.receipts_without, receipt_pdf, _receipt_name),
    )
    for wanting, lay_out, name in kinds:
        while record := wanting(organizer).first():
            run.report(made, made + wanting(organizer).count())
            _keep(record, lay_out(record), name(record), by=run.job.by)
            made += 1
    run.report(made, made)
    return {"made": made}


def _keep(record: PaymentRequest | Payment, content: bytes, name: str, *, by) -> None:
    """Another worker may have made it a moment before: then that one stays."""
    stored = files.store_bytes(content, name=name, kind=files.PDF, purpose="fee", by=by, organizer=record.organizer)
    if not type(record).objects.filter(pk=record.pk, paper=None).update(paper=stored):
        files.remove(stored)


def _request_name(request: PaymentRequest) -> str:
    return _("payment-request-%(number)s.pdf") % {"number": request.reference}


def _receipt_name(payment: Payment) -> str:
    return _("receipt-%(number)s.pdf") % {"number": payment.receipt_code.replace("/", "-")}


@every_minute
def make_late_papers() -> None:
    """Papers that nothing began to make, or whose job came to nothing."""
    for organizer in papers.waiting(LATE):
        papers.start(organizer, by=None)
