"""Asking both sides what became of their deal, and keeping what they answer."""

import calendar
import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import history, outbox
from common.rule_tables import in_force
from contracts.actions.agreements import save_agreement
from contracts.letters import language_of
from contracts.models import (
    UNCOUNTED,
    Agreement,
    Channel,
    Deliveries,
    FollowUp,
    FollowUpTerm,
    Kind,
    Party,
    PartyRole,
    State,
    ValueBasis,
)

KIND, REMINDER = "follow_up", "follow_up_reminder"
SIDES = (PartyRole.SELLER, PartyRole.BUYER)
BATCH = 200
ASKED_NO_MORE = (*UNCOUNTED, State.SUPERSEDED)


def ask_due(today: datetime.date | None = None) -> int:
    """Ask the sides of every agreement whose months are over, once each; returns how many were asked.

    One whose day passed long ago, such as an imported one, is not asked any more.
    """
    today = today or timezone.localdate()
    return sum(_ask(term, today) for term in FollowUpTerm.objects.filter(in_force(today)))


def _ask(term: FollowUpTerm, today: datetime.date) -> int:
    last = months_before(today, term.months)
    first = last - datetime.timedelta(days=term.open_days)
    sides = Party.objects.filter(role__in=SIDES, enterprise__isnull=False, agreement__signed_on__range=(first, last))
    sides = sides.exclude(agreement__state__in=ASKED_NO_MORE).exclude(follow_ups__months=term.months)
    due = sides.select_related("agreement__organizer", "enterprise").order_by("agreement", "pk")[:BATCH]
    return sum(_ask_side(party, term, today) for party in due)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def _ask_side(party: Party, term: FollowUpTerm, today: datetime.date) -> int:
    remind_on = today + datetime.timedelta(days=term.remind_days)
    row, is_new = FollowUp.objects.get_or_create(
        party=party,
        months=term.months,
        defaults={"agreement": party.agreement, "due_on": today, "remind_on": remind_on},
    )
    if is_new and (party.enterprise.email or party.enterprise.phone):
        _write(row, KIND)
    return int(is_new)


def remind_due(today: datetime.date | None = None) -> int:
    """Remind, once, who has not answered; returns how many."""
    today = today or timezone.localdate()
    rows = FollowUp.objects.filter(answered_at=None, reminded_at=None, remind_on__lte=today)
    rows = rows.exclude(agreement__state__in=ASKED_NO_MORE)
    return sum(_remind(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _remind(pk: int) -> int:
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("party__enterprise", "agreement__organizer")
    row = rows.order_by("pk").get(pk=pk)
    if row.answered_at or row.reminded_at:
        return 0
    row.reminded_at = timezone.now()
    history.save(row, by=None)
    card = row.party.enterprise
    if card.email or card.phone:
        _write(row, REMINDER)
    return 1


def _write(row: FollowUp, kind: str) -> None:
    agreement, card = row.agreement, row.party.enterprise
    with translation.override(language_of(card)):
        words = {
            "organizer": agreement.organizer,
            "kind": agreement.get_kind_display(),
            "other": _other(row.party),
            "day": date_format(agreement.signed_on, "d/m/Y"),
            "link": row.link,
            "months": ngettext("%(n)s month", "%(n)s months", row.months) % {"n": row.months},
        }
        subject = _("Three questions about your %(kind)s with %(other)s") % words
        if kind == REMINDER:
            subject = _("Reminder: three questions about your %(kind)s with %(other)s") % words
        text = _(
            "%(months)s ago, on %(day)s, you signed a %(kind)s with %(other)s. What became of it? Three questions, "
            "without signing in."
        )
        outbox.post(
            organizer=agreement.organizer,
            about_fair=agreement.fair_id,
            to=card.email,
            mobile=card.phone,
            name=card.contact_name or str(card),
            kind=kind,
            thread=f"follow-up-{row.pk}",
            subject=subject,
            body="\n\n".join([text % words, _("Answer here: %(link)s") % words, str(agreement.organizer)]),
            short=f"{text % words} {row.link}",
        )


def _other(party: Party) -> str:
    """Who leads the other side."""
    others = party.agreement.parties.select_related("enterprise").exclude(role=party.role).order_by("role", "position")
    return ", ".join(str(one) for one in others if one.role in SIDES) or "–"


@transaction.atomic
def answer(*, row: FollowUp, said: dict, channel: Channel, by: User | None) -> FollowUp:
    """Keep what a side answers, anew as often as it likes; what it newly signed becomes a draft for the desk.

    `said` has deliveries, realised, difficulties, help_wanted, new_deal.
    """
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("agreement", "party__enterprise")
    version = row.version
    row = rows.order_by("pk").get(pk=row.pk)
    row.version = version
    if row.agreement.state in ASKED_NO_MORE:
        raise ValidationError(_("This agreement no longer stands. Nothing need be answered."), "over")
    for name in ("deliveries", "realised", "difficulties", "help_wanted", "new_deal"):
        setattr(row, name, said.get(name))
    if row.deliveries == Deliveries.NONE and row.realised:
        raise ValidationError({"realised": _("Nothing was delivered, so there is no amount yet.")})
    row.answered_at, row.channel, row.answered_by = timezone.now(), channel, by
    if row.new_deal and row.draft_id is None:
        row.draft = _draft(row, by)
    row.full_clean()
    history.save(row, by=by)
    return row


def _draft(row: FollowUp, by: User | None) -> Agreement:
    """What the side says it signed after the fair: a draft that counts nothing until the desk has seen the paper."""
    agreement = Agreement(
        organizer=row.agreement.organizer,
        kind=Kind.SALES,
        fair=row.agreement.fair,
        value_basis=ValueBasis.NOT_STATED,
        note=_("Told in a follow-up of %(agreement)s: %(words)s") % {"agreement": row.agreement, "words": row.new_deal},
    )
    party = Party(role=row.party.role, enterprise=row.party.enterprise)
    return save_agreement(agreement=agreement, parties=[party], lines=[], by=by, is_another=True)
