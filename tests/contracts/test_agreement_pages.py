"""Agreements in the workspace: list, page, forms, deeds, history."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import history
from contracts.models import Agreement, Grade, Kind, PartyRole, State, ValueBasis
from tests.factories import (
    AgreementLineFactory,
    EnterpriseFactory,
    FairFactory,
    OrganizerFactory,
    PartyFactory,
    ProductFactory,
    signed,
)

pytestmark = pytest.mark.django_db
PAGES = ["agreement", "agreement_edit", "agreement_evidence", "agreement_replace", "agreement_history"]


@pytest.fixture
def clerk(sign_in):
    return sign_in("deals")


@pytest.fixture
def url(organizer):
    def build(name, *args, **query):
        return reverse(name, args=[organizer.slug, *args], query=query)

    return build


@pytest.fixture
def seller(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="Hợp tác xã Cồn Sen", tax_code="9900201918")


@pytest.fixture
def buyer(organizer):
    return EnterpriseFactory(kept_by=organizer, legal_name="Siêu thị Đại Phát", tax_code="", usual_role="buyer")


def typed(*parties, lines=(), **fields) -> dict:
    """What a browser sends: the paper, its party rows, its line rows."""
    data = {"kind": "sales", "signed_on": "18/03/2019", "value_basis": "not_stated"} | fields
    for prefix, rows, initial in (("parties", parties, 2), ("lines", lines, 1)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
        data |= {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return data


def sides(seller="Hợp tác xã Cồn Sen", buyer="Siêu thị Đại Phát") -> list[dict]:
    return [{"role": "seller", "who": seller}, {"role": "buyer", "who": buyer}]


def shown(response) -> set[int]:
    return {row.record.pk for row in response.context["table"].rows}


# The list


@pytest.mark.parametrize("q", ["con sen", "DAI PHAT", "dai sen", "9900201918", "17a/hd-2019", "02/hdtt", "cong thuong"])
def test_the_search_looks_past_marks_through_numbers_parties_and_tax_codes(clerk, organizer, url, seller, buyer, q):
    found = signed(organizer, seller=seller, buyer=buyer, register_no="17A/HĐ-2019", paper_no="02/HĐTT")
    PartyFactory(agreement=found, role=PartyRole.WITNESS, enterprise=None, agency_name="Sở Công Thương")
    signed(organizer)
    signed(OrganizerFactory(), register_no="17A/HĐ-2019")
    assert shown(clerk.get(url("agreements", q=q))) == {found.pk}


def test_a_renamed_enterprise_is_found_by_its_new_name_alone(clerk, organizer, url, seller):
    agreement = signed(organizer, seller=seller)
    seller.legal_name = "Hợp tác xã Ánh Dương"
    history.save(seller, by=None)
    assert shown(clerk.get(url("agreements", q="anh duong"))) == {agreement.pk}
    assert shown(clerk.get(url("agreements", q="con sen"))) == set()


def test_the_filters_narrow_the_list(clerk, organizer, url):
    fair = FairFactory(organizer=organizer)
    first = signed(organizer, kind=Kind.MEMORANDUM, fair=fair, grade=Grade.REGISTER).pk
    second = signed(
        organizer, signed_on=datetime.date(2020, 5, 1), state=State.VERIFIED, value_basis=ValueBasis.STATED, value=5
    ).pk
    for query, expected in (
        ({"kind": "memorandum"}, first), ({"kind": "sales"}, second), ({"state": "verified"}, second),
        ({"grade": Grade.REGISTER}, first), ({"year": 2020}, second), ({"fair": fair.pk}, first),
        ({"value_basis": "stated"}, second), ({"value_basis": "not_stated"}, first),
    ):  # fmt: skip
        assert shown(clerk.get(url("agreements", **query))) == {expected}, query


@pytest.mark.parametrize("query", [{"year": "x"}, {"year": "99999"}, {"state": "?"}, {"fair": "0"}, {"sort": "secret"}])
def test_a_senseless_filter_is_no_error(clerk, organizer, url, query):
    signed(organizer)
    assert clerk.get(url("agreements", **query)).status_code == 200


def test_the_list_is_sorted_by_sellers_in_vietnamese_order(clerk, organizer, url):
    for name in ("Ung Hòa", "Ánh Dương", "Đại Phát", "Dũng Phát"):
        signed(organizer, seller=EnterpriseFactory(kept_by=organizer, legal_name=name))
    names = [
        row.record.seller.enterprise.legal_name
        for row in clerk.get(url("agreements", sort="seller")).context["table"].rows
    ]
    assert names == ["Ánh Dương", "Dũng Phát", "Đại Phát", "Ung Hòa"]


@pytest.mark.parametrize(("sort", "order"), [("value", [5, 9, None]), ("-value", [9, 5, None])])
def test_those_without_an_amount_come_last_either_way(clerk, organizer, url, sort, order):
    for value in (9, None, 5):
        signed(organizer, value=value, value_basis="not_stated" if value is None else "stated")
    rows = clerk.get(url("agreements", sort=sort)).context["table"].rows
    assert [row.record.value for row in rows] == order


@pytest.mark.parametrize("sort", ["seller", "-register_no", "signed_on", "-fair", "grade", "state", "value"])
def test_every_column_that_offers_it_sorts(clerk, organizer, url, sort):
    signed(organizer)
    signed(organizer)
    assert len(shown(clerk.get(url("agreements", sort=sort)))) == 2


def test_the_export_has_day_amount_basis_and_both_sides_in_cells_of_their_own(clerk, organizer, url, seller, buyer):
    signed(organizer, seller=seller, buyer=buyer, value=1_376_000, value_basis="estimated", register_no="=1+1")
    signed(organizer, value_basis="withheld", signed_on=datetime.date(2018, 1, 1))
    content = clerk.get(url("agreements", export="xlsx")).content
    assert zipfile.is_zipfile(io.BytesIO(content))
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))
    values = [cell.value for cell in rows[0]]
    assert {"Hợp tác xã Cồn Sen", "Siêu thị Đại Phát", 1_376_000} <= set(values)
    assert datetime.date(2019, 3, 18) in [cell.value.date() for cell in rows[0] if cell.is_date]
    assert "f" not in {cell.data_type for row in rows for cell in row}
    assert 0 not in [cell.value for cell in rows[1]]


def test_the_export_says_only_what_the_list_shows(clerk, organizer, url):
    signed(organizer, register_no="01/HĐ-2019")
    signed(organizer, kind=Kind.MEMORANDUM, register_no="02/BBGN-2019")
    text = clerk.get(url("agreements", export="csv", kind="memorandum")).content.decode("utf-8-sig")
    numbers = [cell for row in csv.reader(io.StringIO(text)) for cell in row if "2019" in cell and "/" in cell]
    assert "02/BBGN-2019" in numbers
    assert "01/HĐ-2019" not in numbers


@pytest.mark.parametrize("query", ["?per_page=50", "?export=csv", "?q=hop+tac&sort=seller"])
def test_a_list_asks_as_often_for_fifty_rows_as_for_one(clerk, organizer, url, query):
    fair = FairFactory(organizer=organizer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url("agreements") + query).status_code == 200
        return len(captured)

    signed(organizer, fair=fair)
    queries()
    with_one = queries()
    for _ in range(49):
        signed(organizer, fair=fair)
    assert queries() == with_one


def test_a_page_asks_as_often_for_many_rows_as_for_one(clerk, organizer, url):
    agreement = signed(organizer)
    AgreementLineFactory(agreement=agreement)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url("agreement", agreement.pk)).status_code == 200
        return len(captured)

    queries()
    with_one = queries()
    for position in range(2, 12):
        product = ProductFactory(enterprise=agreement.seller.enterprise)
        AgreementLineFactory(agreement=agreement, position=position, product=product)
        PartyFactory(agreement=agreement, role=PartyRole.WITNESS, position=position)
    assert queries() == with_one


def test_a_fairs_list_shows_its_own_and_enters_for_it(clerk, organizer, url):
    fair = FairFactory(organizer=organizer)
    own = signed(organizer, fair=fair)
    signed(organizer, fair=FairFactory(organizer=organizer))
    response = clerk.get(url("fair_agreements", fair.slug))
    assert shown(response) == {own.pk}
    assert url("agreement_new", fair=fair.pk) in response.content.decode()
    assert clerk.get(url("agreement_new", fair=fair.pk)).context["form"]["fair"].value() == str(fair.pk)


# Entering


def test_a_paper_is_recorded_as_a_clerk_writes_it(clerk, url, seller, buyer):
    goods = [{"product_as_written": "Gạo  thơm", "quantity": "1.500", "unit": "kg", "unit_price": "12.000"}]
    data = typed(*sides(), lines=goods, value_basis="stated", value="18.000.000", sign="1")
    response = clerk.post(url("agreement_new"), data)
    agreement = Agreement.objects.get()
    assert response.url == url("agreement", agreement.pk)
    assert (agreement.signed_on, agreement.value) == (datetime.date(2019, 3, 18), 18_000_000)
    assert (agreement.state, agreement.register_no) == (State.SIGNED, "01/HĐ-2019")
    assert (agreement.seller.enterprise, agreement.buyer.enterprise) == (seller, buyer)
    row = agreement.lines.get()
    assert (row.product_as_written, row.quantity, row.amount) == ("Gạo thơm", 1500, 18_000_000)


def test_a_value_left_empty_is_the_sum_of_the_lines(clerk, url, seller, buyer):
    goods = [
        {"product_as_written": "Gạo", "quantity": "2", "unit_price": "1.000"},
        {"product_as_written": "Mắm", "amount": "500"},
    ]
    clerk.post(url("agreement_new"), typed(*sides(), lines=goods, value_basis="stated", value=""))
    assert Agreement.objects.get().value == 2500


def test_a_stated_value_without_any_amount_is_asked_for_at_its_field(clerk, url, seller, buyer):
    response = clerk.post(url("agreement_new"), typed(*sides(), value_basis="stated", value=""))
    assert "value" in response.context["form"].errors


def test_without_the_press_of_signing_it_stays_a_draft(clerk, url, seller, buyer):
    clerk.post(url("agreement_new"), typed(*sides()))
    assert Agreement.objects.get().state == State.DRAFT


@pytest.mark.parametrize("written", ["con sen", "9900201918", "HỢP TÁC XÃ CỒN SEN"])
def test_a_party_is_found_by_a_few_letters_or_its_tax_code(clerk, url, seller, buyer, written):
    clerk.post(url("agreement_new"), typed(*sides(seller=written)))
    assert Agreement.objects.get().seller.enterprise == seller


def test_of_several_cards_with_a_name_the_chosen_one_is_taken_or_the_tax_code_asked_for(clerk, organizer, url, buyer):
    twins = [EnterpriseFactory(kept_by=organizer, legal_name="Cơ sở Ba Khía") for _ in range(2)]
    response = clerk.post(url("agreement_new"), typed(*sides(seller="ba khia")))
    message = response.context["form"].parties[0].errors["who"][0]
    assert all(twin.tax_code in message for twin in twins)
    chosen = sides(seller="Cơ sở Ba Khía")
    chosen[0]["card"] = twins[1].pk
    clerk.post(url("agreement_new"), typed(*chosen))
    assert Agreement.objects.get().seller.enterprise == twins[1]


def test_a_personal_id_is_masked_where_a_card_is_asked_for(clerk, organizer, url, buyer):
    for code in ("094085012345", "094085012346"):
        EnterpriseFactory(kept_by=organizer, legal_name="Hộ Ba Khía", tax_code=code)
    response = clerk.post(url("agreement_new"), typed(*sides(seller="ba khia")))
    assert response.status_code == 422
    assert "09408501234" not in response.content.decode()


def test_a_name_typed_over_a_choice_wins(clerk, organizer, url, seller, buyer):
    other = EnterpriseFactory(kept_by=organizer, legal_name="Cơ sở Ba Khía")
    rows = sides(seller="ba khia")
    rows[0]["card"] = seller.pk
    clerk.post(url("agreement_new"), typed(*rows))
    assert Agreement.objects.get().seller.enterprise == other


def test_a_name_without_a_card_is_refused_unless_it_is_an_agency(clerk, url, seller):
    rows = sides(buyer="Sở Công Thương")
    response = clerk.post(url("agreement_new"), typed(*rows))
    assert response.status_code == 422
    assert "who" in response.context["form"].parties[1].errors
    rows[1]["is_agency"] = "on"
    clerk.post(url("agreement_new"), typed(*rows))
    assert str(Agreement.objects.get().buyer) == "Sở Công Thương"


def test_anothers_card_cannot_be_chosen(clerk, url, buyer):
    foreign = EnterpriseFactory(legal_name="Hợp tác xã Cồn Sen")
    rows = sides()
    rows[0]["card"] = foreign.pk
    assert clerk.post(url("agreement_new"), typed(*rows)).status_code == 422


def test_rows_are_kept_as_typed_when_something_is_wrong(clerk, url, seller, buyer):
    goods = [
        {"product_as_written": "Gạo thơm", "quantity": "1,5", "unit_price": "12,34"},
        {"product_as_written": "", "quantity": "7"},
        {"product_as_written": "Bánh pía", "amount": "1.376.000"},
    ]
    response = clerk.post(url("agreement_new"), typed(*sides(), lines=goods, signed_on="31/02/2019"))
    assert response.status_code == 422
    form = response.context["form"]
    assert "signed_on" in form.errors
    assert "unit_price" in form.lines[0].errors
    assert "product_as_written" in form.lines[1].errors
    page = response.content.decode()
    for written in ("31/02/2019", "12,34", "Bánh pía", "1.376.000", "Siêu thị Đại Phát"):
        assert f'value="{written}"' in page
    assert not Agreement.objects.exists()


def test_a_row_taken_out_is_not_recorded_and_its_faults_do_not_matter(clerk, url, seller, buyer):
    goods = [
        {"product_as_written": "Gạo", "amount": "5"},
        {"product_as_written": "Mắm", "amount": "x", "DELETE": "on"},
        {"product_as_written": "", "quantity": ""},
    ]
    clerk.post(url("agreement_new"), typed(*sides(), lines=goods))
    assert [str(row) for row in Agreement.objects.get().lines.all()] == ["Gạo"]


def test_the_form_has_spare_rows_for_those_without_a_script(clerk, url):
    form = clerk.get(url("agreement_new")).context["form"]
    assert [row["role"].value() for row in form.parties][:2] == ["seller", "buyer"]
    assert (len(form.parties.forms), len(form.lines.forms)) == (3, 3)


def test_more_rows_than_the_form_allows_are_refused(clerk, url, seller, buyer):
    goods = [{"product_as_written": f"Gạo {n}"} for n in range(201)]
    assert clerk.post(url("agreement_new"), typed(*sides(), lines=goods)).status_code == 422


def test_a_value_that_is_not_the_sum_warns_and_is_kept(clerk, url, seller, buyer):
    goods = [{"product_as_written": "Gạo", "amount": "5.000"}]
    data = typed(*sides(), lines=goods, value_basis="stated", value="6.000", sign="1")
    response = clerk.post(url("agreement_new"), data, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]
    assert Agreement.objects.get().value == 6000


def test_buyer_and_seller_in_one_are_refused_at_the_top(clerk, url, seller):
    response = clerk.post(url("agreement_new"), typed(*sides(buyer="9900201918"), sign="1"))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_the_same_paper_is_shown_with_a_link_and_recorded_only_when_said_to_be_another(clerk, url, seller, buyer):
    data = typed(*sides(), sign="1")
    clerk.post(url("agreement_new"), data)
    kept = Agreement.objects.get()
    response = clerk.post(url("agreement_new"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert url("agreement", kept.pk) in page
    assert 'name="is_another"' in page
    assert clerk.post(url("agreement_new"), data | {"is_another": "on"}).status_code == 302
    assert list(Agreement.objects.order_by("pk").values_list("register_no", flat=True)) == ["01/HĐ-2019", "02/HĐ-2019"]


# Changing


def change(agreement, **fields) -> dict:
    rows = [{"role": p.role, "who": p.enterprise.legal_name, "card": p.enterprise_id} for p in agreement.parties.all()]
    return typed(*rows, version=agreement.version, **fields)


def test_the_form_shows_what_is_kept_in_vietnamese_formats(clerk, organizer, url):
    agreement = signed(organizer, value=1_376_000, value_basis="stated")
    AgreementLineFactory(agreement=agreement, quantity="1500.500", unit_price=58_000)
    page = clerk.get(url("agreement_edit", agreement.pk)).content.decode()
    for written in ("18/03/2019", "1.376.000", "1.500,5", "58.000", agreement.seller.enterprise.legal_name):
        assert f'value="{written}"' in page


def test_a_change_is_kept_with_its_history_in_one_entry(clerk, organizer, url):
    agreement = signed(organizer)
    response = clerk.post(url("agreement_edit", agreement.pk), change(agreement, paper_no="17/2019/HĐTT"))
    assert response.url == url("agreement", agreement.pk)
    other = EnterpriseFactory(kept_by=organizer, legal_name="Bên mua mới")
    agreement = Agreement.objects.get()
    data = change(agreement, paper_no="18/2019/HĐTT")
    data["parties-0-who" if data["parties-0-role"] == "buyer" else "parties-1-who"] = "ben mua moi"
    assert clerk.post(url("agreement_edit", agreement.pk), data).status_code == 302
    page = clerk.get(url("agreement_history", agreement.pk))
    entry = page.context["entries"][0]
    changed = {(change.old, change.new) for change in entry.changes}
    assert ("17/2019/HĐTT", "18/2019/HĐTT") in changed
    assert ("", str(other)) in changed
    assert entry.who == str(clerk.user)


def test_the_kind_of_a_registered_paper_cannot_be_typed_over(clerk, organizer, url):
    agreement = signed(organizer)
    clerk.post(url("agreement_edit", agreement.pk), change(agreement, kind="memorandum"))
    assert Agreement.objects.get().kind == Kind.SALES


def test_the_second_of_two_tabs_is_told_of_the_first(clerk, organizer, url):
    agreement = signed(organizer)
    first, second = change(agreement, note="Thẻ một"), change(agreement, note="Thẻ hai")
    assert clerk.post(url("agreement_edit", agreement.pk), first).status_code == 302
    response = clerk.post(url("agreement_edit", agreement.pk), second)
    assert response.status_code == 422
    assert Agreement.objects.get().note == "Thẻ một"


def test_a_draft_can_still_be_signed_after_a_refusal(clerk, organizer, url):
    draft = signed(organizer, state=State.DRAFT, register_no="", register_year=None, signed_on=None)
    data = change(draft, signed_on="", sign="1")
    response = clerk.post(url("agreement_edit", draft.pk), data)
    assert response.status_code == 422
    assert 'name="sign"' in response.content.decode()
    assert clerk.post(url("agreement_edit", draft.pk), data | {"signed_on": "18/03/2019"}).status_code == 302
    assert Agreement.objects.get().state == State.SIGNED


@pytest.mark.parametrize("state", [State.VOID, State.SUPERSEDED])
def test_what_is_over_has_no_form(clerk, organizer, url, state):
    agreement = signed(organizer, state=state)
    assert clerk.get(url("agreement_edit", agreement.pk)).status_code == 404
    assert url("agreement_edit", agreement.pk) not in clerk.get(url("agreement", agreement.pk)).content.decode()


# The page and its deeds


def test_the_page_says_the_amount_in_words_and_who_signed(clerk, organizer, url, seller, buyer):
    agreement = signed(organizer, seller=seller, buyer=buyer, value=1_376_000_000, value_basis="stated")
    page = clerk.get(url("agreement", agreement.pk)).content.decode()
    for text in ("1.376.000.000", "Một tỷ ba trăm bảy mươi sáu triệu đồng chẵn", "Siêu thị Đại Phát"):
        assert text in page
    assert url("enterprise", seller.pk) in page


def test_a_deed_is_done_and_one_that_is_not_due_is_refused(clerk, organizer, url):
    agreement = signed(organizer)
    clerk.post(url("agreement_move", agreement.pk), {"deed": "perform"})
    assert Agreement.objects.get().state == State.IN_PERFORMANCE
    response = clerk.post(url("agreement_move", agreement.pk), {"deed": "verify"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "error"]
    assert Agreement.objects.get().state == State.IN_PERFORMANCE


def test_the_page_offers_just_the_deeds_that_are_due(clerk, organizer, url):
    agreement = signed(organizer, state=State.EXPIRED)
    assert [deed for deed, _label, _asks in clerk.get(url("agreement", agreement.pk)).context["deeds"]] == [
        "reopen",
        "void",
    ]


def test_the_recorder_is_not_offered_to_verify_and_is_told_why(sign_in, organizer, url):
    clerk, *_others = [sign_in("deals") for _ in range(3)]
    agreement = signed(organizer, recorded_by=clerk.user)
    context = clerk.get(url("agreement", agreement.pk)).context
    assert "verify" not in [deed for deed, _label, _asks in context["deeds"]]
    assert context["waits_for_another"]


def test_a_memorandum_is_replaced_by_a_contract_that_begins_with_its_parties(clerk, organizer, url):
    memorandum = signed(organizer, kind=Kind.MEMORANDUM)
    AgreementLineFactory(agreement=memorandum, product_as_written="Mè láo")
    address = url("agreement_replace", memorandum.pk)
    page = clerk.get(address).content.decode()
    assert 'value="Mè láo"' in page
    assert f'value="{memorandum.buyer.enterprise.legal_name}"' in page
    data = change(memorandum, kind="framework") | {"version": ""}
    response = clerk.post(address, data)
    contract = Agreement.objects.get(supersedes=memorandum)
    assert response.url == url("agreement", contract.pk)
    assert url("agreement", memorandum.pk) in clerk.get(response.url).content.decode()
    assert url("agreement", contract.pk) in clerk.get(url("agreement", memorandum.pk)).content.decode()
    assert clerk.get(address).status_code == 404


def test_a_contract_is_not_replaced(clerk, organizer, url):
    assert clerk.get(url("agreement_replace", signed(organizer).pk)).status_code == 404


def test_a_draft_is_removed_and_what_was_signed_is_not(clerk, organizer, url):
    kept = signed(organizer)
    draft = signed(organizer, state=State.DRAFT, register_no="", register_year=None)
    assert clerk.post(url("agreement_remove", kept.pk)).status_code == 404
    assert clerk.post(url("agreement_remove", draft.pk)).url == url("agreements")
    assert list(Agreement.objects.all()) == [kept]


# Who may


def test_another_organizers_agreement_is_not_found(clerk, url):
    foreign = signed(OrganizerFactory(), kind=Kind.MEMORANDUM)
    for name in PAGES:
        assert clerk.get(url(name, foreign.pk)).status_code == 404, name
    assert clerk.post(url("agreement_move", foreign.pk), {"deed": "void", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "auditor", "matchmaker"])
def test_who_only_reads_is_offered_no_deed(sign_in, organizer, url, role):
    agreement = signed(organizer, kind=Kind.MEMORANDUM)
    reader = sign_in(role)
    response = reader.get(url("agreement", agreement.pk))
    page = response.content.decode()
    assert response.context["deeds"] == []
    for name in ("agreement_edit", "agreement_move", "agreement_evidence", "agreement_replace"):
        assert url(name, agreement.pk) not in page
        assert reader.post(url(name, agreement.pk)).status_code == 403
    assert url("agreement_new") not in reader.get(url("agreements")).content.decode()


@pytest.mark.parametrize("role", ["registration", "floor", "door"])
def test_others_do_not_see_deals(sign_in, organizer, url, role):
    client = sign_in(role)
    assert client.get(url("agreements")).status_code == 403
    assert client.get(url("agreement", signed(organizer).pk)).status_code == 403
