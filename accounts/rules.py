"""Who may do what in an organizer's workspace: predicates of (person, place), one permission per deed.

The place is an organizer's whole workspace, or a `Duty` there. Rooms to the right declare their own permissions in
their rules.py from the same predicates.
"""

from dataclasses import dataclass

import rules

from accounts.models import Organizer, Role, User


@dataclass(frozen=True)
class Duty:
    """What a member does at one fair alone; see accounts.reach."""

    organizer: Organizer
    role: str


def has_role(*roles: Role) -> rules.Predicate:
    """The person stands in the organizer's team today with one of these roles, or has it at the fair that is meant."""

    @rules.predicate(name="has_role:" + ",".join(roles))
    def check(user: User, place: Organizer | Duty) -> bool:
        if place is None or not user.is_authenticated:
            return False
        return (place.role if isinstance(place, Duty) else user.role_at(place)) in roles

    return check


@rules.predicate
def everywhere(user: User, place: Organizer | Duty) -> bool:
    """For what cannot be parted by fairs: it is asked of the whole workspace."""
    return not isinstance(place, Duty)


@rules.predicate
def is_in_team(user: User, place: Organizer | Duty) -> bool:
    return place is not None and user.is_authenticated and (isinstance(place, Duty) or user.is_in_team(place))


@rules.predicate
def is_platform_admin(user: User, organizer: Organizer | None = None) -> bool:
    return user.is_authenticated and user.is_platform_admin


is_member = has_role(*Role)
is_manager = has_role(Role.MANAGER)
is_reader = has_role(
    Role.MANAGER, Role.REGISTRATION, Role.FLOOR, Role.MATCHMAKER, Role.DEALS, Role.VIEWER, Role.AUDITOR
)

rules.add_perm("accounts.enter_workspace", is_in_team)
rules.add_perm("accounts.manage_team", is_manager & everywhere)
rules.add_perm("accounts.view_team", has_role(Role.MANAGER, Role.AUDITOR) & everywhere)
rules.add_perm("accounts.hand_over_access", has_role(Role.MANAGER, Role.REGISTRATION) & everywhere)
rules.add_perm("accounts.change_organizer", is_manager & everywhere)
rules.add_perm("accounts.view_outbox", is_manager | has_role(Role.AUDITOR))
rules.add_perm("accounts.manage_platform", is_platform_admin)
