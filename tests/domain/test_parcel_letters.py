"""Clauses `shipping_notice`, `signature`: the notices about a parcel say when it should arrive,
where it goes, what is in it and what is still to come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, process_pieces
from tests.factories.people import ANN
from tests.factories.transfers import send_from_japan
from troth.fulfillment.actions import ship_order
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Closure
from troth.fulfillment.promises import monitoring
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent, record_event

NUMBER = "986578788855"
HELD = replace(
    ANN,
    street="380 Canal Street",
    street2="Hold at FedEx Office Print & Ship",
    hold_at="MTNK28",
    hold_name="FedEx Office Print & Ship Center",
    hold_hours="Mon 08:00–20:00; Sat 10:00–18:00",
)
MONDAY = moment("Mon 2026-11-23 16:30")


def shipped(*items, by=ANN):
    """Placed Mon Nov 23 at noon, processed and shipped the same day after its window closed."""
    order = order_of(*items, by=by)
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    process_pieces(order=order, now=MONDAY, by="pat")
    ship_order(order=order, carrier="fedex", number=NUMBER, now=MONDAY, by="pat")
    return order


def happened(order, kind, **facts):
    defaults = {
        "number": NUMBER,
        "carrier": "fedex",
        "carrier_name": "FedEx",
        "place": "",
        "at": None,
    }
    return record_event(order=order, kind=kind, now=MONDAY, by="fedex", facts=defaults | facts)


def parts(letter):
    return letter.text, " ".join(letter.html.split())


def test_the_shipping_notice_tells_when_it_arrives_from_the_day_it_was_processed(house):
    order = shipped(a_bag())
    letter = letter_of(order, "shipping")
    # Processed Mon Nov 23: business days 5 and 10 after it are Tue Dec 1 and Tue Dec 8.
    assert order.promises["us"]["arrives"] == {"earliest": "2026-12-02", "latest": "2026-12-10"}
    for part in parts(letter):
        assert "It should arrive" in part
        assert "Tue Dec 1 – Tue Dec 8, 2026" in part
        assert "Mon Nov 23, 2026" in part  # shipped
        assert NUMBER in part
        assert "https://www.fedex.com/fedextrack/?trknbr=986578788855" in part
        assert "12 Grand Street" in part
        assert "Someone must sign for it" in part
        # Business day 15 is Tue Dec 15, day 18 is Fri Dec 18.
        assert "Wed Dec 16, 2026" in part
        assert "Fri Dec 18, 2026" in part
        assert "till to come" not in part
        assert "12:00 am" not in part
    assert letter.text.index("It should arrive") < letter.text.index("IF IT DOESN'T ARRIVE")


def test_a_parcel_handed_over_late_does_not_arrive_on_the_day_it_leaves(house):
    order = order_of(a_bag())
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    process_pieces(order=order, now=MONDAY, by="pat")
    thursday = moment("Thu 2026-12-10 12:00")
    ship_order(order=order, carrier="fedex", number=NUMBER, now=thursday, by="pat")
    # Business days 5 and 10 after Thu Dec 10; Christmas Day is none.
    shipped_event = order.events.get(kind="parcel.shipped")
    assert shipped_event.facts["arrives"] == {"earliest": "2026-12-17", "latest": "2026-12-24"}


def test_a_closure_moves_the_window_that_the_notice_tells(house):
    order = order_of(a_bag())
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    process_pieces(order=order, now=MONDAY, by="pat")
    storm = moment("Mon 2026-11-30 00:00").date()
    Closure.objects.create(
        place="carrier", first_on=storm, last_on=storm, why="a storm", entered_at=NOON, by="olga"
    )
    ship_order(order=order, carrier="fedex", number=NUMBER, now=MONDAY, by="pat")
    assert "Wed Dec 2 – Wed Dec 9, 2026" in letter_of(order, "shipping").text


def test_it_names_what_is_in_it_and_what_is_still_to_come(house):
    order = shipped(a_bag(), a_watch_in_japan())
    text, _ = parts(letter_of(order, "shipping"))
    inside, _, later = text.partition("STILL TO COME")
    assert "A part of your order" in inside
    assert "Black calfskin top-handle bag" in inside
    assert "Steel chronograph" not in inside
    assert "From Japan: Steel chronograph. It should arrive Wed Dec 9 – Thu Dec 24, 2026." in later


def test_what_nobody_can_date_is_said_to_have_no_date(house):
    order = order_of(a_bag(), a_watch_in_japan())
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    process_pieces(order=order, now=MONDAY, by="pat")
    order.standings.create(
        warehouse="jp",
        ship_by="2026-12-11",
        arrives_from="2026-12-09",
        arrives_by="2026-12-24",
        unknown_why="customs asks for papers",
    )
    ship_order(order=order, carrier="fedex", number=NUMBER, now=MONDAY, by="pat")
    text = letter_of(order, "shipping").text
    assert "No delivery date right now: customs asks for papers." in text
    assert "Thu Dec 24, 2026" not in text


def test_a_parcel_to_a_location_is_picked_up_and_signed_for_at_no_door(house):
    for part in parts(letter_of(shipped(a_bag(), by=HELD), "shipping")):
        plain = part.replace("&amp;", "&")
        assert "FedEx Office Print & Ship Center" in plain
        assert "380 Canal Street" in plain
        assert "Mon 08:00–20:00" in plain
        assert "photo ID" in plain
        assert "Someone must sign for it" not in plain


def test_the_notice_of_a_waiting_parcel_has_address_and_hours_and_says_what_is_not_known(house):
    order = shipped(a_bag(), by=HELD)
    happened(order, "parcel.held_for_pickup", at="2026-12-01T14:05:33-05:00", place="New York, NY")
    letter = letter_of(order, "waiting")
    assert "ready to pick up" in letter.subject
    for part in parts(letter):
        plain = part.replace("&amp;", "&").replace("&#x27;", "'")
        for words in (
            "since Tue Dec 1, 2026, 2:05 pm ET",
            "FedEx Office Print & Ship Center",
            "380 Canal Street",
            "Mon 08:00–20:00; Sat 10:00–18:00",
            "photo ID",
            "hasn't told us until when it keeps the parcel",
            "https://www.fedex.com/fedextrack/?trknbr=986578788855",
            "Black calfskin top-handle bag",
        ):
            assert words in plain, words


def test_a_parcel_kept_where_the_shopper_did_not_ask_for_names_the_place_that_is_known(house):
    order = shipped(a_bag())
    happened(order, "parcel.held_for_pickup", place="NEWARK, NJ")
    for part in parts(letter_of(order, "waiting")):
        plain = part.replace("&#x27;", "'")
        assert "A FedEx location in NEWARK, NJ." in plain
        assert "hasn't told us its address and hours" in plain
        assert "12 Grand Street" not in plain


def test_an_attempt_says_when_it_was_and_what_can_be_done(house):
    order = shipped(a_bag())
    happened(order, "parcel.delivery_attempted", at="2026-12-01T14:05:33-05:00")
    letter = letter_of(order, "waiting")
    assert letter.subject == f"FedEx found nobody to sign for order {order.number}"
    for part in parts(letter):
        assert "Tue Dec 1, 2026, 2:05 pm ET" in part
        assert "Someone must sign for it" in part
        assert "12 Grand Street" in part
        assert "ask FedEx, with the tracking number" in part


@pytest.mark.parametrize("kind", ["parcel.held_for_pickup", "parcel.delivery_attempted"])
def test_they_greet_by_first_name(house, kind):
    order = shipped(a_bag())
    happened(order, kind)
    assert letter_of(order, "waiting").text.startswith("Hi Ann,")
    assert letter_of(order, "shipping").text.startswith("Hi Ann,")


@pytest.mark.parametrize(
    ("kind", "letter", "facts"),
    [
        ("parcel.returning", "returned", {"may_resend": True, "reason": "", "answer": ""}),
        ("parcel.resend_chosen", "returned", {}),
        ("parcel.missing", "trouble", {"asked_by": "2026-11-24T18:00:00-05:00"}),
        ("parcel.overdue", "delay", {"shipped": True, "old_by": "2026-12-08", "why": "Late."}),
        ("promise.delayed", "delay", {"shipped": True, "old_by": "2026-12-08", "why": "Late.",
                                    "arrives_from": "2026-12-09", "arrives_by": "2026-12-09"}),
        ("claim.filed", "request", {"sentence": "Your claim is on file.", "verdict": "open"}),
    ],
)  # fmt: skip
def test_of_an_order_with_other_pieces_a_parcels_letter_says_what_is_in_it(
    house, kind, letter, facts
):
    order = shipped(a_bag(), a_watch_in_japan())
    happened(order, kind, **facts)
    bag, watch = order.lines.order_by("pk").values_list("title", flat=True)
    for part in parts(letter_of(order, letter)):
        assert f"In the parcel: {bag}" in part
        assert watch not in part


def test_of_the_only_piece_a_parcels_letter_needs_no_list(house):
    order = shipped(a_bag())
    happened(order, "parcel.resend_chosen")
    assert "In the parcel" not in letter_of(order, "returned").text


def test_what_a_letter_told_of_the_rest_moves_only_with_a_letter(house):
    order = order_of(a_bag(), a_watch_in_japan())
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    monitoring.start_watching([order])
    transfer = send_from_japan(order, now=NOON)  # Tue Nov 24 there, a day before it had to
    process_pieces(order=order, now=MONDAY, by="pat")
    ship_order(order=order, carrier="fedex", number=NUMBER, now=MONDAY, by="pat")
    # Promised by Thu Dec 24; now in New York by Mon Dec 7, so that it arrives by Wed Dec 23.
    assert order.promises["jp"]["arrives"]["latest"] == "2026-12-24"
    assert "Wed Dec 23, 2026" in letter_of(order, "shipping").text.partition("STILL TO COME")[2]
    now = moment("Tue 2026-11-24 12:00")
    late_transfers.report_late(
        transfer=transfer, why="a missed flight", expected_on=date(2026, 12, 8), now=now, by="kenji"
    )
    letter = letter_of(order, "delay")
    assert letter.subject == f"Your order {order.number}: new dates"
    assert "to Thu Dec 24, 2026" in letter.text
    [to_come] = status_of(order, now).to_come
    assert to_come.dates.arrives.latest == date(2026, 12, 24)
