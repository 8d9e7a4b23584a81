"""What an enterprise hands in besides the form itself: papers, who and what comes, answers to the fair's questions."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, history
from common.phones import PhoneError, read_phone
from events.actions.applications import check_may_change, check_still_complete
from events.models import Answer, Application, ApplicationPaper, Attendee, QuestionKind, RequiredPaper, Vehicle
from events.registration import questions
from events.registration.question_form import Subject

MOST_PAPERS, MOST_PEOPLE, MOST_VEHICLES = 30, 40, 20
PURPOSE = "application"


@transaction.atomic
def hand_in_papers(
    *, application: Application, chosen: list[tuple[RequiredPaper, File, files.FileKind]], by: User
) -> Application:
    """Keep files that were checked by content. Papers handed in before stay beside them."""
    check_may_change(application)
    if application.papers.count() + len(chosen) > MOST_PAPERS:
        raise ValidationError(_("An application holds %(n)s files at most. Remove one first.") % {"n": MOST_PAPERS})
    for required, file, kind in chosen:
        stored = files.store(file=file, kind=kind, purpose=PURPOSE, by=by, organizer=None)
        paper = ApplicationPaper(application=application, kind=required.kind, name=required.name_vi, file=stored)
        history.save(paper, by=by)
    return (
        _changed(application, by=by, what=_("Papers handed in: %(n)s") % {"n": len(chosen)}) if chosen else application
    )


@transaction.atomic
def take_back_paper(*, paper: ApplicationPaper, by: User) -> None:
    """Remove a file that was handed in by mistake."""
    application = paper.application
    check_may_change(application)
    stored = paper.file
    history.delete(paper, by=by, reason=stored.name)
    check_still_complete(application)
    files.remove(stored)
    _changed(application, by=by, what=_("Paper taken back: %(name)s") % {"name": stored.name})


@transaction.atomic
def add_attendee(*, attendee: Attendee, by: User) -> Attendee:
    """List a person who comes; each gets a badge."""
    if attendee.application.attendees.count() >= MOST_PEOPLE:
        raise ValidationError(_("At most %(n)s people can be listed.") % {"n": MOST_PEOPLE})
    if attendee.phone:
        try:
            attendee.phone = read_phone(attendee.phone)
        except PhoneError:
            raise ValidationError({"phone": _("This is not a telephone number.")}) from None
    return _add(attendee, by=by)


@transaction.atomic
def add_vehicle(*, vehicle: Vehicle, by: User) -> Vehicle:
    """List a vehicle; its plate is kept in capitals."""
    if vehicle.application.vehicles.count() >= MOST_VEHICLES:
        raise ValidationError(_("At most %(n)s vehicles can be listed.") % {"n": MOST_VEHICLES})
    vehicle.plate = vehicle.plate.upper()
    return _add(vehicle, by=by)


def _add(row: Attendee | Vehicle, *, by: User) -> Attendee | Vehicle:
    check_may_change(row.application)
    row.full_clean()
    history.save(row, by=by)
    _changed(row.application, by=by, what=_("Added: %(name)s") % {"name": row})
    return row


@transaction.atomic
def strike(*, row: Attendee | Vehicle, by: User) -> None:
    """Take a person or vehicle off the list."""
    check_may_change(row.application)
    name = str(row)
    history.delete(row, by=by)
    check_still_complete(row.application)
    _changed(row.application, by=by, what=_("Taken off: %(name)s") % {"name": name})


@transaction.atomic
def save_answers(*, application: Application, answers: Mapping[tuple[Any, Subject], Any], by: User) -> Application:
    """Keep the answers as they are given now. A file answered earlier stays until another is given."""
    check_may_change(application)
    kept = {(row.question_id, row.product_id, row.attendee_id): row for row in application.answers.all()}
    for (question, (product, person)), cleaned in answers.items():
        key = (question.pk, product and product.pk, person and person.pk)
        row = kept.pop(key, None) or Answer(
            application=application, question=question, product=product, attendee=person
        )
        _write(row, cleaned, by=by)
    for row in kept.values():  # its condition holds no longer
        if row.question.is_asked:
            history.delete(row, by=by)
    check_still_complete(application)
    return _changed(application, by=by, what=_("Questions answered"))


def _write(row: Answer, cleaned: Any, *, by: User) -> None:
    if row.question.kind == QuestionKind.FILE:
        if not cleaned:
            return
        kind = files.check(cleaned, allowed=files.SCANS)
        row.file = files.store(file=cleaned, kind=kind, purpose=PURPOSE, by=by, organizer=None)
    else:
        value = questions.value_of(row.question, cleaned)
        if value == row.value:
            return
        row.value = value
    history.save(row, by=by)


def _changed(application: Application, *, by: User, what: str) -> Application:
    """Note on the application what was handed in; its version notices a second tab."""
    history.save(application, by=by, reason=what)
    return application
