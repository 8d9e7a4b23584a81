"""What changes people, organizers and teams; each deed leaves its history."""

from accounts.actions.access import (
    begin_account,
    begin_with_number,
    digest,
    recover_account,
    recover_from_platform,
    use_access_link,
    withdraw_access_link,
)
from accounts.actions.consents import give_consent, withdraw_consent
from accounts.actions.people import make_platform_admin, set_preferences
from accounts.actions.teams import (
    INVITATION_LASTS,
    accept_invitation,
    change_member,
    change_organizer,
    check_acceptable,
    create_organizer,
    deactivate_organizer,
    invite,
    invite_first_manager,
    reactivate_organizer,
    remove_member,
    renew_invitation,
    withdraw_invitation,
)

__all__ = [
    "INVITATION_LASTS",
    "accept_invitation",
    "begin_account",
    "begin_with_number",
    "change_member",
    "change_organizer",
    "check_acceptable",
    "create_organizer",
    "deactivate_organizer",
    "digest",
    "give_consent",
    "invite",
    "invite_first_manager",
    "make_platform_admin",
    "reactivate_organizer",
    "recover_account",
    "recover_from_platform",
    "remove_member",
    "renew_invitation",
    "set_preferences",
    "use_access_link",
    "withdraw_access_link",
    "withdraw_consent",
    "withdraw_invitation",
]
