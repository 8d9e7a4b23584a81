"""What an organizer does with the words of its letters, and with letters that were not sent."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import history, outbox
from common.models import Letter
from common.placeholders import LANGUAGES
from events.letters import TEXTS
from events.mail import wording
from events.models import Fair, LetterWords
from events.registration import quotas

FIELDS = [f"{part}_{language}" for part in wording.PARTS for language in LANGUAGES]


@transaction.atomic
def save_words(*, words: LetterWords, by: User) -> LetterWords:
    """Keep a fair's own words. What says the same as the usual ones is left empty, so that it follows them."""
    quotas.lock(words.fair)
    if words._state.adding and wording.own_words(words.fair, words.kind):
        raise history.Stale(words)  # somebody else wrote the first words a moment before
    usual = TEXTS[words.kind]
    names, faults = wording.placeholders(usual), {}
    for part in wording.PARTS:
        for language in LANGUAGES:
            field = f"{part}_{language}"
            if _same(getattr(words, field), getattr(wording.usual_words(usual, language), part)):
                setattr(words, field, "")
            try:
                names.check(getattr(words, field))
            except ValidationError as error:
                faults[field] = error
    if faults:
        raise ValidationError(faults)
    words.full_clean()
    history.save(words, by=by)
    return words


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.strip()


@transaction.atomic
def back_to_usual(*, words: LetterWords, by: User) -> LetterWords:
    """Letters of this kind say it in the usual words again; the history keeps the fair's own."""
    for field in FIELDS:
        setattr(words, field, "")
    history.save(words, by=by, reason=_("Back to the usual words"))
    return words


def try_again(*, fair: Fair) -> int:
    """Send all letters about a fair that failed once more; returns how many. Uncertain ones are looked at singly."""
    failed = list(Letter.objects.filter(organizer=fair.organizer, about_fair=fair.pk, state=Letter.State.FAILED))
    for letter in failed:
        outbox.send_again(letter=letter)
    return len(failed)
