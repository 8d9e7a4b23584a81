"""One fair of the sample on its way: applications, a booth, a meeting. Every step by the action that pages use."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from accounts.actions.consents import give_consent
from accounts.models import ConsentPurpose, Organizer, User
from enterprises.actions.accounts import create_account
from enterprises.actions.products import save_product
from enterprises.models import Enterprise, LegalForm, Product, ProductGroup, UsualRole
from events.actions import answers, invitations
from events.actions.applications import save_application, submit_application
from events.actions.catalogue import publish
from events.actions.fairs import save_fair
from events.actions.floor import assign_booth, make_hall
from events.actions.review import decide
from events.invitations.comparing import chosen, compare
from events.invitations.reading import read_list
from events.layout import Rule
from events.models import (
    Application,
    Attendee,
    Booth,
    Fair,
    FairLevel,
    Invitation,
    Package,
    PackageKind,
    PaperKind,
    Participation,
    Preset,
    Question,
    QuestionKind,
    Quota,
    QuotaUnit,
    RequiredPaper,
    Vehicle,
)
from events.presets import start
from events.registration.actions import save_package, save_paper, save_question, save_quota
from events.registration.filling import add_attendee, add_vehicle
from matching.actions.meetings import schedule_meeting
from matching.actions.slots import Hours, add_tables, set_up_slots
from matching.models import Place, Slot

DAYS_AHEAD, LASTS = 45, 5
COMING_FAIR = {
    "code": "CT-01",
    "name": "Hội chợ Nông sản vùng đồng bằng sông Cửu Long",
    "place": "Công viên Lưu Hữu Phước",
    "province_as_written": "Cần Thơ",
}


@dataclass(frozen=True)
class Firm:
    """An enterprise of the sample with the person who acts for it."""

    account: str
    name: str
    tax_code: str
    person: str
    phone: str
    role: str = UsualRole.SELLER
    form: str = "cooperative"
    product: str = ""
    fascia: str = ""
    product_en: str = ""
    description: str = ""
    description_en: str = ""
    power: float = 0
    cooled: bool = False
    people: tuple[tuple[str, str], ...] = ()  # name, position
    plate: str = ""


SELLER = Firm(
    "hop-tac-xa", "Hợp tác xã Nấm rơm Đồng Cỏ Lau", "9900300027", "Thạch Thị Sa Rây", "0901234501",
    product="Nấm rơm sấy", product_en="Dried straw mushrooms", fascia="Nấm rơm Đồng Cỏ Lau",
    description="Nấm rơm trồng trên rơm sạch, sấy lạnh giữ nguyên mùi thơm, túi 200 g, dùng trong 12 tháng.",
    description_en="Straw mushrooms grown on clean straw, cold-dried to keep their scent; 200 g bags, good for a year.",
    power=2.5, cooled=True,
    people=(("Thạch Minh Đức", "Phụ trách bán hàng"), ("Lý Thị Ngọc Hà", "Nhân viên bán hàng")), plate="65C-123.45",
)  # fmt: skip
SECOND = Firm(
    "tra-mang-cau", "Công ty TNHH Trà mãng cầu Xanh Hậu", "9900300034", "Lê Hoàng Phúc", "0901234502",
    form="llc", product="Trà mãng cầu", product_en="Soursop tea", fascia="Trà Xanh Hậu",
    description="Trà từ mãng cầu xiêm chín cây, sao tay, hộp 20 túi lọc.",
    description_en="Tea of tree-ripened soursop, roasted by hand; boxes of 20 bags.",
    power=1,
    people=(("Lê Thị Kim Anh", "Trưởng phòng kinh doanh"),), plate="65C-678.90",
)  # fmt: skip
WAITING = Firm(
    "banh-pia", "Hộ kinh doanh Bánh pía Ngọc Thiên", "9900300041", "Trần Ngọc Thiên", "0901234503",
    form="household-business", product="Bánh pía đậu xanh", fascia="Bánh pía Ngọc Thiên",
)  # fmt: skip
BUYER = Firm(
    "sieu-thi", "Công ty Cổ phần Siêu thị Miền Tây", "9900300059", "Võ Minh Trí", "0901234504",
    role=UsualRole.BUYER, form="joint-stock", people=(("Nguyễn Thanh Trúc", "Trưởng ngành hàng thực phẩm"),),
)  # fmt: skip
FIRMS = (SELLER, SECOND, WAITING, BUYER)

# As a clerk pastes them, from a table and from messages
GUESTS = """
Tên doanh nghiệp; Người liên hệ; Điện thoại; Email; Mã số thuế
Hợp tác xã Nấm rơm Đồng Cỏ Lau; Thạch Thị Sa Rây; 0901 234 501; hop-tac-xa@can-tho.example; 9900300027
Công ty TNHH Cá khô Cồn Sậy; Dương Văn Hải; 0901 234 511; ca-kho@con-say.example; 9900300066
Hợp tác xã Dưa hấu Bãi Giá; Kim Thị Sết; 0901 234 512; dua-hau@bai-gia.example;
Cơ sở Mắm bò hóc Chàm Pa; Danh Minh Thuận; 0901 234 513; mam@cham-pa.example;
Hộ kinh doanh Cốm dẹp Phước Lộc; Lâm Thị Tuyết; 0901 234 514;;
Tổ hợp tác Đan lát Ấp Bưng; Sơn Thị Ngọc Hân; 0901 234 515;;
Công ty TNHH Nước mắm Mũi Cá; Phạm Quốc Bảo; 0901 234 516; nuoc-mam@mui-ca.example; 9900300073
"""
SILENT, DECLINES, STOPS, LATER = "0901234511", "0901234512", "0901234513", "0901234516"

Person = Callable[[str, str], User]


def carry_thread(*, organizer: Organizer, by: User, person: Person) -> Fair:
    """Enter the coming fair and bring it as far as the evening before its matching day."""
    fair = _open_fair(organizer, by)
    _invite(fair, by)
    applications = {firm: _apply(firm, fair, person) for firm in FIRMS}
    for firm in (SELLER, SECOND, BUYER):
        decide(application=applications[firm], deed="approve", by=by)
    _give_booth(fair, applications[SELLER], by)
    _arrange_meeting(fair, applications[BUYER], applications[SELLER], by)
    publish(fair=fair, is_published=True, by=by)
    return fair


def address(firm: Firm, organizer: Organizer) -> str:
    return f"{firm.account}@{organizer.slug}.example"


def _open_fair(organizer: Organizer, by: User) -> Fair:
    today = timezone.localdate()
    first = today + datetime.timedelta(days=DAYS_AHEAD)
    fair = start(Fair(organizer=organizer, **COMING_FAIR), Preset.PROVINCIAL)
    fair.level = FairLevel.REGIONAL
    fair.starts_on, fair.ends_on = first, first + datetime.timedelta(days=LASTS)
    fair.is_public = True
    fair.applications_from, fair.applications_until = today, first - datetime.timedelta(days=15)
    save_fair(fair=fair, by=by)
    _set_up_registration(fair, by)
    make_hall(fair=fair, name="Khu A", rule=Rule(rows=3, columns=8), by=by)
    return fair


def _invite(fair: Fair, by: User) -> None:
    """One firm will apply, one says no, one wants no more letters, one is still to be written to."""
    rows = chosen(compare(fair, read_list(GUESTS).rows), left_out=set(), linked=set())
    made = {row.phone: row for row in invitations.invite(fair=fair, rows=rows, origin=Invitation.Origin.LIST, by=by)}
    now = [row.pk for phone, row in made.items() if phone != LATER]
    invitations.write_to(fair=fair, invitations=now, deed="ask", by=by)
    answers.follow(invitation=made[SELLER.phone])
    answers.follow(invitation=made[SILENT])
    answers.decline(invitation=made[DECLINES], answer="Đang vào vụ thu hoạch, không có người đi.")
    answers.stop_letters(invitation=made[STOPS])


def _set_up_registration(fair: Fair, by: User) -> None:
    """Two packages, a limit and a question, as a small fair has them."""
    for name, english, kind, price in (
        ("Gian hàng tiêu chuẩn 3 × 3 m", "Standard booth 3 × 3 m", PackageKind.STANDARD, 3_000_000),
        ("Gian hàng góc", "Corner booth", PackageKind.CORNER, 3_600_000),
        ("Chỉ tham gia kết nối giao thương", "Business matching only", PackageKind.NONE, 0),
    ):
        save_package(package=Package(fair=fair, kind=kind, name_vi=name, name_en=english, price=price), by=by)
    save_quota(quota=Quota(fair=fair, unit=QuotaUnit.BOOTHS, limit=24), by=by)
    question = Question(
        fair=fair,
        kind=QuestionKind.CHOICE,
        text_vi="Có trình diễn, nấu ăn tại gian hàng không?",
        text_en="Will you cook or demonstrate at the booth?",
        choices_vi="Có\nKhông",
        choices_en="Yes\nNo",
    )
    save_question(question=question, by=by)
    paper = RequiredPaper(fair=fair, kind=PaperKind.FOOD_SAFETY, is_required=False)
    save_paper(paper=paper, by=by)


def _apply(firm: Firm, fair: Fair, person: Person) -> Application:
    owner = person(address(firm, fair.organizer), firm.person)
    account = Enterprise(
        legal_name=firm.name,
        tax_code=firm.tax_code,
        legal_form=LegalForm.objects.get(code=firm.form),
        usual_role=firm.role,
        address_as_written="Ấp 4, xã Phú Tâm",
        province_as_written="Cần Thơ",
        contact_name=firm.person,
        phone=firm.phone,
        email=owner.email,
    )
    create_account(enterprise=account, by=owner)
    products = []
    if firm.product:
        products = [_product(firm, account, owner)]
    application = Application(
        fair=fair,
        enterprise=account,
        contact_name=firm.person,
        contact_phone=firm.phone,
        contact_email=owner.email,
        fascia_name=firm.fascia or firm.name[:60],
        package=fair.packages.all()[2 if firm.role == UsualRole.BUYER else 0],
        group=ProductGroup.objects.first(),
        power_kw=firm.power,
        needs_cooling=firm.cooled,
    )
    save_application(application=application, products=products, by=owner)
    for name, position in firm.people:
        add_attendee(attendee=Attendee(application=application, name=name, position=position), by=owner)
    if firm.plate:
        add_vehicle(vehicle=Vehicle(application=application, plate=firm.plate, kind="xe tải 1,5 tấn"), by=owner)
    return submit_application(application=application, by=owner, consent=True)


def _product(firm: Firm, account: Enterprise, owner: User) -> Product:
    """What the firm shows; who enters the English text agrees to stand in the catalogue."""
    product = Product(
        enterprise=account,
        name=firm.product,
        name_en=firm.product_en,
        description=firm.description,
        description_en=firm.description_en,
        unit="kg",
        group=ProductGroup.objects.first(),
    )
    if firm.product_en:
        give_consent(user=owner, purpose=ConsentPurpose.CATALOGUE, language="vi")
    return save_product(product=product, by=owner)


def _give_booth(fair: Fair, application: Application, by: User) -> None:
    booth = Booth.objects.get(fair=fair, code="A03")
    assign_booth(booth=booth, participation=_row(application), by=by)


def _arrange_meeting(fair: Fair, buyer: Application, seller: Application, by: User) -> None:
    hours = Hours(day=fair.starts_on, first=datetime.time(8, 30), last=datetime.time(11), minutes=20, buffer=5)
    set_up_slots(fair=fair, hours=hours, by=by)
    add_tables(fair=fair, count=4, by=by)
    schedule_meeting(
        fair=fair,
        buyer=_row(buyer),
        seller=_row(seller),
        slot=Slot.objects.filter(fair=fair).order_by("starts_at")[1],
        place=Place.objects.filter(fair=fair).first(),
        by=by,
    )


def _row(application: Application) -> Participation:
    return Participation.objects.get(application=application)
