"""State machines are tables: (state, deed) → state. A deed that the table lacks is refused."""

from collections.abc import Hashable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Table = Mapping[tuple[Hashable, str], Hashable]


def after(table: Table, state: Hashable, deed: str) -> Hashable:
    """The state to which a deed leads; raises ValidationError where it may not be done from this state."""
    try:
        return table[state, deed]
    except KeyError:
        raise ValidationError(_("This cannot be done any more: the record has changed its state."), "state") from None


def deeds(table: Table, state: Hashable) -> list[str]:
    """What may be done from a state, in the table's order."""
    return [deed for (start, deed) in table if start == state]
