"""Clauses `cancellation`, `cancellation_closed_days`: asked at any hour, frozen at once, one
answer, one end.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.care_requests import ask_to_cancel
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import HOUR, MONDAY, SATURDAY, TUESDAY, moment
from tests.factories.orders import line_states, order_of, place_confirmed
from tests.factories.parcels import process_and_ship
from tests.factories.payments import money_moved
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.catalog.models import Item
from troth.fulfillment.warehouse.queue import FulfillmentRefused as Waits
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.actions import record_event
from troth.payments.models import Payment, PaymentOperation


def test_in_the_window_on_a_business_day_it_is_done_at_once(house):
    order = place_confirmed()
    request = ask_to_cancel(order, MONDAY + 2 * HOUR)
    assert (request.outcome, line_states(order)) == ("accepted", {"cancelled"})
    assert Item.objects.get().is_for_sale
    money_moved(MONDAY + 3 * HOUR)
    assert Payment.objects.get().state == "voided"
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text


def test_an_instant_after_the_window_it_is_no_with_the_clause_and_what_remains(house):
    order = place_confirmed()
    request = ask_to_cancel(order, MONDAY + 2 * HOUR + timedelta(microseconds=1))
    assert (request.outcome, line_states(order)) == ("refused", {"placed"})
    letter = letter_of(order, "request")
    assert "What remains" in letter.text
    assert "can be claimed after 15 business days" in letter.text
    assert order.events.get(kind="cancellation.refused").facts["clause"] == "cancellation"


def test_on_a_closed_day_it_is_held_and_done_on_the_next_business_day(house):
    order = place_confirmed(at=SATURDAY)
    request = ask_to_cancel(order, SATURDAY + HOUR)
    assert (request.verdict["verdict"], request.state, line_states(order)) == (
        "held",
        "asleep",
        {"placed"},
    )
    assert claim_next_order(now=SATURDAY + 30 * HOUR, by="pat") is None
    with pytest.raises(Waits, match="asks to cancel"):
        process_and_ship(order, SATURDAY + 30 * HOUR)
    assert cancellation.due_request_ids(now=moment("Sun 2026-11-29 23:59:59")) == []
    monday = moment("Mon 2026-11-30 00:00")
    for request_id in cancellation.due_request_ids(now=monday) * 2:
        cancellation.answer_due_request(request_id=request_id, now=monday)
    assert (CareCase.objects.get().outcome, line_states(order)) == ("accepted", {"cancelled"})
    assert "Mon Nov 30" in letter_of(order, "request").text


def test_after_the_window_on_a_closed_day_care_does_its_best(house):
    order = place_confirmed(at=moment("Fri 2026-11-27 12:00"))
    request = ask_to_cancel(order, SATURDAY)
    assert (request.verdict["verdict"], request.answer_by) == (
        "best_effort",
        moment("Mon 2026-11-30 18:00"),
    )
    done = cancellation.decide_cancellation(
        request=request, accept=True, why="", now=moment("Mon 2026-11-30 09:00"), by="staff:care"
    )
    assert (done.outcome, done.ended_by, line_states(order)) == (
        "accepted",
        "staff:care",
        {"cancelled"},
    )


def test_a_persons_no_wants_a_reason_and_lets_the_order_go_on(house):
    order = place_confirmed(at=moment("Fri 2026-11-27 12:00"))
    request = ask_to_cancel(order, SATURDAY)
    kwargs = {
        "request": request,
        "accept": False,
        "now": moment("Mon 2026-11-30 09:00"),
        "by": "staff:care",
    }
    with pytest.raises(CaseActionRefused, match="Say why"):
        cancellation.decide_cancellation(why=" ", **kwargs)
    cancellation.decide_cancellation(why="It is on the van.", **kwargs)
    assert "It is on the van." in letter_of(order, "request").text
    assert claim_next_order(now=moment("Mon 2026-11-30 09:30"), by="pat").order == order


def test_what_was_asked_in_time_cannot_be_refused_by_a_person(house):
    request = ask_to_cancel(place_confirmed(at=SATURDAY), SATURDAY + HOUR)
    with pytest.raises(CaseActionRefused, match="that is the promise"):
        cancellation.decide_cancellation(
            request=request, accept=False, why="no", now=SATURDAY + 2 * HOUR, by="staff:care"
        )


def test_what_shipped_before_it_was_read_waits_for_a_person(house):
    order = place_confirmed()
    process_and_ship(order, MONDAY + 3 * HOUR)
    request = ask_to_cancel(order, MONDAY + HOUR, now=TUESDAY)  # a mail that lay unread
    assert (request.state, request.outcome) == ("open", "")
    assert "call the parcel back" in request.facts["problem"]
    money_moved(TUESDAY)
    with pytest.raises(CaseActionRefused, match="Say why"):
        cancellation.refund_shipped_order(request=request, why=" ", now=TUESDAY, by="staff:care")
    for _ in range(2):
        done = cancellation.refund_shipped_order(
            request=request, why="It is on its way back.", now=TUESDAY, by="staff:care"
        )
    assert (done.outcome, PaymentOperation.objects.get(kind="refund").amount_cents) == (
        "accepted",
        order.total_cents,
    )
    assert "It is on its way back." in letter_of(order, "request").text


def test_what_has_not_left_is_cancelled_not_given_back(house):
    request = ask_to_cancel(place_confirmed(at=SATURDAY), SATURDAY + HOUR)
    with pytest.raises(CaseActionRefused, match="hasn't left"):
        cancellation.refund_shipped_order(
            request=request, why="x", now=SATURDAY + HOUR, by="staff:care"
        )


def test_pressed_twice_it_is_one_request_and_one_end(house):
    order = place_confirmed(at=SATURDAY)
    assert ask_to_cancel(order, SATURDAY).pk == ask_to_cancel(order, SATURDAY + HOUR).pk
    order = place_confirmed()
    ask_to_cancel(order, MONDAY)
    with pytest.raises(CaseActionRefused, match="cancelled already"):
        ask_to_cancel(order, MONDAY)


def test_the_shopper_may_keep_the_order_until_it_is_answered(house):
    order = place_confirmed(at=SATURDAY)
    request = ask_to_cancel(order, SATURDAY)
    assert cancellation.withdraw_request(request=request, now=SATURDAY + HOUR, by="shopper")
    assert not cancellation.withdraw_request(request=request, now=SATURDAY + HOUR, by="shopper")
    assert claim_next_order(now=moment("Mon 2026-11-30 09:30"), by="pat").order == order


def test_before_the_confirmation_is_received_it_is_in_time(house):
    order = order_of(a_bag(), a_watch_in_japan(), now=MONDAY)
    assert ask_to_cancel(order, MONDAY + 9 * HOUR).outcome == "accepted"
    assert line_states(order) == {"cancelled"}


def test_a_packed_piece_is_looked_at_before_it_is_for_sale_again(house):
    order = place_confirmed(at=moment("Fri 2026-11-27 12:00"))
    line = order.lines.get()
    record_event(
        order=order, line=line, kind="line.processed", now=moment("Fri 2026-11-27 15:00"), by="pat"
    )
    request = ask_to_cancel(order, SATURDAY)
    cancellation.decide_cancellation(
        request=request, accept=True, why="", now=moment("Mon 2026-11-30 09:00"), by="staff:care"
    )
    item = Item.objects.get()
    assert (item.sold_at, item.listed_at) == (None, None)
    assert "look at it once more" in item.events.get(kind="item.unlisted").facts["reason"]


def test_one_person_does_not_accept_what_the_policy_refuses(house):
    """A mail after the window is put before a person: to cancel then is goodwill, by two."""
    order = place_confirmed()
    late = MONDAY + 3 * HOUR
    request = cancellation.request_confirmation(
        order=order, asked_at=late, now=late, sentence="Please cancel", proven=True
    )
    assert request.verdict["verdict"] == "refused"
    with pytest.raises(CaseActionRefused, match="takes two people"):
        cancellation.decide_cancellation(
            request=request, accept=True, why="x", now=late, by="staff:ann"
        )
    assert line_states(order) == {"placed"}
    cancellation.decide_cancellation(
        request=request, accept=True, why="x", now=late, by="staff:ann, staff:ben"
    )
    assert line_states(order) == {"cancelled"}
