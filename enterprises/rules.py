"""Who may see and change the cards that an organizer keeps, and who acts for an enterprise's own account."""

import rules

from accounts.models import Role, User
from accounts.rules import everywhere, has_role, is_reader
from enterprises.models import Enterprise, EnterpriseRole
from enterprises.queries import role_for

keeps_cards = has_role(Role.MANAGER, Role.REGISTRATION)

for record in ("enterprise", "product", "certificate"):
    rules.add_perm(f"enterprises.view_{record}", is_reader)
    rules.add_perm(f"enterprises.change_{record}", keeps_cards)

rules.add_perm("enterprises.answer_ask", keeps_cards & everywhere)  # an ask names no fair


@rules.predicate
def acts_for(user: User, enterprise: Enterprise | None) -> bool:
    return enterprise is not None and user.is_authenticated and role_for(user, enterprise) is not None


@rules.predicate
def owns(user: User, enterprise: Enterprise | None) -> bool:
    return enterprise is not None and user.is_authenticated and role_for(user, enterprise) == EnterpriseRole.OWNER


rules.add_perm("enterprises.act_for", acts_for)
rules.add_perm("enterprises.own", owns)
