"""After applications have closed: an enterprise asks to change its own, the organizer lets it or says why not.

And the application is handed to another member of the enterprise.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, states
from common.text import clean_lines
from enterprises.models import EnterpriseMember
from events import window
from events.actions.applications import may_change
from events.desk import letters
from events.models import ENDED, Application, ApplicationState, ChangeRequest
from events.models.deciding import ASKED_ALREADY
from events.registration import quotas
from events.states import CHANGE_REQUEST

OPEN_TO_REQUESTS = (ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.WAITLISTED)


def may_ask(application: Application) -> bool:
    """Whether a change has to be asked for: it can no longer be made, and the fair has not begun."""
    fair = application.fair
    return (
        not application.is_entered
        and application.told_state in OPEN_TO_REQUESTS
        and window.takes_applications(fair)
        and window.today_at(fair) < fair.starts_on
        and not may_change(application)
    )


@transaction.atomic
def ask_change(*, application: Application, words: str, by: User) -> ChangeRequest:
    """Ask the organizer to let the application be changed once more."""
    quotas.lock(application.fair)
    if not may_ask(application):
        raise ValidationError(_("Nothing needs to be asked for: change it yourself, or apply anew."))
    request = ChangeRequest(application=application, words=clean_lines(words), asked_by=by)
    request.full_clean(exclude=["until", "answer", "answered_by", "answered_at"])
    try:
        history.save(request, by=by)
    except IntegrityError:
        raise ValidationError(ASKED_ALREADY) from None
    return request


@transaction.atomic
def grant_change(*, request: ChangeRequest, until: datetime.date, answer: str = "", by: User) -> ChangeRequest:
    """Let the enterprise change its application until the end of a day before the fair."""
    fair = request.application.fair
    today = window.today_at(fair)
    if not today <= until < fair.starts_on:
        raise ValidationError({"until": _("Choose a day from today to the day before the fair.")})
    return _answer(request, "grant", until=until, answer=answer, by=by)


@transaction.atomic
def refuse_change(*, request: ChangeRequest, answer: str, by: User) -> ChangeRequest:
    if not answer.strip():
        raise ValidationError({"answer": _("Tell the enterprise why, in your own words.")})
    return _answer(request, "refuse", until=None, answer=answer, by=by)


def _answer(request: ChangeRequest, deed: str, *, until, answer: str, by: User) -> ChangeRequest:
    request = _locked(request)
    request.state = states.after(CHANGE_REQUEST, request.state, deed)
    request.until, request.answer = until, clean_lines(answer)
    request.answered_by, request.answered_at = by, timezone.now()
    history.save(request, by=by)
    letters.tell_change(request)
    return request


@transaction.atomic
def withdraw_request(*, request: ChangeRequest, by: User) -> ChangeRequest:
    """The enterprise no longer wants to change anything."""
    request = _locked(request)
    request.state = states.after(CHANGE_REQUEST, request.state, "withdraw")
    history.save(request, by=by)
    return request


def _locked(request: ChangeRequest) -> ChangeRequest:
    quotas.lock(request.application.fair)
    return ChangeRequest.objects.select_related("application__fair__organizer", "application__enterprise").get(
        pk=request.pk
    )


@transaction.atomic
def hand_over(*, application: Application, to: EnterpriseMember, by: User) -> Application:
    """Let another member of the enterprise look after the application: letters and calls go to them from now on."""
    if to.enterprise_id != application.account_id:
        raise ValidationError({"member": _("Choose a member of this enterprise.")})
    if application.told_state in ENDED or application.state in ENDED:
        raise ValidationError(_("This application has come to its end: nobody needs to look after it."))
    quotas.lock(application.fair)
    person = to.user
    if not (person.email or person.mobile):
        raise ValidationError({"member": _("This member has neither an email address nor a mobile number.")})
    application.responsible = person
    application.contact_name, application.contact_position = person.full_name or str(person), ""
    application.contact_email, application.contact_phone = person.email or "", person.mobile or ""
    application.clean_fields(exclude=["contact_phone", "contact_email"])
    history.save(application, by=by, reason=_("Handed over to %(person)s") % {"person": person})
    if application.state != ApplicationState.DRAFT:
        letters.tell(application, "handed_over")
    return application
