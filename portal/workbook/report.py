"""What a check or an import leaves behind for the page: plain data, kept with the job."""

from typing import Any

from accounts.models import Organizer
from portal.workbook.importing import Checked
from portal.workbook.plan import Part, Plan
from portal.workbook.words import Words

FINDINGS_KEPT = 20_000
CHANGES_SHOWN = 200
MISSING_SHOWN = 200


def check_report(checked: Checked, organizer: Organizer) -> dict[str, Any]:
    """Counts, findings, and for the first changed rows what they change."""
    return {
        "faults": [finding.to_json() for finding in checked.faults[:FINDINGS_KEPT]],
        "fault_count": len(checked.faults),
        "warnings": [finding.to_json() for finding in checked.warnings[:FINDINGS_KEPT]],
        "warning_count": len(checked.warnings),
    } | (plan_report(checked.plan, organizer) if checked.plan else {})


def plan_report(plan: Plan, organizer: Organizer) -> dict[str, Any]:
    words = Words(organizer)
    return {
        "counts": plan.counts,
        "size": plan.size,
        "fingerprint": plan.fingerprint,
        "changes": {name: changes(part, words) for name, part in plan.parts.items()},
        "missing": {name: part.missing[:MISSING_SHOWN] for name, part in plan.parts.items()},
    }


def changes(part: Part, words: Words) -> list[list]:
    """Row, label and fields of the first changed rows."""
    return [[change.row, change.label, words.said(change)] for change in part.changed[:CHANGES_SHOWN]]
