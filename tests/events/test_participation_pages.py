"""Participations in the workspace: lists, page, forms, moves, removal."""

import pytest
from django.urls import reverse

from events.models import Participation
from tests.factories import (
    ApplicationFactory,
    BoothHoldingFactory,
    EnterpriseFactory,
    FairFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(sign_in):
    return sign_in("registration")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


def shown(response) -> set[str]:
    return {row.record.enterprise.legal_name for row in response.context["table"].paginated_rows}


def test_the_list_is_narrowed_by_enterprise_fair_role_and_state(staff, organizer, url):
    fair = FairFactory(organizer=organizer)
    ParticipationFactory(fair=fair, enterprise__legal_name="Cơ sở Ánh Dương", role="seller", state="took_part")
    ParticipationFactory(
        fair__organizer=organizer, enterprise__legal_name="Siêu thị Miền Tây", role="buyer", state="expected"
    )
    for query in ({"q": "anh duong"}, {"fair": fair.pk}, {"role": "seller"}, {"state": "took_part"}):
        assert shown(staff.get(url("participations", **query))) == {"Cơ sở Ánh Dương"}, query


def test_the_list_of_a_fair_holds_its_rows_alone(staff, organizer, url):
    here = ParticipationFactory(fair__organizer=organizer, enterprise__legal_name="Ở đây")
    ParticipationFactory(fair__organizer=organizer, enterprise__legal_name="Nơi khác")
    response = staff.get(url("fair_participations", here.fair.slug))
    assert shown(response) == {"Ở đây"}
    assert "fair" not in response.context["filter"].form.fields
    assert f"fair={here.fair_id}" in response.context["create_url"]


def test_a_participant_is_added_with_history(staff, organizer, url):
    fair, card = FairFactory(organizer=organizer), EnterpriseFactory(kept_by=organizer)
    assert staff.get(url("participation_new", fair=fair.pk)).context["form"]["fair"].value() == str(fair.pk)
    fields = {
        "fair": fair.pk,
        "enterprise": card.pk,
        "role": "seller",
        "booths_as_reported": "2",
        "needs_power": "true",
    }
    response = staff.post(url("participation_new"), fields)
    row = Participation.objects.get()
    assert response.url == url("participation", row.pk)
    assert (row.state, row.origin, row.booths_as_reported, row.needs_power) == ("expected", "entered", 2, True)
    assert row.history.get().history_user == staff.user


def test_the_second_of_two_tabs_is_told_of_the_first(staff, organizer, url):
    row = ParticipationFactory(fair__organizer=organizer)
    fields = {"fair": row.fair_id, "enterprise": row.enterprise_id, "role": "seller", "version": row.version}
    assert staff.post(url("participation_edit", row.pk), fields | {"booths_as_reported": 1}).status_code == 302
    response = staff.post(url("participation_edit", row.pk), fields | {"booths_as_reported": 9})
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.booths_as_reported == 1


def test_the_page_offers_what_may_follow_and_does_it(staff, organizer, url):
    row = ParticipationFactory(fair__organizer=organizer, state="expected")
    page = url("participation", row.pk)
    assert [deed for deed, _ in staff.get(page).context["deeds"]] == ["take_part", "stay_away"]
    assert staff.post(url("participation_move", row.pk), {"deed": "take_part"}).url == page
    assert [deed for deed, _ in staff.get(page).context["deeds"]] == ["reset"]


def test_ticked_rows_are_moved_together_and_the_way_leads_back_to_the_same_rows(staff, organizer, url):
    fair = FairFactory(organizer=organizer)
    rows = ParticipationFactory.create_batch(2, fair=fair, state="expected")
    done = ParticipationFactory(fair=fair, state="took_part")
    back = url("fair_participations", fair.slug, state="expected")
    data = {"row": [row.pk for row in [*rows, done]], "deed": "take_part", "next": back}
    response = staff.post(url("participations_move"), data)
    assert response.url == back
    assert [message.level_tag for message in staff.get(back).context["messages"]] == ["success", "warning"]
    assert set(fair.participations.values_list("state", flat=True)) == {"took_part"}


@pytest.mark.parametrize("elsewhere", ["https://xau.example/", "//xau.example", "javascript:alert(1)", ""])
def test_after_a_move_nobody_is_sent_to_another_site(staff, url, elsewhere):
    response = staff.post(url("participations_move"), {"deed": "take_part", "next": elsewhere})
    assert response.url == url("participations")


def test_rows_of_another_organizer_are_never_moved(staff, url):
    foreign = ParticipationFactory(state="expected")
    staff.post(url("participations_move"), {"row": [foreign.pk], "deed": "take_part"})
    assert staff.post(url("participation_move", foreign.pk), {"deed": "take_part"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "expected"


def test_who_may_only_read_has_no_ticks_and_moves_nothing(sign_in, organizer, url):
    row = ParticipationFactory(fair__organizer=organizer, state="expected")
    door = sign_in("door")
    page = door.get(url("participations"))
    assert "bulk_url" not in page.context
    assert url("participation", row.pk) in page.content.decode()
    assert door.post(url("participations_move"), {"row": [row.pk], "deed": "take_part"}).status_code == 403


def test_a_participation_is_removed_and_its_history_stays(staff, organizer, url):
    row = ParticipationFactory(fair__organizer=organizer)
    assert staff.post(url("participation_remove", row.pk)).url == url("participations")
    assert not Participation.objects.exists()
    assert Participation.history.filter(id=row.pk, history_type="-").exists()


def test_the_history_says_from_what_to_what_in_words(staff, organizer, url):
    row = ParticipationFactory(fair__organizer=organizer, state="expected")
    staff.post(url("participation_move", row.pk), {"deed": "take_part"})
    (change,) = staff.get(url("participation_history", row.pk)).context["entries"][0].changes
    words = dict(Participation._meta.get_field("state").flatchoices)
    assert (change.old, change.new) == (str(words["expected"]), str(words["took_part"]))


def test_the_page_leads_to_the_booth_and_the_application(sign_in, organizer, url):
    asked = ApplicationFactory(fair__organizer=organizer, state="approved")
    row = ParticipationFactory(fair=asked.fair, application=asked, state="expected")
    BoothHoldingFactory(booth__hall__fair=asked.fair, booth__code="A05", participation=row)
    page = sign_in("registration").get(url("participation", row.pk))
    facts = {str(fact.value): fact.url for fact in page.context["facts"]}
    assert facts["A05"] == url("floor", row.fair.slug)
    application = url("application", row.fair.slug, asked.pk)
    assert application in facts.values()
    assert application not in sign_in("floor").get(url("participation", row.pk)).content.decode()
