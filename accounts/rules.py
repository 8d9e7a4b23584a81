"""Who may do what in an organizer's workspace: predicates of (person, organizer), one permission per deed.

Rooms to the right declare their own permissions in their rules.py from the same predicates.
"""

import rules

from accounts.models import Organizer, Role, User


def has_role(*roles: Role) -> rules.Predicate:
    """The person stands in the organizer's team today with one of these roles."""

    @rules.predicate(name="has_role:" + ",".join(roles))
    def check(user: User, organizer: Organizer) -> bool:
        return organizer is not None and user.is_authenticated and user.role_at(organizer) in roles

    return check


@rules.predicate
def is_platform_admin(user: User, organizer: Organizer | None = None) -> bool:
    return user.is_authenticated and user.is_platform_admin


is_member = has_role(*Role)
is_manager = has_role(Role.MANAGER)
is_reader = has_role(
    Role.MANAGER, Role.REGISTRATION, Role.FLOOR, Role.MATCHMAKER, Role.DEALS, Role.VIEWER, Role.AUDITOR
)

rules.add_perm("accounts.enter_workspace", is_member)
rules.add_perm("accounts.manage_team", is_manager)
rules.add_perm("accounts.view_team", is_manager | has_role(Role.AUDITOR))
rules.add_perm("accounts.hand_over_access", is_manager | has_role(Role.REGISTRATION))
rules.add_perm("accounts.change_organizer", is_manager)
rules.add_perm("accounts.view_outbox", is_manager | has_role(Role.AUDITOR))
rules.add_perm("accounts.manage_platform", is_platform_admin)
