"""Letters of a fair and of one application, and what became of each."""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.models import Letter
from common.outbox import UNSENT
from common.statuses import Status, status
from events.letters import TEXTS, booth_thread, thread_of
from events.models import Application, Fair

UNDELIVERED = (Letter.State.FAILED, Letter.State.UNCERTAIN)


def kinds(fair: Fair) -> dict[str, tuple[str, str]]:
    """The letters that this fair may write: of those with a wording for fairs with booths, the fitting one."""
    other = {key.removesuffix("_floor") if fair.uses_floor else key for key in TEXTS if key.endswith("_floor")}
    return {key: texts for key, texts in TEXTS.items() if key not in other}


def of_fair(fair: Fair) -> QuerySet[Letter]:
    return Letter.objects.filter(organizer=fair.organizer, about_fair=fair.pk)


def undelivered(fair: Fair) -> QuerySet[Letter]:
    """Letters that were not sent, or of which nobody knows."""
    return of_fair(fair).filter(state__in=UNDELIVERED)


@dataclass(frozen=True)
class Told:
    """A letter as a page lists it: its state, and in words when it goes or went, or why not."""

    letter: Letter
    status: Status
    detail: str
    may_go_again: bool


def of_application(application: Application) -> list[Told]:
    """Every letter about an application, the newest first."""
    return [told(letter) for letter in _letters(application)]


def read_by_enterprise(application: Application) -> list[Told]:
    """Those whose time has come: a decision that can still be taken back is not among them."""
    gone = _letters(application).exclude(state=Letter.State.WITHHELD)
    gone = gone.exclude(Q(state__in=UNSENT, not_before__gt=timezone.now(), error=""))
    return [replace(told(one), detail="" if one.error else told(one).detail) for one in gone]  # a fault is not theirs


def _letters(application: Application) -> QuerySet[Letter]:
    threads = [thread_of(application)]
    if part := getattr(application, "participation", None):
        threads.append(booth_thread(part))
    return Letter.objects.filter(organizer=application.fair.organizer, thread__in=threads).order_by("-pk")


def told(letter: Letter) -> Told:
    look = status(letter.state, letter.get_state_display())
    may_go_again = letter.state in UNDELIVERED and bool(letter.body)
    return Told(letter, look, _detail(letter), may_go_again)


def _detail(letter: Letter) -> str:
    match letter.state:
        case Letter.State.SENT:
            return _("sent at %(time)s") % {"time": _moment(letter.sent_at)}
        case Letter.State.WAITING if letter.not_before > timezone.now():
            return "; ".join(
                filter(None, [_("goes out at %(time)s") % {"time": _moment(letter.not_before)}, letter.error])
            )
        case _state:
            return letter.error


def _moment(at) -> str:
    return date_format(timezone.localtime(at), "H:i d/m/Y") if at else "–"
