"""The thread's pages over a full fair, processor ms and queries; and fifty who want one booth at the same moment."""

import datetime
import statistics
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organizer, Role, TeamMember, User
from common import history
from contracts.actions.agreements import save_agreement
from contracts.models import Agreement, Kind, Party, PartyRole
from enterprises.models import CardLink, Enterprise, EnterpriseMember, EnterpriseRole, LinkState, Vouch
from events.actions.floor import assign_booth, make_hall
from events.layout import Rule
from events.models import Application, ApplicationState, Booth, BoothHolding, Delegate, Fair, Participation
from matching.models import Meeting, MeetingState, Place, PlaceUse, Seat, Slot
from tests.at_once import Killed, Refused, fifty
from tests.bench.bench_pages import processor_ms

APPLICATIONS, BOOTHS, MEETINGS, TABLES, BUYERS = 350, 120, 200, 20, 20
RUNS = 9


def run() -> dict[str, dict]:
    settings.ALLOWED_HOSTS.append("testserver")
    thread = FullFair()
    return thread.measure_pages() | thread.measure_booth() | thread.measure_register()


class FullFair:
    """350 applications, half of them approved; 120 booths, 100 of them held; 200 meetings at 20 tables."""

    def __init__(self) -> None:
        self.by = User.objects.create_user("bench@example.com", full_name="Trần Văn Bình")
        self.organizer = self.keep(Organizer(slug="bench", name="Trung tâm Xúc tiến Thương mại"))
        self.keep(TeamMember(organizer=self.organizer, user=self.by, role=Role.MANAGER))
        first = timezone.localdate() + datetime.timedelta(days=30)
        self.fair = self.keep(
            Fair(
                organizer=self.organizer, code="HC", slug="hc", name="Hội chợ Oóc Om Bóc", level="provincial",
                starts_on=first, ends_on=first, is_public=True, uses_matching=True,
            )
        )  # fmt: skip
        self.apply()
        self.lay_out()
        self.meet(first)

    def keep(self, record):
        history.save(record, by=None)
        return record

    def keep_all(self, records: list) -> list:
        history.bulk_create(records, by=None, reason="bench")
        return records

    def firms(self, count: int, first: int, **fields) -> list[Enterprise]:
        names = [f"Hợp tác xã An Phú {n}" for n in range(first, first + count)]
        return self.keep_all(
            [
                Enterprise(
                    legal_name=name, tax_code=f"{8_800_000_000 + first + n}", email=f"a{n}@example.com", **fields
                )
                for n, name in enumerate(names)
            ]
        )

    def apply(self) -> None:
        accounts = self.firms(APPLICATIONS, 0)
        self.own = accounts[0]
        self.keep(EnterpriseMember(enterprise=self.own, user=self.by, role=EnterpriseRole.OWNER))
        half = APPLICATIONS // 2
        self.applications = self.keep_all(
            [
                Application(
                    fair=self.fair, enterprise=firm, contact_name="Thạch Thị Phúc", contact_phone="0912345678",
                    fascia_name=firm.legal_name, submitted_at=timezone.now(), submitted_by=self.by,
                    state=ApplicationState.APPROVED if n < half else ApplicationState.SUBMITTED,
                )
                for n, firm in enumerate(accounts)
            ]
        )  # fmt: skip
        cards = self.firms(half, 1_000, kept_by=self.organizer)
        linked = {"organizer": self.organizer, "card": cards[0], "account": self.own, "state": LinkState.LINKED}
        self.keep(CardLink(**linked, vouch=Vouch.ORGANIZER))
        self.sellers = self.keep_all(
            [
                Participation(fair=self.fair, enterprise=card, application=application, origin="applied")
                for card, application in zip(cards, self.applications, strict=False)
            ]
        )
        self.buyers = self.keep_all(
            [
                Participation(fair=self.fair, enterprise=card, role="buyer")
                for card in self.firms(BUYERS, 2_000, kept_by=self.organizer, usual_role="buyer")
            ]
        )

    def lay_out(self) -> None:
        rule = Rule(
            rows=6, columns=BOOTHS // 6, width=3, depth=3, aisle=3, first_code="A01", kind="standard", has_power=True
        )
        make_hall(fair=self.fair, name="Nhà A", rule=rule, by=self.by)
        self.booths = list(Booth.objects.order_by("pk"))
        for booth, seller in zip(self.booths[:100], self.sellers, strict=False):
            assign_booth(booth=booth, participation=seller, by=self.by)

    def meet(self, day: datetime.date) -> None:
        """Each buyer meets another seller in each of ten turns; the first meeting was held."""
        start = datetime.datetime.combine(day, datetime.time(1), datetime.UTC)
        turn = datetime.timedelta(minutes=20)
        slots = Slot.objects.bulk_create(
            [
                Slot(fair=self.fair, starts_at=start + n * turn, ends_at=start + (n + 1) * turn)
                for n in range(MEETINGS // BUYERS)
            ]
        )
        places = self.keep_all([Place(fair=self.fair, name=f"Bàn {n + 1}", rank=n + 1) for n in range(TABLES)])
        sides = [*self.buyers, *self.sellers]
        people = self.keep_all([Delegate(participation=side, name=f"Lý Thị Hoa {side.pk}") for side in sides])
        delegate = {person.participation_id: person for person in people}
        pairs = [
            (slot, n, self.sellers[(turn_no * BUYERS + n) % len(self.sellers)])
            for turn_no, slot in enumerate(slots)
            for n in range(BUYERS)
        ]
        self.meetings = self.keep_all(
            [
                Meeting(fair=self.fair, buyer=self.buyers[n], seller=seller, slot=slot, place=places[n])
                for slot, n, seller in pairs
            ]
        )
        PlaceUse.objects.bulk_create([PlaceUse(meeting=one, place=one.place, slot=one.slot) for one in self.meetings])
        Seat.objects.bulk_create(
            [
                Seat(meeting=one, delegate=delegate[side], slot=one.slot)
                for one in self.meetings
                for side in (one.buyer_id, one.seller_id)
            ]
        )
        self.held = self.meetings[0]
        self.held.state = MeetingState.HELD
        self.keep(self.held)

    def pages(self) -> dict[str, str]:
        where = [self.organizer.slug, self.fair.slug]
        pair = {"buyer": self.buyers[0].pk, "seller": self.sellers[-1].pk}
        return {
            "public_fair": reverse("public_fair", args=where),
            "application_form": reverse("my_application_new", args=[self.own.pk, *where]),
            "applications": reverse("applications", args=where),
            "review": reverse("application", args=[*where, self.applications[-1].pk]),
            "floor": reverse("floor", args=where),
            "meetings": reverse("meetings", args=where),
            "meeting_new": reverse("meeting_new", args=where, query=pair),
            "my_meetings": reverse("my_meetings", args=[self.own.pk]),
            "agreement_from_meeting": reverse("agreement_new", args=where[:1], query={"meeting": self.held.pk}),
        }

    def measure_pages(self) -> dict[str, dict]:
        client = Client()
        client.force_login(self.by)
        Application.objects.filter(enterprise=self.own).update(state=ApplicationState.WITHDRAWN)  # may apply anew
        results = {}
        for name, url in self.pages().items():
            processor_ms(client, url)
            times = [processor_ms(client, url) for _run in range(RUNS)]
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            results[f"thread_{name}_ms"] = {"value": round(statistics.median(times), 1), "unit": "ms"}
            results[f"thread_{name}_queries"] = {"value": len(queries), "unit": "queries"}
        return results

    def measure_booth(self) -> dict[str, dict]:
        booth = self.booths[-1]

        def want(n: int) -> int:
            return assign_booth(booth=booth, participation=self.sellers[-1 - n], by=self.by).pk

        won, seconds = timed(want)
        held = BoothHolding.objects.filter(booth=booth, released_at=None).count()
        return race("one_booth", won, seconds, held, goal=1)

    def measure_register(self) -> dict[str, dict]:
        day = timezone.localdate()

        def record(n: int) -> str:
            sides = {PartyRole.SELLER: self.sellers[n], PartyRole.BUYER: self.buyers[0]}
            parties = [Party(role=role, enterprise=side.enterprise) for role, side in sides.items()]
            paper = Agreement(organizer=self.organizer, kind=Kind.SALES, signed_on=day)
            return save_agreement(agreement=paper, parties=parties, lines=[], by=self.by, sign=True).register_no

        won, seconds = timed(record)
        return race("register_numbers", won, seconds, Agreement.objects.count(), goal=50)


def timed(deed) -> tuple[int, float]:
    """How many of fifty succeeded, and how long all fifty took."""
    connection.close()
    started = time.perf_counter()
    outcomes = fifty(deed)
    won = [outcome for outcome in outcomes if not isinstance(outcome, (Refused, Killed))]
    return len(set(won)), round(time.perf_counter() - started, 2)


def race(name: str, won: int, seconds: float, kept: int, *, goal: int) -> dict[str, dict]:
    return {
        f"fifty_at_{name}_s": {"value": seconds, "unit": "s"},
        f"fifty_at_{name}_won": {"value": won, "unit": "winners", "goal": goal},
        f"fifty_at_{name}_kept": {"value": kept, "unit": "rows", "goal": goal},
    }
