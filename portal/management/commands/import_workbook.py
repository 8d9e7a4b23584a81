"""import_workbook FILE --organizer SLUG [--check]: a province's workbook goes in whole, or not at all."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organizer
from portal.workbook.columns import SHEETS
from portal.workbook.importing import Checked, check
from portal.workbook.plan import Plan
from portal.workbook.writing import Outdated, import_workbook


class Command(BaseCommand):
    help = "Brings a workbook of fairs, enterprises, products, participations and agreements in, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx workbook with the five sheets")
        parser.add_argument("--organizer", required=True, metavar="SLUG", help="whose records they become")
        parser.add_argument("--check", action="store_true", help="say what would happen and write nothing")

    def handle(self, *, file: Path, organizer: str, **options) -> None:
        keeper = Organizer.objects.filter(slug=organizer).first()
        if keeper is None:
            raise CommandError(_("No organizer is called “%(slug)s”.") % {"slug": organizer})
        if not file.is_file():
            raise CommandError(_("There is no file “%(path)s”.") % {"path": file})
        self.show_progress = self.stderr.isatty()
        checked = check(file, organizer=keeper, progress=self.progress(_("Reading")))
        self.print_findings(checked)
        if checked.plan is None:
            sys.exit(1)
        if not options["check"]:
            self.write(keeper, checked.plan, file.name)
        self.print_summary(checked.plan, written=not options["check"])

    def write(self, organizer: Organizer, plan: Plan, source: str) -> None:
        try:
            import_workbook(
                organizer=organizer, by=None, plan=plan, source=source, progress=self.progress(_("Writing"))
            )
        except Outdated:
            raise CommandError(
                _("Somebody changed the records at the same moment. Nothing was written; run the command again.")
            ) from None

    def progress(self, verb: str):
        """A line on the terminal that is written over; nothing where the output goes to a file."""

        def show(done: int, total: int) -> None:
            if self.show_progress:
                self.stderr.write(
                    f"\r{verb} {done:,}/{total:,}".replace(",", "."), ending="\n" if done >= total else ""
                )

        return show

    def print_findings(self, checked: Checked) -> None:
        for warning in checked.warnings:
            self.stderr.write(_("Warning: %(line)s") % {"line": warning.line()})
        for fault in checked.faults:
            self.stderr.write(fault.line())
        if checked.faults:
            count = len(checked.faults)
            text = ngettext("%(n)s fault. Nothing was written.", "%(n)s faults. Nothing was written.", count)
            self.stdout.write(text % {"n": count})

    def print_summary(self, plan: Plan, *, written: bool) -> None:
        heads = [_("Sheet"), _("new"), _("changed"), _("unchanged"), _("not in the file")]
        rows = [[kind.title, *plan.parts[kind.name].counts.values()] for kind in SHEETS]
        width = max(len(str(row[0])) for row in [heads, *rows])
        for row in [heads, *rows]:
            self.stdout.write("  ".join([str(row[0]).ljust(width), *(str(cell).rjust(14) for cell in row[1:])]))
        for kind in SHEETS:
            self.print_missing(kind.title, plan.parts[kind.name])
        self.stdout.write(self.outcome(plan, written=written))

    def print_missing(self, title: str, part) -> None:
        if not part.missing_count:
            return
        self.stdout.write(_("%(sheet)s, not in the file and left as they are:") % {"sheet": title})
        for label in part.missing:
            self.stdout.write(f"  {label}")
        if more := part.missing_count - len(part.missing):
            self.stdout.write("  " + _("and %(n)s more") % {"n": more})

    def outcome(self, plan: Plan, *, written: bool) -> str:
        if not plan.size:
            return _("The workbook says nothing new. Nothing was changed.")
        if not written:
            return _("The workbook has no fault. Nothing was written; without --check, this would be.")
        return _("The workbook was brought in.")
