"""The results report at the command line: the same figures as the page, as text, JSON, spreadsheet or PDF."""

import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organizer
from accounts.reach import Reach
from common.spreadsheets import DayError, read_day
from contracts.results.papers import BINARIES, TEXTS, render
from contracts.results.report import make_report
from contracts.results.scope import Period, Scope

MISUSED = 2  # the exit code of a command line that cannot be meant


def day(text: str) -> date:
    try:
        return read_day(text)
    except DayError:
        raise ArgumentTypeError(_("“%(text)s” is no day; write 31/12/2019 or 2019-12-31") % {"text": text}) from None


class Command(BaseCommand):
    help = "Prints or saves what an organizer achieved in a period: fairs, participations, deals, OCOP products."
    requires_system_checks = []  # it only reads

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organizer", required=True, metavar="SLUG", help="whose results")
        parser.add_argument("--from", dest="first", required=True, type=day, metavar="DAY", help="the first day")
        parser.add_argument("--to", dest="last", required=True, type=day, metavar="DAY", help="the last day")
        parser.add_argument("--format", dest="form", choices=(*TEXTS, *BINARIES), default="text")
        parser.add_argument("--out", type=Path, metavar="PATH", help="the file to write; else standard output")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE)

    def handle(self, *, language: str, **options) -> None:
        with translation.override(language):
            self.report(**options)

    def report(self, *, organizer: str, first: date, last: date, form: str, out: Path | None, **options) -> None:
        if last < first:
            raise CommandError(_("The last day comes before the first."), returncode=MISUSED)
        if out is None and form in BINARIES and self.stdout.isatty():
            message = _("A terminal cannot show %(form)s; name a file with --out.") % {"form": form}
            raise CommandError(message, returncode=MISUSED)
        keeper = Organizer.objects.filter(slug=organizer).first()
        if keeper is None:
            raise CommandError(_("No organizer is called “%(slug)s”.") % {"slug": organizer})
        content = render(make_report(Scope(Reach(keeper), Period(first, last))), form)
        if out is None:
            self.print(content)
        else:
            save(content, out)

    def print(self, content: bytes) -> None:
        """As bytes where the stream takes them, so that neither locale nor line ends change a file."""
        stream = getattr(self.stdout._out, "buffer", None)
        if stream is None:
            self.stdout.write(content.decode(), ending="")
        else:
            stream.write(content)
            stream.flush()


def save(content: bytes, path: Path) -> None:
    """Put the whole file in its place at once: a reader never sees half of it, an error leaves what was there."""
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or device is written to, not replaced
            return
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        words = {"path": path, "reason": error.strerror}
        raise CommandError(_("Cannot write %(path)s: %(reason)s.") % words) from None
