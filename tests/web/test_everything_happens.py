"""Delay, claim, found, proven not authentic, refund: one order goes through it all, and its
timeline is one plain story.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.factories.care_requests import (
    add_opinion,
    check_piece,
    decide_second,
    pass_claim_limits,
    report_missing,
)
from tests.factories.closures import delay_of
from tests.factories.items import a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import moment
from tests.factories.orders import place_watched
from tests.factories.parcels import deliver_parcel, process_and_ship
from tests.factories.payments import money_moved, tie_out_differences
from tests.factories.people import erin, ola, sam
from tests.factories.returns import return_reported_piece
from tests.factories.transfers import check_in_transfer, send_from_japan
from tests.web.conftest import page_text
from tests.web.test_order_page import token_path
from troth.care import tasks as care
from troth.care.not_received import claims
from troth.catalog.actions import ItemActionRefused, evaluate_items
from troth.catalog.models import Evaluation
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.promises import delay_consent
from troth.notifications.actions import LETTERS
from troth.notifications.models import Notification
from troth.payments import execution
from troth.payments.models import PaymentOperation

LATE, TAKEN = moment("Wed 2026-11-25 12:00"), moment("Sun 2026-11-29 13:00")
LANDS, SHIPS = moment("Mon 2026-12-21 11:00"), moment("Tue 2026-12-22 15:00")
MISSED, OPENS, CAME = (
    moment("Tue 2027-01-05 09:00"),
    moment("Fri 2027-01-15 00:00"),
    moment("Tue 2027-01-19 11:00"),
)
FAKE = moment("Mon 2028-05-15 12:00")
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


def lived():
    """The order, after all of it."""
    order = place_watched(a_watch_in_japan(serial="AB1234"))
    transfer = send_from_japan(order, now=moment("Tue 2026-11-24 09:00"))
    late_transfers.report_late(
        transfer=transfer,
        why="customs asks for papers",
        expected_on=date(2026, 12, 21),
        now=LATE,
        by="kenji",
    )
    delay_consent.answer_delay(
        delay=delay_of(order), answer=delay_consent.WAIT, now=LATE, by="shopper"
    )
    execution.capture_before_authorizations_expire(now=TAKEN), money_moved(TAKEN)
    check_in_transfer(transfer, now=LANDS)
    process_and_ship(order, SHIPS)
    claims.watch_parcel(order.events.get(kind="parcel.shipped"))
    report_missing(order, MISSED, says="Nothing came.")
    pass_claim_limits(OPENS)
    deliver_parcel(order, CAME)
    care.on_event(order.events.get(kind="parcel.delivered").pk)
    claims.settle_claim(
        request=order.requests.get(),
        outcome="found",
        why="The carrier had it in Newark.",
        now=CAME,
        by="staff:care",
    )
    pass_claim_limits(OPENS + timedelta(days=30))
    request = return_reported_piece(order, FAKE)
    for person in (erin(), sam()):
        add_opinion(request, person, authentic=False, at=FAKE + timedelta(days=2))
    request = check_piece(request, at=FAKE + timedelta(days=2))
    if request.state != "done":
        decide_second(request, at=FAKE + timedelta(days=2))
    money_moved(FAKE + timedelta(days=3))
    return order


def test_it_reads_as_one_story_to_the_shopper_and_to_staff(shopper, client_class, house):
    order = lived()
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
    order = lived()
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
    order = lived()
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
