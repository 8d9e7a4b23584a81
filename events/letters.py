"""What the fair's room writes to enterprises: each letter with a short text to paste, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common import outbox
from common.links import absolute
from common.models import Letter
from common.tables import day_range
from common.text import clean
from events import queries
from events.desk.queries import decision_of
from events.mail import wording
from events.models import Application, Delegation, Participation

BOOTH, DECISION = "booth", "application_decision"
SHORT_LENGTH = 400


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for: by e-mail, or by phone where there is no address."""

    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True)
class Text:
    subject: str
    body: str
    short: str


def reader_of(application: Application) -> Reader:
    if application.delegation:
        return reader_of_delegation(application.delegation)
    submitted_by = None if application.is_entered else application.submitted_by
    person = application.responsible or submitted_by
    language = person.language if person else "vi"
    return Reader(application.contact_name, application.contact_email, application.contact_phone, language)


def reader_of_delegation(delegation: Delegation) -> Reader:
    """One person hears of all its firms."""
    return Reader(delegation.contact_name, delegation.contact_email, delegation.contact_phone, "vi")


TO_DELEGATIONS = {
    "approve": (
        gettext_noop("Delegation approved: %(fair)s"),
        gettext_noop("%(enterprise)s takes part with these firms. You hear of their booths by letter."),
    ),
    "decline": (
        gettext_noop("Delegation declined: %(fair)s"),
        gettext_noop("The delegation of %(enterprise)s could not be accepted this time."),
    ),
}


def tell_delegation(delegation: Delegation, deed: str, firms: list[str]) -> Letter:
    """One letter to the delegation's contact, with the link of its list."""
    fair, reader, link = delegation.fair, reader_of_delegation(delegation), link_of_delegation(delegation)
    with translation.override(reader.language):
        facts = {"fair": fair.name, "organizer": fair.organizer.name, "enterprise": delegation.name}
        subject, sentence = (_(words) % facts for words in TO_DELEGATIONS[deed])
        said = [_("Dear %(name)s,") % {"name": reader.name}, sentence]
        if firms:
            said.append("\n".join(firms))
        if delegation.answer:
            said.append(_("The organizer writes:") + f"\n{delegation.answer}")
        said += [_("The list of your firms:") + f"\n{link}", fair.organizer.name]
    text = Text(subject, "\n\n".join(said), _short(f"{subject}. {sentence}", link))
    return _post(
        reader, text, organizer=fair.organizer, about_fair=fair.pk, kind="delegation",
        thread=f"delegation-{delegation.pk}", not_before=None,
    )  # fmt: skip


def thread_of(application: Application) -> str:
    return f"application-{application.pk}"


# What happened, as subject and sentence. "_floor" stands for a fair that allocates booths.
TEXTS = {
    "receipt": (
        gettext_noop("Application received: %(fair)s"),
        gettext_noop("%(organizer)s has received the application of %(enterprise)s. You will get an answer by letter."),
    ),
    "withdraw": (
        gettext_noop("Application withdrawn: %(fair)s"),
        gettext_noop("%(enterprise)s has withdrawn its application. Nothing more needs to be done."),
    ),
    "approve_floor": (
        gettext_noop("Application approved: %(fair)s"),
        gettext_noop(
            "The application of %(enterprise)s is approved: you take part. You will hear of your booth by letter."
        ),
    ),
    "approve": (
        gettext_noop("Application approved: %(fair)s"),
        gettext_noop("The application of %(enterprise)s is approved: you take part."),
    ),
    "return": (
        gettext_noop("Please change your application: %(fair)s"),
        gettext_noop("The application of %(enterprise)s needs changes. Open it, change it and submit it again."),
    ),
    "return_entered": (
        gettext_noop("Please change your application: %(fair)s"),
        gettext_noop("The application of %(enterprise)s needs changes. Tell the organizer what to enter, or bring it."),
    ),
    "waitlist": (
        gettext_noop("On the waiting list: %(fair)s"),
        gettext_noop("%(enterprise)s stands on the waiting list. You will hear as soon as a place is free."),
    ),
    "decline": (
        gettext_noop("Application declined: %(fair)s"),
        gettext_noop("The application of %(enterprise)s could not be accepted this time."),
    ),
    "cancel": (
        gettext_noop("Place cancelled: %(fair)s"),
        gettext_noop("The place of %(enterprise)s at the fair is cancelled."),
    ),
    "offer": (
        gettext_noop("A place is free for you: %(fair)s"),
        gettext_noop("A place has become free for %(enterprise)s. Take it or let it go with the link below."),
    ),
    "offer_accepted": (
        gettext_noop("You have taken the place: %(fair)s"),
        gettext_noop("%(enterprise)s has taken the place that was offered. %(organizer)s confirms it by letter."),
    ),
    "offer_expired": (
        gettext_noop("The offer of a place is over: %(fair)s"),
        gettext_noop("The place was kept for %(enterprise)s and was not taken in time. You stay on the waiting list."),
    ),
    "offer_withdrawn": (
        gettext_noop("The offer of a place was taken back: %(fair)s"),
        gettext_noop("The place can no longer be given to %(enterprise)s. You stay on the waiting list."),
    ),
    "change_granted": (
        gettext_noop("You may change your application: %(fair)s"),
        gettext_noop("%(organizer)s lets %(enterprise)s change its application."),
    ),
    "change_refused": (
        gettext_noop("Your application stays as it is: %(fair)s"),
        gettext_noop("%(organizer)s cannot let the application of %(enterprise)s be changed any more."),
    ),
    "handed_over": (
        gettext_noop("You now look after an application: %(fair)s"),
        gettext_noop("From now on letters and calls about the application of %(enterprise)s come to you."),
    ),
}


def written(application: Application, deed: str, answer: str = "", *, link: str = "", more: str = "") -> Text:
    """The letter about a deed, in the fair's own words or the usual ones.

    An approval cites its decision once that is issued. `link` leads elsewhere than to the application; `more` is a
    paragraph of its own behind the first sentence.
    """
    kind, language = _text_of(application, deed), reader_of(application).language
    words = wording.words_of(wording.own_words(application.fair, kind), TEXTS[kind], language)
    if deed == "approve":
        more = cited_decision(application, language)
    return reworded(application, kind, words, language, answer, link=link, more=more)


def cited_decision(application: Application, language: str) -> str:
    """What an approval stands on; empty where no decision was issued."""
    paper = decision_of(application)
    if paper is None or not paper.is_issued:
        return ""
    with translation.override(language):
        return _("According to %(decision)s.") % {"decision": paper.cited}


AFTER_FIRST_SENTENCE = 2


def _with_paragraph(body: str, more: str) -> str:
    """A letter with one more paragraph, behind the greeting and the sentence that says what happened."""
    paragraphs = body.split("\n\n")
    paragraphs.insert(AFTER_FIRST_SENTENCE, more)
    return "\n\n".join(paragraphs)


def reworded(
    application: Application,
    kind: str,
    words: wording.Words,
    language: str,
    answer: str = "",
    *,
    link: str = "",
    more: str = "",
) -> Text:
    """The letter in these words, names in braces filled in."""
    fair, link = application.fair, link or link_of(application)
    with translation.override(language):
        days = day_range(fair.starts_on, fair.ends_on)
        facts = {
            "enterprise": str(application.enterprise),
            "contact": reader_of(application).name,
            "fair": fair.name,
            "days": days,
            "place": fair.place,
            "when_where": ", ".join(filter(None, [days, fair.place])),
            "answer": answer,
            "organizer": fair.organizer.name,
            "link": link,
        }
        said = wording.filled(words, TEXTS[kind], facts)
    body = _with_paragraph(said.body, more) if more else said.body
    return Text(said.subject, body, _short(f"{said.subject}. {more} {answer}", link))


def _text_of(application: Application, deed: str) -> str:
    if deed == "approve" and application.fair.uses_floor:
        return "approve_floor"
    return "return_entered" if deed == "return" and application.is_entered else deed


def link_of(application: Application) -> str:
    """Where the enterprise reads its application; empty where it has no account that sees it."""
    if application.account_id is None:
        return ""
    return absolute(reverse("my_application", args=[application.account_id, application.pk]))


def link_of_delegation(delegation: Delegation) -> str:
    """Where the delegation keeps its list and reads its bill, without an account."""
    return absolute(reverse("delegation_by_link", args=[delegation.token]))


def _short(text: str, link: str) -> str:
    """A text to paste into a message, with the link whole at its end."""
    room = SHORT_LENGTH - len(link) - 1
    return f"{clean(text)[:room].strip()} {link}".strip()


def send(application: Application, text: Text, *, kind: str, not_before: datetime | None = None) -> Letter:
    letter = made(application, text, kind=kind, not_before=not_before)
    letter.save(force_insert=True)
    return letter


def made(application: Application, text: Text, *, kind: str, not_before: datetime | None = None) -> Letter:
    """The letter about an application, not in the outbox yet."""
    return _written(
        reader_of(application),
        text,
        organizer=application.fair.organizer,
        about_fair=application.fair_id,
        kind=kind,
        thread=thread_of(application),
        not_before=not_before,
    )


def _post(reader: Reader, text: Text, *, not_before: datetime | None, **fields) -> Letter:
    letter = _written(reader, text, not_before=not_before, **fields)
    letter.save(force_insert=True)
    return letter


def _written(reader: Reader, text: Text, *, not_before: datetime | None, **fields) -> Letter:
    return outbox.written(
        to=reader.email,
        mobile=reader.phone,
        name=reader.name,
        subject=text.subject,
        body=text.body,
        short=text.short,
        not_before=not_before,
        **fields,
    )


def tell_booths(participation: Participation, *, not_before: datetime) -> Letter | None:
    """Tell a participant which booths it holds now, in place of a letter that still waits to say otherwise.

    Whose booth was given and taken back before a letter went out hears nothing.
    """
    thread = booth_thread(participation)
    outbox.recall(thread=thread, kind=BOOTH)
    holdings = list(queries.held_by(participation))
    was_told = Letter.objects.filter(thread=thread, kind=BOOTH).exists()
    reader = booth_reader(participation)
    if reader is None or not (holdings or was_told):
        return None
    return _post(
        reader,
        _booth_text(participation, holdings, reader),
        organizer=participation.fair.organizer,
        about_fair=participation.fair_id,
        kind=BOOTH,
        thread=thread,
        not_before=not_before,
    )


def booth_thread(participation: Participation) -> str:
    return f"booth-{participation.pk}"


def booth_reader(participation: Participation) -> Reader | None:
    """The contact of the application, else the first delegate, else the contact of the card."""
    if participation.application:
        return reader_of(participation.application)
    for person in (participation.delegates.first(), participation.enterprise):
        if person and (person.email or person.phone):
            name = getattr(person, "contact_name", "") or str(person)
            return Reader(name, person.email, person.phone, "vi")
    return None


def _booth_text(participation: Participation, holdings: list, reader: Reader) -> Text:
    fair, application = participation.fair, participation.application
    with translation.override(reader.language):
        facts = {
            "fair": fair.name,
            "enterprise": str(participation.enterprise),
            "booths": ", ".join(f"{held.booth.code} ({held.booth.hall})" for held in holdings),
            "day": date_format(fair.starts_on, "d/m/Y"),
        }
        if holdings:
            subject = _("Your booth at %(fair)s: %(booths)s") % facts
            text = _("%(enterprise)s has this booth: %(booths)s. The fair opens on %(day)s.") % facts
        else:
            subject = _("Your booth at %(fair)s has changed") % facts
            text = _("%(enterprise)s has no booth at the moment. You will hear of another one by letter.") % facts
        said = [_("Dear %(name)s,") % {"name": reader.name}, text]
        link = ""
        if application and (link := link_of(application)):
            said.append(_("See it on the plan:") + f"\n{link}")
    return Text(subject, "\n\n".join([*said, fair.organizer.name]), _short(f"{subject}. {text}", link))
