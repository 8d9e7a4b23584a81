"""The review desk over five thousand applications: server time and queries of its pages; deciding on 250 at once."""

import statistics
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organizer, Role, TeamMember, User
from common import history
from enterprises.models import Enterprise, ProductGroup, Province
from events.actions import bulk
from events.models import Application, Assignment, Fair, Package, RequiredPaper

ROWS, RUNS, MANY = 5_000, 15, 250
STATES = ("submitted", "submitted", "approved", "waitlisted", "returned", "declined")
PAGES = {
    "queue": {},
    "queue_last_page": {"page": 200},
    "queue_by_name": {"sort": "enterprise"},
    "queue_search": {"q": "an phu 49"},
    "queue_papers_missing": {"which": "papers"},
    "queue_mine_late": {"who": "mine", "which": "late", "state": "submitted"},
}


def run() -> dict[str, dict]:
    settings.ALLOWED_HOSTS.append("testserver")
    fair, manager = fill()
    client = Client()
    client.force_login(manager)
    at = [fair.organizer.slug, fair.slug]
    urls = {name: reverse("applications", args=at, query=query) for name, query in PAGES.items()}
    first = fair.applications.filter(state="submitted").first()
    urls["application"] = reverse("application", args=[*at, first.pk])
    results = {}
    for name, url in urls.items():
        results |= measure(client, name, url)
    return results | decide_many(fair, manager)


def fill() -> tuple[Fair, User]:
    """One fair with applications in every state, two papers asked for, a team of five."""
    organizer = Organizer(slug="bench", name="Trung tâm Xúc tiến Thương mại")
    history.save(organizer, by=None)
    people = [User.objects.create(email=f"bench{n}@example.com", full_name=f"Cán bộ {n}") for n in range(5)]
    for person in people:
        history.save(TeamMember(organizer=organizer, user=person, role=Role.MANAGER), by=None)
    coming = timezone.localdate() + timedelta(days=60)
    fair = Fair(organizer=organizer, code="B1", slug="b1", name="Hội chợ", level="provincial", starts_on=coming,
                ends_on=coming, is_public=True)  # fmt: skip
    history.save(fair, by=None)
    packages = [Package(fair=fair, name_vi=f"Gói {n}", position=n) for n in range(4)]
    for row in [*packages, *(RequiredPaper(fair=fair, kind=kind) for kind in ("licence", "ocop"))]:
        history.save(row, by=None)
    groups, provinces = list(ProductGroup.objects.all()[:6]), list(Province.objects.all()[:20])
    firms = [
        Enterprise(legal_name=f"Hợp tác xã An Phú {n}", tax_code=f"{8_700_000_000 + n}", province=provinces[n % 20])
        for n in range(ROWS)
    ]
    history.bulk_create(firms, by=None, reason="bench")
    now = timezone.now()
    rows = [
        Application(
            fair=fair, enterprise=firm, state=STATES[n % 6], answer="Hết chỗ", contact_name="Lý Thị Hoa",
            contact_phone=f"09{n:08}", contact_email=f"f{n}@example.com", package=packages[n % 4],
            group=groups[n % len(groups)], submitted_at=now - timedelta(minutes=n), is_late=n % 9 == 0,
            submitted_by=people[0], fascia_name=firm.legal_name,
        )
        for n, firm in enumerate(firms)
    ]  # fmt: skip
    history.bulk_create(rows, by=None, reason="bench")
    given = [Assignment(application=row, reviewer=people[n % 5]) for n, row in enumerate(rows) if n % 2]
    history.bulk_create(given, by=None, reason="bench")
    return fair, people[0]


def measure(client: Client, name: str, url: str) -> dict[str, dict]:
    times = [server_ms(client, url) for _run in range(RUNS)]
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return {
        f"desk_{name}_ms": {"value": round(statistics.median(times), 1), "unit": "ms", "goal": 150},
        f"desk_{name}_queries": {"value": len(queries), "unit": "queries"} | ({"goal": 12} if name == "queue" else {}),
    }


def server_ms(client: Client, url: str) -> float:
    before = time.process_time()
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return (time.process_time() - before) * 1000


def decide_many(fair: Fair, by: User) -> dict[str, dict]:
    """Approving 250 applications, as the job does it row after row."""
    rows = list(fair.applications.filter(state="submitted")[:MANY])
    made = bulk.begin(fair=fair, deed="approve", applications=rows, by=by)
    before = time.process_time()
    for row in made.rows.select_related("bulk__fair__organizer", "bulk__made_by"):
        bulk.decide_row(row)
    seconds = time.process_time() - before
    assert not made.rows.exclude(outcome="done").exists()
    return {"desk_approve_250_s": {"value": round(seconds, 2), "unit": "s"}}
