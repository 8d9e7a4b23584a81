"""The deed of a list that was checked, and what is kept of a check with its job."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from events.behalf.listing import enter_list
from events.models import Application, Fair
from portal.applications.checking import Change, Checked, Plan, edited
from portal.workbook.report import FINDINGS_KEPT
from portal.workbook.words import Words

SHOWN = 200


def bring_in(plan: Plan, *, fair: Fair, by: User, source: str) -> list[Application]:
    """Enter what the plan says, all of it or nothing."""
    return enter_list(
        fair=fair,
        entries=[entry for _row, entry in plan.new],
        changes=[(edited(change), change.names) for change in plan.changed],
        by=by,
        reason=_("List %(name)s") % {"name": source},
    )


def report(checked: Checked, fair: Fair) -> dict[str, Any]:
    """Counts, findings, the first new rows, and of the first changed ones what changes."""
    return {
        "faults": [finding.to_json() for finding in checked.faults[:FINDINGS_KEPT]],
        "fault_count": len(checked.faults),
        "warnings": [finding.to_json() for finding in checked.warnings[:FINDINGS_KEPT]],
        "warning_count": len(checked.warnings),
    } | (_of_plan(checked.plan, fair) if checked.plan else {})


def _of_plan(plan: Plan, fair: Fair) -> dict[str, Any]:
    words = Words(fair.organizer)
    return {
        "size": plan.size,
        "new_count": len(plan.new),
        "changed_count": len(plan.changed),
        "unchanged_count": plan.unchanged,
        "fingerprint": plan.fingerprint,
        "new": [[row, str(entry.card), entry.card.pk is None] for row, entry in plan.new[:SHOWN]],
        "changed": [[one.row, str(one.application.enterprise), _said(one, words)] for one in plan.changed[:SHOWN]],
    }


def _said(change: Change, words: Words) -> list[tuple[str, str, str]]:
    lines = [
        (
            str(Application._meta.get_field(name).verbose_name),
            words.text(Application, name, change.before[name]),
            words.text(Application, name, value),
        )
        for name, value in change.values.items()
    ]
    if change.names:
        label = str(Application._meta.get_field("products").verbose_name)
        lines.append((label, "", ", ".join(change.names)))
    return lines
