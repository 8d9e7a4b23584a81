"""The five busiest pages over a full register: processor ms per request and queries; a web worker's memory."""

import io
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organizer, User
from common import history
from enterprises.models import Enterprise
from tests.bench.agreements import fill_agreements

ROWS = 10_000
RUNS = 15
PAGES = ("overview", "enterprises", "participations", "agreements", "results")
PERIOD = "?from=01/01/2019&to=31/12/2019"


def run() -> dict[str, dict]:
    call_command("load_sample", verbosity=0, stdout=io.StringIO())
    organizer = Organizer.objects.get(slug="soc-trang")
    fill(organizer)
    return measure_pages(organizer) | measure_worker(organizer)


def fill(organizer: Organizer) -> None:
    """A register as full as a large province's after ten years."""
    cards = [
        Enterprise(kept_by=organizer, legal_name=f"Hợp tác xã An Phú {n}", tax_code=f"{8_800_000_000 + n}")
        for n in range(ROWS)
    ]
    history.bulk_create(cards, by=None, reason="bench")
    fill_agreements(organizer, ROWS)


def measure_pages(organizer: Organizer) -> dict[str, dict]:
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(User.objects.get(email="manager@soc-trang.example"))
    results = {}
    for name in PAGES:
        url = reverse(name, args=[organizer.slug]) + (PERIOD if name == "results" else "")
        times = [processor_ms(client, url) for _run in range(RUNS)]
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        results[f"page_{name}_ms"] = {"value": round(statistics.median(times), 1), "unit": "ms"}
        results[f"page_{name}_queries"] = {"value": len(queries), "unit": "queries"}
    return results


def processor_ms(client: Client, url: str) -> float:
    before = time.process_time()
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return (time.process_time() - before) * 1000


def measure_worker(organizer: Organizer) -> dict[str, dict]:
    """The resident memory of one gunicorn worker that has served every busy page to a person who is signed in."""
    port = "8791"
    session = Client()
    session.force_login(User.objects.get(email="manager@soc-trang.example"))
    cookie = session.cookies[settings.SESSION_COOKIE_NAME].value
    command = [Path(sys.executable).parent / "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/healthz")
        for name in PAGES * 3:
            url = f"http://127.0.0.1:{port}{reverse(name, args=[organizer.slug])}{PERIOD if name == 'results' else ''}"
            request = urllib.request.Request(url, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
            with urllib.request.urlopen(request) as response:
                response.read()
        worker = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0]
        megabytes = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{worker}/status").read_text())[1]) / 1024
    finally:
        server.terminate()
        server.wait(timeout=20)
    return {"web_worker_memory": {"value": round(megabytes, 1), "unit": "MB", "goal": 150}}


def wait_until_ready(url: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(url).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not start")
