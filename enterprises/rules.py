"""Who may see and change the cards that an organizer keeps."""

import rules

from accounts.models import Role
from accounts.rules import has_role, is_reader

keeps_cards = has_role(Role.MANAGER, Role.REGISTRATION)

for record in ("enterprise", "product", "certificate"):
    rules.add_perm(f"enterprises.view_{record}", is_reader)
    rules.add_perm(f"enterprises.change_{record}", keeps_cards)
