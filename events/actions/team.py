"""Who of the team works at which fair."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Role, TeamMember, User
from common import history
from events.models import Fair, FairTeam


@transaction.atomic
def add_to_fair(*, fair: Fair, member: TeamMember, role: str, by: User) -> FairTeam:
    """Narrow a member to this fair, with this role. A manager of the organizer sees all and cannot be narrowed."""
    if member.organizer_id != fair.organizer_id:
        raise ValidationError({"member": _("This person is not in the team.")})
    if member.role == Role.MANAGER:
        raise ValidationError({"member": _("A manager works at every fair. Change their role in the team first.")})
    row = FairTeam(fair=fair, member=member, role=role)
    row.full_clean(validate_constraints=False)
    try:
        history.save(row, by=by)
    except IntegrityError:
        raise ValidationError({"member": _("This person is already in the team of this fair.")}) from None
    return row


@transaction.atomic
def remove_from_fair(*, row: FairTeam, by: User) -> None:
    """Take a member off the fair. Who is on no fair's list works at all of them again, with their role in the team."""
    history.delete(row, by=by)
