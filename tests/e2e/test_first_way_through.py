"""The first whole path, lived in a real browser on a real store: find, order, read the mail, print,
ship, follow.
"""

from __future__ import annotations

import re

import pytest

from tests.e2e.counter import over_the_counter
from tests.e2e.shared import (
    OPEN,
    hold_the_others,
    letter,
    letters,
    main_of,
    until,
    until_shown,
)
from tests.engine import ENGINE, FULL

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1440, "height": 900}


def order_by_browser(page, store, words: str) -> str:
    """From the front page to the thank-you page; returns the order's address."""
    page.goto(store.url)
    page.get_by_label("Search").fill(words)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=*")
    page.goto(f"{page.url}&location=us")
    free = {slug for (slug,) in store.sql(f"SELECT slug FROM catalog_item WHERE {OPEN}")}
    paths = [link.get_attribute("href") for link in page.locator(".cards a").all()]
    own = next(path for path in paths if path.rpartition("/")[2] in free)
    page.locator(f'.cards a[href="{own}"]').first.click()
    page.get_by_label(re.compile("ZIP code")).fill("10013")
    page.get_by_role("button", name="Show dates").click()
    assert "arrives" in page.locator(".arrival .dates").inner_text()
    page.get_by_text("Why these dates?").click()
    assert (
        "cut-off" in page.locator(".steps").inner_text()
        or "business day" in page.locator(".steps").inner_text()
    )
    page.get_by_role("button", name="Put in the bag").click()
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()
    assert "can't be changed" in main_of(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    type_card(page)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_of(page)
    return page.url.split("?")[0]


def type_card(page, number: str = "4242 4242 4242 4242") -> None:
    """On the provider's page."""
    page.wait_for_url("**/c/**")
    for label, typed in {
        "Card number": number,
        "Expiry": "12/40",
        "Security code": "123",
        "Name on card": "Ann Lee",
        "ZIP": "10013",
    }.items():
        page.get_by_label(re.compile(label)).fill(typed)
    page.get_by_role("button", name=re.compile("^Pay")).click()


def fill_address(page) -> None:
    for label, typed in {
        "Email": "ann@example.com",
        "Full name": "Ann Lee",
        "Street address": "12 Grand Street",
        "City": "New York",
        "ZIP code": "10013",
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("State").select_option("NY")


def sign_in(page, store) -> None:
    page.goto(f"{store.url}/desk/")
    if page.get_by_label("Email").count():
        page.get_by_label("Email").fill("staff@fathomandreed.example")
        page.get_by_label("Password").fill(store.password)
        page.get_by_role("button", name="Sign in", exact=True).click()


SIZES = {"desktop": DESKTOP, "phone": PHONE}
SEEN = SIZES if FULL else {"sqlite": {"phone": PHONE}, "postgres": {"desktop": DESKTOP}}[ENGINE]


@pytest.mark.parametrize("page", SEEN.values(), ids=SEEN, indirect=True)
def test_from_search_to_the_tracking_link(store, page):
    order_url = order_by_browser(page, store, "bag")
    number = re.search(r"T-\w{5}-\w{5}", main_of(page))[0]

    text = letter(store, number)
    [confirmation] = letters(store, number)
    assert confirmation["To"] == "ann@example.com"
    assert "within 2 hours of receiving this mail" in text
    link = re.search(r"http://\S+/o/[\w-]+", text)[0]
    page.goto(link)
    assert page.url == order_url
    until_shown(page, store, "You can cancel until")

    page.get_by_role("link", name="Print").click()
    page.wait_for_load_state("domcontentloaded")
    assert page.title().startswith(f"Order {number}")
    assert len(page.pdf()) > 5_000

    hold_the_others(store, number)
    sign_in(page, store)
    row = page.get_by_role("row", name=number)
    assert "The shopper may cancel until" in row.inner_text()
    page.goto(f"{store.url}/desk/packing/")
    page.get_by_role("button", name="Take the next order").click()
    assert "Nothing may go now" in main_of(page)
    page.goto(f"{store.url}/desk/")
    page.get_by_label("Hours").fill("3")
    page.get_by_role("button", name="Move forward").click()
    assert "May ship" in page.get_by_role("row", name=number).inner_text()
    tracking_number = over_the_counter(page, store, number)

    until(store, lambda: len(letters(store, number)) == 2, lambda: "it is not told")
    shipping = letters(store, number)[-1].get_body(("plain",)).get_content()
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
