"""Members who work at certain fairs alone: what stands at another fair changes nothing of what they see."""

import datetime
import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reach import Reach, reach_of
from common import files, jobs, outbox
from common.models import Job
from contracts.models import State
from contracts.results.figures import FIGURES
from enterprises import queries as card_queries
from enterprises.models import Enterprise
from events.models import Fair
from tests import test_walk as walk
from tests.factories import (
    AccountFactory,
    AgreementFactory,
    CertificateFactory,
    EnterpriseFactory,
    EvidenceFactory,
    FairFactory,
    FairTeamFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    ProductFactory,
    TeamMemberFactory,
    UserFactory,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
built, world = walk.built, walk.world

# Where one is put on a fair's list or named as a party, any card is found by its name or number, and nothing else of it
BY_NAME = {"find_enterprises"}
CHANGING = re.compile(
    r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken"?:?) ?=? ?"[^"]+"|"made_at": "[^"]+"|DTSTAMP:\w+|\d\d:\d\d'
)


def said(response) -> str:
    """What a page or file says, without what differs each time."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = [book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/")]
            return CHANGING.sub("", "\n".join(sheets))
    return CHANGING.sub("", content.decode())


def seen(client: Client, urls: list[str]) -> dict[str, str]:
    """By address what the person is shown, lists as a file too."""
    found = {}
    for url in urls:
        response = client.get(url)
        found[url] = f"{response.status_code} {said(response)}"
        if response.context and "export_query" in response.context:
            export = f"{url}{'&' if '?' in url else '?'}export=csv"
            found[export] = said(client.get(export))
    return found


def everything(world: walk.World) -> list[str]:
    """Every address of the workspace that shows something, and each figure's rows in each of its tables."""
    slug = world.organizer.slug
    urls = [walk.address(world, name) for name in walk.WORKSPACE if name not in walk.POST_ONLY | BY_NAME]
    days = {"from": "01/01/2019", "to": "31/12/2019"}
    for figure, counted in FIGURES.items():
        for group in ("", *counted.groups):
            query = days | {"figure": figure} | ({"group": group} if group else {})
            urls.append(reverse("results_rows", args=[slug], query=query))
    urls += [reverse("results_paper", args=[slug], query=days | {"form": form}) for form in ("text", "xlsx")]
    return [*urls, reverse("results", args=[slug], query=days)]


def another_fair(world: walk.World) -> walk.World:
    """A record of every kind at another fair of the same organizer."""
    members = {role: TeamMemberFactory(organizer=world.organizer, role=role) for role in Role}
    account = AccountFactory()
    records = walk._records(world.organizer, members[Role.MANAGER].user, members, account)
    return walk.World(world.organizer, account, world.clients, records)


def test_what_stands_at_another_fair_changes_no_page_figure_export_or_file(world):
    narrowed, urls = world.clients[walk.NARROWED], everything(world)
    before = seen(narrowed, urls)
    opened = [url for url, shown in before.items() if shown.startswith("200")]
    assert len(opened) > 60, "the walk leads somewhere"
    other = another_fair(world)
    named_alike = [  # an address that names what stands there does not tell it either
        reverse("results_rows", args=[world.organizer.slug], query={
            "from": "01/01/2019", "to": "31/12/2019", "figure": "contracts", "group": group, "key": key,
        })
        for group, key in (("fair", fair_of(other).code), ("buyer", Enterprise.objects.latest("pk").tax_code))
    ]  # fmt: skip
    after = seen(narrowed, urls)
    assert [url for url, shown in before.items() if after[url] != shown] == []
    for url in named_alike:
        page = narrowed.get(url).content.decode()
        assert fair_of(other).name not in page
        assert Enterprise.objects.latest("pk").legal_name not in page


def fair_of(world: walk.World) -> Fair:
    return Fair.objects.get(organizer=world.organizer, slug=world.args["fair"][0])


def test_records_of_another_fair_are_not_there_for_a_narrowed_member(world):
    narrowed, other = world.clients[walk.NARROWED], another_fair(world)
    walked = 0
    for name, roles in walk.WORKSPACE.items():
        url = walk.address(other, name)
        if url == walk.address(world, name):
            continue  # it names no record
        for method in ("post",) if name in walk.POST_ONLY else ("get", "post"):
            status = walk.ask(narrowed, url, method)
            if walk.NARROWED in roles:
                assert status == 404 or (method, status) == ("post", 405), (name, method, status)
            else:
                assert status in (403, 404, 405), (name, method, status)
            walked += 1
    assert walked > 60


def test_pages_of_the_whole_workspace_are_refused(world):
    for name in walk.WHOLE - {"job", "job_cancel", "file", "member_remove"}:
        method = "post" if name in walk.POST_ONLY else "get"
        assert walk.ask(world.clients[walk.NARROWED], walk.address(world, name), method) == 403, name


# What belongs to a fair


@pytest.fixture
def two(organizer):
    """A member who reads at one fair, records deals and registers at another, and has nothing to do with a third."""
    member = TeamMemberFactory(organizer=organizer, role=Role.FLOOR)
    reads, records, none = (FairFactory(organizer=organizer) for _n in range(3))
    FairTeamFactory(fair=reads, member=member, role=Role.VIEWER)
    FairTeamFactory(fair=records, member=member, role=Role.DEALS)
    client = Client()
    client.force_login(member.user)
    client.user, client.reads, client.records, client.none = member.user, reads, records, none
    return client


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def records_of(page) -> set:
    return {row.record for row in page.context["table"].paginated_rows}


def test_at_each_record_one_may_do_what_the_role_at_its_fair_allows(two, organizer, url):
    read, recorded, hidden = (signed(organizer, fair=fair) for fair in (two.reads, two.records, two.none))
    unbound = signed(organizer, fair=None)
    assert records_of(two.get(url("agreements"))) == {read, recorded}
    assert two.get(url("agreement", read.pk)).context["edit_url"] == ""
    assert two.get(url("agreement", recorded.pk)).context["edit_url"] == url("agreement_edit", recorded.pk)
    assert two.get(url("agreement_edit", recorded.pk)).status_code == 200
    for agreement in (read, hidden, unbound):
        assert two.get(url("agreement_edit", agreement.pk)).status_code == 404
        assert two.post(url("agreement_move", agreement.pk), {"deed": "perform"}).status_code == 404
    fair = two.get(url("agreement_new")).context["form"].fields["fair"]
    assert (list(fair.queryset), fair.required) == ([two.records], True)


def test_a_permission_that_no_fair_gives_is_refused(two, organizer, url):
    assert two.get(url("enterprise_new")).status_code == 403
    assert two.get(url("calls")).status_code == 403
    assert reach_of(two.user, "events.review_application", organizer) is None
    assert two.user.role_at(organizer) is None, "the role in the team holds at no other fair"


def test_cards_belong_to_a_fair_by_its_list_its_applications_and_what_was_signed_for_it(two, organizer, url):
    listed = ParticipationFactory(fair=two.reads).enterprise
    party = EnterpriseFactory(kept_by=organizer)
    signed(organizer, fair=two.records, seller=party)
    applied = walk.CardLinkFactory(card=EnterpriseFactory(kept_by=organizer), account=AccountFactory())
    walk.ApplicationFactory(fair=two.reads, enterprise=applied.account, state="submitted", submitted_at=timezone.now())
    elsewhere = ParticipationFactory(fair=two.none).enterprise
    cards = records_of(two.get(url("enterprises")))
    assert {listed, party, applied.card} <= cards
    assert elsewhere not in cards
    assert two.get(url("enterprise", elsewhere.pk)).status_code == 404
    product = ProductFactory(enterprise=elsewhere)
    for name, record in (
        ("product", product),
        ("certificate", OcopCertificateFactory(product=product)),
        ("other_certificate", CertificateFactory(enterprise=elsewhere)),
    ):
        assert two.get(url(name, record.pk)).status_code == 404, name


def test_a_card_shows_its_participations_in_reach_alone(two, url):
    here = ParticipationFactory(fair=two.reads)
    ParticipationFactory(fair=two.none, enterprise=here.enterprise)
    (row,) = two.get(url("enterprises")).context["table"].paginated_rows
    assert row.record.took_part == 1
    assert two.none.name not in two.get(url("enterprise", here.enterprise_id)).content.decode()


def test_whoever_enters_a_card_reaches_it_before_it_is_on_a_list(organizer, url):
    member = TeamMemberFactory(organizer=organizer, role=Role.VIEWER)
    FairTeamFactory(fair=FairFactory(organizer=organizer), member=member, role=Role.REGISTRATION)
    client = Client()
    client.force_login(member.user)
    fields = {"legal_name": "Hợp tác xã Mới", "usual_role": "seller", "country": "VN"}
    response = client.post(url("enterprise_new"), fields)
    card = Enterprise.objects.get(legal_name="Hợp tác xã Mới")
    assert response.url == url("enterprise", card.pk)
    assert client.get(response.url).status_code == 200
    another = FairTeamFactory(fair=FairFactory(organizer=organizer), role=Role.REGISTRATION).member.user
    assert card not in card_queries.cards(reach_of(another, "enterprises.view_enterprise", organizer))


def test_any_card_is_found_by_name_to_name_it_and_stays_closed(two, organizer, url):
    card = EnterpriseFactory(kept_by=organizer, legal_name="Công ty Ở Xa", phone="0909123456", tax_code="079123456789")
    answer = two.get(url("find_enterprises", q="o xa")).content.decode()
    assert f'"pk": {card.pk}' in answer
    assert card.phone not in answer
    assert card.tax_code not in answer
    assert two.get(url("enterprise", card.pk)).status_code == 404
    viewer = FairTeamFactory(fair=two.reads, role=Role.VIEWER).member.user
    client = Client()
    client.force_login(viewer)
    assert f'"pk": {card.pk}' not in client.get(url("find_enterprises", q="o xa")).content.decode()


def test_a_paper_of_another_fair_does_not_show_through_the_one_that_replaced_it(two, organizer, url):
    old = signed(organizer, fair=two.none, kind="memorandum", state=State.SUPERSEDED, register_no="7/BBGN-2019")
    new = signed(organizer, fair=two.reads, supersedes=old)
    assert old.register_no not in two.get(url("agreement", new.pk)).content.decode()
    assert two.get(url("agreement", old.pk)).status_code == 404


# Letters, files, jobs


def test_letters_are_those_about_the_fair(two, organizer, url):
    auditor = FairTeamFactory(fair=two.reads, role=Role.AUDITOR).member.user
    client = Client()
    client.force_login(auditor)
    fields = {"organizer": organizer, "to": "a@example.com", "body": "Thư", "kind": "test"}
    mine = outbox.post(subject="Thư", about_fair=two.reads.pk, **fields)
    outbox.post(subject="Thư", about_fair=two.none.pk, **fields)
    outbox.post(subject="Thư", **fields)
    assert records_of(client.get(url("outbox"))) == {mine}


def stored(organizer, purpose, by=None):
    return files.store_bytes(
        b"%PDF-1.7\n%%EOF\n", name="giay.pdf", kind=files.PDF, purpose=purpose, by=by, organizer=organizer
    )


def test_files_open_by_what_they_belong_to(two, organizer, url):
    scans = [stored(organizer, "evidence") for _n in range(2)]
    for scan, fair in zip(scans, (two.reads, two.none), strict=True):
        EvidenceFactory(agreement=signed(organizer, fair=fair), file=scan)
    papers = [stored(organizer, "certificate") for _n in range(2)]
    for paper, fair in zip(papers, (two.reads, two.none), strict=True):
        CertificateFactory(enterprise=ParticipationFactory(fair=fair).enterprise, file=paper)
    reports = [stored(organizer, "report", by=person) for person in (two.user, UserFactory())]
    for opened, closed in (scans, papers, reports):
        assert two.get(url("file", opened.pk)).status_code == 200
        assert two.get(url("file", closed.pk)).status_code == 404
    assert two.get(url("file", stored(organizer, "workbook").pk)).status_code == 404


def test_a_report_that_was_asked_for_is_made_with_the_rights_of_that_moment(two, organizer):
    job = jobs.start(
        kind="report_pdf", organizer=organizer, by=two.user, params={"scope": {"fair": two.none.slug}, "paper": {}}
    )
    jobs.run_job.call(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.output) == (Job.State.FAILED, None)
    assert "can no longer be opened" in job.error


def test_a_report_says_that_it_counts_certain_fairs_alone(two, organizer, url):
    for fair in (two.reads, two.none):
        signed(organizer, fair=fair)
    page = two.get(url("results", **{"from": "01/01/2019", "to": "31/12/2019"}))
    assert page.context["report"].now.contracts.count == 1
    assert any(two.reads.name in note and two.none.name not in note for note in page.context["notes"])


# Who is narrowed


def test_a_manager_and_a_member_without_fairs_reach_all(organizer):
    row = FairTeamFactory(fair=FairFactory(organizer=organizer), member__role=Role.MANAGER)
    assert reach_of(row.member.user, "accounts.manage_team", organizer) == Reach(organizer)
    viewer = TeamMemberFactory(organizer=organizer, role=Role.VIEWER).user
    assert reach_of(viewer, "contracts.view_agreement", organizer) == Reach(organizer)


def test_asks_to_be_linked_are_told_to_those_who_keep_all_cards(organizer):
    keeper = TeamMemberFactory(organizer=organizer, role=Role.REGISTRATION).user
    narrowed = TeamMemberFactory(organizer=organizer, role=Role.REGISTRATION)
    FairTeamFactory(fair=FairFactory(organizer=organizer), member=narrowed, role=Role.REGISTRATION)
    assert list(card_queries.keepers(organizer)) == [keeper]


@pytest.mark.parametrize("name", ["overview", "enterprises", "products", "participations", "agreements", "outbox"])
def test_a_narrowed_members_page_asks_no_more_for_many_rows(
    name, organizer, url, django_assert_max_num_queries, django_assert_num_queries
):
    row = FairTeamFactory(fair=FairFactory(organizer=organizer), role=Role.MANAGER)
    client = Client()
    client.force_login(row.member.user)

    def add(n: int) -> None:
        for _n in range(n):
            firm = ParticipationFactory(fair=row.fair).enterprise
            ProductFactory(enterprise=firm)
            signed(organizer, fair=row.fair, seller=firm, signed_on=datetime.date(2019, 3, 18))
            outbox.post(organizer=organizer, about_fair=row.fair_id, to="a@example.com", subject="", body="", kind="x")

    add(1)
    client.get(url(name))
    with django_assert_max_num_queries(40) as at_one:
        client.get(url(name))
    add(12)
    with django_assert_num_queries(len(at_one)):
        client.get(url(name))


def test_drafts_of_no_fair_stay_with_the_whole_workspace(two, organizer, url):
    draft = AgreementFactory(organizer=organizer, state=State.DRAFT, register_no="", register_year=None, signed_on=None)
    assert two.get(url("agreement", draft.pk)).status_code == 404
