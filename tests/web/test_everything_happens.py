"""Delay, claim, found, proven not authentic, refund: one order goes through it all, and its
timeline is one plain story.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories.letters import letter_of
from tests.factories.long_life import FAKE, live_long_life
from tests.factories.pages import page_text, token_path
from tests.factories.payments import tie_out_differences
from tests.factories.people import erin, ola
from troth.catalog.actions import ItemActionRefused, evaluate_items
from troth.catalog.models import Evaluation
from troth.notifications.actions import LETTERS
from troth.notifications.models import Notification
from troth.payments.models import PaymentOperation

AT_THE_DESK = [
    "Payment authorized", "Order placed", "Confirmation emailed",
    "Left Japan for our New York warehouse", "We emailed you new dates",
    "The order is kept", "Payment taken", "Processed", "Parcel handed to the carrier",
    "You told us that the parcel hasn't come", "Claim filed: not received",
    "Delivered and signed for", "The parcel was found", "Reported as not authentic",
    "A prepaid return is offered", "The piece is back with us",
    "Proven not authentic: everything goes back", "Refunded",
]  # fmt: skip
TO_THE_SHOPPER = [  # the newest first
    "Refunded", "Proven not authentic: everything goes back", "The piece is back with us",
    "A prepaid return is offered", "Reported as not authentic", "The parcel was found",
    "Delivered and signed for", "Claim filed: not received",
    "You told us that the parcel hasn't come", "Parcel handed to the carrier", "Processed",
    "Payment charged", "You kept the order", "We emailed you new dates",
    "Left Japan for our New York warehouse", "Confirmation emailed", "Payment authorized",
    "Order placed",
]  # fmt: skip


def test_it_reads_as_one_story_to_the_shopper_and_to_staff(shopper, client_class, house):
    order = live_long_life()
    shopper.get(token_path(order))
    desk = client_class()
    desk.force_login(ola())
    story = page_text(shopper.get(f"/orders/{order.number}")).partition("What happened")[2]
    record = page_text(desk.get(f"/desk/orders/{order.number}")).partition("Timeline")[2]
    years = ["2026", "2027", "2028"]
    for text, words, in_turn in (
        (story, TO_THE_SHOPPER, years[::-1]),
        (record, AT_THE_DESK, years),
    ):
        places = [text.find(part) for part in words]
        assert -1 not in places, words[places.index(-1)]
        assert places == sorted(places)
        assert list(dict.fromkeys(re.findall(r"\b20\d\d\b", text)))[:3] == in_turn


def test_every_letter_it_owes_is_written_and_names_the_dates(house):
    order = live_long_life()
    letter_of(order, "confirmation")
    owed = [event.kind for event in order.events.order_by("pk") if event.kind in LETTERS]
    written = list(
        Notification.objects.filter(event__order=order)
        .order_by("event")
        .values_list("event__kind", flat=True)
    )
    assert written == owed
    assert "customs asks for papers" in letter_of(order, "delay").text
    assert "The carrier had it in Newark." in letter_of(order, "request", 2).text


def test_its_money_ties_out_and_the_piece_is_barred(house):
    order = live_long_life()
    refund = PaymentOperation.objects.get(kind="refund")
    assert refund.amount_cents == order.total_cents == order.payment.captured_cents
    assert refund.parts == {
        "item_cents": order.items_cents,
        "shipping_cents": order.shipping_cents,
        "tax_cents": order.tax_cents,
    }
    assert tie_out_differences() == []
    line = order.lines.get()
    assert (line.state, line.item.listed_at) == ("returned", None)
    with pytest.raises(ItemActionRefused):
        evaluate_items(
            items=[line.item],
            verdict=Evaluation.APPROVED,
            evidence={},
            now=FAKE + timedelta(days=9),
            by=erin(),
        )
