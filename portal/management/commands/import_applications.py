"""import_applications FILE --organizer SLUG --fair SLUG [--by EMAIL] [--check]: a list goes in whole, or not at all."""

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.reach import may_at
from events.models import Fair
from portal.applications.checking import Checked, check
from portal.applications.writing import bring_in


class Command(BaseCommand):
    help = "Enters the applications of a spreadsheet for a fair, all of them or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx workbook with one firm a row")
        parser.add_argument("--organizer", required=True, metavar="SLUG", help="whose fair it is")
        parser.add_argument("--fair", required=True, metavar="SLUG", help="the fair, as in its address")
        parser.add_argument("--by", metavar="EMAIL", help="who enters them; wanted unless only checked")
        parser.add_argument("--check", action="store_true", help="say what would happen and write nothing")

    def handle(self, *, file: Path, organizer: str, fair: str, **options) -> None:
        found = Fair.objects.filter(organizer__slug=organizer, slug=fair).select_related("organizer").first()
        if found is None:
            raise CommandError(_("This organizer has no fair “%(slug)s”.") % {"slug": fair})
        if not file.is_file():
            raise CommandError(_("There is no file “%(path)s”.") % {"path": file})
        by = None if options["check"] else self.person(options["by"], found)
        checked = check(file, fair=found)
        self.print_findings(checked)
        if checked.plan is None:
            sys.exit(1)
        if by and checked.plan.size:
            try:
                bring_in(checked.plan, fair=found, by=by, source=file.name)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
        self.print_summary(checked, written=by is not None)

    def person(self, email: str | None, fair: Fair) -> User:
        person = User.objects.filter(email__iexact=email or "").first() if email else None
        if person is None or not may_at(person, "events.review_application", fair.organizer, fair.pk):
            raise CommandError(_("Name with --by somebody of the team who may enter applications to this fair."))
        return person

    def print_findings(self, checked: Checked) -> None:
        for warning in checked.warnings:
            self.stderr.write(_("Warning: %(line)s") % {"line": warning.line()})
        for fault in checked.faults:
            self.stderr.write(fault.line())
        if checked.faults:
            count = len(checked.faults)
            text = ngettext("%(n)s fault. Nothing was written.", "%(n)s faults. Nothing was written.", count)
            self.stdout.write(text % {"n": count})

    def print_summary(self, checked: Checked, *, written: bool) -> None:
        plan = checked.plan
        counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
        self.stdout.write(_("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts)
        if not plan.size:
            self.stdout.write(_("The list says nothing new. Nothing was changed."))
        elif written:
            self.stdout.write(_("The list was entered."))
        else:
            self.stdout.write(_("The list has no fault. Nothing was written; without --check, this would be."))
