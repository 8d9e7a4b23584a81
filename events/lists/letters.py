"""The reminder of missing papers, and the same as a text to paste."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common.links import absolute
from common.models import Letter
from common.tables import day_range
from common.text import clean
from events.actions.applications import may_change
from events.letters import SHORT_LENGTH, Text, reader_of, send
from events.models import Application, RequiredPaper

PAPERS = "papers_missing"


def papers_text(application: Application, missing: Iterable[RequiredPaper]) -> Text:
    """What is missing, and how to hand it in: online while the application can be changed, else to the organizer."""
    reader, fair = reader_of(application), application.fair
    link = absolute(reverse("my_application", args=[application.enterprise_id, application.pk]))
    with translation.override(reader.language):
        facts = {"fair": fair.name, "enterprise": str(application.enterprise), "organizer": fair.organizer.name}
        names = [str(paper) for paper in missing]
        subject = _("Papers missing: %(fair)s") % facts
        said = _("The application of %(enterprise)s still lacks:") % facts
        how = _("Hand them in with the application:") if may_change(application) else _ask_organizer(facts)
        short = f"{subject}. {said} {', '.join(names)}."
        body = [
            _("Dear %(name)s,") % {"name": reader.name},
            "\n".join([said, *(f"- {name}" for name in names)]),
            f"{how}\n{link}",
            "\n".join(filter(None, [fair.name, day_range(fair.starts_on, fair.ends_on), fair.place])),
            fair.organizer.name,
        ]
    room = SHORT_LENGTH - len(link) - 1
    return Text(subject, "\n\n".join(body), f"{clean(short)[:room].strip()} {link}")


def _ask_organizer(facts: dict) -> str:
    return _("Please bring or send them to %(organizer)s. Your application:") % facts


def remind(application: Application, missing: Iterable[RequiredPaper]) -> Letter:
    return send(application, papers_text(application, missing), kind=PAPERS)
