"""What an order's page and calendar file say of a parcel that the carrier reports about: its own
words, a parcel that turns back, one that is sent again. Clauses `delivery`, `non_receipt`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.pages import page_text, token_path
from tests.factories.parcels import LATER, fill_and_close, process_labels, ship_boxed_parcel
from tests.factories.payments import money_moved
from tests.factories.returns import (
    BACK,
    REFUSED,
    bring_back,
    check_in,
    choose_outcome,
    scan_parcel,
    turn_back,
)
from tests.factories.transfers import send_from_japan
from troth import clock
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.warehouse import handover
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent

WEATHER = "Weather delay"


@pytest.fixture
def left(fedex):
    return ship_boxed_parcel(fedex)


@pytest.fixture
def page(shopper, left, monkeypatch):
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


def test_the_carriers_own_words_stand_beside_the_promised_days(page, left):
    scan_parcel(left, "delayed", REFUSED, WEATHER)
    words = page(REFUSED)
    assert "Delayed on its way" in words
    assert f"FedEx says: “{WEATHER}”" in words
    # Packed on Mon Nov 23: five to ten business days after it, Thanksgiving left out.
    assert "Arrives Tue Dec 1 – Tue Dec 8" in words


def test_a_parcel_that_turns_back_has_no_day_and_asks(page, left, shopper):
    turn_back(left)
    words = page(BACK)
    assert "On its way back to us" in words
    assert "Please choose below what we should do." in words
    assert "Send it again to the same address" in words
    assert "Arrives" not in words
    assert "file a claim" not in words
    assert states(left.order, shopper) == ["CANCELLED"]


def test_one_that_is_sent_again_has_the_days_of_its_second_parcel(page, left, shopper):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    words = page(BACK)
    assert "To be sent again" in words
    # Checked in on Fri Dec 4: processed by Tue Dec 8, ten business days later is Tue Dec 22.
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
    assert "When you ordered, we promised Wed Dec 2 – Thu Dec 10" in words
    assert words.partition("What happened")[0].count("Back with us and checked") == 2
    assert states(left.order, shopper) == ["CANCELLED", "CONFIRMED"]


def test_one_that_is_given_back_ends_as_returned_and_refunded(page, left, shopper):
    returned = bring_back(left)
    choose_outcome(returned, "cancel"), check_in(returned, BACK)
    money_moved(BACK)
    words = page(BACK)
    assert "Returned and refunded" in words
    assert "We refunded $1,322.83 on Fri Dec 4, 2026" in words
    assert "Arrives" not in words
    assert "Please choose" not in words
    assert states(left.order, shopper) == ["CANCELLED"]


def test_chosen_once_the_box_is_here_it_has_its_days_at_once(page, left):
    returned = bring_back(left)
    check_in(returned, BACK), choose_outcome(returned, "resend")
    words = page(BACK)
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
    assert "Arrives Mon Dec 14, 2026 at the earliest" in words  # why these days


def test_a_piece_still_on_its_way_keeps_its_own_days_and_reasons(shopper, fedex, monkeypatch):
    order = order_of(a_bag(), a_watch_in_japan(), now=NOON)
    mark_confirmation_sent(order=order, message_id="<m>", now=NOON, by="notifications")
    send_from_japan(order, now=NOON + timedelta(days=1))
    fill_and_close(claim_next_order(now=LATER, by="pat"))
    process_labels(fedex)
    parcel = order.parcels.get()
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    returned = bring_back(parcel)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    monkeypatch.setattr(clock, "now", lambda: BACK)
    status = status_of(order, BACK)
    assert status.headline.sentence.startswith(
        f"{order.lines.get(warehouse='us').title}: back with us"
    )
    bag, watch = sorted(status.to_come, key=lambda piece: piece.warehouse != "us")
    assert str(bag.dates.arrives.latest) == "2026-12-22"
    reasons = " ".join(step["sentence"] for step in watch.dates.steps)
    assert "It left Japan" in reasons
    assert "Mon Dec 14, 2026 at the earliest" not in reasons


def test_a_delay_of_the_first_parcel_is_no_question_about_the_second(page, left):
    order = left.order
    standing = PromiseStatus.objects.get(order=order)
    Delay.objects.create(
        standing=standing, order=order, number=1, old_by="2026-11-27", new_by="2026-12-04",
        why="It was late.", steps=[], silence="consent", found_at=NOON, notice_by=NOON,
        decides_at=LATER, outcome="consented", ended_at=LATER,
    )  # fmt: skip
    PromiseStatus.objects.filter(pk=standing.pk).update(rounds=1)
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    words = page(BACK)
    assert "It can't ship by" not in words
    assert "You kept the order" not in words
    assert "Arrives Mon Dec 14 – Tue Dec 22" in words
