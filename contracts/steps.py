"""Where an agreement stands on the way from booth and meeting to fulfilled contract."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.statuses import status
from contracts.models import UNSIGNED, Agreement, Kind, State
from matching.steps import Step, up_to_meeting

PERFORMED = (State.FULFILLED, State.PARTLY_FULFILLED)
ENDED = (*PERFORMED, State.EXPIRED, State.TERMINATED, State.VOID)


def chain(agreement: Agreement, replaced_by: Agreement | None) -> list[Step]:
    """Booth, meeting, memorandum, contract, performance: what is past, what is now, what is still to come."""
    contract = replaced_by if agreement.kind == Kind.MEMORANDUM else agreement
    memorandum = agreement if agreement.kind == Kind.MEMORANDUM else agreement.supersedes
    steps = up_to_meeting(agreement.meeting) if agreement.meeting else []
    steps += [_paper(paper, paper == agreement) for paper in (memorandum, contract) if paper]
    if contract is None:
        steps.append(Step(_("Contract"), _("none yet"), "s-open"))
    last = contract or memorandum
    if last.state in ENDED:
        return [*steps, Step(last.get_state_display().capitalize(), "", _mark(last), is_done=True)]
    begun = last.state == State.IN_PERFORMANCE
    return [
        *steps,
        Step(_("Performance"), "" if begun else _("not yet"), "s-now" if begun else "s-open", is_done=begun),
    ]


def _paper(agreement: Agreement, is_current: bool) -> Step:  # noqa: FBT001
    day = date_format(agreement.signed_on, "d/m/Y") if agreement.signed_on else ""
    kind = str(agreement.get_kind_display())
    return Step(
        title=agreement.register_no or kind.capitalize(),
        detail=", ".join(filter(None, [kind if agreement.register_no else "", day])),
        mark="s-now" if is_current else _mark(agreement),
        url="" if is_current else reverse("agreement", args=[agreement.organizer.slug, agreement.pk]),
        is_done=agreement.state not in UNSIGNED,
        is_current=is_current,
    )


def _mark(agreement: Agreement) -> str:
    return status(agreement.state, "").mark
