"""Fairs in the workspace: list, the fair's page, forms, its states, removal."""

import datetime

import pytest
from django.urls import reverse

from events.models import Fair
from tests.factories import EnterpriseFactory, FairFactory, OrganizerFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
FIELDS = {
    "code": "HC26-01",
    "name": "Hội chợ Oóc Om Bóc 2026",
    "role": "hosted",
    "level": "provincial",
    "starts_on": "18/11/2026",
    "ends_on": "23/11/2026",
}


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].paginated_rows]


def test_the_list_shows_the_latest_fair_first(manager, organizer, url):
    for year in (2018, 2020, 2019):
        FairFactory(
            organizer=organizer, name=str(year), starts_on=datetime.date(year, 3, 1), ends_on=datetime.date(year, 3, 2)
        )
    assert names(manager.get(url("fairs"))) == ["2020", "2019", "2018"]


def test_the_list_is_narrowed_by_words_without_marks_part_level_state_and_year(manager, organizer, url):
    FairFactory(organizer=organizer, name="Hội chợ Đua ghe Ngo", role="hosted", level="provincial", state="held")
    FairFactory(
        organizer=organizer,
        name="Hội chợ Cần Thơ",
        role="attended",
        level="other_province",
        state="planned",
        starts_on=datetime.date(2020, 1, 1),
        ends_on=datetime.date(2020, 1, 2),
    )
    for query in ({"q": "dua GHE"}, {"role": "hosted"}, {"level": "provincial"}, {"state": "held"}, {"year": "2019"}):
        assert names(manager.get(url("fairs", **query))) == ["Hội chợ Đua ghe Ngo"], query


def test_the_years_offered_are_those_in_which_there_are_fairs(manager, organizer, url):
    FairFactory(organizer=organizer)
    FairFactory(starts_on=datetime.date(2001, 1, 1), ends_on=datetime.date(2001, 1, 2))
    choices = manager.get(url("fairs")).context["filter"].form.fields["year"].choices
    assert [str(code) for code, _ in choices] == ["", "2019"]


def test_a_fair_is_entered_and_its_page_opens(manager, organizer, url):
    response = manager.post(url("fair_new"), FIELDS)
    fair = Fair.objects.get(organizer=organizer)
    assert response.url == url("fair", "hc26-01")
    assert (fair.starts_on, fair.ends_on) == (datetime.date(2026, 11, 18), datetime.date(2026, 11, 23))
    assert fair.history.get().history_user == manager.user
    assert fair.name in manager.get(response.url).content.decode()


def test_a_wrong_day_is_told_at_its_field_and_nothing_is_written(manager, url):
    response = manager.post(url("fair_new"), FIELDS | {"starts_on": "31/02/2026"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["starts_on"]
    assert not Fair.objects.exists()


def test_a_code_in_use_is_refused_and_the_page_still_shows_the_fair_as_it_is(manager, organizer, url):
    FairFactory(organizer=organizer, code="CU", slug="cu")
    fair = FairFactory(organizer=organizer, code="MOI", slug="moi", name="Hội chợ Mới")
    response = manager.post(url("fair_edit", "moi"), FIELDS | {"code": "CU", "version": fair.version})
    assert response.status_code == 422
    assert "code" in response.context["form"].errors
    page = response.content.decode()
    assert url("fair", "moi") in page
    assert url("fair", "cu") not in page


def test_a_new_code_moves_the_fair_to_its_new_address(manager, organizer, url):
    fair = FairFactory(organizer=organizer, code="CU", slug="cu")
    response = manager.post(url("fair_edit", "cu"), FIELDS | {"version": fair.version})
    assert response.url == url("fair", "hc26-01")
    assert manager.get(response.url).status_code == 200
    assert manager.get(url("fair", "cu")).status_code == 404


def test_the_figures_of_a_fair_open_the_rows_they_count(manager, organizer, url):
    fair = FairFactory(organizer=organizer)
    for state, booths in (("took_part", 2), ("took_part", None), ("no_show", 5), ("expected", 1)):
        ParticipationFactory(fair=fair, state=state, booths_as_reported=booths)
    ParticipationFactory(fair=FairFactory(organizer=organizer))
    figures = manager.get(url("fair", fair.slug)).context["figures"]
    assert [figure["value"] for figure in figures] == [2, 1, 1, 2]
    for figure in figures[:3]:
        assert len(manager.get(figure["url"]).context["table"].rows) == figure["value"]
    assert "1" in figures[3]["detail"]


def test_booths_that_nobody_reported_are_unknown_and_not_zero(manager, organizer, url):
    fair = ParticipationFactory(fair__organizer=organizer, booths_as_reported=None).fair
    assert manager.get(url("fair", fair.slug)).context["figures"][3]["value"] == "–"


def test_planned_days_are_shown_beside_the_real_ones_where_they_differ(manager, organizer, url):
    day = datetime.date(2026, 11, 18)
    fair = FairFactory(
        organizer=organizer,
        planned_start=day,
        planned_end=day + datetime.timedelta(days=3),
        starts_on=day,
        ends_on=day + datetime.timedelta(days=5),
    )
    context = manager.get(url("fair", fair.slug)).context
    assert (context["days"], context["planned_days"]) == ("18–23/11/2026", "18–21/11/2026")


def test_the_fair_is_moved_with_a_reason_and_its_page_offers_what_may_follow(manager, organizer, url):
    fair = FairFactory(organizer=organizer)
    page = url("fair", fair.slug)
    assert [deed.name for deed in manager.get(page).context["deeds"]] == ["hold"]
    manager.post(url("fair_move", fair.slug), {"deed": "hold", "reason": "  Biên bản   bế mạc "})
    fair.refresh_from_db()
    assert (fair.state, fair.history.first().history_change_reason) == ("held", "Biên bản bế mạc")
    assert [deed.name for deed in manager.get(page).context["deeds"]] == ["reopen"]


def test_a_deed_that_is_not_due_is_told_and_changes_nothing(manager, organizer, url):
    fair = FairFactory(organizer=organizer, state="held")
    response = manager.post(url("fair_move", fair.slug), {"deed": "hold"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    fair.refresh_from_db()
    assert fair.state == "held"


def test_a_fair_with_participations_is_not_removed_and_the_page_says_why(manager, organizer, url):
    fair = ParticipationFactory(fair__organizer=organizer).fair
    response = manager.post(url("fair_remove", fair.slug))
    assert (response.status_code, response.context["blocked_count"]) == (409, 1)
    assert Fair.objects.filter(pk=fair.pk).exists()


def test_a_fair_on_which_nothing_stands_is_removed_and_its_history_stays(manager, organizer, url):
    fair = FairFactory(organizer=organizer)
    assert manager.post(url("fair_remove", fair.slug)).url == url("fairs")
    assert not Fair.objects.exists()
    assert Fair.history.filter(id=fair.pk, history_type="-").exists()


def test_the_history_page_says_who_changed_what(manager, organizer, url):
    fair = FairFactory(organizer=organizer, code="CU", slug="cu", name="Tên cũ")
    manager.post(url("fair_edit", "cu"), FIELDS | {"code": "CU", "version": fair.version})
    page = manager.get(url("fair_history", "cu")).content.decode()
    for said in ("Tên cũ", FIELDS["name"], str(manager.user)):
        assert said in page


def test_the_rail_shows_the_fair_and_the_way_back_to_all_fairs(manager, organizer, url):
    fair = FairFactory(organizer=organizer)
    shell = manager.get(url("fair", fair.slug)).context["shell"]
    assert shell.fair == fair
    assert shell.fair_facts["fairs_url"] == url("fairs")
    assert shell.current.url == url("fair", fair.slug)


def test_a_reader_is_offered_no_change_and_refused_it(sign_in, organizer, url):
    fair = FairFactory(organizer=organizer)
    viewer = sign_in("viewer")
    response = viewer.get(url("fair", fair.slug))
    assert response.context["deeds"] == []
    for name in ("fair_edit", "fair_remove"):
        assert url(name, fair.slug) not in response.content.decode()
        assert viewer.get(url(name, fair.slug)).status_code == 403
    assert viewer.post(url("fair_move", fair.slug), {"deed": "hold"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["fair", "fair_edit", "fair_history", "fair_remove", "fair_calendar", "fair_participations"]
)
def test_another_organizers_fair_is_not_found(manager, organizer, name):
    fair = FairFactory(organizer=OrganizerFactory())
    assert manager.get(reverse(name, args=[organizer.slug, fair.slug])).status_code == 404
    assert manager.get(reverse(name, args=[fair.organizer.slug, fair.slug])).status_code == 404


def test_an_enterprise_of_another_organizer_cannot_be_put_on_the_list(manager, organizer, url):
    fair = FairFactory(organizer=organizer)
    foreign = EnterpriseFactory()
    response = manager.post(url("participation_new"), {"fair": fair.pk, "enterprise": foreign.pk, "role": "seller"})
    assert "enterprise" in response.context["form"].errors


def test_a_fair_that_was_held_leads_to_its_results_those_who_may_read_them(sign_in, organizer, url):
    held, planned = FairFactory(organizer=organizer, state="held"), FairFactory(organizer=organizer)
    results = url("fair_results", held.slug)
    assert sign_in("manager").get(url("fair", held.slug)).context["results_url"] == results
    assert sign_in("door").get(url("fair", held.slug)).context["results_url"] == ""
    assert sign_in("manager").get(url("fair", planned.slug)).context["results_url"] == ""
