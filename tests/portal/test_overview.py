"""The overview: the next step, figures that open their rows, fairs, one's own jobs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.models import Job
from tests.factories import (
    ApplicationFactory,
    CardLinkFactory,
    FairFactory,
    OcopCertificateFactory,
    ParticipationFactory,
    UserFactory,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(organizer):
    return reverse("overview", args=[organizer.slug])


def fair_in(organizer, days: int, **fields):
    day = timezone.localdate() + datetime.timedelta(days=days)
    return FairFactory(organizer=organizer, starts_on=day, ends_on=day, **fields)


def test_each_figure_opens_as_many_rows_as_it_counts(sign_in, organizer, overview):
    ParticipationFactory.create_batch(2, fair=FairFactory(organizer=organizer))
    OcopCertificateFactory(product__enterprise__kept_by=organizer)
    ParticipationFactory()
    client = sign_in("manager")
    figures = client.get(overview).context["figures"]
    assert [figure["value"] for figure in figures] == ["1", "3", "1", "2", "0"]
    for figure in figures:
        assert str(len(client.get(figure["url"]).context["table"].rows)) == figure["value"]


def test_a_person_sees_only_the_figures_that_they_may_open(sign_in, overview):
    client = sign_in("door")
    for figure in client.get(overview).context["figures"]:
        assert client.get(figure["url"]).status_code == 200


def step_label(client, overview) -> str:
    step = client.get(overview).context["step"]
    return client.get(step.url).resolver_match.url_name if step else ""


def test_the_next_step_goes_from_the_first_import_through_open_questions_to_the_report(sign_in, organizer, overview):
    client = sign_in("manager")
    assert step_label(client, overview) == "import"
    fair = fair_in(organizer, -3)
    assert step_label(client, overview) == "fair"
    fair.state = "held"
    fair.save()
    today = timezone.localdate()
    paper = OcopCertificateFactory(
        product__enterprise__kept_by=organizer,
        issued_on=today - datetime.timedelta(days=900),
        expires_on=today + datetime.timedelta(days=30),
    )
    assert step_label(client, overview) == "certificates"
    paper.delete()
    signed(organizer)
    assert step_label(client, overview) == "results"


def test_who_can_do_nothing_about_it_is_given_no_step(sign_in, organizer, overview):
    fair_in(organizer, -3)
    assert step_label(sign_in("door"), overview) == ""


def test_fairs_ahead_are_shown_nearest_first_and_else_the_latest(sign_in, organizer, overview):
    past = [fair_in(organizer, days, state="held") for days in (-9, -5)]
    client = sign_in("viewer")
    context = client.get(overview).context
    assert (context["fairs"], context["fairs_ahead"]) == (past[::-1], False)
    ahead = [fair_in(organizer, days) for days in (40, 4)]
    context = client.get(overview).context
    assert (context["fairs"], context["fairs_ahead"]) == (ahead[::-1], True)


def test_only_ones_own_jobs_are_listed(sign_in, organizer, overview):
    client = sign_in("manager")
    mine = Job.objects.create(kind="export_list", organizer=organizer, by=client.user)
    Job.objects.create(kind="export_list", organizer=organizer, by=UserFactory())
    urls = [job["url"] for job in client.get(overview).context["jobs"]]
    assert urls == [reverse("job", args=[organizer.slug, mine.pk])]


def test_the_overview_asks_as_often_for_many_records_as_for_one(sign_in, organizer, overview):
    client = sign_in("manager")

    def add(count):
        for _ in range(count):
            ParticipationFactory(fair=fair_in(organizer, 5))
            Job.objects.create(kind="export_list", organizer=organizer, by=client.user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(overview)
        return len(captured)

    add(1)
    client.get(overview)
    with_one = asked()
    add(9)
    assert asked() == with_one


def test_enterprises_that_wait_for_an_answer_come_before_papers(sign_in, organizer, overview):
    OcopCertificateFactory(product__enterprise__kept_by=organizer, expires_on=timezone.localdate())
    CardLinkFactory(card__kept_by=organizer, state="asked")
    client = sign_in("registration")
    assert client.get(overview).context["step"].url == reverse("link_asks", args=[organizer.slug])
    ApplicationFactory(fair=fair_in(organizer, 40), state="submitted")
    near = ApplicationFactory(fair=fair_in(organizer, 20), state="submitted").fair
    ApplicationFactory(fair=fair_in(organizer, 10), state="returned", answer="Thiếu ảnh")
    ApplicationFactory(state="submitted")
    step = client.get(overview).context["step"]
    assert step.url == reverse("applications", args=[organizer.slug, near.slug])
    assert sign_in("door").get(overview).context["step"] is None
