"""The thread as people walk it: a cooperative's clerk on a phone, an organizer's manager at a desk, one fair.

From the access link to the application, the booth, the meeting, the memorandum with its scan, the contract and the
report that counts it once. Every page on the way is accessible and no wider than its window.
"""

import datetime

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

MANAGER, OTHER_AUDITOR = "manager@can-tho.example", "auditor@soc-trang.example"
SCAN = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
PASSWORD = "ba con gà mái đẻ trứng 2026"
SUBMIT = "main form.cp-form button.btn-primary[type=submit]"
# By the clerk's language: mobile number, tax code, enterprise, and the buyer whom it meets.
CLERKS = {
    "vi": ("0912345601", "9900208875", "Hợp tác xã Cồn Sen", "Siêu thị Đại Phát"),
    "en": ("0912345602", "9900208949", "Hợp tác xã Ánh Dương", "Nhà phân phối Hương Quê"),
}


def see(page) -> None:
    """Look at the page as axe and a phone's owner do."""
    page.wait_for_load_state()
    found = axe.Axe().run(page).response["violations"]
    assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def press(page, button: str = SUBMIT) -> None:
    """Press a button that leads elsewhere, and see what it led to. A form that refuses stays where it was."""
    with page.expect_navigation():
        page.locator(button).first.click()
    refusals = page.locator(".invalid-feedback:visible, .alert-danger:visible, [role=alert].is-bad:visible")
    assert refusals.count() == 0, (page.url, refusals.all_inner_texts())
    see(page)


def find(page, field: str, name: str) -> None:
    """Choose a record by typing its name."""
    page.fill(f"[name={field}_text]", name)
    page.locator(f".cp-find:has([name={field}_text]) [role=option]:has-text('{name}')").first.click()


class Desk:
    """The organizer's manager and one fair, which opens today and takes applications until tonight."""

    def __init__(self, page, code: str, today: datetime.date):
        self.page, self.code, self.today = page, code, f"{today:%d/%m/%Y}"
        self.base, self.fair = "/o/can-tho/", f"/o/can-tho/{code}/"

    def open(self, address: str) -> None:
        self.page.goto(address)
        see(self.page)

    def make_fair(self) -> None:
        page = self.page
        self.open(f"{self.base}fairs/new/")
        press(page, "a[href*='kind=provincial']")
        for name, value in {"code": self.code.upper(), "name": f"Hội chợ {self.code}", "place": "Nhà thi đấu"}.items():
            page.fill(f"[name={name}]", value)
        for name in ("starts_on", "ends_on", "applications_until"):
            page.fill(f"[name={name}]", self.today)
        page.check("[name=is_public]")
        press(page)

    def make_floor(self) -> None:
        self.open(f"{self.fair}floor/halls/new/")
        self.page.fill("[name=name]", "Nhà A")
        press(self.page, "button[name=step][value=make]")

    def hand_over_access(self, mobile: str) -> str:
        self.open(f"{self.base}access/new/")
        self.page.fill("[name=full_name]", "Thạch Thị Phúc")
        self.page.fill("[name=mobile]", mobile)
        press(self.page)
        return self.page.inner_text(".acc-url").strip()

    def approve(self, firm: str) -> None:
        self.open(f"{self.fair}applications/")
        press(self.page, f"main table a:has-text('{firm}')")
        press(self.page, "a[href*='deed=approve']")
        press(self.page)

    def give_booth(self, firm: str) -> None:
        page = self.page
        self.open(f"{self.fair}floor/")
        find(page, "participation", firm)
        page.select_option("[name=booth]", index=1)
        press(page, "form[data-assign] button[type=submit]")

    def expect_buyer(self, name: str) -> None:
        page = self.page
        self.open(f"{self.base}enterprises/new/")
        page.fill("[name=legal_name]", name)
        page.select_option("[name=usual_role]", "buyer")
        page.fill("[name=email]", f"{self.code}@example.com")
        press(page)
        self.open(f"{self.base}participations/new/")
        page.select_option("[name=fair]", label=f"Hội chợ {self.code}")
        find(page, "enterprise", name)
        page.select_option("[name=role]", "buyer")
        press(page)

    def arrange(self, buyer: str, seller: str) -> None:
        page = self.page
        self.open(f"{self.fair}meetings/setup/")
        for name, value in {"first": "00:00", "last": "23:59", "minutes": "20", "buffer": "0"}.items():
            page.fill(f"[name={name}]", value)
        press(page)
        press(page, "form[action$='/setup/tables/'] button[type=submit]")
        self.open(f"{self.fair}meetings/new/")
        press(page, f"#buyer-found a:has-text('{buyer}')")
        press(page, f"#seller-found a:has-text('{seller}')")
        press(page, ".tt-open form button[type=submit]")

    def record_meeting(self) -> None:
        press(self.page, "main a[href$='/outcome/']")
        self.page.check("[name=outcome][value='held:memorandum']")
        press(self.page)

    def record_memorandum(self) -> str:
        """From the meeting: its parties, fair and day stand in the form already."""
        page = self.page
        press(page, "main a[href*='agreements/new/'][href*='memorandum']")
        press(page, "button[name=sign]")
        memorandum = page.url
        press(page, "main a[href$='/evidence/']")
        page.set_input_files("[name=file]", SCAN)
        press(page)
        return memorandum

    def replace_by_contract(self, memorandum: str) -> None:
        page = self.page
        self.open(memorandum)
        press(page, "main a[href$='/replace/']")
        page.check("[name=kind][value=sales]")
        page.fill("[name=signed_on]", self.today)
        line = {"product_as_written": "Gạo thơm", "quantity": "1.000", "unit": "kg", "unit_price": "25.000"}
        for name, value in line.items():
            page.fill(f"[name='lines-0-{name}']", value)
        page.select_option("[name=value_basis]", "stated")
        press(page, "button[name=sign]")

    def counted(self, figure: str) -> str:
        link = self.page.locator(f"a.cp-open[href*='figure={figure}&']:not([href*='group=']):visible").first
        return link.inner_text()


def begin_and_apply(page, link: str, tax_code: str, firm: str, code: str) -> str:
    """On the phone: the account, the enterprise, the application. Returns the address of the application."""
    page.goto(link)
    see(page)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    press(page, "main button[type=submit].btn-primary")
    page.goto("/e/new/")
    see(page)
    page.fill("[name=legal_name]", firm)
    page.fill("[name=tax_code]", tax_code)
    press(page)
    own = page.evaluate("location.pathname.match(/^\\/e\\/\\d+\\//)[0]")
    page.goto(f"/f/can-tho/{code}/")
    see(page)
    page.goto(f"{own}fairs/can-tho/{code}/apply/")
    see(page)
    page.fill("[name=contact_name]", "Thạch Thị Phúc")
    page.fill("[name=contact_phone]", "0912345678")
    press(page)
    page.fill("[name=fascia_name]", firm.upper())
    press(page)
    press(page)
    press(page, "main a.btn-primary")
    page.check("[name=consent]")
    press(page)
    return own


@pytest.mark.parametrize("language", CLERKS)
def test_a_fair_carried_from_the_application_to_the_signed_contract(open_page, sign_in, site, language):
    mobile, tax_code, firm, buyer = CLERKS[language]
    desk = Desk(open_page("desk", "vi"), f"mach-{language}", site.today)
    sign_in(desk.page, MANAGER)
    desk.make_fair()
    desk.make_floor()
    phone = open_page("phone", language)
    own = begin_and_apply(phone, desk.hand_over_access(mobile), tax_code, firm, desk.code)
    desk.approve(firm)
    desk.give_booth(firm)
    desk.expect_buyer(buyer)
    desk.arrange(buyer, firm)
    for address in ("", "fairs/", "meetings/"):
        phone.goto(f"{own}{address}")
        see(phone)
    assert buyer in phone.inner_text("main")
    desk.record_meeting()
    memorandum = desk.record_memorandum()
    desk.replace_by_contract(memorandum)
    desk.open(f"{desk.fair}results/")
    assert (desk.counted("contracts"), desk.counted("mous")) == ("1", "1")
    assert "25.000.000" in desk.page.inner_text("main")
    phone.goto(f"{own}agreements/")
    see(phone)
    assert buyer in phone.inner_text("main")
    nobody_else_gets_in(open_page, sign_in, desk, own, memorandum)


def nobody_else_gets_in(open_page, sign_in, desk: Desk, own: str, memorandum: str) -> None:
    """An auditor of another organizer finds nothing of it."""
    context = open_page("desk", "en").context
    page = context.pages[0]
    sign_in(page, OTHER_AUDITOR)
    pages = ["", "applications/", "floor/", "meetings/", "meetings/setup/", "results/", "agreements/", "team/"]
    addresses = [desk.base, memorandum, f"{memorandum}history/", own, f"{own}meetings/"]
    for address in [*addresses, *(f"{desk.fair}{name}" for name in pages)]:
        assert context.request.get(address).status == 404, address
