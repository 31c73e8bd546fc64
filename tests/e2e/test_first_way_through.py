"""The first whole path, lived in a real browser on a real store: find, order, read the mail, print,
ship, follow.
"""

from __future__ import annotations

import re

import pytest

from tests.e2e.browser_steps import (
    DESKTOP,
    PHONE,
    hold_other_orders,
    letters_with,
    main_text,
    newest_letter,
    order_by_browser,
    sign_in,
    wait_until,
    wait_until_shown,
)
from tests.e2e.counter import over_the_counter
from tests.engine import ENGINE, FULL

SIZES = {"desktop": DESKTOP, "phone": PHONE}
SEEN = SIZES if FULL else {"sqlite": {"phone": PHONE}, "postgres": {"desktop": DESKTOP}}[ENGINE]


@pytest.mark.parametrize("page", SEEN.values(), ids=SEEN, indirect=True)
def test_from_search_to_the_tracking_link(store, page):
    order_url = order_by_browser(page, store, "bag")
    number = re.search(r"T-\w{5}-\w{5}", main_text(page))[0]

    text = newest_letter(store, number)
    [confirmation] = letters_with(store, number)
    assert confirmation["To"] == "ann@example.com"
    assert "within 2 hours of receiving this mail" in text
    link = re.search(r"http://\S+/o/[\w-]+", text)[0]
    page.goto(link)
    assert page.url == order_url
    wait_until_shown(page, store, "You can cancel until")

    page.get_by_role("link", name="Print").click()
    page.wait_for_load_state("domcontentloaded")
    assert page.title().startswith(f"Order {number}")
    assert len(page.pdf()) > 5_000

    hold_other_orders(store, number)
    sign_in(page, store)
    row = page.get_by_role("row", name=number)
    assert "The shopper may cancel until" in row.inner_text()
    page.goto(f"{store.url}/desk/packing/")
    page.get_by_role("button", name="Take the next order").click()
    assert "Nothing may go now" in main_text(page)
    page.goto(f"{store.url}/desk/")
    page.get_by_label("Hours").fill("3")
    page.get_by_role("button", name="Move forward").click()
    assert "May ship" in page.get_by_role("row", name=number).inner_text()
    tracking_number = over_the_counter(page, store, number)

    wait_until(store, lambda: len(letters_with(store, number)) == 2, lambda: "it is not told")
    shipping = letters_with(store, number)[-1].get_body(("plain",)).get_content()
    tracking = f"https://www.fedex.com/fedextrack/?trknbr={tracking_number}"
    assert tracking in shipping
    assert "Someone must sign" in shipping
    assert "file a claim" in shipping
    page.goto(order_url)
    assert page.get_by_role("link", name=tracking_number).get_attribute("href") == tracking
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_window_may_be_narrow_and_scripts_off(store, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(30_000)
    order_by_browser(context.new_page(), store, "shoes")
    context.close()
