"""A newcomer sets up a fair's registration from nothing; a clerk applies on a phone, with a photo of the licence.

What the phone loads is counted on the way: the first page of the steps with fonts and scripts, and each later one.
"""

import io

import pytest
from PIL import Image

from tests.browser.test_thread import CLERKS, MANAGER, PASSWORD, SUBMIT, Desk, press, see

FIRST_PAGE, LATER_PAGE = 250_000, 40_000  # bytes over the wire
MOBILES = {"vi": ("0912345611", "9900208956"), "en": ("0912345612", "9900208963")}
PDF = {"name": "so-do.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


def photo() -> dict:
    """What a phone's camera makes: 12 megapixels of noise, more than the product takes unshrunk."""
    made = io.BytesIO()
    Image.effect_noise((4032, 3024), 60).convert("RGB").save(made, "JPEG", quality=92)
    return {"name": "giay-phep.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


class Registrar(Desk):
    """Sets up who may apply, what is offered, what is asked for."""

    def set_up(self) -> None:
        self.enter("rules", {"intro_vi": "Phí đã gồm điện chiếu sáng.", "most_booths": "2"})
        self.enter("packages/new", {"name_vi": "Gian hàng tiêu chuẩn", "price": "3.000.000"})
        self.enter("quotas/new", {"limit": "40"})
        self.enter("papers/new", {}, {"kind": "licence"})
        self.enter("questions/new", {"text_vi": "Có mang tủ lạnh?", "choices_vi": "Có\nKhông"}, {"kind": "choice"})
        self.enter(
            "questions/new", {"text_vi": "Công suất tủ"}, {"kind": "number", "condition": "Có mang tủ lạnh? → Có"}
        )
        self.enter("terms", {"text_vi": "Giữ gian hàng sạch sẽ."})
        self.open(f"{self.fair}registration/documents/new/")
        self.page.fill("[name=name_vi]", "Sơ đồ gian hàng")
        self.page.set_input_files("[name=file]", PDF)
        press(self.page)
        self.open(f"{self.fair}registration/preview/")
        assert "Công suất tủ" in self.page.inner_text("main")

    def enter(self, part: str, typed: dict[str, str], chosen: dict[str, str] | None = None) -> None:
        self.open(f"{self.fair}registration/{part}/")
        for name, value in (chosen or {}).items():
            by = {"label": value} if name == "condition" else {"value": value}
            self.page.select_option(f"[name={name}]", **by)
        for name, value in typed.items():
            self.page.fill(f"[name={name}]", value)
        press(self.page)


class Wire:
    """Counts the bytes that a page brings over the wire, by page."""

    def __init__(self, page):
        self.page, self.pages = page, []
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.loadingFinished", self._add)

    def _add(self, event: dict) -> None:
        if self.pages:
            self.pages[-1] += event["encodedDataLength"]

    def begin(self, *, forget: bool = False) -> None:
        """The next page; with `forget` as on a phone that never saw the site."""
        if forget:
            self.devtools.send("Network.clearBrowserCache")
        self.pages.append(0)


@pytest.mark.parametrize("language", CLERKS)
def test_registration_set_up_from_nothing_and_an_application_with_a_photo_from_a_phone(
    open_page, sign_in, site, language
):
    mobile, tax_code = MOBILES[language]
    desk = Registrar(open_page("desk", "vi"), f"dk-{language}", site.today)
    sign_in(desk.page, MANAGER)
    desk.make_fair()
    desk.set_up()
    phone = open_page("phone", language)
    own = begin(phone, desk.hand_over_access(mobile), tax_code)
    apply(phone, own, desk.code)
    assert phone.locator("main").inner_text()
    desk.open(f"{desk.fair}applications/")
    press(desk.page, "main table a:has-text('Hợp tác xã Bến Sông')")
    seen = desk.page.inner_text("main")
    assert "giay-phep" in seen
    assert "250" in seen


def begin(page, link: str, tax_code: str) -> str:
    page.goto(link)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    press(page, "main button[type=submit].btn-primary")
    page.goto("/e/new/")
    page.fill("[name=legal_name]", "Hợp tác xã Bến Sông")
    page.fill("[name=tax_code]", tax_code)
    press(page)
    return page.evaluate("location.pathname.match(/^\\/e\\/\\d+\\//)[0]")


def apply(page, own: str, code: str) -> None:
    """Step by step: contact, booth, products, papers, people, questions, submit."""
    wire = Wire(page)
    wire.begin(forget=True)
    page.goto(f"{own}fairs/can-tho/{code}/apply/")
    see(page)

    def go_on(button: str = SUBMIT) -> None:
        wire.begin()
        press(page, button)

    page.fill("[name=contact_name]", "Thạch Thị Phúc")
    page.fill("[name=contact_phone]", "0912345678")
    go_on()
    choose(page, "package", 1)
    page.fill("[name=fascia_name]", "HTX BẾN SÔNG")
    go_on()
    go_on()
    page.set_input_files("input[type=file]", photo())
    page.wait_for_timeout(1500)  # the photo is made smaller on the phone
    go_on()
    go_on("main a.btn-primary")
    choose(page, "q", 1)
    page.locator("main form input[data-if]").fill("250")
    go_on()
    for name in ("terms", "consent"):
        page.check(f"[name={name}]")
    go_on()
    assert wire.pages[0] <= FIRST_PAGE, wire.pages
    assert max(wire.pages[1:]) <= LATER_PAGE, wire.pages
    print("bytes a page:", wire.pages)


def choose(page, name: str, nth: int) -> None:
    """Take the so-many-th choice, whether it is shown as buttons or as a list."""
    buttons = page.locator(f"main form input[type=radio][name^={name}]")
    if buttons.count():
        buttons.nth(nth - 1).check()
    else:
        page.locator(f"main form select[name^={name}]").first.select_option(index=nth)
