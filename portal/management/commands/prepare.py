"""prepare: brings the database to this version; after an install and after each upgrade."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.models import Organizer


class Command(BaseCommand):
    help = "Makes or upgrades the tables. With --sample, a new database gets the sample province."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", action="store_true", help="load the sample where there is no organizer yet")

    def handle(self, *, sample: bool, **options) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if sample and not Organizer.objects.exists():
            with transaction.atomic():  # stopped half-way, it starts afresh the next time
                call_command("load_sample", stdout=self.stdout)
        elif sample and (settings.VAR_DIR / "sample_password").exists():
            call_command("load_sample", sign_ins=True, stdout=self.stdout)
        else:
            self.stdout.write(settings.SITE_URL)
