"""The words of an invitation: a fair's own or the usual ones, with a few names in braces that each letter fills in.

Nothing in a text is ever run: a name in braces is looked up in a fixed list, and one that is not there is a fault.
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from common.links import absolute
from common.placeholders import LANGUAGES as LANGUAGES
from common.placeholders import Placeholder, Placeholders
from common.tables import day_range
from common.text import clean
from events import window
from events.models import Fair, Invitation, InvitationText

SHORT_LENGTH = 400  # of the whole text to paste, its link included

PLACEHOLDERS = Placeholders(
    {
        "enterprise": Placeholder("doanh nghiệp", "enterprise", gettext_lazy("the invited firm")),
        "contact": Placeholder("người liên hệ", "contact", gettext_lazy("the contact person, else the firm")),
        "fair": Placeholder("hội chợ", "fair", gettext_lazy("the fair's name")),
        "days": Placeholder("ngày", "days", gettext_lazy("the days of the fair")),
        "place": Placeholder("địa điểm", "place", gettext_lazy("where it is held")),
        "last_day": Placeholder("hạn đăng ký", "last day", gettext_lazy("the last day for applications")),
        "organizer": Placeholder("đơn vị tổ chức", "organizer", gettext_lazy("who invites")),
        "link": Placeholder("liên kết", "link", gettext_lazy("the firm's own link")),
    }
)

USUAL = {
    "subject": gettext_noop("Invitation: %(fair)s"),
    "short": gettext_noop("%(organizer)s invites %(enterprise)s to %(fair)s, %(days)s. Apply by %(last_day)s:"),
    "body": gettext_noop(
        "Dear %(contact)s,\n\n"
        "%(organizer)s invites %(enterprise)s to %(fair)s, %(days)s, %(place)s.\n\n"
        "Applications are open until %(last_day)s. See what it is about, apply or say that you will not come here:\n"
        "%(link)s\n\n"
        "This link is yours alone; no password is needed to open it.\n\n"
        "%(organizer)s"
    ),
}


@dataclass(frozen=True)
class Words:
    """The words of a fair in one language, placeholders and all."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True)
class Text:
    """A letter as one firm reads it."""

    subject: str
    body: str
    short: str


def words_of(fair: Fair, language: str, own: InvitationText | None = None) -> Words:
    """The fair's own words in a language; what it left empty is said in the usual ones."""
    own = own or text_of(fair)
    found = {name: getattr(own, f"{name}_{language}") if own else "" for name in USUAL}
    return Words(**{name: found[name] or usual(name, language) for name in USUAL})


def text_of(fair: Fair) -> InvitationText | None:
    return InvitationText.objects.filter(fair=fair).first()


def usual(name: str, language: str) -> str:
    """What is said where a fair has no words of its own, with its placeholders named in that language."""
    with translation.override(language):
        return _(USUAL[name]) % PLACEHOLDERS.named(language)


def check_words(text: str) -> None:
    """Refuse a placeholder that nobody fills in, and a brace that stands alone."""
    PLACEHOLDERS.check(text)


def letter(invitation: Invitation, words: Words, *, is_reminder: bool = False) -> Text:
    """The letter to one firm, in its language. The link and the way to hear no more always stand in it."""
    with translation.override(invitation.language):
        facts = _facts(invitation)
        subject, body, short = (PLACEHOLDERS.fill(part, facts) for part in (words.subject, words.body, words.short))
        if is_reminder:
            subject = _("Reminder: %(subject)s") % {"subject": subject}
            body = _("We have not heard from you yet, so we ask once more.") + f"\n\n{body}"
        if facts["link"] not in body:
            body += "\n\n" + _("See it, apply or answer here:") + f"\n{facts['link']}"
        stop = absolute(invitation.stop_link)
        body += "\n\n–\n" + _("You do not want invitations of %(organizer)s any more?") % facts + f"\n{stop}"
    return Text(clean(subject), body, _with_link(short.replace(facts["link"], ""), facts["link"]))


def _facts(invitation: Invitation) -> dict[str, str]:
    fair = invitation.fair
    return {
        "enterprise": invitation.name,
        "contact": invitation.contact_name or invitation.name,
        "fair": fair.name,
        "days": day_range(fair.starts_on, fair.ends_on),
        "place": ", ".join(filter(None, [fair.place, fair.province_as_written])) or fair.name,
        "last_day": date_format(window.last_day(fair), "d/m/Y"),
        "organizer": fair.organizer.name,
        "link": absolute(invitation.link),
    }


def _with_link(text: str, link: str) -> str:
    return f"{clean(text)[: SHORT_LENGTH - len(link) - 1].strip()} {link}".strip()
