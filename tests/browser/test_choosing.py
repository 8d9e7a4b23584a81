"""The field in which a record is found, by keyboard and finger."""

import pytest

from tests.browser.test_house import MANAGER, accessible

FIELD, FOUND = "#id_enterprise", ".cp-find:has(#id_enterprise) [role=option]"


@pytest.fixture
def page(open_page, sign_in, size):
    page = open_page(size, "vi")
    sign_in(page, MANAGER)
    page.goto("/o/soc-trang/participations/new/")
    return page


def chosen(page) -> tuple[str, bool]:
    return page.input_value(FIELD), bool(page.input_value("input[name=enterprise]"))


def test_arrows_and_enter_choose_and_typing_on_takes_the_choice_back(page):
    page.locator(FIELD).press_sequentially("phu hoa")
    page.wait_for_selector(FOUND)
    accessible(page)
    page.keyboard.press("ArrowDown")
    option = page.locator(FOUND).first
    assert page.get_attribute(FIELD, "aria-activedescendant") == option.get_attribute("id")
    name = option.locator("b").inner_text()
    page.keyboard.press("Enter")
    assert chosen(page) == (name, True)
    assert page.get_attribute(FIELD, "aria-expanded") == "false"
    page.keyboard.type("x")
    assert chosen(page) == (f"{name}x", False)


def test_a_press_in_the_empty_field_shows_the_first_cards_and_a_press_on_one_chooses_it(page):
    page.click(FIELD)
    page.wait_for_selector(FOUND)
    name = page.locator(f"{FOUND} b").nth(1).inner_text()
    page.locator(FOUND).nth(1).click()
    assert chosen(page) == (name, True)


def test_escape_shuts_the_list_and_keeps_what_was_typed(page):
    page.locator(FIELD).press_sequentially("phu")
    page.wait_for_selector(FOUND)
    page.keyboard.press("Escape")
    assert page.locator(".cp-found").is_hidden()
    assert chosen(page) == ("phu", False)


def test_a_party_and_the_filter_of_a_list_are_chosen_by_the_same_field(page):
    page.goto("/o/soc-trang/agreements/new/")
    page.locator("#id_parties-0-who").press_sequentially("phu hoa")
    page.locator(".de-who [role=option]").first.click()
    assert page.input_value("#id_parties-0-card")
    page.goto("/o/soc-trang/products/")
    if page.locator("[data-filters-more]").is_visible():
        page.click("[data-filters-more]")
    page.locator(FIELD).press_sequentially("phu hoa")
    page.locator(FOUND).first.click()
    page.wait_for_url("**enterprise=*")
    assert page.locator(".cp-chip").count() == 1
