"""Who may see and change fairs, their participants, applications and booths."""

import rules

from accounts.models import Role
from accounts.rules import everywhere, has_role, is_manager, is_member, is_reader

REVIEWERS = (Role.MANAGER, Role.REGISTRATION)

rules.add_perm("events.view_fair", is_member)
rules.add_perm("events.enter_fair", is_manager & everywhere)
rules.add_perm("events.change_fair", is_manager)
rules.add_perm("events.view_legal_file", is_reader)
rules.add_perm("events.change_legal_file", is_manager)
rules.add_perm("events.view_participation", is_reader | has_role(Role.DOOR))
rules.add_perm("events.change_participation", has_role(Role.MANAGER, Role.REGISTRATION, Role.FLOOR))
rules.add_perm("events.view_lists", is_reader)
rules.add_perm("events.publish_catalogue", has_role(Role.MANAGER, Role.REGISTRATION))
rules.add_perm("events.review_application", has_role(*REVIEWERS))
rules.add_perm("events.invite", has_role(Role.MANAGER, Role.REGISTRATION))
rules.add_perm("events.write_letters", has_role(Role.MANAGER, Role.REGISTRATION))
rules.add_perm("events.view_registration", is_reader)
rules.add_perm("events.set_up_registration", has_role(Role.MANAGER, Role.REGISTRATION))
rules.add_perm("events.view_floor", is_member)
rules.add_perm("events.change_floor", has_role(Role.MANAGER, Role.FLOOR))
rules.add_perm("events.view_fees", is_reader)
rules.add_perm("events.change_fees", has_role(Role.MANAGER, Role.REGISTRATION))
rules.add_perm("events.keep_fee_rules", is_manager & everywhere)
