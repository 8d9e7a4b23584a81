"""load_sample: an organizer with a team of every role and a year of fairs, to look at and to try."""

import datetime
import os
import secrets
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organizer, Role, TeamMember, User
from common import history
from events.models import Fair
from portal.sample_thread import BUYER, SELLER, carry_thread
from portal.workbook.importing import check
from portal.workbook.writing import import_workbook

SAMPLE = settings.BASE_DIR / "samples" / "soc-trang-2019.xlsx"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another

PLATFORM_ADMIN = ("admin@chophien.example", "Trần Quốc Thái")
SOC_TRANG = {
    "slug": "soc-trang",
    "name": "Trung tâm Xúc tiến Thương mại tỉnh Sóc Trăng",
    "superior_name": "Sở Công Thương tỉnh Sóc Trăng",
    "document_place": "Sóc Trăng",
    "document_code": "TTXTTM",
}
SOC_TRANG_TEAM = {
    Role.MANAGER: "Lâm Thị Mỹ Hạnh",
    Role.REGISTRATION: "Thạch Ngọc Diệu",
    Role.FLOOR: "Sơn Minh Khang",
    Role.MATCHMAKER: "Trần Thị Bích Ngân",
    Role.DEALS: "Nguyễn Hữu Phước",
    Role.DOOR: "Danh Thanh Tâm",
    Role.VIEWER: "Lý Văn Hòa",
    Role.AUDITOR: "Huỳnh Kim Loan",
}
CAN_THO = {
    "slug": "can-tho",
    "name": "Trung tâm Xúc tiến Đầu tư - Thương mại thành phố Cần Thơ",
    "superior_name": "Ủy ban nhân dân thành phố Cần Thơ",
    "document_place": "Cần Thơ",
    "document_code": "TTXTĐTTM",
}
CAN_THO_TEAM = {Role.MANAGER: "Phan Thị Cẩm Tú"}


class Command(BaseCommand):
    help = "Sets up the sample province with one sign-in per role. What is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print the address and the sign-ins again")

    def handle(self, *, sign_ins: bool, **options) -> None:
        path = settings.VAR_DIR / "sample_password"
        if not sign_ins:
            self.load(path)
        elif not path.exists():
            raise CommandError(_("The sample is not loaded yet. Run load_sample without --sign-ins first."))
        self.print_sign_ins(path.read_text().strip())

    def load(self, path: Path) -> None:
        is_new = not path.exists()
        self.password = kept_password(path)
        self.reset = is_new
        self.person(*PLATFORM_ADMIN, is_platform_admin=True)
        soc_trang = self.workspace(SOC_TRANG, SOC_TRANG_TEAM)
        can_tho = self.workspace(CAN_THO, CAN_THO_TEAM)
        if not Fair.objects.filter(organizer=soc_trang).exists():
            self.bring_in(soc_trang)
        if not Fair.objects.filter(organizer=can_tho).exists():
            carry_thread(organizer=can_tho, by=manager_of(can_tho), person=self.person)

    def workspace(self, fields: dict, team: dict[Role, str]) -> Organizer:
        organizer = Organizer.objects.filter(slug=fields["slug"]).first()
        if organizer is None:
            organizer = Organizer(**fields)
            history.save(organizer, by=None)
        for role, full_name in team.items():
            self.member(organizer, role, full_name)
        return organizer

    def member(self, organizer: Organizer, role: Role, full_name: str) -> None:
        """Without the letter of an invitation: nobody is to read one here."""
        user = self.person(address(role, organizer.slug), full_name)
        if not TeamMember.objects.filter(organizer=organizer, user=user).exists():
            until = datetime.date(timezone.localdate().year + 1, 12, 31) if role == Role.AUDITOR else None
            history.save(TeamMember(organizer=organizer, user=user, role=role, until=until), by=None)

    def person(self, email: str, full_name: str, **fields) -> User:
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, self.password, full_name=full_name, **fields)
        elif self.reset:
            user.set_password(self.password)
            user.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        return user

    def bring_in(self, organizer: Organizer) -> None:
        checked = check(SAMPLE, organizer=organizer)
        if checked.plan is None:
            raise CommandError("\n".join(fault.line() for fault in checked.faults))
        import_workbook(organizer=organizer, by=manager_of(organizer), plan=checked.plan, source=SAMPLE.name)

    def print_sign_ins(self, password: str) -> None:
        rows = [
            (str(_("platform administrator")), PLATFORM_ADMIN[0]),
            *((str(role.label), address(role, SOC_TRANG["slug"])) for role in SOC_TRANG_TEAM),
            (f"{Role.MANAGER.label}, Cần Thơ", address(Role.MANAGER, CAN_THO["slug"])),
            (str(_("enterprise that sells")), f"{SELLER.account}@{CAN_THO['slug']}.example"),
            (str(_("enterprise that buys")), f"{BUYER.account}@{CAN_THO['slug']}.example"),
        ]
        width = max(len(label) for label, _email in rows)
        mail_width = max(len(email) for _label, email in rows)
        self.stdout.write(settings.SITE_URL)
        for label, email in rows:
            self.stdout.write(f"  {label.ljust(width)}  {email.ljust(mail_width)}  {password}")


def manager_of(organizer: Organizer) -> User:
    return User.objects.get(email=address(Role.MANAGER, organizer.slug))


def address(role: Role, slug: str) -> str:
    return f"{role.value}@{slug}.example"


def kept_password(path: Path) -> str:
    """One password for this installation's sample accounts, made on first use and readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    groups = ["".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4)]
    with os.fdopen(descriptor, "w") as file:
        file.write("-".join(groups) + "\n")
    return "-".join(groups)
