"""Clauses `carrier`, `signature`, `shipping_notice`, lived in a browser: a heavy box goes by UPS
and a box to a PO box by USPS, from checkout to the proof of delivery, with the sandbox's carriers.

Every page and letter on the way names the carrier that has the parcel, and no other.
"""

from __future__ import annotations

import io
import json
import re
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from tests.e2e.browser_steps import (
    fill_address,
    item_slugs,
    letters_with,
    main_text,
    move_clock,
    move_to_business_day,
    newest_letter,
    pack_by_scanner,
    put_in_the_bag,
    type_card,
    wait_until,
    wait_until_collected,
    wait_until_shown,
)
from tests.e2e.page_checks import problems_on
from tests.engine import on_one_engine

HEAVY = 26_000  # grams: over the 50 lb up to which the policy's ground goes by FedEx
WIDTHS = (390, 820, 1440)
EXPERTS = ("--approve-as", "expert@fathomandreed.example")
SECOND = ("--second", "second@fathomandreed.example")


@pytest.fixture
def heavy(store, tmp_path) -> str:
    """A trunk for sale that weighs more than FedEx takes by the policy; its slug."""
    file = tmp_path / "trunk.csv"
    file.write_text(
        "source_id,title,designer,category,condition,price,weight_grams\n"
        f"trunk,Wardrobe trunk in coated canvas,Maison Orlède,bags,very good,6400,{HEAVY}\n"
    )
    imported = store.troth("import-items", str(file), "--source", "trunks", *EXPERTS, *SECOND)
    assert "1 approved and listed" in imported.stdout, imported
    where = "source = 'trunks' AND source_id = 'trunk'"
    [[slug]] = store.sql(f"SELECT slug FROM catalog_item WHERE {where}")
    return slug


def look(page, name: str) -> None:
    """Nothing is wrong with the page on a phone, a tablet and a desktop."""
    height = page.viewport_size["height"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert problems_on(page, name) == [], width


def carriers_in(text: str) -> set[str]:
    """The carriers that a text names, addresses of pages left out."""
    words = re.sub(r"https?://\S+", "", text)
    return {name.upper() for name in re.findall(r"\b(?:FedEx|UPS|USPS)\b", words, re.IGNORECASE)}


def names_only(carrier: str, text: str) -> None:
    """The text names this carrier, and no other one."""
    assert carriers_in(text) == {carrier}, text


def all_letters_name_only(store, number: str, carrier: str, *, least: int = 3) -> None:
    """So do all letters about the order that name one: what ordered, what shipped, what came."""
    sent = letters_with(store, number)
    parts = [[message["Subject"], plain_of(message), html_of(message)] for message in sent]
    named = [carriers_in(" ".join(texts)) for texts in parts]
    assert sum(carriers == {carrier} for carriers in named) >= least, named
    assert {name for carriers in named for name in carriers} == {carrier}


def plain_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message) -> str:
    return message.get_body(("html",)).get_content()


def order_of(page) -> str:
    return re.search(r"T-\w{5}-\w{5}", main_text(page))[0]


def pay(page) -> str:
    """From the last look to the order's page; its number."""
    page.get_by_role("button", name=re.compile("^Pay")).click()
    type_card(page)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)
    return order_of(page)


def bought_label(desk, number: str, carrier: str, service: str) -> str:
    """What the carrier sold for the box that is shown: its number, printed on a PDF."""
    look(desk, f"{carrier}-parcel-closed")
    text = main_text(desk)
    names_only(carrier, text)
    assert f", {service}, $" in text
    tracking = re.search(r"Number (\w+)", text)[1]
    label = desk.context.request.get(f"{desk.url}/label.pdf")
    assert label.body().startswith(b"%PDF")
    slip = desk.context.request.get(f"{desk.url}/slip").text()
    assert number in slip
    return tracking


def shipped_letter(store, number: str, carrier: str, link: str) -> None:
    text = newest_letter(store, number, "on its way")
    names_only(carrier, text)
    assert link in text
    assert "Someone must sign" in text
    message = letters_with(store, number, "on its way")[-1]
    assert carrier in message["Subject"]
    assert link.replace("&", "&amp;") in html_of(message)


def until_at(store, number: str, latest: str) -> None:
    """A few hours at a time, until the carrier's newest scan of the parcel is this one."""
    audit = f"http://127.0.0.1:{store.carrier_port}/_control/audit"
    for _ in range(40):
        with urlopen(Request(audit, data=b"{}", method="POST"), timeout=10) as answer:
            shipments = json.load(answer)["shipments"]
        if any(
            (shipment["number"], shipment["latest"]) == (number, latest) for shipment in shipments
        ):
            return
        move_clock(store, hours=6)
    raise AssertionError(f"{number} was never {latest}")


@on_one_engine("sqlite", "the same whatever the database is")
def test_a_heavy_box_goes_by_ups(store, page, desk, heavy):
    move_to_business_day(store)
    page.goto(f"{store.url}/items/{heavy}")
    page.get_by_label(re.compile("ZIP code")).fill("10013")
    page.get_by_role("button", name="Show dates").click()
    page.get_by_text("Why these dates?").click()
    names_only("UPS", page.locator(".arrival").inner_text())
    put_in_the_bag(page, store, heavy)
    page.get_by_role("link", name="Check out").click()
    look(page, "ups-checkout")
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()
    look(page, "ups-review")
    text = main_text(page)
    names_only("UPS", text)
    assert "UPS carries it: a parcel over 50 lb goes by UPS." in text
    assert "Someone must sign for it" in text
    number = pay(page)
    order_page = page.url.split("?")[0]
    wait_until(store, lambda: letters_with(store, number), lambda: "no confirmation")
    assert "Ground shipping by UPS" in newest_letter(store, number)
    page.goto(f"{order_page}/print")
    names_only("UPS", main_text(page))

    move_clock(store, hours=3)
    key = pack_by_scanner(desk, store, number, grams=HEAVY + 900, signature="SIGNATURE")
    tracking = bought_label(desk, number, "UPS", "UPS Ground")
    assert re.fullmatch(r"1Z[0-9A-Z]{16}", tracking)
    desk.get_by_label("signed for").fill("R. Ortiz, UPS")
    desk.get_by_role("button", name="Handed over").click()
    assert "Shipped" in desk.locator(".note.success").last.inner_text()

    link = f"https://www.ups.com/track?loc=en_US&tracknum={tracking}"
    shipped_letter(store, number, "UPS", link)
    page.goto(order_page)
    wait_until_shown(page, store, f"with UPS: {tracking}")
    assert page.get_by_role("link", name=tracking).get_attribute("href") == link
    look(page, "ups-order-shipped")
    move_clock(store, days=9)
    wait_until_shown(page, store, "Delivered and signed for")
    wait_until_shown(page, store, "UPS's proof of delivery")
    look(page, "ups-order-delivered")
    names_only("UPS", main_text(page))
    proof = page.get_by_role("link", name="UPS's proof of delivery").get_attribute("href")
    response = page.context.request.get(store.url + proof)
    assert response.headers["content-type"] == "image/gif"
    with Image.open(io.BytesIO(response.body())) as signature:
        signature.load()
    assert "UPS delivered Wardrobe trunk in coated canvas" in newest_letter(
        store, number, "delivered"
    )
    all_letters_name_only(store, number, "UPS")
    page.goto(f"{order_page}/ask/not-received")
    names_only("UPS", main_text(page))
    desk.goto(f"{store.url}/desk/packing/{key}")
    desk.get_by_text("Carrier scans").click()
    assert "DELIVERED, NEW YORK, NY (LEE)" in main_text(desk).upper()
    names_only("UPS", main_text(desk))
    look(desk, "ups-parcel-delivered")
    desk.goto(f"{store.url}/desk/orders/{number}")
    names_only("UPS", main_text(desk))


@on_one_engine("sqlite", "the same whatever the database is")
def test_a_po_box_is_reached_by_usps(store, page, desk):
    move_to_business_day(store)
    [slug] = item_slugs(store)
    put_in_the_bag(page, store, slug)
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    page.get_by_label("Street address", exact=True).fill("PO Box 1187")
    page.get_by_label("City", exact=True).fill("Portland")
    page.get_by_label("State").select_option("ME")
    page.get_by_label("ZIP code", exact=True).fill("04104")
    look(page, "usps-checkout")
    page.get_by_role("button", name="Keep it for me").click()
    look(page, "usps-review")
    text = main_text(page)
    names_only("USPS", text)
    assert "USPS carries it: only the Postal Service delivers to a PO box." in text
    assert "Someone must sign for it" in text
    number = pay(page)
    order_page = page.url.split("?")[0]
    wait_until(store, lambda: letters_with(store, number), lambda: "no confirmation")
    assert "Ground shipping by USPS" in newest_letter(store, number)
    page.goto(f"{order_page}/print")
    names_only("USPS", main_text(page))

    move_clock(store, hours=3)
    key = pack_by_scanner(desk, store, number, signature="SIGNATURE CONFIRMATION")
    tracking = bought_label(desk, number, "USPS", "USPS Ground Advantage")
    assert re.fullmatch(r"92\d{20}", tracking)
    wait_until_collected(store)

    link = f"https://tools.usps.com/go/TrackConfirmAction?tLabels={tracking}"
    page.goto(order_page)
    wait_until_shown(page, store, f"with USPS: {tracking}")
    shipped_letter(store, number, "USPS", link)
    assert page.get_by_role("link", name=tracking).get_attribute("href") == link
    look(page, "usps-order-shipped")

    until_at(store, tracking, "HL")
    wait_until_shown(page, store, "Ready for you at USPS's location")
    look(page, "usps-order-waits")
    waits = newest_letter(store, number, "ready to pick up")
    assert "waiting for you at USPS" in waits
    assert "PORTLAND, ME" in waits
    move_clock(store, days=4)
    wait_until_shown(page, store, "Delivered and signed for")
    look(page, "usps-order-delivered")
    names_only("USPS", main_text(page))
    assert "signed for by ANN LEE" in main_text(page)
    assert "we keep what USPS reported" in main_text(page)
    assert "USPS delivered" in newest_letter(store, number, "delivered")
    assert "ANN LEE signed for it" in newest_letter(store, number, "delivered")
    all_letters_name_only(store, number, "USPS", least=4)
    page.goto(f"{order_page}/ask/not-received")
    names_only("USPS", main_text(page))
    desk.goto(f"{store.url}/desk/packing/{key}")
    desk.get_by_text("Carrier scans").click()
    assert "Delivered, Individual Picked Up at Post Office, PORTLAND, ME (ANN LEE)" in main_text(
        desk
    )
    look(desk, "usps-parcel-delivered")
    proof = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 USPS"}
    desk.get_by_label("The carrier's proof of delivery").set_input_files(proof)
    desk.get_by_role("button", name="Keep it").click()
    assert "Kept." in desk.locator(".note.success").inner_text()
    page.goto(order_page)
    proof_path = page.get_by_role("link", name="USPS's proof of delivery").get_attribute("href")
    assert page.context.request.get(store.url + proof_path).body() == proof["buffer"]
    desk.goto(f"{store.url}/desk/orders/{number}")
    names_only("USPS", main_text(desk))
