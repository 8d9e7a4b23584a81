"""What the worker looks after each minute; a room's tasks.py adds to it with `@every_minute`."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Rule = Callable[[], object]
_rules: list[Rule] = []


def every_minute(rule: Rule) -> Rule:
    """Register a rule. It must be safe to run twice, and at the same moment on two machines."""
    _rules.append(rule)
    return rule


def run_due_rules() -> None:
    """Run each rule; one that fails is logged and does not keep the others."""
    for rule in _rules:
        try:
            rule()
        except Exception:
            logger.exception("the rule %s failed", rule.__name__)
