"""What an order's page and calendar file say of a parcel that the carrier reports about: its own
words, a parcel that turns back, one that is sent again. Clauses `delivery`, `non_receipt`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.cast import NOON, a_bag, a_watch_in_japan, money_moved, order_of, sent_from_japan
from tests.domain.test_labels import LATER, fedex, tried  # noqa: F401
from tests.domain.test_packing import closed
from tests.domain.test_returned_parcels import (
    BACK,
    REFUSED,
    came_back,
    chosen,
    left,  # noqa: F401
    turned_back,
)
from tests.sent_back import checked_in, scanned
from tests.web.conftest import page_text
from tests.web.test_order_page import token_path
from troth import clock
from troth.fulfillment import handover
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.queue import claim_next_order
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent

WEATHER = "Weather delay"


@pytest.fixture
def page(shopper, left, monkeypatch):  # noqa: F811
    """Reads the order's page at a moment."""
    order = left.order
    shopper.get(token_path(order))

    def read(at) -> str:
        monkeypatch.setattr(clock, "now", lambda: at)
        return page_text(shopper.get(f"/orders/{order.number}"))

    return read


def states(order, shopper) -> list[str]:
    file = Calendar.from_ical(shopper.get(f"/orders/{order.number}/calendar.ics").content)
    return [str(event["STATUS"]) for event in file.walk("VEVENT")]


def test_the_carriers_own_words_stand_beside_the_promised_days(page, left):  # noqa: F811
    scanned(left, "delayed", REFUSED, WEATHER)
    words = page(REFUSED)
    assert "Delayed on its way" in words
    assert f"FedEx says: “{WEATHER}”" in words
    # Packed on Mon Nov 23: five to ten business days after it, Thanksgiving left out.
    assert "Arrives Tue Dec 1 – Tue Dec 8" in words


def test_a_parcel_that_turns_back_has_no_day_and_asks(page, left, shopper):  # noqa: F811
    turned_back(left)
    words = page(BACK)
    assert "On its way back to us" in words
    assert "Please choose below what we should do." in words
    assert "Send it again to the same address" in words
    assert "Arrives" not in words
    assert "file a claim" not in words
    assert states(left.order, shopper) == ["CANCELLED"]


def test_one_that_is_sent_again_has_the_days_of_its_second_parcel(page, left, shopper):  # noqa: F811
    returned = came_back(left)
    chosen(returned, "resend"), checked_in(returned, BACK)
    words = page(BACK)
    assert "To be sent again" in words
    # Checked in on Fri Dec 4: processed by Tue Dec 8, ten business days later is Tue Dec 22.
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
    assert "When you ordered, we promised Wed Dec 2 – Thu Dec 10" in words
    assert words.partition("What happened")[0].count("Back with us and checked") == 2
    assert states(left.order, shopper) == ["CANCELLED", "CONFIRMED"]


def test_one_that_is_given_back_ends_as_returned_and_refunded(page, left, shopper):  # noqa: F811
    returned = came_back(left)
    chosen(returned, "cancel"), checked_in(returned, BACK)
    money_moved(BACK)
    words = page(BACK)
    assert "Returned and refunded" in words
    assert "We refunded $1,322.83 on Fri Dec 4, 2026" in words
    assert "Arrives" not in words
    assert "Please choose" not in words
    assert states(left.order, shopper) == ["CANCELLED"]


def test_chosen_once_the_box_is_here_it_has_its_days_at_once(page, left):  # noqa: F811
    returned = came_back(left)
    checked_in(returned, BACK), chosen(returned, "resend")
    words = page(BACK)
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
    assert "Arrives Mon Dec 14, 2026 at the earliest" in words  # why these days


def test_a_piece_still_on_its_way_keeps_its_own_days_and_reasons(shopper, fedex, monkeypatch):  # noqa: F811
    order = order_of(a_bag(), a_watch_in_japan(), now=NOON)
    mark_confirmation_sent(order=order, message_id="<m>", now=NOON, by="notifications")
    sent_from_japan(order, now=NOON + timedelta(days=1))
    closed(claim_next_order(now=LATER, by="pat"))
    tried(fedex)
    parcel = order.parcels.get()
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    returned = came_back(parcel)
    chosen(returned, "resend"), checked_in(returned, BACK)
    monkeypatch.setattr(clock, "now", lambda: BACK)
    status = status_of(order, BACK)
    assert status.headline.says.startswith(f"{order.lines.get(warehouse='us').title}: back with us")
    bag, watch = sorted(status.to_come, key=lambda piece: piece.warehouse != "us")
    assert str(bag.dates.arrives.latest) == "2026-12-22"
    reasons = " ".join(step["says"] for step in watch.dates.steps)
    assert "It left Japan" in reasons
    assert "Mon Dec 14, 2026 at the earliest" not in reasons


def test_a_delay_of_the_first_parcel_is_no_question_about_the_second(page, left):  # noqa: F811
    order = left.order
    standing = PromiseStatus.objects.get(order=order)
    Delay.objects.create(
        standing=standing, order=order, number=1, old_by="2026-11-27", new_by="2026-12-04",
        why="It was late.", steps=[], silence="consent", found_at=NOON, notice_by=NOON,
        decides_at=LATER, outcome="consented", ended_at=LATER,
    )  # fmt: skip
    PromiseStatus.objects.filter(pk=standing.pk).update(rounds=1)
    returned = came_back(left)
    chosen(returned, "resend"), checked_in(returned, BACK)
    words = page(BACK)
    assert "It can't ship by" not in words
    assert "You kept the order" not in words
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
