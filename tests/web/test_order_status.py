"""One truth on every surface: what an order's page, its print, its calendar file, the desk and the
letters say in each situation, and what they must not say. Clauses `delivery`, `copy`,
`cancellation`, `non_receipt`, `claim_deadline`, `transfer`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from tests.factories import situations
from tests.factories.closures import enter_storm
from tests.factories.items import a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.pages import Browser, page_text, token_path
from tests.factories.people import pat
from tests.factories.transfers import send_from_japan
from troth import clock
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.promises import delay_consent, monitoring
from troth.notifications.models import Notification
from troth.orders.actions import record_event
from troth.payments import actions as payments

ARRIVES, CLAIMS, CALENDAR = "Arrives", "file a claim", "Add to calendar"
NO_DATES = (ARRIVES, CALENDAR, "Someone must sign for it", "should arrive")


@dataclass(frozen=True)
class Told:
    """What a situation must show on each surface, and what nowhere on it."""

    page: tuple[str, ...]
    never: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()
    paper_never: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    events: tuple[tuple[str, str, str], ...] = ()  # status, first day, last day + 1
    method: str = "PUBLISH"
    letters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    letters_never: tuple[str, ...] = ()


PROMISED = ("CONFIRMED", "2026-12-02", "2026-12-11")
NARROWED = ("CONFIRMED", "2026-12-02", "2026-12-10")  # processed on Tue Nov 24
OFF = ("CANCELLED", "2026-12-02", "2026-12-11")
CAME = ("CONFIRMED", "2026-12-02", "2026-12-03")

TABLE: dict[str, Told] = {
    "placed": Told(
        page=("Order confirmed", "Arrives Wed Dec 2 – Thu Dec 10", CALENDAR,
              "You can cancel now, and for 2 hours after you receive the confirmation",
              "$1,322.83 is authorized on your Visa ending in 4242. We charge it when"),
        never=("I didn't receive", "Delivered", "Cancelled", "refunded", "We charged"),
        paper=("Order confirmed", "Arrives Wed Dec 2 – Thu Dec 10, 2026"),
        desk=("Order confirmed", "Wed Dec 2 – Thu Dec 10"),
        events=(PROMISED,),
    ),
    "in_window": Told(
        page=("You can cancel until 2:00 pm ET on Mon Nov 23, 2026, and are charged nothing",
              "2 hours from then", "Cancel this order", "you can cancel it and order again"),
        never=("Asked Mon Nov 23",),
        events=(PROMISED,),
    ),
    "cancelled_in_window": Told(
        page=("You cancelled this order on Mon Nov 23, 2026",
              "Your card was not charged. The authorization of $1,322.83",
              "was released on Mon Nov 23, 2026"),
        never=(*NO_DATES, "order again", "refunded", "Cancel this order"),
        paper=("Cancelled.", "You cancelled this order on Mon Nov 23, 2026",
               "card was not charged"),
        paper_never=(ARRIVES, "We refund", "We're refunding"),
        desk=("Cancelled",),
        events=(OFF,),
        method="CANCEL",
        letters={"cancelled": ("Hi Ann,", "is cancelled, as you asked", "card was not charged",
                                "authorization of $1,322.83")},
        letters_never=("given back", "refunded", "taken", "Dear"),
    ),
    "held_on_saturday": Told(
        page=("Cancellation requested", "We've put your order on hold, and cancel it on Mon Nov 30",
              "Keep my order", "No delivery date right now: you asked us to cancel it"),
        never=(ARRIVES, CALENDAR, "Cancel this order"),
        paper=("Cancellation requested",),
        paper_never=("Steel",),
        desk=("Cancellation requested",),
        events=(("CANCELLED", "2026-12-08", "2026-12-17"),),
        method="CANCEL",
    ),
    "in_review": Told(
        page=("Payment in review", "your card is not charged", "We're reviewing the payment"),
        never=("declined",),
        desk=("Payment in review",),
        events=(PROMISED,),
    ),
    "review_not_done": Told(
        page=("Cancelled", "We didn't review the payment in time, which is our mistake",
              "card was not charged"),
        never=(*NO_DATES, "declined", "as you asked", "couldn't accept"),
        events=(OFF,),
        method="CANCEL",
        letters={"cancelled": ("We had to cancel your order", "card was not charged")},
        letters_never=("as you asked", "refunded"),
    ),
    "one_of_two_cancelled": Told(
        page=("Steel chronograph Cancelled Tue Nov 24, 2026", "We refunded",
              "for Steel chronograph",
              "Arrives Wed Dec 2 – Thu Dec 10", "Total of the order as placed",
              "Cancelled (you chose to cancel it because of the delay): Steel chronograph"),
        never=("From Japan", "Moves from Japan", "new dates: no date", "Thu Dec 24"),
        paper=("Steel chronograph: Cancelled Tue Nov 24, 2026", "We refunded"),
        desk=("Cancelled", "We refunded"),
        events=(PROMISED, ("CANCELLED", "2026-12-09", "2026-12-25")),
        letters={"partly_cancelled": ("Hi Ann,", "Steel chronograph: $4,800.00",
                                      "THE REST OF YOUR ORDER",
                                      "Black calfskin top-handle bag",
                                      "Wed Dec 2 – Thu Dec 10, 2026"),
                 "refunded": ("For: Steel chronograph", "Visa ending in 4242")},
        letters_never=("Dear",),
    ),
    "one_of_two_delivered": Told(
        page=("Partly delivered", "Delivered: Black calfskin top-handle bag",
              "Still to come: Steel chronograph", "signed for by A LEE",
              "ships from Japan", "Arrives Wed Dec 9 – Wed Dec 23", CALENDAR),
        never=("Every parcel has been delivered", "Order confirmed"),
        paper=("Partly delivered", "Steel chronograph: On its way from Japan to New York"),
        desk=("Partly delivered", "A LEE"),
        events=(CAME, ("CONFIRMED", "2026-12-09", "2026-12-24")),
        letters={"delivered": ("A parcel of your order", "delivered Black calfskin top-handle bag",
                               "STILL TO COME", "Steel chronograph",
                               "Wed Dec 9 – Wed Dec 23, 2026")},
        letters_never=("Your order", "Dear"),
    ),
    "arrived_from_japan": Told(
        page=("Arrived from Japan Mon Nov 30", "In our New York warehouse",
              "Arrives Tue Dec 8 – Wed Dec 16", "we promised Wed Dec 9 – Thu Dec 24"),
        events=(("CONFIRMED", "2026-12-08", "2026-12-17"),),
    ),
    "moved": Told(
        page=("Delayed", "a snow storm", "Keep my order", "Cancel my order",
              "Arrives Wed Dec 9 – Thu Dec 17", "we promised Wed Dec 2 – Thu Dec 10"),
        never=("Processed Tue Nov 24 –",),
        paper=("Arrives Wed Dec 9 – Thu Dec 17, 2026",),
        events=(("CONFIRMED", "2026-12-09", "2026-12-18"),),
    ),
    "shipped": Told(
        page=("On its way", "Shipped Tue Nov 24 with FedEx", "Arrives Wed Dec 2 – Wed Dec 9",
              "Not there by the end of Wed Dec 16, 2026?", "until the end of Mon Dec 21, 2026",
              "Report it as not received", "We charged $1,322.83 to your Visa ending in 4242"),
        never=("Processed Tue Nov 24 –", "Cancel this order", "order again", "authorized on your"),
        paper=("Arrives Wed Dec 2 – Wed Dec 9, 2026", "tracking number 794988888885"),
        desk=("On its way", "can be claimed from"),
        events=(NARROWED,),
    ),
    "delayed_in_transit": Told(
        page=("Delayed on its way",),
        never=("Delivered",),
        desk=("Delayed on its way",),
        events=(NARROWED,),
    ),
    "delivered": Told(
        page=("Delivered Wed Dec 2, 2026, 11:00 am ET; signed for by A LEE", "I didn't get it",
              "It's damaged, or not as described"),
        never=("Not there by", CLAIMS, ARRIVES, CALENDAR, "Report it as not received"),
        paper=("Delivered Wed Dec 2, 2026, 11:00 am ET; signed for by A LEE",),
        paper_never=("Not there by",),
        desk=("Delivered", "A LEE"),
        events=(CAME,),
        letters={"delivered": ("Your order", "was delivered, signed for by A LEE", "Hi Ann,",
                               "FedEx delivered Black calfskin top-handle bag")},
        letters_never=("Dear", "STILL TO COME"),
    ),
    "unsigned": Told(
        page=("without a signature on record", "I didn't get it"),
        never=("signed for by", ARRIVES, CLAIMS),
        events=(CAME,),
        letters={"delivered": ("No signature is on record",)},
    ),
    "reported_early": Told(
        page=("Reported as not received", "You told us on Mon Dec 14, 2026 that it hasn't arrived",
              "We ask FedEx for a trace by 6:00 pm ET on Mon Dec 14, 2026",
              "If it hasn't arrived by the end of Wed Dec 16, 2026, your report becomes a claim"),
        never=(ARRIVES, CALENDAR, "Report it as not received", "Not there by", "trace starts"),
        paper=("your report becomes a claim by itself",),
        desk=("Reported as not received",),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
    ),
    "claim_filed": Told(
        page=("Claim filed", "Your claim was filed on Thu Dec 17, 2026, in time",
              "We're late: we said that a person answers by 6:00 pm ET on Fri Dec 18, 2026"),
        never=(ARRIVES, "ended with", "can't be refunded", "Report it",
               "becomes a claim by itself"),
        paper=("Your claim was filed on Thu Dec 17, 2026, in time",),
        paper_never=("ended with",),
        desk=("Claim filed",),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
    ),
    "claim_settled": Told(
        page=("Lost in transit, and refunded", "Your claim was accepted on Thu Dec 17, 2026",
              "We refunded $1,322.83 on Thu Dec 17, 2026"),
        never=(ARRIVES, CLAIMS, "Report it", "Delivered"),
        paper=("We refunded $1,322.83 on Thu Dec 17, 2026",),
        desk=("Lost in transit, and refunded", "Claim accepted"),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
        letters={"refunded": ("We refunded $1,322.83", "Why: your parcel wasn't received.",
                              "Hi Ann,", "Refunded in all: $1,322.83")},
    ),
    "not_received_after_delivery": Told(
        page=("Reported as delivered", "A person here compares the signature"),
        never=(CLAIMS, ARRIVES),
        desk=("Reported as not received, although delivered",),
        events=(CAME,),
    ),
    "carrier_searches": Told(
        page=("The carrier can't locate your parcel", "FedEx can't locate it",
              "FedEx told us that it can't locate your parcel",
              "We ask FedEx for a trace by 6:00 pm ET on Mon Dec 14, 2026",
              "by the end of Wed Dec 16, 2026, we file your claim for you"),
        never=(ARRIVES, CALENDAR, "Report it as not received", "Not there by"),
        paper=("The carrier can't locate your parcel",),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
    ),
    "carrier_lost_it": Told(
        page=("Lost in transit, and refunded", "Your claim was accepted on Tue Dec 15, 2026",
              "We refunded $1,322.83 on Tue Dec 15, 2026"),
        never=(ARRIVES, CALENDAR, "Report it as not received", "Not there by"),
        paper=("Lost in transit, and refunded",),
        desk=("Lost in transit, and refunded", "Claim accepted"),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
        letters={"refunded": ("We refunded $1,322.83",)},
        letters_never=("Dear",),
    ),
    "coming_back": Told(
        page=("On its way back to us",),
        never=(ARRIVES, CALENDAR, CLAIMS, "Report it as not received"),
        paper=("On its way back to us",),
        paper_never=("Not there by",),
        desk=("On its way back to us",),
        events=(("CANCELLED", "2026-12-02", "2026-12-11"),),
        method="CANCEL",
    ),
    "returned_and_refunded": Told(
        page=("Returned and refunded", "Returned to us Thu Dec 3, 2026",
              "We refunded $1,322.83 on Thu Dec 3, 2026"),
        never=(ARRIVES, CLAIMS, "It's damaged"),
        paper=("Returned and refunded",),
        desk=("Returned and refunded",),
        events=(CAME,),
    ),
    "authenticity_reported": Told(
        page=("A piece that may not be authentic", "A person answers by 6:00 pm ET on Fri Dec 4"),
        never=(ARRIVES,),
        events=(CAME,),
    ),
    "forgotten": Told(
        page=("Delivered", "name and address are erased"),
        never=("Ann", "12 Grand Street", ARRIVES, "Delete my personal data"),
        paper=("Delivered",),
        paper_never=("Ann",),
        events=(CAME,),
    ),
}  # fmt: skip


@pytest.fixture
def at(monkeypatch):
    now = [situations.MONDAY]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return lambda moment: now.__setitem__(0, moment)


@pytest.fixture(params=list(TABLE))
def situation(request, shopper, at):
    """The order, what it must show, and a browser that may see it."""
    order, now = getattr(situations, request.param)()
    at(now)
    shopper.get(token_path(order))
    return order, TABLE[request.param]


def test_the_page_says_how_it_stands(situation, shopper):
    order, expected = situation
    words = page_text(shopper.get(f"/orders/{order.number}"))
    for part in expected.page:
        assert part in words, f"{part!r} is missing in: {words}"
    for part in expected.never:
        assert part not in words, part


def test_the_print_says_the_same(situation, shopper):
    order, expected = situation
    words = page_text(shopper.get(f"/orders/{order.number}/print"))
    for part in expected.paper:
        assert part in words, f"{part!r} is missing in: {words}"
    for part in expected.paper_never:
        assert part not in words, part


def test_the_calendar_file_follows(situation, shopper):
    order, expected = situation
    file = Calendar.from_ical(shopper.get(f"/orders/{order.number}/calendar.ics").content)
    assert file["METHOD"] == expected.method
    events = tuple(
        (str(event["STATUS"]), event["DTSTART"].dt.isoformat(), event["DTEND"].dt.isoformat())
        for event in file.walk("VEVENT")
    )
    assert events == expected.events


def test_the_desk_says_the_same(situation):
    order, expected = situation
    staff = Browser()
    staff.force_login(pat())
    words = page_text(staff.get(f"/desk/orders/{order.number}"))
    for part in expected.desk:
        assert part in words, f"{part!r} is missing in: {words}"


@pytest.mark.parametrize("name", [name for name, expected in TABLE.items() if expected.letters])
def test_the_letters_say_the_same(name, house, at):
    order, now = getattr(situations, name)()
    at(now)
    for kind, parts in TABLE[name].letters.items():
        letter = letter_of(order, kind)
        words = " ".join(f"{letter.subject}\n{letter.text}".split())
        for part in parts:
            assert part in words, f"{part!r} is missing in: {words}"
            assert kind == "delivered" or Notification.objects.filter(kind=kind).count() == 1
        for part in TABLE[name].letters_never:
            assert part not in words, f"{part!r} in: {words}"


def page_of(order, shopper) -> str:
    return page_text(shopper.get(f"/orders/{order.number}"))


def happened(words: str) -> str:
    return words.partition("What happened")[2]


def test_of_two_rounds_of_a_delay_only_the_latest_is_shown(shopper, at):
    order, now = situations.moved()
    shopper.get(token_path(order))
    enter_storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=now)
    at(now)
    words = page_of(order, shopper)
    assert order.delays.count() == 2
    assert words.count("Cancel my order") == 1
    assert words.count("It can't ship by") == 1


def test_a_round_that_was_agreed_to_gives_way_to_the_next(shopper, at):
    order, now = situations.moved()
    shopper.get(token_path(order))
    delay_consent.answer_delay(delay=order.delays.get(), answer="wait", now=now, by="shopper")
    at(now)
    assert "You kept the order." in page_of(order, shopper)
    enter_storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=now)
    words = page_of(order, shopper)
    assert words.count("Cancel my order") == 1
    assert "Keep my order" in words


def test_dates_that_move_after_shipping_are_shown(shopper, at):
    order, now = situations.shipped()
    shopper.get(token_path(order))
    facts = {"warehouse": "us", "why": "FedEx is late.", "choice": False, "steps": []}
    facts |= {"arrives_from": "2026-12-14", "arrives_by": "2026-12-14"}
    order.standings.update(arrives_from=date(2026, 12, 14), arrives_by=date(2026, 12, 14))
    record_event(order=order, kind="promise.delayed", now=now, by="fedex", facts=facts)
    at(now)
    words = page_of(order, shopper)
    assert "Arrives Mon Dec 14" in words
    assert "When you ordered, we promised Wed Dec 2 – Thu Dec 10" in words


def test_the_timeline_begins_with_the_newest_and_ends_with_the_order(shopper, at):
    order, now = situations.delivered()
    at(now)
    shopper.get(token_path(order))
    timeline = happened(page_of(order, shopper))
    places = [
        timeline.index(part)
        for part in (
            "Delivered and signed for by A LEE",
            "Parcel handed to the carrier",
            "Processed",
            "Confirmation emailed",
            "Payment authorized",
            "Order placed",
        )
    ]
    assert places == sorted(places)
    assert timeline.count("Delivered") == timeline.count("Parcel handed") == 1


def test_the_timeline_says_an_end_once_and_names_what_was_cancelled(shopper, at):
    order, now = situations.cancelled_in_window()
    at(now)
    shopper.get(token_path(order))
    timeline = happened(page_of(order, shopper))
    assert timeline.count("Cancelled") == 1
    assert timeline.count("Cancelled") == 1
    assert "Cancelled, as you asked" in timeline


def test_letters_with_moved_dates_in_a_row_are_one_entry(shopper, at):
    order, now = situations.moved()
    shopper.get(token_path(order))
    for last in (4, 8):
        enter_storm(first=date(2026, 12, 2), last=date(2026, 12, last), now=now)
    at(now)
    timeline = happened(page_of(order, shopper))
    assert order.events.filter(kind="promise.delayed").count() == 3
    assert timeline.count("We emailed you new dates") == 1
    assert "3 times; the latest" in timeline


@pytest.mark.parametrize("name", ["delivered", "coming_back", "claim_filed", "claim_settled"])
def test_what_came_back_or_is_claimed_already_is_not_asked_for_again(name, shopper, at):
    order, now = getattr(situations, name)()
    at(now)
    shopper.get(token_path(order))
    page = shopper.get(f"/orders/{order.number}/ask/not-received")
    words = page_text(page)
    assert ("Report it" in words) == (name == "delivered")
    assert "can't be refunded" not in words
    if name == "claim_filed":
        assert "Your claim was filed on Thu Dec 17, 2026, in time" in words
    if name == "delivered":
        assert "signed for by A LEE" in words


def test_the_same_report_pressed_twice_is_one_report(shopper, at):
    order, now = situations.shipped()
    at(now)
    shopper.get(token_path(order))
    for _ in range(2):
        answer = shopper.post(
            f"/orders/{order.number}/ask/not-received", {"number": situations.NUMBER}
        )
        assert answer.status_code == 302
    assert order.requests.count() == 1


def test_the_steps_beside_the_cancellation_limit_are_its_own(shopper, at):
    order, now = situations.held_on_saturday()
    at(now)
    shopper.get(token_path(order))
    words = page_of(order, shopper)
    steps = words.partition("Why this time?")[2].partition("Anything else")[0]
    assert "2 hours from then, a cancellation is accepted until 2:00 pm ET on Sat Nov 28" in steps
    assert "Asked" not in steps


def test_a_piece_sold_on_its_way_is_dated_from_the_day_it_left_japan(shopper, at):
    """Cancelled at customs and sold again: the second buyer's dates count from Tue Nov 24."""
    first = situations.confirmed(a_watch_in_japan())
    transfer = send_from_japan(first, now=situations.TUESDAY_IN_TOKYO)
    payments.cancel_order(order=first, reason="late", now=situations.TUESDAY, by="care")
    now = moment("Wed 2026-11-25 10:00")
    order = order_of(first.lines.get().item, now=now)
    transfers.join_crossings(order=order, now=now)
    at(now)
    shopper.get(token_path(order))
    assert transfer.crossings.get().line.order_id == order.pk
    words = page_of(order, shopper)
    assert "It left Japan Tue Nov 24, 2026." in words
    assert "Arrives Wed Dec 9 – Wed Dec 23" in words  # as for whoever bought it before


def test_a_dispatch_is_told_in_the_day_of_its_own_place(shopper, at):
    """Monday morning in Tokyo is Sunday evening in New York: that house is closed on Sundays."""
    order = situations.confirmed(a_watch_in_japan())
    at_night = moment("Sun 2026-11-29 21:00")  # Mon Nov 30, 11 am in Tokyo
    send_from_japan(order, now=at_night)
    monitoring.reassess_order(order, now=at_night, by="policy")
    now = moment("Mon 2026-11-30 12:00")
    at(now)
    shopper.get(token_path(order))
    words = page_of(order, shopper)
    assert "It left Japan Mon Nov 30, 2026." in words
    assert "It left Japan Sun" not in words
    assert "Left Japan for our New York warehouse, on Mon Nov 30, 2026 there" in happened(words)
    # Four to eight business days after Mon Nov 30, and processed one to two days after that.
    assert "Reaches New York Fri Dec 4, 2026 at the earliest" in words


def file_of(order, shopper) -> Calendar:
    return Calendar.from_ical(shopper.get(f"/orders/{order.number}/calendar.ics").content)


def test_the_calendars_sequence_grows_with_every_change_and_each_event_keeps_its_uid(shopper, at):
    order = situations.confirmed()
    at(situations.MONDAY)
    shopper.get(token_path(order))
    files = [file_of(order, shopper)]
    situations.packed_and_shipped(order, situations.TUESDAY)
    files.append(file_of(order, shopper))
    situations.seen(order, "parcel.returning", situations.TUESDAY)
    files.append(file_of(order, shopper))
    events = [file.walk("VEVENT")[0] for file in files]
    sequences = [event["SEQUENCE"] for event in events]
    assert sequences[0] == 0
    assert sequences == sorted(set(sequences))
    assert len({str(event["UID"]) for event in events}) == 1
    stamps = [event["DTSTAMP"].dt for event in events]
    assert stamps == sorted(stamps)
    assert all(stamp.utcoffset() == timedelta(0) for stamp in stamps)  # RFC 5545, 3.8.7.2


@pytest.mark.parametrize("name", ["placed", "cancelled_in_window", "one_of_two_delivered"])
def test_the_calendar_file_is_one_by_its_rfc(name, shopper, at):
    """RFC 5545 for the file and its lines, RFC 5546 for what a method asks of each event."""
    order, now = getattr(situations, name)()
    at(now)
    shopper.get(token_path(order))
    raw = shopper.get(f"/orders/{order.number}/calendar.ics").content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    file = file_of(order, shopper)
    assert [name for name in ("PRODID", "VERSION", "METHOD") if name not in file] == []
    for event in file.walk("VEVENT"):
        needed = ("UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "STATUS", "DTSTART", "SUMMARY")
        assert [field for field in needed if field not in event] == []
        assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
        assert event["DTEND"].dt > event["DTSTART"].dt
        if file["METHOD"] == "CANCEL":
            assert event["STATUS"] == "CANCELLED"
        assert not event.errors


def test_a_claim_is_never_called_late_on_the_day_it_is_due(shopper, at):
    order, _ = situations.claim_filed()
    shopper.get(token_path(order))
    at(moment("Fri 2026-12-18 17:59"))
    words = page_of(order, shopper)
    assert "A person answers by 6:00 pm ET on Fri Dec 18, 2026." in words
    assert "We're late" not in words


def test_a_trace_that_nobody_asked_for_in_time_is_promised_no_more(shopper, at):
    order, _ = situations.carrier_searches()
    shopper.get(token_path(order))
    at(moment("Tue 2026-12-15 09:00"))  # it was to be asked for by 6 pm on Monday
    words = page_of(order, shopper)
    assert "We're late: we said that we ask FedEx for a trace by 6:00 pm ET on Mon Dec 14" in words
    assert "We ask FedEx for a trace by" not in words
