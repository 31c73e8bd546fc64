"""A box that goes over the carrier's counter, at the desk in a browser."""

from __future__ import annotations

import itertools
import re

from tests.e2e.browser_steps import main_text, wait_until
from tests.factories.pictures import picture
from tests.factories.tracking_numbers import fedex_number

TAG = re.compile(r"TAG\d{9,}")
_numbers = itertools.count(1)


def over_the_counter(desk, store, number: str) -> str:
    """Packs the order, which must be the first in turn, gives the label back that was bought for
    it, and ships the box by hand. Returns the number, none that the sandbox's carrier gives.
    """
    tracking = fedex_number(next(_numbers))
    desk.goto(f"{store.url}/desk/packing/")
    desk.get_by_role("button", name="Take the next order").click()
    desk.wait_for_url(f"**/desk/packing/{number}-*")
    for tag in TAG.findall(main_text(desk)):
        desk.get_by_label("Scan the tag").fill(tag)
        desk.get_by_role("button", name="It is this one").click()
    desk.get_by_label("Photos", exact=True).set_input_files(_photo("box", 1))
    desk.get_by_role("button", name="Keep them").click()
    desk.get_by_alt_text("Photo 1 of the open box").wait_for()
    desk.get_by_label("Weight, grams").fill("5200")
    desk.get_by_label("Seal number").fill("S-20045")
    desk.get_by_role("button", name="Close the box").click()
    desk.get_by_text("Signature confirmed: DIRECT").wait_for(timeout=30_000)
    desk.get_by_role("button", name="Give this label back").click()
    desk.get_by_text("Ship it by hand, with FedEx").click()
    desk.get_by_label("Tracking number on the receipt").fill(tracking)
    desk.get_by_label("The same number once more").fill(tracking)
    desk.get_by_label("The receipt shows that a signature").check()
    desk.get_by_label("Photo of the receipt").set_input_files(_photo("receipt", int(tracking)))
    desk.get_by_role("button", name="It was handed over at the counter").click()
    assert "Shipped" in desk.locator(".note.success").last.inner_text()
    wait_until(store, lambda: _is_captured(store, number), lambda: "nothing was captured")
    return tracking


def _is_captured(store, number: str) -> bool:
    """Whether the card was charged, as the worker does once a box has left: before it, the desk
    offers no refund.
    """
    rows = store.sql(
        "SELECT p.state FROM payments_payment p JOIN orders_order o ON o.id = p.order_id WHERE"
        f" o.number = '{number}'"
    )
    return rows == [("captured",)]


def _photo(name: str, seed: int) -> dict[str, object]:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=seed)}
