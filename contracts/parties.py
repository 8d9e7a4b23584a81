"""In which order the parties of a paper are named."""

from collections.abc import Iterable

from contracts.models import Party, PartyRole


def in_order(parties: Iterable[Party]) -> list[Party]:
    """Sellers, then buyers, then witnesses."""
    return sorted(parties, key=lambda party: (PartyRole.values.index(party.role), party.position))
