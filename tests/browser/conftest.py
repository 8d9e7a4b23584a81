"""The product as it runs: a web server and a worker over a database of their own, and Chromium in front of them."""

import datetime
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.clock import SHIFT, ZONE, real_now, shift_to_ten

CLOCK = "tests.browser.clock"
ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Site:
    url: str
    password: str
    today: datetime.date


def pytest_collection_modifyitems(items: list) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The sample province, served until the last test is over."""
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    shift = shift_to_ten()
    environment = {
        **os.environ,
        SHIFT: str(shift.total_seconds()),
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "MEDIA_DIR": str(folder / "uploads"),
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "WARNING",
    }

    def manage(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", CLOCK, *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )

    for words in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"], ["load_sample"]):
        manage(*words)
    gunicorn = Path(sys.executable).parent / "gunicorn"
    servers = [
        subprocess.Popen(
            [gunicorn, f"{CLOCK}:application", "--bind", f"127.0.0.1:{port}", "--threads", "4"],
            cwd=ROOT,
            env=environment,
        ),
        subprocess.Popen([sys.executable, "-m", CLOCK, "work"], cwd=ROOT, env=environment),
    ]
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        password = (folder / "sample_password").read_text().strip()
        yield Site(f"http://localhost:{port}", password, (real_now() + shift).astimezone(ZONE).date())
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str) -> None:
    for _try in range(150):
        try:
            urllib.request.urlopen(url).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=SIZES)
def size(request) -> str:
    return request.param


@pytest.fixture
def open_page(browser, site):
    """`open_page(size, language)`: a new page of a new person, which fails the test on any script error or refusal."""
    contexts, errors = [], []

    def open_new(size: str = "desk", language: str = "vi"):
        context = browser.new_context(viewport=SIZES[size], base_url=site.url, locale=language)
        context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        return page

    yield open_new
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def sign_in(site):
    """Signs a person of the sample in by the form, as anybody would."""

    def sign(page, email: str) -> None:
        page.goto("/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", site.password)
        page.click("main button[type=submit].btn-primary")
        page.wait_for_url("**/o/**")

    return sign
