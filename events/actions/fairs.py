"""What is done with a fair."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.text import fold
from events.models import Fair, FairNotice
from events.states import FAIR

# The organizer's own pages stand at the same place in addresses as a fair's short name.
RESERVED_SLUGS = {
    "access", "agreements", "certificates", "data-requests", "enterprises", "fairs", "fee-rules", "files", "follow-ups",
    "import", "jobs", "links", "openings", "outbox", "participations", "products", "results",
    "second-factor", "settings", "team",
}  # fmt: skip


def fair_slug(code: str) -> str:
    """A fair's short name in addresses, from its code: HC19-01 → hc19-01."""
    slug = slugify(fold(code))[:40]
    if not slug or slug in RESERVED_SLUGS:
        raise ValidationError({"code": _("This code cannot stand in an address. Use letters, digits and hyphens.")})
    return slug


@transaction.atomic
def save_fair(*, fair: Fair, by: User, reason: str = "") -> Fair:
    """Enter a fair or change it. Its code must be unused by the organizer's other fairs."""
    fair.slug = fair_slug(fair.code)
    if Fair.objects.filter(organizer=fair.organizer, slug=fair.slug).exclude(pk=fair.pk).exists():
        raise ValidationError({"code": _("You already have a fair with this code.")})
    fair.full_clean()
    history.save(fair, by=by, reason=reason)
    return fair


@transaction.atomic
def move_fair(*, fair: Fair, deed: str, by: User, reason: str = "") -> Fair:
    """Take a fair along its states: hold, cancel, reopen. `matching.actions.fairs` tells who is concerned."""
    last = fair.notices.first()
    if deed == "reopen" and last and last.kind == FairNotice.Kind.CANCEL and last.may_undo:
        raise ValidationError(_("The letters still wait: take the calling off back instead."))
    fair.state = states.after(FAIR, fair.state, deed)
    history.save(fair, by=by, reason=reason)
    return fair


@transaction.atomic
def renew_apply_link(*, fair: Fair, by: User) -> Fair:
    """Give the fair a new link to apply by; those given out before lead nowhere."""
    fair = Fair.objects.select_for_update(of=("self",)).get(pk=fair.pk)
    fair.apply_serial += 1
    history.save(fair, by=by, reason=_("A new link to apply"))
    return fair
