"""Erasing: a neutral mark in place of a person's data, in the records and in their history. Rows and counts stay.

Each holder, an organizer or the platform, erases what it holds, in one transaction. What the law keeps is named in
the answer with its basis. It cannot be undone: nothing is left to undo it with.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import JSONField, Model, Q, TextField
from django.utils.translation import gettext as _

from accounts.actions import remove_member
from accounts.models import Organizer, User
from common import erased, files, history
from common.models import Letter, Restriction, StoredFile
from common.records import Record
from portal.privacy.findings import namesakes
from portal.privacy.holdings import HOLDINGS, Holding, held_by
from portal.privacy.mentions import mentions
from portal.privacy.people import Person

UNSENT = (Letter.State.WAITING, Letter.State.BY_HAND, Letter.State.FAILED, Letter.State.UNCERTAIN)


@transaction.atomic
def anonymise(
    *, person: Person, holder: Organizer | None, by: User, chosen: Collection[str], names_in_texts: bool, but: Letter
) -> None:
    """Erase a person from all that a holder keeps.

    `chosen` are the rows that were found by name alone and that somebody looked at; `but` is the letter with the
    answer, which is erased once it has reached its reader.
    """
    if holder is None and person.user:
        _leave(person.user, by=by)
    doubtful = {finding.key: finding for finding in namesakes(person, holder)}
    for holding in HOLDINGS:
        sure = held_by(holding.model._default_manager.filter(holding.certain(person)), holder)
        rows = list(sure.exclude(pk=but.pk) if holding.model is Letter else sure)
        picked = [f.row for key, f in doubtful.items() if key in chosen and f.holding is holding]
        if not holding.kept_for:
            _erase_rows(holding, [*rows, *picked], by=by)
            _erase_past(holding, person, holder, picked)
    _remove_exports(person, holder)
    for mention in list(mentions(person, holder, by_name=names_in_texts, but=but)):
        mention.strike()


def _leave(user: User, *, by: User) -> None:
    """The person's part in teams ends with the account; a team's last manager must hand over first."""
    if user.is_platform_admin:
        raise ValidationError(_("Somebody else must administer the platform first."))
    for member in user.memberships.select_related("organizer", "user"):
        remove_member(member=member, by=by)


def _erase_rows(holding: Holding, rows: list[Model], *, by: User) -> None:
    for row in rows:
        if holding.ends:
            _end(row, by=by)
            continue
        for name, value in _blank(holding, row).items():
            setattr(row, name, value)
        if isinstance(row, Record):
            history.save(row, by=by, reason=_("Erased at the person's request"))
        else:
            row.save()


def _end(row: Model, *, by: User) -> None:
    if row._meta.label == "accounts.TeamMember":
        remove_member(member=row, by=by)
    elif isinstance(row, Record):
        history.delete(row, by=by, reason=_("Erased at the person's request"))
    else:
        row.delete()


def _blank(holding: Holding, row: Model) -> dict:
    """The row's fields without the person."""
    values = {name: _mark(row, name) for name in holding.more if getattr(row, name)}
    if holding.name:
        values[holding.name] = erased.MARK
    addresses = {holding.email: erased.email, holding.mobile: erased.mobile}
    own = [name for name in addresses if name]
    filled = [name for name in own if getattr(row, name)]
    values |= dict.fromkeys(filled, "")
    if holding.needs_address:
        kept = (filled or own)[0]
        values[kept] = addresses[kept](row.id)  # in a history too that of the record, so that no change shows
    return values | _of_its_own(row)


def _mark(row: Model, name: str) -> str | None:
    field = row._meta.get_field(name)
    if isinstance(field, JSONField):
        return None
    return erased.MARK if isinstance(field, TextField) else ""


def _of_its_own(row: Model) -> dict:
    """What else follows for a few kinds of rows."""
    if isinstance(row, Letter):
        state = Letter.State.WITHHELD if row.state in UNSENT else row.state
        return {"state": state, "search_key": erased.MARK, "subject": row.subject}
    if isinstance(row, User):
        return {"email": erased.email(row.pk), "mobile": None, "mobile_vouched": False, "is_active": False,
                "password": "!"}  # fmt: skip
    if isinstance(row, Restriction):
        return {"ended_at": row.ended_at or row.updated_at}
    return {}


def _erase_past(holding: Holding, person: Person, holder: Organizer | None, picked: list[Model]) -> None:
    """The history of these rows, and of rows that are somebody else's or nobody's by now."""
    if holding.past is None or not holding.personal:
        return
    found = holding.certain(person)
    if picked:
        found |= holding.namesake(person) & Q(id__in=[row.pk for row in picked])
    for row in held_by(holding.past.objects.filter(found), holder):
        holding.past.objects.filter(pk=row.pk).update(**_blank(holding, row))


def _remove_exports(person: Person, holder: Organizer | None) -> None:
    """Lists that the person took out: copies that are theirs alone."""
    if person.user:
        own = StoredFile.objects.filter(uploaded_by=person.user, purpose="export")
        for stored in held_by(own, holder):
            files.remove(stored)


@transaction.atomic
def forget_reader(*, letter: Letter) -> None:
    """The answer has reached whom it was for: their address goes from it as well."""
    holding = next(holding for holding in HOLDINGS if holding.model is Letter)
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    for name, value in _blank(holding, letter).items():
        setattr(letter, name, value)
    letter.save()
