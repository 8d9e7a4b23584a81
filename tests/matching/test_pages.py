"""Meetings in the workspace: the grid, arranging, moving, calling off, outcomes, the day, times and tables."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from common.models import Letter
from matching.actions.meetings import cancel_meeting, move_meeting, record_outcome, schedule_meeting
from matching.models import Meeting, MeetingState, Slot
from matching.queries import personal_link
from tests.factories import DelegateFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def matchmaker(sign_in):
    return sign_in(Role.MATCHMAKER)


@pytest.fixture
def url(organizer, fair):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, fair.slug, *args], query=query)

    return build


@pytest.fixture
def past(meeting):
    meeting.slot.starts_at = timezone.now() - datetime.timedelta(minutes=40)
    meeting.slot.ends_at = timezone.now() - datetime.timedelta(minutes=15)
    meeting.slot.save()
    return meeting


def text(response) -> str:
    return response.content.decode()


# The grid


def test_the_grid_shows_each_meeting_in_its_row_and_column(matchmaker, meeting, url, slots, tables):
    rows = matchmaker.get(url("meetings")).context["rows"]
    found = {(row.place, cell.slot): cell.meeting for row in rows for cell in row.cells}
    assert len(found) == len(slots) * len(tables)
    assert {at: one for at, one in found.items() if one} == {(tables[0], slots[0]): meeting}


def test_a_cancelled_meeting_leaves_the_grid(matchmaker, meeting, url, clerk):
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    assert matchmaker.get(url("meetings")).context["meetings"] == []


def test_only_a_time_that_is_not_over_can_be_filled(matchmaker, url, fair, slots, tables):
    slots[0].starts_at -= datetime.timedelta(days=1, hours=12)
    slots[0].ends_at -= datetime.timedelta(days=1, hours=12)
    slots[0].save()
    html = text(matchmaker.get(url("meetings", day=fair.starts_on.isoformat())))
    assert f"?slot={slots[1].pk}&amp;place={tables[0].pk}" in html
    earlier = matchmaker.get(url("meetings", day=timezone.localdate(slots[0].starts_at).isoformat()))
    assert f"?slot={slots[0].pk}&" not in text(earlier)
    assert [cell.is_open for cell in earlier.context["rows"][0].cells] == [False]


def test_an_empty_grid_leads_to_times_and_tables_only_those_who_may(sign_in, url):
    assert url("meeting_setup") in text(sign_in(Role.MATCHMAKER).get(url("meetings")))
    assert url("meeting_setup") not in text(sign_in(Role.VIEWER).get(url("meetings")))


@pytest.mark.parametrize("page", ["meetings", "meeting_board", "meeting_sheets"])
def test_a_page_of_a_day_costs_the_same_for_one_meeting_and_for_many(
    matchmaker, meeting, url, side, fair, slots, tables, clerk, page
):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            matchmaker.get(url(page))
        return len(made)

    queries()
    one = queries()
    for n, slot in enumerate(slots[1:]):
        for table in tables:
            schedule_meeting(
                fair=fair, buyer=side(f"Mua {n} {table}", "buyer"), seller=side(f"Bán {n} {table}"),
                slot=slot, place=table, by=clerk,
            )  # fmt: skip
    assert queries() == one <= 16


def test_a_fair_without_meetings_has_no_such_pages(matchmaker, fair, url):
    fair.uses_matching = False
    fair.save()
    assert matchmaker.get(url("meetings")).status_code == 404


def test_a_meeting_of_another_fair_is_not_found(matchmaker, url, organizer):
    other = MeetingFactory(fair__organizer=organizer, fair__uses_matching=True)
    assert matchmaker.get(url("meeting", other.pk)).status_code == 404
    assert matchmaker.post(url("meeting_reset", other.pk)).status_code == 404


# Arranging


def test_sides_are_found_by_a_few_letters_without_marks(matchmaker, url, buyer, seller, side):
    side("Cơ sở Mè láo")
    page = matchmaker.get(url("meeting_new", seller_q="con sen"))
    found = {one["role"]: [p for p, _option, _url in one["found"]] for one in page.context["sides"]}
    assert found == {"buyer": [buyer], "seller": [seller]}


def test_a_pair_is_arranged_at_a_free_time_and_table(matchmaker, url, buyer, seller, slots, tables):
    page = url("meeting_new", buyer=buyer.pk, seller=seller.pk)
    assert [opening.slot for opening in matchmaker.get(page).context["openings"]] == slots
    answer = matchmaker.post(page, {"slot": slots[1].pk, "place": tables[2].pk})
    meeting = Meeting.objects.get()
    assert answer.url == url("meeting", meeting.pk)
    assert (meeting.buyer, meeting.seller, meeting.slot, meeting.place) == (buyer, seller, slots[1], tables[2])


def test_a_cell_of_the_grid_leads_to_its_time_and_table_first(matchmaker, url, buyer, seller, slots, tables):
    page = url("meeting_new", buyer=buyer.pk, seller=seller.pk, slot=slots[2].pk, place=tables[1].pk)
    answer = matchmaker.get(page)
    assert answer.context["openings"][0].slot == slots[2]
    assert f'value="{tables[1].pk}" selected' in text(answer)


def test_who_comes_second_is_told_and_can_choose_again(matchmaker, url, meeting, side, slots, tables):
    page = url("meeting_new", buyer=side("Nhà hàng", "buyer").pk, seller=side("Mè láo").pk)
    answer = matchmaker.post(page, {"slot": slots[0].pk, "place": tables[0].pk})
    assert answer.status_code == 422
    assert str(tables[0]) in answer.context["form"].non_field_errors()[0]
    assert answer.context["openings"]


def test_nobody_of_another_fair_can_be_named(matchmaker, url, seller, organizer, slots, tables):
    other = MeetingFactory(fair__organizer=organizer)
    page = url("meeting_new", buyer=other.buyer_id, seller=seller.pk)
    assert matchmaker.post(page, {"slot": slots[0].pk, "place": tables[0].pk}).status_code == 422
    assert Meeting.objects.count() == 1


# One meeting


def test_a_meeting_is_moved(matchmaker, url, meeting, slots, tables):
    data = {"slot": slots[1].pk, "place": tables[1].pk, "version": meeting.version}
    assert matchmaker.post(url("meeting_move", meeting.pk), data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.place, meeting.sequence) == (slots[1], tables[1], 1)


def test_a_form_opened_before_another_change_does_not_overwrite_it(matchmaker, url, meeting, slots, tables, clerk):
    old = meeting.version
    move_meeting(meeting=meeting, slot=slots[1], place=tables[1], by=clerk)
    data = {"slot": slots[2].pk, "place": tables[2].pk, "version": old}
    assert matchmaker.post(url("meeting_move", meeting.pk), data).status_code == 422
    assert matchmaker.post(url("meeting_cancel", meeting.pk), {"reason": "Mưa", "version": old}).status_code == 422
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.state) == (slots[1], MeetingState.SCHEDULED)


def test_a_meeting_is_called_off_with_its_reason(matchmaker, url, meeting):
    assert matchmaker.post(url("meeting_cancel", meeting.pk), {"reason": ""}).status_code == 422
    matchmaker.post(url("meeting_cancel", meeting.pk), {"reason": "Bên mua bận"})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert "Bên mua bận" in text(matchmaker.get(url("meeting", meeting.pk)))


@pytest.mark.parametrize("page", ["meeting_move", "meeting_cancel", "meeting_outcome"])
def test_a_deed_that_came_too_late_says_so(matchmaker, url, meeting, clerk, page):
    cancel_meeting(meeting=meeting, reason="Mưa", by=clerk)
    answer = matchmaker.get(url(page, meeting.pk))
    assert answer.context["can_be_done"] is False
    assert "<form method" not in text(answer).split('id="content"')[1]


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [("held:memorandum", "held", ("memorandum", "")), ("missed:seller", "not_held", ("", "seller"))],
)
def test_one_choice_records_the_outcome_and_one_press_takes_it_back(matchmaker, url, past, outcome, state, said):
    matchmaker.post(url("meeting_outcome", past.pk), {"outcome": outcome, "note": "Gửi mẫu"})
    past.refresh_from_db()
    assert (past.state, (past.next_step, past.absent), past.note) == (state, said, "Gửi mẫu")
    matchmaker.post(url("meeting_reset", past.pk))
    past.refresh_from_db()
    assert past.state == MeetingState.SCHEDULED


@pytest.mark.parametrize("outcome", ["", "held", "held:gold", "missed:dog"])
def test_an_outcome_that_the_page_does_not_offer_is_refused(matchmaker, url, past, outcome):
    assert matchmaker.post(url("meeting_outcome", past.pk), {"outcome": outcome}).status_code == 422
    past.refresh_from_db()
    assert past.state == MeetingState.SCHEDULED


def test_a_held_meeting_offers_the_paper_that_was_spoken_of_first(sign_in, url, past, clerk):
    record_outcome(meeting=past, held=True, next_step="contract", by=clerk)
    page = sign_in(Role.MANAGER).get(url("meeting", past.pk))
    assert [address.rpartition("=")[2] for address, _label in page.context["deal_kinds"]] == ["sales", "memorandum"]
    assert sign_in(Role.MATCHMAKER).get(url("meeting", past.pk)).context["deal_kinds"] == []


def test_phone_numbers_are_shown_to_those_who_arrange_alone(sign_in, url, meeting):
    person = meeting.seller.delegates.get()
    person.phone = "0912345678"
    person.save()
    assert "0912345678" in text(sign_in(Role.MATCHMAKER).get(url("meeting", meeting.pk)))
    assert "0912345678" not in text(sign_in(Role.VIEWER).get(url("meeting", meeting.pk)))


def test_a_new_personal_link_makes_the_old_one_void(matchmaker, url, meeting):
    person = meeting.seller.delegates.get()
    old = person.personal_link.token
    matchmaker.post(url("meeting_link", meeting.pk, person.pk))
    person.personal_link.refresh_from_db()
    assert personal_link(old) is None
    assert personal_link(person.personal_link.token) == person.personal_link
    assert person.personal_link.history.first().history_user == matchmaker.user


def test_a_corrected_name_is_invited_anew_with_the_same_sequence(matchmaker, url, meeting):
    person = meeting.seller.delegates.get()
    data = {"name": "Lâm Thị Bé", "phone": "+84 912 345 678", "email": person.email, "version": person.version}
    assert matchmaker.post(url("meeting_person", meeting.pk, person.pk), data).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.phone, person.history.first().history_user) == (
        "Lâm Thị Bé",
        "0912345678",
        matchmaker.user,
    )
    letter = Letter.objects.filter(to=person.email).latest("pk")
    assert "SEQUENCE:0" in letter.calendar
    assert f"UID:{meeting.uid}" in letter.calendar.replace("\r\n ", "")


def test_nobody_is_invited_anew_to_what_is_over(matchmaker, url, past, clerk):
    record_outcome(meeting=past, held=True, next_step="none", by=clerk)
    person = past.seller.delegates.get()
    matchmaker.post(url("meeting_person", past.pk, person.pk), {"name": "Lâm Thị Bé", "email": "be@example.com"})
    person.refresh_from_db()
    assert person.email == "be@example.com"
    assert not Letter.objects.filter(to="be@example.com").exists()


def test_who_does_not_sit_in_the_meeting_is_not_changed_there(matchmaker, url, meeting):
    other = DelegateFactory()
    assert matchmaker.get(url("meeting_person", meeting.pk, other.pk)).status_code == 404


# The day


def test_the_board_tells_now_next_and_what_lacks_an_outcome(matchmaker, url, fair, side, tables, clerk):
    fair.starts_on = fair.ends_on = timezone.localdate()
    fair.save()
    at, kept = timezone.now(), {}
    for name, minutes in (("overdue", -40), ("now", -5), ("next", 1)):
        starts = at + datetime.timedelta(minutes=minutes)
        slot = Slot.objects.create(fair=fair, starts_at=starts, ends_at=starts + datetime.timedelta(minutes=20))
        kept[name] = schedule_meeting(
            fair=fair, buyer=side(f"Mua {name}", "buyer"), seller=side(f"Bán {name}"), slot=slot, place=tables[0],
            by=clerk,
        )  # fmt: skip
    board = matchmaker.get(url("meeting_board")).context["board"]
    assert board.overdue == [kept["overdue"]]
    if timezone.localdate(at - datetime.timedelta(minutes=5)) == timezone.localdate(at + datetime.timedelta(minutes=1)):
        assert (board.now, board.next) == ([kept["now"]], [kept["next"]])


def test_each_table_with_meetings_has_a_sheet(matchmaker, url, meeting, tables):
    sheets = matchmaker.get(url("meeting_sheets")).context["sheets"]
    assert sheets == [(tables[0], [meeting])]


# Times and tables


def test_times_and_tables_are_set_up_in_the_browser(matchmaker, url, fair):
    day = f"{fair.starts_on:%d/%m/%Y}"
    data = {"day": day, "first": "08:00", "last": "10:00", "minutes": "20", "buffer": "10"}
    assert matchmaker.post(url("meeting_setup"), data).status_code == 302
    matchmaker.post(url("meeting_tables"), {"count": "3"})
    assert (fair.slots.count(), fair.places.count()) == (4, 3)
    matchmaker.post(url("meeting_table_remove", fair.places.last().pk))
    matchmaker.post(url("meeting_times_remove"), {"day": fair.starts_on.isoformat()})
    assert (fair.slots.count(), fair.places.count()) == (0, 2)


def test_what_cannot_be_set_up_is_said_at_its_field(matchmaker, url, fair):
    data = {"day": "01/01/2001", "first": "08:00", "last": "10:00", "minutes": "20", "buffer": "10"}
    answer = matchmaker.post(url("meeting_setup"), data)
    assert answer.status_code == 422
    assert "day" in answer.context["form"].errors
    assert not fair.slots.exists()


@pytest.mark.parametrize(("page", "data"), [("meeting_tables", {"count": "x"}), ("meeting_times_remove", {"day": "x"})])
def test_nonsense_sent_by_hand_is_refused_in_words(matchmaker, url, page, data):
    answer = matchmaker.post(url(page), data, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
