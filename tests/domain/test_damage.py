"""Clause `care`: what arrives damaged or not as described is compared by a person, who decides with
a reason.
"""

from __future__ import annotations

import pytest

from tests.factories.care_requests import DELIVERED, decide_damage, place_and_deliver, report_damage
from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import moment
from tests.factories.orders import place_confirmed
from tests.factories.payments import money_moved
from tests.factories.returns import send_back
from troth.care import damage
from troth.care.cases import CaseActionRefused
from troth.payments.models import Approval, PaymentOperation


def test_a_part_of_the_price_comes_with_its_tax(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "part", cents=20_000), money_moved(DELIVERED)
    parts = PaymentOperation.objects.get(kind="refund").parts
    assert parts == {"item_cents": 20_000, "tax_cents": -(-order.lines.get().tax_cents // 6)}
    assert "We see it too." in letter_of(order, "request").text


def test_all_of_it(house):
    order = place_and_deliver()
    done = decide_damage(report_damage(order), "whole")
    assert (done.outcome, PaymentOperation.objects.get(kind="refund").amount_cents) == (
        "whole",
        order.total_cents,
    )


def test_a_return_first_and_then_all_of_it(house):
    order = place_and_deliver()
    report = report_damage(order)
    request = [decide_damage(report, "return"), decide_damage(report, "return")][1]
    assert (order.events.filter(kind="damage.return_requested").count(), request.wakes_at) == (
        1,
        moment("Thu 2026-12-31 00:00"),
    )
    assert (request.state, PaymentOperation.objects.filter(kind="refund").count()) == ("asleep", 0)
    with pytest.raises(CaseActionRefused, match="warehouse checks the piece in first"):
        damage.refund_returned_piece(request=request, now=DELIVERED, by="staff:care")
    send_back(order, DELIVERED)
    assert "It has reached us" in letter_of(order, "request").text.replace("it", "It")
    for _ in range(2):
        damage.refund_returned_piece(request=request, now=DELIVERED, by="staff:pat")
    assert (order.lines.get().state, PaymentOperation.objects.get(kind="refund").amount_cents) == (
        "returned",
        order.total_cents,
    )


def test_no_with_the_reason(house):
    order = place_and_deliver()
    done = decide_damage(
        report_damage(order), "refused", why="The listing shows it: corner wear, visible."
    )
    assert (done.outcome, PaymentOperation.objects.filter(kind="refund").count()) == ("refused", 0)
    assert "The listing shows it" in letter_of(order, "request").text


def test_above_the_limit_a_second_person_agrees(house):
    decide_damage(report_damage(place_and_deliver(a_bag(price="9000.00"))), "whole")
    assert Approval.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "cents", "why", "message"),
    [
        ("part", 0, "x", "more than"),
        ("part", 120_001, "x", "at most"),
        ("x", 0, "x", "one of"),
        ("whole", 0, "", "why"),
    ],
)
def test_what_cannot_be_decided(house, outcome, cents, why, message):
    request = report_damage(place_and_deliver())
    with pytest.raises(CaseActionRefused, match=message):
        decide_damage(request, outcome, cents, why)
    request.refresh_from_db()
    assert request.state == "open"


def test_a_report_says_what_is_wrong_with_a_piece_that_came(house):
    with pytest.raises(CaseActionRefused, match="Say what"):
        report_damage(place_and_deliver(), description=" ")
    with pytest.raises(CaseActionRefused, match="hasn't been delivered"):
        report_damage(place_confirmed())


def test_reported_twice_it_is_one(house):
    order = place_and_deliver()
    assert report_damage(order).pk == report_damage(order).pk
