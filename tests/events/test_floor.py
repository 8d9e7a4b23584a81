"""Halls and booths by rule; who holds a booth, and what the others are told."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common import history
from common.models import Letter
from events.actions.floor import assign_booth, make_hall, release_booth, remove_booth, remove_hall, swap_booths
from events.layout import Rule, codes_of
from events.models import Booth, BoothHolding, Hall
from tests.factories import (
    ApplicationFactory,
    BoothFactory,
    BoothHoldingFactory,
    FairFactory,
    HallFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def fair(organizer):
    return FairFactory(organizer=organizer)


def comer(fair, **fields):
    """A participant whose application names whom to write to."""
    part = ParticipationFactory(fair=fair, state="expected", **fields)
    part.application = ApplicationFactory(fair=fair, state="approved", contact_email="phuc@example.com")
    history.save(part, by=None)
    return part


def booth_letters() -> list[str]:
    return list(Letter.objects.filter(kind="booth").order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        ("A01", ["A01", "A02", "B01", "B02"]),
        ("Y9", ["Y9", "Y10", "Z9", "Z10"]),
        ("1", ["1", "2", "3", "4"]),
        ("Chợ-07", ["Chợ-07", "Chợ-08", "Chợ-09", "Chợ-10"]),
    ],
)
def test_booths_are_numbered_row_by_row(first, codes):
    assert codes_of(Rule(rows=2, columns=2, first_code=first)) == codes


@pytest.mark.parametrize("first", ["A", "", "Z1"])
def test_a_first_number_that_leads_nowhere_is_refused(first):
    with pytest.raises(ValidationError):
        codes_of(Rule(rows=2, columns=2, first_code=first))


def test_a_hall_is_made_with_its_booths_in_metres_and_their_history(fair, by):
    hall = make_hall(fair=fair, name="Nhà A", rule=Rule(rows=2, columns=3, width=3, depth=2, aisle=4), by=by)
    places = list(hall.booths.order_by("code").values_list("code", "x", "y"))
    assert places == [("A01", 0, 0), ("A02", 3, 0), ("A03", 6, 0), ("B01", 0, 6), ("B02", 3, 6), ("B03", 6, 6)]
    assert hall.history.get().history_user == by
    assert Booth.history.filter(history_user=by).count() == 6


def test_a_hall_whose_numbers_are_in_use_is_not_made_at_all(fair, by):
    make_hall(fair=fair, name="Nhà A", rule=Rule(rows=1, columns=3), by=by)
    with pytest.raises(ValidationError, match="A03"):
        make_hall(fair=fair, name="Nhà B", rule=Rule(rows=1, columns=2, first_code="A03"), by=by)
    assert Hall.objects.count() == 1


def test_a_hall_is_removed_with_its_booths_unless_one_was_ever_held(fair, by):
    hall = make_hall(fair=fair, name="Nhà A", rule=Rule(rows=1, columns=2), by=by)
    holding = assign_booth(booth=hall.booths.first(), participation=comer(fair), by=by)
    release_booth(holding=holding, by=by)
    with pytest.raises(ValidationError, match="was held"):
        remove_hall(hall=hall, by=by)
    with pytest.raises(ValidationError, match="was held"):
        remove_booth(booth=holding.booth, by=by)
    remove_booth(booth=hall.booths.exclude(pk=holding.booth_id).get(), by=by)
    assert list(hall.booths.all()) == [holding.booth]
    empty = make_hall(fair=fair, name="Nhà B", rule=Rule(rows=1, columns=2, first_code="B01"), by=by)
    remove_hall(hall=empty, by=by)
    assert Hall.history.filter(name="Nhà B", history_type="-").get().history_user == by


def test_a_booth_is_given_with_history_and_a_letter_that_waits(fair, by):
    holding = assign_booth(booth=BoothFactory(hall__fair=fair, code="A05"), participation=comer(fair), by=by)
    assert holding.history.get().history_user == by
    letter = Letter.objects.get(kind="booth")
    assert (letter.to, "A05" in letter.subject, "A05" in letter.short) == ("phuc@example.com", True, True)
    assert letter.not_before > timezone.now() + datetime.timedelta(minutes=9)


def test_a_second_claim_on_a_booth_is_refused_in_words_that_name_the_holder(fair, by):
    held = BoothHoldingFactory(booth__hall__fair=fair, participation__enterprise__legal_name="HTX Hành tím")
    with pytest.raises(ValidationError, match="already held by HTX Hành tím"):
        assign_booth(booth=held.booth, participation=comer(fair), by=by)
    assert BoothHolding.objects.count() == 1
    assert booth_letters() == []


def test_the_constraint_lets_no_second_holder_through():
    held = BoothHoldingFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        BoothHoldingFactory(booth=held.booth)


def test_a_booth_of_another_fair_or_for_who_does_not_come_is_not_given(fair, by):
    with pytest.raises(ValidationError, match="different fairs"):
        assign_booth(booth=BoothFactory(), participation=comer(fair), by=by)
    absent = ParticipationFactory(fair=fair, state="no_show")
    with pytest.raises(ValidationError, match="does not come"):
        assign_booth(booth=BoothFactory(hall__fair=fair), participation=absent, by=by)


def test_a_booth_given_and_taken_back_before_the_letter_left_is_told_to_nobody(fair, by):
    holding = assign_booth(booth=BoothFactory(hall__fair=fair), participation=comer(fair), by=by)
    release_booth(holding=holding, by=by)
    assert (holding.released_at is None, holding.history.first().history_user) == (False, by)
    assert booth_letters() == []


def test_who_was_told_of_a_booth_is_told_that_it_is_gone(fair, by):
    holding = assign_booth(booth=BoothFactory(hall__fair=fair), participation=comer(fair), by=by)
    Letter.objects.update(state="sent")
    release_booth(holding=holding, by=by)
    assert "has changed" in booth_letters()[-1]


def test_a_booth_is_not_freed_twice(fair, by):
    holding = BoothHoldingFactory(booth__hall__fair=fair)
    stale = BoothHolding.objects.get(pk=holding.pk)
    release_booth(holding=holding, by=by)
    with pytest.raises(history.Stale):
        release_booth(holding=stale, by=by)
    with pytest.raises(ValidationError):
        release_booth(holding=holding, by=by)


def test_two_exchange_their_booths_in_one_step_and_both_are_told(fair, by):
    first, second = (BoothFactory(hall__fair=fair, code=code) for code in ("A01", "B07"))
    one, other = comer(fair), comer(fair)
    old = [assign_booth(booth=first, participation=one, by=by), assign_booth(booth=second, participation=other, by=by)]
    swap_booths(first=first, second=second, by=by)
    now = dict(BoothHolding.objects.filter(released_at=None).values_list("booth", "participation"))
    assert now == {first.pk: other.pk, second.pk: one.pk}
    assert [holding.history.count() for holding in old] == [2, 2]
    assert [("B07" in subject, "A01" in subject) for subject in booth_letters()] == [(True, False), (False, True)]


def test_a_holder_moves_to_a_free_booth(fair, by):
    first, free = BoothFactory(hall__fair=fair), BoothFactory(hall__fair=fair)
    assign_booth(booth=first, participation=comer(fair), by=by)
    swap_booths(first=first, second=free, by=by)
    assert BoothHolding.objects.get(released_at=None).booth == free
    with pytest.raises(ValidationError, match="free"):
        swap_booths(first=first, second=BoothFactory(hall__fair=fair), by=by)
    with pytest.raises(ValidationError, match="different"):
        swap_booths(first=free, second=free, by=by)


def test_an_exchange_that_fails_halfway_changes_nothing(fair, by, monkeypatch):
    first, second = BoothFactory(hall__fair=fair), BoothFactory(hall__fair=fair)
    for booth in (first, second):
        assign_booth(booth=booth, participation=comer(fair), by=by)
    before = set(BoothHolding.objects.values_list("pk", "released_at"))

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("events.actions.floor._tell", fail)
    with pytest.raises(RuntimeError):
        swap_booths(first=first, second=second, by=by)
    assert set(BoothHolding.objects.values_list("pk", "released_at")) == before


# The pages


@pytest.fixture
def staff(sign_in):
    return sign_in("floor")


@pytest.fixture
def url(fair):
    def build(name, *args, **query):
        return reverse(name, args=[fair.organizer.slug, fair.slug, *args], query=query)

    return build


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_preview_shows_the_booths_and_makes_none(staff, url):
    rule = {"name": "Nhà A", "rows": 2, "columns": 3, "width": "2,5", "depth": 3, "aisle": 3, "first_code": "A01",
            "kind": "standard", "step": "preview"}  # fmt: skip
    response = staff.post(url("hall_new"), rule)
    assert [shape.code for shape in response.context["drawing"].shapes] == ["A01", "A02", "A03", "B01", "B02", "B03"]
    assert not Hall.objects.exists()
    assert staff.post(url("hall_new"), rule | {"step": "make"}).url == url("floor")
    assert Booth.objects.count() == 6


def test_a_rule_that_clashes_is_told_at_its_field(staff, url, fair):
    BoothFactory(hall__fair=fair, code="A02")
    rule = {"name": "Nhà A", "rows": 1, "columns": 3, "width": 3, "depth": 3, "aisle": 3, "first_code": "A01",
            "kind": "standard", "step": "make"}  # fmt: skip
    response = staff.post(url("hall_new"), rule)
    assert "A02" in str(response.context["form"].errors["first_code"])


def test_the_plan_writes_its_numbers_with_points_in_any_language(staff, url, fair):
    BoothFactory(hall__fair=fair, width=2.6, x=0.0)
    page = staff.get(url("floor")).content.decode()
    assert 'width="41.6"' in page
    assert "41,6" not in page


def test_every_booth_is_a_link_that_says_who_holds_it(staff, url, fair):
    held = BoothHoldingFactory(booth__hall__fair=fair, booth__code="A01")
    free = BoothFactory(hall=held.booth.hall, code="A02")
    page = staff.get(url("floor")).content.decode()
    assert f'aria-label="A01: {held.participation.enterprise}"' in page
    assert f'href="?booth={free.pk}#desk"' in page
    assert 'aria-label="A02: free"' in page


def test_a_booth_is_given_without_any_script(staff, url, fair):
    part, booth = comer(fair), BoothFactory(hall__fair=fair)
    form = staff.get(url("floor", **{"for": part.pk, "booth": booth.pk})).context["form"]
    assert (form["participation"].value(), form["booth"].value()) == (part.pk, booth.pk)
    staff.post(url("booth_assign"), {"participation": part.pk, "booth": booth.pk})
    assert BoothHolding.objects.get().participation == part


def test_who_wants_two_booths_waits_until_it_has_two(staff, url, fair):
    part = comer(fair)
    part.application.booths = 2
    part.application.save()
    booths = BoothFactory.create_batch(2, hall=HallFactory(fair=fair))
    for n, booth in enumerate(booths):
        assert [row.held for row in staff.get(url("floor")).context["unplaced"]] == [n]
        staff.post(url("booth_assign"), {"participation": part.pk, "booth": booth.pk})
    assert staff.get(url("floor")).context["unplaced"] == []


def test_the_second_of_two_desks_is_told_who_has_the_booth(staff, url, fair):
    held = BoothHoldingFactory(booth__hall__fair=fair)
    response = staff.post(url("booth_assign"), {"participation": comer(fair).pk, "booth": held.booth_id}, follow=True)
    assert "already held" in said(response)[0]


def test_booths_and_participants_of_another_fair_cannot_be_named(staff, url, fair):
    foreign = BoothHoldingFactory()
    staff.post(url("booth_assign"), {"participation": comer(fair).pk, "booth": foreign.booth_id})
    staff.post(url("booth_swap"), {"first": foreign.booth_id, "second": BoothFactory(hall__fair=fair).pk})
    assert staff.post(url("booth_release", foreign.pk)).status_code == 404
    assert list(BoothHolding.objects.filter(released_at=None)) == [foreign]


def test_a_few_letters_bring_up_the_participants_of_this_fair_who_come(staff, url, fair):
    here = ParticipationFactory(fair=fair, state="expected", enterprise__legal_name="Hợp tác xã Cồn Sen")
    ParticipationFactory(fair=fair, state="no_show", enterprise__legal_name="Công ty Cồn Sen")
    ParticipationFactory(fair=FairFactory(organizer=fair.organizer), enterprise__legal_name="Hộ Cồn Sen")
    options = json.loads(staff.get(url("find_placeable", q="con sen")).content)["options"]
    assert [one["pk"] for one in options] == [here.pk]


def test_a_participant_is_named_by_a_few_letters_unless_several_are_meant(staff, url, fair):
    booth = BoothFactory(hall__fair=fair, code="A01")
    one = ParticipationFactory(fair=fair, state="expected", enterprise__legal_name="Hợp tác xã Cồn Sen")
    ParticipationFactory(fair=fair, state="expected", enterprise__legal_name="Hợp tác xã Phú Hòa")
    page = staff.post(
        url("booth_assign"), {"participation": "", "participation_text": "hop tac", "booth": booth.pk}, follow=True
    )
    assert "Several can be meant" in page.content.decode()
    staff.post(url("booth_assign"), {"participation": "", "participation_text": "con sen", "booth": booth.pk})
    assert BoothHolding.objects.get().participation == one


def test_a_booth_is_freed_and_exchanged_from_its_page(staff, url, fair):
    held = BoothHoldingFactory(booth__hall__fair=fair)
    free = BoothFactory(hall=held.booth.hall)
    staff.post(url("booth_swap"), {"first": held.booth_id, "second": free.pk})
    moved = BoothHolding.objects.get(released_at=None)
    assert moved.booth == free
    staff.post(url("booth_release", moved.pk))
    assert not BoothHolding.objects.filter(released_at=None).exists()


def test_the_list_tells_holders_and_is_searched_by_booth_or_holder(staff, url, fair):
    held = BoothHoldingFactory(
        booth__hall__fair=fair, booth__code="A01", participation__enterprise__legal_name="HTX Hành tím"
    )
    BoothFactory(hall=held.booth.hall, code="A02")

    def codes(**query):
        return [row.record.code for row in staff.get(url("booths", **query)).context["table"].paginated_rows]

    assert codes() == ["A01", "A02"]
    assert codes(q="hanh tim") == codes(q="a01") == codes(held="yes") == ["A01"]
    assert codes(held="no") == ["A02"]
    assert "HTX Hành tím" in staff.get(url("booths", export="csv")).content.decode("utf-8-sig")


def test_who_may_only_look_at_the_plan_is_offered_no_change(sign_in, url, fair):
    held = BoothHoldingFactory(booth__hall__fair=fair)
    page = sign_in("viewer").get(url("floor", booth=held.booth_id))
    assert page.context["form"] is None
    for name in ("booth_assign", "booth_swap", "hall_new"):
        assert url(name) not in page.content.decode()


@pytest.mark.parametrize("name", ["floor", "booths", "hall_new"])
def test_a_fair_without_booths_has_no_floor(staff, url, fair, name):
    fair.uses_floor = False
    history.save(fair, by=None)
    assert staff.get(url(name)).status_code == 404
