"""When enterprises may apply: the days of the fair's own zone, whatever zone the server or the reader is in."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Fair, FairState, LateRule, Registration


def today_at(fair: Fair) -> datetime.date:
    return timezone.localdate(timezone=ZoneInfo(fair.zone))


def last_day(fair: Fair) -> datetime.date:
    """The last day for applications; where none is set, the day before the fair."""
    return fair.applications_until or fair.starts_on - datetime.timedelta(days=1)


def is_open(fair: Fair) -> bool:
    """Whether an enterprise may apply today."""
    return takes_applications(fair) and (fair.applications_from or datetime.date.min) <= today_at(fair) <= last_day(
        fair
    )


def takes_applications(fair: Fair) -> bool:
    return fair.uses_applications and fair.state == FairState.PLANNED


def check_open(fair: Fair) -> None:
    """Refuse an application outside the window, and say the day."""
    if not takes_applications(fair):
        raise ValidationError(_("This fair takes no applications."))
    today = today_at(fair)
    if fair.applications_from and today < fair.applications_from:
        day = date_format(fair.applications_from, "d/m/Y")
        raise ValidationError(_("Applications open on %(day)s.") % {"day": day})
    if today > last_day(fair) and not is_late(fair):
        day = date_format(last_day(fair), "d/m/Y")
        raise ValidationError(
            _("Applications closed on %(day)s. Ask the organizer whether it can wait.") % {"day": day}
        )


def is_late(fair: Fair) -> bool:
    """Whether applications are over, but late ones are taken until the fair begins, and marked."""
    over = takes_applications(fair) and last_day(fair) < today_at(fair) < fair.starts_on
    return over and Registration.objects.filter(fair=fair, late=LateRule.MARKED).exists()


def check_answer_in_time(fair: Fair) -> None:
    """What the organizer returned was applied for in time: it may be answered until the fair begins."""
    if not takes_applications(fair) or today_at(fair) >= fair.starts_on:
        raise ValidationError(_("The fair has begun: this application can no longer be changed."))


def opens_later(fair: Fair) -> bool:
    return takes_applications(fair) and fair.applications_from is not None and today_at(fair) < fair.applications_from
