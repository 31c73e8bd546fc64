"""From placed to signed for, on running stores with the sandbox's carrier and a clock that is
moved: an order from New York; one from Japan; and a delay at customs, to the shopper's choice, both
ways and by silence.

Seen at a desktop's and a tablet's width, by keyboard and with a scanner; axe-core finds nothing
wrong.
"""

from __future__ import annotations

import re

import pytest

from tests.e2e.browser_steps import (
    TAG,
    buy_item,
    check_page,
    fill_address,
    hold_other_orders,
    item_slugs,
    letters_with,
    main_text,
    move_clock,
    pack_by_scanner,
    put_in_the_bag,
    wait_until,
    wait_until_collected,
    wait_until_shown,
)
from tests.e2e.page_checks import keep_screenshot
from tests.engine import ENGINE, on_one_engine


@on_one_engine("sqlite", "the same whatever the database is")
def test_from_new_york_to_the_signature(store, page, desk):
    number = buy_item(page.context, store, "us")
    hold_other_orders(store, number)
    desk.goto(f"{store.url}/desk/packing/")
    desk.get_by_role("button", name="Take the next order").click()
    assert "Nothing may go now" in main_text(desk)
    move_clock(store, hours=3)
    key = pack_by_scanner(desk, store, number, look=True)
    check_page(desk, "parcel-closed")
    label = desk.context.request.get(f"{store.url}/desk/packing/{key}/label.pdf")
    assert label.body().startswith(b"%PDF")
    desk.goto(f"{store.url}/desk/packing/{key}/slip")
    assert number in desk.inner_text("body")
    wait_until_collected(store)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "On its way")
    assert (
        page.get_by_role("link", name=re.compile(r"^\d{12}$"))
        .get_attribute("href")
        .startswith("https://www.fedex.com/")
    )
    move_clock(store, days=9)
    wait_until_shown(page, store, "Delivered and signed for")
    wait_until_shown(page, store, "proof of delivery")
    keep_screenshot(page, "order-delivered")
    address = page.get_by_role("link", name="proof of delivery").get_attribute("href")
    assert page.context.request.get(store.url + address).body().startswith(b"%PDF")
    desk.goto(f"{store.url}/desk/parcels/")
    assert key in main_text(desk)
    check_page(desk, "parcels")
    desk.goto(f"{store.url}/desk/in-turn?days=60")
    assert "nobody was overtaken" in main_text(desk)
    check_page(desk, "in-turn")
    assert letters_with(store, number, "signed for by")


@on_one_engine("sqlite", "the same whatever the database is")
def test_a_place_of_the_carriers_that_keeps_it(store, page):
    put_in_the_bag(page, store, item_slugs(store, 1, "us")[0])
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()
    page.get_by_role("link", name="Have it kept at a place of the carrier's").click()
    check_page(page, "locations")
    page.get_by_role("button", name=re.compile("^Keep it here")).first.click()
    assert "Hold at FedEx" in main_text(page)
    check_page(page, "review-hold")
    page.get_by_role("button", name="Let go").click()


def cross(desk, store, number: str) -> str:
    """The piece leaves Japan in a transfer of its own; the transfer's address."""
    desk.goto(f"{store.url}/desk/transfers/?lang=ja")
    for box in desk.get_by_role("checkbox").all():
        box.set_checked(number in box.locator("xpath=ancestor::tr").inner_text())
    desk.get_by_role("button", name="選択した商品で移送を作成").click()
    desk.wait_for_url("**/desk/transfers/X*")
    for permit in desk.locator("input[name=permit]").all():
        permit.fill("JP-CITES-2026-1")
    for button in range(desk.get_by_role("button", name="保存").count()):
        desk.get_by_role("button", name="保存").nth(button).click()
    desk.locator("select[name=carrier]").select_option("yamato")
    desk.locator("input[name=number]").fill("1234-5678-9013")
    tags = TAG.findall(main_text(desk))
    desk.locator("textarea[name=tags_scanned]").fill("\n".join(tags))
    desk.get_by_role("button", name="日本から発送する").click()
    desk.get_by_text("日本を発送").first.wait_for()
    return desk.url


def arrive(desk, address: str) -> None:
    desk.goto(address)
    desk.locator("button[value=landed]").click()
    desk.locator("button[name=confirmed]").click()
    desk.locator("input#tag").wait_for()
    tag = TAG.search(main_text(desk))[0]
    desk.locator("input:focus").wait_for()
    desk.keyboard.type(tag)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")


@on_one_engine("sqlite", "the same whatever the database is")
def test_from_japan_to_the_signature(store, page, desk):
    number = buy_item(page.context, store, "jp")
    desk.goto(f"{store.url}/desk/transfers/?lang=ja")
    check_page(desk, "transfers-ja")
    address = cross(desk, store, number)
    check_page(desk, "transfer-ja")
    arrive(desk, address)
    move_clock(store, hours=3)
    key = pack_by_scanner(desk, store, number)
    desk.get_by_label("Who of the carrier signed for it").fill("F. Driver")
    desk.keyboard.press("Enter")
    desk.get_by_text("Shipped. The shopper is being told.").wait_for()
    move_clock(store, days=13)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "Delivered and signed for")
    assert key


@pytest.mark.skipif(ENGINE != "sqlite", reason="the rooms' tests see each way on both engines")
def test_a_delay_at_customs_is_waited_for_cancelled_or_left_unanswered(store, page, desk):
    numbers = [buy_item(page.context, store, "jp") for _ in range(3)]
    move_clock(store, hours=30)
    addresses = [cross(desk, store, number) for number in numbers]
    move_clock(store, hours=24)
    for address in addresses:
        desk.goto(f"{address}?lang=en")
        desk.get_by_label(re.compile("^Why")).fill("US customs asks for more papers")
        desk.get_by_label("Nobody can say when").check()
        desk.get_by_role("button", name="See what it does").click()
        assert "1 order moves" in main_text(desk)
        check_page(desk, "late-preview")
        desk.get_by_role("button", name="Enter it, and email 1 customer").click()
    waits, cancels, silent = numbers
    for number, press in ((waits, "Keep my order"), (cancels, "Cancel my order")):
        page.goto(f"{store.url}/orders/{number}")
        assert "US customs asks for more papers" in page.locator("#delay").inner_text()
        if number == waits:
            check_page(page, "order-delayed")
        page.get_by_role("button", name=press).click()
    assert "Below is what happens to your payment" in main_text(page)
    desk.goto(f"{store.url}/desk/promises/")
    check_page(desk, "promises")
    for number in numbers:
        wait_until(
            store,
            lambda about=number: letters_with(store, about, "no date yet, and your choice"),
            lambda about=number: f"{about}: {[mail['Subject'] for mail in store.mails()]}",
        )
        assert len(letters_with(store, number, "no date yet, and your choice")) == 1
    move_clock(store, days=60)
    page.goto(f"{store.url}/orders/{silent}")
    wait_until_shown(page, store, "you hadn't told us by")
    states = dict(
        store.sql(
            "SELECT o.number, l.state FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
        )
    )
    assert [states[number] for number in numbers] == ["in_transfer", "cancelled", "cancelled"]
