"""What is done with agreements. A paper that was signed is never refused for odd terms, only warned of."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, User
from common import history, states
from common.text import clean, fold
from contracts import letters, queries
from contracts.actions.register import next_number
from contracts.models import UNSIGNED, Agreement, AgreementLine, Kind, Party, PartyRole, SignedWhen, State, ValueBasis
from contracts.states import AGREEMENT, DEED_LABELS, NEEDS_REASON
from enterprises.actions.saving import save_checked
from events.models import Fair
from matching.models import MeetingState

WITH_AMOUNT = (ValueBasis.STATED, ValueBasis.ESTIMATED)
LINE_FIELDS = ("product", "product_as_written", "quantity", "unit", "unit_price", "amount")


class LooksAlike(ValidationError):
    """There are agreements that may be the same paper."""

    def __init__(self, agreements: Sequence[Agreement]):
        super().__init__(_("An agreement that looks the same is already recorded."), "looks_alike")
        self.agreements = agreements


@transaction.atomic
def save_agreement(
    *,
    agreement: Agreement,
    parties: Sequence[Party],
    lines: Sequence[AgreementLine],
    by: User,
    is_another: bool = False,
    sign: bool = False,
) -> Agreement:
    """Enter an agreement or change it, whole: these are all its parties and lines, in their order.

    With `sign` it is recorded as signed in the same deed. Unless the person says that it `is_another`, one with the
    same parties, kind, day and goods refuses it as `LooksAlike`.
    """
    agreement.state = states.after(AGREEMENT, agreement.state, "correct")
    agreement.verified_by = None
    if agreement._state.adding:
        agreement.recorded_by = by
    _refuse_wrong_parties(agreement, parties)
    _place(parties, lines)
    _complete(agreement, parties, lines)
    _refuse_other_register(agreement)
    if sign:
        agreement.state = states.after(AGREEMENT, agreement.state, "sign")
    if agreement.state not in UNSIGNED:
        _refuse_unsigned(agreement, parties)
    if not is_another:
        _refuse_lookalikes(agreement, parties, lines)
    if agreement.state not in UNSIGNED:
        _register(agreement)
    save_checked(agreement, by=by)
    _write_parties(agreement, parties, by)
    _write_lines(agreement, lines, by)
    if sign:
        letters.tell_replaced(agreement, parties) if agreement.supersedes else letters.tell_signed(agreement, parties)
    return agreement


@transaction.atomic
def supersede(
    *,
    memorandum: Agreement,
    contract: Agreement,
    parties: Sequence[Party],
    lines: Sequence[AgreementLine],
    by: User,
    is_another: bool = False,
) -> Agreement:
    """Record the signed contract that a memorandum became; the memorandum is superseded in the same moment."""
    _lock(memorandum.organizer_id)
    memorandum = Agreement.objects.select_for_update(no_key=True).get(pk=memorandum.pk)
    if memorandum.kind != Kind.MEMORANDUM or not contract.is_contract:
        raise ValidationError({"kind": _("A memorandum is replaced by a contract.")})
    memorandum.state = states.after(AGREEMENT, memorandum.state, "supersede")
    contract.supersedes, contract.meeting = memorandum, memorandum.meeting
    save_agreement(agreement=contract, parties=parties, lines=lines, by=by, is_another=is_another, sign=True)
    history.save(memorandum, by=by, reason=_("Replaced by %(contract)s") % {"contract": contract})
    return contract


@transaction.atomic
def move_agreement(*, agreement: Agreement, deed: str, by: User, reason: str = "") -> Agreement:
    """Take an agreement along its states by one of DEED_LABELS."""
    reason = clean(reason)
    state = states.after(AGREEMENT, agreement.state, deed if deed in DEED_LABELS else "")
    if deed in NEEDS_REASON and not reason:
        raise ValidationError(_("Say why; the reason is kept in the history."), "reason")
    if deed == "sign":
        _refuse_unsigned(agreement, agreement.parties.all())
        _register(agreement)
    if deed == "verify":
        if not queries.may_verify(agreement, by):
            raise ValidationError(_("Somebody else than who recorded it verifies it."), "self_verified")
        agreement.verified_by = by
    agreement.state = state
    history.save(agreement, by=by, reason=reason)
    if deed == "sign":
        letters.tell_signed(agreement, agreement.parties.select_related("enterprise"))
    if deed == "void" and agreement.supersedes_id:
        _restore(agreement, by)
    return agreement


@transaction.atomic
def remove_agreement(*, agreement: Agreement, by: User) -> None:
    """Take away a draft. What was ever signed keeps its number and is declared void instead."""
    agreement = Agreement.objects.select_for_update().filter(pk=agreement.pk).order_by("pk").first()
    if agreement is None:  # somebody else removed it a moment before
        return
    if agreement.state != State.DRAFT:
        raise ValidationError(_("Only a draft is removed. Declare the agreement void instead."), "signed")
    for record in (*agreement.parties.all(), *agreement.lines.all(), agreement):
        history.delete(record, by=by)


def doubts(agreement: Agreement) -> list[str]:
    """What was kept as the paper has it, but should be looked at again."""
    lines = list(agreement.lines.all())
    amounts = [line.amount for line in lines if line.amount is not None]
    found = []
    if agreement.value is not None and amounts and len(amounts) == len(lines) and sum(amounts) != agreement.value:
        found.append(_("The value is not the sum of the lines. Compare it with the paper; it was kept as entered."))
    odd = [line for line in lines if line.amount is not None and _times(line) not in (None, line.amount)]
    if odd:
        names = ", ".join(str(line) for line in odd)
        found.append(
            _("The amount is not quantity × unit price: %(lines)s. It was kept as entered.") % {"lines": names}
        )
    replaced = agreement.supersedes
    if replaced and agreement.signed_on and replaced.signed_on and agreement.signed_on < replaced.signed_on:
        found.append(_("It is dated before the memorandum that it replaces. Compare both papers."))
    return found


# What is checked


def _refuse_wrong_parties(agreement: Agreement, parties: Sequence[Party]) -> None:
    """No side signs with itself, and nobody from another organizer's cards."""
    named = Counter(party.enterprise_id or fold(party.agency_name) for party in parties)
    if any(count > 1 for count in named.values()):
        raise ValidationError(_("The same party stands twice. A buyer cannot be its own seller."), "self_deal")
    cards = [party.enterprise for party in parties if party.enterprise_id]
    if any(card.kept_by_id != agreement.organizer_id for card in cards):
        raise ValidationError(_("Choose enterprises from your own cards."), "foreign")
    if agreement.fair and agreement.fair.organizer_id != agreement.organizer_id:
        raise ValidationError({"fair": _("Choose one of your own fairs.")})
    _refuse_other_meeting(agreement)


def _refuse_other_meeting(agreement: Agreement) -> None:
    """A deal comes from a meeting of one's own fair that took place."""
    meeting = agreement.meeting
    if meeting is None or not agreement._state.adding:
        return
    if meeting.fair.organizer_id != agreement.organizer_id:
        raise ValidationError(_("Choose a meeting of one of your own fairs."), "foreign")
    if meeting.state != MeetingState.HELD:
        raise ValidationError(_("Record first that the meeting took place."), "not_held")


def _refuse_unsigned(agreement: Agreement, parties: Sequence[Party]) -> None:
    """A signed paper has a day, not one to come, and two sides."""
    if agreement.signed_on is None:
        raise ValidationError({"signed_on": _("Enter the day on which it was signed.")})
    if agreement.signed_on > timezone.localdate():
        raise ValidationError({"signed_on": _("It cannot have been signed on a day to come.")})
    if {PartyRole.SELLER, PartyRole.BUYER} - {party.role for party in parties}:
        raise ValidationError(_("A signed agreement needs a seller and a buyer."), "parties")


def _refuse_other_register(agreement: Agreement) -> None:
    if agreement.register_no and Agreement.objects.filter(pk=agreement.pk).exclude(kind=agreement.kind).exists():
        raise ValidationError(
            {"kind": _("It stands in the register under its kind. Declare it void and enter it anew.")}
        )


def _refuse_lookalikes(agreement: Agreement, parties: Sequence[Party], lines: Sequence[AgreementLine]) -> None:
    """Of two who record one paper at the same moment, the second waits here and then finds the first's."""
    _lock(agreement.organizer_id)
    if twins := queries.lookalikes(agreement, parties, lines):
        raise LooksAlike(twins)


def _lock(organizer_id: int) -> None:
    """What reads more than one agreement of an organizer, or changes more than one, follows one another."""
    Organizer.objects.select_for_update(no_key=True).get(pk=organizer_id)


# What follows from what was entered


def _place(parties: Sequence[Party], lines: Sequence[AgreementLine]) -> None:
    """Positions: of each side its own, of lines one after the other."""
    sides: Counter[str] = Counter()
    for party in parties:
        sides[party.role] += 1
        party.position = sides[party.role]
    for position, line in enumerate(lines, start=1):
        line.position = position


def _complete(agreement: Agreement, parties: Sequence[Party], lines: Sequence[AgreementLine]) -> None:
    """Fill the amounts, the value, when it was signed, and the sellers' products that the lines name."""
    products = queries.products_named(parties, [line.product_as_written for line in lines])
    for line in lines:
        if line.amount is None:
            line.amount = _times(line)
        line.product = line.product or products.get(fold(line.product_as_written))
    if agreement.value is None and agreement.value_basis in WITH_AMOUNT:
        amounts = [line.amount for line in lines]
        if not amounts or None in amounts:
            raise ValidationError({"value": _("Enter the value, or say that it is withheld or not stated.")})
        agreement.value = sum(amounts)
    if agreement.value is not None and agreement.value_basis not in WITH_AMOUNT:
        raise ValidationError({"value": _("A value that is withheld or not stated has no amount.")})
    agreement.signed_when = _signed_when(agreement.fair, agreement.signed_on)


def _times(line: AgreementLine) -> int | None:
    """Quantity × unit price in whole đồng."""
    if line.quantity is None or line.unit_price is None:
        return None
    return int((line.quantity * line.unit_price).to_integral_value(ROUND_HALF_UP))


def _signed_when(fair: Fair | None, day: date | None) -> str:
    if fair is None or day is None:
        return ""
    if day < fair.starts_on:
        return SignedWhen.BEFORE
    return SignedWhen.AT if day <= fair.ends_on else SignedWhen.AFTER


def _register(agreement: Agreement) -> None:
    """Give the number that a signed paper keeps for good, whatever becomes of it."""
    if not agreement.register_no:
        year = agreement.signed_on.year
        agreement.register_no = next_number(organizer=agreement.organizer, year=year, kind=agreement.kind)
        agreement.register_year = year


def _restore(contract: Agreement, by: User) -> None:
    """The memorandum that a void contract had replaced holds again."""
    memorandum = Agreement.objects.select_for_update(no_key=True).get(pk=contract.supersedes_id)
    if (memorandum.state, "restore") in AGREEMENT:
        memorandum.state = AGREEMENT[memorandum.state, "restore"]
        memorandum.verified_by = None
        reason = _("%(contract)s, which had replaced it, was declared void") % {"contract": contract}
        history.save(memorandum, by=by, reason=reason)


# How the rows are written


def _write_parties(agreement: Agreement, parties: Sequence[Party], by: User) -> None:
    """Another enterprise is another party: the row of the one goes, the other's comes."""
    kept = {_place_of(party): party for party in agreement.parties.all()}
    wanted = {_place_of(party): party for party in parties}
    for place in kept.keys() - wanted.keys():
        history.delete(kept[place], by=by)
    for place, party in wanted.items():
        _write_row(kept.get(place), party, ("signatory", "signatory_title"), agreement, by)


def _place_of(party: Party) -> tuple:
    return party.role, party.position, party.enterprise_id, party.agency_name


def _write_lines(agreement: Agreement, lines: Sequence[AgreementLine], by: User) -> None:
    kept = {line.position: line for line in agreement.lines.all()}
    for position in kept.keys() - {line.position for line in lines}:
        history.delete(kept[position], by=by)
    for line in lines:
        before = kept.get(line.position)
        if before and before.product_as_written == line.product_as_written:
            line.product = line.product or before.product  # the product may have another name by now
        _write_row(before, line, LINE_FIELDS, agreement, by)


def _write_row(
    kept: Party | AgreementLine | None,
    wanted: Party | AgreementLine,
    fields: Sequence[str],
    agreement: Agreement,
    by: User,
) -> None:
    """Write a row where it says something new."""
    if kept is None:
        wanted.agreement = agreement
        save_checked(wanted, by=by)
    elif any(getattr(kept, name) != getattr(wanted, name) for name in fields):
        for name in fields:
            setattr(kept, name, getattr(wanted, name))
        save_checked(kept, by=by)
