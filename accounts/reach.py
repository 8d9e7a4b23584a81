"""How far a person reaches in an organizer's workspace: all of it, or what belongs to certain fairs.

A permission is asked at an organizer and answered with a reach. Whoever reads the organizer's records asks for them
with that reach, never with the organizer alone, so that a member who works at certain fairs sees nothing beside them.
docs/developer.md says what belongs to a fair.
"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Organizer, User
from accounts.rules import Duty


@dataclass(frozen=True)
class Reach:
    """An organizer's records: all, or those of `fairs`. `person` is whose reach it is, where it is cut."""

    organizer: Organizer
    fairs: frozenset[int] | None = None
    person: User | None = None

    @property
    def is_whole(self) -> bool:
        return self.fairs is None

    def __contains__(self, fair: int | None) -> bool:
        """Whether what belongs to this fair is in reach; what belongs to none is so for a whole reach alone."""
        return self.fairs is None or fair in self.fairs

    def covers(self, other: "Reach") -> bool:
        return self.fairs is None or (other.fairs is not None and other.fairs <= self.fairs)

    def among(self, path: str) -> Q:
        """The rows in reach; `path` leads from a row to its fair."""
        return Q() if self.fairs is None else Q(**{f"{path}__in": self.fairs})


def reach_of(person: User, permission: str, organizer: Organizer) -> Reach | None:
    """Where in the workspace a person may do this; None for nowhere.

    A narrowed member has at each of their fairs the role that they were given there, and none besides.
    """
    roles = person.fair_roles(organizer)
    if not roles:
        return Reach(organizer) if person.has_perm(permission, organizer) else None
    fairs = frozenset(fair for fair, role in roles.items() if person.has_perm(permission, Duty(organizer, role)))
    return Reach(organizer, fairs, person) if fairs else None


def may_at(person: User, permission: str, organizer: Organizer, fair: int) -> bool:
    """Whether a person may do this at one fair."""
    reach = reach_of(person, permission, organizer)
    return reach is not None and fair in reach
