"""What the fair's room does in the background: long lists of invitations, and reminders by rule."""

from django.core.exceptions import ValidationError

import events.catalogue.tasks  # noqa: F401 (what the catalogue does)
from common.jobs import JobError, Run, handler
from common.rounds import every_minute
from events.actions.invitations import AT_ONCE, remind_by_rule, write_to
from events.desk import jobs as desk_jobs  # noqa: F401 (it registers what the desk does in the background)
from events.fees import work as _fees_at_work  # noqa: F401 (registers its handlers)
from events.models import Fair, FairState, InvitationText
from events.receipts import tasks as receipts  # noqa: F401 (its handler and rule)

INVITE = "invitations"


@handler(INVITE)
def write_invitations(run: Run) -> dict:
    """Write to many firms, some at a time; whom an earlier attempt wrote to is not written to again."""
    params = run.job.params
    fair = Fair.objects.select_related("organizer").get(pk=params["fair"], organizer=run.job.organizer)
    rows, written = params["rows"], 0
    for start in range(0, len(rows), AT_ONCE):
        run.report(start, len(rows))
        try:
            written += write_to(
                fair=fair,
                invitations=rows[start : start + AT_ONCE],
                deed=params["deed"],
                by=run.job.by,
                by_phone=params["by_phone"],
            )
        except ValidationError as error:
            raise JobError(" ".join(error.messages)) from None
    run.report(len(rows), len(rows))
    return {"written": written}


@every_minute
def remind_invited() -> None:
    """Fairs whose day for reminding has come. Two workers at the same moment write one reminder."""
    asked_for = InvitationText.objects.filter(
        remind_days__isnull=False, fair__state=FairState.PLANNED, fair__uses_applications=True
    )
    for text in asked_for.select_related("fair__organizer"):
        remind_by_rule(text.fair, text.remind_days)
