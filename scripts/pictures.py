"""Take the README's pictures from a running site that holds the sample: scripts/pictures.py [ADDRESS [PASSWORD]]

Needs Playwright (requirements-dev.txt) and Debian's chromium.
"""

import shutil
import sys
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
YEAR = "?from=01/01/2019&to=31/12/2019"
MANAGER, CAN_THO, SELLER = "manager@soc-trang.example", "manager@can-tho.example", "hop-tac-xa@can-tho.example"
# name, who looks, address (that of a person's own first page where it is empty), width, height
PICTURES = [
    ("plan", CAN_THO, "/o/can-tho/ct-01/floor/", 1280, 760),
    ("review", CAN_THO, "/o/can-tho/ct-01/applications/", 1280, 640),
    ("meetings", CAN_THO, "/o/can-tho/ct-01/meetings/", 1280, 640),
    ("enterprise-phone", SELLER, "", 390, 844),
    ("results", MANAGER, f"/o/soc-trang/results/{YEAR}", 1280, 860),
    ("agreements", MANAGER, "/o/soc-trang/agreements/", 1280, 760),
    ("overview", MANAGER, "/o/soc-trang/", 1280, 640),
    ("results-phone", MANAGER, f"/o/soc-trang/results/{YEAR}", 390, 844),
]


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit].btn-primary")
    page.wait_for_load_state("networkidle")


def main(address: str, password: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, email, path, width, height in PICTURES:
            context = browser.new_context(base_url=address, viewport={"width": width, "height": height})
            page = context.new_page()
            sign_in(page, email, password)
            page.goto(path or page.url)
            page.wait_for_timeout(500)
            page.screenshot(path=OUT / f"{name}.png")
            context.close()
        compose_thread(browser)
        browser.close()


def compose_thread(browser: Browser) -> None:
    """The thread in one picture: who applies, the review, the booth, the meeting."""
    steps = [
        ("review", "1 · Hồ sơ"),
        ("plan", "2 · Gian hàng"),
        ("meetings", "3 · Cuộc gặp"),
        ("agreements", "4 · Hợp đồng"),
    ]
    figures = "".join(
        f"<figure><figcaption>{text}</figcaption><img src='{data(name)}'></figure>" for name, text in steps
    )
    page = browser.new_page(viewport={"width": 1280, "height": 100})
    page.set_content(
        "<style>body{margin:24px;display:grid;grid-template-columns:1fr 1fr;gap:24px;background:#f8f5ee;"
        "font:600 22px sans-serif;color:#15533f}figure{margin:0}figcaption{margin-bottom:8px}"
        "img{width:100%;height:300px;object-fit:cover;object-position:left top;border:1px solid #e3ddd0;"
        "border-radius:12px}</style>" + figures
    )
    page.wait_for_timeout(500)
    page.screenshot(path=OUT / "thread.png", full_page=True)


def data(name: str) -> str:
    return "data:image/png;base64," + b64encode((OUT / f"{name}.png").read_bytes()).decode()


if __name__ == "__main__":
    kept = ROOT / "var" / "sample_password"
    main(*(sys.argv[1:] or ["http://localhost:8000"]), *([] if sys.argv[2:] else [kept.read_text().strip()]))
