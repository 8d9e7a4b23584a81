"""The history of an agreement, told with that of its parties, lines and evidence: one deed is one entry."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model
from django.utils.translation import gettext as _

from common import history
from common.history import Change, Entry
from contracts.models import Agreement, AgreementLine, Evidence, Party

# What an action writes in one transaction lies closer together than two deeds of one person.
ONE_DEED = timedelta(seconds=1)
ROWS = {Party: "enterprise", AgreementLine: "product", Evidence: "file"}


def of_agreement(agreement: Agreement, *, limit: int = 50) -> list[Entry]:
    """Newest first."""
    told = [(entry, True) for entry in history.entries(agreement, limit=limit)]
    told += [(entry, False) for model in ROWS for entry in _of_rows(model, agreement)]
    told.sort(key=lambda item: item[0].when, reverse=True)
    deeds: list[list[tuple[Entry, bool]]] = []
    for item in told:
        if deeds and _is_one_deed(deeds[-1][-1][0], item[0]):
            deeds[-1].append(item)
        else:
            deeds.append([item])
    return [_joined(deed) for deed in deeds[:limit]]


def _is_one_deed(later: Entry, earlier: Entry) -> bool:
    return later.who == earlier.who and later.when - earlier.when < ONE_DEED


def _joined(deed: list[tuple[Entry, bool]]) -> Entry:
    """The agreement's own entry, where it has one, with what was changed in its rows."""
    main = next((entry for entry, is_own in deed if is_own), dataclasses.replace(deed[0][0], deed=history.DEEDS["~"]))
    own = [change for entry, is_own in deed if is_own for change in entry.changes]
    rows = [change for entry, is_own in reversed(deed) if not is_own for change in entry.changes]
    return dataclasses.replace(main, changes=own + rows)


def _of_rows(model: type[Model], agreement: Agreement) -> Iterator[Entry]:
    """The entries of all rows of a kind, those removed included; each change says of which row."""
    by_row: dict[int, list[Model]] = defaultdict(list)
    for row in model.history.filter(agreement_id=agreement.pk).select_related("history_user", ROWS[model]):
        by_row[row.id].append(row)
    for rows in by_row.values():
        for row, entry in zip(rows, history.told(rows), strict=True):
            label, name = _label(row), _name(row)
            changes = [Change(f"{label}: {change.label}", change.old, change.new) for change in entry.changes]
            changes += {"+": [Change(label, "", name)], "-": [Change(label, name, "")]}.get(row.history_type, [])
            yield dataclasses.replace(entry, changes=changes)


def _label(row: Model) -> str:
    if row.instance_type is Party:
        return str(row.get_role_display())
    if row.instance_type is AgreementLine:
        return _("line %(n)s") % {"n": row.position}
    return str(Evidence._meta.verbose_name)


def _name(row: Model) -> str:
    if row.instance_type is Party:
        return row.agency_name or str(row.enterprise or "")
    if row.instance_type is AgreementLine:
        return row.product_as_written or str(row.product or "")
    return f"{row.file} ({row.get_grade_display()})"
