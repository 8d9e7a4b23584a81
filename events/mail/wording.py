"""The words of a letter about an application: a fair's own or the usual ones, with names in braces to fill in.

The usual words are built from the table of letters, so that a new kind there is one to reword by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.placeholders import Placeholder, Placeholders
from common.text import clean
from events.models import Fair, LetterWords

KNOWN = {
    "enterprise": Placeholder("doanh nghiệp", "enterprise", gettext_lazy("the firm that applied")),
    "contact": Placeholder("người liên hệ", "contact", gettext_lazy("the contact person of the application")),
    "fair": Placeholder("hội chợ", "fair", gettext_lazy("the fair's name")),
    "days": Placeholder("ngày", "days", gettext_lazy("the days of the fair")),
    "place": Placeholder("địa điểm", "place", gettext_lazy("where it is held")),
    "when_where": Placeholder("thời gian và địa điểm", "days and place", gettext_lazy("both in one line")),
    "answer": Placeholder("lời nhắn", "message", gettext_lazy("your words to the enterprise, where there are any")),
    "organizer": Placeholder("đơn vị tổ chức", "organizer", gettext_lazy("who organizes the fair")),
    "link": Placeholder("liên kết", "link", gettext_lazy("where the firm opens its application")),
}
OPTIONAL = ("answer", "link")  # a paragraph that would say nothing of it is left out
NEVER_LOST = {
    "answer": gettext_lazy("Your words to the enterprise are not in the text: they follow at its end."),
    "link": gettext_lazy("The link is not in the text: it follows at its end."),
}
PARTS = ("subject", "body")
_FACT = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Words:
    """The words of a letter in one language, placeholders and all."""

    subject: str
    body: str


def placeholders(usual: tuple[str, str]) -> Placeholders:
    """The names that a letter may use: those of every letter, and what its own usual words say besides."""
    own = set(_FACT.findall(" ".join(usual))) - set(KNOWN)
    return Placeholders(KNOWN | {key: Placeholder(key, key, gettext_lazy("as in the usual words")) for key in own})


def usual_words(usual: tuple[str, str], language: str) -> Words:
    """What is said where a fair has no words of its own; `usual` are the letter's subject and sentence."""
    subject, sentence = usual
    named = placeholders(usual).named(language)
    with translation.override(language):
        said = [
            _("Dear %(name)s,") % {"name": named["contact"]},
            _(sentence) % named,
            named["answer"],
            f"{named['fair']}\n{named['when_where']}",
            _("Open the application:") + f"\n{named['link']}",
            named["organizer"],
        ]
        return Words(_(subject) % named, "\n\n".join(said))


def words_of(own: LetterWords | None, usual: tuple[str, str], language: str) -> Words:
    """The fair's own words in a language; what it left empty is said in the usual ones."""
    said = usual_words(usual, language)
    found = {part: getattr(own, f"{part}_{language}") if own else "" for part in PARTS}
    return Words(**{part: found[part] or getattr(said, part) for part in PARTS})


def own_words(fair: Fair, kind: str) -> LetterWords | None:
    return LetterWords.objects.filter(fair=fair, kind=kind).first()


def filled(words: Words, usual: tuple[str, str], facts: Mapping[str, str]) -> Words:
    """The letter as one firm reads it. What the organizer says to it and the link stand in it in any case.

    `facts["answer"]` are the bare words of the organizer.
    """
    names, answer = placeholders(usual), facts.get("answer", "")
    said = dict(facts) | {"answer": _("The organizer writes:") + f"\n{answer}" if answer else ""}
    body = names.fill_paragraphs(words.body, said, optional=OPTIONAL)
    for key in OPTIONAL:
        if said.get(key) and key not in names.used(words.body):
            body += f"\n\n{said[key]}" if key == "answer" else "\n\n" + _("Open the application:") + f"\n{said[key]}"
    return Words(clean(names.fill(words.subject, facts)), body)


def missing(words: Words, usual: tuple[str, str]) -> list[str]:
    """What the text leaves out and follows at its end by itself."""
    used = placeholders(usual).used(words.body)
    return [warning for key, warning in NEVER_LOST.items() if key not in used]
