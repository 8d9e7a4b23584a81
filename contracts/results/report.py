"""The report: the figures of a scope beside those before it, with what a reader must know to trust them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from contracts.results.facts import Facts, gather
from contracts.results.scope import Scope
from contracts.results.tally import Figures, count


@dataclass(frozen=True)
class Report:
    """`before` is None where the scope before has no record at all, `before_scope` where there is none."""

    scope: Scope
    now: Figures
    before_scope: Scope | None
    before: Figures | None
    facts: Facts
    made_at: datetime

    @property
    def check_code(self) -> str:
        """Two groups of four signs that follow from the figures: two papers with one code say the same."""
        fair = self.scope.fair.code if self.scope.fair else ""
        said = [self.scope.organizer.slug, fair, *self.scope.period.days, asdict(self.now)]
        said.append(asdict(self.before) if self.before else None)
        said += sorted(self.scope.reach.fairs) if self.scope.is_partial else []
        said += [self.scope.least] if self.scope.least > 1 else []
        text = json.dumps(_without_labels(said), default=str, sort_keys=True)
        code = hashlib.sha256(text.encode()).hexdigest()
        return f"{code[:4]} {code[4:8]}"


def make_report(scope: Scope) -> Report:
    """Count everything, in a fixed number of queries however many rows there are; names are in today's language."""
    before_scope = scope.before()
    before = count(before_scope) if before_scope else None
    return Report(
        scope=scope,
        now=count(scope),
        before_scope=before_scope,
        before=None if before is None or before.is_empty else before,
        facts=gather(scope),
        made_at=timezone.now(),
    )


def _without_labels(value: Any) -> Any:
    """Names differ by language and may be corrected; keys and numbers are what is said."""
    if isinstance(value, dict):
        return {key: _without_labels(part) for key, part in value.items() if key != "label"}
    if isinstance(value, list | tuple):
        return [_without_labels(part) for part in value]
    return value
