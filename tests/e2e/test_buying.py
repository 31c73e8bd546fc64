"""Clauses `methods`, `no_changes`, `copy`, `sales_tax`: buying in a real browser, and what may come
between.
"""

from __future__ import annotations

import re

import pytest

from tests.e2e.browser_steps import (
    DESKTOP,
    PHONE,
    fill_address,
    item_slugs,
    main_text,
    newest_letter,
    put_in_the_bag,
    sign_in,
    type_card,
)
from tests.e2e.buyers import Buyer
from tests.e2e.page_checks import keep_screenshot, problems_on
from tests.engine import ENGINE, FULL

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same on both: the first way through is on each"
)
sizes = pytest.mark.parametrize("page", [DESKTOP, PHONE], ids=["desktop", "phone"], indirect=True)


def to_the_last_look(page, store, slug: str) -> None:
    put_in_the_bag(page, store, slug)
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()


def press_pay(page) -> None:
    page.get_by_role("button", name=re.compile("^Pay")).click()


def state_of(store, number: str) -> str:
    [(state,)] = store.sql(
        "SELECT p.state FROM payments_payment p JOIN orders_order o ON o.id = p.order_id WHERE"
        f" o.number = '{number}'"
    )
    return state


@sizes
def test_a_declined_card_and_then_another(store, page):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    press_pay(page)
    type_card(page, "4000 0000 0000 0002")
    assert "Your card was declined. Nothing was charged" in main_text(page)
    keep_screenshot(page, f"declined-{page.viewport_size['width']}")
    type_card(page)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)
    number = re.search(r"T-\w{5}-\w{5}", main_text(page))[0]
    assert state_of(store, number) == "authorized"


@pytest.mark.parametrize("answer", ["Complete authentication", "Fail authentication"])
def test_with_authentication(store, page, answer):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    press_pay(page)
    type_card(page, "4000 0025 0000 3155")
    assert "is it you?" in main_text(page)
    keep_screenshot(page, "authentication")
    page.get_by_role("button", name=answer).click()
    if answer.startswith("Fail"):
        assert "unable to authenticate" in main_text(page)
        type_card(page)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)


def test_the_provider_is_silent_and_the_page_asks_again_by_itself(store, page):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    press_pay(page)
    page.wait_for_url("**/c/pay/**")
    store.provider(fail_before={"path": "", "times": 10_000, "status": 503})
    try:
        type_card(page)
        page.get_by_role("heading", name="One moment").wait_for()
        page.get_by_text("This page asks again by itself.").wait_for()
    finally:
        store.provider(reset=True)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)


def test_the_piece_is_lost_to_another_buyer_while_typing(store, page):
    [slug] = item_slugs(store)
    put_in_the_bag(page, store, slug)
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    quicker = Buyer(store.url, "quicker")
    quicker.into_the_bag(slug)
    assert quicker.keep().location == "/checkout/review"
    page.get_by_role("button", name="Keep it for me").click()
    alert = page.get_by_role("alert").inner_text()
    assert "is being bought by somebody else. It may be back" in alert
    assert page.get_by_label("Street address").input_value() == "12 Grand Street"
    keep_screenshot(page, "lost-while-typing")
    page.goto(f"{store.url}/items/{slug}")
    assert "Being bought by somebody else now" in main_text(page)
    keep_screenshot(page, "item-being-bought")
    quicker.post("/checkout/leave")
    quicker.close()
    page.goto(f"{store.url}/checkout")
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()
    assert "Please look once more" in main_text(page)


def test_the_copy_of_an_order_fits_two_pages(store, page):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    press_pay(page)
    type_card(page)
    page.wait_for_url("**/orders/**")
    page.get_by_role("link", name="Print").click()
    assert pages_of(page) <= 2


def pages_of(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="Letter")))


def test_without_scripts(store, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    assert "Kept for you until" in main_text(page)
    press_pay(page)
    type_card(page, "4000 0025 0000 3155")
    page.get_by_role("button", name="Complete authentication").click()
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)
    context.close()


def test_the_time_counts_down_beside_the_clock_time(store, page):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    page.locator("[data-until]", has_text="left").wait_for()  # the script has begun
    shown = page.locator(".held")
    assert re.search(
        r"Kept for you until .* \d+:\d\d [ap]m ET · 1[45]:\d\d left", shown.inner_text()
    )
    first = shown.inner_text()
    for _ in range(60):
        if shown.inner_text() != first:
            break
        page.wait_for_timeout(50)
    assert shown.inner_text() != first


def test_the_back_button_and_a_second_tab_lead_to_the_same_order(store, page):
    [slug] = item_slugs(store)
    to_the_last_look(page, store, slug)
    press_pay(page)
    page.wait_for_url("**/c/pay/**")
    provider_page = page.url
    page.go_back()
    assert "Please look once more" in main_text(page)
    tab = page.context.new_page()
    tab.goto(f"{store.url}/checkout/review")
    tab.get_by_role("button", name=re.compile("^Go on paying")).click()
    assert tab.url == provider_page
    type_card(tab)
    tab.wait_for_url("**/orders/**")
    page.get_by_role("button", name=re.compile("Pay|Go on paying")).click()
    page.wait_for_url("**/orders/**")
    assert page.url.split("?")[0] == tab.url.split("?")[0]


def test_all_of_it_by_keyboard(store, page):
    """From the bag to the order without a mouse: every control is reached by Tab, and Enter presses
    it.
    """
    [slug] = item_slugs(store)
    put_in_the_bag(page, store, slug)
    tab_to(page, "a", "Check out")
    page.wait_for_url("**/checkout")
    page.get_by_label("Email").focus()
    for typed in (
        "ann@example.com",
        "Ann Lee",
        "12 Grand Street",
        "",
        "New York",
        "New York",
        "10013",
        "",
    ):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/review")
    tab_to(page, "button", "Pay")
    page.wait_for_url("**/c/pay/**")
    page.get_by_label("Email").focus()
    for typed in ("", "4242424242424242", "12/40", "123", "Ann Lee", "10013"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)


def tab_to(page, tag: str, words: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "[document.activeElement.tagName.toLowerCase(), document.activeElement.innerText]"
        )
        if focused[0] == tag and focused[1].startswith(words):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words} is not reached by Tab")


@pytest.mark.parametrize("page", [DESKTOP, PHONE] if FULL else [PHONE], indirect=True)
def test_nothing_is_wrong_on_any_page_of_it(store, page):
    wrong: list[str] = []

    def look(name: str) -> None:
        wrong.extend(problems_on(page, name))

    here, japan = item_slugs(store)[0], item_slugs(store, warehouse="jp")[0]
    put_in_the_bag(page, store, here)
    put_in_the_bag(page, store, japan)
    look("bag")
    page.get_by_label(re.compile("ZIP")).fill("10013")
    page.get_by_role("button", name="Show the total").click()
    look("bag-total")
    page.get_by_role("link", name="Check out").click()
    look("checkout")
    fill_address(page)
    page.get_by_label("ZIP code").fill("96813")
    page.get_by_role("button", name="Keep them for me").click()
    look("checkout-wrong")
    page.get_by_label("ZIP code").fill("10013")
    page.get_by_role("button", name="Keep them for me").click()
    look("review")
    press_pay(page)
    page.wait_for_url("**/c/pay/**")
    look("provider")
    type_card(page, "4000 0000 0000 9235")
    page.wait_for_url("**/orders/**")
    look("thanks")
    number = re.search(r"T-\w{5}-\w{5}", main_text(page))[0]
    page.goto(f"{store.url}/orders/{number}/print")
    look("print")
    assert pages_of(page) <= 3, "two warehouses, with all that was agreed to and every reason"
    page.goto(f"{store.url}/orders/find")
    look("find")
    page.goto(f"{store.url}/orders/T-22222-22222")
    look("closed")
    sign_in(page, store)
    page.goto(f"{store.url}/desk/money/")
    look("desk-money")
    page.goto(f"{store.url}/desk/orders/{number}")
    look("desk-order")
    page.get_by_role("button", name="Call the order off").click()
    assert "Cancelled" in main_text(page)
    assert wrong == []
    assert newest_letter(store, number, "is cancelled")
