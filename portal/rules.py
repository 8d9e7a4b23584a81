"""Who may do what crosses rooms: bring a whole workbook in, work through the call list, recover lost accounts."""

import rules
from django.db.models import QuerySet

from accounts.models import Organizer, Role, User
from accounts.recovery import recoverable
from accounts.rules import everywhere, has_role, is_manager
from enterprises.models import LinkState

rules.add_perm("portal.import_workbook", is_manager & everywhere)
rules.add_perm("portal.answer_data_requests", has_role(Role.MANAGER, Role.REGISTRATION) & everywhere)
rules.add_perm("portal.erase_person", is_manager & everywhere)
rules.add_perm("portal.view_openings", has_role(Role.MANAGER, Role.AUDITOR) & everywhere)
rules.add_perm("portal.work_call_list", has_role(Role.MANAGER, Role.REGISTRATION, Role.MATCHMAKER))


@recoverable("accounts.hand_over_access")
def people_of_linked_enterprises(organizer: Organizer) -> QuerySet[User]:
    """Those who act for an enterprise whose account is linked to one of the organizer's cards."""
    return User.objects.filter(
        enterprises__enterprise__card_links__state=LinkState.LINKED,
        enterprises__enterprise__card_links__card__kept_by=organizer,
    )
