"""Take the README's pictures from a running site that holds the sample: scripts/pictures.py [ADDRESS [PASSWORD]]

Needs Playwright (requirements-dev.txt) and Debian's chromium.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
YEAR = "?from=01/01/2019&to=31/12/2019"
# name, address, width, height
PICTURES = [
    ("results", f"/o/soc-trang/results/{YEAR}", 1280, 860),
    ("agreements", "/o/soc-trang/agreements/", 1280, 760),
    ("overview", "/o/soc-trang/", 1280, 640),
    ("results-phone", f"/o/soc-trang/results/{YEAR}", 390, 844),
]


def sign_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "manager@soc-trang.example")
    page.fill("input[name=password]", password)
    page.click("main button[type=submit].btn-primary")
    page.wait_for_url("**/o/**")


def main(address: str, password: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, width, height in PICTURES:
            context = browser.new_context(base_url=address, viewport={"width": width, "height": height})
            page = context.new_page()
            sign_in(page, password)
            page.goto(path)
            page.wait_for_timeout(500)
            page.screenshot(path=OUT / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    kept = ROOT / "var" / "sample_password"
    main(*(sys.argv[1:] or ["http://localhost:8000"]), *([] if sys.argv[2:] else [kept.read_text().strip()]))
