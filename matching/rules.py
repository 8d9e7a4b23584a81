"""Who may see and arrange meetings."""

import rules

from accounts.models import Role
from accounts.rules import has_role, is_reader

rules.add_perm("matching.view_meeting", is_reader)
rules.add_perm("matching.arrange_meeting", has_role(Role.MANAGER, Role.MATCHMAKER))
